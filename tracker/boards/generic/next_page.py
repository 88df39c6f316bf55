"""Find how many postings a page states, and the link to its next page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.boards.generic import says_more
from tracker.boards.generic.area import Area
from tracker.boards.generic.pagers import form_address, is_disabled, is_off
from tracker.boards.kit import paging_words
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import words_of
from tracker.boards.kit.page_numbers import step
from tracker.extract import list_words, urls
from tracker.extract.htmltree import outermost

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from tracker.model import Page

_PAGE = re.compile(r"(?:[?&/](?:page|seite|pg|p|start|offset|pn|paged)[=/_-]?\d+)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:page|seite|pg|p|start|offset|from|pn)[=/_-]?\d+")
_PIECES = re.compile(r"[?&/]([^?&/]*)(?=$|[/&])")
_MOST_DIGITS = 3  # digits of a page number
_MOST_SIGNS = 6  # characters of an arrow
_SHORT = 120  # characters of a piece of text that states a total clearly
_SHORT_NAME = 30  # characters of a control that is called "next" by its class
_MOST_CONTROL = 300  # characters of a control
_SPAN = re.compile(r"^\d+\s*[-–]\s*\d+$")  # "9-16", a page named by its rows
_MOST_SPAN = 60  # characters of a piece with "1-10 of 20"
_COUNT_NAME = re.compile(r"count|badge|total|number|result|anzahl|nombre", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MOST_COUNT = 6  # digits of a total
_TOTALS = ("data-total", "data-total-count", "data-total-items", "data-total-results", "data-total-jobs")
_COUNTS = ", ".join(f"[{name}]" for name in (*_TOTALS, "aria-setsize"))
# Elements whose tooltip or label may state a total. That of a control or an image is about itself.
_CALLED = ", ".join(
    f"{tag}[{name}]"
    for tag in "h1 h2 h3 h4 p div span section strong b small output ul ol table tbody caption".split()
    for name in ("title", "aria-label")
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_PLUS = ("+", "＋")
_CONTROLS = frozenset(("a", "button", "input"))
_PRESSED = _CONTROLS | {"div", "span", "p", "li"}
_MORE = 'a[rel~="next"][href], a[href], button, input[type=button], input[type=submit], [role=button], [onclick], div[class*="btn"], div[class*="button"], span[class*="btn"], [class*="load-more"], [class*="loadmore"], [class*="load_more"], [class*="show-more"]'
_PAGERS = '[class*="pagin"], [class*="pager"], [aria-label*="pagin" i], [class*="page-numbers"], [class*="nav-links"], [class*="pagenav"]'
_NEXT_NAME = re.compile(r"(?:^|[\s_-])(?:next|older|load-?more|show-?more)(?:$|[\s_-])", re.IGNORECASE)
# Names of parameters that number the pages of news, events or press releases: `?actu=2`, `?tribe_page=2`.
_OTHERS_PAGE = re.compile(
    r"(?:^|[_-])(?:actus?|actualites?|tribe|ev|evenements?|eventi?|eventos?|presse|press|medien|aktuell\w*|termine?|veranstaltungen|noticias?|notizie|novosti|nieuws|"
    r"nyheter|nyheder|aktualnosci|aktuality|hirek|haberler|etkinlik\w*|stiri|uutiset|artikel|articles?|articulos?)(?:$|[_-])",
    re.IGNORECASE,
)


def _is_page(words: str) -> bool:
    """Return whether words are a page number. Python counts `²` as a digit, and it is not one."""
    return words.isdecimal() and len(words) <= _MOST_DIGITS


def stated_total(body: LexborNode, sizes: Mapping[int, int], area: Area) -> int | None:
    """Return how many postings the page states, if a short piece of it says so clearly; else None."""
    most = _attributed(body, area)
    for node in body.css("p, div, span, h1, h2, h3, h4, strong, b, small, caption, td, li, label, legend, output"):
        words = words_of(node) if 0 < sizes.get(node.mem_id, 0) < _SHORT else ""
        if words and len(words) <= list_words.MOST and (total := _stated_in(node, words, area)):
            most = max(most, total)
    return most or None


def _attributed(body: LexborNode, area: Area) -> int:
    """Return the total in an attribute of the element that holds the list, or of its rows."""
    most = 0
    for node in body.css(_COUNTS):
        attributes = node.attributes
        if area.holds(node):
            values = [attributes.get(name) or "" for name in _TOTALS]
            most = max([most, *(int(value) for value in values if value.isdecimal() and len(value) <= _MOST_COUNT)])
        size = (attributes.get("aria-setsize") or "") if area.is_row(node) or area.is_in_row(node) else ""
        if size.isdecimal() and len(size) <= _MOST_COUNT:
            most = max(most, int(size))
    for node in body.css(_CALLED):
        attributes = node.attributes
        for words in {" ".join((attributes.get(name) or "")[:_SHORT].split()) for name in ("title", "aria-label")}:
            named = list_words.names_jobs(words) or list_words.names_a_list(words)
            if named and not area.is_row(node) and not area.is_in_row(node) and not area.is_in_other_part(node):
                most = max(most, _total_in(node.tag or "", words, area.item_count))
    return most


def _stated_in(node: LexborNode, words: str, area: Area) -> int:
    """Return the total that a piece of text states, 0 if it states none. A row's own numbers count something else."""
    span = vocab.RANGE_OF.search(words) if node.tag != "li" and len(words) <= _MOST_SPAN else None
    if span:
        return _number(span[3])
    if node.tag == "td" or area.is_row(node) or area.is_in_row(node) or area.holds(node):
        stated = paging_words.THERE_ARE.match(words) if node.tag == "td" and not area.is_in_row(node) else None
        return _number(stated[1]) if stated else 0
    return _total_in(node.tag or "", words, area.item_count) or (_badge(node) if node.tag in _HEADINGS else 0)


