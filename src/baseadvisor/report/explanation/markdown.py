"""The explanation as Markdown (GitHub Flavored Markdown)."""

import re
from typing import TYPE_CHECKING

from baseadvisor.report.escape import printable
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
from baseadvisor.report.markdown import code
from baseadvisor.report.model import Options

if TYPE_CHECKING:
    from baseadvisor.explanation.model import Explanation, Statement


def render(explanation: "Explanation", options: Options) -> str:
    """The document, ending in a newline."""
    notes = Notes(explanation)
    base = explanation.base
    lines = [f"# {escaped(heading(explanation))}", "", _said(explanation.summary, notes), ""]
    if explanation.checks:
        lines += [f"**{VERDICTS[explanation.verdict]}**", ""]
    lines += ["| | | |", "|---|---|---|", f"| **{IMAGE}** | program | {_said(explanation.process, notes)} |"]
    if explanation.more_steps:
        lines.append(f"| | | and {explanation.more_steps} more instructions |")
    for step in reversed(explanation.steps):
        lines.append(f"| | {step.line} {code(step.keyword)} | {_said(step.statement, notes)} |")
    size = (
        f", {escaped(size_text(base.size))} {_marks([notes.number(base.size.source)])}" if base.size is not None else ""
    )
    lines.append(f"| | **base** | {escaped(base_heading(explanation))}{size} |")
    for part in base.parts:
        lines.append(f"| | {part.name} | {escaped(part.value)}{_tail(part.value, part.statement, notes)} |")
    if not base.parts:
        lines.append(f"| | | {_said(base.statement, notes)} |")
    for at, part in enumerate(explanation.host_parts):
        side = f"**{HOST}**" if at == 0 else ""
        lines.append(f"| {side} | {part.name} | {escaped(part.value)}. {_said(part.statement, notes)} |")
    if explanation.checks:
        lines += ["", f"## {CHECKS}", ""]
        for check in explanation.checks:
            lines.append(f"- {escaped(check.topic)}: **{MARKS[check.verdict]}**. {_said(check.statement, notes)}")
    lines += ["", f"## {QUESTIONS}"]
    for answer in explanation.answers:
        lines += ["", f"### {escaped(answer.question)}", ""]
        lines.append("\n".join(_said(statement, notes) for statement in answer.statements))
    if explanation.left:
        lines += ["", f"## {LEFT}", ""]
        for left in explanation.left:
            name = f"{escaped(left.name)} (line {left.line}, {code(f'FROM {left.base}')})"
            lines.append(f"- {name}: {_said(left.statement, notes)}")
        if explanation.more_left:
            lines.append(f"- and {explanation.more_left} more stages")
    lines += ["", f"## {SOURCES}", ""]
    for number, source in notes.all():
        text = escaped(source_text(source))
        lines.append(f"{number}. " + (f"{text}: <{source.url}>" if source.url is not None else text))
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` with nothing in it that is markup (link, image, HTML, mention, formula, new cell), still easy to read."""
    text = re.sub(r"([\\`*_\[\]<>&#|~!$])", r"\\\1", printable(text))
    text = re.sub(r"://", r"\\://", text).replace("www.", "www\\.").replace("@", "@\u200b")
    return re.sub(r"^(\d+)([.)])|^([-+=])", lambda match: f"{match[1] or ''}\\{match[2] or match[3]}", text)


def _said(statement: "Statement", notes: Notes) -> str:
    return escaped(statement.text) + _tail(statement.text, statement, notes)


def _tail(text: str, statement: "Statement", notes: Notes) -> str:
    word = doubt(statement)
    sure = f" *({word})*" if word and word not in text else ""
    marks = _marks(list(dict.fromkeys(notes.numbers(statement))))
    return f"{sure} {marks}" if marks else sure


def _marks(numbers: list[int]) -> str:
    return " ".join(f"\\[{number}\\]" for number in numbers)
