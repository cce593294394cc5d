"""The architecture's one way through: who may import whom, as pyproject.toml's import-linter contracts say it."""

import ast
import tomllib
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
LAYERS = next(contract for contract in CONTRACTS if contract["id"] == "layers")["layers"]


@pytest.mark.parametrize("contract", [contract["id"] for contract in CONTRACTS])
def test_contract_is_kept(contract: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    status = cli.lint_imports(limit_to_contracts=(contract,), no_cache=True)
    assert status == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_package_has_its_layer() -> None:
    placed = {name.strip(" ()") for layer in LAYERS for name in layer.replace("|", ":").split(":")}
    packages = {path.parent.name for path in (ROOT / "src/baseadvisor").glob("*/__init__.py")}
    assert packages - placed == set()


@pytest.mark.parametrize(
    "package", ["analysis", "catalog", "checks", "dockerfile", "fixes", "image", "registry", "shell"]
)
def test_lower_packages_take_nothing_but_the_version_from_the_top(package: str) -> None:
    taken = {
        alias.name
        for path in (ROOT / "src/baseadvisor" / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "baseadvisor"
        for alias in node.names
        if not (ROOT / "src/baseadvisor" / alias.name).is_dir()
    }
    assert taken <= {"__version__"}
