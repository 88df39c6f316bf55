"""Find signs that a page that says "no openings" has a list that it doesn't show.

Such signs are a frame of another site for jobs, an element that a script fills, an element that still loads, a link to
the whole list or to a file with it, another page of a pager, one of several tabs, and data with postings in a script.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.kit import page_numbers
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.emptiness import hides, is_hidden, states_none
from tracker.boards.kit.later_words import names_a_list_elsewhere
from tracker.boards.kit.page_items import Furniture, words_of
from tracker.extract import htmltree, urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from selectolax.lexbor import LexborNode

_MOST = 300  # elements of a kind that are examined; a page has a few frames and some hundred links
_SHOWN = 80  # characters that are quoted
_LONGEST = 200  # characters of a paragraph around a link
_MOST_LEVELS = 8  # elements above one that are examined
_SIGN = 3  # characters of a sign: « or ‹
_FILES = (".pdf", ".doc", ".docx", ".odt", ".xls", ".xlsx")
_BOARD = re.compile(r"career|recruit|apply|talent|vacanc|(?<![a-z])(?:jobs?|hr|ats|hiring)(?![a-z])", re.IGNORECASE)
_NO_BOARD = re.compile(
    r"youtube|vimeo|google|facebook|linkedin|twitter|instagram|xing|tiktok|glassdoor|kununu|captcha|consent|cookie|map|video|chat|spotify",
    re.IGNORECASE,
)
_DATA = re.compile(r"^data-(?:[\w-]*-)?(?:jobs?|vacanc\w*|careers?|openings?|positions?|recruit\w*|board)(?:-[\w-]*)?$")
_NOTHING = frozenset(("0", "[]", "{}", "none", "false", "null"))
_LOADS = re.compile(
    r"(?<![a-z])(?:skeletons?|spinners?|loaders?|loading|shimmer|placeholder-glow|progress-circular)(?![a-z])",
    re.IGNORECASE,
)
_OF_PAGE = re.compile(r"pre-?load|page|site|overlay|lazy|btn|button|submit|form|image|img|video|map", re.IGNORECASE)
_LOADS_IN = "div, ul, li, section, p, span, tbody, tr"
_BEFORE = re.compile(
    r"^\W*(?:prev(?:ious)?|newer|zurück|vorherige|précédente?|anterior|precedente|vorige|föregående|forrige|poprzednia|předchozí|предыдущая|попередня|上一页|前へ|이전)\b(?: \w+)?\W*$",
    re.IGNORECASE,
)
_PAGE_OF = re.compile(
    r"\b(?:page|seite|página|pagina|sida|side|strona|страница) (\d{1,5}) (?:of|von|sur|de|di|van|av|z|из) \d{1,5}\b",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"^\W*(?:all|alle|alles|tous|toutes|todos|todas|tutti|tutte|wszystkie|alla|все|全部|すべて|전체)\b", re.IGNORECASE
)
_CARRIED = re.compile(
    r"(?:jobs|vacancies|positions|openings|postings|stellen|offres|ofertas|vacantes|vacatures)[\"']?\s{0,9}[:=]\s{0,9}\[\s{0,9}\{([^{}]{1,300})"
)
_TITLE = re.compile(r"[\"']?(?:title|name|position|titel|titre)[\"']?\s{0,9}:\s{0,9}[\"']([^\"']{1,100})[\"']")
_TABS = "[role=tab][aria-selected=true], [role=tablist] > [aria-selected=true], li.active, li.selected, li.current, a.active, a.selected, a.current, a[aria-current]"


def sign(markup: str, url: str, read: Collection[str] = ()) -> str:
    """Return what may contain or lead to the list of a page that says "no openings", "" if nothing does.

    `read` are the addresses of frames whose contents were read too.
    """
    carried = _carried(markup)
    tree = htmltree.lexbor(markup)
    body = tree.body
    if carried or body is None:
        return carried
    for node in body.css("script, style, noscript, template"):
        node.decompose()
    seen = frozenset(map(urls.clean, read))
    ways = (_frame(body, url, seen), _element(body), _loading(body), _link(body, url), _tab(body, url))
    return next(filter(None, ways), "")[:_SHOWN]


def _carried(markup: str) -> str:
    """Return the title of a posting in the data of an inline script."""
    for script in htmltree.lexbor(markup).css("script:not([src])")[:_MOST]:
        for rows in islice(_CARRIED.finditer(script.text(deep=True)), _MOST):
            titled = _TITLE.search(rows[1])
            if titled and vocab.is_role(titled[1]):
                return f"{titled[1]} in a script"
    return ""


def _frame(body: LexborNode, url: str, read: Collection[str]) -> str:
    """Return the address of a frame for jobs that was not read."""
    for node in body.css("iframe, object, embed, frame")[:_MOST]:
        href = node.attributes.get("src") or node.attributes.get("data") or ""
        address = urls.clean(urls.join(url, href)) if href else ""
        if not urls.is_web(address) or address in read or is_hidden(node):
            continue
        parts = urls.parse(address)
        where = f"{'' if urls.site(address) == urls.site(url) else parts.netloc}{parts.path}?{parts.query}"
        if _BOARD.search(where) and not _NO_BOARD.search(address):
            return f"a frame, {address}"
    return ""


def _element(body: LexborNode) -> str:
    """Return an empty element that is named or marked for a script that puts a list of jobs there."""
    for node in body.css("*"):
        tag = node.tag or ""
        own = "-" in tag and tag[0] not in "-_"
        if not own and tag not in {"div", "section"}:
            continue
        named = own and vocab.JOBS_NAME.search(tag.replace("-", " "))
        marked = any(_DATA.match(key) and (value or "") not in _NOTHING for key, value in node.attributes.items())
        if (named or marked) and not is_hidden(node) and not node.text().strip():
            return f"an empty <{tag}>"
    return ""


def _loading(body: LexborNode) -> str:
    """Return an element that is shown while the list loads. One that belongs to the page or to a form does not count."""
    for node in body.css(_LOADS_IN):
        attributes = node.attributes
        name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        loads = _LOADS.search(name.replace("_", "-")) or attributes.get("aria-busy") == "true"
        outer = node.parent is None or node.parent.tag == "body" or _OF_PAGE.search(name)
        if (
            loads
            and not outer
            and not is_hidden(node)
            and not any(ancestor.tag in {"form", "button"} for ancestor in _over(node))
        ):
            return f"<{node.tag} class={name.strip()!r}>, which shows that something loads"
    return ""


def _link(body: LexborNode, url: str) -> str:
    """Return the words of a link to the whole list, to a file with it, to another site for jobs, or to a page before."""
    furniture = Furniture()
    own_path = f"{urls.path(url).rstrip('/')}/"
    for node in body.css("a[href]")[:_MOST]:
        address = urls.clean(urls.join(url, node.attributes.get("href") or ""))
        words = words_of(node)
        if not urls.is_web(address) or not words or is_hidden(node):
            continue
        led = page_numbers.step(url, address)
        if _BEFORE.match(words) and (
            led is not None or page_numbers.step(address, url) is not None or _asks_more(url, address)
        ):
            return words
        if led is not None and not led.weak and words.isdigit():
            return f"page {words}"
        if furniture.holds(node):
            continue
        above_here = urls.site(address) == urls.site(url) and own_path.startswith(f"{urls.path(address).rstrip('/')}/")
        file = urls.path(address).lower().endswith(_FILES) and vocab.LIST_HEADING.search(words)
        is_whole_list = vocab.ALL_JOBS.match(words) and not above_here
        if (file and not vocab.APPLY.search(words)) or is_whole_list or _is_elsewhere(node, words, address, url):
            return words
    for node in body.css("p, div, span, li, nav")[:_MOST]:
        label = words_of(node) if len(node.text()) < _LONGEST else ""
        match = _PAGE_OF.search(label)
        if match and int(match[1]) > 1:
            return label
    return ""


def _asks_more(url: str, address: str) -> bool:
    """Return whether an address is this page's own with another number of a page."""
    same = urls.site(address) == urls.site(url) and urls.path(address) == urls.path(url)
    return same and any(value.isdecimal() for _, value in urls.query(address))


