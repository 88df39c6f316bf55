"""Add captures that were made elsewhere to the archive, with their own dates, and to the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tracker.boards.detect import board_of
from tracker.check import SPOOLS, Checker, after
from tracker.check.fetches import Fetch, as_it_is, cleaned, without_parts
from tracker.check.reader import IMPORTED, Reader
from tracker.check.reader import reader as new_reader
from tracker.check.reads import Reads, read_list, second_read
from tracker.extract import border, urls
from tracker.fetch.spool import Spool
from tracker.model import COMMIT, Capture, Page, Prior, Source, Time, check_id
from tracker.model.errors import TrackerError
from tracker.model.history import Answers, History, Known
from tracker.reconcile import unpublished
from tracker.store import imported_commits

_GOOD = 200
_NEVER = "~"  # after every time, so that commits that are out of order are read whole
_MOST_AT_ONCE = 1000  # captures of one source and moment: a second of milliseconds


class TooManyCaptures(TrackerError):
    """Too many captures of one source state the same time."""


class Intake:
    """Archives and folds the captures of one import."""

    def __init__(self, checker: Checker) -> None:
        self.checker = checker
        self._taken: dict[str, str] = {}
        self._prior_by_source: dict[str, dict[str, Prior]] = {}
        self._full: set[str] = set()
        self._newest: dict[str, tuple[Time, dict[str, Known]]] = {}

    async def import_capture(
        self,
        source: Source,
        fetch: Fetch,
        at: Time,
        *,
        other_pages: Callable[[], tuple[Page, ...]] = tuple,
        reread: bool = False,
        run: str = "",
        dictionary_content: Callable[[], bytes] | None = None,
    ) -> bool:
        """Archive and fold one capture. Return False if this check was imported before.

        `fetch` answers from the recording; what was not recorded is a failure of kind `unasked`, and is left out.
        `other_pages` reads what else was recorded at the time. A capture older than the newest check is only archived;
        then the source must be folded again (`refold`). `run` names the origin of the capture; one that was imported
        before is not read.
        """
        if run and imported_commits.has_run(self.checker.database.connection, source.slug, run):
            return False
        source = replace(source, board=board_of(source))
        reading = new_reader(live=False, limit=source.limit, memory=IMPORTED)
        with Spool(self.checker.archive.root / SPOOLS) as spool, reading as reader:
            return await self._taken_in(
                source, fetch, at, other_pages, spool, reader, dictionary_content, reread=reread, run=run
            )

    async def _taken_in(
        self,
        source: Source,
        fetch: Fetch,
        at: Time,
        other_pages: Callable[[], tuple[Page, ...]],
        spool: Spool,
        reader: Reader,
        dictionary_content: Callable[[], bytes] | None,
        *,
        reread: bool,
        run: str,
    ) -> bool:
        fetch = cleaned(fetch)
        seen = await read_list(source, fetch, as_it_is, None, reader, spool)
        sha = seen.pages[0].sha256 if seen.pages else ""
        at = self._free_time(source.slug, at, sha)
        policy = self.checker.policy(source, reread=reread)
        in_order = at > self.checker.database.last_check(source.slug)
        history = self.checker.database.history(source) if in_order else self._before(source.slug, at)
        answers = await second_read(source, history, seen, fetch, at, policy, reader, offline=True)
        pages = [page for page in without_parts(seen.pages) if page.failure_kind != "unasked"]
        recorded = {urls.loose(page.request.url) for page in pages}
        pages += [border.page(page) for page in other_pages() if urls.loose(page.request.url) not in recorded]
        run = run or f"import-{check_id(source.slug, at)}"
        capture = Capture(
            source, run, at, at, tuple(pages), imported=True, reread=reread, dictionary_content=dictionary_content
        )
        if self.checker.database.has_check(capture.id) or capture.id in self._taken:
            return False
        self._taken[capture.id] = sha
        if in_order:
            self.checker.fold_alone(self.checker.archive_check(capture, seen, answers, policy, None, None))
        else:
            self._archive_only(capture)
            if run.startswith(COMMIT):
                late = at < self._newest.get(source.slug, ("",))[0]
                self._newest[source.slug] = (_NEVER, {}) if late else (at, _entries_read(seen, answers, history, at))
        return True

    async def postings_in(self, source: Source, fetch: Fetch) -> int:
        """Return how many postings a capture would give if it were read as this source. Nothing is kept."""
        reading = new_reader(live=False, limit=source.limit, memory=IMPORTED)
        with Spool(self.checker.archive.root / SPOOLS) as spool, reading as reader:
            seen = await read_list(source, cleaned(fetch), as_it_is, None, reader, spool)
            return len(seen.listing.entries) if seen.listing else 0

    def _before(self, slug: str, at: Time) -> History:
        """Return what is known of the commit before, so that only what a commit changes is read and archived.

        Return nothing for captures of other kinds, or if a capture of another kind lies between the two; then all pages
        are read.
        """
        newest, postings = self._newest.get(slug, ("", {}))
        if (
            not newest
            or at < newest
            or imported_commits.any_between(self.checker.database.connection, slug, newest, at)
        ):
            return History({}, {})
        return History(postings, {})

    def _free_time(self, slug: str, at: Time, sha: str) -> Time:
        """Return the first time from `at` on that no other capture of the source has.

        Raise TooManyCaptures if there is none nearby.
        """
        first = check_id(slug, at)
        for _ in range(_MOST_AT_ONCE if first not in self._full else 0):
            if not (self.checker.database.has_other(slug, at, sha) or self._taken.get(check_id(slug, at), sha) != sha):
                return at
            at = after(at)
        self._full.add(first)
        message = f"more than {_MOST_AT_ONCE:,} captures of {slug} state the same time; the others were left out"
        raise TooManyCaptures(message)

    def take_check(self, capture: Capture) -> bool:
        """Archive a check of ours that comes from a file. Return False if it is here already. Its source must be folded again."""
        if self.checker.database.has_check(capture.id) or capture.id in self._taken:
            return False
        self._taken[capture.id] = ""
        self._archive_only(capture)
        return True

    def taken(self) -> list[str]:
        """Return the names of the checks that were imported."""
        return sorted(self._taken)

    def _archive_only(self, capture: Capture) -> None:
        mark = self.checker.database.mark(self.checker.archive.file_of(capture))
        prior_by_key = self._prior_by_source.setdefault(capture.source.slug, {})
        earlier = {key: prior for key, prior in prior_by_key.items() if prior.fetched_at <= capture.started_at}
        placed, _ = self.checker.archive.append(capture, earlier, mark.closing if mark else 0)
        for place in placed:
            if place.whole:
                page, key = place.page, place.page.request.key
                prior_by_key[key] = Prior(key, page.url, page.sha256, page.fetched_at, place.file, place.offset)


def _entries_read(seen: Reads, answers: Answers, before: History, at: Time) -> dict[str, Known]:
    """Return the entries of a folder whose files were read in this commit or the one before, without files that are not postings."""
    if seen.listing is None or not seen.listing.definite:
        return {}
    readings: dict[str, Known] = {}
    for entry in seen.listing.entries:
        name, page = entry.external_id, answers.details.get(entry.external_id)
        known = before.postings.get(name)
        if page is not None and page.status == _GOOD and not unpublished(entry, answers):
            readings[name] = Known(name, entry.url, entry.title, fingerprint=entry.fingerprint, read_at=at)
        elif page is None and known is not None and known.fingerprint == entry.fingerprint:
            readings[name] = known
    return readings
