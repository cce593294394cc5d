"""The parser: physical lines to instructions, as BuildKit's first stage reads them.

Semantics: moby/buildkit, `frontend/dockerfile/parser/parser.go`, `line_parsers.go`, `split_command.go` and
`directives.go`. Where BuildKit gives up on the whole file, this parser notes the problem and goes on, at the cost of
that instruction alone.
"""

import re
from json import JSONDecoder

from baseadvisor.dockerfile.expansion import GO_SPACE, ExpansionError, split_raw, split_unset
from baseadvisor.dockerfile.model import (
    Comment,
    Directive,
    Dockerfile,
    Flag,
    Heredoc,
    Instruction,
    Pair,
    Problem,
    Word,
)
from baseadvisor.dockerfile.source_map import SourceMap

KEYWORDS = frozenset(
    [
        "ADD",
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "RUN",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ]
)

LONGEST_LINE = 65_535
"""The most bytes of a line (without its line feed) that BuildKit reads: `bufio.MaxScanTokenSize - 1`."""

_ASCII_SPACE = "\t\n\v\f\r "

_DIRECTIVE = re.compile(r"#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=(.+)")
_REGEX_SPACE = "\t\n\f\r "
_DIRECTIVE_NAMES = ("syntax", "escape", "check")
_KEYWORD = re.compile(r"[^\t\v\f\r ]*")
_FLAG_LITERAL = re.compile(r"""[^\t\n\v\f\r "'\\]+""")
_SEPARATED = re.compile(r"[^\t\v\f\r ]+")
_HEREDOC = re.compile(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a character, from a `\\ud800` or a byte that is not UTF-8: Go reads U+FFFD."""
_JSON_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_INSTRUCTION_START = re.compile(r"[A-Z]+(?=[ \t])")


class _ShellWords(dict[str, re.Pattern[str]]):
    """Patterns by escape character, each compiled when it is first wanted."""

    def __missing__(self, escape: str) -> re.Pattern[str]:
        esc, space = re.escape(escape), re.escape(GO_SPACE)
        # Possessive: there is only one way to read it, and a long line must not fill the memory with others to try.
        double = rf'"(?:[^"{esc}]++|{esc}.)*+(?:"|{esc}?\Z)'
        pattern = rf"""(?:[^{space}"'{esc}]++|{esc}.|{double}|'[^']*+(?:'|\Z)|{esc}\Z)++"""
        self[escape] = re.compile(pattern, re.DOTALL)
        return self[escape]


_SHELL_WORDS = _ShellWords()


def parse_text(text: str, *, bom: bool = False, filename: str | None = None) -> Dockerfile:
    """Parse a Dockerfile's text, whatever it holds; what BuildKit's parser rejects is in `problems`."""
    dockerfile = Dockerfile(text, bom=bom, filename=filename)
    _Reader(dockerfile).read()
    return dockerfile


class _Reader:
    """Goes through the lines once."""

    __slots__ = ("at", "dockerfile", "escape", "last_lines", "line", "lines", "pending")

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.dockerfile = dockerfile
        self.lines = dockerfile.text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.line = 0
        """Index of the next line to read."""
        self.at = 0
        """Offset of the next line to read."""
        self.escape = "\\"
        self.pending: list[Comment] = []
        self.last_lines: tuple[dict[str, int], dict[str, int]] | None = None
        """Where each line's text stands last, as it is and without leading tabs; known once a here-document lacks its
        end, so that a thousand more like it cost no thousand searches."""

    def read(self) -> None:
        self._directives()
        lines = self.lines
        while self.line < len(lines):
            start, line = self.at, lines[self.line]
            self.line += 1
            self.at += len(line) + 1
            if not line:
                continue
            if line.endswith("\r"):
                line = line.rstrip("\r")
            stripped = line.lstrip(GO_SPACE)
            if not stripped:
                continue
            if stripped[0] == "#":
                self._comment(start, line, stripped)
            else:
                self._instruction(start + len(line) - len(stripped), stripped)
        self.dockerfile.escape = self.escape
        if not self.dockerfile.instructions and not self.dockerfile.problems:
            self._problem("no-instructions", "the file has no instructions", 0, 0)
        if len(self.dockerfile.text) > LONGEST_LINE // 4:
            self._long_lines()

    def _long_lines(self) -> None:
        """Note lines that are longer than the buffer of Go's `bufio.Scanner`, each with its instruction."""
        at = 0
        for number, line in enumerate(self.lines):
            mark = 3 if number == 0 and self.dockerfile.bom else 0
            if len(line) > LONGEST_LINE // 4 and _length(line) + mark > LONGEST_LINE:
                end = at + len(line)
                holder = next((i for i in self.dockerfile.instructions if i.start <= end and at <= i.end), None)
                message = f"the line is longer than {LONGEST_LINE} bytes, which is as much as BuildKit reads"
                self._problem("line-too-long", message, at, end, holder)
            at += len(line) + 1

    def _next_line(self) -> tuple[int, str]:
        start, line = self.at, self.lines[self.line]
        self.line += 1
        self.at += len(line) + 1
        return start, line.rstrip("\r") if line.endswith("\r") else line

    def _problem(self, kind: str, message: str, start: int, end: int, instruction: Instruction | None = None) -> None:
        problem = Problem(kind, message, start, end, first_stage=True, instruction=instruction)
        self.dockerfile.problems.append(problem)
        if instruction is not None:
            instruction.problems += (problem,)

    def _directives(self) -> None:
        """Read `# name=value` lines from the top: up to the first line that is anything else."""
        seen: set[str] = set()
        after_shebang = False
        while self.line < len(self.lines):
            line = self.lines[self.line].rstrip("\r")
            stripped = line.lstrip(GO_SPACE)
            match = _DIRECTIVE.fullmatch(stripped)
            name = match[1].lower() if match is not None else ""
            if match is None or name not in _DIRECTIVE_NAMES:
                if self.line == 0 and line.startswith("#!"):
                    # The lookup of `syntax` and `check` passes over a shebang line; `escape` is not found behind one.
                    after_shebang = True
                    start, text = self._next_line()
                    self._comment(start, text, stripped)
                    continue
                return
            start = self.at + len(line) - len(stripped)
            end = start + len(stripped.rstrip(GO_SPACE))
            self._next_line()
            value = match[2].strip(_REGEX_SPACE) or match[2][-1]  # of blanks alone, the last one is the value
            if name in seen:
                if after_shebang:  # where the parser proper does not look for directives any more
                    continue
                self._problem("duplicate-directive", f"only one {name} parser directive can be used", start, end)
                continue
            seen.add(name)
            if name == "escape" and not after_shebang:
                if value in ("\\", "`"):
                    self.escape = value
                else:
                    self._problem("invalid-escape", f"invalid escape token {value!r}: use ` or \\", start, end)
            self.dockerfile.directives.append(Directive(name, value, start, end))

    def _comment(self, start: int, line: str, stripped: str) -> None:
        begin = start + len(line) - len(stripped)
        comment = Comment(stripped[1:].strip(GO_SPACE), begin, begin + len(stripped.rstrip(GO_SPACE)))
        self.dockerfile.comments.append(comment)
        self.pending.append(comment)

    def _instruction(self, start: int, first: str) -> None:
        """Read the instruction that begins at `start`: join its lines, take it apart, fetch its here-documents."""
        escape = self.escape
        body = first.rstrip(" \t")
        end = start + len(first.rstrip(GO_SPACE))
        inner: list[Comment] = []
        empty: list[int] = []
        if not _continues(body, escape):
            logical = SourceMap(first, (0,), (start,))
        else:
            pieces = [body[:-1]]
            starts, origins, length = [0], [start], len(body) - 1
            lines, number, following = self.lines, self.line, self.at
            at, line = start, first
            while number < len(lines):
                at, line = following, lines[number]
                number += 1
                following += len(line) + 1
                if line.endswith("\r"):
                    line = line.rstrip("\r")
                stripped = line.lstrip(GO_SPACE)
                if not stripped:
                    empty.append(at)
                    continue
                if stripped[0] == "#":
                    begin = at + len(line) - len(stripped)
                    inner.append(Comment(stripped[1:].strip(GO_SPACE), begin, at + len(line.rstrip(GO_SPACE))))
                    continue
                starts.append(length)
                origins.append(at)
                body = line.rstrip(" \t")
                if body[-1] != escape or body[-2:-1] == escape:
                    pieces.append(line)
                    break
                pieces.append(body[:-1])
                length += len(body) - 1
            self.line, self.at = number, following
            end = at + len(line.rstrip(GO_SPACE))
            logical = SourceMap("".join(pieces), starts, origins)
        instruction = Instruction(self.dockerfile, logical, "")
        instruction.start, instruction.end = start, end
        if self.pending:
            instruction.comments, self.pending = tuple(self.pending), []
        if inner:
            instruction.inner_comments = tuple(inner)
            self.dockerfile.comments.extend(inner)
        instruction.empty_continuations = tuple(empty)
        self._take_apart(instruction, logical, 0)
        if "<<" in logical.text:
            self._heredocs(instruction, logical)
        instruction.index = len(self.dockerfile.instructions)
        self.dockerfile.instructions.append(instruction)

    def _take_apart(self, instruction: Instruction, logical: SourceMap, at: int) -> None:
        """Find keyword, flags and arguments from `at` on in the joined text."""
        text = logical.text
        length = len(text.rstrip(GO_SPACE))
        at = _skip(text, at, length, GO_SPACE)
        match = _KEYWORD.match(text, at, max(at, length))
        keyword_end = match.end() if match is not None else at
        instruction.keyword = text[at:keyword_end].upper()
        if keyword_end > at:
            instruction.keyword_start, instruction.keyword_end = logical.span(at, keyword_end)
        else:
            instruction.keyword_start = instruction.keyword_end = instruction.start
        at = _skip(text, keyword_end, length, _ASCII_SPACE)
        if text.startswith("--", at):
            at, instruction.flags = _flags(logical, at, length)
        at = _skip(text, at, length, GO_SPACE)
        instruction._arguments_start, instruction._arguments_end = at, max(at, length)
        take = _ARGUMENTS.get(instruction.keyword)
        if take is not None and at < length:
            try:
                take(self, instruction, logical, at, length)
            except _RejectedError as rejected:
                self._problem(rejected.kind, rejected.message, instruction.start, instruction.end, instruction)

    def _heredocs(self, instruction: Instruction, logical: SourceMap) -> None:
        inner = instruction.trigger or instruction
        if inner.keyword not in ("RUN", "COPY", "ADD") or inner.exec_form is not None:
            return
        try:
            heredocs = _heredocs_of(logical)
        except ExpansionError as error:
            self._problem("invalid-heredoc", str(error), instruction.start, instruction.end, instruction)
            return
        heredocs = [heredoc for heredoc in heredocs if not self._is_a_shift(heredoc)]
        for heredoc in heredocs:
            if not self._heredoc_body(heredoc):
                self._problem(
                    "unterminated-heredoc",
                    f"the here-document has no end: no line {heredoc.name[:80]!r} follows",
                    heredoc.start,
                    heredoc.end,
                    instruction,
                )
            instruction.end = max(instruction.end, self.at - 1)
        instruction.end = min(instruction.end, len(self.dockerfile.text))
        if heredocs:
            last = self.dockerfile.text[: instruction.end][-1:]
            if last == "\r":
                instruction.end -= 1
        inner.heredocs = tuple(heredocs)
        if inner is not instruction:
            instruction.heredocs = inner.heredocs
            inner.end = instruction.end

    def _is_a_shift(self, heredoc: Heredoc) -> bool:
        """Whether white space follows `<<` and no line below ends the here-document, as in `$((1 << 2))`.

        BuildKit before 0.22 reads no here-document there, and a newer one refuses the file; without a sign that one was
        meant, the older reading is the likelier.
        """
        written = self.dockerfile.text[heredoc.start : heredoc.end]
        after = written.partition("<<")[2].removeprefix("-")
        if not after[:1].isspace():
            return False
        for line in self.lines[self.line :]:
            candidate = line.rstrip("\r")
            if (candidate.lstrip("\t") if heredoc.chomp else candidate) == heredoc.name:
                return False
        return True

    def _heredoc_body(self, heredoc: Heredoc) -> bool:
        """Read the lines up to the terminator; without one, up to what looks like the next instruction."""
        heredoc.body_start = heredoc.body_end = min(self.at, len(self.dockerfile.text))
        first, at, escape_hatch = self.line, self.at, None
        hopeless = self.last_lines is not None and self.last_lines[heredoc.chomp].get(heredoc.name, -1) < first
        for index in range(first, len(self.lines)):
            line = self.lines[index]
            candidate = line.rstrip("\r")
            if heredoc.chomp:
                candidate = candidate.lstrip("\t")
            if candidate == heredoc.name:
                heredoc.body_end = at
                heredoc.content = self.dockerfile.text[heredoc.body_start : at]
                self.line, self.at = index + 1, at + len(line) + 1
                return True
            start = _INSTRUCTION_START.match(line) if escape_hatch is None else None
            if start is not None and start[0] in KEYWORDS:
                escape_hatch = (index, at)
                if hopeless:
                    break
            at += len(line) + 1
        if self.last_lines is None:
            plain = [line.rstrip("\r") for line in self.lines]
            self.last_lines = (
                {line: index for index, line in enumerate(plain)},
                {line.lstrip("\t"): index for index, line in enumerate(plain)},
            )
        self.line, self.at = escape_hatch or (len(self.lines), at)
        heredoc.body_end = min(self.at, len(self.dockerfile.text))
        heredoc.content = self.dockerfile.text[heredoc.body_start : heredoc.body_end]
        return False


def _length(text: str) -> int:
    """How many bytes the text was in the file."""
    return len(text.encode("utf-8", "replace"))  # a byte that was not UTF-8 is replaced by one byte


def _continues(body: str, escape: str) -> bool:
    """Whether a line (without trailing blanks) goes on: it ends in one escape character, not in two."""
    return body.endswith(escape) and body[-2:-1] != escape


class _RejectedError(Exception):
    """What BuildKit's parser refuses to take apart."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def _skip(text: str, at: int, end: int, space: str) -> int:
    while at < end and text[at] in space:
        at += 1
    return at


def _flags(logical: SourceMap, at: int, end: int) -> tuple[int, tuple[Flag, ...]]:
    """The flags from `at` on, and where the arguments begin. A backslash escapes here, whatever `# escape=` says."""
    text = logical.text
    flags: list[Flag] = []
    while at < end:
        at = _skip(text, at, end, _ASCII_SPACE)
        if not text.startswith("--", at, end):
            break
        start, word, quote, blank_ok = at, [], "", False
        while at < end:
            run = _FLAG_LITERAL.match(text, at, end)
            if run is not None:
                word.append(run[0])
                at = run.end()
                continue
            char = text[at]
            if not quote and char in _ASCII_SPACE:
                break
            if char == "\\":
                if at + 1 == end:
                    at += 1
                    quote = ""
                    continue
                at += 1
                word.append(text[at])
            elif char == quote:
                quote = ""
            elif not quote and char in "'\"":
                quote = char
                blank_ok = True
            else:
                word.append(char)
            at += 1
        flag = "".join(word)
        if flag == "--":
            break
        if flag or blank_ok:
            flags.append(Flag(flag, logical.offset(start), logical.end_offset(at)))
    return at, tuple(flags)


def _word(logical: SourceMap, start: int, end: int) -> Word:
    return Word(logical.text[start:end], *logical.span(start, end))


def _json_array(instruction: Instruction, logical: SourceMap, at: int, end: int) -> bool:
    """Read a JSON array of strings, if there is one. What follows the array does not count, as in BuildKit."""
    text = logical.text
    if text[at] != "[":
        return False
    try:
        array, length = _DECODER.raw_decode(text[at:end])
    except (ValueError, RecursionError):
        return False
    if not all(isinstance(item, str) for item in array):
        raise _RejectedError(
            "json-not-strings", "when using JSON array syntax, arrays must be comprised of strings only"
        )
    if _SURROGATE.search("".join(array)):
        array = [_SURROGATE.sub("\ufffd", item) for item in array]
    instruction.exec_form = array
    instruction.words += tuple(
        Word(match[0], *logical.span(match.start(), match.end()))
        for match in _JSON_STRING.finditer(text, at, at + length)
    )
    return True


def _no_constant(name: str) -> str:
    raise ValueError(f"{name} is not JSON")


def _float64(number: str) -> float:
    """A number as Go reads it; what is too large for it makes the array no JSON."""
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{number[:40]} is out of range")
    return value


_DECODER = JSONDecoder(parse_constant=_no_constant, parse_int=_float64, parse_float=_float64)


def _whole(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    instruction.words += (_word(logical, at, end),)


def _separated(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    instruction.words = tuple(
        _word(logical, match.start(), match.end()) for match in _SEPARATED.finditer(logical.text, at, end)
    )


def _json_or_whole(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    if not _json_array(instruction, logical, at, end):
        instruction.words += (_word(logical, at, end),)


def _json_or_separated(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    if not _json_array(instruction, logical, at, end):
        _separated(reader, instruction, logical, at, end)


def _health(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    text = logical.text
    kind_end = at
    while kind_end < end and text[kind_end] not in _ASCII_SPACE:
        kind_end += 1
    instruction.words = (_word(logical, at, kind_end),)
    kind_end = _skip(text, kind_end, end, _ASCII_SPACE)
    if kind_end < end:
        _json_or_whole(reader, instruction, logical, kind_end, end)


def _shell_words(logical: SourceMap, at: int, end: int, escape: str) -> list[tuple[int, int]]:
    """The words of a list of assignments, quotes kept: where each begins and ends."""
    text = logical.text
    places = []
    for match in _SHELL_WORDS[escape].finditer(text, at, end):
        start, stop = match.span()
        if stop == end and text[stop - 1] == escape and _dangling_escape(text, start, stop, escape):
            stop -= 1
        if stop > start:
            places.append((start, stop))
    return places


def _dangling_escape(text: str, start: int, stop: int, escape: str) -> bool:
    """Whether the last character is an escape with nothing to escape, which BuildKit drops."""
    quote, at = "", start
    while at < stop:
        char = text[at]
        if char == escape and quote != "'":
            if at + 1 == stop:
                return True
            at += 1
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        at += 1
    return False


def _assignments(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    """ENV and LABEL: `key=value …`, or the old `key value`."""
    text = logical.text
    places = _shell_words(logical, at, end, reader.escape)
    if not places:
        return
    if "=" not in text[places[0][0] : places[0][1]]:
        first = _SEPARATED.match(text, at, end)
        second = _SEPARATED.search(text, first.end(), end) if first is not None else None
        if first is None or second is None:
            raise _RejectedError("missing-value", f"{instruction.keyword} must have two arguments: a name and a value")
        key_place = (logical.offset(at), logical.end_offset(first.end()))
        value_place = (logical.offset(second.start()), logical.end_offset(end))
        instruction.pairs = (Pair(first[0], text[second.start() : end], key_place, value_place, legacy=True),)
        return
    for start, stop in places:
        if "=" not in text[start:stop]:
            raise _RejectedError(
                "missing-equals",
                f"can't find = in {text[start:stop][:80]!r}: {instruction.keyword} takes name=value",
            )
    instruction.pairs = tuple(_pair(logical, start, stop) for start, stop in places)
    instruction.words = tuple(_word(logical, start, stop) for start, stop in places)


def _pair(logical: SourceMap, start: int, stop: int) -> Pair:
    text = logical.text[start:stop]
    key, equals, value = text.partition("=")
    begin, finish = logical.offset(start), logical.end_offset(stop)
    if not equals:
        return Pair(key, None, (begin, finish), (finish, finish))
    key_end = logical.end_offset(start + len(key)) if key else begin
    value_start = logical.offset(start + len(key) + 1) if value else finish
    return Pair(key, value, (begin, key_end), (value_start, finish))


def _arg(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    places = _shell_words(logical, at, end, reader.escape)
    instruction.words = tuple(_word(logical, start, stop) for start, stop in places)
    instruction.pairs = tuple(_pair(logical, start, stop) for start, stop in places)


def _onbuild(reader: _Reader, instruction: Instruction, logical: SourceMap, at: int, end: int) -> None:
    inner = Instruction(reader.dockerfile, logical, "")
    inner.start, inner.end = logical.offset(at), instruction.end
    inner.parent = instruction
    inner.comments, inner.inner_comments = instruction.comments, instruction.inner_comments
    depth, outer = 0, instruction
    while outer.parent is not None:
        depth, outer = depth + 1, outer.parent
    if depth < 20:
        reader._take_apart(inner, logical, at)
    if inner.problems:
        instruction.problems += inner.problems
    instruction.trigger = inner


_ARGUMENTS = {
    "ADD": _json_or_separated,
    "ARG": _arg,
    "CMD": _json_or_whole,
    "COPY": _json_or_separated,
    "ENTRYPOINT": _json_or_whole,
    "ENV": _assignments,
    "EXPOSE": _separated,
    "FROM": _separated,
    "HEALTHCHECK": _health,
    "LABEL": _assignments,
    "MAINTAINER": _whole,
    "ONBUILD": _onbuild,
    "RUN": _json_or_whole,
    "SHELL": _json_or_whole,
    "STOPSIGNAL": _whole,
    "USER": _whole,
    "VOLUME": _json_or_separated,
    "WORKDIR": _whole,
}


def _heredocs_of(logical: SourceMap) -> list[Heredoc]:
    """The here-documents that a line announces, in order; raises `ExpansionError`."""
    heredocs = []
    searched = 0
    for word in split_raw(logical.text):
        found = logical.text.find(word, searched)
        if found >= 0:
            searched = found + len(word)
        parts = _heredoc_word(word)
        if parts is not None:
            start = max(found, 0)
            place = logical.offset(start), logical.end_offset(start + len(word))
            heredocs.append(Heredoc(*parts, *place))
    return heredocs


def _heredoc_word(word: str) -> tuple[str, int, bool, bool] | None:
    """The name of the here-document a word announces, its file descriptor, chomp and expand; None for other words."""
    match = _HEREDOC.fullmatch(word)
    if match is None or not match[3]:
        return None
    names = split_unset(match[3], raw_quotes=False)
    if len(names) != 1:
        return None
    raw = split_unset(match[3], raw_quotes=True)
    if len(raw) != 1:
        raise ExpansionError(f"the name of a here-document can't be read: {match[3]}")
    descriptor = int(match[1].lstrip("0")[:20] or "0")
    return names[0], descriptor, match[2] == "-", _quotes(names[0]) == _quotes(raw[0])


def is_heredoc_word(word: str) -> bool:
    """Whether a word announces a here-document, as `<<EOF` does."""
    try:
        return "<<" in word and _heredoc_word(word) is not None
    except ExpansionError:
        return False


def _quotes(text: str) -> int:
    return text.count("'") + text.count('"')
