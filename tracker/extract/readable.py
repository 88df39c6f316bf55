"""Rewrite an archived page as plain HTML that runs nothing and loads nothing, to be read in a browser.

Only elements of a short list are written, and of their attributes only the spans of table cells, `lang` and `dir`. Text is
escaped anew. So whatever the page has (scripts, forms, frames, styles, images, event handlers, unknown elements), none of
it comes through, and nothing depends on recognising it.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.extract import htmltree, urls

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST = 400_000  # characters of text that are written; the record itself has all of it
_MOST_MARKUP = 4_000_000  # characters of markup that are read: ten times the largest real posting page
_KEPT = frozenset(
    "p div section article header footer main nav aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot "
    "tr th td pre code blockquote q em strong b i u s small sub sup abbr cite time mark del ins figure figcaption address "
    "details summary span".split()
)
_ALONE = frozenset(("br", "hr"))
# What has no readable text of its own, or text that a browser does not show.
_DROPPED = frozenset(
    "script style template noscript svg math iframe frame frameset object embed applet audio video canvas head link meta "
    "base title select datalist textarea input".split()
)
_SPANS = ("colspan", "rowspan")
_MOST_SPAN = 1_000  # as in the HTML Living Standard, "colspan"
_MOST_ADDRESS = 300  # characters of a link's address that are shown
_DIRECTIONS = frozenset(("ltr", "rtl", "auto"))
_LANGUAGE = 35  # the longest language tag that RFC 5646 (4.4.1) recommends to support


def page(markup: str) -> str:
    """Return the body of a page as plain HTML. The page's address and title are not in it."""
    root = htmltree.lexbor(markup[:_MOST_MARKUP]).body
    if root is None:
        return ""
    parts: list[str] = []
    size = 0
    for part, shown in _walk(root):
        parts.append(part)
        size += shown
        if size > LONGEST:
            parts.append("<p>…</p>")
            break
    return "".join(parts)


def _walk(root: LexborNode) -> Iterator[tuple[str, int]]:
    """Yield pieces of HTML, and how many characters of text each has."""
    stack: list[tuple[LexborNode | None, str]] = [(root.child, "")]
    while stack:
        node, end = stack.pop()
        if node is None:
            if end:
                yield end, 0
            continue
        stack.append((node.next, end))
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            yield html.escape(text), len(text)
        elif tag in _ALONE:
            yield f"<{tag}>", 0
        elif tag == "img":
            yield _picture(node)
        elif tag not in _DROPPED and not tag.startswith(("-", "!")):
            start, after = _element(node, tag)
            if start:
                yield start, 0
            stack.append((node.child, after))


def _element(node: LexborNode, tag: str) -> tuple[str, str]:
    """Return the start and the end of an element; both are empty if only its content is kept."""
    if tag == "a":
        address = (node.attributes.get("href") or "").strip()
        shown = html.escape(address[:_MOST_ADDRESS]) if urls.is_web(address) else ""
        return (f'<span class="link" title="{shown}">' if shown else '<span class="link">'), "</span>"
    if tag == "button":
        return '<span class="button">', "</span>"
    if tag not in _KEPT:
        return "", ""
    return f"<{tag}{_attributes(node, tag)}>", f"</{tag}>"


def _attributes(node: LexborNode, tag: str) -> str:
    attributes = node.attributes
    parts = []
    for name in _SPANS if tag in {"td", "th"} else ():
        value = attributes.get(name) or ""
        if value.isascii() and value.isdecimal() and len(value) < len(str(_MOST_SPAN)) and int(value) > 1:
            parts.append(f' {name}="{int(value)}"')
    if (attributes.get("dir") or "").lower() in _DIRECTIONS:
        parts.append(f' dir="{(attributes.get("dir") or "").lower()}"')
    language = attributes.get("lang") or ""
    if language and len(language) <= _LANGUAGE and language.replace("-", "").isalnum() and language.isascii():
        parts.append(f' lang="{language}"')
    return "".join(parts)


def _picture(node: LexborNode) -> tuple[str, int]:
    """Return the words that stand for a picture, if it has any."""
    words = (node.attributes.get("alt") or "").strip()
    return (f'<span class="picture">[{html.escape(words)}]</span>', len(words)) if words else ("", 0)
