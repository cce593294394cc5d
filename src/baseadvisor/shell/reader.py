"""Walks the tree of a script and gathers its commands.

The grammar's tree is not taken at its word: it hangs the redirect of the last command on a whole list, and a pipe on
what stands before it. Lists and pipelines are therefore flattened and put together again by POSIX precedence.
"""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell.limits import COMMAND_LIMIT, NESTED_SCRIPT_LIMIT, WRAPPER_LIMIT, TooMuch
from baseadvisor.shell.model import (
    AndOr,
    Assignment,
    Command,
    Pipeline,
    Problem,
    Redirect,
    Scope,
    Script,
    Word,
)
from baseadvisor.shell.nesting import Wrapped, wrapped_by
from baseadvisor.shell.place import Place
from baseadvisor.shell.texts import Text, read_body, read_text
from baseadvisor.shell.words import joined, unquoted

if TYPE_CHECKING:
    from tree_sitter import Node

_CONTINUATION = "\\\n"
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=")
_BRACES_EXPAND = frozenset(("bash", "zsh", "ksh", "ksh93", "mksh"))
_CONNECTORS = frozenset(("&&", "||", "|", "|&"))
_REDIRECTS = frozenset(("file_redirect", "heredoc_redirect", "herestring_redirect"))
_SUBSTITUTIONS = frozenset(("command_substitution", "process_substitution"))
_SEPARATORS = frozenset((";", "&", ";;", ";&", ";;&", "\n"))
_DECLARATIONS = frozenset(("export", "local", "readonly", "declare", "typeset"))
# As a command name these show that the script's structure is broken.
_KEYWORDS = frozenset(("then", "else", "elif", "fi", "do", "done", "esac", "}"))


class _Item:
    """One statement of an and-or list, with the operator before it and the redirects on it."""

    __slots__ = ("broken", "negated", "node", "operator", "redirects")

    def __init__(self, operator: str | None, node: "Node | None", negated: bool) -> None:
        self.operator = operator
        self.node = node
        self.negated = negated
        self.redirects: list[Node] = []
        self.broken = False

    def start(self) -> int:
        nodes = self.redirects if self.node is None else [self.node, *self.redirects]
        return min(node.start_byte for node in nodes)

    def end(self) -> int:
        nodes = self.redirects if self.node is None else [self.node, *self.redirects]
        return max(node.end_byte for node in nodes)

    def assigns(self, text: str) -> bool:
        """It does nothing but give values to variables, or turn options on."""
        node = self.node
        if node is None or node.type == "command":
            return node is not None and text.startswith("set ", node.start_byte)
        return node.type in ("variable_assignment", "variable_assignments", "declaration_command")


_Task = tuple[Text, "list[Node]", Place]


