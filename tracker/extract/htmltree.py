"""Parse HTML, safely for any input: `lexbor` for speed, `soup` for boards that walk the tree. No other module parses HTML.

Parsers take time in the square of the nesting: lexbor takes 3.3 s for 40,000 nested `<div>`, and 6 s for 67 kB of
`<p><font id=…>`, where each paragraph reopens all fonts before it. So markup that nests deeper than MOST_DEPTH is
flattened before it is parsed: tags beyond that depth are removed, and their text is kept. This does not change what a
page shows, unless the page was made to cause harm.

Sources: HTML Living Standard, "Tokenization" (what is a tag, a comment, an attribute) and "Tree construction" (which
end tags may be left out, which elements are reopened).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# libxml2 has the same limit for documents that are not trusted. The deepest real page seen has 21.
MOST_DEPTH = 256
MOST_OPTIONS = 5_000  # of a page's menus; Lexbor takes 0.06 s for as many, and 8 s for 58,000
_OPTION = re.compile(r"<option(?![\w-])", re.IGNORECASE)
# Markup that opens fewer elements is not examined: lexbor takes 1 ms for them, however they nest.
_FEW = 1_024

_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr".split()
)
_RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())
_FORMATTING = frozenset("a b big code em font i nobr s small strike strong tt u".split())
_INLINE = _FORMATTING | frozenset(
    "abbr bdi bdo cite data del dfn ins kbd label mark output q ruby samp span sub sup time var".split()
)
_OPTIONAL_END = frozenset("p li dd dt option td th tr tbody thead tfoot".split())
_CELL_ENDS = frozenset("p li dd dt td th".split())
_ENDS = {
    "li": frozenset(("li", "p")),
    **dict.fromkeys(("dd", "dt"), frozenset(("dd", "dt", "p"))),
    **dict.fromkeys(("option", "optgroup"), frozenset(("option",))),
    **dict.fromkeys(("td", "th"), _CELL_ENDS),
    "tr": _CELL_ENDS | {"tr"},
    **dict.fromkeys(("tbody", "thead", "tfoot"), _CELL_ENDS | {"tr", "tbody", "thead", "tfoot"}),
    **dict.fromkeys(
        (
            "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form "
            "h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section summary ul"
        ).split(),
        frozenset(("p",)),
    ),
}
_BLOCK = frozenset(_ENDS) | {"table", "caption", "legend", "body"}
_CELLS = frozenset(("td", "th", "caption", "table", "marquee", "object", "applet", "button"))
_TABLE = frozenset("table td th tr tbody thead tfoot caption".split())
_FOREIGN = frozenset(("svg", "math"))
# Elements with parsing rules of their own. They are removed from flattened markup, so that what nests in it is plain.
_LEFT_OUT = _FOREIGN | frozenset("select template frameset noscript plaintext".split())
_STRANGE = frozenset(("select", "frameset"))  # most other tags are ignored in them
_KINDS = {
    **dict.fromkeys(_FORMATTING, "formatting"),
    **dict.fromkeys(_FOREIGN, "foreign"),
    **dict.fromkeys(_STRANGE, "strange"),
    "table": "table",
}
_FRAME = frozenset(("html", "head", "body"))

# A tag as browsers read one: a quotation mark counts only after "=". Possessive (Python 3.11), so that nothing is read
# twice. An unclosed tag extends to the end of the page, as in browsers.
_WS = r"\t\n\f\r "
_ATTRIBUTES = (
    rf"(?:[{_WS}]++|/(?!>)|(?:=[^{_WS}/>=]*+|[^{_WS}/>=]++)"
    rf"(?:[{_WS}]*+=[{_WS}]*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|(?![\"'])[^{_WS}>]*+))?+)*+(/)?+(?:>|\Z)"
)
_TOKEN = re.compile(
    rf"<(?:(?i:({'|'.join(_RAW)}))(?=[{_WS}/>]){_ATTRIBUTES}"
    rf"[^<]*+(?:(<)(?!/(?i:\1)[{_WS}/>])(?:(!--)|(?i:(script)))?[^<]*+)*+"
    rf"|(/?[a-zA-Z][^{_WS}/>]*+){_ATTRIBUTES}"
    r"|!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))|[!?/][^>]*+>?)"
)

_TAG_GROUP = 6  # of _TOKEN: the name of a tag; the next group is the "/" that closes it


@lru_cache(maxsize=256)
def is_selector(selector: str) -> bool:
    """Return whether lexbor can read a CSS selector."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("").css(selector)
    except SelectolaxError:
        return False
    return True


