"""Read the list of a source, then the pages of postings that are new, changed, missing or due to be read again.

The code is the same for a live check, a replay from the archive and an import. Only `Fetch` differs. Replies are parsed
in a separate process (`tracker.check.reader`); this module only asks for them and passes them on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import zip_longest

from tracker.boards import BOARDS
from tracker.check.absent_texts import with_own_pages
from tracker.check.fetches import Fetch, Fill, as_it_is, first_from, for_second_read
from tracker.check.missing_postings import HostFailures, pages_still_up
from tracker.check.reader import Reader, work
from tracker.check.reader import reader as new_reader
from tracker.check.trouble import error_in_words, is_trouble
from tracker.extract import border
from tracker.extract.cover import Cover
from tracker.fetch.spool import Spool
from tracker.model import Listing, Page, Posting, Request, Source, Time, digest
from tracker.model.errors import Failed, Unread
from tracker.model.history import Answers, History, Policy, Questions, Reading
from tracker.model.posting import with_read
from tracker.model.redaction import NOTHING, Hidden, hide
from tracker.model.wording import Wording
from tracker.reconcile import byte_equal, may_have_moved, plan, to_read_twice
from tracker.reconcile.byte_equal import Recall
from tracker.reconcile.exchanges import Exchange, Rounds
from tracker.store.memory import Memory

_GOOD, _UNCHANGED = 200, 304
_BATCH = 100  # entries read in one call
_BATCH_BYTES = 4 << 20  # bytes of pages in one call


@dataclass
class Reads:
    """The results of the reads of one check. `reads` are the pages of postings that were read (`byte_equal.Recall.reads`).

    `bare` is the listing as it came from the reading process: its entries can't be read.
    """

    rounds: Rounds = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    listing: Listing | None = None
    bare: Listing | None = None
    error: Unread | None = None
    unchanged: bool = False
    list_key: str = ""
    readings: Readings | None = None
    reads: dict[str, tuple[str, str]] = field(default_factory=dict)


def _exchange(page: Page, known: Exchange | None = None) -> Exchange:
    """Return a request and its reply, so that the next check can tell whether both are the same.

    `known` is the exchange of the last check; a "not modified" reply has no headers of its own.
    """
    parts = [f"{part.request.key} {part.sha256}" for part in page.parts]
    return Exchange(
        page.request,
        _GOOD if page.not_modified else page.status,
        digest(page.sha256, page.ended, *parts) if parts or page.ended else page.sha256,
        known.headers if known and page.status == _UNCHANGED else byte_equal.relevant_headers(page),
    )


async def read_list(
    source: Source,
    fetch: Fetch,
    fill: Fill,
    memory: Memory | None,
    reader: Reader,
    spool: Spool | None = None,
    before: Memory | None = None,
    hidden: Hidden = NOTHING,
) -> Reads:
    """Run the board until it has its listing. `fill` gives "not modified" pages their body. `hidden` is left out of postings.

    If every reply is the same as in the check that `memory` comes from, the board does not run: it is a pure function of the
    replies, so it would return the same list. `before` is what the last check left, even if something is pending; its list
    is used if every reply is the same.
    """
    seen = Reads(reads=dict(before.recall.reads) if before else {})
    try:
        first: Sequence[Request] = ()
        if memory is not None:
            first = _first_requests(source)
            await _repeat(seen, fetch, first, memory)
            if seen.unchanged:
                return seen
            fetch = first_from(seen.pages, fetch)
            seen.pages, seen.rounds = [], []
        await _drive(seen, source, fetch, fill, reader, before)
    except Unread as error:
        seen.error = error
    except Exception as error:
        if is_trouble(error):
            raise
        seen.error = Failed(f"the list could not be read ({error_in_words(error)})")
    if seen.listing is not None:
        seen.bare, seen.readings = seen.listing, Readings(reader, spool or Spool(), hidden)
        seen.listing = _readable(_without_removed(seen.listing, hidden), seen.readings)
    return seen


def _without_removed(listing: Listing, hidden: Hidden) -> Listing:
    """Return a listing with the titles of its entries without what was removed from them."""
    if not hidden:
        return listing
    entries = tuple(replace(entry, title=hide(hidden.of(entry.external_id), entry.title)) for entry in listing.entries)
    return replace(listing, entries=entries)


def _first_requests(source: Source) -> tuple[Request, ...]:
    """Return the first requests of the board, which depend on the source's settings alone, as the reader would."""
    flow = BOARDS[source.board].read(source)
    cover = Cover.of(source)
    requests = tuple(cover.request(border.request(request)) for request in next(flow))
    flow.close()
    return requests


