"""Make a note on a posting or a change, and remove a passage from a posting."""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import dataclass

from tracker.alerts import outbox
from tracker.archive import redacting
from tracker.check import Checker
from tracker.model import digest
from tracker.model.errors import UsageError
from tracker.model.redaction import Passage, hide, lines_of, passages_of
from tracker.operations import corrections
from tracker.operations.project import Project, now
from tracker.store import read
from tracker.store.corrections import Annotation

_MOST = 4_000  # characters of a note or a reason


@dataclass(frozen=True, slots=True)
class Redacted:
    """What a removal did: the posting, how many of its versions had the passage, and the checks that were folded again."""

    id: str
    posting: str
    versions: int
    checks: int
    replies: int = 0
    doubtful: int = 0


def annotate(project: Project, name: str, text: str, by: str) -> Annotation:
    """Add a note to a posting, or to a change by its id. Raise UsageError if there is no such posting or change."""
    text = _checked(text, "the note")
    with project.lock(wait=True) as current, current.open_database() as database:
        row = database.connection.execute("SELECT posting_id FROM changes WHERE id = ?", (name,)).fetchone()
        posting = row[0] if row else read.posting(database.connection, name)["id"]
        change, at = (name if row else None), now()
        note = Annotation(digest(posting, change or "", at, text), posting, change, at, text, by)
        line: corrections.NoteLine = {
            "kind": "annotation",
            "id": note.id,
            "at": at,
            "posting": posting,
            "change": change,
            "text": text,
            "by": by,
        }
        corrections.add(current.root, line)
        corrections.load(current.root, database)
    return note


def undo(project: Project, name: str) -> None:
    """Remove a note. Raise UsageError if there is none with this id."""
    with project.lock(wait=True) as current, current.open_database() as database:
        if name not in {annotation.id for annotation in corrections.read(current.root).annotations}:
            message = f"there is no note {name!r}; `tracker annotate --list` lists them"
            raise UsageError(message)
        corrections.add(current.root, {"kind": "undone", "id": name, "at": now()})
        corrections.load(current.root, database)


def redact(project: Project, posting_name: str, text: str, reason: str, by: str, *, archive: bool = False) -> Redacted:
    """Remove a passage from all versions of a posting, and from everything that was made of them.

    With `archive`, the archived replies of its source are rewritten without it.

    The decision is written first, so that a killed command is completed by the next run: its source is folded again.
    Raise UsageError if no version has the passage.
    """
    reason = _checked(reason, "the reason")
    try:
        passages = passages_of(text, secrets.token_hex(16))
    except ValueError as error:
        raise UsageError(str(error)) from error
    with project.lock(wait=True) as current, current.open_database() as database:
        posting = read.posting(database.connection, posting_name)
        versions = _versions(database.connection, posting["id"], passages)
        if not versions:
            message = f"no version of {posting['id']} has this text; copy it from `tracker show {posting['id']}`, one paragraph per line"
            raise UsageError(message)
        if hide(passages, reason) != reason:
            message = "the reason quotes the passage, and reasons are public; use other words"
            raise UsageError(message)
        at = now()
        line: corrections.RemovalLine = {
            "kind": "redaction",
            "id": digest(posting["id"], at, passages[0].sha256),
            "at": at,
            "posting": posting["id"],
            "source": posting["source"],
            "external_id": posting["external_id"],
            "passages": corrections.shape(passages),
            "reason": reason,
            "by": by,
            "archive": archive,
        }
        corrections.add(current.root, line)
        corrections.load(current.root, database)
        settings = current.settings
        checker = Checker(database, current.archive(), now, outbox.enqueue(settings), apart=settings.apart)
        checker.recover()
        rewritten_files = [
            redacting.rewrite(checker.archive, file, lines_of(text), passages, at)
            for name in (database.chain(posting["source"]) if archive else ())
            for file in checker.archive.files(name)
        ]
        checks = checker.refold(posting["source"])
        with database.transaction():
            database.forget_unused_blocks()
        database.index()
        database.find()
        database.watch(settings.sources, settings.topics)
        _vacuum(database.connection)
    replies, doubtful = (
        sum(rewritten.changed for rewritten in rewritten_files),
        sum(rewritten.doubtful for rewritten in rewritten_files),
    )
    return Redacted(line["id"], posting["id"], versions, checks, replies, doubtful)


def _checked(text: str, what: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > _MOST:
        message = f"{what} is empty or longer than {_MOST:,} characters"
        raise UsageError(message)
    return text


def _versions(connection: sqlite3.Connection, posting: str, passages: tuple[Passage, ...]) -> int:
    """Return how many versions of a posting have one of the passages."""
    rows = connection.execute(
        "SELECT title, location, department, employment_type, workplace, pay_stated, text FROM versions WHERE posting_id = ?",
        (posting,),
    )
    lines = ([line for value in row if value for line in value.split("\n")] for row in rows)
    return sum(any(hide(passages, line) != line for line in blocks) for blocks in lines)


def _vacuum(connection: sqlite3.Connection) -> None:
    """Rewrite the database, so that nothing deleted is left in the file."""
    connection.execute("INSERT INTO blocks_fts(blocks_fts) VALUES ('optimize')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
