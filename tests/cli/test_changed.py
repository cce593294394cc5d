"""`baseadvisor lint --changed-since REV`: findings on what a change touches."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import UBUNTU

from baseadvisor.cli.changed import parse_diff
from baseadvisor.cli.main import run

Lint = Callable[..., tuple[int, str, str]]


def git(*arguments: str) -> None:
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *settings, *arguments], check=True, capture_output=True)


@pytest.fixture
def lint(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Runs the command in a repository with one commit, tagged `start`."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    (project / ".git").rmdir()
    (project / "Dockerfile").write_text(UBUNTU)
    (project / "b.Dockerfile").write_text(UBUNTU)
    git("init", "-q", "-b", "main")
    git("add", "--all")
    git("commit", "-q", "-m", "start")
    git("tag", "start")

    def lint(*arguments: str) -> tuple[int, str, str]:
        status = run(["lint", "-f", "short", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return lint


def lines(out: str) -> list[str]:
    return [":".join(line.split(":")[:2]) for line in out.splitlines()]


def test_nothing_changed_is_nothing_found(lint: Lint) -> None:
    status, out, err = lint("--changed-since", "start")
    assert (status, out) == (0, "")
    assert err == "baseadvisor: no Dockerfiles in this folder, changed since start\n"


def test_findings_on_changed_lines_alone(lint: Lint) -> None:
    Path("Dockerfile").write_text(UBUNTU + "FROM ubuntu:24.04\n")
    git("add", "--all")
    assert lines(lint("--changed-since", "start")[1]) == ["Dockerfile:3"]
    git("commit", "-q", "-m", "more")
    assert lines(lint("--changed-since", "HEAD~1")[1]) == ["Dockerfile:3"]


def test_a_change_within_an_instruction_touches_its_findings(lint: Lint) -> None:
    Path("Dockerfile").write_text("FROM \\\n  ubuntu \\\n  AS b\nRUN true\n")
    git("commit", "-q", "-a", "-m", "split")
    Path("Dockerfile").write_text("FROM \\\n  ubuntu \\\n  AS c\nRUN true\n")
    assert lines(lint("--changed-since", "HEAD")[1]) == ["Dockerfile:2"]


def test_a_line_taken_out_of_an_instruction_touches_it(lint: Lint) -> None:
    Path("Dockerfile").write_text("FROM \\\n  # why\n  ubuntu\nRUN true\n")
    git("commit", "-q", "-a", "-m", "split")
    Path("Dockerfile").write_text("FROM \\\n  ubuntu\nRUN true\n")
    assert lines(lint("--changed-since", "HEAD")[1]) == ["Dockerfile:2"]


def test_new_files_count_as_a_whole_tracked_or_not(lint: Lint) -> None:
    Path("sub").mkdir()
    Path("sub/é a.Dockerfile").write_text(UBUNTU)
    Path('c"d.Dockerfile').write_text(UBUNTU)
    git("add", 'c"d.Dockerfile')
    assert lines(lint("--changed-since", "start")[1]) == ['c"d.Dockerfile:1', "sub/é a.Dockerfile:1"]


def test_what_others_changed_meanwhile_is_not_counted(lint: Lint) -> None:
    git("checkout", "-q", "-b", "mine")
    Path("Dockerfile").write_text("FROM ubuntu:24.04\n")
    git("commit", "-q", "-a", "-m", "mine")
    git("checkout", "-q", "main")
    Path("b.Dockerfile").write_text("FROM ubuntu:24.04\n")
    git("commit", "-q", "-a", "-m", "theirs")
    git("checkout", "-q", "mine")
    assert lines(lint("--changed-since", "main")[1]) == ["Dockerfile:1"]


def test_paths_and_folders_still_choose(lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "sub").mkdir()
    for name in ("Dockerfile", "sub/Dockerfile"):
        (project / name).write_text("FROM ubuntu:24.04\n")
    monkeypatch.chdir(project / "sub")
    assert lines(lint("--changed-since", "start")[1]) == ["Dockerfile:1"]
    assert lint("--changed-since", "start", "--list-files", "..")[1] == "../Dockerfile\n../sub/Dockerfile\n"


def test_the_users_settings_of_git_do_not_disturb(lint: Lint) -> None:
    for setting in ("diff.noprefix=true", "color.ui=always", "diff.external=false", "diff.relative=true"):
        git("config", *setting.split("="))
    Path("Dockerfile").write_text(UBUNTU + "FROM ubuntu:24.04\n")
    assert lines(lint("--changed-since", "start")[1]) == ["Dockerfile:3"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("nosuch",), "there is no such commit"),
        (("--", ""), "expected one argument"),
        (("start", "--fix"), "--fix"),
        (("start", "--diff"), "--diff"),
        (("start", "-"), "standard input"),
        (("other",), "no commit in common"),
    ],
)
def test_what_cannot_be_done_is_one_line(lint: Lint, options: tuple[str, ...], said: str) -> None:
    git("checkout", "-q", "--orphan", "other")
    git("commit", "-q", "--allow-empty", "-m", "x")
    git("checkout", "-q", "main")
    status, out, err = lint("--changed-since", *options)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_no_repository_is_one_line(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    assert run(["lint", "--changed-since", "main"]) == 2
    assert "no git repository" in capsys.readouterr().err


def test_content_that_looks_like_a_patch_is_content() -> None:
    diff = b"""\
diff --git a/D b/D
--- a/D
+++ b/D
@@ -1,2 +1,2 @@
--- a/x
-@@ -1 +7 @@
+++ b/x
+@@ -1 +9 @@
@@ -8 +7,0 @@ FROM x
-gone
\\ No newline at end of file
--- a/E
+++ /dev/null
@@ -1 +0,0 @@
-x
"""
    assert list(parse_diff(diff)) == [(b"D", [(1, 2), (7, 8)])]
