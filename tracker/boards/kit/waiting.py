"""Find words for waiting ("Loading…") that say nothing about a page's list.

They belong to an overlay over the whole page, or name something else that is loading: a map, a chat. A page that a
script makes from a template has the words for waiting and those for an empty list next to each other, and nothing shows
which are true. There, no words are excluded.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from tracker.extract import htmltree, text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST = 60  # characters of words for waiting
_MOST_SIGNS = 4 * _MOST  # characters of an element with such words, whitespace included
_MOST_NAMED, _LEVELS = 20, 8  # elements with such a name, and wrappers around one: a page has one or two
_WAITS = (
    r"(?:please wait|loading|one moment(?: please)?|bitte warten|lädt|wird geladen|chargement|cargando|caricamento|laden|carregando|"
    r"ładowanie|läser in|laster|indlæser|ladataan|読み込み中|加载中|載入中|로딩 중?)"
)
_BARE = re.compile(rf"\W*+{_WAITS}(?:\W++(?:please wait|bitte warten))?\W*+", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:maps?|chat(?:bot)?|video|player|comments?|news|events?|weather|tweets?|posts from|feed|reviews?|captcha|calendar|gallery|images?|"
    r"karte|kalender|bilder|carte|mapa|mappa|kart|kaart)\b|地図|地图",
    re.IGNORECASE,
)
_JOBS = re.compile(r"job|career|vacanc|position|opening|result|list|stelle|offre|oferta|offert|vaga", re.IGNORECASE)
_NAMED = "[class*='load' i], [class*='spin' i], [class*='overlay' i], [id*='load' i], [id*='spin' i], [id*='overlay' i], [role=status]"
_SAYS = "p, div, span, figcaption"  # elements that may have words about something else that is loading
_LOADED = re.compile(
    r"\b(?:loading|loaded|geladen|lädt|chargement|cargando|caricamento|laden)\b|読み込み中|加载中", re.IGNORECASE
)
_OUTER = frozenset(("body", "html"))
# Attributes and placeholders of templates that a script fills: Vue, Angular, Alpine, Knockout, React, Handlebars.
_TEMPLATE = re.compile(
    r"\s(?:v-[a-z]|ng-[a-z]|data-ng-|x-[a-z]|\*ng|data-bind|data-reactroot|data-v-|@click|:class)|\{\{|_ngcontent"
)


def apart(body: LexborNode, markup: str) -> frozenset[int]:
    """Return the elements (by `mem_id`) that say that something other than the list is loading."""
    elements = [node for node in body.css(_NAMED)[:_MOST_NAMED] if _BARE.fullmatch(_words(node)) and _lies_over(node)]
    if elements and _TEMPLATE.search(markup):
        elements = []
    return frozenset(node.mem_id for node in (*elements, *filter(_loads_other, body.css(_SAYS))))


def _words(node: LexborNode) -> str:
    content = node.text(separator=" ")
    return text.line(content) if len(content) <= _MOST_SIGNS else ""


def _lies_over(node: LexborNode) -> bool:
    """Return whether the element lies over the page: only the page itself contains it together with other content."""
    words = _words(node)
    for ancestor in islice(htmltree.ancestors(node), _LEVELS):
        if ancestor.tag in _OUTER:
            return True
        if _words(ancestor) != words:
            return False
    return False


def _loads_other(node: LexborNode) -> bool:
    """Return whether an element that has only text says that something other than a list of jobs is loading."""
    if any(child.tag != "-text" for child in node.iter(include_text=True)):
        return False
    words = _words(node)
    named = 0 < len(words) <= _MOST and _OTHER.search(words) and not _JOBS.search(words)
    return bool(named) and bool(_LOADED.search(words))
