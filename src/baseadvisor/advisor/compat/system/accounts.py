"""Accounts: the commands that make them, the ids that are taken, and users that the old image brought."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from baseadvisor.advisor import tools
from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.building.sure_to_compile import is_full
from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.image.numbers import numbers
from baseadvisor.shell.model import Command, Word

_SHADOW = frozenset(
    {"useradd", "groupadd", "usermod", "groupmod", "chpasswd", "userdel", "groupdel", "gpasswd", "chage"}
)
# Daemons whose packages depend on adduser, or did until systemd's sysusers made their accounts (apt-cache depends).
_MAY_BRING = re.compile(
    r".+-(?:server|daemon)(?:-[\d.]+)?|postfix|exim4.*|dovecot-.+|spamassassin|spamd|nginx.*|bind9"
    r"|openssh-.+|ssh|redis.*|postgresql.*|rabbitmq-server|tor|proftpd.*|vsftpd|clamav.*|dbus|rsyslog|tomcat\d*|jenkins"
    r"|gitlab-.+|elasticsearch|mongodb.*|memcached|haproxy|squid.*|varnish|avahi-.+|cups|munin.*|ntp(?:sec)?|chrony"
)
_Kind = Literal["user", "group"]
_OF_USERS = frozenset({"useradd", "adduser", "usermod", "userdel", "deluser"})
_CHANGES = frozenset({"usermod", "groupmod"})
_REMOVES = frozenset({"userdel", "deluser", "groupdel", "delgroup"})
_GIVES_IDS = frozenset({"useradd", "adduser", "groupadd", "addgroup", "usermod", "groupmod"})
_ADDUSER = frozenset({"adduser", "addgroup"})
_OF_A_GROUP = _ADDUSER | {"deluser", "delgroup"}
"""What changes nothing but who is in a group when it is given a user and a group."""
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
    giving: list[tuple[RunFacts, Command]] = []
    for run in move.runs:
        for command in run.commands:
            if command.handled or command.ignored:
                continue
            if command.name in _SHADOW:
                yield from _shadow(move, command, there.accounts)
            elif command.name in _ADDUSER:
                yield from _adduser(move, command)
            if command.name in _GIVES_IDS:
                giving.append((run, command))
    yield from _taken(move, giving)
    yield from _next_id(move, giving)
    yield from _to_sudo(move)
    yield from _brought(move)
    yield from _of_the_distribution(move)
    if move.run_only:
        yield from _made_in_the_build(move)


def _shadow(move: Move, command: Command, accounts: str | None) -> Iterator[Reason]:
    before = move.before.userland
    if tools.brought_by(command.name or "", along.there(move, move.after, command.start)):
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
            if name and (name not in _BUSYBOX_LONG or (name == "gid" and command.name == "adduser")):
                yield Reason(
                    "accounts",
                    "breaks",
                    "medium",
                    f"{command.name} {word.text}",
                    f"busybox's {command.name} has no such option",
                    line,
                )
                return
        if command.name != "adduser" or _is_of_a_group(command):
            return
        if not command.has_flag("-D", "--disabled-password", "-S", "--system"):
            yield Reason(
                "accounts", "check", "medium", "adduser without -D", "busybox's adduser asks for a password", line
            )
    elif here is not None and here.accounts == "busybox" and there.shell is not None:
        yield Reason(
            "accounts",
            "breaks",
            "high",
            f"{command.name} as busybox has it",
            f"{move.place} has useradd and groupadd, which take other options",
            line,
        )
    elif there.adduser is False and (here is None or here.adduser is not False):
        if move.after.distribution == "debian" and not is_distribution(move.name_after):
            yield from _adduser_of_image(move, command)
            return
        if not is_distribution(move.name_after) and tools.has(move.after, "gpg"):
            return  # gnupg depends on dirmngr, and that on adduser
        doubted = along.is_doubted(move, move.after, "adduser", command.start)
        if "adduser" in along.there(move, move.after, command.start) and not doubted:
            return
        if doubted or (move.after.distribution == "ubuntu" and _has_archives_tool(move, command)):
            why = f"{move.place} no longer has it, unless what is installed before brings it: install adduser"
            yield Reason("accounts", "check", "low", command.name or "", why, line)
            return
        daemon = next((one for one in sorted(move.needs.installed(command.start)) if _MAY_BRING.fullmatch(one)), None)
        if daemon is not None and not along.all_known(move, move.after, command.start):
            why = f"{move.place} no longer has it, unless {daemon} brings it: install adduser"
            yield Reason("accounts", "check", "low", command.name or "", why, line)
            return
        yield Reason(
            "accounts",
            "breaks",
            "high",
            f"{command.name}",
            f"{move.place} no longer has it: useradd and groupadd are there, or install adduser",
            line,
        )


def _to_sudo(move: Move) -> Iterator[Reason]:
    """`adduser USER sudo`: busybox takes that as well, but Alpine has no such group."""
    here, there = move.before.userland, move.after.userland
    if there is None or there.accounts != "busybox" or (here is not None and here.accounts == "busybox"):
        return
    naming = [
        command
        for command in move.commands()
        if command.name in ("adduser", "addgroup", "groupadd")
        and any(word.value == "sudo" for word in command.operands)
    ]
    if any(command.name != "adduser" and not _is_of_a_group(command) for command in naming):
        return  # the file makes that group
    for command in naming:
        if (
            _is_of_a_group(command)
            and command.operands[-1].value == "sudo"
            and not (command.handled or command.ignored)
        ):
            why = f"{move.place} has no group sudo: its group of administrators is wheel"
            yield Reason("accounts", "breaks", "medium", "the group sudo", why, move.line(command.start))


def _is_of_a_group(command: Command) -> bool:
    """Whether it is `adduser USER GROUP`, or its like, which makes and removes nothing."""
    return command.name in _OF_A_GROUP and len(command.operands) == len(command.arguments) == 2


# Sources: the package lists of node:24-trixie-slim and python:3.12-slim-trixie (docker-library/repo-info): apt takes
# adduser for base-passwd, so that what a build installed once is not taken away again. buildpack-deps, on which
# golang's stands as well, has gnupg, whose dirmngr depends on it.
_WITH_ADDUSER = frozenset({"node", "python", "golang"})


def _adduser_of_image(move: Move, command: Command) -> Iterator[Reason]:
    """adduser where an image of Debian 13 or later is more than Debian: its own build may have brought it."""
    brought = "adduser" in along.there(move, move.after, command.start)
    if brought or move.name_after in _WITH_ADDUSER or is_full(move.after):
        return
    why = f"{move.place} no longer has it, unless the image itself brings it: install adduser"
    yield Reason("accounts", "check", "low", command.name or "", why, move.line(command.start))


# Images that stand on Ubuntu and take nothing of it away. Sources: adoptium/containers, carlossg/docker-maven,
# docker-library/tomcat; adoptium/containers issue 613.
_AS_UBUNTU_IS = frozenset({"ubuntu", "eclipse-temurin", "maven", "tomcat"})


def standing(move: Move) -> Iterator[Reason]:
    """The id of Ubuntu's own user, which nobody else can get."""
    if move.name_after in _AS_UBUNTU_IS:
        giving = [
            (run, command)
            for run in move.runs
            for command in run.commands
            if command.name in _GIVES_IDS and not (command.handled or command.ignored or command.conditional)
        ]
        yield from _taken(move, giving)


