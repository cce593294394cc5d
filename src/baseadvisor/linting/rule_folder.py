"""A team's own rules: folders of rule files named by `rule-folders`."""

import os
from collections.abc import Iterator, Mapping, Sequence
from inspect import Parameter, isgeneratorfunction, signature
from typing import Any, get_origin

from baseadvisor.linting.config import Config
from baseadvisor.linting.message import fill
from baseadvisor.linting.nearest import hint
from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_file import rule_files, rule_of
from baseadvisor.linting.selection import check_of
from baseadvisor.linting.toml_table import Table, kind, load_toml


def read_folders(config: Config) -> Iterator[Rule]:
    """The rules in the configuration's folders. Raises ConfigError, with file and line, for one that cannot run."""
    for folder in config.rule_folders:
        for path in rule_files(os.path.join(config.root or os.getcwd(), folder)):
            data, text = load_toml(path)
            table = Table(data, path, text)
            rule = rule_of(table, None)
            _verify(rule, table)
            yield rule


def _verify(rule: Rule, table: Table) -> None:
    """Raise ConfigError when the rule's check is not there or does not take the rule's parameters."""
    try:
        check = check_of(rule)
    except (ImportError, AttributeError):
        names = [f"generic.{name}" for name in generic_checks()]
        known = f"the generic checks are {', '.join(names)}"
        raise table.error(f"there is no {rule.check!r}{hint(rule.check, names)} ({known})", "check") from None
    parameters = dict(list(signature(check).parameters.items())[1:])
    for name, value in rule.params.items():
        if name not in parameters:
            raise table.error(f"{rule.check} has no such parameter{hint(name, parameters)}", "params", name)
        wanted = _wanted(parameters[name].annotation)
        if wanted is not None and not _fits(value, wanted):
            given = f"{kind(value)} of other things" if isinstance(value, wanted) else kind(value)
            raise table.error(f"expected {_names[wanted]}, not {given}", "params", name)
    for name, parameter in parameters.items():
        if parameter.default is Parameter.empty and name not in rule.params:
            raise table.error(f"{rule.check} needs the parameter {name!r}", "params")
    if "pattern" in rule.params:
        _verify_pattern(rule.params["pattern"], table)
    try:
        fill(rule.message, _Anything())
    except (ValueError, KeyError, IndexError, AttributeError) as error:
        raise table.error(f"not a valid template ({error}); write {{{{ for a brace", "message") from None


def _verify_pattern(pattern: str, table: Table) -> None:
    import re

    try:
        re.compile(pattern)
    except re.error as error:
        raise table.error(f"not a valid regular expression: {error}", "params", "pattern") from None


class _Anything(dict[str, str]):
    """A value for every placeholder."""

    def __missing__(self, key: str) -> str:
        return key


_names: Mapping[type, str] = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    tuple: "an array of strings",
    dict: "a table",
}


def _wanted(annotation: Any) -> type | None:
    """The type of value a parameter takes, as far as it is one of the usual ones."""
    if annotation in (str, bool, int):
        found: type = annotation
        return found
    origin = get_origin(annotation)
    if origin in (Sequence, tuple):
        return tuple
    return dict if origin in (Mapping, dict) else None


def _fits(value: object, wanted: type) -> bool:
    if wanted is tuple:
        return isinstance(value, tuple) and all(isinstance(item, str) for item in value)
    return type(value) is wanted


def generic_checks() -> list[str]:
    """The names of the checks in `baseadvisor.checks.generic`."""
    from baseadvisor.checks import generic

    return [name for name, value in vars(generic).items() if isgeneratorfunction(value) and not name.startswith("_")]
