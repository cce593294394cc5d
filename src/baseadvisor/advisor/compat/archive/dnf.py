"""dnf in yum's place, dnf5 in dnf's, microdnf in both's: what is asked for and that the newer one refuses."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive import enabled_repositories
from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.compat.archive.managers import also_lines, listed
from baseadvisor.advisor.compat.archive.repositories import repository_of
from baseadvisor.advisor.compat.failing import reports_failure
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached, release_of
from baseadvisor.image.numbers import number, numbers
from baseadvisor.shell.model import Command
from baseadvisor.shell.packages import PackageAction


def reasons(move: Move) -> Iterator[Reason]:
    """What the manager of the other image refuses and the one here takes."""
    yield from standing(move)
    if move.after.userland is None or move.after.userland.package_family != "dnf" or move.run_only:
        return
    yield from _locale_archive(move)
    yield from _tools_of_yum(move)
    yield from _microdnf(move)
    yield from _collections(move)


def standing(move: Move) -> Iterator[Reason]:
    """What of that is a matter of the release there alone."""
    there = move.after.userland
    if there is None or there.package_family != "dnf" or move.run_only:
        return
    if _is_later_rhel(move.after) and not _is_later_rhel(move.before):
        for action in move.actions():
            yield from _one_transaction(move, action)
            yield from _of_7_alone(move, action)
        yield from _cached(move)
    if _has_dnf5(move.after) and not _has_dnf5(move.before):
        yield from _dnf5(move)
    yield from _modular(move)
    if move.after.distribution == "amazonlinux" and move.release_after() >= (2023,) > release_of(move.before):
        yield from _extras(move)
    if has_reached(move.after, _REBUILT_AS_A_FOLDER) and not has_reached(move.before, _REBUILT_AS_A_FOLDER):
        yield from _rebuilt(move)
    yield from _of_another_release(move)
    yield from enabled_repositories.standing(move)


# Source: rpm issue 2355: the new database is put in place by renaming its folder, which overlayfs refuses for one of a
# layer below. The releases whose database is SQLite.
_REBUILT_AS_A_FOLDER = {"fedora": (33,), "amazonlinux": (2023,)} | dict.fromkeys(LIKE_RHEL, (9,))


def _rebuilt(move: Move) -> Iterator[Reason]:
    """The first `rpm --rebuilddb` of the image's own database that has to succeed."""
    for run, command in ((each, one) for each in move.runs for one in each.commands):
        if command.name not in ("rpm", "rpmdb") or not command.has_flag("--rebuilddb") or _is_elsewhere(command):
            continue
        if not (command.handled or command.conditional) and reports_failure(run, command):
            why = "it fails in a build on overlayfs, where the database's folder cannot be renamed: leave it out"
            line = move.line(command.start)
            yield Reason("packages", "breaks", "medium", f"{command.name} --rebuilddb", why, line)
            return


def _is_elsewhere(command: Command) -> bool:
    """Whether rpm is pointed at another root or database than the image's."""
    other = command.has_flag("-r", "--root") or any("dbpath" in word.text for word in command.arguments)
    return other or "chroot" in command.within


def _is_later_rhel(image: Image) -> bool:
    return image.distribution in LIKE_RHEL and release_of(image) >= (8,)


def _one_transaction(move: Move, action: PackageAction) -> Iterator[Reason]:
    """Packages of EPEL that are installed together with what adds EPEL.

    yum of CentOS 7 went on without a name that it did not find; dnf stops. Where to look: dnf.conf(5), `strict`.
    """
    if action.family != "dnf" or action.action != "install" or action.has("--skip-broken"):
        return
    names = {one.name for one in action.packages if one.kind == "name"}
    if "epel-release" not in names or action.settings.get("strict") in ("0", "false") or action.command.handled:
        return
    for package in action.packages:
        if repository_of(package.name, move.after.distribution or "", move.release_after()[0]) == "EPEL":
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"package {package.name}",
                "it is in EPEL, which the same command only adds, and dnf stops: install epel-release by itself before",
                move.line(package.start),
            )


def _cached(move: Move) -> Iterator[Reason]:
    """`yum makecache fast`, of which dnf takes `timer` alone (dnf(8))."""
    for command in move.commands():
        words = [word.value for word in command.operands]
        if command.name not in ("yum", "dnf") or words[:2] != ["makecache", "fast"] or command.handled:
            continue
        why = "dnf knows no `fast`: leave it out"
        yield Reason("packages", "breaks", "high", f"{command.name} makecache fast", why, move.line(command.start))


# Packages of IUS (u) and of Webtatic (w), which have nothing for releases after 7.
# Where to look: https://ius.io; https://webtatic.com.
_OF_IUS = re.compile(r"(?:mod_)?php(?:5|7)\d[uw](?:-[\w.+-]+)?|git2u(?:-[\w.+-]+)?|python3[56]u(?:-[\w.+-]+)?")


