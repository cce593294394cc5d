"""A rule as the engine needs it; the words for people are in `baseadvisor.linting.rule_text`."""

from collections.abc import Mapping
from typing import Any, NamedTuple

CATEGORIES = (
    "syntax",
    "base-image",
    "package-manager",
    "java",
    "userland",
    "instruction",
    "shell",
    "security",
    "efficiency",
    "metadata",
)
"""The folders of `rules/`, in the order of their codes: BA0xx is syntax, BA9xx is metadata."""

STATUSES = ("stable", "preview", "deprecated")
CONFIDENCES = ("high", "medium", "low")
FIXES = ("safe", "unsafe", "none")


class Rule(NamedTuple):
    """What one rule file says, without its prose and examples.

    `check` names a function below `baseadvisor.checks` ("module.function"); `params` are its keyword arguments
    (arrays as tuples). `message` is a template for `str.format_map`; without one of its own it is the summary.
    `path` is where the file is: below the shipped `rules` folder, or absolute for a rule of a team's own.
    """

    code: str
    name: str
    summary: str
    message: str
    severity: str
    status: str
    confidence: str
    category: str
    aliases: tuple[str, ...]
    since: str
    check: str
    fix: str
    params: Mapping[str, Any]
    path: str

    @property
    def ids(self) -> tuple[str, ...]:
        """Everything this rule answers to: name, code, aliases, and an alias without its tool ("buildkit:X" as "X")."""
        bare = tuple(alias.partition(":")[2] for alias in self.aliases if alias.startswith("buildkit:"))
        return (self.name, self.code, *self.aliases, *bare)
