"""The tutorial, copied and pasted into an empty folder, with the built wheel installed into an empty environment.

pip gets the wheel's dependencies from the package index.
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, Block, blocks, commands, matches
from tests.packaging.test_packages import source_files

ROOT = Path(__file__).parents[2]
TUTORIAL = DOCS / "tutorial.md"


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variables of a shell in which an environment without any package is active, and pip finds the wheel."""
    folder = tmp_path_factory.mktemp("empty")
    wheels = folder / "wheels"
    copy = folder / "source"
    for name in source_files():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(wheels), str(copy)],
        capture_output=True,
        check=True,
    )
    venv.create(folder / "environment", with_pip=True)
    pip = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "REQUESTS_"))}
    return {
        **pip,
        "PATH": os.pathsep.join([str(folder / "environment" / "bin"), "/usr/bin", "/bin"]),
        "HOME": os.environ.get("HOME", str(folder)),  # pip's own settings may be there
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_DATA_HOME": str(folder / "data"),
        "PIP_FIND_LINKS": str(wheels),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "LC_ALL": "C.UTF-8",
    }


def test_the_tutorial_works_by_copy_and_paste(surroundings: dict[str, str], tmp_path: Path) -> None:
    ran = 0
    for block in blocks(TUTORIAL):
        if block.key == "file":
            (tmp_path / block.value).write_text(block.text)
        elif block.language == "console":
            ran += paste(block, surroundings, tmp_path)
    assert ran > 6
    where = subprocess.run(
        ["python", "-c", "import baseadvisor, sys; print(baseadvisor.__file__.startswith(sys.prefix))"],
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout == "True\n"


def paste(block: Block, surroundings: dict[str, str], folder: Path) -> int:
    """Run a block's commands, and compare what they print with what the page shows; returns how many there were."""
    status = int(block.value) if block.key == "exit" else 0
    pasted = list(commands(block))
    for command in pasted:
        done = subprocess.run(
            ["bash", "-c", command.line],
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        where = f"line {block.line}: {command.line}\n{done.stdout}{done.stderr}"
        assert done.returncode == status, where
        if command.output is not None:
            assert matches(command.output, done.stdout.splitlines()), where
    return len(pasted)
