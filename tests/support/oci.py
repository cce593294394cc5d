"""Images made in tests: layers, configs, manifests and indexes, byte for byte, pushed with plain HTTP."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import zstandard

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
OCI_LAYER = "application/vnd.oci.image.layer.v1.tar"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"


def sha256(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


@dataclass(frozen=True)
class Blob:
    body: bytes
    media_type: str
    annotations: Mapping[str, str] = field(default_factory=dict)
    diff_id: str = ""

    @property
    def digest(self) -> str:
        return sha256(self.body)

    def descriptor(self, **more: Any) -> dict[str, Any]:
        described: dict[str, Any] = {"mediaType": self.media_type, "digest": self.digest, "size": len(self.body)}
        if self.annotations:
            described["annotations"] = dict(self.annotations)
        return {**described, **more}


@dataclass(frozen=True)
class Link:
    target: str
    hard: bool = False


Tree = Mapping[str, bytes | str | Link | None]
"""Paths to contents, links, or None for a folder."""


def tar(tree: Tree, *, kind: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=kind) as archive:
        for path, content in tree.items():
            archive.addfile(*_member(path, content))
    return buffer.getvalue()


def _member(path: str, content: bytes | str | Link | None) -> tuple[tarfile.TarInfo, io.BytesIO | None]:
    info = tarfile.TarInfo(path)
    if content is None:
        info.type = tarfile.DIRTYPE
        return info, None
    if isinstance(content, Link):
        info.type, info.linkname = (tarfile.LNKTYPE if content.hard else tarfile.SYMTYPE), content.target
        return info, None
    body = content.encode() if isinstance(content, str) else content
    info.size = len(body)
    return info, io.BytesIO(body)


def layer(tree: Tree | bytes, compression: str = "gzip", *, docker: bool = False) -> Blob:
    archive = tree if isinstance(tree, bytes) else tar(tree)
    diff_id = sha256(archive)
    if compression == "gzip":
        packed = gzip.compress(archive, 6, mtime=0)
        return Blob(packed, DOCKER_LAYER if docker else f"{OCI_LAYER}+gzip", diff_id=diff_id)
    if compression == "zstd":
        return Blob(zstandard.ZstdCompressor().compress(archive), f"{OCI_LAYER}+zstd", diff_id=diff_id)
    return Blob(archive, OCI_LAYER, diff_id=diff_id)


@dataclass(frozen=True)
class Image:
    """A manifest with all it points to."""

    manifest: Blob
    blobs: tuple[Blob, ...]

    @property
    def digest(self) -> str:
        return self.manifest.digest


def image(
    layers: Sequence[Blob],
    *,
    architecture: str = "amd64",
    variant: str = "",
    os: str = "linux",
    run: Mapping[str, Any] | None = None,
    docker: bool = False,
    annotations: Mapping[str, str] | None = None,
    created: str = "2026-03-01T10:20:30.123456789Z",
    **more: Any,
) -> Image:
    config: dict[str, Any] = {
        "architecture": architecture,
        "os": os,
        "created": created,
        "config": dict(run or {}),
        "rootfs": {"type": "layers", "diff_ids": [blob.diff_id for blob in layers]},
        "history": [{"created": created, "created_by": f"layer {number}"} for number, _ in enumerate(layers)],
    }
    if variant:
        config["variant"] = variant
    config_blob = Blob(json.dumps(config).encode(), DOCKER_CONFIG if docker else OCI_CONFIG)
    document: dict[str, Any] = {
        "schemaVersion": 2,
        "mediaType": DOCKER_MANIFEST if docker else OCI_MANIFEST,
        "config": config_blob.descriptor(),
        "layers": [blob.descriptor() for blob in layers],
        **more,
    }
    if annotations:
        document["annotations"] = dict(annotations)
    body = json.dumps(document).encode()
    return Image(Blob(body, document["mediaType"]), (config_blob, *layers))


def platform(architecture: str, variant: str = "", os: str = "linux") -> dict[str, str]:
    described = {"architecture": architecture, "os": os}
    return {**described, "variant": variant} if variant else described


def index(entries: Sequence[dict[str, Any]], *, docker: bool = False, **more: Any) -> Blob:
    media_type = DOCKER_LIST if docker else OCI_INDEX
    document = {"schemaVersion": 2, "mediaType": media_type, "manifests": list(entries), **more}
    return Blob(json.dumps(document).encode(), media_type)


class Pusher:
    """Pushes to a registry without authentication."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address, timeout=60)

    def image(self, repository: str, tag: str, pushed: Image) -> str:
        for blob in pushed.blobs:
            self.blob(repository, blob)
        return self.manifest(repository, tag, pushed.manifest)

    def folder(self, repository: str, tag: str, folder: Path) -> str:
        """Push what skopeo wrote into a ``dir:`` folder, byte for byte."""
        body = (folder / "manifest.json").read_bytes()
        document = json.loads(body)
        for described in (document["config"], *document["layers"]):
            hexadecimal = described["digest"].partition(":")[2]
            self.blob(repository, Blob((folder / hexadecimal).read_bytes(), described["mediaType"]))
        return self.manifest(repository, tag, Blob(body, document.get("mediaType", OCI_MANIFEST)))

    def index(self, repository: str, tag: str, pushed: Blob, images: Sequence[Image] = ()) -> str:
        for one in images:
            self.image(repository, one.digest, one)
        return self.manifest(repository, tag, pushed)

    def manifest(self, repository: str, tag: str, manifest: Blob) -> str:
        path = f"/v2/{repository}/manifests/{tag}"
        self._request("PUT", path, manifest.body, {"Content-Type": manifest.media_type}, 201)
        return manifest.digest

    def blob(self, repository: str, blob: Blob) -> None:
        location = self._request("POST", f"/v2/{repository}/blobs/uploads/", b"", {}, 202)["location"]
        parts = urlsplit(location)
        path = f"{parts.path}?{parts.query}&digest={blob.digest}"
        self._request("PUT", path, blob.body, {"Content-Type": "application/octet-stream"}, 201)

    def _request(self, method: str, path: str, body: bytes, headers: dict[str, str], expected: int) -> dict[str, str]:
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:500]!r}")
        return {name.lower(): value for name, value in answer.getheaders()}
