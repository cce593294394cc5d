"""Variables in a Dockerfile's words, expanded as BuildKit's `shell.Lex` does, with what is not known kept apart.

BuildKit always has a value for every variable; a linter has not: a base image brings an environment of its own, and a
build argument may be given from outside. So an expansion here gives a `Value`: the parts that are known, and between
them the names of those that are not. Semantics: moby/buildkit, `frontend/dockerfile/shell/lex.go`.
"""

import re
from collections.abc import Callable, Iterable, Sequence

GO_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""White space as Go's `unicode.IsSpace` has it; Python's own notion is wider."""

_SPECIAL_PARAMETERS = "@*#?-$!0"
_SPACES = re.compile(f"[{re.escape(GO_SPACE)}]+")
_OPENS_HEREDOC = re.compile(r"(?<!<)(?:<<)+\Z")


class _Literal(dict[tuple[str, str | None], re.Pattern[str]]):
    """Patterns by escape and stop character, each compiled when it is first wanted: few files need more than two."""

    def __missing__(self, key: tuple[str, str | None]) -> re.Pattern[str]:
        escape, stop = key
        ends = re.escape(GO_SPACE) if stop != '"' else ""
        quotes = "'\"" if stop != '"' else '"'
        pattern = self[key] = re.compile(f"[^{quotes}${re.escape(escape)}{ends}{stop or ''}]+")
        return pattern


_LITERAL = _Literal()
"""Runs of characters that mean nothing but themselves: up to white space, or in double quotes (stop `"`)."""

LONGEST_VALUE = 131_072
"""Characters of variables in one word beyond which the result is unknown: no process could be given a longer one
(Linux, MAX_ARG_STRLEN), and doubling a variable thirty times must not fill the memory."""

_MATCHING_LIMIT = 1_000_000
"""Value length times pattern length beyond which a pattern is not tried: the result is unknown instead."""


class Unknown:
    """A part of a value that cannot be known from the file; `name` is the variable it hangs on."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"Unknown({self.name!r})"


