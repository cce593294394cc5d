"""The pages of the documentation, and the blocks in them that are run.

A fenced block of `console` has a command on each line that begins with `$ `; the lines below it are what it prints,
where a line of `…` stands for any lines, and nothing at all for anything. A comment above a block says more:

    <!-- exit: 1 -->            the exit status of its commands (0 without it)
    <!-- file: NAME -->         the block is written to that file, in the page's own folder, and not run
    <!-- not run: REASON -->    it is not run
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

_FENCE = re.compile(
    r"^(?:<!-- (?P<key>exit|file|not run): (?P<value>.*?) -->\n)?"
    r"(?P<fence>`{3,})(?P<language>\w*)\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A fenced block: its 1-based line, its language, its text, and what the comment above it says."""

    line: int
    language: str
    text: str
    key: str
    value: str


class Command(NamedTuple):
    """A line to run, and what it prints: None where the page does not say."""

    line: str
    output: Sequence[str] | None


def pages() -> list[Path]:
    """Every page but those of the rules, which have no commands."""
    return sorted(path for path in DOCS.rglob("*.md") if path.parent != DOCS / "rules")


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        yield Block(
            text.count("\n", 0, found.start("fence")) + 1,
            found["language"],
            found["text"],
            found["key"] or "",
            found["value"] or "",
        )


def commands(block: Block) -> Iterator[Command]:
    """The commands of a console block."""
    line: str | None = None
    output: list[str] = []
    for each in [*block.text.splitlines(), "$ "]:
        if each.startswith("$ "):
            if line is not None:
                yield Command(line, output or None)
            line, output = each[2:], []
        else:
            output.append(each)


def matches(wanted: Sequence[str], lines: Sequence[str]) -> bool:
    """Whether `lines` are what a page shows, where `…` stands for any lines."""
    pattern = "".join(r"(?:.*\n)*" if line == "…" else re.escape(line.rstrip()) + r"\n" for line in wanted)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in lines)) is not None