async def _repeat(seen: Reads, fetch: Fetch, requests: Sequence[Request], memory: Memory) -> None:
    """Repeat the requests of the last check while the replies are the same."""
    for number, known in enumerate(memory.rounds):
        pages = [await fetch(request) for request in requests]
        seen.pages += pages
        seen.rounds.append([_exchange(page, row) for page, row in zip_longest(pages, known[: len(pages)])])
        seen.list_key = seen.list_key or requests[0].key
        if seen.rounds[-1] != known:
            return
        if number + 1 < len(memory.rounds):
            requests = [exchange.request for exchange in memory.rounds[number + 1]]
    seen.unchanged = True


async def _recalled(
    seen: Reads, source: Source, fetch: Fetch, fill: Fill, reader: Reader, before: Memory | None
) -> list[list[Page]]:
    """Repeat the requests of the last check, and use its list if every reply is the same. Return the pages by round.

    The reader is started on the list only if some entry must be read after all.
    """
    recalled: list[list[Page]] = []
    if before is None or before.recall.listing is None or not before.rounds:
        return recalled
    if tuple(exchange.request for exchange in before.rounds[0]) != _first_requests(source):
        return recalled
    for known in before.rounds:
        pages = [fill(await fetch(exchange.request)) for exchange in known]
        recalled.append(pages)
        _note(seen, pages)
        if seen.rounds[-1] != known:
            return recalled
    reader.later(work.begin, source)
    for pages in recalled:
        reader.later(work.send, pages)
    seen.listing = before.recall.listing
    return recalled


def _note(seen: Reads, pages: list[Page]) -> None:
    """Note the replies of one round of requests for the list."""
    seen.pages += pages
    seen.rounds.append([_exchange(page) for page in pages])
    keys = (page.request.key for page in pages if page.failure_kind != "unasked")
    seen.list_key = seen.list_key or next(keys, "")


async def _drive(seen: Reads, source: Source, fetch: Fetch, fill: Fill, reader: Reader, before: Memory | None) -> None:
    recalled = await _recalled(seen, source, fetch, fill, reader, before)
    if seen.listing is not None:
        return
    if recalled:
        reader.later(work.begin, source)
        for pages in recalled[:-1]:
            reader.later(work.send, pages)
        answer = await reader.do(work.send, recalled[-1])
    else:
        answer = _first_requests(source)
        reader.later(work.begin, source)
    while not isinstance(answer, Listing):
        pages = [fill(await fetch(request)) for request in answer]
        _note(seen, pages)
        answer = await reader.do(work.send, pages)
    seen.listing = answer


