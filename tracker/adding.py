"""What is behind an address, and how it is written into tracker.toml."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tracker import config
from tracker.boards import BOARDS
from tracker.boards.common import answer, host
from tracker.boards.detect import Found, by_page, by_url
from tracker.errors import TrackerError, Unread, UsageError
from tracker.fetch import Fetch, Fetcher
from tracker.model import Page, Request, Source
from tracker.project import Project, now
from tracker.reads import read_list


@dataclass(frozen=True, slots=True)
class Known:
    """A source that was recognised and read once, and what to tell of it."""

    source: Source
    told: str


class NotUnderstood(TrackerError):
    """The page was read, and no list of postings was found in it."""


def find_out(
    project: Project, url: str, *, slug: str, name: str, board: str, endpoint: str, allow_private: bool
) -> Known:
    """Recognise what is behind an address and read its list once, keeping nothing."""
    if urlsplit(url).scheme not in {"http", "https"} or not host(url):
        message = f"{url!r} is no web address; give one that begins with https://"
        raise UsageError(message)
    if board and board not in BOARDS:
        message = f"no board {board!r}; there are: {', '.join(BOARDS)}"
        raise UsageError(message)
    draft = Source(
        slug="new", url=url, name=name, board=board, endpoint=endpoint, allow_private=allow_private, delay=0.2
    )
    return asyncio.run(_find_out(project, draft, slug))


async def _find_out(project: Project, draft: Source, slug: str) -> Known:
    async with Fetcher(project.settings.contact, now, project.settings.browser_path) as fetcher:
        fetch = fetcher.of(draft, {})
        found = Found(draft.board, draft.url, "as you say") if draft.board else by_url(draft.url)
        if found is None:
            found = await _look(draft, fetch)
        source = replace(draft, board=found.board, url=found.url)
        seen = await read_list(source, fetcher.of(source, {}), lambda page: page, None)
    if seen.listing is None:
        message = f"it looks like {BOARDS[found.board].NAME} ({found.how}), but could not be read: {seen.error}"
        raise NotUnderstood(message)
    listing = seen.listing
    employer = source.name or listing.employer or BOARDS[found.board].recognise(source.url) or host(source.url)
    whole = (
        "complete"
        if listing.end and not listing.problems
        else f"not proved whole ({'; '.join(listing.problems) or 'no end was found'})"
    )
    source = replace(source, slug=_slug(project, slug or employer))
    told = f"{BOARDS[found.board].NAME} board of {employer}, {len(listing.entries)} postings, {whole} ({found.how})."
    return Known(source, told)


async def _look(draft: Source, fetch: Fetch) -> Found:
    """Read the page, rendered if need be, and recognise it."""
    pages: list[Page] = []
    for render in (False, True):
        page = await fetch(Request(draft.url, render=render))
        pages.append(page)
        try:
            found = by_page(answer(page, "the page"))
        except Unread as error:
            if render:
                raise NotUnderstood(str(error)) from error
            continue
        if found:
            return found
    saw = f"{len(pages[-1].body):,} bytes of {pages[-1].header('content-type') or 'unknown kind'}"
    message = (
        f"{draft.url} has no board that is known, and states no JobPosting ({saw}). Tell what an entry of its list is; "
        f'write into tracker.toml:\n\n  [sources.{_plain(host(draft.url))}]\n  url = "{draft.url}"\n'
        '  board = "html"\n  item = "li.opening"     # a CSS selector of one entry\n'
    )
    raise NotUnderstood(message)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", text.lower().removeprefix("www.")).strip("-") or "source"


def _slug(project: Project, wanted: str) -> str:
    slug = _plain(wanted)
    if slug in project.settings.sources:
        message = f"tracker.toml has a source {slug!r} already; name this one with --slug"
        raise UsageError(message)
    return slug


def write(project: Project, known: Known) -> None:
    """Add the source to tracker.toml, whose other lines stay as they are."""
    source = known.source
    lines = [f"\n[sources.{source.slug}]"]
    if source.name:
        lines.append(f"name = {_quoted(source.name)}")
    lines += [f'board = "{source.board}"', f"url = {_quoted(source.url)}"]
    if source.endpoint:
        lines.append(f"endpoint = {_quoted(source.endpoint)}")
    if source.allow_private:
        lines.append("allow_private = true")
    path = project.root / "tracker.toml"
    text = path.read_text(encoding="utf-8").rstrip() + "\n" + "\n".join(lines) + "\n"
    config.parse(text, str(path), tuple(BOARDS))
    path.write_text(text, encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
