"""Read lists that an API returns in pieces, by offset or page number, until the end is proved."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.boards.kit import common, ends
from tracker.extract.walls import wall
from tracker.model import Entry, Listing, Page, Request
from tracker.model.errors import Failed, Unread

_READINGS = 3  # readings of a list that changes each time; some servers order the list differently for every request
_LEAST_FULL, _ROUND = 10, (5, 6)  # rows of a piece that may be full: boards send 10, 12, 20, 24, 25, 50 or 100
MOST = 2_000  # pieces; a longer list is a loop, or too large


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a list: its rows, the stated total, and `last`: how it says that it is the last one.

    `none` is how it says that the list has no postings at all. `rows` is the number of its rows, if some of them are
    not entries.
    """

    entries: Sequence[Entry]
    total: int | None = None
    last: str = ""
    none: str = ""
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All pieces together: entries, the largest stated total, the proof of the end, the problems.

    `rows` is the number of rows, if the total counts a posting as often as it is listed; else 0.
    """

    entries: tuple[Entry, ...]
    total: int | None = None
    end: str = ""
    problems: tuple[str, ...] = ()
    rows: int = 0

    def listing(self, **more: Any) -> Listing:
        """Return the result as a listing."""
        return Listing(
            self.entries, end=self.end, stated_total=self.total, problems=self.problems, rows=self.rows, **more
        )


@dataclass(frozen=True, slots=True)
class _Way:
    """How a list is requested and parsed."""

    ask: Callable[[int], Request]
    take: Callable[[Page], Piece]
    what: str
    first: int
    step: int | None
    full: int | None
    name: str
    pages: bool


@dataclass
class _Reading:
    """One reading of a list from its first piece on. `trace` has the id and fingerprint of each row of each piece."""

    seen: dict[str, Entry] = field(default_factory=dict)
    trace: list[list[tuple[str, str]]] = field(default_factory=list)
    total: int | None = None
    count: int = 0
    end: str = ""
    problem: str = ""
    sizes: list[int] = field(default_factory=list)  # rows of each piece
    exceeded: bool = False  # there are more postings than stated
    twice: set[str] = field(default_factory=set)  # ids that are on two pieces
    shifted: bool = False  # a piece begins with the rows that the previous one ends with
    unasked: bool = False
    browser: bool = False
    earlier: Page | None = None  # the last piece that had rows
    latest: Sequence[Entry] = ()  # and its entries

    def add(self, piece: Piece, page: Page) -> bool:
        """Add a piece. Return whether it has anything new."""
        new_rows = _rows(piece)
        self.count += new_rows
        none = piece.total == 0 and bool(self.seen)  # some boards state 0 on every piece but the first
        self.sizes.append(new_rows)
        if piece.total is not None and piece.total >= new_rows and not none and not self.exceeded:
            self.total = max(self.total or 0, piece.total)  # ignore a total below the number of rows of its own piece
        fresh = {entry.external_id: entry for entry in piece.entries if entry.external_id not in self.seen}
        self.twice |= {entry.external_id for entry in piece.entries} - fresh.keys()
        self.seen.update(fresh)
        if self.total is not None and len(self.seen) > self.total:  # the total counts something else and proves no end
            self.total, self.exceeded = None, True
        rows = [(entry.external_id, entry.fingerprint) for entry in piece.entries]
        self.shifted = self.shifted or (bool(self.trace) and _overlaps(self.trace[-1], rows))
        self.trace.append(rows)
        if new_rows:
            self.earlier, self.latest = page, piece.entries
        return bool(fresh) or new_rows > len(piece.entries)

    @property
    def ids(self) -> list[list[str]]:
        """Return the ids on each piece."""
        return [[name for name, _ in rows] for rows in self.trace]

    @property
    def is_total_reached(self) -> bool:
        """Return whether there are as many postings as stated, each counted once."""
        return self.total is not None and len(self.seen) >= self.total

    def is_doubtful(self, full: int | None) -> bool:
        """Return whether the total ends with a full piece. It may then be the number of rows sent, and not of all rows.

        If the size of a full piece is unknown, it is a round number of rows, the same on each piece.
        """
        rows = self.sizes[-1]
        round_ = rows >= _LEAST_FULL and not all(rows % size for size in _ROUND) and len(set(self.sizes)) == 1
        return self.is_total_reached and (rows == full if full is not None else round_)

    @property
    def moved(self) -> bool:
        """Return whether postings were on two pieces.

        Then others may have been missed, and it is not known how many there are.
        """
        return bool(self.twice) and bool(self.end) and not self.is_total_reached

    def gathered(self) -> Gathered:
        """Return what was read. Rows are counted only if the list was read up to an empty piece."""
        problems = (self.problem,) if self.problem else ()
        return Gathered(tuple(self.seen.values()), self.total, self.end, problems, self.count if self.end else 0)


def gather(
    ask: Callable[[int], Request],
    take: Callable[[Page], Piece],
    what: str,
    *,
    first: int = 0,
    step: int | None = None,
    full: int | None = None,
    name: str = "",
    render: str = "never",
    primed: Page | None = None,
    pages: bool = False,
) -> Generator[Sequence[Request], Sequence[Page], Gathered]:
    """Request the piece at `first`, then continue by the rows received (or by `step`) until the list ends.

    The list ends when there are as many postings as stated (if the last piece is full, one more request must bring no
    others), when a piece says that it is the last one, when a piece has no rows, or, where no total is stated, when it
    has fewer rows than `full`. An empty list must say that it is empty. The first piece must be an answer. A later
    piece that can't be read ends the list without a proof, and so does one with nothing new.

    A list with a posting on two pieces is read again. If the readings are the same, its total counts rows. If not, the
    list moved while it was read, and what one reading missed is in another. A piece that begins with the rows that the
    previous one ended with is such a move, even if a cache repeats it.

    `pages`: the pieces are pages made for people, where one without rows must look like those before it (`ends`).
    `primed` is the first piece, if it was already requested. `render`: never, always, or auto, which tries a browser
    after a plain client was refused.
    """
    way = _Way(ask, take, what, first, step, full, name, pages)
    reading = _Reading(browser=render == "always")
    yield from _read_pieces(way, reading, primed, may_render=render == "auto")
    readings = [reading]
    result = None if reading.moved else reading.gathered()
    while result is None and len(readings) < _READINGS:
        second = _Reading(browser=reading.browser)
        try:
            yield from _read_pieces(way, second, None)
        except Unread as error:
            second.problem = f"the list could not be read a second time: {error}"
        readings.append(second)
        result = _settled(readings)
    return result or _unsettled(readings)


def _settled(readings: Sequence[_Reading]) -> Gathered | None:
    """Return what several readings prove about a list with postings on two pieces; None if nothing yet."""
    *before, last = readings
    if last.unasked:  # an archived or imported capture can't be read a second time
        return replace(readings[0].gathered(), rows=0)
    if last.problem:
        return replace(_unsettled(readings), problems=(last.problem,))
    if not last.moved or (not last.shifted and any(last.ids == reading.ids for reading in before)):
        return last.gathered()
    entries = _together(readings)
    totals = {reading.total for reading in readings}
    if totals == {len(entries)}:
        return Gathered(entries, len(entries), f"all {len(entries)} that it states, in {len(readings)} readings")
    return None


def _overlaps(before: list[tuple[str, str]], rows: list[tuple[str, str]]) -> bool:
    """Return whether rows begin with those that others end with: the list moved, even if a cache keeps the pieces.

    Rows of one posting at several places differ in their fingerprints, so they may be adjacent.
    """
    if not rows or rows[0] not in before:
        return False
    at = len(before) - 1 - before[::-1].index(rows[0])
    return before[at:] == rows[: len(before) - at]


def _unsettled(readings: Sequence[_Reading]) -> Gathered:
    why = (
        f"{len(readings[0].twice)} postings were on two pieces of the list in {len(readings)} readings: it changes while it is read, "
        "and some may have been missed"
    )
    total = max((reading.total for reading in readings if reading.total is not None), default=None)
    return Gathered(_together(readings), total, "", (why,))


def _together(readings: Sequence[_Reading]) -> tuple[Entry, ...]:
    entries: dict[str, Entry] = {}
    for reading in readings:
        entries.update(reading.seen)
    return tuple(entries.values())


def _read_pieces(
    way: _Way, reading: _Reading, primed: Page | None, *, may_render: bool = False
) -> Generator[Sequence[Request], Sequence[Page], None]:
    """Read the list from its first piece on."""
    page, piece = yield from _first_piece(way, reading, primed, may_render=may_render)
    position = way.first
    for _ in range(MOST):
        fresh = reading.add(piece, page)
        rows = _rows(piece)
        if not rows:
            _ended(way, reading, piece, page, position)
            return
        reading.end = piece.last or _end(way, reading, rows)
        doubtful = not piece.last and reading.is_doubtful(way.full)
        if reading.end and not doubtful:
            return
        if not fresh and not reading.end:
            reading.problem = f"the piece from {position} on repeats earlier ones"
            return
        position += way.step or rows
        (page,) = yield [replace(way.ask(position), render=reading.browser)]
        reading.unasked = reading.unasked or (page.failure_kind == "unasked" and not reading.end)
        try:
            piece = way.take(common.answer(page, way.what))
        except Unread as error:
            if not reading.end:
                reading.problem = f"the list could not be read from {position} on: {error}"
            return
        if reading.end and all(entry.external_id in reading.seen for entry in piece.entries):
            return
        reading.end = ""
    reading.problem = f"more than {MOST} pieces"


def _first_piece(
    way: _Way, reading: _Reading, primed: Page | None, *, may_render: bool
) -> Generator[Sequence[Request], Sequence[Page], tuple[Page, Piece]]:
    """Read the first piece: plainly, and in the browser if a plain client is refused or gets an empty shell."""
    request = replace(way.ask(way.first), render=reading.browser)
    if primed is None:
        (page,) = yield [request]
    else:
        page = primed
    reading.unasked = page.failure_kind == "unasked"
    if may_render and _refused(page):
        reading.browser = True
        (page,) = yield [replace(request, render=True)]
    piece = way.take(common.board_answer(page, way.what, way.name))
    if may_render and way.pages and not reading.browser and not _rows(piece) and not _none(piece):
        reading.browser = True
        (page,) = yield [replace(request, render=True)]
        piece = way.take(common.board_answer(page, way.what, way.name))
    return page, piece


def _rows(piece: Piece) -> int:
    return piece.rows if piece.rows is not None else len(piece.entries)


def _none(piece: Piece) -> str:
    """Return how a piece without rows says that the list is empty, "" if it does not."""
    return piece.none or ("it states that there are none" if piece.total == 0 else "")


def _refused(page: Page) -> bool:
    return page.failure_kind != "robots" and bool(page.status in {401, 403, 406, 429} or wall(page))


def _end(way: _Way, reading: _Reading, rows: int) -> str:
    if reading.is_total_reached:
        return f"all {reading.total} that it states"
    if reading.total is None and way.full is not None and rows < way.full:
        return "a piece that is not full"
    return ""


def _ended(way: _Way, reading: _Reading, piece: Piece, page: Page, position: int) -> None:
    """Judge a piece without rows: the list is empty, or has ended, or something else came in its place."""
    if reading.earlier is None:
        reading.end = _none(piece)
        if not reading.end:
            raise Failed(unproved(way.what, page))
    elif (
        way.pages
        and not piece.last
        and not ends.is_past_end(reading.earlier, page, reading.latest, none=bool(piece.none))
    ):
        reading.problem = (
            f"the page from {position} on has no postings and is not one of the list's ({page.url}): "
            "it has text that the pages before it lack"
        )
    else:
        reading.end = "a piece without entries"


def unproved(what: str, page: Page) -> str:
    """Return the message for a list without postings that does not say that it is empty, with what to do."""
    return f"{what}: {page.url} has no posting, and does not say that there are none; {common.as_page()}"
