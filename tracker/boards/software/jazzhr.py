"""JazzHR. Source of the format: its own pages (`{name}.applytojob.com/apply`), a themed list or a plain table.

One page has the whole board; each posting may be on it twice, for desktops and phones. The page of a closed posting
redirects to the list. One feed (`app.jazz.co/feeds/export/jobs/{name}`) has the texts of all postings. It is up to a
day old and may lack some. So the page says what is open, and a text that the feed lacks is read from the posting's own
page.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tracker.boards.kit import common, ends, markup
from tracker.boards.kit.lists import unproved
from tracker.boards.kit.xml import child, tree
from tracker.extract import text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from bs4 import Tag

NAME = "JazzHR"
EXAMPLE = "https://acme.applytojob.com/apply"
_LINK = re.compile(r"/apply/(?:jobs/details/)?([A-Za-z0-9_-]{6,14})(?:[/?#]|$)")
_MARKS = re.compile(r"resumator|jazzhr|jazz\.co|applytojob|jobs-list|list-group", re.IGNORECASE)
_FEED = "https://app.jazz.co"
_NO_FEED = frozenset((401, 403, 404, 410))
_TEXT = "#job-description, .job_description, #job_view_wrapper, .description"


def recognise(url: str) -> str:
    """Return the employer's name in an address of JazzHR, or ""."""
    return common.subdomain(url, ".applytojob.com", "www", "app", "api")


def home(url: str) -> str:
    """Return the board that an address belongs to."""
    return f"{urls.origin(url)}/apply" if recognise(url) else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Read the page, as the plain table if possible; then the feed with the texts."""
    name = common.board_name(source, recognise(source.url))
    base = common.base(source, f"{urls.origin(source.url)}/apply", "/jobs")
    (page,) = yield [Request(f"{base}/jobs")]
    if page.status == 404:
        (page,) = yield [Request(base)]
    page = common.board_answer(page, NAME, name)
    links: dict[str, Tag] = {}
    for anchor in markup.soup(page).select('a[href*="/apply/"]'):
        match = _LINK.search(str(anchor["href"]))
        if match and match[1] not in {"jobs", "details"} and markup.words(anchor):
            links.setdefault(match[1], anchor)
    elsewhere = urls.host(page.url) != urls.host(page.request.url)
    if elsewhere or (not links and not _MARKS.search(page.text())):
        message = f"{NAME} has no board {name!r}: {page.url} is not a list of jobs; correct url in tracker.toml"
        raise Failed(message)
    none = "" if links else ends.says_none(page)
    if not links and not none:
        raise Failed(unproved(NAME, page))
    texts: dict[str, str] = {}
    if links and (recognise(source.url) or source.endpoint):
        origin = urls.origin(source.endpoint) if source.endpoint else _FEED
        (feed,) = yield [Request(f"{origin}/feeds/export/jobs/{name}")]
        texts = _texts(feed, name)
    entries = tuple(_entry(page, anchor, code, texts.get(code, "")) for code, anchor in links.items())
    return Listing(entries, end=none or "one page has the whole board", api=False)


def _texts(feed: Page, name: str) -> dict[str, str]:
    """Return the texts in the feed by the code of their posting; empty if there is no feed."""
    if feed.failure_kind in {"unasked", "robots"} or feed.status in _NO_FEED or common.is_wall(feed):
        return {}
    root = tree(common.answer(feed, NAME), NAME, name)
    texts: dict[str, str] = {}
    for job in root.iterfind("job"):
        link = _LINK.search(child(job, "url"))
        if link and child(job, "description"):
            texts[link[1]] = text.from_html(child(job, "description"))
    return texts


def _entry(page: Page, anchor: Tag, code: str, body: str) -> Entry:
    url = markup.href(anchor, page.url).rstrip("?&")
    row = anchor.find_parent("tr") or anchor.find_parent("li") or anchor
    cells = row.find_all("td")
    marked = {kind: row.select_one(f"i.{kind}") for kind in ("fa-map-marker", "fa-sitemap")}
    place = markup.words(cells[-1]) if len(cells) > 1 else _words_next_to(marked["fa-map-marker"])
    known = Posting(
        external_id=code,
        url=url,
        title=markup.words(anchor),
        location=place or None,
        department=markup.words(row.select_one(".resumator_department"))
        or _words_next_to(marked["fa-sitemap"])
        or None,
    )
    values = [known.title, known.location, known.department]
    return Entry(
        external_id=code,
        url=url,
        title=known.title,
        fingerprint=common.fingerprint([*values, body] if body else values),
        read=partial(_posting, common.with_text(known, body) if body else known),
        detail=None if body else Request(url),
    )


def _words_next_to(icon: Tag | None) -> str:
    return markup.words(icon.parent) if icon is not None else ""


def _posting(known: Posting, page: Page | None) -> Posting:
    if page is not None and not _LINK.search(page.url):
        message = f"{NAME}: {known.url} redirects to {page.url}: the posting is gone"
        raise Failed(message)
    return markup.from_own_page(known, page, NAME, _TEXT)
