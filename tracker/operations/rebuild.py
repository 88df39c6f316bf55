"""Rebuild the database from the archive."""

from __future__ import annotations

from collections.abc import Callable

from tracker.alerts import outbox
from tracker.check import Checker
from tracker.operations.project import Project, now
from tracker.operations.verify import missing_files


def rebuild(project: Project, step: Callable[[], None], *, without_missing: bool) -> tuple[int, list[str]]:
    """Make the database again from the archive, in one transaction. Return the checks folded, and the files left out.

    Raise Damaged if a file that the database knows is missing. With `without_missing`, make the history from the files
    that are there; what only the missing file had is lost, and shows as a monitoring gap.
    """
    with project.lock(wait=True) as current, current.open_database() as database:
        left = missing_files(current, database.connection, given_up=True) if without_missing else []
        with database.transaction():
            database.connection.executemany("DELETE FROM archives WHERE file = ?", [(file,) for file in left])
            settings = current.settings
            checker = Checker(database, current.archive(), now, outbox.enqueue(settings), settings.apart)
            checker.recover(fold=bool(database.archives()))  # without a database `rebuild` folds everything itself
            count = checker.rebuild(step)
            database.watch(settings.sources, settings.topics)
        return count, left
