"""What can go wrong with a registry, each as one line: which registry, which image, what happened, what to do."""

from __future__ import annotations

from typing import NamedTuple

from baseadvisor.registry.display import printable


class Where(NamedTuple):
    """What a request was made for, so that a fault deep down can say it."""

    registry: str
    image: str | None = None


class RegistryError(Exception):
    """A registry could not be asked, or its answer not be used.

    ``registry`` is the registry's name as in the reference (``docker.io``), ``image`` the reference asked for or
    None, ``hint`` what a person can do about it or None. ``str()`` is one printable line with all of them.
    """

    def __init__(self, message: str, where: Where, *, hint: str | None = None) -> None:
        self.message = printable(message)
        self.registry = where.registry
        self.image = where.image
        self.hint = printable(hint) if hint else None
        super().__init__(self.message)

    def __str__(self) -> str:
        subject = self.registry if self.image is None else f"{self.image} ({self.registry})"
        line = f"{printable(subject)}: {self.message}"
        return f"{line}; {self.hint}" if self.hint else line


class NotFound(RegistryError):  # noqa: N818 - read as registry.NotFound
    """The registry has no such image, tag, digest or platform, or hides it from this identity."""


class AccessDenied(RegistryError):  # noqa: N818
    """The registry wants other credentials than those at hand."""


class RateLimited(RegistryError):  # noqa: N818
    """The registry asks to come back later. ``retry_after`` is in seconds, None when it did not say."""

    def __init__(self, message: str, where: Where, *, hint: str | None = None, retry_after: float | None = None):
        super().__init__(message, where, hint=hint)
        self.retry_after = retry_after


class Unreachable(RegistryError):  # noqa: N818
    """No answer: name resolution, connection, TLS or time-out, or the server failed again and again."""


class ProtocolError(RegistryError):
    """The answer is not what the OCI distribution specification says, is too big or is damaged."""


class DigestMismatch(ProtocolError):  # noqa: N818
    """A body does not hash to the digest it was asked by: it is never used."""


class Refused(RegistryError):  # noqa: N818
    """The client would not do what the registry asked of it (a redirect, a token realm, an address, a link)."""


class Offline(RegistryError):  # noqa: N818
    """The network was not to be touched and the cache does not have it."""
