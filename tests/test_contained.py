"""A bad source affects only its own check: other sources, alerts and later runs continue."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import Answer, check, dump, reader
from tests.serving import get, served
from tracker import check as checking
from tracker.archive import records
from tracker.archive.reading import ArchiveReader, Committed
from tracker.check import folding
from tracker.cli import main
from tracker.model.history import Known
from tracker.operations import project
from tracker.operations.run import Report
from tracker.store.write import Writer

Site = Callable[[Answer], tuple[str, list[str]]]
JSON, PAGE = {"Content-Type": "application/json"}, {"Content-Type": "text/html"}


def jobs(*numbers: int, **more: object) -> bytes:
    """Write a Greenhouse board with these postings."""
    rows = [
        {"id": n, "title": f"Lamp keeper {n}", "absolute_url": f"https://x.test/{n}", "content": f"You keep lamp {n}."}
        for n in numbers
    ]
    return json.dumps({"jobs": rows, "meta": {"total": len(rows)}, **more}).encode()


def outcomes(report: Report) -> dict[str, str]:
    return {result.source: result.verdict.outcome for result in report.results}


def reason(report: Report, source: str) -> str:
    return next(result.verdict.reason for result in report.results if result.source == source)


class Pair:
    """A project with a sound source, and a bad one whose replies a test chooses."""

    def __init__(self, root: Path, site: Site, more: str = "") -> None:
        self.root = root
        self.bad: tuple[int, dict[str, str], bytes] = (200, JSON, jobs(1, 2, 3))
        self.good = [1, 2]

        def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
            if path == "/good/jobs?pay_transparency=true&content=true":
                return 200, JSON, jobs(*self.good)
            return (
                self.bad
                if path == "/bad/jobs?pay_transparency=true&content=true"
                else (404, PAGE, b"<h1>Not here</h1>")
            )

        base, self.asked = site(answer)
        (root / "tracker.toml").write_text(
            '[defaults]\nboard = "greenhouse"\nallow_private = true\ndelay = "0s"\n'
            f'[sources.bad]\nurl = "{base}/bad"\nendpoint = "{base}/bad"\n{more}'
            f'[sources.good]\nurl = "{base}/good"\nendpoint = "{base}/good"\n'
            f'[alerts.a]\nwebhook = "{base}/hook"\nsecret = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="\n',
            encoding="utf-8",
        )


@pytest.fixture
def pair(tmp_path: Path, site: Site) -> Pair:
    return Pair(tmp_path, site)


DEEP = b'{"jobs":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "body",
    [
        jobs(1, meta={"total": 2**64}),
        jobs(1, meta=[1]),
        jobs(1, company_name="\ud83d"),
        jobs(1).replace(b"Lamp keeper 1", b"Lamp \\ud800 keeper"),
        jobs(1).replace(b'"id": 1', b'"id": "a\\udc00"'),
        jobs(1).replace(b"https://x.test/1", b"http://[x.test/1"),
        jobs(1).replace(b'"id": 1', b'"id": 1, "requisition_id": "\\ud800", "language": ["x"], "departments": 7'),
        DEEP,
        b'{"jobs": [null, 1, "x", [], {}]}',
        b"\xff\xfe\x00",
        b"",
    ],
    ids=range(11),
)
def test_an_odd_reply_stops_nothing(pair: Pair, body: bytes) -> None:
    """The other source is checked and alerted in the same run, and the bad one once it works again."""
    check(pair.root)
    pair.bad, pair.good = (200, JSON, body), [1, 2, 3]
    report = check(pair.root)
    assert outcomes(report)["good"] == "complete"
    told = reader(pair.root).execute("SELECT source, kind FROM changes WHERE baseline = 0 AND source = 'good'")
    assert told.fetchall() == [("good", "opened")]
    assert reader(pair.root).execute("SELECT count(*) FROM deliveries").fetchone() == (1,)
    pair.bad = (200, JSON, jobs(1, 2, 3))
    again = check(pair.root)
    assert outcomes(again) == {"bad": "complete", "good": "complete"}
    open_now = reader(pair.root).execute("SELECT external_id FROM postings WHERE source = 'bad' AND status = 'open'")
    assert {"1", "2", "3"} <= {row[0] for row in open_now}
    before = dump(pair.root)
    assert CliRunner().invoke(main, ["-C", str(pair.root), "rebuild"]).exit_code == 0
    assert dump(pair.root)["checks"] == before["checks"]
    assert dump(pair.root) == before


@pytest.mark.parametrize("charset", ["idna", "punycode", "undefined", "unicode_escape", "utf-7", "x" * 900, "\x00"])
def test_a_charset_that_is_none_is_read_as_utf_8(pair: Pair, charset: str) -> None:
    """Python has codecs that no browser has; none of them decodes a reply."""
    safe = charset.replace("\x00", "%00")
    pair.bad = (200, {"Content-Type": f"text/html; charset={safe}"}, jobs(1, 2))
    assert outcomes(check(pair.root)) == {"bad": "complete", "good": "complete"}


def test_a_check_that_cant_be_folded_is_recorded_and_read_again(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is archived, reported, blocks neither a run nor a rebuild, and a newer extractor reads it again."""
    check(pair.root)
    pair.bad = (200, JSON, jobs(1, 2, 3, 4))
    sound = folding.reconcile

    def failing(history: object, listing: object, *more: object) -> object:
        if len(listing.entries) == 4:  # type: ignore[attr-defined]
            message = "a fault of ours"
            raise TypeError(message)
        return sound(history, listing, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(folding, "reconcile", failing)
    report = check(pair.root)
    assert outcomes(report) == {"bad": "failed", "good": "complete"}
    assert "archived, but it could not be read (TypeError: a fault of ours)" in reason(report, "bad")
    rows = reader(pair.root).execute("SELECT source, outcome FROM checks WHERE readable = 0").fetchall()
    assert rows == [("bad", "failed")]
    pair.bad = (200, JSON, jobs(1, 2, 3))
    assert outcomes(check(pair.root)) == {"bad": "complete", "good": "complete"}
    for command in ("status", "doctor"):
        said = CliRunner().invoke(main, ["-C", str(pair.root), command])
        assert "a fault of ours" in said.output, command
    with served(pair.root) as base:
        assert "could not read 1 archived check" in get(f"{base}/sources/bad")[1]
        assert [one["source"] for one in json.loads(get(f"{base}/sources/bad.json")[1])["unreadable"]] == ["bad"]
        assert "could not be read" not in get(f"{base}/sources/good")[1]
    before = dump(pair.root)
    with project.load(pair.root).open_database() as database:
        assert checking.Checker(database, project.load(pair.root).archive(), project.now).rebuild() == 6
    assert dump(pair.root) == before, "a rebuild with the same fault gives the same rows"

    monkeypatch.setattr(folding, "reconcile", sound)
    monkeypatch.setattr(folding, "EXTRACTOR", folding.EXTRACTOR + 1)
    report = check(pair.root)
    assert any("bad" in line for line in report.mended)
    assert reader(pair.root).execute("SELECT count(*) FROM checks WHERE readable = 0").fetchone() == (0,)
    assert reader(pair.root).execute("SELECT count(*) FROM postings WHERE external_id = '4'").fetchone() == (1,)


def test_a_check_that_cant_be_written_is_undone_alone(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in a rebuild, which has no savepoints until one is needed. Without a database it reads each file once."""
    check(pair.root)
    pair.bad, pair.good = (200, JSON, jobs(1, 2, 3, 4)), [1, 2, 5]
    sound, scan = Writer._save, ArchiveReader.scan

    def failing(writer: Writer, updates: Mapping[str, Known]) -> None:
        sound(writer, updates)
        if "4" in updates:
            message = "a fault of ours"
            raise TypeError(message)

    monkeypatch.setattr(Writer, "_save", failing)
    assert outcomes(check(pair.root)) == {"bad": "failed", "good": "complete"}
    pair.bad = (200, JSON, jobs(2, 3))
    check(pair.root)
    before = dump(pair.root)
    said: list[str] = []
    steps: list[None] = []
    with project.load(pair.root).open_database() as database:
        checker = checking.Checker(database, project.load(pair.root).archive(), project.now)
        database.connection.set_trace_callback(said.append)
        assert checker.rebuild(lambda: steps.append(None)) == 6
        assert (checker.waiting, checker.unusable) == ([], [])
        assert dump(pair.root) == before
        assert len(steps) > 6, "the checks before the failing one were folded twice"
        assert said.count("SAVEPOINT inner") >= 6
        assert checker.refold("bad", "good") == 6
        assert dump(pair.root)["changes"] == before["changes"]
        said.clear()
        assert checker.refold("good") == 3
        assert "SAVEPOINT inner" not in said

        tries: list[int] = []

        def fold() -> int:
            tries.append(len(tries))
            checker.unusable.append("a note")
            with database.transaction():
                return 1 // tries[-1]

        assert checker._in_one(fold) == 1
        assert checker.unusable == ["a note"], "what the first try noted is forgotten"
        database.connection.set_trace_callback(None)

    read: list[str] = []

    def counted(archive: ArchiveReader, file: str, *places: int, **more: int) -> Iterator[Committed]:
        read.append(file)
        return scan(archive, file, *places, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Writer, "_save", sound)
    monkeypatch.setattr(ArchiveReader, "scan", counted)
    (file,) = (pair.root / "snapshots" / "good").glob("*.zst")
    with file.open("ab") as torn:
        torn.write(b"\x28\xb5\x2f\xfd")
    (pair.root / "tracker.db").unlink()
    assert CliRunner().invoke(main, ["-C", str(pair.root), "rebuild"]).exit_code == 0
    assert len(read) == len(set(read)) == 2, "each file is read once"
    opened = reader(pair.root).execute("SELECT count(*) FROM postings WHERE external_id IN ('4', '5')")
    assert opened.fetchone() == (2,)


def test_a_second_read_that_fails_is_the_check_s_failure(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error between the list and the archive is reported too, and the list is kept."""
    check(pair.root)

    def failing(*_: object) -> object:
        message = "a fault of ours"
        raise ZeroDivisionError(message)

    pair.bad = (200, JSON, jobs(1))
    monkeypatch.setattr("tracker.check.reads.plan", failing)
    report = check(pair.root, "bad")
    assert outcomes(report) == {"bad": "failed"}
    assert "what the list leads to could not be read (ZeroDivisionError: a fault of ours)" in reason(report, "bad")
    assert CliRunner().invoke(main, ["-C", str(pair.root), "verify"]).exit_code == 0


def test_a_reply_that_cant_be_archived_costs_its_check(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of it stays in the file, and the check is recorded as failed."""
    check(pair.root)
    (file,) = (pair.root / "snapshots" / "bad").glob("*")
    size = file.stat().st_size
    sound = records.response

    def failing(page: object, *more: object) -> bytes:
        if b'"id": 9' in page.body:  # type: ignore[attr-defined]
            message = "a fault of ours"
            raise TypeError(message)
        return sound(page, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(records, "response", failing)
    pair.bad = (200, JSON, jobs(9))
    report = check(pair.root)
    assert outcomes(report) == {"bad": "failed", "good": "complete"}
    assert "could not be archived" in reason(report, "bad")
    assert file.stat().st_size > size, "the failed check is committed, without the reply"
    before = dump(pair.root)
    assert CliRunner().invoke(main, ["-C", str(pair.root), "verify"]).exit_code == 0
    assert CliRunner().invoke(main, ["-C", str(pair.root), "rebuild"]).exit_code == 0
    kept = {table: rows for table, rows in dump(pair.root).items() if table != "checks"}
    assert kept == {table: rows for table, rows in before.items() if table != "checks"}


def test_one_file_that_cant_be_written_costs_its_source(pair: Pair) -> None:
    """If a folder is in place of the archive file, that source fails, and the message says what to do."""
    (pair.root / "snapshots" / "bad").mkdir(parents=True)
    month = project.now()[:7]
    (pair.root / "snapshots" / "bad" / f"{month}.warc.zst").mkdir()
    report = check(pair.root)
    assert outcomes(report) == {"bad": "failed", "good": "complete"}
    assert "make" in reason(report, "bad")
    assert "writable" in reason(report, "bad")
    assert report.exit_code == 1
    (pair.root / "snapshots" / "bad" / f"{month}.warc.zst").rmdir()
    assert outcomes(check(pair.root)) == {"bad": "complete", "good": "complete"}


def html_site(site: Site, count: int, slow: Callable[[str], None]) -> str:
    """Serve a list of postings that have pages of their own; `slow` is called before each answer."""

    def answer(path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        slow(path)
        if path == "/jobs":
            rows = "".join(f'<li class=o><a href="/p/{n}">Lamp keeper {n}</a></li>' for n in range(count))
            return 200, PAGE, f"<ul>{rows}</ul>".encode()
        number = path.rpartition("/")[2]
        body = f"<h1>Lamp keeper {number}</h1><main>You keep lamp {number}.{' ' * 20_000}</main>"
        return 200, PAGE, body.encode()

    return site(answer)[0]


def write_html(root: Path, base: str, more: str) -> None:
    (root / "tracker.toml").write_text(
        f'[sources.a]\nboard = "html"\nurl = "{base}/jobs"\nitem = "li.o"\ntext = "main"\nallow_private = true\n'
        f'delay = "0s"\nrender = "never"\n{more}',
        encoding="utf-8",
    )


def test_a_check_that_has_used_its_bytes_goes_on_in_the_next(tmp_path: Path, site: Site) -> None:
    """What was read is kept, the rest is reported, and every run reads further until everything is there."""
    base = html_site(site, 12, lambda _path: None)
    write_html(tmp_path, base, "max_bytes = 100_000\n")
    report = check(tmp_path)
    assert outcomes(report) == {"a": "partial"}
    assert "max_bytes is 100,000" in reason(report, "a")
    read = "SELECT count(*) FROM versions WHERE text != ''"
    counts = [reader(tmp_path).execute(read).fetchone()[0]]
    for _ in range(4):
        report = check(tmp_path)
        counts.append(reader(tmp_path).execute(read).fetchone()[0])
    assert counts[0] >= 4
    assert counts[-1] == 12
    assert counts == sorted(counts)
    before = dump(tmp_path)
    assert CliRunner().invoke(main, ["-C", str(tmp_path), "rebuild"]).exit_code == 0
    assert dump(tmp_path) == before


def test_one_reply_beyond_the_bytes_is_not_used(tmp_path: Path, site: Site) -> None:
    """A list that is larger than `max_bytes` fails, and the reason says so."""
    base = html_site(site, 400, lambda _path: None)
    write_html(tmp_path, base, "max_bytes = 9_000\n")
    report = check(tmp_path)
    assert outcomes(report) == {"a": "failed"}
    assert "max_bytes is 9,000" in reason(report, "a")


def test_a_check_that_has_used_its_time_says_so(tmp_path: Path, site: Site) -> None:
    """A page that hangs takes at most the check's limit."""
    import threading

    over = threading.Event()
    base = html_site(site, 8, lambda path: over.wait(30) if path == "/p/1" else None)  # type: ignore[arg-type,return-value]
    write_html(tmp_path, base, 'limit = "2s"\n')
    try:
        report = check(tmp_path)
    finally:
        over.set()
    assert outcomes(report) == {"a": "partial"}
    assert "has taken its 2 s (limit)" in reason(report, "a")


def test_spools_end_with_their_checks(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not stay in memory is in a file during the check, and is deleted afterwards, also after a kill."""
    monkeypatch.setattr("tracker.fetch.spool.Spool.__init__.__defaults__", (None, 1000))
    base = html_site(site, 12, lambda _path: None)
    write_html(tmp_path, base, "")
    folder = tmp_path / "snapshots" / checking.SPOOLS
    folder.mkdir(parents=True)
    (folder / "spool-left").write_bytes(b"x")
    assert outcomes(check(tmp_path)) == {"a": "complete"}
    assert list(folder.iterdir()) == []
    texts = reader(tmp_path).execute("SELECT text FROM versions ORDER BY id").fetchall()
    assert sorted(texts) == sorted((f"You keep lamp {n}.",) for n in range(12))
    assert list((tmp_path / "snapshots" / "a").iterdir())
