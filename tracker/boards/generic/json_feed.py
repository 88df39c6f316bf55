"""The board `json`: any JSON, read by JMESPath expressions (jmespath.org) for the entries and their fields.

Files that others scraped are read in the same way. If an expression is left out, the usual names are tried. If an entry
has no text, it is read from the page that the entry links to, if that is on the same site.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from tracker.boards.generic import says_more
from tracker.boards.kit import common, jobposting, markup
from tracker.extract import fields, htmltree, text, unmarked, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "JSON"
EXAMPLE = "https://example.org/feed.json"
_ITEMS = ("jobs", "items", "results", "postings", "positions", "listings", "offers", "data")
_CSS = "css:"
_CLOSED = frozenset(("false", "0", "0.0", "no", "closed", "inactive", ""))
_USUAL: dict[str, tuple[str, ...]] = {
    "id": ("id", "jobId", "job_id", "Job ID", "uuid", "shortcode", "requisitionId", "reference", "slug"),
    "title": ("title", "name", "jobTitle", "job_title", "Title", "text", "position"),
    "link": ("url", "absolute_url", "link", "jobUrl", "job_url", "Job URL", "hostedUrl", "careers_url", "href"),
    "location": ("location", "locations", "Location", "place", "city"),
    "department": ("department", "departments", "Department", "team", "category"),
    "text": ("description", "descriptionHtml", "content", "text_html", "body", "Description"),
    "pay": ("salary", "pay", "compensation", "salaryRange"),
    "posted": ("posted_at", "first_published", "publishedAt", "date_posted", "datePosted", "published", "Posted Date"),
}


def recognise(url: str) -> str:
    """Return "json" for an address that ends in .json, or ""."""
    parts = urls.path_parts(url)
    return "json" if parts and parts[-1].lower().endswith(".json") else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the page that the entry links to."""
    _ = source, external_id
    return (Request(url),) if url else ()


def read(source: Source) -> Flow:
    """Request the single reply and read its entries."""
    if (place := _place_on_page(source)) and not htmltree.is_selector(place):
        message = f"text = {source.text!r} has no CSS selector; correct tracker.toml"
        raise Failed(message)
    (page,) = yield [common.ask(source.endpoint or source.url)]
    reply = common.json_of(common.board_answer(page, NAME, source.slug), NAME)
    rows = common.objects(_items(source, reply), NAME, source.items or "the list of entries")
    if not rows and isinstance(reply, Mapping) and (wrong := _wrong(reply)):
        message = f"{NAME}: {page.url} has no entries, and reports an error: {wrong}"
        raise Failed(message)
    entries = common.unique(common.entries_of(rows, partial(_entry, source), NAME))
    total, more = _stated_around(page, _holders(source, reply), len(rows))
    return Listing(
        entries,
        end="" if more else "one reply is the whole list",
        stated_total=common.total(total),
        problems=(f"the reply says that it is not the whole list ({more}); raise its page size in `endpoint`",)
        if more
        else (),
        rows=len(rows),
    )


def _stated_around(page: Page, holders: Sequence[Mapping[str, object]], rows: int) -> tuple[int | None, str]:
    """Return the total that is stated next to the entries, and the words that say that more follow ("" if none do)."""
    statement, heads = says_more.of_holders(holders, rows), says_more.of_headers(page, rows)
    pages = max(statement.pages, heads.pages)
    total = statement.total if statement.total is not None else heads.total
    return total, statement.more or heads.more or (f"{pages} pages" if pages > 1 else "")


def _holders(source: Source, reply: object) -> list[Mapping[str, object]]:
    """Return the objects around the list of entries, the outermost first."""
    holders: list[Mapping[str, object]] = []
    value = reply
    for name in (source.items or "data").split("."):
        if not isinstance(value, Mapping):
            break
        holders.append(value)
        value = value.get(name.partition("[")[0].strip('"'))
    return [*holders, value] if isinstance(value, Mapping) else holders


def _wrong(reply: Mapping[str, object]) -> str:
    """Return the error that a reply states, "" if it states none."""
    error = next((f"{key} = {reply[key]!r}" for key in ("error", "errors", "fault") if reply.get(key)), "")
    bad = next((f"{key} = {reply[key]!r}" for key in ("success", "ok") if reply.get(key) is False), "")
    return (error or bad)[:200]


def _items(source: Source, reply: object) -> object:
    if source.items:
        return _search(source.items, reply, "items")
    if isinstance(reply, Mapping):
        rows = next((reply[key] for key in _ITEMS if isinstance(reply.get(key), list)), None)
        if rows is None:
            message = f'no list of entries in {sorted(reply)!r}; set where it is: items = "jobs[]"'
            raise Failed(message)
        return rows
    return reply


