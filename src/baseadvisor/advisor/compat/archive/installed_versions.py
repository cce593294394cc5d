"""Servers and libraries to compile against that the other release has in another major version: one word a line."""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone import is_known, lack
from baseadvisor.advisor.compat.archive.gone_dnf import LIKE_RHEL
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.compat.archive.vendors import place_of, vendor_of
from baseadvisor.advisor.compat.origin.sources import may_bring
from baseadvisor.advisor.model import Image, Reason
from baseadvisor.advisor.move import Move, release_of
from baseadvisor.advisor.release_versions import Version
from baseadvisor.catalog import apt
from baseadvisor.image.numbers import dotted, numbers
from baseadvisor.shell.packages import Package, PackageAction

# Servers that a file as a rule configures, by the packages that bring them.
_SERVERS = re.compile(
    r"varnish|haproxy|redis(?:-server|-sentinel)?|mariadb-server|default-mysql-server|mysql-server|postgresql"
    r"|rabbitmq-server|squid|dovecot-(?:core|imapd|pop3d|lmtpd)|mosquitto|slapd|prosody|asterisk|kamailio"
    r"|pdns-server|pdns-recursor|ejabberd|mumble-server|transmission-daemon|deluged|spamassassin|spamd|clamav-daemon"
    r"|openvpn|postfix|proftpd(?:-basic|-core)?|fail2ban|strongswan|zabbix-(?:server|agent|proxy)(?:-\w+)?|nagios4|influxdb|couchdb|phpmyadmin|janus"
)
_FRAMEWORKS = re.compile(r"python3-(?:django|flask|sqlalchemy|tornado|twisted)|rails|symfony")
"""What the file's own code is written for."""
# What Debian 10 had of them, the newest release that no index here tells of: before it they were older.
# Where to look: https://packages.debian.org/buster.
_DEBIAN_10 = {
    "varnish": "6.1",
    "haproxy": "1.8",
    **dict.fromkeys(("redis", "redis-server", "redis-sentinel"), "5.0"),
    **dict.fromkeys(("mariadb-server", "default-mysql-server"), "10.3"),
    "postgresql": "11",
    "rabbitmq-server": "3.7",
    "squid": "4.6",
    "python3-django": "1.11",
    "rails": "5.2",
    **dict.fromkeys(("dovecot-core", "dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd"), "2.3"),
    "mosquitto": "1.5",
    "slapd": "2.4",
    "transmission-daemon": "2.94",
    "spamassassin": "3.4",
    "openvpn": "2.4",
    "postfix": "3.4",
}
# Of what the archive's table has no versions. Where to look: https://packages.debian.org, by name.
_DEBIAN = {"python3-django": {"11": "2.2", "12": "3.2", "13": "4.2"}}
# What releases of RHEL's kin have in their default streams. Where to look: RHEL's package manifests.
_RHELS = (6, 7, 8, 9, 10)
_RHEL: dict[str, tuple[str | None, ...]] = {
    "postgresql-server": ("8.4", "9.2", "10", "13", "16"),
    "mariadb-server": (None, "5.5", "10.3", "10.5", "10.11"),
    "mysql-server": ("5.1", None, "8.0", "8.0", "8.4"),
    "httpd": ("2.2", "2.4", "2.4", "2.4", "2.4"),
    "squid": ("3.1", "3.5", "4", "5", "6"),
    "dovecot": ("2.0", "2.2", "2.3", "2.3", "2.3"),
    "haproxy": ("1.5", "1.5", "1.8", "2.4", "3.0"),
    "varnish": (None, None, "6", "6", "7"),
}
_UBUNTUS = ("14.04", "16.04", "18.04", "20.04", "22.04", "24.04", "26.04")
# What these releases of Ubuntu have of them, the last at least. Where to look: https://packages.ubuntu.com.
_UBUNTU: dict[str, tuple[str | None, ...]] = {
    "mysql-server": ("5.5", "5.7", "5.7", "8.0", "8.0", "8.0", "8.4"),
    "default-mysql-server": (None, None, "5.7", "8.0", "8.0", "8.0", "8.4"),
    "mariadb-server": ("5.5", "10.0", "10.1", "10.3", "10.6", "10.11", "11.8"),
    "postgresql": ("9.3", "9.5", "10", "12", "14", "16", "18"),
    **dict.fromkeys(("redis-server", "redis-sentinel"), ("2.8", "3.0", "4.0", "5.0", "6.0", "7.0", "8.0")),
    "redis": (None, None, "4.0", "5.0", "6.0", "7.0", "8.0"),
    "rabbitmq-server": ("3.2", "3.5", "3.6", "3.8", "3.9", "3.12", "4.0"),
    "varnish": ("3.0", "4.1", "5.2", "6.2", "6.6", "7.1", "7.7"),
    "haproxy": ("1.4", "1.6", "1.8", "2.0", "2.4", "2.8", "3.0"),
    "mosquitto": ("0.15", "1.4", "1.4", "1.6", "2.0", "2.0", "2.0"),
    "slapd": ("2.4", "2.4", "2.4", "2.4", "2.5", "2.6", "2.6"),
    **dict.fromkeys(
        ("dovecot-core", "dovecot-imapd", "dovecot-pop3d", "dovecot-lmtpd"),
        ("2.2", "2.2", "2.2", "2.3", "2.3", "2.3", "2.4"),
    ),
    "squid": (None, "3.5", "3.5", "4.10", "5", "6", "6"),
    "spamassassin": ("3.4", "3.4", "3.4", "3.4", "3.4", "4.0", "4.0"),
    "transmission-daemon": ("2.82", "2.84", "2.92", "2.94", "3.00", "4.0", "4.0"),
    "openvpn": ("2.3", "2.3", "2.4", "2.4", "2.5", "2.6", "2.6"),
    "postfix": ("2.11", "3.1", "3.3", "3.4", "3.6", "3.8", "3.10"),
    "asterisk": ("11", "13", "13", "16", "18", "20", None),
    "python3-django": (None, "1.8", "1.11", "2.2", "3.2", "4.2", "4.2"),
}
# Of these the second number counts too. Source: the makers' notes on upgrading to Dovecot 2.4, OpenLDAP 2.5, MySQL 8.4,
# OpenVPN 2.5 (options that it removed).
_BY_TWO_NUMBERS = re.compile(r"dovecot(?:-.+)?|httpd|slapd|openvpn|libboost-.+|(?:default-)?mysql-server")
_BY_TWO_BEFORE = dict.fromkeys(("postgresql", "postgresql-server"), (10,))
"""Whose second number counted up to a version."""
# Headers whose library goes on to take old callers across its major versions, of the kernel, and of languages, which
# are told as such.
_STEADY = re.compile(
    r"libcurl\d?-.+|libpq-dev|linux-libc-dev|lib(?:systemd|udev|elf|dw)-dev|zlib1g-dev|default-libmysqlclient-dev"
    r"|libmariadb.*-dev|libc6-dev.*|libstdc\+\+-.+|libgcc-.+|(?:lib)?python3?[\d.]*-dev|ruby[\d.]*-dev|php[\d.]*-dev"
    r"|libperl-dev|r-base-dev|golang-.+|libpython3-all-dev|python3-all-dev|libncurses.*-dev|dpkg-dev"
)
_COMPILES = frozenset({"gcc", "g++", "cc", "c++", "clang", "clang++", "make", "cmake", "meson", "ninja", "qmake"}) | {
    "configure",
    "scons",
    "bazel",
}
_DATED = 1900
"""A first number from here on is a year's, whose change says nothing."""


