"""The pre-commit hooks, run by pre-commit itself from a clone of this checkout.

pre-commit builds the hooks' environment with pip, which gets the dependencies from the package index.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BAD = "FROM debian:13\nNOSUCH thing\n"
GOOD = "FROM debian:13\nRUN true\n"


def git(folder: Path, *arguments: str) -> str:
    settings = ["-c", "user.name=tester", "-c", "user.email=tester@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *settings, "-C", str(folder), *arguments], capture_output=True, text=True, check=True, env=environment()
    )
    return done.stdout


def environment() -> dict[str, str]:
    """This process's environment without what ties git to another repository or to somebody's settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    return {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A repository with the files of this checkout, uncommitted ones too, and its commit."""
    clone = tmp_path_factory.mktemp("hooks")
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
        env={**environment(), "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"},
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, clone / name)
    git(clone, "init", "-q")
    git(clone, "add", "--all", "--force")
    git(clone, "commit", "-q", "-m", "the checkout")
    return clone, git(clone, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit keeps the environment it builds, once for all tests."""
    return tmp_path_factory.mktemp("pre-commit")


PreCommit = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def pre_commit(tmp_path: Path, hooks: tuple[Path, str], cache: Path) -> PreCommit:
    """Makes a repository with `files` and runs the hook `id_` on all of them."""

    def run(files: dict[str, str], id_: str = "baseadvisor", args: str = "[]") -> "subprocess.CompletedProcess[str]":
        repository, revision = hooks
        (tmp_path / ".pre-commit-config.yaml").write_text(
            f"repos:\n- repo: {repository}\n  rev: {revision}\n  hooks:\n  - id: {id_}\n    args: {args}\n"
        )
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", "--all")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never"],
            cwd=tmp_path,
            env={**environment(), "PRE_COMMIT_HOME": str(cache)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_good_files_pass(pre_commit: PreCommit) -> None:
    done = pre_commit({"Dockerfile": GOOD, "sub/Containerfile": GOOD, "README.md": "no Dockerfile\n"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_bad_files_fail_with_their_findings(pre_commit: PreCommit) -> None:
    done = pre_commit({"Dockerfile": GOOD, "sub/Containerfile.ubi": BAD, "app.Dockerfile": BAD, "NOTES": BAD})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "sub/Containerfile.ubi:2:1: error BA001 unknown-instruction" in done.stdout
    assert "app.Dockerfile:2:1: error BA001" in done.stdout
    assert "in 2 of 3 files" in done.stdout
    assert "NOTES" not in done.stdout


def test_options_go_through_args_and_the_configuration_is_found(pre_commit: PreCommit) -> None:
    files = {"Dockerfile": BAD, "baseadvisor.toml": 'severity = { BA001 = "info" }\n'}
    done = pre_commit(files, args="[--format, short]")
    assert done.returncode == 0, done.stdout + done.stderr
    done = pre_commit(files, args="[--format, short, --fail-on, info]")
    assert done.returncode == 1
    assert "Dockerfile:2:1: info BA001 " in done.stdout


def test_templates_and_ignore_files_are_left_alone(pre_commit: PreCommit) -> None:
    done = pre_commit({"Dockerfile.j2": BAD, "Dockerfile.dockerignore": "*.o\n", "Dockerfile.md": "# x\n"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(no files to check)Skipped" in done.stdout


def test_the_hook_by_name_takes_what_pre_commit_does_not_know(pre_commit: PreCommit) -> None:
    names = ["app.dockerfile", "x/Dockerfile-alpine", "x/dockerfile", "y.containerfile", "Dockerfile_test"]
    others = {"Dockerfile-alpine.md": BAD, "mydockerfile": BAD}
    done = pre_commit(dict.fromkeys(names, BAD) | others, id_="baseadvisor-by-name", args="[-f, short]")
    assert done.returncode == 1, done.stdout + done.stderr
    found = sorted(line.split(":")[0] for line in done.stdout.splitlines() if "BA001" in line)
    assert found == sorted(names)
