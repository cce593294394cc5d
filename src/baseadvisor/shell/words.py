"""What a shell makes of one word: quote removal, expansions, braces.

Follows POSIX.1-2024, Shell Command Language, sections 2.2 (quoting) and 2.6 (word expansions), with the additions of
bash that people use in Dockerfiles: `$'…'`, brace expansion, process substitution.
"""

import itertools
import re
from typing import NamedTuple

from baseadvisor.dockerfile.source_map import SourceMap

# A word without any of these characters stands for itself.
SPECIAL = re.compile(r"[\\'\"$`*?\[{<>(]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!-]")
_BRACED_NAME = re.compile(r"[#!]?([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])")
_INNER_NAME = re.compile(r"\$\{?[#!]?([A-Za-z_][A-Za-z0-9_]*)")
_SKIM = re.compile(r"[\\'\"`()]|\$\{")
_SKIM_BRACE = re.compile(r"[\\'\"`}]|\$[({]")
_ANSI_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[0-7]{1,3}|.)", re.DOTALL)
_ANSI = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}
_DEFAULT = re.compile(r"(:?[-=+?])", re.DOTALL)
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)|([A-Za-z])\.\.([A-Za-z])")
# More words than this out of one brace expansion are not worked out.
_BRACE_LIMIT = 256


class Literal(NamedTuple):
    """Characters that stand for themselves: `start` and `end` in the word as written."""

    start: int
    end: int
    text: str


class Expansion(NamedTuple):
    """A part of a word that the shell replaces."""

    start: int
    end: int
    name: str | None  # the variable, None for a command or process substitution and for arithmetic
    operator: str  # "" for a plain one; ":-" "-" ":=" "=" ":+" "+" ":?" "?"; "other" for what is not worked out
    argument: str  # what follows the operator, as written
    inner: tuple[str, ...]  # variables named inside the argument


class Reading(NamedTuple):
    """What `read` found in a word."""

    parts: tuple[Literal | Expansion, ...]
    quoted: bool
    glob: bool
    braces: bool

    @property
    def value(self) -> str | None:
        """The literal after quote removal; None when something in it expands."""
        texts = []
        for part in self.parts:
            if isinstance(part, Expansion):
                return None
            texts.append(part.text)
        return "".join(texts)

    @property
    def prefix(self) -> str:
        """The literal part before the first expansion."""
        texts = []
        for part in self.parts:
            if isinstance(part, Expansion):
                break
            texts.append(part.text)
        return "".join(texts)

    @property
    def names(self) -> tuple[str, ...]:
        """The variables it expands, in order."""
        names: list[str] = []
        for part in self.parts:
            if isinstance(part, Expansion):
                if part.name is not None:
                    names.append(part.name)
                names.extend(part.inner)
        return tuple(names)


def read(raw: str) -> Reading:
    """Take a word, as written, apart."""
    parts: list[Literal | Expansion] = []
    quoted = glob = braces = False
    start = 0  # of the literal run in progress
    i = 0
    size = len(raw)
    double = False

    def flush(end: int) -> None:
        if end > start:
            parts.append(Literal(start, end, raw[start:end]))

    while i < size:
        char = raw[i]
        if char == "\\":
            following = raw[i + 1 : i + 2]
            if double and following not in ("$", "`", '"', "\\", "\n"):
                i += 1
                continue
            flush(i)
            quoted = quoted or following != "\n"
            if following and following != "\n":
                parts.append(Literal(i + 1, i + 2, following))
            i += 2
            start = i
        elif char == '"':
            flush(i)
            quoted = True
            double = not double
            i += 1
            start = i
        elif char == "'" and not double:
            flush(i)
            quoted = True
            close = raw.find("'", i + 1)
            close = size if close < 0 else close
            if close > i + 1:
                parts.append(Literal(i + 1, close, raw[i + 1 : close]))
            i = close + 1
            start = i
        elif char == "$":
            following = raw[i + 1 : i + 2]
            if following == "'" and not double:
                flush(i)
                quoted = True
                close = _ansi_end(raw, i + 2)
                if close > i + 2:
                    parts.append(Literal(i + 2, close, _ansi_text(raw[i + 2 : close])))
                i = close + 1
                start = i
            elif following == '"' and not double:
                flush(i)
                i += 1
                start = i
            else:
                expansion = _expansion(raw, i)
                if expansion is None:
                    i += 1
                    continue
                flush(i)
                parts.append(expansion)
                i = start = expansion.end
        elif char == "`":
            flush(i)
            end = _backtick_end(raw, i)
            parts.append(Expansion(i, end, None, "", raw[i + 1 : end - 1], ()))
            i = start = end
        elif double:
            i += 1
        elif char in "<>" and raw[i + 1 : i + 2] == "(":
            flush(i)
            end = _parenthesis_end(raw, i + 1)
            parts.append(Expansion(i, end, None, "", raw[i + 2 : end - 1], ()))
            i = start = end
        else:
            if char in "*?[":
                glob = True
            elif char == "{" and not braces:
                braces = _brace_parts(raw, i) is not None
            i += 1
    flush(min(i, size))
    return Reading(tuple(parts), quoted, glob, braces)


