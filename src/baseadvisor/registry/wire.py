"""Asking the servers that answer for a registry: its mirrors in order, then the registry itself."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping

from baseadvisor.image.reference import Reference
from baseadvisor.registry.answers import check_part, not_found, offline, where_of
from baseadvisor.registry.auth import Authenticator
from baseadvisor.registry.endpoint import Endpoint, endpoint_of
from baseadvisor.registry.errors import NotFound, ProtocolError, RegistryError, Unreachable, Where
from baseadvisor.registry.models import Descriptor
from baseadvisor.registry.options import Options
from baseadvisor.registry.transport import Call, Reply, Transport


class Wire:
    """Sends what a reference needs to wherever it is answered, authenticated as asked."""

    def __init__(self, options: Options, transport: Transport, auth: Authenticator) -> None:
        self._options = options
        self._transport = transport
        self._auth = auth
        self._lost_mirrors: set[Endpoint] = set()

    async def ask(
        self,
        ref: Reference,
        method: str,
        path: str,
        *,
        limit: int,
        headers: Mapping[str, str] | None = None,
        check: Callable[[Reply], None] | None = None,
    ) -> Reply:
        """Ask the mirrors in order, then the registry; the registry's own answer or fault is the one that counts."""
        if self._options.offline:
            raise offline(ref)
        where = where_of(ref)
        *mirrors, own = await self._endpoints(ref)
        for endpoint in mirrors:
            try:
                reply = await self._send(endpoint, ref, method, path, where, limit, headers or {})
                if reply.status == 200:
                    if check is not None:
                        check(reply)
                    return reply
            except Unreachable:
                # Waiting for it again with every request would cost more than the mirror can save.
                self._lost_mirrors.add(endpoint)
            except RegistryError:
                continue
        reply = await self._send(own, ref, method, path, where, limit, headers or {})
        if check is not None:
            check(reply)
        return reply

    async def _send(
        self,
        endpoint: Endpoint,
        ref: Reference,
        method: str,
        path: str,
        where: Where,
        limit: int,
        headers: Mapping[str, str],
    ) -> Reply:
        endpoint = await self._settled(endpoint, where)
        call = Call(
            method, endpoint.url(path), endpoint.origin, where, limit, headers, redirects=self._options.limits.redirects
        )
        return await self._auth.send(endpoint, ref.repository, call)

    @contextlib.asynccontextmanager
    async def blob(
        self, ref: Reference, layer: Descriptor, start: int = 0, end: int | None = None
    ) -> AsyncIterator[tuple[int, AsyncIterator[bytes]]]:
        """A blob's raw bytes as they come, from ``start`` to before ``end``: status 200 (all) or 206 (the part)."""
        if self._options.offline:
            raise offline(ref)
        where = where_of(ref)
        headers = {}
        if start or end is not None:
            headers["Range"] = f"bytes={start}-{'' if end is None else end - 1}"
        failure: RegistryError | None = None
        for endpoint in await self._endpoints(ref):
            async with contextlib.AsyncExitStack() as stack:
                try:
                    settled = await self._settled(endpoint, where)
                    reply, chunks = await self._open(stack, settled, ref, layer, headers, where)
                    check_part(reply, start, where)
                except RegistryError as error:
                    failure = error
                    continue
                yield reply.status, chunks
                return
        raise failure or Unreachable("there is nowhere to ask", where)

    async def _open(
        self,
        stack: contextlib.AsyncExitStack,
        endpoint: Endpoint,
        ref: Reference,
        layer: Descriptor,
        headers: Mapping[str, str],
        where: Where,
    ) -> tuple[Reply, AsyncIterator[bytes]]:
        header = await self._auth.header(endpoint, ref.repository, where)
        for attempt in (1, 2):
            async with contextlib.AsyncExitStack() as inner:
                sent = {**headers, **({"Authorization": header} if header else {})}
                call = Call(
                    "GET",
                    endpoint.url(f"{ref.repository}/blobs/{layer.digest}"),
                    endpoint.origin,
                    where,
                    self._options.limits.layer_compressed,
                    sent,
                    redirects=self._options.limits.redirects,
                )
                reply, chunks = await inner.enter_async_context(self._transport.stream(call))
                if reply.status in (200, 206):
                    stack.push_async_exit(inner.pop_all())
                    return reply, chunks
            if reply.status == 401 and attempt == 1:
                header = await self._auth.answer(endpoint, ref.repository, reply, refused=header, where=where)
                continue
            break
        if reply.status in (401, 403):
            raise self._auth.denied(endpoint, ref.repository, where, reply.status)
        if reply.status == 404:
            raise not_found(ref, layer.digest)
        raise ProtocolError(f"the registry answered HTTP {reply.status}", where)

    async def _endpoints(self, ref: Reference) -> list[Endpoint]:
        """Mirrors first, the registry last."""
        own = endpoint_of(ref.registry) if ref.registry else None
        if own is None:
            raise NotFound("it names no registry that could be asked", where_of(ref))
        mirrors = [endpoint_of(mirror) for mirror in self._options.mirrors.get(ref.registry, ())]
        return [mirror for mirror in mirrors if mirror is not None and mirror not in self._lost_mirrors] + [own]

    async def _settled(self, endpoint: Endpoint, where: Where) -> Endpoint:
        authority = endpoint.name.partition("/")[0]
        written = ":" in authority.rpartition("]")[2]
        origin = await self._transport.settle(endpoint.origin, written, where)
        return endpoint._replace(origin=origin)
