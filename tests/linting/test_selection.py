"""Which rules are on, how grave, with which parameters."""

from typing import Any

import pytest

from baseadvisor.linting.config import DEFAULT, Config, PathOverride
from baseadvisor.linting.engine import Linter
from baseadvisor.linting.selection import active_rules, check_of
from tests.linting.rules import ADD, INDEX, rule


def on(**options: Any) -> dict[str, str]:
    return {active.rule.name: active.severity for active in active_rules(Config(**options), INDEX)}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "no-add no-user"),
        ({"preview": True}, "no-add no-user no-volume"),
        ({"select": ()}, ""),
        ({"select": ("no-user",)}, "no-user"),
        ({"select": ("DL3020",)}, "no-add"),
        ({"select": ("NoAdd",)}, "no-add"),
        ({"select": ("instruction",)}, "no-add"),
        ({"select": ("instruction",), "preview": True}, "no-add no-volume"),
        ({"select": ("ACME003",)}, "no-volume"),
        ({"extend_select": ("no-volume",)}, "no-add no-user no-volume"),
        ({"ignore": ("dl3020",)}, "no-user"),
        ({"ignore": ("instruction",)}, "no-user"),
        ({"ignore": ("all",)}, ""),
        ({"ignore": ("all",), "extend_select": ("no-add",)}, "no-add"),
        ({"ignore": ("instruction",), "extend_select": ("no-add",)}, "no-add no-user"),
        ({"ignore": ("no-add",), "extend_select": ("no-add",)}, "no-user"),
        ({"select": ("no-add",), "ignore": ("instruction",)}, "no-add"),
        ({"severity": {"no-add": "off"}}, "no-user"),
        ({"severity": {"no-volume": "error"}}, "no-add no-user no-volume"),
        ({"severity": {"instruction": "error"}}, "no-add no-user"),
        ({"severity": {"no-add": "error"}, "ignore": ("no-add",)}, "no-user"),
    ],
)
def test_what_is_on(options: dict[str, Any], expected: str) -> None:
    assert " ".join(on(**options)) == expected


def test_the_severity_that_names_fewer_rules_wins() -> None:
    assert on(severity={"no-add": "info", "all": "style", "instruction": "error"}) == {
        "no-add": "info",
        "no-user": "style",
    }


def test_a_category_gives_its_severity_to_a_rule_turned_on_by_name() -> None:
    assert on(extend_select=("no-volume",), severity={"instruction": "error"})["no-volume"] == "error"


def test_parameters_of_a_rule_can_be_set_by_any_of_its_ids() -> None:
    config = Config(rules={"DL3020": {"instructions": ("VOLUME",)}, "instruction": {"instructions": ("RUN",)}})
    params = {active.rule.name: active.params for active in active_rules(config, INDEX)}
    assert params["no-add"] == {"instructions": ("VOLUME",)}
    assert params["no-user"] == {"instructions": ("USER",)}
    assert ADD.params == {"instructions": ("ADD",)}


def findings(config: Config, filename: str | None, text: str = "FROM a\nADD b c\nUSER d\nVOLUME e\n") -> list[str]:
    linter = Linter(config, index=INDEX)
    return [f"{f.name} {f.severity}" for f in linter.lint(linter.parse(text, filename)).findings]


def test_overrides_count_for_the_files_they_match_and_come_last() -> None:
    override = PathOverride(
        ("test/**",), ignore=("no-user",), select=("no-add", "no-volume"), severity={"DL3020": "style"}
    )
    config = Config(ignore=("no-add",), overrides=(override,), root="/project")
    assert findings(config, "/project/Dockerfile") == ["no-user error"]
    assert findings(config, "/project/test/a/Dockerfile") == ["no-add style", "no-volume warning"]
    assert findings(config, "/elsewhere/test/Dockerfile") == ["no-user error"]
    assert findings(config, None) == ["no-user error"]


def test_the_last_of_several_overrides_wins() -> None:
    overrides = (
        PathOverride(("*.dev",), severity={"no-add": "info"}),
        PathOverride(("a.*",), severity={"no-add": "error"}),
    )
    config = DEFAULT._replace(overrides=overrides, root="/project", select=("no-add",))
    assert findings(config, "/project/a.dev") == ["no-add error"]
    assert findings(config, "/project/b.dev") == ["no-add info"]
    assert findings(config, "/project/b") == ["no-add warning"]


@pytest.mark.parametrize("check", ["nowhere.at_all", "generic.no_such_check"])
def test_a_check_that_is_not_there_is_an_error(check: str) -> None:
    with pytest.raises((ImportError, AttributeError)):
        check_of(rule(check=check, commands=()))
