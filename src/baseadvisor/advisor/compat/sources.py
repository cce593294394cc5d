"""Where packages come from besides the distribution's index: sources that are added, and what is made for a release."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.rpms import OWN_KEY
from baseadvisor.advisor.compat.vendors import serves
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import ADDS_ARCHIVE
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
_KEY_SERVER = re.compile(r"[\w.-]*keyservers?\.[\w.-]+")
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
    nearest = [
        start + match.start()
        for pattern in (_ADDS_SOURCE, _KEY_OF_SOURCE)
        for text, start in move.needs.words()
        for match in pattern.finditer(text)
        if start + match.start() < package.start and serves(_line_at(text, match.start()), package.name)
    ]
    if nearest:
        return max(nearest)
    return _first(move, (_INSTALLS_FILE,), package.start) if files else None


def may_bring(move: Move, package: Package) -> int | None:
    """As `source_before`; else where a script is fetched and run, or a folder copied, that may add any source."""
    source = source_before(move, package, files=True)
    if source is not None:
        return source
    places = (
        start + match.start()
        for text, start in move.needs.words()
        for match in _MAY_ADD.finditer(text)
        if start + match.start() < package.start and serves(match[0] + _line_at(text, match.start()), package.name)
    )
    return next(places, None)


def _line_at(text: str, at: int) -> str:
    """The line of a text that holds an offset."""
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def _first(move: Move, patterns: tuple[re.Pattern[str], ...], before: int) -> int | None:
    for pattern in patterns:
        for text, start in move.needs.words():
            match = pattern.search(text)
            if match is not None and start + match.start() < before:
                return start + match.start()
    return None


def other_release_added(move: Move, before: int) -> bool:
    """Whether the file adds the distribution's own archive of another release before an offset."""
    codename = codename_of(move.after.distribution or "", move.after.release or "")
    return any(
        match["codename"] not in (codename, "stable") and start + match.start() < before
        for text, start in move.needs.words()
        for match in _SUITE.finditer(text)
        if _OWN_HOST.fullmatch(match["host"])
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
    yield from _node_source(move)
    yield from _by_name(move)
    if here.package_family != there.package_family or not move.changes_release:
        return
    if here.package_family == "apt":
        yield from _old_suites(move)
        yield from _personal_archives(move)
        yield from _downloaded(move)
    if here.distribution == there.distribution == "alpine":
        yield from _alpine_repositories(move)
    yield from _numbered(move)


# How a file calls a distribution in paths, package names and addresses.
_NAMES = {
    "amazonlinux": r"amzn|amazon-linux|amazonlinux|\bal2023\b",
    "debian": r"\bdebian\b",
    "ubuntu": r"\bubuntu\b",
    "centos": r"\bcentos\b|\.el[5-9]\b",
    "alpine": r"\balpine\b",
    "fedora": r"\bfedora\b|\.fc\d\d\b",
    "oraclelinux": r"\boraclelinux\b|-el\d+\b|\.el\d+\b",
    "rockylinux": r"\brocky(?:linux)?\b|\.el\d+\b",
    "almalinux": r"\balma(?:linux)?\b|\.el\d+\b",
}
# Where `ubuntu` is the account that its images have, not the distribution.
_ACCOUNT = re.compile(
    r"\b(?:id|userdel|deluser|groupdel|delgroup|usermod|groupmod|useradd|adduser|getent|passwd|chpasswd|chage|chown|chgrp"
    r"|su|gosu|su-exec|runuser)\s[^;&|\n]*|--chown=\S+|/home/ubuntu\b|\bsudo\s+(?:-\w\s+)*-u\s*ubuntu\b"
    r"|\bubuntu(?::ubuntu\b|\s+ALL\b)|\buser\s+[\"']?ubuntu\b|\bubuntu[\"']?\s+user\b",
)
_EDITED = re.compile(r"\bsed\b[^\n;&]*?\s(?P<file>/etc/(?:yum\.repos\.d|pki/rpm-gpg)/[\w.*-]+)")
# What speaks of a distribution to people, or in the address of others, who call all of a family so.
_OF_OTHERS = re.compile(
    r"https?://(?!(?:[\w-]+\.)*(?:debian\.org|ubuntu\.com|centos\.org|fedoraproject\.org|alpinelinux\.org)\b)[^\s\"'|;]+"
    r"|\becho\s+(?:-\w+\s+)*(?:\"(?!deb)[^\"]*\"|'(?!deb)[^']*')"
)
_TOLD = 3


def _by_name(move: Move) -> Iterator[Reason]:
    """Where the file names the distribution it is about to leave: paths, keys, sources of packages."""
    here, there = move.before.userland, move.after.userland
    pattern = _NAMES.get(move.before.distribution or "")
    if pattern is None or move.before.distribution == move.after.distribution or here is None or there is None:
        return
    told = 0
    for written, start in move.needs.words():
        if not written.upper().startswith(("RUN", "ADD", "COPY", "ENV", "ARG")):
            continue
        text = written
        if here.package_family == there.package_family:
            text = _OF_OTHERS.sub(lambda found: " " * len(found[0]), written)
        text = _ACCOUNT.sub(lambda found: " " * len(found[0]), text) if move.before.distribution == "ubuntu" else text
        match = re.search(pattern, text, re.IGNORECASE)
        if match is None or told == _TOLD:
            continue
        told += 1
        edited = _EDITED.search(text)
        if edited is not None and re.search(pattern, edited["file"], re.IGNORECASE):
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"sed of {edited['file']}",
                f"{move.place} has no such file",
                move.line(start + edited.start("file")),
            )
            continue
        match = re.search(pattern, _without_keys(text), re.IGNORECASE)
        if match is None:
            continue
        yield Reason(
            "packages",
            "check",
            "medium",
            f"`{match[0]}` by name",
            f"it speaks of the distribution that {move.place} takes the place of",
            move.line(start + match.start()),
        )


