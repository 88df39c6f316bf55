"""Store each block once. A wording is a list of block ids, and each block has the versions that contain it.

Most blocks are in one posting only, from its first version on: `blocks.posting` is the key of that posting. For all others
`posting` is NULL, and `block_spans` has a row for each source. Its `spans` are JSON, a list of `[posting key, first version,
last version]`, with last version 0 while the block is still there.

A text is looked up by its CRC-32 in `block_hashes`. The CRCs of new blocks are written together at the end of a run, sorted,
because single inserts would each touch another page of the index. Until then their texts are in memory.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

import orjson

from tracker.extract.text import segment

_CACHE = 150_000  # blocks whose id stays in memory
_CACHE_CHARACTERS = 4_000_000  # and the characters of all of them
_NEW = 2_000  # blocks that gather before they are written
_TOGETHER = 50  # blocks written by one statement: a quarter faster than one by one
_BATCH = 80_000  # blocks that are put into the search index in one go
# Bytes of the index that gather in memory: those of a batch. With a fifth of both, FTS5 merged what it had just written, and
# took a third longer.
_GATHERED = 4 << 20
_CANDIDATES = 8  # texts with one CRC that are compared; anyone can make more of them, and they are stored again
_FILTER = 1 << 21  # bytes, one bit per hash; with two million blocks, one text in nine is a false positive
_PLACES = _FILTER - 1  # the bits of a hash that choose the byte

Span = list[int]


class Blocks:
    """Return the ids of blocks and keep their spans, one source at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.last = int(connection.execute("SELECT coalesce(max(id), 0) FROM blocks").fetchone()[0])
        self._written = self.last
        self._settled = int(connection.execute("SELECT hashed FROM indexed").fetchone()[0]) == self.last
        self._ids: dict[str, int] = {}
        self._characters = 0
        # A filter of hashes, valid while this process wrote the whole database; so a first run queries no block.
        self._filter = bytearray(_FILTER) if not self.last else None
        self._new: list[str] = []  # their ids are those after the last one written
        self._alone: dict[int, int] = {}  # new blocks of one posting, from its first version on
        self._firsts: dict[int, list[int]] = {}  # new blocks of several, each from its first version on
        self._spans: dict[int, list[Span]] = {}
        self._more: dict[int, list[Span]] = {}  # spans that are added to those in the database, which are not read
        self._touched: set[int] = set()
        self._source = ""
        self._is_new = False  # whether the source has nothing in the database

    def begin(self, source: str) -> None:
        """Start on a source."""
        self._source = source
        query = "SELECT 1 FROM posting_state WHERE source = ? LIMIT 1"
        self._is_new = self.connection.execute(query, (source,)).fetchone() is None
        self._alone.clear()
        self._firsts.clear()
        self._spans.clear()
        self._more.clear()
        self._touched.clear()
        if not self._settled and not self._ids:  # a killed run did not finish this
            self.settle()

    def forget(self) -> None:
        """Drop the caches after a transaction that was rolled back."""
        self.__init__(self.connection)  # type: ignore[misc]

    def ids(self, texts: Iterable[str]) -> list[int]:
        """Return the id of each block, new ones where needed."""
        if len(self._ids) >= _CACHE or self._characters >= _CACHE_CHARACTERS:
            self.settle()
        texts, known = tuple(texts), self._ids
        missing = [text for text in texts if text not in known]
        if missing:
            self._learn(missing)
        return [known[text] for text in texts]

    def first(self, key: int, texts: Sequence[str]) -> list[int]:
        """Return the ids of the blocks of a posting's first version, and note that it has them.

        In a first run nearly every block is new: it has the next ids, and is this posting's alone.
        """
        last = self.last
        found = self.ids(texts)
        self._alone.update(dict.fromkeys(range(last + 1, self.last + 1), key))
        self.opened(key, 1, {block for block in found if block <= last})
        return found

    def _learn(self, texts: Iterable[str]) -> None:
        """Look up the ids of texts that are not in memory. Those that are not in the database either get the next ids."""
        each = dict.fromkeys(texts)
        found = {text: number for text in self._may_be_stored(each) if (number := self._stored(text))}
        new = [text for text in each if text not in found]
        self._ids.update(found)
        self._ids.update(zip(new, range(self.last + 1, self.last + 1 + len(new)), strict=True))
        self.last += len(new)
        self._new += new
        self._characters += sum(map(len, each))
        self._settled = self._settled and not new

    def _may_be_stored(self, texts: Collection[str]) -> Collection[str]:
        """Return the texts that can be in the database. From now on all of them can."""
        seen = self._filter
        if seen is None:
            return texts
        found: list[str] = []
        for text in texts:
            number = hash(text)  # Python has it already, unlike the CRC
            place, bit = number >> 3 & _PLACES, 1 << (number & 7)
            before = seen[place]
            if before & bit:
                found.append(text)
            else:
                seen[place] = before | bit
        return found

    def _stored(self, text: str) -> int:
        """Return the id of a text in the database, 0 if it is not there."""
        row = self.connection.execute(
            "SELECT b.id FROM (SELECT block FROM block_hashes WHERE hash = ? ORDER BY block LIMIT ?) AS h "
            "CROSS JOIN blocks AS b ON b.id = h.block WHERE b.text = ?",
            (crc(text), _CANDIDATES, text),
        ).fetchone()
        return int(row[0]) if row else 0

    def opened(self, key: int, number: int, blocks: Iterable[int]) -> None:
        """Note that a posting's version `number` has these blocks and the version before had not."""
        alone, firsts = self._alone, self._firsts
        for block in blocks:
            if number == 1 and block > self._written and block not in self._spans:
                if block in firsts:
                    firsts[block].append(key)
                elif block not in alone:
                    alone[block] = key
                elif alone[block] != key:
                    firsts[block] = [alone.pop(block), key]
            else:
                self._added(block, [key, number, 0])
        if len(self._new) >= _NEW:
            self._write_new()

    def _added(self, block: int, span: Span) -> None:
        """Note another span of a block. Most blocks of this kind are standing text, with a long list of spans that is not read."""
        if block in self._more:
            self._more[block].append(span)
        elif block not in self._spans and block <= self._written and self._is_shared(block):
            self._more[block] = [span]
        else:
            self._spans_of(block).append(span)
            self._touched.add(block)

    def _is_shared(self, block: int) -> bool:
        """Return whether this source has spans of a block in the database."""
        if self._is_new:
            return False
        query = "SELECT 1 FROM block_spans WHERE block = ? AND source = ?"
        return self.connection.execute(query, (block, self._source)).fetchone() is not None

    def ended(self, key: int, last: int, blocks: Iterable[int]) -> None:
        """Note that a posting's version `last` was the last to have these blocks."""
        for block in blocks:
            for span in self._spans_of(block):
                if span[0] == key and span[2] == 0:
                    span[2] = last
            self._touched.add(block)

    def _spans_of(self, block: int) -> list[Span]:
        """Return the spans of a block in this source, to be changed."""
        spans = self._spans.get(block)
        if spans is None:
            keys = [self._alone.pop(block)] if block in self._alone else self._firsts.pop(block, None)
            if keys is not None:
                spans = [[key, 1, 0] for key in keys]
                self._touched.add(block)
            else:
                spans = self._read(block) if block <= self._written else []
                spans += self._more.pop(block, [])
            self._spans[block] = spans
        return spans

    def _read(self, block: int) -> list[Span]:
        row = self.connection.execute(
            "SELECT b.posting, s.spans, p.source FROM blocks AS b LEFT JOIN block_spans AS s ON s.block = b.id AND s.source = ? "
            "LEFT JOIN posting_state AS p ON p.key = b.posting WHERE b.id = ?",
            (self._source, block),
        ).fetchone()
        posting, spans, owner = row or (None, None, None)
        if posting is None:
            return orjson.loads(spans) if spans else []
        self.connection.execute("UPDATE blocks SET posting = NULL WHERE id = ?", (block,))
        alone = [[posting, 1, 0]]
        if owner not in {None, self._source}:  # None: a posting of this very check
            self._insert_spans([(block, owner, orjson.dumps(alone).decode())])
            return []
        self._touched.add(block)
        return alone

    def flush(self) -> None:
        """Write what was noted since `begin`."""
        self._write_new()
        rows = [(block, f"[[{',1,0],['.join(map(str, keys))},1,0]]") for block, keys in self._firsts.items()]
        rows += [
            (block, orjson.dumps(self._spans[block]).decode()) for block in self._touched if not self._claimed(block)
        ]
        self._insert_spans([(block, self._source, spans) for block, spans in sorted(rows)])
        more = ((orjson.dumps(spans).decode()[1:], block, self._source) for block, spans in self._more.items())
        self.connection.executemany(
            "UPDATE block_spans SET spans = substr(spans, 1, length(spans) - 1) || ',' || ? WHERE block = ? AND source = ?",
            more,
        )
        self._firsts.clear()
        self._spans.clear()
        self._more.clear()
        self._touched.clear()

    def _claimed(self, block: int) -> bool:
        """Assign an unowned block to one posting, if possible; return whether it was."""
        match self._spans[block]:
            case [[key, 1, 0]]:
                done = self.connection.execute(
                    "UPDATE blocks SET posting = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM block_spans WHERE block = ?)",
                    (key, block, block),
                )
                return done.rowcount > 0
        return False

    def _insert_spans(self, rows: Sequence[tuple[int, str, str]]) -> None:
        self.connection.executemany(
            "INSERT INTO block_spans (block, source, spans) VALUES (?, ?, ?) "
            "ON CONFLICT (block, source) DO UPDATE SET spans = excluded.spans",
            rows,
        )

    def _write_new(self) -> None:
        ids = range(self._written + 1, self.last + 1)
        values = [*chain.from_iterable(zip(ids, map(self._alone.get, ids), self._new, strict=True))]
        many = len(self._new) // _TOGETHER * _TOGETHER
        for count, start, end in ((_TOGETHER, 0, many * 3), (1, many * 3, len(values))):
            rows = (values[place : place + count * 3] for place in range(start, end, count * 3))
            self.connection.executemany(f"INSERT INTO blocks (id, posting, text) VALUES {_rows(count)}", rows)
        self._alone.clear()
        self._new.clear()
        self._written = self.last

    def settle(self) -> None:
        """Write the CRCs of the blocks that are new since the last time; their texts need not stay in memory then."""
        self._write_new()
        hash_new(self.connection)
        self._settled = True
        self._ids.clear()
        self._characters = 0


