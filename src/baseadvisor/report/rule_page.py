"""What a rule file says, for people, as Markdown, and as data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from baseadvisor.report.escape import printable
from baseadvisor.report.model import Options
from baseadvisor.report.text import COLORS, paint

if TYPE_CHECKING:
    from baseadvisor.linting.rule import Rule
    from baseadvisor.linting.rule_text import Example, RuleText


def table(rules: "Sequence[Rule]", options: Options) -> Iterator[str]:
    """A line a rule: code, name, severity, status, aliases, summary; the summary is cut where the line would wrap."""
    rows = [("CODE", "NAME", "SEVERITY", "STATUS", "ALSO KNOWN AS", "SUMMARY")]
    rows += [
        (rule.code, rule.name, rule.severity, rule.status, ", ".join(rule.aliases) or "-", rule.summary)
        for rule in rules
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    # One rule with very many aliases must not push every summary off the screen.
    widths[4] = min(widths[4], 28)
    for at, row in enumerate(rows):
        cells = [f"{_cut(cell, size):<{size}}" for cell, size in zip(row, widths, strict=False)]
        if at == 0:
            yield paint("  ".join([*cells, row[5]]), "1", options)
            continue
        room = options.width - sum(widths) - 2 * len(widths)
        cells[2] = paint(cells[2], COLORS.get(row[2], "0"), options)
        yield "  ".join([*cells, _cut(printable(row[5]), max(room, 20))])


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 3] + "..."


def markdown_table(rules: "Sequence[Rule]") -> str:
    """The same as a Markdown table."""
    rows = ["| Code | Name | Severity | Status | Also known as | Summary |", "|---|---|---|---|---|---|"]
    for rule in rules:
        aliases = ", ".join(f"`{alias}`" for alias in rule.aliases)
        summary = printable(rule.summary).replace("|", "\\|")
        rows.append(f"| {rule.code} | `{rule.name}` | {rule.severity} | {rule.status} | {aliases} | {summary} |")
    return "\n".join(rows) + "\n"


def as_text(rule: "Rule", words: "RuleText", options: Options) -> Iterator[str]:
    """Everything about one rule, line by line."""
    from textwrap import wrap

    width = max(40, min(options.width, 100))
    yield f"{paint(rule.code, '1', options)} {paint(rule.name, '1', options)}"
    yield f"  {printable(rule.summary)}"
    yield ""
    severity = paint(rule.severity, COLORS.get(rule.severity, "0"), options)
    yield f"  severity {severity}, {rule.status}, {rule.category}, {_fix_words(rule.fix)}" + (
        f", since {rule.since}" if rule.since else ""
    )
    if rule.aliases:
        yield f"  also known as {', '.join(rule.aliases)}"
    if words.why:
        yield ""
        for paragraph in words.why.split("\n\n"):
            yield from wrap(printable(" ".join(paragraph.split())), width, break_on_hyphens=False)
    for title, example in _titled(words):
        yield ""
        yield paint(title + ":", "1", options)
        yield from _listing(example.dockerfile, example.lines, options)
        if example.fixed is not None:
            yield "  becomes:"
            yield from _listing(example.fixed, (), options)
    if rule.params:
        yield ""
        yield paint("Options:", "1", options) + f" [rules.{rule.name}]"
        yield from (f"  {name.replace('_', '-')} = {_value(value)}" for name, value in rule.params.items())
    if words.sources:
        yield ""
        yield paint("Sources:", "1", options)
        yield from (f"  {source}" for source in words.sources)
    yield ""
    yield f"To silence it at one place, write above the instruction: # baseadvisor ignore={rule.name}"


def _titled(words: "RuleText") -> "Iterator[tuple[str, Example]]":
    for example in words.bad:
        yield "Bad" + (f" ({example.note})" if example.note else ""), example
    for example in words.good:
        yield "Good" + (f" ({example.note})" if example.note else ""), example


def _listing(dockerfile: str, lines: Sequence[int], options: Options) -> Iterator[str]:
    """A Dockerfile with its line numbers; the lines with findings are marked."""
    source = dockerfile.strip("\n").split("\n")
    offset = len(dockerfile) - len(dockerfile.lstrip("\n"))
    size = len(str(len(source) + offset))
    for number, line in enumerate(source, 1 + offset):
        mark = paint(">", "1;31", options) if number in lines else " "
        yield f"  {mark} {paint(f'{number:>{size}} |', '2', options)} {printable(line.expandtabs(4))}".rstrip()


def _fix_words(fix: str) -> str:
    return {"safe": "fixed by --fix", "unsafe": "fixed by --fix --unsafe-fixes"}.get(fix, "no fix")


def _value(value: object) -> str:
    """A parameter's value as TOML has it, near enough for reading."""
    import json

    return json.dumps(value, ensure_ascii=False, default=list)


def as_markdown(rule: "Rule", words: "RuleText") -> str:
    """Everything about one rule, as a section of GitHub Flavored Markdown."""
    parts = [f"# {rule.code} `{rule.name}`", rule.summary[:1].upper() + rule.summary[1:] + "."]
    fix = {"safe": "fixed by `--fix`", "unsafe": "fixed by `--fix --unsafe-fixes`"}.get(rule.fix, "no fix")
    facts = [f"severity **{rule.severity}**", rule.status, rule.category, fix]
    if rule.since:
        facts.append(f"since {rule.since}")
    parts.append(" · ".join(facts))
    if rule.aliases:
        parts.append("Also known as " + ", ".join(f"`{alias}`" for alias in rule.aliases) + ".")
    if words.why:
        parts.append(words.why)
    for title, example in _titled(words):
        parts.append(f"{title}:\n\n{_fenced(example.dockerfile)}")
        if example.fixed is not None:
            parts.append(f"becomes\n\n{_fenced(example.fixed)}")
    if rule.params:
        rows = "\n".join(
            f"| `{name.replace('_', '-')}` | `{_in_cell(_value(value))}` |" for name, value in rule.params.items()
        )
        parts.append(f"| Option | Default |\n|---|---|\n{rows}")
    if words.sources:
        parts.append("Sources: " + ", ".join(_link(source) for source in words.sources))
    return "\n\n".join(parts) + "\n"


def _fenced(text: str) -> str:
    fence = "```"
    while fence in text:
        fence += "`"
    body = text.strip("\n")
    return f"{fence}dockerfile\n{body}\n{fence}"


def _in_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _link(source: str) -> str:
    return f"<{source}>" if source.startswith(("https://", "http://")) else source


def as_object(rule: "Rule", words: "RuleText | None" = None) -> dict[str, Any]:
    """A rule as JSON has it; with `words` everything about it."""
    entry: dict[str, Any] = {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity,
        "status": rule.status,
        "confidence": rule.confidence,
        "category": rule.category,
        "aliases": list(rule.aliases),
        "fix": rule.fix,
        "since": rule.since,
        "options": {name.replace("_", "-"): _plain(value) for name, value in rule.params.items()},
    }
    if words is not None:
        entry["why"] = words.why
        entry["sources"] = list(words.sources)
        entry["bad"] = [
            {"dockerfile": example.dockerfile, "lines": list(example.lines), "fixed": example.fixed}
            for example in words.bad
        ]
        entry["good"] = [{"dockerfile": example.dockerfile} for example in words.good]
    return entry


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
