"""What a release of a distribution does not have: packages that left it, and packages of another edition than its own.

Everything here is a fact of a release alone, whatever a file stands on: the same tables tell what a move loses and what
fails on the image as it is now.
"""

import re
from typing import NamedTuple

from baseadvisor.advisor.compat.repositories import how_to_enable, repository_of
from baseadvisor.advisor.model import Certainty, Image
from baseadvisor.advisor.move import AHEAD, numbers, release_of
from baseadvisor.shell.packages import Package

Release = tuple[int, ...]


class Lack(NamedTuple):
    """Why a release does not have a package, to be said after its name, and how sure that is.

    `vendors`: others publish packages of this name for newer releases too, so that a source that the file adds may have
    it. `repository`: one that is not enabled has it.
    """

    why: str
    certainty: Certainty = "high"
    vendors: bool = False
    repository: str | None = None

    @property
    def is_without_successor(self) -> bool:
        """Whether nothing is there in its place, so that another name does not mend it."""
        return self.why.endswith(_NOTHING)

    @property
    def is_renamed(self) -> bool:
        """Whether another name is all it takes."""
        return self.why.endswith("took its place") and not self.is_without_successor


_NOTHING = "nothing took its place"

# Gone from Alpine's index since a release, with what took their place.
# Where to look: https://pkgs.alpinelinux.org (release by release) and the release notes (Python 2 and PHP 7: 3.16).
_GONE_APK: dict[str, tuple[Release, str | None]] = {
    "python": ((3, 12), "python3"),
    "python2": ((3, 16), "python3"),
    "python-dev": ((3, 12), "python3-dev"),
    "python2-dev": ((3, 16), "python3-dev"),
    "py2-pip": ((3, 12), "py3-pip"),
    "nodejs-npm": ((3, 16), "npm"),
    "nodejs-current-npm": ((3, 12), "npm"),
    "openssl1.1-compat": ((3, 21), "openssl"),
    "openssl1.1-compat-dev": ((3, 21), "openssl-dev"),
    "libelf-dev": ((3, 12), "elfutils-dev"),
    "terraform": ((3, 20), "opentofu"),
    "consul": ((3, 20), None),
    "vault": ((3, 20), None),
    "nomad": ((3, 20), None),
    "packer": ((3, 20), None),
    "nodejs-lts": ((3, 12), "nodejs"),
    "nodejs-legacy": ((3, 12), "nodejs"),
    "mysql-dev": ((3, 12), "mariadb-dev"),
    "mariadb-client-libs": ((3, 12), "mariadb-connector-c"),
    "letsencrypt": ((3, 12), "certbot"),
    "openjdk7": ((3, 12), "openjdk8"),
    "openjdk7-jre": ((3, 12), "openjdk8-jre"),
    "openjdk7-jre-base": ((3, 12), "openjdk8-jre-base"),
    "libssl1.0": ((3, 12), "libssl3"),
    "libcrypto1.0": ((3, 12), "libcrypto3"),
    "libssl1.1": ((3, 21), "libssl3"),
    "libcrypto1.1": ((3, 21), "libcrypto3"),
    "mongodb": ((3, 10), None),
    "unrar": ((3, 16), None),
    "wkhtmltopdf": ((3, 16), None),
}
_NEWER_PHP = "it has newer versions of PHP alone (php83 and the like)"
_GONE_APK_SERIES: tuple[tuple[re.Pattern[str], Release, str], ...] = (
    (re.compile(r"php5(?:-[\w-]+)?"), (3, 12), _NEWER_PHP),
    (re.compile(r"php7(?:-[\w-]+)?"), (3, 16), _NEWER_PHP),
    (re.compile(r"php8(?:-[\w-]+)?"), (3, 17), _NEWER_PHP),
    (re.compile(r"php81(?:-[\w-]+)?"), (3, 21), _NEWER_PHP),
    (re.compile(r"py2-[\w.+-]+"), (3, 16), "it has no modules for Python 2"),
    (re.compile(r"libressl[23]\.\d-lib\w+"), (3, 16), "it has the libraries of a newer LibreSSL alone"),
)

