"""Remove from titles what is not part of them: badges, file sizes, arrows, and words for screen readers.

A badge disappears after a few days. If it were part of the title, that would be an edit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker.boards.kit.page_items import without_bullet, words_of
from tracker.extract import text
from tracker.extract.occupations import is_role

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_UNSEEN = "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader screenreader assistive-text".split()
_BADGES = ", ".join(
    (*(f'[class~="{name}" i]' for name in (*_UNSEEN, "badge", "new", "label-new", "new-badge", "is-new", "badge-new")),)
)
_LONGEST = 300  # characters of a title that is examined
_MOST_BADGE = 30  # characters of a badge; a longer text is the title, whatever its element is called
_FLAG = re.compile(
    r"^(?:\W{0,3}(?:NEW|NEU|NOUVEAU|NUEVO|NIEUW|NUOVO|URGENT)\W{0,3}|(?:[Nn]ew|[Nn]eu|[Nn]ouveau|[Nn]uevo|[Nn]ieuw|[Uu]rgent)!)\s",
    re.UNICODE,
)
_FLAG_BEHIND = re.compile(r"\s(?:[(\[]?(?:NEW|NEU|NOUVEAU|NUEVO|NIEUW)[)\]!]?|[Nn](?:ew|eu)!)$")
_BEHIND = re.compile(
    r"(?:\s?[(\[](?:pdf|docx?)(?:[ ,;:/|-][^()\[\]]{1,30})?[)\]]|\s?[(\[]\d[\d.,]* ?[km]b[)\]]|"
    r"\s?[(\[]?(?:opens? in (?:a |an )?(?:new|external) (?:window|tab|page)|öffnet (?:sich )?in (?:einem )?neue[mn]? (?:fenster|tab)|"
    r"(?:s.)?ouvre dans (?:une nouvelle fenêtre|un nouvel onglet)|(?:se )?abre en (?:una )?(?:ventana nueva|nueva (?:ventana|pestaña))|external link)[)\]]?|"
    r"\s(?:[(\[|–—-] ?)?(?:apply by|apply before|closing date|application deadline|bewerbungsfrist|bewerben bis|bewerbung bis):? [^()\[\]]{0,14}\d[^()\[\]]{0,14}[)\]]?|"
    r"\s[→➔➜➝➞⟶›»↗>]+)$",
    re.IGNORECASE,
)


def tidy(title: str) -> str:
    """Return a title without its bullet, a badge in capitals, a file size, an arrow, or a deadline at its end."""
    bare = without_bullet(title)
    if len(bare) > _LONGEST:
        return bare
    flag = _FLAG.match(bare)
    rest = bare[flag.end() :].strip() if flag else ""
    if rest and not rest.isupper():  # "NEW BUSINESS MANAGER" is a title
        bare = rest
    for pattern in (_BEHIND, _BEHIND, _FLAG_BEHIND):
        found = pattern.search(bare)
        if found and found.start() and not (pattern is _FLAG_BEHIND and bare.isupper()):
            bare = bare[: found.start()].rstrip()
    return bare


def is_badge(words: str) -> bool:
    """Return whether words are nothing but a badge."""
    return bool(_FLAG.match(f"{words[:_MOST_BADGE]} ")) and len(words.split()) == 1


def _is_beside(words: str) -> bool:
    """Return whether the words of an element that is named for a badge are none of the title's."""
    return len(words) <= _MOST_BADGE and not is_role(words)


def title_of(node: LexborNode) -> str:
    """Return the words of an element without those of the badges in it."""
    out = frozenset(one.mem_id for one in node.css(_BADGES) if _is_beside(one.text()))
    said = text.line(text.of_node(node, out - {node.mem_id}).replace("\n", " ")) if out else ""
    return re.sub(r"^(?:# |- )", "", said) or words_of(node)
