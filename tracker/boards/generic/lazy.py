"""Find what loads more of a list when the page is scrolled to it, or when a script asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.boards.generic.pagers import is_off
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import words_of
from tracker.boards.kit.page_numbers import asks_for_more, step
from tracker.extract import list_words, urls

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.generic.area import Area

_ASKING = ("hx-get", "data-hx-get", "hx-post", "data-hx-post")
_WHEN = ("hx-trigger", "data-hx-trigger")
_SEEN = re.compile(r"revealed|intersect", re.IGNORECASE)
_NEXT = (
    "data-next-page",
    "data-next-url",
    "data-next-href",
    "data-next",
    "data-load-url",
    "data-load-more",
    "data-more-url",
    "data-load-more-url",
)
_SCROLLS = (
    "v-infinite-scroll",
    "infinite-scroll",
    "infinitescroll",
    "data-infinite-scroll",
    "data-drupal-views-infinite-scroll-pager",
)
_NO = frozenset(("false", "0"))
_IS_NEXT = re.compile(r"^\s*(?:https?://|[/?]|\.{1,2}/|\d{1,6}\s*$)")  # an address or a number
_NAMED = re.compile(r"(?<![a-z])(?:infinite-?(?:scroll|load(?:ing|er)?)|load-?more|loadmore)(?![a-z])", re.IGNORECASE)
_LOADING = re.compile(
    r"^\W*(?:loading|lade|laden|chargement|cargando|caricamento|carregando|bezig met laden|läser in|laddar|laster|indlæser|ladataan|ładowanie|"
    r"wczytywanie|načítání|načítavam|betöltés|se încarcă|yükleniyor|φόρτωση|зареждане|загрузка|завантаження|učitavanje|加载|載入|読み込み)\b",
    re.IGNORECASE,
)
_INTERSECTS = ("x-intersect", "x-intersect.once", "x-intersect:enter", "x-intersect.full", "x-intersect.margin.200px")
_ANY = ", ".join(
    f"[{name}]".replace(".", r"\.").replace(":", r"\:") for name in (*_ASKING, *_NEXT, *_SCROLLS, *_INTERSECTS)
) + (
    ', turbo-frame[src], infinite-loading, infinite-scroll, infinite-loader, [wire\\:init], [data-loaded], [data-shown], [data-url], [data-href], [aria-label], [class*="infinite" i], [class*="load-more" i], [class*="loadmore" i], [class*="load_more" i], '
    "[component-export], [data-component], [data-controller], [data-module], "
    '[role=status], [class*="loading" i], [class*="spinner" i]'
)
_PAGE, _LAST = (
    ("data-page", "data-current-page", "data-paged"),
    ("data-max-page", "data-max-pages", "data-total-pages", "data-last-page", "data-pages"),
)
_LOADED, _TOTALS = (
    ("data-loaded", "data-shown"),
    ("data-total", "data-total-count", "data-total-items", "data-total-results", "data-count"),
)
_PLACES = ("data-url", "data-href")
_NAMES = (
    "class",
    "component-export",
    "data-component",
    "data-controller",
    "data-module",
)  # of Astro, Stimulus and others
_TRIGGERS = re.compile(r"load|more|next|infinite|trigger|scroll", re.IGNORECASE)
_MORE_CALL = re.compile(r"more|next", re.IGNORECASE)
_SCROLL = re.compile(
    r"^\W*(?:(?:keep )?scroll(?:ing|en sie|e)?|scrollen|faites défiler|défilez|desplázate|desplácese|scorri|scrolla|rulla|przewiń|posuňte|прокрутите|прокрутіть)\b|^(?:下に)?スクロール|^(?:向下|下)?(?:滚动|滑动)|^(?:아래로 )?스크롤",
    re.IGNORECASE,
)
# Elements that a script may fill: empty ones, and controls. Their attributes are called anything.
_MARKERS = "turbo-frame:blank, div:blank, span:blank, p:blank, li:blank, section:blank, a:blank, i:blank, button"
_FURTHER = re.compile(r"さらに|もっと|続き|更多|더 ?보기")
_MOST_DIGITS = 6


def loads_later(body: LexborNode, home: str, url: str, area: Area) -> str:
    """Return what is said of an element that loads more of the list by itself, "" if there is none."""
    for node in body.css(_ANY):
        sign = _loads(node, home, url, area)
        if (
            sign
            and not _is_last(node)
            and not is_off(node)
            and not area.is_in_row(node)
            and not area.is_in_other_part(node)
        ):
            return f"more is loaded when the page is scrolled to its end ({sign}): open it in a browser"
    if sign := waits_for_more(body, home, url, area):
        return f"more is loaded when the page is scrolled to its end ({sign}): open it in a browser"
    for node, words in area.pieces(body):
        scrolls = _SCROLL.match(words) and (list_words.names_more(words) or _FURTHER.search(words))
        loading = _LOADING.match(words) and list_words.has_more(words)
        if (scrolls or loading) and not is_off(node) and not area.is_in_row(node) and not area.is_in_other_part(node):
            return f"more is loaded when the page is scrolled to its end ({words}): open it in a browser"
    return ""


def waits_for_more(body: LexborNode, home: str, url: str, area: Area) -> str:
    """Return the attribute of an element without content that has the address of the rows behind those shown; else ""."""
    for node in body.css(_MARKERS):
        sign = _asks_for_more(node, home, area) or _asks_when_seen(node, home, url)
        if sign and not is_off(node) and not area.is_in_row(node) and not area.is_in_other_part(node):
            return sign
    return ""


def _loads(node: LexborNode, home: str, url: str, area: Area) -> str:
    """Return the attribute, the class or the words by which an element loads more of the list."""
    attributes = node.attributes
    address = next((value for name in _ASKING if (value := attributes.get(name) or "")), "")
    if address:
        when = " ".join(attributes.get(name) or "" for name in _WHEN)
        return "hx-get" if _SEEN.search(when) or _is_of_list(address, home, url) else ""
    if node.tag == "turbo-frame":
        src = attributes.get("src") or ""
        return "turbo-frame" if attributes.get("loading") == "lazy" and _is_of_list(src, home, url) else ""
    scrolls = (name for name in (*_SCROLLS, *_INTERSECTS) if name in attributes and attributes.get(name) not in _NO)
    named = next(scrolls, "") or next((name for name in _NEXT if _IS_NEXT.match(attributes.get(name) or "")), "")
    if named:
        return named
    part = _partly(attributes, home, url, area.item_count)
    if part:
        return part
    match = _NAMED.search(" ".join((node.tag or "", *(attributes.get(name) or "" for name in _NAMES))))
    if match:
        return match[0]
    words = words_of(node) if area.size(node) <= list_words.MOST else ""
    more = len(words) <= list_words.MOST and _LOADING.match(words) and list_words.names_more(words)
    return words if more else ""


def _partly(has: Mapping[str, str | None], home: str, url: str, shown: int) -> str:
    """Return the attribute that says that the page has a part of the list: a page of several, a number of rows, a next page."""
    if _MORE_CALL.search(has.get("wire:init") or ""):
        return "wire:init"
    page, last = _number(has, _PAGE), _number(has, _LAST)
    if page and last > page:
        return next(name for name in _LAST if has.get(name))
    loaded, total = _number(has, _LOADED), _number(has, _TOTALS)
    if loaded == shown and total > loaded:
        return next(name for name in _TOTALS if has.get(name))
    triggers = _TRIGGERS.search(f"{has.get('class') or ''} {has.get('id') or ''}")
    for name in _PLACES:
        led = step(url, urls.join(home, (has.get(name) or "").strip())) if has.get(name) else None
        if led is not None and led.number > 1 and (not led.weak or triggers):
            return name
    return ""


def _asks_for_more(node: LexborNode, home: str, area: Area) -> str:
    """Return the data attribute with an address that asks for the rows behind those shown, "" if there is none."""
    for name, value in node.attributes.items():
        named = name.startswith("data-") or (name == "src" and node.tag == "turbo-frame")
        if named and "?" in (value or ""):
            address = urls.join(home, (value or "").strip())
            if urls.site(address) == urls.site(home) and asks_for_more(address, area.item_count):
                return name
    return ""


def _asks_when_seen(node: LexborNode, home: str, url: str) -> str:
    """Return the attribute by which htmx asks for a part of the list when an element comes into view, "" if there is none."""
    has = node.attributes
    name = next((name for name in _ASKING if has.get(name)), "")
    seen = name and _SEEN.search(" ".join(has.get(when) or "" for when in _WHEN))
    return name if seen and _is_of_list(has.get(name) or "", home, url) else ""


def _number(has: Mapping[str, str | None], names: tuple[str, ...]) -> int:
    value = next((has.get(name) or "" for name in names if has.get(name)), "")
    return int(value) if value.isdecimal() and len(value) <= _MOST_DIGITS else 0


def _is_of_list(value: str, home: str, url: str) -> bool:
    """Return whether an address is the list's own with other parameters, below it, or one with words for jobs."""
    address = urls.join(home, value.strip())
    if urls.site(address) != urls.site(url) or urls.clean(address) == urls.clean(url):
        return False
    own_path, other_path = urls.path(url).rstrip("/"), urls.path(address).rstrip("/")
    return other_path == own_path or other_path.startswith(f"{own_path}/") or bool(vocab.JOB_PATH.search(other_path))


def _is_last(node: LexborNode) -> bool:
    """Return whether an element says that the page shown is the last."""
    attributes = node.attributes
    page = next((attributes.get(name) or "" for name in _PAGE if attributes.get(name)), "")
    last = next((attributes.get(name) or "" for name in _LAST if attributes.get(name)), "")
    known = all(tag.isdecimal() and len(tag) <= _MOST_DIGITS for tag in (page, last))
    return known and int(page) >= int(last)
