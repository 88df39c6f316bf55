"""Is everything as it was written, and is everything here that is needed."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass, field

from tracker.alerts import channels, outbox
from tracker.check import Checker
from tracker.errors import ConfigError, Damaged, TrackerError, UsageError
from tracker.project import Project, load, now
from tracker.rehearsal import Line


@dataclass
class Verified:
    """What was looked at, and what is wrong."""

    files: int = 0
    checks: int = 0
    records: int = 0
    problems: list[str] = field(default_factory=list)


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


def untie(project: Project, one: str, other: str) -> int:
    """Write down that two postings are not one, and fold their source anew; gives the checks that were folded.

    UsageError if nothing ties the two. What a person said stands in tracker.toml, so that a rebuild keeps to it.
    """
    with project.lock(), project.book() as book:
        row = book.connection.execute(
            "SELECT source FROM ties WHERE (posting_id, other_id) IN ((?, ?), (?, ?))", (one, other, other, one)
        ).fetchone()
        if row is None:
            message = f"nothing ties {one!r} to {other!r}; `tracker ties` lists what is tied"
            raise UsageError(message)
        path = project.root / "tracker.toml"
        path.write_text(_with_apart(path.read_text(encoding="utf-8"), one, other), encoding="utf-8")
        again = load(project.root)
        checker = Checker(book, again.archive(), now, outbox.enqueue(again.settings), apart=again.settings.apart)
        checker.recover()
        count = checker.refold(row[0])
        book.index()
        return count


def _with_apart(text: str, one: str, other: str) -> str:
    """Put a pair into [apart], whose other lines stay as they are."""
    line = f'"{one} {other}" = "{now()[:10]}"'
    head = re.search(r"(?m)^\[apart\][^\n]*\n?", text)
    if head is None:
        return f"{text.rstrip()}\n\n[apart]\n{line}\n"
    before = text[: head.end()]
    return f"{before.rstrip()}\n{line}\n{text[head.end() :]}"
