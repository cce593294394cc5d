"""HTTP, in one room: the only module that knows the HTTP library.

What is kept here: one pool of connections, bounds on every body, the check of the address really connected to,
redirects by hand, waiting as the registry asks, and trying again. ``httpx`` gives requests, URLs, TLS and time-outs;
its transport is ours, on ``httpcore`` (what httpx itself stands on), because only there can the address be checked
between resolving a name and connecting to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
import time
import urllib.request
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx
import stamina

from baseadvisor.registry.addresses import is_local, is_loopback_host
from baseadvisor.registry.endpoint import Origin, origin_of
from baseadvisor.registry.errors import (
    NotFound,
    ProtocolError,
    RateLimited,
    Refused,
    RegistryError,
    Unreachable,
    Where,
)
from baseadvisor.registry.options import Options
from baseadvisor.registry.rate_limit import RateLimit, read_rate_limit, retry_after

# Retries are ordinary; stamina's notes of them must not reach stderr of those who set up no logging.
logging.getLogger("stamina").addHandler(logging.NullHandler())

Resolver = Callable[[str, int], Awaitable[list[str]]]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 429, 500, 502, 503, 504})
_USER_AGENT = "baseadvisor (+https://pypi.org/project/baseadvisor/)"
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """One request. ``own`` is the origin of the registry it is made for; ``limit`` bounds the body, in bytes."""

    method: str
    url: str
    own: Origin
    where: Where
    limit: int
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    redirects: int = 0
    trusted: frozenset[Origin] = frozenset()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: header names lower case, ``challenges`` all its WWW-Authenticate headers, ``url`` the last asked."""

    status: int
    headers: Mapping[str, str]
    challenges: tuple[str, ...]
    body: bytes
    url: str


class _Passing(Exception):  # noqa: N818 - not an error for people: the wrapped one is
    """A fault that may be gone at the next attempt."""

    def __init__(self, error: RegistryError) -> None:
        super().__init__(str(error))
        self.error = error


class _LocalAddress(Exception):  # noqa: N818
    def __init__(self, host: str, addresses: Iterable[str]) -> None:
        super().__init__(f"{host} is {', '.join(addresses)}")


