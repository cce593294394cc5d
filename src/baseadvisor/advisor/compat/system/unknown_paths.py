"""Paths of the system that a command rests on, where nothing here tells whether another release has them.

`mkdir` and `ln -s` fail on what is there already; what reads, changes or removes a file fails on what is not.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator

from baseadvisor.advisor.compat.archive import along, ubuntu
from baseadvisor.advisor.compat.archive.managers import also_lines, listed
from baseadvisor.advisor.compat.archive.package_files import FOLDERS, link_of
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.compat.system import made_folders
from baseadvisor.advisor.compat.system.untried import TOPIC
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.catalog import apt
from baseadvisor.shell.model import Command, Word

_SHOWN = 3
_OF_THE_SYSTEM = re.compile(r"/(?:etc|usr|s?bin|lib(?:32|64)?|var|run)/.+|/[\w.-]*entrypoint(?!-initdb)[\w.-]*")
_OF_THE_FILE = re.compile(
    r"/(?:usr/(?:local|src|glibc-compat)|var/(?:tmp|cache)|var/lib/(?:apt|dpkg)|etc/(?:apt|apk|yum(?:\.repos\.d)?|pki))(?:/.*)?"
)
"""What the release has no part in, or what other modules look into."""
_ALWAYS = re.compile(
    r"/etc/(?:passwd|group|shadow|gshadow|hosts|hostname|resolv\.conf|profile|environment|fstab|sudoers|inputrc|issue"
    r"|bash\.bashrc|bashrc|nsswitch\.conf|login\.defs|ld\.so\.conf|localtime|timezone|locale\.(?:gen|conf)|motd"
    r"|os-release|debian_version|alpine-release|redhat-release|services|protocols|crontab|sudoers\.d|default|init\.d"
    r"|cron\.(?:d|daily|hourly|weekly)|profile\.d|skel(?:/\.\w+)?|ld\.so\.conf\.d|pam\.d(?:/[\w-]+)?|sysctl\.(?:conf|d)"
    r"|security(?:/limits\.(?:conf|d))?|logrotate\.d|bash_completion\.d|modprobe\.d|dpkg/dpkg\.cfg\.d|dnf(?:/dnf\.conf)?"
    r"|ssl(?:/(?:certs|private|openssl\.cnf))?|ssh(?:/sshd?_config(?:\.d)?)?|systemd(?:/system)?|X11|fonts(?:/conf\.d)?"
    r"|nginx(?:/(?:nginx\.conf|conf\.d|mime\.types|sites-(?:available|enabled)(?:/default)?))?"
    r"|apache2(?:/(?:apache2\.conf|ports\.conf|envvars|(?:sites|mods|conf)-(?:available|enabled)))?"
    r"|apache2/sites-(?:available|enabled)/000-default\.conf|httpd(?:/(?:conf(?:/httpd\.conf)?|conf\.d))?"
    r"|mysql(?:/(?:my\.cnf|conf\.d))?|my\.cnf(?:\.d)?|redis(?:/redis\.conf)?|supervisor(?:/(?:supervisord\.conf|conf\.d))?"
    r"|haproxy(?:/haproxy\.cfg)?|postfix(?:/(?:main|master)\.cf)?|vim(?:/vimrc)?|cron|samba(?:/smb\.conf)?)"
    r"|/usr/(?:s?bin|lib(?:32|64|exec)?|share|include|games|lib/(?:systemd/system|python3/dist-packages))"
    r"|/usr/share/(?:doc|man|info|locale|zoneinfo(?:/.*)?|i18n|applications|keyrings|fonts|icons|nginx(?:/html)?)(?:/\*)?"
    r"|/(?:usr/)?bin/(?:sh|bash|env|true|false|ls|cat|cp|mv|rm|tar|gzip|sed|grep|awk)"
    r"|/usr/bin/(?:python3|perl|find|env|git|curl|wget|gcc|g\+\+|make)|/lib/systemd/system"
    r"|/var/(?:lib|log|run|lock|spool|mail|opt|backups|www(?:/html)?)|/var/log/(?:nginx|apache2)(?:/(?:access|error)\.log)?"
    r"|/usr/lib/(?:[\w-]+-linux-gnu|jvm)|/(?:usr/)?lib/[\w.-]*linux[\w.-]*|/run/(?:lock|secrets(?:/.*)?)|/usr/lib/python[\w.*]+/ensurepip"
)
"""What every release has, or every release's package of it."""

