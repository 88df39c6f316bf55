"""Read schema.org JobPosting from attributes of elements: as microdata, and as RDFa.

Sources of the formats: HTML Living Standard, chapter "Microdata"; W3C Recommendation "RDFa Lite 1.1".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tracker.extract import htmltree

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_LEVELS = 8  # of nesting; a JobPosting has three
_NAMES = frozenset(("title", "name"))  # RDFa without one of them is not believed
_ADDRESSES = {"a": "href", "link": "href", "img": "src", "object": "data"}


def job_postings(tree: LexborHTMLParser) -> Iterator[Mapping[str, object]]:
    """Yield every JobPosting of a page in the form of JSON-LD: values by property, nested objects."""
    nodes = tree.css('[itemscope][itemtype*="schema.org/JobPosting"]')
    yield from _outer(nodes, "itemprop", "itemscope")
    nodes = [node for node in tree.css('[typeof*="JobPosting"]') if _kind(node) == "JobPosting"]
    yield from (item for item in _outer(nodes, "property", "typeof") if item.keys() & _NAMES)


def _outer(nodes: list[LexborNode], name: str, scope: str) -> Iterator[Mapping[str, object]]:
    ids = {node.mem_id for node in nodes}
    for node in nodes:
        if sum(element.mem_id in ids for element in htmltree.ancestors(node)) < _MOST_LEVELS:
            yield {"@type": "JobPosting", **_Reader(name, scope).properties(node)}


def _kind(node: LexborNode) -> str:
    """Return the type of an RDFa element without its vocabulary: `schema:JobPosting`, `https://schema.org/JobPosting`."""
    return (node.attributes.get("typeof") or "").strip().replace(":", "/").rpartition("/")[2]


class _Reader:
    """Reads properties by the attributes of one format: that of a property's name, and that of a nested object."""

    def __init__(self, name: str, scope: str) -> None:
        self._name = name
        self._scope = scope

    def properties(self, scope: LexborNode, levels: int = _MOST_LEVELS) -> dict[str, object]:
        properties: dict[str, list[object]] = {}
        stack = list(scope.iter())
        stack.reverse()
        while stack:
            node = stack.pop()
            for name in (node.attributes.get(self._name) or "").split():
                properties.setdefault(name.removeprefix("schema:"), []).append(self._value(node, levels - 1))
            if self._scope not in node.attributes:
                below = list(node.iter())
                below.reverse()
                stack += below
        return {name: values[0] if len(values) == 1 else values for name, values in properties.items()}

    def _value(self, node: LexborNode, levels: int) -> object:
        attributes = node.attributes
        if self._scope in attributes:
            return self.properties(node, levels) if levels else {}
        for name in ("content", "datetime", "data-value"):
            if attributes.get(name):
                return attributes[name]
        if node.tag in _ADDRESSES:
            return attributes.get(_ADDRESSES[str(node.tag)]) or ""
        if "description" in (attributes.get(self._name) or "") or node.css_first("p, li, br") is not None:
            return node.inner_html or ""
        return node.text(separator=" ").strip()
