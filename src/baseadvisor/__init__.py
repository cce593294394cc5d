"""A Dockerfile linter and base-image advisor.

`parse` gives the model of a Dockerfile; `DockerfileParser` is dockerfile-parse's parser, put right.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.dockerfile.compat import DockerfileParser
    from baseadvisor.dockerfile.source import DockerfileSyntaxError, parse

__version__ = "0.1.0"

_HOMES = {
    "DockerfileParser": "baseadvisor.dockerfile.compat",
    "DockerfileSyntaxError": "baseadvisor.dockerfile.source",
    "parse": "baseadvisor.dockerfile.source",
}

__all__ = ["DockerfileParser", "DockerfileSyntaxError", "__version__", "parse"]


def __getattr__(name: str) -> object:
    """Import a public name from its home when it is first asked for: importing baseadvisor costs next to nothing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'baseadvisor' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
