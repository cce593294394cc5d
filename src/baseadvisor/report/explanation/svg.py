"""The stack as a picture: one SVG file that needs nothing besides, readable in light and dark."""

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from baseadvisor.report.escape import printable
from baseadvisor.report.explanation.notes import (
    CHECKS,
    HOST,
    IMAGE,
    LEFT,
    MARKS,
    SOURCES,
    VERDICTS,
    Notes,
    base_heading,
    doubt,
    heading,
    size_text,
    source_text,
)
from baseadvisor.report.explanation.page import FONT, safe, variables
from baseadvisor.report.model import Options

if TYPE_CHECKING:
    from baseadvisor.explanation.model import Explanation, Part, Statement

_WIDTH, _MARGIN, _PAD, _LABEL = 880, 20, 14, 156
_MOST_STEPS, _MOST_LEFT = 24, 8
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[]/ "), frozenset("mwMW@%")


def render(explanation: "Explanation", options: Options) -> str:
    """The SVG document, ending in a newline."""
    picture = _Picture(explanation)
    picture.draw()
    return picture.document()


def measured(text: str, size: float) -> float:
    """How wide a text is at most in a common proportional font, in the unit of `size`."""
    width = 0.0
    for character in text:
        if character in _NARROW:
            width += 0.39
        elif character in _WIDE:
            width += 1.0
        elif character.isascii():
            width += 0.74 if character.isupper() else 0.62
        else:
            width += 1.05 if east_asian_width(character) in "WF" else 0.7
    return width * size


