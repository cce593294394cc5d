"""The Dockerfiles to measure on: a folder of the reader's own."""

import argparse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def dockerfiles(folder: Path) -> list[Path]:
    """Every file below `folder` but hidden ones, sorted, with absolute paths."""
    root = folder.resolve()
    found = (path for path in root.rglob("*") if path.is_file())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts))


def corpus_parser(description: str | None) -> argparse.ArgumentParser:
    """A command line that begins with the folder."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="a folder of Dockerfiles, read recursively")
    return parser


def files_of(arguments: argparse.Namespace) -> list[Path]:
    """The Dockerfiles of the command line's folder; ends the program if there are none."""
    files = dockerfiles(arguments.corpus)
    if not files:
        raise SystemExit(f"no files in {arguments.corpus}")
    return files
