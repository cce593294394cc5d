"""The tar reader, against archives that Python's own tarfile writes, and against ones made to hurt."""

from __future__ import annotations

import contextlib
import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseadvisor.registry.tar import BadArchive, Bounds, Entry, TarReader
from tests.support.oci import Link, Tree, tar

BOUNDS = Bounds(entries=1000, path=4096, file=1024 * 1024)
NAME = st.text("abcdefghijklmnop-_.é", min_size=1, max_size=60).filter(lambda name: name not in (".", ".."))
PATH = st.lists(NAME, min_size=1, max_size=6).map("/".join).filter(lambda path: not path.startswith("."))
CONTENT = st.one_of(st.binary(max_size=2000), st.none(), PATH.map(Link))


def read(archive: bytes, bounds: Bounds = BOUNDS, step: int = 10_000) -> list[tuple[Entry, bytes | None]]:
    found: list[tuple[Entry, bytes | None]] = []
    reader = TarReader(bounds, lambda entry: True, lambda entry, content: found.append((entry, content)))
    for start in range(0, len(archive), step):
        reader.feed(archive[start : start + step])
    reader.close()
    return found


def expected(archive: bytes) -> list[tuple[Entry, bytes | None]]:
    rows: list[tuple[Entry, bytes | None]] = []
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            if member.isfile():
                stream = members.extractfile(member)
                assert stream is not None
                rows.append((Entry(member.name, "file", member.size), stream.read()))
            elif member.isdir():
                rows.append((Entry(member.name, "directory"), None))
            elif member.issym():
                rows.append((Entry(member.name, "symlink", 0, member.linkname), None))
    return rows


@given(
    st.dictionaries(PATH, CONTENT, max_size=8),
    st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]),
    st.integers(1, 1500),
)
def test_what_tarfile_writes_is_read_in_pieces_of_any_size(tree: Tree, kind: int, step: int) -> None:
    archive = tar(tree, kind=kind)
    assert read(archive, step=step) == expected(archive)


def test_long_names_and_links_are_read_in_both_formats() -> None:
    long = "/".join(["folder" * 10] * 5)
    for kind in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        tree: Tree = {f"{long}/file": b"x", f"{long}/link": Link(f"{long}/target")}
        assert [entry.path for entry, _ in read(tar(tree, kind=kind))] == list(tree)


def test_paths_are_made_plain() -> None:
    tree = {"./a/./b": b"1", "/etc//passwd": b"2", "./": None, "d/": None}
    assert [entry.path for entry, _ in read(tar(tree))] == ["a/b", "etc/passwd", "", "d"]


@pytest.mark.parametrize("path", ["../etc/passwd", "a/../../b", "..", "/..", "a/.."])
def test_a_path_that_climbs_is_refused(path: str) -> None:
    with pytest.raises(BadArchive, match="climbs"):
        read(tar({path: b"x"}))


def test_a_hard_link_that_climbs_is_refused() -> None:
    with pytest.raises(BadArchive, match="climbs"):
        read(tar({"a": Link("../../etc/shadow", hard=True)}))


def test_the_number_of_entries_is_bounded() -> None:
    with pytest.raises(BadArchive, match="more than 5 entries"):
        read(tar({f"f{number}": b"" for number in range(6)}), BOUNDS._replace(entries=5))


def test_the_length_of_paths_is_bounded() -> None:
    with pytest.raises(BadArchive, match="longer than 50 characters"):
        read(tar({"a" * 60: b""}), BOUNDS._replace(path=50))


def test_a_kept_file_is_bounded_before_it_is_read() -> None:
    with pytest.raises(BadArchive, match="bigger than 10 bytes"):
        read(tar({"a": b"x" * 11})[:512], BOUNDS._replace(file=10))


def header(name: bytes = b"a", size: bytes = b"00000000000\0", flag: bytes = b"0") -> bytes:
    block = bytearray(512)
    block[: len(name)] = name
    block[124:136] = size
    block[156:157] = flag
    block[257:265] = b"ustar\x0000"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (b"x" * 512, "no tar archive"),
        (header(size=b"99999999999\0"), "no tar archive"),
        (header(size=b"\xff" * 12), "impossible size"),
        (header(size=b"\x80" + b"\x7f" * 11), "impossible size"),
        (header(flag=b"x", size=b"77777777777\0"), "extended header is too big"),
        (header(flag=b"L", size=b"77777777777\0"), "extended header is too big"),
        (header(flag=b"x", size=b"00000000013\0") + b"999 path=a\n".ljust(512, b"\0"), "extended header is damaged"),
        (header(flag=b"x", size=b"00000000013\0") + b"0 aaaaaaaa\n".ljust(512, b"\0"), "extended header is damaged"),
        (header(flag=b"x", size=b"00000000013\0") + b"11 size=-1\n".ljust(512, b"\0") + header(), "impossible size"),
        (header(size=b"00000000100\0"), "ends too soon"),
        (header()[:100], "ends too soon"),
    ],
)
def test_a_damaged_archive_is_told_as_such(archive: bytes, message: str) -> None:
    with pytest.raises(BadArchive, match=message):
        read(archive)


@given(st.binary(max_size=2000))
def test_no_bytes_make_it_fail_otherwise(data: bytes) -> None:
    with contextlib.suppress(BadArchive):
        read(data)


@given(st.integers(0, 1535), st.integers(0, 255))
def test_no_changed_byte_makes_it_fail_otherwise(position: int, byte: int) -> None:
    archive = bytearray(tar({"a" * 150: b"content", "b": Link("c")}))
    archive[position % len(archive)] = byte
    with contextlib.suppress(BadArchive):
        read(bytes(archive))
