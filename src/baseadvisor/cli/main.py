"""The command `baseadvisor`.

Each command is a module `baseadvisor.cli.<name>` with two functions, and that is all it takes to add one:

    def register(subparsers) -> None:    adds its parser, with `help` in one line
    def run(args) -> int:                does it; returns the exit status (see `baseadvisor.cli.errors`)

Only the module of the command that is called gets imported.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from baseadvisor.cli.errors import BROKEN_PIPE, CLEAN, INTERRUPTED, USAGE, CommandError, complain
from baseadvisor.cli.terminal import width

if TYPE_CHECKING:
    from types import ModuleType

_EPILOG = """\
exit status:
  0  nothing found, or nothing at or above the threshold (--fail-on)
  1  findings at or above the threshold
  2  the command line or the configuration cannot be followed
  3  an input could not be read or parsed; the rest is reported

`baseadvisor COMMAND --help` tells more of a command."""


def run(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (that of the process when None) and return the exit status."""
    collects, frozen = gc.isenabled(), gc.get_freeze_count()
    gc.disable()  # a seventh of the time; `check` collects by hand
    try:
        return _guarded(argv)
    finally:
        # Whoever calls this from a program of their own gets the collector back as it was.
        if not frozen:
            gc.unfreeze()
        if collects:
            gc.enable()


def _guarded(argv: Sequence[str] | None) -> int:
    """The exit status, whatever goes wrong."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if sys.stdout is None:
        complain("standard output is closed")
        return USAGE
    try:
        status = _run(arguments)
        sys.stdout.flush()
        return status
    except CommandError as error:
        complain(str(error))
        return error.status
    except BrokenPipeError:
        _drop_what_is_left()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # Writing the result failed: a full disk.
        complain(f"cannot write: {error.strerror or error}")
        _drop_what_is_left()
        return USAGE


def _drop_what_is_left() -> None:
    """What is left in the buffer has nowhere to go; without this the interpreter would complain when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    name = arguments[0] if arguments else ""
    module = command_module(name) if name and not name.startswith("-") else None
    if module is None:
        return _no_command(arguments)
    parser, subparsers = new_parser()
    module.register(subparsers)
    args, unknown = parser.parse_known_args(arguments)
    if unknown:
        raise _unknown_arguments(unknown, name, subparsers.choices[name])
    status: int = module.run(args)
    return status


def _unknown_arguments(unknown: Sequence[str], command: str, parser: argparse.ArgumentParser) -> CommandError:
    """What to say to arguments that a command does not have: with the option that was probably meant."""
    from difflib import get_close_matches

    first = unknown[0].partition("=")[0]
    close = get_close_matches(first, parser._option_string_actions, n=1)
    hint = f"; did you mean {close[0]}?" if close else f" (see `baseadvisor {command} --help`)"
    what = "option" if first.startswith("-") else "argument"
    return CommandError(f"`baseadvisor {command}` has no {what} {first}{hint}")


def command_module(name: str) -> "ModuleType | None":
    """The module of the command `name`, or None when there is no such command."""
    module_name = name.replace("-", "_")
    if not (module_name.isascii() and module_name.isidentifier()) or module_name.startswith("_"):
        return None
    from importlib import import_module

    full_name = f"baseadvisor.cli.{module_name}"
    try:
        module = import_module(full_name)
    except ModuleNotFoundError as error:
        if error.name == full_name:
            return None
        raise CommandError(f"`{name}` needs the package {error.name!r}, which is not installed") from None
    return module if hasattr(module, "register") else None


def command_names() -> list[str]:
    """All commands, by name."""
    from pkgutil import iter_modules

    import baseadvisor.cli

    names = sorted(module.name for module in iter_modules(baseadvisor.cli.__path__))
    return [name.replace("_", "-") for name in names if command_module(name) is not None]


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Keeps descriptions as they are written, and knows its width without `shutil`, which argparse would import."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=min(width(sys.stdout, 100), 100) - 2)


class Parser(argparse.ArgumentParser):
    """A parser that ends with our exit status and one line, and takes options only as they are written in the help."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"allow_abbrev": False, "formatter_class": HelpFormatter, **options})

    def error(self, message: str) -> NoReturn:
        """Raise CommandError with the message and where to look."""
        raise CommandError(f"{message} (see `{self.prog} --help`)")


def new_parser() -> "tuple[Parser, argparse._SubParsersAction[Parser]]":
    """The parser of the whole command line, and where commands register."""
    parser = Parser(
        prog="baseadvisor",
        description="A Dockerfile linter and base-image advisor.",
        epilog=_EPILOG,
    )
    parser.add_argument("-v", "--version", action="store_true", help="show the version and end")
    return parser, parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")


def full_parser() -> Parser:
    """The parser with every command registered, for the help and for completion scripts."""
    parser, subparsers = new_parser()
    for name in command_names():
        module = command_module(name)
        if module is not None:
            module.register(subparsers)
    return parser


def _no_command(arguments: list[str]) -> int:
    """What to say when the first argument names no command."""
    first = arguments[0] if arguments else "--help"
    if first in ("--version", "-v"):
        import baseadvisor

        sys.stdout.write(f"baseadvisor {baseadvisor.__version__}\n")
        return CLEAN
    if first in ("--help", "-h", "help"):
        full_parser().print_help(sys.stdout if arguments else sys.stderr)
        return CLEAN if arguments else USAGE
    if first.startswith("-") and first != "-":
        raise CommandError(f"unknown option {first}; options follow a command: `baseadvisor lint {first} ...`?")
    if first == "-" or os.path.exists(first):
        raise CommandError(f"{first!r} is no command; to lint it, say `baseadvisor lint {first}`")
    from difflib import get_close_matches

    names = command_names()
    close = get_close_matches(first, names, n=1)
    hint = f"did you mean `{close[0]}`?" if close else "there are " + ", ".join(names)
    raise CommandError(f"{first!r} is no command; {hint}")
