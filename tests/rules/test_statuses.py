"""What is on by default: what another linter has so, or what belongs to the founding set. Nothing slips in."""

from pathlib import Path

import pytest

from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_file import read_rule, rule_files

FOLDER = Path(__file__).parents[2] / "rules"
RULES = [read_rule(path, str(FOLDER)) for path in rule_files(str(FOLDER))]

# Rules that no other linter has, on by default from the first version on: what BuildKit refuses to build, and the
# project's own subjects. A later version must not break anybody's build, so this list only gets shorter.
FOUNDING = frozenset(
    (
        # what BuildKit refuses
        "empty-volume",
        "invalid-flag",
        "invalid-mount",
        "invalid-platform",
        "invalid-signal",
        "invalid-substitution",
        "malformed-from",
        "malformed-healthcheck",
        "missing-argument",
        "unknown-flag",
        # what is wrong with the base image
        "base-deprecated",
        "base-out-of-support",
        "base-testing-branch",
        "distribution-unused",
        # what the userland does not have
        "account-tools-missing",
        "bash-missing",
        "foreign-package-manager",
        # where Java is
        "java-home-by-script",
        "java-home-elsewhere",
        "java-home-unset-in-path",
        "java-home-without-java",
        "java-path-repeated",
        "java-path-without-colon",
        # ShellCheck's findings, each with an id of its own
        "shellcheck",
    )
)

# Checks that their linter does not make unless it is asked to.
OFF_THERE = frozenset(
    ("DL1001", "DL3057", "buildkit:InvalidDefinitionDescription", "tally:tally/require-secret-mounts")
)


def on_elsewhere(rule: Rule) -> bool:
    """Whether another linter has the check on by default."""
    return any(alias not in OFF_THERE for alias in rule.aliases)


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.name) for rule in RULES if rule.status == "stable"])
def test_rule_that_is_on_by_default_is_on_in_another_linter_or_of_the_founding_set(rule: Rule) -> None:
    assert on_elsewhere(rule) or rule.name in FOUNDING, (
        f'{rule.name} is on by default, and no other linter has it so: make it status = "preview"'
    )


def test_founding_set_names_rules_that_are_on_by_default() -> None:
    stable = {rule.name for rule in RULES if rule.status == "stable"}
    assert stable >= FOUNDING, f"no longer on by default, so take it out of the list: {sorted(FOUNDING - stable)}"


def test_check_that_is_off_elsewhere_is_carried_by_some_rule() -> None:
    carried = {alias for rule in RULES for alias in rule.aliases}
    assert carried >= OFF_THERE
