"""The public names of the package."""

import subprocess
import sys
from pathlib import Path

import pytest

import baseadvisor


@pytest.mark.parametrize("name", baseadvisor.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(baseadvisor, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = baseadvisor.nothing


def test_importing_the_package_imports_none_of_its_parts() -> None:
    code = "import sys, baseadvisor; print([n for n in sys.modules if n.startswith('baseadvisor.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_lint_takes_text_bytes_and_paths_alike(tmp_path: Path) -> None:
    text = "FROM debian:latest\n"
    path = tmp_path / "Dockerfile"
    path.write_text(text)
    found = [baseadvisor.lint(source).findings for source in (text, text.encode(), path)]
    codes = [[(finding.code, finding.span) for finding in findings] for findings in found]
    assert codes[0]
    assert codes[0] == codes[1] == codes[2]
    assert any("DL3007" in finding.aliases for finding in found[0])


def test_fix_gives_the_mended_text() -> None:
    result = baseadvisor.fix("FROM debian:13\nRUN apt-get update && apt-get install curl\n")
    assert "apt-get install -y curl" in result.text
