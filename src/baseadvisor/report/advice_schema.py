"""The models that the JSON form of advice keeps to, and the JSON Schema made from them.

`python -m baseadvisor.report.advice_schema FILE` writes the schema; the published one is
`docs/schemas/advice.schema.json`.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Model(BaseModel):
    model_config = ConfigDict(extra="allow")


State = Literal["supported", "extended", "ended", "unknown"]


class SupportObject(_Model):
    """How long one thing an image stands on is supported."""

    product: str
    name: str
    role: Literal["distribution", "runtime"]
    state: State = Field(description="extended: the makers' own support is over, paid or volunteers' support goes on")
    until: str | None = Field(
        description="last day of the makers' own support (ISO 8601); null: none is set, or unknown"
    )
    extended_until: str | None
    extended_means: str | None
    source: str
    as_of: str


class UserlandObject(_Model):
    """What an image gives."""

    id: str
    distribution: str | None
    release: str | None
    libc: str | None = Field(description="null: there is none, or it is not known")
    shell: str | None = Field(description="what /bin/sh is; null: there is no shell")
    bash: bool | None
    package_manager: str | None
    user: str
    confidence: str
    evidence: str | None


class SizeObject(_Model):
    """A compressed size on one platform."""

    bytes: int = Field(ge=0)
    platform: str
    image: str
    tag: str = Field(description="the tag that was looked at")
    match: Literal["exact", "alias", "tag", "nearest", "live"]
    as_of: str
    source: str


class ImageObject(_Model):
    """An image and what is known of it; null means unknown."""

    reference: str
    state: State = Field(
        description="the worst state of what it stands on; unknown: also of a version that only its makers know"
    )
    support_until: str | None
    support: list[SupportObject]
    deprecated: str | None
    deprecated_since: str | None
    userland: UserlandObject | None
    size: SizeObject | None
    platforms: list[str]
    digest: str | None
    notes: list[str]


class SavingObject(_Model):
    """What is saved in compressed bytes; negative: it is bigger."""

    bytes: int
    share: float
    days_apart: int = Field(ge=0, description="days between the two figures")
    close: bool = Field(description="whether they are close enough in time to be compared without a word")
    exact: bool = Field(description="false: one of them is the nearest tag's")


class TermObject(_Model):
    """One summand of the score."""

    name: str
    points: float
    why: str


class ReasonObject(_Model):
    """Something in the Dockerfile that the move touches."""

    topic: str
    severity: Literal["breaks", "check", "note"]
    certainty: Literal["high", "medium", "low"]
    what: str
    why: str
    line: int | None = Field(description="1-based; null: it is not in the file")
    patched: bool = Field(description="the patch takes care of it")


class LeftOutObject(_Model):
    """A candidate that was weighed and is not advised."""

    reference: str
    why: str


class CandidateObject(_Model):
    """An image that would serve."""

    kind: Literal["refresh", "slim", "port", "split"]
    image: ImageObject
    other_names: list[str] = Field(description="further tags of the same build")
    changes: list[str]
    major: bool = Field(description="a major version changes")
    includes: str | None = Field(description="what it brings that the file installs by itself today")
    saving: SavingObject | None
    effort: Literal["drop-in", "small", "moderate", "large"]
    confidence: Literal["high", "medium", "low"] = Field(description="how sure it is that it serves as is said")
    confidence_why: str = Field(description="what takes from it; empty: nothing does")
    score: float
    terms: list[TermObject]
    reasons: list[ReasonObject]
    patchable: bool
    unpatched: str | None = Field(description="why there is no patch")
    outline: list[str]
    source: str | None


class StageObject(_Model):
    """Advice on the image one stage stands on."""

    index: int = Field(ge=0)
    name: str | None
    line: int = Field(ge=1)
    final: bool
    written: str
    verdict: str
    unknown: str | None = Field(description="why there is no advice")
    can_stay: bool = Field(description="supported, and no candidate is worth more than leaving it")
    own_score: float = Field(description="the score of leaving it, to compare the candidates' with")
    failing_now: list[ReasonObject] = Field(
        description="what fails on the image as it is, since its release no longer has it; candidates do not repeat it"
    )
    image: ImageObject
    candidates: list[CandidateObject] = Field(description="the best first")
    left_out: list[LeftOutObject] = Field(description="what was weighed as well, and why it is not advised")


class CatalogObject(_Model):
    """The shipped knowledge."""

    date: str
    age_days: int


class FileObject(_Model):
    """Advice on one Dockerfile, the final stage first."""

    file: str
    as_of: str = Field(description="the day support is judged by")
    catalog: CatalogObject
    platform: str
    live: bool
    notes: list[str]
    problems: list[str]
    stages: list[StageObject]


class ErrorObject(_Model):
    """Why a file could not be read."""

    file: str
    message: str


class SummaryObject(_Model):
    """Counts over all files."""

    files: int = Field(ge=0)
    images: int = Field(ge=0)
    unsupported: int = Field(ge=0)
    final_images: int = Field(ge=0)
    final_images_with_known_saving: int = Field(ge=0)
    saving_bytes: int = Field(ge=0, description="with the best candidate of each final stage, where it is known")


class AdviceReport(_Model):
    """What `baseadvisor advise --format json` prints."""

    version: Literal[1]
    files: list[FileObject]
    errors: list[ErrorObject]
    summary: SummaryObject


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the JSON form."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **AdviceReport.model_json_schema(mode="serialization"),
        "title": "baseadvisor advice",
    }


def schema_text() -> str:
    """The schema as it is published."""
    import json

    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    import sys

    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(schema_text())
