"""Add a source: find out what is behind an address, and write it into tracker.toml."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.boards import BOARDS, SOFTWARE
from tracker.boards.detect import Detected, by_url
from tracker.check.fetches import as_it_is, brisk
from tracker.check.reader import Reader, warm, work
from tracker.check.reader import reader as new_reader
from tracker.check.reads import Reads, read_list
from tracker.config.credentials import NONE, Credentials, without_secrets
from tracker.extract import urls
from tracker.fetch import Fetch, Fetcher
from tracker.model import Listing, Request, Source
from tracker.model.amounts import counted
from tracker.model.errors import Failed, TrackerError, Unsure, UsageError, unknown
from tracker.model.history import History, Policy
from tracker.operations import add_advice, add_posting
from tracker.operations.add_questions import PageCache, Step
from tracker.operations.project import Project, change, now
from tracker.operations.run import NOTHING_YET, FirstReplies
from tracker.reconcile import judge

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_GOOD = 200
_ALWAYS = ("board", "url")
_WRITTEN = ("name", *_ALWAYS, "endpoint", "items", "id", "title", "link", "text", "render", "allow_private")
Read = Callable[[Source], Awaitable[Reads]]


@dataclass(frozen=True, slots=True)
class RecognisedSource:
    """A source that was recognised and read once, and what to report of it. `credentials` are those in its addresses.

    `first_replies` is what was read, for use by the first check.
    """

    source: Source
    summary: str
    credentials: Credentials = NONE
    first_replies: FirstReplies = NOTHING_YET


class NotRecognised(TrackerError):
    """No list of postings was found at an address. `reached`: the address answered."""

    reached = False


def recognise_source(
    project: Project,
    url: str,
    *,
    slug: str,
    name: str,
    board: str,
    endpoint: str,
    allow_private: bool,
    step: Step = lambda _doing: None,
) -> RecognisedSource:
    """Recognise what is behind an address and read its list once, without keeping anything. `step` is called with each action."""
    address = add_advice.with_scheme(url)
    if address != url:
        options = (slug, name, board, endpoint)
        return _with_scheme(
            lambda full_address: _look(project, full_address, *options, allow_private=allow_private, step=step), address
        )
    return _look(project, url, slug, name, board, endpoint, allow_private=allow_private, step=step)


def _look(
    project: Project, url: str, slug: str, name: str, board: str, endpoint: str, *, allow_private: bool, step: Step
) -> RecognisedSource:
    if not urls.is_web(url):
        raise UsageError(add_advice.no_address(url))
    if board and board not in BOARDS:
        raise unknown(board, BOARDS, what="board", where="this version")
    refused = "" if board else add_advice.refusal(url)
    if refused:
        raise UsageError(refused)
    defaults = project.settings.defaults
    draft, credentials = without_secrets(
        replace(
            defaults,
            slug="new",
            url=url,
            name=name or defaults.name,
            board=board,
            endpoint=endpoint or defaults.endpoint,
            allow_private=allow_private or defaults.allow_private,
            delay=brisk(defaults.delay),
        )
    )
    warm()  # the reading process starts while the first replies arrive
    with new_reader() as reader:
        known = asyncio.run(_find_out(project, draft, slug, reader, credentials, step))
    return replace(known, source=replace(known.source, delay=defaults.delay), credentials=credentials)


def _with_scheme(find: Callable[[str], RecognisedSource], url: str) -> RecognisedSource:
    """Look at an address that was typed without a scheme: with `https://`, and if nothing is found, with `http://`."""
    try:
        return find(url)
    except NotRecognised as error:
        try:
            return find(f"http://{url.removeprefix('https://')}")
        except NotRecognised as other:  # an address that answers has better advice
            raise (other if other.reached and not error.reached else error) from None
        except TrackerError:
            raise error from None


async def _find_out(
    project: Project, draft: Source, slug: str, reader: Reader, credentials: Credentials, step: Step
) -> RecognisedSource:
    async with Fetcher(project.settings.contact, now, project.settings.browser_path) as fetcher:
        cache = PageCache(fetcher, credentials, step)
        try:
            return await _read_source(project, draft, slug, reader, cache)
        except NotRecognised as error:
            error.reached = cache.reached(draft.url)
            listed = "" if draft.board else await cache.listed(draft.url, reader)
            if not listed or urls.loose(listed) == urls.loose(draft.url) or add_advice.refusal(listed):
                raise
            try:  # it may be the page of one posting; then the list that it links to has that posting
                return await _read_source(project, replace(draft, url=listed), slug, reader, cache, posting=draft.url)
            except TrackerError:
                raise error from None


async def _read_source(
    project: Project, draft: Source, slug: str, reader: Reader, cache: PageCache, *, posting: str = ""
) -> RecognisedSource:
    """Read the list at an address. Raise NotRecognised if it lacks the posting with the address `posting`."""

    async def read(source: Source) -> Reads:
        return await read_list(source, cache.of(source), as_it_is, None, reader)

    detected = Detected(draft.board, draft.url, "as you say") if draft.board else by_url(draft.url)
    detected = detected or await _software(draft, cache.of(draft), reader)
    if detected is None:
        source, seen, how = await _by_itself(replace(draft, board="page"), read, reader)
    else:
        source, how = replace(draft, board=detected.board, url=detected.url), detected.evidence
        seen = await read(source)
        source = _at_its_board(source, seen)
        if (
            seen.listing is None and not draft.board and detected.url == draft.url
        ):  # weak evidence: the page itself may have the list
            page_source, itself, problem = await _by_itself(replace(draft, board="page"), read, reader)
            if itself.listing is not None:
                source, seen, how, detected = page_source, itself, problem, None
    if seen.listing is None:
        if detected is None:
            problem = await cache.advice(draft, reader)
            above = "" if problem else await cache.list_above(draft, reader)
            described = _three_lines(draft, seen, _free_name(project, slug or urls.host(draft.url)))
            raise NotRecognised(problem or "\n".join(filter(None, (described, above))))
        why = (
            add_advice.unreadable_advice(seen.pages[-1], draft.url) if seen.pages and seen.pages[-1].failure else ""
        ) or seen.error
        message = f"it looks like {BOARDS[detected.board].name} ({detected.evidence}), but could not be read: {why}"
        raise NotRecognised(message)
    listing = seen.listing
    single = await cache.single_posting(draft, listing, reader) if detected is None else ""
    typed = add_posting.typed_posting(posting or draft.url, listing)
    if single or (posting and typed.entry is None):
        raise NotRecognised(single)
    stated = "" if source.board in SOFTWARE or listing.employer else await cache.site_name(draft.url, reader)
    own_name = "" if source.name == project.settings.defaults.name else source.name
    source = replace(source, slug=_slug(project, slug or own_name or listing.employer or _employer_name(source)))
    source = replace(source, name=source.name or stated)
    name = source.name or listing.employer or _employer_name(source)
    summary = (
        f"{_board(source)} of {name}, {counted(len(listing.entries), 'posting')}, {_completeness(listing)} ({how})."
    )
    summary = summary if listing.entries else f"{summary} {add_advice.NOTHING_NOW}"
    software = source.board in SOFTWARE and source.url != draft.url
    explanation = add_posting.explanation(typed, source.slug, source.url) if posting or software else ""
    summary = f"{summary}\n{explanation}" if explanation else summary
    return RecognisedSource(source, summary, first_replies=cache.first_replies())


def _at_its_board(source: Source, seen: Reads) -> Source:
    """Return the source with the board's own address, if the given page only leads to it."""
    if source.endpoint or BOARDS[source.board].recognise(source.url):
        return source
    homes = [BOARDS[source.board].home(page.request.url) for page in seen.pages]
    elsewhere = [home for home in homes if home and urls.host(home) != urls.host(source.url)]
    return replace(source, url=elsewhere[0]) if elsewhere else source


