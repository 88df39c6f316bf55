"""Find tabs and menus that show one part of a list at a time, if the page has none of the other parts."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.generic.pagers import is_off
from tracker.boards.generic.views import is_of
from tracker.boards.kit.page_items import Furniture, words_of
from tracker.extract import list_words, urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from collections.abc import Collection

    from selectolax.lexbor import LexborNode

    from tracker.boards.generic.area import Area

_LEVELS = 6  # elements around a menu in which the list may be
_BAR = 3  # elements above a link in which the other tabs are
_MOST_IN_BAR, _MOST_LINKS = 12, 1_000  # links of a row of tabs, and of a page, that are looked at
_LEAST = 2
_MOST_LINE = 400  # characters of a line of links
_MOST_TABS, _MOST_SHOWN = 50, 60  # tabs or options that are looked at; characters of one in a reason
_PANELS = ("aria-controls", "data-bs-target", "data-target", "href", "data-tab-target")
# Tabs and options that show the same postings in another way, or another language.
_WAYS = re.compile(
    r"^(?:list|grid|table|map|cards?|tiles|calendar|liste|karte|kacheln|tabelle|carte|tableau|grille|lista|mapa|mappa|cuadrícula|griglia|kaart|lijst|karta|kart|地図|一覧|地图|列表|목록|지도)$|"
    r"^(?:english|deutsch|français|español|italiano|português|nederlands|svenska|dansk|norsk|suomi|polski|čeština|русский|українська|türkçe|日本語|中文|한국어|[a-z]{2})$|"
    r"\b(?:newest|oldest|latest|recent|relevance|relevant|date|title|name|a ?[-–] ?z|z ?[-–] ?a|ascending|descending|distance|salary|sort|order|per page|"
    r"neueste|älteste|relevanz|datum|titel|récents?|pertinence|anciens?|recientes|relevancia|fecha|recenti|rilevanza|data|nieuwste|relevantie|senaste|nyeste)\b|新着|最新",
    re.IGNORECASE,
)
_EVERY = re.compile(
    r"全部|全て|すべて|全体|전체|모두|\b(?:any|beliebig|egal|cualquiera|qualsiasi|qualquer|choose|select|filter|wählen|choisir|sélectionn\w{1,3}|elegir|scegli)\b",
    re.IGNORECASE,
)
_OTHER_MENU = re.compile(r"sort|order|per.?page|size|limit|lang|locale|currency|view|display", re.IGNORECASE)


def tabs_unread(body: LexborNode, area: Area) -> tuple[str, ...]:
    """Return the problem of tabs or a menu next to the list whose other parts are not in the page."""
    for bar in body.css("[role=tablist]"):
        words = _unread(bar, body, area)
        if words:
            return (f"the page shows one of several parts of its list (not {words!r}): add the others too",)
    for menu in body.css("select[onchange]"):
        words = _unselected_option(menu, area)
        if words:
            return (f"the list goes on in a menu ({words!r})",)
    return ()


def links_of_tabs(body: LexborNode, home: str, url: str, area: Area) -> tuple[tuple[str, str], ...]:
    """Return the words and addresses of links in one row of tabs: each may lead to a further part.

    Such a row has a link to the page itself, or all its links are the page's own with one parameter: "?type=internship".
    """
    own_address, furniture = urls.clean(url), Furniture()
    words_by_address: dict[str, str] = {}
    bars: dict[int, list[LexborNode]] = {}
    for node in body.css("a[href]")[:_MOST_LINKS]:
        address = _address(node, home)
        selects = _parameter(url, address)
        if not selects and (address != own_address or furniture.holds(node)):
            continue
        links = _beside(node, area, bars)
        if selects and {_parameter(url, _address(link, home)) for link in links} != {selects}:
            continue
        for link in links:
            address = _address(link, home)
            if address != own_address and is_of(url, address, any_path=True):
                words_by_address.setdefault(address, words_of(link))
    return tuple((words, address) for address, words in words_by_address.items())


def links_of_lists(
    body: LexborNode, home: str, url: str, others: Collection[str], area: Area
) -> tuple[tuple[str, str], ...]:
    """Return the words and addresses of links behind words for a list and a colon: "View all jobs in: London, Paris".

    `others` are addresses that are not parts.
    """
    for node in body.css("p, div, li, nav, dd"):
        if not 0 < area.size(node) <= _MOST_LINE or area.holds(node) or area.is_row(node) or area.is_in_row(node):
            continue
        links = node.css("a[href]")
        before, colon, _ = words_of(node).partition(":")
        named = 0 < len(before) <= _MOST_SHOWN and list_words.names_jobs(before)
        if len(links) < _LEAST or not colon or not named or not _is_near(node, area):
            continue
        found = {_address(link, home): words_of(link) for link in links}
        own = urls.clean(url)
        return tuple(
            (words, address)
            for address, words in found.items()
            if address not in others and address != own and urls.site(address) == urls.site(url)
        )
    return ()


def _beside(node: LexborNode, area: Area, bars: dict[int, list[LexborNode]]) -> list[LexborNode]:
    """Return the links in the row of tabs that a link is in, [] if it is in none; `bars` are the links of known elements."""
    for ancestor in islice(ancestors(node), _BAR):
        if ancestor.mem_id not in bars:
            bars[ancestor.mem_id] = ancestor.css("a[href]")
        links = bars[ancestor.mem_id]
        if len(links) > 1:
            is_bar = len(links) <= _MOST_IN_BAR and not area.holds(ancestor) and _is_near(ancestor, area)
            return links if is_bar else []
    return []


def _parameter(url: str, address: str) -> str:
    """Return the name of the parameter that an address has in addition to the list's own, "" unless it is that and no more."""
    if urls.site(url) != urls.site(address) or urls.path(url).rstrip("/") != urls.path(address).rstrip("/"):
        return ""
    own, added = urls.query(url), urls.query(address)
    names = [name for name, value in added if (name, value) not in own]
    ordered = bool(names) and bool(_OTHER_MENU.search(names[0]))
    return names[0] if len(names) == 1 and len(added) == len(own) + 1 and not ordered else ""


