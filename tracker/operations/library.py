"""The public API of `import tracker`: read a project, compare texts, read a listing, and the values that they return.

Every public name is in `__all__` and documented in docs/library.md. Heavy modules are imported when they are used.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tracker.boards import Board
from tracker.boards.plugins import hookimpl
from tracker.config.values import quoted
from tracker.model import KINDS, Entry, Kind, Listing, Page, Pay, Posting, Request, Source, moment
from tracker.model.errors import (
    Blocked,
    ConfigError,
    Damaged,
    Failed,
    NotFound,
    TrackerError,
    Unavailable,
    Unread,
    UsageError,
    unknown,
)
from tracker.operations import arguments
from tracker.operations.comparison import Comparison, FieldChange, compare, text_of
from tracker.operations.reading import Reading, read
from tracker.operations.records import Change, Snapshot, SourceStatus, Version, fields_of
from tracker.operations.tracked import TrackedPosting, bound

if TYPE_CHECKING:
    from tracker.store.postings import Recorded, Status
    from tracker.store.read import Version as Stored
    from tracker.store.row_types import ChangeRow, SnapshotRow

__all__ = [
    "Blocked",
    "Board",
    "Change",
    "Comparison",
    "ConfigError",
    "Damaged",
    "Entry",
    "Failed",
    "FieldChange",
    "Listing",
    "NotFound",
    "Page",
    "Pay",
    "Posting",
    "Project",
    "Reading",
    "Request",
    "Snapshot",
    "Source",
    "SourceStatus",
    "TrackedPosting",
    "TrackerError",
    "Unavailable",
    "Unread",
    "UsageError",
    "Version",
    "compare",
    "hookimpl",
    "open",
    "read",
    "text_of",
]
_MOST = (1 << 63) - 1  # the largest number that SQLite takes
_SQLITE = b"SQLite format 3\0"  # how a database begins (https://sqlite.org/fileformat2.html)
_BATCH = 500  # postings read at once: about 3 MB with their texts


class Project:
    """The history of a project directory, read-only. `tracker.open` returns one; use it in a `with` block, or call `close`.

    Nothing is written. A run that writes at the same time is neither disturbed nor waited for: each method reads one
    consistent state, that of the last complete check. Use a project only in the thread that opened it.

    Times may be text (ISO 8601), dates or datetimes, or relative to now (`7d`, `yesterday`). Without a time zone they
    are UTC.
    """

    def __init__(self, database: Path, connection: sqlite3.Connection) -> None:
        self.database = database
        self._connection: sqlite3.Connection | None = connection

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<tracker.Project {str(self.database)!r}{'' if self._connection else ', closed'}>"

    def close(self) -> None:
        """Close the project. It is safe to call this twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def postings(
        self, source: str | None = None, at: str | date | None = None, *, status: Status | None = None
    ) -> Iterator[TrackedPosting]:
        """Return an iterator over all postings, open and closed, with their texts, in order of their ids.

        `source`: only those of one source. `at`: as they were at a time; a date alone means its end. `status`: only
        `open` or only `closed` ones. They are read a few hundred at a time. Raise NotFound for an unknown source.
        """
        time = self._time(at, late=True)
        if status not in (None, "open", "closed"):
            message = f"status {quoted(status)} should be 'open' or 'closed'"
            raise UsageError(message)
        with self._reading() as connection:
            self._check_source(connection, source, "project.postings")
        return self._postings(source or "", time, status)

    def _postings(self, source: str, at: str, status: Status | None) -> Iterator[TrackedPosting]:
        from tracker.store import postings

        after = ""
        while True:
            with self._reading() as connection:
                batch = postings.read_postings(
                    connection, source=source, at=at, status=status or "", after=after, limit=_BATCH
                )
            yield from (self._tracked(recorded) for recorded in batch)
            if len(batch) < _BATCH:
                return
            after = batch[-1].id

    def posting(self, name: str, at: str | date | None = None) -> TrackedPosting:
        """Return one posting as it is now, or was at a time, by its id, its address, or a unique external id.

        Raise NotFound if there is none (the message suggests what was probably meant), or if it was not known yet at
        that time.
        """
        from tracker.store import postings, read

        time = self._time(at, late=True)
        name = _name(name, "project.posting")
        with self._reading() as connection:
            row = read.posting(connection, name)
            rows = postings.read_postings(connection, posting=row["id"], at=time)
        if not rows:
            message = f"{row['id']} was not known yet at {time}; it was first seen at {row['first_seen']}"
            raise NotFound(message)
        return self._tracked(rows[0])

    def changes(
        self,
        since: str | date | None = None,
        source: str | None = None,
        *,
        until: str | date | None = None,
        kind: Kind | None = None,
        baseline: bool = False,
        limit: int | None = None,
    ) -> list[Change]:
        """Return the changes, the newest first, by when they became known (`known_at`).

        `since`: from this time on; a date alone means its beginning. `until`: up to this time; a date alone means its
        end. `baseline`: also the postings that were already there when monitoring began. `limit`: at most this many.
        Raise NotFound for an unknown source.
        """
        from tracker.store import read

        if kind is not None and kind not in KINDS:
            message = f"kind {quoted(kind)} should be one of {', '.join(KINDS)}"
            raise UsageError(message)
        if limit is not None and not arguments.is_whole(limit):
            arguments.refuse("project.changes", "limit", "a whole number", limit, "leave it out for all changes")
        if limit is not None and limit < 0:
            message = f"project.changes: limit {limit} is negative; leave it out for all changes"
            raise UsageError(message)
        with self._reading() as connection:
            self._check_source(connection, source, "project.changes")
            rows = read.changes(
                connection,
                source=source or "",
                kind=kind or "",
                since=self._time(since, late=False),
                until=self._time(until, late=True),
                baseline=baseline,
                limit=-1 if limit is None else min(limit, _MOST),
            )
        return [_change(row) for row in rows]

    def sources(self) -> list[SourceStatus]:
        """Return the state of every source, by its last check."""
        from tracker.store import read

        with self._reading() as connection:
            rows = read.health(connection)
        return [
            SourceStatus(
                source=row["source"],
                employer=row["name"],
                board=row["board"],
                watched=bool(row["watched"]),
                outcome=row["outcome"],
                reason=row["reason"] or "",
                seen=row["seen"] or 0,
                stated_total=row["stated_total"],
                open=row["open"],
                last_check=row["last_check"],
                last_good=row["last_good"],
            )
            for row in rows
        ]

    def versions_of(self, posting: str) -> tuple[Version, ...]:
        """Return all versions of a posting, the oldest first."""
        from tracker.store import read

        posting = _name(posting, "project.versions_of")
        with self._reading() as connection:
            return tuple(
                _version(version, read.snapshot(connection, version.snapshot_id))
                for version in read.versions(connection, posting)
            )

    def changes_of(self, posting: str) -> tuple[Change, ...]:
        """Return all changes of a posting, the oldest first."""
        from tracker.store import read

        posting = _name(posting, "project.changes_of")
        with self._reading() as connection:
            rows = read.changes(connection, posting=posting, baseline=True, limit=-1)
        return tuple(_change(row) for row in reversed(rows))

    def _tracked(self, recorded: Recorded) -> TrackedPosting:
        tracked = TrackedPosting(
            external_id=recorded.external_id,
            url=recorded.url or "",
            requisition_id=recorded.requisition_id,
            open=recorded.status == "open",
            id=recorded.id,
            source=recorded.source,
            employer=recorded.employer,
            status=recorded.status,
            version=recorded.number,
            first_seen=recorded.first_seen,
            last_seen=recorded.last_seen,
            closed_at=recorded.closed_at,
            repost_of=recorded.repost_of,
            **fields_of(recorded.wording),
        )
        return bound(tracked, self)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Read one state of the database. Turn SQLite's errors into ours."""
        if self._connection is None:
            message = f"the project {self.database} is closed"
            raise UsageError(message)
        try:
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise _explained(error, self.database) from error

    def _time(self, value: str | date | None, *, late: bool) -> str:
        from tracker.operations import times
        from tracker.operations.project import now

        return "" if value is None else times.point(value, moment(now()), late=late)

    def _check_source(self, connection: sqlite3.Connection, name: str | None, where: str) -> None:
        from tracker.store import asof

        if name is None:
            return
        name = arguments.source_name(name, where)
        known = [row[0] for row in connection.execute("SELECT source FROM source_state ORDER BY source")]
        if name not in known:
            now_called = asof.current_name(connection, name)
            if now_called:
                message = f"source {name!r} was renamed to {now_called!r}; use that name"
                raise NotFound(message)
            raise unknown(name, known, what="source", where=str(self.database))


