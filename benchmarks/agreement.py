"""Rule by rule: do we find what the peers find, where they find it?

Runs hadolint (JSON, its defaults) and baseadvisor (JSON, preview rules on) over all files, brings findings together by
alias, and compares the places: the file and the first line of the instruction, which is all that hadolint reports. A
second table does the same for ShellCheck's codes, a third for BuildKit's own checks, as tally runs them.

    agreement = found by both / (found by both + by the peer alone + by us alone)

Then every difference is put to the classifiers of `differences.py`, which know the kinds of difference where ours is
right; `docs/differences.md` explains each. What none of them claims is left as unknown: a defect of ours, or of theirs.

    python benchmarks/agreement.py CORPUS [--rules DL3008,DL3009] [--out differences.tsv] [--cache FOLDER]
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from baseadvisor.dockerfile.span import Position, Span
from corpus import corpus_parser, files_of
from differences import Case, reason_for
from peers import HADOLINT, TALLY_WITHOUT_SHELLCHECK, UNPARSED, Cache, Finding, chunks, executable, lint

BUILDKIT = "buildkit:"
SHELLCHECK = re.compile(r"SC\d+")
NOT_BY_DEFAULT = ("DL1000", "DL1001", "DL3057", "buildkit:InvalidDefinitionDescription")
"""The peers' rules that are off unless asked for, and hadolint's parse error."""


class Difference(NamedTuple):
    """A finding that one side alone has. `side` is "ours" or the peer's name, `reason` a slug or "" where unknown."""

    file: str
    line: int
    rule: str
    side: str
    reason: str
    message: str


class Cases:
    """The files, each read when it is first asked for. `unread` are those that the peer could not parse."""

    def __init__(self, peer: str, unread: frozenset[str]) -> None:
        self.peer = peer
        self.unread = unread
        self._cases: dict[str, Case] = {}

    def of(self, file: str) -> Case:
        """What is known of a file."""
        if file not in self._cases:
            self._cases[file] = Case(Path(file), self.peer, file in self.unread)
        return self._cases[file]


class Place(NamedTuple):
    """The first line of an instruction, and the rule (by the peer's id) that found something in it."""

    file: str
    line: int
    rule: str


class Ours(NamedTuple):
    """A finding of ours: `line` is the instruction's first, `places` the lines and columns that it marks."""

    file: str
    line: int
    message: str
    aliases: tuple[str, ...]
    places: Span


def our_findings(files: Sequence[Path]) -> list[Ours]:
    """Everything we find, preview rules included."""
    found = []
    for chunk in chunks(files):
        with tempfile.TemporaryDirectory() as empty:
            done = subprocess.run(
                [executable("baseadvisor"), "lint", "--no-config", "--preview", "--format", "json", *map(str, chunk)],
                capture_output=True,
                cwd=empty,
                env={"HOME": empty, "PATH": "/usr/bin:/bin"},
                check=False,
            )
        if done.returncode not in (0, 1, 3):
            raise SystemExit(f"baseadvisor ended with {done.returncode}: {done.stderr.decode(errors='replace'):.2000}")
        for row in json.loads(done.stdout)["findings"]:
            span = Span(Position(row["line"], row["column"]), Position(row["end_line"], row["end_column"]))
            message = f"{row['code']} {row['message']}"
            found.append(Ours(row["file"], row["instruction_line"], message, tuple(row["aliases"]), span))
    return found


def our_places(found: Iterable[Ours], wanted: Callable[[str], bool], theirs: dict[Place, str]) -> dict[Place, Ours]:
    """Where we find something, under the peer's ids. A finding with several of them counts as those the peer has there,
    or, where it has none, as the first."""
    places: dict[Place, Ours] = {}
    for finding in found:
        candidates = [Place(finding.file, finding.line, alias) for alias in finding.aliases if wanted(alias)]
        shared = [place for place in candidates if place in theirs]
        for place in shared or candidates[:1]:
            places.setdefault(place, finding)
    return places


def their_places(findings: Iterable[Finding], wanted: Callable[[str], bool], cases: Cases) -> dict[Place, str]:
    """Where the peer finds something. A line inside an instruction (tally gives the last for some checks) becomes its
    first."""
    places: dict[Place, str] = {}
    for finding in findings:
        if wanted(finding.rule):
            instruction = cases.of(finding.file).instruction(finding.line)
            line = instruction.line if instruction else finding.line
            places.setdefault(Place(finding.file, line, finding.rule), finding.message)
    return places


def compare(ours: dict[Place, Ours], theirs: dict[Place, str], cases: Cases) -> tuple[set[Place], list[Difference]]:
    """What both found, and all that one side alone has, classified."""
    rows = []
    for place in sorted(ours.keys() ^ theirs.keys()):
        mine = ours.get(place)
        side, message = ("ours", mine.message) if mine else (cases.peer, theirs[place])
        reason = reason_for(cases.of(place.file), place.line, place.rule, mine.places if mine else None) or ""
        rows.append(Difference(*place, side, reason, message))
    return ours.keys() & theirs.keys(), rows


