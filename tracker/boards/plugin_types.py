"""Check what the functions of another package's board return, so that a mistake is named: the board, the field, the value.

Our own boards are checked by mypy, and their values come from replies, which `tracker.extract.border` cleans. A value of
the wrong type from another package is more likely a mistake in its code, and cleaning would hide it: a text in place of
a tuple is a tuple of letters, and a text that is bytes would be no text.

A wrong entry is lost alone, a wrong posting fails alone, and a wrong listing or request fails the check. If
`recognise`, `home` or the board itself is wrong, nothing can be done without it, so that is a UsageError.
"""

from __future__ import annotations

import reprlib
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from functools import partial
from types import NoneType
from typing import NoReturn, TypeVar

from tracker.boards.kit.board import Board
from tracker.extract import border
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source
from tracker.model.errors import Failed, Unread, UsageError
from tracker.model.posting import with_read

T = TypeVar("T")
Kinds = dict[str, tuple[tuple[type, ...], str]]

_TEXT = (str,), "a text"
_TEXT_OR_NONE = (str, NoneType), "a text or None"
_TRUE_OR_FALSE = (bool,), "True or False"
_COUNT = (int,), "a whole number"
_COUNT_OR_NONE = (int, NoneType), "a whole number or None"
_AMOUNT = (int, float, NoneType), "a number or None"
_MANY = (tuple, list), "a tuple"

_LINES = ("location", "department", "employment_type", "workplace", "posted_at", "closes_at", "requisition_id")
_PAY: Kinds = {
    "min": _AMOUNT,
    "max": _AMOUNT,
    "currency": _TEXT_OR_NONE,
    "period": _TEXT_OR_NONE,
    "stated": _TEXT,
}
_POSTING: Kinds = {
    **dict.fromkeys(("external_id", "url", "title", "text", "without"), _TEXT),
    **dict.fromkeys((*_LINES, "language"), _TEXT_OR_NONE),
    "pay": ((Pay, NoneType), "a tracker.Pay or None"),
    "open": _TRUE_OR_FALSE,
}
_REQUEST: Kinds = {
    **dict.fromkeys(("url", "method", "wait_for"), _TEXT),
    **dict.fromkeys(("render", "expand"), _TRUE_OR_FALSE),
    "body": ((bytes,), "bytes"),
    "headers": ((tuple, list), "a tuple of pairs of texts"),
}
_ENTRY: Kinds = {
    **dict.fromkeys(("external_id", "url", "title", "fingerprint", "lost"), _TEXT),
    **dict.fromkeys(("open", "own_page"), _TRUE_OR_FALSE),
    "detail": ((Request, NoneType), "a tracker.Request or None"),
    "signs": ((frozenset,), "a frozenset"),
}
_LISTING: Kinds = {
    **dict.fromkeys(("end", "cap", "employer"), _TEXT),
    **dict.fromkeys(("api", "definite"), _TRUE_OR_FALSE),
    **dict.fromkeys(("entries", "problems", "addresses", "lost"), _MANY),
    "stated_total": _COUNT_OR_NONE,
    "rows": _COUNT,
}
_BOARD_TEXTS = ("name", "example", "mark")
_BOARD_FUNCTIONS = ("recognise", "own", "read", "home")

_SHOWN = reprlib.Repr()
_SHOWN.maxstring = _SHOWN.maxother = 60


def checked(name: str, board: Board) -> Board:
    """Return a board that checks what its functions return. Raise UsageError if the board itself has wrong values."""
    wrong = _wrong(board, dict.fromkeys(_BOARD_TEXTS, _TEXT))
    for function in _BOARD_FUNCTIONS:
        if not wrong and not callable(getattr(board, function)):
            wrong = _should(f"Board.{function}", "a function", getattr(board, function))
    if wrong:
        raise _unusable(name, wrong)
    return replace(
        board,
        recognise=partial(_address_part, name, "recognise", board.recognise),
        home=partial(_address_part, name, "home", board.home),
        own=partial(_own, name, board.own),
        read=partial(_read, name, board.read),
    )


def _unusable(name: str, why: str) -> UsageError:
    return UsageError(f"the board {name!r} of a plugin can't be used: {why}; fix the plugin, or uninstall its package")


def _address_part(name: str, function: str, work: Callable[[str], str], url: str) -> str:
    try:
        value = work(url)
    except Exception as error:
        raise _unusable(name, f"{function}({url!r}) raised {_where(error)}") from error
    if not isinstance(value, str):
        raise _unusable(name, _should(f"what {function}({url!r}) returns", 'a text ("" for no address of it)', value))
    return value


def _own(
    name: str, own: Callable[[Source, str, str], tuple[Request, ...]], source: Source, external_id: str, url: str
) -> tuple[Request, ...]:
    return _requests(name, "what own returns", _contained(name, "own", lambda: own(source, external_id, url)))


