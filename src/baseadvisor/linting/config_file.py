"""Reads configuration: `baseadvisor.toml`, `[tool.baseadvisor]` of `pyproject.toml`, hadolint's files, mappings.

`load` puts the layers together: the command line over the environment over the file over the defaults.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from baseadvisor.linting.config import DEFAULT, AdviseConfig, Config, ConfigError, PathOverride
from baseadvisor.linting.engine import index_for
from baseadvisor.linting.nearest import hint
from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_index import RuleIndex
from baseadvisor.linting.selection import is_group
from baseadvisor.linting.severity import SEVERITIES
from baseadvisor.linting.toml_table import Table, frozen, kind, load_toml

THRESHOLDS = (*SEVERITIES, "none")
LEVELS = (*SEVERITIES, "off")
LABEL_TYPES = ("text", "rfc3339", "semver", "url", "hash", "spdx", "email")
"""What a label's value can be asked to be; the names are hadolint's."""


def load(
    path: str | None,
    *,
    command_line: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Config:
    """The configuration of the file at `path` (None: the defaults), with `environ` and then `command_line` over it.

    Of `environ` hadolint's variables count. `command_line` has the keys of a configuration file; its lists `ignore`,
    `extend-select`, `exclude` and `rule-folders` add to the file's, as do its tables, everything else replaces.
    Raises ConfigError for whatever cannot be followed.
    """
    config = DEFAULT if path is None else read_config(path)
    if environ is not None:
        from baseadvisor.linting.hadolint_config import read_environment

        config = read_environment(environ, config)
    if command_line:
        config = layered(config, Table(command_line, "command line"))
    return config


def read_config(path: str) -> Config:
    """The configuration in the file at `path`; a file ending in `.yaml` or `.yml` is hadolint's."""
    if path.endswith((".yaml", ".yml")):
        from baseadvisor.linting.hadolint_config import read_hadolint

        return read_hadolint(path)
    data, text = load_toml(path)
    table = Table(data, path, text)
    if os.path.basename(path) == "pyproject.toml":
        tool = table.table("tool")
        found = None if tool is None else tool.table("baseadvisor")
        if found is None:
            raise ConfigError(f"{path}: has no table [tool.baseadvisor]")
        table = found
    root = os.path.dirname(os.path.abspath(path))
    return layered(DEFAULT._replace(root=root, source=path), table)


def read_mapping(options: Mapping[str, Any]) -> Config:
    """The configuration that a mapping with a configuration file's keys describes."""
    return layered(DEFAULT, Table(options, "configuration"))


def layered(base: Config, table: Table) -> Config:
    """`base` with what `table` says over it."""
    for key in table.data:
        if key not in OPTIONS:
            raise table.error(f"unknown key{hint(key, OPTIONS)}", key)
    folders = table.strings("rule-folders")
    if folders:
        base = base._replace(rule_folders=base.rule_folders + folders)
    context = Context(table, base, index_for(base))
    changes: dict[str, Any] = {}
    for key, option in OPTIONS.items():
        if key in table and key not in ("rule-folders", "rules"):
            changes[key.replace("-", "_")] = option.read(context, key)
    if "rules" in table:
        rules, severities = _rules(context, "rules")
        changes["rules"] = {**base.rules, **rules}
        if severities:
            changes["severity"] = {**changes.get("severity", base.severity), **severities}
    return base._replace(**changes)


class Context(NamedTuple):
    """What reading one option may look at."""

    table: Table
    base: Config
    rules: RuleIndex


class Option(NamedTuple):
    """One key of the configuration: how it is read, the JSON Schema of its value, and what it is for."""

    read: Callable[[Context, str], Any]
    schema: Mapping[str, Any]
    description: str


def known_id(id_: str, index: RuleIndex) -> bool:
    """Whether an id means something: a rule, a category, "all", or a code of ShellCheck's."""
    return bool(index.find(id_)) or is_group(id_) or (id_[:2] == "SC" and id_[2:].isdigit())


def _ids(table: Table, key: str, index: RuleIndex) -> tuple[str, ...]:
    ids = table.strings(key)
    for id_ in ids:
        _require(id_, table, index, key)
    return ids


