"""`tracker export`: what is written is what the database and the archive have, and other programs can read it."""

from __future__ import annotations

import csv
import gc
import gzip
import hashlib
import io
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pyarrow import parquet

from tests.conftest import dump, sites
from tests.harbour import Harbour, watched
from tests.world import Server, World, greenhouse_toml
from tracker.archive import Archive, atomic_files
from tracker.cli import export as cli_export
from tracker.cli import main
from tracker.diff import compare, markdown, render
from tracker.extract.text import from_html
from tracker.model import Capture, Page, Request, Source
from tracker.operations import project, run
from tracker.operations.exports import posting_pages, table_files, wacz
from tracker.operations.exports.tables import TABLES, ColumnType, Table
from tracker.store.postings import read_postings
from tracker.store.schema import connect

# The columns that programs rely on, by table.
PROMISED = {
    "sources": "id name board url",
    "checks": "id source started_at finished_at outcome seen stated_total reason",
    "snapshots": "id check_id url fetched_at status sha256 warc_file warc_offset",
    "postings": "id source external_id url title location department status first_seen last_seen closed_at repost_of",
    "versions": "id posting_id number seen_at title location department pay_min pay_max pay_currency pay_period text "
    "text_sha256 snapshot_id",
    "changes": "id posting_id source check_id at kind from_version to_version significance group_id baseline summary since known_at",
    "posting_places": "posting_id version_id place city region country",
    "findings": "id at known_at kind source score headline why passage evidence",
    "finding_postings": "finding_id posting_id change_id",
}


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two sources that was checked four times, with a note."""
    root = tmp_path_factory.mktemp("exports") / "jobs"
    with sites() as site:
        watched(root, Harbour(site))
        world = World(2, 6)
        with Server(world) as server:
            contact, harbour = (root / "tracker.toml").read_text().split("\n", 1)
            (root / "tracker.toml").write_text(f"{contact}\n{greenhouse_toml(server.base, 2)}{harbour}")
            for _ in range(3):
                results = run.run(project.load(root), ["c0", "c1"]).results
                assert {result.verdict.outcome for result in results} == {"complete"}
                world.step()
    assert export(root, "annotate", "harbour.101", "Seen on 9 March.").exit_code == 0
    return root


def export(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(root), *arguments], catch_exceptions=False)


def exported(root: Path, *arguments: str) -> str:
    done = export(root, "export", *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout


def rows_of(root: Path, table: Table, source: str = "") -> list[tuple[object, ...]]:
    connection = connect(root / "tracker.db")
    try:
        return list(table.rows(connection, source))
    finally:
        connection.close()


def test_the_tables_have_what_is_promised(jobs: Path) -> None:
    """Every column of the tables is exported, with those that programs rely on."""
    assert len(TABLES) == 11
    connection = connect(jobs / "tracker.db")
    for table in TABLES:
        there = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
        assert set(table.columns) <= there
        assert set(PROMISED.get(table.name, "").split()) <= set(table.columns), table.name
        assert there - set(table.columns) <= {"was_closed"}, table.name
        assert set(table.references.values()) <= {other.name for other in TABLES}
    connection.close()
    assert set(PROMISED) <= {table.name for table in TABLES}


def test_csv_is_the_tables(jobs: Path, tmp_path: Path) -> None:
    """Every cell is the value of the database, and the description has the columns, the sizes and the hashes."""
    told = exported(jobs, "csv", str(tmp_path / "tables"))
    counts = {}
    for table in TABLES:
        with (tmp_path / "tables" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            head, *cells = csv.reader(file)
        assert tuple(head) == tuple(table.columns)
        stored = rows_of(jobs, table)
        assert cells == [["" if value is None else str(value) for value in row] for row in stored]
        assert f"{table.name}.csv: {len(stored)} row" in told
        counts[table.name] = len(stored)
    assert min(counts[name] for name in ("changes", "versions", "posting_places", "annotations")) > 0
    package = json.loads((tmp_path / "tables" / "datapackage.json").read_text())
    assert [resource["rows"] for resource in package["resources"]] == list(counts.values())
    for resource in package["resources"]:
        data = (tmp_path / "tables" / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    (changes,) = [resource for resource in package["resources"] if resource["name"] == "changes"]
    assert {field["name"] for field in changes["schema"]["fields"] if "description" not in field} == set()


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.integers(), st.text(st.characters(exclude_categories=["Cs"]))),
            min_size=3,
            max_size=3,
        )
    )
)
def test_any_text_comes_back_from_csv(rows: list[list[object]]) -> None:
    """Commas, quotation marks and line breaks in a text stay in its cell."""
    import tempfile

    table = Table("x", {"a": "string", "b": "string", "c": "integer"}, ("a",), "", {})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        assert table_files.write_csv(path, table, iter(map(tuple, rows))) == len(rows)
        with path.open(encoding="utf-8", newline="") as file:
            _, *cells = csv.reader(file)
    assert cells == [["" if value is None else str(value) for value in row] for row in rows]


def test_parquet_is_the_tables(jobs: Path, tmp_path: Path) -> None:
    """Values have their types: times are UTC timestamps, flags are booleans."""
    exported(jobs, "parquet", str(tmp_path / "tables"))

    def plain(value: object) -> object:
        if isinstance(value, datetime):
            assert value.tzinfo is not None
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return int(value) if isinstance(value, bool) else value

    for table in TABLES:
        read = parquet.read_table(tmp_path / "tables" / f"{table.name}.parquet")
        assert tuple(read.column_names) == tuple(table.columns)
        rows = [tuple(plain(value) for value in row.values()) for row in read.to_pylist()]
        assert rows == [
            tuple(value or None if name == "since" else value for name, value in zip(table.columns, row, strict=True))
            for row in rows_of(jobs, table)
        ]
    changes = parquet.read_table(tmp_path / "tables" / "changes.parquet").schema
    assert [str(changes.field(name).type) for name in ("at", "baseline", "kind")] == [
        "timestamp[ms, tz=UTC]",
        "bool",
        "string",
    ]


def test_parquet_is_written_in_groups(jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table with more rows than one group has them all, in the same order."""
    monkeypatch.setattr(table_files, "_ROW_GROUP", 4)
    monkeypatch.setattr(table_files, "_BATCH", 4)
    exported(jobs, "parquet", str(tmp_path / "p"))
    exported(jobs, "csv", str(tmp_path / "c"))
    file = parquet.ParquetFile(tmp_path / "p" / "changes.parquet")
    (changes,) = [table for table in TABLES if table.name == "changes"]
    ids = [row[0] for row in rows_of(jobs, changes)]
    assert file.num_row_groups == -(-len(ids) // 4) > 2
    assert file.read().column("id").to_pylist() == ids
    assert (tmp_path / "c" / "changes.csv").read_text().count("\n") >= len(ids)


def test_a_row_group_has_a_bounded_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long texts make small groups, so that memory does not grow with their length."""
    monkeypatch.setattr(table_files, "_GROUP_TEXT", 100)
    monkeypatch.setattr(table_files, "_ROW_GROUP", 3)
    rows = [("a" * 40, 1), ("b" * 40, None), ("c" * 40, 2), ("d" * 500, 3), *[("e", 4)] * 4]
    groups = [*table_files._row_groups(rows)]
    assert [len(group) for group in groups] == [3, 1, 3, 1]
    assert [row for group in groups for row in group] == rows


def test_a_time_that_is_none(jobs: Path, tmp_path: Path) -> None:
    """A damaged time is damage, and not a bug of the export."""
    copy = tmp_path / "copy"
    exported(jobs, "db", str(copy / "tracker.db"))
    connection = sqlite3.connect(copy / "tracker.db")
    connection.execute("UPDATE changes SET at = 'yesterday'")
    connection.commit()
    connection.close()
    done = export(copy, "export", "parquet", str(tmp_path / "p"))
    assert (done.exit_code, "changes.at: Invalid isoformat string: 'yesterday'" in done.stderr) == (3, True)


@pytest.mark.parametrize(("form", "profile"), [("csv", "tabular-data-package"), ("parquet", "data-package")])
def test_the_description_is_a_data_package(jobs: Path, tmp_path: Path, form: str, profile: str) -> None:
    """Names, types, keys and references are those of the specification, and of tables that are there."""
    exported(jobs, form, str(tmp_path))
    package = json.loads((tmp_path / "datapackage.json").read_text())
    assert package["profile"] == profile
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert len(resources) == len(TABLES) == len({resource["path"] for resource in package["resources"]})
    for name, resource in resources.items():
        assert re.fullmatch(r"[a-z0-9._-]+", name)
        assert resource.get("profile") == ("tabular-data-resource" if form == "csv" else None)
        fields = {field["name"] for field in resource["schema"]["fields"]}
        assert {field["type"] for field in resource["schema"]["fields"]} <= set(get_args(ColumnType))
        formats = {field.get("format") for field in resource["schema"]["fields"]} - {None}
        assert formats <= ({"%Y-%m-%dT%H:%M:%S.%fZ"} if form == "csv" else set())
        assert set(resource["schema"]["primaryKey"]) <= fields
        for key in resource["schema"]["foreignKeys"]:
            other = resources[key["reference"]["resource"]]
            assert key["fields"] in fields
            assert key["reference"]["fields"] in {field["name"] for field in other["schema"]["fields"]}


def test_an_interrupted_export_is_quiet(jobs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that were not read when the database was closed raise nothing afterwards."""
    raised: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", raised.append)
    connection = connect(jobs / "tracker.db")
    rows = TABLES[1].rows(connection)
    assert next(rows)
    connection.close()
    del rows
    gc.collect()
    assert raised == []


def test_every_line_of_jsonl_has_a_posting_with_its_history(jobs: Path, tmp_path: Path) -> None:
    """The lines together have every posting, version and change of the tables."""
    assert "18 postings" in exported(jobs, "jsonl", str(tmp_path / "new" / "postings.jsonl"))
    lines = [json.loads(line) for line in (tmp_path / "new" / "postings.jsonl").read_text().splitlines()]
    by_name = {table.name: table for table in TABLES}

    def plain(value: object) -> object:
        return int(value) if isinstance(value, bool) else value

    assert {type(line["watched"]) for line in lines} == {bool}
    assert {type(change["baseline"]) for line in lines for change in line["changes"]} == {bool}
    assert [line["id"] for line in lines] == [row[0] for row in rows_of(jobs, by_name["postings"])]
    for name in ("versions", "changes"):
        table = by_name[name]
        nested = [
            tuple(
                plain({"posting_id": line["id"], "source": line["source"], **item}[column]) for column in table.columns
            )
            for line in lines
            for item in line[name]
        ]
        assert sorted(map(repr, nested)) == sorted(map(repr, rows_of(jobs, table)))
        assert len(nested) >= len(lines) > 10
    assert all(line["version"] == len(line["versions"]) == line["versions"][-1]["number"] for line in lines)
    (planner,) = [line for line in lines if line["id"] == "harbour.101"]
    assert planner["employer"] == "Oslo Harbour"
    assert [change["kind"] for change in planner["changes"]] == ["opened", "edited"]


@pytest.mark.parametrize("form", ["csv", "jsonl", "markdown", "parquet", "wacz"])
def test_one_source(jobs: Path, tmp_path: Path, form: str) -> None:
    """With --source, nothing of another source is there, and an unknown one is refused with a suggestion."""
    target = tmp_path / "out"
    exported(jobs, form, str(target), "--source", "harbour")
    files = [path for path in target.rglob("*") if path.is_file()] if target.is_dir() else [target]
    if form == "wacz":
        with zipfile.ZipFile(target) as packed:
            assert [name for name in packed.namelist() if name.startswith("archive/")] == [
                "archive/harbour-2026-03.warc.gz"
            ]
    elif form == "csv":
        for table in TABLES:
            with (target / f"{table.name}.csv").open(newline="") as file:
                assert len([*csv.reader(file)]) - 1 == len(rows_of(jobs, table, "harbour"))
        assert 0 < len(rows_of(jobs, TABLES[3], "harbour")) < len(rows_of(jobs, TABLES[3]))
    if form != "wacz":
        assert not [path for path in files if re.search(rb"\bc[01]\.\d", path.read_bytes())]
    done = export(jobs, "export", form, str(tmp_path / "no"), "--source", "harbuor")
    assert done.exit_code == 2
    assert "harbour" in done.stderr
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize("form", ["jsonl", "wacz", "db"])
def test_a_file_that_exists_is_not_replaced(jobs: Path, tmp_path: Path, form: str) -> None:
    """A file of the user stays as it is."""
    (tmp_path / "mine").write_text("mine")
    done = export(jobs, "export", form, str(tmp_path / "mine"))
    assert (done.exit_code, "already exists, and nothing was written" in done.stderr) == (2, True)
    assert (tmp_path / "mine").read_text() == "mine"


@pytest.mark.parametrize("form", ["jsonl", "wacz", "db"])
@pytest.mark.parametrize("name", ["mine/x", "y" * 250])
def test_a_file_that_can_not_be_written(jobs: Path, tmp_path: Path, form: str, name: str) -> None:
    """An error about the temporary file is one about the output: exit code 2, and not that of a damaged project."""
    (tmp_path / "mine").write_text("mine")
    done = export(jobs, "export", form, str(tmp_path / name))
    assert (done.exit_code, f"can't write {tmp_path / name}: " in done.stderr) == (2, True), done.stderr
    assert ".partial" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_the_file_in_the_way_is_named(jobs: Path, tmp_path: Path) -> None:
    """Among hundreds of files, the message says which one could not be written."""
    (tmp_path / "pages" / "harbour" / "102.md").mkdir(parents=True)
    done = export(jobs, "export", "markdown", str(tmp_path / "pages"))
    assert (done.exit_code, f"can't write {tmp_path / 'pages' / 'harbour' / '102.md'}: it is a dir" in done.stderr) == (
        2,
        True,
    )


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl", "markdown", "warc", "wacz", "db"])
def test_nothing_is_written_into_the_archive(jobs: Path, form: str) -> None:
    """The archive has what was read from sites, and nothing else."""
    before = sorted((jobs / "snapshots").rglob("*"))
    done = export(jobs, "export", form, str(jobs / "snapshots" / "out"))
    assert (done.exit_code, "is in the archive (snapshots/); choose another directory" in done.stderr) == (2, True)
    assert sorted((jobs / "snapshots").rglob("*")) == before


@pytest.mark.parametrize("form", ["csv", "parquet", "markdown", "warc"])
def test_two_exports_are_not_mixed(jobs: Path, tmp_path: Path, form: str) -> None:
    """While an export writes to a directory, another one is refused, and writes nothing."""
    with atomic_files.held(tmp_path):
        done = export(jobs, "export", form, str(tmp_path))
    assert (done.exit_code, f"{tmp_path} is being written by another process" in done.stderr) == (2, True)
    assert not list(tmp_path.iterdir())
    exported(jobs, form, str(tmp_path))


def test_a_file_written_meanwhile_is_not_replaced(jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a file that another export wrote after the first look is not overwritten."""
    monkeypatch.setattr(cli_export, "_make_directory", lambda _folder: (tmp_path / "x.db").write_text("mine"))
    done = export(jobs, "export", "db", str(tmp_path / "x.db"))
    assert (done.exit_code, "already exists" in done.stderr) == (2, True)
    assert (tmp_path / "x.db").read_text() == "mine"


def test_a_removed_passage_is_in_no_export(jobs: Path, tmp_path: Path) -> None:
    """What `tracker redact` removed is not exported; with `--archive`, not in archived replies either."""
    copy = tmp_path / "copy"
    shutil.copytree(jobs, copy)
    passage = "You cook for two hundred people every day."

    def found(*forms: str) -> set[str]:
        for form in forms:
            exported(copy, form, str(tmp_path / "out" / form))
        texts = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
        for path in (tmp_path / "out").rglob("*.parquet"):
            texts[path] = str(parquet.read_table(path).to_pylist()).encode()
        for path in (tmp_path / "out").glob("wacz"):
            with zipfile.ZipFile(path) as packed:
                texts[path] = b"".join(
                    gzip.decompress(packed.read(name)) for name in packed.namelist() if name.endswith(".gz")
                )
        shutil.rmtree(tmp_path / "out")
        return {path.relative_to(tmp_path / "out").parts[0] for path, data in texts.items() if passage.encode() in data}

    forms = ("csv", "parquet", "jsonl", "markdown")
    assert found(*forms, "wacz") == {*forms, "wacz"}
    assert export(copy, "redact", "harbour.103", "--text", passage, "--reason", "a name", "--archive").exit_code == 0
    assert found(*forms, "wacz") == set()


# --- Markdown ---


def test_markdown_has_the_text_and_the_history(jobs: Path, tmp_path: Path) -> None:
    """A page has the fields, the text and each change with its difference and its evidence."""
    exported(jobs, "markdown", str(tmp_path / "pages"))
    page = (tmp_path / "pages" / "harbour" / "101.md").read_text()
    plain = from_html(MarkdownIt().render(page))
    assert "# Hall Planner" in plain
    assert "Status: open; first seen 2026-03-02T08:00:00.000Z\n" in page
    assert re.search(
        r"Status: closed 2026-03-16\S+; first seen 2026-03-02\S+, last seen 2026-03-09T08:00:00.000Z\n",
        (tmp_path / "pages" / "harbour" / "103.md").read_text(),
    )
    assert "- You plan the halls" not in plain
    assert "You plan the halls of the first data center on the water." in plain.split("\n")
    assert "~~our new harbour~~**the first data center on the water**" in page
    assert "2026-03-09T08:00:00.000Z, edited, major (pay raised by 9%): " in page
    assert re.search(r"Evidence: `snapshots/harbour/2026-03.warc.zst` at byte \d+, SHA-256 `[0-9a-f]{64}`", page)
    index = (tmp_path / "pages" / "harbour" / "README.md").read_text()
    assert "| [Cook](103.md) | Oslo | closed | 2026-03-02 | 2026-03-16 |" in index
    assert "| [Oslo Harbour](harbour/README.md) | 3 | 4 |" in (tmp_path / "pages" / "README.md").read_text()
    links = re.findall(r"\]\((\S+\.md)\)", index)
    assert len(links) == 4
    assert all((tmp_path / "pages" / "harbour" / link).is_file() for link in links)


def test_exporting_markdown_again_updates_it(jobs: Path, tmp_path: Path) -> None:
    """Unchanged pages are not written again, pages without a posting go, and files of others stay."""
    pages = tmp_path / "pages"
    exported(jobs, "markdown", str(pages))
    page = pages / "harbour" / "101.md"
    before = page.stat().st_mtime_ns
    (pages / "harbour" / "999.md").write_text((pages / "harbour" / "102.md").read_text())
    (pages / "harbour" / "notes.md").write_text("# My notes\n")
    (pages / "harbour" / "102.md").write_text(page.read_text())
    (pages / "harbour" / "104.md").write_text("")  # as after a power failure
    (pages / "gone").mkdir()
    (pages / "gone" / "1.md").write_text(page.read_text())
    exported(jobs, "markdown", str(pages))
    assert page.stat().st_mtime_ns == before
    assert not (pages / "harbour" / "999.md").exists()
    assert not (pages / "gone").exists()
    assert "# Harbour Pilot" in (pages / "harbour" / "104.md").read_text()
    assert (pages / "harbour" / "notes.md").read_text() == "# My notes\n"
    assert "# Welder" in (pages / "harbour" / "102.md").read_text()
    exported(jobs, "markdown", str(pages), "--source", "harbour")
    assert (pages / "c0" / "README.md").exists()


def test_a_check_that_found_nothing_new_changes_no_page(tmp_path: Path, serve: Callable[[World], Server]) -> None:
    """Only the lists say when they were last read, so a git repository of the pages has no empty changes."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "tracker.toml").write_text(greenhouse_toml(serve(World(1, 5)).base, 1))

    def pages() -> dict[str, bytes]:
        run.run(project.load(root), [])
        exported(root, "markdown", str(tmp_path / "pages"))
        return {str(path.relative_to(tmp_path)): path.read_bytes() for path in (tmp_path / "pages").rglob("*.md")}

    before, after = pages(), pages()
    changed = {name for name in before if before[name] != after[name]}
    assert (changed, len(before)) == ({"pages/README.md", "pages/c0/README.md"}, 7)
    exported(root, "markdown", str(tmp_path / "again"))
    assert (tmp_path / "again" / "README.md").read_bytes() == after["pages/README.md"]


@pytest.mark.parametrize("name", ["README.md", "harbour/README.md", "harbour/102.md"])
def test_a_page_of_somebody_else_is_not_replaced(jobs: Path, tmp_path: Path, name: str) -> None:
    """A README.md of the user stays, and the message names it."""
    mine = tmp_path / "notes" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("# Mine\n")
    done = export(jobs, "export", "markdown", str(tmp_path / "notes"))
    assert (done.exit_code, f"{mine} was not written by `tracker export markdown`" in done.stderr) == (2, True)
    assert mine.read_text() == "# Mine\n"
    assert name != "README.md" or [path.name for path in (tmp_path / "notes").rglob("*")] == ["README.md"]


def test_markdown_says_which_source_is_no_longer_monitored(jobs: Path, tmp_path: Path) -> None:
    """The list says so, and counts as open what is open, whatever a place is called."""
    copy = tmp_path / "copy"
    exported(jobs, "db", str(copy / "tracker.db"))
    connection = sqlite3.connect(copy / "tracker.db")
    connection.execute("UPDATE wordings SET location = 'open' WHERE posting_id = 'harbour.103'")
    connection.execute("UPDATE sources SET watched = 0 WHERE id = 'harbour'")
    connection.commit()
    connection.close()
    exported(copy, "markdown", str(tmp_path / "pages"))
    assert "| [Oslo Harbour](harbour/README.md) | 3 | 4 |" in (tmp_path / "pages" / "README.md").read_text()
    assert "no longer monitored" in (tmp_path / "pages" / "harbour" / "README.md").read_text()
    assert "no longer monitored" not in (tmp_path / "pages" / "c0" / "README.md").read_text()
    assert ", last seen 2026-03-23" in (tmp_path / "pages" / "harbour" / "101.md").read_text()


def test_names_that_differ_by_case_have_files_of_their_own(jobs: Path, tmp_path: Path) -> None:
    """On a disk that ignores case, no page replaces another one or the list."""
    copy = tmp_path / "copy"
    exported(jobs, "db", str(copy / "tracker.db"))
    connection = sqlite3.connect(copy / "tracker.db")
    for old, new in (("102", "README"), ("103", "ab"), ("104", "AB")):
        connection.execute("UPDATE posting_state SET id = ? WHERE id = ?", (f"harbour.{new}", f"harbour.{old}"))
        connection.execute(
            "UPDATE wordings SET posting_id = ? WHERE posting_id = ?", (f"harbour.{new}", f"harbour.{old}")
        )
    connection.commit()
    connection.close()
    exported(copy, "markdown", str(tmp_path / "pages"), "--source", "harbour")
    names = [path.name for path in (tmp_path / "pages" / "harbour").iterdir()]
    # On a disk that ignores case, a page that is written again keeps the name that the file had.
    (tmp_path / "pages" / "harbour" / "AB.md").rename(tmp_path / "pages" / "harbour" / "Ab.md")
    (tmp_path / "pages" / "harbour" / "aB.md").write_bytes((tmp_path / "pages" / "harbour" / "Ab.md").read_bytes())
    (tmp_path / "pages" / "harbour" / "AB.md").hardlink_to(tmp_path / "pages" / "harbour" / "Ab.md")
    exported(copy, "markdown", str(tmp_path / "pages"), "--source", "harbour")
    there = {path.name for path in (tmp_path / "pages" / "harbour").iterdir()}
    assert there - set(names) == {"Ab.md"}
    folder = posting_pages._Folder(Path())
    (recorded,) = read_postings(connect(copy / "tracker.db"), posting="harbour.AB")
    taken = [folder.name_of(recorded) for _ in range(4)]
    assert (len(set(taken)), taken[0]) == (4, "AB.md")
    assert len({name.casefold() for name in names}) == len(names) == 5
    assert {"README.md", "101.md", "AB.md"} <= set(names)


NASTY = st.text(st.sampled_from("ab 1.)*_`#<>[](){}\\|~&;-+=!\"':$/\n\u00fc%^@"), max_size=40)
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@given(NASTY)
def test_a_text_from_the_web_is_no_markdown(text: str) -> None:
    """Whatever a text has, a reader of Markdown sees that text, without markup or links."""
    written = markdown.line(text)
    expected = " ".join(text.split())
    for before in ("x ", "", "# "):
        shown = BeautifulSoup(READER.render(before + written), "lxml")
        assert {element.name for element in shown.find_all(True)} <= {"html", "body", "h1" if before == "# " else "p"}
        assert shown.get_text().strip() == (before.strip("# ") + " " + expected).strip()
    assert not re.search(r"\{[{%]|<|(?<!\\)[\[*]", written)


@given(NASTY, NASTY, NASTY)
def test_differences_are_no_markdown_of_the_site(before: str, after: str, around: str) -> None:
    """A difference has marks of removed and added words, and nothing that a site put in: no link, image, code or HTML."""
    title = {"title": (before, after), "location": (None, around)}
    old, new = ([*filter(None, map(str.strip, side.split("\n")))] for side in (around + before, around + after))
    written = f"{render.fields_as_markdown(title)}\n\n{render.as_markdown(compare(old, new))}"
    shown = BeautifulSoup(READER.render(written), "lxml")
    kinds = {"h1", "ul", "li"} if any(block.startswith(("# ", "- ")) for block in (*old, *new)) else set()
    assert {element.name for element in shown.find_all(True)} <= {"html", "body", "p", "s", "strong"} | kinds


def test_a_difference_as_markdown_has_the_fields_too(jobs: Path) -> None:
    """`tracker diff --format markdown` marks what changed in a field as it does in the text."""
    shown = export(jobs, "diff", "harbour.101", "1", "2", "--format", "markdown").stdout
    assert re.search(r"^Pay: ~~.*650,000.*~~ → \*\*.*720,000.*\*\*$", shown, re.MULTILINE)
    assert "~~our new harbour~~**the first data center on the water**" in shown
    same = export(jobs, "diff", "harbour.101", "1", "1", "--format", "markdown").stdout
    assert "The two versions are the same." in same


def test_differences_keep_the_kind_of_a_block() -> None:
    """An added item of a list is one; its markup and its links are text."""
    found = compare(["# The work"], ["# The new work", "- [Click](javascript:x) `now` & <b>here</b>", "1. one"])
    assert render.as_markdown(found) == (
        "# The **new** work\n\n- **\\[Click\\](javascript:x) \\`now\\` & &lt;b&gt;here&lt;/b&gt;**\n\n**1. one**"
    )


def test_only_web_addresses_are_links() -> None:
    """An address of another kind stays text, and no address ends its link early."""
    assert posting_pages._link("https://example.org/a b>c") == "<https://example.org/a%20b%3Ec>"
    assert (
        posting_pages._link("https://example.org/{{x}}|\n\u202e")
        == "<https://example.org/%7B%7Bx%7D%7D%7C%0A%E2%80%AE>"
    )
    assert posting_pages._link("https://\u00fc.example/\u00e9") == "<https://\u00fc.example/\u00e9>"
    assert posting_pages._link("javascript:alert(1)") == "javascript:alert(1)"
    assert posting_pages._link(None) == ""


# --- WACZ ---


def test_wacz_is_the_archive(jobs: Path, tmp_path: Path) -> None:
    """Each hash is right, each line of the index leads to its record, and the file is imported as what it was."""
    target = tmp_path / "archive.wacz"
    exported(jobs, "wacz", str(target))
    with zipfile.ZipFile(target) as packed:
        assert packed.testzip() is None
        files = {name: packed.read(name) for name in packed.namelist()}
        stored = {member.filename for member in packed.infolist() if member.compress_type == zipfile.ZIP_STORED}
    package = json.loads(files["datapackage.json"])
    assert (package["profile"], package["wacz_version"]) == ("data-package", "1.1.1")
    assert {resource["path"] for resource in package["resources"]} == files.keys() - {
        "datapackage.json",
        "datapackage-digest.json",
    }
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    digest = json.loads(files["datapackage-digest.json"])
    assert digest == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}",
    }
    archives = {name for name in files if name.startswith("archive/")}
    assert archives <= stored
    replies = sum(
        record.headers["WARC-Type"] in {"response", "revisit", "conversion"}
        for name in archives
        for record in ArchiveIterator(io.BytesIO(files[name]))
    )
    lines = files["indexes/index.cdx"].decode().splitlines()
    assert len(lines) == replies > 10
    assert lines == sorted(lines)
    kinds = set()
    for line in lines:
        key, stamp, entry = line.split(" ", 2)
        found = json.loads(entry)
        data = files[f"archive/{found['filename']}"][int(found["offset"]) : int(found["offset"]) + int(found["length"])]
        (record,) = ArchiveIterator(io.BytesIO(gzip.decompress(data)))
        assert record.headers["WARC-Target-URI"] == found["url"]
        assert re.sub(r"\D", "", record.headers["WARC-Date"])[:14] == stamp
        assert record.headers["WARC-Payload-Digest"] == found["digest"]
        assert (found["mime"] == "warc/revisit") == (record.headers["WARC-Type"] == "revisit")
        assert key == wacz.url_key(found["url"])
        kinds.add(found["mime"])
    assert kinds == {"application/json", "warc/revisit", "text/html"}
    head, *pages = map(json.loads, files["pages/pages.jsonl"].decode().splitlines())
    assert head["format"] == "json-pages-1.0"
    assert len(pages) > 3
    assert all(page["url"].startswith("http") and datetime.fromisoformat(page["ts"]) for page in pages)
    other = tmp_path / "other"
    other.mkdir()
    (other / "tracker.toml").write_text((jobs / "tracker.toml").read_text())
    assert export(other, "import", "warc", str(target)).exit_code == 0
    tables = ("checks", "postings", "versions", "changes")
    assert {name: dump(other)[name] for name in tables} == {name: dump(jobs)[name] for name in tables}


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_an_archive_that_is_not_complete(jobs: Path, tmp_path: Path, form: str) -> None:
    """A file that is missing, or shorter than it was, is an error; other sources are exported."""
    copy = tmp_path / "copy"
    shutil.copytree(jobs, copy)
    file = next((copy / "snapshots" / "harbour").iterdir())
    data = file.read_bytes()
    for change, words in (
        (file.unlink, "is missing; restore it"),
        (lambda: file.write_bytes(data[:-1]), "bytes; restore it"),
    ):
        change()
        for only in ((), ("--source", "harbour")):
            done = export(copy, "export", form, str(tmp_path / "out"), *only)
            assert (done.exit_code, f"{file} " in done.stderr, words in done.stderr) == (3, True, True), done.stderr
            assert not (tmp_path / "out").exists()
    exported(copy, form, str(tmp_path / "out"), "--source", "c0")
    shutil.rmtree(copy / "snapshots")
    assert export(copy, "export", form, str(tmp_path / "none")).exit_code == 3


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_an_archive_without_its_database(jobs: Path, tmp_path: Path, form: str) -> None:
    """The archive can be exported if the database is lost or damaged."""
    copy = tmp_path / "copy"
    shutil.copytree(jobs, copy, ignore=shutil.ignore_patterns("tracker.db*"))
    assert "harbour-2026-03.warc.gz" in exported(copy, form, str(tmp_path / "without"), "--source", "harbour")
    (copy / "tracker.db").write_text("no database")
    assert "harbour-2026-03.warc.gz" in exported(copy, form, str(tmp_path / "damaged"), "--source", "harbour")


