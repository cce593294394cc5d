"""Registries: reading images over the OCI distribution protocol.

``Registry`` (or ``AsyncRegistry``) tells what is true of an image today: digest, platforms, sizes, config, tags, what
refers to it, and the userland inside its layers. Importing this package loads the HTTP stack only when one of its
names is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baseadvisor.registry.client import AsyncRegistry
    from baseadvisor.registry.credentials import Credentials
    from baseadvisor.registry.errors import (
        AccessDenied,
        DigestMismatch,
        NotFound,
        Offline,
        ProtocolError,
        RateLimited,
        Refused,
        RegistryError,
        Unreachable,
    )
    from baseadvisor.registry.models import (
        Descriptor,
        HubImage,
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
    )
    from baseadvisor.registry.options import Limits, Options
    from baseadvisor.registry.packages import Package
    from baseadvisor.registry.rate_limit import RateLimit
    from baseadvisor.registry.sync import Registry
    from baseadvisor.registry.userland import Libc, Shell, Userland

_HOMES = {
    "client": ("AsyncRegistry",),
    "credentials": ("Credentials",),
    "errors": (
        "AccessDenied",
        "DigestMismatch",
        "NotFound",
        "Offline",
        "ProtocolError",
        "RateLimited",
        "Refused",
        "RegistryError",
        "Unreachable",
    ),
    "models": (
        "Descriptor",
        "HubImage",
        "HubTag",
        "HubTagList",
        "ImageConfig",
        "ImageInfo",
        "Index",
        "Layer",
        "Manifest",
        "Referrer",
        "Resolved",
        "TagList",
    ),
    "options": ("Limits", "Options"),
    "packages": ("Package",),
    "rate_limit": ("RateLimit",),
    "sync": ("Registry",),
    "userland": ("Libc", "Shell", "Userland"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AccessDenied",
    "AsyncRegistry",
    "Credentials",
    "Descriptor",
    "DigestMismatch",
    "HubImage",
    "HubTag",
    "HubTagList",
    "ImageConfig",
    "ImageInfo",
    "Index",
    "Layer",
    "Libc",
    "Limits",
    "Manifest",
    "NotFound",
    "Offline",
    "Options",
    "Package",
    "ProtocolError",
    "RateLimit",
    "RateLimited",
    "Referrer",
    "Refused",
    "Registry",
    "RegistryError",
    "Resolved",
    "Shell",
    "TagList",
    "Unreachable",
    "Userland",
]


def __getattr__(name: str) -> Any:
    module = _HOME_OF.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(f"{__name__}.{module}"), name)
    globals()[name] = value
    return value
