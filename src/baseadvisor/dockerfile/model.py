"""The model of a Dockerfile: stages, instructions and their parts, each with its exact place.

Every `start` and `end` is a character offset into `Dockerfile.text` (end exclusive); `Dockerfile.span` turns a pair of
them into lines and columns. Where this module says "as BuildKit has it", the authority is the parser in
moby/buildkit, `frontend/dockerfile/parser`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from baseadvisor.dockerfile.expansion import Value
from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.dockerfile.span import Position, Span


class Node:
    """Something that stands at a place in the file."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end


class Comment(Node):
    """A comment line. `text` is what follows the `#`, without surrounding white space."""

    __slots__ = ("text",)

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Comment({self.text!r})"


class Directive(Node):
    """A parser directive (`# syntax=…`, `# escape=…`, `# check=…`). `name` is lower case."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: str, start: int, end: int) -> None:
        super().__init__(start, end)
        self.name = name
        self.value = value

    def __repr__(self) -> str:
        return f"Directive({self.name!r}, {self.value!r})"


class Word(Node):
    """A word of an instruction's arguments; `text` is as written, quotes and escapes included."""

    __slots__ = ("text",)

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Word({self.text!r})"


class Flag(str):
    """A flag of an instruction, `--name=value` as BuildKit gives it (quotes removed); `value` is None without `=`."""

    __slots__ = ("end", "name", "start", "value")
    name: str
    value: str | None
    start: int
    end: int

    def __new__(cls, text: str, start: int, end: int) -> "Flag":
        flag = super().__new__(cls, text)
        name, equals, value = text[2:].partition("=")
        flag.name = name
        flag.value = value if equals else None
        flag.start = start
        flag.end = end
        return flag


class Pair(Node):
    """A key and its value in ENV, LABEL or ARG, both as written; `value` is None for an ARG without a default."""

    __slots__ = ("key", "key_end", "key_start", "legacy", "value", "value_end", "value_start")

    def __init__(
        self,
        key: str,
        value: str | None,
        key_place: tuple[int, int],
        value_place: tuple[int, int],
        legacy: bool = False,
    ) -> None:
        super().__init__(key_place[0], key_place[1] if value is None else value_place[1])
        self.key = key
        self.value = value
        self.key_start, self.key_end = key_place
        self.value_start, self.value_end = value_place
        self.legacy = legacy
        """Written in the old form `ENV key value`, without an equals sign."""

    def __repr__(self) -> str:
        return f"Pair({self.key!r}, {self.value!r})"


class Heredoc(Node):
    """A here-document of RUN, COPY or ADD. `start`/`end` is the redirection (`<<EOF`), the body stands below.

    `content` holds the body's lines as they are in the file; `chomp` (`<<-`) says that leading tabs do not count,
    `expand` that variables in it are expanded (the name is not quoted).
    """

    __slots__ = ("body_end", "body_start", "chomp", "content", "expand", "file_descriptor", "name")

    def __init__(self, name: str, file_descriptor: int, chomp: bool, expand: bool, start: int, end: int) -> None:
        super().__init__(start, end)
        self.name = name
        self.file_descriptor = file_descriptor
        self.chomp = chomp
        self.expand = expand
        self.content = ""
        self.body_start = end
        self.body_end = end

    def __repr__(self) -> str:
        return f"Heredoc({self.name!r}, {self.content!r})"


class Problem(Node):
    """Something that BuildKit rejects (`fatal`) or warns of.

    `kind` is a stable slug ("unknown-instruction"), `message` one line for people. `first_stage` tells that BuildKit's
    parser rejects it, rather than its reading of instructions.
    """

    __slots__ = ("fatal", "first_stage", "instruction", "kind", "message")

    def __init__(
        self,
        kind: str,
        message: str,
        start: int,
        end: int,
        *,
        fatal: bool = True,
        first_stage: bool = False,
        instruction: "Instruction | None" = None,
    ) -> None:
        super().__init__(start, end)
        self.kind = kind
        self.message = message
        self.fatal = fatal
        self.first_stage = first_stage
        self.instruction = instruction

    def __repr__(self) -> str:
        return f"Problem({self.kind!r}, {self.message!r})"


