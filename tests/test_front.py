"""The front page, its filters and the search page: nothing lost or doubled between pages, exact counts, what to do next."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.large import Generated, generate
from tests.serving import get, served
from tests.test_findings import PLAN, bring, capture, job
from tests.test_large import _plans, _small
from tracker.extract.phrases import Phrases
from tracker.operations import serve
from tracker.site import common, figures, front, passages, reasons
from tracker.store import search, search_results, timeline, timeline_groups
from tracker.store.schema import connect
from tracker.store.search_results import SearchQuery
from tracker.store.timeline import ChangeQuery, selection
from tracker.store.timeline_groups import Page

KINDS = ("opened", "edited", "closed", "reopened", "unlisted")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("ledger") / "tracker.db"
    connect(path, write=True).close()
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def write(connection: sqlite3.Connection, changes: list[tuple[int, int, str, int]]) -> None:
    """Write changes given as day, source, kind and group: those of one group are the same edit on one day."""
    for table in ("changes", "wordings", "posting_state", "sources"):
        connection.execute(f"DELETE FROM {table}")
    for source in range(3):
        connection.execute("INSERT INTO sources (id, name) VALUES (?, ?)", (f"s{source}", f"Employer {source}"))
    for number, (day, source, kind, group) in enumerate(changes):
        posting, version = f"s{source}.{number}", f"v{number}"
        connection.execute(
            "INSERT INTO posting_state (id, source, external_id, status, current, first_seen) VALUES (?, ?, ?, 'open', ?, '2026')",
            (posting, f"s{source}", str(number), version),
        )
        connection.execute(
            "INSERT INTO wordings (id, posting_id, number, title) VALUES (?, ?, 1, 't')", (version, posting)
        )
        at = f"2026-01-{day + 1:02}T0{number % 7}:00:00.000Z" if not group else f"2026-01-{day + 1:02}T05:00:00.000Z"
        connection.execute(
            "INSERT INTO changes (id, posting_id, source, at, known_at, kind, to_version, baseline, group_id, significance) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, 'minor')",
            (f"c{number}", posting, f"s{source}", at, at, kind, version, f"g{day}.{source}.{kind}" if group else None),
        )


def pages(connection: sqlite3.Connection, wanted: ChangeQuery) -> list[Page]:
    """Walk through all pages."""
    found: list[Page] = []
    before = ""
    while len(found) < 500:
        one = timeline_groups.page(connection, replace(wanted, before=before))
        found.append(one)
        assert one.groups or len(found) == 1
        if not one.following:
            return found
        assert one.following != before
        before = one.following
    raise AssertionError(before)


def expected(connection: sqlite3.Connection, wanted: ChangeQuery) -> Counter[tuple[str, str, str]]:
    """Count the changes by day, source and kind, and one edit in many postings once, in plain SQL."""
    chosen = selection(connection, wanted)
    assert chosen is not None
    return Counter(
        connection.execute(
            f"SELECT substr(c.known_at, 1, 10), c.source, c.kind FROM changes AS c WHERE {' AND '.join(chosen.conditions)} "
            f"AND (c.kind <> 'edited' OR {chosen.one_of_each()})",
            (*chosen.values, *chosen.alike_values),
        ).fetchall()
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 2), st.sampled_from(KINDS), st.integers(0, 1)), max_size=60
    ),
    scanned=st.sampled_from([1, 3, 10, 2_000]),
    most=st.sampled_from([2, 7, 20_000]),
    enough=st.sampled_from([1, 4, 50]),
    shown=st.sampled_from([1, 15]),
    filters=st.sampled_from(
        [
            ChangeQuery(),
            ChangeQuery(source="s1"),
            ChangeQuery(kind="edited"),
            ChangeQuery(since="2026-01-02", until="2026-01-04"),
        ]
    ),
)
@example(
    changes=[(1, 0, "opened", 0)] * 5 + [(0, 0, "opened", 0)] * 9 + [(0, 0, "edited", 0)],
    scanned=1,
    most=2,
    enough=1,
    shown=1,
    filters=ChangeQuery(),
)  # the rest of a day that is too long for the scan has several groups
def test_no_change_is_lost_or_doubled(
    empty: sqlite3.Connection,
    changes: list[tuple[int, int, str, int]],
    scanned: int,
    most: int,
    enough: int,
    shown: int,
    filters: ChangeQuery,
) -> None:
    """All pages together have each change once, wherever the page borders are, newest first."""
    write(empty, changes)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (
            ("_SCANNED", scanned),
            ("_MOST", max(most, scanned)),
            ("_ENOUGH", enough),
            ("SHOWN", shown),
        ):
            patch.setattr(timeline_groups, name, value)
        found = pages(empty, filters)
    counts: Counter[tuple[str, str, str]] = Counter()
    seen: set[str] = set()
    for one in found:
        for group in one.groups:
            key = (group.day, group.source, group.kind)
            assert group.more or most <= len(changes) or key not in counts, key
            counts[key] += group.count
            rows = [row["id"] for row in group.rows]
            assert len(rows) == len(group.places) <= group.count
            assert not seen & set(rows)
            seen |= set(rows)
    assert counts == expected(empty, filters)
    days = [group.day for one in found for group in one.groups]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("flat", [ChangeQuery(source="s1", kind="closed"), ChangeQuery(group="g2.1.edited")])
def test_a_page_of_one_employer_and_kind_has_each_change(empty: sqlite3.Connection, flat: ChangeQuery) -> None:
    """Nothing is folded, each title is on one page, and a day over two pages has its total on both."""
    write(
        empty, [(day, 1, kind, kind == "edited") for day in (1, 2) for kind in ("closed", "edited") for _ in range(70)]
    )
    found = pages(empty, flat)
    assert [sum(len(group.rows) for group in one.groups) for one in found] == ([60, 10] if flat.group else [60, 60, 20])
    ids = [row["id"] for one in found for group in one.groups for row in group.rows]
    assert len(ids) == len(set(ids)) == (70 if flat.group else 140)
    assert {group.count for one in found for group in one.groups} == {70}
    assert all(one.flat for one in found)


def test_what_an_employer_did_is_said_in_words(empty: sqlite3.Connection) -> None:
    """Each kind of change has its verb, singular and plural, and a short time that names the days if they matter."""
    write(empty, [(1, 0, kind, 0) for kind in KINDS] + [(2, 0, kind, 0) for kind in KINDS for _ in range(2)])
    told = [front.what(group) for group in timeline_groups.page(empty, ChangeQuery()).groups]
    assert {"opened 1 role", "closed 2 roles", "made 1 edit", "made 2 edits", "removed 2 roles from its list"} <= set(
        told
    )
    assert len(told) == 10
    times = ["2026-03-09T04:00:00.000Z", "2026-03-12T04:05:00.000Z", "2026-04-01T04:05:00.000Z"]
    group = [SimpleNamespace(time=one) for one in ("by 1 May", "by 2 May", "by 1 May")]
    assert [front._common_time(group[:many]) for many in range(4)] == ["", "by 1 May", "", "by 1 May"]  # type: ignore[arg-type]
    assert common.brief("2026-03-11T22:00:00.000Z", times[1], times[1]) == "by 04:05 UTC"
    assert common.brief(None, times[1], times[2]) == "by 12 Mar"
    assert common.brief(times[0], times[1], times[1]) == "9–12 Mar"
    assert common.brief(times[0], times[2], times[2]) == "9 Mar – 1 Apr"
    assert common.brief("2025-12-30T04:00:00.000Z", times[1], times[1]) == "30 Dec 2025 – 12 Mar 2026"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Generated]:
    root = tmp_path_factory.mktemp("many")
    return root, generate(root / "tracker.db", 1_200, 5_000)


def test_every_question_of_the_front_page_and_the_search_goes_by_an_index(made: tuple[Path, Generated]) -> None:
    """No query scans a table of postings, wordings or changes, and all pages have each change once."""
    root, known = made
    day = "2025-06-01T00:00:00.000Z"
    with closing(connect(root / "tracker.db")) as connection:
        asks = [
            partial(front._read, connection, filters=one)
            for one in (
                ChangeQuery(),
                ChangeQuery(topic=known.topic),
                ChangeQuery(source=known.source),
                ChangeQuery(source=known.source, kind="closed"),
                ChangeQuery(country="DE", city="Berlin"),
                ChangeQuery(q=known.common, kind="edited", before="2025-06-01"),
                ChangeQuery(before=f"{day}~500"),
                ChangeQuery(before=f"{day}~500~"),
                ChangeQuery(group=known.group),
            )
        ]
        asks += [
            partial(search_results.find, connection, one, lambda title: "engineer" in title.lower())
            for one in (
                SearchQuery("engineer"),
                SearchQuery("engineer", page=2, status="open", source=known.source),
                SearchQuery("data center", topic=known.topic, current=True),
                SearchQuery(topic=known.topic, country="US"),
                SearchQuery("engineer", at=day),
                SearchQuery("engineer", oldest=True),
            )
        ]
        plans = [step for ask in asks for step in _plans(connection, ask)]
        assert len(plans) > 100
        bad = {
            step
            for step in plans
            if step.startswith("SCAN") and " USING " not in step.partition("|")[0] and not _small(step)
        }
        assert bad == set()
        counts: Counter[tuple[str, str, str]] = Counter()
        for one in pages(connection, ChangeQuery()):
            for group in one.groups:
                counts[group.day, group.source, group.kind] += group.count
        assert counts == expected(connection, ChangeQuery())


def test_search_pages_have_each_posting_once(made: tuple[Path, Generated], monkeypatch: pytest.MonkeyPatch) -> None:
    """All pages together have as many different postings as the total; titles come first; filters work."""
    monkeypatch.setattr(search_results, "PAGE", 10)
    has = re.compile(r"\bengineer\b", re.IGNORECASE).search
    with closing(connect(made[0] / "tracker.db")) as connection:
        whole = {}
        for filters in (
            SearchQuery("engineer"),
            SearchQuery("engineer", status="open"),
            SearchQuery("engineer", oldest=True),
            SearchQuery("engineer", at="2025-06-01T00:00:00.000Z"),
        ):
            hits, number = [], 1
            while number:
                one = search_results.find(connection, replace(filters, page=number), lambda title: bool(has(title)))
                assert one.hits
                hits += list(one.hits)
                number = one.following
            assert len({hit.posting_id for hit in hits}) == len(hits) == one.total > search_results.PAGE
            assert all(hit.excerpt != hit.title for hit in hits)
            whole[filters] = hits
        every, some, oldest, then = whole.values()
        for ordered in (every, some, then):
            titled = [bool(has(hit.title)) for hit in ordered]
            assert titled == sorted(titled, reverse=True)
            assert len(set(titled)) == 2
        assert {hit.status for hit in some} == {"open"} < {hit.status for hit in every}
        assert [hit.first_seen for hit in oldest] == sorted(hit.first_seen for hit in oldest)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve one employer after its first check: thirty open roles and no change."""
    root = tmp_path_factory.mktemp("day-one")
    (root / "tracker.toml").write_text('[topics]\ntidal-farm = ["tidal farm*"]\nnothing = ["zzz"]\n')
    capture(root / "first", "acme.json", [*(job(n) for n in range(29)), job(29, PLAN)])
    bring(root, str(root / "first"), "--board", "ashby", "--source", "acme", "--at", "2025-03-01")
    with closing(connect(root / "tracker.db", write=True)) as connection, connection:
        connection.executemany(
            "INSERT OR REPLACE INTO topics VALUES (?, ?)", [("tidal-farm", '["tidal farm*"]'), ("nothing", '["zzz"]')]
        )
    with served(root) as address:
        yield address, root