def _name(value: str, where: str) -> str:
    advice = "project.postings() has the ids"
    return arguments.text(value, where, "name", "the id or the address of a posting", advice)


def _explained(error: sqlite3.Error, database: Path) -> Exception:
    """Return our error for one of SQLite's; the error itself if only a bug can cause it."""
    from tracker.store import remedies

    if isinstance(error, sqlite3.ProgrammingError) and "thread" in str(error):
        return UsageError("a project belongs to the thread that opened it; open another one in this thread")
    return remedies.of_database(error, database) or error


def _change(row: ChangeRow) -> Change:
    return Change(
        id=row["id"],
        posting_id=row["posting_id"],
        source=row["source"],
        employer=row["employer"],
        kind=row["kind"],
        at=row["at"],
        since=row["since"] or None,
        known_at=row["known_at"],
        title=row["title"],
        location=row["location"],
        significance=row["significance"],
        summary=row["summary"] or "",
        reason=row["reason"] or "",
        from_number=row["from_number"],
        to_number=row["to_number"],
        baseline=bool(row["baseline"]),
        how=row["how"] or None,
        group_id=row["group_id"],
        check_id=row["check_id"],
    )


def _version(version: Stored, snapshot: SnapshotRow | None) -> Version:
    return Version(
        posting_id=version.posting_id,
        number=version.number,
        seen_at=version.seen_at,
        text_sha256=version.text_sha256,
        snapshot=_snapshot(snapshot) if snapshot else None,
        **fields_of(version.wording),
    )


