"""Select the files of the archive to export. No file that the database knows may be missing."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tracker.model.errors import Damaged, UsageError, unknown
from tracker.operations.project import Project
from tracker.operations.verify import committed_lengths
from tracker.store import remedies, sources
from tracker.store.schema import connect


def select(project: Project, source: str = "") -> list[str]:
    """Return the files of one source, under all names that it had, or of all sources.

    Raise UsageError, with a suggestion, if the archive has nothing of the source; Damaged if a file that the database knows is
    missing or shorter than it was, and Unavailable if none is there. If the database can't be read, return the files that exist.
    """
    archive = project.finished()
    there = archive.files()
    known = committed_lengths(project)
    if source:
        names = _names(project, source)
        there, known = _of(names, there), {file: known[file] for file in _of(names, known)}
        if not there and not known:
            slugs = sorted({file.partition("/")[0] for file in archive.files()})
            raise unknown(source, slugs, what="source", where="snapshots/")
    for file in archive.missing(known):
        raise remedies.missing(project.snapshots / file)
    for file, committed in known.items():
        if (length := archive.length(file)) < committed:
            raise remedies.shortened(project.snapshots / file, length, committed)
    return there


def _of(names: list[str], files: list[str] | dict[str, int]) -> list[str]:
    return [file for file in files if file.partition("/")[0] in names]


def _names(project: Project, source: str) -> list[str]:
    """Return the names that a source had. Raise UsageError for a former name."""
    if not project.database.exists():
        return [source]
    try:
        with closing(connect(project.database)) as connection:
            names = sources.chain(connection, source)
    except (Damaged, sqlite3.Error):
        return [source]
    watched = project.settings.sources
    if names[0] != source and source not in watched:
        message = f"source {source!r} was renamed to {names[0]!r}; use that name"
        raise UsageError(message)
    return [name for name in names if name == source or name not in watched]
