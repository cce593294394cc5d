"""How many findings are true? Draws a sample to judge by hand, and counts what was judged.

    python benchmarks/precision.py CORPUS --draw 300 [--preview] [--context 8]    findings to judge, with their place
    python benchmarks/precision.py CORPUS --report                               precision by rule, from judgements/

A sample is drawn by the hash of file, line and rule, so that anybody draws the same (`--salt WORD` draws another, of
what was not judged before); with `--preview` from the rules in preview, else from those on by default; `--each N` draws
up to N of every rule instead of a share of all. Judgements are
tab-separated rows in `benchmarks/judgements/*.tsv`: rule, file, line, verdict (true, false, or unsure, which counts as
false), note. Files are named without their folder. The report counts what was judged, and of that what is reported
today: mending a rule makes false findings go, and should leave the true ones.
"""

import csv
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from baseadvisor import lint
from baseadvisor.linting.config import Config
from baseadvisor.linting.finding import Finding
from baseadvisor.linting.rule_index import shipped
from corpus import corpus_parser, files_of

JUDGEMENTS = Path(__file__).parent / "judgements"


class Judged(NamedTuple):
    """One finding that somebody has read against its file."""

    rule: str
    file: str
    line: int
    true: bool
    note: str


def judgements() -> Iterator[Judged]:
    """Every row of every table on rules (others are on advice); raises ValueError where one can't be read."""
    for table in sorted(JUDGEMENTS.glob("*.tsv")):
        with table.open(encoding="utf-8", newline="") as file:
            rows = csv.reader((line for line in file if line.strip() and not line.startswith("#")), delimiter="\t")
            if next(rows, [""])[0] != "rule":
                continue
            for row in rows:
                if len(row) < 4 or row[3] not in ("true", "false", "unsure"):
                    raise ValueError(f"{table.name}: can't read the row {row}")
                yield Judged(row[0], row[1], int(row[2]), row[3] == "true", row[4] if len(row) > 4 else "")


def _hash(path: Path, finding: Finding, salt: str) -> str:
    key = f"{path.name}:{finding.span.start.line}:{finding.span.start.column}:{finding.code}{salt}"
    return hashlib.sha256(key.encode()).hexdigest()


def draw(
    files: list[Path], number: int, each: int, preview: bool, select: str | None, salt: str = ""
) -> list[tuple[Path, Finding]]:
    """The sample: `number` findings of all, or up to `each` of every rule; with a salt, none that was judged."""
    before = {(one.rule, one.file, one.line) for one in judgements()} if salt else set()
    chosen = {rule.code for rule in shipped().rules if (rule.status == "preview") == preview}
    config = Config(preview=preview, select=(select,) if select else None)
    found = []
    for path in files:
        for finding in lint(path, config=config).findings:
            if finding.code in chosen and (finding.name, path.name, finding.span.start.line) not in before:
                found.append((_hash(path, finding, salt), path, finding))
    found.sort(key=lambda one: one[0])
    if not each:
        return [(path, finding) for _, path, finding in found[:number]]
    taken: dict[str, int] = defaultdict(int)
    sample = []
    for _, path, finding in found:
        taken[finding.code] += 1
        if taken[finding.code] <= each:
            sample.append((path, finding))
    return sorted(sample, key=lambda one: one[1].code)


def show(sample: list[tuple[Path, Finding]], context: int) -> None:
    """Print each finding with the lines around it."""
    for number, (path, finding) in enumerate(sample, 1):
        line = finding.span.start.line
        sc = " ".join(alias for alias in finding.aliases if alias.startswith("SC"))
        print(
            f"== {number}\t{finding.name}\t{path.name}\t{line}\n   {finding.severity}: {finding.message} {sc}".rstrip()
        )
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        first = max(0, line - 1 - context)
        for at in range(first, min(len(lines), line + context)):
            print(f"{'>' if at == line - 1 else ' '} {at + 1:4} {lines[at][:200]}")


def still_reported(files: list[Path]) -> set[tuple[str, str, int]]:
    """Rule, file name and line of everything that the judged files get today, preview rules included."""
    names = {judged.file for judged in judgements()}
    config = Config(preview=True)
    return {
        (finding.name, path.name, finding.span.start.line)
        for path in files
        if path.name in names
        for finding in lint(path, config=config).findings
    }


class Count:
    """How many findings were judged true and false, and how many of them are reported today."""

    def __init__(self) -> None:
        self.true = self.false = self.true_now = self.false_now = 0

    def add(self, judged: Judged, reported: bool) -> None:
        """Count one in."""
        self.true += judged.true
        self.false += not judged.true
        self.true_now += judged.true and reported
        self.false_now += not judged.true and reported

    @property
    def row(self) -> str:
        """Both counts, each with its share of true ones."""
        return (
            f"{self.true:5} {self.false:6} {_share(self.true, self.false):>8}"
            f"   {self.true_now:5} {self.false_now:6} {_share(self.true_now, self.false_now):>8}"
        )


def _share(true: int, false: int) -> str:
    return f"{true / (true + false):.1%}" if true + false else "–"


def report(files: list[Path]) -> int:
    """Precision by rule and overall, as judged and of what is still reported.

    1 where the latter is below 92 % for a rule on by default, or below 98 % for all of them together.
    """
    now = still_reported(files)
    counts: dict[str, Count] = defaultdict(Count)
    totals = {True: Count(), False: Count()}
    default = {rule.name for rule in shipped().rules if rule.status == "stable"}
    known = {rule.name for rule in shipped().rules}
    for judged in judgements():
        reported = (judged.rule, judged.file, judged.line) in now
        counts[judged.rule].add(judged, reported)
        totals[judged.rule in default].add(judged, reported)
    print(f"{'':44}{'as judged':>20}   {'still reported':>20}")
    print(f"{'rule':44} {'true':>5} {'false':>6} {'':>8}   {'true':>5} {'false':>6}")
    for name, count in sorted(counts.items()):
        note = "" if name in default else "  (preview)" if name in known else "  (no such rule any more)"
        print(f"{name:44} {count.row}{note}")
    print(f"{'all rules on by default':44} {totals[True].row}")
    print(f"{'all rules in preview':44} {totals[False].row}")
    failing = [
        name
        for name, one in counts.items()
        if name in default and one.false_now and one.true_now < 0.92 * (one.true_now + one.false_now)
    ]
    if failing:
        print(f"on by default and below 92 %: {', '.join(sorted(failing))}")
    overall = totals[True]
    return 1 if failing or overall.true_now < 0.98 * (overall.true_now + overall.false_now) else 0


def main() -> int:
    parser = corpus_parser(__doc__)
    parser.add_argument("--draw", type=int, default=0, metavar="N", help="print N findings to judge")
    parser.add_argument("--each", type=int, default=0, metavar="N", help="print up to N findings of every rule")
    parser.add_argument("--preview", action="store_true", help="draw from the rules in preview")
    parser.add_argument("--select", metavar="ID", help="draw from this rule or category alone")
    parser.add_argument("--salt", default="", metavar="WORD", help="draw another sample, of what was not judged")
    parser.add_argument("--context", type=int, default=6, metavar="LINES")
    parser.add_argument("--report", action="store_true", help="count the judgements")
    arguments = parser.parse_args()
    if arguments.report:
        return report(files_of(arguments))
    show(
        draw(files_of(arguments), arguments.draw, arguments.each, arguments.preview, arguments.select, arguments.salt),
        arguments.context,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
