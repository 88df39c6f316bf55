"""Read the files of a folder or a tar, each as one reply of a board, or a single such file, compressed or not.

Member names are never used as paths: a tar is unpacked into the spool of the import, which is always deleted. Format of
tar: POSIX.1-2017, pax. Its headers are bounded, because one of them may claim to have gigabytes.
"""

from __future__ import annotations

import io
import os
import stat
import tarfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from tracker.fetch.spool import Spool, Stored
from tracker.imports.bounds import MOST_BODY, MOST_MEMBERS, Problems, TooMuch, bytes_of, printed
from tracker.imports.unpack import ERRORS, Unpacked
from tracker.model.errors import UsageError

_PACKED = (".gz", ".bz2", ".xz", ".zst")
_TARS = (".tar", ".tgz", ".tbz2", ".txz", ".tzst", *(f".tar{ending}" for ending in _PACKED))
_ALONE = (".json", ".html", ".htm", ".xml", ".txt", ".rss", ".atom", ".md")  # suffixes of a single file
_MOST_HEADER = 1 << 20  # bytes of the headers of one member of a tar
_MOST_DISK = 10 << 30  # bytes that a tar may unpack to
_MOST_DEPTH = 50  # folders within folders


@dataclass(frozen=True, slots=True)
class Member:
    """A file: its name among the members, and its path or where it was unpacked to."""

    name: str
    path: str = ""
    content: bytes | Stored = b""

    def read(self) -> bytes:
        """Return the file's bytes, decompressed. Raise OSError or ValueError if that fails, or if they exceed the limit of a reply."""
        with self._open() as opened:
            if self.name.lower().endswith(_PACKED):
                try:
                    data = Unpacked(opened, MOST_BODY).read()
                except ERRORS as error:
                    message = f"it can't be unpacked ({type(error).__name__}: {error})"
                    raise ValueError(message) from error
            else:
                data = opened.read(MOST_BODY + 1)
        if len(data) > MOST_BODY:
            message = f"it has more than {MOST_BODY:,} bytes"
            raise TooMuch(message)
        return data

    def _open(self) -> BinaryIO:
        if not self.path:
            return io.BytesIO(bytes_of(self.content))
        descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        opened = os.fdopen(descriptor, "rb")
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            opened.close()
            message = "it is not a file"
            raise ValueError(message)
        return opened


def members(path: Path, spool: Spool, problems: Problems) -> list[Member]:
    """Return the members of a folder, a tar or a single file, in order of their names. Raise UsageError if it is none of these."""
    if path.is_dir():
        return _files(path, problems)
    if not path.is_file():
        message = (
            f"{path} is neither a folder nor a file; give a folder, a tar file, or a file with one reply from the board"
        )
        raise UsageError(message)
    if path.name.lower().endswith(_TARS) or not _is_alone(path):
        return _Tar(path, spool, problems).members()
    return [Member(path.name, str(path))]


def _is_alone(path: Path) -> bool:
    name = path.name.lower()
    bare = name.rpartition(".")[0] if name.endswith(_PACKED) else name
    return bare.endswith(_ALONE)


def _files(folder: Path, problems: Problems) -> list[Member]:
    """Return the files of a folder. Links that lead out of it, and entries that are not files, are noted as problems."""
    top = os.path.realpath(folder)
    members: list[Member] = []
    waiting = [(top, "", 0)]
    while waiting:
        place, prefix, depth = waiting.pop()
        try:
            entries = list(os.scandir(place))
        except OSError as error:
            problems.add(prefix or str(folder), f"it can't be read: {error.strerror}")
            continue
        for entry in entries:
            name = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if depth < _MOST_DEPTH:
                    waiting.append((entry.path, f"{name}/", depth + 1))
                else:
                    problems.add(name, f"it is more than {_MOST_DEPTH} folders deep")
            elif not entry.name.startswith(".") and (problem := _why_unread(entry, top)):
                problems.add(name, problem)
            elif not entry.name.startswith("."):
                members.append(Member(name, entry.path))
            if len(members) + len(waiting) > MOST_MEMBERS:
                message = f"{folder} has more than {MOST_MEMBERS:,} files; import it in parts"
                raise UsageError(message)
    return sorted(members, key=lambda member: member.name)


