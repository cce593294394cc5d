"""Packages and the commands that install them: other managers, other names, versions that belong to a release."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.model import Certainty, Reason
from baseadvisor.advisor.move import Move
from baseadvisor.advisor.needs import SYSTEM_FAMILIES, is_for_building
from baseadvisor.advisor.tools import BUILD_TOOLS, FETCH_TOOLS
from baseadvisor.shell.packages import Package, PackageAction

# Gone from Alpine's index, with what took their place. Source: https://pkgs.alpinelinux.org (release by release).
_GONE_APK = {
    "python": "python3",
    "python2": "python3",
    "python-dev": "python3-dev",
    "python2-dev": "python3-dev",
    "py-pip": "py3-pip",
    "py2-pip": "py3-pip",
    "py-setuptools": "py3-setuptools",
    "py-yaml": "py3-yaml",
    "nodejs-npm": "npm",
    "nodejs-lts": "nodejs",
    "nodejs-legacy": "nodejs",
    "mysql-dev": "mariadb-dev",
    "libressl-dev": "openssl-dev",
    "openjdk7": "openjdk8",
    "openjdk7-jre": "openjdk8-jre",
    "openjdk7-jre-base": "openjdk8-jre-base",
}
# Gone from Debian and Ubuntu since a release: name -> (distribution, release, what took its place, or why not).
# Sources: packages.debian.org and packages.ubuntu.com, release by release; Ubuntu's firefox: the package's description.
_GONE_APT: dict[str, tuple[tuple[str, tuple[int, ...], str], ...]] = {
    "python": (
        ("debian", (12,), "python3, or python-is-python3, took its place"),
        ("ubuntu", (20, 4), "python3, or python-is-python3, took its place"),
    ),
    "libmysqlclient-dev": (("debian", (10,), "default-libmysqlclient-dev took its place"),),
    "mysql-client": (("debian", (10,), "default-mysql-client took its place"),),
    "mysql-server": (("debian", (10,), "default-mysql-server took its place"),),
    "libwxgtk3.0-dev": (
        ("debian", (12,), "libwxgtk3.2-dev took its place"),
        ("ubuntu", (24, 4), "libwxgtk3.2-dev took its place"),
    ),
    "firefox": (
        ("ubuntu", (22, 4), "its package only installs the snap, which needs snapd: use Mozilla's own packages"),
    ),
}
# Modules for Python 2; what is no module goes on under such a name.
_PYTHON_2 = re.compile(
    r"python-(?!is-python|apt-common|pip-whl|.*-(?:doc|common|data|localedata|whl|examples)$)[\w.+-]+"
)
_VERSION_BOUND = re.compile(
    r"(?:php\d(?:\.\d)?(?:-[\w-]+)?|openjdk-\d+-[\w-]+|postgresql(?:-client|-contrib|-server-dev)?-\d[\w.-]*|python3\.\d+(?:-[\w-]+)?"
    r"|lib[a-z-]+\d+(?:\.\d+)+|libicu\d+|libssl\d.*|ruby\d\.\d.*|llvm-\d+.*|clang-\d+.*|(?:gcc|g\+\+)-\d.*|mysql-\w+-\d\.\d"
    r"|java-1\.\d\.0-openjdk.*|java-\d+-openjdk.*|libboost-[\w-]+\d\.\d+\.\d+|php\d\d?(?:-[\w-]+)?|lua5\.\d.*)"
)
# Commands of Debian's and Ubuntu's own.
_DEBIAN_COMMANDS = frozenset(
    {
        "dpkg",
        "dpkg-reconfigure",
        "dpkg-query",
        "apt-key",
        "apt-mark",
        "apt-cache",
        "add-apt-repository",
        "update-alternatives",
        "update-rc.d",
        "invoke-rc.d",
        "locale-gen",
        "update-locale",
        "a2enmod",
        "a2ensite",
        "debconf-set-selections",
        "gdebi",
        "aptitude",
        "tasksel",
    }
)
_RPM_COMMANDS = frozenset({"rpm", "yum-config-manager", "alternatives", "authconfig", "subscription-manager"})


_OPENJDK = re.compile(r"openjdk-(?P<version>\d+)-(?:jdk|jre)(?:-headless|-zero)?")
OPENJDKS = {
    "debian 10": (11,),
    "debian 11": (11, 17),
    "debian 12": (17,),
    "debian 13": (21, 25),
    "ubuntu 20.04": (8, 11, 13, 16, 17, 21),
    "ubuntu 22.04": (8, 11, 16, 17, 18, 19, 21),
    "ubuntu 24.04": (8, 11, 17, 21),
}
"""The OpenJDKs that a release has. Source: https://packages.debian.org and https://packages.ubuntu.com
(search?keywords=openjdk-jre-headless)."""


def reasons(move: Move) -> Iterator[Reason]:
    """What becomes of the packages that the stages install."""
    here, there = move.before.userland, move.after.userland
    if there is None:
        yield from _unknown(move)
        return
    for action in move.actions():
        if action.family not in SYSTEM_FAMILIES or action.action not in ("install", "refresh", "upgrade", "build-dep"):
            continue
        if there.package_manager is None:
            if action.action == "install":
                yield _no_manager(move, action)
        elif there.package_family != action.family:
            if action.action == "install":
                yield from _other_family(move, action)
        elif action.action == "install":
            yield from _same_family(move, action)
    yield from _commands(move)
    if here is not None and here.package_family != there.package_family:
        yield from _manager_files(move, here.package_family)
    if there.id.startswith("rhel-ubi") and not (here is not None and here.distribution == "rhel"):
        yield from _part_of_rhel(move)
    if not move.run_only:
        yield from _node_source(move)
        yield from _old_distribution(move)
    else:
        yield from _needed_to_run(move)
    if here is not None and here.package_family == there.package_family == "apt":
        yield from _old_repositories(move)
    if here is not None and here.distribution == there.distribution == "alpine":
        yield from _alpine_repositories(move)


def names_there(action: PackageAction, distribution: str | None, family: str) -> str:
    """The family of names to translate to: Wolfi's are not Alpine's."""
    return "wolfi" if distribution == "wolfi" else family


def _unknown(move: Move) -> Iterator[Reason]:
    actions = [action for action in move.actions() if action.family in SYSTEM_FAMILIES and action.action == "install"]
    if actions:
        yield Reason(
            "packages",
            "check",
            "low",
            f"{len(actions)} package installations",
            "nothing is known of that image's packages",
            move.line(actions[0].start),
        )


def _no_manager(move: Move, action: PackageAction) -> Reason:
    return Reason(
        "packages",
        "breaks",
        "high",
        f"{action.plain_manager} {action.subcommand}",
        f"{move.after.reference} has no package manager: install in a stage before and copy what is needed",
        move.line(action.start),
    )


def _other_family(move: Move, action: PackageAction) -> Iterator[Reason]:
    from baseadvisor.catalog import translate

    there = move.after.userland
    assert there is not None  # noqa: S101 - the caller looked
    manager = there.package_manager or ""
    line = move.line(action.start)
    family = names_there(action, move.after.distribution, there.package_family or "")
    if action.family not in ("apt", "apk", "dnf") or family not in ("apt", "apk", "dnf", "wolfi"):
        yield Reason(
            "packages",
            "breaks",
            "high",
            f"{action.plain_manager} {action.subcommand}",
            f"{move.place} has {manager}",
            line,
        )
        return
    known: list[str] = []
    unknown: list[Package] = []
    unsure: list[str] = []
    for package in action.packages:
        if package.kind in ("file", "url", "path"):
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"package file {package.text}",
                f"{move.place} cannot install it",
                move.line(package.start),
            )
            continue
        if package.kind != "name":
            unknown.append(package)
            continue
        found = translate(package.name, action.family, family)
        if not found.is_known:
            unknown.append(package)
        elif found.confidence == "low":
            unsure.append(f"{package.name} (perhaps {' '.join(found.names)})")
        elif found.names:
            new = " ".join(found.names)
            known.append(package.name if new == package.name else f"{package.name} is {new}")
        else:
            known.append(f"{package.name} is not needed")
    what = f"{action.plain_manager} {action.subcommand}"
    yield Reason(
        "packages",
        "breaks",
        "high",
        what,
        f"{move.place} has {manager}" + (f": {', '.join(known)}" if known else ""),
        line,
    )
    if unsure:
        yield Reason(
            "packages", "check", "low", "package names: " + ", ".join(unsure), f"seen with {manager}, no more", line
        )
    for package in unknown:
        likely = family == "wolfi" and package.kind == "name"
        yield Reason(
            "packages",
            "check" if likely or package.kind != "name" else "breaks",
            "low",
            f"package {package.text}",
            "perhaps of the same name there" if likely else f"its name with {manager} is not known",
            move.line(package.start),
        )


def _same_family(move: Move, action: PackageAction) -> Iterator[Reason]:
    there = move.after.userland
    assert there is not None  # noqa: S101 - the caller looked
    if action.family == "dnf" and there.package_manager == "microdnf" and action.plain_manager != "microdnf":
        yield Reason(
            "packages",
            "breaks",
            "high",
            f"{action.plain_manager} {action.subcommand}",
            f"{move.after.reference} has microdnf",
            move.line(action.start),
        )
    elsewhere = move.before.distribution != move.after.distribution
    if not move.changes_release:
        for package in action.packages:
            if _is_brought(move, package.name):
                yield from _package(move, action, package)
        return
    crosses = elsewhere and {move.before.distribution, move.after.distribution} & {"wolfi", "alpine"}
    if crosses and action.packages:
        yield Reason(
            "packages",
            "check",
            "medium",
            "packages " + ", ".join(package.text for package in action.packages[:8]),
            f"the manager is the same, the packages are {move.place}'s own: some are called otherwise",
            move.line(action.start),
        )
    unheard: list[Package] = []
    for package in action.packages:
        found = list(_package(move, action, package))
        yield from found
        if not found and package.kind == "name" and not _is_heard_of(package.name, action.family):
            unheard.append(package)
    if unheard and not crosses:
        names = ", ".join(package.name for package in unheard[:8])
        more = f" and {len(unheard) - 8} more" if len(unheard) > 8 else ""
        source = _source_added(move, unheard[0].start)
        if source is not None:
            yield Reason(
                "packages",
                "check",
                "low",
                f"packages {names}{more}",
                f"they may come from the source that line {move.line(source)} adds: whether it serves {move.place} "
                "is not known",
                move.line(unheard[0].start),
            )
            return
        yield Reason(
            "packages",
            "check",
            "low",
            f"packages {names}{more}",
            f"whether {move.place} still has them is not known",
            move.line(unheard[0].start),
        )


def _package(move: Move, action: PackageAction, package: Package) -> Iterator[Reason]:
    from baseadvisor.catalog import obsolete

    line = move.line(package.start)
    if _is_brought(move, package.name):
        yield Reason(
            "packages",
            "note",
            "high",
            f"package {package.name}",
            f"{move.after.reference} brings it: leave it out",
            line,
        )
        return
    if package.kind != "name":
        if package.kind in ("file", "url"):
            yield Reason(
                "packages", "check", "medium", f"package file {package.text}", "it was made for the old release", line
            )
        return
    sure: Certainty
    if package.version is not None and not _is_loose(package) and _is_of_vendor(move, action, package):
        return  # told together with the others of that source
    if package.version is not None and not _is_loose(package):
        sure = "high" if "*" not in package.version else "medium"
        yield Reason(
            "pins",
            "breaks",
            sure,
            f"{package.text}",
            f"that version belongs to {_old(move)}; {move.place} has another",
            line,
        )
    if action.family == "apt" and (move.is_after("debian", 12) or move.is_after("ubuntu", 22, 4)):
        gone = obsolete(package.name)
        if gone is not None:
            sure = "high" if gone.confidence == "high" else "medium"
            instead = f": {' '.join(gone.names)} took its place" if gone.names else ""
            yield Reason(
                "packages", "breaks", sure, f"package {package.name}", f"gone from {move.place}{instead}", line
            )
            return
    if action.family == "apt" and package.version is None:
        for distribution, release, why in _GONE_APT.get(package.name, ()):
            if move.is_after(distribution, *release) and not _from_its_makers(move, package.name):
                yield Reason(
                    "packages", "breaks", "high", f"package {package.name}", f"gone from {move.place}: {why}", line
                )
                return
    newer = move.is_after("debian", 12) or move.is_after("ubuntu", 22, 4)
    if newer and action.family == "apt" and package.version is None and _PYTHON_2.fullmatch(package.name):
        module = package.name.partition("-")[2]
        yield Reason(
            "packages",
            "breaks",
            "medium",
            f"package {package.name}",
            f"{move.place} has no modules for Python 2: python3-{module} may be what is meant",
            line,
        )
        return
    if action.family == "apk" and package.name in _GONE_APK and move.is_after("alpine", 3, 12):
        yield Reason(
            "packages",
            "breaks",
            "medium",
            f"package {package.name}",
            f"gone from {move.place}: {_GONE_APK[package.name]} took its place",
            line,
        )
        return
    java = _OPENJDK.fullmatch(package.name)
    held = OPENJDKS.get(f"{move.after.distribution} {move.after.release}")
    if action.family == "apt" and java and held and package.version is None:
        if int(java["version"]) in held:
            return
        if _source_added(move, package.start) is None:
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"package {package.name}",
                f"{move.place} does not have it: its OpenJDK is {' and '.join(map(str, held))}",
                line,
            )
            return
    if _VERSION_BOUND.fullmatch(package.name) and package.version is None:
        yield Reason(
            "packages",
            "check",
            "medium",
            f"package {package.name}",
            f"its name holds a version, which {move.place} may not have",
            line,
        )


# Where a file adds a source of packages that is not the distribution's own.
_ADDS_SOURCE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?https?://(?![\w.]*\b(?:debian\.org|debian\.net|ubuntu\.com)\b)"
    r"|/etc/apt/sources\.list\.d/|/etc/yum\.repos\.d/[\w-]+\.repo|add-apt-repository|--add-repo|-repo-[^\s/]*\.rpm"
    r"|-release-[^\s/]*\.(?:rpm|deb)|(?:deb|rpm)\.nodesource\.com/setup"
)


def _source_added(move: Move, before: int) -> int | None:
    """The offset where the file adds a source of packages before another offset; None where it does not."""
    for text, start in move.needs.words():
        match = _ADDS_SOURCE.search(text)
        if match is not None and start + match.start() < before:
            return start + match.start()
    return None


_MAKERS = {
    "libmysqlclient-dev": re.compile(r"mysql\.com|mysql-apt-config|percona", re.IGNORECASE),
    "mysql-client": re.compile(r"mysql\.com|mysql-apt-config|percona", re.IGNORECASE),
    "mysql-server": re.compile(r"mysql\.com|mysql-apt-config|percona", re.IGNORECASE),
    "firefox": re.compile(r"mozilla", re.IGNORECASE),
}


def _from_its_makers(move: Move, name: str) -> bool:
    """Whether the file names a source of its makers for a package that the distribution no longer has."""
    pattern = _MAKERS.get(name)
    return pattern is not None and any(pattern.search(text) for text, _ in move.needs.words())


def _is_of_vendor(move: Move, action: PackageAction, package: Package) -> bool:
    """Whether a package is none of the distribution's, as far as the tables know, and the file adds a source."""
    return not _is_heard_of(package.name, action.family) and _source_added(move, package.start) is not None


