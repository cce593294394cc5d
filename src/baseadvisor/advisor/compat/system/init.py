"""What a container starts all its services by: Upstart of old releases, systemd of newer ones.

Sources: the release notes of RHEL 7, Amazon Linux 2 and Ubuntu 15.04 (systemd took Upstart's place); systemd's NEWS of
256 (hosts with cgroup v1 are refused unless SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1).
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.compat.archive.managers import also_lines
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move, has_reached

_INIT = re.compile(r"/(?:usr/)?s?bin/init|/(?:usr/)?lib/systemd/systemd")
_JOBS = re.compile(r"/etc/init/[\w.*-]+\.conf\b")
_WITH_SYSTEMD = {"ubuntu": (15, 4), "amazonlinux": (2,)} | dict.fromkeys(LIKE_RHEL, (7,))
_HAD_UPSTART = {"ubuntu": (6, 10), "amazonlinux": (2011,)} | dict.fromkeys(LIKE_RHEL, (6,))
# The first releases with systemd 256. Where to look: https://repology.org/project/systemd.
_CGROUP_2_ALONE = {"debian": (13,), "ubuntu": (24, 10), "fedora": (41,)} | dict.fromkeys(LIKE_RHEL, (10,))


def reasons(move: Move) -> Iterator[Reason]:
    """What becomes of an init that is started, and of jobs for Upstart."""
    if move.run_only:
        return
    started = next(
        (each for each, command in move.started() if command.words and _INIT.fullmatch(command.words[0].text)), None
    )
    line = move.line(started.start) if started is not None else None
    if _loses_upstart(move):
        yield from _jobs(move)
        if started is not None:
            why = f"{move.place} has systemd, which starts units, and not what Upstart started: to be set up anew"
            yield Reason("services", "breaks", "medium", f"{started.keyword} starts init", why, line)
    elif started is not None and move.reaches(_CGROUP_2_ALONE):
        why = (
            f"the systemd of {move.place} starts on hosts with cgroup v2 alone, and writes into its own cgroup: "
            "no /sys/fs/cgroup that is mounted read-only"
        )
        yield Reason("services", "check", "medium", f"{started.keyword} starts init", why, line)


def _loses_upstart(move: Move) -> bool:
    """Whether Upstart is left for systemd. Amazon Linux 1 is called after years, which no later one is but 2023."""
    here, there = move.before, move.after
    if here.distribution == "amazonlinux":
        return re.match(r"201\d", here.release or "") is not None and there.release in ("2", "2023")
    return (
        has_reached(here, _HAD_UPSTART) and not has_reached(here, _WITH_SYSTEMD) and has_reached(there, _WITH_SYSTEMD)
    )


def _jobs(move: Move) -> Iterator[Reason]:
    """Jobs of Upstart by their paths."""
    found = [(match[0], move.line(start + match.start())) for _, start, match in move.needs.matches(_JOBS)]
    if found:
        lines = list(dict.fromkeys(line for _, line in found))
        why = f"{move.place} has no Upstart, whose jobs lie there{also_lines(lines)}"
        yield Reason("services", "breaks", "medium", f"the path {found[0][0]}", why, lines[0])