def share(part: int, whole: int) -> str:
    """A percentage, or a dash of nothing."""
    return f"{part / whole:.1%}" if whole else "–"


def print_table(peer: str, both: set[Place], rows: Sequence[Difference], implemented: frozenset[str]) -> None:
    """Per rule: what each side found, the agreement, and the agreement once known reasons are counted as explained."""
    together = Counter(place.rule for place in both)
    ours_alone = Counter(row.rule for row in rows if row.side == "ours")
    theirs_alone = Counter(row.rule for row in rows if row.side != "ours")
    unknown = Counter(row.rule for row in rows if not row.reason)
    print(f"\n{'rule':44}{peer:>10}{'ours':>8}{'both':>8}{'agree':>9}{'explained':>11}{'unknown':>9}")
    total: Counter[str] = Counter()
    have: Counter[str] = Counter()
    for rule in sorted(together.keys() | ours_alone.keys() | theirs_alone.keys()):
        agreed, different = together[rule], ours_alone[rule] + theirs_alone[rule]
        counts = {"theirs": agreed + theirs_alone[rule], "ours": agreed + ours_alone[rule], "both": agreed}
        counts |= {"all": agreed + different, "known": agreed + different - unknown[rule], "unknown": unknown[rule]}
        _print_row(rule if rule in implemented or SHELLCHECK.fullmatch(rule) else f"{rule} (not ours)", counts)
        total.update(counts)
        have.update(counts if rule in implemented or SHELLCHECK.fullmatch(rule) else {})
    _print_row("all that we have", have)
    _print_row("all", total)


def _print_row(label: str, counts: dict[str, int] | Counter[str]) -> None:
    agreement, explained = share(counts["both"], counts["all"]), share(counts["known"], counts["all"])
    print(
        f"{label:44}{counts['theirs']:10}{counts['ours']:8}{counts['both']:8}"
        f"{agreement:>9}{explained:>11}{counts['unknown']:9}"
    )


def print_reasons(rows: Sequence[Difference]) -> None:
    """How many differences each reason explains."""
    for (reason, side), count in Counter((row.reason or "unknown", row.side) for row in rows).most_common():
        print(f"{count:7}  {reason} ({side} alone)")


def aliases() -> frozenset[str]:
    """Every alias of our rules."""
    from baseadvisor.linting.rule_index import shipped

    return frozenset(alias for rule in shipped().rules for alias in rule.aliases)


def main() -> int:
    """Print both tables; write the differences where `--out` says."""
    parser = corpus_parser(__doc__)
    parser.add_argument("--rules", help="only these, comma-separated (DL3008, buildkit:FromAsCasing)")
    parser.add_argument("--out", type=Path, help="a TSV file for everything that differs")
    parser.add_argument("--cache", type=Path, help="a folder that keeps the peers' output for the next run")
    arguments = parser.parse_args()
    files = files_of(arguments)
    cache = Cache(arguments.cache)
    only = frozenset(arguments.rules.split(",")) if arguments.rules else None
    implemented = aliases()
    found = our_findings(files)
    print(f"{len(files)} files")
    written: list[Difference] = []

    def is_dl(rule: str) -> bool:
        return rule.startswith("DL") and rule not in NOT_BY_DEFAULT and (only is None or rule in only)

    def is_buildkit(rule: str) -> bool:
        return rule.startswith(BUILDKIT) and rule not in NOT_BY_DEFAULT and (only is None or rule in only)

    def is_shellcheck(rule: str) -> bool:
        return SHELLCHECK.fullmatch(rule) is not None and (only is None or rule in only)

    for peer, command, wanted in (
        ("hadolint", HADOLINT, is_dl),
        ("hadolint", HADOLINT, is_shellcheck),
        ("tally", TALLY_WITHOUT_SHELLCHECK, is_buildkit),
    ):
        findings = [each._replace(rule=each.rule.replace("/", ":", 1)) for each in lint(command, files, cache)]
        cases = Cases(peer, frozenset(each.file for each in findings if each.rule in ("DL1000", UNPARSED)))
        theirs = their_places(findings, wanted, cases)
        both, rows = compare(our_places(found, wanted, theirs), theirs, cases)
        print_table(peer, both, rows, implemented)
        print_reasons(rows)
        written += rows
    if arguments.out:
        with arguments.out.open("w") as out:
            print(*Difference._fields, sep="\t", file=out)
            for row in written:
                print(*(str(field).replace("\t", " ").replace("\n", " ") for field in row), sep="\t", file=out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
