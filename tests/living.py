"""A project whose sources are JSON feeds in memory, with a real archive and database, checked at given times."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.alerts import outbox
from tracker.check import Checker, Result
from tracker.model import Page, Request, Source, iso
from tracker.operations import project

Row = dict[str, Any]
KEYS = 'board = "json"\nitems = "@"\nid = "id"\ntitle = "title"\ntext = "text"\nlocation = "place"\nopen = "open"\n'
LONG = "You lead the works at our new site, from the first drawing to the last test of the cooling. " * 3


def feeds(*names: str) -> str:
    """Return the sources of a tracker.toml: feeds of one host."""
    return "".join(f'[sources.{name}]\nurl = "https://{name}.x.org/feed.json"\n{KEYS}' for name in names)


def row(
    number: int,
    *,
    title: str = "Site Lead",
    text: str = LONG,
    place: str | None = "Oslo",
    is_open: bool = True,
    page: str = "",
) -> Row:
    """Make an entry of a feed. `page` is the source on whose host the posting has its own page."""
    found = {
        "id": f"n{number}",
        "title": f"{title} {number}",
        "text": f"{text} {number}" if text else "",
        "place": place,
    }
    return {**found, "open": is_open, **({"url": f"https://{page}.x.org/p/{number}"} if page else {})}


class Life:
    """Checks feeds, one day per check. `rows` are the feeds by source, None for one that answers 500."""

    def __init__(self, root: Path, toml: str = "") -> None:
        (root / "tracker.toml").write_text(toml or feeds("f"))
        self.root = root
        self.rows: dict[str, Sequence[Row] | None] = {}
        self.pages: dict[str, tuple[int, str]] = {}
        self.asked: list[str] = []
        self.day = 0

    @property
    def at(self) -> str:
        """Return the time of the newest check."""
        return iso(datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(days=self.day - 1))

    async def fetch(self, request: Request) -> Page:
        """Answer with a feed, or with the page of one of its postings."""
        self.asked.append(request.url)
        name = request.url.partition("://")[2].partition(".")[0]
        rows = self.rows.get(name)
        status, body = (500, "error") if rows is None else (200, json.dumps(rows))
        if "/p/" in request.url:
            title = next((str(one["title"]) for one in rows or () if one.get("url") == request.url), "")
            status, body = (200, f"<h1>{title}</h1>") if title else (404, "gone")
        status, body = self.pages.get(request.url, (status, body))
        sha256 = hashlib.sha256(body.encode()).hexdigest()
        return Page(request, request.url, status, (), body.encode(), self.at, sha256=sha256)

    def check(
        self,
        run: str = "",
        then: Callable[..., None] | None = None,
        change: Callable[[Source], Source] = lambda source: source,
        *,
        same_day: bool = False,
    ) -> dict[str, Result]:
        """Check every source once, in one run. `then` is called in each fold; by default it queues alerts."""
        self.day += not same_day
        here = project.load(self.root)
        then = then or outbox.enqueue(here.settings)
        with here.open_database() as database:
            checker = Checker(database, here.archive(), lambda: self.at, then)
            results = []
            for source in here.settings.sources.values():
                work = checker.check(change(source), self.fetch, run=run or f"run-{self.day}")
                results.append(asyncio.run(work))
            results += checker.settle()
            database.watch(here.settings.sources, here.settings.topics)
        return {result.source: result for result in results if result is not None}

    def told(self, run: str = "") -> dict[str, list[str]]:
        """Check once. Return the kinds of the changes by source."""
        results = self.check(run)
        return {
            name: sorted(one.kind for one in result.changes if not one.baseline) for name, result in results.items()
        }


Answers = Callable[[str], tuple[int, str, bytes]]


class Pages(Life):
    """Checks sources whose replies are bytes: `answer` takes an address, and returns status, Content-Type and body."""

    def __init__(self, root: Path, toml: str, answer: Answers) -> None:
        super().__init__(root, toml)
        self.answer = answer

    async def fetch(self, request: Request) -> Page:
        """Answer with the test's reply."""
        self.asked.append(request.url)
        status, kind, body = self.answer(request.url)
        headers = (("Content-Type", kind),) if kind else ()
        return Page(request, request.url, status, headers, body, self.at, sha256=hashlib.sha256(body).hexdigest())
