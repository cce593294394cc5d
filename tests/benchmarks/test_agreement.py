"""How findings of two linters are brought together."""

from pathlib import Path

import pytest

from agreement import Cases, Ours, Place, compare, our_places, their_places
from baseadvisor.dockerfile.span import Position, Span
from peers import HADOLINT, TALLY_WITHOUT_SHELLCHECK, UNPARSED, Cache, Finding, lint


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def ours(file: str, line: int, *aliases: str) -> Ours:
    return Ours(file, line, "BA201 no -y", aliases, Span(Position(line, 1), Position(line, 5)))


def is_dl(rule: str) -> bool:
    return rule.startswith("DL")


def test_a_finding_with_several_aliases_counts_as_the_one_the_peer_has() -> None:
    found = [ours("a", 3, "tally:x", "DL3014", "DL3034")]
    assert our_places(found, is_dl, {Place("a", 3, "DL3034"): ""}) == {Place("a", 3, "DL3034"): found[0]}


def test_a_finding_that_the_peer_lacks_counts_once() -> None:
    found = [ours("a", 3, "tally:x", "DL3014", "DL3034")]
    assert set(our_places(found, is_dl, {})) == {Place("a", 3, "DL3014")}


def test_differences_say_which_side_is_alone(tmp_path: Path) -> None:
    file = str(write(tmp_path, "a.Dockerfile", "FROM debian:13\nRUN a\nRUN b\n"))
    shared, mine, theirs = (Place(file, line, "DL3008") for line in (1, 2, 3))
    our_own = {place: ours(*place) for place in (shared, mine)}
    both, rows = compare(our_own, {shared: "", theirs: ""}, Cases("hadolint", frozenset({file})))
    assert both == {shared}
    assert [(row.line, row.side, row.reason) for row in rows] == [
        (2, "ours", "peer-cannot-read-the-file"),
        (3, "hadolint", ""),
    ]


def test_a_line_inside_an_instruction_counts_as_its_first(tmp_path: Path) -> None:
    file = str(write(tmp_path, "a.Dockerfile", "FROM debian:13\nRUN a \\\n\n  && b\n"))
    found = [Finding(file, 4, "DL9999", "")]
    assert set(their_places(found, is_dl, Cases("hadolint", frozenset()))) == {Place(file, 2, "DL9999")}


@pytest.mark.parametrize("again", [False, True])
def test_hadolint_findings_come_with_file_line_and_rule(tmp_path: Path, again: bool) -> None:
    file = write(tmp_path, "a.Dockerfile", "FROM debian\nRUN cd /tmp && ls\n")
    cache = Cache(tmp_path / "cache" if again else None)
    lint(HADOLINT, [file], cache)
    found = {each[:3] for each in lint(HADOLINT, [file], cache)}
    assert {(str(file), 1, "DL3006"), (str(file), 2, "DL3003")} <= found


def test_a_file_that_stops_tally_costs_only_itself(tmp_path: Path) -> None:
    files = [write(tmp_path, f"{name}.Dockerfile", f"FROM {base}\nMAINTAINER me\n") for name, base in
             (("a", "debian:12"), ("b", "one two three"), ("c", "debian:13"))]  # fmt: skip
    found = {each[:3] for each in lint(TALLY_WITHOUT_SHELLCHECK, files, Cache(None))}
    assert (str(files[1]), 1, UNPARSED) in found
    assert {
        (str(files[0]), 2, "buildkit/MaintainerDeprecated"),
        (str(files[2]), 2, "buildkit/MaintainerDeprecated"),
    } <= found
