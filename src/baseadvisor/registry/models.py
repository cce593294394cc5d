"""What a registry holds: descriptors, manifests, configs, and what the client tells of them.

Shapes: OCI image specification 1.1 (descriptor.md, image-index.md, manifest.md, config.md), which Docker's schema 2
shares but for media types.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from baseadvisor.image.platform import InvalidPlatform, Platform
from baseadvisor.image.reference import Reference
from baseadvisor.registry.digest import is_digest
from baseadvisor.registry.display import printable

ReferrerKind = Literal["signature", "sbom", "provenance", "vulnerabilities", "other"]


def _or_empty(kind: type) -> BeforeValidator:
    """Go writes a nil map or list as null; what is of the wrong type is as good as absent."""
    return BeforeValidator(lambda value: value if isinstance(value, kind) else kind())


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _text_map(value: object) -> dict[str, str]:
    return {key: item for key, item in value.items() if isinstance(item, str)} if isinstance(value, dict) else {}


def _one_text(value: object) -> str:
    return value if isinstance(value, str) else ""


Text = Annotated[str, BeforeValidator(_one_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
TextMap = Annotated[Mapping[str, str], BeforeValidator(_text_map)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class WirePlatform(_Wire):
    os: Text = ""
    architecture: Text = ""
    variant: Text = ""
    os_version: Text = Field("", alias="os.version")


class Descriptor(_Wire):
    """A pointer to content: media type, digest, size in bytes, and what is said of it beside."""

    media_type: Text = Field("", alias="mediaType")
    digest: str
    size: int = Field(ge=0, le=2**62)
    annotations: TextMap = Field(default_factory=dict)
    artifact_type: Text = Field("", alias="artifactType")
    wire_platform: WirePlatform | None = Field(None, alias="platform")

    @field_validator("digest")
    @classmethod
    def _digest_is_well_formed(cls, value: str) -> str:
        if not is_digest(value):
            raise ValueError("not a sha256 or sha512 digest")
        return value

    @property
    def platform(self) -> Platform | None:
        """The platform an index says this is for, normalised; None when it says none or no real one."""
        wire = self.wire_platform
        if wire is None:
            return None
        return platform_of(wire.os, wire.architecture, wire.variant, wire.os_version)

    @property
    def is_attestation(self) -> bool:
        """Whether this index entry is BuildKit's attestation manifest: no image to run."""
        return self.annotations.get("vnd.docker.reference.type") == "attestation-manifest" or (
            self.wire_platform is not None and self.wire_platform.os == "unknown"
        )


def platform_of(os: str, architecture: str, variant: str = "", os_version: str = "") -> Platform | None:
    """A platform from the parts that manifests and configs give, or None when they name none."""
    if not os or not architecture or "unknown" in (os, architecture):
        return None
    try:
        platform = Platform.parse("/".join(part for part in (os, architecture, variant) if part))
    except InvalidPlatform:
        return None
    return platform._replace(os_version=os_version)


class Manifest(_Wire):
    """An image manifest: its config and its layers, bottom first."""

    media_type: Text = Field("", alias="mediaType")
    artifact_type: Text = Field("", alias="artifactType")
    config: Descriptor
    layers: tuple[Descriptor, ...] = ()
    annotations: TextMap = Field(default_factory=dict)
    subject: Descriptor | None = None

    @field_validator("layers", mode="before")
    @classmethod
    def _null_is_none(cls, value: object) -> object:
        return () if value is None else value

    @property
    def size(self) -> int:
        """Bytes that a pull moves for the layers: their compressed sizes added."""
        return sum(layer.size for layer in self.layers)


class Index(_Wire):
    """An image index (Docker: manifest list): one entry a platform."""

    media_type: Text = Field("", alias="mediaType")
    manifests: tuple[Descriptor, ...] = ()
    annotations: TextMap = Field(default_factory=dict)

    @field_validator("manifests", mode="before")
    @classmethod
    def _null_is_none(cls, value: object) -> object:
        return () if value is None else value


class History(_Wire):
    """One step of how an image was made; ``empty_layer`` when it left no layer."""

    created: Text = ""
    created_by: Text = ""
    comment: Text = ""
    empty_layer: bool = False


class RunConfig(_Wire):
    """What a container is started with, as the Dockerfile set it."""

    env: Texts = Field((), alias="Env")
    user: Text = Field("", alias="User")
    entrypoint: Texts = Field((), alias="Entrypoint")
    cmd: Texts = Field((), alias="Cmd")
    working_dir: Text = Field("", alias="WorkingDir")
    labels: TextMap = Field(default_factory=dict, alias="Labels")
    exposed_ports: Annotated[dict[str, Any], _or_empty(dict)] = Field(default_factory=dict, alias="ExposedPorts")
    volumes: Annotated[dict[str, Any], _or_empty(dict)] = Field(default_factory=dict, alias="Volumes")
    stop_signal: Text = Field("", alias="StopSignal")
    on_build: Texts = Field((), alias="OnBuild")
    shell: Texts = Field((), alias="Shell")
    healthcheck: Annotated[dict[str, Any], _or_empty(dict)] = Field(default_factory=dict, alias="Healthcheck")


