"""What a script is made of. All `start` and `end` are character offsets into the Dockerfile, end exclusive."""

from collections.abc import Sequence
from typing import Any

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell.words import SPECIAL, Expansion, Literal, Reading, brace_alternatives, read

# How far variables are followed through variables, and how many parts may be filled in for one word.
_RESOLVE_DEPTH = 16
_RESOLVE_STEPS = 2_000

# A cluster such as `-qy` holds the flags `-q` and `-y`, except where a single dash begins long options.
_SINGLE_DASH_LONG = frozenset(
    (
        "find",
        "java",
        "javac",
        "jlink",
        "keytool",
        "mvn",
        "mvnw",
        "gradle",
        "gradlew",
        "ant",
        "sbt",
        "go",
        "gcc",
        "g++",
        "cc",
        "c++",
        "clang",
        "ld",
        "openssl",
        "convert",
        "magick",
        "ffmpeg",
        "terraform",
        "packer",
        "consul",
        "vault",
        "qemu-img",
        "xmllint",
        "expect",
        "erl",
        "rebar3",
        "mono",
        "msbuild",
        "dotnet",
        "php-fpm",
        "X",
        "Xvfb",
    )
)
# Commands that succeed whatever happened before them.
_ALWAYS_SUCCEED = frozenset(("true", ":", "echo", "printf"))


class Word:
    """One word of a command.

    `text` is the word as written, `value` the literal after quote removal (None when anything in it expands; a glob
    stays as written), `prefix` the literal part before the first expansion, `expansions` the names of the variables in
    it, `substitutes` whether a command or process substitution is in it, `glob` whether an unquoted `*`, `?` or `[` is,
    `braces` whether bash would make several words of it.
    """

    __slots__ = (
        "_reading",
        "braces",
        "end",
        "expansions",
        "glob",
        "index",
        "prefix",
        "quoted",
        "start",
        "text",
        "value",
    )

    text: str
    start: int
    end: int
    index: int
    value: str | None
    prefix: str
    quoted: bool
    glob: bool
    braces: bool
    expansions: tuple[str, ...]

    def __init__(self, text: str, start: int, end: int, index: int, *, braces_expand: bool = False) -> None:
        """`index` is the place of the word in the script's own text; with `braces_expand` the shell expands braces."""
        self.text = text
        self.start = start
        self.end = end
        self.index = index
        self._reading: Reading | None = None
        if SPECIAL.search(text) is None:
            self.value = self.prefix = text
            self.quoted = self.glob = self.braces = False
            self.expansions = ()
            return
        reading = self._reading = read(text)
        self.value = None if reading.braces and braces_expand else reading.value
        self.prefix = reading.prefix
        self.quoted = reading.quoted
        self.glob = reading.glob
        self.braces = reading.braces
        self.expansions = reading.names

    def __repr__(self) -> str:
        return f"Word({self.text!r}, {self.start}, {self.end})"

    @property
    def parts(self) -> tuple[Literal | Expansion, ...]:
        """The literals and the expansions it is made of, with their places in `text`."""
        if self._reading is None:
            return (Literal(0, len(self.text), self.text),)
        return self._reading.parts

    @property
    def substitutes(self) -> bool:
        """Whether a command substitution, a process substitution or arithmetic is in it."""
        return any(isinstance(part, Expansion) and part.name is None for part in self.parts)

    @property
    def alternatives(self) -> tuple[str | None, ...]:
        """The values of the words that brace expansion makes of it; its own value alone where there are no braces."""
        if not self.braces:
            return (self.value,)
        return tuple(read(raw).value for raw in brace_alternatives(self.text))


class Redirect:
    """A redirection: its operator, what it goes to, and the file descriptor before it (None where none is written).

    `operator` is one of ">", ">>", "<", "<<", "<<-", "<<<", ">&", "<&", "&>", "&>>", ">|", "<>". `command` is None on
    the redirect of a group or a loop.

    A heredoc's target is its delimiter; `heredoc` is its body (None where it stands elsewhere) and `expands` whether
    the body's variables are expanded.
    """

    __slots__ = ("command", "end", "expands", "fd", "heredoc", "operator", "start", "target")

    def __init__(self, operator: str, target: Word | None, fd: int | None, start: int, end: int) -> None:
        self.operator = operator
        self.target = target
        self.fd = fd
        self.start = start
        self.end = end
        self.command: Command | None = None
        self.heredoc: SourceMap | None = None
        self.expands = False

    def __repr__(self) -> str:
        fd = "" if self.fd is None else self.fd
        return f"Redirect({fd}{self.operator}{self.target.text if self.target else ''})"


