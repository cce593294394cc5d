"""The ``Link`` header of paged answers: RFC 8288, as far as registries use it."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin

from baseadvisor.registry.endpoint import origin_of, split
from baseadvisor.registry.errors import Refused, Where

_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[A-Za-z*]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_NEXT = re.compile(r"(?:^|;)\s*rel\s*=\s*(?:\"(?:[^\"]*\s)?next(?:\s[^\"]*)?\"|next)\s*(?:;|$)", re.IGNORECASE)


def next_page(header: str | None, url: str, where: Where) -> str | None:
    """The address of the next page, or None. Raises Refused when it is on another host.

    Only the query is taken from the link: origin and path stay ours. (Artifactory's links lose the path's prefix,
    registries behind a proxy say http of their https, and a link must not lead elsewhere.)
    """
    for target, parameters in _LINK.findall((header or "")[:16384]):
        if _NEXT.search(parameters) is None:
            continue
        ours, theirs = split(url), split(urljoin(url, target))
        if ours is None or theirs is None or origin_of(urljoin(url, target)) is None:
            raise Refused("the registry's link to the next page is no usable address", where)
        if (ours.hostname or "") != (theirs.hostname or ""):
            raise Refused(f"the registry's link to the next page leads to another host ({theirs.hostname})", where)
        query = urlencode(parse_qsl(theirs.query, keep_blank_values=True))
        following = ours._replace(query=query, fragment="").geturl()
        return None if following == url else following
    return None