def _snapshot(row: SnapshotRow) -> Snapshot:
    return Snapshot(
        id=row["id"],
        url=row["url"],
        fetched_at=row["fetched_at"],
        status=row["status"],
        sha256=row["sha256"],
        warc_file=row["warc_file"],
        warc_offset=row["warc_offset"],
    )


def open(directory: str | os.PathLike[str] = ".") -> Project:  # noqa: A001 (as gzip.open, tarfile.open: users write tracker.open)
    """Open a project directory, or a copy of its `tracker.db`, to read its history.

    Raise NotFound if there is no project or it was never run, Damaged if its database is not what the tracker wrote,
    Unavailable if the machine refuses to read it, and UsageError (which is a TypeError here) if it is not a path.
    """
    from tracker.store.schema import connect

    root = arguments.path(directory, "tracker.open", "directory")
    try:
        database = root if root.is_file() else root / "tracker.db"
        if not database.exists():
            raise NotFound(_missing(root))
        if database == root and not _is_sqlite(database):
            message = f"{root} is damaged, or no database; pass a project's directory, or a copy that `tracker export db` made"
            raise Damaged(message)
    except OSError as error:
        message = (
            f"tracker.open: {quoted(str(root))} can't be read: {error.strerror}; check the path and its permissions"
        )
        raise Unavailable(message) from error
    return Project(database, connect(database))


def _is_sqlite(file: Path) -> bool:
    with file.open("rb") as reading:
        return reading.read(len(_SQLITE)) == _SQLITE


def _missing(root: Path) -> str:
    if not root.exists():
        return f"there is no directory {root}"
    if not (root / "tracker.toml").exists():
        return f"{root} is not a project: it has no tracker.toml and no tracker.db; `tracker init` creates one"
    return f"{root} has no tracker.db yet; `tracker run` creates it, and `tracker rebuild` restores it from snapshots/"
