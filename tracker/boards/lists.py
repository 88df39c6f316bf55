"""Lists that an API gives piece by piece, by offset or by page number, until the end is proved."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from tracker.boards import common
from tracker.errors import Unread
from tracker.model import Entry, Page, Request
from tracker.walls import wall

MOST = 2_000  # pieces; a list that goes on longer turns in a circle, or is not for us


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a list: its rows, the total that it states, and `last`: how it says that it is the last one."""

    entries: Sequence[Entry]
    total: int | None = None
    last: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the pieces had: entries, the largest total that was stated, the proof of the end, what went wrong."""

    entries: tuple[Entry, ...]
    total: int | None = None
    end: str = ""
    problems: tuple[str, ...] = ()


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
) -> Generator[Sequence[Request], Sequence[Page], Gathered]:
    """Ask for the piece at `first`, then on by the rows that came (or by `step`), until the list has ended.

    It has ended when there is a piece without rows, as many rows as are stated, or, where no total is stated, a piece
    with fewer rows than `full`. The first piece must be an answer; a later one that can't be read ends the list without
    a proof. A piece that brings nothing new proves nothing: then the server ignores where it was asked to go on.
    `primed` is the first piece, where it was asked for already. `render`: never, always, or auto, where a browser is asked once a plain client was refused.
    """
    browser = render == "always"
    place, count, total = first, 0, None
    seen: dict[str, Entry] = {}
    for number in range(MOST):
        if number or primed is None:
            (page,) = yield [replace(ask(place), render=browser)]
        else:
            page = primed
        if not number and render == "auto" and _refused(page):
            browser = True
            (page,) = yield [replace(ask(place), render=True)]
        try:
            piece = take(common.found(page, what, name) if not number else common.answer(page, what))
        except Unread as error:
            if not number:
                raise
            return Gathered(tuple(seen.values()), total, "", (f"from {place} on the list could not be read: {error}",))
        got = len(piece.entries)
        count += got
        if piece.total is not None and piece.total >= got:  # one that is smaller than its own piece is no total
            total = max(total or 0, piece.total)
        fresh = {entry.external_id: entry for entry in piece.entries if entry.external_id not in seen}
        seen.update(fresh)
        end = piece.last or _end(got, count, total, full)
        if end:
            return Gathered(tuple(seen.values()), total, end)
        if not fresh:
            why = f"what was asked for from {place} on is the same as before"
            return Gathered(tuple(seen.values()), total, "", (why,))
        place += step or got
    return Gathered(tuple(seen.values()), total, "", (f"more than {MOST} pieces",))


def _refused(page: Page) -> bool:
    return page.failure_kind != "robots" and bool(page.status in {401, 403, 406, 429} or wall(page))


def _end(got: int, count: int, total: int | None, full: int | None) -> str:
    if not got:
        return "a piece without entries"
    if total is not None and count >= total:
        return f"all {total} that it states"
    if total is None and full is not None and got < full:
        return "a piece that is not full"
    return ""