_OWN_NAME = re.compile(
    r"/usr/(?!s?bin/|lib|share/|include/|local/|games/|src/)[\w.-]+(?:/.*)?|/var/www/(?!html(?:/|$)).+"
    r"|/var/(?!backups|cache|crash|db|empty|games|lib|local|lock|log|mail|nis|opt|preserve|run|spool|tmp|www|yp)[\w.-]+(?:/.*)?"
    r"|/(?:etc|usr/share|usr/lib(?:32|64|exec)?|var/lib|var/log|srv)/.+|/lib/systemd/.+"
)
"""Where a file that is made by hand has a name of its own as a rule, so that no package has it."""
_MAKES = frozenset(
    {"mkdir", "touch", "tee", "ln", "cp", "mv", "tar", "unzip", "curl", "wget", "git", "svn", "install", "rsync"}
)
_LAY_OUT = frozenset({"cp", "mv", "tar", "rsync", "unzip"})
_FORCE = ("-f", "--force")


def reasons(move: Move, told: Collection[int]) -> Iterator[Reason]:
    """The commands that may find something else there; one reason for all, of low certainty: to be tried.

    `told` are the lines of which something is said already.
    """
    if not move.changes_release or move.run_only or _covers_all(move):
        return
    found: dict[str, int] = {}
    made = _Made()
    copied = deque(_copied(move))
    for run in move.runs:
        while copied and copied[0][0] < run.instruction.start:
            made.add(*copied.popleft()[1])
        for command in run.commands:
            line = move.line(command.start)
            if line not in told and not command.handled and not command.conditional and reports_failure(run, command):
                for written, wanted in _rests_on(command):
                    path = _of_the_system(written)
                    if path is not None and not _is_settled(move, command, path, made, wanted=wanted):
                        found.setdefault(path, line)
            made.add(*_makes(command))
        if any(
            command.name in _LAY_OUT and "/" in (word.value for word in command.operands) for command in run.commands
        ):
            break  # a whole tree is laid over the root, and nobody can tell what is the file's own
    else:
        for _, paths in copied:
            made.add(*paths)
        for path, line in _started(move, made):
            if line not in told:
                found.setdefault(path, line)
    if not found:
        return
    lines = sorted(set(found.values()))
    one = len(found) == 1
    of_image = any(path.count("/") == 1 for path in found)
    place = move.after.reference if of_image else move.place
    yield Reason(
        TOPIC,
        "check",
        "low",
        listed(list(found), _SHOWN),
        f"whether {place} has {'it' if one else 'them'} is not known, and a command there rests on it"
        f"{also_lines(lines)}: to be tried",
        lines[0],
    )


_PROGRAMS = re.compile(r"/usr/(?:s?bin|libexec|lib(?:64)?)/(?!.*\.\w+$).+|/s?bin/\w+_safe")
_SERVERS = re.compile(
    r"/(?:usr/)?s?bin/(?:init|nginx|httpd|apache2(?:ctl)?|apachectl|sshd|supervisord|crond?|rsyslogd|redis-server|mysqld|"
    r"postfix|haproxy|squid|memcached|dnsmasq|named|vsftpd|smbd|openvpn|mongod|java|node(?:js)?|python[\d.]*|perl|ruby|"
    r"php[\d.]*|php-fpm[\d.]*|tini|dumb-init|(?:ba|da|a)?sh|env|tail|sleep|cat|su|sudo|git|curl|wget|socat|tmux|screen)"
)
"""What every release's package of it has there, or others look into."""
_BRINGS_MORE = frozenset({"pip", "npm", "gem", "go", "cargo", "cpan", "composer"})