class Scope:
    """A process of its own as far as variables and `set` go: the script, a nested script, a subshell."""

    __slots__ = ("errexit", "parent", "pipefail")

    def __init__(self, parent: "Scope | None", *, errexit: bool = False, pipefail: bool = False) -> None:
        self.parent = parent
        self.errexit = errexit
        self.pipefail = pipefail


class Assignment:
    """A variable that gets a value.

    `kind` is "assign" (a statement `X=1`), "command" (`X=1 cmd`, for that command alone), "export", "local",
    "readonly", "declare", "read" or "for". `word` is the value as written, None where there is none or it is not one
    word; `values` are the words of a `for`. `append` is `X+=…`. `until` is where what it did ends (the end of a
    subshell or of the script); from `certain_until` on, it depends on which way the script went.
    """

    __slots__ = ("append", "certain_until", "end", "kind", "loop", "name", "start", "until", "values", "word")

    def __init__(
        self,
        name: str,
        word: Word | None,
        kind: str,
        start: int,
        end: int,
        *,
        until: int,
        append: bool = False,
        certain_until: int | None = None,
        loop: tuple[int, int] | None = None,
        values: tuple[Word, ...] = (),
    ) -> None:
        self.name = name
        self.word = word
        self.kind = kind
        self.start = start
        self.end = end
        self.append = append
        self.until = until
        self.certain_until = certain_until
        self.loop = loop
        self.values = values

    def __repr__(self) -> str:
        return f"Assignment({self.name}={self.word.text if self.word else ''!r}, {self.kind})"


class Pipeline:
    """Commands joined by `|`. `stages` are what stands between the bars: a command and what it wraps, or a group's."""

    __slots__ = ("end", "parent", "stages", "start")

    def __init__(self, parent: "Pipeline | None", size: int) -> None:
        self.parent = parent
        self.start = 0
        self.end = 0
        # Lists while the script is read, tuples once it is.
        self.stages: Sequence[Any] = [[] for _ in range(size)]

    @property
    def commands(self) -> tuple["Command", ...]:
        """All commands in it, in source order."""
        return tuple(command for stage in self.stages for command in stage)


class AndOr:
    """An and-or list: pipelines joined by `&&` and `||`; a lone command makes one too.

    `items` are (operator before it or None, its direct commands); a group's commands are in lists of their own, whose
    `parent` is this one and whose `position` is the place of the group in it.
    """

    __slots__ = ("background", "end", "items", "parent", "position", "start")

    def __init__(self, parent: "AndOr | None", position: int, *, background: bool) -> None:
        self.parent = parent
        self.position = position
        self.background = background
        self.start = 0
        self.end = 0
        self.items: list[tuple[str | None, list[Command]]] = []

    @property
    def commands(self) -> tuple["Command", ...]:
        """Its direct commands in order."""
        return tuple(command for _, commands in self.items for command in commands)

    def ignores(self, position: int) -> bool:
        """Whether a failure of the item at `position` is lost to a later `|| true`, here or around."""
        for operator, commands in self.items[position + 1 :]:
            if operator == "||" and len(commands) == 1 and commands[0].always_succeeds:
                return True
        return self.parent is not None and self.parent.ignores(self.position)

    def handles(self, position: int) -> bool:
        """Whether a later `||`, here or around, acts on a failure of the item at `position`."""
        if any(operator == "||" for operator, _ in self.items[position + 1 :]):
            return True
        return self.parent is not None and self.parent.handles(self.position)


