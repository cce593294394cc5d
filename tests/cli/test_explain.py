"""The command `baseadvisor explain`."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.cli.command import baseadvisor, environment

ROOT = Path(__file__).parents[2]
OPENJDK = str(ROOT / "examples" / "openjdk-alpine.Dockerfile")


def test_a_file_on_a_host() -> None:
    done = baseadvisor("explain", OPENJDK, "--host", "rhel 7")
    assert done.returncode == 0, done.stderr
    assert done.stderr == b""
    told = done.stdout.decode()
    assert "It can run there." in told
    assert "Alpine Linux 3.6" in told
    assert "\x1b" not in told


def test_an_image_by_name_on_another_processor() -> None:
    done = baseadvisor("explain", "debian:12-slim", "--host-kernel", "4.18", "--host-arch", "arm64", "--format", "json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["platform"] == "linux/arm64"
    assert told["host"]["kernel"] == "4.18"


def test_standard_input_target_and_build_argument() -> None:
    text = b"ARG V\nFROM debian:${V} AS one\nRUN make\nFROM alpine\n"
    done = baseadvisor("explain", "-", "--target", "one", "--build-arg", "V=12", "-f", "json", stdin=text)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["base"]["title"] == "Debian 12 (bookworm)"


def test_a_folder_stands_for_its_dockerfile(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian:12\n")
    assert b"Debian 12" in baseadvisor("explain", str(tmp_path)).stdout


def test_the_pictures_are_whole_documents() -> None:
    svg = baseadvisor("explain", OPENJDK, "-f", "svg").stdout.decode()
    ET.fromstring(svg)
    assert baseadvisor("explain", OPENJDK, "-f", "html").stdout.startswith(b"<!doctype html>")
    assert baseadvisor("explain", OPENJDK, "-f", "markdown").stdout.startswith(b"# ")


def test_colour_follows_the_environment() -> None:
    arguments = ("explain", OPENJDK)
    assert b"\x1b[" in baseadvisor(*arguments, env=environment(FORCE_COLOR="1")).stdout
    assert b"\x1b[" not in baseadvisor(*arguments, env=environment(FORCE_COLOR="1", NO_COLOR="1")).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--host", "rhle 7"),
        ("--host-kernel", "new"),
        ("--host-arch", "z80"),
        ("--host-os", "beos"),
        ("--host-runtime", "lxc"),
        ("--platform", "linux/amd64/v1/x"),
        ("--target", "nonesuch"),
        ("--as-of", "tomorrow"),
        ("--build-arg", "=x"),
        ("--format", "pdf"),
        ("--nonesuch",),
    ],
)
def test_what_cannot_be_followed_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    done = baseadvisor("explain", OPENJDK, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("what", ["nonesuch/Dockerfile", "./nonesuch", "Not:An:Image", "nonesuch.Dockerfile"])
def test_what_is_not_there_is_unreadable(what: str) -> None:
    done = baseadvisor("explain", what)
    assert (done.returncode, done.stdout) == (3, b"")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"\0", b"# nothing\n"])
def test_what_is_no_dockerfile_is_unreadable(content: bytes) -> None:
    done = baseadvisor("explain", "-", stdin=content)
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_partly_broken_is_explained_all_the_same() -> None:
    done = baseadvisor("explain", "-", stdin=b"FROM debian:12\nNONESUCH x\nRUN make\n")
    assert done.returncode == 3
    assert b"Debian 12" in done.stdout
    assert b"line 2" in done.stderr


def test_linting_imports_nothing_of_it() -> None:
    code = (
        "import sys\nfrom baseadvisor.cli.main import run\n"
        "run(['lint', sys.argv[1]])\n"
        "print([name for name in sys.modules if 'explanation' in name], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, OPENJDK], capture_output=True, check=False, timeout=60)
    assert done.stderr.splitlines()[-1] == b"[]"
