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


Done = subprocess.CompletedProcess[str]
PreCommit = Callable[..., Done]


@pytest.fixture
def configured(tmp_path: Path, hooks: tuple[Path, str], cache: Path) -> PreCommit:
    """Names a hook, with the lines of YAML given, in a repository's configuration; runs pre-commit there."""

    def run(*arguments: str, id_: str = "baseadvisor", settings: str = "args: []") -> Done:
        repository, revision = hooks
        (tmp_path / ".pre-commit-config.yaml").write_text(
            f"repos:\n- repo: {repository}\n  rev: {revision}\n  hooks:\n  - id: {id_}\n    {settings}\n"
        )
        git(tmp_path, "init", "-q")
        git(tmp_path, "add", ".pre-commit-config.yaml")
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments],
            cwd=tmp_path,
            env={**environment(), "PRE_COMMIT_HOME": str(cache)},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def pre_commit(tmp_path: Path, configured: PreCommit) -> PreCommit:
    """Makes a repository with `files` and runs the hook `id_` on all of them."""

    def run(files: dict[str, str], id_: str = "baseadvisor", args: str = "[]", more: str = "") -> Done:
        write(tmp_path, files)
        return configured("--all-files", id_=id_, settings=f"args: {args}\n    {more}")

    return run


def write(folder: Path, files: dict[str, str]) -> None:
    """Write the files into the repository and stage everything."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    git(folder, "init", "-q")
    git(folder, "add", "--all")


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


def test_files_selects_among_the_dockerfiles(pre_commit: PreCommit) -> None:
    files = {"Dockerfile": BAD, "deploy/Dockerfile": BAD, "deploy/notes.txt": BAD}
    done = pre_commit(files, args="[-f, short]", more="files: ^deploy/")
    assert done.returncode == 1, done.stdout + done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "BA001" in line] == ["deploy/Dockerfile"]


def test_types_and_files_can_be_set_to_take_any_file(pre_commit: PreCommit) -> None:
    more = "types: [text]\n    files: \\.docker$"
    done = pre_commit({"app.docker": BAD, "Dockerfile": BAD}, args="[-f, short]", more=more)
    assert done.returncode == 1, done.stdout + done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "BA001" in line] == ["app.docker"]


def test_a_commit_is_judged_by_its_staged_files_alone(tmp_path: Path, configured: PreCommit) -> None:
    write(tmp_path, {"Dockerfile": BAD, "a/Dockerfile": GOOD, "b/Dockerfile": GOOD})
    git(tmp_path, "commit", "-q", "-m", "as it was")
    write(tmp_path, {"a/Dockerfile": GOOD + "USER 1000\n"})
    (tmp_path / "b" / "Dockerfile").write_text(BAD)  # changed, and not staged
    done = configured()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout
    assert (tmp_path / "b" / "Dockerfile").read_text() == BAD


def test_a_renamed_file_is_linted_by_its_new_name_and_a_deleted_one_not_at_all(
    tmp_path: Path, configured: PreCommit
) -> None:
    write(tmp_path, {"Dockerfile": BAD, "gone/Dockerfile": BAD})
    git(tmp_path, "commit", "-q", "-m", "as it was")
    git(tmp_path, "rm", "-q", "gone/Dockerfile")
    done = configured()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "(no files to check)Skipped" in done.stdout
    (tmp_path / "web").mkdir()
    git(tmp_path, "mv", "Dockerfile", "web/Dockerfile")
    done = configured(settings="args: [-f, short]")
    assert done.returncode == 1, done.stdout + done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "BA001" in line] == ["web/Dockerfile"]


def test_only_what_changed_between_two_commits_is_linted(tmp_path: Path, configured: PreCommit) -> None:
    write(tmp_path, {"Dockerfile": BAD})
    git(tmp_path, "commit", "-q", "-m", "as it was")
    write(tmp_path, {"a b/Dockerfile": BAD})
    git(tmp_path, "commit", "-q", "-m", "one more")
    done = configured("--from-ref", "HEAD~1", "--to-ref", "HEAD", settings="args: [-f, short]")
    assert done.returncode == 1, done.stdout + done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines() if "BA001" in line] == ["a b/Dockerfile"]


def test_fixes_are_written_and_stop_the_commit(tmp_path: Path, pre_commit: PreCommit) -> None:
    done = pre_commit({"Dockerfile": "FROM debian:13 as a\nRUN true\n"}, args="[--fix, --no-fail]")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout
    assert (tmp_path / "Dockerfile").read_text().startswith("FROM debian:13 AS a\n")


class TestAdvise:
    def test_bases_that_are_supported_or_not_known_pass(self, pre_commit: PreCommit) -> None:
        files = {
            "Dockerfile": "FROM debian:trixie-slim\n",
            "a/Dockerfile": "ARG BASE\nFROM registry.example.com/team/app:1\n",
            "b/Containerfile": "FROM scratch\nCOPY a /a\n",
            "c/Dockerfile.j2": "FROM node:14\n",
        }
        done = pre_commit(files, id_="baseadvisor-advise")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Passed" in done.stdout

    def test_an_unsupported_base_fails_and_what_would_serve_is_shown(self, pre_commit: PreCommit) -> None:
        files = {"Dockerfile": "FROM node:14\n", "a/Dockerfile": "FROM debian:trixie-slim\n", "notes": "FROM node:14\n"}
        done = pre_commit(files, id_="baseadvisor-advise")
        assert done.returncode == 1, done.stdout + done.stderr
        assert "1 of them out of support" in done.stdout
        assert "node:14" in done.stdout
        assert "notes" not in done.stdout

    def test_a_base_that_was_given_up_fails(self, pre_commit: PreCommit) -> None:
        done = pre_commit({"Dockerfile": "FROM openjdk:17\n"}, id_="baseadvisor-advise", args="[--why]")
        assert done.returncode == 1, done.stdout + done.stderr
        assert "eclipse-temurin" in done.stdout

    def test_a_deleted_file_is_not_judged_and_a_renamed_one_is(self, tmp_path: Path, configured: PreCommit) -> None:
        write(tmp_path, {"Dockerfile": "FROM node:14\n", "old/Dockerfile": "FROM node:14\n"})
        git(tmp_path, "commit", "-q", "-m", "as it was")
        git(tmp_path, "rm", "-q", "old/Dockerfile")
        assert configured(id_="baseadvisor-advise").returncode == 0
        git(tmp_path, "mv", "Dockerfile", "web.Dockerfile")
        done = configured(id_="baseadvisor-advise")
        assert done.returncode == 1, done.stdout + done.stderr
        assert "web.Dockerfile" in done.stdout
