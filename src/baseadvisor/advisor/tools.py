"""Which programs an image has from the start."""

from baseadvisor.advisor.facts import base_name
from baseadvisor.advisor.flavour import flavour_of
from baseadvisor.advisor.listing import is_distribution
from baseadvisor.advisor.model import Image
from baseadvisor.catalog.support import version_line
from baseadvisor.image.numbers import is_number, number

BUILD_TOOLS = frozenset({"gcc", "g++", "cc", "c++", "make", "autoconf", "automake", "patch", "pkg-config", "libtool"})
FETCH_TOOLS = frozenset({"curl", "wget", "git", "hg", "svn", "unzip", "gpg", "ssh", "file", "xz", "bzip2", "bzr"})
SSH_TOOLS = frozenset({"ssh", "ssh-keyscan", "ssh-keygen", "ssh-agent", "ssh-add", "scp", "sftp"})
"""What OpenSSH's client brings."""
_BASIC = frozenset({"tar", "gzip", "find", "xargs", "which"})
_MAGICK = frozenset({"convert", "identify", "mogrify", "montage"})
_MORE_BUILD_TOOLS = frozenset({"automake", "aclocal", "autoreconf", "autoheader", "libtoolize"})
WATCHED = (
    BUILD_TOOLS
    | FETCH_TOOLS
    | SSH_TOOLS
    | _MAGICK
    | _MORE_BUILD_TOOLS
    | _BASIC
    | {"crontab", "rsync", "sudo", "ps", "pgrep", "pkill", "netstat", "ifconfig", "ping", "nc", "less", "vim", "ip"}
)
"""Programs that images differ in; what every userland has is not among them."""

# Ubuntu's image held ubuntu-minimal until 15.10 (Where to look: the manifest of cloud-images.ubuntu.com's trusty/core).
_UBUNTU_MINIMAL = frozenset(
    {"crontab", "sudo", "ps", "pgrep", "pkill", "netstat", "ifconfig", "ping", "nc", "ip", "xz", "bzip2"}
)
# Where even these are left out: the package lists of the images, and what the Dockerfiles of maven (amazoncorretto),
# openjdk (oracle) and Quarkus' Mandrel (ubi-minimal) install for it.
_LACKS_BASIC = {
    "amazonlinux-2": frozenset({"tar", "gzip", "which"}),
    "amazonlinux-2023": _BASIC,
    "oraclelinux-slim": frozenset({"tar", "gzip"}),
    "rhel-ubi-minimal": _BASIC - {"gzip"},
    "rockylinux-minimal": _BASIC - {"gzip"},
}
# busybox as Alpine builds it (its `busybox --list`); ssl_client gives wget https.
_BUSYBOX = frozenset(
    {
        "crontab",
        "wget",
        "unzip",
        "xz",
        "bzip2",
        "patch",
        "ps",
        "pgrep",
        "pkill",
        "netstat",
        "ping",
        "nc",
        "less",
        "ip",
        "vi",
    }
)
_WOLFI = ("wolfi", "chainguard-node")
"""Userlands of Wolfi that have busybox's programs, and no others of these."""
_BESIDE_NODE = frozenset({"node", "npm", "npx", "node-gyp", "dumb-init"})
# Official images whose plain tags are built on buildpack-deps (docker-library/buildpack-deps), which has all of these.
_BUILDPACK = frozenset(
    {
        "python",
        "node",
        "ruby",
        "perl",
        "gcc",
        "erlang",
        "elixir",
        "haskell",
        "pypy",
        "hylang",
        "rust",
        "rails",
        "django",
        "iojs",
    }
)
# What docker-library/buildpack-deps installs in its variant curl, and in scm on top of that.
_CURL_VARIANT = frozenset({"curl", "wget", "gpg"})
_SCM_VARIANT = _CURL_VARIANT | SSH_TOOLS | {"git", "hg", "svn", "ps", "pgrep", "pkill"}
# ... and what without a variant, on top of both.
_WHOLE = BUILD_TOOLS | FETCH_TOOLS | _SCM_VARIANT | _MAGICK | _MORE_BUILD_TOOLS
# On buildpack-deps:scm: what fetches, no compiler.
_SCM = frozenset({"openjdk", "java", "golang", "mono"})
LANGUAGE_IMAGES = _BUILDPACK | _SCM | {"eclipse-temurin", "amazoncorretto"}
"""Official images that add a language to a distribution, and nothing that is not known."""
_EXTRA = {
    # docker-library/openjdk Dockerfile-linux.template
    "openjdk": frozenset({"unzip", "xz", "bzip2"}),
    "java": frozenset({"unzip", "xz", "bzip2"}),
    # docker-library/php Dockerfile-linux.template
    "php": frozenset({"curl", "xz", "gcc", "g++", "make", "autoconf", "file", "pkg-config", "cc"}),
    # docker-library/golang Dockerfile-linux.template: cgo needs a compiler, on Debian alone
    "golang": frozenset({"gcc", "g++", "make", "cc", "pkg-config"}),
}
# adoptium/containers, Dockerfiles on Ubuntu: 8 to 21 keep what they were fetched with; 25 purges it.
_BESIDE_TEMURIN = frozenset({"curl", "wget", "gpg"})
_LAST_WITH, _FIRST_WITHOUT = 21, 25
# dotnet/dotnet-docker, Dockerfiles of the SDK on Ubuntu.
_DOTNET_SDK = "mcr.microsoft.com/dotnet/sdk"
_BESIDE_DOTNET = {"curl": True, "wget": True, "git": True, "gpg": False}
# carlossg/docker-maven, Dockerfiles of the variants on Temurin; those on openjdk differ.
_BESIDE_MAVEN = SSH_TOOLS | {"git", "curl", "ps", "pgrep", "pkill"}
# What docker-library/php, nginx and httpd install.
_WITHOUT_RSYNC = frozenset({"php", "nginx", "httpd"})
_RPM = frozenset({"curl", "gpg"})
# What neither Temurin's Ubuntu nor Corretto's Amazon Linux has: their Dockerfiles install nothing of it.
_NOT_BESIDE_JAVA = (BUILD_TOOLS | SSH_TOOLS | {"git", "hg", "svn", "bzr", "unzip", "file"}) - {"patch"}

