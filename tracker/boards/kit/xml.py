"""XML as feeds give it, read without entities, networks or external files."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from tracker.model.errors import Failed

if TYPE_CHECKING:
    from lxml.etree import _Element

    from tracker.model import Page


def tree(page: Page, what: str, name: str) -> _Element:
    """Parse a reply; Failed where it is no XML, which is what an unknown name's welcome page is."""
    from lxml import etree

    # The parser is told that it gets UTF-8, for the declaration still names what the text was encoded in.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8")
    said = page.text().lstrip("\ufeff \r\n\t")
    try:
        return etree.fromstring(_mended(said.encode("utf-8", "replace")), parser)
    except etree.XMLSyntaxError as error:
        start = said[:60]
        message = f"{what} gives no feed of {name!r} at {page.url} ({error.msg}); it begins with {start!r}; correct url"
        raise Failed(message) from error


# What no XML may have, and feeds do: control characters, references to no character, and entities of HTML.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE = re.compile(rb"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));|&([a-zA-Z][a-zA-Z0-9]{1,30});")
_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))


def _mended(body: bytes) -> bytes:
    """Replace what one name with an odd character in it would cost the whole feed for."""
    return _REFERENCE.sub(_reference, _CONTROL.sub(b" ", body)) if b"&" in body else _CONTROL.sub(b" ", body)


def _reference(found: re.Match[bytes]) -> bytes:
    if found[3]:
        if found[3] in _OWN:
            return found[0]
        text = html.unescape(f"&{found[3].decode()};")
        return (
            "".join(f"&#{ord(sign)};" for sign in text).encode()
            if not text.startswith("&")
            else b"&amp;" + found[0][1:]
        )
    number = int(found[1], 16) if found[1] else int(found[2])
    good = number in {9, 10, 13} or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number <= 0x10FFFF
    return found[0] if good else b"&#xFFFD;"


def child(parent: _Element, tag: str) -> str:
    """Return the text of the first child of this tag, or ""."""
    return (parent.findtext(tag) or "").strip()


def children(parent: _Element) -> list[tuple[str, str]]:
    """Return tag and text of every element below, in order."""
    return [(str(one.tag), (one.text or "").strip()) for one in parent.iter()]
