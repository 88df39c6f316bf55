"""Postings' own pages: decide whether they need the browser, and which part of them is the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tracker.boards.kit import common, jobposting, markup, page_facts, posting_text, selectors, siblings
from tracker.extract import fields, urls
from tracker.model import Entry, Page, Posting, Request, Source
from tracker.model.errors import Failed

WHAT = "Any page"
_LOADING = re.compile(
    r"fetch\s*+\(|XMLHttpRequest|IntersectionObserver|import\s*+\(|customElements|\$\.(?:get|ajax)", re.IGNORECASE
)
_SCRIPT, _SOURCE = re.compile(r"<script(?!>)", re.IGNORECASE), re.compile(r"src\s*+=", re.IGNORECASE)


def scripted(markup: str) -> bool:
    """Return whether a page has scripts that may load more of a list than its markup has."""
    return _loads_scripts(markup) or bool(_LOADING.search(markup))


def _loads_scripts(markup: str) -> bool:
    """Return whether the page loads a script. Each tag is read once, even if none is closed."""
    match = _SCRIPT.search(markup)
    while match:
        end = markup.find(">", match.end())
        end = len(markup) if end < 0 else end
        if _SOURCE.search(markup, match.end(), end):
            return True
        match = _SCRIPT.search(markup, end)
    return False


@dataclass(frozen=True, slots=True)
class Seen:
    """One posting as the list shows it. `from_map`: only its address is known, and its title is a guess from that."""

    posting: Posting
    fingerprint: str
    has_own_page: bool = True
    from_map: bool = False


Look = Callable[[Seen, Page], None]  # is shown a posting and its own page


def entries_of(
    source: Source, known: Mapping[str, Seen], look: Look | None = None
) -> Generator[Sequence[Request], Sequence[Page], tuple[Entry, ...]]:
    """Return the entries, after finding out how postings' own pages are read; `look` is shown those that were."""
    selectors.check(source)
    names = sorted(name for name, seen in known.items() if _has_page(seen) and not common.is_pdf(seen.posting.url))
    render = False
    if names:
        render = yield from _learn(source, [known[name] for name in names[:2]], look)
    others = posting_text.Others(frozenset(seen.posting.url for seen in known.values()))
    entries = []
    for name, seen in known.items():
        detail = (
            Request(seen.posting.url, render=render and not common.is_pdf(seen.posting.url))
            if _has_page(seen)
            else None
        )
        entries.append(
            Entry(
                external_id=name,
                url=seen.posting.url,
                title=seen.posting.title,
                fingerprint=seen.fingerprint,
                read=partial(_posting, seen, source.text, others),
                detail=detail,
            )
        )
    return tuple(entries)


def _has_page(seen: Seen) -> bool:
    """Return whether the text of a posting is on a page of its own that can be requested."""
    return seen.has_own_page and not seen.posting.text and urls.is_web(seen.posting.url)


def _learn(
    source: Source, samples: Sequence[Seen], look: Look | None
) -> Generator[Sequence[Request], Sequence[Page], bool]:
    """Read two postings' pages, and return whether the browser is needed to show them.

    `render = "always"` applies to the list. A posting's page is requested plainly if that returns its text.
    """
    render = False
    for is_second in (False, True):
        pages = []
        for seen in samples:
            (page,) = yield [Request(seen.posting.url, render=render)]
            pages.append(page)
        good = [page for page in pages if page.status == 200 and not common.is_wall(page)]
        for seen, page in zip(samples, pages, strict=True):
            if look is not None and page in good:
                look(seen, page)
        shells = [page for page in good if len(siblings.main(page.text())) < siblings.THIN and scripted(page.text())]
        if is_second or source.render == "never" or (good and len(shells) < len(good)):
            return render
        render = True
    return render


def _posting(seen: Seen, where: str, others: posting_text.Others, page: Page | None) -> Posting:
    known = seen.posting
    if page is None or known.text:
        return known
    page = common.answer(page, WHAT)
    stated = next(jobposting.job_postings(page), None)
    more = jobposting.posting_of(stated, page.url) if stated else Posting("", "", "")
    if not more.title and not seen.from_map and not markup.names(page, known.title):
        message = f"{WHAT}: {page.url} does not name {known.title!r}: the site returned another page"
        raise Failed(message)
    shown = page.text()
    own = posting_text.OwnPage(shown, others, page.url)
    body = (own.at(where) if where else "") or more.text or own.text()
    if not body:
        message = f'{WHAT}: {page.url} has no text; set where it is: text = "#content"'
        raise Failed(message)
    title = (more.title or siblings.title(page.text()) or known.title) if seen.from_map else known.title
    facts = page_facts.of_page(own, title)
    location = known.location or more.location or facts.location
    return replace(
        known,
        title=title,
        text=body,
        location=location,
        department=known.department or more.department or facts.department,
        employment_type=known.employment_type or more.employment_type or facts.employment_type,
        workplace=known.workplace or more.workplace or facts.workplace or fields.workplace(location, title),
        pay=common.pay_or_prose(fields.best(known.pay, more.pay), body) or fields.pay_in_prose(facts.pay),
        posted_at=known.posted_at or more.posted_at or facts.posted_at,
        closes_at=known.closes_at or more.closes_at or facts.closes_at,
        requisition_id=known.requisition_id or more.requisition_id,
    )
