"""`baseadvisor completion`: scripts that let a shell complete the command line."""

import argparse
import sys

from baseadvisor.cli.errors import CLEAN

SHELLS = ("bash", "zsh", "fish")

_EPILOG = """\
bash:  baseadvisor completion bash > ~/.local/share/bash-completion/completions/baseadvisor
zsh:   baseadvisor completion zsh > a folder of $fpath, as _baseadvisor
fish:  baseadvisor completion fish > ~/.config/fish/completions/baseadvisor.fish"""

_FILES = ("PATH", "FILE", "FORMAT=FILE")
"""What options for files are called in the help."""


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "completion",
        help="print a script that completes the command line in a shell",
        description="Print a script for a shell, which then completes baseadvisor's command line.",
        epilog=_EPILOG,
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell")


def run(args: argparse.Namespace) -> int:
    """Write the script to standard output."""
    sys.stdout.write(script(args.shell))
    return CLEAN


def script(shell: str) -> str:
    """The script for one of `SHELLS`."""
    import shtab

    from baseadvisor.cli.main import full_parser

    parser = full_parser()
    _mark_files(parser, shtab.FILE)
    text: str = shtab.complete(parser, shell)
    return text + "\n"


def _mark_files(parser: argparse.ArgumentParser, complete: object) -> None:
    """Tell shtab which arguments are files, in `parser` and in the parsers of its commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                _mark_files(each, complete)
        elif action.metavar in _FILES:
            action.complete = complete  # type: ignore[attr-defined]
