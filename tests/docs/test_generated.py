"""What is drawn from the code into the repository is current: `python tools/generate_docs.py` makes it so."""

import subprocess
from pathlib import Path

import pytest
from tools.generate_docs import drawn, stale_files

ROOT = Path(__file__).parents[2]


def test_every_generated_file_is_current() -> None:
    assert sorted(stale_files()) == []


def test_there_is_a_page_for_every_rule() -> None:
    rules = {path.stem for path in (ROOT / "rules").rglob("*.toml")}
    pages = {Path(name).stem for name in drawn() if name.startswith("docs/rules/")}
    assert pages == rules | {"index"}


@pytest.mark.parametrize("shell", ["bash"])
def test_the_completion_script_is_one(shell: str) -> None:
    path = ROOT / "share" / "bash-completion" / "completions" / "baseadvisor"
    subprocess.run([shell, "-n", str(path)], check=True)


def test_every_command_is_in_the_manual() -> None:
    from baseadvisor.cli.main import command_names

    text = (ROOT / "share" / "man" / "man1" / "baseadvisor.1").read_text("utf-8")
    assert [name for name in command_names() if f'.SS "baseadvisor {name}"' not in text] == []
