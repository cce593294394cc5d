"""Tokens: the Docker registry's token authentication, and what may be told to whom.

The realm of a challenge is chosen by the registry, so it is judged before anything is sent there (a wave of
vulnerabilities of 2026 in other clients was just that: CVE-2026-48978, GHSA-vh4v-2xq2-g5cg).
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlunsplit

from pydantic import BaseModel, Field, ValidationError

from baseadvisor.registry.challenge import Challenge, parse_challenges
from baseadvisor.registry.credentials import Credentials, CredentialStore, denied
from baseadvisor.registry.endpoint import Endpoint, Origin, origin_of, split
from baseadvisor.registry.errors import ProtocolError, Refused, RegistryError, Where
from baseadvisor.registry.transport import Call, Reply, Transport

_PULL_SCOPE = re.compile(r"repository(?:\([^)\s]*\))?:[^\s]{1,512}:pull")
_DEFAULT_LIFE = 60.0
_MAX_LIFE = 3600.0
_CLIENT_ID = "baseadvisor"

# Registries whose token server is elsewhere by design. Both sides are fixed here, so no registry can name another's.
_KNOWN_REALMS = frozenset(
    {
        ("registry-1.docker.io", "auth.docker.io"),
        ("docker.io", "auth.docker.io"),
        ("registry.gitlab.com", "gitlab.com"),
        ("registry.access.redhat.com", "access.redhat.com"),
        ("registry.redhat.io", "sso.redhat.com"),
    }
)
# Parents under which strangers live side by side: being a sibling there proves nothing. A short list on purpose; what
# is missing costs an explicit permission at worst, because two labels (three under a country's) are the least asked.
_SHARED_PARENTS = frozenset(
    {
        "amazonaws.com", "appspot.com", "azurecontainer.io", "azurecr.io", "azurewebsites.net", "cloudapp.net",
        "cloudfront.net", "docker.dev", "fly.dev", "gcr.io", "github.dev", "github.io", "gitlab.io", "herokuapp.com",
        "jfrog.io", "netlify.app", "ngrok.app", "ngrok.io", "ocir.io", "on.aws", "onrender.com", "pages.dev", "pkg.dev",
        "repl.co", "run.app", "scw.cloud", "trycloudflare.com", "vercel.app", "windows.net", "workers.dev",
    }
)  # fmt: skip
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gov", "gouv", "ne", "net", "nhs", "or", "org"})


class _TokenAnswer(BaseModel):
    token: str = Field("", max_length=65536)
    access_token: str = Field("", max_length=65536)
    expires_in: float | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    header: str = field(repr=False)
    expires: float

    @property
    def live(self) -> bool:
        return time.monotonic() < self.expires


class Realm(NamedTuple):
    """A token server that may be asked, and whether it may be given credentials."""

    url: str
    origin: Origin
    may_have_credentials: bool


def judge_realm(realm: str, endpoint: Endpoint, transport: Transport, where: Where) -> Realm:
    """Whether a challenge's realm may be asked at all, and with credentials. Raises Refused.

    It must be https unless the registry itself is not, and carry neither a user nor a fragment. Credentials go to the
    registry's own site, to the fixed pairs above, and to hosts the user named; others are asked anonymously.
    """
    origin = origin_of(realm)
    parts = split(realm)
    if origin is None or parts is None or "#" in realm:
        raise Refused("its token server has no usable address (realm)", where)
    if origin.scheme != "https" and endpoint.origin.scheme == "https":
        raise Refused("its token server is not https (realm)", where)
    own = endpoint.origin
    allowed = (
        (origin.host, origin.port) == (own.host, own.port)
        or transport.is_trusted(origin)
        or (own.host, origin.host) in _KNOWN_REALMS
        or (origin.scheme == "https" and same_site(own.host, origin.host))
    )
    return Realm(realm, origin, allowed)


def same_site(one: str, other: str) -> bool:
    """Whether two host names belong to one owner, as far as the names tell: equal, or under one registrable name."""
    if one == other:
        return True
    site = _site(one)
    return site is not None and site == _site(other)


def _site(host: str) -> str | None:
    labels = host.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or ":" in host:
        return None
    size = 3 if len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    if len(labels) < size:
        return None
    for depth in range(2, len(labels)):
        if ".".join(labels[-depth:]) in _SHARED_PARENTS:
            return ".".join(labels[-depth - 1 :])
    return ".".join(labels[-size:])


class Authenticator:
    """Authorization headers for one client: one per endpoint and repository, kept in memory while they live."""

    def __init__(self, transport: Transport, store: CredentialStore, token_limit: int) -> None:
        self._transport = transport
        self._store = store
        self._token_limit = token_limit
        self._tokens: dict[tuple[Endpoint, str], _Token] = {}
        self._bearer: dict[Endpoint, Challenge] = {}
        self._basic: set[Endpoint] = set()
        self._notes: dict[Endpoint, str] = {}
        self._found: dict[tuple[str, str], Credentials | None] = {}
        self._locks: dict[tuple[Endpoint, str], asyncio.Lock] = {}

    async def identity(self, registry: str, repository: str) -> str:
        """Who asks, as the cache tells identities apart: ``anonymous`` or a hash of the user."""
        found = await self._credentials(registry, repository)
        return "anonymous" if found is None else found.identity

    async def send(self, endpoint: Endpoint, repository: str, call: Call) -> Reply:
        """Send a call with whatever the registry asks for. Raises AccessDenied when it is not satisfied."""
        header = await self.header(endpoint, repository, call.where)
        reply = await self._transport.send(_with(call, header))
        if reply.status == 401:
            header = await self.answer(endpoint, repository, reply, refused=header, where=call.where)
            reply = await self._transport.send(_with(call, header))
        if reply.status in (401, 403):
            raise self.denied(endpoint, repository, call.where, reply.status)
        return reply

    async def header(self, endpoint: Endpoint, repository: str, where: Where) -> str | None:
        """The header to start with: known from an earlier answer of the same endpoint, or None."""
        token = self._tokens.get((endpoint, repository))
        if token is not None and token.live:
            return token.header
        credentials = await self._credentials(endpoint.name, repository)
        if credentials is not None and credentials.registry_token:
            return f"Bearer {credentials.registry_token}"
        if endpoint in self._basic:
            return credentials.basic if credentials is not None else None
        if endpoint in self._bearer:
            return await self._fetch(endpoint, repository, self._bearer[endpoint], None, where)
        return None

    async def answer(
        self, endpoint: Endpoint, repository: str, reply: Reply, *, refused: str | None, where: Where
    ) -> str:
        """The header that answers a 401. Raises AccessDenied when there is none, Refused for a realm not to ask."""
        challenges = parse_challenges(reply.challenges)
        credentials = await self._credentials(endpoint.name, repository)
        problem: RegistryError | None = None
        for challenge in _by_preference(challenges):
            if challenge.scheme == "bearer" and challenge.parameters.get("realm"):
                try:
                    return await self._fetch(endpoint, repository, challenge, refused, where)
                except Refused as error:
                    problem = error
            elif challenge.scheme == "basic":
                basic = credentials.basic if credentials is not None else None
                if basic is not None and basic != refused:
                    self._basic.add(endpoint)
                    return basic
        raise problem or self.denied(endpoint, repository, where, reply.status)

    def denied(self, endpoint: Endpoint, repository: str, where: Where, status: int) -> RegistryError:
        """The fault for an answer 401 or 403, with what is known of the reason."""
        sent = self._found.get((endpoint.name, repository)) is not None and endpoint not in self._notes
        return denied(self._store, where, status=status, sent=sent, note=self._notes.get(endpoint))

    async def _credentials(self, registry: str, repository: str) -> Credentials | None:
        key = (registry, repository)
        if key not in self._found:
            self._found[key] = await asyncio.to_thread(self._store.lookup, registry, repository)
        return self._found[key]

    async def _fetch(
        self, endpoint: Endpoint, repository: str, challenge: Challenge, refused: str | None, where: Where
    ) -> str:
        key = (endpoint, repository)
        async with self._locks.setdefault(key, asyncio.Lock()):
            token = self._tokens.get(key)
            # Another call may have fetched it while this one waited.
            if token is not None and token.live and token.header != refused:
                return token.header
            token = await self._token(endpoint, repository, challenge, where)
            self._tokens[key] = token
            self._bearer[endpoint] = challenge
            return token.header

    async def _token(self, endpoint: Endpoint, repository: str, challenge: Challenge, where: Where) -> _Token:
        realm = judge_realm(challenge.parameters["realm"], endpoint, self._transport, where)
        credentials = await self._credentials(endpoint.name, repository)
        if credentials is not None and not realm.may_have_credentials:
            self._notes[endpoint] = (
                f"the credentials for {endpoint.name} were kept from its token server {realm.origin.netloc}, "
                "another site; name it as trusted if it is right"
            )
            credentials = None
        service = challenge.parameters.get("service", "")
        call = _token_call(realm, service, _scope(challenge, repository), credentials, endpoint, where)
        call = Call(call.method, call.url, endpoint.origin, where, self._token_limit, call.headers, call.body)
        reply = await self._transport.send(call)
        if reply.status in (400, 401, 403):
            raise self.denied(endpoint, repository, where, reply.status)
        if reply.status != 200:
            raise ProtocolError(f"its token server answered HTTP {reply.status}", where)
        return _read_token(reply.body, where)


def _with(call: Call, header: str | None) -> Call:
    if header is None:
        return call
    headers = {**call.headers, "Authorization": header}
    return Call(call.method, call.url, call.own, call.where, call.limit, headers, call.body, call.redirects)


def _by_preference(challenges: Sequence[Challenge]) -> list[Challenge]:
    """Bearer before Basic: a token for one repository tells less than a password."""
    return sorted(challenges, key=lambda challenge: challenge.scheme != "bearer")


def _scope(challenge: Challenge, repository: str) -> str:
    """The registry's own scope when it is a pull (it may know the repository by another path), else the plain one."""
    offered = challenge.parameters.get("scope", "")
    # A challenge remembered from another repository has that one's scope.
    if _PULL_SCOPE.fullmatch(offered) and offered.rpartition(":")[0].endswith(repository):
        return offered
    return f"repository:{repository}:pull"


