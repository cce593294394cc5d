"""Heredocs inside a script, found before the grammar sees it.

The grammar has trouble with what may follow `<<EOF` on its line (more words, a second heredoc, a pipe) and with a
heredoc whose body stands elsewhere, as in `RUN cat <<EOF > /file`. So each `<<EOF` is shown to it as a plain `< EOF`
and each body as empty lines of the same length: every offset stays what it was.
"""

import re
from typing import NamedTuple

_STEP = re.compile(
    r"""
      (?P<escape>\\.)
    | (?P<single>'[^']*'?)
    | (?P<double>"(?:[^"\\]|\\.)*"?)
    | (?P<arithmetic>\$?\(\()
    | (?P<herestring><<<)
    | (?P<heredoc><<(?P<strip>-?)[ \t]*(?P<word>(?:[^\s<>|&;()'"\\]|\\.|'[^'\n]*'|"[^"\n]*")+))
    | (?P<line>\n)
    | (?P<comment>(?<![^\s;&|()])\#[^\n]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTING = re.compile(r"[\\'\"]")


class Heredoc(NamedTuple):
    """One heredoc: character indexes in the script's text."""

    operator_start: int
    word_start: int
    word_end: int
    body_start: int
    body_end: int  # just after the last line of the body; the line with the delimiter comes next
    expand: bool  # the delimiter is not quoted, so the body expands
    missing: bool  # no body follows in this text
    closed: bool  # the delimiter was found


def mask(text: str) -> tuple[str, tuple[Heredoc, ...]]:
    """The text as the grammar shall see it, and the heredocs taken out of it."""
    found: list[Heredoc] = []
    waiting: list[re.Match[str]] = []
    changes: list[tuple[int, int, str]] = []
    at = 0
    size = len(text)
    while True:
        step = _STEP.search(text, at)
        if step is None:
            break
        at = step.end()
        kind = step.lastgroup
        if kind == "word" or kind == "strip" or kind == "heredoc":
            waiting.append(step)
        elif kind == "arithmetic":
            at = _arithmetic_end(text, at)
        elif kind == "line" and waiting:
            for heredoc in waiting:
                body_start = at
                at, body_end, closed = _body(text, at, heredoc)
                found.append(_heredoc(heredoc, body_start, body_end, closed, missing=body_start >= size))
                changes.append((body_start, min(at, size), _blank(text[body_start : min(at, size)])))
            waiting = []
    for heredoc in waiting:
        found.append(_heredoc(heredoc, size, size, closed=False, missing=True))
    if not found:
        return text, ()
    for each in found:
        word = text[each.word_start : each.word_end]
        changes.append((each.operator_start, each.word_start, "<".ljust(each.word_start - each.operator_start)))
        if "\\" in word:
            changes.append((each.word_start, each.word_end, word.replace("\\", "_")))
    changes.sort()
    pieces: list[str] = []
    last = 0
    for start, end, replacement in changes:
        pieces += (text[last:start], replacement)
        last = end
    pieces.append(text[last:])
    return "".join(pieces), tuple(found)


def _heredoc(step: re.Match[str], body_start: int, body_end: int, closed: bool, missing: bool) -> Heredoc:
    return Heredoc(
        step.start(),
        step.start("word"),
        step.end("word"),
        body_start,
        body_end,
        _QUOTING.search(step["word"]) is None,
        missing,
        closed,
    )


def _body(text: str, at: int, step: re.Match[str]) -> tuple[int, int, bool]:
    """Where the text goes on after the body that begins at `at`, where the body ends, and whether its end was found."""
    delimiter = _QUOTING.sub("", step["word"])
    strip = bool(step["strip"])
    size = len(text)
    while at < size:
        end = text.find("\n", at)
        end = size if end < 0 else end
        line = text[at:end]
        if (line.lstrip("\t") if strip else line) == delimiter:
            return end, at, True
        at = end + 1
    return size, size, False


def _arithmetic_end(text: str, at: int) -> int:
    """Just after the `))` that closes an arithmetic expression, or `at` where nothing closes it on this line."""
    close = text.find("))", at)
    line = text.find("\n", at)
    if close < 0 or (0 <= line < close):
        return at
    return close + 2


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))
