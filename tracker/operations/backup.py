"""Back a project up, even during a run, and restore it. See docs/decisions/0034-backups.md."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import zstandard

from tracker.archive import ArchiveReader
from tracker.archive.file_names import SUFFIX, is_slug
from tracker.model import Time
from tracker.model.errors import Damaged, Unavailable, UsageError
from tracker.model.version import __version__
from tracker.operations.backup_locations import Directory, Location
from tracker.operations.project import LOCK_WAIT, Project, ProjectBusy, locked
from tracker.store import remedies
from tracker.store.schema import connect

KEEP = 30  # backups that are kept
_FORMAT = 1
_TRIES = 5  # a run packs files at its end; each try starts with a new copy of the database
_CHUNK = 1 << 20
_WORK, _STAGED = ".backup", ".restore"
_DATABASE = "tracker.db"
# files that people edit, and the list of deleted replies; copied unchanged
_OWN = ("tracker.toml", "metadata.yml", "datasette.yaml", "corrections.jsonl", "snapshots/let-go.jsonl")
_MANIFEST = re.compile(r"manifests/(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)\.json")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a backup. `modified` is when it was last written (ns), `packed` whether it is stored compressed."""

    sha256: str
    size: int
    modified: int = 0
    packed: bool = False

    @property
    def object(self) -> str:
        """Return the name under which its content is stored."""
        return f"objects/{self.sha256[:2]}/{self.sha256}{'.zst' if self.packed else ''}"


@dataclass(frozen=True, slots=True)
class BackupResult:
    """The size of a backup, how much of it was new, and how many backups are kept."""

    made_at: Time
    files: int
    bytes: int
    new_files: int
    new_bytes: int
    kept: int


class _MovedError(Exception):
    """A file of the archive was changed after the database was copied."""


class NoBackup(UsageError):
    """A location has no backup, or none up to a time."""


def backup(
    project: Project, location: Location, now: Time, *, keep: int = KEEP, step: Callable[[str], None]
) -> BackupResult:
    """Back a project up.

    It takes no lock, so a run may be in progress. Raise ProjectBusy if another backup of it takes long. The database
    is copied first. From each archive file, the bytes that were committed at that time are copied. What an earlier backup stored is not
    stored again. The list of files is written last, so a backup that is killed does not count.
    """
    _refuse_own(project, location)
    with _working(project.root / _WORK) as work:
        stored = set(location.names("objects"))
        manifests = _manifests(location)
        before = _read_manifest(location, manifests[-1], work) if manifests else {}
        store = _Store(location, stored, work)
        files = _store_own_files(project, store)
        for tries_left in reversed(range(_TRIES)):
            try:
                files |= _consistent(project, store, before, step)
                break
            except _MovedError as error:
                if not tries_left:
                    message = f"{error}; a run was packing it; try again"
                    raise Unavailable(message) from error
        content = {"format": _FORMAT, "made_at": now, "tracker": __version__}
        manifest = work / "manifest"
        manifest.write_text(
            json.dumps({**content, "files": {name: asdict(entry) for name, entry in files.items()}}), "utf-8"
        )
        location.put(f"manifests/{now.replace(':', '-')}.json", manifest)
        backups = _clean(location, work, keep)
        size = sum(entry.size for entry in files.values())
        return BackupResult(now, len(files), size, store.new_files, store.new_bytes, backups)


def _refuse_own(project: Project, location: Location) -> None:
    """Raise UsageError for a path that is no directory, or that would mix the backup with the project's own files."""
    if not isinstance(location, Directory):
        return
    root, target = project.root.resolve(), location.root.resolve()
    if target.exists() and not target.is_dir():
        message = f"{target} is a file; choose a directory for the backups"
        raise UsageError(message)
    own = (root / "snapshots", root / _WORK, root / "tracker.d")
    if target == root or any(target.is_relative_to(folder) for folder in own):
        message = f"{target} is part of the project itself; choose a directory elsewhere, preferably on another disk"
        raise UsageError(message)


