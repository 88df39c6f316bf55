"""What proves that a list of pages made for people is empty, or has ended.

A page that has no entry proves nothing by itself: a notice ("please wait"), a shell without its script, and a page that
was made anew have none either, and carry the marks of the software all the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracker import htmltree, text
from tracker.boards import markup, vocabulary
from tracker.model import Page

if TYPE_CHECKING:
    from bs4 import Tag

_DIGITS = re.compile(r"\d+")
_AROUND = "header, footer, nav, aside, [role=banner], [role=navigation], [role=contentinfo]"
_MOST_DIGITS = 9  # of a number of postings
_MOST_LINE = 300  # characters of a line that can say that there are no postings
_OF = r"(?:(?:open|current|currently|available|matching|active|more|further|new|job|search|such|other|published)\s+)"
_NOUN = (
    r"(?:jobs?|positions?|openings?|vacanc(?:y|ies)|roles?|opportunit(?:y|ies)|requisitions?|results?|postings?|matches|"
    r"match|listings?|careers?)"
)
_GERMAN = r"(?:(?:offenen?|aktuell(?:en)?|passenden?|weiteren?|freien?|derzeit|ausgeschriebenen?)\s+)"
NONE = re.compile(
    rf"\b(?:no|0|zero)\s+{_OF}{{0,3}}{_NOUN}\b|\b{_NOUN} (?:were |was |is |are )?not found\b|"
    rf"\b(?:not have|don.t have|not) any {_OF}{{0,3}}{_NOUN}\b|\bnothing (?:was )?found\b|\bnot (?:currently )?hiring\b|"
    rf"\bkeine {_GERMAN}{{0,3}}(?:stellen|jobs?|treffer|positionen|ergebnisse|stellenangebote|vakanzen|ausschreibungen)\b|"
    r"\baucune? (?:offre|poste|résultat|emploi|annonce)|\bno (?:hay (?:vacantes|ofertas|empleos|resultados|puestos|plazas)|"
    r"se encontraron |se han encontrado )|"
    r"\bgeen (?:openstaande )?(?:vacatures|resultaten|functies)|\bnessun[ao]? (?:posizione|offerta|risultato|annuncio)|"
    r"\bnenhuma? (?:vaga|resultado|oportunidade)|\bbrak (?:ofert|wyników)|\binga (?:lediga|jobb|träffar|resultat|tjänster)|"
    r"\bingen (?:ledige|stillinger|treff|resultater|job)|\bei (?:avoimia|tuloksia|hakutuloksia)|"
    r"ありません|見つかりません|没有(?:找到)?(?:相关|符合)?.{0,6}(?:职位|结果)|暂无职位|결과가 없",
    re.IGNORECASE,
)


def says_none(page: Page, besides: re.Pattern[str] | None = None) -> str:
    """Return the line in which a page says that it has no posting, "" if none does; `besides` is one more way to say it.

    Lines of its header, footer and navigation do not count: they are not about this list.
    """
    tree = htmltree.lexbor(page.text())
    if tree.body is None:
        return ""
    around = {line for node in htmltree.outermost(tree.css(_AROUND)) for line in text.of_node(node).split("\n")}
    lines = [one for one in text.of_node(tree.body).split("\n") if one not in around]
    ways = (NONE, besides) if besides else (NONE,)
    return next((one for one in lines if len(one) <= _MOST_LINE and any(way.search(one) for way in ways)), "")


def is_past_end(earlier: Page, page: Page) -> bool:
    """Say whether a page without entries is one past the end of the list that an earlier page has entries of.

    It has a structure, and its lines are those of the earlier page, numbers aside, or say that there is nothing more.
    Any other line may be a notice that stands in the place of the entries.
    """
    said = page.text()
    if htmltree.lexbor(said).css_first("body *") is None:
        return False
    known = _lines(earlier.text())
    return all(NONE.search(one[:_MOST_LINE]) for one in _lines(said) - known)


def stated(legend: Tag | None) -> int | None:
    """Return how many postings a legend states: the last number of "21–26 of 20", whose second one counts places.

    In a language that we do not know it is the largest number.
    """
    found = vocabulary.RANGE_OF.search(markup.words(legend)[:_MOST_LINE])
    if found is None:
        return markup.largest(legend)
    digits = re.sub(r"\D", "", found[3])
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _lines(page: str) -> set[str]:
    """Return the lines of a page without their numbers."""
    return {_DIGITS.sub("", one).strip() for one in text.from_html(page).split("\n")} - {""}
