"""Helpers that the pages share: the database query, response headers, URL parameters, and how times are written.

All text from the web is treated as hostile: templates escape it, and the Content-Security-Policy forbids all scripts.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

from datasette import Forbidden, NotFound, Response

from tracker.extract import urls
from tracker.insight import display_names
from tracker.model import Time, errors, moment
from tracker.operations.project import now
from tracker.site import about, caching, reasons, words
from tracker.store import model_answers, schema

_DIGITS = 7  # longest number accepted in a URL
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Characters that change the writing direction. They are harmless inside an element (`<bdi>`) and are removed elsewhere.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_LABELS = {"Closes": "Apply by"}
_BRIEF = 36 * 3600  # seconds between two checks up to which only the time of the later one is given
NO_TIME = "less than a minute"
_MONTHS = 4  # durations are given in days up to this many months
_TITLE = 300  # longest title shown in a list
_ENOUGH = 0.7  # share of the length that is left if a text is cut at a space; if less is left, it is cut within a word
_SEEN = {"partial": "was only partly read", "blocked": "was blocked", "failed": "could not be read"}

_FINDINGS = {
    "new-phrase": "new phrase",
    "new-place": "new place",
    "new-function": "new team or role",
    "surge": "surge of openings",
    "drop": "many closings",
    "pay": "pay change",
    "standing-text": "standing text changed",
    "repost": "posted again",
    "shared-phrase": "phrase at several employers",
    "role-wave": "one role in many places",
    "quiet-edit": "quiet edit",
}

day_of = words.day_of
View = Callable[[Any, Any], Awaitable[Any]]


class Unready(Exception):
    """The database has the schema of another tracker version and can't be queried until this version has updated it."""


async def ask(datasette: Any, request: Any, question: Callable[[sqlite3.Connection], Any]) -> tuple[str, Any]:
    """Run `question` on the tracker's database; return the database's name and the result.

    Raise Forbidden if the actor may not see it, NotFound if none is served, and Unready if its schema version differs.
    """
    for name, database in datasette.databases.items():
        if name.startswith("_"):
            continue
        version = await database.execute_fn(_version)
        if version is not None:
            await _allowed(datasette, request, name)
            if version != schema.VERSION:
                message = (
                    f"the database has schema version {version}, but this site needs version {schema.VERSION}: "
                    "the next `tracker run` of the same tracker version updates it"
                )
                raise Unready(message)
            return name, await database.execute_fn(question)
    message = "no tracker database is being served"
    raise NotFound(message)


def _version(connection: sqlite3.Connection) -> int | None:
    """Return the version of our schema, None for another database.

    This does not use Datasette's `execute`, because the queries of its own pages wait for one another
    (`unique_order.Gate`).
    """
    query = "SELECT user_version FROM pragma_user_version WHERE EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'posting_state')"
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else None


async def _allowed(datasette: Any, request: Any, database: str) -> None:
    """Check Datasette's own permissions, with the API of 0.65 or of 1.0; raise Forbidden if access is denied."""
    actor = request.actor
    if hasattr(datasette, "ensure_permissions"):
        await datasette.ensure_permissions(actor, [("view-database", database), "view-instance"])
        return
    from datasette.resources import DatabaseResource

    if not await datasette.allowed(action="view-database", resource=DatabaseResource(database), actor=actor):
        message = "you do not have permission to view this database"
        raise Forbidden(message)


