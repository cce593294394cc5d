"""Every command and every piece of Python in the documentation does what the page says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, Block, blocks, commands, matches, pages

RUN = ("console", "python")
PAGES = [page for page in pages() if any(block.language in RUN for block in blocks(page))]

FILES = {
    "Dockerfile": "FROM debian:13\nRUN true\nUSER 1000\n",
    ".hadolint.yaml": "ignored:\n  - DL3008  # our mirror has one version of each\n",
}
"""What a page's folder has before the page writes files of its own."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one commit on the branch `main`."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q", "-b", "main"], ["add", "--all"], ["commit", "-q", "-m", "x"]):
        subprocess.run(["git", *settings, *command], cwd=tmp_path, env=environment(tmp_path), check=True)
    return tmp_path


def environment(folder: Path) -> dict[str, str]:
    unwanted = ("GIT_", "HADOLINT_", "XDG_", "FORCE_COLOR", "NO_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    programs = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {**kept, "PATH": programs, "HOME": str(folder.parent), "GIT_CONFIG_GLOBAL": os.devnull}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(DOCS).as_posix())
def test_what_a_page_shows_is_what_happens(page: Path, folder: Path) -> None:
    for block in blocks(page):
        if block.key == "file":
            path = folder / block.value
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
        elif block.key == "not run":
            assert len(block.value.split()) > 2, f"{page}:{block.line}: say why"
        elif block.language == "console":
            run_console(block, page, folder)
        elif block.language == "python":
            run_python(block, page, folder)


def run_console(block: Block, page: Path, folder: Path) -> None:
    for command in commands(block):
        done = subprocess.run(
            ["bash", "-c", command.line],
            cwd=folder,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        where = f"{page}:{block.line}: {command.line}\n{done.stdout}{done.stderr}"
        assert done.returncode == int(block.value or 0), where
        if command.output is not None:
            assert matches(command.output, done.stdout.splitlines()), where


def run_python(block: Block, page: Path, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block.text],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{page}:{block.line}:\n{done.stderr}"


@pytest.mark.parametrize(
    ("wanted", "lines", "same"),
    [
        (["a", "…", "d"], ["a", "b", "c", "d"], True),
        (["a", "…"], ["a"], True),
        (["a"], ["a", "b"], False),
        (["…", "b"], ["a"], False),
    ],
)
def test_an_ellipsis_stands_for_any_lines(wanted: list[str], lines: list[str], same: bool) -> None:
    assert matches(wanted, lines) is same
