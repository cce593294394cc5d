"""The table of what other linters check, held against the rules."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
HEAD = "tool\tid\tnote\n"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("peer_coverage", ROOT / "tools" / "peer_coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


coverage = load()


def run(tmp_path: Path, rows: str, not_covered: str = "") -> int:
    table = tmp_path / "checks.tsv"
    table.write_text(HEAD + rows, "utf-8")
    reasons = tmp_path / "not-covered.md"
    reasons.write_text(f"| tool | check | why |\n|---|---|---|\n{not_covered}", "utf-8")
    status: int = coverage.main([str(table), "--not-covered", str(reasons)])
    return status


@pytest.mark.parametrize(
    ("tool", "identity", "alias"),
    [
        ("hadolint", "DL3008", "DL3008"),
        ("buildkit", "MaintainerDeprecated", "buildkit:MaintainerDeprecated"),
        ("tally", "hadolint/DL3008", "DL3008"),
        ("tally", "shellcheck/SC1040", "SC1040"),
        ("tally", "buildkit/UndefinedVar", "buildkit:UndefinedVar"),
        ("tally", "tally/gpu/prefer-uv-over-conda", "tally:tally/gpu/prefer-uv-over-conda"),
        ("checkov", "CKV2_DOCKER_1", "checkov:CKV2_DOCKER_1"),
    ],
)
def test_alias_of_a_check(tool: str, identity: str, alias: str) -> None:
    assert coverage.Check(tool, identity, "").alias == alias


def test_carried_check_is_shown_with_its_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "trivy\tDS-0004\tmedium\n") == 0
    assert "ssh-port-exposed (BA712" in capsys.readouterr().out


def test_missing_check_is_named_and_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "trivy\tDS-9999\tunheard of\n") == 1
    assert "DS-9999\tMISSING" in capsys.readouterr().out


def test_check_that_is_left_out_with_a_reason_is_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "tally\tpowershell/PSOne\t\n", "| tally | `powershell/PS*` | another language |\n") == 0
    assert "another language" in capsys.readouterr().out


def test_reason_for_a_check_that_is_carried_is_wrong(tmp_path: Path) -> None:
    assert run(tmp_path, "trivy\tDS-0004\t\n", "| trivy | `DS-0004` | why not |\n") == 1


def test_published_reasons_are_read_and_leave_out_nothing_that_a_rule_carries() -> None:
    table = coverage.reasons(ROOT / "docs" / "not-covered.md")
    assert len(table) > 10
    for alias in coverage.carriers(ROOT / "rules"):
        tool, colon, identity = alias.partition(":")
        if colon:
            assert coverage.left_out(coverage.Check(tool, identity, ""), table) is None, alias