def _has_archives_tool(move: Move, command: Command) -> bool:
    """Whether add-apt-repository is installed before, which brought adduser along on Ubuntu 24.04."""
    return "software-properties-common" in move.needs.installed(command.start)


def _taken(move: Move, giving: Sequence[tuple[RunFacts, Command]]) -> Iterator[Reason]:
    """The commands that give a user or a group the id that the other image's own has."""
    if move.after.distribution != "ubuntu" or not move.is_after("ubuntu", 23, 4):
        return
    own: _Own | None = None
    for run, command in giving:
        kind: _Kind = "user" if command.name in _OF_USERS else "group"
        flags = ("-u", "--uid") if kind == "user" else ("-g", "--gid")
        given = _value(run, command, *flags)
        by_default = _default(move, command, *flags) if given is None else None
        if "1000" not in (given, by_default) or command.has_flag("-o", "--non-unique"):
            continue
        if command.after == "||":
            continue  # made where `id` or `getent` finds none
        own = own or _Own(move)
        if own.is_free(kind, run, command) or (command.name in _CHANGES and own.is_meant(kind, run, command)):
            continue
        yield Reason(
            "accounts",
            "breaks",
            "high" if by_default is None else "medium",
            f"{command.name} with the id 1000{'' if by_default is None else ' by default'}",
            f"{move.place} has a {kind} ubuntu with that id (since 23.04)",
            move.line(command.start),
        )