def _started(move: Move, made: "_Made") -> Iterator[tuple[str, int]]:
    """Programs of the system that are started by their paths, and that a package of the old release had there."""
    if not any(action.action == "install" and action.family in SYSTEM_FAMILIES for action in move.actions()):
        return
    if any(action.family in _BRINGS_MORE for action in move.actions()) or _builds(move):
        return
    for instruction, command in move.started():
        path = command.words[0].text.strip("\"'") if command.words else ""
        if _PROGRAMS.fullmatch(path) is None or _SERVERS.fullmatch(path) or _ALWAYS.fullmatch(path):
            continue
        name = path.rpartition("/")[2]
        if name in move.needs.installed() or any(name in each.arguments for each in move.needs.copying):
            continue
        if not made.holds(path) and not _is_settled(move, command, path, made, wanted=True):
            yield path, move.line(instruction.start)


def _builds(move: Move) -> bool:
    return any(command.name in ("make", "cmake", "ninja", "dpkg", "rpm") for command in move.commands())


_PATH_MAX = 4096
"""Characters, as Linux has it (limits.h)."""


class _Made:
    """The paths that the file makes by itself, and the folders that they lie in."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._folders: set[str] = set()

    def add(self, *paths: str) -> None:
        for path in (one.replace("/var/run/", "/run/", 1) for one in paths if 0 < len(one) < _PATH_MAX):
            self._paths.add(path)
            self._folders.update(_folders(path))

    def holds(self, path: str) -> bool:
        """Whether a path is one of them, or lies below one, or above one."""
        return path in self._folders or not self._paths.isdisjoint((path, *_folders(path)))


def _folders(path: str) -> Iterator[str]:
    """The folders that a path lies in, the nearest first."""
    while path := path.rpartition("/")[0]:
        yield path


def _covers_all(move: Move) -> bool:
    """Whether a whole tree of files is copied onto the root, so that nobody can tell what is the file's own."""
    return any(
        each.words and not target_of(each) and not all(map(_ONE_FILE.search, sources_of(each)))
        for each in move.needs.copying
    )


_ONE_FILE = re.compile(r"[^/.*?]\.(?:sh|py|json|conf|txt|ya?ml|toml|ini|jar|js|rb|pl|cfg|xml)[\"']?$")
"""What is no tree, by its name."""


def _copied(move: Move) -> Iterator[tuple[int, list[str]]]:
    """Where COPY and ADD put something, and the folders that the file makes there by itself, with their offsets."""
    for each in move.needs.instructions:
        if each.keyword in ("COPY", "ADD", "WORKDIR", "VOLUME") and each.words:
            words = [word.text.strip("\"'[], ") for word in each.words]
            found = [words[-1].rstrip("/")]
            if words[-1].endswith("/"):
                found += [f"{words[-1]}{source.rstrip('/').rpartition('/')[2]}" for source in words[:-1]]
            yield each.start, found


def _makes(command: Command) -> Iterator[str]:
    """The paths that are there after a command."""
    if command.name in _MAKES:
        yield from (word.text.strip("\"'").rstrip("/") for word in command.operands if word.prefix.startswith("/"))
    options = dict(word.text.lstrip("-").split("=", 1) for word in command.arguments if "=" in word.text)
    if "install-dir" in options:  # Composer's installer
        yield f"{options['install-dir'].rstrip('/')}/{options.get('filename', 'composer.phar')}"
    for redirect in command.redirects:
        if redirect.operator != "<" and redirect.target is not None:
            yield redirect.target.text.strip("\"'")


