"""Mends what the findings on a file have fixes for, round after round."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from baseadvisor.dockerfile.model import Dockerfile
from baseadvisor.fixes.apply import apply
from baseadvisor.linting.finding import Finding

if TYPE_CHECKING:
    from baseadvisor.linting.config import Config

MAX_ROUNDS = 20
"""A fix can make room for another; after this many rounds the rest is left as it is."""

Reread = Callable[[bytes], tuple[Dockerfile, Sequence[Finding]]]


class Skipped(NamedTuple):
    """A finding whose fix was not made, and why."""

    finding: Finding
    reason: str


class FixResult(NamedTuple):
    """A mended text, without the file's byte order mark. `bytes(dockerfile)` is the file to write, with it.

    `applied` are the findings that were mended; their places are those in the text of the round that mended them.
    `skipped` are the findings of the last round that have a fix which was not made.
    """

    text: str
    applied: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    dockerfile: Dockerfile


def fix(
    source: "str | bytes | PathLike[str]",
    *,
    filename: str | None = None,
    config: "Config | Mapping[str, Any] | str | PathLike[str] | None" = None,
    unsafe: bool = False,
) -> FixResult:
    """Lint `source` and make the fixes (only the safe ones unless `unsafe`). No file is written.

    `source`, `filename` and `config` are as `baseadvisor.lint` takes them. Raises ConfigError for a configuration that
    cannot be followed, OSError when `source` cannot be read.
    """
    from baseadvisor.linting import configured
    from baseadvisor.linting.engine import Linter

    linter = Linter(configured(config))
    dockerfile = linter.parse(source, filename)

    def reread(content: bytes) -> tuple[Dockerfile, Sequence[Finding]]:
        again = linter.lint(linter.parse(content, dockerfile.filename))
        return again.dockerfile, again.findings

    return mend(dockerfile, linter.lint(dockerfile).findings, reread, unsafe=unsafe)


def mend(dockerfile: Dockerfile, findings: Sequence[Finding], reread: Reread, *, unsafe: bool = False) -> FixResult:
    """Make the fixes of `findings`; `reread` parses and lints each new content.

    Ends when nothing is left to fix, or after `MAX_ROUNDS`. A fix that gives the parser more to complain about than
    before is refused, and so is one that leads back to a text that was there before.
    """
    applied: list[Finding] = []
    refused: dict[tuple[str, str], str] = {}
    seen = {dockerfile.text}
    skipped: list[Skipped] = []
    for _ in range(MAX_ROUNDS):
        ready, skipped = _sorted_out(findings, dockerfile, refused, unsafe)
        outcome = _attempt(dockerfile, ready, reread, seen)
        for each in outcome.skipped:
            if each.reason != _CONFLICT:
                refused[_identity(each.finding, dockerfile)] = each.reason
        if not outcome.applied:
            skipped += outcome.skipped
            break
        applied += outcome.applied
        dockerfile, findings = outcome.dockerfile, outcome.findings
        seen.add(dockerfile.text)
    else:
        skipped = _sorted_out(findings, dockerfile, refused, unsafe, "too many rounds of fixing")[1]
    return FixResult(dockerfile.text, tuple(applied), tuple(skipped), dockerfile)


_CONFLICT = "another fix changes the same place"


class _Outcome(NamedTuple):
    dockerfile: Dockerfile
    findings: Sequence[Finding]
    applied: list[Finding]
    skipped: list[Skipped]


def _identity(finding: Finding, dockerfile: Dockerfile) -> tuple[str, str]:
    """What a finding is known by from one round to the next, when its place has moved."""
    return finding.code, dockerfile.text[finding.start : finding.end]


def _sorted_out(
    findings: Sequence[Finding],
    dockerfile: Dockerfile,
    refused: Mapping[tuple[str, str], str],
    unsafe: bool,
    given_up: str | None = None,
) -> tuple[list[Finding], list[Skipped]]:
    """The findings whose fix may be made, and those whose fix may not."""
    ready: list[Finding] = []
    skipped: list[Skipped] = []
    for finding in findings:
        if finding.fix is None:
            continue
        reason = refused.get(_identity(finding, dockerfile)) if finding.fix.safe or unsafe else "it is not a safe fix"
        if reason or given_up:
            skipped.append(Skipped(finding, reason or given_up or ""))
        else:
            ready.append(finding)
    return ready, skipped


def _attempt(dockerfile: Dockerfile, ready: Sequence[Finding], reread: Reread, seen: set[str]) -> _Outcome:
    """Make the fixes together; where that does harm, add them one by one and leave out those that do it."""
    outcome = _tried(dockerfile, ready, reread, seen)
    if outcome.applied or len(ready) < 2:
        return outcome
    good: list[Finding] = []
    best = _Outcome(dockerfile, (), [], [])
    skipped: list[Skipped] = []
    for finding in ready:
        outcome = _tried(dockerfile, [*good, finding], reread, seen)
        if outcome.applied and not outcome.skipped:
            good, best = outcome.applied, outcome
        else:
            skipped.append(Skipped(finding, outcome.skipped[-1].reason))
    return best._replace(skipped=skipped)


def _tried(dockerfile: Dockerfile, ready: Sequence[Finding], reread: Reread, seen: set[str]) -> _Outcome:
    """The file with the fixes made that go together; with none of them when the result cannot be taken."""
    made = apply(dockerfile.text, [finding.fix.edits if finding.fix is not None else () for finding in ready])
    conflicts = [Skipped(ready[index], _CONFLICT) for index in made.left_out]
    if not made.changes:
        return _Outcome(dockerfile, (), [], conflicts)
    reason = "it would undo another fix, or change nothing" if made.text in seen else None
    if reason is None:
        fixed, findings = reread(dockerfile.encode(made.text))
        if _faults(fixed) <= _faults(dockerfile):
            return _Outcome(fixed, findings, [ready[index] for index in made.changes], conflicts)
        reason = f"it would break the file: {fixed.problems[-1].message}"
    return _Outcome(dockerfile, (), [], [*conflicts, *(Skipped(ready[index], reason) for index in made.changes)])


def _faults(dockerfile: Dockerfile) -> int:
    """How many things BuildKit would reject."""
    return sum(problem.fatal for problem in dockerfile.problems)
