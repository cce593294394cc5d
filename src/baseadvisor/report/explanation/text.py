"""The explanation for a terminal: the stack drawn, then what can run, the questions, and the sources."""

import textwrap
from typing import TYPE_CHECKING

from baseadvisor.report.escape import line as safe_line
from baseadvisor.report.explanation.notes import (
    CHECKS,
    HOST,
    IMAGE,
    LEFT,
    MARKS,
    QUESTIONS,
    SOURCES,
    VERDICTS,
    Notes,
    base_heading,
    doubt,
    heading,
    size_text,
    source_text,
)
from baseadvisor.report.model import Options
from baseadvisor.report.text import paint

if TYPE_CHECKING:
    from baseadvisor.explanation.model import Explanation, Statement

_NARROWEST, _WIDEST = 40, 100
_COLORS = {"yes": "1;32", "depends": "1;33", "no": "1;31", "unknown": "1;36"}
_IMAGE_COLOR, _HOST_COLOR = "32", "34"


def render(explanation: "Explanation", options: Options) -> str:
    """The text, ending in a newline."""
    return "\n".join(_Text(explanation, options).lines()) + "\n"


class _Text:
    def __init__(self, explanation: "Explanation", options: Options) -> None:
        self.explanation = explanation
        self.options = options
        self.width = max(_NARROWEST, min(options.width, _WIDEST))
        self.notes = Notes(explanation)

    def lines(self) -> list[str]:
        explanation = self.explanation
        lines = [*(self.bold(row) for row in self.wrapped(heading(explanation))), ""]
        lines += self.wrapped(self.said(explanation.summary))
        verdict = explanation.verdict
        if explanation.checks:
            lines += [paint(row, _COLORS[verdict], self.options) for row in self.wrapped(VERDICTS[verdict])]
        lines += ["", *self.stack()]
        if explanation.checks:
            lines += ["", self.bold(CHECKS)]
            for check in explanation.checks:
                mark = paint(MARKS[check.verdict], _COLORS[check.verdict], self.options)
                aside = "" if check.decisive else " (aside)"
                lines.append(f"  {safe_line(check.topic)}: {mark}{aside}")
                lines += self.wrapped(self.said(check.statement), "    ")
        lines += ["", self.bold(QUESTIONS)]
        for answer in explanation.answers:
            lines += ["", *(self.bold(row) for row in self.wrapped(answer.question, "  "))]
            for statement in answer.statements:
                lines += self.wrapped(self.said(statement), "    ")
        if explanation.left:
            lines += ["", self.bold(LEFT)]
            for left in explanation.left:
                lines += self.wrapped(f"{left.name} (line {left.line}, FROM {left.base})", "  ")
                lines += self.wrapped(self.said(left.statement), "    ")
            if explanation.more_left:
                lines.append(f"  and {explanation.more_left} more stages")
        lines += ["", self.bold(SOURCES)]
        for number, source in self.notes.all():
            lines += self.wrapped(f"[{number}] {source_text(source)}", "  ")
            if source.url is not None:
                lines.append(f"      {source.url}")
        return [row.rstrip() for row in lines]

    def stack(self) -> list[str]:
        """The layers, the program on top and the hardware at the bottom."""
        explanation = self.explanation
        base = explanation.base
        rows = self.row("program", self.said(explanation.process))
        if explanation.more_steps:
            rows += self.row("", f"and {explanation.more_steps} more instructions")
        for step in reversed(explanation.steps):
            rows += self.row(f"{step.line} {step.keyword}", self.said(step.statement))
        rows.append("")
        size = f", {size_text(base.size)} [{self.notes.number(base.size.source)}]" if base.size is not None else ""
        rows += self.wrapped(base_heading(explanation) + size, "", self.width - 4)
        if base.parts:
            for part in base.parts:
                rows += self.row(part.name, self.value(part.value, part.statement), "  ")
        else:
            rows += self.wrapped(self.said(base.statement), "  ", self.width - 4)
        drawn = [self.rule(IMAGE, _IMAGE_COLOR), *(self.boxed(row, _IMAGE_COLOR) for row in rows)]
        rows = []
        for part in explanation.host_parts:
            rows += self.row(part.name, f"{part.value}. {self.said(part.statement)}")
        return [
            *drawn,
            self.rule(HOST, _HOST_COLOR),
            *(self.boxed(row, _HOST_COLOR) for row in rows),
            paint("+" + "-" * (self.width - 2) + "+", _HOST_COLOR, self.options),
        ]

    def row(self, label: str, text: str, indent: str = "") -> list[str]:
        """A label and its text beside it, or below it where the terminal is narrow."""
        label = safe_line(label)
        if self.width < 60:
            return [*self.wrapped(label, indent, self.width - 4), *self.wrapped(text, indent + "  ", self.width - 4)]
        column = indent + label.ljust(17) + " "
        return self.wrapped(text, " " * len(column), self.width - 4, column)

    def rule(self, title: str, color: str) -> str:
        return paint(f"+-- {title} ".ljust(self.width - 1, "-") + "+", color, self.options)

    def boxed(self, row: str, color: str) -> str:
        bar = paint("|", color, self.options)
        return f"{bar} {row.ljust(self.width - 4)} {bar}"

    def wrapped(self, text: str, indent: str = "", width: int | None = None, first: str | None = None) -> list[str]:
        return textwrap.wrap(
            safe_line(text),
            width or self.width,
            initial_indent=indent if first is None else first,
            subsequent_indent=indent,
            break_on_hyphens=False,
        )

    def said(self, statement: "Statement") -> str:
        """A statement with the numbers of its sources."""
        return self.value(statement.text, statement)

    def value(self, text: str, statement: "Statement") -> str:
        numbers = "".join(f"[{number}]" for number in dict.fromkeys(self.notes.numbers(statement)))
        word = doubt(statement)
        sure = f" ({word})" if word and word not in text else ""
        return f"{text}{sure} {numbers}".rstrip()

    def bold(self, text: str) -> str:
        return paint(text, "1", self.options)
