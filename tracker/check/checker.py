"""Check sources: each is read, its replies are archived and folded.

The code is the same for a live check, a replay from the archive and an import. Only `Fetch` differs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial

from tracker.boards.detect import board_of
from tracker.check import clock
from tracker.check.budget import Budget
from tracker.check.fetches import Fetch, counting, filling, without_parts
from tracker.check.folding import EXTRACTOR, OnFolded, Result, host_of
from tracker.check.grouping import Grouping
from tracker.check.reader import reader as new_reader
from tracker.check.reads import read_list, second_read
from tracker.check.replaying import Replayer, as_before
from tracker.check.trouble import error_in_words, is_trouble
from tracker.extract import border
from tracker.fetch.spool import SPOOLS, Spool
from tracker.model import GOOD, Capture, Page, Prior, Request, Source, Time, iso, moment
from tracker.model.history import History
from tracker.store.memory import Memory

__all__ = ["EXTRACTOR", "SPOOLS", "Checker", "OnFolded", "Result", "after", "host_of"]


class Checker(Replayer):
    """Checks sources, and keeps the results in one archive and one database."""

    @cached_property
    def corrected(self) -> list[str]:
        """Messages about checks with a wrong date that were left out of the history."""
        return []

    @cached_property
    def _grouping(self) -> Grouping:
        return Grouping(self.fold_together, self.fold_alone)

    def spool(self) -> Spool:
        """Return a new spool for the bodies of one check. `check` closes it."""
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
        """Check a source once. Failures to read are recorded; failures to record are raised.

        Return None if so many postings would close that the check waits for the end of the run (`settle`).
        """
        with self._grouping.one():
            return await self._check(source, fetch, run, step, spool, reread=reread)

    async def _check(
        self,
        source: Source,
        fetch: Fetch,
        run: str,
        step: Callable[[], None] | None,
        spool: Spool | None,
        *,
        reread: bool,
    ) -> Result | None:
        source = replace(source, board=board_of(source))
        begun, last = self.now(), self.database.last_check(self.database.home(source))
        started, ahead = max(begun, after(last)), clock.is_ahead(last, begun)
        misdated: tuple[str, ...] = ()
        memory = None if ahead else self.database.memory(source.slug)
        prior = self.database.prior(source.slug)
        policy = self.policy(source, reread=reread)
        spool = spool or self.spool()
        try:
            budget = Budget(source.limit, source.max_bytes, asyncio.get_running_loop().time, lambda: spool.refused)
            counted = counting(budget.of(_spooled(fetch, spool)), step)
            fill = partial(self.with_body, prior, spool)
            with new_reader(limit=source.limit) as reader:
                known = memory if not reread and _usable(memory, source) else None
                before = as_before(memory, source)
                seen = await read_list(
                    source, counted, fill, known, reader, spool, before, self.database.hidden(source)
                )
                if ahead and (misdated := self._misdated_checks(source, seen.pages)):
                    memory = self.database.memory(source.slug)
                    started = max(begun, after(self.database.last_check(self.database.home(source))))
                history = self.database.history(source) if seen.listing else History({}, {})
                filled = filling(counted, fill)
                answers = await second_read(source, history, seen, filled, started, policy, reader, trust=True)
            pages = tuple(without_parts(seen.pages))
            capture = Capture(source, run, started, max(self.now(), started), pages, reread=reread, misdated=misdated)
            check = self.archive_check(capture, seen, answers, policy, memory, self.on_folded, spool)
            self.archive.release(source.slug)  # it is not read again, and takes 4 MB while the check waits
            postings = len(seen.listing.entries) if seen.listing else 0
            result = await self._grouping.fold(check, postings)
        except BaseException:
            spool.close()
            raise
        if result is not None:
            spool.close()
        return result

    def _misdated_checks(self, source: Source, pages: Sequence[Page]) -> tuple[str, ...]:
        """Leave the checks that are dated in the future out of the history, if the site confirms our date. Return them.

        If it does not, the clock of this machine may be wrong, and they stay.
        """
        now = self.now()
        if not clock.site_agrees(pages, now):
            return ()
        home = self.database.home(source)
        misdated = self.database.checks_after(home, now)
        self.leave_out(home, misdated)
        self.corrected.append(
            f"{source.slug}: {len(misdated)} checks dated in the future are left out of the history, and stay in the archive: "
            f"the clock was wrong ({misdated[0]}, …)"
        )
        return misdated

    def conditions(self, source: Source) -> dict[str, Prior]:
        """Return the replies that may be asked for conditionally: those in this month's file, because a file refers to no other."""
        month = f"/{self.now()[:7]}"
        return {key: prior for key, prior in self.database.prior(source.slug).items() if month in prior.file}

    def with_body(self, prior: Mapping[str, Prior], spool: Spool, page: Page) -> Page:
        """Return a "not modified" page with the body, status and headers that the archive has for it."""
        known = prior.get(page.request.key)
        if not page.not_modified or known is None:
            return page
        record = self.archive.read(known.file, known.offset)
        return replace(page, status=record.status or 200, headers=record.http, content=spool.keep(record.body))


def _spooled(fetch: Fetch, spool: Spool) -> Fetch:
    """Return a fetch that keeps the bodies in the spool, and turns errors of a request into pages with a failure."""

    async def spooled(request: Request) -> Page:
        try:
            page = await fetch(request)
        except Exception as error:
            if is_trouble(error):
                raise
            page = Page(request, request.url, failure=error_in_words(error), failure_kind="network")
        return spool.page(border.page(page))

    return spooled


def after(last: Time) -> Time:
    """Return the first moment after the last check, in case the clock went back or stood still."""
    if not last:
        return ""
    return iso(moment(last) + timedelta(milliseconds=1))


def _usable(memory: Memory | None, source: Source) -> bool:
    """Return whether an unchanged list can be skipped: nothing is pending, and settings and code are the same."""
    before = as_before(memory, source)
    return before is not None and not before.pending and before.outcome in GOOD and bool(before.rounds)