def test_day_one_is_useful(base: tuple[str, Path]) -> None:
    """Before the first change, the page shows the open roles and how many mention each topic, with links."""
    page = get(base[0] + "/")[1]
    assert "This site records what 1 employer publishes on its careers page: <strong>30 open roles</strong>" in page
    assert "Nothing has changed since the first check on 1 Mar 2025." in page
    assert "No role mentions nothing" in page
    link = re.search(r'href="(/search[^"]+)">1 role mentions tidal farm</a>', page)
    assert link
    hits = json.loads(get(base[0] + link[1].replace("/search?", "/search.json?").replace("&amp;", "&"))[1])
    assert (hits["total"], hits["total_is_at_least"], hits["following"]) == (1, False, None)


def test_topics_are_matched_in_the_search_as_in_alerts(base: tuple[str, Path], tmp_path: Path) -> None:
    """The signs of a word count although the index lacks them; words and a topic are both marked."""
    with (
        closing(connect(base[1] / "tracker.db")) as served_from,
        closing(sqlite3.connect(tmp_path / "tracker.db")) as copy,
    ):
        served_from.backup(copy)
    with closing(connect(tmp_path / "tracker.db", write=True)) as connection:
        for phrase, many in (("Tidal  FARM*", 1), ("tidal farm++", 0), ("tidal-farm", 1), (".farm", 0), ("++", 0)):
            connection.execute("INSERT OR REPLACE INTO topics VALUES ('signs', ?)", (json.dumps([phrase]),))
            topic = timeline.topic(connection, "signs")
            found = search_results.find(connection, SearchQuery(topic="signs"), lambda _: False)
            assert (found.total, len(found.hits), len(search.present(connection, topic)[0])) == (many, many, many), (
                phrase
            )
            assert all(topic.of(hit.excerpt) for hit in found.hits)
            assert timeline.read_page(connection, ChangeQuery(topic="signs"), 9).rows == []
    both = passages.AnyOf(passages.Words(search.terms("farm here")), Phrases(["tidal farm", "C++"]))
    assert passages.marked("a tidal farm here in C++", both) == (
        "a <mark>tidal farm</mark> <mark>here</mark> in <mark>C++</mark>"
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/?q=harbour", "including those that never changed"),
        ("/?topic=tidal-farm", "Postings that mention tidal farm"),
        ("/?kind=closed&country=DE", "Remove one of the filters above"),
        ("/?source=nobody", "There is no employer named “nobody”."),
        ("/search?q=zzz+here", "Try fewer words, or put a phrase in quotes."),
        ("/search?q=zzz&status=closed", "Search without filters"),
        ("/search?q=zzz", 'Try <a href="/search?q=zzz%2A">zzz*</a>'),
        ("/search?topic=nothing", "No posting mentions nothing."),
        ("/search?q=%E2%98%BA", "Enter at least one word or number"),
        ("/search?q=farm&page=7", "First page"),
        ("/news", "Findings need a history"),
        ("/news?kind=drop", "The findings of the last 30 days"),
    ],
)
def test_an_empty_page_says_what_to_do(base: tuple[str, Path], path: str, said: str) -> None:
    """Whatever was searched, an empty result has a link to continue."""
    status, page, _ = get(base[0] + path)
    assert status == 200
    assert said in page


