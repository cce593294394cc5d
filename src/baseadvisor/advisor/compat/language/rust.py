"""Rust: what a newer version builds for no longer.

Source: the Rust blog of 2024-04-09, "Changes to Rust's WASI targets".
"""

import re
from collections.abc import Iterator

from baseadvisor.advisor.compat.language.jumps import Jump
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
