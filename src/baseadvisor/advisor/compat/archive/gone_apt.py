"""Packages that Debian and Ubuntu do not have.

Of the releases that `catalog.apt` covers the archives' own indexes say whether a name is there; what is written down
here is what took its place, and since when it is gone from the releases that are not covered.
"""

import re
from typing import NamedTuple

from baseadvisor.advisor.compat.archive import apt_editions, ubuntu
from baseadvisor.advisor.compat.archive.lacks import NOTHING, Lack, Release, instead_of
from baseadvisor.catalog import apt
from baseadvisor.catalog.apt import Availability
from baseadvisor.image.numbers import numbers


class _Gone(NamedTuple):
    """What took a package's place, or why nothing did; and since when it is gone, where no index tells."""

    why: str
    since: tuple[tuple[str, Release], ...] = ()


_NO_PYTHON = "python3, or python-is-python3, took its place"
_NO_DISTUTILS = "its Python has no distutils, python3-setuptools brings a stand-in"
_OTHER_ABI = "libncurses6 took its place, with another ABI"
_ONLY_A_SNAP = "its package only installs the snap, which needs snapd"
_DEBIAN_10 = ("debian", (10,))
# Sources: packages.debian.org and packages.ubuntu.com, release by release; Ubuntu's
# firefox and chromium-browser: the packages' descriptions.
_GONE = {
    "python": _Gone(_NO_PYTHON, (("ubuntu", (22, 4)),)),
    "python2": _Gone("python3 took its place", (("ubuntu", (24, 4)),)),
    "python3-distutils": _Gone(_NO_DISTUTILS, (("ubuntu", (24, 4)),)),
    "python3-nose": _Gone("nose is dead: python3-pytest"),
    "libmysqlclient-dev": _Gone("default-libmysqlclient-dev took its place", (_DEBIAN_10,)),
    "mysql-client": _Gone("default-mysql-client took its place", (_DEBIAN_10,)),
    "mysql-server": _Gone("default-mysql-server took its place", (_DEBIAN_10,)),
    "libwxgtk3.0-dev": _Gone("libwxgtk3.2-dev took its place", (("ubuntu", (24, 4)),)),
    "firefox": _Gone(f"{_ONLY_A_SNAP}: use Mozilla's own packages", (("ubuntu", (22, 4)),)),
    "chromium-browser": _Gone(f"{_ONLY_A_SNAP}: use Debian's chromium, or Google's packages", (("ubuntu", (20, 4)),)),
    "chromium-chromedriver": _Gone(f"{_ONLY_A_SNAP}: use Debian's chromium-driver", (("ubuntu", (20, 4)),)),
    "software-properties-common": _Gone("write the source to /etc/apt/sources.list.d and its key to /etc/apt/keyrings"),
    "nodejs-legacy": _Gone("nodejs took its place", (("ubuntu", (18, 10)),)),
    "libxml2": _Gone("libxml2-16 took its place", (("ubuntu", (25, 10)),)),
    "libncurses5": _Gone(_OTHER_ABI, (("ubuntu", (24, 4)),)),
    "libncursesw5": _Gone(_OTHER_ABI.replace("ncurses", "ncursesw"), (("ubuntu", (24, 4)),)),
    "libtinfo5": _Gone(_OTHER_ABI.replace("ncurses", "tinfo"), (("ubuntu", (24, 4)),)),
    "lib32ncurses5-dev": _Gone("lib32ncurses-dev took its place"),
    "libasound2": _Gone(
        "two packages provide the name, so that it has no installation candidate: libasound2t64",
        (("ubuntu", (24, 4)),),
    ),
    "libaio1": _Gone("libaio1t64 took its place, and its file is libaio.so.1t64", (("ubuntu", (24, 4)),)),
    "netcat": _Gone(
        "two packages provide the name, so that it has no installation candidate: netcat-openbsd",
        (("ubuntu", (24, 4)),),
    ),
    "libgl1-mesa-glx": _Gone("libgl1 took its place", (("ubuntu", (24, 4)),)),
    "policykit-1": _Gone("polkitd and pkexec took its place"),
    "ntp": _Gone("ntpsec took its place"),
    "ntpdate": _Gone("ntpsec-ntpdate took its place"),
    "libpcre3": _Gone("libpcre2-8-0 took its place, with another ABI"),
    "libpcre3-dev": _Gone("libpcre2-dev took its place, with another API"),
    "libgdk-pixbuf2.0-0": _Gone("libgdk-pixbuf-2.0-0 took its place"),
    "libgconf-2-4": _Gone(f"GConf is dead, and {NOTHING}"),
    "libqt5webkit5-dev": _Gone("QtWebKit is dead: qtwebengine5-dev, with another API"),
    "libc-client-dev": _Gone(f"the library is dead, and {NOTHING}"),
    "libstdc++5": _Gone(NOTHING),
    "autoconf2.13": _Gone("autoconf took its place"),
    "youtube-dl": _Gone("yt-dlp took its place"),
    "neofetch": _Gone("it is dead: fastfetch"),
    "wkhtmltopdf": _Gone(f"it is dead, and {NOTHING}"),
    "libxerces-c3.1": _Gone("libxerces-c3.2 took its place, with another ABI", (_DEBIAN_10, ("ubuntu", (18, 4)))),
    "libssl1.1": _Gone("libssl3 took its place, with another ABI", (("ubuntu", (22, 4)),)),
}
# Those whose explanation is Ubuntu's own.
_OF_UBUNTU = frozenset({"firefox", "chromium-browser", "chromium-chromedriver"})
# What Ubuntu makes or keeps by itself. Where to look: https://packages.ubuntu.com.
_KEPT = _OF_UBUNTU | frozenset({"software-properties-common", "python3-software-properties", "policykit-1"})
_LIBRARY = re.compile(r"lib[\w.+-]*\d(?:-[a-z]+)?")
_AUTOMAKE = re.compile(r"automake1\.[4-9]")
# Of the packages that the catalog calls obsolete, those that install on Ubuntu all the same: their successor provides
# the name, as on Debian (apt-cache on its main archive).
_PROVIDED = frozenset(
    {"git-core", "host", "libappindicator3-1", "libcurl3-dev", "libgcc1", "libgsl0-dev", "libhdf5-serial-dev"}
    | {"libjpeg-progs", "libreadline6-dev", "libv8-dev", "nagios-plugins", "perl-modules", "qemu-kvm", "rubygems"}
    | {"ttf-wqy-zenhei"}
)
# Those that the catalog calls obsolete and that Ubuntu gave up later than 22.04; () where it has it still, as far as is
# known. Source: packages.ubuntu.com for jammy.
_LATER: dict[str, Release] = {
    "libappindicator1": (),
    "libjpeg8-dev": (),
    "chromium-browser": (),
    **dict.fromkeys(("freeglut3", "libtbb2", "libtiff5"), (24, 4)),
    **dict.fromkeys(("libpython2.7", "libpython2.7-dev", "python2.7", "python2.7-dev"), (24, 4)),
    **dict.fromkeys(("python-pkg-resources", "python-setuptools"), (24, 4)),
}
# Modules for Python 2; what is no module goes on under such a name.
_PYTHON_2 = re.compile(
    r"python-(?!is-python|apt-common|pip-whl|dev-is-python|.*-(?:doc|common|data|localedata|whl|examples)$)[\w.+-]+"
)
_HARDWARE = re.compile(r".+-lts-(?P<of>[a-z]+)(?:-.+)?|.+-hwe-(?P<release>\d\d\.\d\d)(?:-.+)?")
"""Drivers of later releases, which a long-term release is given until the next one of its kind."""
_GIVEN = {
    **dict.fromkeys(("quantal", "raring", "saucy", "trusty"), "12.04"),
    **dict.fromkeys(("utopic", "vivid", "wily", "xenial"), "14.04"),
}
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]*[a-z0-9+]")