class _Store:
    """Stores contents that are not stored yet."""

    def __init__(self, location: Location, stored: set[str], work: Path) -> None:
        self.location, self.stored, self.work = location, stored, work
        self.new_files = self.new_bytes = 0

    def add(self, path: Path, *, packed: bool = False, modified: int = 0) -> Entry:
        """Store a file that does not change meanwhile."""
        entry = Entry(_sha256(path), path.stat().st_size, modified, packed)
        if entry.object in self.stored:
            return entry
        if packed:
            small = self.work / "packed"
            with path.open("rb") as read, small.open("wb") as out:
                zstandard.ZstdCompressor(level=3, write_checksum=True).copy_stream(read, out)
            path = small
        self.location.put(entry.object, path)
        self.stored.add(entry.object)
        self.new_files += 1
        self.new_bytes += path.stat().st_size
        return entry


def _store_own_files(project: Project, store: _Store) -> dict[str, Entry]:
    """Store the files that people write."""
    files = {}
    more = (f"tracker.d/{path.name}" for path in sorted((project.root / "tracker.d").glob("*.toml")))
    for name in (*_OWN, *more):
        with suppress(FileNotFoundError):
            copy = store.work / "own"
            shutil.copyfile(project.root / name, copy)
            files[name] = store.add(copy)
    return files


