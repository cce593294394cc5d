"""From hits to findings."""

from pathlib import Path
from typing import Any

import pytest

import baseadvisor.linting
from baseadvisor.checks.hit import Hit
from baseadvisor.dockerfile.source import parse
from baseadvisor.fixes.edit import Edit
from baseadvisor.linting.config import Config
from baseadvisor.linting.engine import Linter, make_finding
from baseadvisor.linting.finding import Finding, LintResult
from baseadvisor.linting.ignore_file import ignore_file_beside
from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_index import RuleIndex
from baseadvisor.linting.selection import Active
from tests.linting.rules import ADD, INDEX, USER, rule


def lint(text: str, *rules: Rule, **options: Any) -> LintResult:
    linter = Linter(Config(**options), index=RuleIndex(rules) if rules else INDEX)
    return linter.lint(linter.parse(text, "Dockerfile"))


def test_a_finding_carries_its_rule_its_place_and_its_message() -> None:
    (finding,) = lint("FROM a\n\n  ADD b \\\n    c\n").findings
    assert finding == Finding(
        code="ACME001",
        name="no-add",
        aliases=("DL3020", "buildkit:NoAdd"),
        severity="warning",
        message="ADD is forbidden",
        span=finding.span,
        start=10,
        end=23,
        confidence="high",
        category="instruction",
        instruction_line=3,
        file="Dockerfile",
    )
    assert (*finding.span.start, *finding.span.end) == (3, 3, 4, 6)


def test_findings_are_in_the_order_of_place_then_code() -> None:
    found = lint(
        "FROM a\nUSER x\nADD b c\n", ADD, USER, rule("ACME000", "no-user-too", instructions=("USER",))
    ).findings
    assert [(f.start, f.code) for f in found] == [(7, "ACME000"), (7, "ACME002"), (14, "ACME001")]


def test_the_same_finding_twice_is_one() -> None:
    twice = rule(instructions=("ADD", "ADD"), check="generic.required_instruction", message="{instruction} is missing")
    assert [f.message for f in lint("FROM a\n", twice).findings] == ["ADD is missing"]


def test_different_messages_at_one_place_are_two_findings() -> None:
    both = rule(instructions=("ADD", "USER"), check="generic.required_instruction", message="{instruction} is missing")
    assert [f.message for f in lint("FROM a\n", both).findings] == ["ADD is missing", "USER is missing"]


def test_a_file_without_from_is_linted_like_any() -> None:
    assert [f.name for f in lint("ADD a b\n").findings] == ["no-add"]


def test_a_broken_instruction_does_not_cost_the_findings_of_the_others() -> None:
    assert [f.name for f in lint("FROM a\nBROKEN\nADD a b\nRUN <<EOF\n").findings] == ["no-add"]


BROKEN = rule("ACME000", "broken", check="generic.instruction_pattern", instructions=("ADD",), pattern="(")
MISSING = rule("ACME000", "missing", check="generic.nothing_of_that_name", instructions=())
MISFIT = rule("ACME000", "misfit", check="generic.forbidden_instruction", command="x")
PLACEHOLDER = rule("ACME000", "placeholder", message="{nothing}")


@pytest.mark.parametrize("defect", [BROKEN, MISSING, MISFIT, PLACEHOLDER], ids=lambda rule: rule.name)
def test_a_rule_that_fails_is_named_and_the_others_are_not_lost(defect: Rule) -> None:
    result = lint("FROM a\nADD b c\n", defect, ADD)
    assert [f.name for f in result.findings] == ["no-add"]
    (problem,) = result.problems
    assert (problem.rule, problem.file) == (defect.name, "Dockerfile")
    assert problem.message.startswith(f"rule {defect.name} failed on Dockerfile (")
    assert "\n" not in problem.message


@pytest.mark.parametrize("defect", [BROKEN, MISSING, MISFIT, PLACEHOLDER], ids=lambda rule: rule.name)
def test_reraise_lets_the_error_of_a_rule_through(defect: Rule) -> None:
    with pytest.raises(Exception, match=r"."):
        Linter(index=RuleIndex([defect]), reraise=True).lint(parse("FROM a\nADD b c\n"))


