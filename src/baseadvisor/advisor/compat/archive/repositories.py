"""Which repository of an rpm distribution has a package, where its own, as they are enabled, do not."""

import re

from baseadvisor.advisor.move import Move

# No part of RHEL 8 to 10 nor of what is rebuilt from it; general knowledge (no list was gone through, which is why it
# is said to be likely). Where to look: https://packages.fedoraproject.org.
_OF_EPEL = frozenset(
    {
        "ImageMagick",
        "ImageMagick-devel",
        "ImageMagick-c++",
        "ImageMagick-perl",
        "GraphicsMagick",
        "GraphicsMagick-devel",
    }
    | {"htop", "screen", "supervisor", "certbot", "fail2ban", "pwgen", "iftop", "nload", "moreutils", "parallel"}
    | {"libmcrypt", "libmcrypt-devel", "hdf5", "hdf5-devel", "gperftools", "clamav", "monit", "mosquitto", "haveged"}
    | {"xmlstarlet", "nethogs", "jemalloc", "jemalloc-devel", "libsodium", "libsodium-devel", "p7zip", "cowsay"}
    | {"ansible", "aria2", "atop", "axel", "bmon", "byobu", "cabextract", "ccache", "cppcheck", "dkms", "dumb-init"}
    | {"easy-rsa", "exim", "fping", "fuse-sshfs", "inotify-tools", "iperf", "koji", "koji-hub", "koji-web", "lighttpd"}
    | {"openldap-servers"}
    | {"leveldb", "leveldb-devel", "mosh", "nagios", "nagios-plugins-all", "ncdu", "ngrep", "nmon", "nrpe", "openvpn"}
    | {"optipng", "jpegoptim", "p7zip-plugins", "proftpd", "pv", "rlwrap", "s3cmd", "s3fs-fuse", "ShellCheck", "stress"}
    | {"sysbench", "tig", "tinyproxy", "tor", "uwsgi", "xrdp", "x11vnc", "zeromq", "zeromq-devel", "R", "R-core"}
    | {"gdal", "gdal-devel", "geos", "geos-devel", "proj", "proj-devel", "multitail", "iftop", "perl-Image-ExifTool"}
)
# In CRB (PowerTools in 8), from the first of these releases to the last; general knowledge. Where to look: RHEL's
# package manifests, "CodeReady Linux Builder repository".
_OF_CRB = {
    "libyaml-devel": (8, 10),
    "gdbm-devel": (9, 10),
    "glibc-static": (8, 9),
    "libstdc++-static": (8, 9),
    "libpcap-devel": (8, 9),
    "lua-devel": (8, 9),
    "ninja-build": (8, 9),
    "oniguruma-devel": (8, 9),
    "texinfo": (8, 9),
    "doxygen": (8, 9),
}
_ENABLES = {
    "EPEL": re.compile(r"\bepel\b|epel-release|--enablerepo[= ][\"']?\*", re.IGNORECASE),
    "contrib": re.compile(r"\bcontrib\b"),
    "non-free": re.compile(r"\bnon-free\b(?!-)"),
    "non-free-firmware": re.compile(r"\bnon-free-firmware\b"),
    "CRB": re.compile(r"\b(?:crb|powertools)\b|codeready|--enablerepo[= ][\"']?\*", re.IGNORECASE),
}


def repository_of(name: str, distribution: str, release: int) -> str | None:
    """The repository besides its own that a release of RHEL's kin has a package in: "EPEL" or "CRB"."""
    if not 8 <= release <= 10:
        return None
    if name in _OF_EPEL:
        return "EPEL"
    first, last = _OF_CRB.get(name, (0, 0))
    return "CRB" if distribution != "rhel" and first <= release <= last else None


def how_to_enable(repository: str, release: int) -> str:
    """What a file does to have a repository."""
    if repository == "EPEL":
        return "it is no part of the distribution: see EPEL (dnf install epel-release)"
    called = "powertools" if release == 8 else "crb"
    return f"it is in {called}, which is disabled: dnf config-manager --set-enabled {called} (dnf-plugins-core)"


def is_enabled(move: Move, repository: str, before: int) -> bool:
    """Whether the file speaks of a repository before an offset."""
    return any(
        match is not None and start + match.start() < before
        for text, start in move.needs.words()
        for match in [_ENABLES[repository].search(text)]
    )