@lru_cache(maxsize=256)
def is_soup_selector(selector: str) -> bool:
    """Return whether `soup`, which knows other selectors than lexbor, can read a CSS selector."""
    import soupsieve

    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError:
        return False
    return True


def lexbor(markup: str) -> LexborHTMLParser:
    """Parse HTML as browsers do, however broken it is. Nesting beyond MOST_DEPTH is flattened."""
    from selectolax.lexbor import LexborHTMLParser

    return LexborHTMLParser(_with_few_options(bounded(markup)))


def _with_few_options(markup: str) -> str:
    """Return markup in which options beyond MOST_OPTIONS are lines of text. Lexbor's time grows with the square of options."""
    if len(markup) < MOST_OPTIONS * len("<option>"):
        return markup
    beyond = next(islice(_OPTION.finditer(markup), MOST_OPTIONS, None), None)
    return markup if beyond is None else markup[: beyond.start()] + _OPTION.sub("<br", markup[beyond.start() :])


def soup(markup: str) -> BeautifulSoup:
    """Parse HTML into Beautiful Soup's tree; nesting beyond MOST_DEPTH is flattened."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(bounded(markup), "lxml")


def bounded(markup: str) -> str:
    """Return markup, flattened if it nests deeper than MOST_DEPTH. Linear in its length."""
    tags = markup.count("<")
    if tags <= _FEW or tags - markup.count("</") <= _FEW:
        return markup
    key = blake2b(markup.encode("utf-8", "surrogatepass")).digest()
    deep = _JUDGED.get(key)
    if deep is None:
        if len(_JUDGED) >= _MOST_JUDGED:
            _JUDGED.clear()
        deep = _JUDGED[key] = _is_deep(markup)
    return _flattened(markup) if deep else markup


# Results for long pages: a page is parsed several times in a check, and is the same in most checks.
_JUDGED: dict[bytes, bool] = {}
_MOST_JUDGED = 1_024


def _is_deep(markup: str) -> bool:
    """Return whether markup may nest too deep, or reopen formatting again and again.

    An end tag counts only if it closes the innermost element that needs one, so that misplaced ones never hide depth.
    Sloppy markup may count as deep, but deep markup never as shallow.
    """
    stack: list[str] = []
    open_counts = dict.fromkeys(("foreign", "strange", "table", "formatting"), 0)
    again = 0
    for number, match in enumerate(_TOKEN.finditer(markup)):
        last = match.lastindex
        if last is None:
            continue
        if last < _TAG_GROUP:
            if match[3] and (open_counts["foreign"] or open_counts["strange"] or (match[4] and match[5])):
                return True  # whether this is text depends on its context
            continue
        name = match[_TAG_GROUP].lower()
        if name[0] == "/":
            _end(stack, open_counts, name[1:])
            continue
        if (last > _TAG_GROUP) if open_counts["foreign"] else name in _VOID:
            continue
        if (
            name in _ENDS
            and not open_counts["foreign"]
            and (name not in _TABLE or (open_counts["table"] and not open_counts["strange"]))
        ):
            while stack and stack[-1] in _ENDS[name]:
                stack.pop()
        if name in _KINDS:
            open_counts[_KINDS[name]] += 1
        if name not in _FORMATTING:
            again += open_counts["formatting"]
        stack.append(name)
        if len(stack) > MOST_DEPTH or again > 4 * (number + _FEW):
            return True
    return False


def _end(stack: list[str], open_counts: dict[str, int], name: str) -> None:
    """Remove from the stack the element that an end tag closes, with those above it that need no end tag."""
    place = len(stack) - 1
    while place >= 0 and stack[place] != name and stack[place] in _OPTIONAL_END:
        place -= 1
    if place >= 0 and stack[place] == name:
        for tag in stack[place:]:
            if tag in _KINDS:
                open_counts[_KINDS[tag]] -= 1
        del stack[place:]


def _flattened(markup: str) -> str:
    """Rewrite markup so that every element is closed where it ends, and none is deeper than MOST_DEPTH."""
    parts: list[str] = []
    stack = _Open()
    last = 0
    for match in _TOKEN.finditer(markup):
        parts.append(markup[last : match.start()])
        last = match.end()
        name = (match[_TAG_GROUP] or "").lower()
        if match[1] or name in _FRAME or name in _VOID or name[1:] in _RAW or name[1:] in _FRAME:
            parts.append(match[0])
        elif name[:1] == "/":
            parts += stack.end(name[1:])
        elif name and name not in _LEFT_OUT:
            parts += stack.start(name, match[0])
    parts.append(markup[last:])
    return "".join(parts)


class _Open:
    """The open elements. Those beyond MOST_DEPTH are tracked but not written."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.places: dict[str, list[int]] = {}
        self.cells: list[int] = []

    def start(self, name: str, tag: str) -> Iterator[str]:
        """Open an element: close the elements that end here, then write its tag, or a separator in its place."""
        while self.names and self.names[-1] in _ENDS.get(name, ()):
            yield self._pop()
        yield tag if len(self.names) < MOST_DEPTH else _gap(name)
        self.places.setdefault(name, []).append(len(self.names))
        if name in _CELLS:
            self.cells.append(len(self.names))
        self.names.append(name)

    def end(self, name: str) -> Iterator[str]:
        """Close the innermost element of this name and all within it, unless a table cell is in between."""
        places = self.places.get(name)
        if not places or (name not in _TABLE and self.cells and self.cells[-1] > places[-1]):
            return
        place = places[-1]
        while len(self.names) > place:
            yield self._pop()

    def _pop(self) -> str:
        name = self.names.pop()
        self.places[name].pop()
        if name in _CELLS:
            self.cells.pop()
        return f"</{name}>" if len(self.names) < MOST_DEPTH else _gap(name)


