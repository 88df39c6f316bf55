"""Fold an archived check: judge it and write its rows to the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from tracker.archive import Archive
from tracker.boards import BOARDS
from tracker.check.conclusions import Conclusion, conclusion
from tracker.check.reads import Reads
from tracker.check.trouble import error_in_words, is_trouble
from tracker.extract import urls
from tracker.fetch import pace
from tracker.fetch.spool import Spool
from tracker.model import COMMIT, Capture, Mark, Placed, Source, Time, name_from
from tracker.model.errors import Failed
from tracker.model.history import Answers, Policy, Verdict
from tracker.model.redaction import Hidden, hide
from tracker.reconcile import reconcile
from tracker.reconcile.vanished import UNSTEADY
from tracker.store.database import Database
from tracker.store.memory import Memory
from tracker.store.write import WrittenChange

# Version of everything that reads replies. Rows that another version wrote are folded again from the archive.
EXTRACTOR = 12

BAD_DAY = 3  # sources of one host with a drop in one run
LEAST_DROP = 2  # postings closed at once, and more than a third: a drop

OnFolded = Callable[[Any, Verdict, Capture, list[WrittenChange]], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A folded check."""

    source: str
    verdict: Verdict
    changes: tuple[WrittenChange, ...]
    requests: int


@dataclass(frozen=True, slots=True)
class WaitingCheck:
    """A check that is archived and not folded yet. It waits for others to end, or for the end of the run.

    `memory` is what the last check left, if it may take the place of reading the same replies again.
    """

    capture: Capture
    seen: Reads
    answers: Answers
    policy: Policy
    placed: Sequence[Any]
    mark: Mark
    on_folded: OnFolded | None
    spool: Spool = field(default_factory=Spool)
    memory: Memory | None = None


