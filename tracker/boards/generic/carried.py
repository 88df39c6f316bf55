"""Decide whether the JSON that a page loads or contains has more of its postings than the page shows.

Such a list may state no addresses, or nothing but titles, so that it can't be the list itself (`loaded`). But a list with
the titles that the page shows, and others, is the list from which a script shows a part.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from tracker.boards.generic import loaded, says_more
from tracker.boards.kit import jobposting, scripts
from tracker.boards.kit import vocabulary as vocab
from tracker.model import Page

_MOST_ROWS = 1_000  # objects of a list that are looked at
_MOST_NAME = 200  # characters of a value that may be a title
_MOST_SHOWN = 60  # characters of a title in a reason
_FLAG = re.compile(
    r"(?:has|is)[_-]?(?:next|more|last)|next[_-]?(?:page|cursor)|[\"'](?:more|last)[\"']\s?:|last[_-]?page|total[_-]?pages|per[_-]?page",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHERS = re.compile(r"related|similar|recent|latest|saved|featured|recommended|favou?rite|alert|other", re.IGNORECASE)
_MOST_HOLDERS, _DEEPEST = 200, 8  # objects that are looked at, and levels of JSON
_SHARE = 0.8  # of the titles of a page that a list has, if the page shows a part of it; a few are written otherwise
_LANGUAGES = ("locale", "lang", "language")
_OFF = frozenset("active isactive open isopen published ispublished visible isvisible enabled available".split())
_ON = frozenset(
    "closed isclosed expired isexpired filled isfilled archived isarchived draft isdraft hidden deleted".split()
)
_STATES = frozenset(("status", "state"))
_SHUT = frozenset("closed filled expired draft archived inactive unpublished cancelled canceled paused deleted".split())


@dataclass(frozen=True, slots=True)
class Carried:
    """The titles of a list in the JSON of a page, whether it is called one of jobs, and what is said beside its rows."""

    titles: tuple[str, ...]
    is_named: bool
    statement: says_more.ListStatement = says_more.NOTHING


def lists_of(page: Page, shown: Collection[str]) -> Iterator[Carried]:
    """Yield every list in the JSON of a page that has most of the titles shown, and more of them or words about more."""
    shown_titles = {title.casefold() for title in shown}
    if not shown_titles:
        return
    markup = page.text()
    own = ((None, value) for value in chain(scripts.in_attributes(markup), scripts.pushed(markup)))
    sent = False
    values = [*loaded.replies(page), *own]
    for reply, data in values:
        for path, rows, holders in loaded.lists_in(data):
            titles = _titles(rows[:_MOST_ROWS], shown_titles)
            common = len(shown_titles & {title.casefold() for title in titles})
            named = vocab.JOBS_NAME.search(path) is not None
            if common < len(shown_titles) * _SHARE or not (common > 1 or named):
                continue
            # If a script loaded some of the postings, its replies are judged in their order (`loaded.Series`).
            sent = sent or reply is not None
            statement = says_more.NOTHING if sent else says_more.of_holders(holders, len(rows), carried=True)
            further = statement.more or (statement.total or 0) > len(rows)
            if further or len(titles) > common:
                yield Carried(titles, named, statement if further else says_more.NOTHING)
    yield from _counted_items(markup, shown_titles)
    yield from _of_unknown_names(values, shown_titles)


def _of_unknown_names(values: Iterable[tuple[Page | None, Any]], shown_titles: set[str]) -> Iterator[Carried]:
    """Yield the lists that have the titles shown under a name that is not known, and state a larger total."""
    for reply, data in values:
        for _, rows, holders in loaded.lists_in(data):
            carried = reply is None
            total = (
                0 if loaded.title_of(rows[0]) else says_more.of_holders(holders, len(rows), carried=carried).total or 0
            )
            if total > len(rows):
                names = {
                    value.casefold(): value for row in rows[:_MOST_ROWS] for value in row.values() if _is_name(value)
                }
                titles = tuple(names[title] for title in shown_titles & names.keys())
                if len(titles) > 1 and len(titles) >= len(rows) * _SHARE:
                    yield Carried(titles, is_named=True, statement=says_more.ListStatement(total))


def _is_name(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MOST_NAME


def _counted_items(markup: str, shown_titles: Collection[str]) -> Iterator[Carried]:
    """Yield the ItemLists of schema.org that have the titles shown, and state a larger number of items."""
    for data in jobposting.linked_data(markup):
        for _, rows, holders in loaded.lists_in(data):
            items = [item if isinstance(item := row.get("item"), dict) else row for row in rows[:_MOST_ROWS]]
            titles = tuple(title for item in items if (title := loaded.title_of(item)).casefold() in shown_titles)
            statement = says_more.of_holders(holders, len(rows), carried=True)
            if len(titles) >= len(shown_titles) * _SHARE and (statement.total or 0) > len(rows):
                yield Carried(titles, is_named=True, statement=statement)


def why_incomplete(lists: Collection[Carried], known: Collection[str]) -> str:
    """Return why a list with the `known` titles is not whole, if one of the `lists` of its pages has more; else ""."""
    known_titles = {title.casefold() for title in known}
    roles = any(map(vocab.is_role, known))
    for carried_list in lists:
        others = [title for title in carried_list.titles if title.casefold() not in known_titles]
        others = [title for title in others if not _is_among(title.casefold(), known_titles)]
        jobs = carried_list.is_named or not roles or any(map(vocab.is_role, others))
        if others and len(carried_list.titles) > len(known_titles) and jobs:
            return (
                f"the JSON in the page has {len(others)} more of its postings ({others[0][:_MOST_SHOWN]!r}) than it shows: "
                'open it in a browser, or read the list with board = "json"'
            )
        stated = carried_list.statement
        total = stated.total or 0
        if total > max(len(known), len(carried_list.titles)) or (
            stated.more and len(carried_list.titles) >= len(known)
        ):
            more = f"{total} postings" if total else f"more ({stated.more[:_MOST_SHOWN]})"
            return f"the JSON in the page says that its list has {more}"
    return ""


def continued_in_script(page: Page, shown: int) -> str:
    """Return in which words a script of a page says that its list of jobs has more than `shown`, "" if none does.

    A page that a server rendered may have its rows in its markup, and in its script only how the list is paged.
    """
    markup = page.text()
    if not _FLAG.search(markup):
        return ""
    for data in chain(scripts.blocks(markup), scripts.in_attributes(markup), scripts.pushed(markup)):
        for holder in islice(_holders(data), _MOST_HOLDERS):
            stated = says_more.of_holders([holder], shown)
            if stated.more and (stated.total is None or stated.total > shown):
                return f"a script of the page says that the list has more ({stated.more[:_MOST_SHOWN]})"
            has_rows = any(isinstance(value, list) and value for value in holder.values())
            if has_rows and stated.pages > 1 and (stated.total or 0) > shown:
                return f"a script of the page says that the list has {stated.total} postings on {stated.pages} pages"
    return ""


def _holders(data: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of JSON that are named for jobs."""
    if isinstance(data, Mapping) and depth < _DEEPEST:
        for key, value in data.items():
            name = _CAMEL.sub(" ", str(key)[:_MOST_SHOWN]).replace("_", " ")
            if isinstance(value, Mapping) and vocab.JOBS_NAME.search(name) and not _OTHERS.search(name):
                yield value
            yield from _holders(value, depth + 1)
    elif isinstance(data, list) and depth < _DEEPEST:
        for item in data[:_MOST_SHOWN]:
            yield from _holders(item, depth + 1)


def _is_among(title: str, known: Collection[str]) -> bool:
    """Return whether a title is one of those known, with words added or left out."""
    return any(known_title in title or title in known_title for known_title in known)


def _titles(rows: list[dict[str, Any]], shown_titles: Collection[str]) -> tuple[str, ...]:
    """Return the titles of the objects that are open, and in the language of those that the page shows."""
    by_title = {loaded.title_of(row): row for row in rows if not _is_closed(row)}
    spoken = Counter(_language(row) for title, row in by_title.items() if title.casefold() in shown_titles)
    most = spoken.most_common(1)[0][0] if spoken else ""
    return tuple(title for title, row in by_title.items() if title and _language(row) == most)


def _language(row: Mapping[str, Any]) -> str:
    return next((str(row[name]) for name in _LANGUAGES if row.get(name)), "")


def _is_closed(row: Mapping[str, Any]) -> bool:
    """Return whether an object says that it is closed, or not published."""
    for key, value in row.items():
        name = key.replace("_", "").casefold()
        if (name in _OFF and value is False) or (name in _ON and value is True):
            return True
        if name in _STATES and isinstance(value, str) and value.casefold() in _SHUT:
            return True
    return False
