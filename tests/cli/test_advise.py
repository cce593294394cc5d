"""`baseadvisor advise` on the command line."""

import json
from pathlib import Path

import pytest

from baseadvisor.cli.main import run

Capture = pytest.CaptureFixture[str]
DAY = "2026-11-24"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def advise(capsys: Capture, *arguments: str, status: int = 0) -> tuple[str, str]:
    assert run(["advise", "--offline", "--as-of", DAY, *arguments]) == status
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_an_image_is_judged_by_itself(capsys: Capture) -> None:
    out, err = advise(capsys, "python:3.6-slim")
    assert "Python 3.6 is unsupported since 2021-12-23" in out
    assert err == ""


def test_a_folder_is_an_overview(capsys: Capture, folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM node:14\n")
    (folder / "b").mkdir()
    (folder / "b" / "Dockerfile").write_text("FROM debian:trixie-slim\n")
    out, _ = advise(capsys)
    assert "2 files, 2 base images, 1 of them out of support" in out


def test_json_is_alone_on_standard_output(capsys: Capture, folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM node:14\n")
    out, err = advise(capsys, "Dockerfile", "missing/Dockerfile", "-f", "json", status=3)
    report = json.loads(out)
    assert report["files"][0]["stages"][0]["image"]["state"] == "ended"
    assert report["errors"][0]["file"] == "missing/Dockerfile"
    assert "missing/Dockerfile" in err


def test_a_patch_applies_and_lints_no_worse(capsys: Capture, folder: Path) -> None:
    import subprocess

    file = folder / "Dockerfile"
    file.write_text("FROM debian:stretch-slim\nRUN apt-get update && apt-get install -y --no-install-recommends git\n")
    out, _ = advise(capsys, "Dockerfile", "--patch")
    (folder / "p.patch").write_text(out)
    subprocess.run(["git", "apply", "--unsafe-paths", "p.patch"], check=True, cwd=folder)
    assert file.read_text().startswith("FROM debian:trixie-slim") or file.read_text().startswith("FROM alpine:")
    run(["lint", "Dockerfile", "-f", "json", "--no-fail"])
    codes = {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}
    file.write_text("FROM debian:stretch-slim\nRUN apt-get update && apt-get install -y --no-install-recommends git\n")
    run(["lint", "Dockerfile", "-f", "json", "--no-fail"])
    assert codes <= {one["code"] for one in json.loads(capsys.readouterr().out)["findings"]}


def test_a_patch_that_cannot_be_made_says_why_on_standard_error(capsys: Capture, folder: Path) -> None:
    (folder / "Dockerfile").write_text("ARG X\nFROM python:$X\n")
    out, err = advise(capsys, "Dockerfile", "--patch")
    assert out == ""
    assert "nothing to change" in err


def test_the_configuration_names_what_is_allowed(capsys: Capture, folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM python:3.9\n")
    (folder / "baseadvisor.toml").write_text('[advise]\nallowed = ["python:*alpine*"]\n')
    out, _ = advise(capsys, "Dockerfile", "-f", "json")
    named = [one["image"]["reference"] for one in json.loads(out)["files"][0]["stages"][0]["candidates"]]
    assert named
    assert all("alpine" in name for name in named)
    (folder / "baseadvisor.toml").write_text("[advise]\nallow = []\n")
    assert "unknown key" in advise(capsys, "Dockerfile", status=2)[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--pin"], "--pin goes with --patch"),
        (["--pin", "--patch"], "leave out --offline"),
        (["--as-of", "tomorrow"], "YYYY-MM-DD"),
        (["--platform", "a/b/c/d"], "--platform"),
        (["--config", "none.toml"], "no such file"),
    ],
)
def test_what_cannot_be_followed_is_said_in_a_line(capsys: Capture, arguments: list[str], said: str) -> None:
    _, err = advise(capsys, *arguments, status=2)
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("base", "status"),
    [
        ("node:14", 1),  # its makers' support is over
        ("openjdk:17", 1),  # given up, while Java 17 is supported
        ("debian:trixie-slim", 0),
        ("debian:bookworm", 0),  # the makers' own support is over, volunteers' goes on
        ("registry.example.com/team/app:1", 0),  # not known
        ("scratch", 0),
    ],
)
def test_only_what_is_out_of_support_or_given_up_fails_and_only_on_demand(
    capsys: Capture, folder: Path, base: str, status: int
) -> None:
    (folder / "Dockerfile").write_text(f"FROM {base}\nCOPY a /a\n")
    advise(capsys, "Dockerfile")
    out, err = advise(capsys, "Dockerfile", "--fail-on-unsupported", status=status)
    assert base in out
    assert err == ""


def test_one_unsupported_stage_of_one_file_fails_the_run(capsys: Capture, folder: Path) -> None:
    (folder / "Dockerfile").write_text("FROM debian:trixie-slim\n")
    (folder / "b.Dockerfile").write_text(
        "FROM golang:1.12 AS build\nFROM debian:trixie-slim\nCOPY --from=build /a /a\n"
    )
    out, _ = advise(capsys, "Dockerfile", "b.Dockerfile", "--fail-on-unsupported", status=1)
    assert "golang:1.12" in out
    advise(capsys, "Dockerfile", "none/Dockerfile", "--fail-on-unsupported", status=3)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("# baseadvisor ignore=base-out-of-support  the last with it\nFROM node:14\n", 0),
        ("# hadolint ignore=BA152\nFROM openjdk:17\n", 0),
        ("# baseadvisor ignore=base-out-of-support\nFROM node:14 AS a\nFROM node:14\n", 1),
        ("# baseadvisor ignore=apt-lists-left\nFROM node:14\n", 1),
    ],
)
def test_the_comment_that_silences_the_linter_excuses_a_base(
    capsys: Capture, folder: Path, text: str, status: int
) -> None:
    (folder / "Dockerfile").write_text(text)
    advise(capsys, "Dockerfile", "--fail-on-unsupported", status=status)
    (folder / "baseadvisor.toml").write_text("disable-pragmas = true\n")
    advise(capsys, "Dockerfile", "--fail-on-unsupported", status=1)


def test_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"FROM alpine:3.6\n")))
    out, _ = advise(capsys, "-", "--stdin-filename", "web/Dockerfile")
    assert out.startswith("web/Dockerfile")


def test_a_file_without_from_and_an_empty_one_have_nothing_to_advise(capsys: Capture, folder: Path) -> None:
    (folder / "Dockerfile").write_text("")
    assert "there is no FROM" in advise(capsys, "Dockerfile")[0]
