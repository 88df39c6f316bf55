"""What boards made of pages have in common: the soup, links, and the text of a posting's own page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tracker.boards.kit import common, jobposting, posting_text
from tracker.extract import fields, htmltree, text, urls
from tracker.model import Page, Posting
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, PageElement, Tag


# Words of a title that a page may be known by; of scripts without spaces, pieces as long as their shortest words.
_WORDS = re.compile(
    "[\u4e00-\u9fff\uac00-\ud7af]{2}|[\u30a0-\u30ff]{3}|[\u3040-\u309f]{3}|[\u0e00-\u0e7f]{4}|"
    r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3,}"
)
_MOST_WITHIN = 3  # rows that a row may be in; in sound markup it is in none
_MOST_DIGITS = 12  # of a number of postings
_MOST_WORDS = 40  # of a title that a page is searched for; the longest real one seen has some thirty


def soup(page: Page) -> BeautifulSoup:
    """Parse a page as browsers do, however broken."""
    return htmltree.soup(page.text())


def rows(within: Tag, selector: str) -> list[Tag]:
    """Return the elements of a list's rows. A row that is within many others is none: each would be read with all it holds."""
    found = within.select(selector)
    ids = {id(one) for one in found}
    return [one for one in found if sum(id(up) in ids for up in one.parents) <= _MOST_WITHIN]


def words(tag: PageElement | None) -> str:
    """Return the words of an element as one line, "" for none."""
    return text.line(tag.get_text(" ", strip=True)) if tag is not None else ""


def href(anchor: Tag, base: str) -> str:
    """Return the address that a link leads to, without what only tracks."""
    return urls.clean(urls.join(base, str(anchor.get("href") or "").strip()))


def largest(tag: Tag | None) -> int | None:
    """Return the largest number that an element names: of "1 – 25 of 1,043", in whatever language, how many there are."""
    if tag is None:
        return None
    numbers = re.findall(r"\d{1,3}(?:[,.\u00a0\u202f' ]\d{3})+(?!\d)|\d+", words(tag))
    plain = (re.sub(r"\D", "", number) for number in numbers)
    return max((int(number) for number in plain if len(number) <= _MOST_DIGITS), default=None)


def names(page: Page, title: str) -> bool:
    """Return whether a page has at least one of the longer words of a title: what stands in a posting's place has none.

    Where no space parts words, a run of one script's signs is looked for in pieces.
    """
    words_of = _WORDS.findall(title.casefold())[:_MOST_WORDS]
    said = page.text().casefold()
    return not words_of or any(word in said for word in words_of)


def own_text(page: Page, selector: str) -> str:
    """Return the text of a posting's own page: as its JobPosting states it, else at the first selector that has some."""
    stated = next(jobposting.job_postings(page), None)
    body = jobposting.posting_of(stated, page.url).text if stated else ""
    return body or at(page, selector)


def at(page: Page, selector: str) -> str:
    """Return the text of the elements that a selector finds, the first of its alternatives that has some."""
    return posting_text.at(page.text(), selector)


def from_own_page(known: Posting, page: Page | None, what: str, selector: str) -> Posting:
    """Fill in what a posting's own page says; Failed where it has no text, which is never a blank text."""
    if page is None:
        return known
    page = common.answer(page, what)
    stated = next(jobposting.job_postings(page), None)
    more = jobposting.posting_of(stated, page.url) if stated else Posting("", "", "")
    if not more.title and not names(page, known.title):
        message = f"{what}: {page.url} does not name {known.title!r}: another page stands in its place"
        raise Failed(message)
    body = more.text or at(page, selector)
    if not body:
        message = f"{what}: {page.url} has no text of a posting ({selector})"
        raise Failed(message)
    return replace(
        known,
        text=body,
        location=known.location or more.location,
        department=known.department or more.department,
        employment_type=known.employment_type or more.employment_type,
        workplace=known.workplace or more.workplace or fields.workplace(known.location, known.title),
        pay=common.pay_or_prose(fields.best(known.pay, more.pay), body),
        posted_at=known.posted_at or more.posted_at,
        closes_at=known.closes_at or more.closes_at,
        requisition_id=known.requisition_id or more.requisition_id,
    )
