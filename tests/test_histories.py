"""`tests.histories.after` says what the store does with a verdict; both are compared."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.histories import EMPTY, after
from tests.living import Life, Row, row
from tracker.model import Capture, Source
from tracker.model.history import History, Verdict
from tracker.operations import project


def plain(history: History) -> dict[str, Any]:
    """Return what of a history decides; ids, roles and newest versions are the store's own."""
    return {
        "postings": {
            name: replace(one, id="", current="", role=None, repost_of=None) for name, one in history.postings.items()
        },
        "wording": {name: history.wording[name] for name in history.postings},
        "past": {name: tuple(history.past[name]) for name in history.postings},
        "source": [
            history.settled, history.empties, history.masks, dict(history.holds), history.employer, history.address,
            history.began,
        ],
    }  # fmt: skip


def lived(lists: Sequence[Sequence[Row] | None], moves: int = 0) -> list[set[str]]:
    """Check a feed once for each list (None: it answers 500); hold `after` against the store each time.

    From the check of number `moves` on, the feed is read from another address.
    """
    kinds: list[set[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder))
        expected, told = EMPTY, list[Verdict]()

        def then(_connection: object, verdict: Verdict, _capture: Capture, _told: object) -> None:
            told.append(verdict)

        def moved(source: Source) -> Source:
            return replace(source, endpoint=f"{source.url}?moved=1") if 0 < moves <= life.day else source

        for rows in lists:
            life.rows["f"] = rows
            life.check(then=then, change=moved)
            here = project.load(life.root)
            source = moved(here.settings.sources["f"])
            expected = after(expected, told[-1], life.at, source.address)
            with here.open_database() as database:
                assert plain(database.history(source)) == plain(expected)
            kinds.append({change.kind for change in told[-1].changes})
    return kinds


def test_a_life_in_the_store_and_beside_it() -> None:
    """Opened, edited, failed, empty, without a page, marked, back, held: after each check, the store and the model agree."""
    feed = [row(n) for n in range(5)]
    kinds = lived(
        [
            feed,
            [row(0, title="Lead"), *feed[1:]],
            None,
            [],
            feed[1:],
            feed[1:],
            feed,
            [row(n, is_open=n > 0) for n in range(5)],
            [row(n, is_open=n > 0) for n in range(5)],
            [row(n, place=None) for n in range(5)],
            [row(n, place=None) for n in range(5)],
            [row(n, place=None) for n in range(5)],
            [row(n, text="") for n in range(5)],
            [row(n + 90, title="Pilot", text="We fly.") for n in range(9)],
            feed,
        ]
    )
    assert kinds[:2] == [{"opened"}, {"edited"}]
    assert set().union(*kinds) == {"opened", "edited", "closed", "reopened"}
    assert kinds[-2] == set()


def test_a_posting_with_a_page_in_the_store_and_beside_it() -> None:
    """A page that answers 404 closes at once, its return is counted, and the second time needs two lists."""
    feed = [row(n, page="f") for n in range(4)]
    assert lived([feed, feed[1:], feed, feed[1:], feed[1:]]) == [
        {"opened"},
        {"closed"},
        {"reopened"},
        set(),
        {"closed"},
    ]


any_feed = st.lists(
    st.builds(row, st.integers(0, 6), title=st.sampled_from(["Cook", "Chef"]), place=st.sampled_from(["Oslo", None]),
              is_open=st.booleans(), page=st.sampled_from(["", "f"])),
    max_size=6, unique_by=lambda one: str(one["id"]),
)  # fmt: skip


@settings(max_examples=8)
@given(st.lists(st.one_of(any_feed, any_feed, any_feed, st.none()), min_size=2, max_size=4))
def test_any_life_in_the_store_and_beside_it(lists: list[list[Row] | None]) -> None:
    """Whatever the feed does, the store keeps of a verdict what `after` says."""
    lived(lists)


def test_a_new_address_in_the_store_and_beside_it() -> None:
    """If the feed is read from another address, postings continue under new ids."""
    with_names = [row(n) for n in range(4)]
    renamed = [{**row(n), "id": f"uuid-{n}"} for n in range(4)]
    assert lived([with_names, with_names, renamed, [*renamed[1:], row(9)]], moves=3) == [
        {"opened"}, set(), set(), {"opened"},
    ]  # fmt: skip