PACKAGES = {
    "crontab": ("cron", "cronie", "dcron", "systemd-cron", "busybox-openrc"),
    "find": ("findutils",),
    "xargs": ("findutils",),
    "ps": ("procps", "procps-ng"),
    "pgrep": ("procps", "procps-ng"),
    "pkill": ("procps", "procps-ng"),
    "netstat": ("net-tools",),
    "ifconfig": ("net-tools",),
    "ping": ("iputils-ping", "iputils", "inetutils-ping"),
    "nc": ("netcat", "netcat-openbsd", "netcat-traditional", "nmap-ncat", "nc"),
    "ip": ("iproute2", "iproute"),
    # Debian's python3-software-properties depends on gpg.
    "gpg": ("gnupg", "gnupg2", "gpg", "software-properties-common", "python3-software-properties"),
    **dict.fromkeys(SSH_TOOLS, ("openssh-client", "openssh-clients", "openssh", "openssh-server", "ssh")),
    **dict.fromkeys(_MAGICK, ("imagemagick", "ImageMagick", "graphicsmagick-imagemagick-compat")),
    **dict.fromkeys(("aclocal",), ("automake",)),
    **dict.fromkeys(("autoreconf", "autoheader"), ("autoconf", "automake")),
    "libtoolize": ("libtool",),
    "svn": ("subversion",),
    "git": ("git-core",),
    "hg": ("mercurial",),
    "xz": ("xz-utils", "xz"),
    "cc": ("gcc", "build-essential", "build-base", "clang"),
    "c++": ("g++", "gcc-c++", "build-essential", "build-base"),
    "gcc": ("gcc", "build-essential", "build-base"),
    "g++": ("g++", "gcc-c++", "build-essential", "build-base"),
    "make": ("make", "build-essential", "build-base"),
    "pkg-config": ("pkg-config", "pkgconf", "pkgconfig"),
    "libtool": ("libtool", "libtool-bin"),
    "patch": ("patch", "build-essential", "build-base"),
    "useradd": ("shadow", "shadow-utils", "passwd"),
    "groupadd": ("shadow", "shadow-utils", "passwd"),
    "usermod": ("shadow", "shadow-utils", "passwd"),
    "groupmod": ("shadow", "shadow-utils", "passwd"),
    "chpasswd": ("shadow", "shadow-utils", "passwd"),
}
"""The packages that bring a program, where they are not called like it."""


_SDK = frozenset({"git", "curl", "tar", "openssl", "cc", "c++", "gcc", "g++", "make", "patch"})
"""What Alpine's alpine-sdk brings. Source: aports, main/alpine-sdk and main/abuild."""


def brought_by(program: str, packages: frozenset[str]) -> bool:
    """Whether one of these packages brings a program."""
    if program in packages or ("alpine-sdk" in packages and program in _SDK):
        return True
    return any(name in packages for name in PACKAGES.get(program, ()))