def test_a_site_says_who_it_is(base: tuple[str, Path]) -> None:
    """A change of [site] is used at once, without a restart; an unreadable file changes nothing."""
    address, root = base
    before = (root / "tracker.toml").read_text()
    assert "Job postings on record</a>" in get(address + "/")[1]
    try:
        (root / "tracker.toml").write_text(
            f'{before}[site]\ntitle = "The <b> Ledger"\ndescription = "We watch."\ncontact = "desk@example.org"\n'
        )
        page = get(address + "/")[1]
        assert ">The &lt;b&gt; Ledger</a>" in page
        assert "<h1>We watch. This site records" in page
        assert 'href="mailto:desk@example.org"' in page
        assert "The &lt;b&gt; Ledger" in get(address + "/search")[1]
        (root / "tracker.toml").write_text("[site\n")
        assert "Job postings on record</a>" in get(address + "/")[1]
    finally:
        (root / "tracker.toml").write_text(before)


def test_each_filter_is_shown_and_can_be_removed(base: tuple[str, Path]) -> None:
    """Each filter is a link to the page without it; the first and last day of a single day are one filter."""
    address, _ = base
    stated = {
        "q": "harbour",
        "topic": "tidal-farm",
        "source": "acme",
        "kind": "closed",
        "significance": "major",
        "country": "GB",
    }
    query = "&".join(f"{name}={value}" for name, value in stated.items())
    page = get(f"{address}/?{query}&city=York&since=2025-03-01&until=2025-03-01")[1]
    chips = re.findall(r'<a class="chip" href="/\?([^"]+)" aria-label="Remove the filter ([^"]+)"', page)
    assert len(chips) == 8
    assert ("Day: 1 Mar 2025", True) in [(label, "since" not in rest and "until" not in rest) for rest, label in chips]
    for name, value in stated.items():
        without = [rest for rest, _ in chips if f"{name}={value}" not in rest]
        assert len(without) == 1, name
    assert get(f"{address}/?{quote(chips[0][0].replace('&amp;', '&'), safe='=&')}")[0] == 200