def _require(id_: str, table: Table, index: RuleIndex, *keys: str) -> None:
    if not known_id(id_, index):
        raise table.error(f"there is no rule {id_!r}{hint(id_, index.ids())}", *keys)


def _select(context: Context, key: str) -> tuple[str, ...]:
    return _ids(context.table, key, context.rules)


def _more_ids(context: Context, key: str) -> tuple[str, ...]:
    before: tuple[str, ...] = getattr(context.base, key.replace("-", "_"))
    return (*before, *_ids(context.table, key, context.rules))


def _levels(table: Table, key: str, index: RuleIndex) -> dict[str, str]:
    levels = table.table(key)
    if levels is None:
        return {}
    for id_ in levels.data:
        _require(id_, levels, index, id_)
        levels.string(id_, choices=LEVELS)
    return dict(levels.data)


def _severity(context: Context, key: str) -> dict[str, str]:
    return {**context.base.severity, **_levels(context.table, key, context.rules)}


def _rules(context: Context, key: str) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """The tables `[rules.<id>]`: by id the parameters, and by id the severities."""
    rules = context.table.table(key)
    params: dict[str, dict[str, Any]] = {}
    severities: dict[str, str] = {}
    for id_ in [] if rules is None else rules.data:
        assert rules is not None  # noqa: S101 - for the type checker: the loop is over nothing without a table
        _require(id_, rules, context.rules, id_)
        table = rules.table(id_)
        if table is None:
            continue
        severity = table.string("severity", choices=LEVELS)
        if severity is not None:
            severities[id_] = severity
        named = context.rules.find(id_)
        found = {name.replace("-", "_"): _param(table, name, named) for name in table.data if name != "severity"}
        if found:
            params[id_] = found
    return params, severities


def _param(table: Table, key: str, rules: tuple[Rule, ...]) -> Any:
    """A rule's parameter as the configuration sets it: of the kind that the rule file's own value has."""
    name = key.replace("-", "_")
    defaults = [rule.params[name] for rule in rules if name in rule.params]
    if not defaults:
        valid = {"severity"} | {name for rule in rules for name in rule.params}
        raise table.error(f"the rule has no such option{hint(name, valid)} (it has {', '.join(sorted(valid))})", key)
    value = table.get(key)
    wanted, given = kind(defaults[0]), kind(value)
    if wanted != given:
        raise table.error(f"expected {wanted}, not {given}", key)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in defaults[0]):
        return table.strings(key)
    return frozen(value)


def _overrides(context: Context, key: str) -> tuple[PathOverride, ...]:
    found = []
    for table in context.table.tables(key):
        paths = table.strings("paths")
        if not paths:
            raise table.error("an override needs `paths`, an array of globs", "paths")
        override = PathOverride(
            paths,
            _ids(table, "ignore", context.rules),
            _ids(table, "select", context.rules),
            _levels(table, "severity", context.rules),
        )
        table.finish()
        found.append(override)
    return (*context.base.overrides, *found)


def _boolean(context: Context, key: str) -> bool:
    return context.table.boolean(key)


def _string(context: Context, key: str) -> str | None:
    return context.table.string(key)


def _strings(context: Context, key: str) -> tuple[str, ...]:
    return context.table.strings(key)


def _more_strings(context: Context, key: str) -> tuple[str, ...]:
    before: tuple[str, ...] = getattr(context.base, key.replace("-", "_"))
    return (*before, *context.table.strings(key))


def _threshold(context: Context, key: str) -> str | None:
    return context.table.string(key, choices=THRESHOLDS)


def _label_schema(context: Context, key: str) -> dict[str, str]:
    labels = context.table.table(key)
    for label in [] if labels is None else labels.data:
        if labels is not None:
            labels.string(label, choices=LABEL_TYPES)
    return {**context.base.label_schema, **({} if labels is None else labels.data)}


def _build_args(context: Context, key: str) -> dict[str, str]:
    return {**context.base.build_args, **context.table.string_map(key)}


