"""What the pages share: the database, the answer and its headers, numbers and times in addresses, words for times.

Everything from the web is hostile: templates escape, and the policy forbids all script.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

from datasette import Forbidden, NotFound, Response

from tracker.extract import urls
from tracker.model import Time
from tracker.store import schema

_DIGITS = 7  # of a number in an address
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
# Signs that turn the writing direction: harmless within an element of their own, and taken out where there is none.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_MONTHS = 4  # months from which a time is not told in days
_TITLE = 300  # characters of a title in a list
_SEEN = {"partial": "was seen in part", "blocked": "was blocked", "failed": "could not be read"}

View = Callable[[Any, Any], Awaitable[Any]]


class Unready(Exception):
    """The database is of another version of the tracker: it can't be asked until one of this version has written."""


async def ask(datasette: Any, request: Any, question: Callable[[sqlite3.Connection], Any]) -> tuple[str, Any]:
    """Put a question to the database that is ours, if whoever asks may see it; returns its name too."""
    for name, database in datasette.databases.items():
        if name.startswith("_"):
            continue
        found = await database.execute(
            "SELECT user_version FROM pragma_user_version WHERE EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'posting_state')"
        )
        if found.rows:
            await _allowed(datasette, request, name)
            if found.rows[0][0] != schema.VERSION:
                message = (
                    f"the database is of version {found.rows[0][0]}, and this site shows version {schema.VERSION}: "
                    "the next `tracker run` of the same version brings it up to date"
                )
                raise Unready(message)
            return name, await database.execute_fn(question)
    message = "no database of the tracker is being served"
    raise NotFound(message)


async def _allowed(datasette: Any, request: Any, database: str) -> None:
    """Hold to who may see the database by Datasette's own rules, in 0.65's words or in 1.0's; Forbidden if they may not."""
    actor = request.actor
    if hasattr(datasette, "ensure_permissions"):
        await datasette.ensure_permissions(actor, [("view-database", database), "view-instance"])
        return
    from datasette.resources import DatabaseResource

    if not await datasette.allowed(action="view-database", resource=DatabaseResource(database), actor=actor):
        message = "this database may not be seen"
        raise Forbidden(message)


async def page(datasette: Any, request: Any, template: str, context: dict[str, Any], status: int = 200) -> Response:
    """Answer with one of our templates."""
    context = {
        "site": await title(datasette),
        "here": datasette.absolute_url(request, request.full_path),
        "clean": clean,
        "cut": cut,
        "minute": minute,
        "day_of": day_of,
        "seen": seen,
        "interval": interval,
        **context,
    }
    text = await datasette.render_template(template, context, request=request)
    return Response.html(text, headers=HEADERS, status=status)


def found(view: View) -> View:
    """Answer in our own words, under our own policy, where a view finds nothing: as a page or as data, as it was asked."""

    async def answer(request: Any, datasette: Any) -> Any:
        try:
            reply = await view(request, datasette)
        except (NotFound, Unready) as error:
            heading, status = ("Not on record", 404) if isinstance(error, NotFound) else ("Not ready", 503)
            told, form = clean(str(error)), request.url_vars.get("form")
            if form in {".json", ".jsonfeed"}:
                reply = json({"ok": False, "error": told, "status": status}, status)
            elif form:
                reply = Response.text(told, headers=HEADERS, status=status)
            else:
                context = {"told": told, "heading": heading}
                reply = await page(datasette, request, "tracker_missing.html", context, status)
        if datasette.cors:
            reply.headers = {**reply.headers, "Access-Control-Allow-Origin": "*"}
        return reply

    return answer


async def title(datasette: Any) -> str:
    """Return the name of the site, as metadata.yml says it; Datasette 1.0 keeps it in another place than 0.65."""
    if hasattr(datasette, "metadata"):
        found = datasette.metadata("title")
    else:
        found = (await datasette.get_instance_metadata()).get("title")
    return found or "Job postings on record"


def json(value: object, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response.json(value, headers={"X-Content-Type-Options": "nosniff"}, status=status)


def argument(request: Any, name: str, length: int = 200) -> str:
    """Return an argument of the address, cut to a length, without what no database can hold."""
    return _CONTROL.sub("", request.args.get(name) or "").strip()[:length]


def number(text: str | None) -> int:
    """Read a number in an address; 0 for whatever is none."""
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) <= _DIGITS else 0


def time_of(text: str) -> Time:
    """Read a time in an address as it is stored; "" for what is none. A day alone is its end."""
    try:
        if len(text) == len("2026-01-01"):
            return f"{date.fromisoformat(text).isoformat()}T23:59:59.999Z"
        found = datetime.fromisoformat(text)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""


def clean(text: str | None) -> str:
    """Take out of a text what must not stand where there is no element around it: in titles, feeds, descriptions."""
    return _CONTROL.sub("", _TURNING.sub("", text or ""))


def cut(text: str | None, length: int = _TITLE) -> str:
    """Cut a text for a list."""
    text = text or ""
    return text if len(text) <= length else text[:length].rstrip() + " …"


def minute(time: Time | None) -> str:
    """Write a time to the minute."""
    return f"{time[:10]} {time[11:16]}" if time else ""


def day_of(time: Time | None) -> str:
    """Write a day in words: 17 August 2023."""
    if not time:
        return ""
    try:
        found = date.fromisoformat(time[:10])
    except ValueError:
        return time[:10]
    return f"{found.day} {found.strftime('%B %Y')}"


def interval(since: Time | None, at: Time, *, dated: bool = False) -> str:
    """Say when a thing happened: after the last moment at which it was not so, and not later than it was seen.

    Where both are of one day, the day is left to whoever shows it, or (`dated`) stands before it; else each has its own.
    """
    if since and since[:10] != at[:10]:
        year = dated or since[:4] != at[:4]
        return f"between {_short(since, year=year)} and {_short(at, year=year)} UTC"
    told = f"by {at[11:16]} UTC"
    if since:
        told = f"at {at[11:16]} UTC" if since[:16] == at[:16] else f"between {since[11:16]} and {at[11:16]} UTC"
    return f"{day_of(at)}, {told}" if dated else told


def _short(time: Time, *, year: bool) -> str:
    """Write a time as 16 November, 22:00."""
    day = day_of(time)
    return f"{day if year else day.rpartition(' ')[0]}, {time[11:16]}"


def seen(outcome: str) -> str:
    """Say in words what a check came to that did not see its list whole."""
    return _SEEN.get(outcome, f"was {outcome}")


def ago(time: Time, now: Time) -> str:
    """Return how long ago a thing was, in the largest unit."""
    told = lasted(time, now)
    return f"{told} ago" if told != "less than a minute" else "just now"


def lasted(since: Time, until: Time) -> str:
    """Return how long a thing lasted, in the largest unit; in days up to four months."""
    seconds = (datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds()
    for unit, size in (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // size)
        if count >= (_MONTHS if unit == "month" else 1):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"


def web_link(url: str | None) -> str:
    """Return an address that may stand in a link: http and https alone."""
    return url if url and urls.is_web(url) else ""
