"""`baseadvisor fix`: mends what can be mended; `baseadvisor lint --fix` by a shorter name."""

import argparse

from baseadvisor.cli import lint

_DESCRIPTION = """\
Mend in Dockerfiles what can be mended safely, write them back, and report what
is left. The same as `baseadvisor lint --fix`, with the same options.

A PATH is a file, a folder, or - for standard input, which comes out mended on
standard output."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser("fix", help="mend what can be mended in Dockerfiles", description=_DESCRIPTION)
    lint.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Fix as the command line says; returns the exit status."""
    args.fix = not args.diff
    return lint.run(args)
