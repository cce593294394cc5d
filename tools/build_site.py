"""Builds the documentation's site.

    python tools/build_site.py [--output FOLDER]

The pages link to files of the repository too (examples, rule files), as one reads them there. On the site these files
stand below `repository/`, and the links are changed to that, so the site is whole by itself. Needs the dependency group
`docs`.
"""

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

_LINK = re.compile(r"(\]\(|^\[[^\]]+\]:\s*)(\.\./[^)\s#]*)", re.MULTILINE)


def main() -> int:
    """Build; returns the generator's exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--output", type=Path, default=ROOT / "site", help="where to write it (default: site)")
    output: Path = parser.parse_args().output.resolve()
    with TemporaryDirectory(prefix="baseadvisor-site-") as folder:
        staged = Path(folder)
        stage(staged)
        done = subprocess.run([sys.executable, "-m", "zensical", "build", "--clean"], cwd=staged, check=False)
        if done.returncode == 0:
            if output.exists():
                shutil.rmtree(output)
            shutil.copytree(staged / "site", output)
            print(output)
        return done.returncode


def stage(folder: Path) -> None:
    """Put into `folder` what the generator reads: its settings, and the pages with the files they link to."""
    shutil.copy(ROOT / "mkdocs.yml", folder)
    docs = folder / "docs"
    shutil.copytree(DOCS, docs)
    for page in DOCS.rglob("*.md"):
        target = docs / page.relative_to(DOCS)
        target.write_text(within(page, docs), encoding="utf-8")


def within(page: Path, docs: Path) -> str:
    """A page's text with the links that leave the documentation led to copies in it, which are made."""
    up = "../" * len(page.relative_to(DOCS).parts[:-1])

    def changed(found: re.Match[str]) -> str:
        target = (page.parent / unquote(found[2])).resolve()
        if target.is_relative_to(DOCS) or not target.is_relative_to(ROOT) or not target.is_file():
            return found[0]
        name = target.relative_to(ROOT).as_posix()
        copy = docs / "repository" / (name if target.suffix != ".md" else f"{name}.txt")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(target, copy)
        return f"{found[1]}{up}{copy.relative_to(docs).as_posix()}"

    return _LINK.sub(changed, page.read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
