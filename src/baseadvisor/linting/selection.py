"""Which rules run on a file, how grave each is, and with which parameters."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

from baseadvisor.checks.hit import Hit
from baseadvisor.linting.config import DEFAULT, Config, PathOverride
from baseadvisor.linting.rule import CATEGORIES, Rule
from baseadvisor.linting.rule_index import RuleIndex

Check = Callable[..., Iterable[Hit]]

UNUSED_PRAGMAS = "pragmas.unused"
"""The check of the rule that `report_unused_pragmas` turns on."""


class Active(NamedTuple):
    """A rule that is on, with the severity and the parameters that the configuration gives it."""

    rule: Rule
    severity: str
    params: Mapping[str, Any]


def active_rules(config: Config, index: RuleIndex, overrides: Sequence[PathOverride] = ()) -> tuple[Active, ...]:
    """The rules that are on, in the order of their codes.

    At first the stable rules are on, with `preview` the preview rules too. Where several settings speak of a rule, the
    one that names fewer rules wins (a rule's own id over a category, that over "all"); between equals `ignore` wins. A
    rule named by an id of its own is on whatever its status; a category or "all" means the stable (and preview) ones.
    A severity for a rule that is off turns it on, "off" turns it off. Overrides for the file's path come last.
    """
    plain = config == DEFAULT and not overrides
    usual = {rule.code: rule.severity for rule in index.rules if _usual(rule, config)}
    chosen = usual if plain else _chosen(config, index, overrides)
    options = _options(config, index)
    return tuple(
        Active(rule, chosen[rule.code], options.get(rule.code, rule.params))
        for rule in index.rules
        if rule.code in chosen
    )


def _usual(rule: Rule, config: Config) -> bool:
    return rule.status == "stable" or (config.preview and rule.status == "preview")


def _chosen(config: Config, index: RuleIndex, overrides: Sequence[PathOverride]) -> dict[str, str]:
    on: dict[str, str] = {}
    severities = {rule.code: rule.severity for rule in index.rules}
    selected = config.select if config.select is not None else ("all",)
    if config.report_unused_pragmas:
        selected = (*selected, *(rule.code for rule in index.rules if rule.check == UNUSED_PRAGMAS))
    layers = [((*selected, *config.extend_select), config.ignore, config.severity)]
    layers += [(override.select, override.ignore, override.severity) for override in overrides]
    for select, ignore, severity in layers:
        for action, id_ in _ordered(select, ignore, severity):
            group = is_group(id_)
            for rule in index.find(id_):
                code = rule.code
                if action == "select":
                    if not group or _usual(rule, config):
                        on.setdefault(code, severities[code])
                elif action in ("ignore", "off"):
                    on.pop(code, None)
                else:
                    severities[code] = action
                    if code in on or not group:
                        on[code] = action
    return on


def _ordered(select: Iterable[str], ignore: Iterable[str], severity: Mapping[str, str]) -> list[tuple[str, str]]:
    """What to do with which id, in the order to do it: what speaks of many rules first, severities before `ignore`."""
    actions = [("select", id_) for id_ in select]
    actions += [(value, id_) for id_, value in severity.items()]
    actions += [("ignore", id_) for id_ in ignore]
    return sorted(actions, key=lambda action: -_breadth(action[1]))


def _breadth(id_: str) -> int:
    """2 for everything, 1 for a category, 0 for a rule."""
    return 2 if id_.lower() == "all" else int(is_group(id_))


def is_group(id_: str) -> bool:
    """Whether an id means a group of rules: "all" or a category."""
    return id_.lower() == "all" or id_.lower() in CATEGORIES


def _options(config: Config, index: RuleIndex) -> dict[str, Mapping[str, Any]]:
    """By code, the parameters of each rule whose parameters the configuration changes."""
    changed: dict[str, Mapping[str, Any]] = {}
    for id_, params in sorted(config.rules.items(), key=lambda item: -_breadth(item[0])):
        for rule in index.find(id_):
            own = {name: value for name, value in params.items() if name in rule.params}
            if own:
                changed[rule.code] = {**changed.get(rule.code, rule.params), **own}
    return changed


def check_of(rule: Rule) -> Check:
    """The function that a rule's `check` names. Raises ImportError or AttributeError when there is none."""
    module, _, function = rule.check.partition(".")
    check: Check = getattr(import_module(f"baseadvisor.checks.{module}"), function)
    return check


def experimental(index: RuleIndex, names: Sequence[str], config: Config) -> Iterator[Active]:
    """The preview rules that are checks of BuildKit's and that `# check=experimental=…` asks for ("all" for each)."""
    wanted = {f"buildkit:{name}".lower() for name in names}
    everything = "buildkit:all" in wanted
    for rule in index.rules:
        own = {alias.lower() for alias in rule.aliases if alias.startswith("buildkit:")}
        if rule.status == "preview" and own and (everything or own & wanted):
            yield Active(rule, rule.severity, _options(config, index).get(rule.code, rule.params))
