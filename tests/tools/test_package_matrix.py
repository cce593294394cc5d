"""The page on package managers says what the rules do, and leaves no cell empty without a reason."""

import importlib.util
from pathlib import Path

import pytest

TOOL = Path(__file__).parents[2] / "tools" / "package_matrix.py"
spec = importlib.util.spec_from_file_location("package_matrix", TOOL)
assert spec is not None
assert spec.loader is not None
package_matrix = importlib.util.module_from_spec(spec)
spec.loader.exec_module(package_matrix)


def test_the_page_is_what_the_rules_say() -> None:
    assert package_matrix.PAGE.read_text("utf-8") == package_matrix.page(), "run python tools/package_matrix.py"


@pytest.mark.parametrize("manager", package_matrix.MANAGERS)
def test_every_cell_has_a_rule_or_a_reason(manager: str) -> None:
    cells = package_matrix.matrix()
    empty = [name for name in package_matrix.PROPERTIES if not any(cells[manager, name])]
    assert not empty


def test_no_reason_stands_for_a_cell_that_has_rules() -> None:
    stale = {
        (manager, name)
        for (manager, name), cell in package_matrix.matrix().items()
        if cell.rules and any(manager in why.managers for why in package_matrix.REASONS.get(name, ()))
    }
    allowed = {(manager, "fresh index") for manager in package_matrix.MANAGERS}
    assert stale <= allowed


def test_every_rule_names_managers_of_the_page() -> None:
    for rule in package_matrix.rules():
        assert package_matrix.managers_of(rule), rule["name"]
        assert package_matrix.property_of(rule)
