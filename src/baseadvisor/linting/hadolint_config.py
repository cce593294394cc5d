"""Reads hadolint's configuration as hadolint does: `.hadolint.yaml` and the `HADOLINT_*` variables.

Names and meaning: hadolint's README ("Configure"), and its behaviour at 2.15.1: an id in both `ignored` and `override`
is ignored; ignore lists of file and environment add up; the thresholds `ignore` and `none` fail on any finding; it
passes over keys that it does not know. A rule that only hadolint has is a note, not an error.
"""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from baseadvisor.linting.config import DEFAULT, Config, ConfigError
from baseadvisor.linting.config_file import LABEL_TYPES, known_id
from baseadvisor.linting.nearest import hint
from baseadvisor.linting.rule_index import RuleIndex, shipped
from baseadvisor.linting.severity import SEVERITIES

_KEYS = (
    "failure-threshold",
    "format",
    "ignored",
    "label-schema",
    "no-color",
    "no-fail",
    "override",
    "strict-labels",
    "disable-ignore-pragma",
    "trustedRegistries",
)
_THRESHOLDS = (*SEVERITIES, "ignore", "none")
_TRUE = ("1", "true", "yes", "y", "on")


def read_hadolint(path: str) -> Config:
    """The configuration in hadolint's file at `path`. Raises ConfigError with file and line for what is wrong in it."""
    root = os.path.dirname(os.path.abspath(path))
    return _File(path).config(DEFAULT._replace(root=root, source=path, fail_on="info"))