def _expansion(raw: str, at: int) -> Expansion | None:
    """The expansion whose `$` stands at `at`, or None where the `$` stands for itself."""
    following = raw[at + 1 : at + 2]
    if following == "(":
        end = _parenthesis_end(raw, at + 1)
        return Expansion(at, end, None, "", raw[at + 2 : end - 1], ())
    if following == "{":
        end = _brace_end(raw, at + 2)
        inside = raw[at + 2 : end - 1] if raw[end - 1 : end] == "}" else raw[at + 2 : end]
        named = _BRACED_NAME.match(inside)
        if named is None:
            return Expansion(at, end, None, "other", inside, ())
        rest = inside[named.end() :]
        if named.start(1) > 0:
            return Expansion(at, end, named[1], "other", rest, ())
        if not rest:
            return Expansion(at, end, named[1], "", "", ())
        operator = _DEFAULT.match(rest)
        inner = tuple(_INNER_NAME.findall(rest))
        if operator is None:
            return Expansion(at, end, named[1], "other", rest, inner)
        return Expansion(at, end, named[1], operator[1], rest[operator.end() :], inner)
    named = _NAME.match(raw, at + 1)
    return Expansion(at, named.end(), named[0], "", "", ()) if named else None


def _parenthesis_end(raw: str, at: int) -> int:
    """The index just after the parenthesis that closes the one at `at`."""
    depth = 0
    i = at
    size = len(raw)
    while i < size:
        found = _SKIM.search(raw, i)
        if found is None:
            return size
        mark = found[0]
        i = found.end()
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if depth == 0:
                return i
        else:
            i = _skip(raw, found.start(), mark)
    return size


def _brace_end(raw: str, at: int) -> int:
    """The index just after the `}` that closes the `${` before `at`."""
    depth = 1
    i = at
    size = len(raw)
    while i < size:
        found = _SKIM_BRACE.search(raw, i)
        if found is None:
            return size
        mark = found[0]
        i = found.end()
        if mark == "}":
            depth -= 1
            if depth == 0:
                return i
        elif mark == "${":
            depth += 1
        elif mark == "$(":
            i = _parenthesis_end(raw, i - 1)
        else:
            i = _skip(raw, found.start(), mark)
    return size


def _skip(raw: str, at: int, mark: str) -> int:
    """The index just after the quoted stretch, the escape or the `${` that begins at `at`."""
    if mark == "\\":
        return at + 2
    if mark == "'":
        close = raw.find("'", at + 1)
        return len(raw) if close < 0 else close + 1
    if mark == "`":
        return _backtick_end(raw, at)
    if mark == '"':
        i = at + 1
        while i < len(raw) and raw[i] != '"':
            i += 2 if raw[i] == "\\" else 1
        return i + 1
    return at + 2


def _backtick_end(raw: str, at: int) -> int:
    i = at + 1
    while i < len(raw) and raw[i] != "`":
        i += 2 if raw[i] == "\\" else 1
    return min(i + 1, len(raw))


def _ansi_end(raw: str, at: int) -> int:
    i = at
    while i < len(raw) and raw[i] != "'":
        i += 2 if raw[i] == "\\" else 1
    return min(i, len(raw))


