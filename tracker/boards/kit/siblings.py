"""Find the text of a posting on its page: by semantic elements, else by what differs between two pages of a site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tracker.extract import htmltree, text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

THIN = 200  # characters; a page with less is a shell that its script fills
_SIGNS = "main, [role=main], article"
_FURNITURE = frozenset(
    ("nav", "footer", "header", "aside", "script", "style", "noscript", "template", "svg", "form", "iframe", "head")
)
_USUAL = (
    '[itemprop="description"]',
    ".job-description",
    "#job-description",
    ".jobDescription",
    ".job_description",
    ".posting-description",
    ".vacancy-description",
    ".job-content",
    ".job-detail",
    ".job-details",
    ".stellenbeschreibung",
    ".description",
)
_MOST_LEVELS = 32  # elements above the differing words that may contain the text; each is counted in both pages
_PLAIN = re.compile(r"^[A-Za-z][\w-]*$")


def main(markup: str) -> str:
    """Return the text of a page without navigation, header and footer."""
    return text.main_text(markup)


def title(markup: str) -> str:
    """Return the title of a page: its first heading, else its `<title>` up to a separator."""
    tree = htmltree.lexbor(markup)
    for node in tree.css("main h1, article h1, h1"):
        words = text.line(node.text(separator=" "))
        if words:
            return words
    element = tree.css_first("title")
    return re.split(r"\s+[|–—·-]\s+", text.line(element.text()))[0] if element is not None else ""


def container(pages: Sequence[str]) -> str:
    """Return a CSS selector for the smallest element that contains what differs between two sibling pages.

    "" if an element already marks the text (one `main` or `article`), or if there are no two pages to compare.
    """
    trees = [htmltree.lexbor(page) for page in pages[:2]]
    if len(trees) < 2 or all(len(tree.css(_SIGNS)) == 1 for tree in trees):
        return ""
    for usual in _USUAL:
        elements = [tree.css(usual) for tree in trees]
        if all(len(group) == 1 and len(group[0].text(separator=" ")) > THIN for group in elements) and _is_text(
            elements
        ):
            return usual
    first, second = (_texts(tree) for tree in trees)
    shared = {words for words, _ in second}
    differing = [node for words, node in first if words not in shared]
    node = _ancestor([group for group in differing if group is not None])
    for _ in range(_MOST_LEVELS):
        if node is None or node.tag in {"body", "html"}:
            break
        selector = _selector(node)
        is_unique = bool(selector) and all(len(tree.css(selector)) == 1 for tree in trees)
        if is_unique and len(node.text(separator=" ")) >= THIN and _is_text([tree.css(selector) for tree in trees]):
            return selector
        node = node.parent
    return ""


def _is_text(elements: Sequence[Sequence[LexborNode]]) -> bool:
    """Return whether an element of both pages may be the text: it differs, and is not in a footer, header or navigation."""
    nodes = [group[0] for group in elements]
    same = len({text.of_node(node) for node in nodes}) == 1
    return not same and not any(
        ancestor.tag in _FURNITURE for node in nodes for ancestor in (node, *htmltree.ancestors(node))
    )


def _texts(tree: LexborHTMLParser) -> list[tuple[str, LexborNode | None]]:
    """Return every piece of text of a page with its element, without navigation, header and footer."""
    texts: list[tuple[str, LexborNode | None]] = []
    if tree.body is None:
        return texts
    stack = [tree.body]
    while stack:
        node = stack.pop()
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                words = text.line(child.text_content or "")
                if words:
                    texts.append((words, node))
            elif child.tag not in _FURNITURE:
                stack.append(child)
    return texts


def _ancestor(nodes: Sequence[LexborNode]) -> LexborNode | None:
    """Return the deepest element that contains nine tenths of the differing words; a few other words are ignored."""
    weights: dict[int, tuple[int, int, LexborNode]] = {}
    total = 0
    times = Counter(node.mem_id for node in nodes)
    for node in {node.mem_id: node for node in nodes}.values():
        size = (len(node.text(deep=False) or "") or 1) * times[node.mem_id]
        total += size
        chain = [node, *htmltree.ancestors(node)]
        for depth, element in enumerate(reversed(chain)):
            weight = weights.get(element.mem_id, (0, depth, element))
            weights[element.mem_id] = (weight[0] + size, depth, element)
    large_enough = [(depth, node) for size, depth, node in weights.values() if size >= total * 0.9]
    return max(large_enough, key=lambda pair: pair[0])[1] if large_enough else None


def _selector(node: LexborNode) -> str:
    attributes = node.attributes
    name = attributes.get("id") or ""
    if _PLAIN.match(name) and not any(sign.isdigit() for sign in name):
        return f"#{name}"
    classes = [
        class_name
        for class_name in (attributes.get("class") or "").split()
        if _PLAIN.match(class_name) and not any(sign.isdigit() for sign in class_name)
    ]
    return f"{node.tag}.{'.'.join(classes[:3])}" if classes else ""
