"""schema.org JobPosting as microdata. Source of the format: HTML Living Standard, chapter "Microdata"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_ADDRESSES = {"a": "href", "link": "href", "img": "src", "object": "data"}


def job_postings(tree: LexborHTMLParser) -> Iterator[Mapping[str, object]]:
    """Give every JobPosting of a page as what JSON-LD would state: values by property, things within things."""
    for node in tree.css('[itemscope][itemtype*="schema.org/JobPosting"]'):
        yield {"@type": "JobPosting", **_properties(node)}


def _properties(scope: LexborNode) -> dict[str, object]:
    found: dict[str, object] = {}
    stack = list(scope.iter())
    stack.reverse()
    while stack:
        node = stack.pop()
        names = (node.attributes.get("itemprop") or "").split()
        for name in names:
            value = _value(node)
            before = found.get(name)
            found[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
        if "itemscope" not in node.attributes:
            below = list(node.iter())
            below.reverse()
            stack += below
    return found


def _value(node: LexborNode) -> object:
    has = node.attributes
    if "itemscope" in has:
        return _properties(node)
    for name in ("content", "datetime", "data-value"):
        if has.get(name):
            return has[name]
    if node.tag in _ADDRESSES:
        return has.get(_ADDRESSES[str(node.tag)]) or ""
    if "description" in (has.get("itemprop") or "") or node.css_first("p, li, br") is not None:
        return node.inner_html or ""
    return node.text(separator=" ").strip()
