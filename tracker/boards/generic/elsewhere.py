"""Find signs that postings are listed elsewhere: the whole list, or a part of it on another site, in a frame or a PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from tracker.boards.generic.index_pages import names_a_list
from tracker.boards.kit import paging_words
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import Furniture, Item, Link, words_of
from tracker.extract import list_words, urls
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.generic.area import Area

_MOST_WORDS = 100  # characters of a link to the whole list that are looked at
_MOST_SENTENCE = 240  # characters of a sentence with a link to a list on another site
_WORD, _MOST_BEGIN = re.compile(r"[^\W\d_]+"), 3  # words at the beginning of a sentence about further postings
_AROUND = 3  # elements above a link in which its sentence is
_FILES = ", ".join(f'a[href*="{end}" i]' for end in (".pdf", ".doc", ".xls", ".odt"))
_FILE = re.compile(r"[(\[]? ?\b(?:pdf|docx?|xlsx?)\b[^)\]]{0,16}[)\]]?", re.IGNORECASE)
_LOAD = re.compile(
    r"^(?:download|herunterladen|télécharger|descargar|scarica|baixar|downloaden|ladda ner|hent|pobierz|stáhnout|скачать)\s+|"
    r"\s+(?:download|herunterladen|downloaden)$",
    re.IGNORECASE,
)
# Sites where an employer is found, and no part of its list. Frames that show something other than a list.
_NETWORKS = re.compile(
    r"linkedin|xing\.|facebook|instagram|twitter|//x\.com|youtube|glassdoor|kununu|indeed|google|whatsapp|t\.me|tiktok|pinterest",
    re.IGNORECASE,
)
_NO_LIST = re.compile(
    r"alert|subscri|newsletter|apply|application|form|chat|video|player|map|calendar|survey|consent|cookie|track|pixel|login|captcha",
    re.IGNORECASE,
)
# What is said of postings that another site has.
_ADVERTISED = re.compile(
    r"\b(?:advertised|listed|published|posted|managed|handled|found|shown|recruited|filled) (?:only |exclusively |separately )?(?:on|at|by|through|via|with)\b|"
    r"\b(?:ausgeschrieben|veröffentlicht|finden sie|findest du|publiées?|publiés?|consultables?|diffusées?|se publican|publicad[ao]s|pubblicat[ei]|publicadas|gepubliceerd|staan op|vindt u|"
    r"publiceras|finns på|hittar du|opslås|findes på|publiseres|finner du|publikowane|znajdziesz|zveřejněny|najdete|публикуются|размещены)\b",
    re.IGNORECASE,
)


def longer_list(links: Sequence[Link], items: Mapping[str, Item], url: str) -> tuple[str, ...]:
    """Return the link to a longer list, if there is one. The page then shows only a selection."""
    own_path = urls.path(url).rstrip("/")
    addresses = {item.url for item in items.values()}
    for link in links:
        path = urls.path(link.url).rstrip("/")
        if link.url in addresses or not _names_longer(link.words):
            continue
        if urls.site(link.url) != urls.site(url) or not f"{own_path}/".startswith(f"{path}/"):
            return (f"the page links to a longer list ({link.words!r}): give its address, {link.url}",)
    return ()


def all_behind_link(body: LexborNode, home: str, url: str, area: Area) -> tuple[str, ...]:
    """Return the link next to the list that shows all of it: "Show all", or "Show all (14)" where the page has fewer."""
    for node in body.css("a[href]"):
        words = words_of(node) if 0 < area.size(node) <= list_words.MOST else ""
        total = list_words.total_of_all(words) if words else None
        if total is None or 0 < total <= area.item_count or area.is_row(node) or area.is_in_row(node):
            continue
        address = urls.join(home, (node.attributes.get("href") or "").strip())
        leads = urls.is_web(address) and urls.clean(address) != urls.clean(url)
        if leads and (area.is_control(node) or (total and not area.is_in_other_part(node))):
            return (f"the page links to a longer list ({words!r}): give its address, {address}",)
    return ()


def _names_longer(phrase: str) -> bool:
    """Return whether a link names the whole list: "All jobs", "Download the full list of vacancies (PDF)"."""
    words = phrase[:_MOST_WORDS]
    plain = _LOAD.sub("", _FILE.sub("", words).strip())
    named = vocab.ALL_JOBS.match(phrase) or paging_words.LONGER.match(words)
    return bool(named) or list_words.names_whole_list(words) or (plain != words and list_words.names_whole_list(plain))


def linked_without_scripts(body: LexborNode, home: str, url: str) -> tuple[str, ...]:
    """Return the link to the whole list for readers without scripts (`noscript`), if there is one."""
    for node in body.css("noscript a[href]"):
        address = urls.join(home, (node.attributes.get("href") or "").strip())
        if urls.is_web(address) and urls.clean(address) != urls.clean(url) and _names_longer(words_of(node)):
            return (f"the page links to a longer list ({words_of(node)!r}): give its address, {address}",)
    return ()


def listed_elsewhere(body: LexborNode, home: str, url: str, area: Area) -> tuple[str, ...]:
    """Return what is said of another list, if the page has one in a frame or says that another site has one."""
    reason = "the page has another list {} ({!r}): add that page too"
    for node in body.css("iframe[src]"):
        address = urls.join(home, (node.attributes.get("src") or "").strip())
        if _is_list(address, url) and not _is_tiny(node):
            return (reason.format("in a frame", address[:_MOST_WORDS]),)
    furniture = Furniture()
    for node in body.css(_FILES):
        sentence = _sentence(node, area)
        whole = _begins_with_more(sentence) or (list_words.names_all(sentence) and list_words.names_jobs(sentence))
        if whole and not area.is_row(node) and not furniture.holds(node):
            return (reason.format("in a file", sentence[:_MOST_WORDS]),)
    for node in body.css('a[href*="//"]'):
        address = urls.join(home, (node.attributes.get("href") or "").strip())
        external = urls.is_web(address) and urls.site(address) != urls.site(url) and not _NETWORKS.search(address)
        if not external or area.is_row(node) or area.is_in_row(node) or furniture.holds(node):
            continue
        sentence = _names_postings(node, area)
        if sentence:
            return (reason.format("on another site", sentence),)
    return ()


def _begins_with_more(words: str) -> bool:
    """Return whether a sentence begins with further postings: "Further positions: see this list", not "More about us"."""
    first, *rest = [word[0].casefold() for word in islice(_WORD.finditer(words), _MOST_BEGIN)] or [""]
    return first in list_words.MORE and any(word in list_words.JOBS for word in rest)


def _is_list(address: str, url: str) -> bool:
    if not urls.is_web(address) or urls.clean(address) == urls.clean(url) or _NETWORKS.search(address):
        return False
    return bool(vocab.JOBS_NAME.search(address)) and not _NO_LIST.search(address)


def _is_tiny(node: LexborNode) -> bool:
    attributes = node.attributes
    style = (attributes.get("style") or "").replace(" ", "").lower()
    return (
        "hidden" in attributes
        or "display:none" in style
        or {attributes.get("width"), attributes.get("height")} & {"0", "1"} != set()
    )


def _names_postings(node: LexborNode, area: Area) -> str:
    """Return the words of a link to another site that name a list of postings, or the sentence around it that does."""
    words = words_of(node)
    if 0 < len(words) <= _MOST_WORDS and (names_a_list(words) or _names_longer(words)):
        return words
    sentence = _sentence(node, area)
    advertised = sentence and _ADVERTISED.search(sentence)
    return sentence[:_MOST_WORDS] if advertised and list_words.names_jobs(sentence) else ""


def _sentence(node: LexborNode, area: Area) -> str:
    """Return the words of the paragraph that a link is in, "" if it is long or has postings."""
    ancestor = next(
        (ancestor for ancestor in islice(ancestors(node), _AROUND) if ancestor.tag in {"p", "li", "div", "td"}), None
    )
    return (
        words_of(ancestor)
        if ancestor is not None and area.size(ancestor) <= _MOST_SENTENCE and not area.holds(ancestor)
        else ""
    )
