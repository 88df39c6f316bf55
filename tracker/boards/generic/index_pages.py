"""Distinguish a list from an index of lists: places, departments or kinds of jobs, each with its own postings.

Its entries look like postings: each names an occupation or leads to an address with words for jobs. Their titles may
count postings ("Hamburg (2 Stellen)") or speak of several ("Jobs in Leeds", "Nurses"), and their own pages are lists.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.boards.kit import vocabulary as vocab

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
_MOST_WORDS = 3  # of a title that is only a plural
_LONGEST = 120  # characters of a title that is examined
_SHOWN = 2


def of_titles(titles: Sequence[str]) -> str:
    """Return why a list may be an index: most of its titles count postings, or name a list of them. "" if not."""
    list_names = [title for title in titles if names_a_list(title)]
    if len(list_names) * 2 <= len(titles):
        return ""
    examples = ", ".join(repr(title[:40]) for title in list_names[:_SHOWN])
    return (
        f"{len(list_names)} of its {len(titles)} entries are named like lists of postings ({examples}): "
        "if it is an index, add the pages that it links to"
    )


def names_a_list(title: str) -> bool:
    """Return whether a title counts postings, or names a list of them: "Hamburg (2 Stellen)", "Jobs in Leeds"."""
    if len(title) > _LONGEST:
        return False
    if _NUMBER.search(title):
        bare = _NUMBER.sub("", title)
        return not vocab.is_role(bare) or is_plural(bare)
    return bool(_COUNTED.search(title) or _JOBS_OF.search(title))


def is_plural(title: str) -> bool:
    """Return whether a title is only the plural of an occupation: "Nurses", "Care Assistants"."""
    plain = len(title.split()) <= _MOST_WORDS and title[-1:] == "s" and title[-2:] != "ss"
    return plain and vocab.names_occupation(title[:-1]) and not vocab.GENDERS.search(title)
