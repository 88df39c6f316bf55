"""Translate errors of the system and of SQLite into ours: what is wrong, where, and what to do next.

No other module interprets an `errno` or a result code of SQLite. "Move it away and run `tracker rebuild`" is
advised only for a database whose content is damaged.
Sources: errno(3), and sqlite.org/rescode.html.
"""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from pathlib import Path

from tracker.archive import atomic_files
from tracker.model.errors import Damaged, TrackerError, Unavailable

_LITTLE = 1 << 20  # bytes free on a disk that is as good as full: SQLite's files grow by a few pages at a time
_HANDLES = 4  # files that SQLite opens for a database: the database, its log, the log's index, and one spare
_MOST_CAUSES = 10  # causes of an error that are followed, so that a circular chain ends
_BESIDE = ("-wal", "-shm", "-journal")

_FREE_SPACE = "free some space and run again; nothing that was recorded is lost"
_OWNER = "run as the user who owns it, or change its permissions"
# errno → what is wrong, and what to do. For those in _ANYWHERE the file need not be known.
_MACHINE: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("the disk is full", _FREE_SPACE),
    errno.EDQUOT: ("the disk quota is used up", _FREE_SPACE),
    errno.EFBIG: ("the file has reached its size limit", "raise the limit (ulimit -f) and run again; nothing is lost"),
    errno.EROFS: (
        "the file system is read-only",
        "mount it so that it can be written, or choose another directory with -C; commands that only read work here",
    ),
    errno.EACCES: ("this user has no permission", _OWNER),
    errno.EPERM: ("this is not permitted", f"{_OWNER}; lsattr shows whether it is immutable"),
    errno.EMFILE: ("this process may not open any more files", "raise the limit and run again: ulimit -n 1024"),
    errno.ENFILE: ("this machine may not open any more files", "close other programs, or raise fs.file-max"),
    errno.EIO: (
        "the disk reports an error",
        "see the system's log (dmesg), and copy the project to another disk",
    ),
    errno.ENOMEM: ("there is not enough memory", "close other programs and run again; nothing is lost"),
    errno.ENOLCK: ("this file system can't lock files", "put the project on a local disk"),
    errno.EOPNOTSUPP: ("this file system can't do that", "put the project on a local disk"),
    errno.ESTALE: ("the network file system has lost it", "mount it again, then run again"),
    errno.ENOENT: ("it does not exist", "restore it from a backup, or choose another path"),
    errno.EEXIST: ("something else has this name", "move it away, or choose another path"),
    errno.ENOTDIR: ("a part of this path is not a directory", "move that away, or choose another path"),
    errno.EISDIR: ("it is a directory", "move it away, or choose another path"),
    errno.ELOOP: ("it is a symbolic link where none is allowed, or one that leads in a circle", "remove the link"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.EBUSY: ("it is in use, or a mount point", "mount the directory instead of the file"),
}
_ANYWHERE = frozenset(
    (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.EIO, errno.ENOMEM)
)


def of_error(error: BaseException, root: Path) -> TrackerError | None:
    """Return our error for a foreign one; None if it is not in the table.

    If rolling back or closing fails too, the first failure is the cause. So the chain of errors is followed as long as they
    come from SQLite or the machine, or were raised `from` another. `root` is the project's directory.
    """
    cause: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if cause is None:
            return None
        remedy = _remedy_of(cause, root)
        if remedy is not None:
            return remedy
        cause = cause.__cause__ or (cause.__context__ if isinstance(cause, (sqlite3.Error, OSError)) else None)
    return None


def _remedy_of(error: BaseException, root: Path) -> TrackerError | None:
    if isinstance(error, sqlite3.Error):
        return of_database(error, root / "tracker.db")
    if isinstance(error, OSError):
        return of_machine(error, root)
    if isinstance(error, MemoryError):
        return _machine(errno.ENOMEM, "this process")
    return None


def of_machine(error: OSError, where: Path) -> TrackerError | None:
    """Return our error for an OSError of a file; None if it is of the network, or if its cause is not known."""
    number = error.errno or 0
    names_file = error.filename is not None and not isinstance(error.filename, int)
    if number not in _MACHINE or not (names_file or number in _ANYWHERE):
        return None
    return _machine(number, os.fsdecode(error.filename) if names_file else where)