def test_a_renamed_source_is_exported_with_its_former_archive(jobs: Path, tmp_path: Path) -> None:
    """`--source` has what was archived under all names, and a former name is answered with the present one."""
    copy = tmp_path / "copy"
    shutil.copytree(jobs, copy)
    config = (copy / "tracker.toml").read_text()
    (copy / "tracker.toml").write_text(config.replace("[sources.harbour]", '[sources.port]\nformerly = "harbour"'))
    run.run(project.load(copy), ["port"])
    told = exported(copy, "wacz", str(tmp_path / "x.wacz"), "--source", "port")
    assert re.findall(r"^(harbour|port|c0)-", told, re.MULTILINE) == ["harbour", "port"]
    done = export(copy, "export", "warc", str(tmp_path / "x"), "--source", "harbour")
    assert (done.exit_code, "was renamed to 'port'; use that name" in done.stderr) == (2, True)


def test_a_renamed_source_has_one_folder_of_pages(jobs: Path, tmp_path: Path) -> None:
    """Its former name has no postings any more. Its pages are deleted, and it is no source of the list."""
    copy, out = tmp_path / "copy", tmp_path / "pages"
    shutil.copytree(jobs, copy)
    exported(copy, "markdown", str(out))
    config = (copy / "tracker.toml").read_text()
    (copy / "tracker.toml").write_text(config.replace("[sources.harbour]", '[sources.port]\nformerly = "harbour"'))
    run.run(project.load(copy), ["port"])
    exported(copy, "markdown", str(out))
    assert sorted(folder.name for folder in out.iterdir() if folder.is_dir()) == ["c0", "c1", "port"]
    assert "](harbour/" not in (out / "README.md").read_text()


