"""Show step by step what a check of a source would do: its requests, its verdict and evidence, and what it would store."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tracker import fetch as network
from tracker.boards import BOARDS
from tracker.boards.detect import board_of
from tracker.check import Checker
from tracker.check.fetches import as_it_is
from tracker.check.reader import Reader
from tracker.check.reader import reader as new_reader
from tracker.check.reads import Reads, ask, own_pages, read_list
from tracker.config.credentials import hiding
from tracker.model import Entry, Listing, Page, Request, Source
from tracker.model.amounts import counted
from tracker.model.errors import Unread
from tracker.model.history import Answers, History, Policy, Reading, Verdict
from tracker.model.wording import Wording
from tracker.operations.project import Project, now
from tracker.operations.run import chosen
from tracker.reconcile import judge, plan, reconcile
from tracker.reconcile.identity import RENEWED
from tracker.reconcile.noise import HOLE
from tracker.reconcile.text_origin import patterns
from tracker.reconcile.vanished import EMPTY_SINCE, LOST_ROWS
from tracker.store.database import Database

_SHOWN = 3  # postings whose texts are fetched and shown
_EXCERPT = 160  # characters of a text
_GOOD = ("complete", "window")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. `damaged`: the database or the archive is the cause, not the settings."""

    ok: bool
    subject: str
    detail: str
    damaged: bool = False


def rehearse(project: Project, slug: str) -> list[Line]:
    """Do what a check of a source does, and yield each step. Nothing is kept, not even a database."""
    (source,) = chosen(project, [slug])
    with new_reader() as reader:
        return asyncio.run(_rehearse(project, source, reader))


async def _rehearse(project: Project, configured: Source, reader: Reader) -> list[Line]:
    source = replace(configured, board=board_of(configured))
    why = "as tracker.toml says" if configured.board else "recognised"
    address = source.endpoint or source.url
    lines = [
        Line(ok=True, subject="source", detail=f"{BOARDS[source.board].name} ({source.board}, {why}) at {address}")
    ]
    async with network.Fetcher(project.settings.contact, now, project.settings.browser_path) as fetcher:
        plain = hiding(fetcher.of(source, {}), project.settings.credentials_of(configured.slug))

        async def fetch(request: Request) -> Page:
            started = time.monotonic()
            page = await plain(request)
            lines.append(_request(request, page, time.monotonic() - started))
            return page

        seen = await read_list(source, fetch, as_it_is, None, reader)
        if seen.listing is None:
            outcome = seen.error.outcome if seen.error else "failed"
            lines.append(Line(ok=False, subject="verdict", detail=f"{outcome}: {seen.error}"))
            return lines
        with _book(project) as database:
            checker = Checker(database, project.archive(), now, apart=project.settings.apart)
            history, policy = database.history(source), checker.policy(source)
            await own_pages(source, history, seen)
            lines += _evidence(history, seen.listing, policy)
            questions = plan(history, seen.listing, now(), policy)
            texts, pages = counted(len(questions.details), "text"), counted(len(questions.vanished), "page")
            requests = f"{texts}, {pages} of vanished postings"
            lines.append(Line(ok=True, subject="would request", detail=requests))
            first = {entry.external_id for entry in seen.listing.entries[:_SHOWN]}
            few = replace(
                questions, details={name: request for name, request in questions.details.items() if name in first}
            )
            answers = await ask(source, history, seen, fetch, now(), policy, reader, few)
            lines += _first_postings(seen.listing.entries[:_SHOWN], answers)
            verdict = reconcile(history, seen.listing, answers, now(), policy)
            lines.append(_stored(verdict, seen, read_texts=len(few.details), due=len(questions.details)))
    return lines


@contextmanager
def _book(project: Project) -> Iterator[Database]:
    """Open the project's database, or a temporary empty one if there is none yet."""
    if project.database.exists():
        with project.open_database() as database:
            yield database
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "tracker.db")
        try:
            yield database
        finally:
            database.close()