def _of_7_alone(move: Move, action: PackageAction) -> Iterator[Reason]:
    """Packages of sources that ended with release 7, together."""
    found = [one for one in action.packages if one.kind == "name" and _OF_IUS.fullmatch(one.name)]
    if found and action.family == "dnf" and action.action == "install":
        own = (
            f": {move.place} has a PHP of its own (php, php-fpm), which the application has to support and which httpd "
            "runs through php-fpm"
            if any("php" in one.name for one in found)
            else ""
        )
        yield Reason(
            "packages",
            "breaks",
            "high",
            f"package{'s' * (len(found) > 1)} {listed([one.name for one in found])}",
            f"IUS and Webtatic have nothing for a release after 7{own}",
            move.line(found[0].start),
        )


# What the image centos:7 has besides the rest (CentOS/sig-cloud-instance-build, docker/centos-7.ks), and the images of
# RHEL's kin have not from 8 on (centos-8.ks there).
_OF_CENTOS_7 = {
    **dict.fromkeys(
        ("yum-config-manager", "yumdownloader", "yum-builddep", "package-cleanup", "reposync", "needs-restarting"),
        ("yum-utils", "dnf-utils", "dnf-plugins-core"),
    ),
    **dict.fromkeys(("dig", "nslookup", "host", "nsupdate"), ("bind-utils",)),
}


def _tools_of_yum(move: Move) -> Iterator[Reason]:
    """Programs that the image of CentOS 7 has, and the one that is moved to has not."""
    before, after = move.before, move.after
    if (before.distribution, numbers(before.release)[:1]) != ("centos", (7,)) or not is_distribution(move.name_before):
        return
    if not _is_later_rhel(after) or not (is_distribution(move.name_after) or move.name_after.startswith("rockylinux/")):
        return
    told: set[str] = set()
    for command in move.commands():
        packages = _OF_CENTOS_7.get(command.name or "")
        if packages is None or command.name in told or command.ignored or command.condition:
            continue
        told.add(command.name or "")
        if not move.needs.installed(command.start).intersection(packages):
            yield Reason(
                "programs",
                "breaks",
                "high",
                f"{command.name} in RUN",
                f"{after.reference} has no {command.name}: install {packages[0]} first",
                move.line(command.start),
            )


def _microdnf(move: Move) -> Iterator[Reason]:
    """yum and dnf where there is microdnf alone, in a RUN that installs nothing by them."""
    there = move.after.userland
    if there is None or there.package_manager != "microdnf":
        return
    for run in move.runs:
        actions = [one for one in run.actions if one.family == "dnf" and one.plain_manager in ("yum", "dnf")]
        if actions and all(one.action != "install" for one in actions):
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"{actions[0].plain_manager} {actions[0].subcommand}".strip(),
                f"{move.after.reference} has microdnf",
                move.line(actions[0].start),
            )


def _has_dnf5(image: Image) -> bool:
    """Source: Fedora's change "SwitchToDnf5" (41)."""
    return image.distribution == "fedora" and (image.tag == "rawhide" or release_of(image) >= (41,))


_ARCHIVE = re.compile(r"/usr/lib/locale/locale-archive\b")


def _locale_archive(move: Move) -> Iterator[Reason]:
    """The archive of locales, in whose place images of RHEL 8 and later have glibc-minimal-langpack."""
    if not _is_later_rhel(move.after) or _is_later_rhel(move.before):
        return
    for command in move.commands():
        if command.name == "localedef":
            return  # it makes one
        names = any(_ARCHIVE.match(word.text) for word in command.operands[:-1])
        if names and command.name in ("mv", "cp") and not command.handled and not command.ignored:
            if any("glibc-all-langpacks" in name for name in move.needs.installed(command.start)):
                return
            why = f"images of {move.place} have no archive of locales: install glibc-all-langpacks, or leave it out"
            yield Reason(
                "locale", "breaks", "medium", f"{command.name} of the archive of locales", why, move.line(command.start)
            )
            return


# Source: Fedora's change "RetireModularity" (39); dnf5 issue 1082: it stops where dnf warned.


def _modular(move: Move) -> Iterator[Reason]:
    """Repositories of modules, which Fedora has no more, by their names."""
    if not _has_dnf5(move.after) or _has_dnf5(move.before):
        return
    for action in move.actions():
        for flag in ("--disablerepo", "--enablerepo"):
            names = ",".join(action.values.get(flag, ())).split(",")
            name = next((one for one in names if "modular" in one and "*" not in one), None)
            if name is not None and not action.command.handled:
                why = f"{move.place} has no such repository, and dnf5 stops at it: leave it out"
                what = f"{action.plain_manager} {flag}={name}"
                yield Reason("packages", "breaks", "high", what, why, move.line(action.start))
                return


# Source: dnf5-changes-from-dnf4(7), "Changes to individual commands".
_ADDS = re.compile(r"--add-repo\b")
_SETS = re.compile(r"--(?:set-)?(?:enable|disable)d?\b|--save\b")


