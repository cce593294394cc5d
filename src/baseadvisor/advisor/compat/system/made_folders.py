"""Folders that are there, by a package or by the image, where the file wants to make or to fill them.

Source: the packages of Debian 12 and 13 and of Ubuntu 24.04, installed into a bare root, and what was there then.
Where systemd comes along, systemd-tmpfiles makes what a package's tmpfiles.d says.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.shell.model import Command


class _Made(NamedTuple):
    """A folder that packages make, and the first releases in which they do."""

    packages: re.Pattern[str]
    since: dict[str, tuple[int, ...]]


_MADE = {
    "/run/php": _Made(re.compile(r"php(?:\d\.\d)?-fpm"), {"debian": (12,), "ubuntu": (24, 4)}),
    "/run/sshd": _Made(re.compile(r"openssh-server|ssh"), {"debian": (13,), "ubuntu": (26, 4)}),
    "/run/mysqld": _Made(re.compile(r"(?:mariadb|default-mysql)-server"), {"debian": (12,)}),
    "/run/haproxy": _Made(re.compile(r"haproxy"), {"debian": (12,), "ubuntu": (24, 4)}),
    # systemd's provision.conf; the second one rests on PackageKit, and that on systemd.
    "/root/.ssh": _Made(re.compile(r"systemd|software-properties-common"), {"ubuntu": (24, 4)}),
}
_SURE: dict[str, Certainty] = {"debian": "high", "ubuntu": "medium"}


def standing(move: Move) -> Iterator[Reason]:
    """`mkdir` of such a folder after its package; each once."""
    if move.run_only or move.after.distribution not in _SURE:
        return
    removed: set[str] = set()
    for run in move.runs:
        for command in run.commands:
            paths = [_path(word.text) for word in command.operands]
            if command.name in ("rm", "rmdir", "mv"):
                removed.update(paths)
            if command.name != "mkdir" or command.has_flag("-p", "--parents") or command.handled or command.conditional:
                continue
            path = next((one for one in paths if one not in removed and _is_made(move, move.after, command, one)), None)
            if path is None or _is_made(move, move.before, command, path) or not reports_failure(run, command):
                continue
            removed.add(path)
            why = f"a package of {move.place} makes that folder, and mkdir fails: mkdir -p"
            sure = _SURE[move.after.distribution]
            yield Reason("paths", "breaks", sure, f"mkdir {path}", why, move.line(command.start))


# Source: dotnet/dotnet-docker issue 6240 (/etc/passwd of Ubuntu's images: the user ubuntu, whose home is /home/ubuntu).
_HOME_IS_FULL = {"ubuntu": (23, 4)}


def reasons(move: Move) -> Iterator[Reason]:
    """A repository that is cloned into /home itself, which is empty on other images."""
    if move.run_only or not move.reaches(_HOME_IS_FULL):
        return
    for run in move.runs:
        folder = (run.state.workdir.text or "") if run.state.workdir is not None else ""
        for command in run.commands:
            words = [word.value or "" for word in command.operands]
            if command.name != "git" or words[:1] != ["clone"] or len(words) < 3 or command.handled:
                continue
            here = words[-1] in (".", "./") and folder.rstrip("/") == "/home"
            if here or words[-1].rstrip("/") == "/home":
                why = f"{move.place} has /home/ubuntu, and git clones into an empty folder alone: take another"
                yield Reason("paths", "breaks", "high", "git clone into /home", why, move.line(command.start))
                return


def _path(text: str) -> str:
    """A path as it is below /run, which /var/run is a link to."""
    return text.strip("\"'").rstrip("/").replace("/var/run/", "/run/", 1)


def _is_made(move: Move, image: Image, command: Command, path: str) -> bool:
    made = _MADE.get(path)
    if made is None or not has_reached(image, made.since):
        return False
    if image.distribution == "debian" and "systemd" not in along.there(move, image, command.start):
        return False
    return any(made.packages.fullmatch(name) for name in move.needs.installed(command.start))


def is_known(path: str) -> bool:
    """Whether the table tells which releases make a folder."""
    return path in _MADE
