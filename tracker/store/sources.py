"""Rows about whole sources: name and state, former names, which are monitored, and bad days of hosts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import orjson

from tracker.config.operator import NAME as OPERATOR
from tracker.model import Capture, Source, Time
from tracker.model.history import Verdict
from tracker.reconcile import exchanges
from tracker.reconcile.byte_equal import Recall, packed
from tracker.reconcile.exchanges import Rounds
from tracker.store import findings, model_answers, source_counts, tallies


def save(connection: sqlite3.Connection, source: Source, name: str, board: str) -> None:
    """Write the row of a source, if it is another than before."""
    row = (source.slug, name, board, source.url)
    stored = connection.execute("SELECT id, name, board, url FROM sources WHERE id = ?", (source.slug,)).fetchone()
    if stored != row:
        connection.execute(
            "INSERT INTO sources (id, name, board, url) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, "
            "board = excluded.board, url = excluded.url",
            row,
        )


def take_over_name(connection: sqlite3.Connection, source: str, formerly: str) -> None:
    """Move a source's rows from its former name; its checks keep the old name."""
    for table in (
        *("posting_state", "changes", "block_spans", "ties", "source_state", "findings", "waiting"),
        *("answers", "waiting_findings"),
    ):
        connection.execute(f"UPDATE {table} SET source = ? WHERE source = ?", (source, formerly))
    connection.execute(
        "UPDATE source_state SET names = json_insert(names, '$[#]', ?) WHERE source = ?", (formerly, source)
    )
    findings.mark_renamed(connection, formerly)
    tallies.renamed(connection, source, formerly)
    source_counts.forget(connection, formerly)


def chain(connection: sqlite3.Connection, source: str) -> list[str]:
    """Return the present name of a source and its former ones, the newest first. `source` is any of them."""
    formerly: dict[str, str] = {}
    for current, stated, taken_over in connection.execute(
        "SELECT source, json_extract(settings, '$.formerly'), names FROM source_state "
        "WHERE settings LIKE '%formerly%' OR names != '[]'"
    ):
        if stated:
            formerly[current] = stated
        # `formerly` states one name, and may have been removed from tracker.toml. All names that were taken over are
        # stored, the oldest first.
        line = [current, *dict.fromkeys(name for name in reversed(orjson.loads(taken_over)) if name != current)]
        formerly.update(pairwise(line))
    names = [source]
    while newer := [new for new, old in formerly.items() if old == names[0] and new not in names]:
        names.insert(0, newer[0])
    while (old := formerly.get(names[-1])) and old not in names:
        names.append(old)
    return names


def watch(connection: sqlite3.Connection, slugs: Iterable[str], topics: Mapping[str, Sequence[str]]) -> None:
    """Note which sources are monitored from now on, and the phrases of the topics."""
    slugs_as_json = orjson.dumps(sorted(slugs)).decode()
    rows = [(name, orjson.dumps(list(phrases)).decode()) for name, phrases in topics.items()]
    if connection.execute("SELECT name, phrases FROM topics ORDER BY rowid").fetchall() != rows:
        connection.execute("DELETE FROM topics")
        connection.executemany("INSERT INTO topics (name, phrases) VALUES (?, ?)", rows)
    connection.execute(
        "UPDATE sources SET watched = (id IN (SELECT value FROM json_each(?))) "
        "WHERE watched != (id IN (SELECT value FROM json_each(?)))",
        (slugs_as_json, slugs_as_json),
    )


def size(connection: sqlite3.Connection, names: Iterable[str]) -> tuple[int, int]:
    """Return how many checks and postings sources have."""
    names_as_json = orjson.dumps(list(names)).decode()
    row = connection.execute(
        "SELECT (SELECT count(*) FROM checks WHERE source IN (SELECT value FROM json_each(?))), "
        "(SELECT count(*) FROM posting_state WHERE source IN (SELECT value FROM json_each(?)))",
        (names_as_json, names_as_json),
    ).fetchone()
    return row[0], row[1]


