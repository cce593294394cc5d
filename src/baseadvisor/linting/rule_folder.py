"""A team's own rules: folders of rule files named by `rule-folders`."""

import os
from collections.abc import Iterator

from baseadvisor.linting.config import Config, ConfigError
from baseadvisor.linting.nearest import hint
from baseadvisor.linting.rule import Rule
from baseadvisor.linting.rule_file import read_rule, rule_files
from baseadvisor.linting.selection import check_of


def read_folders(config: Config) -> Iterator[Rule]:
    """The rules in the configuration's folders. Raises ConfigError, naming the file, for a rule that could not run."""
    for folder in config.rule_folders:
        for path in rule_files(os.path.join(config.root or os.getcwd(), folder)):
            rule = read_rule(path)
            verify(rule)
            yield rule


def verify(rule: Rule) -> None:
    """Raise ConfigError when the rule's check is not there or does not take the rule's parameters."""
    from inspect import signature

    try:
        check = check_of(rule)
    except (ImportError, AttributeError):
        names = [f"generic.{name}" for name in generic_checks()]
        known = f"the generic checks are {', '.join(names)}"
        raise ConfigError(
            f"{rule.path}: check: there is no {rule.check!r}{hint(rule.check, names)} ({known})"
        ) from None
    parameters = dict(list(signature(check).parameters.items())[1:])
    for name in rule.params:
        if name not in parameters:
            raise ConfigError(f"{rule.path}: params.{name}: {rule.check} has no such parameter{hint(name, parameters)}")
    for name, parameter in parameters.items():
        if parameter.default is parameter.empty and name not in rule.params:
            raise ConfigError(f"{rule.path}: params: {rule.check} needs the parameter {name!r}")


def generic_checks() -> list[str]:
    """The names of the checks in `baseadvisor.checks.generic`."""
    from inspect import isgeneratorfunction

    from baseadvisor.checks import generic

    return [name for name, value in vars(generic).items() if isgeneratorfunction(value) and not name.startswith("_")]
