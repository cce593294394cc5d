"""Reading layers out of a registry: streamed and bounded, or by table of contents where a layer has one."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from baseadvisor.registry.decompress import BadCompression, Decompressor
from baseadvisor.registry.errors import DigestMismatch, ProtocolError, Unreachable, Where
from baseadvisor.registry.models import Descriptor
from baseadvisor.registry.options import MIB, Limits
from baseadvisor.registry.overlay import Overlay
from baseadvisor.registry.tar import BadArchive, Bounds, Entry, TarReader
from baseadvisor.registry.toc import BadToc, has_toc, read_file, read_toc

_BATCH = 256 * 1024
_RESUMES = 3
# A layer smaller than this is quicker read whole than by its table of contents.
_TOC_FROM = MIB
# So little is left of a layer that reading it, to verify the digest, costs nothing worth saving.
_VERIFY_REST = 2 * MIB


class OpenBlob(Protocol):
    """Opens a blob's raw bytes from one offset to before another; yields the status (200 or 206) and the pieces."""

    def __call__(
        self, layer: Descriptor, start: int, end: int | None
    ) -> AbstractAsyncContextManager[tuple[int, AsyncIterator[bytes]]]: ...


@dataclass(slots=True)
class Spent:
    """What reading took: compressed bytes moved, decompressed bytes seen, layers read and layers verified."""

    compressed: int = 0
    decompressed: int = 0
    layers: int = 0
    verified: int = 0
    notes: list[str] = field(default_factory=list)


class OverBudget(Exception):  # noqa: N818 - what was read so far still counts
    """The bound on bytes for one image is reached."""


