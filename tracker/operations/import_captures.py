"""Import captures that were made elsewhere, and export the archive as standard WARC files."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import orjson

from tracker.alerts import outbox
from tracker.archive.file_names import MOST_SLUG, is_slug
from tracker.boards import BOARDS
from tracker.check import SPOOLS, Checker
from tracker.check.fetches import at_once
from tracker.fetch import Fetcher
from tracker.imports import git, har, members, warc, wayback
from tracker.imports.bounds import BREAKING, ImportSpool, Problems, past, printed
from tracker.imports.intake import Intake, TooManyCaptures
from tracker.imports.members import Member
from tracker.imports.recorded import ImportedCapture, captures, not_recorded
from tracker.model import Capture, Page, Request, Source, Time, digest, iso
from tracker.model.errors import Unusable, UsageError
from tracker.operations.project import Project, now
from tracker.store import imported_commits
from tracker.store.database import Database

Step = Callable[[str], None]

# 2025-10-28T040627Z, 2025-10-28T04:06:27Z, 2025-10-28_04-06-27, 20251028T040627Z, 20251028040627, 2025-10-28, 20251028
_WHEN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T_ -]?(?P<hour>[01]\d|2[0-3])[:-]?(?P<minute>[0-5]\d)[:-]?(?P<second>[0-5]\d)?(?:[.,](?P<part>\d{1,6}))?)?(?!\d)"
)


@dataclass
class ImportResult:
    """What an import did."""

    captures: int = 0
    known: int = 0
    sources: list[str] = field(default_factory=list)
    outcomes: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def time_in(name: str) -> Time | None:
    """Return the time in a member's name (UTC), None if it has none."""
    match = _WHEN.search(name)
    if not match:
        return None
    parts = [int(match[key] or 0) for key in ("year", "month", "day", "hour", "minute", "second")]
    part = int((match["part"] or "0").ljust(6, "0"))
    try:
        return iso(datetime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], part, tzinfo=UTC))
    except ValueError:
        return None


def from_dir(
    project: Project, path: Path, name: str, *, at: Time | None, each: bool, board: str, step: Step
) -> ImportResult:
    """Import the members of a folder or tar, or one file. Repeated imports, in any order, have the same result."""
    source = _source(project, name, board)
    problems = Problems()

    def make_captures(shelf: ImportSpool) -> Iterator[ImportedCapture]:
        everything = members.members(path, shelf, problems)
        timeless = [unnamed_member.name for unnamed_member in everything if not (time_in(unnamed_member.name) or at)]
        if timeless:
            several = (
                f"{len(timeless)} files of {path} have no time in their name; the first is {printed(timeless[0])!r}"
            )
            problem = several if len(timeless) > 1 else f"the name of {printed(timeless[0])!r} has no time"
            message = f"{problem}; give one with --at 2025-10-28T04:06Z"
            raise UsageError(message)
        if not everything:
            reason = f" that can be read ({problems.listed[0]})" if problems.listed else ""
            message = f"{path} has no files{reason}"
            raise UsageError(message)
        for member in everything:
            found_member = _member(_source_of_member(source, member.name) if each else source, member, at, problems)
            if found_member:
                tried[:] = [member]
                yield found_member

    tried: list[Member] = []

    def unread(taking: _Taking) -> None:
        """Return advice if no file can be read by the source's board, but some can be read as plain JSON."""
        if source.board == "json" or set(taking.done.outcomes) != {"failed"} or not tried:
            return
        as_json = _member(replace(source, board="json", endpoint=""), tried[0], at, Problems())
        count = at_once(taking.intake.postings_in(as_json.source, as_json.fetch)) if as_json else 0
        if count:
            listed = "there is 1 posting" if count == 1 else f"there are {count} postings"
            several = taking.done.captures
            none = f"none of the {several} files of {path} can" if several > 1 else f"{printed(tried[0].name)} can't"
            message = (
                f"{none} be read as {source.board or 'a careers page'}, and nothing was imported; read as plain JSON, {listed} in {printed(tried[0].name)}. Run the same command with --board json"
                + (f', and write board = "json" under [sources.{name}]' if name in project.settings.sources else "")
            )
            raise UsageError(message)

    with _shelf(project) as shelf:
        return _take_captures(project, lambda _: make_captures(shelf), (), step, problems, unread)


def _shelf(project: Project) -> ImportSpool:
    """Return the spool for unpacked data, beside the archive, where a later run cleans up after a kill."""
    return ImportSpool(project.snapshots / SPOOLS)


def _member(source: Source, member: Member, at: Time | None, problems: Problems) -> ImportedCapture | None:
    """Return a capture of one file: it answers the first request of the board, and no other."""
    try:
        time = past(time_in(member.name) or at or "", now())
        body = member.read()
    except (OSError, ValueError) as error:
        problems.add(member.name, error.strerror if isinstance(error, OSError) and error.strerror else error)
        return None
    requests: list[Request] = []

    async def fetch(request: Request) -> Page:
        if not requests or request.key == requests[0].key:
            requests.append(request)
            return git.page_of(request, body, time)
        return not_recorded(request, time)

    return ImportedCapture(source, time, fetch, member.name)