_PYTHON = "python3, or python-is-python3, took its place"
# Gone from Debian and Ubuntu since a release: name -> (distribution, release, what took its place, or why not).
# Sources: packages.debian.org and packages.ubuntu.com, release by release (Debian 12 and 13: apt-cache on their main
# archives); Ubuntu's firefox: the package's description.
_GONE_APT: dict[str, tuple[tuple[str, Release, str], ...]] = {
    "python": (("debian", (12,), _PYTHON), ("ubuntu", (22, 4), _PYTHON)),
    "python2": (("debian", (12,), "python3 took its place"), ("ubuntu", (24, 4), "python3 took its place")),
    "python3-distutils": (
        ("debian", (13,), "its Python has no distutils, python3-setuptools brings a stand-in"),
        ("ubuntu", (24, 4), "its Python has no distutils, python3-setuptools brings a stand-in"),
    ),
    "python3-nose": (("debian", (13,), "nose is dead: python3-pytest"),),
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
    "software-properties-common": (
        ("debian", (13,), "write the source to /etc/apt/sources.list.d and its key to /etc/apt/keyrings"),
    ),
    "libncurses5": (
        ("debian", (13,), "libncurses6 took its place, with another ABI"),
        ("ubuntu", (24, 4), "libncurses6 took its place, with another ABI"),
    ),
    "libncursesw5": (
        ("debian", (13,), "libncursesw6 took its place, with another ABI"),
        ("ubuntu", (24, 4), "libncursesw6 took its place, with another ABI"),
    ),
    "libtinfo5": (
        ("debian", (13,), "libtinfo6 took its place, with another ABI"),
        ("ubuntu", (24, 4), "libtinfo6 took its place, with another ABI"),
    ),
    "lib32ncurses5-dev": (("debian", (13,), "lib32ncurses-dev took its place"),),
    "libasound2": (
        ("ubuntu", (24, 4), "two packages provide the name, so that it has no installation candidate: libasound2t64"),
    ),
    "libaio1": (
        ("debian", (13,), "libaio1t64 took its place, and its file is libaio.so.1t64"),
        ("ubuntu", (24, 4), "libaio1t64 took its place, and its file is libaio.so.1t64"),
    ),
    "netcat": (
        ("debian", (12,), "two packages provide the name, so that it has no installation candidate: netcat-openbsd"),
        ("ubuntu", (24, 4), "two packages provide the name, so that it has no installation candidate: netcat-openbsd"),
    ),
    "libgl1-mesa-glx": (
        ("debian", (13,), "libgl1 took its place"),
        ("ubuntu", (24, 4), "libgl1 took its place"),
    ),
    "policykit-1": (("debian", (13,), "polkitd and pkexec took its place"),),
    "ntp": (("debian", (13,), "ntpsec took its place"),),
    "ntpdate": (("debian", (13,), "ntpsec-ntpdate took its place"),),
    "libpcre3": (("debian", (13,), "libpcre2-8-0 took its place, with another ABI"),),
    "libpcre3-dev": (("debian", (13,), "libpcre2-dev took its place, with another API"),),
    "libgdk-pixbuf2.0-0": (("debian", (13,), "libgdk-pixbuf-2.0-0 took its place"),),
    "libgconf-2-4": (("debian", (13,), "GConf is dead, and nothing took its place"),),
    "libqt5webkit5-dev": (("debian", (13,), "QtWebKit is dead: qtwebengine5-dev, with another API"),),
    "libc-client-dev": (("debian", (13,), "the library is dead, and nothing took its place"),),
    "libstdc++5": (("debian", (13,), "nothing took its place"),),
    "autoconf2.13": (("debian", (13,), "autoconf took its place"),),
    "youtube-dl": (("debian", (13,), "yt-dlp took its place"),),
    "neofetch": (("debian", (13,), "it is dead: fastfetch"),),
    "wkhtmltopdf": (("debian", (13,), "it is dead, and nothing took its place"),),
    "libxerces-c3.1": (
        ("debian", (10,), "libxerces-c3.2 took its place, with another ABI"),
        ("ubuntu", (18, 4), "libxerces-c3.2 took its place, with another ABI"),
    ),
    "libssl1.1": (
        ("debian", (12,), "libssl3 took its place, with another ABI"),
        ("ubuntu", (22, 4), "libssl3 took its place, with another ABI"),
    ),
}
# Of these, what unstable has still (apt-cache on its main archive, November 2026).
_IN_SID = frozenset({"libmysqlclient-dev", "mysql-client", "mysql-server", "software-properties-common"})
_AUTOMAKE = re.compile(r"automake1\.[4-9]")

