"""`baseadvisor rules` and `baseadvisor completion`."""

import json
import subprocess
from pathlib import Path

import pytest

from baseadvisor.cli.main import run
from baseadvisor.linting.rule_index import shipped

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _in_project(project: Path) -> None:
    """The working folder has the rule ACME001."""


def rules(capsys: Capture, *arguments: str, status: int = 0) -> str:
    assert run(["rules", *arguments]) == status
    captured = capsys.readouterr()
    return captured.err if status else captured.out


def test_all_rules_are_listed_a_line_each_with_a_teams_own(capsys: Capture) -> None:
    lines = rules(capsys).splitlines()
    assert lines[0].split()[:4] == ["CODE", "NAME", "SEVERITY", "STATUS"]
    assert [line.split()[0] for line in lines[1:]] == sorted(["ACME001", *(rule.code for rule in shipped().rules)])


def test_a_category_lists_its_rules(capsys: Capture) -> None:
    listed = json.loads(rules(capsys, "syntax", "-f", "json"))["rules"]
    assert listed
    assert {rule["category"] for rule in listed} == {"syntax"}


@pytest.mark.parametrize("id_", ["BA097", "ba097", "pragma-used", "DL1001"])
def test_a_rule_is_shown_in_full_by_any_of_its_ids(capsys: Capture, id_: str) -> None:
    shown = rules(capsys, id_)
    assert shown.startswith("BA097 pragma-used\n")
    assert "also known as DL1001" in shown
    assert "Bad:" in shown
    assert "  > 1 | # hadolint ignore=DL3006" in shown
    assert "# baseadvisor ignore=pragma-used" in shown


def test_a_teams_own_rule_is_shown_with_its_options(capsys: Capture) -> None:
    shown = rules(capsys, "ACME001")
    assert "We stand on Debian." in shown
    assert 'Options: [rules.acme-no-ubuntu]\n  images = ["ubuntu*"]\n' in shown


def test_json_has_everything_about_a_rule(capsys: Capture) -> None:
    (rule,) = json.loads(rules(capsys, "BA097", "-f", "json"))["rules"]
    assert rule["aliases"] == ["DL1001"]
    assert rule["why"]
    assert rule["bad"][0]["lines"] == [1]


def test_markdown_of_one_rule_is_a_page_and_of_all_a_table(capsys: Capture) -> None:
    page = rules(capsys, "BA097", "-f", "markdown")
    assert page.startswith("# BA097 `pragma-used`\n")
    assert "```dockerfile\n# hadolint ignore=DL3006\n" in page
    table = rules(capsys, "-f", "markdown").splitlines()
    assert all(line.count("|") - line.count("\\|") == 7 for line in table)


def test_every_shipped_rule_can_be_shown(capsys: Capture) -> None:
    ids = [rule.code for rule in shipped().rules]
    for format_ in ("text", "markdown", "json"):
        assert rules(capsys, *ids, "-f", format_)


def test_an_unknown_rule_is_one_line_with_a_suggestion(capsys: Capture) -> None:
    assert "did you mean 'pragma-used'?" in rules(capsys, "pragma-use", status=2)


def test_a_wrong_configuration_is_one_line(capsys: Capture) -> None:
    Path("baseadvisor.toml").write_text("x = 1\n")
    assert rules(capsys, status=2).count("\n") == 1


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_know_commands_and_options(capsys: Capture, shell: str) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "lint" in script
    assert "fail-on" in script


def test_bash_completes_options(capsys: Capture) -> None:
    assert run(["completion", "bash"]) == 0
    script = capsys.readouterr().out
    ask = 'COMP_WORDS=(baseadvisor lint --fail-); COMP_CWORD=2; _shtab_baseadvisor; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", script + "\n" + ask], capture_output=True, text=True, check=True)
    assert done.stdout == "--fail-on\n"
