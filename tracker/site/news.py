"""The list of findings, highest score first, a page for each, and feeds of the newest."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from datasette import NotFound, Response
from markupsafe import escape

from tracker.extract import urls
from tracker.insight import display_names
from tracker.insight.finding import KINDS, MIN_SHOWN_SCORE
from tracker.model import iso, moment
from tracker.site import common, feeds, figures, timeline
from tracker.store import asof, findings, model_answers, read
from tracker.store.findings import FindingQuery
from tracker.store.row_types import FindingRow

PAGE, ENTRIES = 40, 50
_FARTHEST = 200  # pages
_DAYS = 30  # days before the newest finding that are shown by default
_SHOWN_POSTINGS = 5  # postings of a finding that a list has
# What the evidence of a finding has (docs/findings.md), for readers. Other keys are readable words already.
_LABELS = {
    "chance": "Probability of so many, if nothing were unusual",
    "completed_at": "Last closing confirmed at",
    "count": "Postings",
    "days": "Days of monitoring compared",
    "hit": "Hit hardest",
    "largest": "Most of them",
    "last": "The last postings there",
    "leads": "A leading role",
    "most_before": "Most before",
    "new_share": "Share of words that are new",
    "open": "Open postings",
    "open_before": "Open before",
    "part": "Change",
    "plan_odds": "Odds of a plan (logarithm)",
    "postings_before": "Postings before",
    "removed": "Passages removed",
    "scope": "Within",
    "stays": "Earlier openings",
    "where": "Where in the ad",
    "week": "Over several checks",
}


def filters_of(request: Any) -> FindingQuery:
    """Return the filters of a URL. Unknown values are ignored.

    Without a score, pages and feeds have the findings that are shown by default, as `tracker news` has; JSON has all, as `--json` has.
    """
    kind, source = common.argument(request, "kind", 20), common.argument(request, "source", 80)
    stated = _score(request)
    by_default = 0.0 if request.url_vars.get("form") == ".json" else MIN_SHOWN_SCORE
    return FindingQuery(
        sources=(source,) if source else (),
        kind=kind if kind in KINDS else "",
        since=_day(request, "since"),
        until=common.time_of(common.time_argument(request, "until")),
        min_score=by_default if stated is None else stated,
        newest=common.argument(request, "order", 10) == "newest",
        shown=_SHOWN_POSTINGS,
    )


def _problems(request: Any) -> list[str]:
    """Return which filters of a URL were ignored, in sentences."""
    problems = timeline.no_dates(request)
    kind, low = common.argument(request, "kind", 20), common.argument(request, "min_score", 6)
    if kind and kind not in KINDS:
        problems.append(f"“{kind}” is not a kind of finding ({', '.join(KINDS)}) and was ignored")
    if low and _score(request) is None:
        problems.append(f"“{low}” is not a score from 0 to 1 and was ignored")
    return problems


def _score(request: Any) -> float | None:
    """Return the least score in a URL, None if there is none from 0 to 1."""
    try:
        score = float(common.argument(request, "min_score", 6))
    except ValueError:
        return None
    return score if 0 <= score <= 1 else None


def _day(request: Any, name: str) -> str:
    """Return a URL parameter as a stored time, or "" if it isn't one. A date alone means the start of that day."""
    stated = common.time_argument(request, name)
    time = common.time_of(stated)
    return f"{time[:10]}T00:00:00.000Z" if time and len(stated) == len("2026-01-01") else time


def query_of(filters: FindingQuery) -> str:
    """Return the filters as the query of a URL."""
    return urls.encode_query(_stated(filters))


def _stated(filters: FindingQuery) -> dict[str, str]:
    """Return the filters that are set, as the parameters of a URL."""
    stated = {
        "source": filters.sources[0] if filters.sources else "",
        "kind": filters.kind,
        "since": filters.since[:10],
        "until": filters.until[:10],
        "min_score": f"{filters.min_score:g}" if filters.min_score != MIN_SHOWN_SCORE else "",
        "order": "newest" if filters.newest else "",
    }
    return {name: value for name, value in stated.items() if value}


async def index(request: Any, datasette: Any) -> Any:
    """Return the findings that match the filters, as a page or as JSON (`.json`)."""
    filters = filters_of(request)
    number = min(max(1, common.number(common.argument(request, "page", 5))), _FARTHEST)
    name, page = await common.ask(datasette, request, partial(_index, filters=filters, number=number))
    if request.url_vars.get("form"):
        wrong = _problems(request)
        more = {"problems": wrong} if wrong else {}
        return common.json({"since": page["since"] or None, "findings": page["shown"], **more})
    query = query_of(filters)
    context = {
        **page,
        "query": query,
        "following": f"{query}{'&' if query else ''}page={number + 1}" if page["more"] else "",
        "number": number,
        "problems": _problems(request),
        "kinds": KINDS,
        "stated": bool(filters.since),
        "chosen": bool(query),
        "bar": MIN_SHOWN_SCORE,
        "lower": urls.encode_query({**_stated(filters), "min_score": "0"}),
        "printed": common.now_minute(),
        "database": name,
    }
    return await common.page(datasette, request, "tracker_news.html", context)