def _why_unread(entry: os.DirEntry[str], top: str) -> str:
    """Return why an entry of a folder is not read, "" if it is."""
    if entry.is_symlink():
        target = os.path.realpath(entry.path)
        if os.path.commonpath((target, top)) != top:
            return "it is a link that leads out of the folder"
        return "" if Path(target).is_file() else "it is a link to something that is not a file"
    return "" if entry.is_file(follow_symlinks=False) else "it is not a file"


class _Headers:
    """An unpacked tar for `tarfile`. What is read between two members is headers, and is bounded."""

    def __init__(self, stream: Unpacked) -> None:
        self.stream = stream
        self.left = _MOST_HEADER

    def read(self, size: int) -> bytes:
        self.left -= size
        if self.left < 0:
            message = f"a member has headers of more than {_MOST_HEADER:,} bytes"
            raise TooMuch(message)
        return self.stream.read(size)

    def seek(self, offset: int) -> int:
        return self.stream.seek(offset)

    def tell(self) -> int:
        return self.stream.tell()


@dataclass
class _Tar:
    path: Path
    spool: Spool
    problems: Problems
    unpacked: dict[str, bytes | Stored] = field(default_factory=dict)
    written: int = 0

    def members(self) -> list[Member]:
        """Unpack the tar into the spool. Raise UsageError if it is not a tar, too large, or contains unsafe members."""
        try:
            with self.path.open("rb") as opened:
                self._unpack(_Headers(Unpacked(opened)))
        except (*ERRORS, tarfile.TarError, RecursionError) as error:
            why = f"{type(error).__name__}: {printed(error)}"
            message = f"{self.path} is not a folder, a complete tar file or a reply from a board ({why})"
            raise UsageError(message) from error
        return [Member(name, content=self.unpacked[name]) for name in sorted(self.unpacked)]

    def _unpack(self, source: _Headers) -> None:
        packed = tarfile.open(fileobj=source, mode="r:")  # type: ignore[call-overload]  # noqa: SIM115
        count = 0
        while (member := packed.next()) is not None:
            count += 1
            if count > MOST_MEMBERS:
                message = f"{self.path} has more than {MOST_MEMBERS:,} members; import it in parts"
                raise UsageError(message)
            self._take(member, source)
            source.left = _MOST_HEADER
            packed.members.clear()  # tarfile would keep them all, a kilobyte each
            packed.pax_headers.clear()

    def _take(self, member: tarfile.TarInfo, source: _Headers) -> None:
        name = _safe(member.name)
        if name is None or not (member.isreg() or member.isdir() or member.islnk() or member.issym()):
            self._refuse(member, "is not a file, or has a name that leads out of the tar")
        elif member.isreg():
            self._write(member, name, source)
        elif member.islnk():
            known = self.unpacked.get(_safe(member.linkname) or "")
            if known is None:
                self._refuse(member, f"is a link to {printed(ascii(member.linkname))}, which is not a member before it")
            else:
                self.unpacked[name] = known
        elif member.issym():
            if _safe(str(PurePosixPath(name).parent / member.linkname), links=True) is None:
                self._refuse(member, f"is a link to {printed(ascii(member.linkname))}, out of the tar")
            self.problems.add(name, "it is a link, and was left out")

    def _refuse(self, member: tarfile.TarInfo, why: str) -> None:
        message = f"{self.path}: the member {printed(ascii(member.name))} {why}; nothing of the tar was imported"
        raise UsageError(message)

    def _write(self, member: tarfile.TarInfo, name: str, source: _Headers) -> None:
        if any(part.startswith(".") for part in name.split("/")[-1:]):
            return
        if member.issparse() or not 0 <= member.size <= MOST_BODY:
            self.problems.add(name, f"it has {member.size:,} bytes, more than {MOST_BODY:,}, or holes; it was left out")
            return
        self.written += member.size
        if self.written > _MOST_DISK:
            message = f"{self.path} unpacks to more than {_MOST_DISK:,} bytes; import it in parts"
            raise UsageError(message)
        source.stream.seek(member.offset_data)
        data = source.stream.read(member.size)
        if len(data) < member.size:
            message = f"{printed(name)} is cut off"
            raise EOFError(message)
        self.unpacked[name] = self.spool.keep(data)


def _safe(name: str, *, links: bool = False) -> str | None:
    """Return a member's name in one form, None if it leads out of the tar. A link may go up within the tar."""
    parts: list[str] = []
    for part in name.strip("/").split("/") if not links or not name.startswith("/") else [".."]:
        if part == ".." and (not links or not parts):
            return None
        if part == "..":
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)
