"""Which addresses may be asked, and how much may come back."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence

MOST_BYTES = 64 << 20  # of one reply, unpacked: the largest real listing seen has 24 MB
MOST_REDIRECTS = 10
MOST_SECONDS = 90.0  # for one reply with all its redirects


class Refused(Exception):
    """An address that may not be asked."""


def is_private(address: str) -> bool:
    """Say whether an IP address is not one of the public internet (private, loopback, link-local, reserved, …)."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if mapped is not None:
        return is_private(str(mapped))
    return not found.is_global or found.is_multicast


def check(host: str, addresses: Sequence[str]) -> None:
    """Raise Refused if one of the addresses that a host resolved to is not public."""
    for address in addresses:
        if is_private(address):
            message = (
                f"{host} is {address}, a private address; say allow_private = true for this source if that is meant"
            )
            raise Refused(message)


def literal(host: str) -> str:
    """Give the address that a host is itself (`127.0.0.1`, `[::1]`), or ""."""
    bare = host.strip("[]")
    try:
        return str(ipaddress.ip_address(bare.split("%", 1)[0]))
    except ValueError:
        pass
    try:  # 0x7f.1, 2130706433 and the like are addresses to some resolvers
        return socket.inet_ntoa(socket.inet_aton(bare)) if bare.replace(".", "").replace("x", "").isalnum() else ""
    except OSError:
        return ""
