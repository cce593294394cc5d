"""What the comments of a file do to the findings on it, and the findings about those comments."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from baseadvisor.checks.hit import Hit
from baseadvisor.dockerfile.model import Comment, Directive, Dockerfile
from baseadvisor.fixes.edit import Edit
from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.finding import Finding
from baseadvisor.linting.nearest import hint
from baseadvisor.linting.pragmas import ALL_OF_BUILDKIT, Id, Pragma, Pragmas
from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_index import RuleIndex
from baseadvisor.linting.selection import UNUSED_PRAGMAS, Active

USED, UNUSED, UNKNOWN = "pragmas.used", UNUSED_PRAGMAS, "pragmas.unknown_id"
"""The checks that a rule about these comments can name; they run here, after all others."""

_FOREIGN = re.compile(r"(?:DL|SC)\d+\Z|(?:buildkit|trivy|checkov|tally|kics|sonar):", re.IGNORECASE)


class Outcome(NamedTuple):
    """Findings split by the comments: those that stay, those that are silenced, and which ids silenced something."""

    kept: list[Finding]
    suppressed: list[Finding]
    used: set[Id]


def silence(findings: Iterable[Finding], pragmas: Pragmas, index: RuleIndex) -> Outcome:
    """Split findings by the comments. A finding is silenced by the first comment that covers and names it."""
    kept: list[Finding] = []
    suppressed: list[Finding] = []
    used: set[Id] = set()
    named = [
        (pragma, [(id_, {rule.code for rule in _rules(id_, pragma, index)}) for id_ in pragma.ids])
        for pragma in pragmas.ignores
    ]
    for finding in findings:
        by: Pragma | None = None
        for pragma, ids in named:
            if not pragma.covers[0] <= finding.start < pragma.covers[1]:
                continue
            for id_, codes in ids:
                if finding.code in codes or id_.text in finding.aliases:
                    used.add(id_)
                    by = by or pragma
        if by is None:
            kept.append(finding)
        else:
            suppressed.append(finding._replace(suppressed=by.suppression))
    return Outcome(kept, suppressed, used)


def raised(findings: Iterable[Finding]) -> list[Finding]:
    """The findings with those of BuildKit's checks as errors, as `# check=error=true` asks."""
    return [
        finding._replace(severity="error")
        if any(alias.startswith("buildkit:") for alias in finding.aliases)
        else finding
        for finding in findings
    ]


def about_comments(
    rules: Iterable[Active],
    pragmas: Pragmas,
    outcome: Outcome,
    index: RuleIndex,
    running: set[str],
    dockerfile: Dockerfile,
) -> Iterator[tuple[Active, Hit]]:
    """The hits of the rules about the comments themselves. `running` are the codes of all rules that ran."""
    for active in rules:
        check = active.rule.check
        if check == USED:
            hits = _used(pragmas)
        elif check == UNUSED:
            hits = _unused(pragmas, outcome.used, index, running, dockerfile)
        elif check == UNKNOWN:
            hits = _unknown(pragmas, index)
        else:
            raise ConfigError(f"{active.rule.path}: check: {check!r} is none of {USED}, {UNUSED}, {UNKNOWN}")
        for hit in hits:
            yield active, hit


def _rules(id_: Id, pragma: Pragma, index: RuleIndex) -> Sequence[Rule]:
    """The rules that an id in this comment means."""
    if id_.text == ALL_OF_BUILDKIT:
        return [rule for rule in index.rules if any(alias.startswith("buildkit:") for alias in rule.aliases)]
    if pragma.form == "check":
        return index.find(f"buildkit:{id_.text}") or index.find(id_.text)
    return index.find(id_.text)


def _used(pragmas: Pragmas) -> Iterator[Hit]:
    for pragma in pragmas.ignores:
        yield _hit(pragma.comment, ids=_listed(pragma.ids))


def _unused(
    pragmas: Pragmas, used: set[Id], index: RuleIndex, running: set[str], dockerfile: Dockerfile
) -> Iterator[Hit]:
    """Ids that silence nothing, of rules that ran: whoever does not run a rule cannot know what it would find."""
    for pragma in pragmas.ignores:
        idle = [
            id_
            for id_ in pragma.ids
            if id_ not in used and any(rule.code in running for rule in _rules(id_, pragma, index))
        ]
        if len(idle) == len(pragma.ids) and isinstance(pragma.comment, Comment) and pragma.form != "check":
            yield _hit(pragma.comment, edits=(_without_line(pragma.comment, dockerfile),), ids=_listed(idle))
            continue
        for id_ in idle:
            edits = (_without(id_, pragma),) if len(pragma.ids) > 1 else ()
            yield Hit(id_.start, id_.end, {"ids": _listed([id_])}, edits)


def _unknown(pragmas: Pragmas, index: RuleIndex) -> Iterator[Hit]:
    """Ids that mean nothing here. Another linter's ids are left alone: they may be meant for that linter."""
    for pragma in pragmas.ignores:
        for id_ in pragma.ids:
            if id_.text == ALL_OF_BUILDKIT or _rules(id_, pragma, index) or _FOREIGN.match(id_.text):
                continue
            yield Hit(id_.start, id_.end, {"id": id_.text, "hint": hint(id_.text, index.ids())})
    for comment in pragmas.malformed:
        yield _hit(comment, id=comment.text, hint="; the form is: baseadvisor ignore=rule,rule  reason")


def _hit(comment: Comment | Directive, *, edits: Sequence[Edit] = (), **values: str) -> Hit:
    return Hit(comment.start, comment.end, values, edits)


def _listed(ids: Sequence[Id]) -> str:
    return ", ".join("all" if id_.text == ALL_OF_BUILDKIT else id_.text for id_ in ids)


def _without(id_: Id, pragma: Pragma) -> Edit:
    """Take one id out of a list of several, with its comma."""
    at = pragma.ids.index(id_)
    if at:
        return Edit(pragma.ids[at - 1].end, id_.end, "")
    return Edit(id_.start, pragma.ids[1].start, "")


def _without_line(comment: Comment, dockerfile: Dockerfile) -> Edit:
    """Take the comment's whole line out."""
    text = dockerfile.text
    end = text.find("\n", comment.end)
    return Edit(text.rfind("\n", 0, comment.start) + 1, len(text) if end < 0 else end + 1, "")