def of_apt(name: str, distribution: str, written: str, release: Release) -> Lack | None:
    """Why a release of Debian or Ubuntu does not have a package; None where it has it, or nothing is known."""
    if distribution not in ("debian", "ubuntu") or not _NAME.fullmatch(name):
        return None
    if not apt.covers(distribution, written):
        return _by_hand(name, distribution, written, release)
    found = apt.availability(name, distribution, written)
    if found is None or found.installs:
        return None
    lack = _explained(name, found, distribution, written)
    return lack._replace(certainty="medium") if written in _MOVING and lack.certainty == "high" else lack


_MOVING = ("sid", "testing", "14")
"""What still changes from day to day."""


def is_known(name: str, distribution: str, written: str) -> bool:
    """Whether it is known for sure that a release has, or has not, a package."""
    return _NAME.fullmatch(name) is not None and apt.availability(name, distribution, written) is not None


def was_ever(name: str, distribution: str) -> bool:
    """Whether a name is known to be the distribution's, in whichever release, and not another's."""
    from baseadvisor.catalog import obsolete

    return (
        any(_is_listed(name, distribution, release) for release in apt.releases(distribution))
        or name in _GONE
        or _PYTHON_2.fullmatch(name) is not None
        or obsolete(name) is not None
    )


def _is_listed(name: str, distribution: str, written: str) -> bool:
    found = apt.availability(name, distribution, written)
    return found is not None and found.state != "absent"


