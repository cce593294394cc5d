"""What a registry says of its pull limits: ``RateLimit-*`` as Docker Hub sends them, and ``Retry-After``."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from baseadvisor.registry.display import printable

_QUOTA = re.compile(r"\s*(\d{1,12})\s*(?:;.*?\bw\s*=\s*(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A registry's pull quota as last seen: pulls per ``window`` seconds, and how many are left.

    Source: Docker's documentation of ``ratelimit-limit: 100;w=21600``; the headers are absent for images without limit.
    """

    registry: str
    limit: int | None
    remaining: int | None
    window: int | None
    source: str | None = None

    def __str__(self) -> str:
        left = "?" if self.remaining is None else str(self.remaining)
        total = "?" if self.limit is None else str(self.limit)
        per = f" per {self.window / 3600:g} h" if self.window else ""
        return f"{printable(self.registry)}: {left} of {total} pulls left{per}"


def read_rate_limit(registry: str, headers: Mapping[str, str]) -> RateLimit | None:
    """The quota in an answer's headers, or None when it says nothing of one."""
    limit, window = _quota(headers.get("ratelimit-limit") or headers.get("x-ratelimit-limit"))
    remaining, other_window = _quota(headers.get("ratelimit-remaining") or headers.get("x-ratelimit-remaining"))
    if limit is None and remaining is None:
        return None
    source = headers.get("docker-ratelimit-source")
    return RateLimit(registry, limit, remaining, window or other_window, printable(source, 200) if source else None)


def _quota(value: str | None) -> tuple[int | None, int | None]:
    match = _QUOTA.match(value or "")
    if match is None:
        return None, None
    return int(match[1]), int(match[2]) if match[2] else None


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds to wait by ``Retry-After`` (RFC 9110, 10.2.3: seconds or a date), never negative; None if not said."""
    value = (headers.get("retry-after") or headers.get("x-retry-after") or "").strip()
    if re.fullmatch(r"\d{1,12}(?:\.\d{1,9})?", value):
        seconds = float(value)
        # Docker Hub has been seen to send a Unix time here.
        return max(0.0, seconds - (now or datetime.now(UTC)).timestamp()) if seconds > 1e9 else seconds
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else None
