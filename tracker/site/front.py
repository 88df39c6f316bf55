"""The front page: what the site is, the best findings, and the changes by day, employer and kind."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from tracker.extract import urls
from tracker.insight.finding import MIN_SHOWN_SCORE
from tracker.model import KINDS, SIGNIFICANCES, iso, moment
from tracker.site import about, common, coverage, figures
from tracker.site.passages import Passages
from tracker.site.timeline import Shown, coverage_of, filters_of, noted_once, problems, renamed, shown
from tracker.store import asof, findings, places, read, timeline_groups
from tracker.store.findings import FindingQuery
from tracker.store.row_types import FindingRow, GapRow
from tracker.store.timeline import ChangeQuery
from tracker.store.timeline_groups import Group

_OPEN, _OPEN_EDITS = 5, 3  # changes of a group that are shown before the fold
_MOST_INCOMPLETE, _GAPS = 8, 6  # most sources with problems and past gaps that are listed; the rest are counted
_FINDINGS, _ALIKE = 5, 2  # findings of the page, and of those from one employer and of one kind
_WINDOWS, _ENOUGH = (30, 90, 365), 3  # days before the newest change; the next window if there are fewer findings
_LABELS = {
    "q": "Words",
    "topic": "Topic",
    "source": "Employer",
    "kind": "Change",
    "significance": "Importance",
    "country": "Country",
    "city": "City",
    "since": "From",
    "until": "To",
    "group": "One edit",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A group of changes as the page shows it: in words, when and why, those before and behind the fold, and how many are elsewhere."""

    group: Group
    employer: str
    what: str
    when: str
    why: str
    shown: tuple[Shown, ...]
    folded: tuple[Shown, ...]
    elsewhere: int
    address: str

    @property
    def late(self) -> bool:
        """Return whether these are closings that were confirmed on a later day, so that `when` is not the day's."""
        row = self.shown[0].row if self.shown else None
        return self.group.kind == "closed" and row is not None and row["known_at"][:10] > row["at"][:10]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the query of the page without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True, slots=True)
class BestFindings:
    """The best findings of a time, and the first and the last day of it."""

    shown: tuple[FindingRow, ...] = ()
    since: str = ""
    until: str = ""


async def show(request: Any, datasette: Any) -> Any:
    """Return the front page, or the changes that match the filters."""
    filters = filters_of(request)
    name, shown = await common.ask(datasette, request, partial(_read, filters=filters))
    filters = shown["wanted"]
    query = filters.query()
    following = urls.encode_query({**query, "before": shown["following"]}) if shown["following"] else ""
    context = {
        **shown,
        "about": about.site(datasette),
        "configured": about.sources(datasette),
        "query": urls.encode_query(query),
        "following": following,
        "kinds": KINDS,
        "significances": SIGNIFICANCES,
        "database": name,
        "known_source": any(source.id == filters.source for source in shown["sources"]),
        "chips": _chips(filters, shown),
        "problems": [
            *problems(request),
            *(["“From” is after “To”, so no change can match"] if "" < filters.until < filters.since[:10] else []),
        ],
        "filtered": bool(query) or bool(filters.before),
        "printed": common.now_minute(),
    }
    return await common.page(datasette, request, "tracker_timeline.html", context)


def _read(connection: sqlite3.Connection, *, filters: ChangeQuery) -> dict[str, Any]:
    filters = renamed(connection, filters)
    numbers = figures.of(connection)
    page = timeline_groups.page(connection, filters)
    first = not filters.query() and not filters.before
    shown_blocks = blocks(connection, filters, page)
    days: dict[str, list[Block]] = {}
    for block in shown_blocks:
        days.setdefault(block.group.day, []).append(block)
    oldest = min(group.oldest[0] for group in page.groups) if page.following and page.groups else ""
    incomplete, overdue, gaps = coverage_of(connection, filters, oldest)
    return {
        "wanted": filters,
        "figures": numbers,
        "best": best(connection) if first else BestFindings(),
        "days": list(days.items()),
        "following": page.following,
        "capped": page.capped,
        "sources": read.source_names(connection),
        "countries": places.countries(connection),
        "topics": [topic.name for topic in numbers.topics],
        "incomplete": incomplete[:_MOST_INCOMPLETE],
        "more_incomplete": max(0, len(incomplete) - _MOST_INCOMPLETE),
        "gaps": gaps[:_GAPS],
        "more_gaps": max(0, len(gaps) - _GAPS),
        "overdue": overdue,
        "stale": sum(len(span.names) + span.more for span in overdue) >= numbers.employers > 0,
        "health": health(len(incomplete), overdue, len(gaps), numbers),
    }


def best(connection: sqlite3.Connection) -> BestFindings:
    """Return the best findings of the last days, the highest score first; of one kind at one employer only two."""
    newest = connection.execute("SELECT max(known_at) FROM changes WHERE baseline = 0").fetchone()[0]
    if not newest:
        return BestFindings()
    chosen: list[FindingRow] = []
    since = ""
    for days in _WINDOWS:
        since = iso(moment(newest) - timedelta(days=days))
        chosen = _varied(
            findings.news(
                connection, FindingQuery(since=since, until=newest, min_score=MIN_SHOWN_SCORE, shown=1), 4 * _FINDINGS
            )
        )
        if len(chosen) >= _ENOUGH:
            break
    return (
        BestFindings(tuple(chosen), max(since, figures.began(connection))[:10], newest[:10])
        if chosen
        else BestFindings()
    )


