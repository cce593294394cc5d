"""`baseadvisor lint --baseline`: what is there is accepted, what is new fails."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import DEBIAN, UBUNTU

from baseadvisor.cli.main import run

Lint = Callable[..., tuple[int, str, str]]
B = ("--baseline", "b.json")


@pytest.fixture
def lint(project: Path, capsys: pytest.CaptureFixture[str]) -> Lint:
    def lint(*arguments: str) -> tuple[int, str, str]:
        status = run(["lint", "-f", "short", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return lint


@pytest.fixture(autouse=True)
def _accepted(project: Path, lint: Lint) -> None:
    (project / "Dockerfile").write_text(UBUNTU)
    assert lint(*B, "--update-baseline") == (0, "", "baseadvisor: 1 finding accepted in 1 file: b.json\n")


def test_what_is_accepted_is_left_out_and_counted(lint: Lint) -> None:
    assert lint(*B) == (0, "", "baseadvisor: 1 finding accepted by b.json\n")
    assert lint(*B, "-q") == (0, "", "")
    assert lint()[0] == 1


def test_lines_may_move_and_white_space_may_change(lint: Lint) -> None:
    Path("Dockerfile").write_text("# a\n\nFROM debian AS x\n  FROM   ubuntu:22.04\nRUN true\n")
    assert lint(*B)[0] == 0


def test_one_more_of_the_same_is_new(lint: Lint) -> None:
    Path("Dockerfile").write_text(UBUNTU + "FROM ubuntu:22.04\n")
    status, out, _ = lint(*B)
    assert (status, [line.split(":")[1] for line in out.splitlines()]) == (1, ["3"])


def test_another_place_is_new_and_what_went_is_told(lint: Lint) -> None:
    Path("Dockerfile").write_text("FROM ubuntu:24.04\n")
    status, out, err = lint(*B)
    assert (status, out.count("\n")) == (1, 1)
    assert "1 more that it has are gone: --update-baseline" in err


def test_another_file_with_the_same_is_new(lint: Lint) -> None:
    Path("a.Dockerfile").write_text(UBUNTU)
    assert lint(*B)[1].startswith("a.Dockerfile:1:6:")


def test_an_update_forgets_what_went_and_keeps_files_that_were_not_linted(lint: Lint, project: Path) -> None:
    for name in ("a.Dockerfile", "b.Dockerfile", "c.Dockerfile"):
        Path(name).write_text(UBUNTU)
    lint(*B, "--update-baseline")
    Path("b.Dockerfile").write_text(DEBIAN)
    Path("c.Dockerfile").unlink()
    lint(*B, "--update-baseline", "b.Dockerfile")
    assert sorted(json.loads(Path("b.json").read_text())["files"]) == ["Dockerfile", "a.Dockerfile"]


def test_names_are_seen_from_the_baselines_folder(lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "sub").mkdir()
    monkeypatch.chdir(project / "sub")
    assert lint("--baseline", "../b.json", str(project / "Dockerfile"))[0] == 0


def test_the_configuration_can_name_it(lint: Lint, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = project / "baseadvisor.toml"
    config.write_text('baseline = "b.json"\n' + config.read_text())
    assert lint()[0] == 0
    (project / "sub").mkdir()
    monkeypatch.chdir(project / "sub")
    (project / "sub" / "Dockerfile").write_text(UBUNTU)
    assert lint()[0] == 1
    assert lint("--update-baseline")[0] == 0
    assert sorted(json.loads((project / "b.json").read_text())["files"]) == ["Dockerfile", "sub/Dockerfile"]


def test_a_secret_does_not_get_into_it(lint: Lint) -> None:
    Path("Dockerfile").write_text("FROM ubuntu:hunter2\n")
    lint(*B, "--update-baseline")
    assert "hunter2" not in Path("b.json").read_text()


def test_many_files_in_processes(lint: Lint) -> None:
    for number in range(30):
        Path(f"{number}.Dockerfile").write_text(UBUNTU)
    lint(*B, "--update-baseline", "-j", "2")
    assert lint(*B, "-j", "2")[:2] == (0, "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "b.json:1: the baseline is damaged"),
        ('{"version": 1, "files": {"Dockerfile": {"acme-no-', "b.json:1: the baseline is damaged"),
        ("[]", "is no baseline"),
        ('{"version": 2}', "reads 1"),
        ('{"version": 1, "files": {"Dockerfile": {"x": {"y": "1"}}}}', "is damaged"),
        ("[" * 100_000, "is damaged"),
        ("\udcff", "is damaged"),
    ],
)
@pytest.mark.parametrize("update", [(), ("--update-baseline",)])
def test_a_broken_one_is_one_line_and_stays_as_it_is(
    lint: Lint, content: str, said: str, update: tuple[str, ...]
) -> None:
    Path("b.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    before = Path("b.json").read_bytes()
    status, out, err = lint(*B, *update)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert Path("b.json").read_bytes() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--baseline", "gone.json"), "--update-baseline makes it"),
        (("--update-baseline",), "say which file"),
        ((*B, "--update-baseline", "--diff"), "does not go with --diff"),
        ((*B, "--update-baseline", "-"), "not for standard input"),
        (("--baseline", "no/such/b.json", "--update-baseline"), "cannot write no/such/b.json"),
        (("--baseline", "rules"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_one_line(lint: Lint, options: tuple[str, ...], said: str) -> None:
    status, out, err = lint(*options)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert said in err


def test_a_configuration_that_cannot_be_followed_leaves_the_baseline_as_it_was(lint: Lint) -> None:
    before = Path("b.json").read_bytes()
    Path("sub").mkdir()
    Path("sub/Dockerfile").write_text(UBUNTU)
    Path("sub/baseadvisor.toml").write_text("nonsense = 1\n")
    assert lint(*B, "--update-baseline")[0] == 2
    assert Path("b.json").read_bytes() == before


def test_a_file_that_cannot_be_read_keeps_what_was_accepted(lint: Lint) -> None:
    Path("Dockerfile").write_bytes(b"\0")
    assert lint(*B, "--update-baseline")[0] == 3
    Path("Dockerfile").write_text(UBUNTU)
    assert lint(*B)[0] == 0
