"""Where a registry really is: its name in a reference against scheme, host, port and path prefix on the wire."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from baseadvisor.registry.credentials import DOCKER_HUB

_PORTS = {"https": 443, "http": 80}
_HUB_HOST = "registry-1.docker.io"


class Origin(NamedTuple):
    """Scheme, host (lower case, no brackets) and port: what must stay the same for credentials to go along."""

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """As in a URL, without the scheme's own port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if _PORTS.get(self.scheme) == self.port else f"{host}:{self.port}"


class Endpoint(NamedTuple):
    """One server that answers for a registry: the registry itself or a mirror of it.

    ``name`` is what credentials and faults go by (``docker.io``, ``mirror.example:5000``); ``prefix`` a path before
    ``/v2/``, empty or starting with a slash.
    """

    name: str
    origin: Origin
    prefix: str = ""

    def url(self, path: str) -> str:
        """The address of a path under ``/v2/``; the path is made of parts that were checked already."""
        return f"{self.origin.scheme}://{self.origin.netloc}{self.prefix}/v2/{path}"


def origin_of(url: str) -> Origin | None:
    """The origin of an absolute http(s) URL; None when it is not one, or has a user, a bad port or odd characters."""
    parts = split(url)
    if parts is None or parts.username is not None or parts.password is not None:
        return None
    return Origin(parts.scheme, (parts.hostname or "").rstrip(".").lower(), parts.port or _PORTS[parts.scheme])


def split(url: str) -> SplitResult | None:
    """An absolute http(s) URL in its parts, or None. Control characters, spaces and backslashes make it no URL."""
    if any(character <= " " or character == "\\" or character == "\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or port == 0:
        return None
    return parts


def endpoint_of(host: str, *, scheme: str = "https", name: str | None = None) -> Endpoint | None:
    """The endpoint for a registry or mirror as written (``host[:port][/prefix]``); None when it is not well formed."""
    authority, _, prefix = host.partition("/")
    wire = _HUB_HOST if authority == DOCKER_HUB else authority
    origin = origin_of(f"{scheme}://{wire}")
    if origin is None or re.fullmatch(r"[A-Za-z0-9._~/-]*", prefix) is None or ".." in prefix:
        return None
    if "?" in authority or "#" in authority:
        return None
    return Endpoint(name or host, origin, f"/{prefix.strip('/')}" if prefix.strip("/") else "")
