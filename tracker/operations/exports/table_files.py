"""Write the tables as CSV or Parquet files, with a description of every column.

The description, `datapackage.json`, is a Data Package (specs.frictionlessdata.io): the files with their size and SHA-256,
and for each column its type and its meaning.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.archive.atomic_files import replaced, write_text
from tracker.model import Time, moment
from tracker.model.errors import UsageError
from tracker.model.version import __version__
from tracker.operations.exports.tables import TABLES, ColumnType, Row, Table
from tracker.store import remedies

if TYPE_CHECKING:
    import pyarrow as pa

DESCRIPTION = "datapackage.json"
_METADATA = Path(__file__).parents[2] / "site" / "metadata.yml"
_BATCH = 500  # rows that are in memory when CSV is written
_ROW_GROUP = 4_000  # rows that are in memory when Parquet is written, at most: a row group of the file
_GROUP_TEXT = 4 << 20  # characters in a row group, about: Arrow's and Python's copies take many times as much
_DIALECT = {"delimiter": ",", "lineTerminator": "\r\n", "header": True}
_CHUNK = 1 << 20

Write = Callable[[Path, Table, Iterator[Row]], int]


def write_csv(path: Path, table: Table, rows: Iterator[Row]) -> int:
    """Write a table as CSV (RFC 4180, UTF-8). A missing value is an empty cell. Return the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.columns)
        while batch := [*islice(rows, _BATCH)]:
            writer.writerows(batch)
            count += len(batch)
    return count


def write_parquet(path: Path, table: Table, rows: Iterator[Row]) -> int:
    """Write a table as a Parquet file, compressed with Zstandard. Times are UTC timestamps. Return the number of rows."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _arrow_type(kind)) for name, kind in table.columns.items()])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in _row_groups(rows):
            columns = zip(*group, strict=True)
            arrays = [
                pa.array(_converted(values, kind, f"{table.name}.{name}"), field.type)
                for values, (name, kind), field in zip(columns, table.columns.items(), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            count += len(group)
    return count


def _row_groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield the rows in groups that are bounded by the number of rows and by the length of their texts."""
    group: list[Row] = []
    size = 0
    for row in rows:
        group.append(row)
        size += sum(len(value) for value in row if isinstance(value, str))
        if len(group) >= _ROW_GROUP or size >= _GROUP_TEXT:
            yield group
            group, size = [], 0
    if group:
        yield group


def _arrow_type(kind: ColumnType) -> pa.DataType:
    import pyarrow as pa

    types = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "datetime": pa.timestamp("ms", tz="UTC"),
    }
    return types.get(kind, pa.string())


def _converted(values: Iterable[Any], kind: ColumnType, column: str) -> list[Any]:
    """Return the values of a column as Parquet has them. Raise Damaged for a time that is none."""
    if kind == "datetime":
        try:
            return [moment(value) if value else None for value in values]
        except ValueError as error:
            raise remedies.damaged(Path("tracker.db"), f"{column}: {error}") from error
    if kind == "boolean":
        return [None if value is None else bool(value) for value in values]
    if kind == "string":
        return [value.encode("utf-8", "replace").decode() if isinstance(value, str) else value for value in values]
    return list(values)


def check_pyarrow() -> None:
    """Raise UsageError if pyarrow, which writes Parquet files, is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401 (only whether it is there)
    except ImportError as error:
        message = "Parquet files are written with pyarrow, which is not installed; run pip install 'job-posting-tracker[parquet]', or in a checkout .venv/bin/pip install pyarrow"
        raise UsageError(message) from error


def export(
    connection: sqlite3.Connection, output: Path, ending: str, write: Write, source: str, now: Time
) -> Iterator[tuple[str, int]]:
    """Write every table to a file in the directory `output`, then the description. Yield the name and rows of each file.

    All files show the same state of the database. Each is replaced when it is complete.
    """
    resources = []
    connection.execute("BEGIN")
    try:
        for table in TABLES:
            target = output / f"{table.name}.{ending}"
            with replaced(target) as partial:
                count = write(partial, table, table.rows(connection, source))
                resources.append(_resource(table, partial, target.name, count))
            yield target.name, count
    finally:
        connection.execute("ROLLBACK")
    write_text(output / DESCRIPTION, json.dumps(_package(resources, source, now), ensure_ascii=False, indent=2) + "\n")
    yield DESCRIPTION, len(resources)


def _package(resources: list[dict[str, Any]], source: str, now: Time) -> dict[str, Any]:
    about = _metadata()
    return {
        "name": f"job-postings-{source}" if source else "job-postings",
        "title": about["title"],
        "description": about["description"],
        "created": now,
        # A tabular package has CSV only (specs.frictionlessdata.io/tabular-data-package).
        "profile": "tabular-data-package" if all(one["format"] == "csv" for one in resources) else "data-package",
        "licenses": [{"title": about["license"], "path": about["license_url"]}],
        "sources": [{"title": about["source"]}],
        "contributors": [{"title": f"job-posting-tracker {__version__}", "role": "wrangler"}],
        "resources": resources,
    }


def _resource(table: Table, written: Path, name: str, count: int) -> dict[str, Any]:
    """Describe one file: what it has, and the type and meaning of each column."""
    about = _metadata()["databases"]["tracker"]["tables"].get(table.name, {})
    meanings = about.get("columns", {})
    is_csv = name.endswith(".csv")
    return {
        "name": table.name.replace("_", "-"),
        "path": name,
        "description": about.get("description", ""),
        "format": "csv" if is_csv else "parquet",
        **({"profile": "tabular-data-resource", "encoding": "utf-8", "dialect": _DIALECT} if is_csv else {}),
        "bytes": written.stat().st_size,
        "hash": f"sha256:{sha256_of(written)}",
        "rows": count,
        "schema": {
            "fields": [
                {"name": column, "type": kind, **_meaning(meanings, column), **(_format(kind) if is_csv else {})}
                for column, kind in table.columns.items()
            ],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": column, "reference": {"resource": other.replace("_", "-"), "fields": "id"}}
                for column, other in table.references.items()
            ],
        },
    }


def _meaning(meanings: dict[str, str], column: str) -> dict[str, str]:
    return {"description": meanings[column]} if column in meanings else {}


def _format(kind: ColumnType) -> dict[str, Any]:
    """Return how the values of a type are written in CSV."""
    if kind == "datetime":
        return {"format": "%Y-%m-%dT%H:%M:%S.%fZ"}
    return {"trueValues": ["1"], "falseValues": ["0"]} if kind == "boolean" else {}


@cache
def _metadata() -> dict[str, Any]:
    """Return Datasette's descriptions of the tables and columns."""
    import yaml

    described: dict[str, Any] = yaml.safe_load(_METADATA.read_text(encoding="utf-8"))
    return described


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            sha.update(chunk)
    return sha.hexdigest()