class Instruction(Node):
    """An instruction, from its keyword to its last line (here-documents included)."""

    __slots__ = (
        "_arguments_end",
        "_arguments_start",
        "_dockerfile",
        "_logical",
        "comments",
        "empty_continuations",
        "exec_form",
        "flags",
        "heredocs",
        "index",
        "inner_comments",
        "keyword",
        "keyword_end",
        "keyword_start",
        "pairs",
        "parent",
        "problems",
        "stage",
        "trigger",
        "words",
    )

    def __init__(self, dockerfile: "Dockerfile", logical: SourceMap, keyword: str) -> None:
        super().__init__(0, 0)
        self._dockerfile = dockerfile
        self._logical = logical
        self._arguments_start = 0
        self._arguments_end = 0
        self.keyword = keyword
        """In upper case, whatever the file has: "RUN"."""
        self.keyword_start = 0
        self.keyword_end = 0
        self.flags: tuple[Flag, ...] = ()
        self.words: tuple[Word, ...] = ()
        """The arguments as BuildKit splits them for this instruction: one word where it takes the text as a whole."""
        self.exec_form: list[str] | None = None
        """The strings of the JSON array, or None in shell form."""
        self.pairs: tuple[Pair, ...] = ()
        self.heredocs: tuple[Heredoc, ...] = ()
        self.comments: tuple[Comment, ...] = ()
        """The comment lines between the instruction before and this one."""
        self.inner_comments: tuple[Comment, ...] = ()
        """The comment lines between this instruction's own lines."""
        self.empty_continuations: tuple[int, ...] = ()
        """Offsets of blank lines inside the instruction, which BuildKit warns of."""
        self.stage: Stage | None = None
        self.trigger: Instruction | None = None
        """What an ONBUILD instruction holds."""
        self.parent: Instruction | None = None
        """The ONBUILD instruction that holds this one."""
        self.index = 0
        self.problems: tuple[Problem, ...] = ()

    @property
    def span(self) -> Span:
        """Where the instruction stands; `end.line` is BuildKit's end line."""
        return self._dockerfile.span(self.start, self.end)

    @property
    def line(self) -> int:
        """The 1-based line the instruction starts on."""
        return self._dockerfile.position(self.start).line

    @property
    def original(self) -> str:
        """The instruction's text with continuation lines joined, as BuildKit reads it (here-documents aside)."""
        return self._logical.text

    @property
    def arguments(self) -> str:
        """The text after keyword and flags, continuation lines joined, surrounding white space removed."""
        return self._logical.text[self._arguments_start : self._arguments_end]

    @property
    def source(self) -> SourceMap:
        """`arguments`, with the way back to the file."""
        return self._logical.slice(self._arguments_start, self._arguments_end)

    @property
    def written_keyword(self) -> str:
        """The keyword as the file has it."""
        return self._dockerfile.text[self.keyword_start : self.keyword_end]

    @property
    def values(self) -> list[str]:
        """The arguments as BuildKit's parser lists them: keys and values in turn, words, JSON strings, or the text."""
        if self.trigger is not None:
            return self.trigger.values
        if self.keyword == "HEALTHCHECK":
            return [word.text for word in self.words[:1]] + (
                self.exec_form if self.exec_form is not None else [word.text for word in self.words[1:]]
            )
        if self.exec_form is not None:
            return list(self.exec_form)
        if self.pairs and self.keyword != "ARG":
            return [text for pair in self.pairs for text in (pair.key, pair.value or "")]
        return [word.text for word in self.words]

    def flag(self, name: str) -> Flag | None:
        """The first flag called `name` (without dashes), or None."""
        for flag in self.flags:
            if flag.name == name:
                return flag
        return None

    def __repr__(self) -> str:
        return f"<Instruction {self.keyword} line {self.line}>"


class BaseImage(str):
    """The image a stage stands on: the reference after expansion where it is known, else as written."""

    __slots__ = ("value", "written")
    written: str
    """The reference as the file has it, variables and all."""
    value: Value
    """What the reference expands to, with the parts that are unknown."""

    def __new__(cls, written: str, value: Value) -> "BaseImage":
        base = super().__new__(cls, written if value.text is None else value.text)
        base.written = written
        base.value = value
        return base

    @property
    def known(self) -> bool:
        """Whether the whole reference is known."""
        return self.value.text is not None


class Stage:
    """A build stage: from a FROM up to the next."""

    __slots__ = (
        "base",
        "base_reference",
        "from_instruction",
        "index",
        "instructions",
        "name",
        "platform",
        "triggers",
        "written_name",
    )

    def __init__(self, index: int, from_instruction: Instruction, name: str | None) -> None:
        self.index = index
        """0-based, as `COPY --from=0` counts."""
        self.from_instruction = from_instruction
        self.written_name = name
        self.name = name.lower() if name is not None else None
        """The name after AS, in lower case as BuildKit keeps it, or None."""
        self.base_reference = BaseImage("", Value.literal(""))
        """What FROM names, be it an image or a stage."""
        self.base: Stage | BaseImage = self.base_reference
        self.platform: str | None = None
        """The value of `--platform`, expanded where it is known, else as written; None without the flag."""
        self.instructions: list[Instruction] = [from_instruction]
        self.triggers: list[Instruction] = []
        """Its ONBUILD instructions with flags: only those can name another stage."""

    @property
    def span(self) -> Span:
        """From the FROM to the end of the stage's last instruction."""
        return Span(self.from_instruction.span.start, self.instructions[-1].span.end)

    @property
    def base_image(self) -> BaseImage:
        """The image at the bottom, through the stages this one builds on."""
        stage = self
        while isinstance(stage.base, Stage):
            stage = stage.base
        return stage.base

    @property
    def ancestry(self) -> "tuple[Stage, ...]":
        """This stage and those it builds on (FROM), the lowest first."""
        chain = [self]
        while isinstance(chain[-1].base, Stage):
            chain.append(chain[-1].base)
        return tuple(reversed(chain))

    def __repr__(self) -> str:
        return f"<Stage {self.index} {self.name or ''} on {self.base!r}>"


