"""A limit of time on one file within this process."""

from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


class OutOfTimeError(BaseException):
    """Raised from wherever the work was. Not an Exception, so that nothing on the way takes it for a rule's failure."""


def within(seconds: float, function: Callable[[], Result]) -> Result:
    """`function()`, or OutOfTimeError after `seconds`; no limit without alarm signals (Windows, other threads)."""
    import signal

    if not hasattr(signal, "setitimer"):
        return function()

    def out_of_time(number: int, frame: object) -> None:
        raise OutOfTimeError

    try:
        before = signal.signal(signal.SIGALRM, out_of_time)
    except ValueError:
        return function()
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return function()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