def _date(context: Context, key: str) -> str | None:
    """A date, as a string or as TOML's own; given back as YYYY-MM-DD."""
    from datetime import date

    value = context.table.get(key)
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = context.table.string(key)
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise context.table.error(f"{text!r} is no date; write YYYY-MM-DD", key) from None


def _advise(context: Context, key: str) -> AdviseConfig:
    table = context.table.table(key)
    if table is None:
        return context.base.advise
    advise = AdviseConfig(table.strings("allowed"))
    table.finish()
    return advise


_IDS = {"type": "array", "items": {"type": "string"}}
_STRINGS = {"type": "array", "items": {"type": "string"}}
_LEVELS = {"type": "object", "additionalProperties": {"enum": list(LEVELS)}}
_TEXT_MAP = {"type": "object", "additionalProperties": {"type": "string"}}
_OVERRIDE = {
    "type": "object",
    "properties": {"paths": {**_STRINGS, "minItems": 1}, "ignore": _IDS, "select": _IDS, "severity": _LEVELS},
    "required": ["paths"],
    "additionalProperties": False,
}

OPTIONS: dict[str, Option] = {
    "select": Option(_select, _IDS, "The rules to run, instead of the usual ones."),
    "extend-select": Option(_more_ids, _IDS, "Rules to run besides the others."),
    "ignore": Option(_more_ids, _IDS, "Rules not to run."),
    "preview": Option(_boolean, {"type": "boolean"}, "Run the preview rules too."),
    "severity": Option(_severity, _LEVELS, "Other severities for rules; a rule that is off is turned on by one."),
    "rules": Option(
        _rules,
        {
            "type": "object",
            "additionalProperties": {"type": "object", "properties": {"severity": {"enum": list(LEVELS)}}},
        },
        "Options of single rules: severity, and the parameters of its rule file.",
    ),
    "overrides": Option(
        _overrides, {"type": "array", "items": _OVERRIDE}, "What is different for files that match some globs."
    ),
    "fail-on": Option(_threshold, {"enum": list(THRESHOLDS)}, "The lightest severity that makes the run fail."),
    "no-fail": Option(_boolean, {"type": "boolean"}, "Never fail because of findings."),
    "disable-pragmas": Option(_boolean, {"type": "boolean"}, "Take no notice of comments that silence rules."),
    "report-unused-pragmas": Option(_boolean, {"type": "boolean"}, "Report comments that silence nothing."),
    "rule-folders": Option(_more_strings, _STRINGS, "Folders with rule files of your own."),
    "allowed-registries": Option(_strings, _STRINGS, "The registries that base images may come from."),
    "label-schema": Option(
        _label_schema,
        {"type": "object", "additionalProperties": {"enum": list(LABEL_TYPES)}},
        "Labels that must be there, and what each value must be.",
    ),
    "strict-labels": Option(_boolean, {"type": "boolean"}, "Allow no other labels than those of label-schema."),
    "build-args": Option(_build_args, _TEXT_MAP, "Values of ARG, as --build-arg gives them to a build."),
    "target": Option(_string, {"type": "string"}, "The stage that is built, as --target names it."),
    "platform": Option(_string, {"type": "string"}, "The platform that is built for, like linux/arm64."),
    "as-of": Option(
        _date,
        {"type": "string", "format": "date"},
        "Judge support dates by this day, not by that of the shipped catalog.",
    ),
    "exclude": Option(_more_strings, _STRINGS, "Globs of files that are not linted."),
    "baseline": Option(_string, {"type": "string"}, "The file with the findings that are accepted."),
    "format": Option(_string, {"type": "string"}, "The output format."),
    "advise": Option(
        _advise,
        {"type": "object", "properties": {"allowed": _STRINGS}, "additionalProperties": False},
        "Options of `baseadvisor advise`: the images that it may name (`*` and `?` stand for any text).",
    ),
}


def config_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a configuration file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "baseadvisor configuration",
        "type": "object",
        "properties": {key: {"description": option.description, **option.schema} for key, option in OPTIONS.items()},
        "additionalProperties": False,
    }