def _is_elsewhere(node: LexborNode, words: str, address: str, url: str) -> bool:
    """Return whether a link leads to another site, and its paragraph is about jobs there."""
    if urls.site(address) == urls.site(url) or _NO_BOARD.search(urls.parse(address).netloc):
        return False
    block = next((block for block in _over(node) if block.tag in {"p", "li", "div", "td", "section"}), node)
    sentence = words_of(block)
    if len(sentence) > _LONGEST:
        sentence = words
    return names_a_list_elsewhere(sentence if not states_none(sentence) else words)


def _tab(body: LexborNode, url: str) -> str:
    """Return the words of the chosen one of several tabs, if it names neither all jobs nor a part in the page itself."""
    furniture = Furniture()
    for node in body.css(_TABS)[:_MOST]:
        words = words_of(node)
        item = node.parent if node.tag == "a" and node.parent is not None and node.parent.tag == "li" else node
        role = (item.parent.attributes.get("role") if item.parent is not None else "") or ""
        if not 0 < len(words) <= _SHOWN or is_hidden(node) or _ALL.match(words) or vocab.JOBS_HEADING.search(words):
            continue
        if role != "tablist" and furniture.holds(item):
            continue
        others = [element for element in _neighbours(item) if words_of(element)]
        if others and any(_is_part(element, body, url, tabs=role == "tablist") for element in others):
            return f"the chosen {words!r}"
    return ""


def _is_part(other: LexborNode, body: LexborNode, url: str, *, tabs: bool) -> bool:
    """Return whether a tab that is not chosen leads to another part of the list, which this page doesn't contain."""
    words = words_of(other)
    if _is_about_else(words):
        return False
    panel = other.attributes.get("aria-controls") or ""
    link = other if other.tag == "a" else other.css_first("a[href]")
    href = (link.attributes.get("href") or "") if link is not None else ""
    if panel or href.startswith("#"):
        named = panel or href[1:]
        return not named or not any(element.attributes.get("id") == named for element in body.css("[id]"))
    if not href:
        return tabs
    address = urls.clean(urls.join(url, href))
    path, own_path = urls.path(address).rstrip("/"), urls.path(url).rstrip("/")
    return urls.site(address) == urls.site(url) and (
        (path == own_path and bool(urls.query(address))) or (bool(own_path) and path.startswith(f"{own_path}/"))
    )


def _is_about_else(words: str) -> bool:
    patterns = (vocab.OTHER_HEADING, vocab.CALL, vocab.APPLY, vocab.CLOSED_HEADING)
    return any(pattern.search(words) for pattern in patterns)


def _neighbours(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    for element in islice(parent.iter(), _MOST) if parent is not None else ():
        if element.mem_id != node.mem_id and element.tag == node.tag and not hides(element):
            yield element


def _over(node: LexborNode) -> Iterator[LexborNode]:
    return islice(ancestors(node), _MOST_LEVELS)
