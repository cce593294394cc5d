"""`baseadvisor schema`: the JSON Schemas of what is read and written."""

import argparse
import sys
from collections.abc import Callable

from baseadvisor.cli.errors import CLEAN


def _config() -> str:
    import json

    from baseadvisor.linting.config_file import config_schema

    return json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"


def _lint() -> str:
    from baseadvisor.report.schema import schema_text

    return schema_text()


def _advice() -> str:
    from baseadvisor.report.advice_schema import schema_text

    return schema_text()


def _explanation() -> str:
    from baseadvisor.report.explanation.schema import schema_text

    return schema_text()


SCHEMAS: dict[str, Callable[[], str]] = {
    "config": _config,
    "lint": _lint,
    "advice": _advice,
    "explanation": _explanation,
}
"""By name, what gives the text of a schema; each is published as `docs/schemas/<name>.schema.json`."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "schema",
        help="print the JSON Schema of the configuration, or of a report",
        description="Print a JSON Schema (2020-12): of baseadvisor.toml, or of what --format json writes.",
    )
    parser.add_argument("name", choices=tuple(SCHEMAS), help="config: baseadvisor.toml; the others: JSON reports")


def run(args: argparse.Namespace) -> int:
    """Write the schema to standard output."""
    sys.stdout.write(SCHEMAS[args.name]())
    return CLEAN
