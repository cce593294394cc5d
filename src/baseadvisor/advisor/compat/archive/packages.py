"""Packages that go on to be installed by the same manager: what a release lost, versions that belong to a release."""

import re
from collections.abc import Iterator, Sequence

from baseadvisor.advisor.compat.archive import ubi, ubuntu
from baseadvisor.advisor.compat.archive.curl_minimal import conflicts
from baseadvisor.advisor.compat.archive.gnupg import loses_dirmngr, loses_gnupg
from baseadvisor.advisor.compat.archive.gone import edition_known, is_doubted, is_known, is_partial, lack
from baseadvisor.advisor.compat.archive.lacks import Lack
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.compat.archive.no_debian_php import is_forbidden
from baseadvisor.advisor.compat.archive.repositories import is_enabled
from baseadvisor.advisor.compat.archive.rpms import BUILT
from baseadvisor.advisor.compat.archive.still_there import STILL_THERE
from baseadvisor.advisor.compat.archive.vendors import is_makers_alone, line_at, place_of, vendor_of
from baseadvisor.advisor.compat.origin.sources import (
    another_suite_added,
    is_personal,
    may_add_source,
    may_bring,
    other_release_added,
    source_before,
)
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Certainty, Image, Reason
from baseadvisor.advisor.move import Move, has_reached, release_of
from baseadvisor.advisor.needs import SYSTEM_FAMILIES, is_for_building
from baseadvisor.advisor.tools import BUILD_TOOLS, FETCH_TOOLS
from baseadvisor.catalog import apt
from baseadvisor.checks.dead_hosts import DEAD_INSTALLERS
from baseadvisor.shell.packages import Package, PackageAction

_VERSION_BOUND = re.compile(
    r"(?:php\d(?:\.\d)?(?:-[\w-]+)?|openjdk-\d+-[\w-]+|postgresql(?:-client|-contrib|-server-dev)?-\d[\w.-]*|python3\.\d+(?:-[\w-]+)?"
    r"|lib[a-z-]+\d+(?:\.\d+)+|libicu\d+|libssl\d.*|ruby\d\.\d.*|llvm-\d+.*|clang-\d+.*|(?:gcc|g\+\+)-\d.*|mysql-\w+-\d\.\d"
    r"|java-1\.\d\.0-openjdk.*|java-\d+-openjdk.*|libboost-[\w-]+\d\.\d+\.\d+|php\d\d?(?:-[\w-]+)?|lua5\.\d.*)"
)


def reasons(move: Move) -> Iterator[Reason]:
    """What becomes of the packages that the stages install."""
    there = move.after.userland
    if there is None:
        return
    for action in move.actions():
        if action.family != there.package_family or action.family not in SYSTEM_FAMILIES:
            continue
        if action.action == "install":
            yield from _same_family(move, action)
            if move.name_before != "nginx":
                yield from _beside_nginx(move, action)
            if action.family == "apt" and move.changes_release:
                yield from _asks(move, action)
        elif action.action == "remove" and action.family in ("apt", "apk") and move.changes_release:
            yield from _removed(move, action)
    if there.package_family == "apt" and move.changes_release:
        yield from _marked(move)
    yield from _commands(move)
    if ubi.is_entered(move):
        yield from ubi.reasons(move)
    if move.run_only:
        yield from _needed_to_run(move)


def _asks(move: Move, action: PackageAction) -> Iterator[Reason]:
    """An installation without -y: apt-get asks, and stops, where it takes more than what it is given."""
    if action.answers or action.command.handled or action.command.ignored or not action.packages:
        return
    if any(_ANSWERS.search(text) for text, _ in move.needs.words()) or "yes" in action.command.within:
        return
    if action.command.position > 0 or any(
        one.operator in ("<", "<<<", "<<", "<<-") for one in action.command.redirects
    ):
        return  # something answers
    if any(
        apt.brings(one.name, move.before.distribution, move.before.release, recommends=True) for one in action.packages
    ):
        return  # it asks already
    why = f"without -y {action.manager} asks, and stops, as soon as a package brings another along there: add -y"
    yield Reason("packages", "check", "low", f"{action.manager} {action.subcommand}", why, move.line(action.start))


_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]+")
"""A package's name, and no pattern of several."""