def from_warc(project: Project, path: Path, name: str, *, within: float, board: str, step: Step) -> ImportResult:
    """Import WARC or WACZ files: our own checks unchanged; of others, each recording of the list is a capture."""
    with _shelf(project) as spool:
        contents = warc.WarcContents(spool, now())

        def checks() -> Iterator[Capture]:
            for file in warc.files(path):
                step(file.name)
                for check in warc.read(file, contents):
                    if not name or check.source.slug == name:
                        yield _without_claims(check, project, contents.problems)

        def replies() -> Iterator[ImportedCapture]:
            if not contents.checks and not contents.replies:
                first = f" ({contents.problems.listed[0]})" if contents.problems.listed else ""
                message = f"{path} has no reply, or is not a WARC file{first}"
                raise UsageError(message)
            if contents.replies and not name:
                message = f"{path} has captures made by other programs; use --source to say which source in tracker.toml they belong to"
                raise UsageError(message)
            if contents.replies:
                yield from captures(_source(project, name, board), contents.replies, within, str(path))

        return _take_captures(project, lambda _: replies(), checks(), step, contents.problems)


def _without_claims(check: Capture, project: Project, problems: Problems) -> Capture:
    """Return a check without its claims about another source's name: only tracker.toml renames sources."""
    formerly = check.source.formerly
    configured = project.settings.sources.get(check.source.slug)
    if not formerly or (configured is not None and configured.formerly == formerly):
        return check
    problems.add(check.id, f"formerly = {formerly!r} was left out, because tracker.toml does not say so")
    return replace(check, source=replace(check.source, formerly=""))


def from_har(project: Project, path: Path, name: str, *, within: float, board: str, step: Step) -> ImportResult:
    """Import a HAR file of a browser. Each load of the list is a capture."""
    problems = Problems()
    source = _source(project, name, board)
    with _shelf(project) as spool:

        def make_captures() -> Iterator[ImportedCapture]:
            yield from captures(source, har.replies(path, spool, now(), problems), within, str(path))

        return _take_captures(project, lambda _: make_captures(), (), step, problems)


def from_git(
    project: Project, path: Path, name: str, paths: Sequence[str], *, branch: str, board: str, step: Step
) -> ImportResult:
    """Import the history of a file, or of a folder of postings (board `files`), from a git repository."""
    repository = git.Repository(path)
    problems = Problems()
    try:
        source = _source(project, name, board)

        def make_captures(database: Database) -> Iterator[ImportedCapture]:
            known = imported_commits.of_source(database.connection, source.slug)
            return git.captures(source, repository, paths, branch, known, now(), problems)

        return _take_captures(project, make_captures, (), step, problems)
    finally:
        repository.close()


def from_wayback(
    project: Project, name: str, server: str, query: wayback.CaptureQuery, *, board: str, step: Step
) -> ImportResult:
    """Import the captures that a Wayback Machine has of a source's list."""
    source = _source(project, name, board)
    problems = Problems()
    usual = project.settings.sources.get(name, project.settings.defaults)
    server_source = Source(slug=source.slug, url=server, delay=usual.delay, allow_private=usual.allow_private)

    async def work() -> ImportResult:
        async with Fetcher(project.settings.contact, now) as fetcher:
            fetch = fetcher.of(server_source, {})
            with project.lock(wait=True) as current, current.open_database() as database:
                taking = _Taking(current, database, problems)
                with taking.atomically():
                    async for capture in wayback.captures(source, server, query, fetch, now(), problems):
                        step(capture.name)
                        await taking.take(capture)
                    return taking.finish()

    return asyncio.run(work())


def _take_captures(
    project: Project,
    make_captures: Callable[[Database], Iterable[ImportedCapture]],
    checks: Iterable[Capture],
    step: Step,
    problems: Problems,
    judge: Callable[[_Taking], None] = lambda _taking: None,
) -> ImportResult:
    """Import everything, or nothing if it fails. `judge` may still refuse it after everything was read."""
    with project.lock(wait=True) as current, current.open_database() as database:
        taking = _Taking(current, database, problems)
        with taking.atomically():
            for check in checks:
                step(check.id)
                taking.take_check(check)
            for capture in make_captures(database):
                step(capture.name)
                at_once(taking.take(capture))
            result = taking.finish()
            judge(taking)
            return result


