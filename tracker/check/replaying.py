"""Fold checks from the archive: one check, a source, all of it, or what a killed run left unfolded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property

from tracker.archive import Committed
from tracker.archive.closing_notes import capture_of, misdated_of, source_of
from tracker.boards.detect import board_of
from tracker.check import conclusions, folding
from tracker.check.fetches import as_it_is, at_once, from_pages
from tracker.check.folding import Folding, OnFolded, Result, WaitingCheck, result_of
from tracker.check.reader import IMPORTED, MEMORY, Reader
from tracker.check.reader import reader as new_reader
from tracker.check.reads import Reads, read_list, second_read
from tracker.check.trouble import error_in_words, is_trouble
from tracker.fetch.spool import SPOOLS, Spool
from tracker.model import Capture, Listing, Mark, Source, Time
from tracker.model.amounts import counted
from tracker.model.errors import Damaged, Unusable
from tracker.model.history import Answers, History, Policy
from tracker.reconcile.byte_equal import Recall
from tracker.reconcile.exchanges import Rounds
from tracker.store import remedies
from tracker.store.database import NotUndone
from tracker.store.memory import Memory

_MOST_ENTRIES = 100_000  # of the lists that are kept in memory: 40 MB


class _Lists:
    """The list of each source as this process read it in the previous check.

    Most checks have the same replies as the one before, and a board is a pure function of them and of the source's settings.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Source, Rounds, Listing]] = {}
        self._entries = 0

    def before(self, source: Source, memory: Memory | None) -> Memory | None:
        """Return what the previous check left, with its list; None if this process has not read that list."""
        known, rounds, listing = self._kept.get(source.slug, (source, [], None))
        if memory is None or listing is None or known != source or memory.rounds != rounds:
            return None
        return replace(memory, recall=Recall(listing))

    def keep(self, source: Source, seen: Reads) -> None:
        """Keep the list of a check, in place of the previous one."""
        known = self._kept.get(source.slug)
        if known is not None and known[:2] == (source, seen.rounds) and seen.listing is not None:
            return  # the same settings and replies: it is the same list
        self._kept.pop(source.slug, None)
        self._entries -= len(known[2].entries) if known else 0
        if seen.bare is None or seen.bare.lost:
            return
        self._entries += len(seen.bare.entries)
        if self._entries > _MOST_ENTRIES:
            self._kept.clear()
            self._entries = len(seen.bare.entries)
        self._kept[source.slug] = source, [*seen.rounds], seen.bare


