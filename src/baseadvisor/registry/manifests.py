"""Reading manifests: what a body is, and which entry of an index is the one for a platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from baseadvisor.image.platform import Platform
from baseadvisor.registry import media_types
from baseadvisor.registry.errors import ProtocolError, Where
from baseadvisor.registry.models import Descriptor, ImageConfig, Index, Manifest, Text, describe


class _Shape(BaseModel):
    media_type: Text = Field("", alias="mediaType")
    config: Any = None
    layers: Any = None
    manifests: Any = None


def read_manifest(body: bytes, content_type: str, where: Where) -> Manifest | Index:
    """An index or a manifest, told apart by its media type or, where there is none, by its fields.

    Raises ProtocolError when the body is neither, says another type than the header does, or could be read as both
    (CVE-2021-41190: one body, two meanings).
    """
    try:
        shape = _Shape.model_validate_json(body)
    except ValidationError as error:
        raise ProtocolError(f"its manifest is not understood: {describe(error)}", where) from None
    known = media_types.INDEXES | media_types.MANIFESTS | media_types.DOCKER_SCHEMA1
    header = media_types.bare(content_type)
    if shape.media_type in known and header in known and shape.media_type != header:
        raise ProtocolError(f"its manifest is {shape.media_type}, but was sent as {header}", where)
    kind = shape.media_type if shape.media_type in known else header
    if kind in media_types.DOCKER_SCHEMA1:
        raise ProtocolError("its manifest is of Docker's old schema 1", where, hint="push the image again")
    has_image, has_index = shape.config is not None or shape.layers is not None, shape.manifests is not None
    if has_image and has_index:
        raise ProtocolError("its manifest is an index and an image at once", where)
    is_index = kind in media_types.INDEXES if kind in known else has_index
    try:
        return Index.model_validate_json(body) if is_index else Manifest.model_validate_json(body)
    except ValidationError as error:
        raise ProtocolError(f"its manifest is not understood: {describe(error)}", where) from None


def read_config(body: bytes, where: Where) -> ImageConfig:
    """An image's config blob. Raises ProtocolError."""
    try:
        return ImageConfig.model_validate_json(body)
    except ValidationError as error:
        raise ProtocolError(f"its config is not understood: {describe(error)}", where) from None


def by_fit(entries: Sequence[Descriptor], wanted: Platform) -> list[Descriptor]:
    """The entries that run on a platform, best first; those that name no platform last, as they may hold an index.

    As containerd chooses (``platforms.Only``): the same architecture, the same variant or the nearest lower one.
    """
    ranked = [
        (rank, number, entry)
        for number, entry in enumerate(entries)
        if not entry.is_attestation and (rank := _rank(entry, wanted)) is not None
    ]
    return [entry for _, _, entry in sorted(ranked, key=lambda item: item[:2])]


def fits(offered: Platform, wanted: Platform) -> bool:
    """Whether an image for ``offered`` runs on ``wanted``."""
    return _distance(offered, wanted) is not None


def _rank(entry: Descriptor, wanted: Platform) -> int | None:
    if entry.platform is not None:
        return _distance(entry.platform, wanted)
    names_one = entry.wire_platform is not None and (entry.wire_platform.os or entry.wire_platform.architecture)
    return None if names_one else 1000


def _distance(offered: Platform, wanted: Platform) -> int | None:
    if (offered.os, offered.architecture) != (wanted.os, wanted.architecture):
        return None
    if wanted.os_version and offered.os_version and offered.os_version != wanted.os_version:
        return None
    if offered.variant == wanted.variant:
        return 0
    have, want = _level(offered), _level(wanted)
    return want - have if have <= want else None


def _level(platform: Platform) -> int:
    default = {"arm64": 8, "amd64": 1, "arm": 7}.get(platform.architecture, 0)
    digits = platform.variant.removeprefix("v").partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else default
