"""Guess what a page without a list is: the page of one posting, or a page that leads to other sites."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.extract import htmltree, urls
from tracker.model import Page

_APPLY = re.compile(
    r"(?:apply(?: now| online| here| for this (?:job|position|role))?|(?:jetzt |online )?bewerben|postuler|candidater|solliciteren|candidatarsi|candidati|ansök(?: nu)?|søk(?: stillingen)?|aplikuj|aplikovat|postúlate|inscribirse|candidatar-se)",
    re.IGNORECASE,
).fullmatch
_MOST_NODES = 2_000  # links and buttons of a page that are examined
_MOST_WORDS = 40  # characters of an apply button
_MOST_AWAY = 50  # links to other sites that are returned


@dataclass(frozen=True, slots=True)
class Leading:
    """Whether a page has one heading and an apply button, and the addresses of other sites that it links to."""

    is_single: bool = False
    external_links: tuple[str, ...] = ()


def of(page: Page) -> Leading:
    """Examine the headings, buttons and links of a page."""
    tree = htmltree.lexbor(page.text())
    applies = False
    away: dict[str, None] = {}
    for node in tree.css("a[href], button")[:_MOST_NODES]:
        words = node.text(separator=" ")[: _MOST_WORDS + 1]
        applies = applies or _APPLY(" ".join(words.split())) is not None
        to = urls.join(page.url, node.attributes.get("href") or "")
        if len(away) < _MOST_AWAY and urls.is_web(to) and urls.site(to) != urls.site(page.url):
            away[to] = None
    return Leading(applies and len(tree.css("h1")) == 1, tuple(away))
