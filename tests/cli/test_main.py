"""The command itself: its commands, its help, and what it says to what it does not understand."""

import gc
from pathlib import Path

import pytest

import baseadvisor
from baseadvisor.cli.main import command_module, command_names, full_parser, run

Capture = pytest.CaptureFixture[str]


def test_the_version_is_told(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"baseadvisor {baseadvisor.__version__}\n"


def test_help_names_every_command(capsys: Capture) -> None:
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in command_names())
    assert {"lint", "rules", "completion"} <= set(command_names())


def test_nothing_said_gets_the_help_as_an_error(capsys: Capture) -> None:
    assert run([]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("usage: baseadvisor")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lnit"], "'lnit' is no command; did you mean `lint`?"),
        (["zzz"], "'zzz' is no command; there are "),
        (["--select", "x"], "options follow a command"),
        (["-"], "say `baseadvisor lint -`"),
        (["lint", "--fxi"], "`baseadvisor lint` has no option --fxi; did you mean --fix?"),
        (["lint", "--form", "json"], "has no option --form"),
        (["rules", "--nope"], "(see `baseadvisor rules --help`)"),
        (["lint", "--format", "yaml"], "invalid choice: 'yaml'"),
    ],
)
def test_what_is_not_understood_is_answered_in_one_line(capsys: Capture, arguments: list[str], words: str) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1


def test_a_path_in_place_of_a_command_is_told_what_to_say(capsys: Capture, tmp_path: object) -> None:
    assert run([str(tmp_path)]) == 2
    assert f"say `baseadvisor lint {tmp_path}`" in capsys.readouterr().err


def test_modules_that_are_no_commands_are_none() -> None:
    assert command_module("lint") is not None
    for name in ("errors", "main", "files", "nope", "__init__", "os.path", "../x", "_x", ""):
        assert command_module(name) is None


@pytest.mark.parametrize("name", command_names())
def test_every_command_has_help(name: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        run([name, "--help"])
    assert ended.value.code == 0
    assert f"usage: baseadvisor {name}" in capsys.readouterr().out


def test_every_option_is_explained_or_hidden_on_purpose() -> None:
    parser = full_parser()
    for subparser in parser._subparsers._group_actions[0].choices.values():  # type: ignore[union-attr]
        for action in subparser._actions:
            assert action.help, action.option_strings


def test_a_program_that_calls_it_gets_its_garbage_collector_back(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    run(["lint", "--no-cache", str(tmp_path / "Dockerfile")])
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
