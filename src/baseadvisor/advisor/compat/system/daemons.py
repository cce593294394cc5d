"""Services that Debian's packages set up when they are installed, and those of other distributions do not."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move


def reasons(move: Move) -> Iterator[Reason]:
    """What is missing of a service where its package is another distribution's."""
    here, there = move.before.userland, move.after.userland
    if here is None or there is None or move.run_only:
        return
    if here.package_family != "apt" or there.package_family not in ("apk", "dnf"):
        return
    yield from _host_keys(move)
    yield from _programs_of_supervisor(move)
    yield from _apache(move)


# Debian's apache2 has these by itself (its apache2-doc, README.Debian); others call the program httpd.
_FOLDERS_OF_APACHE = re.compile(r"/etc/apache2/(?:conf|sites|mods)-(?:enabled|available)[\w./*-]*|/etc/apache2/envvars")
_APACHE = frozenset({"apache2", "apache2ctl"})


def _apache(move: Move) -> Iterator[Reason]:
    """Apache by the name and the folders that Debian gives it."""
    if not any(name == "apache2" or name.startswith("libapache2-mod-") for name in move.needs.installed()):
        return
    for instruction, command in move.started():
        if command.name in _APACHE:
            what, why = f"{instruction.keyword} starts {command.name}", f"the package of {move.place} calls it httpd"
            yield Reason("services", "breaks", "high", what, why, move.line(instruction.start))
            break
    for text, start in move.needs.words():
        match = _FOLDERS_OF_APACHE.search(text)
        if match is not None:
            why = f"the Apache of {move.place} has no such folder, and reads its configuration elsewhere"
            yield Reason("services", "breaks", "medium", f"the path {match[0]}", why, move.line(start + match.start()))
            return


_SERVER = frozenset({"openssh-server", "ssh"})
_MAKES_KEYS = re.compile(r"\bssh-keygen\b|ssh_host_\w+_key|dropbear|sshd-keygen")


def _host_keys(move: Move) -> Iterator[Reason]:
    """sshd's own keys: Debian's openssh-server makes them when it is installed (its postinst), others do not."""
    if not _SERVER & move.needs.installed() or any(_MAKES_KEYS.search(text) for text, _ in move.needs.words()):
        return
    for instruction, command in move.started():
        if command.name == "sshd":
            yield Reason(
                "services",
                "breaks",
                "high",
                f"{instruction.keyword} starts sshd",
                f"the package of {move.place} makes no host keys, and sshd stops without: ssh-keygen -A",
                move.line(instruction.start),
            )
            return


_OF_DEBIAN = re.compile(r"/etc/supervisor/(?:conf\.d|supervisord\.conf)[\w./*-]*")
_NAMED = re.compile(r"(?:-\w*c|--configuration)[\s\",=]+/etc/supervisor/")
# Sources: aports, supervisor (supervisord.conf includes supervisor.d/*.ini); EPEL's package has supervisord.d/*.ini.
_FOLDER = {"apk": "/etc/supervisor.d/*.ini", "dnf": "/etc/supervisord.d/*.ini"}


def _programs_of_supervisor(move: Move) -> Iterator[Reason]:
    """Programs that are put where Debian's supervisord looks for them."""
    words = list(move.needs.words())
    if "supervisor" not in move.needs.installed() or any(_NAMED.search(text) for text, _ in words):
        return
    there = move.after.userland
    folder = _FOLDER[(there.package_family if there is not None else None) or "apk"]
    for text, start in words:
        match = _OF_DEBIAN.search(text)
        if match is not None:
            yield Reason(
                "services",
                "breaks",
                "medium",
                f"the path {match[0]}",
                f"the supervisord of {move.place} reads /etc/supervisord.conf and {folder}",
                move.line(start + match.start()),
            )
            return