def _board(source: Source) -> str:
    return "Careers page" if source.board == "page" else f"{BOARDS[source.board].name} board"


def _employer_name(source: Source) -> str:
    name = BOARDS[source.board].recognise(source.url)
    return urls.host(source.url) if not name or name == "json" else urls.decode(name.split("/")[0])


def _completeness(listing: Listing) -> str:
    outcome, why = judge(History({}, {}), listing, Policy(lambda _id, _url: ()))
    return outcome if outcome == "complete" else f"{outcome}: {why}"


async def _software(draft: Source, fetch: Fetch, reader: Reader) -> Detected | None:
    """Read the page without a browser, and return the software or the JSON behind it, None if there is none."""
    page = await fetch(Request(draft.url))
    if hopeless := add_advice.unreadable_advice(page):
        raise NotRecognised(hopeless)
    if page.status != _GOOD:
        return None
    software = await reader.do(work.recognise, page)
    return software if software and software.board != "jsonld" else None


async def _by_itself(source: Source, read: Read, reader: Reader) -> tuple[Source, Reads, str]:
    """Read a page of unknown software, and learn what makes later checks cheaper and more stable.

    If the JSON that its script loads gives the same postings, it is asked for directly. If the plain page shows the
    same, no browser is used. The element that holds the text is written down.
    """
    seen = await read(source)
    if seen.listing is None and not isinstance(seen.error, Unsure):
        by_map = replace(source, board="sitemap")  # second choice: a list on the page is preferred to the sitemap
        listed = await read(by_map)
        if listed.listing is not None and len(listed.listing.entries) > 1:
            return by_map, listed, "by the sitemap, because the page has no list"
    opened = next((page for page in seen.pages if page.request.expand), None)
    if seen.listing is None:
        return source, seen, ""
    if opened is not None:
        software = await reader.do(work.recognise, opened)
        if software and software.board in SOFTWARE:
            software_source = replace(source, board=software.board, url=software.url)
            return software_source, await read(software_source), software.evidence
        direct = await reader.do(work.direct, source, opened)
        needs_browser = any(entry.detail is not None and entry.detail.render for entry in seen.listing.entries)
        if direct is not None and not needs_browser:
            same = await read(direct)
            if same.listing and _titles(same.listing) == _titles(seen.listing) and not same.listing.problems:
                return direct, same, f"the page's script loads it from {urls.display(direct.endpoint)}"
        plain = await read(replace(source, render="never"))
        if plain.listing and _ids(plain.listing) == _ids(seen.listing) and plain.listing.end:
            source, seen = replace(source, render="never"), plain
        else:
            source = replace(source, render="always")
    if seen.listing is None:
        return source, seen, ""
    read_urls = {page.request.url for page in seen.pages}
    samples = sorted(entry.url for entry in seen.listing.entries if entry.detail and entry.url in read_urls)[:2]
    texts = [page for page in seen.pages if page.request.url in samples and page.status == _GOOD]
    selector = await reader.do(work.container, texts[-2:])
    return (
        (replace(source, text=selector) if selector and not source.text else source),
        seen,
        "by its structure" if opened is None else "in the browser",
    )


