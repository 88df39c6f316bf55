"""Read schema.org JobPosting as microdata. Source of the format: HTML Living Standard, chapter "Microdata"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tracker.extract import htmltree

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_LEVELS = 8  # of nesting; a JobPosting has three
_ADDRESSES = {"a": "href", "link": "href", "img": "src", "object": "data"}


def job_postings(tree: LexborHTMLParser) -> Iterator[Mapping[str, object]]:
    """Yield every JobPosting of a page in the form of JSON-LD: values by property, nested objects."""
    nodes = tree.css('[itemscope][itemtype*="schema.org/JobPosting"]')
    ids = {node.mem_id for node in nodes}
    for node in nodes:
        if sum(one.mem_id in ids for one in htmltree.above(node)) < _MOST_LEVELS:
            yield {"@type": "JobPosting", **_properties(node)}


def _properties(scope: LexborNode, levels: int = _MOST_LEVELS) -> dict[str, object]:
    found: dict[str, list[object]] = {}
    stack = list(scope.iter())
    stack.reverse()
    while stack:
        node = stack.pop()
        names = (node.attributes.get("itemprop") or "").split()
        for name in names:
            found.setdefault(name, []).append(_value(node, levels - 1))
        if "itemscope" not in node.attributes:
            below = list(node.iter())
            below.reverse()
            stack += below
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _value(node: LexborNode, levels: int) -> object:
    has = node.attributes
    if "itemscope" in has:
        return _properties(node, levels) if levels else {}
    for name in ("content", "datetime", "data-value"):
        if has.get(name):
            return has[name]
    if node.tag in _ADDRESSES:
        return has.get(_ADDRESSES[str(node.tag)]) or ""
    if "description" in (has.get("itemprop") or "") or node.css_first("p, li, br") is not None:
        return node.inner_html or ""
    return node.text(separator=" ").strip()
