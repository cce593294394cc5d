"""What a registry's answers mean: the faults for those that are none, and the small ones read."""

from __future__ import annotations

import json

from baseadvisor.image.reference import Reference, is_tag
from baseadvisor.registry.errors import NotFound, Offline, ProtocolError, Where
from baseadvisor.registry.transport import Reply


def where_of(ref: Reference) -> Where:
    """What a request for a reference is made for."""
    return Where(ref.registry or "registry", ref.familiar)


def not_found(ref: Reference, what: str | None = None) -> NotFound:
    """The fault for a 404: of the image itself, or of ``what`` it should have."""
    if what is None:
        return NotFound(
            "there is no such image or tag", where_of(ref), hint="check the name, or log in if it is private"
        )
    return NotFound(f"the registry does not have {what}", where_of(ref))


def offline(ref: Reference) -> Offline:
    """The fault for what only the network could tell."""
    return Offline("it is not in the cache", where_of(ref), hint="run once with the network")


def expect_ok(reply: Reply, ref: Reference) -> None:
    """Raise ProtocolError for any status but 200."""
    if reply.status != 200:
        raise ProtocolError(f"the registry answered HTTP {reply.status}{_registry_message(reply.body)}", where_of(ref))


def _registry_message(body: bytes) -> str:
    """The first error of the registry's own, for people."""
    try:
        first = json.loads(body)["errors"][0]
        return f" ({str(first.get('code', ''))[:60]}: {str(first.get('message', ''))[:200]})"
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""


def tag_names(body: bytes, ref: Reference) -> list[str]:
    """The tags of a page of ``tags/list``; what cannot be a tag is left out. Raises ProtocolError."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("tags") or [], list):
        raise ProtocolError("its list of tags is not understood", where_of(ref))
    return [name for name in document.get("tags") or [] if isinstance(name, str) and is_tag(name)]


def check_part(reply: Reply, start: int, where: Where) -> None:
    """Raise ProtocolError when a 206 is not the part asked for."""
    if reply.status == 206 and not reply.headers.get("content-range", "").replace("=", " ").startswith(
        f"bytes {start}-"
    ):
        raise ProtocolError("the registry sent another part of a layer than was asked for", where)