def _marked(move: Move) -> Iterator[Reason]:
    """Packages that are marked, and that the release there has not: apt-mark stops at a name it never heard."""
    installed = move.needs.installed()
    for run in move.runs:
        for command in run.commands:
            if command.name != "apt-mark" or command.handled or command.ignored or command.conditional:
                continue
            values = (run.script.resolve(word, run.environment) or "" for word in command.operands[1:])
            names = [name for value in values for name in value.split() if _NAME.fullmatch(name)]
            names = [name for name in names if name not in installed]
            lost = [name for name in names if _is_absent(name, move.after) and not _is_absent(name, move.before)]
            if lost:
                several = "them" if len(lost) > 1 else "it"
                why = f"{move.place} does not have {several}, and apt-mark stops at a name that it does not know"
                what = f"apt-mark {command.operands[0].text} {listed(lost)}"
                yield Reason("packages", "breaks", "medium", what, why, move.line(command.start))
                return


def _is_absent(name: str, image: Image) -> bool:
    """Whether the index of a release is known not to have a name."""
    found = apt.availability(name, image.distribution, image.release)
    return found is not None and found.state == "absent"


_ANSWERS = re.compile(r"Assume-Yes|/etc/apt/apt\.conf", re.IGNORECASE)


def _removed(move: Move, action: PackageAction) -> Iterator[Reason]:
    """Packages that are removed and that the release there does not have: managers stop at a name they never heard.

    Source for apk: its app_del.c, delete_name.
    """
    if action.command.handled or action.command.ignored:
        return
    sure = ("high",) if action.family == "apt" else ("high", "medium")
    lost = [
        package
        for package in action.packages
        if (found := lack(package, action.family, move.after)) is not None
        and found.certainty in sure
        and not _is_lost_before(move, action, package)
    ]
    if lost:
        what = f"{action.manager} {action.subcommand} {' '.join(package.name for package in lost)}"
        passes = "passes over a name that another package mentions, and stops at any other"
        stops = passes if action.family == "apt" else "stops at a name that it does not know"
        why = f"{move.place} has no such package: {action.manager} {stops}"
        yield Reason("packages", "check", "low", what, why, move.line(lost[0].start))


# Source: debian/control of Debian's nginx (libnginx-mod-* and the flavours depend on nginx-abi-*, its own nginx);
# docker-nginx, whose image has nginx.org's.
_OF_DEBIANS_NGINX = re.compile(r"nginx-(?:extras|full|light|core)|libnginx-mod-.+")


def _beside_nginx(move: Move, action: PackageAction) -> Iterator[Reason]:
    """Flavours and modules of the distribution's nginx on the official image, which has nginx.org's."""
    if move.name_after != "nginx" or action.family != "apt":
        return
    package = next((one for one in action.packages if _OF_DEBIANS_NGINX.fullmatch(one.name)), None)
    if package is not None and not action.command.handled:
        why = "it goes with Debian's own nginx, and the image has nginx.org's: start from debian, and install nginx"
        yield Reason("packages", "breaks", "medium", f"package {package.name}", why, move.line(package.start))


def missing(move: Move) -> Iterator[Reason]:
    """The packages and commands alone that the release there does not have, whatever the others become."""
    there = move.after.userland
    for action in move.actions():
        if there is not None and action.family == there.package_family and action.action == "install":
            yield from conflicts(move, action)
            yield from _beside_nginx(move, action)
            for package in action.packages:
                if not is_forbidden(move, package):
                    yield from _lacking(move, action, package)
    yield from _commands(move)


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
            f"packages {listed([package.text for package in action.packages])}",
            f"the manager is the same, the packages are {move.place}'s own: some are called otherwise",
            move.line(action.start),
        )
    yield from conflicts(move, action)
    yield from _of_ros(move, action)
    unheard: list[Package] = []
    for package in action.packages:
        if _OF_ROS.fullmatch(package.name) and move.after.distribution == "ubuntu":
            continue
        if is_forbidden(move, package) and not _is_brought(move, package.name):
            continue  # whatever the release has
        found = list(_package(move, action, package))
        yield from found
        if not found and package.kind == "name" and _is_unheard_of(move, action, package):
            unheard.append(package)
    for source, names in _by_source(move, unheard).items() if not crosses else ():
        yield from _unheard_of(move, source, names)


