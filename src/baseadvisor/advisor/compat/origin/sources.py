"""Where packages come from besides the distribution's index: sources that are added, and what is made for a release."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from baseadvisor.advisor.compat.archive.vendors import is_for_every_release, line_at, serves, vendor_of
from baseadvisor.advisor.compat.origin.by_name import TOLD, without_keys
from baseadvisor.advisor.compat.origin.dead_places import is_dead_address, is_dead_archive
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import ADDS_ARCHIVE, Needs
from baseadvisor.image.codenames import DEBIAN, UBUNTU, codename_of
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import Package

# Where a file adds a source of packages that is not the distribution's own: by a line of text, by a package that does.
_ADDS_SOURCE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?https?://(?![\w.]*\b(?:debian\.org|debian\.net|ubuntu\.com)\b)"
    r"|/etc/apt/sources\.list\.d/|/etc/yum\.repos\.d/[\w-]+\.repo|(?:add-apt|apt-add)-repository\b(?!(?:\s+-\S+)*\s+[\"']?(?:uni|multi)verse\b)"
    r"|--add-repo|[-_](?:repo|release|prod|apt-config|apt-source)(?:[-_.\d$][^\s/\"';]*)?\.(?:deb|rpm)\b"
    r"|https?://(?:cdn\.azul\.com|packages\.microsoft\.com|(?:repo|dev)\.mysql\.com|(?:apt|yum)\.puppet(?:labs)?\.com|repo\.zabbix\.com"
    r"|repo\.percona\.com|packages\.erlang-solutions\.com)/[^\s\"';]*\.(?:deb|rpm)\b"
    r"|(?:deb|rpm)\.nodesource\.com/setup"
    r"|(?:>>?|\btee\b[^|;&\n]*?)\s*/etc/apk/repositories|\bapk\b[^;&|\n]*\s(?:-X|--repository)[\s=]"
)
# The key of a source, which may be all that is seen of it.
_KEY_OF_SOURCE = re.compile(r"/etc/apk/keys/")
_INSTALLS_FILE = re.compile(
    r"\bdpkg\s+(?:-\S+\s+)*(?:-i|--install)\b|\brpm\s+(?:-\S+\s+)*(?:-[ivhF]*[iU][ivhF]*|--install|--upgrade)\s"
    r"|\b(?:apt|apt-get|yum|dnf|microdnf)\b[^;&|\n]*\binstall\b[^;&|\n]*[/\w}]\.(?:deb|rpm)\b"
)
# What may add a source, or a whole architecture of packages, without its being seen here.
_MAY_ADD = re.compile(
    r"\b(?:curl|wget)\b[^;&]*?\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:ba)?sh\b|^(?:COPY|ADD)\b[^\n]*\s/etc/apt\b"
    r"|--add-architecture|\b(?:ba)?sh\s+(?:<\(|-c\s+\"\$\()(?:curl|wget)\b",
    re.IGNORECASE,
)


def source_added(move: Move, before: int) -> int | None:
    """The offset where the file adds a source of packages before another offset; None where it does not."""
    return _first(move, (_ADDS_SOURCE, _KEY_OF_SOURCE), before)


def may_add_source(move: Move, before: int) -> int | None:
    """As `source_added`; else where a package is installed from a file, which may bring a source."""
    return _first(move, (_ADDS_SOURCE, _KEY_OF_SOURCE, _INSTALLS_FILE), before)


def source_before(move: Move, package: Package, *, files: bool) -> int | None:
    """The offset of the source that a package may come from: the nearest one before it that may have it.

    `files`: a package that is installed from a file may bring one too.
    """
    sources = _sources(move.needs)
    before = bisect_left(sources, package.start, key=lambda one: one.start)
    for source in (sources[index] for index in reversed(range(before))):
        drawn_from = package.start <= source.until and (package.qualifier is not None or not source.tagged)
        if drawn_from and serves(source.line, package.name):
            return source.start
    return _first(move, (_INSTALLS_FILE,), package.start) if files else None


def may_bring(move: Move, package: Package) -> int | None:
    """As `source_before`; else where a script is fetched and run, or a folder copied, that may add any source."""
    source = source_before(move, package, files=True)
    if source is not None:
        return source
    unseen = _unseen_sources(move.needs)
    before = bisect_left(unseen, package.start, key=lambda one: one[0])
    return next((start for start, line in islice(unseen, before) if serves(line, package.name)), None)


@lru_cache(maxsize=16)
def _unseen_sources(needs: Needs) -> tuple[tuple[int, str], ...]:
    """What may add sources that are not seen, in the order of the file: the offset, and its words with their line."""
    found = (
        (start + match.start(), match[0] + line_at(text, match.start()))
        for text, start, match in needs.matches(_MAY_ADD)
    )
    return tuple(sorted(found))


# apk takes of a tagged repository what is called name@tag alone (apk-repositories(5)).
_TAGGED = re.compile(r"[\"'\s]@[\w.-]+\s+(?:https?://|/)")
# deb-src has no packages; a key that goes adds no source, and sgerrand's is for package files.
_NO_SOURCE = re.compile(r"\bdeb-src\s|\brm\b[^;&|]*/etc/apk/keys/|/etc/apk/keys/sgerrand")
_OF_THIS_COMMAND = re.compile(r"\bapk\b[^;&|\n]*\s(?:-X|--repository)[\s=]")
_OWN_SOURCE = re.compile(r"\bdeb\s+(?:\[[^\]]*\]\s*)?https?://(?:[\w-]+\.)*(?:debian\.(?:org|net)|ubuntu\.com)/")


class _Source(NamedTuple):
    """What adds a source of packages: its offset and its line, and up to which offset packages come out of it.

    `tagged`: only packages that name it do.
    """

    start: int
    line: str
    tagged: bool
    until: float


@lru_cache(maxsize=16)
def _sources(needs: Needs) -> tuple[_Source, ...]:
    """The sources of packages that the file adds besides the distribution's own, in its order."""
    ends = [start + match.start() for _, start, match in needs.matches(_COMMAND_ENDS)]
    found: list[_Source] = []
    for text, start, match in (*needs.matches(_ADDS_SOURCE), *needs.matches(_KEY_OF_SOURCE)):
        line = line_at(text, match.start())
        if _NO_SOURCE.search(line) or _OWN_SOURCE.search(line):
            continue
        until = math.inf
        if _OF_THIS_COMMAND.match(match[0]):
            after = bisect_left(ends, start + match.end())
            until = min((start + len(text) - 1, *ends[after : after + 1]))
        found.append(_Source(start + match.start(), line, _TAGGED.search(line) is not None, until))
    return tuple(sorted(found))