_COMMON = 20
"""A package in so many public Dockerfiles is not gone without having been noticed."""


def _is_heard_of(name: str, family: str) -> bool:
    """Whether the tables of names speak of a package, so that its end would be known."""
    from baseadvisor.catalog import seen, translate

    if family not in ("apt", "apk", "dnf"):
        return False
    if seen(name, family) >= _COMMON:
        return True
    found = translate(name, family, "apt" if family != "apt" else "apk")
    return found.is_known and found.status != "same"


# How a file calls a distribution in paths, package names and addresses.
_NAMES = {
    "amazonlinux": r"amzn|amazon-linux|amazonlinux|\bal2023\b",
    "debian": r"\bdebian\b",
    "ubuntu": r"\bubuntu\b",
    "centos": r"\bcentos\b|\bepel\b|\.el[5-9]\b",
    "alpine": r"\balpine\b",
    "fedora": r"\bfedora\b|\.fc\d\d\b",
    "oraclelinux": r"\boraclelinux\b|-el\d+\b|\.el\d+\b",
    "rockylinux": r"\brocky(?:linux)?\b|\bepel\b|\.el\d+\b",
    "almalinux": r"\balma(?:linux)?\b|\bepel\b|\.el\d+\b",
}


_EDITED = re.compile(r"\bsed\b[^\n;&]*?\s(?P<file>/etc/(?:yum\.repos\.d|pki/rpm-gpg)/[\w.*-]+)")