def _next_id(move: Move, giving: Sequence[tuple[RunFacts, Command]]) -> Iterator[Reason]:
    """The first user without an id of its own, who runs the container: it gets the one after Ubuntu's own user."""
    users = {
        each.words[0].text.partition(":")[0]
        for each in move.needs.instructions
        if each.keyword == "USER" and each.words
    }
    if move.name_after not in _AS_UBUNTU_IS or not move.is_after("ubuntu", 23, 4) or not users:
        return
    own = _Own(move)
    for run, command in giving:
        if command.name not in ("useradd", "adduser") or command.condition or command.has_flag("-r", "--system"):
            continue
        if command.has_flag("-u", "--uid") or own.is_free("user", run, command):
            return
        if any("UID_MIN" in word.text or word.prefix.startswith("--firstuid") for word in command.arguments):
            return
        name = next((word.value for word in command.operands if word.value in users), None)
        if name is not None:
            why = (
                f"it gets the id 1001, as {move.place} has a user ubuntu with 1000: what is mounted from outside, "
                "and belongs to 1000, is not its own"
            )
            yield Reason("accounts", "check", "low", f"{command.name} {name}", why, move.line(command.start))
        return


_Moment = tuple[bool, int]


def _moment(run: RunFacts, command: Command) -> _Moment:
    """When a command runs, to compare: by its place in the file, what ONBUILD holds after all else."""
    return run.instruction.parent is not None, command.start


class _Own:
    """The user that Ubuntu's images have, and its group: what they are called, and whether they keep the id 1000."""

    def __init__(self, move: Move) -> None:
        start: _Moment = (False, 0)
        self._named: dict[_Kind, dict[str | None, _Moment]] = {"user": {"ubuntu": start}, "group": {"ubuntu": start}}
        self._free: dict[_Kind, _Moment] = {}
        self._is_group_of_user = True
        for run in (*move.own_runs, *move.later_runs):
            for command in run.commands:
                if command.name in _REMOVES or command.name in _CHANGES:
                    self._follow(run, command)

    def is_free(self, kind: _Kind, run: RunFacts, command: Command) -> bool:
        """Whether the id is no longer theirs at a command, as far as is known."""
        at = _moment(run, command)
        return self._free.get(kind, at) < at

    def is_meant(self, kind: _Kind, run: RunFacts, command: Command, *, perhaps: bool = False) -> bool:
        """Whether a command is given their name, or (perhaps) one that is not known, such as what `xargs` reads."""
        at = _moment(run, command)
        ends = (*command.operands[:1], *command.operands[-1:])  # between them are values of flags
        names = [run.script.resolve(word, run.environment) for word in ends]
        found = any(self._named[kind].get(name, at) < at for name in names)
        return found or (perhaps and (not names or names[-1] is None or "xargs" in command.within))

    def _follow(self, run: RunFacts, command: Command) -> None:
        kind: _Kind = "user" if command.name in _OF_USERS else "group"
        if _is_of_a_group(command) or not self.is_meant(kind, run, command, perhaps=command.name in _REMOVES):
            return
        if command.name in _CHANGES:
            self._change(kind, run, command)
        elif kind == "user":
            if self.is_meant("group", run, command, perhaps=True):
                self._set_free("group", run, command)  # a group of the user's name goes with it
            self._set_free("user", run, command)
            self._is_group_of_user = False
        elif not self._is_group_of_user or command.has_flag("-f", "--force"):
            self._set_free("group", run, command)  # else it is refused: it is the group that the user is in

    def _change(self, kind: _Kind, run: RunFacts, command: Command) -> None:
        flags, renames = (
            (("-u", "--uid"), ("-l", "--login")) if kind == "user" else (("-g", "--gid"), ("-n", "--new-name"))
        )
        if command.has_flag(*flags) and _value(run, command, *flags) != "1000":
            self._set_free(kind, run, command)
        if kind == "user" and command.has_flag("-g", "--gid"):
            self._is_group_of_user = False
        if command.has_flag(*renames):
            name = _value(run, command, *renames)
            if name is None:
                self._set_free(kind, run, command)  # whatever has the new name may be it
            else:
                self._named[kind].setdefault(name, _moment(run, command))

    def _set_free(self, kind: _Kind, run: RunFacts, command: Command) -> None:
        self._free.setdefault(kind, _moment(run, command))