_COMMAND_ENDS = re.compile(r"[;&|]")


def _first(move: Move, patterns: tuple[re.Pattern[str], ...], before: int) -> int | None:
    places = (_first_place(move.needs, pattern) for pattern in patterns)
    return next((place for place in places if place is not None and place < before), None)


@lru_cache(maxsize=64)
def _first_place(needs: Needs, pattern: re.Pattern[str]) -> int | None:
    """The offset of the first match of a pattern that stands in no line which adds no source."""
    places = (
        start + match.start()
        for text, start, match in needs.matches(pattern)
        if not _NO_SOURCE.search(line_at(text, match.start()))
    )
    return min(places, default=None)


def other_release_added(move: Move, before: int) -> bool:
    """Whether the file adds the distribution's own archive of another release before an offset."""
    codename = codename_of(move.after.distribution or "", move.after.release or "")
    return _first_other_release(move.needs, codename) < before


@lru_cache(maxsize=64)
def _first_other_release(needs: Needs, codename: str | None) -> float:
    """The offset of the first suite of a distribution's own that is whole and not of a release; infinity for none."""
    places = (
        start + match.start()
        for _, start, match in needs.matches(SUITE)
        if OWN_HOST.fullmatch(match["host"])
        and codename_of_suite(match["suite"]) not in (codename, "stable")
        and _IN_PART.search(match["suite"]) is None
    )
    return min(places, default=math.inf)


_IN_PART = re.compile(r"-(?:backports|updates|security|proposed)")
"""What ends the name of a suite that has a part of a release alone."""


def another_suite_added(move: Move, before: int) -> int | None:
    """The offset where the file adds, before another one, a suite of the distribution's that no release ends with.

    Those are what the next release, or the next update, comes out of; of Alpine its edge.
    """
    first = _first_moving_suite(move.needs)
    return first if first is not None and first < before else None


@lru_cache(maxsize=16)
def _first_moving_suite(needs: Needs) -> int | None:
    places = (
        start + match.start()
        for text, start, match in needs.matches(_MOVES_ON)
        if not line_at(text, match.start()).lstrip().startswith("#")
    )
    return min(places, default=None)