class Command:
    """A simple command, wherever it runs.

    `name` is the last path component of the command word where that is literal ("apt-get" for /usr/bin/apt-get and for
    $BIN/apt-get), None where it is not or where only variables are assigned. `words[0]` is the command word.
    `within` names what runs it, outermost first: ("sudo",), ("sh -c",), ("find -exec",).
    `after` is the operator that precedes it ("&&", "||", "|", "|&", ";", "&", None at the very beginning); the first
    command of a group has the group's. `condition`: it is the test of an if, while or until. `conditional`: it stands
    in a branch or a loop, so it may not run. `last`: its exit status can be the script's.
    """

    __slots__ = (
        "after",
        "assignments",
        "background",
        "condition",
        "conditional",
        "end",
        "in_function",
        "in_loop",
        "in_substitution",
        "item",
        "last",
        "list",
        "name",
        "negated",
        "pipeline",
        "position",
        "redirects",
        "scope",
        "start",
        "within",
        "words",
    )

    name: str | None
    words: tuple[Word, ...]
    assignments: tuple[Assignment, ...]
    redirects: tuple[Redirect, ...]
    start: int
    end: int
    within: tuple[str, ...]
    pipeline: Pipeline | None
    position: int
    after: str | None
    condition: bool
    conditional: bool
    in_loop: bool
    in_function: str | None
    in_substitution: bool
    negated: bool
    background: bool
    last: bool
    list: AndOr
    item: int
    scope: Scope

    def __repr__(self) -> str:
        words = " ".join(word.text for word in self.words)
        return f"Command({words!r}, {self.start}, {self.end}, within={self.within})"

    @property
    def arguments(self) -> tuple[Word, ...]:
        """The words after the command word."""
        return self.words[1:]

    @property
    def operands(self) -> tuple[Word, ...]:
        """The arguments that do not begin with `-`, and all after `--`; a flag's value is among them."""
        found: list[Word] = []
        for at, word in enumerate(self.words[1:], 1):
            if word.text == "--":
                found.extend(self.words[at + 1 :])
                break
            if not word.prefix.startswith("-") or word.prefix == "-":
                found.append(word)
        return tuple(found)

    def flag(self, *names: str) -> Word | None:
        """The first argument that is one of these flags: `--yes`, `--format=x` for "--format", `-qy` for "-y".

        Looks no further than `--`. In commands whose long options have a single dash (find, java, go …) a cluster of
        letters is one option.
        """
        short = "" if self.name in _SINGLE_DASH_LONG else "".join(name[1] for name in names if len(name) == 2)
        for word in self.words[1:]:
            text = word.prefix
            if not text.startswith("-"):
                continue
            if text == "--":
                return None
            if text in names or text.partition("=")[0] in names:
                return word
            if short and len(text) > 2 and text[1] != "-":
                # In `-qO-` and `-P/tmp` the letters end where the last one's value begins.
                letters = text[1:]
                end = next((at for at, char in enumerate(letters) if not char.isalpha()), len(letters))
                if any(letter in letters[:end] for letter in short):
                    return word
        return None

    def has_flag(self, *names: str) -> bool:
        """Whether one of these flags is among the arguments; see `flag`."""
        return self.flag(*names) is not None

    def flag_value(self, *names: str) -> Word | str | None:
        """The value of the first of these flags: a str out of `--name=value`, else the word that follows the flag."""
        word = self.flag(*names)
        if word is None:
            return None
        if word.value is not None and "=" in word.value:
            return word.value.partition("=")[2]
        at = self.words.index(word) + 1
        return self.words[at] if at < len(self.words) else None

    @property
    def always_succeeds(self) -> bool:
        """It is `true`, `:`, `echo`, `printf` or `exit 0`."""
        if self.name in _ALWAYS_SUCCEED:
            return True
        return self.name == "exit" and len(self.words) == 2 and self.words[1].value == "0"

    @property
    def ignored(self) -> bool:
        """A failure of it is lost to a `|| true` after it or around it."""
        return self.list.ignores(self.item)

    @property
    def handled(self) -> bool:
        """A failure of it is looked at: by a `||`, as a condition, or by `!`."""
        return self.condition or self.negated or self.list.handles(self.item)


class Problem:
    """Something in a script that could not be parsed."""

    __slots__ = ("end", "message", "start")

    def __init__(self, message: str, start: int, end: int) -> None:
        self.message = message
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Problem({self.message!r}, {self.start}, {self.end})"