_TO_BUILD = (
    frozenset({"ca-certificates", "gnupg", "gnupg2", "gpg", "apt-transport-https", "apt-utils", "lsb-release", "maven"})
    | frozenset({"ant", "gradle", "software-properties-common", "dirmngr", "tar", "findutils", "zip", "which"})
    | BUILD_TOOLS
    | FETCH_TOOLS
)


def _needed_to_run(move: Move) -> Iterator[Reason]:
    """In a split, what the stage installs besides what it builds with: the image that runs lacks it."""
    from baseadvisor.advisor.alternatives import languages

    spoken = [pattern for one in languages() for pattern in one.packages]
    names: dict[str, int] = {}
    for action in move.needs.actions():
        if action.action != "install" or action.family not in SYSTEM_FAMILIES or action.has("-t", "--virtual"):
            continue
        for package in action.packages:
            if package.kind != "name" or package.name in _TO_BUILD or is_for_building(package.name):
                continue
            if package.name.rstrip("0123456789.") == move.name_after:
                continue  # the language that the other image is
            if not any(pattern.fullmatch(package.name) for pattern in spoken):
                names.setdefault(package.name, package.start)
    if names:
        more = f" and {len(names) - 8} more" if len(names) > 8 else ""
        yield Reason(
            "packages",
            "check",
            "medium",
            f"packages {', '.join(list(names)[:8])}{more}",
            f"{move.after.reference} does not get them from the build: what runs may need them",
            move.line(next(iter(names.values()))),
        )


