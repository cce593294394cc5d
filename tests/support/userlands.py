"""Userlands made on the spot with the distributions' own tools, kept between runs in a folder under pytest's cache."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import sqlite3
import struct
import subprocess
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.support.oci import Link, Tree
from tests.support.programs import program, run

SPECS = {
    "glibc": ("2.34", "231.el9_7.2", "", "GNU libc libraries"),
    "bash": ("5.1.8", "9.el9", "", "The GNU Bourne Again shell"),
    # A big description makes a header that fills many pages.
    "ca-certificates": ("2025.2.80", "91.4.el9", "", "The Mozilla CA root certificate bundle. " * 2500),
    "dbus": ("1.12.20", "8.el9", "1", "D-BUS message bus"),
}


@contextlib.contextmanager
def alone(cache: Path) -> Iterator[None]:
    """Holds others off while a userland is made: test runs may share the folder."""
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# What fills a Debian and tells nothing of it.
_LEFT_OUT = [
    f"--dpkgopt=path-exclude=/usr/share/{name}/*" for name in ("doc", "man", "locale", "zoneinfo", "i18n", "info")
]


def debian(cache: Path) -> Path:
    """A minimal Debian 12 as a folder: real dpkg, real shell, real libc."""
    root = cache / "debian-bookworm-minbase-2"
    if not root.exists():
        unpacked = cache / f"debian-{os.getpid()}"
        run("mmdebstrap", "--variant=minbase", "--quiet", "--format=directory", *_LEFT_OUT, "bookworm", unpacked)
        # Device nodes are no part of the tests, and not everywhere to be copied.
        shutil.rmtree(unpacked / "dev", ignore_errors=True)
        unpacked.rename(root)
    return root


def debian_images(cache: Path) -> dict[str, Path]:
    """That Debian as an image, made by umoci, its layer compressed by skopeo: skopeo's ``dir:`` folders by kind."""
    folder = cache / "debian-images-2"
    if not folder.exists():
        work = cache / f"images-{os.getpid()}"
        work.mkdir()
        layout, bundle = work / "layout", work / "bundle"
        run("umoci", "init", "--layout", layout)
        run("umoci", "new", "--image", f"{layout}:1")
        run("umoci", "unpack", "--image", f"{layout}:1", bundle)
        run("cp", "-a", f"{debian(cache)}/.", bundle / "rootfs")
        run("umoci", "repack", "--image", f"{layout}:1", bundle)
        run("umoci", "config", "--image", f"{layout}:1", "--config.user=www-data", "--config.env=PATH=/usr/bin:/bin")
        run("skopeo", "copy", f"oci:{layout}:1", f"dir:{work / 'gzip'}")
        run("skopeo", "copy", "--dest-decompress", f"oci:{layout}:1", f"dir:{work / 'plain'}")
        for kind in ("zstd", "zstd:chunked"):
            target = work / kind.replace(":", "-")
            compress = ("--dest-compress", f"--dest-compress-format={kind}")
            run("skopeo", "copy", *compress, f"dir:{work / 'plain'}", f"dir:{target}")
        for done_with in (layout, bundle, work / "plain"):
            shutil.rmtree(done_with)
        work.rename(folder)
    return {kind.name: kind for kind in sorted(folder.iterdir())}


def dpkg_says(root: Path) -> set[tuple[str, str, str]]:
    """What dpkg itself says is installed: name, version, architecture."""
    listed = run(
        "dpkg-query",
        f"--admindir={root / 'var/lib/dpkg'}",
        "-W",
        "-f=${db:Status-Status} ${Package} ${Version} ${Architecture}\n",
    )
    rows = (line.split() for line in listed.splitlines())
    return {(name, version, architecture) for status, name, version, architecture in rows if status == "installed"}


def rpm_root(cache: Path) -> Path:
    """A root with an rpm database in SQLite, written by rpm, of packages built for it."""
    root = cache / "rpm-root-2"
    if not root.exists():
        work = cache / f"rpm-{os.getpid()}"
        work.mkdir()
        packages = [_build(work, name) for name in SPECS]
        (work / "root").mkdir()
        subprocess.run(
            [program("rpm"), "--root", str(work / "root"), "--dbpath", "/var/lib/rpm", "-i", "--nodeps", *packages],
            check=True,
            capture_output=True,
        )
        (work / "root").rename(root)
        shutil.rmtree(work)
    return root


def _build(work: Path, name: str) -> str:
    version, release, epoch, description = SPECS[name]
    spec = work / f"{name}.spec"
    lines = [
        f"Name: {name}",
        f"Version: {version}",
        f"Release: {release}",
        "Summary: x",
        "License: x",
        "BuildArch: noarch",
    ]
    lines.extend([f"Epoch: {epoch}"] if epoch else [])
    spec.write_text("\n".join([*lines, "%description", description, "%files", ""]))
    run("rpmbuild", "-bb", "--quiet", "--define", f"_topdir {work}", spec)
    return str(next((work / "RPMS").rglob(f"{name}-{version}-*.rpm")))


def rpm_says(root: Path, backend: str = "sqlite") -> set[tuple[str, str, str]]:
    """What rpm itself says is installed: name, version with epoch, architecture."""
    listed = run(
        "rpm", "--root", root, "--dbpath", "/var/lib/rpm", "--define", f"_db_backend {backend}", "-qa",
        "--qf", "%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH}\n",
    )  # fmt: skip
    rows = (line.split() for line in listed.splitlines())
    return {(name, version, architecture) for name, version, architecture in rows}