def _rows(count: int) -> str:
    return ", ".join(("(?, ?, ?)",) * count)


def crc(text: str) -> int:
    """Return the CRC-32 of a block's text, its lookup key."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def hash_new(connection: sqlite3.Connection) -> None:
    """Write the CRCs of all blocks that have none yet."""
    connection.create_function("crc32", 1, zlib.crc32, deterministic=True)  # of bytes: no text is made for each block
    connection.execute(
        "INSERT INTO block_hashes (hash, block) SELECT crc32(CAST(text AS BLOB)), id FROM blocks "
        "WHERE id > (SELECT hashed FROM indexed) ORDER BY 1, 2"
    )
    connection.execute("UPDATE indexed SET hashed = (SELECT coalesce(max(id), 0) FROM blocks)")


def delete_spans(connection: sqlite3.Connection, source: str) -> None:
    """Delete the spans of a source."""
    connection.execute("DELETE FROM block_spans WHERE source = ?", (source,))
    connection.create_function("crc", 1, crc, deterministic=True)
    connection.execute(
        "UPDATE blocks SET posting = NULL WHERE id IN ("
        "SELECT j.value FROM posting_state AS p JOIN wordings AS w ON w.posting_id = p.id JOIN json_each(w.blocks) AS j "
        "WHERE p.source = ?1 UNION SELECT h.block FROM posting_state AS p JOIN wordings AS w ON w.posting_id = p.id "
        "JOIN json_each(json_array(w.title, w.location, w.department)) AS j JOIN block_hashes AS h ON h.hash = crc(j.value) "
        "WHERE p.source = ?1 AND j.value <> '') AND posting IN (SELECT key FROM posting_state WHERE source = ?1)",
        (source,),
    )


def texts(connection: sqlite3.Connection, ids: Sequence[int]) -> tuple[str, ...]:
    """Return the blocks of these ids, in their order."""
    if not ids:
        return ()
    wanted = orjson.dumps(list(ids)).decode()
    query = "SELECT b.text FROM json_each(?) AS j JOIN blocks AS b ON b.id = j.value ORDER BY j.key"
    return tuple(row[0] for row in connection.execute(query, (wanted,)))


def index(connection: sqlite3.Connection) -> int:
    """Put the next batch of new blocks into the search index; return how many ids it has, 0 when there are none left."""
    start: int = connection.execute("SELECT up_to FROM indexed").fetchone()[0]
    last: int = connection.execute("SELECT coalesce(max(id), 0) FROM blocks").fetchone()[0]
    end = min(start + _BATCH, last)
    if end > start:
        _gather(connection)
        connection.create_function("segment", 1, segment, deterministic=True)
        connection.execute(  # nearly every block is ASCII, and goes from the one table into the other as it is
            "INSERT INTO blocks_fts (rowid, text) SELECT id, "
            "CASE length(text) WHEN length(CAST(text AS BLOB)) THEN text ELSE segment(text) END "
            "FROM blocks WHERE id > ? AND id <= ? ORDER BY id",
            (start, end),
        )
        connection.execute("UPDATE indexed SET up_to = ?", (end,))
    return max(end - start, 0)


def _gather(connection: sqlite3.Connection) -> None:
    """Let FTS5 gather as much of the index as a batch has. The database keeps the setting."""
    row = connection.execute("SELECT v FROM blocks_fts_config WHERE k = 'hashsize'").fetchone()
    if row is None or row[0] != _GATHERED:
        connection.execute("INSERT INTO blocks_fts (blocks_fts, rank) VALUES ('hashsize', ?)", (_GATHERED,))


def sweep(connection: sqlite3.Connection) -> None:
    """Delete the blocks that no source uses, and take them out of the search index."""
    unused = "posting IS NULL AND id NOT IN (SELECT block FROM block_spans)"
    up_to = connection.execute("SELECT up_to FROM indexed").fetchone()[0]
    rows = connection.execute(f"SELECT id, text FROM blocks WHERE {unused} AND id <= ?", (up_to,))
    statement = "INSERT INTO blocks_fts(blocks_fts, rowid, text) VALUES ('delete', ?, ?)"
    while some := rows.fetchmany(_BATCH):
        connection.executemany(statement, [(number, segment(text)) for number, text in some])
    connection.execute(f"DELETE FROM block_hashes WHERE block IN (SELECT id FROM blocks WHERE {unused})")
    connection.execute(f"DELETE FROM blocks WHERE {unused}")
    last = "(SELECT coalesce(max(id), 0) FROM blocks)"
    connection.execute(f"UPDATE indexed SET up_to = min(up_to, {last}), hashed = min(hashed, {last})")