def _rests_on(command: Command) -> Iterator[tuple[str, bool]]:
    """The paths that a command needs to be there, or (False) not to be there."""
    words = [word.value or "" for word in command.operands]
    if command.name == "mkdir" and not command.has_flag("-p", "--parents"):
        for path in words:
            yield from ((path, False), (_folder(path.rstrip("/")), True))
    elif command.name == "ln" and len(words) > 1:
        yield _folder(words[-1]), True
        if not command.has_flag(*_FORCE, "-b", "--backup"):
            yield link_of(words), False
    elif command.name in ("rm", "rmdir") and not command.has_flag(*_FORCE):
        yield from ((path, True) for path in words)
    elif command.name in ("cp", "mv") and not command.has_flag("-t", "--target-directory"):
        yield from ((path, True) for path in (*words[:-1], *map(_folder, words[-1:])))
    elif command.name in ("chmod", "chown", "chgrp", "grep"):
        yield from ((path, True) for path in words[1:])
    elif command.name in ("sed", "cat", "source", ".", "cd"):
        yield from ((path, True) for path in words[-1:])
    elif command.name in ("update-alternatives", "alternatives") and command.has_flag("--set", "--install"):
        yield from ((path, True) for path in words[1:] if path.count("/") > 1)
    yield from ((_folder(path), True) for path in _written(command))


def _written(command: Command) -> Iterator[str]:
    """The files that a command writes, whose folder has to be there."""
    for redirect in command.redirects:
        if redirect.operator in (">", ">>", ">|", "&>") and redirect.target is not None:
            yield redirect.target.value or ""
    if command.name == "tee":
        yield from (word.value or "" for word in command.operands)
    flags = {"curl": ("-o", "--output"), "wget": ("-O", "--output-document")}.get(command.name or "")
    written = command.flag_value(*flags) if flags is not None else None
    yield (written.value if isinstance(written, Word) else written) or ""


def _folder(path: str) -> str:
    """Where a file is, or the folder that a path with a stroke at its end names."""
    return path.rpartition("/")[0]


def _of_the_system(written: str) -> str | None:
    """A path of the system, as it is below /run; None for what is none, or what others look into."""
    path = written.rstrip("/").replace("/var/run/", "/run/", 1)
    if path.endswith(".sock"):
        return None  # a program's that runs, and never part of an image
    if _OF_THE_SYSTEM.fullmatch(path) is None or _OF_THE_FILE.fullmatch(path) or _ALWAYS.fullmatch(path):
        return None
    return path


def _is_settled(move: Move, command: Command, path: str, made: _Made, *, wanted: bool) -> bool:
    """Whether the file itself made the path, or the indexes of both releases tell that it is as it is wanted."""
    if made.holds(path):
        return True
    if not wanted and (_OWN_NAME.fullmatch(path) or made_folders.is_known(path)):
        return True
    folder, _, name = path.rpartition("/")
    if not wanted and not folder and is_distribution(move.name_after):
        return True  # no distribution's image has files of its own in the root
    if folder in FOLDERS:
        there = _has_program(move, command, path)
        if there is None and not wanted:
            return not any(package.startswith(name) for package in along.there(move, move.after, command.start))
        return there is wanted
    return path.startswith("/etc/") and all(
        apt.covers(image.distribution, image.release) for image in (move.before, move.after)
    )


def _has_program(move: Move, command: Command, path: str) -> bool | None:
    """Whether something that is installed has a program there, as far as Debian's indexes tell; else None."""
    image = move.after
    there = along.there(move, image, command.start)
    distributions = [(image.distribution, image.release)]
    if image.distribution == "ubuntu":
        distributions = [("debian", one) for one in ubuntu.neighbours("ubuntu", image.release)]
    found = {_holds(path, *place, there) for place in distributions}
    return found.pop() if len(found) == 1 else None


def _holds(path: str, distribution: str | None, release: str | None, there: frozenset[str]) -> bool | None:
    packages = apt.packages_of_program(path, distribution, release)
    if packages is None:
        return None
    return any(name in there or name in (apt.base(distribution, release) or ()) for name in packages)