class _Unresolved(Exception):  # noqa: N818
    def __init__(self, host: str, *, passing: bool) -> None:
        super().__init__(f"the host {host} is not known")
        self.passing = passing


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name by the system's resolver."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _Backend(httpcore.AsyncNetworkBackend):
    """Connects to checked addresses: the name is resolved here, and the connection goes to what was checked."""

    def __init__(self, resolver: Resolver, *, restricted: bool) -> None:
        self._resolver = resolver
        self._restricted = restricted
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await asyncio.wait_for(self._resolver(host.strip("[]"), port), timeout)
        except TimeoutError:
            raise _Unresolved(host, passing=True) from None
        except OSError as error:
            raise _Unresolved(host, passing=getattr(error, "errno", None) == socket.EAI_AGAIN) from None
        except UnicodeError:
            raise _Unresolved(host, passing=False) from None
        allowed = [address for address in addresses if not (self._restricted and is_local(address))]
        if not allowed:
            raise _LocalAddress(host, addresses or ["nowhere"])
        for index, address in enumerate(allowed):
            last = index == len(allowed) - 1
            try:
                # One silent address (often IPv6 on a network without it) must not eat the time of the others.
                return await self._network.connect_tcp(
                    address,
                    port,
                    timeout=timeout if last else min(timeout or 3.0, 3.0),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if last:
                    raise
        raise AssertionError("unreachable: the last address returns or raises")

    async def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        raise httpcore.UnsupportedProtocol("registries are reached over TCP")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Wire(httpx.AsyncBaseTransport):
    """httpx requests over httpcore pools: one for the registries' own origins, one for wherever they send us."""

    def __init__(self, options: Options, resolver: Resolver) -> None:
        self._options = options
        self._resolver = resolver
        self._pools: dict[tuple[bool, bool, str], httpcore.AsyncConnectionPool] = {}
        self._contexts: dict[bool, ssl.SSLContext] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        stream = request.stream
        assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - AsyncClient gives no other
        pool = self._pool(
            restricted=bool(request.extensions.get("restricted", True)),
            verify=bool(request.extensions.get("verify", True)),
            proxy=str(request.extensions.get("proxy", "")),
        )
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        response = await pool.handle_async_request(
            httpcore.Request(
                request.method, url, headers=request.headers.raw, content=stream, extensions=request.extensions
            )
        )
        # A registry has no use for cookies; httpx would keep them and send them along.
        headers = [(name, value) for name, value in response.headers if name.lower() != b"set-cookie"]
        return httpx.Response(response.status, headers=headers, stream=_Body(response), extensions=response.extensions)

    def _pool(self, *, restricted: bool, verify: bool, proxy: str) -> httpcore.AsyncConnectionPool:
        key = (restricted, verify, proxy)
        pool = self._pools.get(key)
        if pool is None:
            size = max(4, self._options.concurrency)
            if verify not in self._contexts:
                self._contexts[verify] = _tls(self._options, verify=verify)
            context = self._contexts[verify]
            if proxy:
                # The user named the proxy, so its address is not in question; it resolves the target itself.
                url, auth = _proxy(proxy)
                pool = httpcore.AsyncHTTPProxy(
                    proxy_url=url,
                    proxy_auth=auth,
                    ssl_context=context,
                    max_connections=size,
                    network_backend=_Backend(self._resolver, restricted=False),
                )
            else:
                pool = httpcore.AsyncConnectionPool(
                    ssl_context=context,
                    max_connections=size,
                    keepalive_expiry=30.0,
                    network_backend=_Backend(self._resolver, restricted=restricted),
                )
            self._pools[key] = pool
        return pool

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()
        self._pools.clear()


class _Body(httpx.AsyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._response.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._response.aclose()


def _proxy(proxy: str) -> tuple[str, tuple[str, str] | None]:
    """A proxy's URL without its user, and the user."""
    url = httpx.URL(proxy)
    auth = (url.username, url.password) if url.username else None
    return str(url.copy_with(username=None, password=None)), auth


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy or not proxy else f"http://{proxy}"


def _tls(options: Options, *, verify: bool) -> ssl.SSLContext:
    context = httpx.create_ssl_context(verify=verify)
    if verify:
        # Companies put their own authority into the system's store, and Docker reads that too.
        context.load_default_certs()
        if options.ca_file is not None:
            context.load_verify_locations(cafile=options.ca_file)
    return context


class Transport:
    """Sends calls, a bounded number at once. ``rate_limits`` holds the last quota seen, by registry name.

    ``sent`` counts the requests that went out, redirects and repeats included.
    """

    def __init__(self, options: Options, resolver: Resolver = resolve) -> None:
        self._options = options
        self._client = httpx.AsyncClient(
            transport=_Wire(options, resolver), trust_env=False, follow_redirects=False, timeout=options.timeout
        )
        self._slots = asyncio.Semaphore(max(1, options.concurrency))
        self._not_before: dict[str, float] = {}
        self._settled: dict[tuple[str, int], Origin] = {}
        self._settling: dict[tuple[str, int], asyncio.Lock] = {}
        self._insecure = {host.lower() for host in options.insecure}
        self._trusted = {host.lower() for host in options.trusted_hosts}
        self.rate_limits: dict[str, RateLimit] = {}
        self.sent = 0

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    def is_insecure(self, origin: Origin) -> bool:
        """Whether a registry may be spoken to in the clear: named by the user, or the loopback as written."""
        return (
            is_loopback_host(origin.host)
            or origin.host in self._insecure
            or f"{origin.host}:{origin.port}" in self._insecure
        )

    def is_trusted(self, origin: Origin) -> bool:
        """Whether the user named the host beside the registries."""
        return origin.host in self._trusted or f"{origin.host}:{origin.port}" in self._trusted

    async def settle(self, origin: Origin, port_written: bool, where: Where) -> Origin:
        """The origin with its real scheme: https, or http for an insecure host that does not speak TLS.

        Asked once per host: Docker, too, tries TLS first.
        """
        if not self.is_insecure(origin):
            return origin
        key = (origin.host, origin.port)
        async with self._settling.setdefault(key, asyncio.Lock()):
            if key not in self._settled:
                secure = Origin("https", origin.host, origin.port)
                try:
                    await self.send(Call("GET", f"https://{secure.netloc}/v2/", secure, where, 64 * 1024), attempts=1)
                    self._settled[key] = secure
                except Unreachable:
                    self._settled[key] = Origin("http", origin.host, origin.port if port_written else 80)
        return self._settled[key]

    async def send(self, call: Call, *, attempts: int | None = None) -> Reply:
        """Send a call, wait and try again where that can help, and give the whole answer, whatever its status.

        Raises Unreachable, RateLimited, Refused or ProtocolError (a body over the limit).
        """
        async with self._slots:
            try:
                async for attempt in stamina.retry_context(
                    on=_Passing,
                    attempts=attempts or self._options.attempts,
                    timeout=None,
                    wait_initial=self._options.backoff,
                    wait_jitter=self._options.backoff,
                ):
                    with attempt:
                        return await self._whole(call)
            except _Passing as passing:
                raise passing.error from None
        raise AssertionError("unreachable: the last attempt returns or raises")

    @contextlib.asynccontextmanager
    async def stream(self, call: Call) -> AsyncIterator[tuple[Reply, AsyncIterator[bytes]]]:
        """Send a call for a big body: the answer without it, and its bytes as they come (raw, not decoded)."""
        async with self._slots, contextlib.AsyncExitStack() as stack:
            response: httpx.Response | None = None
            try:
                async for attempt in stamina.retry_context(
                    on=_Passing,
                    attempts=self._options.attempts,
                    timeout=None,
                    wait_initial=self._options.backoff,
                    wait_jitter=self._options.backoff,
                ):
                    with attempt:
                        await self._wait(call)
                        response = await stack.enter_async_context(self._follow(call))
                        self._judge(call, response)
            except _Passing as passing:
                raise passing.error from None
            assert response is not None  # noqa: S101 - for the type checker
            yield _reply(response, b""), self._pieces(call, response)

    async def _whole(self, call: Call) -> Reply:
        await self._wait(call)
        try:
            async with asyncio.timeout(self._options.deadline), self._follow(call) as response:
                body = b"" if call.method == "HEAD" else await self._read(call, response)
                self._judge(call, response)
                return _reply(response, body)
        except TimeoutError:
            raise _Passing(Unreachable("no whole answer in time", call.where, hint="try again later")) from None

    async def _wait(self, call: Call) -> None:
        delay = self._not_before.get(call.own.netloc, 0.0) - time.monotonic()
        if delay > 0:
            await asyncio.sleep(delay)

    def _judge(self, call: Call, response: httpx.Response) -> None:
        """Note the quota; turn answers that may be gone next time into faults that are tried again."""
        quota = read_rate_limit(call.where.registry, response.headers)
        if quota is not None:
            self.rate_limits[call.where.registry] = quota
        if response.status_code not in _PASSING:
            return
        wait = retry_after(response.headers)
        if wait is not None and wait <= self._options.max_wait:
            until = time.monotonic() + wait
            self._not_before[call.own.netloc] = max(until, self._not_before.get(call.own.netloc, 0.0))
        if response.status_code == 429:
            error: RegistryError = _rate_limited(call, wait, quota)
        else:
            error = Unreachable(
                f"the registry failed (HTTP {response.status_code})", call.where, hint="try again later"
            )
        if wait is not None and wait > self._options.max_wait:
            raise error
        raise _Passing(error)

    @contextlib.asynccontextmanager
    async def _follow(self, call: Call) -> AsyncIterator[httpx.Response]:
        """The answer after redirects: at most ``call.redirects``, Authorization left behind with the first origin."""
        url, headers = call.url, dict(call.headers)
        origin = origin_of(url)
        hops = 0
        while True:
            if origin is None:
                raise Refused("the registry sent the client to something that is no usable URL", call.where)
            async with self._open(call, url, headers, origin) as response:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    yield response
                    return
                if hops >= call.redirects:
                    reason = "too many redirects" if call.redirects else "a redirect where none is followed"
                    raise Refused(f"{reason} (HTTP {response.status_code})", call.where)
                target = urljoin(url, response.headers["location"])
            following = origin_of(target)
            if following is not None and following.scheme != "https" and call.own.scheme == "https":
                raise Refused("the registry redirects from https to http", call.where)
            if following != origin:
                # For good: not given back should a later hop lead home.
                headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
            url, origin, hops = target.partition("#")[0], following, hops + 1

    @contextlib.asynccontextmanager
    async def _open(
        self, call: Call, url: str, headers: Mapping[str, str], origin: Origin
    ) -> AsyncIterator[httpx.Response]:
        own = (origin.host, origin.port) == (call.own.host, call.own.port)
        proxy = self._proxy_for(origin)
        if proxy and not proxy.lower().startswith(("http://", "https://")):
            raise Unreachable("the proxy is of a kind that is not supported", call.where, hint="name an HTTP proxy")
        free = own or self.is_trusted(origin)
        if proxy and not free and _is_literal_local(origin.host):
            # Through a proxy the address is not ours to see, but a literal one is.
            raise _address_refused(call, origin.host)
        request = self._client.build_request(
            call.method,
            url,
            headers={"User-Agent": _USER_AGENT, "Accept-Encoding": "identity", **headers},
            content=call.body or None,
            extensions={"restricted": not free, "verify": not (own and self.is_insecure(origin)), "proxy": proxy},
        )
        try:
            self.sent += 1
            response = await self._client.send(request, stream=True)
        except _LocalAddress as error:
            raise _address_refused(call, str(error)) from None
        except _Unresolved as error:
            fault = Unreachable(str(error), call.where, hint="check the name and the network")
            raise (_Passing(fault) if error.passing else fault) from None
        except _FAULTS as error:
            raise _fault(call, error) from None
        try:
            yield response
        finally:
            await response.aclose()

    async def _read(self, call: Call, response: httpx.Response) -> bytes:
        """The whole body, decoded, at most ``call.limit`` bytes of it on either side of the decoding."""
        decode = _decoder(call, response)
        body = bytearray()
        taken = 0
        async for chunk in self._chunks(call, response):
            taken += len(chunk)
            body += decode(chunk, call.limit + 1 - len(body))
            if taken > call.limit or len(body) > call.limit:
                raise ProtocolError(f"the answer is bigger than {call.limit} bytes", call.where)
        return bytes(body)

    async def _pieces(self, call: Call, response: httpx.Response) -> AsyncIterator[bytes]:
        """A big body's chunks, within the time a layer may take; whoever reads it can take it up where it broke."""
        until = time.monotonic() + self._options.layer_deadline
        try:
            async for chunk in self._chunks(call, response):
                yield chunk
                if time.monotonic() > until:
                    raise ProtocolError("a layer came too slowly", call.where, hint="try again later")
        except _Passing as passing:
            raise passing.error from None

    async def _chunks(self, call: Call, response: httpx.Response) -> AsyncIterator[bytes]:
        try:
            async for chunk in response.aiter_raw(_CHUNK):
                yield chunk
        except _FAULTS as error:
            raise _fault(call, error) from None

    def _proxy_for(self, origin: Origin) -> str:
        """The proxy for an origin: the one given, or the environment's; empty for none."""
        if self._options.proxy is not None:
            return _with_scheme(self._options.proxy)
        if is_loopback_host(origin.host):
            return ""
        proxies = urllib.request.getproxies()
        if urllib.request.proxy_bypass(f"{origin.host}:{origin.port}") or urllib.request.proxy_bypass(origin.host):
            return ""
        return _with_scheme(proxies.get(origin.scheme) or proxies.get("all") or "")


_FAULTS = (
    httpx.TransportError,
    httpx.InvalidURL,
    httpcore.NetworkError,
    httpcore.TimeoutException,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    ssl.SSLError,
    OSError,
)


def _reply(response: httpx.Response, body: bytes) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    challenges = tuple(response.headers.get_list("www-authenticate"))
    return Reply(response.status_code, headers, challenges, body, str(response.request.url))


def _decoder(call: Call, response: httpx.Response) -> Callable[[bytes, int], bytes]:
    """How to undo a Content-Encoding nobody asked for: gzip is known to be sent by some caches all the same."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return lambda chunk, _: chunk
    if encoding in ("gzip", "x-gzip"):
        inflate = zlib.decompressobj(wbits=31)
        return lambda chunk, room: inflate.decompress(chunk, max(1, room))
    raise ProtocolError(f"the answer is encoded as {encoding}, which was not asked for", call.where)


def _is_literal_local(host: str) -> bool:
    return is_loopback_host(host) or (is_local(host) and _is_address(host))


def _is_address(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        with contextlib.suppress(OSError):
            socket.inet_pton(family, host)
            return True
    return False


def _address_refused(call: Call, what: str) -> Refused:
    return Refused(
        f"the registry sent the client to a local address ({what})",
        call.where,
        hint="if that is wanted, name the host as trusted",
    )


def _rate_limited(call: Call, wait: float | None, quota: RateLimit | None) -> RateLimited:
    told = f", free again in {wait:.0f} s" if wait is not None else ""
    known = f" ({quota})" if quota is not None else ""
    return RateLimited(
        f"too many requests{told}{known}", call.where, hint="log in for a higher limit, or try later", retry_after=wait
    )


def _fault(call: Call, error: Exception) -> Exception:
    """One line for a fault of the network; those that may pass are wrapped to be tried again."""
    where = call.where
    certificate = _cause(error, ssl.SSLCertVerificationError)
    if certificate is not None:
        reason = getattr(certificate, "verify_message", "") or str(certificate)
        return Unreachable(
            f"its certificate is not trusted: {reason}", where, hint="give the authority's certificate as ca_file"
        )
    if isinstance(error, httpx.InvalidURL):
        return NotFound("it has no valid address", where)
    if isinstance(error, (httpcore.TimeoutException, httpx.TimeoutException)):
        return _Passing(Unreachable("no answer in time", where, hint="check the network, or try again later"))
    if isinstance(error, (httpcore.ConnectError, httpx.ConnectError, ssl.SSLError)):
        return _Passing(
            Unreachable(f"no connection ({_reason(error)})", where, hint="check the name, the port and the network")
        )
    return _Passing(Unreachable(f"the connection broke ({_reason(error)})", where, hint="try again later"))


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    seen = 0
    while error is not None and seen < 8:
        if isinstance(error, kind):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def _reason(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0][:200] if text else type(error).__name__
