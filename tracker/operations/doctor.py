"""Find what is wrong with a project: configuration, browser, disk, archive, database."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tracker.alerts import addresses
from tracker.archive import atomic_files
from tracker.model.amounts import counted, sized
from tracker.model.errors import ConfigError, Damaged, TrackerError, Unavailable
from tracker.operations import summaries
from tracker.operations.project import Project, now
from tracker.operations.rehearse import Line
from tracker.operations.verify import is_being_folded, missing_files
from tracker.store import integrity, read, remedies
from tracker.store.schema import connect

CLOCK = "until then, new checks are dated after them; check the clock of this machine"


def examine(project: Project) -> list[Line]:
    """Check everything that the tracker needs in this project."""
    lines = [
        Line(
            ok=True,
            subject="tracker.toml",
            detail=f"{counted(len(project.settings.sources), 'source')}, {counted(len(project.settings.alerts), 'alert')}",
        )
    ]
    if not project.settings.contact:
        lines.append(
            Line(ok=False, subject="contact", detail='not stated; add contact = "you@example.org" to tracker.toml')
        )
    try:
        addresses.check(project.settings)
        if project.settings.alerts:
            lines.append(Line(ok=True, subject="secrets", detail="every alert has its own"))
    except ConfigError as error:
        lines += [Line(ok=False, subject="secrets", detail=problem) for problem in error.problems]
    if project.settings.alerts and not project.settings.site.base_url:
        advice = 'has no base_url, so alerts link to the live page only; add base_url = "https://…" to [site]'
        lines.append(Line(ok=True, subject="site", detail=advice))
    lines.append(_browser(project))
    if project.settings.summaries.model:
        lines.append(summaries.examine(project.settings.summaries))
    free = shutil.disk_usage(project.root).free
    lines.append(Line(ok=free > 1 << 30, subject="disk", detail=f"{free / (1 << 30):.1f} GB free"))
    lines.append(_writing(project))
    lines.append(_archive(project))
    if project.database.exists():
        lines += _database(project)
    return lines


def _writing(project: Project) -> Line:
    """Check whether this user can write what a run writes. tracker.toml is not part of that: a run only reads it."""
    files = [project.root, *sorted(project.root.glob("tracker.db*")), project.root / "tracker.lock", project.snapshots]
    for folder, _, names in os.walk(project.snapshots):  # a folder that can't be read is reported by `_archive`
        files += [Path(folder), *(Path(folder, name) for name in names)]
    existing = [file for file in dict.fromkeys(files) if os.path.exists(file)]  # noqa: PTH110 (Path.exists raises)
    refused = [error for file in existing if (error := atomic_files.refusal(file))]
    if not refused:
        return Line(ok=True, subject="write access", detail="this user can write all files of the project")
    others = f" ({len(refused) - 1:,} more can't be written)" if len(refused) > 1 else ""
    problem = remedies.of_machine(refused[0], project.root) or refused[0]
    return Line(ok=False, subject="write access", detail=f"{problem}{others}")


def _archive(project: Project) -> Line:
    try:
        archive = project.finished()
        names = archive.files()
        size = sum(archive.size(file) for file in names)
    except (Damaged, Unavailable, OSError) as error:
        known = remedies.of_machine(error, project.snapshots) if isinstance(error, OSError) else error
        if known is None:
            raise
        return Line(ok=False, subject="archive", detail=str(known), damaged=True)
    return Line(ok=True, subject="archive", detail=f"{counted(len(names), 'file')}, {sized(size)}")


def _database(project: Project) -> list[Line]:
    """Check whether the database is undamaged, and report what the user should know."""
    path = project.database
    try:
        with closing(connect(path)) as connection:
            complaints = integrity.complaints(connection)
            if complaints:
                problem = str(remedies.damaged(path, "; ".join(complaints)))
                return [Line(ok=False, subject="database", detail=problem, damaged=True)]
            intact = Line(ok=True, subject="database", detail="whole")
            return [intact, *_lost(project, connection), *_stored(connection)]
    except (Damaged, Unavailable) as error:
        return [Line(ok=False, subject="database", detail=str(error), damaged=True)]


def _lost(project: Project, connection: sqlite3.Connection) -> list[Line]:
    """Compare the archive's files with the database: missing, cut, or not folded yet."""
    try:
        archive = project.finished()
        missing = missing_files(project, connection)
        known = connection.execute("SELECT file, committed FROM archives ORDER BY file").fetchall()
        lengths = {file: archive.length(file) for file, _ in known}  # later: a run may append to them
    except (Damaged, Unavailable) as error:
        return [Line(ok=False, subject="archive", detail=str(error), damaged=True)]
    except OSError as error:
        if remedies.of_machine(error, project.snapshots) is None:
            raise
        return []  # `_archive` reports it
    lines = [
        Line(ok=False, subject=file, detail=str(remedies.missing(project.snapshots / file)), damaged=True)
        for file in missing
    ]
    for file, committed in known:
        length = lengths[file]
        if file not in missing and length < committed:
            problem = str(remedies.shortened(project.snapshots / file, length, committed))
            lines.append(Line(ok=False, subject=file, detail=problem, damaged=True))
        elif length > committed and not is_being_folded(project, file, length):
            problem = f"{length - committed} bytes are not folded yet; `tracker run` folds them"
            lines.append(Line(ok=False, subject=file, detail=problem))
    return lines


def _stored(connection: sqlite3.Connection) -> Iterator[Line]:
    for source, at in read.sources_ahead(connection, now()).items():
        yield Line(
            ok=False, subject=f"clock, {source}", detail=f"has checks dated up to {at}, which is in the future; {CLOCK}"
        )
    for check in read.unreadable(connection):
        yield Line(
            ok=False, subject=f"check {check.check}", detail=f"is archived, but could not be read: {check.reason}"
        )
    for source, count in read.textless(connection).items():
        texts = (
            f"{count} open {'posting has' if count == 1 else 'postings have'} no text, in the list or on their own page"
        )
        yield Line(ok=True, subject=f"texts, {source}", detail=texts)


def _browser(project: Project) -> Line:
    from tracker.fetch import browser

    try:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            own = playwright.chromium.executable_path
        return Line(ok=True, subject="browser", detail=browser.find(project.settings.browser_path, own))
    except TrackerError as error:
        return Line(ok=False, subject="browser", detail=str(error))
