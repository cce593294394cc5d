"""Every rule file's examples, run; and what every rule file must keep.

`pytest tests/rules -k NAME` runs one rule. NAME is any part of the rule's name, code or category.
"""

import re
from collections.abc import Iterator, Sequence
from inspect import Parameter, signature
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError

import baseadvisor.analysis
from baseadvisor.dockerfile.model import Dockerfile
from baseadvisor.linting.config import DEFAULT
from baseadvisor.linting.config_file import layered
from baseadvisor.linting.engine import Linter
from baseadvisor.linting.finding import Finding
from baseadvisor.linting.fixing import mend
from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_file import read_rule, rule_files
from baseadvisor.linting.rule_index import RuleIndex
from baseadvisor.linting.rule_text import Example, rule_text
from baseadvisor.linting.selection import check_of
from baseadvisor.linting.suppression import UNKNOWN, UNUSED, USED
from baseadvisor.linting.toml_table import Table

FOLDER = Path(__file__).parents[2] / "rules"
FILES = rule_files(str(FOLDER)) if FOLDER.is_dir() else []
PRAGMA_CHECKS = (USED, UNUSED, UNKNOWN)


def read(path: str) -> Rule:
    return read_rule(path, str(FOLDER))


def label(path: str) -> str:
    """The id a test goes by: category/name, and the code when the file has one."""
    code = re.search(r'^code\s*=\s*"(\w+)"', Path(path).read_text("utf-8"), re.MULTILINE)
    return f"{Path(path).parent.name}/{Path(path).stem}" + (f"-{code[1]}" if code else "")


def examples() -> Iterator[Any]:
    for path in FILES:
        counts = {
            kind: len(re.findall(rf"^\[\[{kind}\]\]", Path(path).read_text("utf-8"), re.MULTILINE))
            for kind in ("bad", "good")
        }
        for kind, count in counts.items():
            for at in range(count):
                yield pytest.param(path, kind, at, id=f"{label(path)}-{kind}{at + 1}")


each_rule = pytest.mark.parametrize("path", [pytest.param(path, id=label(path)) for path in FILES])
each_example = pytest.mark.parametrize(("path", "kind", "at"), list(examples()))


def linter_for(rule: Rule, example: Example, path: str) -> Linter:
    """One that runs this rule, and for a rule about comments all others, as the example wants it."""
    config = layered(DEFAULT, Table(example.options, f"{path} (options of an example)"))
    config = config._replace(
        build_args={**config.build_args, **example.build_args},
        rules={**config.rules, rule.name: {**config.rules.get(rule.name, {}), **example.params}},
        extend_select=(*config.extend_select, rule.name),
    )
    if rule.check not in PRAGMA_CHECKS:
        config = config._replace(select=(rule.name,))
    return Linter(config, ignore_file=lambda _: example.dockerignore, reraise=True)


def own(findings: Sequence[Finding], rule: Rule) -> list[Finding]:
    return [finding for finding in findings if finding.code == rule.code]


def shown(text: str, marked: Sequence[int] = ()) -> str:
    """The text with line numbers, lines in `marked` pointed at."""
    return "\n".join(
        f"  {'>' if number in marked else ' '}{number:3} {line!r}" for number, line in enumerate(text.split("\n"), 1)
    )


def described(findings: Sequence[Finding]) -> str:
    return "\n".join(
        f"  from {f.span.start.line}:{f.span.start.column} to {f.span.end.line}:{f.span.end.column}: {f.message}"
        for f in findings
    )