_MOVES_ON = re.compile(
    r"\bdeb\s+(?:\[[^\]]*\]\s*)?https?://[\w.-]+\S*\s+(?:testing|unstable|sid|experimental|[a-z]+-proposed)/?\s"
    r"|\bSuites:[^\n]*\b(?:testing|unstable|sid|experimental|[a-z]+-proposed)\b|\balpine/edge/"
)


def is_personal(move: Move, start: int) -> bool:
    """Whether what is added at an offset is a personal package archive of Launchpad's."""
    text = move.needs.analysis.text
    return re.match(r"[\w-]+\s[^;&|\n]*\bppa:", text[start:]) is not None


def reasons(move: Move) -> Iterator[Reason]:
    """Sources and files of packages that belong to the distribution, or to its release, that is left."""
    here, there = move.before.userland, move.after.userland
    if here is None or there is None or move.run_only:
        return
    if here.package_family != there.package_family or not move.changes_release:
        return
    if here.package_family == "apt":
        yield from _old_suites(move)
        yield from _personal_archives(move)
        yield from package_files(move)
    if here.distribution == there.distribution == "alpine":
        yield from _alpine_repositories(move)
    yield from _numbered(move)


SUITE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?https?://(?P<host>[\w.-]+)\S*\s+"
    r"(?P<suite>[a-zA-Z][\w-]*(?:/[a-z-]+)?)/?\s"
)
# A list of sources that is fetched as it is, and is called after a release: `https://apt.example.org/stretch.list`.
_LIST = re.compile(r"https?://(?!raw\.|gist|git)(?P<host>[\w.-]+)/(?:[^\s\"']{0,200}/)?(?P<suite>[a-z]{1,20})\.list\b")
OWN_HOST = re.compile(r"(?:.*\.)?(?:debian\.(?:org|net)|ubuntu\.com)")
_MOVING_SUITES = frozenset({"stable", "oldstable", "testing", "unstable", "sid", "experimental"})


def codename_of_suite(suite: str) -> str:
    """The release in a suite's name: `stretch` of `stretch-backports`, `stretch/updates` and `cloud-sdk-stretch`."""
    parts = re.split(r"[-/]", suite)
    return next((part for part in parts if part in DEBIAN or part in UBUNTU or part in _MOVING_SUITES), parts[-1])


def _old_suites(move: Move) -> Iterator[Reason]:
    """Sources of packages for the old release, and for one that is neither the old nor the new."""
    yield from _other_suites(move)
    codename = move.before.userland.codename if move.before.userland is not None else None
    if codename is None:
        return
    asked = _conditions(move)
    pattern = re.compile(rf"\b{codename}(?:-(?:backports|updates|security|pgdg))?\b")
    for text, start in move.needs.words():
        served = _of_what_is_served(text, pattern.finditer(text))
        named = [one for one in served if not _fits_all(text, one.start())]
        match = next((one for one in named if not _is_of_archive(text, one)), next(iter(named), None))
        if match is None or _is_asked_for(asked, codename, start, start + len(text)):
            continue
        copied = text.startswith("COPY")
        if _is_of_archive(text, match):
            why = f"what is fetched was made for the old release: to be tried on {move.place}"
            line = move.line(start + match.start())
            yield Reason("packages", "check", "low", f"`{match[0]}` in the name of an archive", why, line)
            continue
        yield Reason(
            "packages",
            "check" if copied else "breaks",
            "medium",
            f"`{match[0]}` by name",
            f"what is copied was made for the old release: see that it fits {move.place}"
            if copied
            else f"it means packages of the old release, which {move.place} does not fit",
            move.line(start + match.start()),
        )


def _of_what_is_served(text: str, named: Iterable[re.Match[str]]) -> Iterator[re.Match[str]]:
    """What is named in a text, in its order, without what is part of a source that is gone: that is told elsewhere."""
    sources = (one for one in SUITE.finditer(text) if _is_gone(one))
    gone = next(sources, None)
    for one in named:
        while gone is not None and gone.end() <= one.start():
            gone = next(sources, None)
        if gone is None or one.start() < gone.start():
            yield one


def _is_gone(source: re.Match[str]) -> bool:
    """Whether a source of packages is at an address that serves nothing any more, of whatever suite."""
    return is_dead_address(source.string[source.start() : source.start("suite")])


_OF_ARCHIVE = re.compile(r"[^\s\"']*\.(?:tar(?:\.\w+)?|t[gbx]z2?|zip)\b")


