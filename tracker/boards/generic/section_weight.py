"""Score sections of a page as a list of postings, by their names, the headings above them, and their content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.emptiness import denies
from tracker.boards.kit.headings import Head
from tracker.boards.kit.page_items import SURE
from tracker.extract import urls

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TEXT = 80  # characters; a shorter text is a line about a person or a product
_MAIL = "a[href^='mailto:']"
_PLAIN = frozenset(("li", "tr", "bold"))  # kinds of elements that are used for much else
_SOME = 20  # members that are examined for what all of them have
_FEW = 3
_MAY_BE = 2.2  # score between unsure and sure, and enough to make another list doubtful
_CALLED = re.compile(
    r"[._-](?:job|position|vacancy|vacature|career|opening|stellen?|emploi|offre|empleo|vakans\w*|lavoro|praca)s?[_-]?(?:name|title|titel|titre|titulo|heading)",
    re.IGNORECASE,
)  # elements (`span.job-name`) whose names say that they are job titles


@dataclass(slots=True)
class Section:
    """One posting within the page."""

    head: Head
    text: str
    link: str = ""
    place: str | None = None
    city: str | None = None  # from the gazetteer, if nothing else states the place
    place_words: str | None = None  # the place or the city, or the words next to a way of working
    workplace: str | None = None  # how one works: "Hybrid"
    kind: str | None = None
    role: bool = False
    applies: bool = False
    more_heads: list[Head] = field(default_factory=list)

    @property
    def has_facts(self) -> bool:
        """Return whether a place or a kind of employment is next to it."""
        return bool(self.place or self.kind)


def score_group(kind: str, sections: Sequence[Section], url: str) -> float:
    """Score a group. Words for occupations alone never make it sure: courses, products and people have them too."""
    count = len(sections)
    weight = 2.0 * sum(section.role for section in sections) / count
    texts = sum(_length(section.text) >= _TEXT for section in sections) * 2 >= count
    weight += 1.0 if texts or sum(bool(section.link) for section in sections) * 2 > count else 0.0
    signs = (
        _of_members(sections)
        + _of_headings(sections)
        + (0.5 if _CALLED.search(kind) else 0.0)
        + (0.5 if vocab.JOB_PATH.search(urls.path(url)) else 0.0)
    )
    weight += signs - _against(kind, sections)
    weight -= 1.5 if count == 1 else 0.0
    return weight if signs else min(weight, SURE - 0.5)


def score_unnamed(kind: str, sections: Sequence[Section]) -> float:
    """Score the sections directly under a heading of a list, if none of them names a known occupation.

    If each has a text and a place or a kind of employment, it is a list. With a text alone it may be one: "Our
    opportunities" also has parts like "Students" and "How we hire".
    """
    other = any(
        vocab.DEPARTMENT_ONLY.match(section.head.title) or denies(section.head.title, section.text)
        for section in sections
    )
    if kind in _PLAIN or len(sections) < 2 or other or any(_length(section.text) < _TEXT for section in sections):
        return 0.0
    if any(_named_other(unit) for unit in _units(sections)):
        return 0.0
    return SURE if all(section.has_facts for section in sections) else _MAY_BE


def in_list(sections: Sequence[Section]) -> bool:
    """Return whether headings of which few name an occupation are a list of jobs, by what is above and next to them."""
    with_facts = sum(section.has_facts for section in sections) * 2 >= len(sections)
    listed = all(vocab.LIST_HEADING.search(section.head.above()) for section in sections)
    return listed or (with_facts and any(vocab.JOBS_NAME.search(_names(unit)) for unit in _units(sections)[:_FEW]))


def _of_members(sections: Sequence[Section]) -> float:
    """Score the signs of jobs in the members themselves: genders, place and kind, a way to apply, their names."""
    weight = 1.0 if any(vocab.GENDERS.search(section.head.title) for section in sections) else 0.0
    weight += 0.5 if sum(section.has_facts for section in sections) * 2 >= len(sections) else 0.0
    weight += 0.5 if any(_can_apply(section) for section in sections[:_SOME]) else 0.0
    weight += 0.5 if any(vocab.JOBS_NAME.search(_names(unit, 2)) for unit in _units(sections)[:_FEW]) else 0.0
    linked = sum(bool(vocab.JOB_PATH.search(urls.path(section.link))) for section in sections if section.link)
    return weight + (0.5 if linked * 2 > len(sections) else 0.0)


def _of_headings(sections: Sequence[Section]) -> float:
    heading = _heading(sections)
    if vocab.JOBS_HEADING.search(heading):
        return 1.0
    return (
        0.5 if any(vocab.JOBS_HEADING.search(words) for section in sections for words in section.head.headings) else 0.0
    )


def _heading(sections: Sequence[Section]) -> str:
    return Counter(section.head.above() for section in sections).most_common(1)[0][0]


def _against(kind: str, sections: Sequence[Section]) -> float:
    """Score the signs against jobs: headings and names of other things, pictures, elements that may be anything."""
    heading, weight = _heading(sections), 0.0
    jobs = bool(vocab.JOBS_HEADING.search(heading))
    if not jobs and vocab.OTHER_HEADING.search(heading) and not vocab.DEPARTMENT_ONLY.match(heading):
        weight += 2.5
    units = _units(sections)
    weight += 2.0 if any(_named_other(unit) for unit in units[:_FEW]) else 0.0
    pictured = sum(unit.css_first("img") is not None for unit in units[:_SOME])
    weight += (
        1.0
        if pictured * 2 > min(len(sections), _SOME)
        and not any(section.has_facts or section.link for section in sections)
        else 0.0
    )
    if kind in _PLAIN:
        weight += 0.5 if jobs or _of_headings(sections) else 1.5
    return weight


def _units(sections: Sequence[Section]) -> list[LexborNode]:
    return [section.head.unit for section in sections if section.head.unit is not None]


def _length(words: str) -> int:
    """Count characters. A character of a script that has one for each syllable or word counts three times."""
    return len(words) + 2 * sum(sign >= "\u0e00" for sign in words[:_TEXT])


def _can_apply(section: Section) -> bool:
    unit = section.head.unit or section.head.node
    return section.applies or unit.css_first(_MAIL) is not None


def _names(unit: LexborNode, most: int = 4) -> str:
    """Return the classes and ids of an element and of those around it."""
    names: list[str] = []
    ancestor: LexborNode | None = unit
    while ancestor is not None and ancestor.tag not in {"body", "html", "main"} and len(names) < most:
        names.append(f"{ancestor.attributes.get('class') or ''} {ancestor.attributes.get('id') or ''}")
        ancestor = ancestor.parent
    return " ".join(names).replace("_", " ").replace("-", " ")


def _named_other(unit: LexborNode) -> bool:
    """Return whether an element, or one of the four around it, is named for people, news or products."""
    ancestor: LexborNode | None = unit
    for _ in range(5):
        if ancestor is None or ancestor.tag in {"body", "html", "main"}:
            break
        name = f"{ancestor.attributes.get('class') or ''} {ancestor.attributes.get('id') or ''}".replace(
            "_", " "
        ).replace("-", " ")
        if vocab.JOBS_NAME.search(name):
            return False
        if vocab.PEOPLE_NAME.search(name):
            return True
        ancestor = ancestor.parent
    return False