def _gap(name: str) -> str:
    return "<br>" if name in _BLOCK else "" if name in _INLINE else " "


def unescape(words: str) -> str:
    """Decode HTML entities. `html.unescape` raises ValueError for a number of more than 4,300 digits."""
    return html.unescape(_LONG_NUMBER.sub(_short_number, words) if "&#" in words else words)


_LONG_NUMBER = re.compile(r"&#0*+([0-9]*+);?+")
_MOST_DIGITS = 7  # digits of the largest code point, 1114111


def _short_number(match: re.Match[str]) -> str:
    return (
        match[0]
        if len(match[0]) < 4 * _MOST_DIGITS
        else f"&#{match[1] or 0};"
        if len(match[1]) <= _MOST_DIGITS
        else "\ufffd"
    )


def without(markup: str, names: tuple[str, ...], *, comments: bool = False) -> str:
    """Replace every element of these names, with its content, and every comment by a space.

    An element ends at the next end tag of its name. One that is not closed stays, as in a page that was cut off.
    """
    opening = _opening((*names, "!--") if comments else names)
    parts: list[str] = []
    never: set[str] = set()
    last = 0
    match = opening.search(markup)
    while match:
        name = match[1].lower()
        ends = None if name in never else _closing(name).search(markup, match.end())
        if ends is None:
            never.add(name)
        else:
            parts += (markup[last : match.start()], " ")
            last = ends.end()
        match = opening.search(markup, ends.end() if ends else match.end())
    return "".join((*parts, markup[last:])) if parts else markup


@cache
def _opening(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"<({'|'.join(names)})(?:(?<=-)|\b)", re.IGNORECASE)


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile("-->" if name == "!--" else rf"</{name}\s*+>", re.IGNORECASE)


def untagged(markup: str) -> str:
    """Replace every tag by a space. What follows the last `>` stays."""
    end = markup.rfind(">") + 1  # no tag ends after it, and searching for one from each "<" would be slow
    return _ANY_TAG.sub(" ", markup[:end]) + markup[end:]


_ANY_TAG = re.compile(r"<[^>]*+>")


def elements(markup: str, name: str) -> Iterator[tuple[str, str]]:
    """Yield attributes and content of every element of a kind whose content is text (`script`, `title`), in order.

    An element that is not closed is skipped, as in a page that was cut off.
    """
    opening, closing = re.compile(rf"<{name}(?=[{_WS}/>])", re.IGNORECASE), re.compile(rf"</{name}", re.IGNORECASE)
    match = opening.search(markup)
    while match:
        begins = markup.find(">", match.end())
        ends = closing.search(markup, begins + 1) if begins >= 0 else None
        if ends is None:
            return
        yield markup[match.end() : begins], markup[begins + 1 : ends.start()]
        match = opening.search(markup, ends.end())


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the ancestors of a node, the nearest first."""
    ancestor = node.parent
    while ancestor is not None:
        yield ancestor
        ancestor = ancestor.parent


def outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """Return the nodes that are not inside another of them, so that no text is used twice."""
    ids = {node.mem_id for node in nodes}
    return (
        [node for node in nodes if not any(element.mem_id in ids for element in ancestors(node))]
        if len(nodes) > 1
        else nodes
    )
