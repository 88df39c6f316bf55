"""Distinguish a list of postings from similar lists of the same page: tenders, courses, former openings.

Two parts of what was found are two lists if they are under different headings and their addresses have different
folders, and one of them has the words for jobs: in its folder, or in its heading where the other's names something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.boards.kit import clicks
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.headings import LEVELS
from tracker.boards.kit.page_items import words_of
from tracker.extract import list_words, urls

if TYPE_CHECKING:
    from tracker.boards.kit.headings import Outline
    from tracker.boards.kit.page_items import Item, Link

# Headings of lists whose rows may be named like jobs, in addition to those of news and people.
_ANOTHER = re.compile(
    r"\b(?:tenders?|procurements?|courses?|trainings?|workshops?|seminars?|classes|scholarships?|bursar(?:y|ies)|grants?|suppliers?|vendors?|partners?|clients?|references?|"
    r"contracts?|awarded|appointed|appointments|(?:successful|selected|shortlisted) (?:candidates?|applicants?)|results|director(?:y|ies)|staff|research|projects?|conferences?|theses|thesis|"
    r"dissertations?|publications?|books?|archives?|volunteer\w*|memberships?|services|downloads?|documents?|links|glossary|occupations?|professions?|portraits?)\b|"
    r"ausschreibungen nach|vergabe\w*|lieferant\w*|kurse\b|schulung\w*|seminare?\b|stipendi\w*|veröffentlichung\w*|projekte\b|ehrenamt\w*|berufsbilder|"
    r"appels? d.offres|marchés publics|fournisseurs?|formations?\b|bourses?\b|projets?\b|publications?|bénévol\w*|métiers\b|"
    r"licitaciones|proveedores|cursos?\b|becas?\b|proyectos?\b|publicaciones|voluntari\w*|gare (?:d.appalto|e)|fornitori|corsi\b|borse di studio|progetti|pubblicazioni|"
    r"licitações|fornecedores|bolsas|projetos|aanbestedingen|leveranciers|cursussen|opleidingen|beurzen|projecten|vrijwilligers\w*|upphandling\w*|leverantörer|kurser|stipendier|projekt\b|"
    r"udbud|leverandører|legater|anbud|hankinnat|kurssit|apurahat|przetargi|dostawcy|kursy|szkolenia|stypendia|projekty|veřejné zakázky|dodavatelé|kurzy|školení|közbeszerzés\w*|beszállítók|tanfolyam\w*|"
    r"achiziții|furnizori|cursuri|burse|ihaleler?|tedarikçi\w*|kurslar|burslar|закупк\w*|тендер\w*|поставщик\w*|курсы|стипенди\w*|проекты|закупівл\w*|постачальник\w*|διαγωνισμ\w*|"
    r"入札|調達|講座|研修|奨学|招标|采购|供应商|课程|奖学金|입찰|교육 ?과정|장학|مناقصات|دورات|منح|מכרזים|קורסים|מלגות",
    re.IGNORECASE,
)
_SHOWN = 3
_HEADINGS = ", ".join(LEVELS)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a posting is: the heading above it, the folder of its address, and whether they have words for jobs."""

    heading: str
    folder: tuple[str, str]
    jobs_folder: bool
    jobs_heading: bool


def apart(
    outline: Outline, links: Sequence[Link], items: Mapping[str, Item], url: str
) -> tuple[dict[str, Item], tuple[str, ...]]:
    """Return what belongs to another list, and why the page is doubtful if that list is of an unknown kind."""
    places = _places(outline, links, items, url) if items else {}
    job_places = [posting_place for posting_place in places.values() if posting_place.jobs_folder]
    by_folder = bool(job_places)
    job_places = job_places or [posting_place for posting_place in places.values() if posting_place.jobs_heading]
    folders, headings = (
        {posting_place.folder for posting_place in job_places},
        {posting_place.heading for posting_place in job_places},
    )
    other: dict[str, Item] = {}
    unknown: list[Item] = []
    for key, place in places.items():
        known = _is_another(place.heading)
        alike = place.folder in folders or place.heading in headings or place.jobs_folder or place.jobs_heading
        external = place.folder[0] != urls.site(url)  # board software has any addresses
        if not job_places or alike or not place.heading or not (known or (by_folder and not external)):
            continue
        if known or not vocab.is_role(place.heading):
            other[key] = items[key]
            unknown += [] if known else [items[key]]
    return other, _problem(unknown, places)


def _problem(unknown: Iterable[Item], places: Mapping[str, _Place]) -> tuple[str, ...]:
    roles = [item for item in unknown if vocab.is_role(item.title)]
    if not roles:
        return ()
    examples = ", ".join(repr(item.title[:40]) for item in roles[:_SHOWN])
    heading = places[roles[0].key or roles[0].url].heading[:40]
    return (f"links under {heading!r} might be postings ({examples}), and are not in the list",)


def _places(outline: Outline, links: Sequence[Link], items: Mapping[str, Item], url: str) -> dict[str, _Place]:
    """Return the place of each posting that has a link: its own, or the first below its title."""
    by_title = {item.title: key for key, item in items.items()}
    addresses = {link.node.mem_id: link.url for link in links}
    places: dict[str, _Place] = {}
    heading = key = ""
    for node in outline.body.css(f"{_HEADINGS}, {clicks.ANY}"):
        if node.tag in LEVELS:
            words = words_of(node)
            key = by_title.get(words, "")
            heading = words if words and not key else heading
        address = addresses.get(node.mem_id, "")
        own = address if address in items else key
        if address and own and own not in places:
            places[own] = _place(address, heading, url)
    return places


def _place(address: str, heading: str, url: str) -> _Place:
    path = urls.path(address)
    first = next((part for part in path.split("/")[:-1] if part), "")
    host = "" if urls.site(address) == urls.site(url) else f"//{urls.parse(address).netloc}"
    where = f"{host}{path.rpartition('/')[0]}/"
    return _Place(heading, (urls.site(address), first), vocab.JOB_PATH.search(where) is not None, _names_jobs(heading))


def _names_jobs(heading: str) -> bool:
    jobs = vocab.JOBS_HEADING.search(heading) or vocab.LIST_HEADING.search(heading) or list_words.names_jobs(heading)
    return bool(jobs) and not _is_another(heading)


def _is_another(heading: str) -> bool:
    """Return whether a heading names something other than open postings."""
    if vocab.CLOSED_HEADING.search(heading):
        return True
    jobs = vocab.LIST_HEADING.search(heading)
    return not jobs and bool(_ANOTHER.search(heading) or vocab.OTHER_HEADING.search(heading))
