"""Record that two postings are not the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.alerts import outbox
from tracker.check import Checker
from tracker.model.errors import UsageError
from tracker.operations.project import Project, change, now

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


def untie(project: Project, posting: str, other: str) -> int:
    """Record that two postings do not belong together, and fold their source again. Return the number of checks folded.

    Raise UsageError if nothing ties the two. The decision is kept in tracker.toml, so that a rebuild keeps it.
    """
    with project.lock(wait=True) as current, current.open_database() as database:
        row = database.connection.execute(
            "SELECT source FROM ties WHERE (posting_id, other_id) IN ((?, ?), (?, ?))", (posting, other, other, posting)
        ).fetchone()
        if row is None:
            message = f"{posting!r} and {other!r} are not tied; `tracker ties` lists the ties"
            raise UsageError(message)
        settings = change(current.root / "tracker.toml", lambda document: _put_apart(document, f"{posting} {other}"))
        checker = Checker(database, current.archive(), now, outbox.enqueue(settings), apart=settings.apart)
        checker.recover()
        count = checker.refold(row[0])
        database.index()
        database.find()
        return count


def _put_apart(document: TOMLDocument, pair: str) -> None:
    import tomlkit

    document.setdefault("apart", tomlkit.table())[pair] = now()[:10]
