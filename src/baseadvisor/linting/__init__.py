"""Runs the rules on Dockerfiles, as configuration and comments want it."""

from collections.abc import Mapping
from os import PathLike
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baseadvisor.linting.config import Config
    from baseadvisor.linting.finding import LintResult


def lint(
    source: "str | bytes | PathLike[str]",
    *,
    filename: str | None = None,
    config: "Config | Mapping[str, Any] | str | PathLike[str] | None" = None,
) -> "LintResult":
    """Lint one Dockerfile.

    `source` is the file's text or bytes, or a path object of the file to read. `filename` is what findings call the
    file and what path overrides look at (for a path: the path). `config` is a `Config`, a mapping with the keys of a
    configuration file, or the path of a configuration file; None means the defaults: no file is looked for.

    Raises ConfigError for a configuration that cannot be followed, OSError when `source` cannot be read.
    """
    from baseadvisor.linting.engine import Linter

    linter = Linter(configured(config))
    return linter.lint(linter.parse(source, filename))


def configured(config: "Config | Mapping[str, Any] | str | PathLike[str] | None") -> "Config":
    """What callers may hand over as a configuration, as a `Config`. Raises ConfigError."""
    from baseadvisor.linting.config import DEFAULT, Config

    if config is None:
        return DEFAULT
    if isinstance(config, Config):
        return config
    from baseadvisor.linting.config_file import read_config, read_mapping

    return read_mapping(config) if isinstance(config, Mapping) else read_config(str(config))