def _is_of_archive(text: str, match: re.Match[str]) -> bool:
    """Whether a codename is part of what an archive is called, or of where it is fetched from."""
    first = max(text.rfind(mark, 0, match.start()) for mark in " \t\n\"'=") + 1
    found = _OF_ARCHIVE.match(text, first)
    return found is not None and found.end() >= match.end()


def _fits_all(text: str, at: int) -> bool:
    """Whether the line of a text at an offset is about a source that is one for every release."""
    return is_for_every_release(line_at(text, at))


def _conditions(move: Move) -> list[Command]:
    """What `if` and its like run to decide."""
    return [command for command in move.commands() if command.condition]


def _is_asked_for(conditions: list[Command], codename: str, since: int, before: int) -> bool:
    """Whether a condition between two offsets asks whether it is that release, so that another is left alone."""
    return any(
        since <= command.start < before and any(codename in word.text for word in command.words)
        for command in conditions
    )


def _other_suites(move: Move) -> Iterator[Reason]:
    here, there = move.before.userland, move.after.userland
    present = {one.codename for one in (here, there) if one is not None and one.codename is not None}
    asked = _conditions(move)
    for text, start in move.needs.words():
        for match in (*SUITE.finditer(text), *_LIST.finditer(text)):
            codename = codename_of_suite(match["suite"])
            if codename in present | _MOVING_SUITES or _fits_all(text, match.start()):
                continue
            if _is_asked_for(asked, codename, start, start + match.start()):
                continue
            own = OWN_HOST.fullmatch(match["host"]) is not None
            if codename not in DEBIAN.keys() | UBUNTU.keys():
                continue
            if _is_gone(match):
                continue  # that it serves nothing is told of the image as it is
            yield Reason(
                "packages",
                "breaks" if own else "check",
                "medium",
                f"`{match['suite']}` by name",
                f"those packages are another release's, which {move.place} does not fit"
                if own
                else f"see whether {match['host']} has a suite for {move.place}, or one for every release",
                move.line(start + match.start("suite")),
            )


# How makers call a release in paths: `ubuntu/22.04`, `xUbuntu_18.04`, `debian/10`, `rhel/7`, `centos7`, `.el7.`.
_NUMBERED = {
    "ubuntu": re.compile(
        r"(?:\bx?ubuntu[/_-]?|(?<=/apt/)|(?<=/apt-stable/))(?P<release>\d\d\.?\d\d)(?![\d.])", re.IGNORECASE
    ),
    "debian": re.compile(r"\bdebian[/_-]?(?P<release>\d\d?)(?![\d.])", re.IGNORECASE),
    "dnf": re.compile(
        r"\b(?:rhel|centos|el|epel|enterprise|epel-release-latest)[/_-]?(?P<release>\d\d?)(?![\d.]*\d)", re.IGNORECASE
    ),
}


_RPM = re.compile(r"[^\s\"']*\.rpm\b")
"""What follows a number in the name of a package file, which is told as such."""


def _numbered(move: Move) -> Iterator[Reason]:
    """Paths of others' packages that name a release by its number."""
    there = move.after.userland
    if there is None or move.after.release is None:
        return
    pattern = _NUMBERED.get(move.after.distribution or "") or _NUMBERED.get(there.package_family or "")
    if pattern is None or there.distribution in ("fedora", "amazonlinux"):
        return
    new = move.after.release.replace(".", "")
    told = 0
    for text, start in move.needs.words():
        if not text.upper().startswith(("RUN", "ADD", "ENV", "ARG")):
            continue
        match = next(
            (
                one
                for one in _of_what_is_served(text, pattern.finditer(without_keys(text)))
                if one["release"].replace(".", "") != new and not _RPM.match(text, one.end())
            ),
            None,
        )
        if match is not None and told < TOLD:
            told += 1
            yield Reason(
                "packages",
                "check",
                "medium",
                f"`{match[0]}` by name",
                f"it was made for another release: see whether there is one for {move.place}",
                move.line(start + match.start()),
            )


