"""One source down the line: read the list, read what it makes worth asking, archive both, fold them.

Live, from the archive and from imported files it is the same code; only `Fetch` is another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from tracker.archive import Archive, Committed, capture_of, source_of
from tracker.boards import BOARDS
from tracker.boards.detect import board_of
from tracker.errors import Damaged, Failed, Unread
from tracker.model import (
    GOOD,
    Answers,
    Capture,
    Entry,
    Flow,
    History,
    Listing,
    Page,
    Policy,
    Prior,
    Questions,
    Request,
    Source,
    Time,
    Verdict,
    iso,
    moment,
)
from tracker.reconcile import doubts, plan, reconcile
from tracker.standing import stands
from tracker.store.book import Book, Memory, Told

# What a board or the text makes of a reply. A database that another number wrote is folded anew from the archive.
EXTRACTOR = 1
GIVE_UP = 10  # failures running, after which a host is not asked for more texts in this check

T = TypeVar("T")
Fetch = Callable[[Request], Awaitable[Page]]
Then = Callable[[Any, Verdict, Capture, list[Told]], None]
Fill = Callable[[Page], Page]
Rounds = list[list[dict[str, str]]]


@dataclass
class Seen:
    """What the reads of one check brought."""

    rounds: Rounds = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    listing: Listing | None = None
    error: Unread | None = None
    unchanged: bool = False
    list_key: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A check as it was folded."""

    source: str
    verdict: Verdict
    told: tuple[Told, ...]
    requests: int


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never really waits (the archive answers at once)."""
    try:
        work.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    work.close()
    message = "a replay waited for something"
    raise RuntimeError(message)


class Checker:
    """Checks sources against one archive and one database. `then` runs inside the transaction of each fold."""

    def __init__(self, book: Book, archive: Archive, now: Callable[[], Time], then: Then | None = None) -> None:
        self.book = book
        self.archive = archive
        self.now = now
        self.then = then

    async def check(
        self, source: Source, fetch: Fetch, *, run: str, reread: bool = False, step: Callable[[], None] | None = None
    ) -> Result:
        """Visit a source once. What can't be read is recorded; what can't be recorded is raised."""
        source = replace(source, board=board_of(source))
        started = max(self.now(), _after(self.book.last_check(source.slug)))
        memory = self.book.memory(source.slug)
        prior = self.book.prior(source.slug)
        counted = _counting(fetch, step)
        fill = partial(self.with_body, prior)
        seen = await read_list(source, counted, fill, memory if not reread and _usable(memory, source) else None)
        policy = self.policy(source, reread=reread)
        answers = Answers()
        if seen.listing is not None:
            history = self.book.history(source.slug)
            answers = await ask(source, history, seen, _filling(counted, fill), started, policy)
        pages = tuple(_once(seen.pages))
        capture = Capture(source, run, started, max(self.now(), started), pages, reread=reread)
        return self._keep(capture, seen, answers, policy, memory, self.then)

    def conditions(self, source: Source) -> dict[str, Prior]:
        """Give what may be asked for conditionally: bodies that stand in this month's file, so that it stands alone."""
        month = f"/{self.now()[:7]}"
        return {key: one for key, one in self.book.prior(source.slug).items() if month in one.file}

    def policy(self, source: Source, *, reread: bool = False) -> Policy:
        """Give how a check of this source is judged."""
        board = BOARDS[source.board]
        return Policy(partial(board.own, source), source.complete, source.reread, reread)

    def with_body(self, prior: Mapping[str, Prior], page: Page) -> Page:
        """Give a page that was not modified the body, status and headers that are kept of it."""
        known = prior.get(page.request.key)
        if not page.not_modified or known is None:
            return page
        record = self.archive.read(known.file, known.offset)
        return replace(page, status=record.status or 200, headers=record.http, body=record.body)

    def _keep(
        self,
        capture: Capture,
        seen: Seen,
        answers: Answers,
        policy: Policy,
        memory: Memory | None,
        then: Then | None,
    ) -> Result:
        """Archive, then fold."""
        prior = self.book.prior(capture.source.slug)
        placed, file, length = self.archive.append(capture, prior)
        verdict = self._verdict(capture, seen, answers, policy, memory)
        told = self._fold(capture, verdict, seen, placed, file, length, then)
        return _result(capture, verdict, told)

    def _verdict(
        self, capture: Capture, seen: Seen, answers: Answers, policy: Policy, memory: Memory | None
    ) -> Verdict:
        slug = capture.source.slug
        if seen.unchanged and memory is not None:
            history = self.book.state(slug)
            return Verdict(
                memory.outcome,  # type: ignore[arg-type]
                memory.reason, memory.seen, memory.stated_total,
                settled=history.settled, empties=history.empties, masks=history.masks,
            )
        history = self.book.history(slug)
        if seen.listing is None:
            error = seen.error or Failed("nothing came back")
            return Verdict(
                error.outcome,  # type: ignore[arg-type]
                str(error), settled=history.settled, empties=history.empties, masks=history.masks, pending=True,
            )
        return reconcile(history, seen.listing, answers, capture.started_at, policy)

    def _fold(
        self,
        capture: Capture,
        verdict: Verdict,
        seen: Seen,
        placed: Sequence[Any],
        file: str,
        length: int,
        then: Then | None,
    ) -> list[Told]:
        source = capture.source
        entries = seen.listing.entries if seen.listing else ()
        employer = seen.listing.employer if seen.listing else ""
        return self.book.fold(
            capture,
            verdict,
            placed,
            file=file,
            length=length,
            name=source.name or employer or self.book.name(source.slug) or source.slug,
            board=source.board,
            extractor=EXTRACTOR,
            rounds=seen.rounds if verdict.outcome in GOOD else [],
            seen_in={entry.external_id: entry.detail.key for entry in entries if entry.detail},
            list_key=seen.list_key,
            then=then,
        )

    def replay(self, committed: Committed, then: Then | None = None) -> Result:
        """Fold a check that stands in the archive."""
        source = source_of(committed.note)
        source = replace(source, board=board_of(source))
        prior = self.book.prior(source.slug)
        placed = self.archive.placed(committed, prior)
        pages = [place.page for place in placed]
        capture = replace(capture_of(committed.note, pages), source=source)
        answers = Answers()
        policy = self.policy(source, reread=capture.reread)
        replayed = _from_pages(pages)
        seen = at_once(read_list(source, replayed, _as_it_is, None))
        if seen.listing is not None:
            history = self.book.history(source.slug)
            answers = at_once(ask(source, history, seen, replayed, capture.started_at, policy))
        verdict = self._verdict(capture, seen, answers, policy, None)
        length = max(committed.end, self.book.committed(committed.file) or 0)
        told = self._fold(capture, verdict, seen, placed, committed.file, length, then)
        return _result(capture, verdict, told)

    def refold(self, slug: str) -> int:
        """Fold one source anew from its files, and swap its rows in one transaction; gives the checks folded."""
        with self.book.transaction():
            self.book.forget(slug)
            return self._replay_all(self.archive.files(slug))

    def rebuild(self, step: Callable[[], None] | None = None) -> int:
        """Make the whole database anew from the archive, in one transaction; gives the checks folded."""
        with self.book.transaction():
            self.book.empty()
            count = self._replay_all(self.archive.files(), step)
            self.book.index()
        return count

    def _replay_all(self, files: Iterable[str], step: Callable[[], None] | None = None) -> int:
        """Fold all checks of these files in the order of time; one that stands there twice counts once."""
        checks: dict[str, Committed] = {}
        for file in files:
            for committed in self.archive.scan(file):
                checks.setdefault(str(committed.note["check"]), committed)
        for committed in sorted(checks.values(), key=lambda one: (one.finished_at, str(one.note["check"]))):
            self.replay(committed)
            if step:
                step()
        return len(checks)

    def recover(self) -> list[str]:
        """Bring archive and database together after a run that was killed; gives what was done, in words.

        A torn tail never happened and is cut off; a check that was committed and not folded is folded, with its
        alerts if the source is known here.
        """
        done: list[str] = []
        known = self.book.archives()
        for file in known.keys() - set(self.archive.files()):
            message = f"{self.archive.root / file} is missing; restore it from a copy, or run `tracker rebuild` without it"
            raise Damaged(message)
        waiting: list[Committed] = []
        for file in self.archive.files():
            length, committed = self.archive.length(file), known.get(file, 0)
            if length < committed:
                message = f"{self.archive.root / file} has {length} bytes of {committed}; restore it from a copy"
                raise Damaged(message)
            if length > committed:
                end = committed
                for one in self.archive.scan(file, committed):
                    end = one.end
                    waiting.append(one)
                if self.archive.cut(file, end):
                    done.append(f"{file}: cut off {length - end} bytes of a check that was never finished")
        late: set[str] = set()
        for one in sorted(waiting, key=lambda one: one.started_at):
            slug = source_of(one.note).slug
            if self.book.has_check(str(one.note["check"])):
                continue
            if slug in late or one.started_at <= self.book.last_check(slug):
                late.add(slug)
                continue
            self.replay(one, self.then if known else None)
        if waiting:
            done.append(f"folded {len(waiting)} checks that were archived and not yet in the database")
        for slug in sorted(late):
            self.refold(slug)
        return done

    def renew(self, slug: str) -> bool:
        """Fold a source anew if the code reads replies in another way than when its rows were made."""
        memory = self.book.memory(slug)
        if memory is None or memory.extractor == EXTRACTOR:
            return False
        self.refold(slug)
        return True

    def take_in(self, source: Source, body: bytes, at: Time, *, run: str, url: str = "") -> bool:
        """Archive and fold one capture made elsewhere; False if this very check is there already.

        The body answers the first request of the board; nothing else is asked. A capture older than the newest
        check is only archived: the source must be folded anew afterwards (`refold`).
        """
        source = replace(source, board=board_of(source))
        sha = hashlib.sha256(body).hexdigest()

        async def given(request: Request) -> Page:
            if not asked:
                asked.append(request)
                kind = (("Content-Type", _kind_of(body)),)
                return Page(request, url or request.url, 200, kind, body, at, sha256=sha)
            return Page(request, request.url, failure="it is not in the import", failure_kind="unasked", fetched_at=at)

        asked: list[Request] = []
        last = self.book.last_check(source.slug)
        seen = at_once(read_list(source, given, _as_it_is, None))
        answers = Answers()
        policy = self.policy(source, reread=False)
        in_order = at > last
        if seen.listing is not None and in_order:
            answers = at_once(ask(source, self.book.history(source.slug), seen, given, at, policy))
        pages = tuple(page for page in _once(seen.pages) if page.failure_kind != "unasked")
        capture = Capture(source, run, at, at, pages, imported=True)
        if self.book.has_check(capture.id):
            return False
        if in_order:
            self._keep(capture, seen, answers, policy, None, None)
        else:
            self.archive.append(capture, {})
        return True


