"""Each row of the page on moving from hadolint: both commands are run, and say the same."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "move-from-hadolint.md").read_text("utf-8")
ROWS = re.findall(r"^\| `(hadolint [^`]*)` \| `(baseadvisor [^`]*)` \|$", PAGE, re.MULTILINE)

DOCKERFILE = """\
FROM debian
LABEL author="a"
# hadolint ignore=DL3003
RUN cd /tmp && touch x
RUN apt-get update && apt-get install -y curl
"""
CONFIGURATION = "ignored: [DL3008]\noverride:\n  error: [DL3015]\nfailure-threshold: error\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "hadolint.yaml").write_text(CONFIGURATION)
    (tmp_path / "home").mkdir()
    return tmp_path


def test_there_are_rows_for_every_option_that_decides_something() -> None:
    options = {word for row, _ in ROWS for word in row.split() if word.startswith("-")}
    assert options >= {
        *("-", "-t", "--failure-threshold", "--no-fail", "--ignore", "--error", "--info", "--style", "-c", "-f", "-o"),
        *("--trusted-registry", "--require-label", "--strict-labels", "--disable-ignore-pragma", "--no-color"),
    }


@pytest.mark.parametrize(("theirs", "ours"), ROWS, ids=[row for row, _ in ROWS])
def test_both_find_the_same_of_hadolints_rules_and_end_alike(theirs: str, ours: str, folder: Path) -> None:
    assert run(theirs, folder).returncode == run(ours, folder).returncode
    assert of_hadolint(theirs, folder) == of_us(ours, folder)


def run(command: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """The command in `folder`; only the redirection `< Dockerfile` is understood."""
    program, *arguments = shlex.split(command.partition("<")[0])
    programs = {
        "hadolint": [str(Path(sys.executable).with_name("hadolint"))],
        "baseadvisor": [sys.executable, "-m", "baseadvisor"],
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HADOLINT_", "XDG_"))}
    return subprocess.run(
        [*programs[program], *arguments],
        cwd=folder,
        env={**environment, "HOME": str(folder / "home"), "NO_COLOR": "1"},
        input=DOCKERFILE if "<" in command else None,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def as_json(command: str) -> str:
    """The command with its report as JSON on standard output."""
    head, redirection, tail = command.partition(" <")
    head = re.sub(r" (-f|-o) \S+", "", head)
    return f"{head} -f json{redirection}{tail}"


def of_hadolint(command: str, folder: Path) -> set[tuple[int, str]]:
    found = json.loads(run(as_json(command), folder).stdout)
    return {(entry["line"], entry["code"]) for entry in found if entry["code"].startswith("DL")}


def of_us(command: str, folder: Path) -> set[tuple[int, str]]:
    found = json.loads(run(as_json(command), folder).stdout)["findings"]
    return {
        (entry["instruction_line"], alias)
        for entry in found
        for alias in entry["aliases"]
        if re.fullmatch(r"DL\d+", alias)
    }
