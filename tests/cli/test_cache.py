"""The second run: the same report, from the cache, unless something changed that it depends on."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import RULE, UBUNTU

from baseadvisor.cli import check
from baseadvisor.cli.main import run
from baseadvisor.linting.engine import Linter
from baseadvisor.shellcheck.checker import WORTH_REMEMBERING

LONG = " x" * WORTH_REMEMBERING

Lint = Callable[..., "tuple[int, str, int]"]


@pytest.fixture
def lint(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Runs `baseadvisor lint ARGUMENTS` over nine files; gives exit status, output, and how many files were linted."""
    monkeypatch.setenv("BASEADVISOR_CACHE_DIR", str(project / "cache"))
    for number in range(9):
        (project / f"{number}.Dockerfile").write_text(UBUNTU + f"# {number}\n")
    linted: list[str | None] = []
    parse = Linter.parse

    def counted(self: Linter, source: Any, filename: str | None = None) -> Any:
        linted.append(filename)
        return parse(self, source, filename)

    monkeypatch.setattr(Linter, "parse", counted)

    def lint(*arguments: str) -> tuple[int, str, int]:
        linted.clear()
        check._linters.clear()
        check._results.clear()
        check._answers.clear()
        status = run(["lint", *arguments])
        return status, capsys.readouterr().out, len(linted)

    return lint


@pytest.mark.parametrize("format_", ["json", "text", "sarif"])
def test_the_second_run_lints_nothing_and_says_the_same(lint: Lint, format_: str) -> None:
    first = lint("-f", format_)
    assert first[2] == 9
    assert lint("-f", format_) == (*first[:2], 0)


def test_a_changed_file_is_linted_alone(lint: Lint) -> None:
    lint()
    Path("3.Dockerfile").write_text("FROM debian:13\n")
    status, out, linted = lint("-f", "short")
    assert (status, out.count("\n"), linted) == (1, 8, 1)


@pytest.mark.parametrize("change", ["configuration", "rule", "option", "ignore file", "name", "environment"])
def test_everything_that_a_report_depends_on_counts(
    lint: Lint, project: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lint()
    arguments: tuple[str, ...] = ()
    if change == "configuration":
        config = project / "baseadvisor.toml"
        config.write_text(config.read_text() + 'severity = { ACME001 = "info" }\n')
    elif change == "rule":
        (project / "rules" / "ubuntu.toml").write_text(RULE.replace("is not used", "is never used"))
    elif change == "option":
        arguments = ("--build-arg", "X=1")
    elif change == "ignore file":
        (project / ".dockerignore").write_text("x\n")
    elif change == "name":
        arguments = (str(project),)
        monkeypatch.chdir(project.parent)
    else:
        monkeypatch.setenv("HADOLINT_IGNORE", "DL3008")
    assert lint(*arguments)[2] == 9


def test_no_cache_takes_nothing_and_keeps_nothing(lint: Lint, project: Path) -> None:
    assert lint("--no-cache")[2] == 9
    assert not (project / "cache").exists()
    lint()
    assert lint("--no-cache")[2] == 9


def test_few_files_are_not_worth_a_cache(lint: Lint, project: Path) -> None:
    for _ in range(2):
        assert lint("0.Dockerfile")[2] == 1
    assert not (project / "cache").exists()


def test_fixing_and_baselines_see_every_finding(lint: Lint) -> None:
    lint()
    assert lint("--baseline", "b.json", "--update-baseline")[2] == 0
    assert lint("--baseline", "b.json")[::2] == (0, 0)
    assert lint("--fix")[2] == 9


def test_errors_are_not_kept(lint: Lint) -> None:
    Path("0.Dockerfile").write_text("FROM ubuntu\nFROM\n")
    first = lint("-f", "short")
    assert lint("-f", "short") == (*first[:2], 1 if first[0] == 3 else 0)


def test_a_damaged_cache_costs_nothing_but_time(lint: Lint, project: Path) -> None:
    first = lint()
    for path in (project / "cache").iterdir():
        path.write_bytes(b"damaged" * 1000)
    assert lint() == first
    assert lint() == (*first[:2], 0)


def test_processes_use_it_too(lint: Lint) -> None:
    first = lint("-j", "2", "-f", "short")
    assert lint("-j", "2", "-f", "short")[:2] == first[:2]
    assert lint("-f", "short")[:2] == first[:2]
    assert lint("-f", "short") == (*first[:2], 0)


class TestShellCheck:
    @pytest.fixture
    def started(self, project: Path, lint: Lint, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
        """ShellCheck is on; every process that is started is noted."""
        (project / "baseadvisor.toml").write_text('select = ["shellcheck"]\n')
        (project / "0.Dockerfile").write_text(f"FROM debian:13\nRUN echo $x *{LONG}\n")
        commands: list[list[str]] = []
        real = subprocess.run

        def noted(command: Any, **options: Any) -> Any:
            commands.append(command)
            return real(command, **options)

        monkeypatch.setattr(subprocess, "run", noted)
        return commands

    def test_a_script_is_checked_once_even_in_another_file(self, lint: Lint, started: list[list[str]]) -> None:
        first = lint("-f", "short", "0.Dockerfile")
        assert "SC2086" in lint("-f", "json", "0.Dockerfile")[1]
        assert len(started) == 1
        assert lint("-f", "short", "0.Dockerfile") == first
        Path("0.Dockerfile").write_text(f"FROM debian:12\n\nRUN echo $x *{LONG}\n")
        assert lint("-f", "short", "0.Dockerfile")[1] == first[1].replace(":2:", ":3:")
        assert len(started) == 1

    def test_a_short_script_alone_is_checked_without_opening_a_cache(
        self, lint: Lint, project: Path, started: list[list[str]]
    ) -> None:
        Path("0.Dockerfile").write_text("FROM debian:13\nRUN echo $x *\n")
        lint("0.Dockerfile")
        lint("0.Dockerfile")
        assert len(started) == 2
        assert not (project / "cache").exists()

    def test_another_script_is_checked(self, lint: Lint, started: list[list[str]]) -> None:
        lint("0.Dockerfile")
        Path("0.Dockerfile").write_text(f"FROM debian:13\nRUN echo $y *{LONG}\n")
        lint("0.Dockerfile")
        assert len(started) == 2
        lint("--no-cache", "0.Dockerfile")
        assert len(started) == 3