class Folding:
    """Folds checks of one archive into one database. `on_folded` runs inside the transaction of each fold.

    `apart` are pairs of posting ids that a person has marked as different postings.
    """

    def __init__(
        self,
        database: Database,
        archive: Archive,
        now: Callable[[], Time],
        then: OnFolded | None = None,
        apart: frozenset[frozenset[str]] = frozenset(),
    ) -> None:
        self.database = database
        self.archive = archive
        self.now = now
        self.on_folded = then
        self.apart = apart
        self.waiting: list[WaitingCheck] = []
        self.unusable: list[str] = []

    def policy(self, source: Source, *, reread: bool = False) -> Policy:
        """Return how to judge a check of this source."""
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

    def archive_check(
        self,
        capture: Capture,
        seen: Reads,
        answers: Answers,
        policy: Policy,
        memory: Memory | None,
        then: OnFolded | None,
        spool: Spool | None = None,
    ) -> WaitingCheck:
        """Archive a check, and return what is folded next. The spool stays open until then."""
        try:
            placed, mark = self._appended(capture)
        except Exception as error:
            if is_trouble(error):
                raise
            seen, answers = (
                Reads(error=Failed(f"the replies could not be archived ({error_in_words(error)})")),
                Answers(),
            )
            capture = replace(capture, pages=())
            placed, mark = self._appended(capture)
        return WaitingCheck(capture, seen, answers, policy, placed, mark, then, spool or Spool(), memory)

    def _appended(self, capture: Capture) -> tuple[list[Placed], Mark]:
        known = self.database.mark(self.archive.file_of(capture))
        return self.archive.append(capture, self.database.prior(capture.source.slug), known.closing if known else 0)

    def fold_alone(self, check: WaitingCheck) -> Result | None:
        """Fold an archived check. Return None if it waits for the end of its run."""
        return self._contained(check, defer=True)

    def fold_together(self, checks: Sequence[WaitingCheck]) -> list[Result | None]:
        """Fold archived checks in one transaction. If one of them can't be written, raise, and nothing is written."""
        waiting = [*self.waiting]
        try:
            with self.database.together():
                return [self._contained(check, defer=True) for check in checks]
        except BaseException:
            self.waiting = waiting
            raise

    def _contained(self, check: WaitingCheck, *, defer: bool) -> Result | None:
        """Judge and fold an archived check. Record one that can't be folded, so that it stops no other check.

        Only errors of the store or the archive itself are raised.
        """
        try:
            return self._judged(check, defer=defer)
        except Exception as error:
            if is_trouble(error):
                raise
            return self._unreadable(check, error)

    def _unreadable(self, check: WaitingCheck, error: Exception) -> Result:
        """Record that a check is archived and could not be folded. The next version of the tracker reads it again."""
        why = f"archived, but it could not be read ({error_in_words(error)}); the next version of the tracker reads it again"
        history = self.database.state(check.capture.source.slug)
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
            return self._folded(replace(check, seen=Reads()), verdict, readable=False)
        except Exception as again:
            if is_trouble(again):
                raise
            return self._folded(replace(check, seen=Reads(), placed=()), verdict, readable=False)

    def _judged(self, check: WaitingCheck, *, defer: bool) -> Result | None:
        """Judge an archived check and fold it. Return None if it waits for the end of its run."""
        verdict = self._verdict(check.capture, check.seen, check.answers, check.policy, check.memory)
        if _drops(check.capture, verdict):
            if defer:
                self.waiting.append(replace(check, memory=None))
                return None
            reason = self.database.bad_day(check.capture.run, host_of(check.capture.source))
            if reason:
                policy = replace(check.policy, bad_day=reason)
                verdict = self._verdict(check.capture, check.seen, check.answers, policy, None)
        return self._folded(check, verdict)

    def _folded(self, check: WaitingCheck, verdict: Verdict, *, readable: bool = True) -> Result:
        changes = self._fold(
            check.capture, verdict, check.seen, check.placed, check.mark, check.on_folded, readable=readable
        )
        return result_of(check.capture, verdict, changes)

    def settle(self) -> list[Result]:
        """Fold the checks that waited for the end of their run.

        If at least three sources of one host, and most of those that were read, lost a third or more of their postings
        in one run, the host is considered at fault until further checks agree.
        """
        results = []
        waiting, self.waiting = self.waiting, []
        groups: dict[tuple[str, str], list[WaitingCheck]] = {}
        for check in waiting:
            groups.setdefault((check.capture.run, host_of(check.capture.source)), []).append(check)
        for (run, host), group in groups.items():
            read = {
                slug for slug, settings in self.database.read_in(run) if host_of(Source.from_settings(settings)) == host
            }
            total = len(read | {check.capture.source.slug for check in group})
            if len(group) >= BAD_DAY and len(group) * 2 > total:
                reason = (
                    f"{len(group)} of {total} sources of {host} lost a third or more of their postings in one run: "
                    "the host is at fault"
                )
                self.database.note_bad_day(run, host, reason)
            for check in group:
                with closing(check.spool):
                    result = self._contained(check, defer=False)
                if result:
                    results.append(result)
        return results

    def _verdict(
        self, capture: Capture, seen: Reads, answers: Answers, policy: Policy, memory: Memory | None
    ) -> Verdict:
        slug = capture.source.slug
        if seen.unchanged and memory is not None:
            history = self.database.state(slug)
            return Verdict(
                memory.outcome,  # type: ignore[arg-type]
                memory.reason,
                memory.seen,
                memory.stated_total,
                settled=history.settled,
                masks=history.masks,
                holds=_holds_after(memory.outcome, history.holds),
                employer=history.employer,
                held=memory.held,
            )
        if seen.listing is None:
            history = self.database.state(slug)
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
        history = self.database.history(capture.source)
        policy = replace(policy, commit=capture.run.startswith(COMMIT))
        verdict = reconcile(history, seen.listing, answers, capture.started_at, policy)
        return _without_removed(verdict, self.database.hidden(capture.source))

    def _fold(
        self,
        capture: Capture,
        verdict: Verdict,
        seen: Reads,
        placed: Sequence[Any],
        mark: Mark,
        then: OnFolded | None,
        *,
        readable: bool,
    ) -> list[WrittenChange]:
        return self._written(capture, conclusion(verdict, seen, readable=readable), placed, mark, then)

    def _known_name(self, slug: str) -> str:
        """Return the stored name of the employer. If that is only the source's name, return a readable form of it."""
        known = self.database.name(slug)
        return known if known not in {"", slug} else name_from(slug)

    def _written(
        self, capture: Capture, found: Conclusion, placed: Sequence[Any], mark: Mark, then: OnFolded | None
    ) -> list[WrittenChange]:
        source = capture.source
        return self.database.fold(
            capture,
            found.verdict,
            placed,
            mark=mark,
            name=source.name or found.employer or self._known_name(source.slug),
            board=source.board,
            extractor=EXTRACTOR,
            rounds=found.rounds,
            recall=found.recall,
            seen_in=found.seen_in,
            list_key=found.list_key,
            then=then,
            readable=found.readable,
            not_before=pace.retry_until(capture.pages),
        )


def _holds_after(outcome: str, holds: Mapping[str, int]) -> Mapping[str, int]:
    """Return the `holds` after a check that was not read, because its replies are those of the last check.

    Reading them would count one more check in which no posting came back (`vanished.count_returns`).
    """
    if outcome != "complete" or UNSTEADY not in holds:
        return holds
    after = {**holds, UNSTEADY: holds[UNSTEADY] - 1}
    return {what: count for what, count in after.items() if count}


def _without_removed(verdict: Verdict, hidden: Hidden) -> Verdict:
    """Return a verdict whose sentences about postings don't quote what was removed from them."""
    if not hidden:
        return verdict
    changes = tuple(
        replace(change, summary=hide(found, change.summary), reason=hide(found, change.reason))
        if (found := hidden.of(change.external_id))
        else change
        for change in verdict.changes
    )
    return replace(verdict, changes=changes)


def _drops(capture: Capture, verdict: Verdict) -> bool:
    """Return whether a check closes so many postings that it must be compared with the other sources of its host first."""
    return not capture.imported and verdict.dropped >= LEAST_DROP and verdict.dropped * 3 > verdict.open_before


def host_of(source: Source) -> str:
    """Return the host and port that serve a source, without the subdomain that names the employer."""
    found = urls.parse(source.endpoint or source.url)
    name = urls.domain(found.host)
    return f"{name}:{found.port}" if found.port else name


def result_of(capture: Capture, verdict: Verdict, written: list[WrittenChange]) -> Result:
    """Return the result without wordings, because those of ten thousand postings would fill the memory."""
    light = replace(verdict, changes=(), updates={}, fills={})
    return Result(capture.source.slug, light, tuple(written), len(capture.pages))
