"""Images that run as somebody else than root from the start: what only root may do, in the build and when started."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move, numbers
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.analysis import RunFacts
from baseadvisor.catalog import image_user
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
    """The first command that root alone may give, else the first RUN, where no USER is set before it."""
    runs = [run for run in move.runs if run.state.user is None]
    mend = f"{move.after.reference} runs as {user}: write USER root before it, and USER {user} after"
    for run in runs:
        for command in run.commands:
            sure = _for_root(run, command)
            if sure is not None and not command.handled and not command.ignored:
                yield Reason("user", "breaks", sure, f"{command.name} as root", mend, move.line(command.start))
                return
    for run in runs:
        if not all(_OF_THE_SERVICE.fullmatch(command.words[0].text) for command in run.commands if command.words):
            yield Reason("user", "check", "high", "RUN as root", mend, move.line(run.instruction.start))
            return


def _for_root(run: RunFacts, command: Command) -> Certainty | None:
    """How sure it is that a command fails for whoever is not root; None where it may not."""
    name = command.name or ""
    if name in _ACCOUNTS or any(
        action.family in SYSTEM_FAMILIES and action.start == command.start for action in run.actions
    ):
        return "high"
    if name in _OWNERS:
        return "medium"
    if name in _WRITES and command.operands and _OF_ROOT.match(command.operands[-1].text):
        return "medium"
    return None


def _low_port(move: Move, user: str) -> Iterator[Reason]:
    for instruction in move.needs.instructions:
        for word in instruction.words if instruction.keyword == "EXPOSE" else ():
            port = word.text.partition("/")[0]
            if port.isdigit() and int(port) < 1024:
                yield Reason(
                    "user",
                    "check",
                    "medium",
                    f"EXPOSE {word.text}",
                    f"{move.after.reference} runs as {user}; some runtimes let only root listen below 1024",
                    move.line(instruction.start),
                )
                return
