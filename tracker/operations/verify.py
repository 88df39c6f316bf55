"""Compare every byte of the archive with its hash, and the database with the archive."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field

from tracker.archive import ArchiveReader, Committed, records
from tracker.archive.closing_notes import rows_of
from tracker.archive.reading import ANSWERS, Look, digest_of
from tracker.archive.redacting import HEADER
from tracker.model.errors import Damaged, Unavailable, Unusable
from tracker.operations.project import Project
from tracker.store import integrity, remedies
from tracker.store.schema import connect


@dataclass
class Verified:
    """What was verified, and the problems."""

    files: int = 0
    checks: int = 0
    records: int = 0
    redacted: int = 0
    problems: list[str] = field(default_factory=list)


def verify(project: Project) -> Verified:
    """Read every record, compare every body with its hash, and compare the database with the archive.

    A run may append to the archive meanwhile. So the database is read as it was before the archive was.
    """
    with _as_of_now(project) as connection:
        return _verified(project, connection)


@contextmanager
def _as_of_now(project: Project) -> Iterator[sqlite3.Connection | None]:
    """Open the database and keep its present state. Yield None if it is missing or can't be read."""
    with ExitStack() as stack:
        connection = None
        if project.database.exists():
            with suppress(Damaged, Unavailable, sqlite3.Error):  # `_database_problems` reports it
                connection = stack.enter_context(closing(connect(project.database)))
                connection.execute("BEGIN")
                connection.execute("SELECT count(*) FROM archives").fetchone()  # begins the transaction
        yield connection


def _verified(project: Project, connection: sqlite3.Connection | None) -> Verified:
    result = Verified()
    archive = project.finished()
    digests: dict[tuple[str, int], str] = {}
    tails: dict[str, str] = {}
    replies = _Replies(digests)
    known, closings = _committed(connection), _closings(connection)
    for file in archive.files():
        result.files += 1
        length, least = archive.length(file), known.get(file, 0)
        if length < least:
            result.problems.append(str(remedies.shortened(project.snapshots / file, length, least)))
        looking = _Verification(file, result, digests)
        try:
            for committed in _scanned(archive, file, least, looking.at, growing=project.is_locked()):
                result.checks += 1
                result.records += len(committed.addresses)
                if committed.closing <= closings.get(file, committed.closing):
                    tails[file] = committed.tail
                replies.add(committed)
                rows_of(committed.note, len(committed.addresses))
        except (Damaged, Unusable) as error:
            result.problems.append(f"{file}: {error}" if isinstance(error, Unusable) else str(error))
    result.problems += _database_problems(project, connection, digests, tails, replies)
    return result


class _Replies:
    """The bodies of each check, as the archive has them."""

    def __init__(self, digests: Mapping[tuple[str, int], str]) -> None:
        self._digests = digests
        self._addresses: dict[str, tuple[str, tuple[int, ...]]] = {}

    def add(self, committed: Committed) -> None:
        """Note where the records of a check are."""
        self._addresses.setdefault(str(committed.note["check"]), (committed.file, committed.addresses))

    def have(self, check: str, sha256: str) -> bool:
        """Return whether a check has a body.

        True for a check that is not in the archive, which is reported elsewhere.
        """
        file, addresses = self._addresses.get(check, ("", ()))
        return not file or any(self._digests.get((file, address)) == sha256 for address in addresses)


class _Verification:
    """Verifies the records of a file: each body is the one that was written, and bodies that are referred to exist."""

    def __init__(self, file: str, result: Verified, digests: dict[tuple[str, int], str]) -> None:
        self._file, self._result, self._digests = file, result, digests
        self._bodies: set[str] = set()

    def at(self, address: int, plain: bytes) -> None:
        """Verify a record."""
        if records.kind_of(plain) not in ANSWERS:
            return
        self._result.redacted += HEADER in plain[: plain.find(b"\r\n\r\n")]
        record = records.parse(plain, f"{self._file} at {address}")
        stated = digest_of(record)
        self._digests[self._file, address] = stated
        if records.is_let_go(record):
            self._bodies.add(stated)
        elif record.kind != "revisit":
            self._bodies.add(stated)
            if hashlib.sha256(record.body).hexdigest() != stated:
                self._result.problems.append(
                    f"{self._file} at {address}: the body differs from the one that was written"
                )
        elif stated not in self._bodies:
            self._result.problems.append(f"{self._file} at {address}: the body that it refers to is not in the file")


def _scanned(archive: ArchiveReader, file: str, committed: int, look: Look, *, growing: bool) -> Iterable[Committed]:
    """Scan a file strictly, unless a check may be appended to it now.

    If it is shorter than what was committed, which is reported elsewhere, scan what is there.
    """
    length = archive.length(file)
    if length >= committed:
        return archive.scan(file, strict=not growing, committed=committed, look=look)
    return archive.scan(file, look=look) if length else ()