def of_database(error: sqlite3.Error, path: Path) -> TrackerError | None:
    """Return our error for one of SQLite's; None if only a bug or damaged content can cause it.

    `tracker.store.integrity` finds out which of the two it is.
    """
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}:
        return damaged(path, str(error))
    if code == sqlite3.SQLITE_FULL:
        return _disk_full(path)
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return _unwritable(path) or Unavailable(
            f"{path} can't be written now ({error}); was it moved or replaced in the meantime? Run the command again"
        )
    if code == sqlite3.SQLITE_CANTOPEN:
        return _unopened(path) or Unavailable(f"{path} can't be opened ({error}); run again")
    if code == sqlite3.SQLITE_IOERR:
        return _failing(path)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}:
        return Unavailable(
            f"{path} is locked by another program ({error}); stop the program that writes to it, and run again"
        )
    if code == sqlite3.SQLITE_NOMEM:
        return _machine(errno.ENOMEM, path)
    return None


def damaged(path: Path, why: str) -> Damaged:
    """Return the error for a database whose content is not what was written."""
    return Damaged(
        f"{path} is damaged ({why}); move it away and run `tracker rebuild`, which restores it from snapshots/"
    )


def missing(path: Path | str) -> Damaged:
    """Return the error for a file of the archive that the database knows, and that is not there."""
    return Damaged(
        f"{path} is missing; restore it from a backup. Without a backup, `tracker rebuild --without-missing` rebuilds the history "
        "from the remaining files; what only this file had is lost"
    )


def shortened(path: Path | str, length: int, committed: int) -> Damaged:
    """Return the error for a file of the archive that has fewer bytes than the database knows: cut, or an older copy."""
    return Damaged(
        f"{path} has only {length} of {committed} bytes; restore it from a backup. Without a backup, move tracker.db away and run "
        "`tracker rebuild`; what only the missing bytes had is lost"
    )


def not_a_file(path: Path) -> Damaged | None:
    """Return the error for a directory, a FIFO or a device where the database should be, None if there is none."""
    if not path.exists() or path.is_file():
        return None
    return Damaged(
        f"{path} is {atomic_files.kind_of(path)}, and should be a file; move it away and run `tracker rebuild`, "
        "which restores the database from snapshots/"
    )


def _machine(number: int, where: Path | str) -> Unavailable:
    what, remedy = _MACHINE[number]
    cause = f"{what} ({os.strerror(number)})"
    return Unavailable(f"{where}: {cause}; {remedy}", cause)


def _disk_full(path: Path) -> Unavailable:
    if _free_bytes(path.parent) < _LITTLE:
        return _machine(errno.ENOSPC, path)
    cause = "the disk is full, or the directory in which SQLite puts temporary files (SQLITE_TMPDIR names another)"
    return Unavailable(
        f"{path}: the disk is full, or the directory in which SQLite puts temporary files; {_FREE_SPACE}, "
        "or set SQLITE_TMPDIR to a directory with more space",
        cause,
    )


def _free_bytes(folder: Path) -> int:
    try:
        usage = os.statvfs(folder)
    except OSError:
        return 0
    return usage.f_bavail * usage.f_frsize


def _unwritable(path: Path) -> Unavailable | None:
    """Find what of a database can't be written: the file, its log, or the directory in which SQLite makes the log."""
    for file in (path, *(path.with_name(path.name + ending) for ending in _BESIDE), path.parent):
        refused = atomic_files.refusal(file) if file.exists() else None
        if refused is not None:
            return _machine(refused.errno or errno.EACCES, file)
    return None


def _unopened(path: Path) -> TrackerError | None:
    """Find why a database can't be opened, by opening what SQLite opens."""
    for file in (path, *(path.with_name(path.name + ending) for ending in _BESIDE)):
        if file.is_dir():
            return Unavailable(
                f"{file} is a directory, and SQLite needs a file with that name; remove it and run again"
            )
    handles: list[int] = []
    try:
        handles = [os.open(path.parent, os.O_RDONLY) for _ in range(_HANDLES)]
        if path.exists():
            handles.append(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError as error:
        return of_machine(error, path)
    finally:
        for handle in handles:
            os.close(handle)
    return _unwritable(path)


def _failing(path: Path) -> TrackerError:
    """Distinguish a full disk from a failing one: SQLite reports both as a disk I/O error when it creates its log's index."""
    wrong = not_a_file(path)
    if wrong:
        return wrong
    if _free_bytes(path.parent) < _LITTLE:
        return _machine(errno.ENOSPC, path)
    if resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
        return _machine(errno.EFBIG, path)
    return _machine(errno.EIO, path)