def _old_distribution(move: Move) -> Iterator[Reason]:
    """Where the file names the distribution it is about to leave: paths, keys, sources of packages."""
    pattern = _NAMES.get(move.before.distribution or "")
    if pattern is None or move.before.distribution == move.after.distribution:
        return
    told = 0
    for text, start in move.needs.words():
        if not text.upper().startswith(("RUN", "ADD", "COPY", "ENV", "ARG")):
            continue
        match = re.search(pattern, text, re.IGNORECASE)
        if match is not None and told < 3:
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
            yield Reason(
                "packages",
                "check",
                "medium",
                f"`{match[0]}` by name",
                f"it speaks of the distribution that {move.place} takes the place of",
                move.line(start + match.start()),
            )


def _is_brought(move: Move, name: str) -> bool:
    """Whether a package is the language that the other image brings."""
    from baseadvisor.advisor.alternatives import languages

    row = next((one for one in languages() if one.name == move.includes), None)
    return row is not None and row.name != "java" and any(pattern.fullmatch(name) for pattern in row.packages)


def _is_loose(package: Package) -> bool:
    """Whether a version is only a lower bound, which a newer release meets."""
    return (package.operator or "").startswith(">")


def _commands(move: Move) -> Iterator[Reason]:
    there = move.after.userland
    assert there is not None  # noqa: S101 - the caller looked
    here = move.before.userland
    if here is None:
        return
    own = (
        _DEBIAN_COMMANDS
        if here.package_family == "apt"
        else _RPM_COMMANDS
        if here.package_family == "dnf"
        else frozenset()
    )
    if there.package_family != here.package_family:
        for command in move.commands():
            if command.name in own:
                yield Reason(
                    "packages",
                    "breaks",
                    "high",
                    f"{command.name}",
                    f"{move.place} has no such command",
                    move.line(command.start),
                )
    elif here.package_family == "apt":
        for command in move.commands():
            if command.name == "apt-key" and (move.is_after("debian", 13) or move.is_after("ubuntu", 26, 4)):
                yield Reason(
                    "packages",
                    "breaks",
                    "high",
                    "apt-key",
                    f"gone with apt 3, which {move.place} has: keep the key in /etc/apt/keyrings and name it by "
                    "signed-by",
                    move.line(command.start),
                )
            if (
                command.name == "add-apt-repository"
                and move.after.distribution == "debian"
                and move.is_after("debian", 13)
            ):
                yield Reason(
                    "packages",
                    "breaks",
                    "medium",
                    "add-apt-repository",
                    f"{move.place} has no software-properties-common",
                    move.line(command.start),
                )


