"""Delete old replies, after proving that a rebuild without them makes the same history. See docs/decisions/0037-retention.md."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tracker.archive import Archive, atomic_files, packing, pruning
from tracker.archive.pruning import PrunedFile
from tracker.check import Checker, OnFolded, folding
from tracker.check.conclusions import conclusion, to_json
from tracker.check.reads import Reads
from tracker.model import Capture, Mark, Time, iso, moment
from tracker.model.errors import Damaged, Unusable, UsageError
from tracker.model.history import Verdict
from tracker.operations import corrections
from tracker.operations.project import Project
from tracker.store.database import Database
from tracker.store.write import WrittenChange

LOG = "let-go.jsonl"  # in snapshots/: what was deleted, when, and under which policy
_WORK = ".prune"
_COMPARED = ("postings", "versions", "changes", "checks", "snapshots", "ties")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What was deleted, or would be: the replies of files whose period ended before `until`."""

    until: Time
    files: Sequence[PrunedFile]


class _Recorder(Checker):
    """Folds an archive, and keeps what the checks of some files concluded."""

    files: Collection[str] = ()
    folder: Path

    def _fold(
        self,
        capture: Capture,
        verdict: Verdict,
        seen: Reads,
        placed: Sequence[Any],
        mark: Mark,
        then: OnFolded | None,
        *,
        readable: bool,
    ) -> list[WrittenChange]:
        if mark.file in self.files:
            body = to_json(conclusion(verdict, seen, readable=readable))
            (self.folder / capture.id).write_bytes(zlib.compress(body, 1))
        return super()._fold(capture, verdict, seen, placed, mark, then, readable=readable)


def prune(
    project: Project, now: Time, *, older: float, apply: bool, step: Callable[[str], None], smaller: bool = True
) -> Pruned:
    """Delete the replies of all files whose period ended more than `older` seconds ago; a dry run without `apply`.

    With `smaller`, a file that would not become smaller stays as it is. A wording's first reply stays. Raise
    UsageError, and change nothing, if the database differs from a rebuild of the archive.
    """
    until = iso(moment(now) - timedelta(seconds=older))
    with (
        project.lock(wait=True) as current,
        _working(current.snapshots / _WORK) as work,
        current.open_database() as database,
    ):
        archive = current.archive()
        files = [file for file in archive.files() if packing.is_over(file, until)]
        if not files:
            return Pruned(until, [])
        _ready(current, database, archive)
        keep = _evidence(database.connection)
        monitored = [row[0] for row in database.connection.execute("SELECT id FROM sources WHERE watched")]
        concluded = work / "concluded"
        concluded.mkdir()
        step("a rebuild with all replies")
        with _rebuilt(current, archive, work / "with.db", files, concluded, monitored) as before:
            _require_same(
                before, database.connection, "tracker.db differs from a rebuild of the archive; run `tracker rebuild`"
            )
            new = work / "snapshots"
            copies = _copies(archive, files, new, keep, concluded, step, smaller=smaller)
            if not copies:
                return Pruned(until, [])
            step("a rebuild without them")
            differ = "a rebuild without the old replies would produce a different history; nothing was removed; please report this"
            try:
                with _rebuilt(current, Archive(new), work / "without.db", (), concluded, monitored) as after:
                    _require_same(after, before, differ)
            except (Damaged, Unusable) as error:  # of the copies: the archive is as it was
                message = f"{differ} ({error})"
                raise UsageError(message) from error
        if apply:
            _commit(current, archive, new, copies, now, older)
        return Pruned(until, copies)


def _ready(project: Project, database: Database, archive: Archive) -> None:
    """Fold the checks that a killed run left, and refuse a database that another version wrote."""
    checker = Checker(database, archive, lambda: "", None, project.settings.apart)
    checker.recover()
    old = database.connection.execute(
        "SELECT source FROM source_state WHERE extractor <> ?", (folding.EXTRACTOR,)
    ).fetchall()
    if old:
        message = f"the history of {old[0][0]} was made by another version of the tracker; run `tracker rebuild` first"
        raise UsageError(message)


def _evidence(connection: sqlite3.Connection) -> dict[str, set[int]]:
    """Return the replies that stay, by file: the first reply of each wording."""
    keep: dict[str, set[int]] = {}
    for file, offset in connection.execute(
        "SELECT warc_file, warc_offset FROM snapshots WHERE id IN (SELECT snapshot_id FROM wordings)"
    ):
        keep.setdefault(file, set()).add(offset)
    return keep


def _copies(
    archive: Archive,
    files: Iterable[str],
    new: Path,
    keep: Mapping[str, Collection[int]],
    concluded: Path,
    step: Callable[[str], None],
    *,
    smaller: bool,
) -> list[PrunedFile]:
    """Write the copies, and link all other files next to them, to get the archive as it would be after pruning."""

    def body(check: str) -> bytes | None:
        path = concluded / check
        return zlib.decompress(path.read_bytes()) if path.exists() else None

    copies = []
    for file in archive.files():
        target = new / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if file in files:
            step(file)
            copy = pruning.prune(archive, file, target, keep=keep.get(file, ()), concluded=body, smaller=smaller)
            if copy:
                copies.append(copy)
                continue
        target.symlink_to((archive.root / file).resolve())
    return copies


@contextmanager
def _rebuilt(
    project: Project, archive: Archive, path: Path, files: Collection[str], concluded: Path, monitored: Sequence[str]
) -> Iterator[sqlite3.Connection]:
    """Yield a database that was made from an archive, in which these sources are monitored."""
    database = Database(path)
    try:
        corrections.load(project.root, database)
        recorder = _Recorder(database, archive, lambda: "", None, project.settings.apart)
        recorder.files, recorder.folder = files, concluded
        recorder.rebuild()
        database.watch(monitored)  # the archive does not have this
        yield database.connection
    finally:
        database.close()


def _require_same(database: sqlite3.Connection, other: sqlite3.Connection, otherwise: str) -> None:
    """Raise UsageError if two databases have different histories."""
    for table in _COMPARED:
        rows = (connection.execute(f"SELECT * FROM {table} ORDER BY id") for connection in (database, other))  # noqa: S608
        for pair in _pairs(*rows):
            if pair[0] != pair[1]:
                message = f"{otherwise} ({table} {next(row[0] for row in pair if row)})"
                raise UsageError(message)


def _pairs(*rows: sqlite3.Cursor) -> Iterator[tuple[tuple[Any, ...] | None, ...]]:
    while any(pair := tuple(row.fetchone() for row in rows)):
        yield pair


def _commit(
    project: Project, archive: Archive, new: Path, copies: Sequence[PrunedFile], now: Time, older: float
) -> None:
    """Put the copies in place one by one. Each is valid together with files that are not replaced yet."""
    with (project.snapshots / LOG).open("a", encoding="utf-8") as log:
        for file in copies:
            log.write(json.dumps({"at": now, "older_than_days": round(older / 86400, 2), **asdict(file)}) + "\n")
            log.flush()
            os.fsync(log.fileno())
            with atomic_files.replaced(archive.root / file.file) as partial:
                shutil.copyfile(new / file.file, partial)
            archive.release(file.file)


@contextmanager
def _working(folder: Path) -> Iterator[Path]:
    """Yield an empty folder; the lock of the project is held."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