def test_an_empty_archive(tmp_path: Path) -> None:
    """Without any check there is nothing to write, and the command says so."""
    (tmp_path / "tracker.toml").write_text('contact = "desk@example.org"\n')
    for form in ("warc", "wacz"):
        done = export(tmp_path, "export", form, str(tmp_path / f"x.{form}"))
        assert (done.exit_code, done.stderr) == (0, "The archive is empty.\n")
    assert not (tmp_path / "x.wacz").exists()


def replies_of(folder: Path) -> list[tuple[str, str, bytes]]:
    """Return the kind, the address and the body of each reply in exported files."""
    found = []
    for file in sorted(folder.glob("*.warc.gz")):
        for record in ArchiveIterator(io.BytesIO(file.read_bytes())):
            kind = record.headers["WARC-Type"]
            if kind in {"response", "revisit", "conversion", "resource"}:
                found.append((kind, record.headers["WARC-Target-URI"], record.reader.read()))
    return found


def test_odd_replies_in_the_index(tmp_path: Path) -> None:
    """Rendered pages, replies without a type, equal bodies at one time, and addresses that are no ASCII."""

    def page(url: str, body: bytes, kind: str = "text/html; charset=utf-8", *, render: bool = False) -> Page:
        headers = (("Content-Type", kind),) if kind else ()
        sha256 = hashlib.sha256(body).hexdigest()
        return Page(Request(url, render=render), url, 200, headers, body, "2026-03-01T06:00:00.000Z", sha256=sha256)

    pages = (
        page("https://example.org/rendered#/jobs", b"<p>rendered", render=True),
        page("https://example.org/untyped", b"x", ""),
        page("https://example.org/a", b"same"),
        page("https://example.org/b", b"same"),
        page("https://m\u00fcnchen.example/a\u2028b", b"<p>odd"),
    )
    (tmp_path / "tracker.toml").write_text('contact = "desk@example.org"\n')
    at = pages[0].fetched_at
    Archive(tmp_path / "snapshots").append(Capture(Source("a", "https://example.org/"), "r", at, at, pages), {})
    exported(tmp_path, "wacz", str(tmp_path / "x.wacz"))
    with zipfile.ZipFile(tmp_path / "x.wacz") as packed:
        lines = packed.read("indexes/index.cdx").decode("ascii").splitlines()
        data = packed.read("archive/a-2026-03.warc.gz")
        listed = [json.loads(line) for line in packed.read("pages/pages.jsonl").decode("ascii").splitlines()[1:]]
    entries = {entry["url"]: entry for entry in (json.loads(line.split(" ", 2)[2]) for line in lines)}
    assert entries.keys() == {one.url.partition("#")[0] for one in pages} == {one["url"] for one in listed}
    assert len({one["id"] for one in listed}) == len(pages)
    shown = entries["https://example.org/rendered"]
    assert shown["mime"] == "text/html"
    place = int(shown["offset"])
    plain = gzip.decompress(data[place : place + int(shown["length"])])
    assert plain.startswith(b"WARC/1.1\r\nWARC-Type: resource\r\n")  # ReplayWeb.page shows no conversion
    assert plain.endswith(b"\r\n\r\n<p>rendered\r\n\r\n")
    kinds = [record.headers["WARC-Type"] for record in ArchiveIterator(io.BytesIO(data))]
    assert (kinds.count("conversion"), kinds[-1], kinds.count("resource")) == (1, "resource", 1)
    other = tmp_path / "other"
    other.mkdir()
    (other / "tracker.toml").write_text('contact = "desk@example.org"\n')
    assert export(other, "import", "warc", str(tmp_path / "x.wacz")).exit_code == 0
    exported(tmp_path, "warc", str(tmp_path / "w"))
    exported(other, "warc", str(other / "w"))
    assert replies_of(other / "w") == replies_of(tmp_path / "w")
    assert entries["https://example.org/untyped"]["mime"] == "application/octet-stream"