class Readings:
    """What the entries of a listing say, with or without their own pages. Each is read on first use, and kept."""

    def __init__(self, reader: Reader, spool: Spool, hidden: Hidden = NOTHING) -> None:
        self.reader = reader
        self._spool = spool
        self._hidden = hidden
        self._known: dict[tuple[str, str], Reading | Unread] = {}
        self._hashes: dict[tuple[str, str], str] = {}

    async def prepare(self, entries: Iterable[tuple[str, Page | None]]) -> None:
        """Read these entries, many in one call."""
        batch: list[tuple[str, Page | None]] = []
        size = 0
        for name, page in entries:
            if (name, _name(page)) in self._known:
                continue
            batch.append((name, page))
            size += page.size if page else 0
            if len(batch) >= _BATCH or size >= _BATCH_BYTES:
                self._keep(batch, await self.reader.read(batch))
                batch, size = [], 0
        if batch:
            self._keep(batch, await self.reader.read(batch))

    def of(self, name: str, page: Page | None) -> Reading:
        """Return what an entry says, with or without the page of its posting. Raise Failed if it can't be read."""
        key = (name, _name(page))
        if key not in self._known:
            self._keep([(name, page)], self.reader.read_now([(name, page)]))
        reading = self._known[key]
        if isinstance(reading, Unread):
            raise type(reading)(str(reading))
        return reading

    def failed(self, name: str, page: Page) -> bool:
        """Return whether the page of a posting was tried and could not be read."""
        return isinstance(self._known.get((name, _name(page))), Unread)

    def _keep(self, entries: Sequence[tuple[str, Page | None]], readings: Sequence[Posting | Unread]) -> None:
        for (name, page), read in zip(entries, readings, strict=True):
            result = read if isinstance(read, Unread) else self._hidden.posting(read)
            key = (name, _name(page))
            self._known[key] = result if isinstance(result, Unread) else self._reading(result)
            if page is not None and not isinstance(result, Unread) and result.open and not result.without:
                text = byte_equal.text_sha256(result)
                self._hashes[key] = byte_equal.fields_hash(Wording.of(result), text, result.requisition_id)

    def hash_of(self, name: str, page: Page) -> str:
        """Return the hash of what an entry with its posting's page says, "" if the page was not read."""
        return self._hashes.get((name, _name(page)), "")

    def _reading(self, posting: Posting) -> Reading:
        wording = Wording.of(posting, self._spool.lines)
        return Reading(wording, posting.requisition_id, posting.open, posting.without)


def _name(page: Page | None) -> str:
    return "" if page is None else page.sha256 or page.failure or f"{page.status} {page.request.key}"


def _readable(listing: Listing, readings: Readings) -> Listing:
    """Return the listing with entries whose `read` is done in the reading process."""
    entries = tuple(with_read(entry, partial(readings.of, entry.external_id)) for entry in listing.entries)
    return replace(listing, entries=entries)


async def second_read(
    source: Source,
    history: History,
    seen: Reads,
    fetch: Fetch,
    now: Time,
    policy: Policy,
    reader: Reader,
    *,
    offline: bool = False,
    trust: bool = False,
) -> Answers:
    """Read the pages that the list makes worth reading (`ask`). Any error makes the check fail."""
    try:
        await own_pages(source, history, seen)
        return await ask(source, history, seen, fetch, now, policy, reader, offline=offline, trust=trust)
    except Exception as error:
        if is_trouble(error):
            raise
        seen.listing, seen.error = None, Failed(f"what the list leads to could not be read ({error_in_words(error)})")
        return Answers()


async def own_pages(source: Source, history: History, seen: Reads) -> None:
    """Add the request for its own page to each entry without a text in the list (`tracker.check.absent_texts`)."""
    if seen.listing is not None and seen.readings is not None:
        seen.listing = await with_own_pages(source, history, seen.listing, seen.readings.prepare)