def test_figures_are_counted_again_after_a_write(base: tuple[str, Path]) -> None:
    """Cached figures stay until a change or a check is written."""
    with closing(connect(base[1] / "tracker.db")) as connection:
        first = figures.of(connection)
        assert figures.of(connection) is first
        assert (first.employers, first.open, first.changed, first.began) == (1, 30, False, "2025-03-01")
        assert [(one.name, one.open, one.more) for one in first.topics] == [
            ("tidal-farm", 1, False),
            ("nothing", 0, False),
        ]


def test_the_front_page_of_nothing_says_how_to_begin(tmp_path: Path) -> None:
    """Without a source, the page has the two commands to start with."""
    (tmp_path / "tracker.toml").write_text("")
    serve.begin(tmp_path)
    with served(tmp_path) as address:
        page = get(address + "/")[1]
        assert "tracker add https://www.example.org/careers" in page
        assert "<form" not in page
        assert "No findings yet" in get(address + "/news")[1]
        assert "tracker run" in get(address + "/sources")[1]
        (tmp_path / "tracker.toml").write_text('[sources.acme]\nurl = "https://acme.example/jobs"\n')
        assert "1 careers page is in <code>tracker.toml</code>" in get(address + "/")[1]


def test_only_a_new_project_gets_an_empty_database(tmp_path: Path) -> None:
    """Neither a folder without tracker.toml, nor a project whose archive can be folded."""
    for name, toml, archived in (("none", False, False), ("lost", True, True), ("new", True, False)):
        root = tmp_path / name
        (root / "snapshots" / "acme").mkdir(parents=True)
        if toml:
            (root / "tracker.toml").write_text("")
        if archived:
            (root / "snapshots" / "acme" / "2026-01.warc.zst").write_bytes(b"x")
        serve.begin(root)
        assert (root / "tracker.db").exists() == (name == "new"), name


