"""Mending a file by the fixes of its findings."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from baseadvisor.dockerfile.model import Dockerfile
from baseadvisor.dockerfile.source import parse
from baseadvisor.fixes.edit import Edit
from baseadvisor.linting.finding import Finding, Fix
from baseadvisor.linting.fixing import MAX_ROUNDS, FixResult, fix, mend


class Replace:
    """A linter that wants texts replaced: each occurrence of a key is a finding whose fix puts the value there."""

    def __init__(self, *wanted: tuple[str, str], safe: bool = True) -> None:
        self.wanted = wanted
        self.safe = safe
        self.rounds = 0

    def findings(self, dockerfile: Dockerfile) -> list[Finding]:
        found = []
        for code, (old, new) in enumerate(self.wanted):
            at = dockerfile.text.find(old)
            while at >= 0:
                edit = Edit(at, at + len(old), new)
                span = dockerfile.span(at, edit.end)
                about = Finding(f"T{code}", old, (), "info", old, span, at, edit.end, Fix(self.safe, (edit,), ""))
                found.append(about)
                at = dockerfile.text.find(old, at + 1)
        return sorted(found, key=lambda finding: (finding.start, finding.code))

    def reread(self, content: bytes) -> tuple[Dockerfile, Sequence[Finding]]:
        self.rounds += 1
        dockerfile = parse(content, recover=True)
        return dockerfile, self.findings(dockerfile)

    def mend(self, text: str | bytes, *, unsafe: bool = False) -> FixResult:
        dockerfile = parse(text, recover=True)
        return mend(dockerfile, self.findings(dockerfile), self.reread, unsafe=unsafe)


def test_all_fixes_that_go_together_are_made_at_once() -> None:
    linter = Replace(("b", "c"), ("x", "y"))
    result = linter.mend("FROM a\nRUN b\nRUN x b\n")
    assert result.text == "FROM a\nRUN c\nRUN y c\n"
    assert ([f.name for f in result.applied], result.skipped, linter.rounds) == (["b", "x", "b"], (), 1)


def test_a_file_with_nothing_to_fix_is_left_alone() -> None:
    linter = Replace(("nothing", ""))
    result = linter.mend("FROM a\n")
    assert (result.text, result.applied, result.skipped, linter.rounds) == ("FROM a\n", (), (), 0)


def test_line_ends_byte_order_mark_and_stray_bytes_stay() -> None:
    result = Replace(("b", "c")).mend(b"\xef\xbb\xbfFROM a\r\nRUN b \xff\r\nRUN b")
    assert bytes(result.dockerfile) == b"\xef\xbb\xbfFROM a\r\nRUN c \xff\r\nRUN c"


def test_a_fix_that_makes_room_for_another_is_followed_by_it() -> None:
    assert Replace(("one", "two"), ("two", "three")).mend("FROM a\nRUN one\n").text == "FROM a\nRUN three\n"


def test_of_two_fixes_of_one_place_the_first_is_made_and_the_other_when_it_still_holds() -> None:
    result = Replace(("bc", "x"), ("cd", "y")).mend("FROM a\nRUN bcd\n")
    assert result.text == "FROM a\nRUN xd\n"
    assert [f.name for f in result.applied] == ["bc"]


def test_unsafe_fixes_are_made_only_when_asked_for() -> None:
    linter = Replace(("b", "c"), safe=False)
    result = linter.mend("FROM a\nRUN b\n")
    assert (result.text, result.applied) == ("FROM a\nRUN b\n", ())
    assert [(skipped.finding.name, skipped.reason) for skipped in result.skipped] == [("b", "it is not a safe fix")]
    assert linter.mend("FROM a\nRUN b\n", unsafe=True).text == "FROM a\nRUN c\n"


def test_a_fix_that_breaks_the_file_is_refused_and_the_others_are_made() -> None:
    result = Replace(("RUN b", "RUNN b"), ("x", "y")).mend("FROM a\nRUN b\nRUN x\n")
    assert result.text == "FROM a\nRUN b\nRUN y\n"
    assert [f.name for f in result.applied] == ["x"]
    (skipped,) = result.skipped
    assert skipped.finding.name == "RUN b"
    assert skipped.reason.startswith("it would break the file: unknown instruction")


def test_a_fix_that_mends_a_broken_file_is_made() -> None:
    assert Replace(("RUNN", "RUN")).mend("FROM a\nRUNN b\n").text == "FROM a\nRUN b\n"


def test_two_fixes_that_undo_each_other_come_to_an_end() -> None:
    linter = Replace(("one", "two"), ("two", "one"))
    result = linter.mend("FROM a\nRUN one\n")
    assert result.text == "FROM a\nRUN two\n"
    assert [skipped.reason for skipped in result.skipped] == ["it would undo another fix, or change nothing"]


def test_a_fix_without_end_stops_at_the_bound() -> None:
    linter = Replace(("b", "cb"))
    result = linter.mend("FROM a\nRUN b\n")
    assert linter.rounds == MAX_ROUNDS
    assert {skipped.reason for skipped in result.skipped} <= {"too many rounds of fixing"}


def test_fix_lints_and_mends_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    text = b"FROM debian:12\r\n# baseadvisor ignore=unknown-instruction\r\nRUN true\r\n"
    path.write_bytes(text)
    result = fix(path, config={"select": ["unused-pragma", "syntax"]})
    assert bytes(result.dockerfile) == b"FROM debian:12\r\nRUN true\r\n"
    assert [(f.name, f.file) for f in result.applied] == [("unused-pragma", str(path))]
    assert path.read_bytes() == text


@pytest.mark.parametrize("source", ["FROM debian:12\nRUN true\n", b"FROM debian:12\nRUN true\n"])
def test_fix_takes_text_and_bytes(source: str | bytes) -> None:
    assert fix(source, config={"select": ["unused-pragma"]}).text == "FROM debian:12\nRUN true\n"
