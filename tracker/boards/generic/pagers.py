"""Find signs that a list continues where no link leads: numbered buttons, "Page 1 of 2", "+ 10 more", letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.generic.area import Area, is_carousel
from tracker.boards.kit import paging_words
from tracker.boards.kit.page_items import Item, words_of
from tracker.boards.kit.page_numbers import asks_for_page
from tracker.extract import list_words, selections, urls
from tracker.extract.htmltree import ancestors, outermost

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CONTROLS = 'button, [role=button], input[type=submit], input[type=button], a[href^="javascript:" i], a[href="#"], a:not([href])'
_NUMBERED = (
    f"{_CONTROLS}, [onclick], [data-page], [data-paged]"  # controls, even if they are not buttons, that have a number
)
_SENTENCES = "p, div, span, h1, h2, h3, h4, small, em"
_PAGERS = '[class*="pagin"], [class*="pager"], [aria-label*="pagin" i], [class*="page-numbers"], [class*="pagenav"]'
_MOST_SIGN = 6  # characters of an arrow
_DAYS = range(28, 32)  # numbered buttons of a calendar
_MOST_DIGITS = 3
_LETTERS = 3  # links to letters that make an index
_OFF = frozenset(
    "disabled is-disabled btn-disabled button-disabled inactive is-inactive slick-disabled swiper-button-disabled".split()
)
_AROUND = 3  # elements around a number before which the number of the page shown may be
_UNSEEN = 6  # elements above a control that may hide it
_WORDS, _MOST_BEFORE = re.compile(r"\w+"), 40  # of what is before a number; it ends with the page that is shown
_GRID = re.compile(r"'Page\$\d")  # of ASP.NET: its pager is a row of the table with the list
_CURRENT = frozenset(("active", "current", "selected", "is-active", "is-current", "is-selected"))
_MARKED = "b, strong, em, mark, .active, .current, .selected, .is-active, [aria-current]"
_MOST_MARKED = 40  # elements of an index that are examined
_SPAN = re.compile(r"^([^\W\d_])(?:\s?[-–—]\s?([^\W\d_]))?$")  # "B", "A–E"


def pages_named(body: LexborNode, area: Area) -> int:
    """Return the number of pages that is stated ("Page 1 of 2") or that numbered buttons have, 0 if there is none."""
    most = 0
    for node, words in area.pieces(body):
        most = max(most, list_words.pages_of(words))
        stated = paging_words.PAGE_OF.match(words)
        share = None if stated else paging_words.PAGE_SHARE.match(words)
        number = stated or (share if share and area.is_control(node) else None)
        if number and 0 < int(number[1] or 1) <= int(number[2]):
            most = max(most, int(number[2]))
    return max(most, _buttons(body, area), _marked_page(body, area))


def _marked_page(body: LexborNode, area: Area) -> int:
    """Return the last number in a row of them in which the page shown is marked as such, whatever elements they are."""
    most = 0
    for node in body.css("[aria-current=page]"):
        if not words_of(node).isdecimal() or area.is_in_other_part(node):
            continue
        own = node.parent if node.parent is not None and node.tag == "a" and node.parent.tag == "li" else node
        row = own.parent.iter() if own.parent is not None else ()
        labels = [words_of(word) for word in islice(row, _MOST_MARKED)]
        most = max([most, *(int(word) for word in labels if word.isdecimal() and len(word) <= _MOST_DIGITS)])
    return most


def _buttons(body: LexborNode, area: Area) -> int:
    """Return the last of a row of numbered buttons next to the list: 1, 2, 3. The current page need not be a button."""
    runs: list[list[int]] = [[]]
    for node in body.css(_NUMBERED):
        short = area.size(node) <= _MOST_BEFORE
        words = words_of(node) or (node.attributes.get("value") or "").strip() if short else ""
        number = int(words) if words.isdecimal() and len(words) <= _MOST_DIGITS else 0
        grid = number and _GRID.search(node.attributes.get("href") or "") and not area.is_in_other_part(node)
        if not number or not (grid or area.is_control(node)):
            continue
        if runs[-1] and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        elif number in {1, 2} and number not in runs[-1][-1:]:  # an entry and the link in it are one
            runs.append([1, 2] if number > 1 and _is_after_one(node) else [number])
    return max((run[-1] for run in runs if len(run) > 1 and len(run) not in _DAYS), default=0)


def _is_after_one(node: LexborNode) -> bool:
    """Return whether what is before an element is the number 1, which is not a control: "<b>1</b> <a>2</a>"."""
    at: LexborNode | None = node
    for _ in range(_AROUND):
        before = at.prev if at is not None else None
        while before is not None and not _signs(before):
            before = before.prev
        if before is not None:
            return _signs(before)[-1:] == ["1"]
        at = at.parent if at is not None else None
    return False


def _signs(node: LexborNode) -> list[str]:
    """Return the words and numbers of an element or a text."""
    words = node.text(deep=True) if node.tag != "_comment" else ""
    return _WORDS.findall(words[-_MOST_BEFORE:])


def words_for_more(body: LexborNode, area: Area) -> tuple[str, ...]:
    """Return the words that say how many more postings there are than the page shows."""
    for node, words in area.pieces(body):
        is_stated = node.tag not in {"a", "button", "td"} and (
            paging_words.PLUS_MORE.match(words) or list_words.further(words)
        )
        if is_stated and area.is_near_list(node):
            return (f"the page says {words!r}, and has no link to them",)
    for node in body.css(_SENTENCES):
        words = words_of(node) if 0 < area.size(node) <= selections.MOST else ""
        if words and selections.says_partly(words) and not area.is_in_row(node):
            return (f"the page says {words!r}: give the address of the whole list",)
    return ()


def unnamed_button(body: LexborNode, area: Area) -> tuple[str, ...]:
    """Return what is said of a button for the next page that has no words and no address, if there is one."""
    for node in body.css(_CONTROLS):
        sign = node.text().strip()  # a line of text loses its arrows
        arrow = sign and len(sign) < _MOST_SIGN and paging_words.FORWARD.match(sign)
        if arrow and not is_off(node) and area.is_control(node):
            return (f"the list goes on behind a button ({sign!r})",)
    if _has_arrows(body, area):
        return ("the list may go on behind a button without words, beside one that is disabled",)
    for pager in outermost(body.css(_PAGERS)):
        controls = [node for node in pager.css(_CONTROLS) if node.tag != "input"]
        other = any(map(is_carousel, (pager, *ancestors(pager)))) or area.is_in_other_part(pager)
        last = controls[-1] if controls and not other else None
        if last is not None and not last.text().strip() and not words_of(last) and not is_off(last):
            return ("the list may go on behind a button without words in its pager",)
    return ()


def _has_arrows(body: LexborNode, area: Area) -> bool:
    """Return whether two buttons without words are side by side, and only the second can be pressed: back and on."""
    for node in body.css("button + button, button + [role=button]"):
        back = node.prev
        while back is not None and (back.tag or "-")[0] in "-_!":
            back = back.prev
        wordless = back is not None and not any(element.text().strip() or words_of(element) for element in (back, node))
        if wordless and back is not None and is_disabled(back) and not is_off(node) and area.is_control(node):
            return True
    return False


def form_address(node: LexborNode, home: str) -> str:
    """Return the address that a button of a form leads to without a script, "" if it sends no number of a page or of rows."""
    form = next((ancestor for ancestor in ancestors(node) if ancestor.tag == "form"), None)
    has = node.attributes
    if form is None or node.tag not in {"button", "input"} or (has.get("type") or "submit").lower() != "submit":
        return ""
    if (form.attributes.get("method") or "get").lower() != "get":
        return ""
    fields = [field.attributes for field in form.css("input[type=hidden][name]")] + ([has] if has.get("name") else [])
    sent = urls.encode_query([(field.get("name") or "", field.get("value") or "") for field in fields])
    address = urls.join(home, f"{(form.attributes.get('action') or home).partition('?')[0]}?{sent}") if sent else ""
    return address if address and asks_for_page(address) else ""


def is_disabled(node: LexborNode) -> bool:
    """Return whether a control, or the entry of the pager that holds it, is disabled."""
    has, above_it = node.attributes, (node.parent.attributes or {}) if node.parent else {}
    names = {*f"{has.get('class') or ''} {above_it.get('class') or ''}".lower().split()}
    return "disabled" in has or has.get("aria-disabled") == "true" or bool(names & _OFF)


def is_off(node: LexborNode) -> bool:
    """Return whether a control shows nothing more of a list: it is disabled, not shown, or opens a menu."""
    menu = (node.attributes.get("aria-haspopup") or "false") != "false"
    return is_disabled(node) or menu or any(map(_is_hidden, (node, *islice(ancestors(node), _UNSEEN))))


def _is_hidden(node: LexborNode) -> bool:
    """Return whether an element is hidden by itself. Classes depend on the width of the window ("hidden md:block")."""
    attributes = node.attributes or {}
    style = (attributes.get("style") or "").replace(" ", "").lower()
    closed = node.tag == "dialog" and "open" not in attributes
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style or closed


def letters_unread(body: LexborNode, home: str, url: str, items: Iterable[Item]) -> tuple[str, ...]:
    """Return the letters of an index, if the list has only the postings of one of them."""
    spans: dict[tuple[str, str], str] = {}
    links: list[LexborNode] = []
    for node in body.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        match = _SPAN.match(words_of(node)) if href and not href.startswith("#") else None
        if match and _is_of_list(url, urls.join(home, href)):
            first, last = match[1].casefold(), (match[2] or match[1]).casefold()
            spans.setdefault((first, last), words_of(node))
            links.append(node)
    if len(spans) < _LETTERS:
        return ()
    if marked := _marked_letter(links):
        return (f"the page has an index of letters, and {marked!r} is the one that it shows",)
    begin = {item.title[:1].casefold() for item in items}
    shown = [span for span in spans if any(span[0] <= letter <= span[1] for letter in begin)]
    within = len(shown) == 1 and all(shown[0][0] <= letter <= shown[0][1] for letter in begin)
    if not (within or not shown):
        return ()
    names = ", ".join(name for span, name in spans.items() if span not in shown)
    return (f"the page has an index of letters, and only one of them was read (not {names})",)


def _marked_letter(links: Sequence[LexborNode]) -> str:
    """Return the letter of an index that is marked as the one shown, "" if none is: bold, or `class="active"`."""
    for link in links:
        if _CURRENT & {*(link.attributes.get("class") or "").casefold().split()} or "aria-current" in link.attributes:
            return words_of(link)
    first = links[0].parent
    index = first.parent if first is not None and first.tag in {"li", "span"} else first
    for node in index.css(_MARKED)[:_MOST_MARKED] if index is not None else []:
        words = words_of(node)
        if _SPAN.match(words) and node.css_first("a[href]") is None and node.tag != "a":
            return words
    return ""


def _is_of_list(url: str, address: str) -> bool:
    """Return whether an address is the list's own with another parameter, or with one further part of its path."""
    own_path, other_path = urls.path(url).rstrip("/"), urls.path(address).rstrip("/")
    same = other_path in {own_path, own_path.rpartition("/")[0]} or other_path.rpartition("/")[0] in {
        own_path,
        own_path.rpartition("/")[0],
    }
    return urls.site(url) == urls.site(address) and same
