"""Packages that RHEL, its kin, Fedora and Amazon Linux no longer have."""

import re

from baseadvisor.advisor.compat.archive.lacks import Lack, Release
from baseadvisor.advisor.compat.archive.repositories import how_to_enable, repository_of
from baseadvisor.advisor.model import Certainty

# The distributions that are rebuilt from RHEL's sources, or whose releases are numbered like its.
LIKE_RHEL = frozenset({"rhel", "centos", "centos-stream", "rockylinux", "almalinux", "oraclelinux"})
# Gone from RHEL and its kin: name -> (release, why). Where to look: RHEL's release notes, "Considerations in adopting
# RHEL" (8: "Removed packages", SCL and yum's plugins; 9: redhat-lsb; 10: OpenJDK 8, 11 and 17).
_GONE_DNF: tuple[tuple[re.Pattern[str], Release, str], ...] = (
    (re.compile(r"python"), (8,), "python3, or python2 in 8 alone"),
    (re.compile(r"python-(?:virtualenv|argparse|argcomplete)"), (8,), "python3-… took its place"),
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
    (
        re.compile(r"yum-plugin-(?:ovl|fastestmirror|priorities|keys|protectbase|replace|downloadonly)|deltarpm"),
        (8,),
        "dnf has no need of it",
    ),
    (re.compile(r"compat-libstdc\+\+-33|openssl098e|db4(?:-devel)?"), (8,), "nothing took its place"),
    (re.compile(r"redhat-lsb(?:-core)?"), (9,), "nothing took its place"),
    (
        re.compile(r"qt(?:4)?(?:-(?:devel|x11|webkit|mysql))?"),
        (8,),
        "Qt 4 is gone: Qt 5 or 6 (qt5-qtbase, qt6-qtbase, each with a -devel), with another API",
    ),
    (re.compile(r"ncurses-compat-libs"), (9,), "nothing took its place in the distribution itself"),
    (re.compile(r"pcre-devel"), (10,), "pcre2-devel took its place, with another API"),
)
_PYTHON = re.compile(r"python-(?:devel|pip|setuptools|requests|lxml|libs)")
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
# RHEL 8 and 9 have each of these. Where to look: as above, and "Configuring and using OpenJDK N on RHEL".
JAVA_OF_RHEL = re.compile(r"java-(?:1\.8\.0|11|17|21)-openjdk(?:-[\w-]+)?")
"""OpenJDK under the names that RHEL 8 and 9 have."""

# From these releases on the manager is dnf, which stops at a name that it does not find; yum went on without it.
_STOPS = {**dict.fromkeys(LIKE_RHEL, (8,)), "amazonlinux": (2023,), "fedora": (22,)}
_OF_DEBIAN = re.compile(
    r".+-dev|build-essential|libav-tools|apt-utils|apt-transport-https|software-properties-common|xz-utils|iputils-ping"
    r"|netcat-(?:openbsd|traditional)|default-j(?:dk|re)(?:-headless)?|ssh|openssh-client|dnsutils|cron|locales"
    r"|apache2(?:-utils)?|openjdk-\d+-j(?:dk|re)(?:-headless)?"
)


def of_dnf(name: str, distribution: str, release: Release) -> Lack | None:
    """Why a release of an rpm distribution does not have a package."""
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
    if _PYTHON.fullmatch(name) and release >= (8,):
        # From 9 on python3-pip provides python-pip, and so on (rpm -q --provides).
        return Lack(f"python3-{name.partition('-')[2]} took its place") if release < (9,) else None
    if name == "python" and release >= (9,):
        return None  # python-unversioned-command provides it. Where to look: python3.spec of Fedora
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