def _by_source(move: Move, packages: Sequence[Package]) -> dict[int | None, list[Package]]:
    """Packages by the source that the file adds for them; a maker's source that serves every release left out."""
    pinned = any(one.version is not None for one in packages)
    found: dict[int | None, list[Package]] = {}
    for package in packages:
        vendor = vendor_of(package.name)
        source = place_of(vendor, move.needs.words(), package.start) if vendor is not None else None
        if vendor is not None and vendor.everywhere and source is not None:
            continue
        if source is None:
            source = source_before(move, package, files=pinned)
        if source is None and is_known(package.name, move.after):
            source = may_bring(move, package)  # it is nothing of the distribution's
        found.setdefault(source, []).append(package)
    return found


def _unheard_of(move: Move, source: int | None, packages: Sequence[Package]) -> Iterator[Reason]:
    """Packages that may not be there, together: of a source that the file adds, or of the distribution."""
    if source is not None and is_personal(move, source):
        packages = [one for one in packages if not _is_called_after(move, source, one)]
        if not packages:
            return  # told at the archive's line
    if source is None and ubi.is_entered(move):
        return  # told with what UBI may not have
    yield Reason(
        "packages",
        "check",
        "low",
        f"packages {listed([_named(package) for package in packages])}",
        f"whether {move.place} has them is not known{_and_dnf_stops(move)}"
        if source is None
        else f"they may come from the source that line {move.line(source)} adds: whether it serves {move.place} "
        "is not known",
        move.line(packages[0].start),
    )


def _and_dnf_stops(move: Move) -> str:
    """What becomes of a name that is not there, which yum passed over."""
    before = move.before.userland
    by_yum = before is not None and before.package_manager == "yum"
    after = move.after.userland
    return (
        ", and dnf stops at a name that yum passed over" if by_yum and after and after.package_family == "dnf" else ""
    )


def _named(package: Package) -> str:
    """A package's name, with the other architecture that it is asked for."""
    return package.name + (package.qualifier if package.qualifier in (":i386", ".i686", ".i386") else "")


_PERSONAL = re.compile(r"ppa:[\w.+-]+/[\w.+-]+|ppa\.launchpad(?:content)?\.net/[\w.+-]+/[\w.+-]+")


def _is_called_after(move: Move, source: int, package: Package) -> bool:
    """Whether a personal archive bears the name of a package, or of what that is a part of."""
    named = _PERSONAL.search(move.needs.analysis.text, source, source + 300)
    words = re.split(r"[^a-z]+", named[0].lower()) if named is not None else []
    return any(part in words or any(part in word for word in words) for part in re.findall(r"[a-z]{3,}", package.name))


_FOR_32_BITS = frozenset(
    {"libc6", "libc6-dev", "libstdc++6", "zlib1g", "libgcc-s1", "libncurses6", "libtinfo6", "libbz2-1.0", "libx11-6"}
    | {"libxext6", "libxrender1", "libgl1", "libgl1-mesa-dri", "libfreetype6", "libfontconfig1", "libcurl4t64"}
)
"""Libraries for 32 bits that Ubuntu goes on to build. Where to look: packages.ubuntu.com, by architecture."""


def _is_unheard_of(move: Move, action: PackageAction, package: Package) -> bool:
    if re.search(r"[*?^$\[]", package.name):
        return False  # a pattern, which takes what is there
    if package.qualifier == ":i386" and is_partial(move.after):
        return package.name not in _FOR_32_BITS
    if re.fullmatch(DEAD_INSTALLERS, package.name):
        return False  # it is gone wherever it came from
    found = lack(package, action.family, move.after)
    if found is not None:
        if is_known(package.name, move.after) and other_release_added(move, package.start):
            return False  # told where that is added
        elsewhere = _may_be_elsewhere(move, found, package)
        return found.repository is None and (elsewhere or not _is_lost_before(move, action, package))
    if is_known(package.name, move.after):
        return is_doubted(package, move.after)
    if move.after.distribution == "ubuntu" and ubuntu.has(package.name, move.after.release):
        return False
    if move.after.distribution == "ubuntu" and ubuntu.is_doubtful(package.name, move.after.release):
        return True
    if not _is_heard_of(package.name, action.family):
        return not _is_near(move, package.name)
    bound = _VERSION_BOUND.fullmatch(package.name) is not None and not edition_known(package.name, move.after)
    return bound and package.version is None


