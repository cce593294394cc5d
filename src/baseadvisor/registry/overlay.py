"""The files of an image as its layers add up, read from the top layer down.

OCI image specification, layer.md: a file ``.wh.<name>`` hides ``<name>`` in the layers below, ``.wh..wh..opq`` in a
folder hides all that lies in it below; neither touches its own layer. Reading from the top, the first layer to have a
path wins, and what it hides is never looked at below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from baseadvisor.registry.tar import Entry

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_MAX_LINKS = 40  # as Linux (path_resolution(7))


class Node(NamedTuple):
    """A path in the image: its entry, and its content where kept; a file's ``link`` is its hard link's target."""

    entry: Entry
    content: bytes | None = None


class Overlay:
    """Collects nodes layer by layer; ``relevant`` says which paths are worth remembering.

    Call ``begin_layer``, then ``sees`` and ``add`` for every entry, and ``end_layer``; top layer first.
    """

    def __init__(self, relevant: Callable[[str], bool]) -> None:
        self._relevant = relevant
        self._nodes: dict[str, Node] = {}
        self._hidden: set[str] = set()  # hidden below, with all under it
        self._opaque: set[str] = set()  # what is under it is hidden below
        self._layer: dict[str, Node] = {}
        self._layer_hidden: set[str] = set()
        self._layer_opaque: set[str] = set()

    def begin_layer(self) -> None:
        """Start the next layer down."""
        self._layer, self._layer_hidden, self._layer_opaque = {}, set(), set()

    def sees(self, path: str) -> bool:
        """Whether a path of this layer shows in the image and is worth remembering."""
        return self._relevant(path) and not self._covered(path)

    def add(self, entry: Entry, content: bytes | None) -> None:
        """Take in an entry of the current layer; the last of several with one path counts, as when unpacking."""
        folder, _, name = entry.path.rpartition("/")
        if name.startswith(_WHITEOUT):
            if name == _OPAQUE:
                self._layer_opaque.add(folder)
            elif not name.startswith(".wh..wh."):
                hidden = name[len(_WHITEOUT) :]
                self._layer_hidden.add(f"{folder}/{hidden}" if folder else hidden)
            return
        above = self._nodes.get(entry.path)
        if above is not None and above.entry.kind == "directory" and entry.kind != "directory":
            # A layer above made a folder of what was a file here: nothing that lies below this file shows any more.
            self._layer_opaque.add(entry.path)
        if not self.sees(entry.path):
            return
        if entry.kind == "hardlink":
            target = self._layer.get(entry.link) or self._nodes.get(entry.link)
            # A hard link is the same file: where its target was remembered, so is its content.
            size, kept = (target.entry.size, target.content) if target else (0, None)
            self._layer[entry.path] = Node(Entry(entry.path, "file", size, entry.link), kept)
            return
        self._layer[entry.path] = Node(entry, content)

    def end_layer(self) -> None:
        """Finish the layer: what it has and hides now covers the layers below."""
        for path, node in self._layer.items():
            self._nodes.setdefault(path, node)
        self._hidden |= self._layer_hidden
        self._opaque |= self._layer_opaque
        self.begin_layer()

    def find(self, path: str) -> Node | None:
        """The node a path leads to through symlinks; None when nothing remembered is there."""
        resolved = self.resolve(path)
        return None if resolved is None else self._lookup(resolved)

    def resolve(self, path: str) -> str | None:
        """Where a path leads through symlinks, remembered or not; None for a loop or a way out of the image."""
        pending = [part for part in reversed(path.split("/")) if part not in ("", ".")]
        walked: list[str] = []
        links = 0
        while pending:
            part = pending.pop()
            if part == "..":
                # Above the root is the root, as for a process in the container.
                walked = walked[:-1]
                continue
            here = "/".join([*walked, part])
            node = self._lookup(here)
            if node is None or node.entry.kind != "symlink":
                walked.append(part)
                continue
            links += 1
            if links > _MAX_LINKS or len(pending) > 1000:
                return None
            if node.entry.link.startswith("/"):
                walked = []
            pending.extend(part for part in reversed(node.entry.link.split("/")) if part not in ("", "."))
        return "/".join(walked)

    def dangles(self, path: str) -> bool:
        """Whether a path that ``find`` does not find is known not to be there.

        It is unless it is a link that leads to a path which is not remembered, and may well exist.
        """
        folder, _, name = path.rpartition("/")
        parent = self.resolve(folder) if folder else ""
        node = None if parent is None else self._lookup(f"{parent}/{name}" if parent else name)
        target = self.resolve(path)
        return node is None or target is None or self._relevant(target)

    def under(self, folder: str) -> Iterator[tuple[str, Node]]:
        """All remembered nodes below a folder, in order of path."""
        start = folder + "/"
        merged = {**self._layer, **self._nodes}
        for path in sorted(merged):
            if path.startswith(start):
                yield path, merged[path]

    def _lookup(self, path: str) -> Node | None:
        return self._nodes.get(path) or self._layer.get(path)

    def _covered(self, path: str) -> bool:
        if path in self._nodes or path in self._hidden:
            return True
        folder = path
        while "/" in folder:
            folder = folder.rpartition("/")[0]
            if folder in self._hidden or folder in self._opaque:
                return True
            above = self._nodes.get(folder)
            if above is not None and above.entry.kind != "directory":
                return True
        return "" in self._opaque
