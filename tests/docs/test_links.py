"""Links within the documentation lead somewhere, and every page is in the site's navigation."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from tests.docs.pages import DOCS, ROOT

FILES = [*sorted(DOCS.rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
_CODE = re.compile(r"^(`{3,}).*?^\1$|`[^`\n]*`|^(?: {4}|\t).*$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)|^\[[^\]]+\]:\s*<?(\S+?)>?$", re.MULTILINE)


def links(path: Path) -> Iterator[str]:
    text = _CODE.sub("", path.read_text("utf-8"))
    for found in _LINK.finditer(text):
        yield found[1] or found[2]


@cache
def anchors(path: Path) -> frozenset[str]:
    """The anchors of a page's headings, as GitHub and Python-Markdown make them."""
    found = set()
    text = re.sub(r"^(`{3,}).*?^\1$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for heading in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE):
        words = re.sub(r"[^\w\s-]", "", heading.replace("`", "").lower()).strip()
        found.add(re.sub(r"\s+", "-", words))
    return frozenset(found)


def test_every_link_within_leads_somewhere() -> None:
    broken = []
    for file in FILES:
        for link in links(file):
            if re.match(r"[a-z][a-z+.-]*:", link):
                continue
            path, _, anchor = unquote(link).partition("#")
            target = (file.parent / path).resolve() if path else file
            if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
                broken.append(f"{file.relative_to(ROOT)}: {link}")
    assert broken == []


def test_addresses_are_secure() -> None:
    pages = [file for file in FILES if file.parent != DOCS / "rules"]
    assert [(file.name, link) for file in pages for link in links(file) if link.startswith("http://")] == []


def named(entry: Any) -> Iterator[str]:
    """The files in a part of the navigation."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, list):
        for each in entry:
            yield from named(each)
    else:
        for each in entry.values():
            yield from named(each)


def test_every_page_is_in_the_navigation_and_only_those() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    found = list(named(settings["nav"]))
    assert len(found) == len(set(found))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    listed_elsewhere = {name for name in pages if name.startswith(("rules/", "decisions/")) and "/index" not in name}
    assert set(found) == pages - listed_elsewhere


@pytest.mark.parametrize("name", ["rules", "decisions"])
def test_a_list_of_pages_has_every_one(name: str) -> None:
    text = (DOCS / name / "index.md").read_text("utf-8")
    assert [path.name for path in (DOCS / name).glob("*.md") if path.stem != "index" and path.name not in text] == []