class _File:
    """A YAML file with the line of each of its keys."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.lines: dict[str, int] = {}
        self.data = self._load()

    def _load(self) -> Mapping[str, Any]:
        import yaml

        try:
            with open(self.path, "rb") as file:
                content = file.read()
            node = yaml.compose(content, Loader=yaml.SafeLoader)
            data = yaml.safe_load(content)
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot be read: {error.strerror}") from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            where = self.path if mark is None else f"{self.path}:{mark.line + 1}"
            raise ConfigError(f"{where}: not valid YAML: {error.problem}") from None
        except yaml.YAMLError as error:
            raise ConfigError(f"{self.path}: not valid YAML: {str(error).splitlines()[0]}") from None
        except RecursionError:
            raise ConfigError(f"{self.path}: its lists or maps nest too deep to be read") from None
        if data is None:
            return {}
        if not isinstance(data, dict):
            raise ConfigError(f"{self.path}: expected keys like `ignored:`, not {_kind(data)}")
        self._note_lines(node)
        return data

    def _note_lines(self, node: Any) -> None:
        """Where the keys are, and those one level below; deeper there are none, though aliases can pretend so."""
        for key, value in node.value:
            self.lines[str(key.value)] = key.start_mark.line + 1
            if isinstance(value.value, list) and value.tag.endswith(":map"):
                for inner, _ in value.value:
                    self.lines[f"{key.value}.{inner.value}"] = inner.start_mark.line + 1

    def error(self, key: str, message: str) -> ConfigError:
        line = self.lines.get(key)
        where = self.path if line is None else f"{self.path}:{line}"
        return ConfigError(f"{where}: {key}: {message}")

    def config(self, base: Config) -> Config:
        """`base` with what the file says."""
        notes = [
            f"{self.path}:{self.lines.get(str(key), 1)}: unknown key {key!r}{hint(str(key), _KEYS)}"
            for key in self.data
            if key not in _KEYS
        ]
        index = shipped()
        ignored = self.strings("ignored")
        severity = self.overrides()
        notes += _unknown([*ignored, *severity], index, self.path)
        threshold = self.string("failure-threshold", _THRESHOLDS)
        color = self.boolean("no-color")
        return base._replace(
            ignore=base.ignore + ignored,
            severity=severity,
            fail_on=base.fail_on if threshold is None else _fail_on(threshold),
            format=self.string("format"),
            color=None if not color else False,
            no_fail=self.boolean("no-fail"),
            strict_labels=self.boolean("strict-labels"),
            disable_pragmas=self.boolean("disable-ignore-pragma"),
            allowed_registries=self.strings("trustedRegistries", or_one=True),
            label_schema=self.label_schema(),
            notes=(*base.notes, *notes),
        )

    def string(self, key: str, choices: Iterable[str] = ()) -> str | None:
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.error(key, f"expected a string, not {_kind(value)}")
        choices = tuple(choices)
        if choices and value not in choices:
            raise self.error(key, f"{value!r} is none of {', '.join(choices)}{hint(value, choices)}")
        return value

    def boolean(self, key: str) -> bool:
        value = self.data.get(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.error(key, f"expected true or false, not {_kind(value)}")
        return value

    def strings(self, key: str, *, or_one: bool = False) -> tuple[str, ...]:
        return self._strings(key, self.data.get(key), or_one)

    def _strings(self, key: str, value: object, or_one: bool = False) -> tuple[str, ...]:
        if value is None:
            return ()
        if or_one and isinstance(value, str):
            return (value,)
        if not isinstance(value, list):
            raise self.error(key, f"expected a list, not {_kind(value)}")
        for item in value:
            if not isinstance(item, str):
                raise self.error(key, f"expected a list of strings, but it has {_kind(item)} in it")
        return tuple(value)

    def overrides(self) -> dict[str, str]:
        """By id, the severity that `override` gives it."""
        lists = self.data.get("override")
        if lists is None:
            return {}
        if not isinstance(lists, dict):
            raise self.error("override", f"expected lists named {', '.join(SEVERITIES)}, not {_kind(lists)}")
        for name in lists:
            if name not in SEVERITIES:
                raise self.error(f"override.{name}", f"is none of {', '.join(SEVERITIES)}{hint(str(name), SEVERITIES)}")
        # hadolint takes the gravest list that has the rule
        return {
            id_: severity
            for severity in reversed(SEVERITIES)
            for id_ in self._strings(f"override.{severity}", lists.get(severity))
        }

    def label_schema(self) -> dict[str, str]:
        labels = self.data.get("label-schema")
        if labels is None:
            return {}
        if not isinstance(labels, dict):
            raise self.error("label-schema", f"expected label: type, not {_kind(labels)}")
        for label, type_ in labels.items():
            if type_ not in LABEL_TYPES:
                known = ", ".join(LABEL_TYPES)
                raise self.error(
                    f"label-schema.{label}", f"{type_!r} is none of {known}{hint(str(type_), LABEL_TYPES)}"
                )
        return {str(label): type_ for label, type_ in labels.items()}


def read_environment(environ: Mapping[str, str], base: Config) -> Config:
    """`base` with what the `HADOLINT_*` variables say over it. Raises ConfigError, naming the variable."""
    given = {name: value for name, value in environ.items() if name.startswith("HADOLINT_") and value}
    if not given:
        return base
    severity = {
        id_: level
        for level in reversed(SEVERITIES)
        for id_ in _listed(given.get(f"HADOLINT_OVERRIDE_{level.upper()}", ""))
    }
    ignored = _listed(given.get("HADOLINT_IGNORE", ""))
    changes: dict[str, Any] = {
        "severity": {**base.severity, **severity},
        "ignore": base.ignore + ignored,
        "notes": (*base.notes, *_unknown([*ignored, *severity], shipped(), "environment")),
    }
    if "HADOLINT_FAILURE_THRESHOLD" in given:
        name = "HADOLINT_FAILURE_THRESHOLD"
        changes["fail_on"] = _fail_on(_one_of(given[name], _THRESHOLDS, name))
    if "HADOLINT_FORMAT" in given:
        changes["format"] = given["HADOLINT_FORMAT"]
    for name, key in (
        ("HADOLINT_NOFAIL", "no_fail"),
        ("HADOLINT_STRICT_LABELS", "strict_labels"),
        ("HADOLINT_DISABLE_IGNORE_PRAGMA", "disable_pragmas"),
    ):
        if name in given:
            changes[key] = given[name].lower() in _TRUE
    if "HADOLINT_TRUSTED_REGISTRIES" in given:
        changes["allowed_registries"] = _listed(given["HADOLINT_TRUSTED_REGISTRIES"])
    if "HADOLINT_REQUIRE_LABELS" in given:
        changes["label_schema"] = {**base.label_schema, **_labels(given["HADOLINT_REQUIRE_LABELS"])}
    return base._replace(**changes)


def _labels(text: str) -> dict[str, str]:
    """`maintainer:text,version:semver`."""
    labels = {}
    for item in _listed(text):
        label, colon, type_ = item.rpartition(":")
        if not colon:
            raise ConfigError(f"HADOLINT_REQUIRE_LABELS: {item!r} is not of the form label:type")
        labels[label] = _one_of(type_, LABEL_TYPES, "HADOLINT_REQUIRE_LABELS")
    return labels


def _one_of(value: str, choices: tuple[str, ...], where: str) -> str:
    if value not in choices:
        raise ConfigError(f"{where}: {value!r} is none of {', '.join(choices)}{hint(value, choices)}")
    return value


def _listed(text: str) -> tuple[str, ...]:
    return tuple(item for item in (item.strip() for item in text.split(",")) if item)


def _fail_on(threshold: str) -> str:
    """hadolint's threshold as ours: below "style" it fails on any finding."""
    return "style" if threshold in ("ignore", "none") else threshold


def _unknown(ids: Iterable[str], index: RuleIndex, where: str) -> list[str]:
    """A note for each id that means nothing here."""
    return [f"{where}: no rule here is called {id_!r}; it has no effect" for id_ in ids if not known_id(id_, index)]


def _kind(value: object) -> str:
    """What YAML calls the type of `value`."""
    names = {str: "a string", bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "a mapping"}
    return names.get(type(value), "nothing" if value is None else "something else")
