"""What the registry client is told once, when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from baseadvisor.registry.credentials import Credentials

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds on what a registry can make the client read. Sizes in bytes.

    ``manifest``, ``config``, ``token``, ``page`` bound one body each; ``pages``, ``tags``, ``hub_pages``, ``referrers``
    lists; ``index_depth`` and ``index_entries`` nested indexes; ``layer_compressed`` a layer and ``layers_compressed``
    all that is read of one image (beyond, what was not reached is unknown); ``layers_decompressed`` what they expand
    to; ``layer_entries`` the entries of a layer, ``path`` the characters of a path; ``file`` one file whose content is
    needed, ``kept`` all of them and ``kept_entries`` the paths remembered.
    """

    manifest: int = 4 * MIB
    config: int = 8 * MIB
    token: int = 64 * 1024
    page: int = 4 * MIB
    pages: int = 200
    tags: int = 100_000
    hub_pages: int = 20
    redirects: int = 5
    index_depth: int = 3
    index_entries: int = 500
    referrers: int = 500
    layer_compressed: int = 1024 * MIB
    layers_compressed: int = 1024 * MIB
    layers_decompressed: int = 16384 * MIB
    layer_entries: int = 1_000_000
    file: int = 256 * MIB
    kept: int = 384 * MIB
    kept_entries: int = 50_000
    path: int = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How to reach registries.

    - ``platform``: what is chosen from an index when a call names none (``os/architecture[/variant]``).
    - ``insecure``: registry hosts (``host`` or ``host:port``) that may be spoken to over plain HTTP or with a
      certificate nobody signed. The loopback always may, as in Docker.
    - ``mirrors``: registry -> hosts (``host[:port][/prefix]``) asked first, in order; the registry itself comes last.
    - ``trusted_hosts``: hosts beside the registry itself that may be given its credentials as a token realm and may
      have a local address.
    - ``ca_file``: certificates in PEM trusted beside the system's. ``proxy``: URL of an HTTP proxy; None reads
      ``HTTPS_PROXY`` and its kin, ``""`` uses none.
    - ``credentials``: registry -> credentials, before any file. ``use_credential_files`` reads Docker's and Podman's.
    - ``cache_dir``: folder of the cache; None means the platform's. ``use_cache=False`` keeps nothing on disk.
    - ``tag_age``: seconds for which an answer about a tag (or a list of tags) is believed without asking again.
    - ``offline``: the network is not touched. ``refresh``: nothing is read from the cache (but written to it).
    - ``max_wait``: longest wait in seconds a registry may impose with ``Retry-After``; beyond, RateLimited is raised.
    - ``timeout``: seconds for a connection or between two reads; ``deadline``: for a whole small answer;
      ``layer_deadline``: for one layer.
    """

    platform: str = "linux/amd64"
    insecure: frozenset[str] = frozenset()
    mirrors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trusted_hosts: frozenset[str] = frozenset()
    ca_file: Path | None = None
    proxy: str | None = None
    credentials: Mapping[str, Credentials] = field(default_factory=dict, repr=False)
    use_credential_files: bool = True
    cache_dir: Path | None = None
    use_cache: bool = True
    cache_bytes: int = 256 * MIB
    tag_age: float = 3600.0
    offline: bool = False
    refresh: bool = False
    concurrency: int = 8
    attempts: int = 4
    backoff: float = 0.25
    max_wait: float = 60.0
    timeout: float = 15.0
    deadline: float = 60.0
    layer_deadline: float = 600.0
    hub_url: str = "https://hub.docker.com"
    limits: Limits = field(default_factory=Limits)
