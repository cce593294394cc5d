"""Which of our rules carries each check of the other linters as an alias, and which checks none does.

    python tools/peer_coverage.py PEER_RULES_TSV [--not-covered docs/not-covered.md] [--missing]

PEER_RULES_TSV has a head line and a check a line: tool, id, note. What is left out on purpose stands in the table of
the file that `--not-covered` names, with a reason; a pattern there may hold `*`. The exit status is 1 when a check is
neither carried nor left out with a reason, or when a reason is given for one that is carried.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from baseadvisor.linting.rule_file import read_rule, rule_files

HOME = Path(__file__).parents[1]
_ROW = re.compile(r"^\|\s*(?P<tool>[\w-]+)\s*\|\s*`(?P<id>[^`]+)`\s*\|\s*(?P<reason>[^|]+?)\s*\|\s*$", re.MULTILINE)


class Check(NamedTuple):
    """A check of another linter, as the table has it."""

    tool: str
    id: str
    note: str

    @property
    def alias(self) -> str:
        """The id under which our rules carry it."""
        if self.tool == "hadolint":
            return self.id
        if self.tool == "tally":
            # What tally took over from others goes by their ids.
            family, _, rest = self.id.partition("/")
            if family in ("hadolint", "shellcheck"):
                return rest
            return f"buildkit:{rest}" if family == "buildkit" else f"tally:{self.id}"
        return f"{self.tool}:{self.id}"


def read_checks(path: Path) -> Iterator[Check]:
    """The checks of a table, its head line left out. Raises OSError when it can't be read."""
    for line in path.read_text("utf-8").splitlines()[1:]:
        if line.strip():
            tool, identity, *note = line.split("\t")
            yield Check(tool, identity, " ".join(note))


def carriers(folder: Path) -> dict[str, list[str]]:
    """The names of the rules below `folder` by each of their aliases."""
    found: dict[str, list[str]] = {}
    for path in rule_files(str(folder)):
        rule = read_rule(path, str(folder))
        for alias in rule.aliases:
            found.setdefault(alias, []).append(f"{rule.name} ({rule.code}, {rule.status})")
    return found


def reasons(path: Path) -> list[tuple[str, str, str]]:
    """Tool, pattern and reason of each row of the table in `path`."""
    return [(match["tool"], match["id"], match["reason"]) for match in _ROW.finditer(path.read_text("utf-8"))]


def left_out(check: Check, table: Sequence[tuple[str, str, str]]) -> str | None:
    """The reason why no rule carries a check, or None."""
    for tool, pattern, reason in table:
        if tool == check.tool and fnmatchcase(check.id, pattern):
            return reason
    return None


def lines(
    checks: Sequence[Check], carried: Mapping[str, Sequence[str]], table: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[str, str]]:
    """A state ("carried", "left out", "missing", "both") and a line to show for each check."""
    for check in checks:
        rules = carried.get(check.alias, ())
        reason = left_out(check, table)
        if rules and reason is not None:
            yield "both", f"{check.tool}\t{check.id}\tcarried by {', '.join(rules)}, and left out: {reason}"
        elif rules:
            yield "carried", f"{check.tool}\t{check.id}\t{', '.join(rules)}"
        elif reason is not None:
            yield "left out", f"{check.tool}\t{check.id}\tleft out: {reason}"
        else:
            yield "missing", f"{check.tool}\t{check.id}\tMISSING\t{check.note}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; the exit status says whether it is complete."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("checks", type=Path, metavar="PEER_RULES_TSV")
    parser.add_argument("--rules", type=Path, default=HOME / "rules", help="folder of rule files")
    parser.add_argument("--not-covered", type=Path, default=HOME / "docs" / "not-covered.md")
    parser.add_argument("--missing", action="store_true", help="show only what is not in order")
    given = parser.parse_args(arguments)
    counts: dict[str, int] = {}
    for state, line in lines(list(read_checks(given.checks)), carriers(given.rules), reasons(given.not_covered)):
        counts[state] = counts.get(state, 0) + 1
        if not given.missing or state in ("missing", "both"):
            print(line)
    print(", ".join(f"{count} {state}" for state, count in sorted(counts.items())), file=sys.stderr)
    return 1 if counts.get("missing") or counts.get("both") else 0


if __name__ == "__main__":
    sys.exit(main())
