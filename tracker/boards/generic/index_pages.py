"""Tell an index of lists from a list: places, departments or kinds of jobs, each with postings of its own.

Its entries look like postings: each names an occupation or leads to an address with words for jobs. Their titles may
count postings ("Hamburg (2 Stellen)") or speak of several ("Jobs in Leeds", "Nurses"), and their own pages are lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tracker.boards.generic import repeated
from tracker.boards.kit import jobposting, posting_text
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.headings import LEVELS
from tracker.boards.kit.own_pages import Seen
from tracker.boards.kit.page_items import words_of
from tracker.extract import htmltree, urls
from tracker.model import Page

_SEVERAL = (
    r"jobs|vacancies|positions|openings|opportunities|roles|stellen(?:angebote|anzeigen|ausschreibungen)?|offres(?: d.emploi)?|emplois|postes|"
    r"ofertas(?: de (?:empleo|trabajo))?|empleos|vacantes|posizioni(?: aperte)?|offerte(?: di lavoro)?|vacatures|vagas|oferty(?: pracy)?|stillinger|jobb|"
    r"tjänster|työpaikat|pozice|nabídky|állások|вакансии|вакансії"
)
_ONE = rf"{_SEVERAL}|job|vacancy|position|opening|role|stelle|stellenangebot|offre|emploi|poste|oferta|empleo|vacante|posizione|vacature|vaga|stilling|tjänst|вакансия|вакансий"
_OPEN = r"(?:(?:open|current|available|vacant|offene|freie|aktuelle)\s)?"
_COUNTED = re.compile(
    rf"(?:^|[\s(\[:–—|-])\d{{1,4}} {_OPEN}(?:{_ONE})[)\]]?$|\d{{1,4}} ?(?:件|个职位|個職缺|건)[)）]?$", re.IGNORECASE
)
_NUMBER = re.compile(r"\s[(\[]\d{1,3}[)\]]$")
_JOBS_OF = re.compile(
    rf"^(?:all |our |alle |unsere |nos |toutes les )?{_OPEN}(?:{_SEVERAL})\s(?:in|at|near|for|bei|im|für|à|en|au|aux|dans|chez|di|te|w|v|i|в|у)\s\S|"
    rf"^\S.{{0,60}}[\s-](?:{_SEVERAL})$",
    re.IGNORECASE,
)
# Headings of a menu of other postings on a posting's own page. "Our jobs" may also be the heading of a list.
_MENU = re.compile(
    r"^\W*(?:see |view |our |nos )?(?:other|more|similar|related|further|additional|recommended|latest|you may|weitere|andere|ähnliche|autres|d.autres|offres similaires|"
    r"otras|más|altre|ulteriori|meer|vergelijkbare|overige|outras|inne|podobne|pozostałe|andra|fler|liknande|andre|lignende|flere|muut|další|podobné|ostatní|"
    r"другие|похожие|інші|他の|その他|関連|其他|相关|다른|das könnte|these jobs|people also)",
    re.IGNORECASE,
)
_MOST_WORDS = 3  # of a title that is only a plural
_LONGEST = 120  # characters of a title that is examined
_MOST_PROSE = 600  # characters besides the links of a page that is a list; a posting usually has more
_FEW, _LIST = 1, 2  # links on a page that make it a list: if its title speaks of several postings, and if not
_SHOWN = 2


def of_titles(titles: Sequence[str]) -> str:
    """Return why a list may be an index: most of its titles count postings, or name a list of them. "" if not."""
    named = [title for title in titles if _names_a_list(title)]
    if len(named) * 2 <= len(titles):
        return ""
    said = ", ".join(repr(title[:40]) for title in named[:_SHOWN])
    return (
        f"{len(named)} of its {len(titles)} entries are named like lists of postings ({said}): "
        "if it is an index, add the pages that it links to"
    )


def _names_a_list(title: str) -> bool:
    if len(title) > _LONGEST:
        return False
    if _NUMBER.search(title):
        bare = _NUMBER.sub("", title)
        return not vocab.is_role(bare) or _is_plural(bare)
    return bool(_COUNTED.search(title) or _JOBS_OF.search(title))


def _is_plural(title: str) -> bool:
    """Return whether a title is only the plural of an occupation: "Nurses", "Care Assistants"."""
    plain = len(title.split()) <= _MOST_WORDS and title[-1:] == "s" and title[-2:] != "ss"
    return plain and vocab.names_occupation(title[:-1]) and not vocab.GENDERS.search(title)


def _has_menu(page: Page) -> bool:
    headings = htmltree.lexbor(page.text()).css(", ".join(LEVELS))
    return any(_MENU.match(words_of(heading)) for heading in headings)


@dataclass(slots=True)
class OwnPages:
    """What the entries' own pages are, of those that were read."""

    known: Mapping[str, Seen]
    lists: list[str] = field(default_factory=list)

    def look(self, one: Seen, page: Page) -> None:
        """Note a page that is a list of postings other than those known, and states none itself."""
        if next(jobposting.job_postings(page), None) is not None:
            return
        shown = repeated.find([repeated.Document(page.url, page.text())])
        addresses = {urls.bare(seen.posting.url) for seen in self.known.values()} | {urls.bare(page.url)}
        titles = {seen.posting.title for seen in self.known.values()}
        others = [item for item in shown.items if urls.bare(item.url) not in addresses and item.title not in titles]
        title = one.posting.title
        least = _FEW if _names_a_list(title) or _is_plural(title) else _LIST
        if len(others) < least or len(others) * 2 <= len(shown.items) or _has_menu(page):
            return
        menu = posting_text.Others(frozenset(item.url for item in shown.items))
        if len(posting_text.of_page(page.text(), menu, page.url)) <= _MOST_PROSE:
            first = ", ".join(repr(item.title[:40]) for item in others[:_SHOWN])
            self.lists.append(f"{title[:40]!r} leads to {len(others)} others: {first}")

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why the list may be an index, if a page is such a list."""
        told = "an entry's own page is a list ({}): if the page is an index, add the pages that it links to"
        return (told.format(self.lists[0]),) if self.lists else ()
