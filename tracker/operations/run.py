"""Check many sources in one run, from taking the lock to sending the alerts."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from tracker.alerts import addresses, findings, outbox, queue, sending
from tracker.archive import Archive, packing
from tracker.archive.file_names import COMMITS
from tracker.check import Checker, Result
from tracker.check.due import due_now
from tracker.check.fetches import answered_first, brisk, quick_at_first
from tracker.check.trouble import error_in_words, is_of_one_file, is_trouble
from tracker.config import Settings
from tracker.config.credentials import hiding
from tracker.fetch import Fetch, Fetcher, heap
from tracker.fetch.robots import Robots
from tracker.fetch.spool import Spool
from tracker.model import GOOD, Page, Prior, Source, Time, digest
from tracker.model.errors import TrackerError, unknown
from tracker.model.history import Verdict
from tracker.operations import reporting, signals
from tracker.operations.project import Project, ProjectBusy, now
from tracker.operations.sending import send

# Allocations before the garbage collector runs: the objects of a few checks, of which hardly any is garbage. With the 100,000 of
# other commands, it took 0.04 s of a first run of 10,000 postings, and freed nothing.
_GARBAGE = 400_000
AT_ONCE = 12  # sources that are read at the same time; each host still gets one request at a time


@dataclass
class Report:
    """What a run did: a result for each source, what was repaired before it began, and the alerts that were sent."""

    results: list[Result] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)
    sent: sending.Sent = field(default_factory=list)
    stopped: str = ""
    unheard: list[str] = field(default_factory=list)  # messages to the heartbeat that could not be sent, and why

    @property
    def exit_code(self) -> int:
        """Return 1 if a check was failed, blocked or partial, or the run was stopped; else 0."""
        return int(bool(self.stopped) or any(result.verdict.outcome not in GOOD for result in self.results))


@dataclass(frozen=True, slots=True)
class FirstReplies:
    """Replies that were read just before a source's first check. The check uses each once instead of requesting it again."""

    replies: tuple[Page, ...] = ()
    robots: Robots | None = None


NOTHING_YET = FirstReplies()


@dataclass(frozen=True, slots=True)
class Hooks:
    """Callbacks of a run (a request came back, a source is done), its clock, its disk, and what was read before.

    `first_replies` is for a run of one source: a reply may be used only for the source that it was asked for.
    """

    step: Callable[[str], None] = lambda _source: None
    done: Callable[[Result], None] = lambda _result: None
    clock: Callable[[], Time] = now
    first_replies: FirstReplies = NOTHING_YET
    free: Callable[[Project], int] = reporting.free_space


def chosen(project: Project, names: Iterable[str]) -> list[Source]:
    """Return the sources with these names, or all. Raise UsageError for an unknown name."""
    names = list(names)
    sources = project.settings.sources
    for name in names:
        if name not in sources:
            raise unknown(name, sources, what="source", where="tracker.toml")
    return [sources[name] for name in names] or list(sources.values())


def run(
    project: Project,
    names: Iterable[str] = (),
    *,
    due: bool = False,
    reread: bool = False,
    wait: bool = False,
    hooks: Hooks | None = None,
) -> Report:
    """Check sources once, then send alerts. Raise ConfigError before anything is fetched.

    Raise ProjectBusy if another run is in progress: at once, or with `wait` if it takes long.
    """
    sources = chosen(project, list(names))
    addresses.check(project.settings)
    heap.keep()
    gc.set_threshold(_GARBAGE)
    hooks = hooks or Hooks()
    report = Report()
    try:
        _run(project, sources, report, hooks, due=due, reread=reread, wait=wait)
        if not report.stopped:
            sending_result = send(project, hooks.clock)
            report.sent, report.stopped = sending_result.sent, sending_result.stopped
    except ProjectBusy:
        reporting.overdue(project, hooks.clock())
        raise
    except BaseException as error:
        _beat(project, "fail", reporting.summary(report.results, f"{type(error).__name__}: {error}"), report, hooks)
        raise
    what = "fail" if report.exit_code else ""
    stopped = f"stopped by {report.stopped}" if report.stopped else ""
    _beat(project, what, reporting.summary(report.results, stopped), report, hooks)
    return report


def _beat(project: Project, what: str, text: str, report: Report, hooks: Hooks) -> None:
    error = reporting.send_heartbeat(project, what, text, hooks.clock())
    if error:
        report.unheard.append(f"heartbeat{' ' + what if what else ''}: {error}")


def _run(
    project: Project, sources: list[Source], report: Report, hooks: Hooks, *, due: bool, reread: bool, wait: bool
) -> None:
    """Check sources, holding the lock."""
    with project.lock(wait=wait) as current, current.open_database() as database:
        started = hooks.clock()
        _beat(current, "start", "", report, hooks)
        archive = current.archive()
        checker = Checker(database, archive, hooks.clock, outbox.enqueue(current.settings), current.settings.apart)
        report.mended += [*checker.recover(), *_unusable(checker)]
        if due:
            sources = due_now(database.connection, sources, hooks.clock())
        for source in sources:
            if checker.renew(source.slug):
                report.mended.append(
                    f"{source.slug}: read its archive again, because this version reads replies differently"
                )
        try:
            asyncio.run(_check_all(current, checker, sources, report, hooks, reread=reread))
        finally:
            report.mended += checker.corrected
            database.watch(current.settings.sources, current.settings.topics)
        if not report.stopped:
            _pack(archive, [result.source for result in report.results], hooks.clock(), report)
        reporting.report(current, checker, report.results, started, hooks.clock(), hooks.free)


