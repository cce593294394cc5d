"""Seekable layers: eStargz made by its specification (test_userland.py has zstd:chunked as skopeo makes it)."""

from __future__ import annotations

import gzip
import io
import json
import os
import struct
import tarfile
import zlib
from typing import Any

import pytest

from baseadvisor.registry import DigestMismatch
from baseadvisor.registry.toc import has_toc
from tests.registry.conftest import MakeRegistry
from tests.support import userlands
from tests.support.fault_server import Answer, FaultServer, Seen
from tests.support.oci import OCI_LAYER, Blob, Link, Tree, image, sha256

ANNOTATION = "containerd.io/snapshot/stargz/toc.digest"


def member(data: bytes) -> bytes:
    return gzip.compress(data, 6, mtime=0)


def estargz(tree: Tree, *, chunk: int = 100_000, **change: Any) -> Blob:
    """A layer as containerd/stargz-snapshotter's docs/estargz.md describes it: a gzip member a header and a content."""
    body = bytearray()
    entries: list[dict[str, Any]] = []
    for path, content in tree.items():
        info = tarfile.TarInfo(path)
        entry: dict[str, Any] = {"name": path, "type": "dir"}
        data = content.encode() if isinstance(content, str) else content
        if isinstance(content, Link):
            info.type, info.linkname = (tarfile.LNKTYPE if content.hard else tarfile.SYMTYPE), content.target
            entry = {"name": path, "type": "hardlink" if content.hard else "symlink", "linkName": content.target}
        elif isinstance(data, bytes):
            info.size = len(data)
            entry = {"name": path, "type": "reg", "size": len(data), "digest": sha256(data)}
        else:
            info.type = tarfile.DIRTYPE
        body += member(info.tobuf(tarfile.USTAR_FORMAT))
        entries.append(entry)
        if isinstance(data, bytes) and data:
            for start in range(0, len(data), chunk):
                part = data[start : start + chunk]
                placed = entry if start == 0 else {"name": path, "type": "chunk", "chunkOffset": start}
                placed["offset"] = len(body)
                if len(data) > chunk:
                    placed["chunkSize"] = len(part) if start + chunk < len(data) else 0
                if start:
                    entries.append(placed)
                body += member(part)
            body += member(bytes(-len(data) % 512)) if len(data) % 512 else b""
    toc = json.dumps({"version": 1, "entries": change.pop("entries", None) or entries}).encode()
    start = len(body)
    holder = io.BytesIO()
    with tarfile.open(fileobj=holder, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo("stargz.index.json")
        info.size = len(toc)
        archive.addfile(info, io.BytesIO(toc))
    body += member(holder.getvalue())
    body += footer(change.pop("start", start))
    return Blob(bytes(body), f"{OCI_LAYER}+gzip", {ANNOTATION: change.pop("digest", sha256(toc))})


def footer(offset: int) -> bytes:
    """An empty gzip member of 51 bytes whose extra field holds the table's offset."""
    extra = b"SG" + struct.pack("<H", 22) + b"%016xSTARGZ" % offset
    head = b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff" + struct.pack("<H", len(extra)) + extra
    return head + b"\x01\x00\x00\xff\xff" + struct.pack("<II", zlib.crc32(b""), 0)


TREE: Tree = {
    "noise": os.urandom(2_000_000),
    **userlands.alpine(),
    "bin/bash": Link("bin/busybox", hard=True),
    "more": os.urandom(500_000),
}


def put(faults: FaultServer, blob: Blob) -> str:
    faults.put_image("app", "1", image([blob]))
    return f"{faults.host}/app:1"


def layer_requests(faults: FaultServer, blob: Blob) -> list[Seen]:
    return [seen for seen in faults.seen if seen.path.endswith(blob.digest)]


@pytest.mark.parametrize("prefix", ["io.github.containers.zstd-chunked.", "io.containers.zstd-chunked."])
def test_both_names_of_the_annotations_are_known(prefix: str) -> None:
    good = {f"{prefix}manifest-position": "1:2:3:1", f"{prefix}manifest-checksum": sha256(b"x")}
    assert has_toc(good) == "zstd:chunked"
    assert has_toc({**good, f"{prefix}manifest-checksum": "sha256:x"}) is None
    assert has_toc({ANNOTATION: sha256(b"x")}) == "estargz"
    assert has_toc({}) is None


def test_the_footer_is_of_the_size_the_format_says() -> None:
    assert len(footer(123)) == 51
    assert gzip.decompress(footer(123)) == b""


def test_an_estargz_layer_is_read_in_parts(faults: FaultServer, client: MakeRegistry) -> None:
    blob = estargz(TREE)
    told = client().userland(put(faults, blob))
    assert (told.id, told.version_id) == ("alpine", "3.21.3")
    assert {package.name for package in told.packages} == {"musl", "busybox", "ca-certificates-bundle"}
    assert told.has_bash
    assert told.shell is not None
    assert told.shell.name == "busybox"
    assert (told.complete, told.verified, told.notes) == (True, True, ())
    assert told.bytes_read < 20_000
    assert all("range" in seen.headers for seen in layer_requests(faults, blob))


def test_a_file_in_chunks_is_put_together(faults: FaultServer, client: MakeRegistry) -> None:
    stanza = "P:package{0}\nV:1.{0}-r0\nA:x86_64\n\n"
    database = "".join(stanza.format(number) for number in range(5000))
    blob = estargz({**TREE, "lib/apk/db/installed": database}, chunk=10_000)
    told = client().userland(put(faults, blob))
    assert len(told.packages) == 5000
    assert told.notes == ()


@pytest.mark.parametrize(
    "change",
    [
        {"start": 0},
        {"start": 1 << 40},
        {"start": 7},
        {"digest": sha256(b"another")},
        {"entries": [{"name": "../x", "type": "reg", "size": 1, "offset": 5}]},
        {"entries": [{"name": "etc/os-release", "type": "reg", "size": 50, "offset": 5}]},
        {"entries": [{"name": "etc/os-release", "type": "reg", "size": -1, "offset": 5}]},
        {"entries": [{"name": "etc/os-release", "type": "reg", "size": 1 << 50, "offset": 5}]},
        {"entries": [{"name": "etc/os-release", "type": "reg", "size": 9, "offset": 1 << 50}]},
        {"entries": "none"},
    ],
)
def test_a_table_that_cannot_be_used_costs_the_table_alone(
    change: dict[str, Any], faults: FaultServer, client: MakeRegistry
) -> None:
    told = client().userland(put(faults, estargz(TREE, **change)))
    assert told.id == "alpine"
    assert len(told.notes) == 1
    assert "it was read whole" in told.notes[0]
    assert told.verified


def test_a_registry_without_ranges_is_read_whole(faults: FaultServer, client: MakeRegistry) -> None:
    blob = estargz(TREE)
    reference = put(faults, blob)
    faults.answers[f"/v2/app/blobs/{blob.digest}"] = Answer(200, blob.body)
    told = client().userland(reference)
    assert told.id == "alpine"
    assert "does not serve parts" in told.notes[0]


def test_a_part_that_is_not_what_the_table_says_is_not_used(faults: FaultServer, client: MakeRegistry) -> None:
    blob = estargz(TREE)
    forged = estargz({**TREE, "usr/lib/os-release": userlands.ALPINE_OS_RELEASE.replace("alpine", "alpinf")})
    reference = put(faults, blob)
    honest = faults.answers[f"/v2/app/blobs/{blob.digest}"]
    assert callable(honest)

    def lying(seen: Seen) -> Answer:
        answer = honest(seen)
        assert answer is not None
        start, _, end = seen.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")
        # The table and the footer stay as they are; the contents before them are another's.
        if int(start) < len(blob.body) - 3000 or not end:
            part = forged.body[int(start) : int(end) + 1 if end else None]
            answer.body = part[: len(answer.body)].ljust(len(answer.body), b"\0")
        return answer

    faults.answers[f"/v2/app/blobs/{blob.digest}"] = lying
    with pytest.raises(DigestMismatch):
        client().userland(reference)
