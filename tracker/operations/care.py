"""Check the health of a project: verify archive and database, rebuild, and look for what is missing."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.alerts import channels, outbox
from tracker.archive import ArchiveReader, Committed, packing, records
from tracker.archive.notes import rows_of
from tracker.archive.reading import ANSWERS, Look, digest_of
from tracker.check import Checker
from tracker.model.errors import ConfigError, Damaged, TrackerError, Unavailable, Unusable, UsageError, unknown
from tracker.operations.project import Project, change, now
from tracker.operations.rehearse import Line
from tracker.store import read, remedies, sound
from tracker.store.schema import connect

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


CLOCK = "later checks are stamped after it until the clock has caught up; is the clock of this machine right?"


@dataclass
class Verified:
    """What was looked at, and what is wrong."""

    files: int = 0
    checks: int = 0
    records: int = 0
    problems: list[str] = field(default_factory=list)


def verify(project: Project) -> Verified:
    """Read every record, compare every body with its hash, and compare the database with the archive."""
    found = Verified()
    archive = project.finished()
    digests: dict[tuple[str, int], str] = {}
    tails: dict[str, str] = {}
    known = _known(project)
    for file in archive.files():
        found.files += 1
        length, least = archive.length(file), known.get(file, 0)
        if length < least:
            found.problems.append(str(remedies.shortened(project.snapshots / file, length, least)))
        looking = _Looking(file, found, digests)
        try:
            for committed in _scanned(archive, file, least, looking.at):
                found.checks += 1
                found.records += len(committed.places)
                tails[file] = committed.tail
                rows_of(committed.note, len(committed.places))
        except (Damaged, Unusable) as error:
            found.problems.append(f"{file}: {error}" if isinstance(error, Unusable) else str(error))
    found.problems += _database_problems(project, digests, tails)
    return found


class _Looking:
    """Looks at each record of a file: whether its body is what was written, and the body that it refers to is there."""

    def __init__(self, file: str, found: Verified, digests: dict[tuple[str, int], str]) -> None:
        self._file, self._found, self._digests = file, found, digests
        self._bodies: set[str] = set()

    def at(self, address: int, plain: bytes) -> None:
        """Look at a record."""
        if records.kind_of(plain) not in ANSWERS:
            return
        record = records.parse(plain, f"{self._file} at {address}")
        stated = digest_of(record)
        self._digests[self._file, address] = stated
        if record.kind != "revisit":
            self._bodies.add(stated)
            if hashlib.sha256(record.body).hexdigest() != stated:
                self._found.problems.append(f"{self._file} at {address}: the body is not the one that was written")
        elif stated not in self._bodies:
            self._found.problems.append(f"{self._file} at {address}: the body that it refers to is not in the file")


def _scanned(archive: ArchiveReader, file: str, committed: int, look: Look) -> Iterable[Committed]:
    """Scan a file strictly; one that is shorter than what is committed of it, which is told already, as far as it goes."""
    length = archive.length(file)
    if length >= committed:
        return archive.scan(file, strict=True, committed=committed, look=look)
    return archive.scan(file, look=look) if length else ()


def _known(project: Project) -> dict[str, int]:
    """Return how many bytes of each file are committed, by the database; nothing if it can't be read."""
    if not project.database.exists():
        return {}
    try:
        with closing(connect(project.database)) as connection:
            return dict(connection.execute("SELECT file, committed FROM archives WHERE typeof(committed) = 'integer'"))
    except (Damaged, sqlite3.Error):
        return {}  # `_database_problems` reports it


def _database_problems(project: Project, digests: dict[tuple[str, int], str], tails: dict[str, str]) -> list[str]:
    """Return the problems found by checking the database itself, and by comparing it with the archive."""
    path = project.database
    if not path.exists():
        return []
    try:
        with closing(connect(path)) as connection:
            problems = [f"{path}: {complaint}" for complaint in sound.complaints(connection)]
            return problems or [*_disagreements(project, connection, digests, tails)]
    except Damaged as error:
        return [str(error)]
    except sqlite3.Error as error:
        told = remedies.of_database(error, path)
        if isinstance(told, Unavailable):
            raise told from error
        return [str(remedies.damaged(path, str(error)))]


def _disagreements(
    project: Project, connection: sqlite3.Connection, digests: dict[tuple[str, int], str], tails: dict[str, str]
) -> Iterator[str]:
    archive = project.finished()
    missing = set(missing_files(project, connection))
    for file in sorted(missing):
        yield str(remedies.missing(project.snapshots / file))
    short = {file for file, length in _known(project).items() if file not in missing and archive.length(file) < length}
    for name, file, offset, sha256 in connection.execute("SELECT id, warc_file, warc_offset, sha256 FROM snapshots"):
        if file in short and (file, offset) not in digests:
            continue  # it was in the bytes that are lost
        if file not in missing and digests.get((file, offset)) != sha256:
            yield f"snapshot {name}: {file} at {offset} does not have the body that the database names"
    for file, committed, closing_at, tail in connection.execute("SELECT file, committed, closing, tail FROM archives"):
        if file in missing or file in short:
            continue
        if archive.length(file) != committed:
            yield f"{file} has {archive.length(file)} bytes, and {committed} are in the database"
        elif tails.get(file, tail) != tail:
            yield f"{file} at {closing_at}: the last record differs from the one that was written"


def missing_files(project: Project, connection: sqlite3.Connection, *, given_up: bool = False) -> list[str]:
    """Return the archive files that the database knows and that are missing; as `Archive.missing`, with its errors."""
    known = [row[0] for row in connection.execute("SELECT file FROM archives")]
    return project.archive().missing(known, given_up=given_up)


