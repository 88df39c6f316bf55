"""Feeds of a filtered timeline, a posting or a source, as Atom (RFC 4287) or JSON Feed 1.1.

The content of an entry is the marked-up difference. Its id is made from the change's id, so it never changes.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypedDict
from xml.etree import ElementTree as ET

from datasette import Response
from markupsafe import escape

from tracker.extract import urls
from tracker.model.errors import UsageError
from tracker.site import common
from tracker.site.passages import Passages
from tracker.site.timeline import Shown, filters_of, problems, shown
from tracker.store import asof, read, timeline
from tracker.store.row_types import TimelineRow
from tracker.store.timeline import ChangeQuery

ENTRIES = 50
_ATOM = "http://www.w3.org/2005/Atom"
_SPACE = uuid.UUID("5b0f4a3c-6a3e-5b7e-8d0b-3f7f6d3d6f10")
_HISTORY = "http://purl.org/syndication/history/1.0"
_NONE: Mapping[str, str] = {}
_NOTHING_YET = "1970-01-01T00:00:00Z"


async def feed(request: Any, datasette: Any) -> Response:
    """Return the feed of a timeline, a posting or a source; 400 if a filter can't be understood."""
    wrong = problems(request)
    if wrong:
        return common.bad_filters(wrong)
    filters = filters_of(request)
    about = ""
    if posting := request.url_vars.get("posting"):
        filters, about = replace(filters, posting=urls.decode(posting)), "posting"
    elif source := request.url_vars.get("source"):
        filters, about = replace(filters, source=urls.decode(source)), "source"
    try:
        _, (changes, following, name, first) = await common.ask(
            datasette, request, partial(_read, filters=filters, about=about)
        )
    except UsageError as error:
        raise common.no_posting(filters.posting, error) from error
    site = await common.title(datasette)
    title = common.clean(f"{name} · {site}" if name else f"Latest changes · {site}")
    own_url = datasette.absolute_url(request, request.full_path)
    home = common.address(datasette, request, _home(filters, about))

    def link(row: TimelineRow) -> str:
        query = {"from": row["from_number"], "to": row["to_number"]} if row["from_number"] and row["to_number"] else {}
        path = f"/postings/{row['posting_id']}" + (f"?{urls.encode_query(query)}" if query else "")
        return common.address(datasette, request, path)

    links = _pages(datasette, request, filters, following)
    entries = [(link(finding.row), finding) for finding in changes]
    if request.url_vars["form"] == ".atom":
        name = f"{first} {about} {filters.posting} {urls.encode_query(filters.query())}"
        body = atom(title, own_url, home, entries, name, links)
        return Response(body, headers=common.HEADERS, content_type="application/atom+xml; charset=utf-8")
    plain = json.dumps(json_feed(title, own_url, home, entries, links), ensure_ascii=False)
    return Response(plain, headers=common.HEADERS, content_type="application/feed+json; charset=utf-8")


def _pages(datasette: Any, request: Any, filters: ChangeQuery, following: str) -> dict[str, str]:
    """Return the addresses of the feed's other pages (RFC 5005): the first one, and the next older one if there is one."""
    query = {name: value for name, value in filters.query().items() if request.args.get(name)}

    def address(before: str) -> str:
        parameters = urls.encode_query({**query, **({"before": before} if before else {})})
        return str(datasette.absolute_url(request, f"{request.path}?{parameters}" if parameters else request.path))

    return {
        **({"first": address("")} if filters.before or following else {}),
        **({"next": address(following)} if following else {}),
    }


def _home(filters: ChangeQuery, about: str) -> str:
    if about == "posting":
        return f"/postings/{filters.posting}"
    if about == "source":
        return f"/sources/{filters.source}"
    query = urls.encode_query(filters.query())
    return f"/?{query}" if query else "/"


def _read(connection: sqlite3.Connection, *, filters: ChangeQuery, about: str) -> tuple[list[Shown], str, str, str]:
    name = ""
    if about == "posting":
        posting = read.posting(connection, filters.posting, hint=False)
        filters, name = replace(filters, posting=posting["id"]), posting["title"] or posting["id"]
    elif about == "source":
        filters = replace(filters, source=asof.current_name(connection, filters.source) or filters.source)
        row = connection.execute("SELECT name FROM sources WHERE id = ?", (filters.source,)).fetchone()
        if row is None:
            message = f"there is no employer “{common.cut(filters.source, 80)}”"
            raise UsageError(message)
        name = row[0]
    page = timeline.read_page(connection, filters, ENTRIES)
    words = Passages(connection, filters.q)
    return [shown(connection, row, words) for row in page.rows], page.following, name, first_check(connection)


def first_check(connection: sqlite3.Connection) -> str:
    """Return the id of the first check of the history, which no other history has."""
    first = connection.execute(
        "SELECT id FROM checks WHERE started_at = (SELECT min(started_at) FROM checks) ORDER BY id LIMIT 1"
    ).fetchone()
    return first[0] if first else ""


def identity(change: str) -> str:
    """Return the id of an entry, which is the same on every site and at every time."""
    return f"urn:uuid:{uuid.uuid5(_SPACE, change)}"


