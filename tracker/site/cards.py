"""The image that other sites show next to a link to one of our pages: a PNG of 1200 × 630 with a title and a change."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import OrderedDict
from dataclasses import dataclass
from functools import partial
from typing import Any

from datasette import NotFound, Response

from tracker.extract import urls
from tracker.model.errors import UsageError
from tracker.site import common
from tracker.store import findings, read

_REMEMBERED = 200  # images that are cached: 20 to 60 kB each


@dataclass(frozen=True, slots=True)
class Card:
    """The words of an image: a small line, a title, a quotation or "", and a line at the foot."""

    over: str
    title: str
    quote: str
    foot: str


async def show(request: Any, datasette: Any) -> Response:
    """Return the image of a posting, a finding, an employer or the site."""
    about, name = request.url_vars.get("about"), urls.decode(request.url_vars.get("id") or "")
    try:
        _, card = await common.ask(datasette, request, partial(_READ[about or ""], name=name))
    except UsageError as error:
        raise NotFound(str(error)) from error
    if card is None:
        message = "there is no such page"
        raise NotFound(message)
    site = common.clean(await common.title(datasette))
    body = await _IMAGES.of(card, site)
    return Response(body, headers={"X-Content-Type-Options": "nosniff"}, content_type="image/png")


def _posting(connection: sqlite3.Connection, *, name: str) -> Card:
    posting = read.posting(connection, name, hint=False)
    employer = connection.execute("SELECT name FROM sources WHERE id = ?", (posting["source"],)).fetchone()[0]
    change = connection.execute(
        "SELECT kind, at, summary, baseline FROM changes WHERE posting_id = ? ORDER BY at DESC, rowid DESC LIMIT 1",
        (posting["id"],),
    ).fetchone()
    over = " · ".join(filter(None, (employer, posting["location"])))
    if change is None or change[3]:
        return Card(
            over,
            posting["title"],
            "",
            f"{posting['status'].capitalize()} · listed since {common.day_of(posting['first_seen'])}",
        )
    quote = change[2] if change[0] == "edited" else ""
    return Card(over, posting["title"], quote, f"{change[0].capitalize()} · {common.day_of(change[1])}")


def _finding(connection: sqlite3.Connection, *, name: str) -> Card | None:
    finding = findings.finding(connection, name=name)
    if finding is None:
        return None
    return Card(
        finding["employer"], finding["headline"], finding["passage"] or finding["why"], common.day_of(finding["at"])
    )


def _source(connection: sqlite3.Connection, *, name: str) -> Card | None:
    row = connection.execute(
        "SELECT s.name, t.listed_at, (SELECT count(*) FROM posting_state AS p WHERE p.source = s.id AND p.status = 'open') "
        "FROM sources AS s JOIN source_state AS t ON t.source = s.id WHERE s.id = ?",
        (name,),
    ).fetchone()
    if row is None:
        return None
    return Card("Job postings", row[0], "", f"{row[2]:,} open roles · {common.day_of(row[1])}")


def _site(connection: sqlite3.Connection, *, name: str) -> Card:
    _ = name
    employers = connection.execute("SELECT count(*) FROM sources WHERE watched").fetchone()[0]
    first = connection.execute("SELECT min(started_at) FROM checks").fetchone()[0]
    return Card(
        f"{employers:,} employers" if employers != 1 else "1 employer",
        "What opened, changed and closed on careers pages",
        "",
        f"Since {common.day_of(first)}" if first else "",
    )


_READ = {"postings": _posting, "news": _finding, "sources": _source, "": _site}


class _Images:
    """Cache the images by their words. One is drawn at a time, outside the event loop: it takes some 50 ms."""

    def __init__(self) -> None:
        self._cached: OrderedDict[tuple[Card, str], bytes] = OrderedDict()

    async def of(self, card: Card, site: str) -> bytes:
        """Return the image of a card."""
        from tracker.site.drawing import draw

        key = (card, site)
        if key not in self._cached:
            words = [common.clean(text) for text in (card.over, card.title, card.quote, card.foot)]
            self._cached[key] = await asyncio.to_thread(draw, site, *words)
            while len(self._cached) > _REMEMBERED:
                self._cached.popitem(last=False)
        return self._cached[key]


_IMAGES = _Images()
