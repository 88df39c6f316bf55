"""The types of rows: each has the columns of its query in their order, which is that of the keys of the JSON."""

from __future__ import annotations

import ast
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from tests.conftest import sites
from tests.harbour import TIMES, Harbour, watched
from tracker.insight.finding import FindingKind
from tracker.site import coverage, employers, source
from tracker.store import (
    asof,
    changes_between,
    corrections,
    findings,
    model_answers,
    read,
    row_types,
    search_results,
    timeline,
)
from tracker.store.findings import FindingQuery
from tracker.store.schema import connect
from tracker.store.search_results import SearchQuery
from tracker.store.timeline import ChangeQuery

TRACKER = Path(read.__file__).parents[1]
NAMES = {**vars(row_types), "FindingKind": FindingKind}  # what is imported for the type checker only


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of four checks, with a finding, a summary of it, a tie, a gap, a note and a removal."""
    with sites() as site:
        root = watched(tmp_path_factory.mktemp("rows") / "jobs", Harbour(site))
    with closing(connect(root / "tracker.db", write=True)) as connection:
        change = connection.execute("SELECT id FROM changes WHERE kind = 'closed'").fetchone()[0]
        connection.execute(
            "INSERT INTO findings VALUES ('f', ?, ?, 'drop', 'harbour', 0.9, 'A drop', 'why', '', '{}')",
            (TIMES[2], TIMES[3]),
        )
        connection.execute("INSERT INTO finding_postings VALUES ('f', 'harbour.103', ?)", (change,))
        connection.execute(
            "INSERT INTO answers (id, source, question, model, answer, answered_at) VALUES ('a', 'harbour', '', 'm', 'text', ?)",
            (TIMES[3],),
        )
        connection.execute("INSERT INTO answer_findings (answer_id, finding_id) VALUES ('a', 'f')")
        connection.execute(
            "INSERT INTO ties (id, kind, posting_id, other_id, reasons, score, at, check_id) "
            "SELECT 't', 'repost', 'harbour.104', 'harbour.103', 'the same text', 0.8, ?, check_id FROM changes WHERE id = ?",
            (TIMES[3], change),
        )
        connection.execute(
            "INSERT INTO annotations VALUES ('n', 'harbour.103', NULL, ?, 'a note', 'desk')", (TIMES[3],)
        )
        connection.execute(
            "INSERT INTO redactions (id, posting_id, at, reason, author, archived) VALUES ('r', 'harbour.103', ?, 'why', 'desk', 0)",
            (TIMES[3],),
        )
        connection.execute("UPDATE source_state SET usual = 1")
        connection.execute("UPDATE source_state SET settings = json_set(settings, '$.every', 60)")
        connection.commit()
    return root


def used() -> set[str]:
    """Return the names of the row types that the package passes to `rows`."""
    calls = (
        node
        for path in TRACKER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and len(node.args) > 1
    )
    return {
        call.args[1].id
        for call in calls
        if isinstance(call.args[1], ast.Name)
        and ast.unparse(call.func) in {"rows", "read.rows"}
        and ast.unparse(call.args[0]) == "connection"
    }


def test_every_row_is_as_its_type_says(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Column by column, in order, and of the stated types; no row type is left out."""
    seen: dict[str, int] = {}
    plain = read.rows

    def checked(
        connection: sqlite3.Connection, row_type: Any, query: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> list[Any]:
        found = plain(connection, row_type, query, values)
        if row_type == dict[str, Any]:
            return found
        hints = get_type_hints(row_type, vars(sys.modules[row_type.__module__]), NAMES)
        for row in found:
            assert list(row) == list(row_type.__annotations__), row_type
            wrong = {name: row[name] for name in row if not fits(row[name], hints[name])}
            assert not wrong, row_type
        seen[row_type.__name__] = seen.get(row_type.__name__, 0) + len(found)
        return found

    for module in list(sys.modules.values()):
        if module.__name__.startswith("tracker.") and vars(module).get("rows") is plain:
            monkeypatch.setattr(module, "rows", checked)
    with closing(connect(history / "tracker.db", write=True)) as connection:
        read_everything(connection)
    assert seen.keys() == used()
    assert min(seen.values()) > 0, seen
    assert len(seen) >= 20


def read_everything(connection: sqlite3.Connection) -> None:
    """Read rows of all types."""
    (snapshot,) = {version.snapshot_id for version in read.versions(connection, "harbour.103")}
    evidence = read.snapshot(connection, snapshot)
    assert evidence is not None
    read.check(connection, evidence["check_id"])
    read.version_heads(connection, "harbour.101", 2, 9)
    read.posting(connection, "harbour.101")
    read.posting(connection, "101")
    read.changes(connection, baseline=True)
    read.opening(connection, "harbour.101")
    read.ties(connection)
    read.ties(connection, audit=True)
    read.health(connection)
    asof.source_at(connection, "harbour", TIMES[2], closed=True)
    asof.gaps(connection, ["harbour"])
    corrections.notes_on(connection, "harbour.103")
    corrections.removals_from(connection, "harbour.103")
    assert model_answers.summary(connection, "f") == {
        "text": "text",
        "written_by": model_answers.WRITTEN_BY,
        "model": "m",
        "written_at": TIMES[3],
    }
    (finding,) = findings.news(connection, FindingQuery(kind="drop"), 9)
    assert finding == findings.finding(connection, "f")
    assert list(finding) == list(row_types.FindingRow.__annotations__)
    page = timeline.read_page(connection, ChangeQuery(), 9)
    assert list(page.rows[0]) == list(row_types.TimelineRow.__annotations__)
    both = changes_between.of(connection, "harbour", TIMES[0], TIMES[3])
    assert list(both.opened[0]) == list(row_types.ComparedPosting.__annotations__)
    assert list(both.edited[0]) == list(row_types.EditedPosting.__annotations__)
    search_results.find(connection, SearchQuery(q="harbour"), lambda _title: True)
    assert list(employers.sources(connection)[0]) == list(employers.Employer.__annotations__)
    source._source(connection, source="harbour", rows=source.RoleQuery())
    connection.execute("BEGIN")
    connection.execute("UPDATE source_state SET outcome = 'partial'")
    coverage.incomplete(connection)
    connection.execute("ROLLBACK")


def fits(value: object, hint: Any) -> bool:
    """Return whether a value of a row is of a type."""
    if hint is None or hint is NoneType:
        return value is None
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if get_origin(hint) is not None or isinstance(hint, UnionType):
        return any(fits(value, one) for one in get_args(hint))
    return isinstance(value, (int, float) if hint is float else hint)
