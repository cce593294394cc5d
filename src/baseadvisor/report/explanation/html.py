"""The explanation as one HTML page that needs nothing besides, readable in light and dark, wide and narrow."""

from typing import TYPE_CHECKING

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
from baseadvisor.report.explanation.page import FONT, safe, variables
from baseadvisor.report.model import Options

if TYPE_CHECKING:
    from baseadvisor.explanation.model import Explanation, Statement

_STYLE = """
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 FONT}
main{max-width:54rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .75rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2rem 0 .75rem}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
p{margin:.4rem 0}
a{color:var(--link)}
sup{font-size:.72em;line-height:0}
.group{border:1.5px solid;border-radius:.6rem;padding:.6rem .8rem .8rem;margin:.6rem 0}
.group>h2{font-size:.95rem;margin:0 0 .5rem}
.image{background:var(--image);border-color:var(--image-line)}.image>h2{color:var(--image-line)}
.host{background:var(--host);border-color:var(--host-line)}.host>h2{color:var(--host-line)}
.left{background:var(--left);border-color:var(--left-line);border-style:dashed}.left>h2{color:var(--left-line)}
.row{background:var(--box);border:1px solid var(--line);border-radius:.4rem;padding:.35rem .6rem;margin:.35rem 0;
display:grid;grid-template-columns:9rem 1fr;gap:.2rem .8rem;overflow-wrap:anywhere}
.row>b{font-weight:600}
.base{background:var(--box);border:1px solid var(--line);border-radius:.4rem;padding:.5rem .6rem;margin:.35rem 0}
.base h3{margin:.1rem 0 .5rem;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:9rem 1fr;gap:.25rem .8rem;margin:0}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}dd small{color:var(--muted);display:block}
.verdict{font-weight:600;font-size:1.1rem}
.yes{color:var(--yes)}.depends{color:var(--depends)}.no{color:var(--no)}.unknown{color:var(--unknown)}
.between{text-align:center;color:var(--muted);margin:.2rem 0}
.sure{color:var(--muted);font-style:italic}
ol.sources{padding-left:2.2rem;font-size:.9rem;color:var(--muted)}ol.sources li{margin:.25rem 0;overflow-wrap:anywhere}
ol.sources li:target{outline:2px solid var(--link);outline-offset:2px}
footer{margin-top:2rem;font-size:.85rem;color:var(--muted)}
@media (max-width:36rem){.row,dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
"""


def render(explanation: "Explanation", options: Options) -> str:
    """The page, ending in a newline."""
    page = _Page(explanation)
    title = safe(heading(explanation))
    style = variables(":root") + _STYLE.replace("FONT", FONT)
    body = "\n".join(page.body())
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


class _Page:
    def __init__(self, explanation: "Explanation") -> None:
        self.explanation = explanation
        self.notes = Notes(explanation)

    def body(self) -> list[str]:
        explanation = self.explanation
        lines = [f"<h1>{safe(heading(explanation))}</h1>", f"<p>{self.said(explanation.summary)}</p>"]
        if explanation.checks:
            verdict = explanation.verdict
            lines.append(f'<p class="verdict {verdict}">{safe(VERDICTS[verdict])}</p>')
        lines += [*self.image(), *self.host(), *self.left(), *self.checks()]
        lines.append(f"<section><h2>{QUESTIONS}</h2>")
        for answer in explanation.answers:
            lines.append(f"<h3>{safe(answer.question)}</h3>")
            lines += [f"<p>{self.said(statement)}</p>" for statement in answer.statements]
        lines += ["</section>", *self.sources()]
        of = f"{safe(explanation.catalog_date)}; sizes are for {safe(explanation.platform)}"
        lines.append(
            f"<footer>Support is judged by {safe(explanation.as_of)}; the catalog is of {of}. "
            "Made by baseadvisor.</footer>"
        )
        return lines

    def image(self) -> list[str]:
        explanation = self.explanation
        base = explanation.base
        lines = [f'<section class="group image"><h2>{IMAGE}</h2>', self.row("program", self.said(explanation.process))]
        if explanation.more_steps:
            lines.append(self.row("", f"and {explanation.more_steps} more instructions"))
        for step in reversed(explanation.steps):
            lines.append(self.row(f"{step.line} {step.keyword}", self.said(step.statement)))
        size = ""
        if base.size is not None:
            size = f", {safe(size_text(base.size))}{self.marks([self.notes.number(base.size.source)])}"
        lines.append(f'<div class="base"><h3>{safe(base_heading(explanation))}{size}</h3>')
        if base.parts:
            lines.append("<dl>")
            for part in base.parts:
                value = safe(part.value) + self.tail(part.value, part.statement)
                lines.append(f"<dt>{safe(part.name)}</dt><dd>{value}<small>{safe(part.statement.text)}</small></dd>")
            lines.append("</dl>")
        else:
            lines.append(f"<p>{self.said(base.statement)}</p>")
        return [*lines, "</div></section>"]

    def host(self) -> list[str]:
        rows = [
            self.row(part.name, f"{safe(part.value)}. {self.said(part.statement)}")
            for part in self.explanation.host_parts
        ]
        between = ""
        if self.explanation.base.os == self.explanation.host.os == "linux":
            between = '<p class="between">\u2195 system calls \u2195</p>'
        return [f'{between}<section class="group host"><h2>{HOST}</h2>', *rows, "</section>"]

    def left(self) -> list[str]:
        explanation = self.explanation
        if not explanation.left:
            return []
        rows = [
            self.row(f"stage {left.name}", f"FROM {safe(left.base)}, line {left.line}. {self.said(left.statement)}")
            for left in explanation.left
        ]
        if explanation.more_left:
            rows.append(self.row("", f"and {explanation.more_left} more stages"))
        return [f'<section class="group left"><h2>{LEFT}</h2>', *rows, "</section>"]

    def checks(self) -> list[str]:
        if not self.explanation.checks:
            return []
        lines = [f"<section><h2>{CHECKS}</h2>"]
        for check in self.explanation.checks:
            mark = f'<b class="{check.verdict}">{MARKS[check.verdict]}</b>'
            lines.append(f"<p><b>{safe(check.topic)}:</b> {mark}. {self.said(check.statement)}</p>")
        return [*lines, "</section>"]

    def sources(self) -> list[str]:
        lines = [f'<section><h2>{SOURCES}</h2><ol class="sources">']
        for number, source in self.notes.all():
            text = safe(source_text(source))
            if source.url is not None and source.url.startswith("https://"):
                text = f'<a href="{safe(source.url)}" rel="noreferrer">{text}</a>'
            lines.append(f'<li id="source-{number}">{text}</li>')
        return [*lines, "</ol></section>"]

    @staticmethod
    def row(label: str, content: str) -> str:
        return f'<div class="row"><b>{safe(label)}</b><span>{content}</span></div>'

    def said(self, statement: "Statement") -> str:
        return safe(statement.text) + self.tail(statement.text, statement)

    def tail(self, text: str, statement: "Statement") -> str:
        word = doubt(statement)
        sure = f' <span class="sure">({word})</span>' if word and word not in text else ""
        return sure + self.marks(list(dict.fromkeys(self.notes.numbers(statement))))

    @staticmethod
    def marks(numbers: list[int]) -> str:
        return "".join(
            f'<sup><a href="#source-{number}" aria-label="source {number}">[{number}]</a></sup>' for number in numbers
        )
