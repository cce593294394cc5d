"""How many findings are true? Draws a sample to judge by hand, and counts what was judged.

    python benchmarks/precision.py CORPUS --draw 300 [--preview] [--context 8]    findings to judge, with their place
    python benchmarks/precision.py CORPUS --report                               precision by rule, from judgements/

A sample is drawn by the hash of file, line and rule, so that anybody draws the same (`--salt WORD` draws another, of
what was not judged before); with `--preview` from the rules in preview, else from those on by default; `--each N` draws
up to N of every rule instead of a share of all. Judgements are
tab-separated rows in `benchmarks/judgements/*.tsv`: rule, file, line, verdict (true, false, or unsure, which counts as
false), note. Files are named without their folder. A note that begins with "style:" tells of a finding that a rule
lowers to style where it may be beside the point; the end of the report counts without these too.
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

    @property
    def lowered(self) -> bool:
        """Whether the rule itself lowers the finding to style there."""
        return self.note.startswith("style:")


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


def report() -> int:
    """Precision by rule and overall; 1 where a rule on by default is below 92 % or all together below 98 %."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    lowered: dict[str, int] = defaultdict(int)
    for judged in judgements():
        counts[judged.rule][0 if judged.true else 1] += 1
        lowered[judged.rule] += judged.lowered and not judged.true
    default = {rule.name for rule in shipped().rules if rule.status == "stable"}
    known = {rule.name for rule in shipped().rules}
    print(f"{'rule':44} {'true':>5} {'false':>6}  precision")
    failing = []
    totals = {True: [0, 0], False: [0, 0]}
    for name, (true, false) in sorted(counts.items()):
        share = true / (true + false)
        on = name in default
        totals[on][0] += true
        totals[on][1] += false
        note = "" if on else "  (preview)" if name in known else "  (no such rule any more)"
        print(f"{name:44} {true:5} {false:6}  {share:8.1%}{note}")
        if on and share < 0.92:
            failing.append(name)
    for on, label in ((True, "all rules on by default"), (False, "all rules in preview")):
        true, false = totals[on]
        if true + false:
            print(f"{label:44} {true:5} {false:6}  {true / (true + false):8.1%}")
    true, false = totals[True]
    firm = false - sum(number for name, number in lowered.items() if name in default)
    if true and firm < false:
        label = "on by default, without lowered to style"
        print(f"{label:44} {true:5} {firm:6}  {true / (true + firm):8.1%}")
        below = [name for name in failing if counts[name][0] < 0.92 * (sum(counts[name]) - lowered[name])]
        print(f"below 92 % then: {', '.join(below) or 'none'}")
    low = true + false > 0 and true / (true + false) < 0.98
    if failing:
        print(f"below 92 %: {', '.join(failing)}")
    return 1 if failing or low else 0


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
        return report()
    show(
        draw(files_of(arguments), arguments.draw, arguments.each, arguments.preview, arguments.select, arguments.salt),
        arguments.context,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
