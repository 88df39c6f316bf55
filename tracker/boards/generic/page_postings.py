"""Make postings of what a page shows, loads or states, with the same address in each case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from tracker.boards.generic import loaded
from tracker.boards.kit import common
from tracker.boards.kit.own_pages import Seen
from tracker.boards.kit.page_items import Item
from tracker.extract import fields, text, urls
from tracker.model import Page, Posting

_DOCUMENTS = (".doc", ".docx", ".odt", ".rtf")  # not read; a PDF is read like a page


def addressed(stated: dict[str, Seen], structure: Mapping[str, Item]) -> dict[str, Seen]:
    """Use the page's own links as addresses of stated postings, so that their ids don't depend on how they were found.

    An address may differ in scheme, `www.` or a final slash. A missing one is found by the title, if only one link has
    it. A posting that still has no address of its own is left out if the page shows links. The place is the one that the
    page shows if none is stated.
    """
    links = {_bare(url): url for url in structure}
    titles = Counter(item.title.casefold() for item in structure.values())
    by_title = {item.title.casefold(): url for url, item in structure.items() if titles[item.title.casefold()] == 1}
    result: dict[str, Seen] = {}
    for name, seen in stated.items():
        titled = None if seen.has_own_page else by_title.get(seen.posting.title.casefold())
        linked = links.get(_bare(seen.posting.url)) or titled
        if linked:
            posting = replace(seen.posting, external_id=linked, url=linked)
            result[linked] = _with_place(replace(seen, posting=posting, has_own_page=True), structure[linked])
        elif seen.has_own_page or len(structure) < 2:
            result[name] = seen
    return result


def _with_place(seen: Seen, item: Item) -> Seen:
    if seen.posting.location or not item.location:
        return seen
    posting = replace(seen.posting, location=item.location)
    return replace(seen, posting=posting, fingerprint=common.fingerprint([seen.fingerprint, item.location]))


def _bare(url: str) -> str:
    parts = urls.parse(url)
    return f"{urls.site(url)}{parts.path.rstrip('/')}?{parts.query}#{parts.fragment}"


def of_item(page: Page, item: Item) -> Seen:
    """Return the posting that a page shows."""
    posting = Posting(
        external_id=item.key or item.url,
        url=item.url,
        title=item.title,
        text=item.text,
        location=item.location,
        department=item.department,
        employment_type=fields.employment_type(item.kind),
        workplace=fields.workplace(item.way) or fields.workplace(item.location, item.title),
        pay=fields.pay_in_prose(item.text),
    )
    stable = [item.title, item.location, item.department, item.kind, item.text, *filter(None, [item.way])]
    return Seen(posting, common.fingerprint(stable), has_own_page=_has_own_page(page, item.url))


def of_row(page: Page, row: loaded.Row) -> Seen:
    """Return the posting in a row of JSON."""
    body = text.from_html(row.text) if row.text else ""
    posting = Posting(
        external_id=row.url,
        url=row.url,
        title=row.title,
        text=body,
        location=row.location,
        department=row.department,
        employment_type=fields.employment_type(row.kind),
        workplace=fields.workplace(row.location, row.kind, row.title),
        pay=common.pay_or_prose(fields.pay_declared(row.pay), body),
        posted_at=row.posted,
    )
    return Seen(posting, common.fingerprint(row.stable()), has_own_page=_has_own_page(page, row.url))


def _has_own_page(page: Page, url: str) -> bool:
    """Return whether a posting has a page of its own that can be read."""
    before, _, mark = url.partition("#")
    same_page = bool(mark) and not mark.startswith(("/", "!")) and urls.clean(before) == urls.clean(page.url)
    return not same_page and not urls.path(url).lower().endswith(_DOCUMENTS)