def rpm_headers(root: Path) -> dict[int, bytes]:
    """The header blobs rpm wrote, by package number."""
    with closing(sqlite3.connect(f"file:{root}/var/lib/rpm/rpmdb.sqlite?mode=ro", uri=True)) as db:
        return dict(db.execute("SELECT hnum, blob FROM Packages"))


def berkeley_db(headers: dict[int, bytes], path: Path, *, big_endian: bool = False) -> None:
    """A ``Packages`` file as old rpms have it, written by Berkeley DB itself."""

    def line(data: bytes) -> str:
        return f" {data.hex()}"

    order = "4321" if big_endian else "1234"
    lines = ["VERSION=3", "format=bytevalue", "type=hash", f"db_lorder={order}", "db_pagesize=4096", "HEADER=END"]
    lines += [line(bytes(4)), line(struct.pack("<I", len(headers)))]
    for number, blob in headers.items():
        lines += [line(struct.pack("<I", number)), line(blob)]
    run("db_load", path, input_text="\n".join([*lines, "DATA=END", ""]))


def ndb(headers: dict[int, bytes]) -> bytes:
    """A ``Packages.db`` as SUSE's rpm writes it (rpm's lib/backend/ndb/rpmpkg.c): Debian's rpm is built without ndb."""
    slots, blobs, block = [], [], 4096 // 16
    for number, blob in headers.items():
        head = struct.pack("<4sIII", b"BlbS", number, 1, len(blob))
        body = head + blob + bytes(-(len(blob) + 12) % 16)
        tail = struct.pack("<I", zlib.adler32(body)) + struct.pack("<I4s", len(blob), b"BlbE")
        whole = body + tail
        slots.append(struct.pack("<4sIII", b"Slot", number, block, len(whole) // 16))
        blobs.append(whole)
        block += len(whole) // 16
    header = struct.pack("<4sIII", b"RpmP", 0, 1, 1) + struct.pack("<I12x", max(headers) + 1)
    page = header + b"".join(slots)
    empty = (4096 - len(page)) // 16
    return page + struct.pack("<4sIII", b"Slot", 0, 0, 0) * empty + b"".join(blobs)


ALPINE_INSTALLED = """\
C:Q1TtkJz0e1dZUBnDRcBQxHSM6Rdbk=
P:musl
V:1.2.5-r10
A:x86_64
S:407278
I:667648
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT
o:musl
m:Somebody <somebody@example.org>
t:1739000000
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1abcdefghijklmnopqrstuvwxyz=

C:Q1gxGV3gAoq/BRcCZyeCnX3mPwFGA=
P:busybox
V:1.37.0-r12
A:x86_64
I:823296
o:busybox
D:so:libc.musl-x86_64.so.1
F:bin
R:busybox
M:0:0:1777

P:ca-certificates-bundle
V:20241121-r1
A:x86_64
I:233472
o:ca-certificates
"""

ALPINE_OS_RELEASE = """\
NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.21.3
PRETTY_NAME="Alpine Linux v3.21"
"""


def alpine() -> Tree:
    """The layout of Alpine's image."""
    return {
        "bin": None,
        "bin/busybox": b"\x7fELF busybox",
        "bin/sh": Link("/bin/busybox"),
        "bin/ash": Link("/bin/busybox"),
        "etc/os-release": Link("../usr/lib/os-release"),
        "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nguest:x:405:100:guest:/dev/null:/sbin/nologin\n",
        "etc/ssl/cert.pem": Link("certs/ca-certificates.crt"),
        "etc/ssl/certs/ca-certificates.crt": "-----BEGIN CERTIFICATE-----\n",
        "lib/apk/db/installed": ALPINE_INSTALLED,
        "lib/ld-musl-x86_64.so.1": b"\x7fELF musl",
        "sbin/apk": b"\x7fELF apk",
        "usr/lib/os-release": ALPINE_OS_RELEASE,
    }


def distroless(root: Path, names: tuple[str, ...] = ("base-files", "libc6", "tzdata", "netbase")) -> Tree:
    """The layout of Google's distroless images, out of a Debian root: a stanza a file, no shell, no programs."""
    status = (root / "var/lib/dpkg/status").read_text()
    stanzas = {stanza.split("\n", 1)[0].removeprefix("Package: "): stanza for stanza in status.split("\n\n") if stanza}
    tree: dict[str, bytes | str | Link | None] = {"./": None, "./var/lib/dpkg/status.d/": None}
    for name in names:
        if name in stanzas:
            lines = [line for line in stanzas[name].splitlines() if not line.startswith("Status:")]
            tree[f"./var/lib/dpkg/status.d/{name}"] = "\n".join(lines) + "\n"
            tree[f"./var/lib/dpkg/status.d/{name}.md5sums"] = "d41d8cd98f00b204e9800998ecf8427e  usr/share/doc\n"
    tree["./usr/lib/os-release"] = (root / "usr/lib/os-release").read_bytes()
    tree["./etc/os-release"] = Link("../usr/lib/os-release")
    tree["./etc/passwd"] = (
        "root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n"
    )
    tree["./etc/ssl/certs/ca-certificates.crt"] = "-----BEGIN CERTIFICATE-----\n"
    tree["./lib64/ld-linux-x86-64.so.2"] = Link("/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2")
    tree["./lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"] = b"\x7fELF loader"
    tree["./lib/x86_64-linux-gnu/libc.so.6"] = b"\x7fELF libc"
    return tree
