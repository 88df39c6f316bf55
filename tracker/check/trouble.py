"""Distinguish errors of the database or the archive, which stop a run, from errors that fail one check."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from tracker.extract import border
from tracker.model.errors import Damaged, TrackerError, Unavailable
from tracker.store.database import NotUndone

# Errors of the machine, whatever file they are about.
_MACHINE = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM))


def is_trouble(error: BaseException) -> bool:
    """Return whether an error stops a run: damage, an unusable database, a file that can't be read or written.

    A transaction that can't be undone alone counts too: the caller of `Database.together` then folds its checks again.
    """
    if isinstance(error, OSError):
        return error.errno in _MACHINE or error.filename is not None
    return (
        isinstance(error, (Damaged, Unavailable, NotUndone, sqlite3.OperationalError))
        or type(error) is sqlite3.DatabaseError
    )


def is_of_one_file(error: BaseException, folder: Path) -> bool:
    """Return whether an error is about files in a folder, and not about the machine or the folder's parents."""
    if not isinstance(error, OSError) or error.errno in _MACHINE or error.filename is None:
        return False
    return Path(error.filename).is_relative_to(folder)


def error_in_words(error: BaseException) -> str:
    """Return the message of an error, with its type unless it is one of ours."""
    message = (border.line(str(error)) or "")[:_SAID]
    return message if isinstance(error, TrackerError) else f"{type(error).__name__}: {message}".rstrip(": ")


_SAID = 300  # characters of an error's message