def reasons(move: Move) -> Iterator[Reason]:
    """The packages of one installation whose major version is another there."""
    if move.run_only or not move.changes_release or not _is_known_of(move.after):
        return
    indexed = apt.covers(move.after.distribution, move.after.release)
    compiles = indexed and any(command.name in _COMPILES for command in move.commands())
    told: set[str] = set()
    for action in move.actions():
        if action.action == "install" and action.family in ("apt", "dnf"):
            yield from _of_action(move, action, compiles=compiles, told=told)
    yield from _folders_of_postgresql(move)


_OF_POSTGRESQL = re.compile(r"/(?:etc|usr/lib|var/lib|usr/share)/postgresql/(?P<version>9\.\d|1\d)(?=[/\s\"']|$)")
_OTHERS_POSTGRESQL = re.compile(r"postgresql\.org|pgdg", re.IGNORECASE)


def _folders_of_postgresql(move: Move) -> Iterator[Reason]:
    """The version of the old release's PostgreSQL in a path: Debian's packages keep each version in its own folder."""
    new = _version("postgresql", move.after)
    if new is None or not any(name.startswith("postgresql") for name in move.needs.installed()):
        return
    texts = list(move.needs.words())
    if any(_OTHERS_POSTGRESQL.search(text) for text, _ in texts):
        return
    if any(
        command.name == "mkdir" and any(_OF_POSTGRESQL.search(word.text) for word in command.operands)
        for command in move.commands()
    ):
        return  # the file has folders of its own there
    taken = {each.start for each in move.needs.instructions if each.keyword == "COPY" and each.flag("from") is not None}
    for text, start in texts:
        if start in taken:
            continue
        match = _OF_POSTGRESQL.search(text)
        if match is not None and match["version"] != dotted(_major("postgresql", new)):
            why = f"the PostgreSQL of {move.place} is {new}, and has its folders under that version"
            yield Reason("version", "breaks", "high", f"the path {match[0]}", why, move.line(start + match.start()))
            return


