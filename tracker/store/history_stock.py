"""What a source had open before a check, or at a time, as far as the check knows it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

import orjson

from tracker.insight import companies
from tracker.insight.finding import Pay, Side
from tracker.model import Time
from tracker.store import history_state
from tracker.store.history_state import MOST_WALKED, Where


def versions(connection: sqlite3.Connection, source: str, at: Time, then: Time = "") -> list[str]:
    """Return the versions that were open before a check; or at a time, as far as the check knows it."""
    if (now := _from_now(connection, source, at, then)) is not None:
        return now
    known, order, values = _condition(at, then)
    query = (
        f"SELECT c.posting_id, c.kind, c.to_version FROM changes AS c WHERE c.source = ? AND {known} ORDER BY {order}"
    )
    return _replayed({}, connection.execute(query, (source, *values)))


def _condition(at: Time, then: Time) -> tuple[str, str, tuple[Time, ...]]:
    """Return the condition of SQL for the changes to replay, their order, and the values of the condition."""
    if then:
        return "c.known_at <= ? AND c.at <= ?", "c.at, c.known_at, c.rowid", (at, then)
    return "c.known_at < ?", "c.known_at, c.rowid", (at,)


def _replayed(open_versions: dict[str, str], changes: sqlite3.Cursor) -> list[str]:
    for posting, kind, version in changes:
        if kind == "closed":
            open_versions.pop(posting, None)
        elif version:
            open_versions[posting] = version
    return sorted(open_versions.values())


def _from_now(connection: sqlite3.Connection, source: str, at: Time, then: Time) -> list[str] | None:
    """Return the versions that were open before a check, or at a time, from what is open now; None if that differs much.

    Mostly the check is the newest one. Then only the postings that changed since then are read from the ledger.
    """
    query = f"SELECT DISTINCT posting_id FROM changes WHERE source = ? AND known_at {'>' if then else '>='} ? LIMIT ?"
    changed = [row[0] for row in connection.execute(query, (source, min(then or at, at), MOST_WALKED + 1))]
    if len(changed) > MOST_WALKED:
        return None
    query = "SELECT id, current FROM posting_state WHERE source = ? AND status = 'open' AND current <> ''"
    open_versions = dict(connection.execute(query, (source,)).fetchall())
    for name in changed:
        open_versions.pop(name, None)
    known, order, values = _condition(at, then)
    query = (
        "SELECT c.posting_id, c.kind, c.to_version FROM json_each(?) AS j JOIN changes AS c ON c.posting_id = j.value "
        f"WHERE {known} ORDER BY {order}"
    )
    return _replayed(open_versions, connection.execute(query, (orjson.dumps(changed).decode(), *values)))


def sides(connection: sqlite3.Connection, source: str, at: Time, then: Time = "", *, mixed: bool = False) -> list[Side]:
    """Return the wordings that were open before a check, or at a time; of a list of many employers (`mixed`), with the company."""
    version_ids = versions(connection, source, at, then)
    places = history_state.places(connection, version_ids)
    query = (
        "SELECT w.title, w.location, w.department, w.pay_min, w.pay_max, w.id, p.url FROM json_each(?) AS j "
        "JOIN wordings AS w ON w.id = j.value JOIN posting_state AS p ON p.id = w.posting_id"
    )
    return [
        Side(
            title or "",
            location or "",
            department or "",
            Pay(low, high),
            company=companies.of(url or "") if mixed else "",
            **history_state.place_fields(places.get(version, ())),
        )
        for title, location, department, low, high, version, url in connection.execute(
            query, (orjson.dumps(version_ids).decode(),)
        )
    ]


def count_paying(connection: sqlite3.Connection, source: str, at: Time) -> tuple[int, int]:
    """Count the postings that were open before a check, and those of them that stated pay."""
    query = "SELECT count(*), count(coalesce(w.pay_min, w.pay_max)) FROM json_each(?) AS j JOIN wordings AS w ON w.id = j.value"
    version_ids = orjson.dumps(versions(connection, source, at)).decode()
    count, stating = connection.execute(query, (version_ids,)).fetchone()
    return count, stating


def count_in_places(
    connection: sqlite3.Connection, source: str, at: Time, most: Mapping[Where, int]
) -> Mapping[Where, int]:
    """Count the postings that were open before a check in these places, each up to a number.

    The newest changes are read first: in most places a posting opened a few days ago.
    """
    query = (
        "SELECT c.posting_id, c.kind, c.to_version, coalesce(l.country, ''), coalesce(l.city, '') FROM changes AS c "
        "LEFT JOIN posting_places AS l ON l.version_id = c.to_version AND c.kind <> 'closed' "
        "WHERE c.source = ? AND c.known_at < ? AND (c.kind = 'closed' OR c.to_version <> '') "
        "ORDER BY c.known_at DESC, c.rowid DESC LIMIT ?"
    )
    newest: dict[str, tuple[str, str]] = {}
    postings_by_place: dict[Where, set[str]] = {where: set() for where in most}
    short = set(most)
    for posting, kind, version, country, city in connection.execute(query, (source, at, MOST_WALKED)):
        if newest.setdefault(posting, (kind, version)) != (kind, version) or kind == "closed":
            continue  # it changed later on
        for place in short & {(country, ""), (country, city)}:
            postings_by_place[place].add(posting)
            if len(postings_by_place[place]) >= most[place]:
                short.discard(place)
        if not short:
            return {place: len(postings) for place, postings in postings_by_place.items()}
    return history_state.count_places(connection, versions(connection, source, at))
