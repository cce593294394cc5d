"""The source lines of a finding, and the marks under them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baseadvisor.dockerfile.span import Position, Span
from baseadvisor.report.excerpt import Row, excerpt


def rows(text: str, start: tuple[int, int], end: tuple[int, int], width: int = 100) -> list[Row]:
    return excerpt(text.split("\n"), Span(Position(*start), Position(*end)), width)


def drawn(text: str, start: tuple[int, int], end: tuple[int, int], width: int = 100) -> list[str]:
    return [row.text for row in rows(text, start, end, width)]


def test_carets_stand_under_the_exact_span() -> None:
    assert rows("FROM a\nRUN curl x", (2, 5), (2, 9)) == [Row(2, "RUN curl x"), Row(None, "    ^^^^")]


def test_an_empty_span_gets_one_caret() -> None:
    assert drawn("RUN x", (1, 4), (1, 4)) == ["RUN x", "   ^"]


def test_a_span_at_the_end_of_the_line_is_marked_behind_it() -> None:
    assert drawn("RUN x", (1, 6), (1, 6)) == ["RUN x", "     ^"]


def test_tabs_are_shown_as_spaces_to_the_next_stop_and_the_carets_follow() -> None:
    assert drawn("RUN\tx\ty", (1, 7), (1, 8)) == ["RUN x   y", "        ^"]


def test_wide_characters_take_two_columns() -> None:
    assert drawn("RUN echo 日本 x", (1, 10), (1, 12)) == ["RUN echo 日本 x", "         ^^^^"]


def test_combining_characters_take_no_column() -> None:
    text = "RUN e\u0301cho x"
    assert drawn(text, (1, 11), (1, 12)) == [text, "         ^"]


def test_control_characters_are_escaped_and_the_carets_follow() -> None:
    assert drawn("RUN \x1b[31m x", (1, 11), (1, 12)) == ["RUN \\x1b[31m x", "             ^"]


def test_characters_that_turn_the_reading_direction_are_escaped() -> None:
    assert drawn("RUN \u202ex", (1, 5), (1, 6)) == ["RUN \\u202ex", "    ^^^^^^"]


def test_the_carriage_return_of_a_windows_line_is_not_shown() -> None:
    assert drawn("RUN x\r", (1, 5), (1, 6)) == ["RUN x", "    ^"]


def test_a_carriage_return_within_a_line_is_escaped() -> None:
    assert drawn("RUN a\rb", (1, 7), (1, 8)) == ["RUN a\\rb".replace("\\r", "\\x0d"), "         ^"]


@pytest.mark.parametrize("start", [1, 50, 100, 195])
def test_a_long_line_is_cut_around_the_mark(start: int) -> None:
    line = "".join(chr(ord("a") + at % 26) for at in range(200))
    source, marks = drawn(line, (1, start), (1, start + 5), width=60)
    assert len(source) <= 60
    begin, end = marks.index("^"), len(marks)
    assert source[begin:end] == line[start - 1 : start + 4]
    assert source.startswith("...") == (not source.startswith("abc"))


def test_a_span_longer_than_the_width_is_marked_to_the_cut() -> None:
    source, marks = drawn("x" * 300, (1, 1), (1, 301), width=60)
    assert source == "x" * 54 + "..."
    assert marks == "^" * 54


def test_a_span_over_lines_is_joined_by_a_bar() -> None:
    assert drawn("FROM a\nRUN b && \\\n    c\n", (2, 5), (3, 6)) == [
        "  RUN b && \\",
        " _____^",
        "| " + "    c",
        "|_____^",
    ]


def test_a_span_that_begins_its_line_needs_no_row_for_its_beginning() -> None:
    assert drawn("RUN b && \\\n  c", (1, 1), (2, 4)) == ["/ RUN b && \\", "|   c", "|___^"]


def test_the_middle_of_a_span_over_many_lines_is_left_out() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 30))
    shown = rows(text, (1, 1), (29, 8))
    assert [row.line for row in shown] == [1, 2, 3, 0, 29, None]


def test_a_span_that_ends_at_the_beginning_of_a_line_does_not_show_that_line() -> None:
    assert drawn("RUN b\nRUN c", (1, 1), (2, 1)) == ["RUN b", "^^^^^"]


def test_a_place_outside_the_text_shows_nothing() -> None:
    assert rows("RUN b", (7, 1), (7, 2)) == []


@st.composite
def places(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(
        st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\t\n\r\x1b 日\u0301\u202e")), max_size=400)
    )
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text)))


@given(places(), st.integers(20, 140))
def test_any_place_in_any_text_is_shown_safely_and_within_the_width(place: tuple[str, int, int], width: int) -> None:
    text, start, end = place

    def position(offset: int) -> tuple[int, int]:
        return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)

    shown = rows(text, position(start), position(end), width)
    assert shown
    assert all(row.text.isprintable() for row in shown)
    assert any("^" in row.text for row in shown if row.line is None)
    assert all(row.line is None or 0 <= row.line <= text.count("\n") + 1 for row in shown)
    # A zero-width mark adds to the length of a text but takes no column.
    assert all(len(row.text) - row.text.count("\u0301") <= width + 20 for row in shown if "\u0301" not in row.text)


@given(st.text(alphabet="abc 日\t\x1b", min_size=1, max_size=60), st.data())
def test_the_marks_cover_what_the_span_covers(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    source, marks = drawn(line, (1, start + 1), (1, end + 1), width=1000)
    columns = "".join(character * (2 if character == "日" else 1) for character in source)
    covered = columns[marks.index("^") : len(marks)]
    before = columns[: marks.index("^")]
    assert covered.count("日") == 2 * line[start:end].count("日")
    assert covered.count("\\x1b") == line[start:end].count("\x1b")
    for letter in "ac":
        assert before.count(letter) == line[:start].count(letter)
