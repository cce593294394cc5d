"""`baseadvisor lint` as a process: its exit status, its streams, what it does on a terminal."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.command import baseadvisor, environment
from tests.cli.conftest import DEBIAN, UBUNTU


@pytest.fixture(autouse=True)
def _in_project(project: Path) -> None:
    (project / "Dockerfile").write_text(UBUNTU)


def interruptible() -> None:
    """Take interrupts, which what a shell starts in the background does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def on_a_terminal(*arguments: str, **env: str) -> str:
    """What the command writes when standard output and error are a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "baseadvisor", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**environment(TERM="xterm"), **env},
    )
    os.close(theirs)
    written = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not piece:
            break
        written += piece
    os.close(ours)
    process.wait(60)
    return written.decode()


class TestExitStatus:
    def test_0_when_nothing_is_found(self) -> None:
        Path("Dockerfile").write_text(DEBIAN)
        done = baseadvisor("lint")
        assert (done.returncode, done.stdout, done.stderr) == (0, b"No findings in 1 file.\n", b"")

    def test_1_for_findings_at_the_threshold(self) -> None:
        done = baseadvisor("lint")
        assert done.returncode == 1
        assert done.stdout.startswith(b"Dockerfile:1:6: warning ACME001 acme-no-ubuntu\n")
        assert done.stderr == b""

    def test_0_for_findings_below_the_threshold(self) -> None:
        assert baseadvisor("lint", "--fail-on", "error").returncode == 0
        assert baseadvisor("lint", "--fail-on", "never").returncode == 0
        assert baseadvisor("lint", "--no-fail").returncode == 0

    def test_2_for_a_command_line_that_cannot_be_followed(self) -> None:
        done = baseadvisor("lint", "--formta", "json")
        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr == b"baseadvisor: error: `baseadvisor lint` has no option --formta; did you mean --format?\n"

    def test_2_for_a_configuration_that_cannot_be_followed(self) -> None:
        Path("baseadvisor.toml").write_text("fail-on = 3\n")
        done = baseadvisor("lint")
        assert done.returncode == 2
        assert done.stdout == b""
        assert done.stderr.count(b"\n") == 1
        assert b"baseadvisor.toml" in done.stderr

    def test_3_for_what_cannot_be_read_and_the_rest_is_reported(self) -> None:
        done = baseadvisor("lint", "nope", "Dockerfile")
        assert done.returncode == 3
        assert b"ACME001" in done.stdout
        assert done.stderr == b"baseadvisor: error: nope: no such file or folder\n"

    def test_3_for_a_file_that_the_builder_cannot_parse_and_the_rest_of_it_is_reported(self) -> None:
        Path("Dockerfile").write_text("FROM ubuntu\nRUN <<EOF\nunfinished\n")
        done = baseadvisor("lint")
        assert done.returncode == 3
        assert b"ACME001" in done.stdout
        assert done.stderr.startswith(b"baseadvisor: error: Dockerfile: line 2: ")

    def test_2_for_a_nested_configuration_that_is_wrong_and_the_rest_is_reported(self) -> None:
        Path("sub").mkdir()
        Path("sub/Dockerfile").write_text(UBUNTU)
        Path("sub/baseadvisor.toml").write_text("nonsense = 1\n")
        done = baseadvisor("lint", "nope", ".")
        assert done.returncode == 2
        assert b"ACME001" in done.stdout
        assert b"sub/baseadvisor.toml" in done.stderr


class TestUnreadable:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"\x7fELF\0\0", b"a binary file"),
            ("FROM a\n".encode("utf-16"), b"UTF-16 text, which no builder reads"),
            (b"FROM a\n" * 3_000_000, b"larger than 16 MiB"),
        ],
    )
    def test_one_line_says_why(self, content: bytes, why: bytes) -> None:
        Path("x").write_bytes(content)
        done = baseadvisor("lint", "x")
        assert done.returncode == 3
        assert done.stderr.startswith(b"baseadvisor: error: x: " + why)
        assert done.stderr.count(b"\n") == 1

    def test_bytes_that_are_not_utf8_are_linted_all_the_same(self) -> None:
        Path("Dockerfile").write_bytes(b"FROM ubuntu\nRUN echo caf\xe9\nENV A=\xff\xfe\n")
        done = baseadvisor("lint")
        assert done.returncode == 1
        assert b"ACME001" in done.stdout
        assert done.stderr == b"baseadvisor: note: Dockerfile: not UTF-8: byte 0xe9 on line 2; linted all the same\n"

    def test_a_file_name_that_is_not_utf8_can_be_shown(self) -> None:
        name = os.fsdecode(b"caf\xe9.Dockerfile")
        Path(name).write_text(UBUNTU)
        for format_ in ("text", "json", "sarif", "checkstyle"):
            done = baseadvisor("lint", "-f", format_, name)
            assert done.returncode == 1, format_
            assert b"caf" in done.stdout
            assert b"xe9.Dockerfile" in done.stdout

    def test_a_terminal_or_pipe_without_utf8_gets_escapes(self) -> None:
        Path("Dockerfile").write_text("FROM ubuntu:日本\n", encoding="utf-8")
        done = baseadvisor("lint", env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"))
        assert done.returncode == 1
        assert b"FROM ubuntu:\\u65e5\\u672c" in done.stdout


class TestStreams:
    def test_standard_input_is_linted_under_the_name_given(self) -> None:
        done = baseadvisor("lint", "-", "--stdin-filename", "app/Dockerfile", "-f", "short", stdin=UBUNTU.encode())
        assert done.stdout == b"app/Dockerfile:1:6: warning ACME001 ubuntu:22.04 is not used here\n"
        assert done.returncode == 1

    def test_a_pipe_can_be_named(self) -> None:
        done = baseadvisor("lint", "-c", "baseadvisor.toml", "-f", "short", "/dev/fd/0", stdin=UBUNTU.encode())
        assert done.returncode == 1
        assert b"ACME001" in done.stdout

    def test_no_dockerfiles_is_a_remark_and_no_failure(self) -> None:
        Path("empty").mkdir()
        done = baseadvisor("lint", "empty")
        assert (done.returncode, done.stderr) == (0, b"baseadvisor: no Dockerfiles in empty\n")
        assert baseadvisor("lint", "-q", "empty").stderr == b""

    def test_a_reader_that_goes_away_ends_it_without_a_word(self) -> None:
        Path("Dockerfile").write_text(UBUNTU * 4000)
        process = subprocess.Popen(
            [sys.executable, "-m", "baseadvisor", "lint"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        )
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141

    def test_a_full_disk_is_one_line(self) -> None:
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "baseadvisor", "lint"],
                stdout=full,
                stderr=subprocess.PIPE,
                env=environment(),
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr == b"baseadvisor: error: cannot write: No space left on device\n"

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
    @pytest.mark.parametrize("option", ["/dev/full", "json=/dev/full"])
    def test_a_report_that_finds_no_room_is_named(self, option: str) -> None:
        done = baseadvisor("lint", "--output", option)
        assert done.returncode == 2
        place, why = b"/dev/full", b"no space left on device; what it holds is not whole"
        assert done.stderr == b"baseadvisor: error: --output: cannot write %b: %b\n" % (place, why)

    def test_closed_standard_output_is_one_line(self) -> None:
        done = baseadvisor("lint", prefix=["sh", "-c", 'exec "$@" >&-', "sh"])
        assert done.returncode == 2
        assert done.stderr == b"baseadvisor: error: standard output is closed\n"

    def test_an_interrupt_ends_it_quietly_with_130(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "baseadvisor", "lint", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            preexec_fn=interruptible,
        )
        assert process.stdin is not None
        # It reads; once a first part is taken up, it is past its start.
        process.stdin.write(b"FROM a\n" * 100_000)
        process.stdin.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (130, b"", b"")

    def test_an_interrupt_ends_the_other_processes_as_quietly(self) -> None:
        os.mkfifo("pipe.Dockerfile")
        process = subprocess.Popen(
            [sys.executable, "-m", "baseadvisor", "lint", "-j", "2", "pipe.Dockerfile", "Dockerfile"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            preexec_fn=interruptible,
        )
        # Opening it waits until a worker has opened the other end.
        with open("pipe.Dockerfile", "wb"):
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=60)
        assert (process.returncode, out, err) == (130, b"", b"")

    def test_a_pipe_that_nobody_writes_to_is_given_up(self) -> None:
        os.mkfifo("pipe.Dockerfile")
        done = baseadvisor("lint", "--timeout", "0.3", "-f", "short", "pipe.Dockerfile", "Dockerfile")
        assert done.returncode == 3
        assert done.stdout.startswith(b"Dockerfile:1:6:")
        assert done.stderr == b"baseadvisor: error: pipe.Dockerfile: gave up after 0.3 seconds\n"


class TestColours:
    def test_a_pipe_gets_none(self) -> None:
        assert b"\x1b" not in baseadvisor("lint").stdout

    def test_a_terminal_gets_them(self) -> None:
        assert "\x1b[1;33mwarning\x1b[0m" in on_a_terminal("lint")

    @pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_a_terminal_gets_none_when_it_is_not_wanted(self, env: dict[str, str]) -> None:
        assert "\x1b[1" not in on_a_terminal("lint", **env)

    def test_an_empty_no_color_counts_for_nothing(self) -> None:
        assert "\x1b[1" in on_a_terminal("lint", NO_COLOR="")

    def test_force_color_colours_a_pipe(self) -> None:
        assert b"\x1b[1" in baseadvisor("lint", env=environment(FORCE_COLOR="1")).stdout

    def test_the_option_wins_over_the_environment(self) -> None:
        assert b"\x1b[1" in baseadvisor("lint", "--color", "always", env=environment(NO_COLOR="1")).stdout
        assert "\x1b[1" not in on_a_terminal("lint", "--color", "never", FORCE_COLOR="1")
        assert "\x1b[1" not in on_a_terminal("lint", "--no-color")

    def test_an_escape_sequence_in_the_file_never_reaches_the_terminal(self) -> None:
        Path("Dockerfile").write_text("FROM ubuntu:\x1b]0;title\x07\n")
        shown = on_a_terminal("lint", "--color", "never")
        assert "\x1b" not in shown
        assert "\\x1b]0;title\\x07" in shown


class TestManyFiles:
    @pytest.fixture(autouse=True)
    def _many(self) -> None:
        Path("Dockerfile").unlink()
        for number in range(60):
            Path(f"{number:02}.Dockerfile").write_text(UBUNTU if number % 3 else DEBIAN)

    @pytest.mark.parametrize("jobs", ["1", "2", "auto"])
    def test_the_output_is_in_the_order_of_the_files_however_many_processes(self, jobs: str) -> None:
        done = baseadvisor("lint", "--jobs", jobs, "-f", "short")
        files = [line.partition(b":")[0].decode() for line in done.stdout.splitlines()]
        assert files == [f"{number:02}.Dockerfile" for number in range(60) if number % 3]
        assert done.returncode == 1

    def test_several_reports_are_written_of_one_run(self) -> None:
        done = baseadvisor(
            *["lint", "-j", "2", "-o", "json=out.json", "-o", "sarif=out.sarif", "--output", "junit=out.xml"]
        )
        assert b"Found 40 findings (40 warnings) in 40 of 60 files." in done.stdout
        assert len(json.loads(Path("out.json").read_bytes())["findings"]) == 40
        assert len(json.loads(Path("out.sarif").read_bytes())["runs"][0]["results"]) == 40
        assert Path("out.xml").read_text().count("<failure ") == 40

    def test_the_other_reports_are_whole_when_the_first_has_no_reader_left(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "baseadvisor", "lint", "-o", "json=out.json"],
            stdout=subprocess.PIPE,
            env=environment(),
        )
        assert process.stdout is not None
        process.stdout.close()
        process.wait(60)
        assert json.loads(Path("out.json").read_bytes())["summary"]["files"] == 60

    def test_progress_shows_on_a_terminal_and_is_wiped(self) -> None:
        slow = "import time, baseadvisor.cli.terminal as t, sys; t._SECONDS_BEFORE_PROGRESS = 0;"
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-c", slow + "from baseadvisor.cli.main import run; sys.exit(run(['lint', '-j', '1']))"],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env=environment(TERM="xterm"),
        )
        out, _ = process.communicate(timeout=60)
        os.close(theirs)
        readable, _, _ = select.select([ours], [], [], 10)
        err = os.read(ours, 1 << 20).decode() if readable else ""
        os.close(ours)
        assert b"\x1b" not in out
        assert "Linting 1 file, " in err
        assert err.endswith("\r\x1b[K")

    def test_no_progress_without_a_terminal(self) -> None:
        assert baseadvisor("lint").stderr == b""


def test_the_command_imports_nothing_heavy_to_lint_a_file() -> None:
    # Without a RUN: reading scripts is the library's affair.
    Path("Dockerfile").write_text("FROM debian:13\n")
    done = baseadvisor("lint", prefix=[sys.executable, "-c", _PRINT_MODULES])
    loaded = set(done.stderr.decode().split())
    heavy = {
        "pathlib", "dataclasses", "logging", "tempfile", "subprocess", "multiprocessing", "pydantic", "httpx", "yaml",
        "pathspec", "shutil", "inspect", "xml", "difflib", "textwrap", "unicodedata", "asyncio", "socket", "shtab",
    }  # fmt: skip
    assert "baseadvisor.report.text" in loaded
    assert heavy & loaded == set()


_PRINT_MODULES = """
import sys
before = set(sys.modules)
from baseadvisor.cli.main import run
run(["lint", "--no-config", "Dockerfile"])
print(*sorted(set(sys.modules) - before), file=sys.stderr)
"""