def committed_lengths(project: Project) -> dict[str, int]:
    """Return how many bytes of each file are committed according to the database; empty if it can't be read."""
    if not project.database.exists():
        return {}
    try:
        with closing(connect(project.database)) as connection:
            return _committed(connection)
    except (Damaged, sqlite3.Error):
        return {}  # `_database_problems` reports it


def _committed(connection: sqlite3.Connection | None) -> dict[str, int]:
    query = "SELECT file, committed FROM archives WHERE typeof(committed) = 'integer'"
    return _integers(connection, query)


def _closings(connection: sqlite3.Connection | None) -> dict[str, int]:
    """Return the address of the last closing record of each file that the database knows."""
    query = "SELECT file, closing FROM archives WHERE typeof(closing) = 'integer'"
    return _integers(connection, query)


def _integers(connection: sqlite3.Connection | None, query: str) -> dict[str, int]:
    if connection is None:
        return {}
    try:
        return dict(connection.execute(query))
    except sqlite3.Error:
        return {}  # `_database_problems` reports it


def _database_problems(
    project: Project,
    opened: sqlite3.Connection | None,
    digests: dict[tuple[str, int], str],
    tails: dict[str, str],
    replies: _Replies,
) -> list[str]:
    """Return the problems found by checking the database itself, and by comparing it with the archive."""
    path = project.database
    if not path.exists():
        return []
    try:
        with nullcontext(opened) if opened else closing(connect(path)) as connection:
            problems = [f"{path}: {complaint}" for complaint in integrity.complaints(connection)]
            return problems or [
                *_disagreements(project, connection, digests, tails),
                *_false_evidence(connection, replies),
            ]
    except Damaged as error:
        return [str(error)]
    except sqlite3.Error as error:
        known = remedies.of_database(error, path)
        if isinstance(known, Unavailable):
            raise known from error
        return [str(remedies.damaged(path, str(error)))]


def _disagreements(
    project: Project, connection: sqlite3.Connection, digests: dict[tuple[str, int], str], tails: dict[str, str]
) -> Iterator[str]:
    archive = project.finished()
    missing = set(missing_files(project, connection))
    for file in sorted(missing):
        yield str(remedies.missing(project.snapshots / file))
    short = {
        file for file, length in _committed(connection).items() if file not in missing and archive.length(file) < length
    }
    for name, file, offset, sha256 in connection.execute("SELECT id, warc_file, warc_offset, sha256 FROM snapshots"):
        if file in short and (file, offset) not in digests:
            continue  # it was in the bytes that are lost
        if file not in missing and digests.get((file, offset)) != sha256:
            yield f"snapshot {name}: {file} at {offset} does not have the body that the database names"
    for file, committed, closing_at, tail in connection.execute("SELECT file, committed, closing, tail FROM archives"):
        if file in missing or file in short:
            continue
        if archive.length(file) > committed and not is_being_folded(project, file, archive.length(file)):
            yield f"{file} has {archive.length(file)} bytes, and {committed} are in the database; `tracker run` folds the rest"
        elif tails.get(file, tail) != tail:
            yield f"{file} at {closing_at}: the last record differs from the one that was written"


def is_being_folded(project: Project, file: str, length: int) -> bool:
    """Return whether a run folds what is behind the end that the database knew, or has folded it by now."""
    return project.is_locked() or committed_lengths(project).get(file, 0) >= length


def _false_evidence(connection: sqlite3.Connection, replies: _Replies) -> Iterator[str]:
    """Yield the versions whose snapshot is older than the check that made them, and is not a reply of that check.

    A later snapshot is one that brought a text which was missing at first. So may be an older body that a later check
    brought again.
    """
    rows = connection.execute(
        "SELECT c.to_version, c.source, c.known_at, n.id, n.sha256, c.check_id FROM changes AS c "
        "JOIN wordings AS w ON w.id = c.to_version JOIN snapshots AS n ON n.id = w.snapshot_id "
        "WHERE c.kind IN ('opened', 'edited', 'reopened') AND w.seen_at = c.at AND n.fetched_at < c.known_at"
    ).fetchall()
    for version, source, at, snapshot, sha256, check in rows:
        if replies.have(check, sha256):
            continue
        later = connection.execute("SELECT id FROM checks WHERE source = ? AND started_at > ?", (source, at))
        if not any(replies.have(name, sha256) for (name,) in later):
            yield f"version {version}: its snapshot {snapshot} is not a reply of {check}, which it was read from; run `tracker rebuild`"


def missing_files(project: Project, connection: sqlite3.Connection, *, given_up: bool = False) -> list[str]:
    """Return the archive files that the database knows and that are missing; as `Archive.missing`, with its errors."""
    known = [row[0] for row in connection.execute("SELECT file FROM archives")]
    return project.archive().missing(known, given_up=given_up)