class _Taking:
    """Imports captures one by one, then reports how the history changed."""

    def __init__(self, project: Project, database: Database, problems: Problems) -> None:
        self.project = project
        self.problems = problems
        self.checker = Checker(
            database, project.archive(), now, outbox.enqueue(project.settings), project.settings.apart
        )
        self.checker.recover()
        self.intake = Intake(self.checker)
        self.done = ImportResult()
        self.before = _changes(database.connection)
        self.late: set[str] = set()
        self.sources: set[str] = set()

    @contextmanager
    def atomically(self) -> Iterator[None]:
        """Make the imports within the `with` block visible at its end, in archive and history; after an error, drop them.

        The archive is first: a process that is killed between the two leaves a complete import, which is folded later.
        """
        with self.checker.archive.atomically() as archived, self.checker.database.transaction():
            yield
            archived.done()

    async def take(self, capture: ImportedCapture) -> None:
        """Import one capture. If it is older than what is known, its source is folded again at the end."""
        slug = capture.source.slug
        older = capture.at < self.checker.database.last_check(slug)
        for problem in capture.problems:
            self.problems.add(capture.name, problem)
        try:
            is_new = await self.intake.import_capture(
                capture.source,
                capture.fetch,
                capture.at,
                other_pages=capture.other_pages,
                reread=capture.reread,
                run=capture.run,
                dictionary_content=capture.dictionary_content,
            )
        except (TooManyCaptures, Unusable) as error:
            self.problems.add(capture.name, error)
            return
        self._count(slug, is_new=is_new, late=older)

    def take_check(self, capture: Capture) -> None:
        """Import one check that this tracker archived."""
        try:
            is_new = self.intake.take_check(capture)
        except (TooManyCaptures, Unusable) as error:
            self.problems.add(capture.id, error)
            return
        self._count(capture.source.slug, is_new=is_new, late=True)

    def _count(self, slug: str, *, is_new: bool, late: bool) -> None:
        self.sources.add(slug)
        self.done.captures += is_new
        self.done.known += not is_new
        if is_new and late:
            self.late.add(slug)

    def finish(self) -> ImportResult:
        """Fold the sources again that need it, and count the changes."""
        checker, connection, result = self.checker, self.checker.database.connection, self.done
        if self.late:
            checker.refold(*sorted(self.late))
        checker.database.watch(self.project.settings.sources, self.project.settings.topics)
        checker.database.index()
        checker.database.find()
        result.sources = sorted(self.sources)
        after = _changes(connection)
        kinds = sorted({*self.before, *after})
        result.changes = {kind: after[kind] - self.before[kind] for kind in kinds if after[kind] != self.before[kind]}
        outcomes: Counter[str] = Counter()
        for outcome, slug, started, reason in connection.execute(
            "SELECT k.outcome, k.source, k.started_at, k.reason FROM json_each(?) AS j JOIN checks AS k ON k.id = j.value "
            "ORDER BY k.started_at",
            (orjson.dumps(self.intake.taken()).decode(),),
        ):
            outcomes[outcome] += 1
            if outcome in {"failed", "blocked", "partial"}:
                self.problems.add(f"{slug} {started}: {outcome}", reason)
        result.outcomes = dict(outcomes)
        result.problems = self.problems.all()
        return result


def _changes(connection: sqlite3.Connection) -> Counter[str]:
    rows = connection.execute(
        "SELECT CASE WHEN baseline THEN 'already there' ELSE kind END, count(*) FROM changes GROUP BY 1"
    )
    return Counter(dict(rows))


def _source(project: Project, name: str, board: str) -> Source:
    source = project.settings.sources.get(name)
    if board and board not in BOARDS:
        message = f"no board {board!r}; choose from: {', '.join(BOARDS)}"
        raise UsageError(message)
    if source is not None:
        return replace(source, board=board) if board else source
    if not board:
        known = ", ".join(project.settings.sources)
        known_sources = f"it has: {known}" if known else "it has none yet"
        message = f"no source {name!r} in tracker.toml ({known_sources}); add it, or give its board with --board"
        raise UsageError(message)
    if not is_slug(name):
        message = f"{name!r} can't name a source; use lower-case letters, digits, - and _, at most {MOST_SLUG}"
        raise UsageError(message)
    return Source(slug=name, url=f"https://{name}.invalid/", board=board)


def _source_of_member(source: Source, member: str) -> Source:
    """Return a source for one member: with its own name, and an address that ends in the member's name."""
    stem = re.sub(r"(\.[a-z0-9]{1,5})+$", "", member.rpartition("/")[2], flags=re.IGNORECASE)
    stem = BREAKING.sub("-", stem)
    slug = re.sub(r"[^a-z0-9_-]+", "-", stem.lower()).strip("-") or digest(member, length=8)
    name = f"{source.slug}-{slug}"
    if not is_slug(name):  # too long; the digest distinguishes names with the same beginning
        name = f"{name[: MOST_SLUG - 9]}-{digest(member, length=8)}"
    return replace(source, slug=name, name=source.name or stem, url=f"{source.url.rstrip('/')}/{stem}")