@each_example
def test_example(path: str, kind: str, at: int) -> None:
    rule = read(path)
    text = rule_text(rule)
    example = (text.bad if kind == "bad" else text.good)[at]
    linter = linter_for(rule, example, path)
    dockerfile = linter.parse(example.dockerfile, example.filename or "Dockerfile")
    found = own(linter.lint(dockerfile).findings, rule)
    lines = [finding.span.start.line for finding in found]
    if kind == "good":
        assert not found, (
            f"{rule.name} must be silent on this good example, but says\n"
            f"{described(found)}\n{shown(example.dockerfile, lines)}"
        )
        return
    assert lines == list(example.lines), (
        f"{rule.name} must fire on the lines {list(example.lines)}, but fires on {lines}\n"
        f"{described(found)}\n{shown(example.dockerfile, example.lines)}"
    )
    for finding in found:
        assert 0 <= finding.start < finding.end <= len(dockerfile.text) or not dockerfile.text, (
            f"{rule.name}: the region {finding.start} to {finding.end} is empty or lies outside the file"
        )
    with_fix = [finding for finding in found if finding.fix is not None]
    if example.fixed is None:
        assert not with_fix, (
            f"{rule.name} has a fix here, so the example must say what comes out: add `fixed`. It gives\n"
            f"{shown(mended(linter, dockerfile, rule))}"
        )
        return
    assert rule.fix != "none", (
        f'{rule.name} has an example with `fixed`, so its `fix` is "safe" or "unsafe", not "none"'
    )
    got = mended(linter, dockerfile, rule)
    assert got == example.fixed, (
        f"{rule.name}: the fix must give\n{shown(example.fixed)}\nbut gives\n{shown(got)}\n"
        f"fixes offered: {[finding.fix for finding in found]}"
    )
    after = linter.parse(example.fixed, example.filename or "Dockerfile")
    assert len(after.problems) <= len(dockerfile.problems), f"{rule.name}: the fixed file is broken: {after.problems}"
    left = own(linter.lint(after).findings, rule)
    assert mended(linter, after, rule) == example.fixed, f"{rule.name}: a second fix changes the fixed file again"
    still = [finding for finding in left if finding.fix is not None or len(with_fix) == len(found)]
    assert not still, f"{rule.name} still fires on the fixed file\n{described(still)}\n{shown(example.fixed)}"


def mended(linter: Linter, dockerfile: Dockerfile, rule: Rule) -> str:
    """The text with this rule's fixes made."""

    def reread(content: bytes) -> tuple[Dockerfile, list[Finding]]:
        again = linter.parse(content, dockerfile.filename)
        return again, own(linter.lint(again).findings, rule)

    return mend(dockerfile, own(linter.lint(dockerfile).findings, rule), reread, unsafe=True).text


@each_rule
def test_rule_says_why_and_shows_two_bad_and_two_good_examples(path: str) -> None:
    rule = read(path)
    text = rule_text(rule)
    assert len(text.why) >= 40, f"{rule.name}: `why` is one short paragraph: what goes wrong, for whom, when"
    assert len(text.bad) >= 2, f"{rule.name} has {len(text.bad)} bad examples; it needs two at least"
    assert len(text.good) >= 2, f"{rule.name} has {len(text.good)} good examples; it needs two at least"
    texts = [example.dockerfile for example in (*text.bad, *text.good) if not (example.options or example.params)]
    assert len(set(texts)) == len(texts), f"{rule.name}: two examples are the same"
    assert not rule.summary.endswith("."), f"{rule.name}: the summary has no full stop at its end"
    assert "\n" not in rule.summary + rule.message, f"{rule.name}: summary and message are one line"
    if rule.fix != "none":
        assert any(example.fixed is not None for example in text.bad), f"{rule.name}: no example shows what `fix` does"


@each_rule
def test_rule_fits_its_check(path: str) -> None:
    rule = read(path)
    if rule.check in PRAGMA_CHECKS:
        assert not rule.params
        return
    try:
        check = check_of(rule)
    except (ImportError, AttributeError) as error:
        pytest.fail(f"{rule.name}: check = {rule.check!r}: {error}")
    first, *others = signature(check).parameters.values()
    assert first.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD), (
        f"{rule.check} takes the analysis first"
    )
    parameters = {parameter.name: parameter for parameter in others}
    for name, parameter in parameters.items():
        assert parameter.kind is Parameter.KEYWORD_ONLY, f"{rule.check}: {name} must be keyword-only (after a *)"
        if parameter.default is Parameter.empty:
            assert name in rule.params, f"{rule.name}: params lacks {name!r}, which {rule.check} needs"
    hints = get_type_hints(check, localns=vars(baseadvisor.analysis))
    for name, value in rule.params.items():
        assert name in parameters, (
            f"{rule.name}: {rule.check} has no parameter {name!r}; it has {', '.join(parameters)}"
        )
        try:
            TypeAdapter(hints[name]).validate_python(value, strict=True)
        except ValidationError as error:
            problem = error.errors()[0]["msg"]
            pytest.fail(
                f"{rule.name}: params.{name} = {value!r} is not what {rule.check} takes ({hints[name]}): {problem}"
            )


def test_all_rules_together_have_unique_ids() -> None:
    index = RuleIndex(map(read, FILES))
    assert index.find("all") == index.rules
    assert {rule.name for rule in index.rules} == {Path(path).stem for path in FILES}


def test_every_problem_of_the_parser_is_reported_by_some_rule() -> None:
    reported = [kind for rule in map(read, FILES) if rule.check == "syntax.problem" for kind in rule.params["kinds"]]
    assert len(set(reported)) == len(reported), "two rules report the same kind of problem"
