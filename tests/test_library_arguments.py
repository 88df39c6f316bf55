"""`import tracker`: what can't be used is an error of ours, which says where, what, and what to pass."""

from __future__ import annotations

import contextlib
import math
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import tracker
from tests.conftest import sites
from tests.harbour import Harbour, watched
from tracker.model.errors import ConfigError, Failed, NoProject
from tracker.operations.project import ProjectBusy

URL = "https://jobs.example.org/"
SOURCE = tracker.Source("acme", URL, board="html", item="li", render="never")


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of four checks, to be read only."""
    with sites() as site:
        return watched(tmp_path_factory.mktemp("library") / "jobs", Harbour(site))


def fetch(request: tracker.Request) -> tracker.Page:
    """Return a list of one posting."""
    return tracker.Page(request, request.url, 200, [("Content-Type", "text/html")], b"<li><a href=/1>Welder</a></li>")


def returning(**values: Any) -> Callable[[tracker.Request], tracker.Page]:
    """Return a fetch whose pages have these values."""
    return lambda request: replace(fetch(request), **values)


Ask = Callable[[Any], object]
WRONG: list[tuple[Ask, str]] = [
    (
        lambda _: tracker.open(3),  # type: ignore[arg-type]
        (
            "tracker.open: directory should be a path (str or pathlib.Path), not 3 (int); pass the project's directory, such as "
            'tracker.open("jobs"), or a copy of its tracker.db'
        ),
    ),
    (
        lambda p: list(p.postings(source=5)),
        "project.postings: source should be the name of a source, not 5 (int); project.sources() lists them",
    ),
    (
        lambda p: list(p.postings(at=5)),
        "5 is not a valid time; write 2023-08-17, 2023-08-17T08:00Z, 7d (seven days ago) or yesterday",
    ),
    (lambda p: list(p.postings(status=["open"])), "status ['open'] should be 'open' or 'closed'"),
    (
        lambda p: p.posting(101),
        "project.posting: name should be the id or the address of a posting, not 101 (int); project.postings() has the ids",
    ),
    (
        lambda p: p.posting("harbour\ud800"),
        "project.posting: name 'harbour\\ud800' has half a surrogate pair at 7, which no text has; project.postings() has the ids",
    ),
    (
        lambda p: p.changes(source=b"harbour"),
        "project.changes: source should be the name of a source, not b'harbour' (bytes); project.sources() lists them",
    ),
    (
        lambda p: p.changes(limit="5"),
        "project.changes: limit should be a whole number, not '5' (str); leave it out for all changes",
    ),
    (lambda p: p.changes(limit=-1), "project.changes: limit -1 is negative; leave it out for all changes"),
    (lambda p: p.changes(kind=5), "kind 5 should be one of opened, edited, closed, reopened, unlisted"),
    (
        lambda p: p.posting("harbour.101").diff("1"),
        "posting.diff: old should be a Version or its number, not '1' (str); posting.versions has them",
    ),
    (
        lambda p: p.posting("harbour.101").diff(1, True),
        "posting.diff: new should be a Version or its number, not True (bool); posting.versions has them",
    ),
    (
        lambda _: tracker.compare(None, "x"),  # type: ignore[arg-type]
        "tracker.compare: old should be a text, a Version or a Posting, not None (NoneType); decode bytes first: reply.read().decode()",
    ),
    (
        lambda _: tracker.text_of(b"<p>x</p>"),  # type: ignore[arg-type]
        "tracker.text_of: html should be a text, not b'<p>x</p>' (bytes); decode bytes first: reply.read().decode()",
    ),
    (
        lambda _: tracker.Comparison.from_json('{"fields": 5}'),
        (
            "Comparison.from_json: '{\"fields\": 5}' is not a comparison in JSON (AttributeError: 'int' object has no attribute "
            "'items'); pass what Comparison.json() or `tracker diff --json` wrote"
        ),
    ),
    (
        lambda _: tracker.read(None, fetch),  # type: ignore[call-overload]
        (
            "tracker.read: source should be a tracker.Source or the address of a careers page, not None (NoneType); pass an address, "
            'or tracker.Source("acme", "https://jobs.example.org/")'
        ),
    ),
    (
        lambda _: tracker.read(URL, None),  # type: ignore[call-overload]
        (
            "tracker.read: fetch should be a function from a Request to a Page, not None (NoneType); docs/library.md has an example with "
            "urllib"
        ),
    ),
    (
        lambda _: tracker.read(replace(SOURCE, limit="1h"), fetch),  # type: ignore[arg-type]
        "tracker.read: source.limit should be a number, not '1h' (str); docs/reference.md says what `limit` of a source is",
    ),
    (
        lambda _: tracker.read(replace(SOURCE, render="no"), fetch),
        "tracker.read: source.render 'no' should be one of auto, never, always; docs/reference.md says what `render` of a source is",
    ),
    (
        lambda _: tracker.read(SOURCE, returning(content="<li>")),
        (
            f"tracker.read: `content` of the Page that fetch returned for {URL} should be bytes, not '<li>' (str); pass the body as it "
            "came, such as reply.read(); a text can be encoded with .encode()"
        ),
    ),
    (
        lambda _: tracker.read(SOURCE, returning(status="200")),
        (
            f"tracker.read: `status` of the Page that fetch returned for {URL} should be a whole number, not '200' (str); pass the HTTP "
            "status, such as 200"
        ),
    ),
    (
        lambda _: tracker.read(SOURCE, returning(headers={"Content-Type": "text/html"})),
        (
            f"tracker.read: `headers` of the Page that fetch returned for {URL} should be pairs of texts, not "
            "{'Content-Type': 'text/html'} (dict); pass them as reply.headers.items() has them"
        ),
    ),
]


@pytest.mark.parametrize(("ask", "told"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_said(jobs: Path, ask: Ask, told: str) -> None:
    """Where, what, the value, and what to pass instead."""
    with tracker.open(jobs) as project, pytest.raises(tracker.UsageError) as raised:
        ask(project)
    assert str(raised.value) == told


ODD: tuple[Any, ...] = (
    None, True, 0, -1, 3, 2.5, math.nan, 1 << 70, 10**5000, "", "soon", "yesterday", "x\0y", "\ud800", "a" * 5000, b"x", [], ["x"],
    {}, {"a": 1}, (), set(), object(), int, len, Path("x"), datetime.max.replace(tzinfo=UTC), date.min,
)  # fmt: skip
CALLS: dict[str, Callable[[tracker.Project, Any], object]] = {
    "open": lambda _, odd: tracker.open(odd).close(),
    "postings source": lambda p, odd: list(p.postings(odd)),
    "postings at": lambda p, odd: list(p.postings(at=odd)),
    "postings status": lambda p, odd: list(p.postings(status=odd)),
    "posting": lambda p, odd: p.posting(odd),
    "posting at": lambda p, odd: p.posting("harbour.101", at=odd),
    "changes since": lambda p, odd: p.changes(since=odd),
    "changes until": lambda p, odd: p.changes(until=odd),
    "changes source": lambda p, odd: p.changes(source=odd),
    "changes kind": lambda p, odd: p.changes(kind=odd),
    "changes limit": lambda p, odd: p.changes(limit=odd),
    "changes baseline": lambda p, odd: p.changes(baseline=odd),
    "versions": lambda p, odd: p.versions_of(odd),
    "changes of": lambda p, odd: p.changes_of(odd),
    "diff": lambda p, odd: p.posting("harbour.101").diff(odd, odd),
    "compare": lambda _, odd: tracker.compare(odd, odd).json(),
    "compare one": lambda _, odd: tracker.compare("x", odd).html(),
    "text": lambda _, odd: tracker.text_of(odd),
    "json": lambda _, odd: tracker.Comparison.from_json(odd),
    "source": lambda _, odd: tracker.read(odd, fetch),
    "fetch": lambda _, odd: tracker.read(SOURCE, odd),
    "page": lambda _, odd: tracker.read(SOURCE, lambda _request: odd),
    **{
        f"source {name}": lambda _, odd, name=name: tracker.read(replace(SOURCE, **{name: odd}), fetch)  # type: ignore[misc]
        for name in tracker.Source.__slots__
    },
    **{
        f"page {name}": lambda _, odd, name=name: tracker.read(SOURCE, returning(**{name: odd}))  # type: ignore[misc]
        for name in tracker.Page.__slots__
    },
}


@pytest.mark.parametrize("call", CALLS)
def test_no_argument_gives_an_error_of_pythons_own(
    jobs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Whatever is passed, the answer is a value or an error of the library."""
    monkeypatch.chdir(tmp_path)
    for odd in ODD:
        if call == "fetch" and callable(odd):
            continue  # what a function of the user's raises is passed on
        with tracker.open(jobs) as project, contextlib.suppress(tracker.TrackerError):
            CALLS[call](project, odd)


def test_old_handlers_of_errors_still_work() -> None:
    """A wrong type is a TypeError, and a text that is no comparison a ValueError, as they were before."""
    with pytest.raises(TypeError):
        tracker.compare("a", 5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a comparison"):
        tracker.Comparison.from_json("{")
    assert len(CALLS) == 22 + len(tracker.Source.__slots__) + len(tracker.Page.__slots__)


@pytest.mark.parametrize(
    "error",
    [
        ConfigError("tracker.toml", ["a: is missing"]),
        NoProject("jobs"),
        ProjectBusy("a run", "2026"),
        Failed("no", "wait"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_reaches_another_process_as_it_is(error: tracker.TrackerError) -> None:
    """As in a pool of `multiprocessing`: type, message and attributes are the same."""
    sent = pickle.loads(pickle.dumps(error))
    assert (type(sent), sent.args, vars(sent)) == (type(error), error.args, vars(error))