async def page(datasette: Any, request: Any, template: str, context: dict[str, Any], status: int = 200) -> Response:
    """Return one of our templates, rendered."""
    context = {
        "site": await title(datasette),
        "here": datasette.absolute_url(request, request.full_path),
        "canonical": datasette.absolute_url(request, request.path) if status == 200 else "",  # noqa: PLR2004
        "card": address(datasette, request, f"/cards/{context.get('shared', 'site')}.png"),
        "today": day_of(now()),
        "clean": clean,
        "cut": cut,
        "minute": minute,
        "second": second,
        "day_of": day_of,
        "seen": seen,
        "reason": reasons.plain,
        "recorded": reasons.raw,
        "label_of": label_of,
        "value_of": words.value,
        "place_of": words.place,
        "summary_of": words.summary,
        "after_headline": words.after,
        "open_again": display_names.open_again,
        "finding_kind": finding_kind,
        "contact": about.site(datasette).contact,
        "sql": bool(datasette.setting("default_allow_sql")),
        "interval": interval,
        "model_label": model_answers.label,
        **context,
    }
    text = await datasette.render_template(template, context, request=request)
    return Response.html(text, headers=HEADERS, status=status)


def with_error_pages(view: View) -> View:
    """Wrap a view so that NotFound and Unready become our own error page, or JSON or text if that was requested."""

    async def answer(request: Any, datasette: Any) -> Any:
        try:
            reply = await view(request, datasette)
        except (NotFound, Unready) as error:
            heading, status = ("Page not found", 404) if isinstance(error, NotFound) else ("Database not ready", 503)
            message, form = clean(str(error)), request.url_vars.get("form")
            if form in {".json", ".jsonfeed"}:
                reply = json({"ok": False, "error": message, "status": status}, status)
            elif form:
                reply = Response.text(message, headers=HEADERS, status=status)
            else:
                context = {"told": message, "heading": heading}
                reply = await page(datasette, request, "tracker_missing.html", context, status)
        if datasette.cors:
            reply.headers = {**reply.headers, "Access-Control-Allow-Origin": "*"}
        return caching.of(request, reply)

    return answer


async def title(datasette: Any) -> str:
    """Return the site's title from tracker.toml, else from metadata.yml, which Datasette 1.0 keeps in another place than 0.65."""
    if stated := about.site(datasette).title:
        return stated
    if hasattr(datasette, "metadata"):
        name = datasette.metadata("title")
    else:
        name = (await datasette.get_instance_metadata()).get("title")
    return name or "Job postings on record"


def no_posting(name: str, error: errors.UsageError) -> NotFound:
    """Return the error for a posting that is not on record, or whose name is ambiguous."""
    unknown = f"no posting “{cut(name, 80)}” is on record"
    return NotFound(unknown if isinstance(error, errors.NotFound) else str(error))


def address(datasette: Any, request: Any, path: str) -> str:
    """Return the public address of a path of this site: below `[site] base_url` if it is set, else as the request reached us."""
    base = about.site(datasette).base_url
    return base + path if base else str(datasette.absolute_url(request, datasette.urls.path(path)))


def json(value: object, status: int = 200) -> Response:
    """Return a JSON response."""
    return Response.json(value, headers={"X-Content-Type-Options": "nosniff"}, status=status)


def bad_filters(wrong: list[str]) -> Response:
    """Return the error of a file or a feed whose filters can't be understood: unlike a page, it can't say what it left out."""
    problems = "; ".join(wrong).replace(" and was ignored", "")
    return Response(f"{problems}\n", status=400, headers=HEADERS, content_type="text/plain; charset=utf-8")


def argument(request: Any, name: str, length: int = 200) -> str:
    """Return a URL parameter, cut to `length` characters, without control characters and surrogates."""
    return _CONTROL.sub("", request.args.get(name) or "").strip()[:length]


def time_argument(request: Any, name: str, length: int = 40) -> str:
    """Return a URL parameter that is a date or a time; one written as our pages do, 22 Aug 2026, becomes 2026-08-22."""
    return words.stored(argument(request, name, length))


def number(text: str | None) -> int:
    """Return a URL parameter as a number, or 0 if it isn't one."""
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) <= _DIGITS else 0


def time_of(text: str) -> Time:
    """Return a URL parameter as a stored time, or "" if it isn't one. A date alone means the end of that day."""
    try:
        if len(text) == len("2026-01-01"):
            return f"{date.fromisoformat(text).isoformat()}T23:59:59.999Z"
        time = datetime.fromisoformat(text)
        time = time if time.tzinfo else time.replace(tzinfo=UTC)
        return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""


