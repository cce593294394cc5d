"""Which paths of an image tell what its userland is."""

from __future__ import annotations

import re

OS_RELEASE = ("etc/os-release", "usr/lib/os-release")
DPKG = "var/lib/dpkg/status"
DPKG_FOLDER = "var/lib/dpkg/status.d"
APK = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
PACMAN_FOLDER = "var/lib/pacman/local"
# var/lib/rpm is rpm's old home, usr/lib/sysimage/rpm the new one (Fedora, SUSE), usr/share/rpm rpm-ostree's.
RPM_FOLDERS = ("var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm")
RPM_NAMES = ("rpmdb.sqlite", "rpmdb.sqlite-wal", "Packages.db", "Packages")
ACCOUNTS = "etc/passwd"
# Where the authorities' certificates are, by distribution: Debian and Alpine; Alpine; Red Hat; SUSE.
CERTIFICATES = (
    "etc/ssl/certs/ca-certificates.crt",
    "etc/ssl/certs/ca-bundle.crt",
    "etc/ssl/cert.pem",
    "etc/pki/tls/certs/ca-bundle.crt",
    "etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "etc/ssl/ca-bundle.pem",
    "var/lib/ca-certificates/ca-bundle.pem",
)
SHELLS = ("sh", "bash", "dash", "ash", "busybox", "zsh", "ksh", "fish", "toybox", "coreutils")
PROGRAM_FOLDERS = ("bin", "usr/bin", "sbin", "usr/sbin", "usr/local/bin")
MANAGERS = (
    "apk", "apt", "apt-get", "dnf", "dnf5", "dpkg", "microdnf", "opkg", "pacman", "rpm", "tdnf", "yum", "zypper",
)  # fmt: skip

_LOADER = re.compile(
    r"(?:usr/)?lib(?:64|32)?/(?:[a-z0-9_-]+-linux-[a-z0-9]+/)?"
    r"(?P<name>ld-musl-[\w-]+\.so\.1|ld-linux[\w-]*\.so\.[0-9]|ld64\.so\.[0-9]|ld\.so\.1|ld-uClibc[\w.-]*"
    r"|libc-[0-9.]+\.so|ld-[0-9.]+\.so|libc\.so\.6)"
)
_JAVA_LINK = re.compile(r"(?:usr/lib/jvm|opt|opt/java|usr/local|usr/java)/[^/]+")
_PACMAN = re.compile(rf"{PACMAN_FOLDER}/[^/]+/desc")
_ALTERNATIVE = re.compile(r"etc/alternatives/[^/]+")

_FILES = frozenset(
    [
        *OS_RELEASE,
        DPKG,
        *APK,
        *(f"{folder}/{name}" for folder in RPM_FOLDERS for name in RPM_NAMES),
        ACCOUNTS,
    ]
)
_PRESENCE = frozenset(
    [*CERTIFICATES, *(f"{folder}/{name}" for folder in PROGRAM_FOLDERS for name in (*SHELLS, *MANAGERS))]
)


def _ancestors(paths: frozenset[str]) -> frozenset[str]:
    found = set()
    for path in paths:
        while "/" in path:
            path = path.rpartition("/")[0]
            found.add(path)
    return frozenset(found)


_FOLDERS = _ancestors(_FILES | _PRESENCE) | frozenset(
    [
        "lib",
        "lib32",
        "lib64",
        "usr/lib",
        "usr/lib32",
        "usr/lib64",
        DPKG_FOLDER,
        "opt",
        "usr/lib/jvm",
        "etc/alternatives",
    ]
)


class Interest:
    """Answers for one image; ``java_home`` is its JAVA_HOME, empty when it has none."""

    def __init__(self, java_home: str) -> None:
        self.java_release = f"{java_home.strip('/')}/release" if java_home.strip("/") else ""

    def relevant(self, path: str) -> bool:
        """Whether a path is worth remembering: needed itself, or a folder that could be a link on the way."""
        return (
            path in _FILES
            or path in _PRESENCE
            or path in _FOLDERS
            or path.startswith(f"{DPKG_FOLDER}/")
            or _PACMAN.fullmatch(path) is not None
            or loader_name(path) is not None
            or _ALTERNATIVE.fullmatch(path) is not None
            or (bool(self.java_release) and self._java(path))
        )

    def content(self, path: str) -> bool:
        """Whether a file's content is needed, not just that it is there."""
        return (
            path in _FILES
            or path == self.java_release
            or (path.startswith(f"{DPKG_FOLDER}/") and not path.endswith(".md5sums"))
            or _PACMAN.fullmatch(path) is not None
            or path.endswith("/libc.so.6")
            or (bool(self.java_release) and path.endswith("/release"))
        )

    def _java(self, path: str) -> bool:
        if _JAVA_LINK.fullmatch(path) is not None or self.java_release.startswith(f"{path}/"):
            return True
        folder, _, name = path.rpartition("/")
        return path == self.java_release or (name == "release" and _JAVA_LINK.fullmatch(folder) is not None)


def loader_name(path: str) -> str | None:
    """The file name, when a path is a dynamic loader or the C library itself."""
    match = _LOADER.fullmatch(path)
    return None if match is None else match["name"]
