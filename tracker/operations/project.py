"""A project directory: tracker.toml, snapshots/, tracker.db, and the lock that lets only one process write at a time."""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tracker import config
from tracker.alerts import addresses
from tracker.archive import Archive, ArchiveReader, atomic_files, removal
from tracker.boards import BOARDS
from tracker.fetch import spool
from tracker.model import Time, iso, moment
from tracker.model.errors import ConfigError, NoProject, TrackerError, UsageError
from tracker.operations import corrections
from tracker.store.database import Database

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_MARK = "\ufeff"  # the byte order mark that some editors put at the beginning of a file
_LARGEST = 4 * config.LARGEST  # bytes; UTF-8 has at most four for each character
LOCK_WAIT = 10.0  # seconds that a command waits for another one to end; a run of a few sources ends in this time
_LOCK_PAUSE = 0.05  # seconds between two attempts


class ProjectBusy(TrackerError):
    """Another process is writing to this project. `holder` says which, `since` from when on ("" if that is not known).

    `tracker run` exits with 0 then, because the other run does its work. Every other command fails.
    """

    def __init__(self, holder: str, since: Time = "", waited: float = 0) -> None:
        self.holder = holder
        self.since = since
        ended = f"; it did not end within {waited:.0f} seconds. Run this again when it has ended" if waited else ""
        super().__init__(f"{holder}; nothing was done here{ended}")


