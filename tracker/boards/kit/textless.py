"""Read the text of a posting from its own page if the list has none, on any board.

A board that knows where its texts are sets `Entry.detail` itself. If a list with texts has none for one posting, the
page that the posting links to is read: its JobPosting (JSON-LD or microdata), else the page without its navigation.
Only the text and the pay in it are used; everything else comes from the list. So no other field changes when a text
returns to the list or disappears again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tracker.boards.kit import common, jobposting, markup, siblings
from tracker.boards.kit.own_pages import scripted
from tracker.extract import pdftext, urls
from tracker.model import Entry, Page, Posting, Request, Source
from tracker.model.errors import Failed

WHAT = "A posting's own page"
_READABLE = ("html", "xml", "text/plain", "json")
UNREADABLE = (".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx", ".zip", ".png", ".jpg", ".jpeg")


def own_page(source: Source, entry: Entry, lists: Collection[str], *, anywhere: bool) -> Request | None:
    """Return the request for an entry's own page, None if it has none that may be requested.

    `lists` are the normalised addresses of the list, and those that several entries share. `anywhere`: entries of board
    software may link to the employer's site. Entries of any other list are followed on its own site only.
    """
    url = entry.url
    before, _, mark = url.partition("#")
    if not urls.is_web(url) or urls.clean(before if not mark.startswith(("/", "!")) else url) in lists:
        return None
    if urls.path(url).lower().endswith(UNREADABLE):
        return None
    if not anywhere and not any(urls.one_site(url, address) for address in (source.url, source.endpoint) if address):
        return None
    return Request(url, render=common.rendered(source, url))


def filled(known: Posting, page: Page) -> Posting:
    """Return a posting with the text of its own page; `without` says why that page has none.

    Raise Failed or Blocked if the page could not be read, or belongs to another posting.
    """
    page = common.answer(page, WHAT)
    if pdftext.is_pdf(page):
        body, why = pdftext.read(page.body)
        return replace(common.with_text(known, body), without=why)
    kind = page.header("content-type").partition(";")[0].strip().lower()
    if kind and not any(name in kind for name in _READABLE):
        return replace(known, without=f"its page is not text ({kind})")
    stated = _stated(page, known.title)
    if stated is not None and stated.text:
        return replace(common.with_text(known, stated.text), without="")
    if stated is None and not markup.names(page, known.title):
        message = f"{WHAT}: {page.url} does not name {known.title!r}: the site returned another page"
        raise Failed(message)
    content = page.text()
    body = siblings.main(content)
    if len(body) < siblings.THIN and scripted(content) and not page.request.render:
        return replace(known, without='its page is filled by a script; set render = "always" to open it in the browser')
    return replace(common.with_text(known, body), without="" if body else "its page has no text")


def _stated(page: Page, title: str) -> Posting | None:
    """Return the JobPosting that a page states; if it states several, the one with this title."""
    postings: list[Posting] = []
    for item in jobposting.job_postings(page):
        try:
            postings.append(jobposting.posting_of(item, page.url))
        except Failed:
            continue
    named = [posting for posting in postings if posting.title.casefold() == title.casefold()]
    return next(iter(named or (postings if len(postings) == 1 else [])), None)
