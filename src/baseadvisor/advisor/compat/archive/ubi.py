"""UBI: a part of RHEL's packages, where there is no subscription.

Source: Red Hat's UBI FAQ, and its list "Package manifest for UBI" (https://access.redhat.com/articles/4238681).
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.archive.gone import lack
from baseadvisor.advisor.compat.archive.managers import listed
from baseadvisor.advisor.compat.origin.sources import source_added
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move
from baseadvisor.shell.packages import Package

# Packages of the repositories that UBI can use without a subscription, in 8 to 10, as far as is certain.
_OF_UBI = frozenset(
    {
        *("acl", "alsa-lib", "attr", "autoconf", "automake", "bash", "binutils", "bison", "bzip2"),
        *("bzip2-devel", "bzip2-libs", "ca-certificates", "cargo", "cmake", "compat-openssl11", "coreutils"),
        *("coreutils-single", "cpio", "cracklib", "crypto-policies", "crypto-policies-scripts", "cups-libs"),
        *("curl", "curl-minimal", "cyrus-sasl-lib", "dbus", "dejavu-sans-fonts", "diffutils", "dnf"),
        *("dnf-data", "dnf-plugins-core", "elfutils-libelf", "expat", "expat-devel", "file", "file-libs"),
        *("findutils", "flex", "fontconfig", "freetype", "freetype-devel", "gawk", "gcc", "gcc-c++"),
        *("gcc-gfortran", "gdb", "gdb-gdbserver", "gettext", "git", "git-core", "git-core-doc", "git-lfs"),
        *("glib2", "glibc", "glibc-common", "glibc-devel", "glibc-gconv-extra", "glibc-headers"),
        *("glibc-locale-source", "glibc-minimal-langpack", "gmp", "gmp-devel", "gnupg2", "gnutls"),
        *("gnutls-utils", "golang", "grep", "gzip", "hostname", "httpd", "httpd-tools", "iproute", "iputils"),
        *("jq", "json-c", "json-glib", "kernel-headers", "keyutils-libs", "kmod", "krb5-devel", "krb5-libs"),
        *("krb5-workstation", "langpacks-core-en", "langpacks-en", "lcms2", "less", "libX11", "libXext"),
        *("libXi", "libXrender", "libXtst", "libacl", "libatomic", "libattr", "libblkid", "libcap"),
        *("libcom_err", "libcurl", "libcurl-devel", "libcurl-minimal", "libdb", "libffi", "libffi-devel"),
        *("libgcc", "libgomp", "libicu", "libidn2", "libjpeg-turbo", "libjpeg-turbo-devel", "libmount"),
        *("libnghttp2", "libnsl2", "libpng", "libpng-devel", "libpq", "libselinux", "libsemanage"),
        *("libsepol", "libsigsegv", "libsmartcols", "libssh", "libstdc++", "libstdc++-devel", "libtasn1"),
        *("libtiff", "libtirpc", "libtool", "libunistring", "libuser", "libutempter", "libuuid", "libverto"),
        *("libxcrypt", "libxcrypt-devel", "libxkbcommon", "libxml2", "libxml2-devel", "libxslt"),
        *("libxslt-devel", "libyaml", "lsof", "lua-libs", "lz4", "lz4-libs", "m4", "mailcap", "make"),
        *("mesa-libGL", "microdnf", "mod_ssl", "mpfr", "ncurses", "ncurses-base", "ncurses-devel"),
        *("ncurses-libs", "net-tools", "nettle", "nginx", "nmap-ncat", "nodejs", "nodejs-devel", "npm"),
        *("nss", "nss_wrapper", "nss_wrapper-libs", "openldap", "openldap-devel", "openssh"),
        *("openssh-clients", "openssl", "openssl-devel", "openssl-libs", "p11-kit", "p11-kit-trust", "pam"),
        *("passwd", "patch", "pcre", "pcre-devel", "pcre2", "pcre2-devel", "perl", "perl-interpreter"),
        *("perl-libs", "php", "php-cli", "php-fpm", "pkgconf", "pkgconf-pkg-config", "pkgconfig", "popt"),
        *("procps", "procps-ng", "readline", "readline-devel", "redhat-rpm-config", "rootfiles", "rpm"),
        *("rpm-build", "rsync", "ruby", "ruby-devel", "rust", "sed", "setup", "shadow-utils", "sqlite"),
        *("sqlite-devel", "sqlite-libs", "strace", "sudo", "systemd", "systemd-libs", "tar", "tzdata"),
        *("tzdata-java", "unixODBC", "unzip", "util-linux", "util-linux-core", "vim-common", "vim-enhanced"),
        *("vim-filesystem", "vim-minimal", "wget", "which", "xz", "xz-devel", "xz-libs", "yum-utils", "zip"),
        *("zlib", "zlib-devel"),
    }
)
_LIKE_THESE = re.compile(
    r"python(?:3(?:\.\d+)?)?(?:-(?:devel|pip|setuptools|libs|wheel))?|glibc-langpack-[a-z]{2,3}"
    r"|java-(?:1\.8\.0|11|17|21|25)-openjdk(?:-devel|-headless|-jmods)?"
    r"|(?:dotnet|aspnetcore)-[a-z-]+-\d+\.\d+"
)
_NEVER = frozenset({"epel-release", "centos-release-scl", "yum-plugin-ovl", "deltarpm"})
NOT_OF_UBI = "not known to be in UBI's repositories"
"""What is said of a package that UBI may not have."""
_SINGLY = 3
"""So many packages that UBI may not have are told by themselves: the more there are, the more weigh."""


def is_entered(move: Move) -> bool:
    """Whether the other image is UBI, and the one here nothing of RHEL's."""
    here, there = move.before.userland, move.after.userland
    return there is not None and there.id.startswith("rhel-ubi") and (here is None or here.distribution != "rhel")


def reasons(move: Move) -> Iterator[Reason]:
    """What the file installs and UBI's repositories do not have, or may not have."""
    installs = [one for one in move.actions() if one.action == "install" and one.family == "dnf" and one.packages]
    if installs:
        yield Reason(
            "packages",
            "check",
            "high",
            "packages out of UBI's repositories",
            "without a subscription they hold a part of RHEL's packages, and nothing of EPEL",
            move.line(installs[0].start),
        )
    doubtful: dict[str, int] = {}
    for action in installs:
        for package in action.packages:
            if package.name in _NEVER:
                yield Reason(
                    "packages",
                    "breaks",
                    "high",
                    f"package {package.name}",
                    "UBI's repositories do not have it",
                    move.line(package.start),
                )
            elif _is_doubtful(move, package):
                doubtful.setdefault(package.name, package.start)
    names = list(doubtful)
    for group in (*([name] for name in names[:_SINGLY]), names[_SINGLY:]):
        if group:
            yield Reason(
                "packages",
                "check",
                "medium",
                f"package{'s' * (len(group) > 1)} {listed(group)}",
                NOT_OF_UBI,
                move.line(doubtful[group[0]]),
            )


def _is_doubtful(move: Move, package: Package) -> bool:
    """Whether nothing is known of a package there."""
    return (
        package.kind == "name"
        and package.name not in _OF_UBI
        and _LIKE_THESE.fullmatch(package.name) is None
        and lack(package, "dnf", move.after) is None
        and source_added(move, package.start) is None
    )
