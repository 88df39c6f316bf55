"""Find the link of a list entry that leads to the posting's own page, among links to files, forms and social networks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.boards.kit import clicks
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import words_of
from tracker.extract import urls

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from tracker.boards.kit.headings import Head, Outline

_MOST_AROUND, _MOST_LINKS = 12, 20  # elements between a title and its entry; links of an entry that are examined
_FILES = (".pdf", ".doc", ".docx", ".odt", ".rtf")
# Words of links that do something with a posting instead of showing it.
_DOES = re.compile(
    r"\b(?:share|tweet|save|print|e-?mail|mail|bookmark|like|pin|copy|facebook|twitter|linkedin|xing|whatsapp|telegram|login|sign in|teilen|drucken|merken|speichern|partager|imprimer|enregistrer|"
    r"compartir|imprimir|guardar|condividi|stampa|salva|delen|afdrukken|bewaar|udostępnij|drukuj|dela|skriv ut|del|tilbud|sdílet|поделиться|печать|シェア|印刷|保存|分享|打印|收藏|공유|인쇄)\b",
    re.IGNORECASE,
)


def own_link(outline: Outline, head: Head, home: str, url: str) -> str:
    """Return the address of the posting's own page, if its heading, or a link with no other words, leads to one."""
    leads = outline.clicks
    unit = head.unit or head.node
    for node in (*head.node.css("a[href]"), head.node, *around(head.node, unit)):
        address = _address(leads.target(node), home, url)
        if address:
            return address
    addresses: dict[str, str] = {}
    for node in unit.css(clicks.ANY)[:_MOST_LINKS] if unit.mem_id != head.node.mem_id else []:
        words = words_of(node)
        leads_on = vocab.GENERIC.match(words) and (vocab.VIEW.search(words) or not vocab.APPLY.search(words))
        if not words or head.title in words or leads_on:
            addresses.setdefault(_address(leads.target(node), home, url), words)
    addresses.pop("", None)
    return _only_one(addresses, url)


def _only_one(addresses: dict[str, str], url: str) -> str:
    """Return the only page among addresses, without links that share or save it, other sites, and files next to a page."""
    candidates = list(addresses)
    candidates = _fitting([address for address in candidates if not _DOES.search(addresses[address])], candidates)
    candidates = _fitting([address for address in candidates if urls.site(address) == urls.site(url)], candidates)
    candidates = _fitting([address for address in candidates if not is_file(address)], candidates)
    return candidates[0] if len(candidates) == 1 else ""


def _fitting(fit: list[str], addresses: list[str]) -> list[str]:
    """Return the addresses that fit. If none fits, or there is only one to choose from, return all."""
    return fit if fit and len(addresses) > 1 else addresses


def is_file(url: str) -> bool:
    """Return whether an address leads to a document and not to a page."""
    return urls.path(url).lower().endswith(_FILES)


def around(node: LexborNode, unit: LexborNode) -> list[LexborNode]:
    """Return the elements above a title, up to its entry."""
    elements: list[LexborNode] = []
    ancestor = node.parent
    while ancestor is not None and node.mem_id != unit.mem_id and len(elements) < _MOST_AROUND:
        elements.append(ancestor)
        if ancestor.mem_id == unit.mem_id:
            break
        ancestor = ancestor.parent
    return elements


def _address(href: str, home: str, url: str) -> str:
    if (
        not href
        or href[0] == "#"
        or (":" in href.split("/", maxsplit=1)[0] and not href.lower().startswith(("http:", "https:")))
    ):
        return ""
    address = urls.clean(urls.join(home, href))
    return "" if address.partition("#")[0] == urls.clean(url).partition("#")[0] else address