# Of the packages that the catalog calls obsolete, those that install all the same: their successor provides the name.
# Source: apt-cache on the main archives of Debian 12 and 13.
_PROVIDED = frozenset(
    {"git-core", "host", "libappindicator3-1", "libcurl3-dev", "libgcc1", "libgsl0-dev", "libhdf5-serial-dev"}
    | {"libjpeg-progs", "libreadline6-dev", "libv8-dev", "nagios-plugins", "perl-modules", "qemu-kvm", "rubygems"}
    | {"ttf-wqy-zenhei"}
)
# Those that the catalog calls obsolete and that one of the two gave up later than Debian 12 and Ubuntu 22.04; () where
# the distribution has it still, as far as is known. Sources: as above; packages.ubuntu.com for jammy.
_LATER: dict[str, dict[str, Release]] = {
    "libappindicator1": {"debian": (13,), "ubuntu": ()},
    "ttf-wqy-microhei": {"debian": (13,)},
    "lib32ncurses5-dev": {"debian": (13,)},
    "libjpeg8-dev": {"ubuntu": ()},
    "chromium-browser": {"ubuntu": ()},
    "freeglut3": {"ubuntu": (24, 4)},
    "libtbb2": {"ubuntu": (24, 4)},
    "libtiff5": {"ubuntu": (24, 4)},
    "libpython2.7": {"ubuntu": (24, 4)},
    "libpython2.7-dev": {"ubuntu": (24, 4)},
    "python2.7": {"ubuntu": (24, 4)},
    "python2.7-dev": {"ubuntu": (24, 4)},
    "python-pkg-resources": {"ubuntu": (24, 4)},
    "python-setuptools": {"ubuntu": (24, 4)},
}
# Modules for Python 2; what is no module goes on under such a name.
_PYTHON_2 = re.compile(
    r"python-(?!is-python|apt-common|pip-whl|dev-is-python|.*-(?:doc|common|data|localedata|whl|examples)$)[\w.+-]+"
)


class _Editions(NamedTuple):
    """Packages with an edition in their name, of which a release has some alone: by its distribution and release."""

    pattern: re.Pattern[str]
    title: str
    held: dict[str, tuple[str, ...]]