def _explained(name: str, found: Availability, distribution: str, written: str) -> Lack:
    """What is there instead of a name that the index of a release does not have."""
    if found.component is not None:
        return Lack(f"it is in {found.component}, which the image's sources do not name", repository=found.component)
    if found.state == "ambiguous":
        them = " or ".join(found.providers[:_FEW])
        return Lack(f"several packages provide the name, so that it has no installation candidate: {them}")
    if name in _GONE and (distribution == "ubuntu" or name not in _OF_UBUNTU):
        return Lack(_GONE[name].why)
    edition = _edition(name, distribution, written)
    if edition is not None:
        return edition
    if _AUTOMAKE.fullmatch(name):
        return Lack("automake took its place")
    return (
        _of_the_catalog(name, distribution, written)
        or _of_python_3(name, distribution, written)
        or _of_its_kind(name, distribution, written)
        or _history(name, distribution, written)
    )


_FEW, _SOME = 2, 4
_OF_ONE_NUMBER = ("PostgreSQL", "GCC", "LLVM")
"""What had a dot in its editions, and has none any more."""


def _edition(name: str, distribution: str, written: str) -> Lack | None:
    """Which editions there are of what the name holds an edition of."""
    title = apt_editions.title_of(name)
    held = editions(name, distribution, written) if title is not None else ()
    if title is None or not held:
        return None
    them = apt_editions.enumerated(held) if len(held) <= _SOME else f"{held[0]} to {held[-1]}, and not that one"
    return apt_editions.there_is(name, title, them)


def editions(name: str, distribution: str, written: str) -> tuple[str, ...]:
    """The editions that a covered release has of what a name holds the edition of, the oldest first."""
    span = apt_editions.span_of(name)
    if span is None:
        return ()
    prefix, edition, suffix = name[: span[0]], name[span[0] : span[1]], name[span[1] :]
    dots = 0 if apt_editions.title_of(name) in _OF_ONE_NUMBER else edition.count(".")
    pattern = re.compile(r"\d+" + r"\.\d+" * dots)
    for ending in dict.fromkeys((suffix, "")):
        found = [one for one in apt.names_around(prefix, ending, distribution, written) if pattern.fullmatch(one)]
        if found:
            return tuple(sorted(found, key=numbers))
    return ()


def _of_the_catalog(name: str, distribution: str, written: str) -> Lack | None:
    """What the catalog names as successors, of those that are there."""
    from baseadvisor.catalog import obsolete

    known = obsolete(name)
    if known is None:
        return None
    names = [one for one in known.names if _is_there(one, distribution, written)]
    if names:
        return Lack(f"{' '.join(names)} took its place", vendors=re.search(r"\d\.\d", name) is not None)
    return None if known.names else Lack(instead_of(name))


def _of_python_3(name: str, distribution: str, written: str) -> Lack | None:
    if not _PYTHON_2.fullmatch(name):
        return None
    instead = f"python3-{name.partition('-')[2]}"
    if _is_there(instead, distribution, written):
        return Lack(f"it has no modules for Python 2, only {instead}")
    return Lack("it has no modules for Python 2")


_NUMBERED = re.compile(r"\d+(?:\.\d+)*")


def _of_its_kind(name: str, distribution: str, written: str) -> Lack | None:
    """Another number of the same library, or the same with 64 bits for times."""
    if _is_there(f"{name}t64", distribution, written):
        return Lack(f"{name}t64 took its place")
    for match in reversed(list(_NUMBERED.finditer(name))):
        prefix, suffix = name[: match.start()], name[match.end() :]
        like = re.compile(r"\d+" + r"\.\d+" * match[0].count(".") + "(?:t64)?")
        if len(prefix) <= _SHORT:
            continue
        found = [one for one in apt.names_around(prefix, suffix, distribution, written) if like.fullmatch(one)]
        if found and len(found) <= _FEW:
            return Lack(f"it has {' and '.join(f'{prefix}{one}{suffix}' for one in found)}", vendors=True)
        plain = f"{prefix.rstrip('.-')}{suffix}"
        if match.end() - match.start() > 1 and _is_there(plain, distribution, written):
            return Lack(f"it has {plain}", vendors=True)
    return None


