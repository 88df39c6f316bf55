"""What is known of a source before a check, read from the database: its postings, their wordings, texts seen before."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import SimpleNamespace

import orjson

from tracker.model.errors import Damaged
from tracker.model.history import NO_DOUBT, Doubt, Known
from tracker.model.wording import STATE_FIELDS, Wording, state_of
from tracker.reconcile.byte_equal import FIELDS, fields_hash
from tracker.store.blocks import texts

_KNOWN = [item.name for item in fields(Known) if item.name not in {"title", "last_seen", "doubt"}]
_DOUBT = [item.name for item in fields(Doubt)]
_WORDING = [item.name for item in fields(Wording) if item.name != "blocks"]
_MOST_KEPT = 8_000_000  # characters of the wordings that stay in memory: 1,500 long ads
_OVERHEAD = 500  # counted for a wording without its text
_FLAGS = ("has_text", "listed", "unlisted")


def load(connection: sqlite3.Connection, source: str) -> tuple[dict[str, Known], dict[str, int]]:
    """Read the postings of a source by their external ids, and the key of each in the database."""
    rows = connection.execute(
        "SELECT p.key, w.title, CASE WHEN p.listed THEN s.listed_at ELSE p.last_seen END, "
        f"{', '.join(f'p.{name}' for name in (*_KNOWN, *_DOUBT))} "
        "FROM posting_state AS p JOIN wordings AS w ON w.id = p.current "
        "JOIN source_state AS s ON s.source = p.source WHERE p.source = ?",
        (source,),
    )
    names = ["title", "last_seen", *_KNOWN, *_DOUBT]
    postings: dict[str, Known] = {}
    keys: dict[str, int] = {}
    for key, *values in rows:
        row = dict(zip(names, values, strict=True))
        for name in _FLAGS:
            row[name] = bool(row[name])
        doubt = Doubt(**{name: row.pop(name) for name in _DOUBT})
        postings[row["external_id"]] = Known(doubt=doubt if doubt != NO_DOUBT else NO_DOUBT, **row)
        keys[row["external_id"]] = key
    return postings, keys


class WordingCache:
    """Wordings that were read, by version, so that a rebuild does not read them in each check.

    A version changes only when a missing text is filled in, and is deleted only with its source. Whoever does that clears this.
    """

    def __init__(self) -> None:
        self._cached: dict[str, Wording] = {}
        self._characters = 0

    def get(self, version: str) -> Wording | None:
        """Return the wording of a version, None if it is not here."""
        return self._cached.get(version)

    def keep(self, version: str, wording: Wording) -> None:
        """Keep the wording of a version. When there are too many, all are dropped."""
        if self._characters > _MOST_KEPT:
            self.clear()
        self._cached[version] = wording
        self._characters += sum(map(len, wording.blocks)) + _OVERHEAD

    def clear(self) -> None:
        """Drop all wordings."""
        self._cached.clear()
        self._characters = 0


class Wordings(Mapping[str, Wording]):
    """The newest wording of each posting, read from the database when it is first used."""

    def __init__(
        self, connection: sqlite3.Connection, postings: Mapping[str, Known], cache: WordingCache | None = None
    ) -> None:
        self.connection = connection
        self.postings = postings
        self.cache = cache or WordingCache()

    def __getitem__(self, name: str) -> Wording:
        version = self.postings[name].current
        wording = self.cache.get(version)
        if wording is None:
            wording = self._read_wording(name)
            self.cache.keep(version, wording)
        return wording

    def _read_wording(self, name: str) -> Wording:
        row = self.connection.execute(
            f"SELECT blocks, {', '.join(_WORDING)} FROM wordings WHERE id = ?",
            (self.postings[name].current,),
        ).fetchone()
        if row is None:
            message = f"the database has no wording {self.postings[name].current!r} of {name!r}; run `tracker rebuild`"
            raise Damaged(message)
        blocks = texts(self.connection, orjson.loads(row[0]))
        return Wording(blocks=blocks, **dict(zip(_WORDING, row[1:], strict=True)))

    def __iter__(self) -> Iterator[str]:
        return iter(self.postings)

    def __len__(self) -> int:
        return len(self.postings)


class WordingHashes(Mapping[str, str]):
    """A hash of the newest wording of each posting (`byte_equal.fields_hash`), read for all of a source when one is asked for."""

    def __init__(self, connection: sqlite3.Connection, source: str, postings: Mapping[str, Known]) -> None:
        self.connection = connection
        self.source = source
        self.postings = postings
        self._cached: dict[str, str] | None = None

    def _all_hashes(self) -> dict[str, str]:
        if self._cached is None:
            rows = self.connection.execute(
                f"SELECT w.id, w.text_sha256, {', '.join(f'w.{name}' for name in FIELDS)} "
                "FROM posting_state AS p JOIN wordings AS w ON w.id = p.current WHERE p.source = ?",
                (self.source,),
            )
            stored = {row[0]: row[1:] for row in rows}
            self._cached = {
                name: fields_hash(stored[posting.current][1:], stored[posting.current][0], posting.requisition_id)
                for name, posting in self.postings.items()
                if posting.current in stored
            }
        return self._cached

    def __getitem__(self, name: str) -> str:
        return self._all_hashes()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all_hashes())

    def __len__(self) -> int:
        return len(self._all_hashes())


class PastStates(Mapping[str, tuple[str, ...]]):
    """The states of all wordings of each posting, oldest first, read from the database lazily."""

    def __init__(self, connection: sqlite3.Connection, postings: Mapping[str, Known]) -> None:
        self.connection = connection
        self.postings = postings

    def __getitem__(self, name: str) -> tuple[str, ...]:
        columns = (*STATE_FIELDS, "text_sha256")
        rows = self.connection.execute(
            f"SELECT {', '.join(columns)} FROM wordings "
            "WHERE posting_id = (SELECT posting_id FROM wordings WHERE id = ?) ORDER BY number",
            (self.postings[name].current,),
        )
        return tuple(state_of(SimpleNamespace(**dict(zip(columns, row, strict=True))), row[-1]) for row in rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self.postings)

    def __len__(self) -> int:
        return len(self.postings)