def _without_keys(text: str) -> str:
    """The text without the files of the distributions' keys, which are told by themselves, and without key servers."""
    for pattern in (OWN_KEY, _KEY_SERVER):
        text = pattern.sub(lambda found: " " * len(found[0]), text)
    return text


_SUITE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?https?://(?P<host>[\w.-]+)\S*\s+"
    r"(?P<suite>(?:[\w-]+-)?(?P<codename>[a-z]+)(?:-[a-z-]+)?)/?\s"
)
_OWN_HOST = re.compile(r"(?:.*\.)?(?:debian\.(?:org|net)|ubuntu\.com)")
_MOVING_SUITES = frozenset({"stable", "oldstable", "testing", "unstable", "sid", "experimental"})


def _old_suites(move: Move) -> Iterator[Reason]:
    """Sources of packages for the old release, and for one that is neither the old nor the new."""
    yield from _other_suites(move)
    codename = move.before.userland.codename if move.before.userland is not None else None
    if codename is None:
        return
    pattern = re.compile(rf"\b{codename}(?:-(?:backports|updates|security|pgdg))?\b")
    for text, start in move.needs.words():
        match = pattern.search(text)
        if match is None:
            continue
        copied = text.startswith("COPY")
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


def _other_suites(move: Move) -> Iterator[Reason]:
    here, there = move.before.userland, move.after.userland
    present = {one.codename for one in (here, there) if one is not None and one.codename is not None}
    for text, start in move.needs.words():
        for match in _SUITE.finditer(text):
            if match["codename"] in present | _MOVING_SUITES:
                continue
            own = _OWN_HOST.fullmatch(match["host"]) is not None
            if not own and match["codename"] not in DEBIAN.keys() | UBUNTU.keys():
                continue
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
    "ubuntu": re.compile(r"\bx?ubuntu[/_-]?(?P<release>\d\d\.?\d\d)(?![\d.])", re.IGNORECASE),
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
                for one in pattern.finditer(_without_keys(text))
                if one["release"].replace(".", "") != new and not _RPM.match(text, one.end())
            ),
            None,
        )
        if match is not None and told < _TOLD:
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
        if command.name not in ADDS_ARCHIVE or archive is None:
            continue
        if move.after.distribution == "ubuntu":
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


_NAMES_RELEASE = re.compile(r"(?:deb|debian|ubuntu)[-_.]?\d|" + "|".join([*DEBIAN, *UBUNTU]), re.IGNORECASE)


def _downloaded(move: Move) -> Iterator[Reason]:
    """Packages that dpkg installs from a file."""
    for command in move.commands():
        if command.name != "dpkg" or not _installs(command):
            continue
        file = next((word.text for word in command.operands if word.text.endswith(".deb")), None)
        if file is not None and not _ADDS_SOURCE.search(file):
            yield Reason(
                "packages",
                "check",
                "medium" if _NAMES_RELEASE.search(file) else "low",
                f"package file {file}",
                f"it may have been made for the old release: see that {move.place} has what it depends on",
                move.line(command.start),
            )


def _installs(command: Command) -> bool:
    return any(word.value in ("-i", "--install", "--unpack") for word in command.arguments)


_NODESOURCE = re.compile(r"(?:deb|rpm)\.nodesource\.com/setup_(?P<version>\d+)\.x")
_FOR_EVERY_RELEASE = 16
"""The first Node.js whose packages NodeSource makes for no release in particular."""


def _node_source(move: Move) -> Iterator[Reason]:
    """Source: nodesource/distributions README: older scripts ask for the release by name, and stop at a newer one."""
    if not move.changes_release:
        return
    for text, start in move.needs.words():
        match = _NODESOURCE.search(text)
        if match is not None and int(match["version"]) < _FOR_EVERY_RELEASE:
            yield Reason(
                "packages",
                "breaks",
                "medium",
                match[0],
                f"it has no packages of Node.js {match['version']} for {move.place}",
                move.line(start + match.start()),
            )


_ALPINE_RELEASE = re.compile(r"alpine/v(\d\.\d+)/")


def _alpine_repositories(move: Move) -> Iterator[Reason]:
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
