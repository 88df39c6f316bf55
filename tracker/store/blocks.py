"""Blocks stored once: a wording is a sequence of block ids, and spans say in which versions a block stood.

`block_spans.spans` is JSON, a list of `[posting key, first version, last version]`, the last 0 while it still stands.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence

import orjson

from tracker.text import segment

_CACHE = 150_000  # blocks whose id stays in memory
_CACHE_CHARACTERS = 4_000_000  # and the characters of all of them
_NEW = 2_000  # blocks that gather before they are written
_BATCH = 20_000  # blocks that are put into the search index in one go

Span = list[int]


class Blocks:
    """Gives blocks their ids and keeps their spans, one source at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.last = int(connection.execute("SELECT coalesce(max(id), 0) FROM blocks").fetchone()[0])
        self._ids: dict[str, int] = {}
        self._characters = 0
        self._all_known = self.last == 0
        self._new: list[tuple[int, bytes, str]] = []
        self._spans: dict[int, list[Span]] = {}
        self._touched: set[int] = set()
        self._firsts: dict[int, int | list[int]] = {}  # keys of first versions, of a source that is new
        self._source = ""
        self._fresh = False

    def begin(self, source: str, *, fresh: bool) -> None:
        """Start on a source; `fresh` if nothing of it is stored yet."""
        self._source, self._fresh = source, fresh
        self._spans.clear()
        self._firsts.clear()
        self._touched.clear()

    def forget(self) -> None:
        """Drop what is remembered, after a transaction that did not happen."""
        self.__init__(self.connection)  # type: ignore[misc]

    def ids(self, texts: Iterable[str]) -> list[int]:
        """Give the id of each block, new ones where needed."""
        known = self._ids
        return [known.get(text) or self._find(text) for text in texts]

    def _find(self, text: str) -> int:
        name = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:12]
        row = None
        if not self._all_known:
            row = self.connection.execute("SELECT id FROM blocks WHERE hash = ?", (name,)).fetchone()
        if row is None:
            self.last += 1
            self._new.append((self.last, name, text))
            if len(self._new) >= _NEW:
                self._write_new()
            found = self.last
        else:
            found = row[0]
        if len(self._ids) >= _CACHE or self._characters >= _CACHE_CHARACTERS:
            self._ids.clear()
            self._characters = 0
            self._all_known = False
            self._write_new()
        self._ids[text] = found
        self._characters += len(text)
        return found

    def opened(self, key: int, number: int, blocks: Iterable[int]) -> None:
        """Note that a posting's version `number` has these blocks and the version before had not."""
        if self._fresh and number == 1:
            for block in blocks:
                found = self._firsts.setdefault(block, key)
                if isinstance(found, list):
                    found.append(key)
                elif found != key:
                    self._firsts[block] = [found, key]
            return
        for block in blocks:
            self._of(block).append([key, number, 0])
            self._touched.add(block)

    def ended(self, key: int, last: int, blocks: Iterable[int]) -> None:
        """Note that a posting's version `last` was the last to have these blocks."""
        for block in blocks:
            for span in self._of(block):
                if span[0] == key and span[2] == 0:
                    span[2] = last
            self._touched.add(block)

    def _of(self, block: int) -> list[Span]:
        spans = self._spans.get(block)
        if spans is None:
            row = None
            if not self._fresh:
                row = self.connection.execute(
                    "SELECT spans FROM block_spans WHERE block = ? AND source = ?", (block, self._source)
                ).fetchone()
            spans = self._spans[block] = orjson.loads(row[0]) if row else []
        return spans

    def flush(self) -> None:
        """Write what was noted since `begin`."""
        self._write_new()
        for block in self._firsts if self._touched else ():
            self._of(block).extend([key, 1, 0] for key in self._keys(block))
            self._touched.add(block)
        rows = (
            ((block, self._source, orjson.dumps(self._spans[block]).decode()) for block in sorted(self._touched))
            if self._touched
            else (
                (block, self._source, f"[[{',1,0],['.join(map(str, self._keys(block)))},1,0]]")
                for block in sorted(self._firsts)
            )
        )
        end = "" if self._fresh else " ON CONFLICT (block, source) DO UPDATE SET spans = excluded.spans"
        self.connection.executemany(f"INSERT INTO block_spans (block, source, spans) VALUES (?, ?, ?){end}", rows)
        self._firsts.clear()
        self._spans.clear()
        self._touched.clear()

    def _keys(self, block: int) -> list[int]:
        found = self._firsts[block]
        return found if isinstance(found, list) else [found]

    def _write_new(self) -> None:
        self.connection.executemany("INSERT INTO blocks VALUES (?, ?, ?)", self._new)
        self._new.clear()


def texts(connection: sqlite3.Connection, ids: Sequence[int]) -> tuple[str, ...]:
    """Give the blocks of these ids, in their order."""
    if not ids:
        return ()
    wanted = orjson.dumps(list(ids)).decode()
    query = "SELECT b.text FROM json_each(?) AS j JOIN blocks AS b ON b.id = j.value ORDER BY j.key"
    return tuple(row[0] for row in connection.execute(query, (wanted,)))


def index(connection: sqlite3.Connection) -> int:
    """Put the next batch of new blocks into the search index; gives how many, 0 when there are none left."""
    start = connection.execute("SELECT up_to FROM indexed").fetchone()[0]
    rows = connection.execute(
        "SELECT id, text FROM blocks WHERE id > ? ORDER BY id LIMIT ?", (start, _BATCH)
    ).fetchall()
    if rows:
        connection.executemany(
            "INSERT INTO blocks_fts(rowid, text) VALUES (?, ?)", [(number, segment(text)) for number, text in rows]
        )
        connection.execute("UPDATE indexed SET up_to = ?", (rows[-1][0],))
    return len(rows)


def sweep(connection: sqlite3.Connection) -> None:
    """Delete the blocks that no source uses, and take them out of the search index."""
    unused = "id NOT IN (SELECT block FROM block_spans)"
    up_to = connection.execute("SELECT up_to FROM indexed").fetchone()[0]
    rows = connection.execute(f"SELECT id, text FROM blocks WHERE {unused} AND id <= ?", (up_to,))
    statement = "INSERT INTO blocks_fts(blocks_fts, rowid, text) VALUES ('delete', ?, ?)"
    while some := rows.fetchmany(_BATCH):
        connection.executemany(statement, [(number, segment(text)) for number, text in some])
    connection.execute(f"DELETE FROM blocks WHERE {unused}")
    connection.execute("UPDATE indexed SET up_to = min(up_to, (SELECT coalesce(max(id), 0) FROM blocks))")
