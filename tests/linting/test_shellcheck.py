"""ShellCheck's findings within a linter."""

from pathlib import Path
from typing import Any

import pytest

from baseadvisor.linting.config import Config
from baseadvisor.linting.engine import Linter
from baseadvisor.linting.rule_index import RuleIndex
from baseadvisor.shellcheck import program
from tests.linting.rules import ADD, rule

SHELLCHECK = rule(
    "ACME100", "sc", check="shellcheck.findings", message="{comment}", category="shell", fix="unsafe", exclude=()
)
INDEX = RuleIndex([ADD, SHELLCHECK])
TEXT = "FROM a\nADD b c\nRUN x=$(y) && touch $x\nRUN cd z; true `w`\n"


def codes(text: str = TEXT, **options: Any) -> list[str]:
    linter = Linter(Config(**options), index=INDEX, reraise=True)
    found = linter.lint(linter.parse(text)).findings
    return [f"{finding.aliases[-1]} {finding.severity}" for finding in found if finding.code == SHELLCHECK.code]


def test_each_finding_has_shellchecks_code_and_severity() -> None:
    assert codes() == ["SC2086 info", "SC2164 warning", "SC2046 warning", "SC2006 style"]


def test_a_code_of_shellcheck_is_an_id_like_any() -> None:
    assert "SC2164 warning" not in codes(ignore=("sc2164",))
    assert "SC2164 error" in codes(severity={"SC2164": "error"})
    assert "SC2164 warning" not in codes(severity={"SC2164": "off"})
    assert codes(TEXT.replace("RUN cd", "# hadolint ignore=SC2164,SC2046,SC2006\nRUN cd")) == ["SC2086 info"]


def test_a_severity_for_the_rule_counts_for_all_its_findings() -> None:
    assert {each.split()[1] for each in codes(severity={"sc": "error"})} == {"error"}


@pytest.mark.parametrize("image", ["fedora:43", "almalinux:10", "archlinux", "registry.access.redhat.com/ubi9"])
def test_where_sh_is_bash_it_may_do_what_bash_can(image: str) -> None:
    script = 'RUN [ "$A" == b ] && source "$A" && echo "${A/x/y}"\n'
    assert codes(f"FROM {image}\n{script}") == []
    assert codes(f"FROM debian:13\n{script}") == ["SC3014 warning", "SC3046 warning", "SC3060 warning"]
    assert codes(f'FROM {image}\nSHELL ["/bin/dash", "-c"]\n{script}') != []


def test_many_files_take_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    check = program.check
    from baseadvisor.shellcheck import checker

    def counted(path: str, texts: list[str]) -> Any:
        calls.append(len(texts))
        return check(path, texts)

    monkeypatch.setattr(checker, "check", counted)
    linter = Linter(index=INDEX)
    results = linter.lint_many([linter.parse(f"FROM a\nRUN echo {name} $x\n") for name in "abc"])
    assert [len(result.findings) for result in results] == [2, 2, 2]
    assert calls == [3]


def test_without_shellcheck_the_rule_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "find_program", lambda: None)
    assert codes() == []


def test_a_shellcheck_that_fails_is_said_so_for_each_file_and_costs_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(program, "find_program", lambda: str(tmp_path / "nowhere"))
    linter = Linter(index=INDEX)
    for name in ("a", "b"):
        result = linter.lint(linter.parse(TEXT, name))
        assert [finding.name for finding in result.findings] == ["no-add"]
        (problem,) = result.problems
        assert problem.message.startswith(f"ShellCheck gave no answer on {name}: ")
        assert problem.message.endswith("; --ignore sc leaves it out")
