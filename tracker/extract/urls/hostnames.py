"""Normalise host names as browsers do, and show them to people. Nothing here raises.

Source of the rules: url.spec.whatwg.org (host parsing, the IPv4 parser), Unicode's UTS 46 for names beyond ASCII, RFC
1035 for lengths.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import unquote

_MOST_HOST, _MOST_LABEL = 253, 63  # octets of a name and of one label (RFC 1035)
_IPV4_PARTS, _BYTE = 4, 256
_MOST_RAW = 9 * _MOST_HOST  # a percent-encoded octet has up to nine characters; beyond this, Punycode is slow
_PLAIN_HOST = re.compile(r"[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63})*\.?")
_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")  # in a host ("forbidden domain code point")
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_LATIN = frozenset(("LATIN",))
_EAST = frozenset(("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC"))
_ALONE = [{"ARABIC"}, {"HEBREW"}, {"DEVANAGARI"}, {"THAI"}, {"BENGALI"}, {"TAMIL"}, {"GEORGIAN"}]


def canonical(raw: str) -> tuple[str, str]:
    """Return the normalised host, and what is wrong with it."""
    if not raw:
        return "", "it has no host"
    quoted = repr(raw[:80])
    if len(raw) > _MOST_RAW:
        return "", f"its host {quoted} is too long"
    if raw.startswith("["):
        inner = raw[1:-1] if raw.endswith("]") else ""
        try:
            return ("", f"its host {quoted} is not an IPv6 address") if "%" in inner else (_ipv6(inner), "")
        except ValueError:
            return "", f"its host {quoted} is not an IPv6 address"
    name = raw.lower()
    if not _PLAIN_HOST.fullmatch(name):
        name = unquote(name) if "%" in name else name
        name = name if name.isascii() else _ascii(name)
        if not name or _FORBIDDEN.search(name):
            return "", f"its host {quoted} has characters that no host has"
    labels = name.removesuffix(".").split(".")
    if len(name) > _MOST_HOST or not all(0 < len(label) <= _MOST_LABEL for label in labels):
        return "", f"its host {quoted} has a part that is empty or too long"
    if _NUMBER.fullmatch(labels[-1]):
        name = _ipv4(labels)
        return (name, "") if name else ("", f"its host {quoted} ends in a number and is not an IPv4 address")
    return name, ""


def _ipv6(text: str) -> str:
    return ipaddress.IPv6Address(text).compressed


def _ipv4(labels: list[str]) -> str:
    """Return an IPv4 address as browsers read it: one to four numbers, decimal, octal or hexadecimal; else ""."""
    if len(labels) > _IPV4_PARTS or not all(_NUMBER.fullmatch(label) for label in labels):
        return ""
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        return ""
    *first, last = numbers
    if any(number >= _BYTE for number in first) or last >= _BYTE ** (_IPV4_PARTS + 1 - len(numbers)):
        return ""
    value = last + sum(number << 8 * (3 - place) for place, number in enumerate(first))
    return str(ipaddress.IPv4Address(value))


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8 if len(text) > 1 and text.startswith("0") else 10)


def _ascii(name: str) -> str:
    """Return a host in ASCII by UTS 46; "" if it can't be mapped."""
    import idna

    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
        return ".".join(
            label if label.isascii() else f"xn--{label.encode('punycode').decode()}" for label in mapped.split(".")
        )
    except (UnicodeError, ValueError, IndexError):
        return ""


def readable(name: str) -> str:
    """Return a host with labels in their own script, if their letters can't be mistaken for Latin."""
    import idna

    labels = []
    for label in name.split("."):
        try:
            decoded = idna.decode(label) if label.startswith("xn--") else label
        except (UnicodeError, ValueError, IndexError):
            decoded = label
        scripts = {unicodedata.name(char, "?").split()[0] for char in decoded if char.isalpha()}
        labels.append(decoded if scripts <= _LATIN or scripts <= _EAST or scripts in _ALONE else label)
    return ".".join(labels)
