"""Where backups are kept: a directory, or any storage that fsspec knows, such as s3://bucket/folder."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from tracker.model.errors import TrackerError, Unavailable, UsageError

_FLAT = frozenset(("s3", "s3a", "gs", "gcs", "az", "abfs"))  # no folders: to make one would make a bucket
_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))

_KEYS = "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_ENDPOINT_URL for another provider than AWS"


class Location(Protocol):
    """A location that keeps files by name. A file is there completely or not at all."""

    def put(self, name: str, path: Path) -> None:
        """Store a local file."""

    def get(self, name: str, path: Path) -> None:
        """Copy a file to a local path."""

    def names(self, folder: str) -> list[str]:
        """Return the names of all files below a folder, in order."""

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""


class Directory:
    """A directory of this machine. Only its owner can read what is stored, because tracker.toml may have passwords."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, path: Path) -> None:
        """Store a local file."""
        target = self.root / name
        for folder in (self.root, *reversed(target.relative_to(self.root).parents)):
            (self.root / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.partial")
        with _written(target):
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
            with os.fdopen(handle, "wb") as out, path.open("rb") as read:
                shutil.copyfileobj(read, out)
                out.flush()
                os.fsync(out.fileno())
            partial.replace(target)

    def get(self, name: str, path: Path) -> None:
        """Copy a file to a local path."""
        with _written(path):
            shutil.copyfile(self.root / name, path)

    def names(self, folder: str) -> list[str]:
        """Return the names of all files below a folder, in order."""
        paths = (path for path in (self.root / folder).rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.root)) for path in paths if not path.name.startswith("."))

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        for name in names:
            (self.root / name).unlink(missing_ok=True)


@contextmanager
def _written(target: Path) -> Iterator[None]:
    """Make errors of a full disk name the file that is written; by default they name the file that is read, or none."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise


class Storage:
    """Storage that fsspec knows by its URL. Keys and endpoints are those of its own environment variables."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._is_s3 = url.startswith(("s3://", "s3a://"))
        try:
            import fsspec
        except ImportError as error:
            raise UsageError(_missing(url, "fsspec")) from error
        try:
            with self._reported():
                self._files: Any
                self._files, root = fsspec.core.url_to_fs(url, skip_instance_cache=True, use_listings_cache=False)
        except (ImportError, ValueError) as error:
            raise UsageError(_missing(url, str(error))) from error
        self._root = str(root).rstrip("/")
        known = self._files.protocol
        self._flat = bool(_FLAT.intersection((known,) if isinstance(known, str) else known))
        if self._flat and not self._root:
            message = (
                f"{url} has no bucket; give a bucket and a folder in it: {url.partition('://')[0]}://bucket/folder"
            )
            raise UsageError(message)

    def put(self, name: str, path: Path) -> None:
        """Store a local file."""
        with self._reported():
            path_there = f"{self._root}/{name}"
            if not self._flat:
                self._files.makedirs(path_there.rpartition("/")[0], exist_ok=True)
            self._files.put_file(str(path), path_there)

    def get(self, name: str, path: Path) -> None:
        """Copy a file to a local path."""
        with self._reported():
            self._files.get_file(f"{self._root}/{name}", str(path))

    def names(self, folder: str) -> list[str]:
        """Return the names of all files below a folder, in order."""
        with self._reported():
            try:
                paths = self._files.find(f"{self._root}/{folder}")
            except FileNotFoundError:
                return []
        start = self._root.strip("/") + "/"
        return sorted(name.strip("/").removeprefix(start) for name in paths)

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""
        with self._reported():
            for name in names:
                self._files.rm_file(f"{self._root}/{name}")

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Report an error of the storage: each library has its own."""
        try:
            yield
        except (TrackerError, ImportError, ValueError, FileNotFoundError):
            raise
        except Exception as error:
            known = "Credentials" in type(error).__name__
            remedy = _KEYS if known and self._is_s3 else "nothing is lost, try again"
            message = f"{self.url}: {type(error).__name__}: {error}; {remedy}"
            raise Unavailable(message) from error


def location_of(target: str) -> Location:
    """Return the location of a directory or a URL. Raise UsageError if it is empty, as an unset variable of a script is."""
    if not target.strip():
        message = "no target was given; use a directory, or s3://bucket/folder"
        raise UsageError(message)
    return Storage(target) if "://" in target else Directory(Path(target).absolute())


def _missing(url: str, what: str) -> str:
    return f"{url} can't be used: {what}; for s3:// run pip install 'job-posting-tracker[s3]' (in a checkout: .venv/bin/pip install s3fs), or use a directory"
