"""Find where an element leads: a link by its `href`, another element by what a click on it opens.

Rows and cards are often links only to a script: `onclick="location='/jobs/7'"`, `data-href="/jobs/7"`.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracker.extract.htmltree import above

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

ANY = "a[href], [onclick], [data-href], [data-url], [data-link]"
_DATA = ("data-href", "data-url", "data-link")
_CLICK = re.compile(
    r"(?:\blocation(?:\.href)? ?=|\blocation\.(?:assign|replace) ?\(|\bopen ?\() ?['\"]([^'\"\s]+)['\"]"
)
_MOST_SCRIPT = 500  # characters of a script that are examined
_ENTRY = 300  # characters of an entry of a list; an element with more holds the list itself
_MOST_LEVELS = 8  # elements above it that are examined for a link
_NOWHERE = ("javascript:", "mailto:", "tel:", "data:", "sms:")
_FILES = (".json", ".xml", ".js", ".jpg", ".jpeg", ".png", ".svg", ".webp", ".gif", ".mp4")


class Clicks:
    """The elements of a page that lead to another one. The page is walked once, however deep its elements are nested."""

    def __init__(self, body: LexborNode, sizes: Mapping[int, int]) -> None:
        self._sizes = sizes
        self._linked: set[int] = set()  # elements that contain a link
        for link in body.css("a[href]"):
            if _href(link):
                for up in above(link):
                    if up.mem_id in self._linked:
                        break
                    self._linked.add(up.mem_id)

    def target(self, node: LexborNode) -> str:
        """Return the address, as it is written, that a link or a click on an element leads to, "" if there is none."""
        return _href(node) or self._clicked(node)

    def _clicked(self, node: LexborNode) -> str:
        has = node.attributes
        script = _CLICK.search((has.get("onclick") or "")[:_MOST_SCRIPT])
        said = [script[1] if script else "", *((has.get(name) or "").strip() for name in _DATA)]
        found = next((one for one in said if _is_address(one)), "")
        if not found or node.mem_id in self._linked or not 0 < self._sizes.get(node.mem_id, 0) <= _ENTRY:
            return ""
        return "" if any(up.tag == "a" for up in islice(above(node), _MOST_LEVELS)) else found


def _href(node: LexborNode) -> str:
    """Return where a link leads, "" for a link within the page, to a script or to a mailbox."""
    href = (node.attributes.get("href") or "").strip() if node.tag == "a" else ""
    away = href and not href.lower().startswith(_NOWHERE) and (href[0] != "#" or href.startswith(("#/", "#!")))
    return href if away else ""


def _is_address(said: str) -> bool:
    """Return whether an attribute is an address of a page: it has a path, and is no file of data or a picture."""
    web = said.startswith(("/", "./", "../", "?", "http://", "https://"))
    page = said.endswith((".html", ".htm", ".php", ".aspx")) and "{" not in said
    return (web or page) and not said.partition("?")[0].lower().endswith(_FILES)
