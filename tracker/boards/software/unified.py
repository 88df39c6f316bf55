"""The newer search of SAP SuccessFactors sites ("unified search"). Source of the format: the calls of its own pages.

The search page is a shell. The list is requested by POST, ten postings a page, counted from 0, in one language at a
time. Its pages are assembled anew for each request, so a posting may be on two of them and another on none. Some sites
require the token in the page, together with its cookie.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from tracker.boards.kit import common
from tracker.boards.kit.lists import Gathered, Piece, gather
from tracker.extract import fields, htmltree, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source, charset
from tracker.model.errors import Failed, Unread

_PATH = "/services/recruiting/v1/jobs"
_CSRF = re.compile(r"csrf[-_]?token[\"']?\s*+[:=]\s*+[\"']([^\"'\s]{8,200})[\"']", re.IGNORECASE)
_LOCALE = re.compile(r"[Ll]ocale[\"']?\s*+[:=]\s*+[\"']?([a-z]{2}_[A-Z]{2})(?![A-Za-z])")
_LANG = re.compile(r"([a-z]{2})(?:[-_]([A-Za-z]{2}))?")
_REGIONS = {"en": "US", "da": "DK", "sv": "SE", "cs": "CZ", "ja": "JP", "ko": "KR", "zh": "CN", "uk": "UA", "el": "GR"}
_UNFIT = re.compile(r"[\s/\\?#&%]+")
_NOT_THERE = frozenset((404, 405, 410))
_MOST_LOCALES = 20  # languages of one site; the most seen is 17
Read = Callable[[Posting, Page | None], Posting]


class Absent(Failed):
    """The site has no such list: its address does not exist, or redirects to a page for people."""


def read(source: Source, base: str, page: Page, what: str, make: Read) -> Flow:
    """Read the list in each language that the page offers; `make` reads the page of a posting."""
    listings: list[Gathered] = []
    chosen = urls.parameter(source.url, "locale")
    for number, locale in enumerate([chosen] if chosen else _locales(page)):
        try:
            listings.append((yield from _list(base, locale, page, what, make)))
        except Unread as error:
            if not number:
                message = (
                    f"{what}: {page.url} is a shell that its script fills, and the list behind it could not be read: "
                    f"{error}; {common.as_page()}"
                )
                raise type(error)(message) from error
            listings.append(Gathered((), problems=(f"the list in {locale} could not be read: {error}",)))
    entries: dict[str, Entry] = {}
    for listing in reversed(listings):
        entries.update((entry.external_id, entry) for entry in listing.entries)
    if not entries and not chosen and not _LOCALE.search(page.text()):
        message = (
            f"{what}: the list behind {page.url} is empty in a language that the page does not name; add "
            "the language of its postings to the end of url (?locale=de_DE)"
        )
        raise Failed(message)
    first = listings[0]
    short = [
        listing
        for listing in listings
        if listing.total is not None and max(len(listing.entries), listing.rows) < listing.total
    ]
    problems = [problem for listing in listings for problem in listing.problems]
    problems += [
        f"a list states {listing.total} postings and gave {len(listing.entries)}"
        for listing in short
        if not listing.problems
    ]
    return Listing(
        tuple(entries.values()),
        end=first.end if all(listing.end for listing in listings) else "",
        stated_total=first.total,
        problems=tuple(problems),
        api=False,
        rows=first.rows,
    )


def _locales(page: Page) -> list[str]:
    """Return the languages of a site: that of the page first, then those that it links to."""
    root = htmltree.lexbor(page.text()).root
    spoken = _LANG.fullmatch((root.attributes.get("lang") or "").strip()) if root is not None else None
    region = (spoken[2] or _REGIONS.get(spoken[1]) or spoken[1]) if spoken else ""
    first = [f"{spoken[1]}_{region.upper()}"] if spoken else []
    linked = list(dict.fromkeys(_LOCALE.findall(htmltree.unescape(page.text()))))
    if linked and spoken and not spoken[2]:  # the links name them more exactly than the page's language alone
        first = [locale for locale in linked if locale.startswith(spoken[1])][:1]
    return list(dict.fromkeys([*first, *linked]))[:_MOST_LOCALES] or ["en_US"]


def _list(
    base: str, locale: str, page: Page, what: str, make: Read
) -> Generator[Sequence[Request], Sequence[Page], Gathered]:
    token = _CSRF.search(page.text())
    session = common.session(page, token[1] if token else "")

    def ask(number: int) -> Request:
        body = {"keywords": "", "locale": locale, "location": "", "pageNumber": number, "sortBy": "recent"}
        request = common.post(f"{urls.origin(base)}{_PATH}", body)
        return replace(request, headers=(*request.headers, *session))

    (first,) = yield [ask(0)]
    html = first.status == 200 and charset.first(first.body) == "<"
    if (html or first.status in _NOT_THERE) and not common.is_wall(first):
        message = f"{what}: there is no list at {first.url} (status {first.status})"
        raise Absent(message)
    take = partial(_take, base, locale, what, make)
    return (yield from gather(ask, take, what, step=1, name=urls.host(base), primed=first))


def _take(base: str, locale: str, what: str, read: Read, page: Page) -> Piece:
    reply = common.json_of(page, what)
    results = common.objects(reply.get("jobSearchResult") if isinstance(reply, dict) else None, what, "jobSearchResult")
    rows = [row if isinstance(row, common.NoObject) else row.get("response", row) for row in results]
    rows = common.objects(rows, what, "jobSearchResult")
    make = partial(_entry, base, locale, read)
    return Piece(
        common.entries_of(rows, make, what, "id", "unifiedStandardTitle"), common.total(reply.get("totalJobs"))
    )


def _entry(base: str, locale: str, make: Read, row: Mapping[str, Any]) -> Entry:
    number = fields.words(row["id"]) or ""
    slug = htmltree.unescape(fields.words(row.get("unifiedUrlTitle") or row.get("urlTitle")) or "job")
    places = row.get("jobLocationShort")
    known = Posting(
        external_id=number,
        url=f"{base}/job/{urls.encode(_UNFIT.sub('-', urls.decode(slug)))}/{number}-{locale}",
        title=text.line(fields.words(row["unifiedStandardTitle"]) or ""),
        location=fields.places(*(_line(place) for place in places)) if isinstance(places, list) else _line(places),
        posted_at=fields.date(row.get("unifiedStandardStart")),
    )
    return Entry(
        external_id=number,
        url=known.url,
        title=known.title,
        fingerprint=common.fingerprint([known.title, known.location]),
        read=partial(make, known),
        detail=Request(known.url),
    )


def _line(place: object) -> str | None:
    words = fields.words(place)
    return text.from_html(words).replace("\n", ", ") or None if words else None
