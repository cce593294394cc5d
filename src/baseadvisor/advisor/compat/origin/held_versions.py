"""Sources and packages that the file fetches in one version, which is of the time of what it stands on now."""

import re
from collections.abc import Collection, Iterator, Set
from typing import NamedTuple

from baseadvisor.advisor.compat.archive.managers import also_lines, listed
from baseadvisor.advisor.compat.building.downloads import Download, downloads, filled, libc_of
from baseadvisor.advisor.compat.language.jumps import Jump, from_nowhere, jumps
from baseadvisor.advisor.compat.system.untried import TOPIC
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.flavour import JAVA_IMAGES
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.analysis import RunFacts
from baseadvisor.shell.model import Command, Word

_SHOWN = 4
_ARCHIVE = re.compile(r"\.(?:tar(?:\.\w+)?|t[gbx]z2?|tbz2?|zip|gz|bz2|xz|phar|gem|whl|egg)(?:$|[?#])|/(?:tar|zip)ball/")
_VERSION = re.compile(r"\d+[._]\d+|\bv\d+\b|\b(?=[a-f]*\d)[\da-f]{7,40}(?:$|\.)")
_NO_CODE = re.compile(r"licen[sc]e|jquery|bootstrap|font|theme|icon|locale|wordlist|dataset", re.IGNORECASE)
"""What no release makes another, by its name."""
_OF_A_MACHINE = re.compile(r"linux|x86[-_]64|amd64|x64|i[36]86|aarch64|arm64", re.IGNORECASE)
"""Programs that are compiled already: what becomes of these, others tell."""
_JAVA = re.compile(
    r"apache\.org/|\.jar\b|\.war\b|maven|gradle|java|jdk|jre|jetty|tomcat|elastic|kafka|spark|hadoop|zookeeper|logstash",
    re.IGNORECASE,
)
"""What runs on Java, which nothing but another Java makes another."""
_FAMILIES = {
    "npm": "nodejs",
    "pip": "python",
    "gem": "ruby",
    "composer": "php",
    "pear": "php",
    "cpan": "perl",
    "go": "go",
}
"""The language that the packages of a manager are for."""


class _Held(NamedTuple):
    """What is fetched in one version, and where."""

    what: str
    line: int
    product: str | None = None
    """The language whose package it is."""


def reasons(move: Move, told: Collection[int]) -> Iterator[Reason]:
    """The versions that the file holds fast, where the release or a language becomes another one.

    `told` are the lines of which something is said already. One reason for all, of low certainty: to be tried.
    """
    changed = {one.product: one for one in jumps(move)}
    if move.run_only or not (move.changes_release or changed):
        return
    yield from _all(move, changed, told, "")


def standing(move: Move, told: Collection[int]) -> Iterator[Reason]:
    """The versions that the file holds fast while the image's name moves on: of a move from nowhere."""
    if goes_on(move.after):
        changed = {one.product: one for one in from_nowhere(move)}
        yield from _all(move, changed, told, f", while {move.after.reference} moves on")


def goes_on(image: Image) -> bool:
    """Whether an image's name stands for another release from time to time, and did when the file was written."""
    known = image.userland is not None and image.userland.libc is not None
    return image.moving and known and image.state != "ended" and image.deprecated is None


def _all(move: Move, changed: dict[str, Jump], told: Collection[int], while_: str) -> Iterator[Reason]:
    found: dict[str, _Held] = {}
    for held in (*_fetched(move, changed), *_checked_out(move), *_added(move), *_packages(move, changed)):
        if held.line not in told:
            found.setdefault(held.what, held)
    if not found:
        return
    lines = sorted({one.line for one in found.values()})
    one = len(found) == 1
    where = _where(move, changed, {each.product for each in found.values()})
    yield Reason(
        TOPIC,
        "check",
        "low",
        listed(sorted(found, key=lambda what: found[what].line), _SHOWN),
        f"{'a version' if one else 'versions'} that the file holds fast{while_}{also_lines(lines)}: whether "
        f"{'it works' if one else 'they work'} {where} is to be tried",
        lines[0],
    )


def _where(move: Move, changed: dict[str, Jump], products: Set[str | None]) -> str:
    """`on Debian 13 (trixie) with PHP 8.3`: the languages of these packages, the image's own where one is of none."""
    named = (
        one.there
        for one in changed.values()
        if one.product in products or (None in products and (one.start is None or one.product == "java"))
    )
    languages = " and ".join(dict.fromkeys(named))
    place = f"on {move.place}" if move.changes_release else ""
    return " ".join(filter(None, (place, f"with {languages}" if languages else "")))


def _fetched(move: Move, changed: dict[str, Jump]) -> Iterator[_Held]:
    """Archives whose address names a version, and that hold no compiled programs."""
    if "java" not in changed and move.name_before in JAVA_IMAGES:
        return
    for one in downloads(move.needs.analysis, move.needs.instructions):
        if _is_source(one) and ("java" in changed or not _JAVA.search(one.url)):
            yield _Held(_called(one.url), one.line)


