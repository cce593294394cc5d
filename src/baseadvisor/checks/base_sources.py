"""Package sources of another release, or another distribution, than the base image's."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.analysis import Analysis, StageFacts
from baseadvisor.checks.hit import Hit
from baseadvisor.checks.userland import image_name, known_userland
from baseadvisor.dockerfile.model import Instruction
from baseadvisor.dockerfile.source_map import SourceMap

if TYPE_CHECKING:
    from baseadvisor.catalog.userlands import Userland

_APT_LINE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]\n]*\]\s*)?(?P<url>https?://(?P<host>[\w.-]+)(?P<path>[^\s\"']*))\s+(?P<suite>[\w./-]+)\s+\w"
)
_DEBIAN = re.compile(r"(?:(?:deb|ftp|ftp\.\w+|httpredir|http|security|cdn-fastly\.deb|archive|www)\.)debian\.org")
_UBUNTU = re.compile(r"(?:\w+\.)?(?:archive|security|ports|old-releases)\.ubuntu\.com")
_BRANCHES = {"sid", "unstable", "testing", "experimental"}
_SUFFIX = re.compile(r"(?:/updates|-(?:security|updates|backports(?:-sloppy)?|proposed(?:-updates)?|lts|debug))+$")
_APK = re.compile(r"https?://[\w.-]+/(?:\w+/)?alpine/(?P<branch>edge|latest-stable|v\d+\.\d+)(?=/|\b)")


class Source(NamedTuple):
    """A line for apt: which archive and which suite, with its place in the file."""

    archive: str
    suite: str
    start: int
    end: int


def apt_sources(text: SourceMap) -> Iterator[Source]:
    """The lines in a text that name a suite of Debian's or Ubuntu's own archive."""
    for match in _APT_LINE.finditer(text.text):
        host = match["host"].lower()
        archive = "debian" if _DEBIAN.fullmatch(host) else "ubuntu" if _UBUNTU.fullmatch(host) else None
        if archive is not None:
            suite = _SUFFIX.sub("", match["suite"])
            yield Source(archive, suite, text.offset(match.start("url")), text.end_offset(match.end("suite")))


def _texts(analysis: Analysis) -> Iterator[tuple[StageFacts, Instruction, SourceMap]]:
    """Where a Dockerfile can name package sources: in RUN, and in here-documents that COPY writes."""
    for run in analysis.runs:
        yield run.stage, run.instruction, run.script.source
    for instruction in analysis.instructions("COPY", "ADD"):
        for heredoc in instruction.heredocs:
            yield analysis.stage_of(instruction), instruction, SourceMap.plain(heredoc.content, heredoc.body_start)


def apt_suite_of_another_release(analysis: Analysis) -> Iterator[Hit]:
    """A suite of another release than the base's is added to apt's sources.

    Placeholders: {suite}, {archive}, {image}, {own}.
    """
    for stage, _, text in _texts(analysis):
        if "deb" not in text.text:
            continue
        userland = known_userland(stage)
        if userland is None or userland.distribution not in ("debian", "ubuntu") or userland.codename is None:
            continue
        told: set[str] = set()
        for source in apt_sources(text):
            if source.suite in told or not _is_other(source, userland):
                continue
            told.add(source.suite)
            yield Hit(
                source.start,
                source.end,
                {
                    "suite": source.suite,
                    "archive": source.archive.capitalize(),
                    "image": image_name(stage),
                    "own": f"{userland.distribution.capitalize()} {userland.release} ({userland.codename})",
                },
            )


def _is_other(source: Source, userland: "Userland") -> bool:
    from baseadvisor.image.codenames import release_of

    if source.archive == "debian" and source.suite in _BRANCHES:
        return userland.release not in ("sid", "unstable", "testing") or source.suite == "experimental"
    found = release_of(source.suite)
    if found is None or found[0] != source.archive:
        return False
    return (found[0], source.suite) != (userland.distribution, userland.codename)


def apk_branch_of_another_release(analysis: Analysis) -> Iterator[Hit]:
    """A repository of another release than the base's is used with apk. Placeholders: {branch}, {image}, {own}."""
    for stage, _, text in _texts(analysis):
        if "alpine/" not in text.text:
            continue
        userland = known_userland(stage)
        if userland is None or userland.distribution != "alpine" or userland.release is None:
            continue
        told: set[str] = set()
        for match in _APK.finditer(text.text):
            branch = match["branch"]
            if branch in told or branch.removeprefix("v") == userland.release:
                continue
            told.add(branch)
            values = {"branch": branch, "image": image_name(stage), "own": f"Alpine {userland.release}"}
            yield Hit(text.offset(match.start()), text.end_offset(match.end()), values)
