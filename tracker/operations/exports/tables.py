"""The tables that are exported: their columns, the types of these, and the rows of one source or of all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["string", "integer", "number", "boolean", "datetime"]
Row = tuple[object, ...]

_ONE_SOURCE = "source = :source"
_ITS_POSTINGS = "posting_id IN (SELECT id FROM posting_state WHERE source = :source)"
_ITS_FINDINGS = "finding_id IN (SELECT id FROM findings WHERE source = :source)"


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of the database as it is exported.

    `columns` are the names and types, in order. `key` are the columns that identify a row, and by which rows are sorted.
    `of_source` is the SQL condition for the rows of one source. `references` maps a column to the table whose `id` it has.
    """

    name: str
    columns: dict[str, ColumnType]
    key: tuple[str, ...]
    of_source: str
    references: dict[str, str]

    def rows(self, connection: sqlite3.Connection, source: str = "") -> Iterator[Row]:
        """Return the rows in the order of the key, of one source or of all."""
        where = f"WHERE {self.of_source}" if source else ""
        order = ", ".join(self.key)
        query = f"SELECT {', '.join(self.columns)} FROM {self.name} {where} ORDER BY {order}"
        return connection.execute(query, {"source": source})


def _table(name: str, columns: str, of_source: str = _ONE_SOURCE, key: str = "id", **references: str) -> Table:
    """Return a table. `columns` are names, each with its type after a colon unless it is a string."""
    typed: dict[str, ColumnType] = {}
    for column in columns.split():
        column_name, _, column_type = column.partition(":")
        typed[column_name] = column_type or "string"  # type: ignore[assignment]
    return Table(name, typed, tuple(key.split()), of_source, references)


TABLES = (
    _table("sources", "id name board url watched:boolean", "id = :source"),
    _table(
        "checks",
        "id source run started_at:datetime finished_at:datetime outcome seen:integer stated_total:integer reason "
        "first_sha256 readable:boolean held:integer",
        source="sources",
    ),
    _table(
        "snapshots",
        "id check_id source url fetched_at:datetime status:integer sha256 warc_file warc_offset:integer",
        check_id="checks",
        source="sources",
    ),
    _table(
        "postings",
        "id source external_id url title location department status first_seen:datetime last_seen:datetime "
        "closed_at:datetime repost_of versions:integer requisition_id role watched:boolean",
        source="sources",
        repost_of="postings",
    ),
    _table(
        "versions",
        "id posting_id number:integer seen_at:datetime title location department employment_type workplace "
        "pay_min:number pay_max:number pay_currency pay_period pay_stated pay_plausible:boolean posted_at closes_at language "
        "text text_sha256 snapshot_id",
        _ITS_POSTINGS,
        "posting_id number",
        posting_id="postings",
        snapshot_id="snapshots",
    ),
    _table(
        "changes",
        "id posting_id source check_id at:datetime since:datetime known_at:datetime kind significance summary reason how "
        "from_version to_version group_id baseline:boolean",
        posting_id="postings",
        source="sources",
        check_id="checks",
        from_version="versions",
        to_version="versions",
    ),
    _table(
        "posting_places",
        "posting_id version_id place city region country",
        _ITS_POSTINGS,
        "posting_id version_id place",
        posting_id="postings",
        version_id="versions",
    ),
    _table(
        "ties",
        "id kind posting_id other_id source reasons score:number check_id at:datetime",
        posting_id="postings",
        source="sources",
        check_id="checks",
    ),
    _table(
        "findings",
        "id at:datetime known_at:datetime kind source score:number headline why passage evidence",
        source="sources",
    ),
    _table(
        "finding_postings",
        "finding_id posting_id change_id",
        _ITS_FINDINGS,
        "finding_id posting_id change_id",
        finding_id="findings",
        posting_id="postings",
        change_id="changes",
    ),
    _table(
        "annotations",
        "id posting_id change_id at:datetime text author",
        _ITS_POSTINGS,
        posting_id="postings",
        change_id="changes",
    ),
)