def test_a_number_that_is_not_known_is_not_counted(base: tuple[str, Path], tmp_path: Path) -> None:
    """A list of the newest roles, or one that lacks most roles, has no number of open roles."""
    with closing(connect(base[1] / "tracker.db")) as whole, closing(sqlite3.connect(tmp_path / "tracker.db")) as copy:
        whole.backup(copy)
    with closing(connect(tmp_path / "tracker.db", write=True)) as connection:
        for outcome, held, known in (
            ("complete", 0, True), ("complete", 15, True), ("complete", 16, False), ("window", None, False), ("complete", None, True),
        ):  # fmt: skip
            connection.execute("UPDATE checks SET outcome = ?, held = ?", (outcome, held))
            found = figures._count(connection)
            assert (found.open, found.named_employers[0][2]) == ((30, 30) if known else (0, None)), (outcome, held)


@pytest.mark.parametrize(
    ("recorded", "told", "raw"),
    [
        ("held: 3 of 4 are missing; released by one more check", "awaiting confirmation: 3 of 4 are missing; resolved by one more check", False),
        ("https://x.example: ClientOSError: Connection reset by peer", "the site could not be reached", True),
        ("ServerDisconnectedError while it was requested: Server disconnected", "the site could not be reached", True),
        ("aiohttp.SocketTimeoutError: Timeout on reading data", "the site did not answer in time", True),
        ("page 2: ClientSSLError: bad handshake", "no secure connection to the site could be made", True),
        ("(ClientPayloadError): incomplete", "the site's reply was damaged", True),
        ("the list has another shape than expected (KeyError: 'jobs')", "the site's reply could not be read", True),
        ("the page says: Error 404. Timeout. No Exception", "the page says: Error 404. Timeout. No Exception", False),
        ("careers.example refuses connections at port 443", "careers.example refuses connections at port 443", False),
        (None, "", False),
    ],
)  # fmt: skip
def test_reasons_are_in_plain_words(recorded: str | None, told: str, raw: bool) -> None:
    """Names of exceptions are shown only behind a fold; other reasons keep their words."""
    assert reasons.plain(recorded) == told
    assert bool(reasons.raw(recorded)) == raw