def finding_of(hit: Hit, severity: str = "warning", **about: Any) -> Finding:
    return make_finding(Active(rule(**about), severity, {}), hit, parse("FROM a\nADD b c\n"))


def test_a_hits_edits_are_a_fix_as_safe_as_the_rule_says() -> None:
    hit = Hit(7, 10, {"instruction": "ADD"}, [Edit(7, 10, "COPY")])
    safe, unsafe = finding_of(hit, fix="safe").fix, finding_of(hit, fix="unsafe").fix
    assert safe is not None
    assert unsafe is not None
    assert (safe.safe, unsafe.safe) == (True, False)
    assert (safe.edits, safe.description) == ((Edit(7, 10, "COPY"),), "replace `ADD` with `COPY`")
    assert finding_of(hit, fix="none").fix is None
    assert finding_of(hit._replace(edits=()), fix="safe").fix is None


def test_a_hits_confidence_overrides_the_rules() -> None:
    hit = Hit(7, 10, {"instruction": "ADD"})
    assert finding_of(hit, confidence="medium").confidence == "medium"
    assert finding_of(hit._replace(confidence="low")).confidence == "low"


def test_a_hit_may_bring_an_alias_and_a_severity_of_its_own() -> None:
    finding = finding_of(Hit(7, 10, {"instruction": "ADD", "alias": "SC2086", "severity": "info"}), aliases=("SC0000",))
    assert (finding.aliases, finding.severity) == (("SC0000", "SC2086"), "info")


def test_the_configurations_severity_counts_more_than_a_hits_own() -> None:
    assert finding_of(Hit(7, 10, {"instruction": "ADD", "severity": "info"}), severity="error").severity == "error"


def test_the_result_fails_from_the_threshold_on() -> None:
    text = "FROM a\nADD b c\n"
    assert lint(text).failed
    assert not lint(text, fail_on="error").failed
    assert lint(text, fail_on="style").failed
    assert not lint(text, fail_on="none").failed
    assert not lint(text, no_fail=True).failed
    assert not lint("FROM a\n").failed


def test_build_arguments_reach_the_parser_and_the_checks() -> None:
    images = rule("ACME009", "images", check="generic.allowed_base_images", message="{image}", images=("ok:*",))
    text = "ARG V=bad:1\nFROM ${V}\n"
    assert [f.message for f in lint(text, images).findings] == ["bad:1"]
    assert lint(text, images, build_args={"V": "ok:1"}).findings == ()


def test_lint_takes_text_bytes_and_paths(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(b"\xef\xbb\xbfFROM debian:12\r\nRUNN x\r\n")
    config = {"select": ["unknown-instruction"]}
    for source in (path, path.read_bytes(), path.read_text("utf-8")):
        (finding,) = baseadvisor.linting.lint(source, config=config).findings
        assert (finding.code, tuple(finding.span.start)) == ("BA001", (2, 1))
    assert baseadvisor.linting.lint(path, config=config).file == str(path)
    assert baseadvisor.linting.lint(b"RUNN x", filename="Name", config=config).findings[0].file == "Name"


def test_lint_takes_a_configuration_file_a_config_or_nothing(tmp_path: Path) -> None:
    text = "FROM debian:12\nRUNN x\n"
    own = tmp_path / "baseadvisor.toml"
    own.write_text('ignore = ["BA001"]\nselect = ["syntax"]')
    assert baseadvisor.linting.lint(text, config=own).findings == ()
    assert baseadvisor.linting.lint(text, config=str(own)).findings == ()
    assert baseadvisor.linting.lint(text, config=Config(select=("DL1000",))).findings
    assert "unknown-instruction" in [f.name for f in baseadvisor.linting.lint(text).findings]


def test_the_dockerignore_beside_the_file_is_read_its_own_first(tmp_path: Path) -> None:
    name = str(tmp_path / "Dockerfile")
    assert ignore_file_beside(name) is None
    assert ignore_file_beside(None) is None
    (tmp_path / ".dockerignore").write_text("a")
    assert ignore_file_beside(name) == "a"
    (tmp_path / "Dockerfile.dockerignore").write_text("b")
    assert ignore_file_beside(name) == "b"