class Dockerfile:
    """A parsed Dockerfile; `bytes(dockerfile)` gives back the file byte for byte."""

    __slots__ = (
        "_line_starts",
        "_stages_by_name",
        "bom",
        "comments",
        "directives",
        "escape",
        "filename",
        "global_scope",
        "instructions",
        "problems",
        "stages",
        "text",
    )

    def __init__(self, text: str, *, bom: bool = False, filename: str | None = None) -> None:
        self.text = text
        """The file's text without its byte order mark; bytes that are not UTF-8 are kept as lone surrogates."""
        self.bom = bom
        self.filename = filename
        self.escape = "\\"
        self.instructions: list[Instruction] = []
        self.stages: list[Stage] = []
        self.directives: list[Directive] = []
        self.comments: list[Comment] = []
        self.problems: list[Problem] = []
        self.global_scope: dict[str, Value | None] = {}
        """The ARGs before the first FROM with their values; None for one without a value."""
        self._line_starts: list[int] | None = None
        self._stages_by_name: dict[str, Stage] | None = None

    def __bytes__(self) -> bytes:
        return self.encode(self.text)

    def encode(self, text: str) -> bytes:
        """`text` as bytes in this file's manner: its byte order mark, and bytes that were not UTF-8 as they were."""
        return (b"\xef\xbb\xbf" if self.bom else b"") + text.encode("utf-8", "surrogateescape")

    @property
    def line_starts(self) -> Sequence[int]:
        """The offset each line starts at."""
        if self._line_starts is None:
            starts = [0]
            find, at = self.text.find, self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> Position:
        """The 1-based line and column of a character offset."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def span(self, start: int, end: int) -> Span:
        """The lines and columns of a stretch of text, given by offsets."""
        return Span(self.position(start), self.position(end))

    def stage_named(self, reference: str, before: Stage | None = None) -> Stage | None:
        """The stage that `--from=reference` means: a name in any case, or a 0-based number; None for an image.

        Of several stages with one name the last counts, as in BuildKit. `before` limits a number to earlier stages.
        """
        if reference.isascii() and reference.isdigit():
            index = int(reference) if len(reference) < 10 else len(self.stages)
            limit = len(self.stages) if before is None else before.index
            return self.stages[index] if index < limit else None
        return self.stage_called(reference)

    def target(self, name: str | None = None) -> Stage | None:
        """The stage that is built: the one called `name` (or numbered so), else the last; None where there is none."""
        if name is None:
            return self.stages[-1] if self.stages else None
        return self.stage_named(name)

    def dependencies(self, stage: Stage) -> Iterator[Stage]:
        """The stages that `stage` needs directly: its base, and what it copies or mounts from.

        An ONBUILD trigger runs in the stages that build on this one, so it is they that need what it names.
        """
        if isinstance(stage.base, Stage):
            yield stage.base
            for instruction in stage.base.triggers:
                yield from self.sources(instruction, stage)
        for instruction in stage.instructions:
            if instruction.flags and instruction.trigger is None:
                yield from self.sources(instruction, stage)

    def sources(self, instruction: Instruction, stage: Stage | None) -> Iterator[Stage]:
        """The stages that an instruction takes files from when `stage` runs it: `COPY --from`, `RUN --mount=from=`."""
        inner = instruction.trigger or instruction
        for source, _ in stage_references(instruction):
            # A mount's `from=` is a name alone: only COPY counts stages (dockerfile2llb/convert_runmount.go).
            found = self.stage_named(source, stage) if inner.keyword == "COPY" else self.stage_called(source)
            if found is not None:
                yield found

    def stage_called(self, name: str) -> Stage | None:
        """The stage with that name, in any case; the last of several."""
        if self._stages_by_name is None:
            self._stages_by_name = {stage.name: stage for stage in self.stages if stage.name is not None}
        return self._stages_by_name.get(name.lower())

    def reachable(self, target: Stage) -> set[Stage]:
        """The stages that building `target` runs, itself included; cycles are harmless."""
        seen = {target}
        waiting = [target]
        while waiting:
            for stage in self.dependencies(waiting.pop()):
                if stage not in seen:
                    seen.add(stage)
                    waiting.append(stage)
        return seen


def stage_references(instruction: Instruction) -> Iterator[tuple[str, Node]]:
    """What an instruction takes files from, with the flag that says so: `COPY --from`, `RUN --mount=from=`."""
    inner = instruction.trigger or instruction
    for flag in inner.flags:
        if flag.value is None:
            continue
        if flag.name == "from" and inner.keyword == "COPY":
            yield flag.value, Node(flag.start, flag.end)
        elif flag.name == "mount" and inner.keyword == "RUN":
            for field in flag.value.split(","):
                key, _, value = field.partition("=")
                if key.strip().lower() == "from" and value:
                    yield value, Node(flag.start, flag.end)
