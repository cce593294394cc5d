"""The Dockerfile of baseadvisor itself keeps to its own rules, with no comment that silences any."""

from pathlib import Path

import pytest

import baseadvisor

PATH = Path(__file__).parents[2] / "Dockerfile"


def test_it_has_no_finding() -> None:
    result = baseadvisor.lint(PATH)
    assert [finding.message for finding in result.findings] == []
    assert result.suppressed == ()


@pytest.mark.parametrize("part", ["src", "rules", "share", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE"])
def test_what_a_build_needs_is_in_its_context(part: str) -> None:
    from baseadvisor.checks.dockerignore import IgnoreFile

    assert not IgnoreFile(PATH.with_name(".dockerignore").read_text()).excludes(part)
    assert part in PATH.read_text()