def _result(capture: Capture, verdict: Verdict, told: list[Told]) -> Result:
    """Keep of a check what is told of it; the wordings of ten thousand postings would fill the memory."""
    light = replace(verdict, changes=(), updates={}, fills={})
    return Result(capture.source.slug, light, tuple(told), len(capture.pages))


def _after(last: Time) -> Time:
    """Give the first moment after a check, for a clock that went back or stood still."""
    if not last:
        return ""
    return iso(moment(last) + timedelta(milliseconds=1))


def _kind_of(body: bytes) -> str:
    return "application/json" if body.lstrip()[:1] in (b"{", b"[") else "text/html; charset=utf-8"


def _usable(memory: Memory | None, source: Source) -> bool:
    """Say whether a list that is the same to the byte means the same: nothing pending, same settings and code."""
    return (
        memory is not None
        and not memory.pending
        and memory.outcome in GOOD
        and memory.extractor == EXTRACTOR
        and memory.settings == source.settings()
        and bool(memory.rounds)
    )


def _counting(fetch: Fetch, step: Callable[[], None] | None) -> Fetch:
    async def counted(request: Request) -> Page:
        page = await fetch(request)
        if step:
            step()
        return page

    return counted


def _once(pages: Iterable[Page]) -> list[Page]:
    """Leave out what is only a part of another page here, for it is archived with that page."""
    return [page for page in pages if not page.part_of]


