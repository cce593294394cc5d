"""Finds the configuration file that applies to a Dockerfile. Looks at names only, so that it costs next to nothing.

Our own configuration is looked for from the Dockerfile's folder upwards: `baseadvisor.toml`, then `pyproject.toml` when
it has a table `[tool.baseadvisor]`; the nearest wins, alone. The walk ends at the first folder with a `.git` in it (a
repository's root), at the home folder, or at the file system's root, each included.

Without one, hadolint's is looked for where hadolint does (its README, "Configure"): `.hadolint.yaml` in the working
folder, then `hadolint.yaml` in `$XDG_CONFIG_HOME` and in `~/.config`, `~/.hadolint/hadolint.yaml`,
`~/hadolint/config.yaml`, `~/.hadolint.yaml`; `.yml` is as good. The first one found wins, alone.
"""

import os
from collections.abc import Iterator, Mapping

OWN = "baseadvisor.toml"


def find_config(filename: str | None = None, environ: Mapping[str, str] = os.environ) -> str | None:
    """The path of the configuration file for the Dockerfile `filename` (None: for text), or None when there is none."""
    folder = os.path.dirname(os.path.abspath(filename)) if filename is not None else os.getcwd()
    return find_own(folder) or find_hadolint(environ)


def find_own(folder: str) -> str | None:
    """Our own configuration for the files in `folder`, or None."""
    home = os.path.expanduser("~")
    while True:
        own = os.path.join(folder, OWN)
        if os.path.isfile(own):
            return own
        project = os.path.join(folder, "pyproject.toml")
        if has_our_table(project):
            return project
        parent = os.path.dirname(folder)
        if folder in (home, parent) or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def has_our_table(path: str) -> bool:
    """Whether a `pyproject.toml` has a table `[tool.baseadvisor]`; one that is no TOML is taken at its looks."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return False
    if b"baseadvisor" not in content:
        return False
    import tomllib

    try:
        tool = tomllib.loads(content.decode("utf-8", "replace")).get("tool")
    except (tomllib.TOMLDecodeError, RecursionError):
        return b"[tool.baseadvisor" in content  # to be reported when it is read
    return isinstance(tool, dict) and "baseadvisor" in tool


def find_hadolint(environ: Mapping[str, str] = os.environ) -> str | None:
    """The configuration that hadolint would use in the working folder, or None."""
    for path in _hadolint_places(environ):
        for candidate in (f"{path}.yaml", f"{path}.yml"):
            if os.path.isfile(candidate):
                return candidate
    return None


def _hadolint_places(environ: Mapping[str, str]) -> Iterator[str]:
    """Where hadolint looks, in its order, without the file ending."""
    yield os.path.abspath(".hadolint")
    settings = environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CONFIG_HOME")
    if settings:
        yield os.path.join(settings, "hadolint")
    home = environ.get("HOME") or os.path.expanduser("~")
    yield os.path.join(home, ".config", "hadolint")
    yield os.path.join(home, ".hadolint", "hadolint")
    yield os.path.join(home, "hadolint", "config")
    yield os.path.join(home, ".hadolint")