def _request(request: Request, page: Page, seconds: float) -> Line:
    how = "open in the browser" if request.expand else "render" if request.render else request.method
    body = f" {request.body.decode('utf-8', 'replace')[:200]}" if request.body else ""
    if page.failure:
        return Line(ok=False, subject=f"{how} {request.url}{body}", detail=page.failure)
    kind = page.header("content-type").split(";")[0] or "no stated kind"
    moved = f", from {page.url}" if page.url != request.url else ""
    parts = f", {counted(len(page.parts), 'reply', 'replies')} that it loaded itself" if page.parts else ""
    ended = f", {page.ended}" if page.ended else ""
    reply = f"{page.status}, {kind}, {len(page.body):,} bytes in {seconds:.1f} s{moved}{parts}{ended}"
    return Line(ok=True, subject=f"{how} {request.url}{body}", detail=reply)


def _evidence(history: History, listing: Listing, policy: Policy) -> Iterator[Line]:
    """Yield the evidence for the verdict on the list."""
    outcome, reason = judge(history, listing, policy)
    count = counted(len(listing.entries), "posting")
    why = f": {reason}" if reason else ""
    yield Line(ok=outcome in _GOOD, subject="list", detail=f"{count}; {outcome}{why}")
    yield Line(ok=bool(listing.end), subject="end of the list", detail=listing.end or "not proved")
    if listing.stated_total is not None:
        yield Line(
            ok=True,
            subject="stated total",
            detail=f"{listing.stated_total}, and {max(len(listing.entries), listing.rows)} rows came",
        )
    if listing.cap:
        yield Line(ok=True, subject="limit of the board", detail=listing.cap)
    for problem in listing.problems:
        yield Line(ok=False, subject="problem", detail=problem)
    known = sum(posting.status == "open" for posting in history.postings.values())
    yield Line(ok=True, subject="known before", detail=f"{counted(known, 'posting')} open")
    for mask in sorted(patterns(history.masks)):
        yield Line(
            ok=True, subject="masked line", detail=f"{mask.replace(HOLE, '␣')!r}: ␣ marks what changes by itself"
        )
    for what, times in history.holds.items():
        if what in {LOST_ROWS, RENEWED, EMPTY_SINCE}:
            continue
        yield Line(ok=False, subject="held back", detail=f"{what}, for {times} checks in a row")


def _first_postings(entries: Sequence[Entry], answers: Answers) -> Iterator[Line]:
    for entry in entries:
        try:
            own_page = answers.details.get(entry.external_id)
            later = own_page is None and entry.detail is not None
            yield from _posting(entry, Reading.of(entry, own_page).wording, later=later)
        except Unread as error:
            yield Line(ok=False, subject=f"posting {entry.external_id}", detail=str(error))


def _posting(entry: Entry, wording: Wording, *, later: bool) -> Iterator[Line]:
    """Show a posting. `later`: its own page is known, and not due to be read again."""
    amounts = f"{wording.pay_min}-{wording.pay_max} {wording.pay_currency}"
    stated = [
        wording.location or "no place",
        wording.department,
        wording.employment_type,
        wording.workplace,
        f"pay {wording.pay_stated or amounts}" if wording.pay_max or wording.pay_min or wording.pay_stated else None,
        f"posted {wording.posted_at}" if wording.posted_at else None,
        f"closes {wording.closes_at}" if wording.closes_at else None,
    ]
    text = wording.text
    length = "text of its own page not due to be read" if later and not text else f"{len(text)} characters"
    fields = " · ".join([wording.title, *(field for field in stated if field), length, entry.url])
    yield Line(ok=bool(wording.title), subject=f"posting {entry.external_id}", detail=fields)
    if text:
        yield Line(ok=True, subject="its text begins", detail=repr(text[:_EXCERPT]))


def _stored(verdict: Verdict, seen: Reads, *, read_texts: int, due: int) -> Line:
    kinds = Counter("already there" if change.baseline else change.kind for change in verdict.changes)
    changes = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "no change"
    texts = f", with the texts of {read_texts} of {due} read here" if read_texts < due else ""
    size = sum(len(page.body) for page in seen.pages)
    replies = counted(len(seen.pages), "reply", "replies")
    why = f"; {verdict.reason}" if verdict.reason else ""
    stored = f"{verdict.outcome}, {changes}{texts}; {replies} of {size:,} bytes{why}"
    return Line(ok=verdict.outcome in _GOOD, subject="would store", detail=stored)