def _titles(listing: Listing) -> list[str]:
    return sorted(entry.title for entry in listing.entries)


def _ids(listing: Listing) -> set[str]:
    return {entry.external_id for entry in listing.entries}


def _three_lines(draft: Source, seen: Reads, slug: str) -> str:
    pages = [page for page in seen.pages if page.request.url == draft.url and page.body] or seen.pages
    page = pages[-1] if pages else None
    kind = page.header("content-type").split(";")[0] if page else ""
    saw = (
        f"{len(page.body):,} bytes of {kind or 'unknown kind'}" if page and page.body else "nothing that could be read"
    )
    problem = seen.error.what if isinstance(seen.error, Failed) else str(seen.error)
    private = "  allow_private = true\n" if draft.allow_private else ""
    return (
        f"{problem} ({saw}). Describe the entries of its list in tracker.toml:\n\n"
        f'  [sources.{slug}]\n  board = "html"\n  url = "{draft.url}"\n{private}'
        '  item = "li.opening"     # a CSS selector of one entry\n'
    )


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower().removeprefix("www.")).strip("-") or "source"


def _free_name(project: Project, name: str) -> str:
    """Return a name that no source has yet: the wanted one, or it with a number."""
    slug = plain = _plain(name)
    number = 2
    while slug in project.settings.sources:
        slug, number = f"{plain}-{number}", number + 1
    return slug


def _slug(project: Project, name: str) -> str:
    slug = _plain(name)
    if slug in project.settings.sources:
        message = f"tracker.toml has a source {slug!r} already; name this one with --slug {_free_name(project, slug)}"
        raise UsageError(message)
    return slug


def write(project: Project, known: RecognisedSource) -> None:
    """Add the source to tracker.toml. All other lines stay as they are."""
    source, secret = known.source, known.credentials
    source = replace(source, url=secret.configured(source.url), endpoint=secret.configured(source.endpoint))
    defaults = project.settings.defaults
    change(project.root / "tracker.toml", lambda document: _insert_source(document, source, defaults))


def _insert_source(document: TOMLDocument, source: Source, defaults: Source) -> None:
    """Add the table of a source, with the keys in which it differs from the defaults."""
    import tomlkit

    sources = document.setdefault("sources", tomlkit.table(is_super_table=True))
    inline = isinstance(sources, tomlkit.items.InlineTable)
    table = tomlkit.inline_table() if inline else tomlkit.table()
    for key in _WRITTEN:
        value = getattr(source, key)
        if value and (key in _ALWAYS or value != getattr(defaults, key)):
            table.add(key, value)
    if not inline:
        table.add(tomlkit.nl())
    sources[source.slug] = table
