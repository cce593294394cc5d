"""Whatever the parser can object to is said by some rule."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from baseadvisor.linting.rule_file import read_rule, rule_files

ROOT = Path(__file__).parents[2]
SOURCES = [ROOT / "src/baseadvisor/dockerfile" / name for name in ("parser.py", "validation.py")]
KIND = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
MAKERS = ("Problem", "_problem", "_RejectedError")
"""What takes a kind as its first argument."""


def text_of(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def kinds_in(tree: ast.AST) -> Iterator[str]:
    """The kinds that the code of a module makes: by a call, or as the first of a complaint's three parts."""
    for node in ast.walk(tree):
        first: str | None = None
        if isinstance(node, ast.Call) and node.args:
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            first = text_of(node.args[0]) if name in MAKERS else None
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and text_of(node.elts[2]) is None:
            first = text_of(node.elts[0])
        if first is not None and KIND.fullmatch(first):
            yield first


def test_every_kind_of_problem_has_its_rule_and_no_rule_names_one_that_does_not_exist() -> None:
    made = {kind for path in SOURCES for kind in kinds_in(ast.parse(path.read_text("utf-8")))}
    assert len(made) > 30
    rules = [read_rule(path, str(ROOT / "rules")) for path in rule_files(str(ROOT / "rules"))]
    reported = [kind for rule in rules for kind in rule.params.get("kinds", ()) if rule.category == "syntax"]
    assert sorted(set(reported)) == sorted(reported), "two rules report the same kind"
    assert made - set(reported) == set()
    assert set(reported) - made == set()