def _dnf5(move: Move) -> Iterator[Reason]:
    """Commands and options that dnf5 has no more."""
    for command in move.commands():
        if command.name not in ("yum", "dnf") or command.handled or command.ignored:
            continue
        found = _refused(command)
        if found is not None:
            what, instead = found
            yield Reason(
                "packages",
                "breaks",
                "high",
                f"{command.name} {what}",
                f"{move.place} has dnf5, which does not take that: {instead}",
                move.line(command.start),
            )


def _refused(command: Command) -> tuple[str, str] | None:
    """What of a command dnf5 refuses, and what to write instead."""
    words = [word.text.strip("\"'") for word in command.operands]
    if "groupinstall" in words:
        return "groupinstall", "group install, with the id of the group"
    if "config-manager" in words:
        for word in command.arguments:
            if _ADDS.match(word.text):
                return "config-manager --add-repo", "config-manager addrepo --from-repofile=URL"
            if _SETS.match(word.text):
                return f"config-manager {word.text}", "config-manager setopt REPOSITORY.enabled=1 (or 0)"
    if words[:2] == ["group", "install"]:
        name = next((one for one in words[2:] if " " in one), None)
        if name is not None:
            return f'group install "{name}"', "it knows groups by their id alone (dnf group list)"
    return None


def _extras(move: Move) -> Iterator[Reason]:
    """Source: Amazon Linux 2023 User Guide, "Comparing AL2 and AL2023": there are no extras."""
    for command in move.commands():
        if command.name == "amazon-linux-extras" and not command.ignored and not command.condition:
            yield Reason(
                "packages",
                "breaks",
                "high",
                "amazon-linux-extras",
                f"{move.place} has none: its packages are in the one repository, under names with a version",
                move.line(command.start),
            )


# A package that adds a repository, with the release of RHEL that it is for.
_RELEASE_PACKAGE = re.compile(
    r"(?<![\w-])(?P<whose>[a-z][\w.]*(?:-[a-z][\w.]*)*?)-release(?:-latest)?-(?:el-?)?(?P<first>[5-9]|10)(?=[-.])"
    r"|(?:/el-?|centos)(?P<folder>[5-9]|10)[/.][^\s]*?(?P<theirs>[a-z]+)-release[\w.-]*\.rpm"
    r"|(?<![\w-])(?P<maker>[a-z][\w.]*(?:-[a-z][\w.]*)*?)-release[\w.-]*?[.-](?:el|centos)-?(?P<last>[5-9]|10)\b",
    re.IGNORECASE,
)
# These ask for the release that they are made for, or have nothing for a later one.
# Where to look: the spec files of remi-release; https://ius.io; https://webtatic.com.
_FOR_ONE_ALONE = frozenset({"remi", "ius", "webtatic"})


# Source: Red Hat's "Considerations in adopting RHEL 8": no software collections; /opt/rh has gcc-toolset-N alone.
_COLLECTION = re.compile(r"/opt/rh/(?!gcc-toolset-)[\w.-]+")


def _collections(move: Move) -> Iterator[Reason]:
    """Paths of software collections, which are read where their packages were installed; told once."""
    if move.after.distribution not in LIKE_RHEL or move.release_after() < (8,) or release_of(move.before) >= (8,):
        return
    found = [
        (match[0], start + match.start())
        for text, start in move.needs.words()
        if not text.upper().startswith("VOLUME")  # which makes it
        for match in _COLLECTION.finditer(text)
    ]
    if found:
        lines = list(dict.fromkeys(move.line(start) for _, start in found))
        why = f"{move.place} has no software collections, and nothing is there{also_lines(lines)}"
        yield Reason("paths", "breaks", "high", f"the path {found[0][0]}", why, lines[0])


def _of_another_release(move: Move) -> Iterator[Reason]:
    """Packages that add a repository of another release of RHEL than the image's."""
    if move.after.distribution not in LIKE_RHEL:
        return
    for what, text, start in _files(move):
        match = _RELEASE_PACKAGE.search(text)
        if match is None:
            continue
        release = number(match["first"] or match["folder"] or match["last"])
        whose = (match["whose"] or match["theirs"] or match["maker"]).lower().rpartition("/")[2]
        here = move.before.distribution in LIKE_RHEL and release_of(move.before)[:1] != (release,)
        if (release,) == move.release_after()[:1] or here:
            continue  # it fits, or did not fit before
        yield Reason(
            "packages",
            "breaks",
            "high" if whose in _FOR_ONE_ALONE else "medium",
            what,
            f"it adds the packages for release {release} of RHEL and its kin, which {move.place} does not fit",
            move.line(start),
        )


def _files(move: Move) -> Iterator[tuple[str, str, int]]:
    """Package files that are installed: what they are told as, their text, their offset."""
    for action in move.actions():
        if action.action == "install" and action.family == "dnf":
            for package in action.packages:
                if package.kind in ("file", "url"):
                    yield f"package file {package.text}", package.text, package.start
    for command in move.commands():
        if command.name == "rpm":
            file = next((word for word in command.operands if word.text.endswith(".rpm")), None)
            if file is not None:
                yield f"package file {file.text}", file.text, command.start