def _varied(candidates: list[FindingRow]) -> list[FindingRow]:
    counts: dict[tuple[str, str], int] = {}
    varied = []
    for finding in candidates:
        key = finding["source"], finding["kind"]
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= _ALIKE:
            varied.append(finding)
    return varied[:_FINDINGS]


def blocks(connection: sqlite3.Connection, filters: ChangeQuery, page: timeline_groups.Page) -> list[Block]:
    """Return the groups of a page of changes as pages show them."""
    words = Passages(connection, filters.q)
    gaps = {source: asof.gaps(connection, [source]) for source in {group.source for group in page.groups}}
    result = [_block(connection, filters, group, words, gaps[group.source], flat=page.flat) for group in page.groups]
    noted: set[str] = set()
    result = [replace(group, shown=noted_once(group.shown, noted)) for group in result]  # first where it can be seen
    return [replace(group, folded=noted_once(group.folded, noted)) for group in result]


def _block(
    connection: sqlite3.Connection,
    filters: ChangeQuery,
    group: Group,
    words: Passages,
    gaps: list[GapRow],
    *,
    flat: bool,
) -> Block:
    changes = [shown(connection, row, words, gaps) for row in group.rows]
    changes.sort(key=lambda change: not change.topics)  # changes with a topic are not folded
    before = len(changes) if flat else _OPEN_EDITS if group.kind == "edited" else _OPEN
    before = (
        len(changes) if len(changes) == before + 1 == group.count else before
    )  # folding a single title would save no space
    day_query = {**filters.query(), "source": group.source, "kind": group.kind, "since": group.day, "until": group.day}
    return Block(
        group,
        str(group.rows[0]["employer"]) if group.rows else group.source,
        what(group),
        _common_time(changes),
        _common_proof(changes),
        tuple(changes[:before]),
        tuple(changes[before:]),
        0 if flat else group.count - len(changes),
        urls.encode_query(day_query),
    )


def what(group: Group) -> str:
    """Return what an employer did: "closed 12 roles"."""
    number = f"{'more than ' if group.more else ''}{group.count:,}"
    noun = "role" if group.count == 1 else "roles"
    if group.kind == "edited":
        return f"made {number} {'edit' if group.count == 1 else 'edits'}"
    if group.kind == "unlisted":
        return f"removed {number} {noun} from its list"
    return f"{group.kind} {number} {noun}"


def _common_time(changes: list[Shown]) -> str:
    """Return when most of the shown changes of a group happened, "" if there is no such time.

    The other changes state their own.
    """
    times = Counter(change.time for change in changes).most_common(1)
    return times[0][0] if times and 2 * times[0][1] > len(changes) else ""


def _common_proof(changes: list[Shown]) -> str:
    """Return what proves the closings of a group, if it is the same for all that are shown; else ""."""
    reasons = {change.ended for change in changes}
    return reasons.pop() if len(reasons) == 1 else ""


def _chips(filters: ChangeQuery, page: dict[str, Any]) -> list[Chip]:
    query = filters.query()
    one_day = filters.since == filters.until and len(filters.since) == len("2026-01-01")
    hidden = {"until"} if one_day else set()
    names = {source.id: source.name for source in page["sources"]}
    shown_as = {
        "source": names.get(filters.source, filters.source),
        "country": dict(page["countries"]).get(filters.country, filters.country),
        "since": _day(filters.since),
        "until": _day(filters.until),
        "topic": filters.topic.replace("-", " "),
        "group": "the same in several postings",
    }
    return [
        Chip(
            "Day" if one_day and name == "since" else _LABELS[name],
            str(shown_as.get(name, value)),
            urls.encode_query(
                {other: other_value for other, other_value in query.items() if other not in _removed(name, hidden)}
            ),
        )
        for name, value in query.items()
        if name not in hidden
    ]


def _removed(name: str, hidden: set[str]) -> set[str]:
    """Return the filters that a chip removes: its own, and with the first day of one day also the last."""
    return {name, *hidden} if name == "since" else {name}


def _day(stated: str) -> str:
    return common.day_of(stated) if len(stated) == len("2026-01-01") else f"{common.minute(stated)} UTC"


def health(incomplete: int, overdue: list[coverage.Span], gaps: int, numbers: figures.Figures) -> str:
    """Return in one line how complete the record is."""
    parts = []
    if incomplete:
        parts.append(
            f"{incomplete:,} of {numbers.employers:,} employers could not be read completely at the last check"
        )
    if overdue:
        late = sum(len(span.names) + span.more for span in overdue)
        noun = "employer" if late == 1 else "employers"
        if len(overdue) == 1:
            since = common.day_of(overdue[0].since)
            parts.append(f"{late:,} {noun} {'has' if late == 1 else 'have'} not been checked since {since}")
        else:
            times = sorted(span.since for span in overdue)
            parts.append(
                f"{late:,} {noun} were last checked between {common.day_of(times[0])} and {common.day_of(times[-1])}"
            )
    if gaps:
        parts.append(f"{gaps:,} monitoring {'gap' if gaps == 1 else 'gaps'} in this period")
    text = "; ".join(parts)
    return f"Incomplete: {text}" if text else ""
