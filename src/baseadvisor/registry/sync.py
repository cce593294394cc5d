"""The registry client for code that is not asynchronous: ``Registry``."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from baseadvisor.image.platform import Platform
from baseadvisor.image.reference import Reference
from baseadvisor.registry.client import AsyncRegistry
from baseadvisor.registry.errors import RegistryError
from baseadvisor.registry.models import HubTagList, ImageConfig, ImageInfo, Index, Manifest, Referrer, Resolved, TagList
from baseadvisor.registry.options import Options
from baseadvisor.registry.rate_limit import RateLimit
from baseadvisor.registry.transport import Resolver, resolve
from baseadvisor.registry.userland import Userland

_T = TypeVar("_T")


class Registry:
    """Reads from registries; the methods are those of AsyncRegistry, and so is what they raise.

    Runs an event loop in a thread of its own, so it works inside a running loop (a notebook) as well. Use it as a
    context manager, or call ``close``.
    """

    def __init__(self, options: Options | None = None, *, resolver: Resolver = resolve) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="baseadvisor-registry", daemon=True)
        self._thread.start()
        self._closed = False
        try:
            self._client = self._run(_make(options, resolver))
        except BaseException:
            self._stop()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close connections, cache and thread."""
        if not self._closed:
            self._run(self._client.aclose())
            self._stop()

    @property
    def options(self) -> Options:
        """What the client was told."""
        return self._client.options

    @property
    def rate_limits(self) -> Mapping[str, RateLimit]:
        """The last pull quota each registry told, by registry name."""
        return self._client.rate_limits

    @property
    def requests(self) -> int:
        """How many requests went out so far."""
        return self._client.requests

    def resolve(self, reference: str | Reference) -> Resolved:
        """What a reference points to now."""
        return self._run(self._client.resolve(reference))

    def index(self, reference: str | Reference) -> Index | None:
        """The image index, or None when the reference points to a single image."""
        return self._run(self._client.index(reference))

    def manifest(self, reference: str | Reference, platform: str | Platform | None = None) -> Manifest:
        """The image manifest for a platform."""
        return self._run(self._client.manifest(reference, platform))

    def config(self, reference: str | Reference, platform: str | Platform | None = None) -> ImageConfig:
        """The config for a platform."""
        return self._run(self._client.config(reference, platform))

    def image(self, reference: str | Reference, platform: str | Platform | None = None) -> ImageInfo:
        """Everything manifest and config say of an image for a platform."""
        return self._run(self._client.image(reference, platform))

    def images(
        self, references: Iterable[str | Reference], platform: str | Platform | None = None
    ) -> list[ImageInfo | RegistryError]:
        """Many images at once, in order; what failed is its fault in its place."""
        return self._run(self._client.images(references, platform))

    def tags(self, reference: str | Reference, *, limit: int | None = None) -> TagList:
        """The tags of a reference's repository."""
        return self._run(self._client.tags(reference, limit=limit))

    def hub_tags(self, reference: str | Reference, *, pages: int | None = None) -> HubTagList:
        """Tags of a Docker Hub repository with sizes and dates."""
        return self._run(self._client.hub_tags(reference, pages=pages))

    def referrers(self, reference: str | Reference) -> tuple[Referrer, ...]:
        """Signatures, SBOMs, provenances of an image."""
        return self._run(self._client.referrers(reference))

    def userland(self, reference: str | Reference, platform: str | Platform | None = None) -> Userland:
        """What lies inside an image."""
        return self._run(self._client.userland(reference, platform))

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        if self._closed:
            work.close()
            raise RuntimeError("the registry client is closed")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            # Ctrl-C, too, must not leave requests running behind.
            future.cancel()
            raise

    def _stop(self) -> None:
        self._closed = True
        stop: Callable[[], None] = self._loop.stop
        self._loop.call_soon_threadsafe(stop)
        self._thread.join(5)
        if not self._loop.is_running():
            self._loop.close()


async def _make(options: Options | None, resolver: Resolver) -> AsyncRegistry:
    return AsyncRegistry(options, resolver=resolver)
