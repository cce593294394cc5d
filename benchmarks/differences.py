"""Why a peer and we differ on purpose: the reasons that `agreement.py` knows.

A classifier looks at one difference (a finding that one side alone has) and says whether its reason holds there. It
claims a difference only where ours is the right answer; `docs/differences.md` has a section for each reason, headed by
its slug.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import baseadvisor
from baseadvisor.dockerfile.model import Dockerfile, Instruction


class Case:
    """A file that findings differ on. `unread` says that the peer could not parse it."""

    def __init__(self, path: Path, peer: str, unread: bool) -> None:
        self.path = path
        self.peer = peer
        self.unread = unread

    @cached_property
    def dockerfile(self) -> Dockerfile:
        """The file's model."""
        return baseadvisor.parse(self.path.read_bytes(), filename=str(self.path), recover=True)

    def instruction(self, line: int) -> Instruction | None:
        """The instruction that a line (1-based) belongs to."""
        for each in self.dockerfile.instructions:
            if each.line <= line <= each.span.end.line:
                return each
        return None


class Reason(NamedTuple):
    """A slug, and the condition under which it is the reason: of the case, the line, the rule's id, and the side."""

    slug: str
    holds: Callable[[Case, int, str, str], bool]


def _peer_cannot_read(case: Case, line: int, rule: str, side: str) -> bool:
    """The peer gave up on the file, so it found nothing in it."""
    return side == "ours" and case.unread


REASONS = (Reason("peer-cannot-read-the-file", _peer_cannot_read),)


def reason_for(case: Case, line: int, rule: str, side: str) -> str | None:
    """The slug of the first reason that holds, or None."""
    return next((reason.slug for reason in REASONS if reason.holds(case, line, rule, side)), None)
