"""GitLab's Code Quality report: one JSON array of Code Climate issues, each with its fingerprint."""

import json
from collections.abc import Iterable
from typing import TextIO

from baseadvisor.report.codeclimate import issues
from baseadvisor.report.model import FileReport, Options


def render(reports: Iterable[FileReport], out: TextIO, options: Options) -> None:
    """The array, an issue a line; suppressed findings are left out, since the form cannot mark them."""
    between = "[\n"
    for issue in issues(reports):
        out.write(between + json.dumps(issue))
        between = ",\n"
    out.write("[]\n" if between == "[\n" else "\n]\n")
