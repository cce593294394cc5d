"""`baseadvisor migrate`: hadolint's configuration in our form."""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.cli.errors import CLEAN, CommandError, reason, say

if TYPE_CHECKING:
    from baseadvisor.linting.config import Config

_DESCRIPTION = """\
Write hadolint's configuration in baseadvisor's form.

PATH is a .hadolint.yaml, or a folder with one in it. Without it, the file is
looked for where hadolint looks: in the working folder, then in the home folder.
The HADOLINT_* variables that are set are taken in too. The result goes to
standard output, and what changes to standard error. Nothing needs migrating:
baseadvisor reads hadolint's file where it finds none of its own."""

_OWN = "baseadvisor.toml"
_PROJECT = "pyproject.toml"


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "migrate", help="write hadolint's configuration in our form", description=_DESCRIPTION
    )
    parser.add_argument("path", nargs="?", metavar="PATH", help="hadolint's configuration, or the folder it is in")
    parser.add_argument("--write", action="store_true", help=f"write {_OWN} (with --pyproject, add to {_PROJECT})")
    parser.add_argument("--pyproject", action="store_true", help=f"as a table of {_PROJECT}: [tool.baseadvisor]")


def run(args: argparse.Namespace) -> int:
    """Migrate as the command line says; returns the exit status."""
    from baseadvisor.linting.config import ConfigError

    source = _source(args.path)
    variables = sorted(name for name, value in os.environ.items() if name.startswith("HADOLINT_") and value)
    if source is None and not variables:
        raise CommandError("no .hadolint.yaml where hadolint looks for one, and no HADOLINT_ variable: nothing to do")
    try:
        migrated = _migrated(source, variables)
    except ConfigError as error:
        raise CommandError(str(error)) from None
    from baseadvisor.linting.config_writer import config_toml

    table = "tool.baseadvisor" if args.pyproject else ""
    origin = " and ".join([*([os.path.basename(source)] if source else []), *variables])
    text = f"# From {origin}.\n" + config_toml(migrated.config, table=table, remarks=migrated.remarks)
    if args.write:
        folder = os.path.dirname(source) if args.path and source else ""
        _write(os.path.join(folder, _PROJECT if args.pyproject else _OWN), text, add=args.pyproject)
    else:
        sys.stdout.write(text)
    for note in _notes(migrated, source, variables):
        say(f"note: {note}")
    return CLEAN


class _Migrated(NamedTuple):
    """The configuration without what means nothing here; `dropped` are ids of rules that only hadolint has."""

    config: "Config"
    remarks: Mapping[str, str]
    dropped: tuple[str, ...]


def _source(path: str | None) -> str | None:
    """The file to migrate. Raises CommandError when the path that was named has none."""
    if path is None:
        from baseadvisor.linting.config_discovery import find_hadolint

        found = find_hadolint()
        return None if found is None else os.path.relpath(found) if _is_below(found, os.getcwd()) else found
    if os.path.isdir(path):
        candidates = [os.path.join(path, name) for name in (".hadolint.yaml", ".hadolint.yml")]
        for candidate in candidates:
            if os.path.isfile(candidate):
                return candidate
        raise CommandError(f"{path}: no .hadolint.yaml in it")
    if not os.path.isfile(path):
        raise CommandError(f"{path}: no such file")
    if not path.endswith((".yaml", ".yml")):
        raise CommandError(f"{path}: hadolint's configuration is a .yaml file")
    return path


def _is_below(path: str, folder: str) -> bool:
    return os.path.dirname(os.path.abspath(path)) == folder


def _migrated(source: str | None, variables: list[str]) -> _Migrated:
    """What hadolint's file and its variables say, as far as it means something here. Raises ConfigError."""
    from baseadvisor.linting.config import DEFAULT
    from baseadvisor.linting.config_file import known_id
    from baseadvisor.linting.hadolint_comments import comments
    from baseadvisor.linting.hadolint_config import read_environment, read_hadolint
    from baseadvisor.linting.rule_index import shipped
    from baseadvisor.report import FORMAT_ALIASES, FORMATS

    index = shipped()
    if source is None:
        config, written = DEFAULT._replace(fail_on="info"), {}
    else:
        config = read_hadolint(source)
        with open(source, encoding="utf-8", errors="replace") as file:
            written = comments(file.read())
    config = read_environment({name: os.environ[name] for name in variables}, config)
    ids = list(dict.fromkeys((*config.ignore, *config.severity)))
    unknown = tuple(id_ for id_ in ids if not known_id(id_, index))
    format_ = FORMAT_ALIASES.get(config.format or "", config.format)
    remarks = {}
    for id_ in ids:
        names = ", ".join(rule.name for rule in index.find(id_))
        remarks[id_] = ": ".join(part for part in (names, written.get(id_, "")) if part)
    config = config._replace(
        ignore=tuple(id_ for id_ in dict.fromkeys(config.ignore) if id_ not in unknown),
        severity={id_: level for id_, level in config.severity.items() if id_ not in unknown},
        format=format_ if format_ in FORMATS else None,
    )
    return _Migrated(config, remarks, unknown)


def _notes(migrated: _Migrated, source: str | None, variables: list[str]) -> Iterator[str]:
    """What a user should know of: a line each."""
    config = migrated.config
    yield from (note for note in config.notes if "; it has no effect" not in note)
    for id_ in migrated.dropped:
        yield f"{id_} is left out: no rule here is called so"
    if config.format == "json":
        yield "format = \"json\" is baseadvisor's own JSON; its keys are not hadolint's"
    if config.color is False:
        yield "no-color has no counterpart in the file: set NO_COLOR=1, or say --color never"
    if source is not None:
        yield f"{_OWN} holds for every Dockerfile below its folder; {source} held for runs started in its folder"
        yield f"{source} no longer counts where a {_OWN} is; remove it once nobody runs hadolint"
    for name in variables:
        yield f"{name} still counts, over the file; unset it"
    yield "comments such as `# hadolint ignore=DL3008` go on working as they are"


def _write(path: str, text: str, *, add: bool) -> None:
    """Write `text` to `path`, or add it there. Raises CommandError rather than touch a configuration that is there."""
    from baseadvisor.linting.config_discovery import has_our_table

    before = ""
    try:
        if add and os.path.exists(path):
            if has_our_table(path):
                raise CommandError(f"{path}: has a table [tool.baseadvisor] already; nothing was written")
            with open(path, encoding="utf-8", newline="") as file:
                before = file.read()
            from baseadvisor.cli.writing import replace

            between = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
            newline = "\r\n" if "\r\n" in before else "\n"
            replace(path, (before + (between + text).replace("\n", newline)).encode("utf-8"))
        else:
            with open(path, "x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except FileExistsError:
        raise CommandError(f"{path}: is there already; nothing was written") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path}: is not UTF-8; nothing was written") from None
    except OSError as error:
        raise CommandError(f"cannot write {path}: {reason(error)}") from None
    say(f"wrote {path}")