class LayerReader:
    """Reads layers of one image into an overlay; ``enough`` says when all is known and reading can stop."""

    def __init__(
        self,
        overlay: Overlay,
        *,
        limits: Limits,
        where: Where,
        open_blob: OpenBlob,
        content: Callable[[str], bool],
        enough: Callable[[], bool],
    ) -> None:
        self._overlay = overlay
        self._limits = limits
        self._where = where
        self._open_blob = open_blob
        self._content = content
        self._enough = enough
        self._bounds = Bounds(limits.layer_entries, limits.path, limits.file)
        self._kept = 0
        self._kept_entries = 0
        self.spent = Spent()
        self.satisfied = False

    async def read(self, layer: Descriptor) -> None:
        """Read one layer, top layers first. Raises RegistryError, or OverBudget."""
        if layer.size > self._limits.layer_compressed:
            raise OverBudget
        self._overlay.begin_layer()
        self.spent.layers += 1
        if layer.size >= _TOC_FROM and has_toc(layer.annotations) is not None:
            kept = self._kept, self._kept_entries
            try:
                await self._by_toc(layer)
            except (BadToc, BadArchive) as error:
                self.spent.notes.append(f"{layer.digest[:19]}…: {error}; it was read whole")
                self._overlay.begin_layer()
                self._kept, self._kept_entries = kept
            else:
                self._overlay.end_layer()
                self.satisfied = self._enough()
                return
        await self._stream(layer)
        self._overlay.end_layer()

    # By table of contents

    async def _by_toc(self, layer: Descriptor) -> None:
        async def read(start: int, end: int) -> bytes:
            return await self._range(layer, start, end)

        table = await read_toc(layer.annotations, layer.size, read, self._bounds)
        wanted = []
        for member in table:
            if (
                member.entry.kind == "file"
                and self._content(member.entry.path)
                and self._overlay.sees(member.entry.path)
            ):
                wanted.append(member)
            else:
                self._remember(member.entry)
                self._overlay.add(member.entry, None)
        for member in wanted:
            self._keep(member.entry)
            if member.entry.path.endswith("/libc.so.6"):
                # A megabyte only for a version that the package database mostly tells.
                self._overlay.add(member.entry, None)
                continue
            self._overlay.add(member.entry, await read_file(member, read, self._limits.file))
        # Hard links may come before the file they mean; by now it is known.
        for member in table:
            if member.entry.kind == "hardlink":
                self._overlay.add(member.entry, None)
        # The table and each file were checked against digests that the manifest vouches for.
        self.spent.verified += 1

    async def _range(self, layer: Descriptor, start: int, end: int) -> bytes:
        if not 0 <= start < end <= layer.size:
            raise BadToc("the table points nowhere")
        data = bytearray()
        async with self._open_blob(layer, start, end) as (status, pieces):
            if status != 206:
                raise BadToc("the registry does not serve parts of it")
            async for piece in pieces:
                self._spend(len(piece))
                data += piece
                if len(data) > end - start:
                    raise BadToc("the registry sent more than was asked for")
        if len(data) != end - start:
            raise BadToc("the registry sent less than was asked for")
        return bytes(data)

    # Streaming

    async def _stream(self, layer: Descriptor) -> None:
        algorithm, _, expected = layer.digest.partition(":")
        digest = hashlib.new(algorithm)
        tar = TarReader(self._bounds, self._wants, self._found)
        decompressor = Decompressor(lambda data: self._expand(tar, data))
        taken = 0
        # Closed at once when left early: its connection and its place in the queue are free again.
        async with contextlib.aclosing(self._batches(layer)) as batches:
            async for batch in batches:
                taken += len(batch)
                if taken > layer.size:
                    raise ProtocolError("a layer is longer than its manifest says", self._where)
                await asyncio.to_thread(self._digestible, digest.update, decompressor.feed, batch)
                if self.satisfied and layer.size - taken > _VERIFY_REST:
                    # All is known: the rest of the layer stays where it is, and its digest unproven.
                    return
        self._guarded(decompressor.close)
        self._guarded(tar.close)
        if taken != layer.size:
            raise ProtocolError("a layer is shorter than its manifest says", self._where)
        if digest.hexdigest() != expected:
            raise DigestMismatch(
                "a layer does not hash to its digest", self._where, hint="try again, or tell its owner"
            )
        self.spent.verified += 1

    def _digestible(self, update: Callable[[bytes], None], feed: Callable[[bytes], None], batch: bytes) -> None:
        update(batch)
        self._guarded(lambda: feed(batch))
        self.satisfied = self.satisfied or self._enough()

    def _guarded(self, action: Callable[[], object]) -> None:
        try:
            action()
        except (BadArchive, BadCompression) as error:
            raise ProtocolError(f"a layer cannot be read: {error}", self._where) from None

    def _expand(self, tar: TarReader, data: bytes) -> None:
        self.spent.decompressed += len(data)
        if self.spent.decompressed > self._limits.layers_decompressed:
            raise BadArchive(f"the layers expand to more than {self._limits.layers_decompressed} bytes")
        tar.feed(data)

    def _wants(self, entry: Entry) -> bool:
        if not (self._content(entry.path) and self._overlay.sees(entry.path)):
            return False
        self._keep(entry)
        return True

    def _found(self, entry: Entry, content: bytes | None) -> None:
        self._remember(entry)
        self._overlay.add(entry, content)

    def _keep(self, entry: Entry) -> None:
        """Count a file that is to be held in memory, before it is."""
        self._kept += entry.size
        if self._kept > self._limits.kept:
            raise BadArchive(f"the files that are needed are bigger than {self._limits.kept} bytes together")

    def _remember(self, entry: Entry) -> None:
        """Count an entry that the overlay will remember: whiteouts, and what is relevant."""
        if ".wh." in entry.path or self._overlay.sees(entry.path):
            self._kept_entries += 1
            if self._kept_entries > self._limits.kept_entries:
                raise BadArchive(f"it holds more than {self._limits.kept_entries} entries of the kinds that are read")

    async def _batches(self, layer: Descriptor) -> AsyncGenerator[bytes, None]:
        """The layer's bytes in pieces worth a thread's turn; a broken connection is taken up where it broke."""
        batch = bytearray()
        offset = 0
        for attempt in range(_RESUMES + 1):
            try:
                async with self._open_blob(layer, offset, None) as (status, pieces):
                    # A server without ranges starts over.
                    skip = offset if status == 200 else 0
                    async for piece in pieces:
                        self._spend(len(piece))
                        fresh = piece[skip:]
                        skip = max(0, skip - len(piece))
                        batch += fresh
                        offset += len(fresh)
                        if len(batch) >= _BATCH:
                            yield bytes(batch)
                            batch.clear()
                break
            except Unreachable:
                if attempt == _RESUMES or offset >= layer.size:
                    raise
        if batch:
            yield bytes(batch)

    def _spend(self, size: int) -> None:
        self.spent.compressed += size
        if self.spent.compressed > self._limits.layers_compressed:
            raise OverBudget