OPENJDKS = {
    "debian 10": (11,),
    "debian 11": (11, 17),
    "debian 12": (17,),
    "debian 13": (21, 25),
    "ubuntu 20.04": (8, 11, 13, 16, 17, 21),
    "ubuntu 22.04": (8, 11, 16, 17, 18, 19, 21),
    "ubuntu 24.04": (8, 11, 17, 21),
}
"""The OpenJDKs that a release has. Where to look: https://packages.debian.org and https://packages.ubuntu.com
(search?keywords=openjdk-jre-headless)."""
# Where to look: https://packages.debian.org and https://packages.ubuntu.com, release by release.
_EDITIONS = (
    _Editions(
        re.compile(r"openjdk-(?P<edition>\d+)-(?:jdk|jre)(?:-headless|-zero)?"),
        "OpenJDK",
        {release: tuple(map(str, held)) for release, held in OPENJDKS.items()},
    ),
    _Editions(
        re.compile(
            r"postgresql-(?:(?:client|server-dev|contrib|doc|pl\w+)-)?(?P<edition>9\.\d|\d\d)(?:-[a-z][\w.+-]*)?"
        ),
        "PostgreSQL",
        {
            "debian 9": ("9.6",),
            "debian 10": ("11",),
            "debian 11": ("13",),
            "debian 12": ("15",),
            "debian 13": ("17",),
            "ubuntu 16.04": ("9.5",),
            "ubuntu 18.04": ("10",),
            "ubuntu 20.04": ("12",),
            "ubuntu 22.04": ("14",),
            "ubuntu 24.04": ("16",),
        },
    ),
    _Editions(
        re.compile(r"(?:libapache2-mod-)?php(?P<edition>\d\.\d)(?:-[a-z][\w-]*)?"),
        "PHP",
        {
            "debian 9": ("7.0",),
            "debian 10": ("7.3",),
            "debian 11": ("7.4",),
            "debian 12": ("8.2",),
            "debian 13": ("8.4",),
            "ubuntu 16.04": ("7.0",),
            "ubuntu 18.04": ("7.2",),
            "ubuntu 20.04": ("7.4",),
            "ubuntu 22.04": ("8.1",),
            "ubuntu 24.04": ("8.3",),
        },
    ),
    _Editions(
        re.compile(r"(?:lib)?python(?P<edition>3\.\d+)(?:-(?:dev|venv|minimal|distutils|full|stdlib|dbg))?"),
        "Python",
        {
            "debian 9": ("3.5",),
            "debian 10": ("3.7",),
            "debian 11": ("3.9",),
            "debian 12": ("3.11",),
            "debian 13": ("3.13",),
            "ubuntu 16.04": ("3.5",),
            "ubuntu 18.04": ("3.6", "3.7", "3.8"),
            "ubuntu 20.04": ("3.8", "3.9"),
            "ubuntu 22.04": ("3.10", "3.11"),
            "ubuntu 24.04": ("3.12",),
        },
    ),
    _Editions(
        re.compile(r"(?:lib)?ruby(?P<edition>\d\.\d)(?:-dev)?"),
        "Ruby",
        {
            "debian 9": ("2.3",),
            "debian 10": ("2.5",),
            "debian 11": ("2.7",),
            "debian 12": ("3.1",),
            "debian 13": ("3.3",),
            "ubuntu 16.04": ("2.3",),
            "ubuntu 18.04": ("2.5",),
            "ubuntu 20.04": ("2.7",),
            "ubuntu 22.04": ("3.0",),
            "ubuntu 24.04": ("3.2",),
        },
    ),
    _Editions(
        re.compile(r"libboost(?:-[a-z-]*[a-z])?(?P<edition>1\.\d\d)(?:\.\d|-dev|-all-dev)?"),
        "Boost",
        {
            "debian 9": ("1.62",),
            "debian 10": ("1.67",),
            "debian 11": ("1.74",),
            "debian 12": ("1.74", "1.81"),
            "debian 13": ("1.83", "1.88"),
            "ubuntu 16.04": ("1.58",),
            "ubuntu 18.04": ("1.62", "1.65"),
            "ubuntu 20.04": ("1.67", "1.71"),
            "ubuntu 22.04": ("1.74",),
            "ubuntu 24.04": ("1.74", "1.83"),
        },
    ),
    _Editions(
        re.compile(r"libicu(?P<edition>\d\d)"),
        "ICU",
        {
            "debian 9": ("57",),
            "debian 10": ("63",),
            "debian 11": ("67",),
            "debian 12": ("72",),
            "debian 13": ("76",),
            "ubuntu 16.04": ("55",),
            "ubuntu 18.04": ("60",),
            "ubuntu 20.04": ("66",),
            "ubuntu 22.04": ("70",),
            "ubuntu 24.04": ("74",),
        },
    ),
)


class _Oldest(NamedTuple):
    """A compiler of which a release has several: the oldest of them, from a release of its distribution on."""

    pattern: re.Pattern[str]
    title: str
    since: tuple[tuple[str, Release, Release], ...]


# Where to look: https://packages.debian.org and https://packages.ubuntu.com, release by release.
_COMPILERS = (
    _Oldest(
        re.compile(
            r"(?:gcc|g\+\+|cpp|gfortran|gobjc|libgcc|lib32gcc|libstdc\+\+6?)-(?P<edition>\d+(?:\.\d)?)(?:-(?:dev|base|multilib))?"
        ),
        "GCC",
        (
            ("debian", AHEAD, (11,)),
            ("debian", (13,), (12,)),
            ("debian", (12,), (11,)),
            ("debian", (11,), (9,)),
            ("debian", (10,), (7,)),
            ("debian", (9,), (6,)),
            ("ubuntu", (22, 4), (9,)),
            ("ubuntu", (20, 4), (7,)),
            ("ubuntu", (18, 4), (4, 8)),
        ),
    ),
    _Oldest(
        re.compile(r"(?:clang|llvm|lld|lldb|clang-format|clang-tidy|libclang)-(?P<edition>\d+(?:\.\d)?)(?:-dev)?"),
        "LLVM",
        (
            ("debian", (13,), (17,)),
            ("debian", (12,), (13,)),
            ("ubuntu", (24, 4), (14,)),
            ("ubuntu", (22, 4), (11,)),
        ),
    ),
)

