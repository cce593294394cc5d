"""Draws recommendations to be judged by hand, and prints each below its file.

    python benchmarks/advice_draw.py FOLDER --salt WORD [--again] [--count N] [--as-of DATE] [--into OUT]
    python benchmarks/advice_draw.py FOLDER --report     how many of each draw were right

Drawn are files for which `advise --offline` names a candidate, in the order of the SHA-256 of "NAME:WORD"; what
judgements/advice.tsv has already is left out, unless --again is given. With --into each goes into a file of its own in
that folder.
"""

import hashlib
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from baseadvisor.advisor.advising import advise
from baseadvisor.advisor.model import Advice
from baseadvisor.report import advice_text
from baseadvisor.report.model import Options
from corpus import corpus_parser, files_of
from precision import JUDGEMENTS


class Judgement(NamedTuple):
    """A row of the table; `confidence` is what the first advice said of itself, "" where the row does not tell."""

    draw: str
    file: str
    verdict: str
    confidence: str


def judgements() -> Iterator[Judgement]:
    """Every judgement, in the order of the table."""
    rows = (JUDGEMENTS / "advice.tsv").read_text(encoding="utf-8").splitlines()
    for row in [row for row in rows if row and not row.startswith("#")][1:]:
        number, file, verdict, note = row.split("\t")
        confidence = re.search(r"\(confidence (\w+)\)", note)
        yield Judgement(number, file, verdict, confidence[1] if confidence is not None else "")


def report() -> None:
    """Print how many verdicts each draw has, and how they go with the confidence of the first advice."""
    counts: dict[str, Counter[str]] = {}
    for one in judgements():
        counts.setdefault(one.draw, Counter())[one.verdict] += 1
        if one.confidence:
            counts.setdefault(f"confidence {one.confidence}", Counter())[one.verdict] += 1
    for number, verdicts in sorted(counts.items(), key=lambda pair: pair[0].startswith("confidence")):
        print(f"{number}: {verdicts.total()} judged: {', '.join(f'{n} {word}' for word, n in verdicts.most_common())}")


def draw(files: list[Path], salt: str, count: int, as_of: str, before: set[str]) -> list[tuple[Path, Advice]]:
    """The first `count` files with a candidate and none of `before`, in the order of the hash."""
    files = sorted(files, key=lambda path: hashlib.sha256(f"{path.name}:{salt}".encode()).hexdigest())
    found: list[tuple[Path, Advice]] = []
    for path in files:
        if len(found) == count:
            break
        if path.name in before:
            continue
        advice = advise(path, offline=True, as_of=as_of)
        if any(stage.candidates for stage in advice.stages):
            found.append((path, advice))
    return found


def shown(path: Path, advice: Advice) -> str:
    """The file with its lines numbered, and all that is said of it."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    out = io.StringIO()
    advice_text.render([advice], out, Options(color=False, width=120), why=True)
    return "\n".join(f"{number:4} {line}" for number, line in enumerate(lines, 1)) + f"\n\n{out.getvalue()}"


def main() -> int:
    parser = corpus_parser(__doc__)
    parser.add_argument("--report", action="store_true", help="count the judgements")
    parser.add_argument("--salt", default="", help="another word gives another draw")
    parser.add_argument("--again", action="store_true", help="draw out of all files, also those judged before")
    parser.add_argument("--count", type=int, default=30, help="how many to draw")
    parser.add_argument("--as-of", default=date.today().isoformat(), help="the day support is judged by")
    parser.add_argument("--into", type=Path, help="a folder to write them to, one file each")
    arguments = parser.parse_args()
    if arguments.report:
        report()
        return 0
    before = set() if arguments.again else {one.file for one in judgements()}
    for path, advice in draw(files_of(arguments), arguments.salt, arguments.count, arguments.as_of, before):
        if arguments.into:
            arguments.into.mkdir(parents=True, exist_ok=True)
            (arguments.into / f"{path.stem}.txt").write_text(shown(path, advice), encoding="utf-8")
        print(path.name if arguments.into else f"== {path.name}\n{shown(path, advice)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
