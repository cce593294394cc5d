"""`baseadvisor rules`: what rules there are, and what each says."""

import argparse
import sys
from typing import TYPE_CHECKING

from baseadvisor.cli.configuration import Configurations
from baseadvisor.cli.errors import CLEAN, CommandError
from baseadvisor.cli.terminal import wants_color, width
from baseadvisor.linting.config import ConfigError
from baseadvisor.report.model import Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from baseadvisor.linting.rule import Rule
    from baseadvisor.linting.rule_index import RuleIndex

_DESCRIPTION = """\
List the rules, or show one in full: why it is there, examples, its options.

An ID is a rule's name, its code, or what hadolint, BuildKit and others call it;
a category lists the rules in it."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("rules", help="list the rules, or show what one says", description=_DESCRIPTION)
    parser.add_argument("ids", nargs="*", metavar="ID", help="a rule or a category (default: all, as a list)")
    parser.add_argument("-f", "--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    parser.add_argument("-c", "--config", metavar="FILE", help="the configuration that names rules of your own")
    parser.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="default: auto")


def run(args: argparse.Namespace) -> int:
    """Write the rules that are asked for to standard output."""
    from baseadvisor.linting.engine import index_for

    try:
        index = index_for(Configurations(args.config, True, {}).config_for(None))
        chosen, in_full = _chosen(args.ids, index)
        _write(chosen, in_full, args)
    except ConfigError as error:
        raise CommandError(str(error)) from None
    return CLEAN


def _chosen(ids: "Sequence[str]", index: "RuleIndex") -> "tuple[list[Rule], bool]":
    """The rules that `ids` mean, each once, and whether to show them in full: not where an id means a whole group."""
    from baseadvisor.linting.nearest import hint
    from baseadvisor.linting.selection import is_group

    if not ids:
        return list(index.rules), False
    chosen: dict[str, Rule] = {}
    for id_ in ids:
        found = index.find(id_)
        if not found and not is_group(id_):
            raise CommandError(f"there is no rule {id_!r}{hint(id_, index.ids())}")
        chosen.update((rule.code, rule) for rule in found)
    return list(chosen.values()), not any(map(is_group, ids))


def _write(rules: "Sequence[Rule]", in_full: bool, args: argparse.Namespace) -> None:
    from baseadvisor.linting.rule_text import rule_text
    from baseadvisor.report import rule_page

    out = sys.stdout
    if hasattr(out, "reconfigure"):
        out.reconfigure(errors="backslashreplace")
    if args.format == "json":
        import json

        objects = [rule_page.as_object(rule, rule_text(rule) if in_full else None) for rule in rules]
        out.write(json.dumps({"version": 1, "rules": objects}, indent=2) + "\n")
    elif args.format == "markdown":
        if in_full:
            out.write("\n".join(rule_page.as_markdown(rule, rule_text(rule)) for rule in rules))
        else:
            out.write(rule_page.markdown_table(rules))
    else:
        options = Options(color=wants_color(args.color, out), width=width(out, 160))
        blocks = (
            [rule_page.as_text(rule, rule_text(rule), options) for rule in rules]
            if in_full
            else [rule_page.table(rules, options)]
        )
        for at, block in enumerate(blocks):
            if at:
                out.write("\n")
            out.writelines(line + "\n" for line in block)