def clean(text: str | None) -> str:
    """Remove control and direction characters from text for titles, feeds and descriptions."""
    return _CONTROL.sub("", _TURNING.sub("", text or ""))


def cut(text: str | None, length: int = _TITLE) -> str:
    """Return text cut to at most `length` characters for a list, where possible after a word."""
    text = text or ""
    if len(text) <= length:
        return text
    words = text[: length + 1].rpartition(" ")[0]
    return f"{(words if len(words) > length * _ENOUGH else text[:length]).rstrip(' ,;:(–-')} …"


def minute(time: Time | None) -> str:
    """Return a time to the minute: 17 Aug 2023, 14:05. Whoever shows it adds "UTC"."""
    return f"{day_of(time)}, {time[11:16]}" if time else ""


def second(time: Time) -> str:
    """Return a time to the second, for evidence: 17 Aug 2023, 14:05:09."""
    return f"{day_of(time)}, {time[11:19]}"


def now_minute() -> str:
    """Return the current time as pages write it, for printed copies."""
    return f"{minute(now())} UTC"


def interval(since: Time | None, at: Time, *, dated: bool = False) -> str:
    """Return when a change happened, in words: after `since` (if known), and no later than `at`.

    If both times are on one day, the day is included only if `dated`; otherwise each time has its own day.
    """
    if since and since[:10] != at[:10]:
        year = dated or since[:4] != at[:4]
        return f"between {_short(since, year=year)} and {_short(at, year=year)} UTC"
    clock = f"by {at[11:16]} UTC"
    if since:
        clock = f"at {at[11:16]} UTC" if since[:16] == at[:16] else f"between {since[11:16]} and {at[11:16]} UTC"
    return f"{day_of(at)}, {clock}" if dated else clock


def brief(since: Time | None, at: Time, known_at: Time) -> str:
    """Return when a change happened, in a few words under the day on which it became known.

    The posting's page has the exact interval. If the two checks are more than a day and a half apart, both days are
    named. If the change was confirmed on a later day, its own day is named.
    """
    year = known_at[:4] != at[:4] or bool(since and since[:4] != at[:4])
    if since and (moment(at) - moment(since)).total_seconds() > _BRIEF:
        first, last = _date(since, year=year), _date(at, year=year)
        same = since[:7] == at[:7]
        return f"{first.partition(' ')[0]}–{last}" if same else f"{first} – {last}"
    return f"by {at[11:16]} UTC" if known_at[:10] == at[:10] else f"by {_date(at, year=year)}"


def _date(time: Time, *, year: bool) -> str:
    day = day_of(time)
    return day if year else day.rpartition(" ")[0]


def _short(time: Time, *, year: bool) -> str:
    """Return a time as 16 Nov, 22:00."""
    return f"{_date(time, year=year)}, {time[11:16]}"


def seen(outcome: str) -> str:
    """Return the outcome of an incomplete check, in words."""
    return _SEEN.get(outcome, f"was {outcome}")


def label_of(field: str) -> str:
    """Return the label of a field for people. `render.FIELDS` has keys of our JSON too, so its names stay."""
    return _LABELS.get(field, field)


def finding_kind(kind: str) -> str:
    """Return the kind of a finding in words. Addresses and data keep the word of the database."""
    return _FINDINGS.get(kind, kind.replace("-", " "))


def ago(time: Time, now: Time) -> str:
    """Return how long ago a time was, in the largest unit."""
    duration = lasted(time, now)
    return f"{duration} ago" if duration != NO_TIME else "just now"


def lasted(since: Time, until: Time) -> str:
    """Return the time between two times, in the largest unit; in days up to four months."""
    seconds = (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()
    for unit, size in (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // size)
        if count >= (_MONTHS if unit == "month" else 1):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return NO_TIME


def web_link(url: str | None) -> str:
    """Return the URL if it is http or https, else ""."""
    return url if url and urls.is_web(url) else ""
