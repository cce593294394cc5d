"""The registry client: ``AsyncRegistry``."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from pydantic import TypeAdapter, ValidationError

from baseadvisor.image.platform import Platform
from baseadvisor.image.reference import Reference
from baseadvisor.registry import hub, media_types
from baseadvisor.registry.answers import expect_ok, not_found, offline, tag_names, where_of
from baseadvisor.registry.auth import Authenticator
from baseadvisor.registry.cache import Cache, Fact, default_folder
from baseadvisor.registry.credentials import DOCKER_HUB, CredentialStore
from baseadvisor.registry.digest import digest_of, is_digest, matches
from baseadvisor.registry.endpoint import origin_of
from baseadvisor.registry.errors import (
    DigestMismatch,
    NotFound,
    ProtocolError,
    RegistryError,
)
from baseadvisor.registry.links import next_page
from baseadvisor.registry.manifests import by_fit, fits, read_config, read_manifest
from baseadvisor.registry.models import (
    Descriptor,
    HubTag,
    HubTagList,
    ImageConfig,
    ImageInfo,
    Index,
    Layer,
    Manifest,
    Referrer,
    Resolved,
    TagList,
    environment,
)
from baseadvisor.registry.options import Options
from baseadvisor.registry.rate_limit import RateLimit
from baseadvisor.registry.referrers import COSIGN_SUFFIXES, kind_of
from baseadvisor.registry.transport import Call, Reply, Resolver, Transport, resolve
from baseadvisor.registry.userland import Userland, dump_userland, load_userland, read_userland
from baseadvisor.registry.wire import Wire

_T = TypeVar("_T")
_USERLAND_FACT = "userland-1"
_TAGS_PER_PAGE = 1000
_TAG_LIST = TypeAdapter(TagList)
_HUB_LIST = TypeAdapter(HubTagList)
_REFERRERS = TypeAdapter(tuple[Referrer, ...])


class AsyncRegistry:
    """Reads from registries: one pool of connections, one cache, a bounded number of requests at once.

    Use it as an async context manager. Every method takes a reference as text (``python:3.12``) or parsed, raises
    InvalidReference for a text that is none, and RegistryError (one line each) for whatever goes wrong out there.
    ``resolver`` turns a host and port into addresses (for tests and odd networks).
    """

    def __init__(self, options: Options | None = None, *, resolver: Resolver = resolve) -> None:
        self.options = options or Options()
        self._platform = Platform.parse(self.options.platform)
        self._transport = Transport(self.options, resolver)
        store = CredentialStore(self.options.credentials, use_files=self.options.use_credential_files)
        self._auth = Authenticator(self._transport, store, self.options.limits.token)
        self._cache: Cache | None = None
        if self.options.use_cache:
            self._cache = Cache(self.options.cache_dir or default_folder(), self.options.cache_bytes)
        self._under_way: dict[tuple[str, ...], asyncio.Task[Any]] = {}
        self._wire = Wire(self.options, self._transport, self._auth)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Stop what is under way, close connections and cache."""
        under_way = list(self._under_way.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._transport.aclose()
        if self._cache is not None:
            self._cache.close()

    @property
    def rate_limits(self) -> Mapping[str, RateLimit]:
        """The last pull quota each registry told, by registry name."""
        return dict(self._transport.rate_limits)

    @property
    def requests(self) -> int:
        """How many requests went out so far, repeats, redirects and token requests included."""
        return self._transport.sent

    async def resolve(self, reference: str | Reference) -> Resolved:
        """What a tag points to now (HEAD: no pull is counted), or a digest's media type and size."""
        ref = _reference(reference)
        if ref.digest is not None:
            body, media_type = await self._manifest_body(ref, ref.digest)
            return Resolved(ref, ref.digest, media_type, len(body))
        return await self._once(("resolve", str(ref)), lambda: self._resolve_tag(ref))

    async def index(self, reference: str | Reference) -> Index | None:
        """The image index a reference points to, or None when it points to a single image."""
        ref = _reference(reference)
        document = await self._document(ref, (await self.resolve(ref)).digest)
        return document if isinstance(document, Index) else None

    async def manifest(self, reference: str | Reference, platform: str | Platform | None = None) -> Manifest:
        """The image manifest for a platform. A single image is taken as it is, whatever its platform."""
        return (await self._choose(_reference(reference), self._wanted(platform))).manifest

    async def config(self, reference: str | Reference, platform: str | Platform | None = None) -> ImageConfig:
        """The config for a platform."""
        ref = _reference(reference)
        return await self._config(ref, (await self._choose(ref, self._wanted(platform))).manifest)

    async def image(self, reference: str | Reference, platform: str | Platform | None = None) -> ImageInfo:
        """Everything manifest and config say of an image for a platform. Raises NotFound when it is not offered."""
        ref = _reference(reference)
        wanted = self._wanted(platform)
        chosen = await self._choose(ref, wanted)
        config = await self._config(ref, chosen.manifest)
        if config.platform is not None and not fits(config.platform, wanted):
            raise NotFound(f"it is for {config.platform}, not for {wanted}", where_of(ref))
        return _image_info(ref, chosen, config)

    async def images(
        self, references: Iterable[str | Reference], platform: str | Platform | None = None
    ) -> list[ImageInfo | RegistryError]:
        """Many images at once, in order; what failed is its fault in its place."""

        async def one(reference: str | Reference) -> ImageInfo | RegistryError:
            try:
                return await self.image(reference, platform)
            except RegistryError as error:
                return error

        return list(await asyncio.gather(*(one(_reference(reference)) for reference in references)))

    async def tags(self, reference: str | Reference, *, limit: int | None = None) -> TagList:
        """The tags of a reference's repository, at most ``limit`` (or the client's bound) of them."""
        ref = _reference(reference)
        bound = min(limit or self.options.limits.tags, self.options.limits.tags)
        return await self._once(("tags", ref.name, str(bound)), lambda: self._tags(ref, bound))

    async def hub_tags(self, reference: str | Reference, *, pages: int | None = None) -> HubTagList:
        """Tags of a Docker Hub repository with sizes per platform and dates, latest first; no pull is counted."""
        ref = _reference(reference)
        bound = min(pages or self.options.limits.hub_pages, self.options.limits.hub_pages)
        return await self._once(("hub", ref.name, str(bound)), lambda: self._hub_tags(ref, bound))

    async def referrers(self, reference: str | Reference) -> tuple[Referrer, ...]:
        """What refers to an image: signatures, SBOMs, provenances, by the referrers API or the tags that stand for it.

        BuildKit's attestations lie in the image's own index and are told as well.
        """
        ref = _reference(reference)
        digest = (await self.resolve(ref)).digest
        return await self._once(("referrers", ref.name, digest), lambda: self._referrers(ref, digest))

    async def userland(self, reference: str | Reference, platform: str | Platform | None = None) -> Userland:
        """What lies inside an image: distribution, packages, shell, libc, read out of its layers from the top down."""
        ref = _reference(reference)
        chosen = await self._choose(ref, self._wanted(platform))
        config = await self._config(ref, chosen.manifest)
        scope = await self._scope(ref)
        fact = (
            None if self.options.refresh else await self._cached(lambda c: c.fact(scope, _USERLAND_FACT, chosen.digest))
        )
        known = load_userland(fact.value) if fact is not None else None
        if known is not None:
            return known
        found = await read_userland(
            chosen.manifest,
            config,
            limits=self.options.limits,
            where=where_of(ref),
            open_blob=lambda layer, start, end: self._wire.blob(ref, layer, start, end),
        )
        if found.complete:
            await self._cached(lambda c: c.remember(scope, _USERLAND_FACT, chosen.digest, dump_userland(found)))
        return found

    # Manifests and configs

    def _wanted(self, platform: str | Platform | None) -> Platform:
        if platform is None:
            return self._platform
        return platform if isinstance(platform, Platform) else Platform.parse(platform)

    async def _resolve_tag(self, ref: Reference) -> Resolved:
        tag = ref.effective_tag or ""
        scope = await self._scope(ref)
        if not self.options.refresh:
            fact = await self._cached(lambda c: c.fact(scope, "tag", tag))
            known = _load_resolved(ref, fact) if fact is not None else None
            if known is not None and fact is not None and (fact.age <= self.options.tag_age or self.options.offline):
                return known
        resolved = await self._ask_tag(ref, tag, scope)
        value = json.dumps([resolved.digest, resolved.media_type, resolved.size]).encode()
        await self._cached(lambda c: c.remember(scope, "tag", tag, value))
        return resolved

    async def _ask_tag(self, ref: Reference, tag: str, scope: str) -> Resolved:
        path = f"{ref.repository}/manifests/{tag}"
        headers = {"Accept": media_types.ACCEPT}
        reply = await self._wire.ask(ref, "HEAD", path, limit=0, headers=headers)
        digest = reply.headers.get("docker-content-digest", "").strip()
        length = reply.headers.get("content-length", "")
        if reply.status == 200 and is_digest(digest) and length.isascii() and length.isdigit():
            return Resolved(ref, digest, media_types.bare(reply.headers.get("content-type")), int(length))
        if reply.status == 404:
            raise not_found(ref)
        # No digest in the header (or no HEAD at all): fetch it and hash the raw bytes.
        reply = await self._wire.ask(ref, "GET", path, limit=self.options.limits.manifest, headers=headers)
        if reply.status == 404:
            raise not_found(ref)
        expect_ok(reply, ref)
        digest = digest_of(reply.body)
        media_type = media_types.bare(reply.headers.get("content-type"))
        read_manifest(reply.body, media_type, where_of(ref))
        await self._cached(lambda c: c.keep(scope, digest, media_type, reply.body))
        return Resolved(ref, digest, media_type, len(reply.body))

    async def _manifest_body(self, ref: Reference, digest: str) -> tuple[bytes, str]:
        return await self._content(ref, "manifests", digest, self.options.limits.manifest, media_types.ACCEPT)

    async def _document(self, ref: Reference, digest: str) -> Manifest | Index:
        body, media_type = await self._manifest_body(ref, digest)
        return read_manifest(body, media_type, where_of(ref))

    async def _choose(self, ref: Reference, wanted: Platform) -> _Chosen:
        resolved = await self.resolve(ref)
        top = await self._document(ref, resolved.digest)
        if isinstance(top, Manifest):
            return _Chosen(resolved, resolved.digest, top, (), {})
        offered = tuple(dict.fromkeys(entry.platform for entry in top.manifests if entry.platform is not None))
        budget = [self.options.limits.index_entries]
        found = await self._descend(ref, top, wanted, self.options.limits.index_depth, budget)
        if found is None:
            names = ", ".join(str(platform) for platform in offered[:12]) or "none"
            raise NotFound(f"it is not offered for {wanted}", where_of(ref), hint=f"it is for: {names}")
        entry, manifest = found
        return _Chosen(resolved, entry.digest, manifest, offered, {**top.annotations, **entry.annotations})

    async def _descend(
        self, ref: Reference, index: Index, wanted: Platform, depth: int, budget: list[int]
    ) -> tuple[Descriptor, Manifest] | None:
        """The first fitting image under an index: its entries by fit, nested indexes within the bounds."""
        for entry in by_fit(index.manifests, wanted):
            if budget[0] <= 0:
                raise ProtocolError("its index nests more than can be right", where_of(ref))
            budget[0] -= 1
            if entry.media_type and entry.media_type not in media_types.INDEXES | media_types.MANIFESTS:
                continue
            document = await self._document(ref, entry.digest)
            if isinstance(document, Manifest):
                if entry.platform is None and not await self._is_for(ref, document, wanted):
                    continue
                return entry, document
            if depth <= 1:
                raise ProtocolError("its index nests more than can be right", where_of(ref))
            found = await self._descend(ref, document, wanted, depth - 1, budget)
            if found is not None:
                return found
        return None

    async def _is_for(self, ref: Reference, manifest: Manifest, wanted: Platform) -> bool:
        """Whether an image that its index gives no platform for is for one by its config."""
        if not any(media_types.is_tar_layer(layer.media_type) for layer in manifest.layers):
            return False
        platform = (await self._config(ref, manifest)).platform
        return platform is None or fits(platform, wanted)

    async def _config(self, ref: Reference, manifest: Manifest) -> ImageConfig:
        where = where_of(ref)
        descriptor = manifest.config
        if descriptor.size > self.options.limits.config:
            raise ProtocolError(f"its config is said to be {descriptor.size} bytes big", where)
        body, _ = await self._content(ref, "blobs", descriptor.digest, self.options.limits.config, None)
        return read_config(body, where)

    async def _content(
        self, ref: Reference, kind: Literal["manifests", "blobs"], digest: str, limit: int, accept: str | None
    ) -> tuple[bytes, str]:
        """A body by digest, verified; from the cache where it is there."""
        if not is_digest(digest):
            raise ProtocolError("its digest is neither sha256 nor sha512", where_of(ref))
        return await self._once(("content", ref.name, digest), lambda: self._fetch(ref, kind, digest, limit, accept))

    async def _fetch(self, ref: Reference, kind: str, digest: str, limit: int, accept: str | None) -> tuple[bytes, str]:
        scope = await self._scope(ref)
        if not self.options.refresh:
            content = await self._cached(lambda c: c.content(scope, digest))
            if content is not None:
                return content.body, content.media_type
        headers = {"Accept": accept} if accept else {}

        def check(reply: Reply) -> None:
            if reply.status == 200 and not matches(reply.body, digest):
                raise DigestMismatch(
                    f"what it sent is not what {digest[:19]}… stands for",
                    where_of(ref),
                    hint="try again, or tell its owner",
                )

        reply = await self._wire.ask(
            ref, "GET", f"{ref.repository}/{kind}/{digest}", limit=limit, headers=headers, check=check
        )
        if reply.status == 404:
            raise not_found(ref, digest)
        expect_ok(reply, ref)
        media_type = media_types.bare(reply.headers.get("content-type"))
        await self._cached(lambda c: c.keep(scope, digest, media_type, reply.body))
        return reply.body, media_type

    # Lists

    async def _tags(self, ref: Reference, bound: int) -> TagList:
        scope = await self._scope(ref)
        known = await self._aged(scope, f"tags-{bound}", "", _TAG_LIST)
        if known is not None:
            return known
        names: dict[str, None] = {}
        complete = True
        path: str | None = f"{ref.repository}/tags/list?n={_TAGS_PER_PAGE}"
        pages = 0
        while path is not None:
            if pages >= self.options.limits.pages or len(names) >= bound:
                complete = False
                break
            reply = await self._wire.ask(ref, "GET", path, limit=self.options.limits.page)
            if reply.status in (400, 405) and pages == 0 and "?" in path:
                # Some registries refuse a page size they do not like.
                path = f"{ref.repository}/tags/list"
                continue
            if reply.status == 404:
                raise not_found(ref, "its list of tags")
            expect_ok(reply, ref)
            names.update(dict.fromkeys(tag_names(reply.body, ref)))
            following = next_page(reply.headers.get("link"), reply.url, where_of(ref))
            path = f"{ref.repository}/tags/list?{following.partition('?')[2]}" if following else None
            pages += 1
        if len(names) > bound:
            complete = False
        result = TagList(tuple(names)[:bound], complete)
        await self._cached(lambda c: c.remember(scope, f"tags-{bound}", "", _TAG_LIST.dump_json(result)))
        return result

    async def _hub_tags(self, ref: Reference, bound: int) -> HubTagList:
        where = where_of(ref)
        if ref.registry != DOCKER_HUB:
            raise NotFound("only Docker Hub lists tags with sizes", where)
        url: str | None = hub.first_page(self.options.hub_url, ref.repository)
        origin = origin_of(url or "")
        if origin is None:
            raise ProtocolError("the address of Docker Hub's list is no usable URL", where)
        # The list is asked for without credentials, so it is everybody's.
        scope = f"{ref.name}#anonymous"
        known = await self._aged(scope, f"hub-{bound}", "", _HUB_LIST)
        if known is not None:
            return known
        if self.options.offline:
            raise offline(ref)
        tags: dict[str, HubTag] = {}
        for _ in range(bound):
            if url is None:
                break
            reply = await self._transport.send(Call("GET", url, origin, where, self.options.limits.page))
            if reply.status == 404:
                raise not_found(ref, "its list of tags")
            expect_ok(reply, ref)
            found, following = hub.read_page(reply.body, where)
            for tag in found:
                tags.setdefault(tag.name, tag)
            url = next_page(f'<{following}>; rel="next"' if following else None, reply.url, where)
        result = HubTagList(tuple(tags.values()), complete=url is None)
        await self._cached(lambda c: c.remember(scope, f"hub-{bound}", "", _HUB_LIST.dump_json(result)))
        return result

    async def _referrers(self, ref: Reference, digest: str) -> tuple[Referrer, ...]:
        scope = await self._scope(ref)
        known = await self._aged(scope, "referrers", digest, _REFERRERS)
        if known is not None:
            return known
        found: dict[str, Referrer] = {}
        document = await self._document(ref, digest)
        if isinstance(document, Index):
            for entry in document.manifests:
                if entry.is_attestation:
                    for referrer in await self._attestations(ref, entry):
                        found.setdefault(f"{referrer.digest} {referrer.kind}", referrer)
        listed = await self._listed_referrers(ref, digest)
        via: Literal["referrers", "tag"] = "referrers"
        if listed is None:
            via = "tag"
            listed = await self._tagged_referrers(ref, digest)
        for entry in listed[: self.options.limits.referrers]:
            kind = kind_of(entry.artifact_type, entry.annotations)
            found.setdefault(
                entry.digest, Referrer(kind, entry.artifact_type, entry.digest, entry.size, via, entry.annotations)
            )
        for suffix, kind in COSIGN_SUFFIXES.items():
            tagged = _with_tag(ref, f"{digest.replace(':', '-')}.{suffix}")
            with contextlib.suppress(NotFound):
                resolved = await self.resolve(tagged)
                found.setdefault(
                    resolved.digest, Referrer(kind, f"cosign {suffix}", resolved.digest, resolved.size, "tag")
                )
        result = tuple(found.values())
        await self._cached(lambda c: c.remember(scope, "referrers", digest, _REFERRERS.dump_json(result)))
        return result

    async def _listed_referrers(self, ref: Reference, digest: str) -> list[Descriptor] | None:
        """By the referrers API; None where the registry has none."""
        path: str | None = f"{ref.repository}/referrers/{digest}"
        entries: list[Descriptor] = []
        for _ in range(self.options.limits.pages):
            if path is None or len(entries) >= self.options.limits.referrers:
                break
            reply = await self._wire.ask(
                ref, "GET", path, limit=self.options.limits.manifest, headers={"Accept": media_types.OCI_INDEX}
            )
            if reply.status != 200 or media_types.bare(reply.headers.get("content-type")) not in (
                media_types.OCI_INDEX,
                "application/json",
            ):
                # "404: not supported" by the specification; others answer 400, 405 or a page for people.
                return entries or None
            document = read_manifest(reply.body, media_types.OCI_INDEX, where_of(ref))
            if not isinstance(document, Index):
                return entries or None
            entries.extend(document.manifests)
            following = next_page(reply.headers.get("link"), reply.url, where_of(ref))
            path = f"{ref.repository}/referrers/{digest}?{following.partition('?')[2]}" if following else None
        return entries

    async def _tagged_referrers(self, ref: Reference, digest: str) -> list[Descriptor]:
        """By the tag that stands in for the referrers API: ``sha256-<hex>``, an index."""
        try:
            index = await self.index(_with_tag(ref, digest.replace(":", "-")[:128]))
        except NotFound:
            return []
        return list(index.manifests) if index is not None else []

    async def _attestations(self, ref: Reference, entry: Descriptor) -> list[Referrer]:
        """BuildKit's attestation manifest: each of its layers is one statement."""
        try:
            document = await self._document(ref, entry.digest)
        except NotFound:
            return []
        if not isinstance(document, Manifest):
            return []
        return [
            Referrer(
                kind_of(layer.media_type, layer.annotations),
                layer.media_type,
                entry.digest,
                entry.size,
                "index",
                {**entry.annotations, **layer.annotations},
            )
            for layer in document.layers[: self.options.limits.referrers]
        ]

    # The cache

    async def _scope(self, ref: Reference) -> str:
        return f"{ref.name}#{await self._auth.identity(ref.registry, ref.repository)}"

    async def _cached(self, action: Callable[[Cache], _T]) -> _T | None:
        return None if self._cache is None else await asyncio.to_thread(action, self._cache)

    async def _aged(self, scope: str, kind: str, name: str, shape: TypeAdapter[_T]) -> _T | None:
        """A remembered answer that is young enough (offline: of any age)."""
        if self.options.refresh:
            return None
        fact = await self._cached(lambda c: c.fact(scope, kind, name))
        if fact is None or (fact.age > self.options.tag_age and not self.options.offline):
            return None
        with contextlib.suppress(ValidationError):
            return shape.validate_json(fact.value)
        return None

    async def _once(self, key: tuple[str, ...], start: Callable[[], Awaitable[_T]]) -> _T:
        """One piece of work for all who want it at the same time."""
        task: asyncio.Task[_T] | None = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(_as_coroutine(start))
            self._under_way[key] = task
            task.add_done_callback(lambda done: self._forget(key, done))
        # Shielded: one waiter that gives up must not take the answer from the others.
        return await asyncio.shield(task)

    def _forget(self, key: tuple[str, ...], task: asyncio.Task[_T]) -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()


class _Chosen:
    """The image manifest a reference and a platform lead to."""

    __slots__ = ("annotations", "digest", "manifest", "platforms", "top")

    def __init__(
        self,
        top: Resolved,
        digest: str,
        manifest: Manifest,
        platforms: tuple[Platform, ...],
        annotations: Mapping[str, str],
    ) -> None:
        self.top = top
        self.digest = digest
        self.manifest = manifest
        self.platforms = platforms
        self.annotations = annotations


async def _as_coroutine(start: Callable[[], Awaitable[_T]]) -> _T:
    return await start()


def _with_tag(ref: Reference, tag: str) -> Reference:
    """The same repository under another tag."""
    return Reference(ref.registry, ref.repository, tag)


def _reference(reference: str | Reference) -> Reference:
    return reference if isinstance(reference, Reference) else Reference.parse(reference)


def _load_resolved(ref: Reference, fact: Fact) -> Resolved | None:
    with contextlib.suppress(ValueError, TypeError):
        digest, media_type, size = json.loads(fact.value)
        if is_digest(digest) and isinstance(media_type, str) and isinstance(size, int):
            return Resolved(ref, digest, media_type, size, _when(fact))
    return None


def _when(fact: Fact) -> datetime:
    """When a remembered answer was given."""
    return datetime.now(UTC) - timedelta(seconds=fact.age)


def _image_info(ref: Reference, chosen: _Chosen, config: ImageConfig) -> ImageInfo:
    manifest, run = chosen.manifest, config.config
    steps = [step.created_by for step in config.history if not step.empty_layer]
    # History is optional: it is only told of layers when there is exactly one step for each.
    made_by = steps if len(steps) == len(manifest.layers) else [""] * len(manifest.layers)
    layers = tuple(
        Layer(layer.digest, layer.media_type, layer.size, step, layer.annotations)
        for layer, step in zip(manifest.layers, made_by, strict=True)
    )
    return ImageInfo(
        reference=ref,
        digest=chosen.top.digest,
        manifest_digest=chosen.digest,
        media_type=manifest.media_type,
        platform=config.platform,
        platforms=chosen.platforms or ((config.platform,) if config.platform else ()),
        size=manifest.size,
        layers=layers,
        created=config.created_at,
        labels=run.labels,
        annotations={**chosen.annotations, **manifest.annotations},
        env=environment(run.env),
        user=run.user,
        entrypoint=run.entrypoint,
        cmd=run.cmd,
        working_dir=run.working_dir,
        exposed_ports=tuple(sorted(run.exposed_ports)),
        volumes=tuple(sorted(run.volumes)),
        stop_signal=run.stop_signal,
        on_build=run.on_build,
        shell=run.shell,
        history=config.history,
        as_of=chosen.top.as_of,
    )