class Reader:
    """Walks the trees of one script and its nested scripts; the state of one `parse`."""

    __slots__ = (
        "_assigned",
        "_braces_expand",
        "_commands",
        "_dialect",
        "_functions",
        "_in_order",
        "_pipelines",
        "_problems",
        "_redirects",
        "_scripts",
        "_seen",
        "_tasks",
    )

    def __init__(self, dialect: str) -> None:
        self._dialect = dialect
        self._braces_expand = dialect in _BRACES_EXPAND
        self._commands: list[Command] = []
        self._redirects: list[Redirect] = []
        self._assigned: list[Assignment] = []
        self._problems: list[Problem] = []
        self._functions: list[str] = []
        self._pipelines: list[Pipeline] = []
        self._tasks: list[_Task] = []
        self._scripts: list[tuple[SourceMap, Place]] = []
        self._seen: set[int] = set()
        self._in_order = True

    def read(self, source: SourceMap, place: Place) -> None:
        """Read a script and, one after the other, all that is nested in it."""
        self._scripts.append((source, place))
        while self._scripts:
            self._read_one(*self._scripts.pop())
            while self._tasks:
                self._in_order = False
                text, nodes, inner = self._tasks.pop()
                self._sequence(text, nodes, inner)

    def finish(self, script: Script) -> None:
        """Hand over what was found, in source order."""
        if not self._in_order:
            self._commands.sort(key=_start)
            self._assigned.sort(key=_start)
            self._redirects.sort(key=_start)
        for pipeline in self._pipelines:
            pipeline.stages = tuple(tuple(sorted(stage, key=_start)) for stage in pipeline.stages)
        script.commands = tuple(self._commands)
        script.assigned = tuple(self._assigned)
        script.redirects = tuple(self._redirects)
        script.problems = tuple(self._problems)
        script.functions = tuple(self._functions)

    # --- texts

    def _read_one(self, source: SourceMap, place: Place) -> None:
        at, root = read_text(source)
        for heredoc in at.heredocs.values():
            body = read_body(at, heredoc)
            if body is not None:
                inner = place.inner()
                inner.tail = False
                self._substitutions(*body, inner)
        if root.has_error:
            self._report(at, root)
            if root.type == "ERROR":
                return
        self._sequence(at, root.children, place)

    def _report(self, at: Text, root: "Node") -> None:
        """Say where the grammar found no way through."""
        pending = [root]
        while pending:
            node = pending.pop()
            if node.is_missing:
                if node.type == ";":
                    continue  # `fi else`, `(a) }`: shells need no separator after a reserved word, the grammar does
                self._problems.append(Problem(f"{node.type} is missing", *at.span(node.start_byte, node.end_byte)))
            elif node.type == "ERROR":
                start, end = node.start_byte, node.end_byte
                excerpt = at.text[start:end].strip().split("\n")[0][:40]
                self._problems.append(Problem(f"cannot parse {excerpt!r}", *at.span(start, end)))
            elif node.has_error:
                pending.extend(node.children)
        self._problems.sort(key=_start)

    # --- statements

    def _sequence(self, at: Text, nodes: "Sequence[Node]", place: Place) -> None:
        """Statements one after the other, with the `;`, `&` and line ends between them."""
        statements: list[tuple[Node, str | None, bool]] = []
        after = place.after
        for node in nodes:
            kind = node.type
            if kind in _SEPARATORS:
                if kind == "&" and statements:
                    last = statements[-1]
                    statements[-1] = (last[0], last[1], True)
                    after = "&"
                else:
                    after = ";"
            elif kind == "ERROR":
                # What stands right before the broken part is a piece of it.
                if statements and not _separated(at.text, statements[-1][0].end_byte, node.start_byte):
                    statements.pop()
                after = ";"
            elif kind != "comment" and node.is_named:
                statements.append((node, after, False))
                after = ";"
        last_index = len(statements) - 1
        for index, (node, operator, background) in enumerate(statements):
            tail = place.tail and index == last_index
            self._statement(at, node, place, operator, background or place.background, tail)

    def _statement(self, at: Text, node: "Node", place: Place, after: str | None, background: bool, tail: bool) -> None:
        """One and-or list."""
        items = [_Item(None, node, False)] if node.type == "command" else self._flatten(node)
        andor = AndOr(place.group, place.group_item, background=background)
        andor.start, andor.end = at.span(node.start_byte, node.end_byte)
        size = len(items)
        index = 0
        operator = after
        only_assigns = True  # so far: whether what comes next runs does not depend on a command
        while index < size:
            end = index + 1
            while end < size and items[end].operator in ("|", "|&"):
                end += 1
            stages = items[index:end]
            first = stages[0]
            joiner = first.operator
            if index > 0:
                operator = joiner
            commands: list[Command] = []
            andor.items.append((joiner if index > 0 else None, commands))
            position = len(andor.items) - 1
            pipeline = place.pipeline
            if len(stages) > 1:
                pipeline = self._pipeline(at, stages, place.pipeline)
            for stage, item in enumerate(stages):
                if stage > 0:
                    operator = item.operator
                inner = place.inner()
                inner.after = operator
                inner.background = background
                inner.tail = tail and end == size and stage == len(stages) - 1
                inner.negated = place.negated or first.negated
                inner.group = andor
                inner.group_item = position
                if index > 0:
                    inner.conditional = inner.conditional or joiner == "||"
                    if inner.certain_until is None and not only_assigns:
                        inner.certain_until = andor.end
                if len(stages) > 1:
                    inner.pipeline = pipeline
                    inner.position = stage
                    inner.scope = Scope(place.scope)
                    inner.until = min(inner.until, at.end(item.end()))
                if item.broken:
                    continue
                self._item(at, item, inner, commands)
            if only_assigns and end < size:
                only_assigns = joiner != "||" and all(item.assigns(at.text) for item in stages)
            index = end

    def _pipeline(self, at: Text, stages: list[_Item], parent: Pipeline | None) -> Pipeline:
        pipeline = Pipeline(parent, len(stages))
        pipeline.start, pipeline.end = at.span(stages[0].start(), stages[-1].end())
        self._pipelines.append(pipeline)
        return pipeline

    def _flatten(self, node: "Node") -> list[_Item]:
        """The statements, operators and redirects of nested lists and pipelines, in source order."""
        items: list[_Item] = []
        pending: list[Node] = [node]
        operator: str | None = None
        negated = False
        while pending:
            current = pending.pop()
            kind = current.type
            if kind in _CONNECTORS:
                operator = kind
            elif kind == "list" or kind == "pipeline" or kind == "redirected_statement":
                pending.extend(reversed(current.children))
            elif kind in _REDIRECTS:
                if not items or operator is not None:
                    items.append(_Item(operator, None, negated))
                    operator = None
                    negated = False
                items[-1].redirects.append(current)
            elif kind == "negated_command":
                negated = not negated
                pending.extend(child for child in reversed(current.children) if child.type != "!")
            elif kind == "ERROR":
                if items:
                    items[-1].broken = True
            elif kind != "comment" and kind != "\n":
                items.append(_Item(operator, current, negated))
                operator = None
                negated = False
        return items

    def _item(self, at: Text, item: _Item, place: Place, commands: list[Command]) -> None:
        node = item.node
        if node is None:
            self._simple(at, [], item.redirects, place, commands)
            return
        kind = node.type
        if kind == "command":
            self._simple(at, node.children, item.redirects, place, commands)
        elif kind in ("variable_assignment", "declaration_command", "unset_command", "test_command"):
            children = [node] if kind == "variable_assignment" else node.children
            self._simple(at, children, item.redirects, place, commands)
        elif kind == "variable_assignments":
            self._simple(at, node.children, item.redirects, place, commands)
        else:
            for redirect in item.redirects:
                self._redirect(at, redirect, place)
            self._compound(at, node, place)

    def _compound(self, at: Text, node: "Node", place: Place) -> None:
        kind = node.type
        children = node.children
        if kind == "subshell":
            place.scope = Scope(place.scope)
            place.until = min(place.until, at.end(node.end_byte))
            self._tasks.append((at, children, place))
        elif kind == "compound_statement":
            if children and children[0].type == "((":
                self._substitutions(at, node, place)
            else:
                self._tasks.append((at, children, place))
        elif kind == "if_statement" or kind == "elif_clause":
            self._branches(at, children, place, node)
        elif kind == "while_statement":
            self._loop(at, children, place, node)
        elif kind == "for_statement":
            self._for(at, children, place, node)
        elif kind == "c_style_for_statement":
            body = self._body_place(at, place, node, loop=True)
            for child in children:
                if child.type == "do_group" or child.type == "compound_statement":
                    self._tasks.append((at, child.children, body))
                else:
                    self._substitutions(at, child, place)
        elif kind == "case_statement":
            self._case(at, children, place, node)
        elif kind == "function_definition":
            self._function(at, children, place)
        elif kind in _SUBSTITUTIONS:
            self._substitution(at, node, place)
        else:
            self._substitutions(at, node, place)

    def _body_place(self, at: Text, place: Place, node: "Node", *, loop: bool) -> Place:
        body = place.inner()
        body.after = None
        body.condition = False
        body.negated = place.negated
        body.conditional = True
        if body.certain_until is None or loop:
            body.certain_until = at.end(node.end_byte)
        if loop:
            body.loop = at.span(node.start_byte, node.end_byte)
        return body

    def _condition_place(self, place: Place) -> Place:
        condition = place.inner()
        condition.condition = True
        condition.tail = False
        condition.group = None
        condition.after = None
        return condition

    def _branches(self, at: Text, children: "Sequence[Node]", place: Place, node: "Node") -> None:
        condition: list[Node] = []
        body: list[Node] = []
        current = condition
        later: list[Node] = []
        for child in children:
            kind = child.type
            if kind == "then":
                current = body
            elif kind == "elif_clause" or kind == "else_clause":
                later.append(child)
            else:
                current.append(child)
        for child in reversed(later):
            if child.type == "else_clause":
                self._tasks.append((at, child.children, self._body_place(at, place, child, loop=False)))
            else:
                self._branches(at, child.children, place, child)
        self._tasks.append((at, body, self._body_place(at, place, node, loop=False)))
        self._tasks.append((at, condition, self._condition_place(place)))

    def _loop(self, at: Text, children: "Sequence[Node]", place: Place, node: "Node") -> None:
        condition: list[Node] = []
        for child in children:
            if child.type == "do_group":
                self._tasks.append((at, child.children, self._body_place(at, place, node, loop=True)))
            else:
                condition.append(child)
        test = self._condition_place(place)
        test.loop = at.span(node.start_byte, node.end_byte)
        self._tasks.append((at, condition, test))

    def _for(self, at: Text, children: "Sequence[Node]", place: Place, node: "Node") -> None:
        body = self._body_place(at, place, node, loop=True)
        name: Node | None = None
        values: list[Word] = []
        for child in children:
            kind = child.type
            if kind == "variable_name" and name is None:
                name = child
            elif kind == "do_group" or kind == "compound_statement":
                self._tasks.append((at, child.children, body))
            elif child.is_named and kind != "comment":
                values.append(self._word(at, child.start_byte, child.end_byte))
                self._substitutions(at, child, place)
        if name is not None:
            only = values[0] if len(values) == 1 and not values[0].glob and not values[0].substitutes else None
            assignment = Assignment(
                at.text[name.start_byte : name.end_byte],
                only,
                "for",
                *at.span(name.start_byte, name.end_byte),
                until=place.until,
                certain_until=at.end(node.end_byte) if only is None else place.certain_until,
                loop=body.loop if only is None else None,
                values=tuple(values),
            )
            self._assigned.append(assignment)

    def _case(self, at: Text, children: "Sequence[Node]", place: Place, node: "Node") -> None:
        for child in children:
            if child.type != "case_item":
                if child.is_named:
                    self._substitutions(at, child, place)
                continue
            body: list[Node] = []
            inside = False
            for part in child.children:
                if part.type == ")" and not inside:
                    inside = True
                elif inside:
                    body.append(part)
                else:
                    self._substitutions(at, part, place)
            self._tasks.append((at, body, self._body_place(at, place, child, loop=False)))

    def _function(self, at: Text, children: "Sequence[Node]", place: Place) -> None:
        inner = place.inner()
        inner.after = None
        inner.tail = False
        inner.group = None
        inner.pipeline = None
        inner.negated = False
        inner.condition = False
        inner.background = False
        inner.conditional = True
        for child in children:
            kind = child.type
            if kind == "word" and inner.function == place.function:
                inner.function = at.text[child.start_byte : child.end_byte]
                self._functions.append(inner.function)
            elif child.is_named and kind != "comment":
                inner.certain_until = at.end(child.end_byte)
                self._tasks.append((at, [child], inner))

    # --- substitutions

    def _substitutions(self, at: Text, node: "Node", place: Place) -> None:
        """Find the command and process substitutions in a word."""
        piece = at.text[node.start_byte : node.end_byte]
        if "(" not in piece and "`" not in piece:
            return
        pending = [node]
        while pending:
            current = pending.pop()
            if current.type in _SUBSTITUTIONS:
                self._substitution(at, current, place)
            elif current.child_count:
                pending.extend(current.children)

    def _substitution(self, at: Text, node: "Node", place: Place) -> None:
        start = at.start(node.start_byte)
        if start in self._seen:  # a nested script's text holds it once more
            return
        self._seen.add(start)
        inner = place.inner()
        inner.substitution = True
        inner.scope = Scope(place.scope)
        inner.until = min(inner.until, at.end(node.end_byte))
        inner.after = None
        inner.pipeline = None
        inner.position = 0
        inner.group = None
        inner.condition = False
        inner.negated = False
        inner.background = False
        inner.tail = False
        self._tasks.append((at, node.children, inner))

    # --- commands

    def _word(self, at: Text, start: int, end: int) -> Word:
        return Word(at.text[start:end], *at.span(start, end), start, braces_expand=self._braces_expand)

    def _simple(
        self,
        at: Text,
        children: "Sequence[Node]",
        redirect_nodes: "list[Node]",
        place: Place,
        commands: list[Command],
    ) -> None:
        """A simple command out of the nodes of its words, assignments and redirects."""
        spans: list[tuple[int, int]] = []
        assignments: list[Assignment] = []
        redirects: list[Redirect] = []
        text = at.text
        sort_needed = False
        torn = at.continued
        test = False
        low = high = -1
        for node in children:
            kind = node.type
            start, end = node.start_byte, node.end_byte
            if start == end:
                continue  # the grammar misses something here, and says so
            if kind == "word":
                spans.append((start, end))
            elif kind == "command_name":
                spans.append((start, end))
                if node.child_count and node.children[0].type != "word":
                    self._substitutions(at, node, place)
            elif kind == "variable_assignment":
                self._substitutions(at, node, place)
                if spans:
                    spans.append((start, end))  # an argument of export or declare
                found = self._assignment(at, node, "assign", place)
                if found is not None:
                    assignments.append(found)
            elif kind in _REDIRECTS:
                redirects.append(self._redirect(at, node, place, spans))
                sort_needed = True
            elif kind == "comment":
                continue
            elif kind == "subshell":  # `time (a; b)`
                self._compound(at, node, place.inner())
                continue
            elif kind == "ERROR":
                return
            elif kind == "[" or kind == "[[":
                test = True
                spans.append((start, end))
            elif test and kind not in ("]", "]]"):
                self._test_words(at, node, place, spans)
            else:
                spans.append((start, end))
                torn = torn or (kind == "concatenation" and text[end - 1] == "$")
                if node.child_count:
                    self._substitutions(at, node, place)
            if low < 0:
                low = start
            high = end
        for node in redirect_nodes:
            redirects.append(self._redirect(at, node, place, spans))
            sort_needed = True
            low = node.start_byte if low < 0 else min(low, node.start_byte)
        if sort_needed:
            spans.sort()
        if spans:
            high = max(high, spans[-1][1])
        if torn:
            spans = _rejoined(text, spans)
        words = tuple([self._word(at, start, end) for start, end in spans])
        if low < 0:
            return
        command = self._command(words, place, at.span(low, max(high, low)))
        command.redirects = tuple(redirects)
        for redirect in redirects:
            redirect.command = command
            command.end = max(command.end, redirect.end)
        if words:
            kind_of = "command" if command.name not in _DECLARATIONS else _declaration(command.name)
            for assignment in assignments:
                assignment.kind = kind_of
        command.assignments = tuple(assignments)
        if command.name == "read":
            self._read_variables(command, place)
        elif command.name in _KEYWORDS and words[0].text == command.name:
            self._problems.append(Problem(f"unexpected {command.name!r}", words[0].start, words[0].end))
        commands.append(command)
        if command.name is not None and (len(words) > 1 or redirects):
            self._wrapped(at, command, place, commands)

    def _command(self, words: tuple[Word, ...], place: Place, span: tuple[int, int]) -> Command:
        command = Command()
        command.name = _name(words[0]) if words else None
        command.words = words
        command.assignments = ()
        command.redirects = ()
        command.start, command.end = span
        command.within = place.within
        command.pipeline = place.pipeline
        command.position = place.position
        command.after = place.after
        command.condition = place.condition
        command.conditional = place.conditional
        command.in_loop = place.loop is not None
        command.in_function = place.function
        command.in_substitution = place.substitution
        command.negated = place.negated
        command.background = place.background
        command.last = place.tail
        group = place.group
        command.list = group if group is not None else AndOr(None, 0, background=place.background)
        command.item = place.group_item
        command.scope = place.scope
        self._commands.append(command)
        if len(self._commands) > COMMAND_LIMIT:
            raise TooMuch(f"it has more than {COMMAND_LIMIT} commands")
        if place.pipeline is not None:
            place.pipeline.stages[place.position].append(command)
        return command

    def _test_words(self, at: Text, node: "Node", place: Place, spans: list[tuple[int, int]]) -> None:
        """The words between `[` and `]`: the grammar makes expressions of them, a shell sees words."""
        pending = [node]
        while pending:
            current = pending.pop()
            kind = current.type
            if kind.endswith("_expression") and kind != "arithmetic_expression":
                pending.extend(reversed(current.children))
            elif kind != "comment":
                spans.append((current.start_byte, current.end_byte))
                if current.child_count:
                    self._substitutions(at, current, place)

    def _assignment(self, at: Text, node: "Node", kind: str, place: Place) -> Assignment | None:
        start, end = node.start_byte, node.end_byte
        named = _ASSIGNMENT.match(at.text, start, end)
        if named is None:
            return None
        value = named.end()
        word: Word | None = None
        if at.text[value : value + 1] != "(":
            word = self._word(at, value, end)
        assignment = Assignment(
            named[1],
            word,
            kind,
            *at.span(start, end),
            until=place.until,
            append=bool(named[2]),
            certain_until=place.certain_until,
            loop=place.loop,
        )
        self._assigned.append(assignment)
        return assignment

    def _read_variables(self, command: Command, place: Place) -> None:
        """`read` gives values to the variables it names: POSIX `read [-r] var…`, bash adds options with values."""
        skip = False
        for word in command.words[1:]:
            if skip:
                skip = False
            elif word.text.startswith("-"):
                skip = len(word.text) == 2 and word.text[1] in "adinNptu"
            elif word.value is not None and word.value.isidentifier():
                self._assigned.append(
                    Assignment(word.value, None, "read", word.start, word.end, until=place.until, loop=place.loop)
                )

    def _redirect(self, at: Text, node: "Node", place: Place, spans: "list[tuple[int, int]] | None" = None) -> Redirect:
        """One redirect; words after its target belong to the command and go to `spans`."""
        operator = ""
        fd: int | None = None
        target: Word | None = None
        start, end = node.start_byte, node.end_byte
        operator_start = start
        for child in node.children:
            if child.type == "file_descriptor":
                digits = at.text[child.start_byte : child.end_byte]
                fd = int(digits[:9]) if digits.isascii() and digits.isdigit() else None
            elif not child.is_named and not operator:
                operator = child.type
                operator_start = child.start_byte
            elif child.type != "comment":
                if child.child_count:
                    self._substitutions(at, child, place)
                if target is None:
                    target = self._word(at, child.start_byte, child.end_byte)
                    end = child.end_byte
                elif spans is not None:
                    spans.append((child.start_byte, child.end_byte))
        heredoc = at.heredocs.get(operator_start) if at.heredocs else None
        if heredoc is not None:
            operator = "<<-" if at.text.startswith("<<-", operator_start) else "<<"
        redirect = Redirect(operator, target, fd, *at.span(start, end))
        if heredoc is not None:
            redirect.expands = heredoc.expand
            if not heredoc.missing:
                redirect.heredoc = at.source.slice(heredoc.body_start, heredoc.body_end)
        self._redirects.append(redirect)
        return redirect

    # --- commands within commands

    def _wrapped(self, at: Text, command: Command, place: Place, commands: list[Command]) -> None:
        """Find what a wrapper runs; what it runs may be a wrapper too."""
        pending = [(command, place.within)]
        while pending:
            outer, within = pending.pop()
            if outer.name is None:
                continue
            for wrapped in wrapped_by(outer.name, outer.words):
                if len(within) >= WRAPPER_LIMIT:
                    raise TooMuch(f"more than {WRAPPER_LIMIT} commands run each other in it")
                inside = (*within, wrapped.label)
                if wrapped.words:
                    inner = self._inside(outer, wrapped, place, inside)
                    commands.append(inner)
                    pending.append((inner, inside))
                elif wrapped.from_input:
                    for redirect in command.redirects:
                        if redirect.heredoc is not None:
                            self._script(redirect.heredoc, wrapped, place, inside)
                else:
                    sources = [unquoted(at.source, word.index, word.index + len(word.text)) for word in wrapped.script]
                    self._script(joined(sources), wrapped, place, inside)

    def _inside(self, outer: Command, wrapped: Wrapped, place: Place, within: tuple[str, ...]) -> Command:
        """The command that a wrapper's last words are."""
        words = wrapped.words
        held = place.within
        place.within = within
        inner = self._command(words, place, (words[0].start, words[-1].end))
        place.within = held
        inner.after = outer.after
        assignments = []
        for word in wrapped.assignments:
            named = _ASSIGNMENT.match(word.text)
            if named is not None:
                value = Word(word.text[named.end() :], word.start + named.end(), word.end, word.index + named.end())
                assignment = Assignment(named[1], value, "command", word.start, word.end, until=place.until)
                assignments.append(assignment)
                self._assigned.append(assignment)
        inner.assignments = tuple(assignments)
        return inner

    def _script(self, source: SourceMap, wrapped: Wrapped, place: Place, within: tuple[str, ...]) -> None:
        """Queue a script that stands in a word or in a heredoc."""
        if not source.text.strip():
            return
        if place.nested >= NESTED_SCRIPT_LIMIT:
            raise TooMuch(f"scripts nest more than {NESTED_SCRIPT_LIMIT} deep in it")
        inner = place.inner()
        inner.nested += 1
        inner.within = within
        inner.after = None
        if wrapped.label != "eval":
            inner.scope = Scope(None, errexit=wrapped.errexit, pipefail=wrapped.pipefail)
            inner.until = min(inner.until, source.end_offset(len(source.text)))
            inner.pipeline = None
            inner.position = 0
        self._in_order = False
        self._scripts.append((source, inner))


_start: Callable[[Command | Assignment | Redirect | Problem], int] = lambda thing: thing.start  # noqa: E731


def _name(word: Word) -> str | None:
    """The program a command word names: its last path component, when that is literal."""
    value = word.value
    if value is None:
        tail = word.text.rpartition("/")[2] if "/" in word.text and word.expansions else ""
        tail = tail.rstrip('"')
        return tail if tail and not set(tail) & set("$`\"'\\*?[{}()") else None
    return value.rpartition("/")[2] or value


def _declaration(name: str | None) -> str:
    return "declare" if name == "typeset" or name is None else name


def _separated(text: str, end: int, start: int) -> bool:
    return "\n" in text[end:start] or ";" in text[end:start]


def _rejoined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Words put together again that a continuation line tears apart, or the grammar does: `$a-$b-c` before `b`."""
    result: list[tuple[int, int]] = []
    for start, end in spans:
        last = result[-1][1] if result else -1
        continued = start - last == 2 and text.startswith(_CONTINUATION, last)
        if result and (continued or (start == last and text[last - 1] == "$")):
            result[-1] = (result[-1][0], end)
        else:
            result.append((start, end))
    return result
