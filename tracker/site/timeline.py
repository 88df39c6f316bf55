"""Changes as all pages and feeds show them: the filters of a URL, the words that changed, and incomplete coverage."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from markupsafe import Markup

from tracker.diff import compare, render
from tracker.extract import urls
from tracker.model import KINDS, SIGNIFICANCES
from tracker.model.wording import Wording
from tracker.operations.project import now
from tracker.site import common, coverage
from tracker.site import words as words_of
from tracker.site.passages import Passages
from tracker.site.wording import pretty
from tracker.store import asof, corrections, read, timeline
from tracker.store.row_types import GapRow, NoteRow, TimelineRow
from tracker.store.timeline import ChangeQuery

PAGE = 30
_REMEMBERED = 4_000  # differences whose words are cached; a version never changes

Fields = tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A change as the timeline shows it. `row["postings"]` is the number of postings that share it."""

    row: TimelineRow
    what: str
    when: str
    dated: str
    ago: str
    after: str
    gap: bool
    topics: tuple[str, ...]
    passage: Markup
    excerpts: tuple[Markup, ...]
    fields: Fields
    brief: str = ""
    ended: str = ""
    notes: tuple[NoteRow, ...] = ()

    @property
    def time(self) -> str:
        """Return the short time, and mention a monitoring gap before it."""
        return f"{self.brief}, after a monitoring gap" if self.gap else self.brief


def filters_of(request: Any) -> ChangeQuery:
    """Return the filters in a URL; unknown values are ignored."""
    kind, significance = common.argument(request, "kind", 20), common.argument(request, "significance", 20)
    return ChangeQuery(
        source=common.argument(request, "source", 80),
        kind=kind if kind in KINDS else "",
        significance=significance if significance in SIGNIFICANCES else "",
        topic=common.argument(request, "topic", 80),
        q=common.argument(request, "q"),
        since=when_of(common.time_argument(request, "since")),
        until=when_of(common.time_argument(request, "until")),
        before=common.argument(request, "before", 60),
        group=common.argument(request, "group", 60),
        country=common.argument(request, "country", 2).upper(),
        city=common.argument(request, "city", 100),
    )


def problems(request: Any) -> list[str]:
    """Return what is wrong with the filters of a URL, in sentences; a page leaves these filters out and says so."""
    problems = no_dates(request)
    for name, known, called in (("kind", KINDS, "a kind of change"), ("significance", SIGNIFICANCES, "an importance")):
        stated = common.argument(request, name, 20)
        if stated and stated not in known:
            problems.append(f"“{stated}” is not {called} ({', '.join(known)}) and was ignored")
    return problems


def no_dates(request: Any) -> list[str]:
    """Return what is wrong with the dates of a URL, in sentences."""
    return [
        f"“{stated}” is not a valid date or time (22 Nov 2026, or 2026-11-22T14:00Z) and was ignored"
        for stated in (common.time_argument(request, "since"), common.time_argument(request, "until"))
        if stated and not when_of(stated)
    ]


def when_of(text: str) -> str:
    """Return a date or a stored time, or "" if the text is neither."""
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat()
    return common.time_of(text)


async def as_json(request: Any, datasette: Any) -> Any:
    """Return the changes as JSON, with the same filters as the page."""
    filters = filters_of(request)
    wrong = problems(request)
    question = partial(_data, filters=filters)
    _, (page, changes, incomplete, overdue, gaps) = await common.ask(datasette, request, question)
    path = f"/changes.json?{urls.encode_query({**filters.query(), 'before': page.following})}"
    following = common.address(datasette, request, path) if page.following else None
    return common.json(
        {
            "changes": changes,
            "following": following,
            "only_the_newest_passages": page.capped,
            "problems": wrong,
            "not_seen": {
                "now": incomplete,
                "since_long": [asdict(span) for span in overdue],
                "gaps": [asdict(span) for span in gaps],
            },
        }
    )


def renamed(connection: sqlite3.Connection, filters: ChangeQuery) -> ChangeQuery:
    """Return the filters with the current name of a renamed source."""
    new = asof.current_name(connection, filters.source) if filters.source else ""
    return replace(filters, source=new) if new else filters


def _data(connection: sqlite3.Connection, *, filters: ChangeQuery) -> Any:
    filters = renamed(connection, filters)
    page = timeline.read_page(connection, filters, PAGE)
    changes = [
        {**row, "annotations": corrections.notes_on(connection, row["posting_id"], row["id"])} for row in page.rows
    ]
    return page, changes, *coverage_of(connection, filters, page.rows[-1]["known_at"] if page.following else "")


def coverage_of(
    connection: sqlite3.Connection, filters: ChangeQuery, oldest: str
) -> tuple[list[coverage.IncompleteSource], list[coverage.Span], list[coverage.Span]]:
    """Return incomplete coverage: sources with problems now, overdue sources, and gaps in the period of a page.

    The period runs from `oldest`, the oldest change on a page that others follow, to the end of the page before it, or to
    the filters' limits.
    """
    last = filters.before.partition("~")[0] or filters.until or now()
    first = oldest or filters.since
    return (
        coverage.incomplete(connection, filters.source),
        coverage.overdue(connection, filters.source, now()),
        coverage.gaps(connection, filters.source, first, f"{last}T24" if len(last) == len("2026-01-01") else last),
    )