def _old_repositories(move: Move) -> Iterator[Reason]:
    """Where the file names the old release: sources of packages that belong to it."""
    if not move.changes_release:
        return
    yield from _older_suites(move)
    codename = move.before.userland.codename if move.before.userland is not None else None
    if codename is None:
        return
    pattern = re.compile(rf"\b{codename}(?:-(?:backports|updates|security|pgdg))?\b")
    for text, start in move.needs.words():
        for match in pattern.finditer(text):
            if text.startswith("COPY"):
                yield Reason(
                    "packages",
                    "check",
                    "medium",
                    f"`{match[0]}` by name",
                    f"what is copied was made for the old release: see that it fits {move.place}",
                    move.line(start + match.start()),
                )
                break
            yield Reason(
                "packages",
                "breaks",
                "medium",
                f"`{match[0]}` by name",
                f"it means packages of the old release, which {move.place} does not fit",
                move.line(start + match.start()),
            )
            break


_SUITE = re.compile(
    r"\bdeb(?:-src)?\s+(?:\[[^\]]*\]\s*)?https?://[\w.-]*\b(?:debian\.(?:org|net)|ubuntu\.com)\b\S*\s+"
    r"(?P<suite>(?P<codename>[a-z]+)(?:-[a-z-]+)?)/?\s"
)