def _ansi_text(raw: str) -> str:
    def decode(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "xuU" and len(code) > 1:
            number = int(code[1:], 16)
            return chr(number) if number < 0x110000 else "\ufffd"
        if code[0] in "01234567":
            return chr(int(code, 8) & 0xFF)
        return _ANSI.get(code, code if code in "\\'\"?" else "\\" + code)

    return _ANSI_ESCAPE.sub(decode, raw)


def _brace_parts(raw: str, at: int) -> tuple[int, list[str]] | None:
    """The end and the alternatives of the brace expansion at `at`, or None where the brace stands for itself."""
    depth = 0
    cuts = [at + 1]
    i = at
    size = len(raw)
    while i < size:
        char = raw[i]
        if char == "\\":
            i += 2
            continue
        if char in "'\"`":
            i = _skip(raw, i, char)
            continue
        if char == "$" and raw[i + 1 : i + 2] == "{":
            i = _brace_end(raw, i + 2)
            continue
        if char in " \t\n":
            return None
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                if len(cuts) > 1:
                    cuts.append(i + 1)
                    return i + 1, [raw[a : b - 1] for a, b in itertools.pairwise(cuts)]
                counted = _RANGE.fullmatch(raw, at + 1, i)
                return (i + 1, _range(counted)) if counted else None
        elif char == "," and depth == 1:
            cuts.append(i + 1)
        i += 1
    return None


def _range(counted: re.Match[str]) -> list[str]:
    if counted[1] is not None:
        first, last = int(counted[1][:9]), int(counted[2][:9])
    else:
        first, last = ord(counted[3]), ord(counted[4])
    step = 1 if last >= first else -1
    numbers = range(first, last + step, step)[: _BRACE_LIMIT + 1]
    return [str(number) if counted[1] is not None else chr(number) for number in numbers]


def brace_alternatives(raw: str) -> list[str]:
    """The words, still as written, that brace expansion makes of one; the word alone where there are no braces.

    At most 256 come out; beyond that the word is given back whole.
    """
    done: list[str] = []
    pending = [raw]
    while pending:
        word = pending.pop()
        at = 0
        while True:
            at = word.find("{", at)
            if at < 0:
                done.append(word)
                break
            if word[at - 1 : at] in ("$", "\\") or _inside_quotes(word, at):
                at += 1
                continue
            found = _brace_parts(word, at)
            if found is None:
                at += 1
                continue
            end, alternatives = found
            pending.extend(word[:at] + alternative + word[end:] for alternative in reversed(alternatives))
            break
        if len(done) + len(pending) > _BRACE_LIMIT:
            return [raw]
    return done


def _inside_quotes(word: str, at: int) -> bool:
    i = 0
    while i < at:
        char = word[i]
        if char == "\\":
            i += 2
        elif char in "'\"`":
            i = _skip(word, i, char)
            if i > at:
                return True
        else:
            i += 1
    return False


def unquoted(source: SourceMap, start: int, end: int) -> SourceMap:
    """The word at `start`-`end` of `source` after quote removal, expansions as written, still pointing into the file.

    This is the script that `sh -c WORD` hands to the inner shell, as far as it can be known.
    """
    raw = source.text[start:end]
    pieces: list[SourceMap] = []
    for part in read(raw).parts:
        piece = source.slice(start + part.start, start + part.end)
        if isinstance(part, Literal) and part.text != piece.text:  # `$'…'`: one place for all that is decoded
            pieces.append(SourceMap.plain(part.text, piece.offset(0)))
        else:
            pieces.append(piece)
    inside = min(start + 1, max(0, len(source.text) - 1))
    return SourceMap.joined(pieces) if pieces else SourceMap.plain("", source.offset(inside))


def joined(sources: list[SourceMap]) -> SourceMap:
    """Several texts with a space between them, as `eval` joins its arguments."""
    if not sources:
        return SourceMap.plain("", 0)
    pieces: list[SourceMap] = []
    for source in sources:
        if pieces:
            pieces.append(SourceMap.plain(" ", source.offset(0)))
        pieces.append(source)
    return SourceMap.joined(pieces)
