"""Helpers for boards that are read from HTML: parsing, links, and the text of a posting's own page."""

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


# Words of a title by which its page is recognised. In scripts without spaces: pieces as long as their shortest words.
_WORDS = re.compile(
    "[\u4e00-\u9fff\uac00-\ud7af]{2}|[\u30a0-\u30ff]{3}|[\u3040-\u309f]{3}|[\u0e00-\u0e7f]{4}|"
    r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{3,}"
)
_MOST_WITHIN = 3  # rows that a row may be nested in; valid markup nests none
_MOST_DIGITS = 12  # digits of a number of postings
_MOST_WORDS = 40  # words of a title that are searched; the longest real title seen has about thirty


def soup(page: Page) -> BeautifulSoup:
    """Parse a page as browsers do, however broken it is."""
    return htmltree.soup(page.text())


def rows(within: Tag, selector: str) -> list[Tag]:
    """Return the row elements of a list. A row nested in many others is skipped, or each would be read with all the rest."""
    elements = within.select(selector)
    ids = {id(element) for element in elements}
    return [element for element in elements if sum(id(up) in ids for up in element.parents) <= _MOST_WITHIN]


def words(tag: PageElement | None) -> str:
    """Return the text of an element as one line, "" if there is none."""
    return text.line(tag.get_text(" ", strip=True)) if tag is not None else ""


def href(anchor: Tag, base: str) -> str:
    """Return the address that a link leads to, without tracking parameters."""
    return urls.clean(urls.join(base, str(anchor.get("href") or "").strip()))


def largest(tag: Tag | None) -> int | None:
    """Return the largest number in an element's text: the total of "1 – 25 of 1,043", in whatever language."""
    if tag is None:
        return None
    numbers = re.findall(r"\d{1,3}(?:[,.\u00a0\u202f' ]\d{3})+(?!\d)|\d+", words(tag))
    plain = (re.sub(r"\D", "", number) for number in numbers)
    return max((int(number) for number in plain if len(number) <= _MOST_DIGITS), default=None)


def names(page: Page, title: str) -> bool:
    """Return whether a page has one of the longer words of a title. A page that replaced the posting has none of them.

    In scripts without spaces, pieces of a run of characters are searched.
    """
    words_of = _WORDS.findall(title.casefold())[:_MOST_WORDS]
    content = page.text().casefold()
    return not words_of or any(word in content for word in words_of)


def own_text(page: Page, selector: str) -> str:
    """Return the text of a posting's own page: from its JobPosting, else from the first selector that has text."""
    stated = next(jobposting.job_postings(page), None)
    body = jobposting.posting_of(stated, page.url).text if stated else ""
    return body or at(page, selector)


def at(page: Page, selector: str) -> str:
    """Return the text of the elements that a selector finds; of several alternatives, the first with text."""
    return posting_text.at(page.text(), selector)


def from_own_page(known: Posting, page: Page | None, what: str, selector: str) -> Posting:
    """Return a posting with the text of its own page. Raise Failed if it has none: a missing text is not an empty one."""
    if page is None:
        return known
    page = common.answer(page, what)
    stated = next(jobposting.job_postings(page), None)
    more = jobposting.posting_of(stated, page.url) if stated else Posting("", "", "")
    if not more.title and not names(page, known.title):
        message = f"{what}: {page.url} does not name {known.title!r}: the site returned another page"
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