_SHORT = 3
"""Letters before a number that say too little about what is numbered."""


def _is_there(name: str, distribution: str, written: str) -> bool:
    found = apt.availability(name, distribution, written)
    return found is not None and found.installs


def _history(name: str, distribution: str, written: str) -> Lack:
    """Which release had it last, or that none had."""
    releases = apt.releases(distribution)
    had = [one for one in releases if _is_there(name, distribution, one)]
    before = [one for one in had if written in releases and releases.index(one) < releases.index(written)]
    if before:
        return Lack(f"{before[-1]} was the last release with it", vendors=True)
    if had:
        return Lack(f"only {' and '.join(had[:_FEW])} {'has' if len(had) == 1 else 'have'} it", vendors=True)
    return Lack(f"no release from {releases[0]} on has it", "medium", vendors=True, foreign=True)


def _by_hand(name: str, distribution: str, written: str, release: Release) -> Lack | None:
    """What is known of a release that no index tells of."""
    named = _HARDWARE.fullmatch(name)
    given = (named["release"] or _GIVEN.get(named["of"])) if named is not None else None
    if given is not None and distribution == "ubuntu" and release >= (numbers(given)[0] + 4,):
        return Lack(f"it was made for Ubuntu {given}: leave it out, or take what has no release in its name", "medium")
    gone = _GONE.get(name)
    if gone is not None and any(whose == distribution and release >= since for whose, since in gone.since):
        return Lack(gone.why)
    known, lack = apt_editions.lacks_edition(name, distribution, written)
    if known:
        return lack
    if distribution != "ubuntu":
        return None  # of what the catalog calls obsolete those releases have the most
    if release >= _UBUNTU_22 and _AUTOMAKE.fullmatch(name):
        return Lack("automake took its place")
    found = _of_old_python(name, release) if _PYTHON_2.fullmatch(name) else _obsolete(name, release)
    own = name in _LATER or name in _KEPT or name in _PROVIDED or apt_editions.title_of(name) is not None
    why = ubuntu.lacks(name, written) if found is None and not own else None
    # A library goes with all that is linked against it; of the rest Ubuntu may keep something by itself.
    sure = why is not None and (_LIBRARY.fullmatch(name) is not None or "several packages" in why)
    return Lack(why, "medium" if sure else "low", vendors=True) if why is not None else found


_UBUNTU_22 = (22, 4)


_OF_PYTHON_ITSELF = frozenset({"ctypes", "argparse", "multiprocessing", "elementtree", "hashlib", "uuid", "wsgiref"})
_OTHERWISE = {"beautifulsoup": "bs4", "imaging": "pil"}
"""Modules of Python 2 whose packages for 3 are called otherwise than theirs."""


def _of_old_python(name: str, release: Release) -> Lack | None:
    from baseadvisor.catalog import obsolete

    if obsolete(name) is not None:
        return _obsolete(name, release)
    if release < _UBUNTU_22:
        return None
    module = name.partition("-")[2]
    if module in _OF_PYTHON_ITSELF:
        return Lack("python3 took its place", "high")
    if module in _OTHERWISE:
        return Lack(f"python3-{_OTHERWISE[module]} took its place", "high")
    return Lack(f"it has no modules for Python 2, python3-{module} may be what is meant", "medium")


_OF_A_RELEASE = re.compile(r"\d\.\d|-\d\d\b|icu\d\d")
"""A successor with a version that one release alone has."""


def _obsolete(name: str, release: Release) -> Lack | None:
    """What the catalog calls obsolete: gone from Ubuntu 22.04 on, but for the exceptions."""
    from baseadvisor.catalog import obsolete

    since = _LATER.get(name, _UBUNTU_22)
    found = obsolete(name)
    if found is None or name in _PROVIDED or not since or release < since:
        return None
    if any(_OF_A_RELEASE.search(successor) for successor in found.names):
        why = "other versions took its place"
    else:
        why = f"{' '.join(found.names)} took its place" if found.names else instead_of(name)
    return Lack(why, "high" if found.confidence == "high" else "medium", vendors=bool(re.search(r"\d\.\d", name)))