def _as_it_is(page: Page) -> Page:
    return page


def _filling(fetch: Fetch, fill: Fill) -> Fetch:
    async def filled(request: Request) -> Page:
        return fill(await fetch(request))

    return filled


def _from_pages(pages: Iterable[Page]) -> Fetch:
    """Answer from the pages of a check; the second time a request is made, it gets the second reply."""
    left: dict[str, list[Page]] = {}
    for page in pages:
        left.setdefault(page.request.key, []).append(page)

    async def fetch(request: Request) -> Page:
        group = left.get(request.key)
        if not group:
            return Page(request, request.url, failure="it was not asked then", failure_kind="unasked")
        return replace(group.pop(0), request=request)

    return fetch


def _row(page: Page) -> dict[str, str]:
    """Describe a request and its reply, so that the next check can tell whether both are the same."""
    request = page.request
    return {
        "url": request.url,
        "method": request.method,
        "body": request.body.decode("latin-1"),
        "headers": "\n".join(f"{name}: {value}" for name, value in request.headers),
        "render": "yes" if request.render else "",
        "wait_for": request.wait_for,
        "status": "200" if page.not_modified else str(page.status),
        "sha256": page.sha256,
    }


def _request(row: Mapping[str, str]) -> Request:
    headers = tuple(tuple(line.split(": ", 1)) for line in row["headers"].split("\n") if line)
    return Request(
        row["url"], row["method"], row["body"].encode("latin-1"), headers,  # type: ignore[arg-type]
        bool(row["render"]), row["wait_for"],
    )


