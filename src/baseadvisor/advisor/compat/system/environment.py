"""Locale, time zones, certificates."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive import along
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, has_reached
from baseadvisor.advisor.needs import SYSTEM_FAMILIES
from baseadvisor.catalog.userlands import Userland
from baseadvisor.image.numbers import numbers

_POSIX = ("c", "posix", "c.utf-8", "c.utf8")
_HTTPS = re.compile(r"https://")


def reasons(move: Move) -> Iterator[Reason]:
    """What is set or used that the other userland does not have the data for."""
    there = move.after.userland
    if there is None or there.os != "linux":
        return
    yield from _locale(move, there)
    yield from _time_zone(move, there)
    yield from _zone_by_its_name(move)
    if not move.run_only:
        yield from _certificates(move)
    # What is built elsewhere moves to a bare distribution: nothing in the file tells whether it speaks https.
    bare = move.run_only or (is_distribution(move.name_after) and not is_distribution(move.name_before))
    if bare and there.id != "scratch" and _ships(move.before) and _ships(move.after) is False:
        yield Reason(
            "certificates",
            "check",
            "medium",
            "certificates",
            f"{move.after.reference} has no CA certificates: install ca-certificates where the program speaks https",
        )
    if there.id == "scratch":
        yield Reason(
            "certificates",
            "check",
            "high",
            "scratch",
            "it has no CA certificates, no time zones, no /etc/passwd, no /tmp: copy those that the program needs",
        )


def _locale(move: Move, there: Userland) -> Iterator[Reason]:
    here = move.before.userland
    if there.libc == "musl" and (here is None or here.libc != "musl"):
        for instruction in move.needs.instructions:
            for pair in instruction.pairs if instruction.keyword == "ENV" else ():
                value = (pair.value or "").strip("\"'")
                if pair.key in ("LANG", "LC_ALL", "LC_CTYPE", "LANGUAGE") and value.lower() not in (*_POSIX, ""):
                    yield Reason(
                        "locale",
                        "note",
                        "high",
                        f"{pair.key}={value}",
                        "musl speaks UTF-8 always and ignores the rest: sorting and formats are those of C",
                        move.line(pair.start),
                    )
                    break
    yield from _language_packs(move)
    yield from _generated(move)
    yield from _defined(move)
    yield from _aliases(move)
    for command in move.commands():
        if command.name == "localedef" and move.to_musl and "glibc-compat" not in command.words[0].text:
            yield Reason(
                "locale", "breaks", "high", "localedef", "musl has no locales to define", move.line(command.start)
            )
            return


# Its packages of glibc 2.42 and later bring it no more. Where to look: dotnet/dotnet-buildtools-prereqs-docker PR 1492.
_WITHOUT_ALIASES = {"ubuntu": (25, 10), "debian": (14,)}
_ALIASES = "/usr/share/locale/locale.alias"


def _aliases(move: Move) -> Iterator[Reason]:
    """`localedef -A` of a file that is there no more."""
    if move.run_only or not move.reaches(_WITHOUT_ALIASES):
        return
    for command in move.commands():
        if command.name == "localedef" and any(word.value == _ALIASES for word in command.operands):
            why = f"{move.place} has no such file, and localedef -A stops without it: leave -A out"
            yield Reason("locale", "breaks", "high", f"localedef -A {_ALIASES}", why, move.line(command.start))
            return


def _defined(move: Move) -> Iterator[Reason]:
    """Source: RHEL 8, "Considerations in adopting": the sources of locales are a package, which no image has."""
    there = move.after.userland
    if move.before.distribution != "centos" or there is None or there.package_family != "dnf" or move.run_only:
        return
    if (numbers(move.before.release) or (8,)) >= (8,) or not is_distribution(move.name_after):
        return
    for command in move.commands():
        if command.name == "localedef" and command.has_flag("-i") and not (command.handled or command.ignored):
            if "glibc-locale-source" not in move.needs.installed(command.start):
                why = f"{move.after.reference} has no sources of locales: install glibc-locale-source first"
                yield Reason("locale", "breaks", "high", "localedef", why, move.line(command.start))
            return


# Ubuntu's image held ubuntu-minimal, and locales with it, until 15.10; a file of 16.04 may be of that year as well.
_LAST_WITH_LOCALES = (16, 4)
_OF_LOCALES = frozenset({"locale-gen", "update-locale"})


def _generated(move: Move) -> Iterator[Reason]:
    """The commands of the package locales, where an old image of Ubuntu had it and nothing installs it."""
    if move.run_only or move.before.distribution != "ubuntu" or not is_distribution(move.name_before):
        return
    if not () < numbers(move.before.release) <= _LAST_WITH_LOCALES or move.name_after not in ("ubuntu", "debian"):
        return
    for command in move.commands():
        if command.name not in _OF_LOCALES or command.handled or command.ignored or command.conditional:
            continue
        installed = along.there(move, move.after, command.start)
        if not any(name.startswith(("locales", "language-pack-")) for name in installed):
            why = f"{move.after.reference} has no {command.name}: install locales first"
            yield Reason("programs", "breaks", "high", f"{command.name} in RUN", why, move.line(command.start))
            return


# Source: docker-library/repo-info, repos/almalinux/local/10.md: it has glibc-langpack-en, those before have not.
_WITH_ENGLISH = {"almalinux": (10,)}


def _language_packs(move: Move) -> Iterator[Reason]:
    """Source: RHEL 8, "Considerations in adopting": glibc's locales are packages, and images hold C.UTF-8 alone."""
    if move.before.distribution != "centos" or move.after.userland is None:
        return
    if move.after.userland.package_family != "dnf" or (numbers(move.before.release) or (8,)) >= (8,):
        return
    if any(name.startswith(("glibc-langpack", "glibc-all-langpacks", "langpacks-")) for name in move.needs.installed()):
        return
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "ENV" else ():
            value = (pair.value or "").strip("\"'")
            if pair.key in ("LANG", "LC_ALL") and value.lower() not in (*_POSIX, ""):
                language = value.partition("_")[0].lower()
                if not language.isalpha():
                    continue  # a variable's
                if language == "en" and has_reached(move.after, _WITH_ENGLISH):
                    continue
                yield Reason(
                    "locale",
                    "check",
                    "high",
                    f"{pair.key}={value}",
                    f"{move.place} has the locale C.UTF-8 alone: install glibc-langpack-{language}",
                    move.line(pair.start),
                )
                return


