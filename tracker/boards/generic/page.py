"""The board `page`: read any page that has no description in tracker.toml.

If the page embeds or loads board software, that board reads it. Otherwise these are tried, in this order: schema.org
JobPosting in the page; a list in the JSON that it loads or contains; the repeated structure of the page. (Sitemaps are
a board of their own, decision 7.) The page is requested plainly first, and opened in the browser unless the plain page
is complete. A posting's id is its address, however it was found. If nothing is clearly a list, that is reported.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tracker.boards.generic import (
    carried,
    entry_pages,
    failed_requests,
    further,
    index_pages,
    loaded,
    next_page,
    page_postings,
    repeated,
)
from tracker.boards.generic.stated import stated as stated_by
from tracker.boards.kit import common, emptiness, unshown
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.own_pages import Seen, entries_of, scripted
from tracker.boards.kit.page_items import Item
from tracker.boards.software import SOFTWARE, embedded
from tracker.extract import urls
from tracker.model import Flow, Listing, Page, Request, Source
from tracker.model.errors import Failed, Unread, Unsure

NAME = "Any page"
EXAMPLE = "https://example.org/careers"
_MOST_PAGES = 500
_PRESSED = "after it was pressed"  # in how the end of a list was proved in the browser
_NOTHING_CAME = "the rendered page has no more"  # if nothing was pressed, and scrolling changed nothing
_STAYS = "is still there"  # in why the end of a list was not proved in the browser
PageFlow = Generator[Sequence[Request], Sequence[Page], "_Pages"]


@dataclass
class _Pages:
    """What a page, and those that follow it, contain."""

    found_by: str = ""
    known: dict[str, Seen] = field(default_factory=dict)
    total: int | None = None
    following: str = ""
    button: str = ""
    shapes: tuple[tuple[str, ...], ...] = ()
    unsure: str = ""
    nothing: bool = False
    end: str = ""
    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    parts: tuple[tuple[str, str], ...] = ()
    sublists: set[str] = field(default_factory=set)  # addresses of parts, if one of them has further postings
    lists: list[loaded.Loaded] = field(default_factory=list)
    carried: list[carried.Carried] = field(default_factory=list)
    scripted: bool = False
    fresh: int = 0
    most: int = 0

    @property
    def whole(self) -> bool:
        """Return whether the end was proved, as far as the page itself shows."""
        short = self.total is not None and len(self.known) < self.total
        return bool(self.end) and not self.problems and not self.doubts and not short


def recognise(url: str) -> str:
    """Return "": no address shows that this board fits."""
    _ = url
    return ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the requests for the posting's page, plain and in the browser, or for its list if it has no page."""
    _ = external_id
    if not url:
        return ()
    return (Request(url),) if source.render == "never" else (Request(url), Request(url, render=True))


def read(source: Source) -> Flow:
    """Read the page, plainly or in the browser, to the end of its list."""
    plain, error = _Pages(), None
    if source.render != "always":
        (page,) = yield [Request(source.endpoint or source.url)]
        software = _software(page)
        if software:
            return (yield from _read_as(software, source))
        try:
            plain = yield from _pages(page)
        except Unread as refusal:
            if source.render == "never" or page.status in common.NOT_FOUND or page.failure_kind == "robots":
                raise
            error = refusal
    contents = plain
    if source.render == "always" or (
        source.render == "auto" and not (plain.known and plain.whole and not plain.scripted)
    ):
        (page,) = yield [Request(source.endpoint or source.url, render=True, wait_for=source.item, expand=True)]
        software = _software(page)
        if software:
            return (yield from _read_as(software, source))
        contents = yield from _in_browser(plain, page, error)
    if not contents.known:
        if contents.nothing and not contents.unsure:
            return Listing((), end="the page says that there are none", api=False)
        raise (Unsure if contents.unsure else Failed)(*_unsure(source, contents))
    own = entry_pages.OwnPages(contents.known, contents.shapes)
    entries = yield from entries_of(source, contents.known, own.look)
    yield from own.further()
    indexed = "" if own.texts else index_pages.of_titles([seen.posting.title for seen in contents.known.values()])
    doubts = (*contents.doubts, *(own.doubts or filter(None, (indexed,))))
    return Listing(
        own.without_lists(entries, contents.sublists),
        end="" if doubts else contents.end,
        stated_total=contents.total,
        problems=(*contents.problems, *doubts),
        api=False,
        addresses=tuple(contents.pages),
    )


def _software(page: Page) -> tuple[str, str] | None:
    """Return the board software that the page embeds or loads, and its address there."""
    software = embedded(page) if page.status == 200 else None
    if software is None:
        return None
    board, url, _ = software
    if board == "greenhouse" and not SOFTWARE[board].recognise(url):
        return None  # only short links: the page has the postings too, and `tracker add` finds the board behind them
    return board, url


def _read_as(software: tuple[str, str], source: Source) -> Flow:
    board, url = software
    return SOFTWARE[board].read(replace(source, board=board, url=url, endpoint=""))


