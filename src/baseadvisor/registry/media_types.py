"""The media types of manifests and layers: OCI image specification 1.1 and Docker image manifest v2, schema 2."""

from __future__ import annotations

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
DOCKER_SCHEMA1 = frozenset(
    {
        "application/vnd.docker.distribution.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
    }
)
INDEXES = frozenset({OCI_INDEX, DOCKER_LIST})
MANIFESTS = frozenset({OCI_MANIFEST, DOCKER_MANIFEST})
ACCEPT = ", ".join((OCI_INDEX, DOCKER_LIST, OCI_MANIFEST, DOCKER_MANIFEST))


def bare(content_type: str | None) -> str:
    """A Content-Type without its parameters, lower case."""
    return (content_type or "").partition(";")[0].strip().lower()


def is_tar_layer(media_type: str) -> bool:
    """Whether a layer of this type is a (perhaps compressed) tar archive: the only kind that holds a userland."""
    return ".tar" in media_type or media_type.startswith("application/vnd.oci.image.layer.")