def _value(run: RunFacts, command: Command, *flags: str) -> str | None:
    """What a flag is given, with the variables filled in that are known."""
    flag = command.flag(*flags)
    if flag is None:
        return None
    attached = _attached(flag, *flags)
    if attached is not None:
        whole = run.script.resolve(flag, run.environment)
        return whole[attached:] if whole is not None else None
    value = command.flag_value(*flags)
    return run.script.resolve(value, run.environment) if isinstance(value, Word) else value


def _attached(flag: Word, *flags: str) -> int | None:
    """Where in a flag's own word its value begins (`--uid=1000`, `-u1000`, `-mu1000`); None: it is the next word."""
    if "=" in flag.prefix:
        return flag.prefix.index("=") + 1
    letters = [name[1] for name in flags if len(name) == 2]
    at = next((flag.prefix.index(letter) + 1 for letter in letters if letter in flag.prefix), 0)
    return at if not flag.prefix.startswith("--") and 0 < at < len(flag.text) else None


_EXPANDED = re.compile(r"\$\{?(?P<name>\w+)(?::?-(?P<value>\d+))?\}?")
_DEFAULT = re.compile(r"[\"']?(?:\$\{\w+:?-)?(?P<value>\d+)\}?[\"']?")


def _default(move: Move, command: Command, *flags: str) -> str | None:
    """The number that a flag's variable stands for where the build is not given another one."""
    flag = command.flag(*flags)
    attached = _attached(flag, *flags) if flag is not None else None
    word = flag if attached is not None else command.flag_value(*flags)
    found = _EXPANDED.fullmatch(word.text[attached:].strip("\"'")) if isinstance(word, Word) else None
    if found is None or found["value"]:
        return found["value"] if found is not None else None
    values = [
        match["value"]
        for instruction in move.needs.instructions
        if instruction.keyword in ("ARG", "ENV") and instruction.start < command.start
        for pair in instruction.pairs
        if pair.key == found["name"] and (match := _DEFAULT.fullmatch(pair.value or "")) is not None
    ]
    return values[-1] if values else None


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


def _of_the_distribution(move: Move) -> Iterator[Reason]:
    """An account that a distribution's images have from the start, and others have not."""
    for name in ("www-data", "ubuntu"):
        here = _has(move.before, name)
        if here is False or _has(move.after, name) is not False or _makes(move, name):
            continue
        place = next(_places(move, name), None)
        if place is not None:
            what, start = place
            yield Reason(
                "accounts",
                "breaks",
                "high" if here else "medium",
                what,
                f"{move.place} has no user {name}: make one first",
                move.line(start),
            )


def _has(image: Image, name: str) -> bool | None:
    """Whether an image has one of the distributions' accounts; None where that is not known.

    Source: Debian's base-passwd and Alpine's alpine-baselayout (etc/passwd), the official Dockerfiles of php and
    httpd, and Ubuntu's images since 23.04.
    """
    if image.userland is None or image.parsed is None or image.distribution is None:
        return None
    if name == "ubuntu":
        return image.distribution == "ubuntu" and numbers(image.release) >= (23, 4)
    known = base_name(image.parsed)
    if image.userland.package_family == "apt" or known in ("php", "httpd"):
        return True
    plain = is_distribution(known) or known in tools.LANGUAGE_IMAGES or known == "nginx"
    return False if image.distribution == "alpine" and plain else None


def _places(move: Move, name: str) -> Iterator[tuple[str, int]]:
    """Where the stages use an account by its name: in words, with the offset."""
    for command in move.commands():
        if not command.handled and not command.conditional and _names(command, name):
            yield f"{command.name} {name}", command.start
    for instruction in move.needs.instructions:
        owner = instruction.flag("chown") if instruction.keyword in ("COPY", "ADD") else None
        if owner is not None and (owner.value or "").partition(":")[0] == name:
            yield str(owner), instruction.start
        user = instruction.words[0].text if instruction.keyword == "USER" and instruction.words else ""
        if user.partition(":")[0] == name:
            yield f"USER {name}", instruction.start


def _names(command: Command, name: str) -> bool:
    """Whether a command works on a user of that name, or in its name."""
    operands = command.operands
    if not operands:
        return False
    if command.name == "chown":
        return re.split("[:.]", operands[0].prefix)[0] == name
    if command.name in ("su", "gosu", "su-exec", "deluser"):
        return operands[0].value == name
    if command.name in ("groupmod", "groupdel"):
        return name == "ubuntu" == operands[-1].value  # the group www-data is Alpine's too
    return command.name in ("usermod", "userdel", "chage") and operands[-1].value == name


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