def _unsure(source: Source, contents: _Pages) -> tuple[str, str]:
    """Return why a page was not read, and what to do about it."""
    why = (
        contents.unsure
        or "no list of postings was found (no JobPosting, no JSON with jobs, no links that repeat like a list)"
    )
    advice = (
        'describe an entry in tracker.toml: board = "html", item = "li.opening" (a CSS selector of one entry), '
        'text = "#content" (of the text on its page)'
    )
    return f"{source.url}: {why}", "" if contents.nothing else advice


def _in_browser(plain: _Pages, page: Page, error: Unread | None) -> PageFlow:
    """Use the page as the browser shows it. If it shows less than the plain page, neither is proved complete."""
    try:
        shown = yield from _pages(page)
    except Unread as refusal:
        if not plain.known:
            raise error or refusal from refusal
        plain.end = ""
        plain.problems.append(f'{refusal}; if the plain page has the whole list, set render = "never"')
        return plain
    if len(shown.known) >= len(plain.known):
        return shown
    plain.end = ""
    plain.problems.append(f"the browser shows {len(shown.known)} postings, the plain page {len(plain.known)}")
    return plain


def _pages(page: Page) -> PageFlow:
    """Use a page, and read those that follow it, to the last."""
    contents = _Pages(scripted=not page.request.render and scripted(page.text()))
    render = page.request.render
    _take(common.answer(page, NAME), contents)
    contents.pages.append(page.request.url)
    while contents.known and contents.following and not contents.problems:
        following = contents.following
        if following in contents.pages or len(contents.pages) >= _MOST_PAGES:
            contents.problems.append(f"the link to the next page leads back to {following}")
            break
        if urls.site(following) != urls.site(page.url):
            contents.problems.append(f"the list continues on another host: {following}")
            break
        contents.pages.append(following)
        (page,) = yield [Request(following, render=render)]
        before = len(contents.known)
        try:
            _take(common.answer(page, NAME), contents)
        except Unread as refusal:
            contents.problems.append(f"page {len(contents.pages)} of the list: {refusal}")
            break
        if len(contents.known) == before:
            what = "is the same as before" if contents.fresh else "has no postings"
            contents.problems.append(f"page {len(contents.pages)} of the list, {following}, {what}")
            break
    pressed = _PRESSED in page.ended and contents.pages[1:] == []  # the browser showed the other pages in this one
    if contents.most > len(contents.pages) and not contents.problems and not pressed:
        contents.problems.append(f"the pager names page {contents.most}, and {len(contents.pages)} were read")
    contents.doubts += filter(None, (loaded_list.doubt(len(contents.pages)) for loaded_list in contents.lists))
    titles = [seen.posting.title for seen in contents.known.values()]
    contents.doubts += filter(None, [carried.why_incomplete(contents.carried, titles)])
    contents.doubts += filter(None, [] if render else [carried.continued_in_script(page, len(contents.known))])
    if contents.known and not contents.problems and not contents.doubts:
        unread, parts = yield from further.parts_unread(
            contents.parts, contents.known, contents.shapes, contents.pages, render=render
        )
        contents.doubts += [unread] if unread else []
        contents.sublists |= parts
    if contents.known and not render and "<noscript" in page.text().lower() and emptiness.hides_some(page.text()):
        contents.problems += ["the page says that its scripts show all of its postings, and it was read without them"]
    contents.problems += [contents.button] if contents.button and not render else []
    contents.end = "" if contents.problems or contents.doubts else contents.end
    return contents