def remove(connection: sqlite3.Connection, source: str) -> None:
    """Delete the pending alerts of a source, and a model's answers about it; what was sent is kept."""
    connection.execute("DELETE FROM waiting WHERE source = ?", (source,))
    model_answers.remove(connection, source)
    for sent, name, about in (
        ("delivery_changes", "change_id", "changes"),
        ("delivery_findings", "finding_id", "findings"),
    ):
        connection.execute(
            f"DELETE FROM {sent} WHERE {name} IN (SELECT id FROM {about} WHERE source = ?) "
            "AND delivery_id IN (SELECT id FROM deliveries WHERE state = 'pending')",
            (source,),
        )
    connection.execute(
        "DELETE FROM deliveries WHERE state = 'pending' AND id NOT IN (SELECT delivery_id FROM delivery_changes) "
        "AND id NOT IN (SELECT delivery_id FROM delivery_findings) AND alert != ?",
        (OPERATOR,),
    )
    connection.execute("DELETE FROM delivery_channels WHERE delivery_id NOT IN (SELECT id FROM deliveries)")
    connection.execute("DELETE FROM troubles WHERE kind = 'source' AND about = ?", (source,))


def read_in(connection: sqlite3.Connection, run: str) -> list[tuple[str, Mapping[str, object]]]:
    """Return the sources that were folded in a run, with their settings."""
    rows = connection.execute(
        "SELECT DISTINCT k.source, t.settings FROM checks AS k JOIN source_state AS t ON t.source = k.source "
        "WHERE k.run = ?",
        (run,),
    )
    return [(row[0], orjson.loads(row[1])) for row in rows]


def bad_day(connection: sqlite3.Connection, run: str, host: str) -> str:
    """Return why a host is not trusted in a run, "" if it is."""
    row = connection.execute("SELECT told FROM bad_days WHERE run = ? AND host = ?", (run, host)).fetchone()
    return str(row[0]) if row else ""


def note_bad_day(connection: sqlite3.Connection, run: str, host: str, reason: str) -> None:
    """Record that a host is not trusted in a run."""
    connection.execute("INSERT OR REPLACE INTO bad_days (run, host, told) VALUES (?, ?, ?)", (run, host, reason))


def listed_at(connection: sqlite3.Connection, source: str) -> Time:
    """Return the time of a source's newest usable list, "" if there was none."""
    row = connection.execute("SELECT listed_at FROM source_state WHERE source = ?", (source,)).fetchone()
    return (row and row[0]) or ""


def put_state(
    connection: sqlite3.Connection,
    capture: Capture,
    verdict: Verdict,
    extractor: int,
    rounds: Rounds,
    recall: Recall,
    not_before: Time,
) -> None:
    """Write what a check leaves for the next."""
    failed = verdict.outcome in {"blocked", "failed"}
    listed = None if failed or not verdict.used else capture.started_at
    values = {
        "source": capture.source.slug,
        "settings": orjson.dumps(capture.source.settings()).decode(),
        "extractor": extractor,
        "settled": int(verdict.settled),
        "empties": verdict.empties,
        "masks": orjson.dumps(sorted(verdict.masks)).decode(),
        # the hashes that the next check recalls belong to the rounds, and are useless without them
        "rounds": orjson.dumps([*exchanges.packed(rounds), *filter(None, [packed(recall)])]).decode(),
        "pending": int(verdict.pending or failed),
        "outcome": verdict.outcome,
        "reason": verdict.reason,
        "seen": verdict.seen,
        "stated_total": verdict.stated_total,
        "listed_at": listed,
        "last_check": capture.id,
        "holds": orjson.dumps(dict(verdict.holds)).decode(),
        "employer": verdict.employer or None,
        "address": capture.source.address if verdict.used and not failed else None,
        "began": capture.started_at if verdict.settled else None,
        "asked_at": max((page.fetched_at for page in capture.pages if not page.failure), default="") or None,
        "not_before": not_before or None,
    }
    filled = {"listed_at": "new", "employer": "new", "address": "new", "began": "old"}
    sets = ", ".join(
        f"{name} = excluded.{name}"
        if name not in filled
        else f"{name} = coalesce({f'excluded.{name}, {name}' if filled[name] == 'new' else f'{name}, excluded.{name}'})"
        for name in values
        if name != "source"
    )
    connection.execute(
        f"INSERT INTO source_state ({', '.join(values)}) VALUES ({', '.join('?' * len(values))}) "
        f"ON CONFLICT (source) DO UPDATE SET {sets}",
        tuple(values.values()),
    )
