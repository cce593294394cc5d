"""Rust: what a newer version builds for no longer.

Source: the Rust blog of 2024-04-09, "Changes to Rust's WASI targets".
"""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from baseadvisor.advisor.compat.language.jumps import Jump
from baseadvisor.advisor.copies import sources_of
from baseadvisor.advisor.model import Reason
from baseadvisor.advisor.move import Move

_OLD_WASI = re.compile(r"\bwasm32-wasi(?![\w-])")
# A toolchain that the file chooses by itself.
_OTHER_RUST = re.compile(
    r"\brustup\s+(?:toolchain|default|install|override)\b|default-toolchain|rust-toolchain|RUSTUP_TOOLCHAIN|\bcargo\s+\+"
)


def jump(move: Move, change: Jump) -> Iterator[Reason]:
    """What a change of Rust's version touches."""
    texts = list(move.needs.words())
    if move.run_only or not change.crosses(1, 84) or any(_OTHER_RUST.search(text) for text, _ in texts):
        return
    for text, start in texts:
        for match in _OLD_WASI.finditer(text):
            why = "Rust 1.84 left that target out: it is wasm32-wasip1"
            yield Reason("version", "breaks", "high", match[0], why, move.line(start + match.start()))


def takes_newest_crates(move: Move) -> bool:
    """Whether a Cargo.toml is copied by its name, and nothing that may be a Cargo.lock."""
    sources = [source.rpartition("/")[2] for each in move.needs.copying for source in sources_of(each)]
    brings = any(fnmatchcase("Cargo.lock", name) or name in ("", ".") for name in sources)
    elsewhere = any(command.name in ("git", "tar", "unzip", "cp") for command in move.commands())
    mounts = any("type=bind" in text for text, _ in move.needs.words())
    return "Cargo.toml" in sources and not (brings or elsewhere or mounts)