def _older_suites(move: Move) -> Iterator[Reason]:
    """Sources of the distribution's own for a release that is neither the old nor the new one."""
    here, there = move.before.userland, move.after.userland
    present = {one.codename for one in (here, there) if one is not None and one.codename is not None}
    moving = {"stable", "oldstable", "testing", "unstable", "sid", "experimental"}
    for text, start in move.needs.words():
        for match in _SUITE.finditer(text):
            if match["codename"] not in present | moving:
                yield Reason(
                    "packages",
                    "breaks",
                    "medium",
                    f"`{match['suite']}` by name",
                    f"those packages are another release's, which {move.place} does not fit",
                    move.line(start + match.start("suite")),
                )


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


_MANAGER_FILES = {
    "apt": re.compile(r"/etc/apt/[\w./-]*|/var/lib/dpkg/[\w./-]*|/etc/dpkg/[\w./-]*|/usr/sbin/policy-rc\.d"),
    "dnf": re.compile(r"/etc/yum\.repos\.d[\w./-]*|/etc/(?:yum|dnf)[\w./-]*|/etc/pki/rpm-gpg[\w./-]*"),
    "apk": re.compile(r"/etc/apk/[\w./-]*"),
}


def _manager_files(move: Move, family: str | None) -> Iterator[Reason]:
    """Files of the package manager that is left behind: what edits or fills them fails, or is for nothing."""
    pattern = _MANAGER_FILES.get(family or "")
    if pattern is None or move.run_only:
        return
    for text, start in move.needs.words():
        match = pattern.search(text)
        if match is not None:
            yield Reason(
                "packages",
                "breaks",
                "medium",
                f"the path {match[0]}",
                f"{move.place} has another package manager, and no such file",
                move.line(start + match.start()),
            )


def _part_of_rhel(move: Move) -> Iterator[Reason]:
    """Source: Red Hat's UBI FAQ: the repositories that need no subscription hold a part of RHEL."""
    installs = [one for one in move.actions() if one.action == "install" and one.family == "dnf" and one.packages]
    if installs:
        yield Reason(
            "packages",
            "check",
            "high",
            "packages out of UBI's repositories",
            "without a subscription they hold a part of RHEL's packages, and nothing of EPEL",
            move.line(installs[0].start),
        )
    for action in installs:
        for package in action.packages:
            if package.name in ("epel-release", "centos-release-scl", "yum-plugin-ovl", "deltarpm", "yum-utils"):
                yield Reason(
                    "packages",
                    "breaks",
                    "high" if package.name != "yum-utils" else "medium",
                    f"package {package.name}",
                    "UBI's repositories do not have it",
                    move.line(package.start),
                )


def _alpine_repositories(move: Move) -> Iterator[Reason]:
    pattern = re.compile(r"alpine/v(\d\.\d+)/")
    for text, start in move.needs.words():
        match = pattern.search(text)
        if match and match[1] != move.after.release:
            yield Reason(
                "packages",
                "breaks",
                "medium",
                f"the packages of Alpine {match[1]}",
                f"they do not fit {move.place}",
                move.line(start + match.start()),
            )


def _old(move: Move) -> str:
    for one in move.before.support:
        if one.role == "distribution":
            return one.name
    return "the old release"
