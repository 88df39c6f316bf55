"""One source down the line: read the list, read what it makes worth asking, archive both, fold them.

Live, from the archive and from imported files it is the same code; only `Fetch` is another.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any

from tracker import border, remedies, urls
from tracker.archive import Archive, Committed
from tracker.archive.notes import capture_of, source_of
from tracker.boards import BOARDS
from tracker.boards.detect import board_of
from tracker.budget import Budget
from tracker.errors import Damaged, Failed, Unusable
from tracker.fetches import Fetch, as_it_is, at_once, counting, filling, from_pages, once
from tracker.ledger import Answers, History, Policy, Verdict
from tracker.model import GOOD, Capture, Mark, Page, Placed, Prior, Request, Source, Time, iso, moment
from tracker.reader import IMPORTED, MEMORY, Reader
from tracker.reader import reader as new_reader
from tracker.reads import Seen, read_list, second_read
from tracker.recall import Recall
from tracker.reconcile import reconcile
from tracker.spool import Spool
from tracker.store.book import Book, Memory
from tracker.store.write import Told
from tracker.trouble import is_trouble, named

# What a board or the text makes of a reply. A database that another number wrote is folded anew from the archive.
EXTRACTOR = 5

SPOOLS = ".spool"  # folder beside the sources' folders, for what a check does not keep in memory
BAD_DAY = 3  # sources of one host with the same drop in one run
LEAST_DROP = 2  # postings closed at once, and more than a third: a drop

Then = Callable[[Any, Verdict, Capture, list[Told]], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A check as it was folded."""

    source: str
    verdict: Verdict
    told: tuple[Told, ...]
    requests: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A check that is archived and not folded yet: it closes much, and its host may have a bad day."""

    capture: Capture
    seen: Seen
    answers: Answers
    policy: Policy
    placed: Sequence[Any]
    mark: Mark
    then: Then | None
    spool: Spool = field(default_factory=Spool)


class Checker:
    """Checks sources against one archive and one database. `then` runs inside the transaction of each fold.

    `apart` are pairs of posting ids that a person said are not one.
    """

    def __init__(
        self,
        book: Book,
        archive: Archive,
        now: Callable[[], Time],
        then: Then | None = None,
        apart: frozenset[frozenset[str]] = frozenset(),
    ) -> None:
        self.book = book
        self.archive = archive
        self.now = now
        self.then = then
        self.apart = apart
        self.waiting: list[Waiting] = []
        self.unusable: list[str] = []

    def spool(self) -> Spool:
        """Return what keeps the bodies of one check; `check` closes it."""
        return Spool(self.archive.root / SPOOLS)

    async def check(
        self,
        source: Source,
        fetch: Fetch,
        *,
        run: str,
        reread: bool = False,
        step: Callable[[], None] | None = None,
        spool: Spool | None = None,
    ) -> Result | None:
        """Visit a source once. What can't be read is recorded; what can't be recorded is raised.

        None if the check closes so much that it waits for the end of the run (`settle`).
        """
        source = replace(source, board=board_of(source))
        started = max(self.now(), after(self.book.last_check(source.slug)))
        memory = self.book.memory(source.slug)
        prior = self.book.prior(source.slug)
        policy = self.policy(source, reread=reread)
        spool = spool or self.spool()
        try:
            budget = Budget(source.limit, source.max_bytes, asyncio.get_running_loop().time, lambda: spool.refused)
            counted = counting(budget.of(_spooled(fetch, spool)), step)
            fill = partial(self.with_body, prior, spool)
            with new_reader(limit=source.limit) as reader:
                known = memory if not reread and _usable(memory, source) else None
                before = _as_before(memory, source)
                seen = await read_list(source, counted, fill, known, reader, spool, before)
                history = self.book.history(source) if seen.listing else History({}, {})
                filled = filling(counted, fill)
                answers = await second_read(source, history, seen, filled, started, policy, reader, trust=True)
            capture = Capture(source, run, started, max(self.now(), started), tuple(once(seen.pages)), reread=reread)
            result = self.keep(capture, seen, answers, policy, memory, self.then, spool)
        except BaseException:
            spool.close()
            raise
        if result is not None:
            spool.close()
        return result

    def conditions(self, source: Source) -> dict[str, Prior]:
        """Give what may be asked for conditionally: bodies that stand in this month's file, so that it stands alone."""
        month = f"/{self.now()[:7]}"
        return {key: one for key, one in self.book.prior(source.slug).items() if month in one.file}

    def policy(self, source: Source, *, reread: bool = False) -> Policy:
        """Give how a check of this source is judged."""
        board = BOARDS[source.board]
        return Policy(
            partial(board.own, source),
            slug=source.slug,
            address=source.address,
            apart=self.apart,
            complete=source.complete,
            every=source.every,
            reread=source.reread,
            reread_now=reread,
        )

    def with_body(self, prior: Mapping[str, Prior], spool: Spool, page: Page) -> Page:
        """Give a page that was not modified the body, status and headers that are kept of it."""
        known = prior.get(page.request.key)
        if not page.not_modified or known is None:
            return page
        record = self.archive.read(known.file, known.offset)
        return replace(page, status=record.status or 200, headers=record.http, content=spool.keep(record.body))

    def keep(
        self,
        capture: Capture,
        seen: Seen,
        answers: Answers,
        policy: Policy,
        memory: Memory | None,
        then: Then | None,
        spool: Spool | None = None,
    ) -> Result | None:
        """Archive, then fold; None if the check waits for the end of its run. Then its spool stays open until then."""
        try:
            placed, mark = self._archived(capture)
        except Exception as error:
            if is_trouble(error):
                raise
            seen, answers = Seen(error=Failed(f"what came back could not be archived ({named(error)})")), Answers()
            capture = replace(capture, pages=())
            placed, mark = self._archived(capture)
        waiting = Waiting(capture, seen, answers, policy, placed, mark, then, spool or Spool())
        return self._contained(waiting, memory, defer=True)

    def _archived(self, capture: Capture) -> tuple[list[Placed], Mark]:
        known = self.book.mark(self.archive.file_of(capture))
        return self.archive.append(capture, self.book.prior(capture.source.slug), known.closing if known else 0)

    def _contained(self, one: Waiting, memory: Memory | None, *, defer: bool) -> Result | None:
        """Judge and fold an archived check; one that can't be is recorded as such, and stops no other.

        Only trouble with the store or the archive itself is raised.
        """
        try:
            return self._judged(one, memory, defer=defer)
        except Exception as error:
            if is_trouble(error):
                raise
            return self._unreadable(one, error)

    def _unreadable(self, one: Waiting, error: Exception) -> Result:
        """Record that a check is archived and could not be folded; it is read again by the next version."""
        why = f"archived, but it could not be read ({named(error)}); the next version of the tracker reads it again"
        history = self.book.state(one.capture.source.slug)
        verdict = Verdict(
            "failed",
            why,
            settled=history.settled,
            empties=history.empties,
            masks=history.masks,
            pending=True,
            holds=history.holds,
        )
        try:
            return self._folded(replace(one, seen=Seen()), verdict, readable=False)
        except Exception as again:
            if is_trouble(again):
                raise
            return self._folded(replace(one, seen=Seen(), placed=()), verdict, readable=False)

    def _judged(self, one: Waiting, memory: Memory | None, *, defer: bool) -> Result | None:
        """Say what an archived check means, and fold it; None if it waits for the end of its run."""
        verdict = self._verdict(one.capture, one.seen, one.answers, one.policy, memory)
        if _drops(one.capture, verdict):
            if defer:
                self.waiting.append(one)
                return None
            told = self.book.bad_day(one.capture.run, host_of(one.capture.source))
            if told:
                policy = replace(one.policy, bad_day=told)
                verdict = self._verdict(one.capture, one.seen, one.answers, policy, None)
        return self._folded(one, verdict)

    def _folded(self, one: Waiting, verdict: Verdict, *, readable: bool = True) -> Result:
        told = self._fold(one.capture, verdict, one.seen, one.placed, one.mark, one.then, readable=readable)
        return _result(one.capture, verdict, told)

    def settle(self) -> list[Result]:
        """Fold the checks that waited for the end of their run.

        Where at least three sources of one host, and most of those that were read, lost a third or more of their
        postings in one run, the host is at fault until further checks agree.
        """
        results = []
        waiting, self.waiting = self.waiting, []
        groups: dict[tuple[str, str], list[Waiting]] = {}
        for one in waiting:
            groups.setdefault((one.capture.run, host_of(one.capture.source)), []).append(one)
        for (run, host), group in groups.items():
            read = {
                slug for slug, settings in self.book.read_in(run) if host_of(Source.from_settings(settings)) == host
            }
            total = len(read | {one.capture.source.slug for one in group})
            if len(group) >= BAD_DAY and len(group) * 2 > total:
                told = (
                    f"{len(group)} of {total} sources of {host} lost a third or more of their postings in one run: "
                    "the host is at fault"
                )
                self.book.note_bad_day(run, host, told)
            for one in group:
                with closing(one.spool):
                    result = self._contained(one, None, defer=False)
                if result:
                    results.append(result)
        return results

    def _verdict(
        self, capture: Capture, seen: Seen, answers: Answers, policy: Policy, memory: Memory | None
    ) -> Verdict:
        slug = capture.source.slug
        if seen.unchanged and memory is not None:
            history = self.book.state(slug)
            return Verdict(
                memory.outcome,  # type: ignore[arg-type]
                memory.reason,
                memory.seen,
                memory.stated_total,
                settled=history.settled,
                empties=history.empties,
                masks=history.masks,
                holds=history.holds,
                employer=history.employer,
            )
        if seen.listing is None:
            history = self.book.state(slug)
            error = seen.error or Failed("nothing came back")
            return Verdict(
                error.outcome,  # type: ignore[arg-type]
                str(error),
                settled=history.settled,
                empties=history.empties,
                masks=history.masks,
                pending=True,
                holds=history.holds,
            )
        history = self.book.history(capture.source)
        return reconcile(history, seen.listing, answers, capture.started_at, policy)

    def _fold(
        self,
        capture: Capture,
        verdict: Verdict,
        seen: Seen,
        placed: Sequence[Any],
        mark: Mark,
        then: Then | None,
        *,
        readable: bool,
    ) -> list[Told]:
        source = capture.source
        entries = seen.listing.entries if seen.listing else ()
        employer = seen.listing.employer if seen.listing else ""
        return self.book.fold(
            capture,
            verdict,
            placed,
            mark=mark,
            name=source.name or employer or self.book.name(source.slug) or source.slug,
            board=source.board,
            extractor=EXTRACTOR,
            rounds=seen.rounds if verdict.outcome in GOOD else [],
            recall=Recall(seen.listing if verdict.outcome in GOOD else None, seen.reads),
            seen_in={entry.external_id: entry.detail for entry in entries if entry.detail},
            list_key=seen.list_key,
            then=then,
            readable=readable,
        )

    def replay(self, committed: Committed, then: Then | None = None, *, defer: bool = False) -> Result | None:
        """Fold a check that stands in the archive; None if it waits for the end of its run (`defer`).

        One that can't be read is recorded as such. One whose note does not even say what it is a check of is told
        (`unusable`), and left out.
        """
        try:
            source = source_of(committed.note)
            bare = replace(capture_of(committed.note, ()), source=replace(source, board=board_of(source)))
        except Exception as error:
            if is_trouble(error):
                raise
            self.unusable.append(f"{committed.file} at {committed.closing}: {named(error)}")
            self.book.passed(committed.mark)
            return None
        limit = bare.source.limit
        reading = new_reader(live=False, limit=limit, memory=IMPORTED if bare.imported else MEMORY)
        with Spool(self.archive.root / SPOOLS) as spool, reading as reader:
            try:
                waiting = self._read_again(committed, bare, then, spool, reader)
            except Exception as error:
                if is_trouble(error):
                    raise
                policy = Policy(lambda _id, _url: ())
                waiting = Waiting(bare, Seen(), Answers(), policy, (), committed.mark, then)
                return self._unreadable(waiting, error)
            return self._contained(waiting, None, defer=defer)

    def _read_again(
        self, committed: Committed, bare: Capture, then: Then | None, spool: Spool, reader: Reader
    ) -> Waiting:
        """Read the pages of an archived check as if they came now."""
        source = bare.source
        placed = self.archive.placed(committed, self.book.prior(source.slug), spool.page)
        pages = [place.page for place in placed]
        capture = replace(bare, pages=tuple(pages))
        policy = self.policy(source, reread=capture.reread)
        replayed = from_pages(pages, recorded=capture.imported)
        seen = at_once(read_list(source, replayed, as_it_is, None, reader, spool))
        # All of it is read again here, so that a rebuild does not rest on what was remembered.
        seen.reads = _reads(_as_before(self.book.memory(source.slug), source))
        history = self.book.history(source) if seen.listing else History({}, {})
        answers = at_once(
            second_read(source, history, seen, replayed, capture.started_at, policy, reader, offline=capture.imported)
        )
        return Waiting(capture, seen, answers, policy, placed, committed.mark, then, spool)

    def refold(self, *slugs: str) -> int:
        """Fold sources anew from their files, and swap their rows in one transaction; gives the checks folded.

        The files of every name that a source had belong to it. Of several sources, a bad day of their host is looked for
        again; of one alone, what is known of it holds.
        """
        with self.book.transaction():
            names = list(dict.fromkeys(name for slug in slugs for name in self.book.chain(slug)))
            for name in names:
                self.book.forget(name)
            files = [file for name in names for file in self.archive.files(name)]
            return self._replay_all(files, defer=len(slugs) > 1)

    def rebuild(self, step: Callable[[], None] | None = None) -> int:
        """Make the whole database anew from the archive, in one transaction; gives the checks folded."""
        with self.book.transaction():
            committed = self.book.archives()
            self.book.empty()
            count = self._replay_all(self.archive.files(), step, committed, defer=True)
            self.book.index()
        return count

    def _replay_all(
        self,
        files: Iterable[str],
        step: Callable[[], None] | None = None,
        committed: Mapping[str, Mark] | None = None,
        *,
        defer: bool = False,
    ) -> int:
        """Fold all checks of these files in the order of time; one that stands there twice counts once.

        Damaged if a file ends before what is `committed` of it, or in something that is no unfinished write.
        """
        checks: dict[str, Committed] = {}
        for file in files:
            end = 0
            for one in self.archive.scan(file) if self.archive.length(file) else ():
                checks.setdefault(str(one.note["check"]) or f"{one.file} at {one.closing}", one)
                end = one.end
            known = (committed or {}).get(file)
            if (known and end < known.length) or not self.archive.is_torn(file):
                message = f"{self.archive.root / file}: what was committed can't be read beyond byte {end}; restore it from a copy"
                raise Damaged(message)
        for one in sorted(checks.values(), key=lambda one: (one.finished_at, str(one.note["check"]))):
            if self.waiting and self.waiting[-1].capture.run != one.note["run"]:
                self.settle()
            self.replay(one, defer=defer)
            if step:
                step()
        self.settle()
        return len(checks)

    def recover(self) -> list[str]:
        """Bring archive and database together after a run that was killed; gives what was done, in words.

        A torn tail never happened and is cut off; a check that was committed and not folded is folded, with its
        alerts if the source is known here.
        """
        done: list[str] = []
        known = self.book.archives()
        for file in self.archive.missing(known):
            raise remedies.missing(self.archive.root / file)
        waiting: list[Committed] = []
        for file in self.archive.files():
            waiting += self._tail(file, known.get(file), done)
        late: set[str] = set()
        for one in sorted(waiting, key=lambda one: one.started_at):
            try:
                slug = source_of(one.note).slug
            except Unusable:
                self.replay(one)
                continue
            if self.book.has_check(str(one.note["check"])):
                continue
            if slug in late or one.started_at <= self.book.last_check(slug):
                late.add(slug)
                continue
            self.replay(one, self.then if known else None, defer=True)
        self.settle()
        if waiting:
            done.append(f"folded {len(waiting)} checks that were archived and not yet in the database")
        for slug in sorted(late):
            self.refold(slug)
        return done

    def _tail(self, file: str, known: Mark | None, done: list[str]) -> list[Committed]:
        """Give the checks of a file that are not in the database, and cut off what was never finished."""
        length, committed = self.archive.length(file), known.length if known else 0
        if length < committed:
            raise remedies.shortened(self.archive.root / file, length, committed)
        if length == committed and length:
            return []
        since = known.closing if known else 0
        found = list(self.archive.scan(file, committed, since=since)) if length else []
        end = found[-1].end if found else committed
        if length and not known and not self.archive.is_torn(file):
            message = f"{self.archive.root / file}: no record stands at its end; restore it from a copy"
            raise Damaged(message)
        if self.archive.cut(file, end):
            done.append(f"{file}: cut off {length - end} bytes of a check that was never finished")
        return found

    def renew(self, slug: str) -> bool:
        """Fold a source anew if the code reads replies in another way than when its rows were made."""
        memory = self.book.memory(slug)
        if memory is None or memory.extractor == EXTRACTOR:
            return False
        self.refold(slug)
        return True


