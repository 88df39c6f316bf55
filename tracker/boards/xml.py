"""XML as feeds give it, read without entities, networks or external files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.errors import Failed

if TYPE_CHECKING:
    from lxml.etree import _Element

    from tracker.model import Page


def tree(page: Page, what: str, name: str) -> _Element:
    """Parse a reply; Failed where it is no XML, which is what an unknown name's welcome page is."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(page.body.lstrip(b"\xef\xbb\xbf \r\n\t"), parser)
    except etree.XMLSyntaxError as error:
        start = page.body[:60].decode("utf-8", "replace")
        message = f"{what} gives no feed of {name!r} at {page.url} ({error.msg}); it begins with {start!r}; correct url"
        raise Failed(message) from error


def child(parent: _Element, tag: str) -> str:
    """Give the text of the first child of this tag, or ""."""
    return (parent.findtext(tag) or "").strip()


def children(parent: _Element) -> list[tuple[str, str]]:
    """Give tag and text of every element below, in order."""
    return [(str(one.tag), (one.text or "").strip()) for one in parent.iter()]