async def read_list(source: Source, fetch: Fetch, fill: Fill, memory: Memory | None) -> Seen:
    """Drive the board until it has its listing. `fill` gives a page that was not modified its body.

    While every reply is the same as in the check that `memory` comes from, the board is not even run: it is a pure
    function of the replies, so it would ask for the same again and find the same.
    """
    seen = Seen()
    flow = BOARDS[source.board].read(source)
    try:
        requests = list(next(flow))
        if memory is not None:
            requests = await _repeat(seen, fetch, requests, memory)
            if seen.unchanged:
                flow.close()
                return seen
            fetch = _first_from(seen.pages, fetch)
            seen.pages, seen.rounds = [], []
        await _drive(seen, flow, requests, fetch, fill)
    except Unread as error:
        seen.error = error
    except (TypeError, KeyError, AttributeError, ValueError, IndexError) as error:
        seen.error = Failed(f"the reply has another shape than expected ({type(error).__name__}: {error})")
    return seen


async def _repeat(seen: Seen, fetch: Fetch, requests: list[Request], memory: Memory) -> list[Request]:
    """Make the requests of the check before, as long as the replies are the same; gives the first requests back."""
    first = requests
    for number, known in enumerate(memory.rounds):
        pages = [await fetch(request) for request in requests]
        seen.pages += pages
        seen.rounds.append([_row(page) for page in pages])
        seen.list_key = seen.list_key or requests[0].key
        if seen.rounds[-1] != known:
            return first
        if number + 1 < len(memory.rounds):
            requests = [_request(row) for row in memory.rounds[number + 1]]
    seen.unchanged = True
    return first


def _first_from(held: list[Page], fetch: Fetch) -> Fetch:
    """Answer with the pages that came already, then from the network."""
    waiting = {page.request.key: page for page in held}

    async def first(request: Request) -> Page:
        return waiting.pop(request.key, None) or await fetch(request)

    return first


