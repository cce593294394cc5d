"""docs/command-line.md keeps up with the command."""

from pathlib import Path

from baseadvisor.cli.main import command_names
from baseadvisor.report import FORMAT_ALIASES, FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text(encoding="utf-8")


def test_every_format_is_described() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] == list(FORMATS)
    assert all(f"(also `{alias}`)" in PAGE for alias in FORMAT_ALIASES)


def test_the_commands_for_linting_are_described() -> None:
    described = [line.split()[1] for line in PAGE.splitlines() if line.startswith("    baseadvisor ")]
    assert set(described) <= set(command_names())
    assert "lint" in described