def _read(name: str, read: Callable[[Source], Flow], source: Source) -> Flow:
    flow = _contained(name, "read", lambda: read(source))
    if not isinstance(flow, Generator):
        _fail(name, _should("what read returns", "a generator: a function with `yield`", flow))
    try:
        step: Callable[[], object] = partial(next, flow)
        while True:
            try:
                wanted = _contained(name, "read", step)
            except StopIteration as done:
                return _listing(name, done.value)
            pages = yield _requests(name, "what read yields", wanted)
            step = partial(flow.send, pages)
    finally:
        flow.close()


def _contained(name: str, function: str, work: Callable[[], T]) -> T:
    """Run a function of the plugin. Raise Failed with the line that raised anything else."""
    try:
        return work()
    except (Unread, StopIteration, RecursionError, MemoryError):
        raise
    except Exception as error:
        message = f"board {name!r}: {function} raised {_where(error)}"
        raise Failed(message) from error


def _where(error: Exception) -> str:
    """Return an error in words, and the line that raised it."""
    place, trace = "", error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        place = f", {file.rpartition('/')[2]} line {trace.tb_lineno}" if file != __file__ else ""
        trace = trace.tb_next
    return f"{type(error).__name__}: {str(error)[:300]}{place}"


def _requests(name: str, what: str, value: object) -> tuple[Request, ...]:
    if not isinstance(value, (tuple, list)):
        _fail(name, _should(what, "a list of tracker.Request", value))
    for item in value:
        wrong = _wrong_request(item) if isinstance(item, Request) else _should(what, "a list of tracker.Request", value)
        if wrong:
            _fail(name, wrong)
    return tuple(value)


def _wrong_request(request: Request) -> str:
    wrong = _wrong(request, _REQUEST)
    pairs = [] if wrong else request.headers
    if all(isinstance(pair, tuple) and list(map(type, pair)) == [str, str] for pair in pairs):
        return wrong
    return _should("Request.headers", _REQUEST["headers"][1], request.headers)


def _listing(name: str, value: object) -> Listing:
    if not isinstance(value, Listing):
        _fail(name, _should("what read returns at its end", "a tracker.Listing", value))
    wrong = (
        _wrong(value, _LISTING)
        or _wrong_items(value, "problems", str, "a tuple of texts")
        or _wrong_items(value, "addresses", str, "a tuple of texts")
        or _wrong_items(value, "lost", Entry, "a tuple of tracker.Entry")
    )
    if wrong:
        _fail(name, wrong)
    entries = [_entry(name, place, entry) for place, entry in enumerate(value.entries, 1)]
    if entries and all(entry.lost for entry in entries):
        raise Failed(entries[0].lost)
    return replace(value, entries=tuple(entries))


def _wrong_items(listing: Listing, field: str, kind: type, words: str) -> str:
    value: Iterable[object] = getattr(listing, field)
    return next((_should(f"Listing.{field}", words, value) for item in value if not isinstance(item, kind)), "")


def _entry(name: str, place: int, entry: object) -> Entry:
    """Return an entry that reads with a check, or one that is lost, with what is wrong with it."""
    if not isinstance(entry, Entry):
        return border.lost(
            f"board {name!r}: {_should('Listing.entries', 'a tuple of tracker.Entry', entry)}", None, place
        )
    wrong = _wrong(entry, _ENTRY) or (_wrong_request(entry.detail) if entry.detail else "")
    if not wrong and not callable(entry.read):
        wrong = _should("Entry.read", "a function that returns a tracker.Posting", entry.read)
    if wrong:
        row = [entry.external_id, entry.url, entry.title]
        return border.lost(f"board {name!r}: row {place}: {wrong}", row, place)
    return with_read(entry, partial(_posting, name, entry.read))


def _posting(name: str, read: Callable[[Page | None], object], page: Page | None) -> Posting:
    value = _contained(name, "Entry.read", lambda: read(page))
    if not isinstance(value, Posting):
        _fail(name, _should("what Entry.read returns", "a tracker.Posting", value))
    wrong = _wrong(value, _POSTING) or (_wrong(value.pay, _PAY) if value.pay else "")
    if wrong:
        _fail(name, wrong)
    return value


def _wrong(value: object, kinds: Kinds) -> str:
    """Return what is wrong with the first field of a wrong type, "" if there is none."""
    for field, (types, words) in kinds.items():
        found = getattr(value, field)
        if not isinstance(found, types) or (type(found) is bool and bool not in types):
            return _should(f"{type(value).__name__}.{field}", words, found)
    return ""


def _should(what: str, words: str, value: object) -> str:
    return f"{what} should be {words}, not {_SHOWN.repr(value)} ({type(value).__name__})"


def _fail(name: str, why: str) -> NoReturn:
    message = f"board {name!r}: {why}"
    raise Failed(message)