_PLAIN_NAMES = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


@dataclass(frozen=True, slots=True)
class Names:
    """An expression of plain names, such as `title` or `office.name`. JMESPath takes ten times as long for it."""

    names: tuple[str, ...]

    def search(self, value: Any) -> Any:
        """Return what JMESPath returns: the value under these names, None if there is none."""
        for name in self.names:
            value = value.get(name) if hasattr(value, "get") else None
        return value


@lru_cache(maxsize=256)
def _compiled(expression: str, key: str) -> Any:
    if _PLAIN_NAMES.fullmatch(expression):
        return Names(tuple(expression.split(".")))
    import jmespath

    try:
        return jmespath.compile(expression)
    except jmespath.exceptions.JMESPathError as error:
        why = str(error).splitlines()[0].removesuffix(", for expression:").rstrip(":")  # without its drawing of it
        message = f"{key} = {expression!r} is not a JMESPath expression: {why}"
        raise Failed(message) from error


def _search(expression: str, value: object, key: str) -> object:
    return _compiled(expression, key).search(value)


def _value(source: Source, row: Mapping[str, object], key: str) -> object:
    expression = getattr(source, key)
    if expression and not (key == "text" and _place_on_page(source)):
        return _search(expression, row, key)
    return next((row[name] for name in _USUAL[key] if row.get(name) not in (None, "", [])), None)


def _entry(source: Source, row: Mapping[str, object]) -> Entry:
    """Return the entry of a row. Raise Failed, with the reason, if the row is not an entry."""
    values = {key: _value(source, row, key) for key in _USUAL}
    link = unmarked.references(str(values["link"] or ""))
    link = urls.clean(urls.join(source.url, link)) if link else ""
    external_id = fields.words(values["id"]) or link
    if not external_id:
        message = f'neither an id nor an address: {sorted(row)!r}; set id = "…"'
        raise Failed(message)
    title = text.line(fields.words(values["title"]) or "")
    if not title:
        message = f'entry {external_id!r} has no title among {sorted(row)!r}; set title = "…"'
        raise Failed(message)
    still_open = _search(source.open, row, "open") if source.open else True
    return Entry(
        external_id=external_id,
        url=link,
        title=title,
        fingerprint=common.fingerprint(values),
        read=partial(_posting, external_id, link, title, values, _place_on_page(source)),
        detail=Request(link, render=common.rendered(source, link)) if _apart(source, link, values["text"]) else None,
        open=str(still_open).strip().lower() not in _CLOSED,
    )


def _place_on_page(source: Source) -> str:
    """Return the CSS selector for the text on entries' own pages, if `text` is one (`css:#content`)."""
    return source.text.removeprefix(_CSS) if source.text.startswith(_CSS) else ""


def _apart(source: Source, link: str, body: object) -> bool:
    """Return whether an entry's text is on its own page on the same site. A feed's links to other sites are not followed."""
    if body or not link or (source.text and not _place_on_page(source)):
        return False
    return any(urls.one_site(link, url) for url in (source.url, source.endpoint) if url)


def _posting(
    external_id: str, link: str, title: str, values: Mapping[str, object], where: str, page: Page | None
) -> Posting:
    raw = values["text"]
    body = text.from_html(raw if isinstance(raw, str) else fields.markup(raw) or "")
    more = Posting("", "", "")
    if page is not None:
        page = common.answer(page, NAME)
        body = (
            (markup.at(page, where) if where else "")
            or markup.own_text(page, "main, article")
            or text.main_text(page.text())
        )
        own = next(jobposting.job_postings(page), None)
        more = jobposting.posting_of(own, page.url) if own else more
        if own is None and not markup.names(page, title):
            message = f"{NAME}: {page.url} does not name {title!r}: the site returned another page"
            raise Failed(message)
        if not body:
            message = f"{NAME}: {page.url} has no text"
            raise Failed(message)
    place = fields.listed(values["location"])
    stated = values["pay"]
    return Posting(
        external_id=external_id,
        url=link,
        title=title,
        text=body,
        location=place or more.location,
        department=fields.words(values["department"]) or more.department,
        employment_type=more.employment_type,
        workplace=more.workplace or fields.workplace(place, title),
        pay=common.pay_or_prose(
            fields.best(fields.pay_declared(unmarked.line(stated) if isinstance(stated, str) else stated), more.pay),
            body,
        ),
        posted_at=fields.date(values["posted"]) or more.posted_at,
        closes_at=more.closes_at,
    )