# The last LTS release of Ubuntu that each distribution of ROS is packaged for. Source: REP 3 and REP 2000.
_ROS = {
    **dict.fromkeys(("hydro",), "12.04"),
    **dict.fromkeys(("indigo", "jade"), "14.04"),
    **dict.fromkeys(("kinetic", "lunar", "ardent"), "16.04"),
    **dict.fromkeys(("melodic", "bouncy", "crystal", "dashing", "eloquent"), "18.04"),
    **dict.fromkeys(("noetic", "foxy", "galactic"), "20.04"),
    **dict.fromkeys(("humble", "iron"), "22.04"),
    "jazzy": "24.04",
}
_OF_ROS = re.compile(rf"ros-(?P<name>{'|'.join(_ROS)})-[\w-]+")


def _of_ros(move: Move, action: PackageAction) -> Iterator[Reason]:
    """Packages of a distribution of ROS, each of which is made for one release."""
    for package in action.packages:
        match = _OF_ROS.fullmatch(package.name)
        if match is not None and move.after.distribution == "ubuntu" and move.after.release != _ROS[match["name"]]:
            why = (
                f"ROS {match['name']} is packaged for Ubuntu {_ROS[match['name']]}, not for this: a newer ROS is a port"
            )
            yield Reason(
                "packages", "breaks", "high", f"package {package.name}", why, move.line(package.start), lost=True
            )
            return


_NEAR = 3
"""So many half-yearly releases of Alpine's away hardly any package is gone."""


def _is_near(move: Move, name: str) -> bool:
    """Whether a package whose name holds no version goes on for all that is known: Alpine drops few at a time."""
    old, new = release_of(move.before), move.release_after()
    if move.before.distribution != "alpine" or move.after.distribution != "alpine" or len(old) < 2 or len(new) < 2:
        return False
    return old[0] == new[0] and 0 <= new[1] - old[1] <= _NEAR and not re.search(r"\d", name)


def _package(move: Move, action: PackageAction, package: Package) -> Iterator[Reason]:
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
        made_there = "rpm -E" in package.text or BUILT.search(package.text)  # the former names the release by itself
        if package.kind in ("file", "url") and not made_there:
            yield Reason(
                "packages", "check", "medium", f"package file {package.text}", "it was made for the old release", line
            )
        return
    if package.version is not None and not _is_loose(package) and _is_of_vendor(move, action, package):
        return  # told together with the others of that source
    lost = list(_lacking(move, action, package))
    yield from lost
    pinned = package.version is not None and not _is_loose(package)
    if pinned and not lost and not _fails_already(move, action, package):
        yield _pinned(move, action, package, package.version or "")
    if lost or package.version is not None or edition_known(package.name, move.after):
        return
    if lack(package, action.family, move.after) is not None:
        return  # it fails already, or it is of the source that the file adds
    if move.after.distribution == "ubuntu" and ubuntu.has(package.name, move.after.release):
        return
    if _VERSION_BOUND.fullmatch(package.name) and may_bring(move, package) is None:
        yield Reason(
            "packages",
            "check",
            "medium",
            f"package {package.name}",
            f"its name holds a version, which {move.place} may not have",
            line,
        )


def _pinned(move: Move, action: PackageAction, package: Package, version: str) -> Reason:
    """What becomes of a version that is asked for."""
    line = move.line(package.start)
    sure: Certainty = "high" if "*" not in version else "medium"
    found = lack(package, action.family, move.after)
    alone = may_bring(move, package) is None and not other_release_added(move, package.start)
    missed = found is not None and alone and _is_missed(move, action, package, found)
    if found is not None and missed and found.certainty != "low":
        why = f"{move.place} does not have the package at all: {found.why}"
        return Reason("pins", "breaks", found.certainty, package.text, why, line)
    suite = another_suite_added(move, package.start)
    if suite is not None:
        why = f"the version may be of the suite that line {move.line(suite)} adds, which moves on"
        return Reason("pins", "check", "medium", package.text, why, line)
    if (move.before.release or "") in _MOVE_ON:
        why = f"{_old(move)} moves on, so that it may be gone there already; {move.place} has a version of its own"
        return Reason("pins", "breaks", "medium", package.text, why, line)
    words = move.needs.words()
    backports = any("-backports" in text for text, start in words if start < package.start)
    why = f"that version belongs to {_old(move)}{' or its backports' if backports else ''}; {move.place} has another"
    perhaps = f", or none: {found.why}" if found is not None and missed else ""
    return Reason("pins", "breaks", sure, package.text, why + perhaps, line)