def _time_zone(move: Move, there: Userland) -> Iterator[Reason]:
    here = move.before.userland
    if there.tzdata is not False or (here is not None and here.tzdata is False):
        return
    if _known(move.after, "tzdata") or _known(move.before, "tzdata") is False or _installs_zones(move):
        return
    for instruction in move.needs.instructions:
        for pair in instruction.pairs if instruction.keyword == "ENV" else ():
            if pair.key == "TZ" and (pair.value or "").strip("\"'").upper() not in ("UTC", "ETC/UTC", "", "GMT"):
                yield Reason(
                    "time zone",
                    "breaks",
                    "high",
                    f"TZ={pair.value}",
                    f"{move.place} has no time zones: install tzdata, or the time is UTC",
                    move.line(pair.start),
                )
                return
    if move.run_only:
        return
    yield from _zone_files(move)


# tzdata's config script asks the link /etc/localtime first, which images have. Tried on Debian 12; where to look:
# debian/tzdata.config of 2016 and later.
_BY_LINK = {"debian": (9,), "ubuntu": (16, 4)}
_SETS_LINK = re.compile(r"/etc/localtime|debconf-set-selections|\btzdata/Zones\b|\bTZ=")


def _zone_by_its_name(move: Move) -> Iterator[Reason]:
    """A time zone by /etc/timezone and dpkg-reconfigure, which takes the link's zone instead."""
    if move.run_only or not move.reaches(_BY_LINK) or move.before.distribution not in (*_BY_LINK, None):
        return
    texts = list(move.needs.words())
    if any(_SETS_LINK.search(text) for text, _ in texts) or not any("/etc/timezone" in text for text, _ in texts):
        return
    if move.after.distribution == "ubuntu" and "tzdata" in move.needs.installed():
        return  # its image has no link before
    for command in move.commands():
        if command.name == "dpkg-reconfigure" and any(word.value == "tzdata" for word in command.operands):
            why = (
                f"that of {move.place} takes the zone of the link /etc/localtime, which is UTC, and writes it into "
                "/etc/timezone: ln -sf /usr/share/zoneinfo/ZONE /etc/localtime before"
            )
            yield Reason("time zone", "breaks", "medium", "dpkg-reconfigure tzdata", why, move.line(command.start))
            return


