"""The explanation for programs; `schema` has the models it keeps to."""

import json
from typing import TYPE_CHECKING, Any

from baseadvisor.report.escape import strict
from baseadvisor.report.model import Options

if TYPE_CHECKING:
    from baseadvisor.explanation.model import Explanation


def render(explanation: "Explanation", options: Options) -> str:
    """The JSON text, ending in a newline."""
    return json.dumps(_plain(as_object(explanation)), indent=2) + "\n"


def as_object(explanation: "Explanation") -> dict[str, Any]:
    """The explanation as the schema has it."""
    host = explanation.host
    return {
        "version": 1,
        "file": explanation.file,
        "platform": explanation.platform,
        "verdict": explanation.verdict,
        "summary": _plain(explanation.summary),
        "host": {
            "title": host.title,
            "distribution": host.distribution,
            "release": host.release,
            "os": host.os,
            "kernel": host.kernel,
            "kernel_at_least": host.at_least,
            "build": host.build,
            "architecture": host.architecture,
            "runtime": host.runtime,
        },
        "host_parts": _plain(explanation.host_parts),
        "base": _plain(explanation.base),
        "steps": _plain(explanation.steps),
        "more_steps": explanation.more_steps,
        "process": _plain(explanation.process),
        "left_behind": _plain(explanation.left),
        "more_left": explanation.more_left,
        "checks": _plain(explanation.checks),
        "answers": _plain(explanation.answers),
        "as_of": explanation.as_of,
        "catalog_date": explanation.catalog_date,
        "problems": list(explanation.problems),
    }


def _plain(value: object) -> Any:
    """Named tuples as objects, other tuples as lists, texts without lone surrogates."""
    if isinstance(value, str):
        return strict(value)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {name: _plain(one) for name, one in value._asdict().items()}
        return [_plain(one) for one in value]
    return value