_MOVE_ON = frozenset({"edge", "sid", "testing", "rawhide"})
"""Branches in development."""


def _lacking(move: Move, action: PackageAction, package: Package) -> Iterator[Reason]:
    """A package that the release there does not have, and the one here has."""
    found = lack(package, action.family, move.after)
    if found is None or (package.version is not None and found.certainty != "high"):
        return
    if not _is_missed(move, action, package, found):
        return
    if other_release_added(move, package.start):
        if found.certainty == "high" and move.before.reference:
            why = f"{move.place} itself does not have it ({found.why}), only the other release that the file adds may"
            yield Reason("packages", "check", "medium", f"package {_named(package)}", why, move.line(package.start))
        return
    sure = found.certainty
    if sure == "high" and found.vendors and may_bring(move, package) is not None:
        sure = "medium"  # another than the distribution may have it
    yield Reason(
        "packages",
        "check" if sure == "low" else "breaks",
        sure,
        f"package {_named(package)}",
        f"{move.place} does not have it: {found.why}",
        move.line(package.start),
        renamed_in=move.line(action.start) if found.is_renamed else None,
        lost=found.is_without_successor,
    )


def _is_missed(move: Move, action: PackageAction, package: Package, found: Lack) -> bool:
    """Whether what the release there lacks the one here has, and nothing that the file adds to it has it there."""
    if _is_lost_before(move, action, package) or _from_its_makers(move, package.name):
        return False
    if _may_be_elsewhere(move, found, package):
        return False
    if found.repository is None or other_release_added(move, package.start):
        return True  # what is enabled may be the other release's
    return not is_enabled(move, found.repository, package.start)


def _fails_already(move: Move, action: PackageAction, package: Package) -> bool:
    """Whether neither release has a package, nor anything that the file adds."""
    found = lack(package, action.family, move.before)
    if found is None or found.certainty != "high" or lack(package, action.family, move.after) is None:
        return False
    return may_bring(move, package) is None and not other_release_added(move, package.start)


def _may_be_elsewhere(move: Move, found: Lack, package: Package) -> bool:
    """Whether a package may come from what the file adds to the distribution's archive."""
    if found.foreign:
        return may_bring(move, package) is not None
    if found.repository == "CRB":  # what a file adds for other packages does not hold RHEL's own
        return False
    own = move.after.distribution == "debian" and vendor_of(package.name) is None
    if own and found.repository is None and _is_by_history(found) and not _is_in_the_address(move, package):
        return False  # it was the distribution's, and no maker is known who has it
    return (found.vendors or found.repository is not None) and may_bring(move, package) is not None


def _is_in_the_address(move: Move, package: Package) -> bool:
    """Whether the source that a package may come from is called like it: `packages.clickhouse.com`."""
    source, stem = may_bring(move, package), re.match(r"[a-z]{3,}", package.name)
    line = line_at(move.needs.analysis.text, source).lower() if source is not None else ""
    return stem is not None and stem[0] in line


def _is_by_history(found: Lack) -> bool:
    """Whether all that is known is which release had it last: no edition of something is meant."""
    return "was the last release with it" in found.why


def _is_lost_before(move: Move, action: PackageAction, package: Package) -> bool:
    """Whether the release that is left does not have it either, so that the move loses nothing."""
    return lack(package, action.family, move.before) is not None


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
    """Whether a package is none of the distribution's, as far as the tables know, and the file may add a source."""
    heard_of = _is_heard_of(package.name, action.family) or any(
        is_known(package.name, image) and lack(package, action.family, image) is None
        for image in (move.before, move.after)
    )
    return not heard_of and may_add_source(move, package.start) is not None


_COMMON = 20
"""An apt package in so many public Dockerfiles is not gone without having been noticed."""


# The managers' own plugins come from no vendor.
_PLUGIN = re.compile(r"(?:yum|dnf)-plugins?-.+")


def _is_heard_of(name: str, family: str) -> bool:
    """Whether the tables of names speak of a package, so that its end would be known."""
    from baseadvisor.catalog import seen, translate

    if family not in ("apt", "apk", "dnf"):
        return False
    if family == "dnf" and _PLUGIN.fullmatch(name):
        return True
    found = translate(name, family, "apt" if family != "apt" else "apk")
    if found.status == "third_party" or is_makers_alone(name):
        return False
    if name in STILL_THERE.get(family, ()) or (family == "apt" and seen(name, family) >= _COMMON):
        return True
    return found.is_known and found.status != "same"


