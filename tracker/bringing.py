"""Captures made elsewhere come in, and the archive goes out in the form that every WARC tool reads."""

from __future__ import annotations

import gzip
import io
import lzma
import re
import sqlite3
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from tracker.alerts import outbox
from tracker.archive import SUFFIX
from tracker.boards import BOARDS
from tracker.check import Checker
from tracker.errors import UsageError
from tracker.model import Source, Time, digest, iso
from tracker.project import Project, now
from tracker.store.book import Book

# 2025-10-28T040627Z, 2025-10-28T04:06:27Z, 2025-10-28_04-06-27, 20251028T040627Z, 20251028040627, 2025-10-28, 20251028
_WHEN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T_ -]?(?P<hour>[01]\d|2[0-3])[:-]?(?P<minute>[0-5]\d)[:-]?(?P<second>[0-5]\d)?(?:[.,](?P<part>\d{1,6}))?)?(?!\d)"
)


@dataclass
class Done:
    """What an import did."""

    captures: int = 0
    known: int = 0
    sources: list[str] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def time_in(name: str) -> Time | None:
    """Read the time in a member's name, UTC; None if it has none."""
    found = _WHEN.search(name)
    if not found:
        return None
    parts = [int(found[key] or 0) for key in ("year", "month", "day", "hour", "minute", "second")]
    part = int((found["part"] or "0").ljust(6, "0"))
    try:
        return iso(datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], part, tzinfo=UTC))
    except ValueError:
        return None


@contextmanager
def members(path: Path) -> Iterator[list[tuple[str, Callable[[], bytes]]]]:
    """Give name and reader of every file in a folder or a tar, in the order of the names.

    A tar is unpacked into a temporary folder first: a compressed one can only be read from front to back.
    """
    if path.is_dir():
        yield _files(path)
        return
    with tempfile.TemporaryDirectory(prefix="tracker-import-") as folder:
        try:
            with tarfile.open(path) as packed:
                packed.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError, lzma.LZMAError, OSError) as error:
            message = f"{path} is neither a folder nor a whole tar ({type(error).__name__}: {error})"
            raise UsageError(message) from error
        yield _files(Path(folder))


def _files(folder: Path) -> list[tuple[str, Callable[[], bytes]]]:
    files = sorted(one for one in folder.rglob("*") if one.is_file() and not one.name.startswith("."))
    return [(one.relative_to(folder).as_posix(), one.read_bytes) for one in files]


def from_dir(
    project: Project, path: Path, name: str, *, at: Time | None, each: bool, board: str, step: Callable[[str], None]
) -> Done:
    """Bring in the members of a folder or tar. Any number of times, in any order, with the same end."""
    source = _source(project, name, board)
    with members(path) as everything:
        timeless = [one for one, _ in everything if not (time_in(one) or at)]
        if timeless:
            message = (
                f"{len(timeless)} members of {path} have no time in their name, the first is {timeless[0]!r}; "
                "say it for them with --at 2025-10-28T04:06Z"
            )
            raise UsageError(message)
        if not everything:
            message = f"{path} has no files"
            raise UsageError(message)
        captures = [
            (_each(source, member) if each else source, time_in(member) or at or "", read, member)
            for member, read in everything
        ]
        with project.lock(), project.book() as book:
            return _take_all(_checker(project, book), captures, str(path), step)


def _checker(project: Project, book: Book) -> Checker:
    return Checker(book, project.archive(), now, outbox.enqueue(project.settings), project.settings.apart)


def _take_all(
    checker: Checker,
    captures: list[tuple[Source, Time, Callable[[], bytes], str]],
    path: str,
    step: Callable[[str], None],
) -> Done:
    done = Done()
    run = f"import-{digest(path, now(), length=12)}"
    connection = checker.book.connection
    checker.recover()
    before = _changes(connection)
    late: set[str] = set()
    for source, at, read, member in captures:
        step(member)
        older = at < checker.book.last_check(source.slug)
        if checker.take_in(source, read(), at, run=run):
            done.captures += 1
            if older:
                late.add(source.slug)
        else:
            done.known += 1
    for slug in sorted(late):
        checker.refold(slug)
    checker.book.index()
    done.sources = sorted({source.slug for source, *_ in captures})
    after = _changes(connection)
    done.changes = {kind: after[kind] - before[kind] for kind in after if after[kind] != before[kind]}
    outcomes: Counter[str] = Counter()
    for outcome, slug, started, reason in connection.execute(
        "SELECT outcome, source, started_at, reason FROM checks WHERE run = ? ORDER BY started_at", (run,)
    ):
        outcomes[outcome] += 1
        if outcome in {"failed", "blocked", "partial"}:
            done.problems.append(f"{slug} {started}: {outcome}: {reason}")
    done.outcomes = dict(outcomes)
    return done


def _changes(connection: sqlite3.Connection) -> Counter[str]:
    rows = connection.execute(
        "SELECT CASE WHEN baseline THEN 'already there' ELSE kind END, count(*) FROM changes GROUP BY 1"
    )
    return Counter(dict(rows))


def _source(project: Project, name: str, board: str) -> Source:
    source = project.settings.sources.get(name)
    if board and board not in BOARDS:
        message = f"no board {board!r}; there are: {', '.join(BOARDS)}"
        raise UsageError(message)
    if source is not None:
        return replace(source, board=board) if board else source
    if not board:
        known = ", ".join(project.settings.sources) or "none"
        message = f"no source {name!r} in tracker.toml (there are: {known}); add it, or say --board"
        raise UsageError(message)
    return Source(slug=name, url=f"https://{name}.invalid/", board=board)


def _each(source: Source, member: str) -> Source:
    """Make a source of one member: its own name, and an address that ends in it."""
    stem = re.sub(r"(\.[a-z0-9]{1,5})+$", "", member.rpartition("/")[2], flags=re.IGNORECASE)
    slug = re.sub(r"[^a-z0-9_-]+", "-", stem.lower()).strip("-") or digest(member, length=8)
    return replace(
        source, slug=f"{source.slug}-{slug}", name=source.name or stem, url=f"{source.url.rstrip('/')}/{stem}"
    )


def to_warc(project: Project, output: Path, source: str = "*") -> Iterator[tuple[str, int]]:
    """Write every file of the archive as .warc.gz; gives each file's name and the number of its records."""
    archive = project.archive()
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{output} can't be made: {error.strerror}; name another directory"
        raise UsageError(message) from error
    for file in archive.files(source):
        target = output / (file.replace("/", "-").removesuffix(SUFFIX) + ".warc.gz")
        count = 0
        with target.open("wb") as opened:
            for plain in archive.plain(file):
                packed = io.BytesIO()
                with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as member:
                    member.write(plain)
                opened.write(packed.getvalue())
                count += 1
        yield target.name, count
