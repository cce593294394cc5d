"""All rules there are, and finding one by any of its ids.

The wheel carries a module of literals, `baseadvisor.linting._index`, that is written when it is built; loading it takes
a fraction of the time of reading the TOML files. In a source checkout, recognised by the folder `rules/` beside `src/`,
the rule files are the truth: the module is used only when it was written for exactly these files (same names, sizes
and times of change), and never by halves.
"""

import os
from collections.abc import Iterable, Sequence
from importlib import import_module

from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.rule import CATEGORIES, Rule

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_CHECKOUT = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), "rules")


def in_checkout() -> bool:
    """Whether this code runs from a source checkout."""
    return os.path.basename(os.path.dirname(_PACKAGE)) == "src" and os.path.isdir(_CHECKOUT)


def rules_folder() -> str:
    """The folder that the shipped rule files are in."""
    return _CHECKOUT if in_checkout() else os.path.join(_PACKAGE, "rules")


def fingerprint(folder: str) -> int:
    """A number that changes when a rule file below `folder` is added, removed, renamed or written to."""
    from zlib import crc32

    sum_ = 0
    for category in CATEGORIES:
        try:
            entries = sorted(os.scandir(os.path.join(folder, category)), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.name.endswith(".toml"):
                stat = entry.stat()
                sum_ = crc32(f"{category}/{entry.name} {stat.st_size} {stat.st_mtime_ns}\n".encode(), sum_)
    return sum_


class RuleIndex:
    """A set of rules. `rules` are in the order of their codes."""

    __slots__ = ("_by_id", "rules")

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Raises ConfigError when two rules have the same code or name, or one has another's as an alias."""
        rules = tuple(rules)
        self.rules = tuple(sorted(rules, key=lambda rule: rule.code))
        self._by_id: dict[str, tuple[Rule, ...]] | None = None
        if len({rule.code for rule in self.rules}) < len(self.rules) or len({r.name for r in self.rules}) < len(
            self.rules
        ):
            _refuse_duplicates(rules)

    def find(self, id_: str) -> tuple[Rule, ...]:
        """The rules that `id_` means (a name, code, alias or category, in any case): often one, none when unknown."""
        return self.by_id.get(id_.lower(), ())

    @property
    def by_id(self) -> dict[str, tuple[Rule, ...]]:
        """From every id in lower case (categories and "all" too) to its rules."""
        if self._by_id is None:
            self._by_id = _by_id(self.rules)
        return self._by_id

    def ids(self) -> Sequence[str]:
        """Every id there is, as people write it."""
        return ["all", *CATEGORIES, *(id_ for rule in self.rules for id_ in rule.ids)]

    def with_rules(self, rules: Iterable[Rule]) -> "RuleIndex":
        """This index and more rules. Raises ConfigError when they clash."""
        return RuleIndex((*self.rules, *rules))


def _by_id(rules: Sequence[Rule]) -> dict[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {"all": tuple(rules)}
    for category in CATEGORIES:
        found[category] = tuple(rule for rule in rules if rule.category == category)
    taken = {own.lower(): rule for rule in rules for own in (rule.name, rule.code)}
    for rule in rules:
        for id_ in {id_.lower() for id_ in rule.ids}:
            owner = taken.get(id_, rule)
            if owner is not rule:
                raise ConfigError(f"{rule.path}: the alias {id_!r} is the name or code of the rule in {owner.path}")
            if id_ in CATEGORIES or id_ == "all":
                raise ConfigError(f"{rule.path}: {id_!r} means a group of rules and cannot name one")
            found[id_] = (*found.get(id_, ()), rule)
    return found


def _refuse_duplicates(rules: Sequence[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        for what, id_ in (("code", rule.code), ("name", rule.name)):
            first = seen.setdefault(id_, rule)
            if first is not rule:
                raise ConfigError(f"{rule.path}: the {what} {id_!r} is already that of the rule in {first.path}")


_shipped: RuleIndex | None = None


def shipped() -> RuleIndex:
    """The rules that baseadvisor comes with."""
    global _shipped
    if _shipped is None:
        _shipped = RuleIndex(_load())
    return _shipped


def _load() -> Iterable[Rule]:
    folder = _CHECKOUT if in_checkout() else None
    try:
        index = import_module("baseadvisor.linting._index")
    except ImportError:
        if folder is None:
            raise ConfigError("this installation of baseadvisor has no rules; please install it again") from None
    else:
        if folder is None or fingerprint(folder) == index.FINGERPRINT:
            return map(Rule._make, index.RULES)
    from baseadvisor.linting.rule_file import read_rule, rule_files

    return [read_rule(path, folder) for path in rule_files(folder)]
