"""Decide which addresses may be connected to, and limit the size of replies."""

from __future__ import annotations

import re
import socket
import unicodedata
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from tracker.extract import urls

MOST_BYTES = 64 << 20  # bytes of one reply, decoded: the largest real listing seen has 24 MB
MOST_REDIRECTS = 10
MOST_SECONDS = 90.0  # for one reply with all its redirects; pauses between requests are not counted

# Not public, by the IANA registries of special-purpose addresses (RFC 6890). They are listed here because the `ipaddress`
# module differs between versions of Python.
_CLOSED_V4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
        "168.63.129.16/32"  # Azure's platform services, which every Azure machine can reach
    ).split()
)
# In IPv6 only 2000::/3 is public unicast, without these parts of it.
_OPEN_V6 = ip_network("2000::/3")
_CLOSED_V6 = tuple(ip_network(network) for network in "2001::/23 2001:db8::/32 3ffe::/16 3fff::/20".split())
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the IPv4 address is in the last 32 bits
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))  # RFC 5214: an interface id that ends in an IPv4 address
_LAST_32 = 0xFFFFFFFF

_DOTS = str.maketrans("。．｡", "...")  # read as dots in a name, RFC 3490
# IDNA and UTS 46 delete these from a name before it is looked up.
_DELETED = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u1806\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
_PART = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+").fullmatch
_MOST_PARTS, _BYTE = 4, 256  # an IPv4 address has up to four numbers, all but the last of one byte
_MOST_DIGITS = 40  # of one number; no spelling of an address has more
_MOST_HOST = 1024  # characters; a name has 253 at most


class Refused(OSError):
    """An address that may not be connected to. `why` is the reason without advice; `allowed_by` can be set to allow it."""

    def __init__(self, why: str, allowed_by: str = "") -> None:
        self.why = why
        self.allowed_by = allowed_by
        super().__init__(self.message("source"))

    def message(self, what: str) -> str:
        """Return the reason, and how to allow it, for a `source` or an `alert`."""
        return f"{self.why}; to allow that, set {self.allowed_by} for this {what}" if self.allowed_by else self.why


def is_private(address: str) -> bool:
    """Return whether an IP address is not public: private, loopback, reserved, multicast, ….

    An IPv6 address that contains an IPv4 address is judged by that one too. Text that is not an IP address counts as
    private.
    """
    try:
        ip = ip_address(address.strip("[]").split("%", 1)[0])
    except (ValueError, AttributeError):
        return True
    if isinstance(ip, IPv4Address):
        return ip.is_multicast or any(ip in network for network in _CLOSED_V4)
    return _is_private_v6(ip)


def _is_private_v6(address: IPv6Address) -> bool:
    number = int(address)
    last = IPv4Address(number & _LAST_32)
    if address.ipv4_mapped is not None or address in _NAT64:
        return is_private(str(last))
    if address not in _OPEN_V6 or any(address in network for network in _CLOSED_V6):
        return True
    if address.sixtofour is not None and is_private(str(address.sixtofour)):
        return True
    return (number >> 32) & _LAST_32 in _ISATAP and is_private(str(last))


def check(host: str, addresses: Sequence[str]) -> None:
    """Raise Refused if one of the addresses that a host resolved to is not public."""
    for address in addresses:
        if is_private(address):
            what = f"{address} is" if host == address else f"{host} is {address},"
            message = f"{what} a private address"
            raise Refused(message, "allow_private = true")


def judged_socket(address_info: tuple[int, int, int, str, tuple[str | int, ...]]) -> socket.socket:
    """Return a socket for an address in the form of `getaddrinfo`. Raise Refused if the address is not public.

    It is called with the address that is connected to, however the host was spelled and whatever resolved it.
    """
    family, kind, protocol, _, address = address_info
    check(str(address[0]), [str(address[0])])
    return socket.socket(family, kind, protocol)


def literal(host: str) -> str:
    """Return the IP address that a host spells in any form that some resolver accepts, "" if it spells none.

    Examples are `127.0.0.1` and `[::1]`, but also `127.1`, `0x7f000001`, `0177.1`, `①②⑦.⓪.⓪.①`, `127。0。0。1`,
    `127.0.0.%31`, and names such as `localhost`, which every resolver knows (RFC 6761). If a spelling can be read in
    two ways, as 0127.0.0.1 can, the address that is not public is returned.
    """
    readings = list(dict.fromkeys(_readings(host)))
    return next((address for address in readings if is_private(address)), readings[0] if readings else "")


def _readings(host: str) -> Iterator[str]:
    if len(host) > _MOST_HOST:
        return
    once = urls.decode(host)
    for text in dict.fromkeys((host, once, urls.decode(once))):
        plain = _plain(text)
        for bare in dict.fromkeys((plain, plain.split("%", 1)[0], plain.split("\0", 1)[0])):
            if bare == "localhost" or bare.endswith(".localhost"):
                yield "127.0.0.1"
            try:
                yield str(ip_address(bare))
            except ValueError:
                yield from _numbers(bare)


def _plain(text: str) -> str:
    """Return a host as IDNA normalises it before a lookup: one form for each letter, digit and dot."""
    text = unicodedata.normalize("NFKC", _DELETED.sub("", text).translate(_DOTS)).translate(_DOTS)
    text = "".join(str(unicodedata.decimal(sign, sign)) for sign in text)
    return text.casefold().strip().strip("[]").rstrip(".")


def _numbers(text: str) -> Iterator[str]:
    """Parse one to four numbers like inet_aton: the last fills the remaining bytes. 0x is hexadecimal, 0 octal or decimal."""
    parts = text.split(".")
    if len(parts) > _MOST_PARTS or not all(_PART(part) and len(part) <= _MOST_DIGITS for part in parts):
        return
    for octal in (True, False):
        numbers = [_number(part, octal=octal) for part in parts]
        *front, last = numbers
        room = _BYTE ** (_MOST_PARTS - len(front))
        if all(0 <= number < _BYTE for number in front) and 0 <= last < room:
            yield str(IPv4Address(sum(number * _BYTE ** (3 - index) for index, number in enumerate(front)) + last))


def _number(part: str, *, octal: bool) -> int:
    if part[:2] in {"0x", "0X"}:
        return int(part[2:] or "0", 16)
    if octal and part.startswith("0"):
        return int(part, 8) if not set(part) & set("89") else -1
    return int(part)
