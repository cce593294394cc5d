"""Accounts: the commands that make them, the ids that are taken, and users that the old image brought."""

import re
from collections.abc import Iterator

from baseadvisor.advisor import tools
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.model import Command

_SHADOW = frozenset(
    {"useradd", "groupadd", "usermod", "groupmod", "chpasswd", "userdel", "groupdel", "gpasswd", "chage"}
)
_ADDUSER = frozenset({"adduser", "addgroup"})
# Long options that busybox's adduser and addgroup take (FEATURE_ADDUSER_LONG_OPTIONS, FEATURE_ADDGROUP_LONG_OPTIONS).
_BUSYBOX_LONG = frozenset(
    {
        "home",
        "gecos",
        "shell",
        "ingroup",
        "system",
        "disabled-password",
        "empty-password",
        "no-create-home",
        "uid",
        "gid",
    }
)


def reasons(move: Move) -> Iterator[Reason]:
    """What becomes of the accounts that the stages make and use."""
    there = move.after.userland
    if there is None or there.os != "linux":
        return
    for command in move.commands():
        if command.name in _SHADOW:
            yield from _shadow(move, command, there.accounts)
        elif command.name in _ADDUSER:
            yield from _adduser(move, command)
        if command.name in ("useradd", "adduser"):
            yield from _taken(move, command)
    yield from _brought(move)
    if move.run_only:
        yield from _made_in_the_build(move)
    yield from _not_root(move)


def _shadow(move: Move, command: Command, accounts: str | None) -> Iterator[Reason]:
    before = move.before.userland
    if tools.brought_by(command.name or "", move.needs.installed(command.start)):
        return
    if accounts == "busybox":
        instead = (
            "adduser -D"
            if command.name == "useradd"
            else "addgroup"
            if command.name == "groupadd"
            else "the package shadow"
        )
        yield Reason(
            "accounts",
            "breaks",
            "high",
            f"{command.name}",
            f"{move.place} has none: {instead}",
            move.line(command.start),
        )
    elif accounts == "none" and (before is None or before.accounts != "none"):
        yield Reason(
            "accounts",
            "breaks",
            "high",
            f"{command.name}",
            f"{move.after.reference} has none: install shadow-utils first",
            move.line(command.start),
        )


def _adduser(move: Move, command: Command) -> Iterator[Reason]:
    here, there = move.before.userland, move.after.userland
    assert there is not None  # noqa: S101 - the caller looked
    line = move.line(command.start)
    if there.accounts == "busybox":
        if here is not None and here.accounts == "busybox":
            return
        for word in command.arguments:
            name = word.prefix[2:].partition("=")[0] if word.prefix.startswith("--") else ""
            if name and name not in _BUSYBOX_LONG:
                yield Reason(
                    "accounts",
                    "breaks",
                    "medium",
                    f"{command.name} {word.text}",
                    f"busybox's {command.name} has no such option",
                    line,
                )
                return
        if command.name == "adduser" and not command.has_flag("-D", "--disabled-password"):
            yield Reason(
                "accounts", "check", "medium", "adduser without -D", "busybox's adduser asks for a password", line
            )
    elif here is not None and here.accounts == "busybox":
        yield Reason(
            "accounts",
            "breaks",
            "high",
            f"{command.name} as busybox has it",
            f"{move.place} has useradd and groupadd, which take other options",
            line,
        )
    elif (
        there.adduser is False
        and (here is None or here.adduser is not False)
        and "adduser" not in move.needs.installed(command.start)
    ):
        yield Reason(
            "accounts",
            "breaks",
            "high",
            f"{command.name}",
            f"{move.place} no longer has it: useradd and groupadd are there, or install adduser",
            line,
        )


def _taken(move: Move, command: Command) -> Iterator[Reason]:
    """A user id that the other image has given away."""
    value = command.flag_value("-u", "--uid")
    text = value if isinstance(value, str) else value.value if value is not None else None
    if text != "1000" or command.has_flag("-o", "--non-unique"):
        return
    if move.after.distribution == "ubuntu" and move.release_after() >= (23, 4):
        if move.before.distribution == "ubuntu" and _numbers(move.before.release) >= (23, 4):
            return
        if move.name_after in ("ubuntu", "eclipse-temurin") or move.after.userland is not None:
            yield Reason(
                "accounts",
                "breaks",
                "high",
                f"{command.name} with the id 1000",
                f"{move.place} has a user ubuntu with that id (since 23.04)",
                move.line(command.start),
            )


def _brought(move: Move) -> Iterator[Reason]:
    """USER names an account that only the old image brought."""
    from baseadvisor.catalog import image_user

    if move.before.parsed is None:
        return
    old = image_user(move.before.parsed)
    new = image_user(move.after.parsed) if move.after.parsed is not None else None
    if old is None or (new is not None and new.name == old.name):
        return
    for instruction in move.needs.instructions:
        if instruction.keyword == "USER" and instruction.words:
            name = instruction.words[0].text.partition(":")[0]
            if name == old.name and not _makes(move, name):
                yield Reason(
                    "accounts",
                    "breaks",
                    "high",
                    f"USER {name}",
                    f"{move.before.reference} brings that account, {move.after.reference} does not",
                    move.line(instruction.start),
                )
        elif instruction.keyword in ("COPY", "ADD"):
            owner = instruction.flag("chown")
            if owner is not None and (owner.value or "").partition(":")[0] == old.name and not _makes(move, old.name):
                yield Reason(
                    "accounts",
                    "breaks",
                    "high",
                    str(owner),
                    f"{move.before.reference} brings that account, {move.after.reference} does not",
                    move.line(instruction.start),
                )


def _made_in_the_build(move: Move) -> Iterator[Reason]:
    """In a split, an account that the stage makes is not in the image that runs."""
    users = [each for each in move.needs.stages[-1].instructions if each.keyword == "USER" and each.words]
    if users and _makes(move, name := users[-1].words[0].text.partition(":")[0]):
        yield Reason(
            "accounts",
            "check",
            "high",
            f"USER {name}",
            f"the build makes that account: {move.after.reference} needs it as well, or another",
            move.line(users[-1].start),
        )


def _makes(move: Move, name: str) -> bool:
    return any(
        command.name in ("useradd", "adduser") and any(word.value == name for word in command.arguments)
        for command in move.needs.commands()
    )


def _not_root(move: Move) -> Iterator[Reason]:
    """The other image runs as somebody else than root from the start."""
    there, here = move.after.userland, move.before.userland
    if there is None or (here is not None and here.user != "root"):
        return
    user = there.user
    if move.after.parsed is not None and "nonroot" in (move.after.parsed.tag or ""):
        user = "65532"
    if user == "root":
        return
    for run in move.runs:
        if run.state.user is None:
            yield Reason(
                "user",
                "check",
                "high",
                "RUN as root",
                f"{move.after.reference} runs as {user}: write USER root before it, and USER {user} after",
                move.line(run.instruction.start),
            )
            break
    if all(stage.end.user is None for stage in move.needs.stages):
        yield Reason(
            "user",
            "note",
            "high",
            "no USER",
            f"{move.after.reference} runs as {user}, not as root: what it writes to has to be its own",
        )
    for instruction in move.needs.instructions:
        if instruction.keyword == "EXPOSE":
            for word in instruction.words:
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


def _numbers(dotted: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", dotted or ""))