def test_the_same_archive_makes_the_same_wacz(jobs: Path, tmp_path: Path) -> None:
    """Only the time in the description differs."""
    contents = []
    for name in ("a.wacz", "b.wacz"):
        exported(jobs, "wacz", str(tmp_path / name))
        with zipfile.ZipFile(tmp_path / name) as packed:
            contents.append({one: packed.read(one) for one in packed.namelist() if not one.startswith("datapackage")})
    assert contents[0] == contents[1]
    assert len(contents[0]) == 5


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.jobs.example.org/List?b=2&a=1", "org,example,jobs)/list?a=1&b=2"),
        ("http://example.org", "org,example)/"),
        ("https://example.org:443/a", "org,example)/a"),
        ("http://example.org:8080/a", "org,example:8080)/a"),
        ("http://www2.example.org/", "org,example)/"),
        ("http://127.0.0.1:900/x", "1,0,0,127:900)/x"),
        ("http://[::1]:80/x", "::1)/x"),
        ("https://EXAMPLE.org./a/", "org,example)/a"),
        ("https://m\u00fcnchen.example/stra\u00dfe?q=\u00dc b", "example,xn--mnchen-3ya)/stra%c3%9fe?q=%c3%bc%20b"),
        ("https://example.org/a\u2028b", "org,example)/a%e2%80%a8b"),
        ("https://-\u00fc..example/", "https://-\u00fc..example/"),
        ("urn:tracker:closing", "urn:tracker:closing"),
        ("http://[bad/", "http://[bad/"),
    ],
)
def test_keys_of_the_index(url: str, key: str) -> None:
    """The key of an address is its SURT, as other indexers write it."""
    assert wacz.url_key(url) == key


def test_exports_beside_a_run(jobs: Path, tmp_path: Path, serve: Callable[[World], Server]) -> None:
    """All files of an export show the same state, though a run writes at the same time."""
    world = World(1, 20)
    server = serve(world)
    root = tmp_path / "beside"
    root.mkdir()
    (root / "tracker.toml").write_text(greenhouse_toml(server.base, 1))
    run.run(project.load(root), [])
    connection = connect(root / "tracker.db")
    written = table_files.export(connection, tmp_path, "csv", table_files.write_csv, "", "2026-03-01T00:00:00.000Z")
    counts = [next(written) for _ in range(3)]
    world.step()
    world.step()
    run.run(project.load(root), [])
    counts += list(written)
    connection.close()
    assert dict(counts)["postings.csv"] == 20 == dict(counts)["changes.csv"]
    assert len(dump(root)["changes"]) > 20
    _ = jobs
