"""The models that an explanation's JSON keeps to, and the JSON Schema made from them.

`python -m baseadvisor.report.explanation.schema FILE` writes the schema; the published one is
`docs/schemas/explanation.schema.json`.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_Verdict = Literal["yes", "depends", "no", "unknown"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="allow")


class SourceObject(_Model):
    """Where a statement is known from."""

    title: str
    url: str | None
    date: str | None = Field(description="the day it was read, or that the catalog's figure is of (ISO 8601)")
    line: int | None = Field(ge=1, description="1-based line of the file explained, where that is the source")
    verified: bool = Field(description="false: nobody has checked it against a source")


class StatementObject(_Model):
    """A sentence or two."""

    text: str
    certainty: Literal["known", "unverified", "unknown"]
    sources: list[SourceObject] = Field(description="empty only where the statement says that something is not known")


class PartObject(_Model):
    """A part of the userland or of the host."""

    name: str
    value: str
    statement: StatementObject


class SizeObject(_Model):
    """A compressed size."""

    bytes: int = Field(ge=0)
    platform: str
    image: str = Field(description="the image the figure is of")
    exact: bool = Field(description="whether it is the build that FROM names")
    as_of: str
    source: SourceObject


class BaseObject(_Model):
    """The image at the bottom."""

    reference: str
    written: str = Field(description="as the file has it")
    line: int | None
    title: str
    os: str
    statement: StatementObject
    parts: list[PartObject]
    size: SizeObject | None


class StepObject(_Model):
    """What one instruction adds."""

    line: int = Field(ge=1)
    keyword: str
    text: str = Field(description="the instruction, cut where it is long")
    effect: Literal["files", "setting", "process", "build"]
    statement: StatementObject


class LeftObject(_Model):
    """A stage whose files do not come along."""

    line: int = Field(ge=1)
    name: str
    base: str
    built: bool
    taken: list[str]
    statement: StatementObject


class CheckObject(_Model):
    """One condition for the userland to run on the host."""

    topic: str
    verdict: _Verdict
    decisive: bool
    statement: StatementObject


class AnswerObject(_Model):
    """A question and its answer."""

    question: str
    statements: list[StatementObject]


class HostObject(_Model):
    """The host that was asked for; null is not known."""

    title: str
    distribution: str | None
    release: str | None
    os: str
    kernel: str | None
    kernel_at_least: bool
    build: int | None
    architecture: str | None
    runtime: str | None


class ExplanationReport(_Model):
    """What `baseadvisor explain --format json` prints."""

    version: Literal[1]
    file: str
    platform: str
    verdict: _Verdict
    summary: StatementObject
    host: HostObject
    host_parts: list[PartObject]
    base: BaseObject
    steps: list[StepObject]
    more_steps: int = Field(ge=0)
    process: StatementObject
    left_behind: list[LeftObject]
    more_left: int = Field(ge=0)
    checks: list[CheckObject]
    answers: list[AnswerObject]
    as_of: str
    catalog_date: str
    problems: list[str]


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ExplanationReport.model_json_schema(mode="serialization"),
        "title": "baseadvisor explanation",
    }


def schema_text() -> str:
    """The schema as it is published."""
    import json

    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    import sys

    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(schema_text())
