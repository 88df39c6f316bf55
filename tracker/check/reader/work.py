"""The functions that run in the reading process: they drive the board, read entries and judge pages.

Each function takes the `ReadingState` first, which is kept between calls. All of it is pure.
"""

from __future__ import annotations

import copyreg
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from tracker.boards import BOARDS, detect
from tracker.extract import border, fields, pdftext
from tracker.extract.cover import Cover
from tracker.model import Entry, Flow, Listing, Page, Pay, Posting, Request, Source
from tracker.model.errors import Failed, Unread
from tracker.model.values import field_setter

if TYPE_CHECKING:
    from tracker.boards.generic.leading import Leading
    from tracker.boards.generic.upward import ParentList
    from tracker.extract.still_open import SearchedText
    from tracker.model.history import Evidence

T = TypeVar("T")
_with_language = field_setter(Posting, "language")
_PAGED = re.compile(
    r"[?&](?:limit|page|size|per_?page|page_?size|offset|start|from|first|skip|take|count|rows)=", re.IGNORECASE
)
Asked = tuple[Request, ...] | Listing
Wanted = Sequence[tuple[str, Page | None]]


def _sent_as_arguments(kind: type) -> None:
    """Make pickle send a dataclass as the arguments of its constructor, which takes a third of the time."""
    values = attrgetter(*(item.name for item in fields_of(kind)))
    copyreg.pickle(kind, lambda item: (kind, values(item)))


for _kind in (Page, Pay, Posting, Request):
    _sent_as_arguments(_kind)


def _elsewhere(_page: Page | None) -> Posting:
    """Raise RuntimeError: entries are read in the process that has them."""
    message = "this entry is read in another process"
    raise RuntimeError(message)


def _received(name: str, url: str, title: str, fingerprint: str, *others: Any) -> Entry:  # noqa: ANN401 (of several types)
    return Entry(name, url, title, fingerprint, _elsewhere, *others)


# Entries are sent without what reads them.
_entry_values = attrgetter(*(item.name for item in fields_of(Entry) if item.name != "read"))
copyreg.pickle(Entry, lambda entry: (_received, _entry_values(entry)))


@dataclass
class ReadingState:
    """The state of the reading of one source: its running board, and the entries that it found.

    `cover` hides in links what is hidden in the source's address.
    """

    flow: Flow | None = None
    cover: Cover = field(default_factory=lambda: Cover({}))
    entries: dict[str, Entry] = field(default_factory=dict)


def begin(desk: ReadingState, source: Source) -> Asked:
    """Start the board of a source. Return its first requests."""
    desk.flow = BOARDS[source.board].read(source)
    desk.cover = Cover.of(source)
    desk.entries = {}
    return _step(desk, next)


def send(desk: ReadingState, pages: Sequence[Page]) -> Asked:
    """Pass the requested pages to the board. Return its next requests, or the listing."""
    return _step(desk, lambda flow: flow.send(pages))


def _step(desk: ReadingState, step: Callable[[Flow], Sequence[Request]]) -> Asked:
    if desk.flow is None:
        message = "no board is at work"
        raise RuntimeError(message)
    try:
        return tuple(desk.cover.request(border.request(request)) for request in step(desk.flow))
    except StopIteration as done:
        listing = border.listing(done.value)
        desk.cover = desk.cover.but_for_ids(listing)
        listing = desk.cover.listing(listing)
        desk.entries = {entry.external_id: entry for entry in listing.entries}
        return listing


def read(desk: ReadingState, entries: Wanted) -> list[Posting | Unread]:
    """Read entries, each with the page of its posting or None. An entry that can't be read becomes its own failure."""
    return [_read(desk, name, page) for name, page in entries]


def _read(desk: ReadingState, name: str, page: Page | None) -> Posting | Unread:
    entry = desk.entries[name]
    posting = contained(f"entry {name!r}", lambda: desk.cover.posting(border.posting(_posting(entry, page))))
    if isinstance(posting, Unread):
        return posting
    language = fields.language(posting.text) if posting.language is None and posting.text else None
    return _with_language(posting, language) if language else posting