def now() -> Time:
    """Return the current time. This is the only clock of the tracker."""
    return iso(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Project:
    """The paths of a project, and its settings."""

    root: Path
    settings: config.Settings

    @property
    def database(self) -> Path:
        """Return the path of the database."""
        return self.root / "tracker.db"

    @property
    def snapshots(self) -> Path:
        """Return the path of the archive."""
        return self.root / "snapshots"

    def archive(self, agent: str = "") -> Archive:
        """Return the archive."""
        return Archive(self.snapshots, agent)

    def finished(self) -> ArchiveReader:
        """Return the archive for reading, without what an unfinished import has written."""
        return ArchiveReader(self.snapshots, finished=True)

    @contextmanager
    def open_database(self) -> Iterator[Database]:
        """Open the database for writing, with what corrections.jsonl says, and close it afterwards."""
        database = Database(self.database)
        try:
            corrections.load(self.root, database)
            yield database
        finally:
            database.close()

    @contextmanager
    def lock(self, *, wait: bool = False) -> Iterator[Project]:
        """Hold the project's lock. Yield the project, with its settings read again if another process had the lock first.

        Raise ProjectBusy if another process has it: at once, or with `wait` after LOCK_WAIT. The system frees it when a
        process dies. First remove what a killed command left in the archive and its spools. Raise OSError if the directory is not writable,
        UsageError if the lock's name is taken by something other than a file.
        """
        handle = _opened(self.root / "tracker.lock")
        try:
            project = self
            if not locked(handle):
                if not (wait and locked(handle, wait=True)):
                    raise ProjectBusy(*_holder(handle), waited=LOCK_WAIT if wait else 0)
                project = load(self.root)  # the other command may have changed tracker.toml
            os.ftruncate(handle, 0)
            os.pwrite(handle, json.dumps({"pid": os.getpid(), "since": now()}).encode(), 0)
            try:
                self.archive().undo_unfinished()
                spool.clear(self.snapshots / spool.SPOOLS)
                self._end_removal()
                yield project
            finally:
                os.ftruncate(handle, 0)
        finally:
            os.close(handle)

    def is_locked(self) -> bool:
        """Return whether a process that is running has noted that it holds the lock. It takes no lock, which a run would find taken."""
        try:
            pid = int(json.loads((self.root / "tracker.lock").read_bytes())["pid"])
        except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return False
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except PermissionError:
            pass  # the process runs, and belongs to another user
        return True

    def _end_removal(self) -> None:
        """Finish the interrupted removal of a source, or cancel it if the database still has the source."""
        if not removal.noted(self.snapshots):
            return
        known: set[str] = set()
        if self.database.exists():
            try:
                with closing(sqlite3.connect(self.database)) as connection:
                    known = {
                        row[0] for row in connection.execute("SELECT id FROM sources UNION SELECT source FROM archives")
                    }
            except sqlite3.Error:
                return  # unknown; commands that need the database report the problem
        removal.finish(self.snapshots, known)


def locked(handle: int, *, wait: bool = False) -> bool:
    """Lock a file for this process; with `wait`, try for up to LOCK_WAIT. Return False if another process has the lock."""
    until = time.monotonic() + (LOCK_WAIT if wait else 0)
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(_LOCK_PAUSE)
        else:
            return True


def _opened(path: Path) -> int:
    """Open the lock file, and create it if needed. Its content only says who holds the lock."""
    if path.exists() and not path.is_file():
        message = f"{path} is {atomic_files.kind_of(path)}; remove it, because the tracker needs a file with that name"
        raise UsageError(message)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except FileNotFoundError as error:
        if not path.is_symlink():
            raise
        message = f"{path} is a broken link ({path.readlink()}); remove the link"
        raise UsageError(message) from error


def _holder(handle: int) -> tuple[str, Time]:
    try:
        who = json.loads(os.pread(handle, 1000, 0))
        pid, since = int(who["pid"]), moment(who["since"])
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return "another tracker is running here", ""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return f"another process holds the lock here; process {pid}, which took it, has ended", iso(since)
    except PermissionError:
        pass  # the process runs, and belongs to another user
    return f"another tracker is running here: process {pid}, since {iso(since)}", iso(since)


def load(root: Path) -> Project:
    """Read the project in a directory. Raise ConfigError if it has no usable tracker.toml."""
    path = root / "tracker.toml"
    settings = config.parse(read(path).removeprefix(_MARK), str(path), BOARDS)
    addresses.check_targets(settings)
    return Project(root, settings)


def read(path: Path) -> str:
    """Return the text of a tracker.toml with its line ends as they are. Raise ConfigError if it is missing or not text."""
    try:
        if not path.is_file() and path.exists():
            raise ConfigError(str(path), [f"it is {atomic_files.kind_of(path)}, and should be a file"])
        if path.stat().st_size > _LARGEST:
            raise ConfigError(str(path), [f"it has {path.stat().st_size:,} bytes; at most {_LARGEST:,} are allowed"])
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise NoProject(str(path.parent)) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = f"line {line} is not UTF-8 (byte {error.object[error.start]:#04x}); save the file as UTF-8"
        raise ConfigError(str(path), [problem]) from error
    except OSError as error:
        raise ConfigError(str(path), [f"it can't be read: {error.strerror or error}"]) from error


def change(path: Path, edit: Callable[[TOMLDocument], None]) -> config.Settings:
    """Edit a tracker.toml and replace it in one step. Comments, order and line ends stay. Return the new settings.

    Raise ConfigError if the edited text is not a valid tracker.toml; then the file is unchanged.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = read(path)
    mark = text[: len(_MARK)] if text.startswith(_MARK) else ""
    try:
        document = tomlkit.parse(text.removeprefix(_MARK))
        edit(document)
        edited = tomlkit.dumps(document).rstrip() + "\n"
        is_equal = tomllib.loads(edited) == document.unwrap()
    except (TOMLKitError, RecursionError, ValueError, TypeError, AttributeError) as error:
        raise ConfigError(str(path), [f"it can't be edited automatically ({error}); edit it by hand"]) from error
    if not is_equal:
        raise ConfigError(str(path), ["it can't be edited automatically without changing its meaning; edit it by hand"])
    if "\r\n" in text and "\n" not in text.replace("\r\n", ""):
        edited = edited.replace("\r\n", "\n").replace("\n", "\r\n")
    settings = config.parse(edited, str(path), BOARDS)
    atomic_files.write_text(path, mark + edited)
    return settings