def _personal_archives(move: Move) -> Iterator[Reason]:
    """Launchpad's personal package archives, which are made for each release of Ubuntu by itself."""
    codename = codename_of(move.after.distribution or "", move.after.release or "")
    for command in move.commands():
        archive = next(
            (word.value for word in command.arguments if word.value is not None and word.value.startswith("ppa:")), None
        )
        if command.name not in ADDS_ARCHIVE or archive is None or is_dead_archive(archive):
            continue
        if command.has_flag("-r", "--remove"):
            continue
        if _MOVED_AWAY.match(archive) and move.is_after("ubuntu", 26, 4):
            why = f"it has nothing for {codename or move.place}: its maker publishes for that at packages.sury.org"
            yield Reason("packages", "breaks", "high", archive, why, move.line(command.start))
        elif move.after.distribution == "ubuntu":
            yield Reason(
                "packages",
                "check",
                "medium",
                archive,
                f"it has to publish for {codename or move.place}, or its packages are not found",
                move.line(command.start),
            )
        elif move.before.distribution == "ubuntu":
            yield Reason(
                "packages",
                "breaks",
                "medium",
                archive,
                f"its packages are made for Ubuntu, not for {move.place}",
                move.line(command.start),
            )


_MOVED_AWAY = re.compile(r"ppa:ondrej/php\b")
"""Where to look: php/web-php issue 1946."""

_NAMES_RELEASE = re.compile(r"(?:deb|debian|ubuntu)[-_.]?\d|" + "|".join([*DEBIAN, *UBUNTU]), re.IGNORECASE)


def package_files(move: Move) -> Iterator[Reason]:
    """Packages that dpkg installs from a file."""
    for command in move.commands():
        if command.name != "dpkg" or not _installs(command):
            continue
        file = next((word.text for word in command.operands if word.text.endswith(".deb")), None)
        if file is not None and not _ADDS_SOURCE.search(file) and (_is_old_chrome(move, file) or not _is_for_all(file)):
            yield Reason(
                "packages",
                "check",
                "medium" if _NAMES_RELEASE.search(file) else "low",
                f"package file {file}",
                f"it may have been made for an older release: see that {move.place} has what it depends on",
                move.line(command.start),
            )


def _is_old_chrome(move: Move, file: str) -> bool:
    """Whether the file is Chrome's in one version, whose libraries are those of its time."""
    return file.rpartition("/")[2].startswith("google-chrome") and any(
        re.search(r"google-chrome-\w+_\d", text) for text, _ in move.needs.words()
    )


_BRINGS_SOURCE = re.compile(r"release|repo|source|config|solutions")


def _is_for_all(file: str) -> bool:
    """Whether a package file is for every release: a key, no program of a machine's, or its makers say so."""
    name = re.match(r"[a-z][a-z\d+.-]*[a-z\d]", file.rpartition("/")[2])
    vendor = vendor_of(name[0]) if name is not None else None
    chrome = file.rpartition("/")[2].startswith("google-chrome")
    brings = file.endswith("_all.deb") and _BRINGS_SOURCE.search(file) is not None
    return "keyring" in file or brings or chrome or (vendor is not None and vendor.everywhere)


def _installs(command: Command) -> bool:
    return any(word.value in ("-i", "--install", "--unpack") for word in command.arguments)


_ALPINE_RELEASE = re.compile(r"alpine/v(\d\.\d+)/")


_EDGE = re.compile(r"alpine/edge/(?:main|community|testing)")


_TAG = re.compile(r"(?:^|[\s\"'])(?P<tag>@[\w.-]+)\s+(?:https?://|/)")


def _is_drawn_from(move: Move, line: str) -> bool:
    """Whether packages come out of a repository: of one with a tag those alone that are asked for with it."""
    tagged = _TAG.search(line)
    return tagged is None or any(
        package.qualifier == tagged["tag"] or package.text.endswith(tagged["tag"])
        for action in move.needs.actions()
        for package in action.packages
    )


def _alpine_repositories(move: Move) -> Iterator[Reason]:
    for text, start in move.needs.words() if move.before.release != "edge" != move.after.release else ():
        edge = _EDGE.search(text)
        if edge is not None and _is_drawn_from(move, line_at(text, edge.start())):
            why = (
                f"edge goes on, so that it is another one than when this was written, and {move.place} stays: "
                f"whether they go together is to be tried, or {move.place}'s own taken"
            )
            yield Reason("packages", "check", "medium", "packages of Alpine edge", why, move.line(start + edge.start()))
            break
    for text, start in move.needs.words():
        match = _ALPINE_RELEASE.search(text)
        if match and match[1] != move.after.release:
            yield Reason(
                "packages",
                "breaks",
                "medium",
                f"the packages of Alpine {match[1]}",
                f"they do not fit {move.place}",
                move.line(start + match.start()),
            )
