"""A project directory: tracker.toml, snapshots/, tracker.db, and the lock that lets one run write at a time."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from tracker import config
from tracker.archive import Archive
from tracker.boards import BOARDS
from tracker.errors import ConfigError, TrackerError
from tracker.model import Time, iso
from tracker.store.book import Book


class Held(TrackerError):
    """Another process is writing here. `holder` says who."""

    exit_code = 0

    def __init__(self, holder: str) -> None:
        self.holder = holder
        super().__init__(f"{holder}; nothing was done here")


def now() -> Time:
    """Give the time. The one clock of the tracker."""
    return iso(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Project:
    """Where everything of a project is, and its settings."""

    root: Path
    settings: config.Settings

    @property
    def database(self) -> Path:
        """Give the path of the database."""
        return self.root / "tracker.db"

    @property
    def snapshots(self) -> Path:
        """Give the path of the archive."""
        return self.root / "snapshots"

    def archive(self, agent: str = "") -> Archive:
        """Give the archive."""
        return Archive(self.snapshots, agent)

    @contextmanager
    def book(self) -> Iterator[Book]:
        """Open the database to write, and close it."""
        book = Book(self.database)
        try:
            yield book
        finally:
            book.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the project's lock; Held, at once, if another process has it. The system frees it when we die."""
        with (self.root / "tracker.lock").open("a+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Held(_holder(file)) from error
            file.seek(0)
            file.truncate()
            json.dump({"pid": os.getpid(), "since": now()}, file)
            file.flush()
            try:
                yield
            finally:
                file.seek(0)
                file.truncate()


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        who = json.loads(file.read())
    except ValueError:
        return "another tracker is at work here"
    return f"another tracker is at work here: process {who['pid']}, since {who['since']}"


def load(root: Path) -> Project:
    """Read the project in a directory; ConfigError if it has no tracker.toml or one that can't be used."""
    path = root / "tracker.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(
            str(path), ["it is not there; type `tracker init`, or name another directory with -C DIR"]
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), [f"it can't be read: {error}"]) from error
    return Project(root, config.parse(text, str(path), tuple(BOARDS)))
