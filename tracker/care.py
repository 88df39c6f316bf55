"""Is everything as it was written, is everything here that is needed, and what would a check of a source do."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tracker import fetch as network
from tracker.alerts import channels
from tracker.boards.detect import board_of
from tracker.check import Checker
from tracker.errors import ConfigError, Damaged, TrackerError, Unread
from tracker.model import Answers, Entry, Page, Policy, Request, Source
from tracker.project import Project, now
from tracker.reads import ask, read_list
from tracker.reconcile import judge, plan, reconcile
from tracker.run import chosen


@dataclass
class Verified:
    """What was looked at, and what is wrong."""

    files: int = 0
    checks: int = 0
    records: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    ok: bool
    what: str
    told: str


def verify(project: Project) -> Verified:
    """Read every record, compare every body with its hash, and the database with the archive."""
    found = Verified()
    archive = project.archive()
    digests: dict[tuple[str, int], str] = {}
    tails: dict[str, str] = {}
    for file in archive.files():
        found.files += 1
        try:
            for committed in archive.scan(file, strict=True):
                found.checks += 1
                tails[file] = committed.tail
                for offset in committed.places:
                    found.records += 1
                    record = archive.read(file, offset)
                    stated = archive.digest(record)
                    if record.kind != "revisit" and hashlib.sha256(record.body).hexdigest() != stated:
                        found.problems.append(f"{file} at {offset}: the body is not the one that was written")
                    digests[file, offset] = stated
                archive.placed(committed)
        except Damaged as error:
            found.problems.append(str(error))
    if project.database.exists():
        with project.book() as book:
            found.problems += [f"{project.database}: {complaint}" for complaint in book.check()]
            rows = book.connection.execute("SELECT id, warc_file, warc_offset, sha256 FROM snapshots")
            for name, file, offset, sha256 in rows:
                if digests.get((file, offset)) != sha256:
                    found.problems.append(
                        f"snapshot {name}: {file} at {offset} has not the body that the database names"
                    )
            for file, mark in book.archives().items():
                if archive.length(file) != mark.length:
                    found.problems.append(
                        f"{file} has {archive.length(file)} bytes, and {mark.length} are in the database"
                    )
                elif tails.get(file, mark.tail) != mark.tail:
                    found.problems.append(f"{file} at {mark.closing}: the last record is not the one that was written")
    return found


def examine(project: Project) -> list[Line]:
    """Look at what the tracker needs here."""
    lines = [
        Line(
            ok=True,
            what="tracker.toml",
            told=f"{len(project.settings.sources)} sources, {len(project.settings.alerts)} alerts",
        )
    ]
    if not project.settings.contact:
        lines.append(Line(ok=False, what="contact", told='not stated; add contact = "you@example.org" to tracker.toml'))
    try:
        channels.check_secrets(project.settings)
        lines.append(Line(ok=True, what="secrets", told="every alert has its own"))
    except ConfigError as error:
        lines += [Line(ok=False, what="secrets", told=problem) for problem in error.problems]
    lines.append(_browser(project))
    free = shutil.disk_usage(project.root).free
    lines.append(Line(ok=free > 1 << 30, what="disk", told=f"{free / (1 << 30):.1f} GB free"))
    archive = project.archive()
    size = sum(archive.length(file) for file in archive.files())
    lines.append(Line(ok=True, what="archive", told=f"{len(archive.files())} files, {size / 1e6:.1f} MB"))
    if project.database.exists():
        with project.book() as book:
            complaints = book.check()
            lines.append(Line(ok=not complaints, what="database", told="; ".join(complaints) or "whole"))
            for file, mark in book.archives().items():
                if archive.length(file) > mark.length:
                    torn = archive.length(file) - mark.length
                    lines.append(
                        Line(ok=False, what=file, told=f"{torn} bytes are not folded yet; `tracker run` does it")
                    )
    return lines


def _browser(project: Project) -> Line:
    from tracker.fetch import browser

    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            own = playwright.chromium.executable_path
        return Line(ok=True, what="browser", told=browser.find(project.settings.browser_path, own))
    except TrackerError as error:
        return Line(ok=False, what="browser", told=str(error))


def rehearse(project: Project, slug: str) -> list[Line]:
    """Do what a check of a source does, and tell it step by step; nothing is kept."""
    (source,) = chosen(project, [slug])
    return asyncio.run(_rehearse(project, replace(source, board=board_of(source))))


async def _rehearse(project: Project, source: Source) -> list[Line]:
    lines = [Line(ok=True, what="source", told=f"{source.board} at {source.endpoint or source.url}")]
    async with network.Fetcher(project.settings.contact, now, project.settings.browser_path) as fetcher:
        plain = fetcher.of(source, {})

        async def fetch(request: Request) -> Page:
            page = await plain(request)
            size = f"{len(page.body):,} bytes" if not page.failure else page.failure
            how = "rendered " if request.render else ""
            lines.append(
                Line(
                    ok=not page.failure,
                    what=f"{how}{request.method} {request.url}",
                    told=f"{page.status or 'no answer'}, {size}",
                )
            )
            return page

        seen = await read_list(source, fetch, lambda page: page, None)
        if seen.listing is None:
            error = seen.error
            lines.append(Line(ok=False, what="verdict", told=f"{error.outcome if error else 'failed'}: {error}"))
            return lines
        with project.book() as book:
            checker = Checker(book, project.archive(), now)
            history = checker.book.history(source.slug)
            policy: Policy = checker.policy(source)
            outcome, reason = judge(history, seen.listing, policy)
            lines.append(
                Line(
                    ok=True,
                    what="list",
                    told=f"{len(seen.listing.entries)} postings; {outcome}; {reason or seen.listing.end}",
                )
            )
            questions = plan(history, seen.listing, now(), policy)
            lines.append(
                Line(
                    ok=True,
                    what="would ask",
                    told=f"{len(questions.details)} texts, {len(questions.vanished)} pages of vanished postings",
                )
            )
            first = {entry.external_id for entry in seen.listing.entries[:3]}
            few = replace(questions, details={name: one for name, one in questions.details.items() if name in first})
            answers = await ask(source, history, seen, fetch, now(), policy, few)
            lines += _first(seen.listing.entries[:3], answers)
            if not few.details or len(few.details) == len(questions.details):
                verdict = reconcile(history, seen.listing, answers, now(), policy)
                lines.append(
                    Line(
                        ok=True,
                        what="would store",
                        told=f"{verdict.outcome}, {len(verdict.changes)} changes; {verdict.reason}",
                    )
                )
    return lines


def _first(entries: Sequence[Entry], answers: Answers) -> Iterator[Line]:
    for entry in entries:
        try:
            posting = entry.read(answers.details.get(entry.external_id))
            told = (
                f"{posting.title} · {posting.location or 'no place'} · {len(posting.text)} characters · {posting.url}"
            )
            yield Line(ok=bool(posting.title), what=f"posting {posting.external_id}", told=told)
        except Unread as error:
            yield Line(ok=False, what=f"posting {entry.external_id}", told=str(error))
