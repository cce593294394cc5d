"""What would serve better than the image a Dockerfile stands on: candidates, what they touch, their order, a patch.

`advise` is the way in; what it gives is in `model`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baseadvisor.advisor.advising import advise as advise
    from baseadvisor.advisor.model import Advice as Advice
    from baseadvisor.advisor.model import Candidate as Candidate
    from baseadvisor.advisor.model import Reason as Reason
    from baseadvisor.advisor.model import StageAdvice as StageAdvice

_HOMES = {
    "advise": "baseadvisor.advisor.advising",
    "Advice": "baseadvisor.advisor.model",
    "Candidate": "baseadvisor.advisor.model",
    "Reason": "baseadvisor.advisor.model",
    "StageAdvice": "baseadvisor.advisor.model",
}


def __getattr__(name: str) -> Any:
    """Import a name from its home when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
