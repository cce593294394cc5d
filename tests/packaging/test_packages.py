"""The sdist and the wheel: the same from the same source, with everything in them, and ready to run."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest

import baseadvisor

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "SOURCE_DATE"))}
    return {**kept, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*", **more}


def source_files() -> list[str]:
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, env=environment()).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Path]]:
    """By ending, the packages built from two copies of this checkout, whose files have different times of change."""
    names = source_files()
    found = []
    source = ROOT
    for number in range(2):
        folder = tmp_path_factory.mktemp(f"copy{number}")
        for at, name in enumerate(reversed(names) if number else names):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, folder / name)
            os.utime(folder / name, (1_700_000_000 + at + 100_000 * number,) * 2)
        source = folder
        subprocess.run(
            [sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", "."],
            cwd=folder,
            env=environment(SOURCE_DATE_EPOCH="1760000000"),
            capture_output=True,
            check=True,
        )
        found.append({path.suffix: path for path in (folder / "dist").iterdir()})
    return found


@pytest.fixture(scope="module")
def installed(builds: list[dict[str, Path]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's content."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(builds[0][".whl"]) as wheel:
        wheel.extractall(folder)
    return folder


def test_the_same_source_gives_the_same_packages(builds: list[dict[str, Path]]) -> None:
    one, other = ({path.name: sha256(path.read_bytes()).hexdigest() for path in each.values()} for each in builds)
    assert len(one) == 2
    assert one == other


def test_a_wheel_has_types_rules_manual_and_completions(installed: Path) -> None:
    names = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    data = "baseadvisor-0.1.0.data/data/share"
    assert names >= {
        "baseadvisor/py.typed",
        "baseadvisor/linting/_index.py",
        "baseadvisor/rules/package-manager/apt-unpinned-package.toml",
        "baseadvisor-0.1.0.dist-info/licenses/LICENSE",
        f"{data}/man/man1/baseadvisor.1",
        f"{data}/bash-completion/completions/baseadvisor",
        f"{data}/zsh/site-functions/_baseadvisor",
        f"{data}/fish/vendor_completions.d/baseadvisor.fish",
    }
    assert not [name for name in names if "__pycache__" in name or name.startswith(("tests", "docs"))]


def test_the_extras_are_there_and_all_takes_every_one(installed: Path) -> None:
    metadata = (installed / "baseadvisor-0.1.0.dist-info" / "METADATA").read_text("utf-8")
    needed: dict[str, set[str]] = {}
    for requirement, extra in re.findall(r"^Requires-Dist: (\S+); extra == .(\w+).$", metadata, re.MULTILINE):
        needed.setdefault(extra, set()).add(requirement)
    assert "shellcheck" in needed
    assert needed.pop("all") == set().union(*needed.values())
    assert "License-Expression: Apache-2.0" in metadata


def test_it_runs_from_the_wheel_as_a_module(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian\nRUN apt-get update && apt-get install curl\n")
    command = [sys.executable, "-m", "baseadvisor", "lint", "--no-config", "-f", "short"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(PYTHONPATH=str(installed)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "apt-get install" in done.stdout
    where = [sys.executable, "-c", "import baseadvisor; print(baseadvisor.__file__)"]
    found = subprocess.run(
        where, env=environment(PYTHONPATH=str(installed)), capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == str(installed / "baseadvisor" / "__init__.py")


def test_the_sdist_has_what_building_and_testing_needs(builds: list[dict[str, Path]]) -> None:
    with tarfile.open(builds[0][".gz"]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert names >= {"pyproject.toml", "hatch_build.py", "tests/run", "LICENSE", "share/man/man1/baseadvisor.1"}
    assert "src/baseadvisor/linting/_index.py" not in names


def test_the_dockerfile_copies_all_that_a_build_needs(tmp_path: Path) -> None:
    from baseadvisor.checks.dockerignore import IgnoreFile

    ignored = IgnoreFile((ROOT / ".dockerignore").read_text("utf-8"))
    copied = [
        word.text
        for instruction in baseadvisor.parse(ROOT / "Dockerfile").stages[0].instructions
        if instruction.keyword == "COPY"
        for word in instruction.words[:-1]
    ]
    for name in source_files():
        if not ignored.excludes(name) and any(name == each or name.startswith(f"{each}/") for each in copied):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(tmp_path / "dist"), "."]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = (tmp_path / "dist").iterdir()
    with zipfile.ZipFile(wheel) as content:
        assert "baseadvisor/rules/package-manager/apt-unpinned-package.toml" in content.namelist()