def has(image: Image, program: str) -> bool | None:
    """Whether an image has a program from the start; None where that is not known."""
    from baseadvisor.catalog import contents_of

    userland = image.userland
    if userland is None or image.parsed is None:
        return False if image.reference == "scratch" else None
    if program == "bash":
        return userland.bash
    if userland.shell is None:
        return False
    if userland.id == "chainguard-node" and program in _BESIDE_NODE:
        return True
    if program in _BASIC:
        return program not in _LACKS_BASIC.get(userland.id, ())
    known = contents_of(image.parsed)
    names = (program, *PACKAGES.get(program, ()))
    if known is not None and any(known.has(name) for name in names):
        return True
    name = _standing_on(base_name(image.parsed), userland.distribution)
    if (userland.utilities or "").startswith("busybox"):
        if program in _BUSYBOX:
            return True
        if name == "php" and program in ("curl", "xz"):
            return True
        if name == "rust" and program in ("gcc", "cc"):
            return True
        return False if is_distribution(name) or name in LANGUAGE_IMAGES or userland.id in _WOLFI else None
    if userland.id in ("debian", "debian-slim", "ubuntu"):
        if program == "gpg" and is_distribution(name) and _is_before(image, {"debian": 9, "ubuntu": 18}):
            return True
        if program in _UBUNTU_MINIMAL and is_distribution(name) and _is_before(image, {"ubuntu": 16}):
            return True
        if name == "buildpack-deps":
            return _buildpack(image.tag, program)
        if name == _DOTNET_SDK and userland.id == "ubuntu" and program in _BESIDE_DOTNET:
            return _BESIDE_DOTNET[program]
        if base_name(image.parsed) == "maven" and program in _BESIDE_MAVEN:
            return True if name == "eclipse-temurin" else None
        # Tomcat's tags that do not say jdk are on a jre.
        tag = image.tag if "jdk" in image.tag or base_name(image.parsed) != "tomcat" else f"{image.tag}-jre"
        if name == "eclipse-temurin" and program in _BESIDE_TEMURIN:
            return _beside_temurin(image)
        return _on_debian(name, userland.id, program, tag)
    if userland.package_family == "dnf":
        if program in _RPM:
            return True
        if name == "amazoncorretto" and program in _NOT_BESIDE_JAVA:
            return False
        return False if is_distribution(name) or "ubi" in name else None
    return None


def _beside_temurin(image: Image) -> bool | None:
    """Whether Temurin's image on Ubuntu has what it is fetched with, by its version of Java."""
    assert image.parsed is not None  # noqa: S101 - the caller looked
    name = base_name(image.parsed)
    written = flavour_of(name, image.tag).java
    java = int(written) if written else (*version_line(name, image.tag), 0)[0] if name == "eclipse-temurin" else 0
    if _LAST_WITH < java < _FIRST_WITHOUT or not java:
        return None
    return java <= _LAST_WITH


def brings(image: Image, package: str) -> bool:
    """Whether an image is known to have a package from the start that its distribution's image has not.

    Source: adoptium/containers, Dockerfiles on Alpine.
    """
    name = base_name(image.parsed) if image.parsed is not None else ""
    return name == "eclipse-temurin" and image.distribution == "alpine" and package in ("coreutils", "openssl")


def _is_before(image: Image, releases: dict[str, int]) -> bool:
    """Whether an image is of an older release: apt depended on gnupg then, Ubuntu's image had sudo."""
    first = (image.release or "").partition(".")[0]
    before = releases.get(image.distribution or "")
    return before is not None and is_number(first) and number(first) < before


def _buildpack(tag: str, program: str) -> bool:
    """Whether buildpack-deps has a program, by its variant."""
    variant = tag.rpartition("-")[2]
    if variant in ("curl", "scm"):
        return program in (_CURL_VARIANT if variant == "curl" else _SCM_VARIANT)
    return program in _WHOLE


def _standing_on(name: str, distribution: str | None) -> str:
    """The image whose programs an image has: Tomcat adds none to the Java that it is built on, Maven those beside it.

    Source: docker-library/tomcat, Dockerfile.template and its history (FROM openjdk, later FROM eclipse-temurin or
    amazoncorretto).
    """
    if name not in ("tomcat", "maven"):
        return name
    return {"debian": "openjdk", "amazonlinux": "amazoncorretto"}.get(distribution or "", "eclipse-temurin")


def _on_debian(name: str, family: str, program: str, tag: str) -> bool | None:
    if program in _EXTRA.get(name, ()) and (family != "debian-slim" or name == "php"):
        return True
    if name == "rust" and program in ("gcc", "cc"):
        return True
    if name == "perl" and family == "debian-slim" and program in ("make", "curl"):
        return True if program == "make" else None  # Perl/docker-perl: savedPackages, of late with curl
    if family == "debian" and name in ("openjdk", "java") and "jre" in tag:  # on buildpack-deps:curl
        return program in _CURL_VARIANT
    if family == "debian" and name in _SCM:
        return program in _SCM_VARIANT
    if family == "debian" and name in _BUILDPACK:
        return program in _WHOLE
    if is_distribution(name):
        return False
    if name == "eclipse-temurin" and program in _NOT_BESIDE_JAVA:
        return False
    if program == "rsync" and name in _WITHOUT_RSYNC:
        return False  # until Debian 9 git recommended it, so that it came along
    return False if family == "debian-slim" and name in LANGUAGE_IMAGES else None
