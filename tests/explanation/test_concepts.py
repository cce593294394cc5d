"""docs/concepts/ keeps up with the tool and with the facts."""

import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from baseadvisor.explanation.facts import table

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "concepts"
PAGE = FOLDER / "what-is-a-base-image.md"
TEXT = PAGE.read_text(encoding="utf-8")


def shape(path: Path) -> tuple[list[str], list[str]]:
    """What of a picture does not change with every figure of the catalog: title, description, headings, labels."""
    root = ET.parse(path).getroot()
    name = "{http://www.w3.org/2000/svg}"
    told = [element.text or "" for tag in ("title", "desc") for element in root.iter(name + tag)]
    bold = [one.text or "" for one in root.iter(name + "text") if (one.get("class") or "").startswith("b")]
    return told, [text for text in bold if "compressed" not in text]


def test_the_pictures_are_those_that_the_tool_draws(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "tools" / "draw_concepts.py"), str(tmp_path)], check=True, timeout=60)
    drawn = {path.name: shape(path) for path in tmp_path.glob("*.svg")}
    assert drawn == {path.name: shape(path) for path in FOLDER.glob("*.svg")}, "run: python tools/draw_concepts.py"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((?!https:)([^)#]+)", TEXT))))
def test_what_the_page_links_to_is_there(target: str) -> None:
    assert (FOLDER / target).is_file()


def test_every_reference_is_a_source_of_the_table() -> None:
    defined = dict(re.findall(r"^\[([\w-]+)\]: (\S+)$", TEXT, re.MULTILINE))
    used = {name.replace("\n", " ") for name in re.findall(r"\]\[([\w-]+)\]", TEXT)}
    assert used == set(defined)
    assert {name: table("sources")[name]["url"] for name in defined} == defined


def test_every_paragraph_links_to_what_it_rests_on() -> None:
    paragraphs = [part for part in TEXT.split("\n\n") if not part.startswith(("#", "    ", "[", "!["))]
    without = [part for part in paragraphs[1:] if "](" not in part and "][" not in part]
    assert without == []