_READS_ZONE = frozenset({"cp", "cat", "install", "mv"})


def _zone_files(move: Move) -> Iterator[Reason]:
    """The first use of a time zone's file; a link to one that is not there is made all the same."""
    for command in move.commands():
        word = next((one for one in command.arguments if "/usr/share/zoneinfo" in one.text), None)
        if word is None or command.handled or command.ignored:
            continue
        breaks = command.name in _READS_ZONE
        yield Reason(
            "time zone",
            "breaks" if breaks else "check",
            "high" if breaks or command.name == "ln" else "low",
            "/usr/share/zoneinfo",
            f"{move.place} has no time zones: install tzdata{'' if breaks else ', or the time stays UTC'}",
            move.line(word.start),
        )
        return


# Debian's and Ubuntu's packages of PHP's interpreter depend on tzdata, as their metapackages do on them.
_BRINGS_ZONES = re.compile(r"tzdata|(?:libapache2-mod-)?php\d?(?:\.\d)?|php\d?(?:\.\d)?-(?:cli|fpm|cgi)")


def _installs_zones(move: Move) -> bool:
    there = move.after.userland
    of_debian = there is not None and there.package_family == "apt"
    if "tzdata" in along.there(move, move.after):
        return True
    return any(_BRINGS_ZONES.fullmatch(one) if of_debian else one == "tzdata" for one in move.needs.installed())


def _brings_certificates(move: Move) -> bool:
    return "ca-certificates" in along.there(move, move.after)


def _certificates(move: Move) -> Iterator[Reason]:
    """curl, wget and git speak https, and nothing to trust is there."""
    if not _ships(move.before) or _ships(move.after) is not False or _brings_certificates(move):
        return
    recommends = any(
        not action.skips_recommended
        and action.family == "apt"
        and any(p.name in ("curl", "wget") for p in action.packages)
        for action in move.actions()
    )
    if recommends:
        return  # apt-get installs the certificates that curl and wget recommend
    for command in move.commands():
        if command.name in ("curl", "wget", "git") and any(_HTTPS.search(word.text) for word in command.arguments):
            yield Reason(
                "certificates",
                "breaks",
                "medium",
                f"{command.name} over https",
                f"{move.after.reference} has no CA certificates: install ca-certificates",
                move.line(command.start),
            )
            return
    for action in move.actions():
        if action.action == "install" and action.family in SYSTEM_FAMILIES:
            return


def _ships(image: Image) -> bool | None:
    known = _known(image, "ca-certificates")
    if known is not None:
        return known
    if image.userland is None or image.parsed is None:
        return None
    from baseadvisor.advisor.facts import base_name

    name = base_name(image.parsed)
    if image.userland.ca_certificates:
        return True
    if is_distribution(name):
        return image.userland.ca_certificates
    if image.userland.id == "debian" and name in (
        "python",
        "node",
        "ruby",
        "golang",
        "openjdk",
        "java",
        "perl",
        "rust",
    ):
        return True  # buildpack-deps:curl and up hold them
    if image.userland.id == "debian-slim" and name in ("node",):
        return False  # nodejs/docker-node purges them after the download
    return None


def _known(image: Image, package: str) -> bool | None:
    from baseadvisor.catalog import contents_of

    contents = contents_of(image.parsed) if image.parsed is not None else None
    return contents.has(package) if contents is not None else None
