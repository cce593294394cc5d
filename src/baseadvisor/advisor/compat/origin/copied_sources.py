"""Sources of packages that are copied in: nobody sees here which release they are for."""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from baseadvisor.advisor.compat.archive.gone import is_known
from baseadvisor.advisor.compat.archive.gone_apt import was_ever
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.compat.archive.vendors import is_for_every_release, is_makers_alone
from baseadvisor.advisor.copies import sources_of, target_of
from baseadvisor.advisor.model import Image, Reason, Severity
from baseadvisor.advisor.move import Move
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.shell.packages import PackageAction

_SHOWN = 2


class _Place(NamedTuple):
    """Where a family of package managers looks for sources, and what the files are called."""

    folder: re.Pattern[str]
    files: re.Pattern[str]


_PLACES = {
    "apt": _Place(
        re.compile(r"/etc/apt(?:/sources\.list(?:\.d(?:/.*)?)?)?"), re.compile(r"sources\.list|[^/]*\.(?:list|sources)")
    ),
    "dnf": _Place(re.compile(r"/etc/(?:yum\.repos\.d|yum/repos\.d)(?:/.*)?"), re.compile(r"[^/]*\.repo")),
}


def reasons(move: Move) -> Iterator[Reason]:
    """Files that are made for the release that is left, for all that can be told; each instruction by itself."""
    here, there = move.before.userland, move.after.userland
    if there is None or move.run_only or not move.changes_release:
        return
    family = here.package_family if here is not None else _asked(move)
    place = _PLACES.get(family or "")
    if place is None:
        return
    if family != there.package_family:
        yield from _not_read(move, place, family, there.package_manager)
        return
    if here is None:
        return
    for instruction in move.needs.instructions:
        files = [name for source, name in _files(instruction, place) if not _is_for_all(instruction, source, name)]
        text = move.needs.analysis.text[instruction.start : instruction.end]
        if not files or (here.codename is not None and here.codename in text):
            continue  # that the codename stands there is told as such
        why = f"made for the old release, or so it seems: see that {'it names' if len(files) == 1 else 'they name'} "
        yield Reason(
            "packages",
            "check",
            "medium",
            f"{instruction.keyword} of {listed(files, _SHOWN)}",
            f"{why}what is there for {move.place}",
            move.line(instruction.start),
        )


def _asked(move: Move) -> str | None:
    """The family of the package managers that the file calls, where it is one."""
    families = {one.family for one in move.actions() if one.family in _PLACES}
    return next(iter(families)) if len(families) == 1 else None


# The distributions' own lists, by the names that their images have them under.
_OWN_LIST = re.compile(
    r"sources\.list|(?:debian|ubuntu)\.sources"
    r"|(?:centos|almalinux|rocky|fedora|redhat|oracle-linux|amzn|ubi\d*\b)[^/]*\.repo",
    re.IGNORECASE,
)


def _not_read(move: Move, place: _Place, family: str | None, manager: str | None) -> Iterator[Reason]:
    """Sources in the form of another manager's, which add nothing there: a loss where packages are of their makers."""
    copied = [(each, [name for _, name in _files(each, place)]) for each in move.needs.copying]
    copied = [(instruction, files) for instruction, files in copied if files]
    if manager is None or not copied:
        return
    last = max((one.start for one in move.actions() if one.family == family and _is_of_makers(move, one)), default=0)
    for instruction, files in copied:
        named = posixpath.basename(target_of(instruction))
        own = _OWN_LIST.fullmatch(named) is not None or all(map(_OWN_LIST.fullmatch, files))
        severity, cure = _cure(own=own, lost=instruction.start < last)
        what = f"{instruction.keyword} of {listed(files, _SHOWN)}"
        why = f"{move.place} has {manager}, which does not read it: {cure}"
        yield Reason("packages", severity, "high", what, why, move.line(instruction.start))


def _cure(*, own: bool, lost: bool) -> tuple[Severity, str]:
    """What a source that is not read costs, and what to do: `own` is the distribution's, `lost` is what it has."""
    if own:
        return "check", "leave it out"
    return ("breaks", "add the source in its own form") if lost else ("check", "leave it out, or add its like there")


def _is_of_makers(move: Move, action: PackageAction) -> bool:
    """Whether it installs something that is none of the distribution's, as far as is known."""
    names = [package.name for package in action.packages if package.kind == "name" and action.action == "install"]
    return any(is_makers_alone(name) or _was_never(name, move.before) for name in names)


def _was_never(name: str, image: Image) -> bool:
    """Whether it is known that no release of the image's distribution had a package."""
    return is_known(name, image) and not was_ever(name, image.distribution or "")


def _files(instruction: Instruction, place: _Place) -> list[tuple[str, str]]:
    """The files of sources that an instruction copies in from the context: the path and the name of each."""
    if instruction.keyword not in ("COPY", "ADD") or instruction.heredocs or instruction.flag("from") is not None:
        return []
    target = target_of(instruction)
    if place.folder.fullmatch(target) is None:
        return []
    named = posixpath.basename(target)
    named = named if place.files.fullmatch(named) else ""
    return [
        (source, posixpath.basename(source) or source)
        for source in sources_of(instruction)
        if "://" not in source and place.files.fullmatch(named or posixpath.basename(source))
    ]


# How files are called that hold the source of a maker who has one for every release. Source: the makers' instructions.
_OF_MAKERS = re.compile(
    r"google|chrome|cloud-?sdk|kubernetes|k8s|elastic|logstash|kibana|yarn|jenkins|datadog|newrelic|grafana|sbt|vscode"
    r"|heroku|corretto"
)


def _is_for_all(instruction: Instruction, source: str, name: str) -> bool:
    """Whether the maker whose source it is, by its name, has one for every release."""
    return is_for_every_release(f"{source} {target_of(instruction)}") or _OF_MAKERS.search(name) is not None
