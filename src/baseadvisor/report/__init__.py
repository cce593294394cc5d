"""Findings in every form that people and tools read: one module a format, each with one function `render`.

A format's module is imported when it is asked for. To add one: write `report/<name>.py` with

    def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None

and name it in `FORMATS`. `reports` arrives file by file while linting goes on, so a renderer writes as it reads.
"""

from collections.abc import Callable, Iterable
from typing import TextIO

from baseadvisor.report.model import FileReport, Options, Summary

FORMATS = {
    "text": "for people: the place, the source line with the exact span marked, how to fix it",
    "short": "one line a finding",
    "json": "the JSON that docs/schemas/lint.schema.json describes",
    "sarif": "SARIF 2.1.0, for code scanning",
    "github": "GitHub Actions annotations",
    "gitlab": "GitLab Code Quality",
    "codeclimate": "Code Climate engine output, issues ended by NUL",
    "checkstyle": "Checkstyle XML",
    "junit": "JUnit XML, one test suite a file",
    "sonarqube": "SonarQube generic issues",
    "gnu": "GNU error messages, for editors",
    "codacy": "Codacy, one JSON object a line",
    "markdown": "a Markdown table, for comments and job summaries",
}
"""The formats by name, with a line on each."""

FORMAT_ALIASES = {"tty": "text", "gitlab_codeclimate": "gitlab"}
"""Names by which hadolint knows some of them."""

Render = Callable[[Iterable[FileReport], TextIO, Options], None]


def renderer(name: str) -> Render:
    """The function that writes format `name` (or an alias of it). Raises KeyError for any other name."""
    name = FORMAT_ALIASES.get(name, name)
    if name not in FORMATS:
        raise KeyError(name)
    from importlib import import_module

    render: Render = import_module("baseadvisor.report." + name).render
    return render


def render(name: str, reports: Iterable[FileReport], out: TextIO, options: Options | None = None) -> None:
    """Write `reports` to `out` in format `name`. Raises KeyError for an unknown format."""
    renderer(name)(reports, out, options or Options())


__all__ = ["FORMATS", "FORMAT_ALIASES", "FileReport", "Options", "Render", "Summary", "render", "renderer"]
