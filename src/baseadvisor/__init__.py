"""A Dockerfile linter and base-image advisor.

`lint` finds what is wrong in a Dockerfile and `fix` mends what can be mended; `advise` says what to stand on instead,
`explain` what it stands on; `parse` gives the model of a Dockerfile; `DockerfileParser` is dockerfile-parse's parser,
put right.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baseadvisor.advisor.advising import advise
    from baseadvisor.advisor.model import Advice
    from baseadvisor.dockerfile.compat import DockerfileParser
    from baseadvisor.dockerfile.source import DockerfileSyntaxError, parse
    from baseadvisor.explanation.explain import explain
    from baseadvisor.explanation.hosts import Host, UnknownHost
    from baseadvisor.explanation.model import Explanation
    from baseadvisor.linting import lint
    from baseadvisor.linting.config import Config, ConfigError
    from baseadvisor.linting.finding import Finding, LintResult
    from baseadvisor.linting.fixing import fix

__version__ = "0.1.0"

_HOMES = {
    "Advice": "baseadvisor.advisor.model",
    "Config": "baseadvisor.linting.config",
    "ConfigError": "baseadvisor.linting.config",
    "DockerfileParser": "baseadvisor.dockerfile.compat",
    "DockerfileSyntaxError": "baseadvisor.dockerfile.source",
    "Explanation": "baseadvisor.explanation.model",
    "Finding": "baseadvisor.linting.finding",
    "Host": "baseadvisor.explanation.hosts",
    "LintResult": "baseadvisor.linting.finding",
    "UnknownHost": "baseadvisor.explanation.hosts",
    "advise": "baseadvisor.advisor.advising",
    "explain": "baseadvisor.explanation.explain",
    "fix": "baseadvisor.linting.fixing",
    "lint": "baseadvisor.linting",
    "parse": "baseadvisor.dockerfile.source",
}

__all__ = [
    "Advice",
    "Config",
    "ConfigError",
    "DockerfileParser",
    "DockerfileSyntaxError",
    "Explanation",
    "Finding",
    "Host",
    "LintResult",
    "UnknownHost",
    "__version__",
    "advise",
    "explain",
    "fix",
    "lint",
    "parse",
]


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
