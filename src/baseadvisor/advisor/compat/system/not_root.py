"""Images that run as somebody else than root from the start: what only root may do, in the build and when started."""

import re
from collections.abc import Iterator, Sequence

from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.analysis import RunFacts
from baseadvisor.catalog import image_user
from baseadvisor.image.numbers import number, numbers
from baseadvisor.shell.model import Command

_NONROOT = "65532"
"""The user nonroot of the distroless images."""
_ROOT = frozenset({"root", "0"})
_ACCOUNTS = frozenset({"useradd", "groupadd", "usermod", "groupmod", "adduser", "addgroup", "userdel", "chpasswd"})
_OWNERS = frozenset({"chown", "chgrp"})
_WRITES = frozenset({"mkdir", "touch", "cp", "mv", "rm", "ln", "install", "sed", "tee", "chmod", "curl", "wget", "tar"})
_OF_ROOT = re.compile(r"/(?:etc|usr/(?:local/)?(?:s?bin|lib(?:64)?|include)|s?bin|lib(?:64)?|root)(?:/|$)")
"""Folders that are root's in every image."""
_OF_THE_SERVICE = re.compile(r"(?:.*/)?[\w-]+-(?:plugin|keystore|users)")
"""Tools of these services (`elasticsearch-plugin`), which are there for the image's own user."""


def reasons(move: Move) -> Iterator[Reason]:
    """What root did on the image that is left, and the user of the other image may not."""
    yield from _root_again(move)
    there = move.after.userland
    user = user_of(move.after)
    if there is None or user is None or there.os != "linux" or user_of(move.before) is not None:
        return
    if there.shell is not None:  # without a shell none runs at all
        yield from _in_the_build(move, user)
    if all(stage.end.user is None for stage in move.needs.stages):
        yield Reason(
            "user",
            "note",
            "high",
            "no USER",
            f"{move.after.reference} runs as {user}, not as root: what it writes to has to be its own",
        )
    yield from _low_port(move, user)


def _root_again(move: Move) -> Iterator[Reason]:
    """`scratch` in the place of an image whose own user is none of root's."""
    user = user_of(move.before)
    if move.after.reference != "scratch" or user is None or any(one.end.user is not None for one in move.needs.stages):
        return
    number = user if user.isdigit() else _NONROOT
    why = f"what {move.before.reference} runs as {user} runs as root there: USER {number}"
    yield Reason("user", "check", "high", "no USER", why)


def user_of(image: Image) -> str | None:
    """Who an image's containers run as unless told otherwise; None for root, and where it is not known."""
    if "nonroot" in image.tag:  # distroless images say so
        return _NONROOT
    known = image_user(image.parsed) if image.parsed is not None else None
    if known is not None and known.default:
        version, since = numbers(image.tag.partition("-")[0]), numbers(known.since)
        return known.name if not version or version >= since[: len(version)] else None
    user = image.userland.user if image.userland is not None else None
    return None if user in _ROOT else user


def _in_the_build(move: Move, user: str) -> Iterator[Reason]:
    """The first command that root alone may give, with the lines of the others, else the first RUN.

    Those that stand before any USER count.
    """
    runs = [run for run in move.runs if run.state.user is None]
    copied = _copied(move)
    found = [
        (command, sure)
        for run in runs
        for command in run.commands
        if (sure := _for_root(run, command, copied)) is not None and not command.handled and not command.ignored
    ]
    if found:
        command, sure = found[0]
        lines = sorted({move.line(one.start) for one, _ in found})
        yield Reason("user", "breaks", sure, f"{command.name} as root", _mend(move, user, lines), lines[0])
        return
    for run in runs:
        if not all(_OF_THE_SERVICE.fullmatch(command.words[0].text) for command in run.commands if command.words):
            line = move.line(run.instruction.start)
            yield Reason("user", "check", "high", "RUN as root", _mend(move, user, [line]), line)
            return


def _mend(move: Move, user: str, lines: Sequence[int]) -> str:
    return f"{move.after.reference} runs as {user}: write USER root before it{also_lines(lines)}, and USER {user} after"


def _for_root(run: RunFacts, command: Command, copied: frozenset[str]) -> Certainty | None:
    """How sure it is that a command fails for whoever is not root; None where it may not.

    Only its owner, root, may change the mode of what is `copied`.
    """
    name = command.name or ""
    if name in _ACCOUNTS or any(
        action.family in SYSTEM_FAMILIES and action.start == command.start for action in run.actions
    ):
        return "high"
    if name in _OWNERS:
        return "medium"
    if name in _WRITES and command.operands and _OF_ROOT.match(command.operands[-1].text):
        return "medium"
    if name == "chmod" and any(word.text.rpartition("/")[2] in copied for word in command.operands[1:]):
        return "medium"
    return None


def _copied(move: Move) -> frozenset[str]:
    """The names of the files that COPY and ADD bring as root's: of what is copied, and of where to."""
    names = {
        word.text.rpartition("/")[2]
        for each in move.needs.instructions
        if each.keyword in ("COPY", "ADD") and not any(flag.name == "chown" for flag in each.flags)
        for word in each.words
    }
    return frozenset(names - {""})


def _low_port(move: Move, user: str) -> Iterator[Reason]:
    for instruction in move.needs.instructions:
        for word in instruction.words if instruction.keyword == "EXPOSE" else ():
            port = word.text.partition("/")[0]
            if port.isdigit() and number(port) < 1024:
                yield Reason(
                    "user",
                    "check",
                    "medium",
                    f"EXPOSE {word.text}",
                    f"{move.after.reference} runs as {user}; some runtimes let only root listen below 1024",
                    move.line(instruction.start),
                )
                return
