"""Decompression in pieces: what it gives is what was compressed, however it is cut, and never all at once."""

from __future__ import annotations

import gzip

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from baseadvisor.registry.decompress import PIECE, BadCompression, Decompressor, decompress

MIB = 1024 * 1024
DATA = st.lists(st.binary(min_size=1, max_size=3000), min_size=1, max_size=4)


def pieces(data: bytes, step: int) -> bytes:
    output = bytearray()
    decompressor = Decompressor(output.extend)
    for start in range(0, len(data), step):
        decompressor.feed(data[start : start + step])
    decompressor.close()
    return bytes(output)


@given(DATA, st.integers(1, 500))
def test_many_gzip_members_add_up(parts: list[bytes], step: int) -> None:
    assert pieces(b"".join(gzip.compress(part, mtime=0) for part in parts), step) == b"".join(parts)


@given(DATA, st.integers(1, 500))
def test_many_zstd_frames_add_up_and_skippable_ones_are_skipped(parts: list[bytes], step: int) -> None:
    skippable = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    frames = [zstandard.ZstdCompressor().compress(part) + skippable for part in parts]
    assert pieces(skippable + b"".join(frames), step) == b"".join(parts)


@given(st.binary(max_size=2000).filter(lambda data: data[:1] not in (b"\x1f", b"\x28", b"B", b"\xfd")))
def test_what_is_not_compressed_goes_through(data: bytes) -> None:
    if data[1:4] != b"\x2a\x4d\x18":
        assert pieces(data, 7) == data


def test_padding_after_gzip_is_passed_over() -> None:
    assert pieces(gzip.compress(b"data", mtime=0) + bytes(5000), 100) == b"data"


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_output_comes_in_bounded_pieces(kind: str) -> None:
    data = bytes(32 * MIB)
    packed = gzip.compress(data, 1, mtime=0) if kind == "gzip" else zstandard.ZstdCompressor().compress(data)
    sizes: list[int] = []
    Decompressor(lambda piece: sizes.append(len(piece))).feed(packed)
    assert sum(sizes) == len(data)
    assert max(sizes) <= PIECE


def test_a_bound_stops_it_early() -> None:
    with pytest.raises(BadCompression, match="more than 1000 bytes"):
        decompress(gzip.compress(bytes(MIB), mtime=0), 1000)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(b"x" * 1000, mtime=0)[:-9],
        gzip.compress(b"x" * 1000, mtime=0)[:20] + b"\xff" * 30,
        gzip.compress(b"x", mtime=0) + b"trailing garbage",
        zstandard.ZstdCompressor(write_checksum=True).compress(b"x" * 1000)[:-4] + b"\0\0\0\0",
        b"BZh91AY",
        b"\xfd7zXZ\0",
    ],
)
def test_damaged_data_are_told_as_such(data: bytes) -> None:
    with pytest.raises(BadCompression):
        decompress(data, MIB)


def test_a_window_that_would_take_gigabytes_is_refused() -> None:
    # A frame header (RFC 8878, 3.1.1.1.2) that asks for a window of 2 TiB.
    with pytest.raises(BadCompression):
        decompress(b"\x28\xb5\x2f\xfd\x00\xf8" + b"\x01\x00\x00" * 10, MIB)
