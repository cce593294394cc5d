"""Packages that Alpine no longer has."""

import re

from baseadvisor.advisor.compat.archive.lacks import Lack, Release, instead_of

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


def of_apk(name: str, release: Release) -> Lack | None:
    """Why a release of Alpine does not have a package."""
    if name in _GONE_APK:
        since, successor = _GONE_APK[name]
        if release >= since:
            return Lack(f"{successor} took its place" if successor else instead_of(name), "medium")
    for pattern, since, why in _GONE_APK_SERIES:
        if pattern.fullmatch(name) and release >= since:
            return Lack(why)
    return None