def _consistent(
    project: Project, store: _Store, before: Mapping[str, Entry], step: Callable[[str], None]
) -> dict[str, Entry]:
    """Store the database, and the part of the archive that is in it."""
    archive = project.finished()
    if not project.database.exists():
        if archive.files():
            message = f"{project.database} doesn't exist; run `tracker rebuild` first"
            raise UsageError(message)
        return {}
    copy = store.work / _DATABASE
    copy.unlink(missing_ok=True)
    step(_DATABASE)
    with closing(connect(project.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        committed = dict(target.execute("SELECT file, committed FROM archives ORDER BY file").fetchall())
    files = {}
    for file, length in committed.items():
        name = f"snapshots/{file}"
        step(name)
        files[name] = _archived(archive, file, length, store, before.get(name))
    return {**files, _DATABASE: store.add(copy, packed=True)}


def _archived(archive: ArchiveReader, file: str, committed: int, store: _Store, before: Entry | None) -> Entry:
    """Store an archive file up to an address. Raise _MovedError if it was packed or removed since the database was copied."""
    path = archive.root / file
    try:
        modified = path.stat().st_mtime_ns
        with archive.opened(file) as opened:
            size = committed + opened.shift
            if opened.length < committed or (opened.head and opened.head.end > committed):
                message = f"{path} differs from what the database says"
                raise _MovedError(message)
            if before and (before.size, before.modified) == (size, modified) and before.object in store.stored:
                return before
            copy = store.work / "archived"
            with copy.open("wb") as out:
                for offset in range(0, size, _CHUNK):
                    out.write(opened.data[offset : min(offset + _CHUNK, size)])
    except FileNotFoundError as error:
        raise _MovedError(str(remedies.missing(path))) from error
    return store.add(copy, modified=modified)


def _clean(location: Location, work: Path, keep: int) -> int:
    """Delete the oldest backups beyond `keep`, and the files that no backup has any more.

    Return the number of backups left.
    """
    manifests = _manifests(location)
    remaining = manifests[-keep:]
    needed = {entry.object for name in remaining for entry in _read_manifest(location, name, work).values()}
    location.remove(manifests[: len(manifests) - len(remaining)])
    location.remove(name for name in location.names("objects") if name not in needed)
    return len(remaining)


def restore(location: Location, root: Path, *, at: Time = "", step: Callable[[str], None]) -> tuple[Time, int]:
    """Restore the newest backup, or the newest up to a time, into a directory. Return when it was made, and its files.

    Nothing is overwritten. Every content is compared with its hash before the first file is put in place; tracker.toml
    comes last. Raise NoBackup if there is none, UsageError if something is in the way; Damaged if a content is not what was stored.
    """
    manifests = [name for name in _manifests(location) if not at or _time_of(name) <= at]
    if not manifests:
        message = f"there is no backup{f' up to {at}' if at else ''}"
        raise NoBackup(message)
    root.mkdir(parents=True, exist_ok=True)
    with _working(root / _STAGED) as work:
        files = _read_manifest(location, manifests[-1], work)
        _refuse(root, files)
        staged = work / "files"
        for name, entry in files.items():
            step(name)
            path = staged / name
            path.parent.mkdir(parents=True, exist_ok=True)
            _fetched(location, entry, path, work)
        for name in sorted(files, key=lambda name: (name == "tracker.toml", name)):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (staged / name).rename(root / name)
        (root / "snapshots").mkdir(exist_ok=True)
    return _time_of(manifests[-1]), len(files)


def _refuse(root: Path, files: Mapping[str, Entry]) -> None:
    """Raise UsageError if a restored file would replace one, or be mixed with those of another project."""
    inside = [*(root / "snapshots").glob(f"*/*{SUFFIX}"), *(root / f"{_DATABASE}{end}" for end in ("", "-wal", "-shm"))]
    existing = [root / name for name in files if (root / name).exists()] + [path for path in inside if path.exists()]
    if existing:
        message = (
            f"{root} has a project already ({existing[0]}); restore into an empty directory: tracker -C DIR restore …"
        )
        raise UsageError(message)


def _fetched(location: Location, entry: Entry, path: Path, work: Path) -> None:
    """Copy a file from a backup to a path, and compare it with its hash."""
    raw = work / "raw"
    try:
        location.get(entry.object, raw)
        if entry.packed:
            with raw.open("rb") as read, path.open("wb") as out:
                for chunk in zstandard.ZstdDecompressor().read_to_iter(read):
                    out.write(chunk)
        else:
            raw.rename(path)
        if (path.stat().st_size, _sha256(path)) == (entry.size, entry.sha256):
            return
        why = "is damaged"
    except FileNotFoundError:
        why = "is missing"
    except zstandard.ZstdError as error:
        why = f"can't be read ({error})"
    message = f"{entry.object} of the backup {why}; nothing was restored: use an earlier one (--at), or a copy of it"
    raise Damaged(message)


def _manifests(location: Location) -> list[str]:
    return [name for name in location.names("manifests") if _MANIFEST.fullmatch(name)]


def _time_of(manifest: str) -> Time:
    match = _MANIFEST.fullmatch(manifest)
    day, _, time = (match[1] if match else "").partition("T")
    return f"{day}T{time.replace('-', ':')}"


def _read_manifest(location: Location, manifest: str, work: Path) -> dict[str, Entry]:
    """Return the files of a backup. Raise Damaged if the list is not one that we wrote: names become paths."""
    copy = work / "read"
    location.get(manifest, copy)
    try:
        content = json.loads(copy.read_bytes())
        files = {str(name): replace(Entry("", 0), **entry) for name, entry in content["files"].items()}
        good = content["format"] == _FORMAT and all(
            _is_ours(name) and _HASH.fullmatch(entry.sha256) for name, entry in files.items()
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        good = False
    if not good:
        message = f"{manifest} is not a backup manifest that this version of the tracker can read"
        raise Damaged(message)
    return files


def _is_ours(name: str) -> bool:
    """Return whether a name is that of a file of a project."""
    parts = name.split("/")
    if name in (*_OWN, _DATABASE):
        return True
    if parts[0] == "tracker.d":
        return len(parts) == 2 and parts[1].endswith(".toml") and not parts[1].startswith(".")  # noqa: PLR2004
    return len(parts) == 3 and parts[0] == "snapshots" and is_slug(parts[1]) and parts[2].endswith(SUFFIX)  # noqa: PLR2004


def _sha256(path: Path) -> str:
    with path.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


@contextmanager
def _working(folder: Path) -> Iterator[Path]:
    """Yield an empty folder to work in, of this process alone; remove it at the end. A killed process may have left files in it."""
    handle = _locked_folder(folder)
    try:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def _locked_folder(folder: Path) -> int:
    """Create and lock a folder. The process that had the lock has removed the folder: then create it again."""
    while True:
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:
            continue
        try:
            if not locked(handle, wait=True):
                other = f"another backup or restore is running in {folder.parent}"
                raise ProjectBusy(other, waited=LOCK_WAIT)
            if _is_at(handle, folder):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _is_at(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except FileNotFoundError:
        return False