def _token_call(
    realm: Realm, service: str, scope: str, credentials: Credentials | None, endpoint: Endpoint, where: Where
) -> Call:
    parts = split(realm.url)
    assert parts is not None  # noqa: S101 - judged before
    if credentials is not None and credentials.identity_token:
        fields = {
            "grant_type": "refresh_token",
            "service": service,
            "client_id": _CLIENT_ID,
            "scope": scope,
            "refresh_token": credentials.identity_token,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return Call("POST", realm.url, endpoint.origin, where, 0, headers, urlencode(fields).encode())
    query = parse_qsl(parts.query, keep_blank_values=True)
    query.extend([("service", service)] if service else [])
    query.append(("scope", scope))
    headers = {}
    if credentials is not None and credentials.basic:
        headers["Authorization"] = credentials.basic
        query.append(("account", credentials.username))
    url = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", urlencode(query), ""))
    return Call("GET", url, endpoint.origin, where, 0, headers)


def _read_token(body: bytes, where: Where) -> _Token:
    try:
        answer = _TokenAnswer.model_validate_json(body)
    except ValidationError:
        raise ProtocolError("its token server gave an answer that is not understood", where) from None
    value = answer.token or answer.access_token
    if not value or re.fullmatch(r"[\x21-\x7e]+", value) is None:
        raise ProtocolError("its token server gave no usable token", where)
    life = answer.expires_in if answer.expires_in and answer.expires_in > 0 else _DEFAULT_LIFE
    # A little less than promised: the clock runs while the request travels.
    return _Token(f"Bearer {value}", time.monotonic() + min(life, _MAX_LIFE) * 0.9)
