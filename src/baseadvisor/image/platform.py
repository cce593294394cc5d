"""Platforms, ``os/architecture[/variant]``, normalised as containerd does.

Source: ``github.com/containerd/platforms`` (``platforms.go``, ``database.go``) and the names in Go's ``go tool dist
list``, which the OCI image specification uses.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_OPERATING_SYSTEMS = frozenset(
    """
    aix android darwin dragonfly freebsd hurd illumos ios js linux netbsd openbsd plan9 solaris wasip1
    windows zos
    """.split()  # noqa: SIM905 - shorter to read and to check
)
_ARCHITECTURES = frozenset(
    """
    386 amd64 arm arm64 armbe arm64be loong64 mips mipsle mips64 mips64le ppc64 ppc64le riscv riscv64
    s390 s390x sparc64 wasm
    """.split()  # noqa: SIM905 - shorter to read and to check
)
_COMPONENT = re.compile(r"[A-Za-z0-9_.-]+")
_OS_AND_VERSION = re.compile(r"([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)\))?")
_OFFICIAL_IMAGES = {
    "amd64": ("linux", "amd64", ""),
    "arm32v5": ("linux", "arm", "v5"),
    "arm32v6": ("linux", "arm", "v6"),
    "arm32v7": ("linux", "arm", "v7"),
    "arm64v8": ("linux", "arm64", ""),
    "i386": ("linux", "386", ""),
    "mips64le": ("linux", "mips64le", ""),
    "ppc64le": ("linux", "ppc64le", ""),
    "riscv64": ("linux", "riscv64", ""),
    "s390x": ("linux", "s390x", ""),
    "windows-amd64": ("windows", "amd64", ""),
}


class InvalidPlatform(ValueError):  # noqa: N818 - reads like InvalidReference
    """A text that names no platform; ``str()`` of it is one line that says why."""


class Platform(NamedTuple):
    """A platform in its normal form: equal platforms compare equal however they were written.

    ``variant`` is empty where the architecture has none (``arm64``, whose v8 is implied); 32-bit ``arm`` is ``v7``
    unless said otherwise. ``os_version`` is only used by Windows (``10.0.20348.2402``).
    """

    os: str
    architecture: str
    variant: str = ""
    os_version: str = ""

    @classmethod
    def parse(cls, text: str) -> Platform:
        """Read ``linux/arm64/v8``, ``linux/amd64``, a bare architecture (``aarch64``) or ``windows(10.0.20348)/amd64``.

        A bare architecture is taken to be on Linux, a bare operating system on amd64. Raises InvalidPlatform.
        """
        parts = text.split("/")
        if len(parts) > 3:
            raise InvalidPlatform(f"invalid platform {text!r}: at most os/architecture/variant")
        match = _OS_AND_VERSION.fullmatch(parts[0])
        if match is None or not all(_COMPONENT.fullmatch(part) for part in parts[1:]):
            raise InvalidPlatform(f"invalid platform {text!r}: write it as os/architecture[/variant], like linux/amd64")
        system, version = _normal_os(match[1]), match[2] or ""
        if len(parts) > 1:
            return cls(system, *_normal_architecture(parts[1], parts[2] if len(parts) == 3 else ""), version)
        if system in _OPERATING_SYSTEMS:
            return cls(system, "amd64", "", version)
        architecture, variant = _normal_architecture(parts[0], "")
        if architecture in _ARCHITECTURES:
            return cls("linux", architecture, variant)
        raise InvalidPlatform(f"invalid platform {text!r}: no operating system or architecture is called that")

    @classmethod
    def of_official_image(cls, architecture: str) -> Platform | None:
        """The platform that the official images' lists call ``arm32v7``, ``arm64v8``, ``windows-amd64`` …"""
        found = _OFFICIAL_IMAGES.get(architecture)
        return None if found is None else cls(*found)

    @property
    def is_known(self) -> bool:
        """Whether Go, and so Docker, knows this operating system and architecture."""
        return self.os in _OPERATING_SYSTEMS and self.architecture in _ARCHITECTURES

    def __str__(self) -> str:
        system = f"{self.os}({self.os_version})" if self.os_version else self.os
        return "/".join(part for part in (system, self.architecture, self.variant) if part)


def _normal_os(name: str) -> str:
    name = name.lower()
    return "darwin" if name == "macos" else name


def _normal_architecture(name: str, variant: str) -> tuple[str, str]:
    name, variant = name.lower(), variant.lower()
    match name:
        case "i386":
            return "386", ""
        case "x86_64" | "x86-64" | "amd64":
            return "amd64", "" if variant == "v1" else variant
        case "aarch64" | "arm64":
            if variant in ("8", "v8", "v8.0"):
                return "arm64", ""
            return "arm64", "v9" if variant in ("9", "v9.0") else variant
        case "armhf":
            return "arm", "v7"
        case "armel":
            return "arm", "v6"
        case "arm" if variant in ("", "5", "6", "7", "8"):
            return "arm", f"v{variant or 7}"
        case _:
            return name, variant