def _is_known_of(image: Image) -> bool:
    """Whether anything is known of the versions that a release has."""
    by_number = image.distribution == "ubuntu" and image.release in _UBUNTUS
    return by_number or image.distribution in LIKE_RHEL or apt.covers(image.distribution, image.release)


def _of_action(move: Move, action: PackageAction, *, compiles: bool, told: set[str]) -> Iterator[Reason]:
    servers: list[str] = []
    headers: list[str] = []
    frameworks: list[str] = []
    for package in action.packages:
        if package.name in told:
            continue
        if _SERVERS.fullmatch(package.name) or (action.family == "dnf" and package.name in _RHEL):
            kind = servers
        elif _FRAMEWORKS.fullmatch(package.name):
            kind = frameworks
        elif compiles and package.name.endswith("-dev") and not _STEADY.fullmatch(package.name):
            kind = headers
        else:
            continue
        change = _change(move, package)
        if change is not None:
            told.add(package.name)
            kind.append(f"{package.name} {change}")
    if servers or headers or frameworks:
        fits = ["configuration and data"] * bool(servers) + ["what is compiled against them"] * bool(headers)
        fits += ["what is written for them"] * bool(frameworks)
        yield Reason(
            "version",
            "check",
            "medium",
            f"versions: {listed(servers + headers + frameworks)}",
            f"{' and '.join(fits)} {'have' if servers else 'has'} to fit what {move.place} has{_way(servers)}",
            move.line(action.start),
        )


# What MySQL takes the data of, in place. Source: MySQL 8.0 and 8.4 Reference Manual, "Upgrade Paths".
_STEPS = ("5.5", "5.6", "5.7", "8.0", "8.4")


def _way(servers: list[str]) -> str:
    """The versions that MySQL's data has to go through, where it skips one."""
    for server in servers:
        change = re.match(r"(?:default-)?mysql-server (\d\.\d)(?: or older)? -> (\d\.\d)", server)
        if change is None or not {change[1], change[2]} <= set(_STEPS):
            continue
        steps = _STEPS[_STEPS.index(change[1]) : _STEPS.index(change[2]) + 1]
        if len(steps) > 2:
            return f"; MySQL's data goes there by steps, {' -> '.join(steps)}"
    return ""


def _change(move: Move, package: Package) -> str | None:
    """`6.5 -> 7.7`, where the major version of a package is another one there."""
    here, there = move.before, move.after
    if package.kind != "name" or package.version is not None:
        return None
    family = "dnf" if there.distribution in LIKE_RHEL else "apt"
    if family == "apt" and there.distribution != "ubuntu" and not is_known(package.name, there):
        return None
    if lack(package, family, there) is not None or _is_of_another(move, package):
        return None
    old, new = _version(package.name, here), _version(package.name, there)
    if old is None or new is None or _major(package.name, old) == _major(package.name, new):
        return None
    older = here.distribution == "debian" and not apt.covers(here.distribution, here.release)
    newer = there.distribution == "ubuntu" and there.release == _UBUNTUS[-1]
    earlier = " or older" if older and release_of(here) != (10,) else ""
    return f"{old}{earlier} -> {new}{' or newer' if newer else ''}"


def _is_of_another(move: Move, package: Package) -> bool:
    """Whether a source that the file adds may bring a package: of a well-known server that of its makers alone."""
    source = may_bring(move, package)
    vendor = vendor_of(package.name)
    if source is None or vendor is None or package.name not in _UBUNTU:
        return source is not None
    return place_of(vendor, move.needs.words(), package.start) is not None


def _version(name: str, image: Image) -> str | None:
    """The version of a package that a release has; of those before Debian 10 the newest it can be."""
    if image.distribution == "ubuntu":
        at = _UBUNTUS.index(image.release) if image.release in _UBUNTUS else None
        return _UBUNTU[name][at] if at is not None and name in _UBUNTU else None
    if image.distribution in LIKE_RHEL:
        release = release_of(image)[:1]
        return _RHEL[name][_RHELS.index(release[0])] if name in _RHEL and release and release[0] in _RHELS else None
    if image.distribution == "debian" and () < release_of(image) <= (10,):
        return _DEBIAN_10.get(name)
    found = apt.version(name, image.distribution, image.release)
    return found or (_DEBIAN.get(name, {}).get(image.release or "") if image.distribution == "debian" else None)


def _major(name: str, version: str) -> Version:
    """What of a version tells that things changed: the first number, below 1 the second too."""
    parts = numbers(version)
    if parts[:1] >= (_DATED,):
        return ()
    by_two = parts[:1] == (0,) or _BY_TWO_NUMBERS.fullmatch(name) or parts < _BY_TWO_BEFORE.get(name, ())
    return parts[:2] if by_two else parts[:1]
