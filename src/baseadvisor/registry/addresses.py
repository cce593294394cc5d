"""Which addresses a request may be connected to when a registry, not the user, chose the host.

The check is made on the address that is connected to, not on the name: a DNS name can point at 169.254.169.254 or at
the loopback (the way round a check of the URL alone).
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Metadata services outside the link-local range: AWS over IPv6, Alibaba Cloud, Azure's host agent, Oracle Cloud.
_METADATA = frozenset(
    ipaddress.ip_address(text) for text in ("fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192")
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_local(address: str) -> bool:
    """Whether an IP address is loopback, link-local, unspecified, multicast, reserved or a cloud's metadata service.

    Addresses that carry an IPv4 address inside (mapped, 6to4, Teredo, NAT64) are judged by it as well. Private ranges
    (RFC 1918) are not local: registries of companies live there. What is no address at all counts as local.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return any(_denied(candidate) for candidate in _faces(parsed))


def _faces(address: Address) -> list[Address]:
    faces: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return [address.ipv4_mapped]
        if address.sixtofour is not None:
            faces.append(address.sixtofour)
        if address.teredo is not None:
            faces.extend(address.teredo)
        if address in _NAT64:
            return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return faces


def _denied(address: Address) -> bool:
    return (
        address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or address.is_multicast
        or address.is_reserved
        or address in _METADATA
    )


def is_loopback_host(host: str) -> bool:
    """Whether a host *name as written* is the loopback: ``localhost``, 127.0.0.0/8 or ``::1``."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
