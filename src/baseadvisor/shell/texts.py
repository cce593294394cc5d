"""A text as the grammar reads it, and the way back from its bytes to the file."""

import re
from time import monotonic
from typing import TYPE_CHECKING

from baseadvisor.dockerfile.source_map import SourceMap
from baseadvisor.shell.heredocs import Heredoc, mask
from baseadvisor.shell.limits import DEPTH_LIMIT, LENGTH_LIMIT, SECONDS_LIMIT, TooMuch

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

# Characters the grammar need not tell apart; each becomes one letter, so that bytes and characters have the same place.
_NOT_PLAIN = re.compile(r"[^\x01-\x7f]")
# The grammar tears a word with two bare variables apart (`$A-$B.tgz`), so it is not shown those within one.
_WITHIN_A_WORD = re.compile(r"(?<=[\w./:@%+,~^}-])\$(?=[A-Za-z_])")
# From this many brackets on, how deep they lie in each other is looked at before the grammar sees them.
_OPENERS_LIMIT = 2_000

_QUICK_LENGTH = 4_096
_CHUNK = 65_536

_parser: "Parser | None" = None


def _grammar() -> "Parser":
    global _parser
    if _parser is None:
        from tree_sitter import Language, Parser

        _parser = Parser(Language(_language()))
    return _parser


def _language() -> object:
    """tree-sitter-bash's compiled grammar, without its `__init__`, which imports half the standard library."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    package = PathFinder.find_spec("tree_sitter_bash")
    folders = package.submodule_search_locations if package is not None else None
    binding = PathFinder.find_spec("_binding", list(folders)) if folders else None
    if binding is None or binding.loader is None:
        import tree_sitter_bash

        return tree_sitter_bash.language()
    module = module_from_spec(binding)
    binding.loader.exec_module(module)
    language: object = module.language()
    return language


def read_text(source: SourceMap) -> "tuple[Text, Node]":
    """The text of a script, ready to be walked, and its tree. Raises `TooMuch` beyond a limit."""
    if len(source.text) > LENGTH_LIMIT:
        raise TooMuch(f"it is longer than {LENGTH_LIMIT} characters")
    if "\r" in source.text:
        source = _without_carriage_returns(source)
    shown = _NOT_PLAIN.sub("x", source.text)
    heredocs: tuple[Heredoc, ...] = ()
    if "<<" in shown:
        shown, heredocs = mask(shown)
    if "$" in shown:
        shown = _WITHIN_A_WORD.sub("x", shown)
    return Text(source, heredocs), _tree(shown)


def read_body(text: "Text", heredoc: Heredoc) -> "tuple[Text, Node] | None":
    """The body of a heredoc that expands, as the grammar reads a quoted word; None where nothing in it is run."""
    if not heredoc.expand or heredoc.body_end <= heredoc.body_start:
        return None
    body = text.text[heredoc.body_start : heredoc.body_end]
    if "$(" not in body and "`" not in body:
        return None
    # The quotation mark before the body stands where the line end before it does, so the places stay the same.
    root = _tree('"' + _NOT_PLAIN.sub("x", _quotes_outside_substitutions(body)) + '"')
    return Text(text.source.slice(heredoc.body_start - 1, heredoc.body_end), ()), root


def _tree(shown: str) -> "Node":
    openers = shown.count("(") + shown.count("`") + shown.count("{")
    if openers > _OPENERS_LIMIT and _deepest(shown) > DEPTH_LIMIT * 4:
        raise TooMuch(f"it nests more than {DEPTH_LIMIT} deep")
    data = shown.encode("ascii")
    if len(data) <= _QUICK_LENGTH:
        return _grammar().parse(data).root_node
    # Recovery from errors takes time by the square of their number, so a long text gets a deadline; the callback says
    # whether to stop.
    deadline = monotonic() + SECONDS_LIMIT
    parser = _grammar()
    try:
        return parser.parse(
            lambda offset, _: data[offset : offset + _CHUNK], progress_callback=lambda *_: monotonic() > deadline
        ).root_node
    except ValueError:
        parser.reset()
        raise TooMuch(f"it takes more than {SECONDS_LIMIT} seconds to parse") from None


class Text:
    """One text that was given to the grammar: the script itself or a nested one."""

    __slots__ = ("_base", "continued", "heredocs", "source", "text")

    def __init__(self, source: SourceMap, heredocs: tuple[Heredoc, ...]) -> None:
        self.source = source
        self.text = source.text
        self.continued = "\\\n" in source.text
        self.heredocs = {each.operator_start: each for each in heredocs}
        size = len(source.text)
        first = source.offset(0)
        self._base = first if size == 0 or source.end_offset(size) - first == size else None

    def start(self, index: int) -> int:
        """The file offset of what begins at `index`."""
        return self._base + index if self._base is not None else self.source.offset(index)

    def end(self, index: int) -> int:
        """The file offset just after what ends at `index`."""
        return self._base + index if self._base is not None else self.source.end_offset(index)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Both, also where nothing lies between them."""
        if self._base is not None:
            return self._base + start, self._base + end
        first = self.source.offset(start)
        return first, self.source.end_offset(end) if end > start else first


def _without_carriage_returns(source: SourceMap) -> SourceMap:
    """The text with `\\r\\n` as `\\n`: a heredoc in a file with CRLF line ends keeps them."""
    pieces: list[SourceMap] = []
    at = 0
    size = len(source.text)
    while at < size:
        end = source.text.find("\r\n", at)
        end = size if end < 0 else end
        if end > at:
            pieces.append(source.slice(at, end))
        at = end + 1
    return SourceMap.joined(pieces) if pieces else source.slice(0, 0)


def _quotes_outside_substitutions(body: str) -> str:
    """A heredoc's body made fit to stand between double quotes: those outside substitutions are letters in it."""
    if '"' not in body and "'" not in body:
        return body
    result: list[str] = []
    depth = 0
    for index, char in enumerate(body):
        if char == "(" and (depth or body[index - 1 : index] == "$"):
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        result.append("x" if char == '"' and not depth else char)
    return "".join(result)


def _deepest(text: str) -> int:
    """How deep brackets lie in each other at most, quotes aside: an upper bound, cheap to get."""
    depth = deepest = 0
    for bracket in re.findall(r"[(){}`]", text):
        if bracket in "({`":
            depth += 1
            deepest = max(deepest, depth)
        elif depth:
            depth -= 1
    return deepest
