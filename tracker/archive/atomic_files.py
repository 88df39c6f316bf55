"""Replace files atomically: a reader sees either the old file or the new one."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tracker.model.errors import UsageError

_NO_LOCKS = frozenset((errno.EBADF, errno.EINVAL, errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS))


def partial_path(path: Path) -> Path:
    """Return the path at which `replaced` writes until the file is whole."""
    return path.with_name(f".{path.name}.partial")


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield the path of an empty file to fill; when the block ends well, it takes the place of `path`.

    The new file is written in the same directory, synced to disk, and then renamed. It keeps mode, owner and extended
    attributes of the old one. A symlink is followed. If the block raises, the new file is removed, and the old one stays as
    it was. The next process overwrites what a killed one left.

    Raises UsageError if another process is writing the same file, or if there is something other than a file;
    OSError where the machine refuses (no room, no permission, no such directory).
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        message = f"{path} is not a file ({kind_of(target)}); move it away, or name another place"
        raise UsageError(message)
    refused = refusal(target) if target.exists() else None
    if refused is not None:
        raise refused
    partial = partial_path(target)
    handle = _claim(partial, path)
    try:
        _clean(partial)
        if target.exists():
            _like(target, partial, handle)
        yield partial
        sync(partial)
        partial.replace(target)
    except BaseException as error:
        with suppress(OSError):
            _clean(partial)
            partial.unlink()
        if isinstance(error, OSError) and error.filename is None:
            error.filename = str(path)  # an error of a write does not name the file
        raise
    finally:
        os.close(handle)
    sync(target.parent)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a directory. Raise UsageError if another process holds it.

    The system releases it when the process ends. Where directories can't be locked (NFS), nothing is held.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"{folder} is being written by another process; try again when it is done"
            raise UsageError(message) from error
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
        yield
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Replace a file by this text, in UTF-8."""
    with replaced(path) as partial:
        partial.write_text(text, encoding="utf-8")


def refusal(path: Path) -> OSError | None:
    """Return the error with which the machine refuses to write to this file or directory, None if it can be written."""
    if os.access(path, os.W_OK):
        return None
    try:
        number = errno.EROFS if os.statvfs(path).f_flag & os.ST_RDONLY else errno.EACCES
    except OSError as error:
        return error
    return OSError(number, os.strerror(number), str(path))


def kind_of(path: Path) -> str:
    """Return what is at a path, in a word or two, for messages: `a directory`, `a FIFO`, `a file`."""
    mode = path.stat().st_mode
    kinds = (
        (stat.S_ISDIR, "a directory"),
        (stat.S_ISFIFO, "a FIFO"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISREG, "a file"),
    )
    return next((name for test, name in kinds if test(mode)), "a device")


def _claim(partial: Path, path: Path) -> int:
    """Open the partial file, lock it, and empty it. The lock ends with the process, so a leftover never blocks."""
    while True:
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
        try:
            if _locked(handle, partial, path):
                os.ftruncate(handle, 0)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _locked(handle: int, partial: Path, path: Path) -> bool:
    """Lock the file. Return False if another process has renamed it: then the handle is that of the finished file."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        message = f"{path} is being written by another process; try again when it is done"
        raise UsageError(message) from error
    try:
        return os.path.samestat(os.fstat(handle), partial.stat())
    except FileNotFoundError:
        return False


def _clean(partial: Path) -> None:
    """Remove the files that SQLite keeps next to a database while it writes, and that a killed process left."""
    for ending in ("-journal", "-wal", "-shm"):
        partial.with_name(partial.name + ending).unlink(missing_ok=True)


def _like(target: Path, partial: Path, handle: int) -> None:
    """Copy mode and attributes of the old file to the new one, and its owner if that is allowed."""
    status = target.stat()
    with suppress(PermissionError):  # only root may give a file to somebody else
        os.fchown(handle, status.st_uid, status.st_gid)
    shutil.copystat(target, partial)


def sync(path: Path) -> None:
    """Wait until a file, or a directory's list of names, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
