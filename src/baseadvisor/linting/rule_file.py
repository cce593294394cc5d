"""Reads a rule file: `rules/<category>/<name>.toml`, or one of a team's own."""

import os
import re

from baseadvisor.linting.config import ConfigError
from baseadvisor.linting.rule import CATEGORIES, CONFIDENCES, FIXES, STATUSES, Rule
from baseadvisor.linting.severity import SEVERITIES
from baseadvisor.linting.toml_table import Table, frozen, load_toml

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_CODE = re.compile(r"[A-Z]{2,8}[0-9]{3,5}\Z")
_OWN_CODE = re.compile(r"BA[0-9]{3}\Z")
_CHECK = re.compile(r"[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*\Z")
_ALIAS = re.compile(
    r"(?:DL|SC)[0-9]{4}\Z|buildkit:[A-Z][A-Za-z]+\Z|trivy:DS-[0-9]{4}\Z|checkov:CKV2?_DOCKER_[0-9]+\Z"
    r"|(?:tally|kics|sonar):[A-Za-z0-9_./-]+\Z"
)
_PROSE = ("why", "sources", "bad", "good")


def read_rule(path: str, root: str | None = None) -> Rule:
    """The rule in the file at `path`; `root` is the shipped rules folder, None for a team's own rule.

    Raises ConfigError, naming file and line, when a key is missing, unknown or of the wrong type.
    """
    data, text = load_toml(path)
    return rule_of(Table(data, path, text), root)


def rule_of(table: Table, root: str | None) -> Rule:
    """The rule that a rule file's content describes."""
    own = root is None
    code = _matching(table, "code", _CODE, "letters and digits, like ACME001")
    if own and _OWN_CODE.match(code):
        raise table.error("codes that begin with BA are baseadvisor's; choose letters of your own", "code")
    summary = table.required("summary")
    rule = Rule(
        code=code,
        name=_matching(table, "name", _NAME, "kebab-case, like apt-get-install-without-yes"),
        summary=summary,
        message=table.string("message") or _literal(summary),
        severity=table.required("severity", choices=SEVERITIES),
        status=table.string("status", "stable", choices=STATUSES) or "stable",
        confidence=table.string("confidence", "high", choices=CONFIDENCES) or "high",
        category=table.required("category", choices=CATEGORIES),
        aliases=_aliases(table),
        since=(table.string("since") or "") if own else table.required("since"),
        check=_matching(table, "check", _CHECK, "module.function below baseadvisor.checks"),
        fix=table.string("fix", "none", choices=FIXES) or "none",
        params=_params(table),
        path=os.path.abspath(table.file) if root is None else os.path.relpath(table.file, root).replace(os.sep, "/"),
    )
    table.finish(_PROSE)
    if root is not None:
        _shipped(table, rule)
    return rule


def rule_files(folder: str) -> list[str]:
    """The paths of all rule files below `folder`, sorted. Raises ConfigError when it is no folder."""
    found: list[str] = []
    for place, folders, files in os.walk(folder, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [os.path.join(place, name) for name in files if name.endswith(".toml") and not name.startswith(".")]
    return sorted(found)


def _unreadable(error: OSError) -> None:
    raise ConfigError(f"{error.filename}: this folder of rules cannot be read: {error.strerror}")


def _shipped(table: Table, rule: Rule) -> None:
    """What only a rule of our own must keep: the file is where its name and category say, its code fits."""
    if rule.path != f"{rule.category}/{rule.name}.toml":
        raise table.error(f"a rule of this name and category belongs into {rule.category}/{rule.name}.toml", "name")
    family = CATEGORIES.index(rule.category)
    if not _OWN_CODE.match(rule.code) or rule.code[2] != str(family):
        raise table.error(f"{rule.code!r} is no code of {rule.category} (BA{family}xx)", "code")


def _matching(table: Table, key: str, pattern: re.Pattern[str], form: str) -> str:
    value = table.required(key)
    if not pattern.match(value):
        raise table.error(f"{value!r} is not of the form: {form}", key)
    return value


def _aliases(table: Table) -> tuple[str, ...]:
    aliases = table.strings("aliases")
    for alias in aliases:
        if not _ALIAS.match(alias):
            form = "DL3008, SC2086, buildkit:Name, trivy:DS-0001, checkov:CKV_DOCKER_1, tally:name, kics:name, sonar:S1"
            raise table.error(f"{alias!r} is no id of a linter we know ({form})", "aliases")
    return aliases


def _params(table: Table) -> dict[str, object]:
    params = table.table("params")
    if params is None:
        return {}
    for key in params.data:
        if not key.isidentifier():
            raise params.error("a parameter's name is a Python keyword argument: letters, digits and _", key)
        if not _plain(params.data[key]):
            raise params.error("a parameter is a string, a number, a boolean, or an array or table of those", key)
    return {key: frozen(value) for key, value in params.data.items()}


def _plain(value: object) -> bool:
    if isinstance(value, list):
        return all(map(_plain, value))
    if isinstance(value, dict):
        return all(map(_plain, value.values()))
    return isinstance(value, str | int | float)


def _literal(text: str) -> str:
    """`text` as a template that gives back `text`."""
    return text.replace("{", "{{").replace("}", "}}")