def heading(change: Shown) -> str:
    """Return the title of an entry."""
    row = change.row
    place = f", {common.cut(row['location'], 80)}" if row["location"] else ""
    return common.clean(f"{row['employer']}: {common.cut(row['title'], 160) or '(no title)'}{place} ({change.what})")


def content(change: Shown) -> str:
    """Return a change as HTML: what happened, the old and new fields, and the changed words marked."""
    rows = "".join(
        f"<li>{escape(common.label_of(label))}: <del>{escape(common.clean(old) or 'not stated')}</del> → "
        f"<ins>{escape(common.clean(new) or 'not stated')}</ins></li>"
        for label, old, new in change.fields
    )
    words = "".join(f"<p>{common.clean(str(excerpt))}</p>" for excerpt in change.excerpts)
    words += f"<p>{common.clean(str(change.passage))}</p>" if change.passage else ""
    plain = "" if rows or words else f"<p>{escape(common.clean(change.row['summary']))}</p>"
    heading = f"<p>{escape(', '.join(filter(None, (change.what, change.row['significance'], change.dated))))}</p>"
    notes = "".join(
        f"<p>Note, {common.day_of(note['at'])}: {escape(common.clean(note['text']))}{f' ({escape(by)})' if (by := common.clean(note['author'])) else ''}</p>"
        for note in change.notes
    )
    return f"{heading}{f'<ul>{rows}</ul>' if rows else ''}{words}{plain}{notes}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed. `id` is made from the id of the change or finding; `content` is HTML."""

    id: str
    link: str
    title: str
    at: str
    tags: tuple[str, ...]
    summary: str
    content: str


def entry_of(link: str, change: Shown) -> Entry:
    """Make the entry of a change."""
    row = change.row
    tags = (row["kind"], *filter(None, (row["significance"],)))
    return Entry(
        row["id"], link, heading(change), row["known_at"], tags, common.clean(row["summary"])[:1000], content(change)
    )


def atom(
    title: str,
    own_url: str,
    home: str,
    entries: Sequence[tuple[str, Shown]],
    name: str,
    links: Mapping[str, str] = _NONE,
) -> str:
    """Write an Atom feed of changes."""
    return atom_of(title, own_url, home, [entry_of(*entry) for entry in entries], name, links)


def atom_of(
    title: str, own_url: str, home: str, entries: Sequence[Entry], name: str, links: Mapping[str, str] = _NONE
) -> str:
    """Write an Atom feed; it may have no entries.

    `name` identifies the feed: it starts with the first check of the history, which no other history has. `links` are
    its other documents (RFC 5005) by relation; a document with `current` is an archive document, which never changes.
    """
    ET.register_namespace("", _ATOM)
    ET.register_namespace("fh", _HISTORY)
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add_element(root, "id", identity(f"feed {name}"))
    _add_element(root, "title", title)
    _add_element(root, "updated", entries[0].at if entries else _NOTHING_YET)
    _add_element(root, "link", href=own_url, rel="self", type="application/atom+xml")
    _add_element(root, "link", href=home, rel="alternate", type="text/html")
    for relation, address in links.items():
        _add_element(root, "link", href=address, rel=relation, type="application/atom+xml")
    if "current" in links:
        ET.SubElement(root, f"{{{_HISTORY}}}archive")
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _add_element(author, "name", "Job posting tracker")
    for other_entry in entries:
        entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _add_element(entry, "id", identity(other_entry.id))
        _add_element(entry, "title", other_entry.title)
        _add_element(entry, "updated", other_entry.at)
        _add_element(entry, "published", other_entry.at)
        _add_element(entry, "link", href=other_entry.link, rel="alternate", type="text/html")
        _add_element(entry, "category", term=other_entry.tags[0])
        _add_element(entry, "summary", other_entry.summary)
        _add_element(entry, "content", other_entry.content, type="html")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode")


def _add_element(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        element.text = text


class JsonItem(TypedDict):
    """An entry of a JSON Feed."""

    id: str
    url: str
    title: str
    content_html: str
    summary: str
    date_published: str
    tags: list[str]


class JsonFeed(TypedDict, total=False):
    """A JSON Feed 1.1 (https://jsonfeed.org/version/1.1); only `next_url` may be missing."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    next_url: str
    authors: list[dict[str, str]]
    items: list[JsonItem]


def json_feed(
    title: str, own_url: str, home: str, entries: Sequence[tuple[str, Shown]], links: Mapping[str, str] = _NONE
) -> JsonFeed:
    """Write a JSON Feed 1.1 of changes."""
    return json_feed_of(title, own_url, home, [entry_of(*entry) for entry in entries], links)


def json_feed_of(
    title: str, own_url: str, home: str, entries: Sequence[Entry], links: Mapping[str, str] = _NONE
) -> JsonFeed:
    """Return a JSON Feed 1.1. Older entries are at its `next_url`."""
    older = links.get("next") or links.get("prev-archive")
    feed: JsonFeed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": home,
        "feed_url": own_url,
    }
    if older:
        feed["next_url"] = older
    feed["authors"] = [{"name": "Job posting tracker"}]
    feed["items"] = [
        {
            "id": identity(entry.id),
            "url": entry.link,
            "title": entry.title,
            "content_html": entry.content,
            "summary": entry.summary,
            "date_published": entry.at,
            "tags": list(entry.tags),
        }
        for entry in entries
    ]
    return feed