def shown(connection: sqlite3.Connection, row: TimelineRow, words: Passages, gaps: list[GapRow] | None = None) -> Shown:
    """Return a change with the words and fields that changed, its topics, and a passage that matches `words`.

    `gaps` are the monitoring gaps of its source, if they are known already.
    """
    excerpts: tuple[Markup, ...] = ()
    fields: Fields = ()
    if row["from_version"] and row["to_version"] and row["from_version"] != row["to_version"]:
        excerpts, fields = _REMEMBER.decisive(connection, row["from_version"], row["to_version"])
    gaps = asof.gaps(connection, [row["source"]]) if gaps is None else gaps
    gap = asof.gap_of(row, gaps) is not None
    when = common.interval(row["since"], row["at"]), common.interval(row["since"], row["at"], dated=True)
    version = row["to_version"] or row["from_version"]
    topics, passage = words.of(version) if version else ((), Markup(""))
    if row["kind"] == "edited":  # its excerpts show the changed words
        passage = Markup("")
    ago = common.ago(row["known_at"], now())
    brief = common.brief(row["since"], row["at"], row["known_at"])
    notes = tuple(corrections.notes_on(connection, row["posting_id"], row["id"]))
    after = _after(connection, row, gaps)
    ended = words_of.ended(row["how"], row["reason"])
    return Shown(row, what(row), *when, ago, after, gap, topics, passage, excerpts, fields, brief, ended, notes)


def noted_once(changes: Iterable[Shown], noted: set[str]) -> tuple[Shown, ...]:
    """Return changes without the notes that were shown before: a note on a posting belongs to each of its changes. `noted` is updated."""
    noted_changes = []
    for change in changes:
        notes = tuple(note for note in change.notes if note["id"] not in noted)
        noted.update(note["id"] for note in notes)
        noted_changes.append(change if len(notes) == len(change.notes) else replace(change, notes=notes))
    return tuple(noted_changes)


def what(row: TimelineRow) -> str:
    """Return the kind of a change; for a group also the number of postings, and of how many if filters hide some."""
    shown_count, total = row["postings"], row["of_postings"]
    if total <= 1:
        return str(row["kind"])
    count = f"{shown_count:,}" if shown_count == total else f"{shown_count:,} of {total:,}"
    if row["kind"] == "edited":
        return f"same edit on {count} postings"
    return f"{count} {row['kind']} at once"


def _after(connection: sqlite3.Connection, row: TimelineRow, gaps: list[GapRow]) -> str:
    """Return how long a closed posting had been open since it was opened or reopened.

    If it was listed when monitoring began, or was opened or closed in a monitoring gap, only a minimum is known: the time
    in which it was seen. Return "" if that is less than a minute.
    """
    if row["kind"] != "closed":
        return ""
    opening = read.opening(connection, row["posting_id"], row["at"])
    begin = opening["at"] if opening else row["first_seen"]
    opened_in_gap = (
        opening is not None and asof.gap_between(row["source"], opening["since"], opening["at"], gaps) is not None
    )
    if opening and not (opening["baseline"] or opened_in_gap or asof.gap_of(row, gaps)):
        return f"open for {common.lasted(begin, row['at'])}"
    duration = common.lasted(begin, max(begin, row["since"] or begin))
    return "" if duration == common.NO_TIME else f"open for at least {duration}"


class _ExcerptCache:
    """Cache the excerpts of differences. A version never changes, so its id is the key."""

    def __init__(self) -> None:
        self._cached: OrderedDict[tuple[str, str], tuple[tuple[Markup, ...], Fields]] = OrderedDict()

    def decisive(self, connection: sqlite3.Connection, before: str, after: str) -> tuple[tuple[Markup, ...], Fields]:
        """Return the changed words in context, and the old and new fields."""
        excerpts = self._cached.get((before, after))
        if excerpts is None:
            excerpts = self._cached[before, after] = _decisive(connection, before, after)
            while len(self._cached) > _REMEMBERED:
                self._cached.popitem(last=False)
        return excerpts


def _decisive(connection: sqlite3.Connection, before: str, after: str) -> tuple[tuple[Markup, ...], Fields]:
    old, new = read.wording_of(connection, before), read.wording_of(connection, after)
    if old is None or new is None:
        return (), ()
    diff = compare(old.blocks, new.blocks)
    return tuple(Markup(render.html_spans(pretty(spans))) for spans in render.excerpt(diff)), fields_of(old, new)


_REMEMBER = _ExcerptCache()


def fields_of(before: Wording, after: Wording) -> Fields:
    """Return the fields that changed: label, old and new value."""
    changed = render.field_changes(before, after)
    return tuple((render.FIELDS[name], old, new) for name, (old, new) in changed.items())
