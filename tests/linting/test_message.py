"""The words of findings."""

import pytest

from baseadvisor.fixes.edit import Edit
from baseadvisor.linting.message import fill, fix_description, printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apt-get", "apt-get"),
        ("Größe 大", "Größe 大"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("\udcff", "\\udcff"),
    ],
)
def test_nothing_in_a_value_can_move_a_cursor_or_turn_the_reading_direction(text: str, expected: str) -> None:
    assert printable(text) == expected
    assert fill("{x}!", {"x": text}) == expected + "!"


def test_braces_that_are_no_placeholder_are_written_twice() -> None:
    assert fill("${{X}} of {y}", {"y": "{z}"}) == "${X} of {z}"


def test_a_placeholder_without_a_value_says_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"the placeholder \{imag\}, but its check gives \{image\}, \{tag\}"):
        fill("{imag}", {"image": "a", "tag": "b"})


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([Edit(3, 3, " -y")], "insert `-y`"),
        ([Edit(0, 3, "")], "remove `apt`"),
        ([Edit(0, 3, "apt-get")], "replace `apt` with `apt-get`"),
        ([Edit(0, 3, "apt-get"), Edit(3, 3, "x")], "replace `apt` with `apt-get`, and 1 more edit"),
        ([Edit(3, 3, "\n")], "insert `\\n`"),
        ([Edit(0, 0, "x" * 70)], f"insert `{'x' * 57}…`"),
    ],
)
def test_a_fix_is_described_by_its_edits(edits: list[Edit], expected: str) -> None:
    assert fix_description(edits, "apt install") == expected