def _take(page: Page, contents: _Pages) -> None:
    """Collect what one page contains."""
    first = not contents.pages
    shown = repeated.find(_documents(page), known=contents.shapes, read=contents.pages)
    structure = {item.key or item.url: item for item in shown.items}
    postings_stated, doubt = stated_by([page, *_frames(page)])
    stated = page_postings.addressed(postings_stated, structure)
    lists = loaded.find_all(page, says_nothing=shown.nothing)
    listed = loaded.best(lists)
    rows = (
        page_postings.addressed({row.url: page_postings.of_row(page, row) for row in listed.rows}, structure)
        if listed
        else {}
    )
    if first:
        contents.found_by = _choose(stated, rows, structure, carried=listed is not None and listed.source is None)
        contents.total = shown.total
        contents.unsure, contents.nothing = shown.unsure, shown.nothing
        if contents.nothing and (why := _left_open(page) or _may_have_some(page)):
            contents.unsure = why
        if contents.found_by == "structured data" and (why := _only_an_invitation(stated, shown)):
            contents.found_by, contents.unsure = "", why
    known: dict[str, Seen] = {}
    if contents.found_by == "structured data":
        known = dict(stated)
        contents.doubts += [doubt] if doubt else []
        covered = sum(url in structure for url in stated)
        if covered * 2 >= len(stated):
            known |= {url: page_postings.of_item(page, item) for url, item in structure.items() if url not in stated}
    elif contents.found_by == "JSON" and listed is not None:
        known = rows
        contents.total = max(filter(None, (listed.total, contents.total)), default=None)
    elif contents.found_by:
        known = {name: page_postings.of_item(page, item) for name, item in structure.items()}
        contents.doubts += [doubtful for doubtful in shown.doubts if doubtful not in contents.doubts]
    contents.shapes = contents.shapes or shown.shapes
    contents.parts = shown.parts if first else contents.parts
    contents.fresh = len(known)
    contents.known = {**known, **contents.known}
    contents.carried += carried.lists_of(page, [seen.posting.title for seen in known.values()])
    contents.lists = loaded.about(lists, {seen.posting.title for seen in contents.known.values()})
    contents.total = max(filter(None, (contents.total, *(one.total for one in contents.lists))), default=contents.total)
    if contents.known and page.parts and not page.left_open:
        places = [loaded_list.source.request.url for loaded_list in contents.lists if loaded_list.source]
        contents.doubts += filter(None, [failed_requests.reason_for_doubt(page, places, [*contents.known])])
    contents.following = shown.following or next_page.in_headers(page, contents.pages)
    paged_by_script = contents.found_by == "JSON" and structure and len(known) > (shown.most - 1) * len(structure)
    contents.most = max(contents.most, 0 if paged_by_script else shown.most)
    contents.button = "" if page.request.expand else shown.button
    if page.request.expand and contents.known and shown.button and (lost := failed_requests.lost_script(page)):
        contents.doubts.append(f"{shown.button}, and it may not work: {lost}")
    elif page.request.expand and contents.known and shown.waits and page.ended == _NOTHING_CAME:
        contents.doubts.append(f"an element waits to load the next rows ({shown.waits}), and nothing came")
    contents.end = _end(page, contents, shown.other_controls)


def _left_open(page: Page) -> str:
    """Return why a page that says "no openings" may have some: a request of it failed, or its end was not reached."""
    reason = failed_requests.contradiction(page)
    return f"it says that there are no openings, but {reason}" if reason else ""


def _may_have_some(page: Page) -> str:
    """Return why a page that says "no openings" may have some that it doesn't show, "" if nothing speaks for it."""
    documents = (page, *_frames(page))
    read = [other_page.url for other_page in documents]
    for other_page in documents:
        if mark := emptiness.unfilled(other_page.text()):
            return f"it says that there are no openings, but a script has not filled its template ({mark})"
        if sign := unshown.sign(other_page.text(), other_page.url, read):
            return f"it says that there are no openings, and its list may be elsewhere: {sign}"
    if not page.request.render and emptiness.may_load_a_list(page.text()):
        return 'it says that there are no openings, but a script of it may load some (render = "auto" opens it in a browser)'
    return ""


def _end(page: Page, contents: _Pages, other_controls: Sequence[str]) -> str:
    """Return how the end was proved. A control of another part of the page (`other_controls`) may stay after it was pressed."""
    if page.left_open:
        reason = page.left_open.casefold()
        if any(reason.startswith(f"{words!r} {_STAYS}".casefold()) for words in other_controls):
            return _NOTHING_CAME
        if contents.total is not None and len(contents.known) >= contents.total:
            return f"all {contents.total} that it states"
        contents.problems.append(page.left_open)
        return ""
    return page.ended or "no link to a next page, and no button for more"


def _choose(
    stated: Mapping[str, Seen], listed: Mapping[str, Seen], structure: Mapping[str, Item], *, carried: bool = False
) -> str:
    """Choose the source of the list: the first of the four that has one, unless a later one has more.

    One JobPosting for the whole page ("Join our team") is not a list if the page shows others. JSON that the page
    contains (`carried`) may belong to another page; so if both have a list, the JSON must have most of what the page
    shows.
    """
    rows = len(listed)
    is_single = len(stated) == 1 and rows <= 1 and set(structure) <= set(stated)
    if (len(stated) > 1 and len(structure) <= 3 * len(stated)) or is_single:
        return "structured data"
    if rows and rows >= len(structure) and not (carried and _other_list(listed, structure)):
        return "JSON"
    return "structure" if structure else ""


def _only_an_invitation(stated: Mapping[str, Seen], shown: repeated.Repeated) -> str:
    """Return why a page's only JobPosting is not a list: it has no own page, and names no job or the page shows more."""
    (seen, *more) = stated.values()
    if more or seen.has_own_page:
        return ""
    title = seen.posting.title
    if shown.unsure or (vocab.CALL.search(title) and not vocab.is_role(title)):
        return shown.unsure or f"its only JobPosting, {title!r}, names no job"
    return ""


def _other_list(listed: Mapping[str, Seen], structure: Mapping[str, Item]) -> bool:
    titles = {seen.posting.title.casefold() for seen in listed.values()}
    return sum(item.title.casefold() in titles for item in structure.values()) * 2 < len(structure)


def _documents(page: Page) -> list[repeated.Document]:
    return [repeated.Document(other_page.url, other_page.text()) for other_page in (page, *_frames(page))]


def _frames(page: Page) -> list[Page]:
    return [part for part in page.parts if "html" in part.header("content-type")]