class Value:
    """What a word expands to: known text and unknown parts, in order."""

    __slots__ = ("parts", "text")

    def __init__(self, parts: Iterable[str | Unknown]) -> None:
        merged: list[str | Unknown] = []
        for part in parts:
            if isinstance(part, str) and merged and isinstance(merged[-1], str):
                merged[-1] += part
            elif part != "":
                merged.append(part)
        self.parts = tuple(merged)
        self.text: str | None = None
        """The whole value, or None where any part of it is unknown."""
        if not merged:
            self.text = ""
        elif len(merged) == 1 and isinstance(merged[0], str):
            self.text = merged[0]

    @classmethod
    def literal(cls, text: str) -> "Value":
        """A value that is known."""
        value = cls.__new__(cls)
        value.parts = (text,) if text else ()
        value.text = text
        return value

    @classmethod
    def unknown(cls, name: str) -> "Value":
        """A value of which nothing is known but the variable it comes from."""
        value = cls.__new__(cls)
        value.parts = (Unknown(name),)
        value.text = None
        return value

    @property
    def length(self) -> int:
        """How many characters are known, and one for each part that is not."""
        if self.text is not None:
            return len(self.text)
        return sum(len(part) if isinstance(part, str) else 1 for part in self.parts)

    @property
    def prefix(self) -> str:
        """The known text before the first unknown part."""
        first = self.parts[0] if self.parts else ""
        return first if isinstance(first, str) else ""

    @property
    def suffix(self) -> str:
        """The known text after the last unknown part."""
        last = self.parts[-1] if self.parts else ""
        return last if isinstance(last, str) else ""

    @property
    def names(self) -> tuple[str, ...]:
        """The variables that make it unknown."""
        return tuple(part.name for part in self.parts if isinstance(part, Unknown))

    @property
    def surely_not_empty(self) -> bool:
        """Whether some text is there, whatever the unknown parts are."""
        return any(isinstance(part, str) for part in self.parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return NotImplemented
        return self.text == other.text and self.prefix == other.prefix and self.names == other.names

    def __hash__(self) -> int:
        return hash((self.text, self.prefix, self.names))

    def __repr__(self) -> str:
        return f"Value({list(self.parts)!r})"


Lookup = Callable[[str], Value | None]
"""Gives the value of a variable: None where it is surely not set."""


class ExpansionError(ValueError):
    """A word that BuildKit refuses to expand, such as `${}` or an unmatched quote."""


class _TooLongError(Exception):
    """The variables of a word come to more than `LONGEST_VALUE`; says which one was the last."""


class Expansion:
    """The result of expanding a word: its value, and the variables that were found set and not set."""

    __slots__ = ("matched", "unmatched", "value", "words")

    def __init__(self, value: Value, words: list[str], matched: list[str], unmatched: list[str]) -> None:
        self.value = value
        self.words = words
        self.matched = matched
        self.unmatched = unmatched


def expand(word: str, lookup: Lookup, escape: str = "\\") -> Expansion:
    """Expand the variables of `word` and take its quotes and escapes away.

    Raises `ExpansionError` where BuildKit would end the build.
    """
    if "$" not in word and "'" not in word and '"' not in word and escape not in word:
        return Expansion(Value.literal(word), [], [], [])
    lexer = _Lexer(word, lookup, escape)
    try:
        parts, words = lexer.run(None, False)
    except _TooLongError as error:
        return Expansion(Value.unknown(error.args[0]), [], lexer.matched, lexer.unmatched)
    return Expansion(Value(parts), words, lexer.matched, lexer.unmatched)


def split_raw(line: str) -> list[str]:
    """The words of a line with quotes, escapes and variables left as they are; [] where a quote has no end.

    White space behind `<<` belongs to the word (moby/buildkit, `frontend/dockerfile/shell/lex.go`, since v0.22).
    """
    lexer = _Lexer(line, _nothing_set, "\\", raw_quotes=True, raw_escapes=True, keep_unset=True, joins_heredocs=True)
    try:
        return lexer.run(None, True)[1]
    except ExpansionError:
        return []


def split_unset(text: str, *, raw_quotes: bool) -> list[str]:
    """The words of `text`, variables left as they are, quotes kept or taken away; raises `ExpansionError`."""
    return _Lexer(text, _nothing_set, "\\", raw_quotes=raw_quotes, keep_unset=True).run(None, False)[1]


def _nothing_set(name: str) -> Value | None:
    return None


Parts = list[str | Unknown]

_TEMPLATE = re.compile(r"\$(?:\$|\{\w+\}|\w+)")
"""What Go's `Regexp.ReplaceAllString`, behind `${v//p/r}`, takes for its own in a replacement."""


class _Words:
    """Splits what the lexer reads into words: white space splits unless it was quoted."""

    __slots__ = ("done", "pieces")

    def __init__(self) -> None:
        self.done: list[str] = []
        self.pieces: list[str] = []

    def add(self, text: str) -> None:
        at = 0
        for space in _SPACES.finditer(text):
            if space.start() > at:
                self.pieces.append(text[at : space.start()])
            self.split()
            at = space.end()
        if at < len(text):
            self.pieces.append(text[at:])

    def add_raw(self, text: str) -> None:
        if text:
            self.pieces.append(text)

    def split(self) -> None:
        if self.pieces:
            self.done.append("".join(self.pieces))
            self.pieces.clear()

    def finish(self) -> list[str]:
        self.split()
        return self.done


class _Lexer:
    __slots__ = (
        "at",
        "depth",
        "escape",
        "joins_heredocs",
        "keep_unset",
        "length",
        "lookup",
        "matched",
        "raw_escapes",
        "raw_quotes",
        "source",
        "unmatched",
    )

    def __init__(
        self,
        source: str,
        lookup: Lookup,
        escape: str,
        *,
        raw_quotes: bool = False,
        raw_escapes: bool = False,
        keep_unset: bool = False,
        joins_heredocs: bool = False,
    ) -> None:
        self.source = source
        self.lookup = lookup
        self.escape = escape
        self.raw_quotes = raw_quotes
        self.raw_escapes = raw_escapes
        self.keep_unset = keep_unset
        self.joins_heredocs = joins_heredocs
        self.at = 0
        self.depth = 0
        self.length = 0
        self.matched: list[str] = []
        self.unmatched: list[str] = []

    def peek(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def next(self) -> str:
        char = self.peek()
        self.at += 1 if char else 0
        return char

    def run(self, stop: str | None, raw_escapes: bool) -> tuple[Parts, list[str]]:
        """Read up to `stop` (None: the end); inside, escapes stay as they are when `raw_escapes`."""
        before = self.raw_escapes
        self.raw_escapes = raw_escapes
        self.depth += 1
        if self.depth > 100:
            raise ExpansionError("substitutions are nested too deeply")
        try:
            return self._run(stop)
        finally:
            self.raw_escapes = before
            self.depth -= 1

    def _run(self, stop: str | None) -> tuple[Parts, list[str]]:
        parts: Parts = []
        words = _Words()
        source, literal = self.source, _LITERAL[self.escape, stop].match
        while True:
            run = literal(source, self.at)
            if run is not None:
                self.at = run.end()
                parts.append(run[0])
                words.add_raw(run[0])
            char = self.peek()
            if not char:
                break
            if char == stop:
                self.at += 1
                return parts, words.finish()
            if char == "'":
                text = self._single_quoted()
                parts.append(text)
                words.add_raw(text)
            elif char == '"':
                quoted = self._double_quoted()
                parts.extend(quoted)
                words.add_raw(_as_text(quoted))
            elif char == "$":
                expanded = self._dollar()
                parts.extend(expanded)
                words.add(_as_text(expanded))
            elif self.joins_heredocs and char != self.escape and run is not None and _OPENS_HEREDOC.search(run[0]):
                start, self.at = self.at, self._after_space()
                parts.append(source[start : self.at])
                words.add_raw(source[start : self.at])
            else:
                self.at += 1
                if char != self.escape:
                    words.split()  # white space
                else:
                    if self.raw_escapes:
                        words.add_raw(char)
                        parts.append(char)
                    char = self.next()
                    if not char:
                        break
                    words.add_raw(char)
                parts.append(char)
        if stop is not None:
            raise ExpansionError(f"unexpected end of statement while looking for matching {stop}")
        return parts, words.finish()

    def _after_space(self) -> int:
        space = _SPACES.match(self.source, self.at)
        return self.at if space is None else space.end()

    def _single_quoted(self) -> str:
        end = self.source.find("'", self.at + 1)
        if end < 0:
            self.at = len(self.source)
            raise ExpansionError("unexpected end of statement while looking for matching single-quote")
        text = self.source[self.at + 1 : end]
        self.at = end + 1
        return f"'{text}'" if self.raw_quotes else text

    def _double_quoted(self) -> Parts:
        self.at += 1
        parts: Parts = ['"'] if self.raw_quotes else []
        source, literal = self.source, _LITERAL[self.escape, '"'].match
        while True:
            run = literal(source, self.at)
            if run is not None:
                self.at = run.end()
                parts.append(run[0])
            char = self.peek()
            if not char:
                break
            if char == '"':
                self.at += 1
                if self.raw_quotes:
                    parts.append('"')
                return parts
            if char == "$":
                parts.extend(self._dollar())
                continue
            self.at += 1
            if char == self.escape:
                if self.raw_escapes:
                    parts.append(char)
                following = self.peek()
                if not following:
                    continue
                if following in ('"', "$", self.escape):
                    char = self.next()
            parts.append(char)
        raise ExpansionError("unexpected end of statement while looking for matching double-quote")

    def _get(self, name: str) -> Value | None:
        value = self.lookup(name)
        (self.unmatched if value is None else self.matched).append(name)
        if value is not None:
            self.length += value.length
            if self.length > LONGEST_VALUE:
                raise _TooLongError(name)
        return value

    def _dollar(self) -> Parts:
        self.at += 1
        if self.peek() != "{":
            name = self._name()
            if not name:
                return ["$"]
            value = self._get(name)
            if value is None:
                return ["$" + name] if self.keep_unset else []
            return list(value.parts)
        self.at += 1
        if not self.peek():
            raise ExpansionError("syntax error: missing '}'")
        if self.peek() in "{}:":
            raise ExpansionError("syntax error: bad substitution")
        name = self._name()
        operator = self.next()
        if operator == "}":
            value = self._get(name)
            if value is None:
                return [f"${{{name}}}"] if self.keep_unset else []
            return list(value.parts)
        if operator == "/":
            return self._replacement(name)
        null_is_unset = operator == ":"
        if null_is_unset:
            operator = self.next()
        if not operator or operator not in "+-?#%":
            raise ExpansionError(f"unsupported modifier ({':' * null_is_unset}{operator}) in substitution")
        word = self._operand("}", operator in "#%")
        value = self._get(name)
        if value is None and self.keep_unset:
            return [f"${{{name}{':' * null_is_unset}{operator}{_as_text(word)}}}"]
        return _modified(name, value, operator, word, null_is_unset)

    def _operand(self, stop: str, raw_escapes: bool) -> Parts:
        try:
            return self.run(stop, raw_escapes)[0]
        except ExpansionError:
            if not self.peek():
                raise ExpansionError(f"syntax error: missing '{stop}'") from None
            raise

    def _replacement(self, name: str) -> Parts:
        everywhere = self.peek() == "/"
        if everywhere:
            self.at += 1
        pattern = self._operand("/", True)
        replacement = self._operand("}", True)
        value = self._get(name)
        if value is None and self.keep_unset:
            return [f"${{{name}/{_as_text(pattern)}/{_as_text(replacement)}}}"]
        known = [Value(pattern).text, Value(replacement).text, value.text if value is not None else ""]
        if any(text is None for text in known):
            return [Unknown(name)]
        substitute = known[1] or ""
        if everywhere and "$" in substitute:
            substitute = _TEMPLATE.sub(lambda match: "$" if match[0] == "$$" else "", substitute)
        replaced = _replace(_tokens(known[0] or ""), substitute, known[2] or "", everywhere)
        return [Unknown(name)] if replaced is None else [replaced]

    def _name(self) -> str:
        start = self.at
        char = self.peek()
        if char.isdecimal():
            while self.peek().isdecimal():
                self.at += 1
        elif char and char in _SPECIAL_PARAMETERS:
            self.at += 1
        else:
            while (char := self.peek()) and (char == "_" or char.isalpha() or char.isdecimal()):
                self.at += 1
        return self.source[start : self.at]


def _as_text(parts: Parts) -> str:
    return "".join(part if isinstance(part, str) else f"${{{part.name}}}" for part in parts)


def _modified(name: str, value: Value | None, operator: str, word: Parts, null_is_unset: bool) -> Parts:
    """The result of `${name<operator>word}`."""
    if operator in "#%":
        return _trimmed(name, value, operator, word)
    if value is not None and value.text is None and not (value.surely_not_empty or not null_is_unset):
        return [Unknown(name)]
    absent = value is None or (null_is_unset and value.text == "")
    if operator == "-":
        return word if absent else list(value.parts) if value is not None else []
    if operator == "+":
        return [] if absent else word
    if absent:
        why = _as_text(word) or ("is not allowed to be unset" if value is None else "is not allowed to be empty")
        raise ExpansionError(f"{name}: {why}")
    return list(value.parts) if value is not None else []


def _trimmed(name: str, value: Value | None, operator: str, word: Parts) -> Parts:
    pattern = Value(word).text
    text = "" if value is None else value.text
    if pattern is None or text is None:
        return [Unknown(name)]
    longest = pattern.startswith(operator)
    tokens = _tokens(pattern[1:] if longest else pattern)
    if len(text) * (len(tokens) + 1) > _MATCHING_LIMIT:
        return [Unknown(name)]
    if operator == "#":
        length = _match_length(tokens, text, longest)
        return [text[length or 0 :]]
    length = _match_length(tokens[::-1], text[::-1], longest)
    return [text[: len(text) - (length or 0)]]


_ANY_TEXT, _ANY_CHAR = "**", "??"
"""Marks among a pattern's tokens; every other token is one literal character."""


def _tokens(pattern: str) -> list[str]:
    """A shell pattern of `*`, `?` and literal characters; a backslash takes a meaning away (`\\/` and `\\}` too)."""
    tokens: list[str] = []
    chars = iter(pattern)
    for char in chars:
        if char == "*":
            tokens.append(_ANY_TEXT)
        elif char == "?":
            tokens.append(_ANY_CHAR)
        elif char == "\\":
            escaped = next(chars, "")
            if escaped not in ("*", "?", "\\", "/", "}"):
                raise ExpansionError(f"invalid pattern ({pattern}) in substitution: invalid escape '\\{escaped}'")
            tokens.append(escaped)
        else:
            tokens.append(char)
    return tokens


def _match_length(tokens: Sequence[str], text: str, longest: bool) -> int | None:
    """How many characters at the start of `text` the pattern takes: the most or the fewest; None for no match."""
    end = len(tokens)

    def closed(states: Iterable[int]) -> set[int]:
        reached = set()
        for state in states:
            reached.add(state)
            while state < end and tokens[state] == _ANY_TEXT:
                state += 1
                reached.add(state)
        return reached

    states = closed([0])
    found = 0 if end in states else None
    for index, char in enumerate(text):
        if found is not None and not longest:
            return found
        following = set()
        for state in states:
            if state == end:
                continue
            token = tokens[state]
            if token == char or (token == _ANY_CHAR and char != "\n"):
                following.add(state + 1)
            elif token == _ANY_TEXT and char != "\n":
                following.add(state)
        states = closed(following)
        if not states:
            break
        if end in states:
            found = index + 1
    return found


def _replace(tokens: Sequence[str], replacement: str, text: str, everywhere: bool) -> str | None:
    """`text` with the first or every match replaced; None where that would be too much work."""
    if len(text) * len(text) * (len(tokens) + 1) > _MATCHING_LIMIT:
        return None
    result, at, last_end = [], 0, -1
    while at <= len(text):
        length = _match_length(tokens, text[at:], True)
        if length is None or (length == 0 and at == last_end):
            result.append(text[at : at + 1])
            at += 1
            continue
        result.append(replacement)
        if not everywhere:
            return "".join(result) + text[at + length :]
        if length == 0:
            result.append(text[at : at + 1])
            at += 1
        else:
            at += length
            last_end = at
    return "".join(result)


def unquote(text: str, escape: str = "\\") -> str:
    """`text` without its quotes and escapes, its variables left as they are; raises `ExpansionError`."""
    return _as_text(_Lexer(text, _nothing_set, escape, keep_unset=True).run(None, False)[0])