def _pack(archive: Archive, sources: Iterable[str], now: Time, report: Report) -> None:
    """Pack the files of these sources if it is worth it: the one that was written to, and that of the previous month.

    An error is reported and does not fail the run: the file stays as it is.
    """
    for source in sources:
        try:
            for file in archive.files(source)[-2:]:
                over = packing.is_over(file, now)
                if not file.endswith(COMMITS) and packing.is_worth(archive, file, over=over):
                    packing.pack(archive, file, over=over)
        except (TrackerError, OSError) as error:
            report.mended.append(
                f"{source}: its archive could not be packed and was left unchanged ({error_in_words(error)})"
            )


async def _check_all(
    project: Project, checker: Checker, sources: list[Source], report: Report, hooks: Hooks, *, reread: bool
) -> None:
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()

    def stop(name: str) -> None:
        report.stopped = name
        if task:
            task.cancel()

    name = digest(hooks.clock(), *(source.slug for source in sources), length=16)
    try:
        with signals.stopping(loop, stop):
            try:
                await _checks(project, checker, sources, report, hooks, name=name, reread=reread)
            finally:  # also if the run is stopped: no later run looks for the findings of these checks
                _find(checker, project.settings, name, hooks.clock())
    except asyncio.CancelledError:
        if not report.stopped:
            raise


def _find(checker: Checker, settings: Settings, run: str, at: Time) -> None:
    """Make the findings of a run, and queue their alerts together with those of its changes."""
    database = checker.database
    database.index()
    database.find()
    with database.transaction():
        findings.enqueue(database.connection, settings, run, at)
        queue.release(database.connection)


async def _checks(
    project: Project, checker: Checker, sources: list[Source], report: Report, hooks: Hooks, *, name: str, reread: bool
) -> None:
    """Check the sources. `name` is that of the run."""
    settings = project.settings
    places = asyncio.Semaphore(AT_ONCE)
    async with Fetcher(settings.contact, hooks.clock, settings.browser_path) as fetcher:
        checker.archive.agent = fetcher.agent
        if hooks.first_replies.robots is not None:
            fetcher.robots.learn(hooks.first_replies.robots)

        async def one(source: Source) -> None:
            async with places:
                try:
                    spool = checker.spool()
                    credentials = settings.credentials_of(source.slug)
                    prior = credentials.priors(checker.conditions(source))
                    fetch = hiding(fetch_for(fetcher, source, prior, spool, hooks.first_replies), credentials)
                    fetch = answered_first(fetch, hooks.first_replies.replies)
                    step = partial(hooks.step, source.slug)
                    result = await checker.check(source, fetch, run=name, reread=reread, step=step, spool=spool)
                except Exception as error:  # noqa: BLE001 (one source stops no other; trouble is raised again)
                    result = _unrecorded(checker, source, error)
                finally:
                    await fetcher.done(source)
            checker.database.drop(source.slug)
            checker.archive.release(source.slug)  # it is not read again in this run
            if result:
                report.results.append(result)
                hooks.done(result)

        tasks = [asyncio.create_task(one(source)) for source in sources]
        try:
            for finished in asyncio.as_completed(tasks):
                await finished
            for result in checker.settle():
                report.results.append(result)
                hooks.done(result)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def fetch_for(
    fetcher: Fetcher,
    source: Source,
    prior: Mapping[str, Prior],
    spool: Spool | None,
    first_replies: FirstReplies = NOTHING_YET,
) -> Fetch:
    """Return the fetch for a source: with short pauses at first if a person waits, unless longer pauses are configured."""
    fetch = fetcher.of(source, prior, spool)
    delay = brisk(source.delay)
    if first_replies is NOTHING_YET or delay == source.delay:
        return fetch
    return quick_at_first(fetcher.of(replace(source, delay=delay), prior, spool), fetch)


def _unrecorded(checker: Checker, source: Source, error: Exception) -> Result:
    """Return the result of a check that could not even be archived. Raise trouble that affects every source."""
    folder = checker.archive.root / source.slug
    if is_trouble(error) and not is_of_one_file(error, folder):
        raise error
    why = f"nothing of this check could be kept ({error_in_words(error)})"
    if is_trouble(error):
        why += f"; make {folder} and the files in it writable for the user who runs the tracker"
    return Result(source.slug, Verdict("failed", why), (), 0)


def _unusable(checker: Checker) -> list[str]:
    return [f"left out a check that can't be used: {line}" for line in checker.unusable]


def changes_in_words(result: Result) -> str:
    """Return the number of changes by kind in words: `2 opened, 1 edited`."""
    baseline = sum(change.baseline for change in result.changes)
    counts = Counter(change.kind for change in result.changes if not change.baseline)
    parts = [
        f"{counts[kind]} {kind}" for kind in ("opened", "edited", "closed", "reopened", "unlisted") if counts[kind]
    ]
    if baseline:
        parts.insert(0, f"{baseline} already there")
    return ", ".join(parts) or "no change"
