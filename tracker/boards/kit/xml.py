"""Parse the XML of feeds, without entities, networks or external files."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from tracker.model.errors import Failed

if TYPE_CHECKING:
    from lxml.etree import _Element

    from tracker.model import Page


def tree(page: Page, what: str, name: str) -> _Element:
    """Return the parsed reply. Raise Failed if it is not XML, such as the welcome page for an unknown name."""
    from lxml import etree

    # Tell the parser that this is UTF-8, because the declaration still names the original encoding.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8")
    content = page.text().lstrip("\ufeff \r\n\t")
    try:
        return etree.fromstring(_mended(content.encode("utf-8", "replace")), parser)
    except etree.XMLSyntaxError as error:
        start = content[:60]
        message = f"{what} has no feed of {name!r} at {page.url} ({error.msg}); it begins with {start!r}; correct url"
        raise Failed(message) from error


# What XML does not allow, but feeds contain: control characters, invalid character references, HTML entities.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));|&([a-zA-Z][a-zA-Z0-9]{1,30});")
_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def _mended(body: bytes) -> bytes:
    """Replace invalid characters, one of which would make the whole feed unreadable."""
    return _REFERENCE.sub(_reference, _CONTROL.sub(b" ", body)) if b"&" in body else _CONTROL.sub(b" ", body)


def _reference(match: re.Match[bytes]) -> bytes:
    if match[3]:
        if match[3] in _OWN:
            return match[0]
        text = html.unescape(f"&{match[3].decode()};")
        return (
            "".join(f"&#{ord(sign)};" for sign in text).encode()
            if not text.startswith("&")
            else b"&amp;" + match[0][1:]
        )
    number = int(match[1], 16) if match[1] else int(match[2])
    good = number in {9, 10, 13} or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number <= 0x10FFFF
    return match[0] if good else b"&#xFFFD;"


def child(parent: _Element, tag: str) -> str:
    """Return the text of the first child with this tag, "" if there is none."""
    return (parent.findtext(tag) or "").strip()


def children(parent: _Element) -> list[tuple[str, str]]:
    """Return tag and text of every element below, in order."""
    return [(str(element.tag), (element.text or "").strip()) for element in parent.iter()]
