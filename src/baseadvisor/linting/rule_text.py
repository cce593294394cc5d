"""What a rule file says to people: why, the sources, the examples. Read from the file when somebody asks."""

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_index import rules_folder
from baseadvisor.linting.toml_table import Table, frozen, load_toml


class Example(NamedTuple):
    """A Dockerfile that breaks or keeps a rule. The examples are the rule's tests.

    `lines` are the 1-based lines the findings start on, in order (none for a good example). `fixed` is what the file
    becomes when the rule's fix (safe or not) is made; None where there is nothing to fix. `options` are keys of a
    configuration file, `params` replace the rule's own, `build_args` are build arguments, `filename` is the file's name
    and `dockerignore` the text of the .dockerignore beside it. `note` says what the example is about.
    """

    dockerfile: str
    lines: tuple[int, ...] = ()
    fixed: str | None = None
    options: Mapping[str, Any] = {}
    params: Mapping[str, Any] = {}
    build_args: Mapping[str, str] = {}
    filename: str | None = None
    dockerignore: str | None = None
    note: str = ""


class RuleText(NamedTuple):
    """A rule's words. `sources` are addresses, or threads as "hadolint#339", that say what the rule rests on."""

    why: str
    sources: tuple[str, ...]
    bad: tuple[Example, ...]
    good: tuple[Example, ...]


def rule_text(rule: Rule) -> RuleText:
    """The words of a rule. Raises ConfigError when its file cannot be read or something in it is wrong."""
    data, text = load_toml(rule.path if os.path.isabs(rule.path) else os.path.join(rules_folder(), rule.path))
    table = Table(data, rule.path, text)
    return RuleText(
        (table.string("why") or "").strip(),
        table.strings("sources"),
        tuple(_example(example, bad=True) for example in table.tables("bad")),
        tuple(_example(example, bad=False) for example in table.tables("good")),
    )


def _example(table: Table, *, bad: bool) -> Example:
    example = Example(
        dockerfile=table.required_text("dockerfile"),
        lines=_lines(table) if bad else (),
        fixed=table.string("fixed") if bad else None,
        options=_plain(table, "options"),
        params={name: frozen(value) for name, value in _plain(table, "params").items()},
        build_args=table.string_map("build-args"),
        filename=table.string("filename"),
        dockerignore=table.string("dockerignore"),
        note=table.string("note") or "",
    )
    table.finish()
    return example


def _lines(table: Table) -> tuple[int, ...]:
    lines = table.get("lines")
    if not isinstance(lines, list) or not lines or not all(type(line) is int for line in lines):
        raise table.error("expected an array of the 1-based lines that findings start on", "lines")
    if lines != sorted(lines):
        raise table.error("the lines are in the order of the file", "lines")
    return tuple(lines)


def _plain(table: Table, key: str) -> Mapping[str, Any]:
    found = table.table(key)
    return {} if found is None else found.data
