"""Draws the pictures of docs/concepts/ anew: `python tools/draw_concepts.py [FOLDER]`."""

import sys
from pathlib import Path

from baseadvisor.explanation import Host, explain
from baseadvisor.report.explanation import render

ROOT = Path(__file__).parents[1]
PICTURES: dict[str, tuple[str, Host]] = {
    "alpine-on-rhel-7": ("examples/openjdk-alpine.Dockerfile", Host.parse("rhel 7")),
    "stages": ("examples/go-service.Dockerfile", Host.parse("debian 12", architecture="amd64")),
    "windows-on-linux": ("mcr.microsoft.com/windows/nanoserver:ltsc2025", Host.parse("rhel 9")),
}
"""By the picture's name: what is drawn (a file of this repository, or an image's name), and on which host."""


def draw(name: str) -> str:
    """The picture as SVG."""
    what, host = PICTURES[name]
    path = ROOT / what
    if path.is_file():
        return render(explain(path.read_bytes(), host=host, filename=what), "svg")
    return render(explain(what, host=host), "svg")


def main() -> None:
    """Write every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "concepts"
    for name in PICTURES:
        (folder / f"{name}.svg").write_text(draw(name), encoding="utf-8")
        print(folder / f"{name}.svg")


if __name__ == "__main__":
    main()