class Replayer(Folding):
    """Reads archived checks again, as if their pages had just arrived, and folds them."""

    @cached_property
    def _lists(self) -> _Lists:
        return _Lists()

    def replay(self, committed: Committed, then: OnFolded | None = None, *, defer: bool = False) -> Result | None:
        """Fold an archived check. Return None if it waits for the end of its run (`defer`).

        A check that can't be read is recorded as such. If its note does not even name the source, it is added to
        `unusable` and left out.
        """
        try:
            bare = capture_of(committed.note, ())
            board = board_of(bare.source)
            if board != bare.source.board:
                bare = replace(bare, source=replace(bare.source, board=board))
        except Exception as error:
            if is_trouble(error):
                raise
            self.unusable.append(f"{committed.file} at {committed.closing}: {error_in_words(error)}")
            self.database.mark_skipped(committed.mark)
            return None
        if committed.concluded >= 0:
            return self._concluded(committed, bare, then)
        limit = bare.source.limit
        reading = new_reader(live=False, limit=limit, memory=IMPORTED if bare.imported else MEMORY)
        with Spool(self.archive.root / SPOOLS) as spool, reading as reader:
            try:
                waiting = self._read_again(committed, bare, then, spool, reader)
            except Exception as error:
                if is_trouble(error):
                    raise
                policy = Policy(lambda _id, _url: ())
                waiting = WaitingCheck(bare, Reads(), Answers(), policy, (), committed.mark, then)
                return self._unreadable(waiting, error)
            return self._contained(waiting, defer=defer)

    def _concluded(self, committed: Committed, bare: Capture, then: OnFolded | None) -> Result:
        """Fold a check whose replies were deleted, from its stored conclusion."""
        where = f"{committed.file} at {committed.concluded}"
        try:
            read = conclusions.read(self.archive.read(committed.file, committed.concluded).body, where)
            hidden = self.database.hidden(bare.source)
            found = (
                conclusions.without_passages(read, hidden, self.database.history(bare.source).postings)
                if hidden
                else read
            )
        except Unusable as error:
            policy = Policy(lambda _id, _url: ())
            return self._unreadable(WaitingCheck(bare, Reads(), Answers(), policy, (), committed.mark, then), error)
        placed = self.archive.placed(committed, self.database.prior(bare.source.slug))
        capture = replace(bare, pages=tuple(place.page for place in placed))
        changes = self._written(capture, found, placed, committed.mark, then)
        return result_of(capture, found.verdict, changes)

    def _read_again(
        self, committed: Committed, bare: Capture, then: OnFolded | None, spool: Spool, reader: Reader
    ) -> WaitingCheck:
        """Read the pages of an archived check as if they had just arrived."""
        source = bare.source
        placed = self.archive.placed(committed, self.database.prior(source.slug), spool.page)
        pages = [place.page for place in placed]
        capture = replace(bare, pages=tuple(pages))
        policy = self.policy(source, reread=capture.reread)
        replayed = from_pages(pages, recorded=capture.imported)
        before = as_before(self.database.memory(source.slug), source)
        lists = self._lists.before(source, before)
        seen = at_once(read_list(source, replayed, as_it_is, None, reader, spool, lists, self.database.hidden(source)))
        # Everything else is read again, so that a rebuild does not depend on what was remembered.
        seen.reads = _reads(before)
        self._lists.keep(source, seen)
        history = self.database.history(source) if seen.listing else History({}, {})
        answers = at_once(
            second_read(source, history, seen, replayed, capture.started_at, policy, reader, offline=capture.imported)
        )
        return WaitingCheck(capture, seen, answers, policy, placed, committed.mark, then, spool)

    @cached_property
    def _misdated(self) -> set[str]:
        """Return the checks that a wrong clock dated in the future, and that no closing record names yet."""
        return set()

    def leave_out(self, slug: str, misdated: Sequence[str]) -> None:
        """Fold a source again without these checks. Checks that wait for the end of the run keep waiting."""
        self._misdated.update(misdated)
        waiting, self.waiting = self.waiting, []
        try:
            self.refold(slug)
        finally:
            self.waiting = waiting

    def refold(self, *slugs: str) -> int:
        """Fold sources again from their files, and swap their rows in one transaction. Return the number of checks folded.

        Files of all former names of a source belong to it. Bad days of a host are looked for again only if several
        sources are folded; for one alone, the known ones hold.
        """

        def fold() -> int:
            names = list(dict.fromkeys(name for slug in slugs for name in self.database.chain(slug)))
            for name in names:
                self.database.forget(name)
            files = [file for name in names for file in self.archive.files(name)]
            return self._replay_all(files, defer=len(slugs) > 1)

        return self._in_one(fold)

    def rebuild(self, step: Callable[[], None] | None = None) -> int:
        """Make the whole database again from the archive, in one transaction. Return the number of checks folded."""

        def fold() -> int:
            committed = self.database.archives()
            self.database.empty()
            count = self._replay_all(self.archive.files(), step, committed, defer=True)
            self.database.index()
            self.database.find()
            return count

        return self._in_one(fold)

    def _in_one(self, fold: Callable[[], int]) -> int:
        """Fold checks in one transaction. If one of them can't be written, fold all again, so that it alone is undone."""
        waiting, unusable = [*self.waiting], [*self.unusable]
        with suppress(NotUndone), self.database.together():
            return fold()
        self.waiting, self.unusable = waiting, unusable
        with self.database.transaction():
            return fold()

    def _replay_all(
        self,
        files: Iterable[str],
        step: Callable[[], None] | None = None,
        committed: Mapping[str, Mark] | None = None,
        *,
        defer: bool = False,
    ) -> int:
        """Fold all checks of these files in order of time. A check that is stored twice counts once.

        Raise Damaged if a file is shorter than `committed`, or ends in something other than an unfinished write.
        """
        checks: dict[str, Committed] = {}
        for file in files:
            end = 0
            settings: object = None
            written = ""
            for one in self._all_of(file):
                # The notes of all checks are in memory. Their settings, most of a note, are stored once if they are
                # equal.
                if repr(one.note.get("settings")) != written:
                    settings = one.note.get("settings")
                    written = repr(settings)
                kept = replace(one, note={**one.note, "settings": settings})
                checks.setdefault(str(one.note["check"]) or f"{one.file} at {one.closing}", kept)
                end = one.end
            known = (committed or {}).get(file)
            if (known and end < known.length) or not self.archive.is_torn(file):
                message = f"{self.archive.root / file}: what was committed can't be read beyond byte {end}; restore it from a copy"
                raise Damaged(message)
        misdated = self._misdated.union(*(misdated_of(check.note) for check in checks.values()))
        for name in misdated & checks.keys():
            self.database.mark_skipped(checks.pop(name).mark)
        for check in _in_order(checks.values()):
            if self.waiting and self.waiting[-1].capture.run != check.note["run"]:
                self.settle()
            self.replay(check, defer=defer)
            if step:
                step()
        self.settle()
        return len(checks)

    def _all_of(self, file: str) -> Iterable[Committed]:
        """Return all checks of a file. One that `recover` has just read is not read again."""
        found = self._scanned.pop(file, None)
        return self.archive.scan(file) if found is None and self.archive.length(file) else found or ()

    @cached_property
    def _scanned(self) -> dict[str, list[Committed]]:
        """Return the checks of the files that `recover` read from the beginning, for the fold that follows."""
        return {}

    def recover(self, *, fold: bool = True) -> list[str]:
        """Fold what a killed run left in the archive. Return what was done, in words.

        A torn end of a file is cut off. A check that was committed and not folded is folded, with its alerts if the
        source is known here. Without `fold`, nothing is folded, and what was read is kept for `rebuild`.
        """
        done: list[str] = []
        known = self.database.archives()
        for file in self.archive.missing(known):
            raise remedies.missing(self.archive.root / file)
        waiting: list[Committed] = []
        for file in self.archive.files():
            found = self._tail(file, known.get(file), done)
            if fold:
                waiting += found
            elif file not in known:
                self._scanned[file] = found
        if not fold:
            return done
        late: set[str] = set()
        for check in sorted(waiting, key=lambda check: check.started_at):
            try:
                slug = source_of(check.note).slug
            except Unusable:
                self.replay(check)
                continue
            if self.database.has_check(str(check.note["check"])):
                continue
            if slug in late or check.started_at <= self.database.last_check(slug):
                late.add(slug)
                continue
            self.replay(check, self.on_folded if known else None, defer=True)
        self.settle()
        if waiting:
            done.append(f"folded {counted(len(waiting), 'archived check')} into the database")
        for slug in sorted(late):
            self.refold(slug)
        return done

    def _tail(self, file: str, known: Mark | None, done: list[str]) -> list[Committed]:
        """Return the checks of a file that are not in the database, and cut off an unfinished write."""
        length, committed = self.archive.length(file), known.length if known else 0
        if length < committed:
            raise remedies.shortened(self.archive.root / file, length, committed)
        if length == committed and length:
            return []
        since = known.closing if known else 0
        found = list(self.archive.scan(file, committed, since=since)) if length else []
        end = found[-1].end if found else committed
        if length and not known and not self.archive.is_torn(file):
            message = f"{self.archive.root / file}: it does not end with a record; restore it from a copy"
            raise Damaged(message)
        if self.archive.cut(file, end):
            done.append(f"{file}: cut off {length - end} bytes of a check that was never finished")
        return found

    def renew(self, slug: str) -> bool:
        """Fold a source again if its rows were made by another version of the code that reads replies. Return whether it was."""
        memory = self.database.memory(slug)
        if memory is None or memory.extractor == folding.EXTRACTOR:
            return False
        self.refold(slug)
        if self.database.redactions:
            self.database.forget_unused_blocks()
        return True


def _in_order(checks: Iterable[Committed]) -> list[Committed]:
    """Return checks in the order in which they were made: by their ends, and those of one source by their beginnings.

    A check always begins after the one before it, also under a former name (`checker.after`). If the clock was set back, it may
    end before it.
    """
    ends: dict[str, Time] = {}
    found: list[tuple[Time, str, Committed]] = []
    for check in sorted(checks, key=lambda check: check.started_at):
        source, settings = check.file.partition("/")[0], check.note.get("settings")
        formerly = str(settings.get("formerly", "")) if isinstance(settings, Mapping) else ""
        ends[source] = max(check.finished_at, ends.get(source, ends.get(formerly, "")))
        found.append((ends[source], str(check.note["check"]), check))
    return [check for _, _, check in sorted(found, key=lambda one: one[:2])]


def as_before(memory: Memory | None, source: Source) -> Memory | None:
    """Return what the last check left, None if settings or code have changed since."""
    same = memory is not None and memory.extractor == folding.EXTRACTOR and memory.settings == source.settings()
    return memory if same else None


def _reads(memory: Memory | None) -> dict[str, tuple[str, str]]:
    return dict(memory.recall.reads) if memory else {}