def _posting(entry: Entry, page: Page | None) -> Posting:
    """Read an entry. A page that its board did not ask for, or a PDF, is read like any posting's page."""
    if page is not None and (entry.detail is None or pdftext.is_pdf(page)):
        from tracker.boards.kit import textless

        return textless.filled(entry.read(None), page)
    posting: Posting = entry.read(page)
    return posting


def contained(what: str, work: Callable[[], T]) -> T | Unread:
    """Run `work` on data from outside. Return its result, or any error as Unread."""
    try:
        return work()
    except Unread as error:
        return error
    except RecursionError:
        return Failed(f"{what} is nested too deeply to be read")
    except MemoryError:
        return Failed(f"{what} needs too much memory to be read")
    except Exception as error:  # noqa: BLE001 (a parser may raise anything at hostile data; it is that data's failure)
        message = border.line(str(error)) or ""
        return Failed(f"{what} has another shape than expected ({type(error).__name__}: {message[:300]})")


def judge(
    desk: ReadingState, page: Page, looked: SearchedText, addresses: tuple[str, ...]
) -> tuple[bool | None, Evidence]:
    """Return whether a posting is still up, by its own page (`still_open`)."""
    _ = desk
    from tracker.extract.still_open import still_up
    from tracker.model.history import Evidence

    judgement = contained("its page", lambda: still_up(pdftext.readable(page), looked, addresses))
    return (None, Evidence(f"its page could not be read ({judgement})")) if isinstance(judgement, Unread) else judgement


def recognise(desk: ReadingState, page: Page) -> detect.Detected | None:
    """Return the board software behind a page (`detect.by_page`), None if the page can't be read."""
    _ = desk
    source = contained("the page", lambda: detect.by_page(page))
    return None if isinstance(source, Unread) else source


def upward(desk: ReadingState, page: Page) -> ParentList:
    """Return the list that a page of one posting belongs to (`boards.upward`)."""
    _ = desk
    from tracker.boards.generic import upward as boards_upward

    parent = contained("the page", lambda: boards_upward.of(page))
    return boards_upward.ParentList() if isinstance(parent, Unread) else parent


def leading(desk: ReadingState, page: Page) -> Leading:
    """Return what a page without a list may be (`boards.leading`)."""
    _ = desk
    from tracker.boards.generic import leading as boards_leading

    board_links = contained("the page", lambda: boards_leading.of(page))
    return boards_leading.Leading() if isinstance(board_links, Unread) else board_links


def container(desk: ReadingState, pages: Sequence[Page]) -> str:
    """Return the CSS selector of the text area that these pages of one site share (`siblings.container`)."""
    _ = desk
    from tracker.boards.kit import siblings

    selector = contained(
        "the pages", lambda: siblings.container([page.text() for page in pages if not pdftext.is_pdf(page)])
    )
    return "" if isinstance(selector, Unread) else selector


def direct(desk: ReadingState, source: Source, opened: Page) -> Source | None:
    """Return a source that asks for the JSON that a page's script loaded, without the page."""
    _ = desk
    from tracker.boards.generic import loaded

    feed = contained("the page", lambda: loaded.find(opened))
    if isinstance(feed, Unread) or feed is None or feed.source is None or feed.source.request.method != "GET":
        return None
    keys = feed.keys()
    if not keys or _PAGED.search(feed.source.request.url) or feed.doubt():  # only one page of a list that may grow
        return None
    items = feed.path if feed.path.endswith(("[]", ".node")) else f"{feed.path}[]" if feed.path != "@" else "[]"
    return replace(
        source,
        board="json",
        endpoint=feed.source.request.url,
        items=items,
        id=keys.get("id", ""),
        title=keys["title"],
        link=keys["link"],
    )