class Rootfs(_Wire):
    diff_ids: Texts = ()


def _or_nothing(value: object) -> object:
    return {} if value is None else value


def _no_config() -> RunConfig:
    return RunConfig.model_validate({})


def _no_rootfs() -> Rootfs:
    return Rootfs()


class ImageConfig(_Wire):
    """An image's config blob."""

    os: Text = ""
    architecture: Text = ""
    variant: Text = ""
    os_version: Text = Field("", alias="os.version")
    created: Text = ""
    author: Text = ""
    config: Annotated[RunConfig, BeforeValidator(_or_nothing)] = Field(default_factory=_no_config)
    rootfs: Annotated[Rootfs, BeforeValidator(_or_nothing)] = Field(default_factory=_no_rootfs)
    history: Annotated[tuple[History, ...], BeforeValidator(lambda value: value or ())] = ()

    @property
    def platform(self) -> Platform | None:
        """The platform the config names, normalised."""
        return platform_of(self.os, self.architecture, self.variant, self.os_version)

    @property
    def created_at(self) -> datetime | None:
        """When the image was made, or None where it does not say."""
        return parse_time(self.created)


def parse_time(text: str) -> datetime | None:
    """An RFC 3339 time (nanoseconds cut to microseconds), always with its zone; None when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference points to: the digest of the index or manifest, its media type and size in bytes.

    ``as_of`` is when the registry said so (in UTC); it plays no part in comparisons.
    """

    reference: Reference
    digest: str
    media_type: str
    size: int
    as_of: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as pulled: compressed size in bytes, and the step that made it, where the config says."""

    digest: str
    media_type: str
    size: int
    created_by: str = ""
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """One image for one platform.

    ``digest`` is what the reference points to (the index, where there is one), ``manifest_digest`` the platform's own
    manifest; ``size`` the compressed bytes of all layers; ``layers`` bottom first; ``annotations`` the manifest's over
    the index entry's over the index's; ``platforms`` all that the reference offers, this one included; ``as_of`` is
    when the registry last said that the reference points here (in UTC) and plays no part in comparisons.
    """

    reference: Reference
    digest: str
    manifest_digest: str
    media_type: str
    platform: Platform | None
    platforms: tuple[Platform, ...]
    size: int
    layers: tuple[Layer, ...]
    created: datetime | None
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    env: Mapping[str, str]
    user: str
    entrypoint: tuple[str, ...]
    cmd: tuple[str, ...]
    working_dir: str
    exposed_ports: tuple[str, ...]
    volumes: tuple[str, ...]
    stop_signal: str
    on_build: tuple[str, ...]
    shell: tuple[str, ...]
    history: tuple[History, ...]
    as_of: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class TagList:
    """The tags of a repository in the registry's order; ``complete`` is False when a bound cut the list.

    ``as_of`` is when the registry said so (in UTC); it plays no part in comparisons.
    """

    names: tuple[str, ...]
    complete: bool
    as_of: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)


@dataclass(frozen=True, slots=True)
class Referrer:
    """Something said about an image: a signature, an SBOM, a provenance.

    ``digest`` and ``size`` are those of the manifest that says it; ``artifact_type`` what it calls itself;
    ``via`` where it was found: ``referrers`` (the API), ``tag`` (its fallback, or cosign's tags) or ``index``
    (BuildKit's attestations, in the image's own index).
    """

    kind: ReferrerKind
    artifact_type: str
    digest: str
    size: int
    via: Literal["referrers", "tag", "index"]
    annotations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HubImage:
    """One platform of a tag as Docker Hub lists it; ``size`` in compressed bytes."""

    platform: Platform
    digest: str | None
    size: int | None


@dataclass(frozen=True, slots=True)
class HubTag:
    """A tag as Docker Hub lists it: no pull is spent on it. ``full_size`` is that of one platform, in bytes."""

    name: str
    digest: str | None
    last_pushed: datetime | None
    last_updated: datetime | None
    full_size: int | None
    images: tuple[HubImage, ...]


@dataclass(frozen=True, slots=True)
class HubTagList:
    """Tags of a Docker Hub repository, latest first; ``complete`` is False when a bound cut the list.

    ``as_of`` is when Docker Hub said so (in UTC); it plays no part in comparisons.
    """

    tags: tuple[HubTag, ...]
    complete: bool
    as_of: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)


def environment(entries: tuple[str, ...]) -> dict[str, str]:
    """``NAME=value`` entries as a mapping; the last of a name wins, as in a container."""
    pairs = (entry.partition("=") for entry in entries)
    return {name: value for name, separator, value in pairs if name and separator}


def describe(errors: object) -> str:
    """What a validation fault says first, in few words."""
    try:
        first = errors.errors(include_url=False, include_input=False)[0]  # type: ignore[attr-defined]
        return printable(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}".lstrip(": "), 200)
    except (AttributeError, IndexError, KeyError):
        return "it is not understood"
