"""The models that the JSON report keeps to, and the JSON Schema made from them.

`python -m baseadvisor.report.schema FILE` writes the schema; the published one is `docs/schemas/lint.schema.json`.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Line = Field(ge=1, description="1-based line")
Column = Field(ge=1, description="1-based column, in characters")
EndColumn = Field(ge=1, description="1-based column, in characters, one past the last character")
Count = Field(ge=0)


class _Model(BaseModel):
    model_config = ConfigDict(extra="allow")


class EditObject(_Model):
    """Replace the text from the first place to the second (exclusive); where both are the same, insert."""

    line: int = Line
    column: int = Column
    end_line: int = Line
    end_column: int = EndColumn
    replacement: str


class FixObject(_Model):
    """A change that mends the finding. All its edits belong together."""

    safe: bool = Field(description="whether it leaves what the image does as it is, but for what the finding says")
    description: str
    edits: list[EditObject]


class SuppressionObject(_Model):
    """The comment that silences a finding."""

    line: int = Line
    reason: str = Field(description="what the comment says about it; may be empty")


class FindingObject(_Model):
    """One place where a rule's condition holds."""

    code: str = Field(description="the rule's short id, such as BA201; stable")
    name: str = Field(description="the rule's name, kebab-case; stable")
    aliases: list[str] = Field(description="what other linters call the rule")
    severity: Literal["error", "warning", "info", "style"]
    message: str
    file: str = Field(description="the file as it was named or found")
    line: int = Line
    column: int = Column
    end_line: int = Field(ge=1, description="1-based line of the last character")
    end_column: int = EndColumn
    fix: FixObject | None
    instruction_line: int = Field(ge=1, description="1-based line where the instruction begins that the finding is in")
    category: str
    confidence: Literal["high", "medium", "low"]
    suppressed: SuppressionObject | None = Field(
        description="set on findings that a comment silences; they are there with --show-suppressed only"
    )


class ErrorObject(_Model):
    """Why (a part of) a file could not be read or linted."""

    file: str
    message: str


class SummaryObject(_Model):
    """Counts. Suppressed findings are in `suppressed` alone."""

    files: int = Count
    files_with_findings: int = Count
    findings: int = Count
    error: int = Count
    warning: int = Count
    info: int = Count
    style: int = Count
    suppressed: int = Count
    fixable: int = Field(ge=0, description="findings that --fix mends")
    unsafely_fixable: int = Field(ge=0, description="findings that --fix --unsafe-fixes mends besides")
    fixed: int = Field(ge=0, description="findings that this run has mended")
    errors: int = Count


class LintReport(_Model):
    """What `baseadvisor lint --format json` prints."""

    version: Literal[1]
    findings: list[FindingObject]
    errors: list[ErrorObject]
    summary: SummaryObject


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the JSON report."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **LintReport.model_json_schema(mode="serialization"),
        "title": "baseadvisor lint report",
    }


def schema_text() -> str:
    """The schema as it is published."""
    import json

    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    import sys

    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write(schema_text())
