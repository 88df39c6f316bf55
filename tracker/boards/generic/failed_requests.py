"""Judge the requests of a page's scripts: whether one that failed may have brought postings.

Beside "no openings", a failed request for jobs makes the sentence worthless, and so does one of unknown purpose at the
page's own site, unless another reply about jobs came. A chat or statistics that fail say nothing of the list.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from tracker.boards.kit import vocabulary as vocab
from tracker.extract import jsontext, urls
from tracker.extract.request_words import OTHER
from tracker.model import Page, charset
from tracker.model.page import FAILED_REQUEST

_REFUSED = 400  # the lowest status of HTTP that is a refusal or a failure
_MOST_DEEP = 12  # parts of a path that is compared with others
_LEVELS = 3  # of a reply that are searched for an error or a total
_MOST = 50  # values of an object that are searched
_TOTAL = re.compile(
    r"(?:total|count|found|num|nb|hits)(?:_?(?:count|results?|hits|items|jobs|elements|records|found|positions))?|(?:jobs?|results?|items?|records)_?(?:count|total)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"jobs?|results?|items?|data|hits|content|list|records|rows|entries|postings?|positions?|openings?|vacanc\w+|offers?|stellen",
    re.IGNORECASE,
)
_ERROR = re.compile(r"errors?|exception|fault|error_?(?:message|code|msg)", re.IGNORECASE)
_NO_ERROR = frozenset(("0", "false", "none", "null", "ok", "no"))
_LONGEST = 10  # characters of a value that may say that there was no error
_PREFETCHED = re.compile(r"[?&]_rsc=|/_next/data/")  # what Next.js fetches before a reader goes there
_SCRIPTS = (".js", ".mjs")
_ASSETS = (*_SCRIPTS, ".css", ".map", ".png", ".jpg", ".svg", ".webp", ".woff2")
_UNKNOWN_USER = "answered 401"  # of what is for users who have logged in


def contradiction(page: Page) -> str:
    """Return why a page that says "no openings" may have some, by its requests: one failed, or states postings."""
    refused = None
    good = False
    for part in page.parts:
        why = _failure(part)
        kind = _kind(part.request.url, page.url)
        if why and kind == "jobs":
            return f"{FAILED_REQUEST}{part.request.url} {why}"
        if why and kind:
            refused = refused or f"{FAILED_REQUEST}{part.request.url} {why}"
        good = good or (not why and kind == "jobs" and charset.first(part.body) in {"{", "["})
    reason = page.left_open
    if reason.startswith(FAILED_REQUEST):
        kind = _kind(reason.removeprefix(FAILED_REQUEST).partition(" ")[0], page.url)
        refused, reason = (refused or reason if kind else refused), (reason if kind == "jobs" else "")
    return reason or ("" if good else refused or "")


def _kind(url: str, home: str) -> str:
    """Return what a request is for: "jobs", "" for something else, "perhaps" if it is the page's own and not known."""
    same = urls.site(url) in {"", urls.site(home)}
    path = urls.path(url) or url
    place = path if same else f"//{urls.parse(url).netloc}{path}"
    if vocab.JOB_PATH.search(place):
        return "" if OTHER.search(path.rpartition("/")[2]) else "jobs"
    return "perhaps" if same and not OTHER.search(place) else ""


def _failure(part: Page) -> str:
    """Return why a reply is none: it failed, was refused, or says that there was an error or more than it has."""
    if part.failure:
        return part.failure
    if part.status >= _REFUSED:
        return f"answered {part.status}"
    if charset.first(part.body) not in {"{", "["}:
        return ""
    try:
        data = jsontext.loads(part.body, part.header("content-type"))
    except jsontext.NotJson:
        return "answered with broken JSON"
    return next(filter(None, map(_described, _objects(data))), "")


def _objects(data: Any, levels: int = _LEVELS) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in list(data.values())[:_MOST] if levels else ():
            yield from _objects(value, levels - 1)


def _described(entry: Mapping[str, Any]) -> str:
    """Return what an object says of its own failure, or of postings that it does not have."""
    for key, value in list(entry.items())[:_MOST]:
        if _ERROR.fullmatch(key) and value and str(value)[:_LONGEST].lower() not in _NO_ERROR:
            return f"answered with an error ({key})"
    if entry.get("success") is False or entry.get("ok") is False:
        return "answered that it did not succeed"
    empty = any(_LIST.fullmatch(key) and value == [] for key, value in entry.items())
    total = next((value for key, value in entry.items() if _TOTAL.fullmatch(key) and _is_positive(value)), 0)
    return f"states {total} postings, and has none" if empty and total else ""


def _is_positive(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def reason_for_doubt(page: Page, places: Collection[str], known: Collection[str]) -> str:
    """Return why a page that shows postings may lack some: a request that may have brought others failed; "" if none did.

    `places` are the addresses of replies that brought postings, `known` those of the postings. A request of unknown
    purpose counts if it is for a neighbour of a reply: in the same folder, or at the same site where only one part of
    the path differs. A page that a script fetched in advance, a script itself, and a request that succeeded later
    do not count.
    """
    folders = {_folder(url) for url in places}
    known_shapes = {shape for url in places for shape in _shapes(url)}
    own = {*map(urls.bare, known)}
    failed = {part.request.key: (part.request.url, why) for part in page.parts if (why := _failure(part))}
    good = {part.request.key for part in page.parts if part.status and not _failure(part)}
    for key, (url, why) in failed.items():
        path = urls.path(url)
        if key in good or urls.bare(url) in own or _PREFETCHED.search(url) or path.lower().endswith(_ASSETS):
            continue
        is_neighbour = _folder(url) in folders or not known_shapes.isdisjoint(_shapes(url))
        neighbour = is_neighbour and why != _UNKNOWN_USER and not OTHER.search(path)
        if neighbour or _kind(url, page.url) == "jobs":
            return f"{FAILED_REQUEST}{url} {why}"
    return ""


def lost_script(page: Page) -> str:
    """Return why a control of the page may not work: a script of its own site failed; "" if none did."""
    for part in page.parts:
        url = part.request.url
        is_own = urls.site(url) == urls.site(page.url) and not OTHER.search(urls.path(url))
        if part.failure and is_own and urls.path(url).lower().endswith(_SCRIPTS):
            return f"{FAILED_REQUEST}{url} {part.failure}"
    return ""


def _shapes(url: str) -> Iterator[tuple[str, ...]]:
    """Yield the site and the path of an address without one of its parts: "/units/*/list" for "/units/7/list"."""
    parts = urls.path(url).split("/")
    for at in range(1, len(parts)) if len(parts) <= _MOST_DEEP else ():
        yield (urls.site(url), *parts[:at], "*", *parts[at + 1 :])


def _folder(url: str) -> str:
    return urls.path(url).rpartition("/")[0]