def _is_source(one: Download) -> bool:
    path = one.url.partition("://")[2].partition("/")[2]
    return (
        _ARCHIVE.search(path) is not None
        and _VERSION.search(path) is not None
        and _OF_A_MACHINE.search(path) is None
        and _NO_CODE.search(path) is None
        and libc_of(one.url) is None
    )


_HASH = re.compile(r"\b([\da-f]{12})[\da-f]{28}\b")
_REPOSITORY = re.compile(r"/([\w.-]+)/(?:archive|releases/download|tarball|zipball|-/archive)/")
_ENDING = re.compile(r"\.(?:tar(?:\.\w+)?|t[gbx]z2?|tbz2?|zip)$")


def _called(url: str) -> str:
    """What an archive is called by its address: `cphalcon v3.0.3`, `nginx-1.12.2`."""
    path = url.partition("?")[0].rstrip("/")
    name = _HASH.sub(r"\1", _ENDING.sub("", path.rpartition("/")[2]))
    version = None if _VERSION.search(f"-{name}") else _NUMBERED.findall(path)
    if version:
        name += f" {version[-1]}"
    repository = _REPOSITORY.search(url)
    if repository is None or repository[1].lower() in name.lower():
        return name
    return f"{repository[1]} {name}"


_NUMBERED = re.compile(r"/(?:[a-z]+[-_])?(v?\d[\w.]*)(?=/)", re.IGNORECASE)


def _checked_out(move: Move) -> Iterator[_Held]:
    """Sources of one version out of a repository: `git clone -b v1.2`, `git checkout 1.2`."""
    for run in move.runs:
        cloned = ""
        for command in run.commands:
            if command.name != "git" or command.condition or not command.operands:
                continue
            words = [_value(move, run, word) for word in command.operands]
            if words[0] == "clone":
                cloned = next((_repository(word) for word in words[1:] if "/" in word), "")
                version = command.flag_value("-b", "--branch")
                text = _value(move, run, version) if isinstance(version, Word) else (version or "")
            elif words[0] in ("checkout", "reset"):
                files = any(word.text == "--" for word in command.words)
                branch = command.has_flag("-b", "-B", "--orphan")  # makes one of that name, at what is there
                text = words[-1] if len(words) > 1 + branch and not files else ""
            else:
                continue
            if _names_version(text):
                yield _Held(_HASH.sub(r"\1", f"{cloned} {text}".strip()), move.line(command.start))


def _added(move: Move) -> Iterator[_Held]:
    """The same by BuildKit's ADD of a repository: `ADD https://host/name.git#v1.2 /src`."""
    for instruction in move.needs.instructions:
        sources = sources_of(instruction) if instruction.keyword == "ADD" else ()
        for source, word in zip(sources, instruction.words, strict=False):  # the last word is the target
            url = filled(move.needs.analysis, instruction, Word(source, word.start, word.end, 0))
            name, version = _of_repository(url)
            if _names_version(version):
                yield _Held(_HASH.sub(r"\1", f"{name} {version}"), move.line(word.start))


def _of_repository(url: str) -> tuple[str, str]:
    """The name and the version of a repository that ADD takes: `https://host/name.git#v1.2`, or `...git?ref=v1.2`."""
    address, _, fragment = url.partition("#")
    path, _, query = address.partition("?")
    asked = dict(one.partition("=")[::2] for one in query.split("&"))
    version = fragment.partition(":")[0] or next((asked[key] for key in ("ref", "tag", "branch") if key in asked), "")
    named = path.rstrip("/").endswith(".git") and not version.startswith("refs/heads/")
    return _repository(path), version.removeprefix("refs/tags/") if named else ""


def _value(move: Move, run: RunFacts, word: Word) -> str:
    return (filled(move.needs.analysis, run.instruction, word) or word.text).strip("\"'")


def _repository(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2].removesuffix(".git")


_TAG = re.compile(
    r"(?:\D{0,20}[-_/])?v?\d[\w.+-]*|\D{0,20}\d+\.\d[\w.+-]*|[\da-f]{7,40}|.*\$\{?\w*VERSION.*", re.IGNORECASE
)
_NO_TAG = re.compile(r"HEAD.*|FETCH_HEAD|--\S*|-\w+|.*[._-]x", re.IGNORECASE)
"""What names no version: a place in the history, an option, or a branch that goes on (`2.x`)."""


def _names_version(text: str) -> bool:
    return _TAG.fullmatch(text) is not None and _NO_TAG.fullmatch(text) is None


def _packages(move: Move, changed: dict[str, Jump]) -> Iterator[_Held]:
    """Packages of a language whose version changes, in one version each."""
    for action in move.all_actions():
        if action.action != "install" or _FAMILIES.get(action.family) not in changed or _is_handled(action.command):
            continue
        given = str(action.values.get("--version", "")) if action.family == "gem" else ""
        for package in action.packages:
            version = (package.version or given or "").strip("\"'=")
            if package.kind == "name" and _ONE_VERSION.match(version):
                yield _Held(f"{package.name} {version}", move.line(action.start), _FAMILIES[action.family])


_ONE_VERSION = re.compile(r"v?\d|\$")


def _is_handled(command: Command) -> bool:
    return bool(command.condition) or command.handled or command.ignored