# The distributions that are rebuilt from RHEL's sources, or whose releases are numbered like its.
LIKE_RHEL = frozenset({"rhel", "centos", "centos-stream", "rockylinux", "almalinux", "oraclelinux"})
# Gone from RHEL and its kin: name -> (release, why). Where to look: RHEL's release notes, "Considerations in adopting
# RHEL" (8: "Removed packages", SCL and yum's plugins; 9: redhat-lsb; 10: OpenJDK 8, 11 and 17).
_GONE_DNF: tuple[tuple[re.Pattern[str], Release, str], ...] = (
    (re.compile(r"python"), (8,), "python3, or python2 in 8 alone"),
    (
        re.compile(r"python-(?:devel|pip|setuptools|virtualenv|requests|lxml|libs|argparse|argcomplete)"),
        (8,),
        "python3-… took its place",
    ),
    (re.compile(r"python2|python2-[\w.+-]+"), (9,), "there is no Python 2"),
    (re.compile(r"python3[46](?:-[\w.+-]+)?"), (9,), "python3 took its place"),
    (re.compile(r"python34(?:-[\w.+-]+)?"), (8,), "python3 took its place"),
    (re.compile(r"MySQL-python"), (8,), "python3-PyMySQL took its place"),
    (re.compile(r"policycoreutils-python"), (8,), "policycoreutils-python-utils took its place"),
    (re.compile(r"libselinux-python"), (9,), "python3-libselinux took its place"),
    (re.compile(r"php-mysql"), (8,), "php-mysqlnd took its place"),
    (re.compile(r"php-mcrypt"), (8,), "PHP has no mcrypt since 7.2"),
    (re.compile(r"php-(?:xmlrpc|recode)"), (9,), "PHP 8 has no such extension"),
    (re.compile(r"mod_auth_kerb"), (8,), "mod_auth_gssapi took its place"),
    (
        re.compile(r"java-1\.5\.0-gcj(?:-devel)?|gcc-java|libgcj(?:-devel)?"),
        (8,),
        "GCJ is dead, and nothing took its place",
    ),
    (re.compile(r"tcp_wrappers(?:-(?:libs|devel))?|rsh(?:-server)?|xinetd"), (9,), "nothing took its place"),
    (re.compile(r"pygpgme"), (8,), "dnf has no need of it"),
    (re.compile(r"compat-openssl10(?:-devel)?"), (9,), "compat-openssl11 is its oldest"),
    (re.compile(r"compat-openssl11"), (10,), "nothing took its place"),
    (re.compile(r"redis(?:-devel)?"), (10,), "valkey took its place"),
    (re.compile(r"dhcp(?:-server)?"), (10,), "kea took its place"),
    (re.compile(r"dhcp-client|dhclient"), (10,), "dhcpcd took its place"),
    (re.compile(r"ntp|ntpdate"), (8,), "chrony took its place"),
    (re.compile(r"docker"), (8,), "podman, or docker-ce of Docker's own source"),
    (re.compile(r"java-1\.[67]\.0-openjdk(?:-[\w-]+)?"), (8,), "java-1.8.0-openjdk is its oldest"),
    (re.compile(r"java-(?:1\.8\.0|11|17)-openjdk(?:-[\w-]+)?"), (10,), "java-21-openjdk is its oldest"),
    (
        re.compile(r"centos-release-scl(?:-rh)?|scl-utils-build|devtoolset-\d+(?:-.+)?|(?:rh|sclo)-[a-z]+\d+(?:-.+)?"),
        (8,),
        "software collections are gone: gcc-toolset-N, modules and versioned packages took their place",
    ),
    (re.compile(r"yum-plugin-(?:ovl|fastestmirror|priorities)|deltarpm"), (8,), "dnf has no need of it"),
    (re.compile(r"compat-libstdc\+\+-33|openssl098e|db4(?:-devel)?"), (8,), "nothing took its place"),
    (re.compile(r"redhat-lsb(?:-core)?"), (9,), "nothing took its place"),
    (re.compile(r"pcre-devel"), (10,), "pcre2-devel took its place, with another API"),
)
_LIKELY = frozenset({"redis", "redis-devel", "dhcp", "dhcp-server", "dhcp-client", "dhclient", "compat-openssl11"})
"""Of what 10 lost, what another repository may have under that name."""
# Where to look: https://packages.fedoraproject.org; Fedora's changes "F31_Mass_Python_2_Package_Removal" and
# "RetirePython2.7" (42).
_GONE_FEDORA: tuple[tuple[re.Pattern[str], Release, str], ...] = (
    (re.compile(r"python2-(?!devel$|libs$|setuptools$|tkinter$)[\w.+-]+"), (32,), "it has no modules for Python 2"),
    (re.compile(r"python2(?:-[\w.+-]+)?|python2\.7"), (42,), "python3 took its place"),
)
# Where to look: Fedora's change "ThirdPartyLegacyJdks" (42); Amazon Linux 2023's package list (Corretto alone).
_NO_OLD_JAVA: dict[str, tuple[Release, re.Pattern[str], str]] = {
    "fedora": ((42,), re.compile(r"java-(?:1\.[678]\.0|11|17)-openjdk(?:-[\w-]+)?"), "java-21-openjdk is its oldest"),
    "amazonlinux": ((2023,), re.compile(r"java-[\d.]+-openjdk(?:-[\w-]+)?"), "its Java is java-N-amazon-corretto"),
}


