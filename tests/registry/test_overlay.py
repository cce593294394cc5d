"""Layers adding up, from the top down, against the same layers unpacked from the bottom up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from baseadvisor.registry.overlay import Overlay
from baseadvisor.registry.tar import Entry

NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
KINDS = st.sampled_from(["file", "directory", "symlink", "whiteout", "opaque"])
LAYER = st.lists(st.tuples(PATHS, KINDS), max_size=5)


def entry_of(path: str, kind: str) -> Entry:
    folder, _, name = path.rpartition("/")
    lead = f"{folder}/" if folder else ""
    if kind == "whiteout":
        return Entry(f"{lead}.wh.{name}", "file")
    if kind == "opaque":
        return Entry(f"{path}/.wh..wh..opq", "file")
    return Entry(path, kind, 0, "x" if kind == "symlink" else "")  # type: ignore[arg-type]


def overlay_of(*layers: list[Entry]) -> Overlay:
    """Layers bottom first, as a manifest lists them."""
    overlay = Overlay(lambda path: True)
    for number, layer in reversed(list(enumerate(layers))):
        overlay.begin_layer()
        for entry in layer:
            overlay.add(entry, f"{number}".encode() if entry.kind == "file" else None)
        overlay.end_layer()
    return overlay


def unpacked(layers: list[list[tuple[str, str]]]) -> dict[str, tuple[str, int]]:
    """The model: layers applied in order, whiteouts first, as an unpacker does."""
    tree: dict[str, tuple[str, int]] = {}
    for number, layer in enumerate(layers):
        for path, kind in layer:
            if kind == "whiteout":
                tree = {have: node for have, node in tree.items() if have != path and not have.startswith(f"{path}/")}
            elif kind == "opaque":
                tree = {have: node for have, node in tree.items() if not have.startswith(f"{path}/")}
        for path, kind in layer:
            if kind in ("whiteout", "opaque"):
                continue
            if kind != "directory":
                tree = {have: node for have, node in tree.items() if not have.startswith(f"{path}/")}
            tree[path] = (kind, number)
    return tree


def sensible(layers: list[list[tuple[str, str]]]) -> bool:
    """Whether no layer of its own puts a thing under what it makes a file, or has a path twice."""
    for layer in layers:
        own = {path: kind for path, kind in layer if kind not in ("whiteout", "opaque")}
        if len(own) != sum(1 for _, kind in layer if kind not in ("whiteout", "opaque")):
            return False
        for path, kind in layer:
            if any(path.startswith(f"{have}/") and of != "directory" for have, of in own.items()):
                return False
            if kind == "opaque" and own.get(path, "directory") != "directory":
                return False
    return True


@settings(max_examples=400)
@given(st.lists(LAYER, min_size=1, max_size=4).filter(sensible))
def test_top_down_sees_what_unpacking_bottom_up_makes(layers: list[list[tuple[str, str]]]) -> None:
    overlay = overlay_of(*([entry_of(*one) for one in layer] for layer in layers))
    seen = {}
    for root in ("a", "b", "c"):
        for path, node in [*overlay.under(root), (root, overlay._lookup(root))]:
            if node is not None:
                seen[path] = node
    model = unpacked(layers)
    # A file below a file of a lower layer replaces it when unpacked; a layer never relies on that.
    conflicted = {
        path for path in model for above in model if path.startswith(f"{above}/") and model[above][0] != "directory"
    }
    for path, (kind, number) in model.items():
        if path in conflicted:
            continue
        assert seen[path].entry.kind == kind
        if kind == "file":
            assert seen[path].content == str(number).encode()
    assert set(seen) - conflicted <= set(model)


def test_a_folder_that_takes_a_files_place_does_not_bring_back_what_the_file_replaced() -> None:
    overlay = overlay_of(
        [entry_of("a/a", "file")],
        [entry_of("a", "file")],
        [entry_of("a", "directory")],
    )
    assert overlay.find("a/a") is None
    assert overlay.find("a") is not None


def file(path: str) -> Entry:
    return Entry(path, "file")


def link(path: str, target: str) -> Entry:
    return Entry(path, "symlink", 0, target)


def test_links_are_followed_through_folders_and_layers() -> None:
    overlay = overlay_of(
        [Entry("usr/bin", "directory"), file("usr/bin/dash"), link("usr/bin/sh", "dash")], [link("bin", "usr/bin")]
    )
    assert overlay.resolve("bin/sh") == "usr/bin/dash"
    assert overlay.find("/bin/sh") is not None


def test_absolute_links_and_links_upwards_stay_in_the_image() -> None:
    overlay = overlay_of([link("a", "/b/c"), link("b/c", "../../../../d"), file("d")])
    assert overlay.resolve("a") == "d"


def test_link_loops_lead_nowhere() -> None:
    overlay = overlay_of([link("a", "b"), link("b", "a"), link("c", "c/c/c"), link("d", "d/" * 900)])
    assert [overlay.resolve(name) for name in "abcd"] == [None] * 4


def test_a_hard_link_has_its_targets_content() -> None:
    overlay = overlay_of([file("a"), Entry("b", "hardlink", 0, "a")])
    node = overlay.find("b")
    assert node is not None
    assert (node.content, node.entry.kind, node.entry.link) == (b"0", "file", "a")


def test_a_whiteout_of_the_root_hides_everything_below() -> None:
    overlay = overlay_of([file("a/b")], [file(".wh..wh..opq"), file("c")])
    assert overlay.find("a/b") is None
    assert overlay.find("c") is not None