_TO_BUILD = (
    frozenset({"ca-certificates", "gnupg", "gnupg2", "gpg", "apt-transport-https", "apt-utils", "lsb-release", "maven"})
    | frozenset({"ant", "gradle", "software-properties-common", "dirmngr", "tar", "findutils", "zip", "which"})
    | frozenset({"git-core"})
    | BUILD_TOOLS
    | FETCH_TOOLS
)


_OF_NODE_GYP = frozenset({"python", "python2", "python2.7", "python3", "python-minimal", "python2-minimal"})


def _runs_python(move: Move) -> bool:
    """Whether something is started, or installed, that is Python's own."""
    started = any((command.name or "").startswith("python") for _, command in move.started())
    return started or any(action.family == "pip" for action in move.needs.actions())


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
            if package.name in _OF_NODE_GYP and move.name_after.endswith("node") and not _runs_python(move):
                continue
            if not any(pattern.fullmatch(package.name) for pattern in spoken):
                names.setdefault(package.name, package.start)
    if names:
        yield Reason(
            "packages",
            "check",
            "medium",
            f"packages {listed(list(names))}",
            f"{move.after.reference} does not get them from the build: what runs may need them",
            move.line(next(iter(names.values()))),
        )


def _is_brought(move: Move, name: str) -> bool:
    """Whether a package is the language that the other image brings."""
    from baseadvisor.advisor.alternatives import languages

    row = next((one for one in languages() if one.name == move.includes), None)
    if row is not None and row.name == "nginx" and _OF_DEBIANS_NGINX.fullmatch(name):
        return False
    return row is not None and row.name != "java" and any(pattern.fullmatch(name) for pattern in row.packages)


def _is_loose(package: Package) -> bool:
    """Whether a version is only a lower bound, which a newer release meets."""
    return (package.operator or "").startswith(">")


# Where apt-key is gone with apt 3; Debian's add-apt-repository went with software-properties-common.
_NO_APT_KEY = {"debian": (13,), "ubuntu": (26, 4)}


def _commands(move: Move) -> Iterator[Reason]:
    """Commands of apt's that the release there does not have, or that do not work there."""
    there = move.after.userland
    if there is None or there.package_family != "apt":
        return
    key_gone = any(move.is_after(distribution, *release) for distribution, release in _NO_APT_KEY.items())
    loses_archives = move.is_after("debian", 13) and move.after.release != "sid"
    # Sources: dokku/dokku 7957, openresty/openresty 1097 (sqv's policy, which Debian's apt asks).
    old = " (one that is bound by SHA-1 is refused since February 2026)" if move.after.distribution == "debian" else ""
    for command in move.commands():
        line = move.line(command.start)
        if command.handled:
            continue
        if command.name == "apt-key" and key_gone:
            yield Reason(
                "packages",
                "breaks",
                "high",
                "apt-key",
                f"gone with apt 3, which {move.place} has: keep the key in /etc/apt/keyrings and name it by "
                f"signed-by{old}",
                line,
            )
        elif command.name == "apt-key" and not has_reached(move.after, _NO_APT_KEY) and loses_gnupg(move, command):
            yield Reason(
                "packages",
                "breaks",
                "high",
                "apt-key",
                f"it needs gnupg, which {move.after.reference} does not have: install it first",
                line,
            )
        elif loses_dirmngr(move, command):
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"{command.name} --recv-keys",
                f"the GnuPG of {move.place} fetches keys by dirmngr, which gpg only recommends: install dirmngr",
                line,
            )
        elif command.name in ("add-apt-repository", "apt-add-repository") and loses_archives:
            yield Reason(
                "packages",
                "breaks",
                "medium",
                command.name,
                f"{move.place} has no software-properties-common",
                line,
            )


def _old(move: Move) -> str:
    """What to call the release that a pinned version is of; a tag that does not name one stood on others before."""
    here = move.before.userland
    named = here is not None and (here.basis == "tag" or is_distribution(move.name_before))
    names = [one.name for one in move.before.support if one.role == "distribution"] if named else []
    return names[0] if names else "the old release"