def wrapped(text: str, size: float, room: float) -> list[str]:
    """`text` in lines no wider than `room`; a word that is wider is cut."""
    lines: list[str] = []
    line = ""
    for word in printable(text).split(" "):
        longer = f"{line} {word}" if line else word
        if measured(longer, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        while measured(word, size) > room:
            cut = max(1, int(len(word) * room / measured(word, size)) - 1)
            lines.append(word[:cut])
            word = word[cut:]
        line = word
    return [*lines, line] if line or not lines else lines


class _Picture:
    def __init__(self, explanation: "Explanation") -> None:
        self.explanation = explanation
        self.notes = Notes(explanation)
        self.y = _MARGIN
        self.shapes: list[str] = []

    def draw(self) -> None:
        explanation = self.explanation
        self.paragraph(heading(explanation), 20, "h", _MARGIN, _WIDTH - 2 * _MARGIN)
        self.y += 4
        self.paragraph(self.said(explanation.summary), 14, "t", _MARGIN, _WIDTH - 2 * _MARGIN)
        if explanation.checks:
            verdict = explanation.verdict
            self.paragraph(VERDICTS[verdict], 15, f"b v-{verdict}", _MARGIN, _WIDTH - 2 * _MARGIN)
        self.y += 10
        self.group(IMAGE, "image", self.image_rows)
        if explanation.base.os == explanation.host.os == "linux":
            self.y += 2
            self.centred("\u2195  system calls  \u2195")
            self.y += 8
        self.group(HOST, "host", self.host_rows)
        if explanation.left:
            self.y += 8
            self.group(LEFT, "left", self.left_rows)
        if explanation.checks:
            self.y += 12
            self.paragraph(CHECKS, 15, "b", _MARGIN, _WIDTH - 2 * _MARGIN)
            for check in explanation.checks:
                text = f"{check.topic}: {MARKS[check.verdict]}"
                self.paragraph(text, 13, f"b v-{check.verdict}", _MARGIN, _WIDTH - 2 * _MARGIN)
                self.paragraph(self.said(check.statement), 13, "t", _MARGIN + 14, _WIDTH - 2 * _MARGIN - 14)
                self.y += 4
        self.y += 12
        self.paragraph(SOURCES, 13, "b", _MARGIN, _WIDTH - 2 * _MARGIN)
        for number, source in self.notes.all():
            if number in self.used:
                text = f"[{number}] {source_text(source)}" + (f" {source.url}" if source.url else "")
                self.paragraph(text, 11, "m", _MARGIN, _WIDTH - 2 * _MARGIN)
        self.y += _MARGIN

    @property
    def used(self) -> set[int]:
        """The notes of what is drawn: the questions and answers are not."""
        explanation = self.explanation
        statements = [explanation.summary, explanation.process, explanation.base.statement]
        statements += [check.statement for check in explanation.checks]
        statements += [part.statement for part in (*explanation.host_parts, *explanation.base.parts)]
        statements += [step.statement for step in explanation.steps]
        statements += [left.statement for left in explanation.left]
        numbers = {number for statement in statements for number in self.notes.numbers(statement)}
        if explanation.base.size is not None:
            numbers.add(self.notes.number(explanation.base.size.source))
        return numbers

    def group(self, title: str, kind: str, rows: "object") -> None:
        """A coloured field with a title, around what `rows` draws."""
        at = len(self.shapes)
        top = self.y
        self.y += 10
        self.paragraph(title, 13, f"b c-{kind}", _MARGIN + _PAD, _WIDTH - 2 * _MARGIN - 2 * _PAD)
        self.y += 4
        assert callable(rows)  # noqa: S101 - one of the methods below
        rows()
        self.y += 8
        dash = ' stroke-dasharray="6 4"' if kind == "left" else ""
        self.shapes.insert(
            at,
            f'<rect class="g-{kind}" x="{_MARGIN}" y="{top:.0f}" width="{_WIDTH - 2 * _MARGIN}" '
            f'height="{self.y - top:.0f}" rx="8"{dash}/>',
        )
        self.y += 8

    def image_rows(self) -> None:
        explanation = self.explanation
        self.box("program", self.said(explanation.process))
        steps = list(reversed(explanation.steps))
        hidden = explanation.more_steps + max(0, len(steps) - _MOST_STEPS)
        if hidden:
            self.box("", f"and {hidden} more instructions")
        for step in steps[:_MOST_STEPS]:
            self.box(f"{step.line} {step.keyword}", self.said(step.statement))
        self.base()

    def host_rows(self) -> None:
        for part in self.explanation.host_parts:
            self.box(part.name, f"{part.value}. {self.said(part.statement)}")

    def left_rows(self) -> None:
        explanation = self.explanation
        for left in explanation.left[:_MOST_LEFT]:
            self.box(f"stage {left.name}", f"FROM {left.base}. {self.said(left.statement)}")
        hidden = explanation.more_left + max(0, len(explanation.left) - _MOST_LEFT)
        if hidden:
            self.box("", f"and {hidden} more stages")

    def base(self) -> None:
        """The base image: its heading, then its parts in two columns."""
        base = self.explanation.base
        left, room = _MARGIN + _PAD, _WIDTH - 2 * _MARGIN - 2 * _PAD
        at, top = len(self.shapes), self.y
        self.y += 8
        text = base_heading(self.explanation)
        if base.size is not None:
            text += f", {size_text(base.size)} [{self.notes.number(base.size.source)}]"
        self.paragraph(text, 15, "b", left + 10, room - 20)
        self.y += 4
        if base.parts:
            self.columns(base.parts, left + 10, (room - 20) / 2)
        else:
            self.paragraph(self.said(base.statement), 13, "t", left + 10, room - 20)
        self.y += 6
        self.shapes.insert(at, self.rectangle(left, top, room, self.y - top))
        self.y += 6

    def columns(self, parts: "tuple[Part, ...]", left: float, room: float) -> None:
        top, bottom = self.y, self.y
        half = (len(parts) + 1) // 2
        for column, some in enumerate((parts[:half], parts[half:])):
            self.y = top
            x = left + column * room
            for part in some:
                start = self.y
                self.paragraph(part.name, 13, "m", x, 122)
                end, self.y = self.y, start
                self.paragraph(self.tail(part.value, part.statement), 13, "t", x + 124, room - 134)
                self.y = max(self.y, end)
            bottom = max(bottom, self.y)
        self.y = bottom

    def box(self, label: str, text: str) -> None:
        """A row: a label and a text beside it."""
        left, room = _MARGIN + _PAD, _WIDTH - 2 * _MARGIN - 2 * _PAD
        at, top = len(self.shapes), self.y
        self.y += 6
        start = self.y
        self.paragraph(label, 13, "b", left + 10, _LABEL - 14)
        end, self.y = self.y, start
        self.paragraph(text, 13, "t", left + _LABEL, room - _LABEL - 10)
        self.y = max(self.y, end) + 4
        self.shapes.insert(at, self.rectangle(left, top, room, self.y - top))
        self.y += 5

    def paragraph(self, text: str, size: int, style: str, x: float, room: float) -> None:
        """Text from `y` on, in as many lines as it takes."""
        for line in wrapped(text, size, room / 1.08 if "b" in style.split() or style == "h" else room):
            self.y += round(size * 1.35)
            baseline = self.y - size * 0.3
            self.shapes.append(
                f'<text class="{style}" font-size="{size}" x="{x:.0f}" y="{baseline:.0f}">{safe(line)}</text>'
            )

    def centred(self, text: str) -> None:
        self.y += 16
        place = f'text-anchor="middle" x="{_WIDTH // 2}" y="{self.y - 4:.0f}"'
        self.shapes.append(f'<text class="m" font-size="13" {place}>{safe(text)}</text>')

    @staticmethod
    def rectangle(x: float, y: float, width: float, height: float) -> str:
        return f'<rect class="box" x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" rx="5"/>'

    def said(self, statement: "Statement") -> str:
        return self.tail(statement.text, statement)

    def tail(self, text: str, statement: "Statement") -> str:
        word = doubt(statement)
        sure = f" ({word})" if word and word not in text else ""
        numbers = "".join(f"[{number}]" for number in dict.fromkeys(self.notes.numbers(statement)))
        return f"{text}{sure} {numbers}".rstrip()

    def document(self) -> str:
        height = f"{self.y:.0f}"
        style = (
            variables(".baseadvisor")
            + f".baseadvisor text{{font-family:{FONT};fill:var(--text)}}"
            + ".baseadvisor .h,.baseadvisor .b{font-weight:600}.baseadvisor .m{fill:var(--muted)}"
            + "".join(f".baseadvisor .v-{name}{{fill:var(--{name})}}" for name in MARKS)
            + "".join(
                f".baseadvisor .c-{name}{{fill:var(--{name}-line)}}"
                f".baseadvisor .g-{name}{{fill:var(--{name});stroke:var(--{name}-line);stroke-width:1.5}}"
                for name in ("image", "host", "left")
            )
            + ".baseadvisor .box{fill:var(--box);stroke:var(--line)}.baseadvisor .page{fill:var(--page)}"
        )
        explanation = self.explanation
        told = f"{explanation.summary.text} {VERDICTS[explanation.verdict] if explanation.checks else ''}".strip()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="baseadvisor" viewBox="0 0 {_WIDTH} {height}" '
            f'width="{_WIDTH}" height="{height}" role="img" aria-labelledby="title description">\n'
            f'<title id="title">{safe(heading(explanation))}</title>\n<desc id="description">{safe(told)}</desc>\n'
            f"<style>{style}</style>\n"
            f'<rect class="page" width="{_WIDTH}" height="{height}"/>\n' + "\n".join(self.shapes) + "\n</svg>\n"
        )