def _badge(heading: LexborNode) -> int:
    """Return the number in an element of its own behind the name of a list: "Vacancies <span>57</span>". 0 for a year."""
    parts = [part for part in heading.iter(include_text=True) if (part.text(deep=True) or "").strip()]
    behind = heading.next
    while behind is not None and behind.tag == "-text" and not (behind.text_content or "").strip():
        behind = behind.next
    if behind is not None and _COUNT_NAME.search((behind.attributes or {}).get("class") or ""):
        parts.append(behind)  # "<h2>Vacancies</h2> <span class=count>57</span>"
    number = words_of(parts[-1]) if len(parts) > 1 and parts[-1].tag != "-text" else ""
    if not number.isdecimal() or len(number) > _MOST_COUNT or _YEAR.fullmatch(number):
        return 0
    named = " ".join((part.text(deep=True) or "").strip() for part in parts[:-1])
    return int(number) if list_words.names_jobs(named) and list_words.names_a_list(named) else 0


def _total_in(tag: str, words: str, shown: int) -> int:
    """Return the total that a phrase states, 0 if it states none."""
    stated = vocab.TOTAL.match(words)
    if stated and not list_words.is_otherwise(words):
        return _number(stated[1] or stated[2])
    return list_words.total_of(words, shown) or _worded_total(tag, words)


def _worded_total(tag: str, words: str) -> int:
    """Return the total that a piece of text states in the languages of `paging_words`, 0 if it states none."""
    if list_words.is_otherwise(words):
        return 0
    part = paging_words.OF_TOTAL.match(words)
    if part:
        return _number(part[2]) if int(part[1]) <= _number(part[2]) else 0
    plain = paging_words.SHOWN_OF.match(words) or paging_words.TOTAL.match(words)
    stated = plain or paging_words.THERE_ARE.match(words) or (tag in _HEADINGS and paging_words.HEADED.match(words))
    return _number(stated[1]) if stated else 0


