"""Says for how many base images of a folder of Dockerfiles the catalog has an answer.

    python tools/measure_catalog.py FOLDER... [--unknown N]

FROM lines are read roughly, by line; this measures the catalog, not the parser.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from baseadvisor import catalog
from baseadvisor.image.reference import InvalidReference, Reference

_ARG = re.compile(r"\s*ARG\s+([A-Za-z_]\w*)=(\S+)", re.IGNORECASE)
_FROM = re.compile(r"\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)


def bases(text: str) -> Iterator[str]:
    """The base images of a Dockerfile, with global ARGs put in where they have a default."""
    arguments: dict[str, str] = {}
    stages: set[str] = set()
    for line in text.splitlines():
        match = _ARG.match(line)
        if match:
            arguments.setdefault(match[1], match[2].strip("\"'"))
        match = _FROM.match(line)
        if match is None:
            continue
        name = re.sub(r"\$\{(\w+):?-([^}]*)\}", lambda m: arguments.get(m[1], m[2]), match[1])
        name = re.sub(r"\$\{?(\w+)\}?", lambda m: arguments.get(m[1], "$"), name).strip("\"'")
        if "$" not in name and name.lower() not in stages:
            yield name
        if match[2]:
            stages.add(match[2].lower())


def answers(image: str, today: str) -> dict[str, bool] | None:
    """Which questions the catalog answers for an image; None for scratch and for what is no reference."""
    try:
        reference = Reference.parse(image)
    except InvalidReference:
        return None
    name = catalog.official_name(reference)
    if name == "scratch":
        return None
    known = [one for one in catalog.support_of(reference) if one.is_supported(today) is not None]
    return {
        "official": name is not None and catalog.is_official(name),
        "userland": catalog.userland_of(reference) is not None,
        "support": bool(known) or catalog.deprecation_of(reference) is not None,
        "size": catalog.size_of(reference) is not None,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="For how many base images the catalog has an answer.")
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--unknown", type=int, default=0, help="show so many of the commonest images without an answer")
    arguments = parser.parse_args()
    today = date.today().isoformat()
    images: Counter[str] = Counter()
    for folder in arguments.folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            images.update(bases(path.read_text(encoding="utf-8-sig", errors="replace")))
    found = {image: answer for image in images if (answer := answers(image, today)) is not None}
    for label, chosen in (("official", [i for i in found if found[i]["official"]]), ("all", list(found))):
        total = sum(images[image] for image in chosen)
        shares = []
        for question in ("userland", "support", "size"):
            hits = sum(images[image] for image in chosen if found[image][question])
            shares.append(f"{question} {100 * hits / max(total, 1):.1f} %")
        sys.stdout.write(f"{label}: {total} base images, {', '.join(shares)}\n")
    for question in ("userland", "support", "size"):
        without = Counter({i: images[i] for i in found if found[i]["official"] and not found[i][question]})
        for image, count in without.most_common(arguments.unknown):
            sys.stdout.write(f"no {question}: {count} {image}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