async def _drive(seen: Seen, flow: Flow, requests: list[Request], fetch: Fetch, fill: Fill) -> None:
    try:
        while True:
            pages = [fill(await fetch(request)) for request in requests]
            seen.pages += pages
            seen.rounds.append([_row(page) for page in pages])
            seen.list_key = seen.list_key or requests[0].key
            requests = list(flow.send(pages))
    except StopIteration as done:
        seen.listing = _guarded(done.value)


def _guarded(listing: Listing) -> Listing:
    """Make an entry of an unexpected shape an error of that entry alone."""
    entries = tuple(
        Entry(one.external_id, one.url, one.title, one.fingerprint, partial(_read, one), one.detail, one.open)
        for one in listing.entries
    )
    return replace(listing, entries=entries)


def _read(entry: Entry, page: Page | None) -> Any:  # noqa: ANN401 (a Posting; named so by Entry.read)
    try:
        return entry.read(page)
    except (TypeError, KeyError, AttributeError, ValueError, IndexError) as error:
        message = f"entry {entry.external_id!r} has another shape than expected ({type(error).__name__}: {error})"
        raise Failed(message) from error


async def ask(
    source: Source,
    history: History,
    seen: Seen,
    fetch: Fetch,
    now: Time,
    policy: Policy,
    questions: Questions | None = None,
) -> Answers:
    """Make the second read of a check: what `plan` asks (or `questions`), and what `doubts` wants to see twice."""
    listing = seen.listing
    if listing is None:
        return Answers()
    questions = questions or plan(history, listing, now, policy)
    details = await _details(questions, seen, fetch)
    standing, evidence = await _vanished(history, questions, seen, fetch, listing)
    answers = Answers(details=details, standing=standing, evidence=evidence)
    seconds: dict[str, Page] = {}
    for name, request in doubts(history, listing, answers).items():
        seconds[name] = await fetch(request)
        seen.pages.append(seconds[name])
    again = await _again(source, seen, fetch) if questions.again else None
    return replace(answers, seconds=seconds, again=again)


async def _details(questions: Questions, seen: Seen, fetch: Fetch) -> dict[str, Page]:
    details: dict[str, Page] = {}
    failures = 0
    for name, request in questions.details.items():
        if failures >= GIVE_UP:
            why = f"not asked after {GIVE_UP} failures running"
            details[name] = Page(request, request.url, failure=why, failure_kind="unasked")
            continue
        page = await fetch(request)
        seen.pages.append(page)
        details[name] = page
        failures = 0 if page.status == 200 else failures + 1  # noqa: PLR2004 (HTTP: OK)
    return details


async def _vanished(
    history: History, questions: Questions, seen: Seen, fetch: Fetch, listing: Listing
) -> tuple[dict[str, bool | None], dict[str, str]]:
    """Ask the pages of postings that vanished, by the first way whose control stands."""
    addresses = (*listing.addresses, *(page.url for page in seen.pages[:1]), *(page.request.url for page in seen.pages[:1]))
    way = 0 if not questions.controls else -1
    for number, (title, request) in enumerate(questions.controls):
        page = await fetch(request)
        seen.pages.append(page)
        if stands(page, title, addresses)[0]:
            way = number
            break
    standing: dict[str, bool | None] = {}
    evidence: dict[str, str] = {}
    for name, requests in questions.vanished.items():
        if not 0 <= way < len(requests) or not requests[way].url:
            standing[name] = None
            continue
        page = await fetch(requests[way])
        seen.pages.append(page)
        standing[name], evidence[name] = stands(page, history.postings[name].title, addresses)
    return standing, evidence


async def _again(source: Source, seen: Seen, fetch: Fetch) -> Listing | None:
    """Read the list a second time, where what it says of a known entry is another than before."""
    second = await read_list(source, fetch, _as_it_is, None)
    seen.pages += second.pages
    return second.listing
