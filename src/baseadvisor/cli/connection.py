"""How the command line reaches registries: mirrors, certificates, and what the cache is believed."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from baseadvisor.cli.errors import CommandError

if TYPE_CHECKING:
    from baseadvisor.registry import Options

_FLAGS = ("refresh", "mirror", "insecure_registry", "trusted_host", "ca_file")


def add_options(parser: argparse.ArgumentParser, *, refresh: bool = True) -> None:
    """Add the options, which no configuration file has: who sends in a change must not redirect whoever lints it."""
    group = parser.add_argument_group(
        "the registries", "a proxy is taken from HTTPS_PROXY, credentials from Docker's and Podman's files"
    )
    if refresh:
        group.add_argument("--refresh", action="store_true", help="ask anew, whatever the cache remembers")
    group.add_argument(
        "--mirror",
        action="append",
        metavar="REGISTRY=HOST",
        help="ask this host first (docker.io=mirror.example.org/hub)",
    )
    group.add_argument(
        "--insecure-registry",
        action="append",
        metavar="HOST",
        help="allow plain HTTP, or a certificate that nobody signed, for this host",
    )
    group.add_argument(
        "--trusted-host",
        action="append",
        metavar="HOST",
        help="a host that may be given a registry's credentials, for a token",
    )
    group.add_argument("--ca-file", metavar="FILE", help="certificates (PEM) to trust beside the system's")


def given(args: argparse.Namespace) -> tuple[str, ...]:
    """The options of this group that the command line has, as written."""
    return tuple("--" + name.replace("_", "-") for name in _FLAGS if getattr(args, name, None))


def options(args: argparse.Namespace, platform: str) -> "Options":
    """The client's options; raises CommandError for what is not well formed."""
    from baseadvisor.registry import Options

    return Options(
        platform=platform,
        refresh=getattr(args, "refresh", False),
        mirrors=_mirrors(args.mirror or ()),
        insecure=frozenset(_host(host, "--insecure-registry") for host in args.insecure_registry or ()),
        trusted_hosts=frozenset(_host(host, "--trusted-host") for host in args.trusted_host or ()),
        ca_file=_certificates(args.ca_file),
    )


def _mirrors(pairs: "list[str] | tuple[str, ...]") -> dict[str, tuple[str, ...]]:
    mirrors: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        registry, equals, mirror = pair.partition("=")
        if not equals:
            raise CommandError(f"--mirror {pair}: write REGISTRY=HOST, as in docker.io=mirror.example.org")
        name = _host(registry, "--mirror")
        mirrors[name] = (*mirrors.get(name, ()), _host(mirror, "--mirror"))
    return mirrors


def _host(text: str, flag: str) -> str:
    from baseadvisor.registry.endpoint import endpoint_of

    if not text or "//" in text or endpoint_of(text) is None:
        raise CommandError(f"{flag} {text}: not a registry's host; write HOST or HOST:PORT, without https://")
    return text


def _certificates(path: str | None) -> Path | None:
    if path is None:
        return None
    if not os.path.isfile(path):
        raise CommandError(f"--ca-file {path}: no such file")
    return Path(path)