def lack(package: Package, family: str, image: Image) -> Lack | None:
    """Why a release does not have a package; None where it has it, or nothing is known."""
    release = release_of(image)
    if package.kind != "name" or not release or image.distribution is None:
        return None
    match family:
        case "apt":
            return _of_apt(package, image.distribution, image.release or "", release)
        case "apk" if image.distribution == "alpine":
            return _of_apk(package.name, release)
        case "dnf":
            return _of_dnf(package.name, image.distribution, release)
        case _:
            return None


# RHEL 8 and 9 have each of these. Where to look: as above, and "Configuring and using OpenJDK N on RHEL".
_JAVA_OF_RHEL = re.compile(r"java-(?:1\.8\.0|11|17|21)-openjdk(?:-[\w-]+)?")


def edition_known(name: str, image: Image) -> bool:
    """Whether it is known which editions a release has of what a name holds the edition of."""
    if image.distribution in LIKE_RHEL and numbers(image.release) >= (8,):
        return _JAVA_OF_RHEL.fullmatch(name) is not None
    return bool(editions_held(name, image))


def editions_held(name: str, image: Image) -> tuple[str, ...]:
    """The editions that a release has of what a name holds the edition of; () where that is not known."""
    place = f"{image.distribution} {image.release}"
    return next((one.held[place] for one in _EDITIONS if one.pattern.fullmatch(name) and place in one.held), ())


def _of_apk(name: str, release: Release) -> Lack | None:
    if name in _GONE_APK:
        since, successor = _GONE_APK[name]
        if release >= since:
            return Lack(f"{successor} took its place" if successor else _NOTHING, "medium")
    for pattern, since, why in _GONE_APK_SERIES:
        if pattern.fullmatch(name) and release >= since:
            return Lack(why)
    return None


def _of_apt(package: Package, distribution: str, written: str, release: Release) -> Lack | None:
    if distribution not in ("debian", "ubuntu"):
        return None
    name = package.name
    if written == "sid" and name in _IN_SID:
        return None
    for whose, since, why in _GONE_APT.get(name, ()):
        if whose == distribution and release >= since:
            return Lack(why)
    for editions in _EDITIONS:
        match = editions.pattern.fullmatch(name)
        held = editions.held.get(f"{distribution} {written}")
        if match is not None and held is not None:
            if match["edition"] in held:
                return None
            return Lack(f"its {editions.title} is {' and '.join(held)}", vendors=True)
    for compiler in _COMPILERS:
        match = compiler.pattern.fullmatch(name)
        if match is not None:
            oldest = _oldest(compiler, distribution, release)
            if numbers(match["edition"]) < oldest:
                title = f"the oldest {compiler.title} there is {'.'.join(map(str, oldest))}"
                return Lack(title, vendors=compiler.title == "LLVM")
            if oldest:
                return None
    newer = release >= ((12,) if distribution == "debian" else (22, 4))
    if newer and _AUTOMAKE.fullmatch(name):
        return Lack("automake took its place")
    return (
        _of_old_python(package, distribution, release)
        if _PYTHON_2.fullmatch(name)
        else _obsolete(name, distribution, release)
    )


