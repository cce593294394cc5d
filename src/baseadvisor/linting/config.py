"""What a user may decide about linting, in its light form.

This module is on the start-up path. Reading configuration files, and everything else that needs pydantic, is in
`baseadvisor.linting.config_file`, which is imported only when there is something to read.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class ConfigError(Exception):
    """A configuration that cannot be followed. The message is one line for people: what, where, what to do."""


class PathOverride(NamedTuple):
    """What is different for the files that match one of `paths` (globs as in .gitignore, from the config's folder)."""

    paths: tuple[str, ...]
    ignore: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    severity: Mapping[str, str] = {}


class AdviseConfig(NamedTuple):
    """Options of `baseadvisor advise`: `allowed` are the images that may be advised, with `*` and `?`; empty: all."""

    allowed: tuple[str, ...] = ()


class Config(NamedTuple):
    """Every option of the linter, with its default.

    Ids are names, codes, aliases or categories; each is accepted everywhere. `select` None means the stable rules (and
    with `preview` the preview rules too); `extend_select` adds to it, `ignore` takes away. `severity` maps ids to
    "error", "warning", "info", "style" or "off". `rules` maps an id to the parameters that replace the rule's own.
    `fail_on` is the lightest severity that makes the run fail, or "none". `as_of` is the date (YYYY-MM-DD) to judge
    support dates by, instead of the shipped catalog's. `baseline` is the file with accepted findings. `root` is the
    folder that relative paths and globs start from, `source` the file the configuration was read from. `notes` are
    remarks for the user that are no errors.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    severity: Mapping[str, str] = {}
    rules: Mapping[str, Mapping[str, Any]] = {}
    overrides: tuple[PathOverride, ...] = ()
    fail_on: str = "warning"
    no_fail: bool = False
    disable_pragmas: bool = False
    report_unused_pragmas: bool = False
    rule_folders: tuple[str, ...] = ()
    allowed_registries: tuple[str, ...] = ()
    label_schema: Mapping[str, str] = {}
    strict_labels: bool = False
    build_args: Mapping[str, str] = {}
    target: str | None = None
    platform: str | None = None
    as_of: str | None = None
    exclude: tuple[str, ...] = ()
    baseline: str | None = None
    format: str | None = None
    color: bool | None = None
    advise: AdviseConfig = AdviseConfig()
    root: str | None = None
    source: str | None = None
    notes: tuple[str, ...] = ()


DEFAULT = Config()
