"""Debian's base images made on the spot: whole and slim userlands as its images are, kept between runs."""

from __future__ import annotations

import gzip
import os
import subprocess
from pathlib import Path

from tests.support.oci import OCI_LAYER, Blob, Image, Pusher, image, sha256
from tests.support.programs import program
from tests.support.userlands import alone

RELEASES = {"bookworm": "12", "trixie": "13"}

# What the slim images of Debian leave out, now and in what is installed later, and the folders that they keep for links
# to manual pages (debuerreotype's scripts/.slimify-excludes and .slimify-includes; debuerreotype/debuerreotype#116).
_SLIM = (
    "path-exclude=/usr/share/doc/*",
    "path-exclude=/usr/share/groff/*",
    "path-exclude=/usr/share/info/*",
    "path-exclude=/usr/share/linda/*",
    "path-exclude=/usr/share/lintian/overrides/*",
    "path-exclude=/usr/share/locale/*",
    "path-exclude=/usr/share/man/*",
    "path-include=/usr/share/doc/*/copyright",
)
_MANUALS = 'for section in 1 3 5 7 8; do mkdir -p "$1/usr/share/man/man$section"; done'
_RUN = {"Cmd": ["bash"], "Env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]}


def base(cache: Path, release: str, *, slim: bool) -> Image:
    """The base image of a Debian release: mmdebstrap's minbase, with nothing added."""
    packed = cache / f"debian-base-{release}{'-slim' if slim else ''}-2.tar.gz"
    with alone(cache):
        if not packed.exists():
            _make(packed, release, slim=slim)
    body = packed.read_bytes()
    layer = Blob(body, f"{OCI_LAYER}+gzip", diff_id=sha256(gzip.decompress(body)))
    return image([layer], run=_RUN)


def push_all(pusher: Pusher, cache: Path, repository: str = "library/debian") -> dict[str, Image]:
    """Push whole and slim images of each release, tagged by code name and by number; the images by tag."""
    pushed: dict[str, Image] = {}
    for release, number in RELEASES.items():
        for suffix in ("", "-slim"):
            made = base(cache, release, slim=bool(suffix))
            for tag in (f"{release}{suffix}", f"{number}{suffix}"):
                pusher.image(repository, tag, made)
                pushed[tag] = made
    return pushed


def _make(packed: Path, release: str, *, slim: bool) -> None:
    command = [program("mmdebstrap"), "--variant=minbase", "--quiet", "--format=tar", "--skip=output/dev"]
    if slim:
        command += [*(f"--dpkgopt={line}" for line in _SLIM), f"--customize-hook={_MANUALS}"]
    command += [release, "-"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=600)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:].decode(errors='replace')}")
    unfinished = packed.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(gzip.compress(done.stdout, 6, mtime=0))
    unfinished.rename(packed)
