"""What a Dockerfile, or an image, is made of: which of it comes from the image and which from the host, and why.

`explain` gives an `Explanation`; `baseadvisor.report.explanation` shows it. Every statement in it names its sources,
and what is not known is said to be unknown.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baseadvisor.explanation.explain import explain as explain
    from baseadvisor.explanation.hosts import Host as Host
    from baseadvisor.explanation.hosts import UnknownHost as UnknownHost
    from baseadvisor.explanation.model import Explanation as Explanation

_HOME = {"explain": "explain", "Explanation": "model", "Host": "hosts", "UnknownHost": "hosts"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
