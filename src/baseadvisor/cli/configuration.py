"""Which configuration applies to which file: the command line over the environment over the nearest file."""

import argparse
import os
from collections.abc import Mapping, Sequence
from typing import Any

from baseadvisor.cli.errors import CommandError
from baseadvisor.linting.config import DEFAULT, Config
from baseadvisor.linting.severity import SEVERITIES

_SWITCHES = ("preview", "no_fail", "disable_pragmas", "report_unused_pragmas", "strict_labels")
_TEXTS = ("target", "platform", "as_of")
_ID_LISTS = ("select", "extend_select", "ignore")


class Configurations:
    """The configurations of a run. Goes to every worker process, and reads each file once in each.

    `path` is the file to use for all Dockerfiles, None to look for one beside each; `search` False looks for none.
    `command_line` has the keys of a configuration file.
    """

    def __init__(self, path: str | None, search: bool, command_line: Mapping[str, Any]) -> None:
        self.path = path
        self.search = search
        self.command_line = command_line
        self._read: dict[str | None, Config] = {}
        self._last: tuple[str | None, str | None] | None = None

    def path_for(self, filename: str | None) -> str | None:
        """The configuration file that applies to a Dockerfile (None: to text without a name), or None."""
        if self.path is not None or not self.search:
            return self.path
        folder = os.path.dirname(filename) if filename is not None else None
        if self._last is None or self._last[0] != folder:
            from baseadvisor.linting.config_discovery import find_config

            self._last = (folder, find_config(filename))
        return self._last[1]

    def config_for(self, filename: str | None) -> Config:
        """The configuration that applies to a Dockerfile. Raises ConfigError."""
        path = self.path_for(filename)
        config = self._read.get(path)
        if config is None:
            config = self._read[path] = self._load(path)
        return config

    def _load(self, path: str | None) -> Config:
        if path is None and not self.command_line and not any(name.startswith("HADOLINT_") for name in os.environ):
            return DEFAULT
        from baseadvisor.linting.config_file import load

        return load(path, command_line=self.command_line, environ=os.environ)


def configurations(args: argparse.Namespace) -> Configurations:
    """The configurations that the command line asks for. Raises CommandError."""
    if args.config is not None and args.no_config:
        raise CommandError("--config and --no-config exclude each other")
    if args.config is not None and not os.path.isfile(args.config):
        raise CommandError(f"--config {args.config}: no such file")
    return Configurations(args.config, not args.no_config, command_line(args))


def command_line(args: argparse.Namespace) -> dict[str, Any]:
    """What the options say, with the keys of a configuration file."""
    options: dict[str, Any] = {}
    for name in _ID_LISTS:
        if (values := getattr(args, name)) is not None:
            options[name.replace("_", "-")] = _known(_listed(values))
    for name in _SWITCHES:
        if getattr(args, name):
            options[name.replace("_", "-")] = True
    for name in _TEXTS:
        if (text := getattr(args, name)) is not None:
            options[name.replace("_", "-")] = text
    if severity := _severities(args):
        options["severity"] = severity
    if args.fail_on is not None:
        options["fail-on"] = "none" if args.fail_on == "never" else args.fail_on
    elif args.failure_threshold is not None:
        # hadolint 2.15 fails on anything with these two, which its help does not say.
        lightest = args.failure_threshold in ("none", "ignore")
        options["fail-on"] = "style" if lightest else args.failure_threshold
    if args.build_arg:
        options["build-args"] = build_args(args.build_arg)
    if args.trusted_registry:
        options["allowed-registries"] = _listed(args.trusted_registry)
    if args.require_label:
        options["label-schema"] = _pairs(args.require_label, ":", "--require-label", "NAME:TYPE")
    return options


def build_args(values: Sequence[str]) -> dict[str, str]:
    """`NAME=VALUE` options as a mapping; `NAME` alone takes the environment's value, as `docker build` does."""
    found = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not name:
            raise CommandError(f"--build-arg {value}: say NAME=VALUE")
        if equals:
            found[name] = text
        elif name in os.environ:
            found[name] = os.environ[name]
    return found


def _severities(args: argparse.Namespace) -> dict[str, str]:
    severities: dict[str, str] = {}
    for severity in reversed(SEVERITIES):
        severities |= dict.fromkeys(_known(_listed(getattr(args, severity) or ())), severity)
    for id_, level in _pairs(args.severity or (), "=", "--severity", "ID=LEVEL").items():
        if level not in (*SEVERITIES, "off"):
            raise CommandError(f"--severity {id_}={level}: a level is one of {', '.join(SEVERITIES)}, off")
        severities |= dict.fromkeys(_known([id_]), level)
    return severities


def _pairs(values: Sequence[str], separator: str, option: str, form: str) -> dict[str, str]:
    pairs = {}
    for value in _listed(values):
        name, found, text = value.rpartition(separator)
        if not found or not name or not text:
            raise CommandError(f"{option} {value}: say {form}")
        pairs[name] = text
    return pairs


def _listed(values: Sequence[str]) -> list[str]:
    """The parts of comma-separated values."""
    return [part for value in values for part in (part.strip() for part in value.split(",")) if part]


def _known(ids: Sequence[str]) -> list[str]:
    """`ids` without those of hadolint's rules that have no counterpart here: there is nothing to select or ignore."""
    foreign = [id_ for id_ in ids if id_[:2].upper() == "DL" and id_[2:].isdigit()]
    if not foreign:
        return list(ids)
    from baseadvisor.linting.rule_index import shipped

    index = shipped()
    return [id_ for id_ in ids if id_ not in foreign or index.find(id_)]
