"""What an analysis is told from outside the file."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from baseadvisor.dockerfile.scope import BuildOptions

if TYPE_CHECKING:
    from baseadvisor.shellcheck.checker import Checker


def _no_file() -> str | None:
    return None


class Options(NamedTuple):
    """Settings that several checks share."""

    build: BuildOptions = BuildOptions()
    as_of: str | None = None
    """The day support is judged by, as an ISO date; None: the day of the shipped catalog, so that a result only
    changes with a new version."""
    allowed_registries: tuple[str, ...] = ()
    label_schema: Mapping[str, str] = {}
    strict_labels: bool = False
    dockerignore: Callable[[], str | None] = _no_file
    """Gives the text of the build context's .dockerignore, or None without one."""
    shellcheck: "Checker | None" = None
    """ShellCheck, where it is to be run on the scripts of RUN."""
