"""What linting a Dockerfile yields."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.dockerfile.span import Position, Span
from baseadvisor.fixes.edit import Edit
from baseadvisor.linting.severity import at_least

if TYPE_CHECKING:
    from baseadvisor.dockerfile.model import Dockerfile
    from baseadvisor.linting.config import Config


class Fix(NamedTuple):
    """A change that mends a finding. `safe` when it changes nothing of the image but what the finding is about."""

    safe: bool
    edits: tuple[Edit, ...]
    description: str


class Suppression(NamedTuple):
    """The comment that silences a finding: its 1-based line, its text, and the reason written in it ("" when none)."""

    line: int
    text: str
    reason: str = ""


class Finding(NamedTuple):
    """One place where a rule's condition holds.

    `start` and `end` are character offsets into the Dockerfile's text (end exclusive), `span` the same as lines and
    columns. `instruction_line` is the 1-based line where the instruction begins that the finding lies in (the
    finding's own line when it lies in none): the line by which hadolint reports. `severity` is one of
    `baseadvisor.linting.severity.SEVERITIES`, `confidence` "high", "medium" or "low".
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    severity: str
    message: str
    span: Span
    start: int
    end: int
    fix: Fix | None = None
    confidence: str = "high"
    category: str = ""
    instruction_line: int = 0
    file: str | None = None
    suppressed: Suppression | None = None


class CheckFailure(NamedTuple):
    """A rule's check that raised an exception: a defect in the rule, and no statement about the Dockerfile."""

    rule: str
    file: str | None
    error: Exception

    @property
    def message(self) -> str:
        """One line: what failed, where, and what to do."""
        from baseadvisor.shellcheck.program import ShellCheckError

        where = self.file or "the Dockerfile"
        if isinstance(self.error, ShellCheckError):
            return f"ShellCheck gave no answer on {where}: {self.error}; --ignore {self.rule} leaves it out"
        kind = type(self.error).__name__
        return (
            f"rule {self.rule} failed on {where} ({kind}: {self.error}); the other rules ran. "
            f"Please report it; until then --ignore {self.rule} leaves it out"
        )


class LintResult:
    """All findings on one Dockerfile, in the order of their place, then of their code.

    `suppressed` holds the findings that a comment in the file silences; `problems` the checks that failed; `config`
    is the configuration that applied to this file.
    """

    __slots__ = ("config", "dockerfile", "findings", "problems", "suppressed")

    def __init__(
        self,
        findings: Sequence[Finding],
        suppressed: Sequence[Finding],
        problems: Sequence[CheckFailure],
        dockerfile: "Dockerfile",
        config: "Config",
    ) -> None:
        self.findings = tuple(findings)
        self.suppressed = tuple(suppressed)
        self.problems = tuple(problems)
        self.dockerfile = dockerfile
        self.config = config

    @property
    def file(self) -> str | None:
        """The file's name as it was given, or None for text without one."""
        return self.dockerfile.filename

    @property
    def failed(self) -> bool:
        """Whether a finding reaches the configuration's `fail_on` (never with `no_fail`)."""
        return fails(self.findings, self.config)


def fails(findings: Iterable[Finding], config: "Config") -> bool:
    """Whether one of these findings reaches the configuration's `fail_on` (never with `no_fail`)."""
    return not config.no_fail and any(at_least(finding.severity, config.fail_on) for finding in findings)


__all__ = ["CheckFailure", "Edit", "Finding", "Fix", "LintResult", "Position", "Span", "Suppression"]
