"""Fold the checks that end at about the same time in one transaction.

A commit writes every page that was changed to the write-ahead log. Four checks change nearly the same pages of the indexes
as one does, and each commit wrote them all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from tracker.check.folding import Result, WaitingCheck

MOST = 4  # checks of one transaction; what they read is in memory until then
MOST_POSTINGS = 1_000  # of all of them
SECONDS = 0.25  # that a check waits for others to end

Ended = tuple[WaitingCheck, "asyncio.Future[Result | None]"]


class Grouping:
    """Waits for a few archived checks, and folds them `together`. If that fails, each is folded `alone`."""

    def __init__(
        self,
        together: Callable[[Sequence[WaitingCheck]], Sequence[Result | None]],
        alone: Callable[[WaitingCheck], Result | None],
    ) -> None:
        self._together = together
        self._alone = alone
        self._going_on = 0
        self._postings = 0  # of those that ended
        self._ended: list[Ended] = []
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count a check as running while the `with` lasts. Checks that have ended wait only for running ones."""
        self._going_on += 1
        try:
            yield
        finally:
            self._going_on -= 1
            self._fold_if_enough()

    async def fold(self, check: WaitingCheck, postings: int) -> Result | None:
        """Fold a check of a list with so many postings, and return its result.

        A check is folded even if it is cancelled, because it is archived.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result | None] = loop.create_future()
        self._ended.append((check, future))
        self._postings += postings
        if self._timer is None:
            self._timer = loop.call_later(SECONDS, self._fold_now)
        self._fold_if_enough()
        try:
            return await future
        except asyncio.CancelledError:
            self._fold_now()
            raise

    def _fold_if_enough(self) -> None:
        enough = len(self._ended) >= min(MOST, self._going_on) or self._postings >= MOST_POSTINGS
        if self._ended and enough:
            self._fold_now()

    def _fold_now(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        ended, self._ended, self._postings = self._ended, [], 0
        if len(ended) > 1:
            with suppress(Exception):  # the error of each check is found below
                results = self._together([check for check, _ in ended])
                for (_, future), result in zip(ended, results, strict=True):
                    if not future.done():
                        future.set_result(result)
                return
        for check, future in ended:
            self._fold_alone(check, future)

    def _fold_alone(self, check: WaitingCheck, future: asyncio.Future[Result | None]) -> None:
        try:
            result = self._alone(check)
        except Exception as error:  # noqa: BLE001 (it is raised where the check waits)
            if not future.done():
                future.set_exception(error)
        else:
            if not future.done():
                future.set_result(result)