def _address(node: LexborNode, home: str) -> str:
    return urls.clean(urls.join(home, (node.attributes.get("href") or "").strip()))


def _unread(bar: LexborNode, body: LexborNode, area: Area) -> str:
    """Return the words of a tab of the list that is not selected, and whose panel the page lacks."""
    tabs = bar.css("[role=tab]")[:_MOST_TABS]
    labels = [words_of(tab) for tab in tabs]
    chosen = [tab.attributes.get("aria-selected") == "true" for tab in tabs]
    if len(tabs) < _LEAST or chosen.count(True) != 1 or any(map(_is_same_list, labels)):
        return ""
    if is_off(bar) or area.is_in_row(bar):
        return ""
    panels = [element for element in body.css("[role=tabpanel]") if area.size(element)]
    about = any(area.holds(element) or area.is_row(element) for element in panels) if panels else _is_near(bar, area)
    if not about or len(panels) >= len(tabs):
        return ""
    ids = {node.attributes.get("id") or "" for node in body.css("[id]") if area.size(node)}
    missing = (words for tab, words, on in zip(tabs, labels, chosen, strict=True) if not on and not _panel(tab) & ids)
    return next(missing, "")[:_MOST_SHOWN]


def _unselected_option(menu: LexborNode, area: Area) -> str:
    """Return an option of a menu that shows a part of the list when it is chosen."""
    attributes = menu.attributes
    called = " ".join(attributes.get(name) or "" for name in ("name", "id", "class", "aria-label", "onchange"))
    options = menu.css("option")[:_MOST_TABS]
    labels = [words_of(element) for element in options]
    blank = any(
        (element.attributes.get("value") or "").strip() in {"", "0", "-1", "*"} and "value" in element.attributes
        for element in options
    )
    if _OTHER_MENU.search(called) or blank or len(labels) < _LEAST or not _is_near(menu, area):
        return ""
    if any(map(_is_same_list, labels)) or not all(any(sign.isalpha() for sign in name) for name in labels):
        return ""
    at = next((place for place, element in enumerate(options) if "selected" in element.attributes), 0)
    return next(words for place, words in enumerate(labels) if place != at)[:_MOST_SHOWN]


def _is_same_list(words: str) -> bool:
    """Return whether a tab shows all postings, or the same ones in another way."""
    return bool(_WAYS.search(words) or _EVERY.search(words)) or list_words.names_all(words) or not words


def _is_near(node: LexborNode, area: Area) -> bool:
    """Return whether an element is next to the list, and not part of a posting or of another part of the page."""
    if area.is_in_row(node) or area.is_in_other_part(node):
        return False
    return any(area.holds(ancestor) for ancestor in islice(ancestors(node), _LEVELS))


def _panel(tab: LexborNode) -> set[str]:
    return {(tab.attributes.get(name) or "").rpartition("#")[2] for name in _PANELS} - {""}