async def ask(
    source: Source,
    history: History,
    seen: Reads,
    fetch: Fetch,
    now: Time,
    policy: Policy,
    reader: Reader,
    questions: Questions | None = None,
    *,
    offline: bool = False,
    trust: bool = False,
) -> Answers:
    """Make the second read of a check: the pages that `plan` names (or `questions`), and those that `to_read_twice` wants twice.

    `offline`: another program made the capture. Pages that it lacks were not requested, and nothing can be read twice.
    `trust`: a page is not read again if it is unchanged since it was last read, and said what is known.
    """
    listing, readings = seen.listing, seen.readings
    if listing is None or readings is None:
        return Answers()
    questions = questions or plan(history, listing, now, policy)
    details = await _details(questions, seen, fetch)
    own = {wanted_entry.external_id for wanted_entry in listing.entries if wanted_entry.own_page}
    unasked = {name for name, page in details.items() if page.failure_kind == "unasked"}
    for name in unasked if offline else unasked & own:  # earlier versions of the tracker did not request these pages
        del details[name]
    first = [address for page in seen.pages[:1] for address in (page.url, page.request.url)]
    addresses = (source.url, *listing.addresses, *first)
    standing, evidence = await pages_still_up(questions, history, seen.pages, addresses, fetch, reader)
    same = byte_equal.unchanged_pages(history, listing, details, seen.reads) if trust else frozenset()
    answers = Answers(details=details, standing=standing, evidence=evidence, same=same)
    entries = [wanted_entry for wanted_entry in _wanted(history, listing, details) if wanted_entry[0] not in same]
    await readings.prepare(entries)
    seen.reads = _remembered(seen.reads, listing, readings, details)
    alone = [name for name, page in entries if page is not None and (name in own or readings.failed(name, page))]
    await readings.prepare((name, None) for name in alone)
    seconds: dict[str, Page] = {}
    for name, request in to_read_twice(history, listing, answers, policy).items():
        seconds[name] = details[name] if offline else await fetch(request)
        if not offline:
            seen.pages.append(seconds[name])
    await readings.prepare(seconds.items())
    rounds = [[wanted_entry.request for wanted_entry in row] for row in seen.rounds]
    twice = questions.read_list_again or may_have_moved(history, listing, standing, rounds, policy)
    second_listing = listing if offline else await _list_again(source, seen, fetch, reader) if twice else None
    return replace(answers, seconds=seconds, second_listing=second_listing)


def _remembered(
    before: Mapping[str, tuple[str, str]], listing: Listing, readings: Readings, details: Mapping[str, Page]
) -> dict[str, tuple[str, str]]:
    """Return the hashes of the listed postings' pages that were read, in this check or before."""
    hashes: dict[str, tuple[str, str]] = {}
    for entry in listing.entries:
        name, page = entry.external_id, details.get(entry.external_id)
        remembered = readings.hash_of(name, page) if page is not None and entry.detail else ""
        read = byte_equal.input_hash(entry, page) if remembered and page is not None else ""
        note = (read, remembered) if read else before.get(name)
        if note:
            hashes[name] = note
    return hashes


def _wanted(history: History, listing: Listing, details: Mapping[str, Page]) -> Iterable[tuple[str, Page | None]]:
    """Yield the entries that reconciling will read: new ones, changed ones, and those whose page was asked for."""
    for entry in listing.entries:
        known = history.postings.get(entry.external_id)
        page = details.get(entry.external_id)
        if not entry.open:
            continue
        if known is None or known.status == "closed" or page is not None or known.fingerprint != entry.fingerprint:
            yield entry.external_id, page if entry.detail else None


async def _details(questions: Questions, seen: Reads, fetch: Fetch) -> dict[str, Page]:
    details: dict[str, Page] = {}
    failures = HostFailures()
    # Some boards have already asked for two postings' pages to learn how to read them.
    page_by_key = {page.request.key: page for page in seen.pages if page.status == _GOOD and not page.part_of}
    for name, request in questions.details.items():
        if failures.enough:
            details[name] = Page(request, request.url, failure=failures.enough, failure_kind="unasked")
            continue
        page = page_by_key.get(request.key)
        if page is None:
            page = await fetch(request)
            seen.pages.append(page)
        details[name] = page
        failures.count(page, good=page.status == _GOOD)
    return details


async def _list_again(source: Source, seen: Reads, fetch: Fetch, reader: Reader) -> Listing | None:
    """Read the list a second time, with a reader of its own: the check's reader stays at the first list.

    If every reply is the same as the first time, the list is the same, and nothing is read.
    """
    before = Memory(seen.rounds, {}, 0, pending=False, outcome="", reason="", seen=0, stated_total=None, last_check="")
    if seen.listing is not None:
        entries = tuple(
            replace(entry, detail=None, own_page=False) if entry.own_page else entry for entry in seen.listing.entries
        )
        before = replace(before, recall=Recall(replace(seen.listing, entries=entries)))
    with new_reader(live=reader.live, memory=reader.memory) as other:
        second = await read_list(source, for_second_read(fetch, seen.rounds), as_it_is, None, other, before=before)
    seen.pages += second.pages
    return second.listing
