"""`baseadvisor fix` is `lint --fix`."""

from pathlib import Path

import pytest
from tests.cli.conftest import UBUNTU

from baseadvisor.cli.main import run

MENDED = "FROM ubuntu:22.04\nRUN TRUE\n"


@pytest.fixture(autouse=True)
def _dockerfile(fixing: Path) -> None:
    (fixing / "Dockerfile").write_text(UBUNTU)


def test_files_are_mended_and_the_rest_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fix", "Dockerfile"]) == 0
    assert Path("Dockerfile").read_text() == MENDED
    assert "1 finding fixed" in capsys.readouterr().out


def test_a_diff_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fix", "--diff"]) == 1
    assert Path("Dockerfile").read_text() == UBUNTU
    assert "+RUN TRUE" in capsys.readouterr().out