def _index(connection: sqlite3.Connection, *, filters: FindingQuery, number: int) -> dict[str, Any]:
    filters = _renamed(connection, filters)
    last, first = findings.newest(connection), figures.began(connection)
    since = filters.since or (iso(moment(last) - timedelta(days=_DAYS)) if last and not filters.until else "")
    shown_filters = replace(filters, since=since)
    shown = findings.news(connection, shown_filters, PAGE + 1, PAGE * (number - 1))
    counts = findings.count(connection, shown_filters)
    return {
        "every": counts.every,
        "hidden": counts.every - counts.high if filters.min_score == MIN_SHOWN_SCORE else 0,
        "shown": shown[:PAGE],
        "more": len(shown) > PAGE,
        "since": since,
        "from": max(since, first),
        "short": bool(since) and since < first,
        "until": filters.until or last,
        "asked": filters,
        "sources": read.source_names(connection),
    }


def _renamed(connection: sqlite3.Connection, filters: FindingQuery) -> FindingQuery:
    """Return the filters with the current name of a renamed source."""
    new = asof.current_name(connection, filters.sources[0]) if filters.sources else ""
    return replace(filters, sources=(new,)) if new else filters


async def show(request: Any, datasette: Any) -> Any:
    """Return one finding with its postings and its evidence, as a page or as JSON (`.json`)."""
    finding_id = urls.decode(request.url_vars["finding"])
    name, finding = await common.ask(datasette, request, partial(findings.finding, name=finding_id))
    if finding is None:
        message = f"there is no finding “{common.cut(finding_id, 80)}”"
        raise NotFound(message)
    if request.url_vars.get("form"):
        return common.json(finding)
    known = ((key, value) for key, value in finding["evidence"].items() if value not in ("", [], None))
    numbers = [(_LABELS.get(key, key.replace("_", " ").capitalize()), _words(value)) for key, value in known]
    context = {"one": finding, "numbers": numbers, "database": name, "shared": f"news/{urls.encode(finding['id'])}"}
    return await common.page(datasette, request, "tracker_finding.html", context)


def _words(value: object) -> str:
    """Return a value of the evidence as text."""
    if isinstance(value, list):
        return "; ".join(_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_words(item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}" if isinstance(value, float) else str(value)


async def feed(request: Any, datasette: Any) -> Response:
    """Return the newest findings, as Atom or JSON Feed; 400 if a filter can't be understood."""
    wrong = _problems(request)
    if wrong:
        return common.bad_filters(wrong)
    filters = replace(filters_of(request), newest=True)
    number = min(max(1, common.number(common.argument(request, "page", 5))), _FARTHEST)
    _, (newest, first) = await common.ask(datasette, request, partial(_newest, filters=filters, number=number))
    newest, older = newest[:ENTRIES], len(newest) > ENTRIES
    title = common.clean(f"Findings · {await common.title(datasette)}")
    own_url = datasette.absolute_url(request, request.full_path)
    home = common.address(datasette, request, f"/news?{query_of(filters)}")
    links = _pages(datasette, request, filters, number, older=older)
    entries = [_entry(finding, common.address(datasette, request, f"/news/{finding['id']}")) for finding in newest]
    if request.url_vars["form"] == ".atom":
        body = feeds.atom_of(title, own_url, home, entries, f"{first} news {query_of(filters)}", links)
        return Response(body, headers=common.HEADERS, content_type="application/atom+xml; charset=utf-8")
    plain = json.dumps(feeds.json_feed_of(title, own_url, home, entries, links), ensure_ascii=False)
    return Response(plain, headers=common.HEADERS, content_type="application/feed+json; charset=utf-8")


def _pages(datasette: Any, request: Any, filters: FindingQuery, number: int, *, older: bool) -> dict[str, str]:
    """Return the addresses of the feed's other pages (RFC 5005).

    If a finding is added meanwhile, another one may be on two pages, but none is left out.
    """
    stated = _stated(replace(filters, newest=False))

    def address(page: int) -> str:
        query = urls.encode_query({**stated, **({"page": str(page)} if page > 1 else {})})
        return str(datasette.absolute_url(request, f"{request.path}?{query}" if query else request.path))

    return {
        **({"first": address(1)} if older or number > 1 else {}),
        **({"next": address(number + 1)} if older else {}),
    }


def _newest(connection: sqlite3.Connection, *, filters: FindingQuery, number: int) -> tuple[list[FindingRow], str]:
    return findings.news(
        connection, _renamed(connection, filters), ENTRIES + 1, ENTRIES * (number - 1)
    ), feeds.first_check(connection)


def _entry(finding: FindingRow, link: str) -> feeds.Entry:
    summary = finding.get("summary")
    paragraph = f"<p><em>{escape(common.clean(model_answers.for_people(summary)))}</em></p>" if summary else ""
    quote = f"<blockquote>{escape(common.clean(finding['passage']))}</blockquote>" if finding["passage"] else ""
    open_again = (
        display_names.open_again(finding["open_again"], finding["of_postings"]) if finding["kind"] == "drop" else ""
    )
    return feeds.Entry(
        finding["id"],
        link,
        common.clean(f"{finding['employer']}: {common.cut(finding['headline'], 240)}"),
        finding["known_at"],
        (finding["kind"],),
        common.clean(finding["why"])[:1000],
        f"{quote}<p>{escape(common.clean(finding['why']))}</p>{f'<p>{open_again}</p>' if open_again else ''}{paragraph}",
    )