def _spooled(fetch: Fetch, spool: Spool) -> Fetch:
    """Fetch, and keep the bodies in the spool. Whatever goes wrong with a request is a page that says so."""

    async def spooled(request: Request) -> Page:
        try:
            page = await fetch(request)
        except Exception as error:
            if is_trouble(error):
                raise
            page = Page(request, request.url, failure=named(error), failure_kind="network")
        return spool.page(border.page(page))

    return spooled


def _drops(capture: Capture, verdict: Verdict) -> bool:
    """Say whether a check closes so much at once that the other sources of its host must be looked at."""
    return not capture.imported and verdict.dropped >= LEAST_DROP and verdict.dropped * 3 > verdict.open_before


def host_of(source: Source) -> str:
    """Name who serves a source: host and port, without the part that names the employer where software has one."""
    found = urls.parse(source.endpoint or source.url)
    name = found.host
    labels = name.split(".")
    if not labels[-1].isdecimal() and len(labels) > 2:  # noqa: PLR2004
        name = ".".join(labels[-3:] if len(labels[-2]) <= 3 and len(labels[-1]) == 2 else labels[-2:])  # noqa: PLR2004
    return f"{name}:{found.port}" if found.port else name


def _result(capture: Capture, verdict: Verdict, told: list[Told]) -> Result:
    """Keep of a check what is told of it; the wordings of ten thousand postings would fill the memory."""
    light = replace(verdict, changes=(), updates={}, fills={})
    return Result(capture.source.slug, light, tuple(told), len(capture.pages))


def after(last: Time) -> Time:
    """Give the first moment after a check, for a clock that went back or stood still."""
    if not last:
        return ""
    return iso(moment(last) + timedelta(milliseconds=1))


def _as_before(memory: Memory | None, source: Source) -> Memory | None:
    """Return what the check before left, if it was made with the same settings and code."""
    same = memory is not None and memory.extractor == EXTRACTOR and memory.settings == source.settings()
    return memory if same else None


def _reads(memory: Memory | None) -> dict[str, tuple[str, str]]:
    return dict(memory.recall.reads) if memory else {}


def _usable(memory: Memory | None, source: Source) -> bool:
    """Say whether a list that is the same to the byte means the same: nothing pending, same settings and code."""
    found = _as_before(memory, source)
    return found is not None and not found.pending and found.outcome in GOOD and bool(found.rounds)