def _oldest(compiler: _Oldest, distribution: str, release: Release) -> Release:
    return next((old for whose, since, old in compiler.since if whose == distribution and release >= since), ())


def _of_old_python(package: Package, distribution: str, release: Release) -> Lack | None:
    from baseadvisor.catalog import obsolete

    if obsolete(package.name) is not None:
        return _obsolete(package.name, distribution, release)
    if release < ((12,) if distribution == "debian" else (22, 4)):
        return None
    module = package.name.partition("-")[2]
    return Lack(f"it has no modules for Python 2, python3-{module} may be what is meant", "medium")


_OF_A_RELEASE = re.compile(r"\d\.\d|-\d\d\b|icu\d\d")
"""A successor with a version that one release alone has."""


def _obsolete(name: str, distribution: str, release: Release) -> Lack | None:
    """What the catalog calls obsolete: gone from Debian 12 and Ubuntu 22.04 on, but for the exceptions."""
    from baseadvisor.catalog import obsolete

    since = _LATER.get(name, {}).get(distribution, (12,) if distribution == "debian" else (22, 4))
    found = obsolete(name)
    if found is None or name in _PROVIDED or not since or release < since:
        return None
    if any(_OF_A_RELEASE.search(successor) for successor in found.names):
        why = "other versions took its place"
    else:
        why = f"{' '.join(found.names)} took its place" if found.names else _NOTHING
    return Lack(why, "high" if found.confidence == "high" else "medium", vendors=bool(re.search(r"\d\.\d", name)))


# From these releases on the manager is dnf, which stops at a name that it does not find; yum went on without it.
_STOPS = {**dict.fromkeys(LIKE_RHEL, (8,)), "amazonlinux": (2023,), "fedora": (22,)}
_OF_DEBIAN = re.compile(
    r".+-dev|build-essential|libav-tools|apt-utils|apt-transport-https|software-properties-common|xz-utils|iputils-ping"
    r"|netcat-(?:openbsd|traditional)|default-j(?:dk|re)(?:-headless)?|ssh|openssh-client|dnsutils|cron|locales"
    r"|apache2(?:-utils)?|openjdk-\d+-j(?:dk|re)(?:-headless)?"
)


def _of_dnf(name: str, distribution: str, release: Release) -> Lack | None:
    if release >= _STOPS.get(distribution, (10_000,)) and _OF_DEBIAN.fullmatch(name):
        return _debians_name(name)
    for pattern, gone, why in _GONE_FEDORA if distribution == "fedora" else ():
        if release >= gone and pattern.fullmatch(name):
            return Lack(why, "medium")
    if distribution in _NO_OLD_JAVA:
        since, java, newer = _NO_OLD_JAVA[distribution]
        return Lack(newer) if release >= since and java.fullmatch(name) else None
    if distribution not in LIKE_RHEL:
        return None
    for pattern, gone, why in _GONE_DNF:
        if release >= gone and pattern.fullmatch(name):
            # From 9 on the packages of Python 3 may answer to the plain name.
            unsure = name == "docker" or (gone == (8,) and name.startswith("python") and release >= (9,))
            likely = gone == (10,) and name in _LIKELY
            certainty: Certainty = "low" if unsure else "medium" if likely else "high"
            return Lack(why, certainty, vendors=name.startswith("php-"))
    repository = repository_of(name, distribution, release[0])
    if repository is not None:
        return Lack(how_to_enable(repository, release[0]), "medium", repository=repository)
    return None


def _debians_name(name: str) -> Lack | None:
    """A name that is Debian's, and that no distribution with dnf ever had."""
    from baseadvisor.catalog import translate

    found = translate(name, "apt", "dnf")
    if not found.is_known or found.status == "same" or name in found.names:
        return None
    return Lack("it is Debian's name" + (f" for {' '.join(found.names)}" if found.names else ""))