def _number(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def _page_option(words: str) -> str:
    """Return the number of "Page 2" and "2"."""
    return re.sub(r"\D", "", words) if len(words) < _SHORT and paging_words.SIGNS.match(words) else words


def largest_page_number(body: LexborNode, home: str, url: str, area: Area) -> int:
    """Return the largest page number in a pager of the list, 0 if there is none."""
    numbers = [0]
    pagers = body.css('[class*="pagin"], [class*="pager"], [aria-label*="pagin" i], [class*="page-numbers"]')
    for pager in outermost(pagers):
        if area.is_in_other_part(pager) and not any(_continues(url, urls.join(home, href)) for href in _hrefs(pager)):
            continue
        numbers += [int(words) for words in map(words_of, pager.css("a, button, span, li")) if _is_page(words)]
    for node in body.css("a[href]"):
        words = words_of(node)
        href = (node.attributes.get("href") or "").strip()
        if _is_page(words) and _PAGE.search(href) and not is_of_other_part(node, urls.join(home, href), url, area):
            numbers.append(int(words))
        led = step(url, urls.join(home, href)) if _leads(href) else None
        if led and not led.rows and not led.weak and paging_words.SIGNS.match(words):
            numbers.append(led.number)
    for chosen in body.css("select"):
        options = (
            [] if area.is_in_other_part(chosen) else [_page_option(words_of(option)) for option in chosen.css("option")]
        )
        if len(options) > 1 and options == [str(number + 1) for number in range(len(options))]:
            numbers.append(len(options))
    spans = [node for node in body.css("a[href]") if _SPAN.match(words_of(node)) and not area.is_in_other_part(node)]
    numbers.append(len(spans) + 1 if spans else 0)
    return max(numbers)


@dataclass(frozen=True, slots=True)
class Continuation:
    """How a list continues: the address of the next page, and the words of a button that would load more without one.

    `other_controls` are the words of controls that say so of another part of the page, or can't be used.
    """

    address: str = ""
    button: str = ""
    other_controls: tuple[str, ...] = ()


def next_page(tree: LexborHTMLParser, home: str, url: str, others: Collection[str], area: Area) -> Continuation:
    """Return how the list continues.

    `others` are the addresses of postings and of the pages that were read.
    """
    body = tree.body
    if body is None:
        return Continuation()
    button = ""
    other_controls: list[str] = []
    for node in tree.css('head link[rel~="next"][href]'):
        address = urls.join(home, (node.attributes.get("href") or "").strip())
        if _continues(url, address) and urls.clean(address) not in others:
            return Continuation(address)
    own_url = urls.clean(url)
    rows: Counter[str] = Counter()
    for node in body.css(_MORE):
        shown, href = _control_words(node), (node.attributes.get("href") or "").strip()
        labels = _labels(node, shown)
        if not (_is_named(node, shown, labels) or _is_plus(node, labels, area)) or is_disabled(node):
            continue
        if asked := form_address(node, home):
            if _continues(url, asked) and not area.is_in_other_part(node):
                return Continuation(asked)
        elif _leads(href):  # also where it is hidden: scripts that load at the end of the page hide it
            address = urls.join(home, href)
            of_row = area.leads_to_posting(address, labels) or (area.is_in_row(node) and not _continues(url, address))
            other = of_row or urls.clean(address) == own_url or is_of_other_part(node, address, url, area)
            if not other and _is_next(node, labels):
                return Continuation(address)
        elif is_off(node) or (area.is_in_other_part(node) and not area.is_in_row(node)):
            other_controls += labels
        elif area.is_in_row(node):
            rows[labels[0] if labels else "next"] += 1
        else:
            button = button or (labels[0] if labels else "next")
    other_controls += [words for words, count in rows.items() if count > 1]
    button = button or next((words for words, count in rows.items() if count == 1), "")
    address = (
        _next_by_number(body, home, url, area)
        or _next_by_address(body, home, url, others, area)
        or _next_by_sign(body, home, url, others, area)
    )
    return Continuation(address, button, tuple(words for words in other_controls if words != button))


def _labels(node: LexborNode, shown: str | None) -> list[str]:
    attributes = node.attributes
    value = attributes.get("value") if node.tag == "input" else ""
    return [
        words
        for words in (shown or "", value or "", attributes.get("aria-label") or "", attributes.get("title") or "")
        if words
    ]


def _is_named(node: LexborNode, shown: str | None, labels: list[str]) -> bool:
    """Return whether a control says that there is more, by its words, its relation or its class."""
    attributes = node.attributes
    if any(map(_says_next, labels)) or "next" in (attributes.get("rel") or "").split():
        return True
    called = f"{attributes.get('class') or ''} {attributes.get('id') or ''}" if labels or node.tag in _CONTROLS else ""
    if _NEXT_NAME.search(called) and shown is not None and len(shown) < _SHORT_NAME:
        return True
    opens = not _leads((attributes.get("href") or "").strip()) and node.tag in _PRESSED
    return opens and any(len(words) <= list_words.MOST and list_words.says_more(words) for words in labels)


def _is_plus(node: LexborNode, labels: list[str], area: Area) -> bool:
    """Return whether a control is only a plus sign, and is the only one next to the list."""
    ancestor = node.parent
    is_only_one = ancestor is not None and (area.holds(ancestor) or ancestor.text(deep=True).strip() in _PLUS)
    return any(words in _PLUS for words in labels) and is_only_one and area.is_control(node)


def _is_next(node: LexborNode, labels: list[str]) -> bool:
    """Return whether a link is to the next page, and not to another page that is only called the next: "Next: Our culture"."""
    sign = node.text().strip()
    return not labels or any(map(_says_next, labels)) or not any(char.isalpha() for char in sign) or ":" not in sign


def is_of_other_part(node: LexborNode, address: str, url: str, area: Area) -> bool:
    """Return whether a link is that of a pager of another part of the page: news, products, another list.

    A link to the list's own path, or below it, is the list's, unless its parameter names another part (`?news_page=2`).
    """
    own_path, other_path = urls.path(url), urls.path(address)
    names = [name for name, _ in urls.query(address)]
    others = (name for name in names if vocab.OTHER_NAME.search(name) or _OTHERS_PAGE.search(name))
    named = any(not vocab.JOBS_NAME.search(name) for name in others)
    below = bool(own_path.strip("/")) and other_path.startswith(f"{own_path.rstrip('/')}/")
    if (_continues(url, address) or below) and not named:
        return False
    other = (
        vocab.OTHER_PATH.search(other_path)
        and not vocab.OTHER_PATH.search(own_path)
        and not vocab.JOB_PATH.search(other_path)
    )
    return bool(other) or area.is_in_other_part(node)


def _control_words(node: LexborNode) -> str | None:
    """Return the words of a control, None for an element with more text than any control has: it may hold the whole page."""
    shown = " ".join(node.text(deep=True).split())
    return words_of(node) if len(shown) <= _MOST_CONTROL else None


def _says_next(words: str) -> bool:
    return bool(vocab.MORE_LINK.match(words) or (len(words) < _SHORT and paging_words.NEXT.match(words)))


def _hrefs(node: LexborNode) -> list[str]:
    hrefs = ((element.attributes.get("href") or "").strip() for element in node.css("a[href]"))
    return [href for href in hrefs if _leads(href)]


def _leads(href: str) -> bool:
    return bool(href) and not href.startswith("#") and not href.lower().startswith(("javascript:", "mailto:", "tel:"))


def in_headers(page: Page, read: Collection[str]) -> str:
    """Return the next page that a `Link` header names (RFC 8288), "" if none does; `read` are the pages that were read."""
    for href in says_more.next_links(page):
        address = urls.clean(urls.join(page.url, href.strip()))
        if _continues(page.url, address) and address not in read:
            return address
    return ""


def _continues(url: str, address: str) -> bool:
    """Return whether an address differs from a list's own in its page or in its parameters only."""
    if urls.clean(address) == urls.clean(url) or urls.site(address) != urls.site(url):
        return False
    return step(url, address) is not None or urls.path(address).rstrip("/") == urls.path(url).rstrip("/")


def _next_by_address(body: LexborNode, home: str, url: str, others: Collection[str], area: Area) -> str:
    """Return the next page, found by its address alone: it is the list's own with the next number."""
    pages: dict[int, str] = {}
    rows: dict[int, str] = {}
    current, row = None, 0
    for node in body.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        address = urls.join(home, href) if _leads(href) else ""
        target = step(url, address) if address and urls.clean(address) not in others else None
        words = words_of(node) if target else ""
        forward = not words or paging_words.FORWARD.match(words) or _says_next(words) or paging_words.OLDER.match(words)
        if (
            target is None
            or is_of_other_part(node, address, url, area)
            or (target.weak and not forward and not paging_words.SIGNS.match(words))
        ):
            continue
        if target.rows:
            row = target.current or 0
            rows.setdefault(target.number, address)
        elif target.number != 1 or target.current is not None or forward:
            current = target.current
            pages.setdefault(target.number, address)
    if pages:
        return pages.get(current + 1, "") if current is not None else pages.get(2) or pages.get(1) or ""
    later = [number for number in rows if number > row]
    return rows[min(later)] if later else ""


def _next_by_sign(body: LexborNode, home: str, url: str, others: Collection[str], area: Area) -> str:
    """Return the last link in a pager that has only a sign, an image or nothing, and leads to the list's own path."""
    target = ""
    for pager in outermost(body.css(_PAGERS)):
        for node in pager.css("a[href]"):
            href, words = (node.attributes.get("href") or "").strip(), words_of(node)
            sign = node.text().strip()  # a line of text loses its arrows
            forward = not words if not sign else len(sign) < _MOST_SIGNS and bool(paging_words.FORWARD.match(sign))
            address = urls.join(home, href) if _leads(href) and forward else ""
            fits = address and _continues(url, address) and not is_of_other_part(node, address, url, area)
            if fits and urls.clean(address) not in others and not step(url, address):
                target = address
    return target


def _next_by_number(body: LexborNode, home: str, url: str, area: Area) -> str:
    """Return the next of numbered pages, if there is no link named "next"."""
    numbers: dict[int, str] = {}
    for node in body.css("a[href]"):
        words = words_of(node)
        if _is_page(words):
            address = urls.join(home, (node.attributes.get("href") or "").strip())
            paged = _COUNTED.search(address) or any(piece.endswith(words) for piece in _PIECES.findall(address))
            if paged and not is_of_other_part(node, address, url, area):
                numbers.setdefault(int(words), address)
    if not numbers:
        return ""
    at = next((number for number, address in numbers.items() if urls.clean(address) == urls.clean(url)), None)
    if at is None:
        current = body.css_first('[aria-current="page"], .pagination .active, .pager .current, .page-numbers.current')
        words = words_of(current) if current is not None else ""
        at = int(words) if _is_page(words) else 1  # the list's own address is its first page
    return numbers.get(at + 1, "")
