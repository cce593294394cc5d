"""Undoing a layer's compression piece by piece: gzip (many members), zstd (many frames), or none.

Output is pushed on in bounded pieces, so that memory does not grow with what a bomb expands to; the bound on the sum is
the reader's, which counts what it is given.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import zstandard

Sink = Callable[[bytes], object]
PIECE = 256 * 1024
_MAX_WINDOW = 128 * 1024 * 1024  # zstd's own default for decoders
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_SKIPPABLE = b"\x2a\x4d\x18"  # after a byte 0x50..0x5f


class BadCompression(Exception):  # noqa: N818 - wrapped into a RegistryError by whoever knows the image
    """The compressed data are damaged, or compressed in a way that layers are not."""


class Decompressor:
    """Takes compressed pieces with ``feed`` and hands decompressed ones (of at most PIECE bytes or so) to ``sink``."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._head = b""
        self._feed: Callable[[bytes], None] | None = None
        self._member: zlib._Decompress | None = None
        self._writer: zstandard.ZstdDecompressionWriter | None = None
        self._between = True

    def feed(self, data: bytes) -> None:
        """Decompress a piece. Raises BadCompression, and whatever the sink raises."""
        if self._feed is None:
            # The magic can be cut by the pieces of the network.
            data = self._head = self._head + data
            if len(data) < 4:
                return
            self._feed = self._choose(data)
        self._feed(data)

    def close(self) -> None:
        """Say that the data end here. Raises BadCompression when they end in the middle of something."""
        if self._feed is None and self._head:
            self._sink(self._head)
        elif self._member is not None:
            raise BadCompression("its gzip data end too soon")

    def _choose(self, head: bytes) -> Callable[[bytes], None]:
        if head[:2] == _GZIP:
            return self._gunzip
        if head[:4] == _ZSTD or (head[1:4] == _ZSTD_SKIPPABLE and head[0] & 0xF0 == 0x50):
            sink = _Writer(self._sink)
            decompressor = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
            self._writer = decompressor.stream_writer(sink, write_size=PIECE)  # type: ignore[arg-type]
            return self._unzstd
        if head[:3] in (b"BZh", b"\xfd7z"):
            raise BadCompression("it is compressed neither with gzip nor with zstd")
        return self._plain

    def _plain(self, data: bytes) -> None:
        self._sink(data)

    def _gunzip(self, data: bytes) -> None:
        try:
            while data or self._member is not None:
                if self._member is None:
                    data = data.lstrip(b"\0") if self._between else data
                    if not data:
                        return
                    self._member, self._between = zlib.decompressobj(wbits=31), False
                member = self._member
                output = member.decompress(data, PIECE)
                if output:
                    self._sink(output)
                data = member.unconsumed_tail
                if member.eof:
                    data, self._member, self._between = member.unused_data, None, True
                elif not data and len(output) < PIECE:
                    return
        except zlib.error as error:
            raise BadCompression("its gzip data are damaged") from error

    def _unzstd(self, data: bytes) -> None:
        assert self._writer is not None  # noqa: S101 - set with this method
        try:
            self._writer.write(data)
        except zstandard.ZstdError as error:
            raise BadCompression("its zstd data are damaged") from error


class _Writer:
    """What zstandard wants to write to."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, data: bytes) -> int:
        self._sink(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


def decompress(data: bytes, limit: int) -> bytes:
    """All of a small piece of compressed data. Raises BadCompression when it is damaged or expands beyond ``limit``."""
    output = bytearray()

    def take(piece: bytes) -> None:
        output.extend(piece)
        if len(output) > limit:
            raise BadCompression(f"it expands to more than {limit} bytes")

    decompressor = Decompressor(take)
    decompressor.feed(data)
    decompressor.close()
    return bytes(output)