class Script:
    """A parsed script.

    `commands` are in source order. `unparsed` is the reason why the script was not read at all (another language, too
    long, too deep), None when it was. `assigned` are its assignments in source order. `redirects` are all redirections,
    those of groups and loops included. `functions` are the names of the functions defined in it.
    """

    __slots__ = ("_sets", "assigned", "commands", "dialect", "functions", "problems", "redirects", "source", "unparsed")

    def __init__(self, source: SourceMap, dialect: str, unparsed: str | None = None) -> None:
        self.source = source
        self.dialect = dialect
        self.unparsed = unparsed
        self.commands: tuple[Command, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.assigned: tuple[Assignment, ...] = ()
        self.redirects: tuple[Redirect, ...] = ()
        self.functions: tuple[str, ...] = ()
        self._sets: tuple[Command, ...] | None = None

    @property
    def last(self) -> tuple[Command, ...]:
        """The commands whose exit status can be the script's."""
        return tuple(command for command in self.commands if command.last)

    def errexit_at(self, command: Command) -> bool:
        """Whether `set -e` holds where the command runs."""
        return self._option_at(command, "e", "errexit")

    def pipefail_at(self, command: Command) -> bool:
        """Whether `set -o pipefail` holds where the command runs."""
        return self._option_at(command, "", "pipefail")

    def _option_at(self, command: Command, letter: str, name: str) -> bool:
        from baseadvisor.shell.dialect import option_change

        scopes = []
        scope: Scope | None = command.scope
        while scope is not None:
            scopes.append(scope)
            scope = scope.parent
        on = scopes[-1].errexit if name == "errexit" else scopes[-1].pipefail
        if self._sets is None:
            self._sets = tuple(each for each in self.commands if each.name == "set")
        for each in self._sets:
            if each.start >= command.start:
                break
            if each.scope not in scopes or each.in_function != command.in_function:
                continue
            words = iter(each.words[1:])
            for word in words:
                change = option_change(word.prefix)
                if change is None:
                    continue
                state, letters = change
                if letter and letter in letters:
                    on = state
                if "o" in letters:
                    value = next(words, None)
                    if value is not None and value.value == name:
                        on = state
        return on

    def resolve(self, word: Word, environment: "dict[str, str] | None" = None) -> str | None:
        """The word with the variables filled in whose literal value is known, or None.

        Known are the assignments made before it in the same script, where no branch, loop or subshell makes them
        unsure, and then `environment` (name to literal value).
        """
        if word.value is not None:
            return word.value
        return self._fill(word.parts, word.start, environment or {}, 0, [_RESOLVE_STEPS])

    def _fill(
        self, parts: tuple[Literal | Expansion, ...], at: int, environment: dict[str, str], depth: int, steps: list[int]
    ) -> str | None:
        texts: list[str] = []
        for part in parts:
            steps[0] -= 1
            if steps[0] < 0:
                return None
            if isinstance(part, Literal):
                texts.append(part.text)
                continue
            if part.name is None or part.operator == "other" or depth > _RESOLVE_DEPTH:
                return None
            known, value = self._value_of(part.name, at, environment, depth, steps)
            if not known:
                return None
            operator = part.operator
            if operator == "":
                if value is None:
                    return None
            elif operator in (":-", "-", ":=", "="):
                if value is None or (value == "" and operator[0] == ":"):
                    value = self._fill(read(part.argument).parts, at, environment, depth + 1, steps)
            elif operator in (":+", "+"):
                use = value is not None and not (value == "" and operator[0] == ":")
                value = self._fill(read(part.argument).parts, at, environment, depth + 1, steps) if use else ""
            if value is None:
                return None
            texts.append(value)
        return "".join(texts)

    def _value_of(
        self, name: str, at: int, environment: dict[str, str], depth: int, steps: list[int]
    ) -> tuple[bool, str | None]:
        """Whether the state of the variable is known at offset `at`, and its value (None: unset as far as is known)."""
        value = environment.get(name)
        # Without a value in the environment the image may still set it: unset is not known for sure.
        known = value is not None
        for assignment in self.assigned:
            if assignment.name != name or assignment.kind == "command" or assignment.until <= at:
                continue
            if assignment.start >= at:
                if assignment.loop is not None and assignment.loop[0] <= at < assignment.loop[1]:
                    return False, None
                continue
            if assignment.end > at:
                continue
            sure = assignment.certain_until is None or at < assignment.certain_until
            text = None
            if assignment.word is not None and not assignment.word.braces and depth <= _RESOLVE_DEPTH:
                text = assignment.word.value
                if text is None:
                    text = self._fill(assignment.word.parts, assignment.start, environment, depth + 1, steps)
            if assignment.append:
                text = value + text if known and value is not None and text is not None else None
            known = sure and text is not None
            value = text if known else None
        return known, value