def rebuild(project: Project, step: Callable[[], None], *, without_missing: bool) -> tuple[int, list[str]]:
    """Make the database again from the archive, in one transaction. Return the checks folded, and the files left out.

    Raise Damaged if a file that the database knows is missing. With `without_missing`, make the history from the files
    that are there; what only the missing file had is lost, and shows as a monitoring gap.
    """
    with project.lock(), project.book() as book:
        left = missing_files(project, book.connection, given_up=True) if without_missing else []
        with book.transaction():
            book.connection.executemany("DELETE FROM archives WHERE file = ?", [(file,) for file in left])
            settings = project.settings
            checker = Checker(book, project.archive(), now, outbox.enqueue(settings), settings.apart)
            checker.recover(fold=bool(book.archives()))  # without a database all is folded once, by `rebuild`
            count = checker.rebuild(step)
            book.watch(settings.sources, settings.topics)
        return count, left


def pack(project: Project, names: Iterable[str], step: Callable[[str], None]) -> list[packing.Packed]:
    """Pack the files of these sources, or of all; return those that became smaller."""
    with project.lock():
        archive = project.archive()
        known = sorted({file.partition("/")[0] for file in archive.files()})
        names = list(names)
        for name in names:
            if name not in known:
                raise unknown(name, known, what="source", where="snapshots/")
        done = []
        for file in [file for name in names or known for file in archive.files(name)]:
            step(file)
            over = packing.is_over(file, now())
            if archive.length(file) and (found := packing.pack(archive, file, over=over)):
                done.append(found)
        return done


def examine(project: Project) -> list[Line]:
    """Check what the tracker needs in this project."""
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
    lines.append(_archive(project))
    if project.database.exists():
        lines += _database(project)
    return lines


def _archive(project: Project) -> Line:
    archive = project.finished()
    try:
        names = archive.files()
        size = sum(archive.length(file) for file in names)
    except (Damaged, Unavailable, OSError) as error:
        told = remedies.of_machine(error, project.snapshots) if isinstance(error, OSError) else error
        if told is None:
            raise
        return Line(ok=False, what="archive", told=str(told), damaged=True)
    return Line(ok=True, what="archive", told=f"{len(names)} files, {size / 1e6:.1f} MB")


def _database(project: Project) -> list[Line]:
    """Check whether the database is whole, and report what a person should know."""
    path = project.database
    try:
        with closing(connect(path)) as connection:
            complaints = sound.complaints(connection)
            if complaints:
                told = str(remedies.damaged(path, "; ".join(complaints)))
                return [Line(ok=False, what="database", told=told, damaged=True)]
            whole = Line(ok=True, what="database", told="whole")
            return [whole, *_lost(project, connection), *_stored(connection)]
    except (Damaged, Unavailable) as error:
        return [Line(ok=False, what="database", told=str(error), damaged=True)]


def _lost(project: Project, connection: sqlite3.Connection) -> list[Line]:
    """Compare the archive's files with the database: missing, cut, or not folded yet."""
    archive = project.finished()
    try:
        gone = missing_files(project, connection)
        lengths = {row[0]: archive.length(row[0]) for row in connection.execute("SELECT file FROM archives")}
    except (Damaged, Unavailable) as error:
        return [Line(ok=False, what="archive", told=str(error), damaged=True)]
    except OSError as error:
        if remedies.of_machine(error, project.snapshots) is None:
            raise
        return []  # `_archive` reports it
    lines = [
        Line(ok=False, what=file, told=str(remedies.missing(project.snapshots / file)), damaged=True) for file in gone
    ]
    for file, committed in connection.execute("SELECT file, committed FROM archives ORDER BY file"):
        length = lengths[file]
        if file not in gone and length < committed:
            told = str(remedies.shortened(project.snapshots / file, length, committed))
            lines.append(Line(ok=False, what=file, told=told, damaged=True))
        elif length > committed:
            told = f"{length - committed} bytes are not folded yet; `tracker run` folds them"
            lines.append(Line(ok=False, what=file, told=told))
    return lines


def _stored(connection: sqlite3.Connection) -> Iterator[Line]:
    for source, at in read.ahead(connection, now()).items():
        yield Line(ok=False, what=f"clock, {source}", told=f"has checks up to {at}, which is in the future; {CLOCK}")
    for one in read.unreadable(connection):
        yield Line(ok=False, what=f"check {one.check}", told=f"is archived, and could not be read: {one.reason}")
    for source, count in read.textless(connection).items():
        told = (
            f"{count} open {'posting has' if count == 1 else 'postings have'} none, in the list or on a page of its own"
        )
        yield Line(ok=True, what=f"texts, {source}", told=told)


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
    """Record that two postings do not belong together, and fold their source again. Return the number of checks folded.

    Raise UsageError if nothing ties the two. The decision is kept in tracker.toml, so that a rebuild keeps it.
    """
    with project.lock(), project.book() as book:
        row = book.connection.execute(
            "SELECT source FROM ties WHERE (posting_id, other_id) IN ((?, ?), (?, ?))", (one, other, other, one)
        ).fetchone()
        if row is None:
            message = f"nothing ties {one!r} to {other!r}; `tracker ties` lists what is tied"
            raise UsageError(message)
        settings = change(project.root / "tracker.toml", lambda document: _put_apart(document, f"{one} {other}"))
        checker = Checker(book, project.archive(), now, outbox.enqueue(settings), apart=settings.apart)
        checker.recover()
        count = checker.refold(row[0])
        book.index()
        return count


def _put_apart(document: TOMLDocument, pair: str) -> None:
    import tomlkit

    document.setdefault("apart", tomlkit.table())[pair] = now()[:10]
