"""The site is built from these pages, and every link and file in it is there."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("site") / "site"
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "build_site.py"), "--output", str(output)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No issues found" in done.stdout + done.stderr
    return output


def test_every_link_of_the_site_leads_to_a_file_of_it(site: Path) -> None:
    broken = set()
    for page in site.rglob("*.html"):
        if page.name == "404.html":
            continue
        for link in re.findall(r'<(?:a|img|link|script)\b[^>]*?\b(?:href|src)="?([^"\s>]+)', page.read_text("utf-8")):
            path = unquote(link.partition("#")[0].partition("?")[0])
            if not path or re.match(r"[a-z][a-z+.-]*:|//", path):
                continue
            target = (page.parent / path).resolve()
            if not (target.is_file() or (target / "index.html").is_file()):
                broken.add(f"{page.relative_to(site)}: {link}")
    assert sorted(broken) == []


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    for name in ("index.html", "rules/index.html"):
        text = (site / name).read_text("utf-8")
        loaded = re.findall(r'<(?:img|script)\b[^>]*?\bsrc="?([^"\s>]+)', text)
        loaded += re.findall(r'<link\b[^>]*?rel="?(?:stylesheet|icon)"?[^>]*?href="?([^"\s>]+)', text)
        assert loaded
        assert [address for address in loaded if re.match(r"https?:|//", address)] == []


def test_the_list_of_rules_has_its_filter_and_every_rule(site: Path) -> None:
    text = (site / "rules" / "index.html").read_text("utf-8")
    assert 'id="rule-filter"' in text or "id=rule-filter" in text
    assert "assets/rules.js" in text
    pages = {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")} - {"index"}
    assert [name for name in pages if not re.search(rf'href="?{re.escape(name)}/', text)] == []
