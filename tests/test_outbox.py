"""Which changes an alert gets, how they are grouped, and how often a delivery is tried."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import reader
from tests.living import Life, feeds, row
from tests.tables import rows, told
from tracker.alerts import outbox, rules
from tracker.cli import main
from tracker.config import Alert
from tracker.model import SIGNIFICANCES
from tracker.operations import project
from tracker.store.schema import connect

FACT = rules.Fact(
    "i", "s.a", "s", "Acme", "2026-01-02", "edited", "minor", "Cook", "u", None, "s", None,
    before="Cook\nWe build the halls", after="Cook\nWe build a data center", fields={},
)  # fmt: skip
TOPICS = {"dc": ("Rechenzentr*", "data center*")}
ALL = "every change that is significant enough"

NAMELESS = [{"id": f"x{n}", "title": ""} for n in range(4)]  # one more than a check may lose and be complete


@pytest.mark.parametrize(
    ("alert", "fact", "why"),
    [
        ({}, {}, ALL),
        ({"sources": ("s",)}, {}, ALL),
        ({"sources": ("t",)}, {}, ""),
        ({"sources": ("t", "s")}, {}, ALL),
        ({"kinds": ("edited",)}, {}, ALL),
        ({"kinds": ("opened", "closed")}, {}, ""),
        ({"topic": "dc"}, {}, "topic dc: “data center*”"),
        ({"topic": "dc"}, {"after": "Cook\nWe build"}, ""),
        ({"topic": "dc"}, {"before": "Leiter Rechenzentrum\nx", "after": "Cook\nx"}, "topic dc: “Rechenzentr*”"),
        ({"phrase": "data center"}, {}, "new phrase: “data center”"),
        ({"phrase": "data center"}, {"before": "data center\n"}, ""),
        ({"phrase": "data centre"}, {}, ""),
        ({"phrase": "a data"}, {}, "new phrase: “a data”"),
        ({"topic": "dc", "phrase": "a data"}, {}, "topic dc: “data center*”; new phrase: “a data”"),
        ({"topic": "dc", "phrase": "nothing"}, {}, ""),
    ],
)
def test_which_alert_a_change_is_for(alert: dict[str, Any], fact: dict[str, Any], why: str) -> None:
    """Every condition of an alert must be met, and the reason names them."""
    assert rules.why(Alert("a", **alert), replace(FACT, **fact), TOPICS) == why


@pytest.mark.parametrize(
    ("least", "told"),
    [
        ("cosmetic", ["cosmetic", "template", "minor", "major"]),
        ("template", ["template", "minor", "major"]),
        ("minor", ["template", "minor", "major"]),
        ("major", ["major"]),
    ],
)
def test_how_much_a_change_must_weigh(least: str, told: list[str]) -> None:
    """A template edit counts as a minor one."""
    weights = ("cosmetic", "template", "minor", "major")
    assert [
        one for one in weights if rules.why(Alert("a", significance=least), replace(FACT, significance=one), {})
    ] == told


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("opened", ["cosmetic", "template", "minor", "major"]),
        ("closed", ["cosmetic", "template", "minor", "major"]),
        ("reopened", ["cosmetic", "template", "minor", "major"]),
        ("unlisted", ["cosmetic", "template", "minor"]),
    ],
)
def test_kinds_without_a_weight_are_taken(kind: str, told: list[str]) -> None:
    """Whatever the significance of edits; an unlisted posting is not a major event."""
    fact = replace(FACT, kind=kind, significance=None)
    assert [least for least in SIGNIFICANCES if rules.why(Alert("a", significance=least), fact, {})] == told
    assert rules.why(Alert("a", significance="cosmetic", kinds=("edited",)), fact, {}) == ""


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("cook", "a Cook!", True),
        ("cook", "a cooks", False),
        ("cook", "precook", False),
        ("cook*", "cooking", True),
        ("cook*", "precook", False),
        ("10th floor", "tenth floor", True),
        ("tenth floor", "the 10th floor", True),
        ("ⷠx", "aⷠxb", False),
        ("数据", "我数据们", True),
        ("かな", "ひらかなで", True),
        ("云", "我云们", True),
        ("数 据", "我数 据们", True),
        ("数据x", "我数据x们", True),
    ],
)
def test_where_a_phrase_stands(phrase: str, text: str, found: bool) -> None:
    """Whole words from end to end, any ending for `*`, ordinals as words; Chinese and Japanese anywhere."""
    assert bool(rules.first_phrase([phrase], text)) is found
    assert rules.first_phrase(["nothing", phrase, "cook"], text) == (
        phrase if found else rules.first_phrase(["cook"], text)
    )


SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="


def alert(name: str, digest: str = "run", **more: str) -> str:
    lines = "".join(f'{key} = "{value}"\n' for key, value in more.items())
    return f'[alerts.{name}]\nwebhook = "https://h.x.org/"\nsecret = "{SECRET}"\ndigest = "{digest}"\n{lines}'


def sent(root: Path) -> list[tuple[str, int]]:
    """Return each delivery's alert and how many changes it has, in the order of their making."""
    query = (
        "SELECT alert, (SELECT count(*) FROM delivery_changes WHERE delivery_id = d.id) AS n FROM deliveries AS d "
        "ORDER BY d.rowid"
    )
    return [(one["alert"], one["n"]) for one in rows(root, query)]


def try_all(root: Path) -> None:
    """Try every delivery once, in vain."""
    connection = connect(root / "tracker.db", write=True)
    for delivery in outbox.deliveries(connection):
        connection.execute("UPDATE deliveries SET attempts = 1, payload = '{}' WHERE id = ?", (delivery.id,))
    connection.close()


@pytest.fixture
def life(tmp_path: Path) -> Life:
    return Life(tmp_path)


def begin(life: Life, *alerts: str, sources: tuple[str, ...] = ("f",)) -> None:
    (life.root / "tracker.toml").write_text(feeds(*sources) + "".join(alerts))
    life.rows = {name: [row(n) for n in range(4)] for name in sources}
    life.check()
    assert sent(life.root) == []


def edit(life: Life, *numbers: int, word: str = "Chef", source: str = "f") -> None:
    life.rows[source] = [row(n, title=f"{word} of hall {n * 7}" if n in numbers else "Site Lead") for n in range(4)]


def test_a_baseline_is_told_to_nobody_and_an_edit_once(life: Life) -> None:
    """The baseline makes no delivery, a change makes one, and an unchanged check none."""
    begin(life, alert("a"))
    edit(life, 0, 1)
    life.check()
    assert sent(life.root) == [("a", 2)]
    life.check()
    assert sent(life.root) == [("a", 2)]


def test_without_alerts_nothing_waits(life: Life) -> None:
    """A project without alerts has no outbox, and its first alert does not report the past."""
    begin(life)
    edit(life, 0)
    life.check()
    edit(life, 0, 2)
    life.rows["f"] = [*(life.rows["f"] or ()), *NAMELESS]
    assert life.check()["f"].verdict.outcome == "partial"
    (life.root / "tracker.toml").write_text(feeds("f") + alert("a"))
    edit(life, 0, 1, 2)
    life.check()
    assert sent(life.root) == [("a", 1)]


def test_what_a_partial_check_saw_waits_for_a_good_one(life: Life) -> None:
    """Also through a failure; then it is sent once, together with what is new, and before it."""
    begin(life, alert("a"))
    edit(life, 0)
    life.rows["f"] = [*(life.rows["f"] or ()), *NAMELESS]
    assert life.check()["f"].verdict.outcome == "partial"
    assert sent(life.root) == []
    life.rows["f"] = None
    assert life.check()["f"].verdict.outcome == "failed"
    assert sent(life.root) == []
    edit(life, 0, 1)
    assert life.check()["f"].verdict.outcome == "complete"
    assert sent(life.root) == [("a", 2)]
    at = [
        one["at"]
        for one in rows(
            life.root, "SELECT at FROM changes JOIN delivery_changes AS d ON d.change_id = changes.id ORDER BY d.rowid"
        )
    ]
    assert at == sorted(at)
    assert len(set(at)) == 2
    life.check()
    assert sent(life.root) == [("a", 2)]


def test_what_waits_follows_a_source_to_its_new_name(life: Life) -> None:
    """A source that is renamed before its next good check is reported under the new name."""
    begin(life, alert("a"))
    edit(life, 0)
    life.rows["f"] = [*(life.rows["f"] or ()), *NAMELESS]
    assert life.check()["f"].verdict.outcome == "partial"
    renamed = feeds("f").replace("[sources.f]", '[sources.new]\nformerly = "f"')
    (life.root / "tracker.toml").write_text(renamed + alert("a"))
    edit(life, 0, 1)
    assert life.check()["new"].verdict.outcome == "complete"
    assert sent(life.root) == [("a", 2)]


def test_one_source_does_not_let_the_changes_of_another_go(life: Life) -> None:
    """What waits for a good check of one source still waits after a good check of another."""
    begin(life, alert("a"), sources=("f", "g"))
    edit(life, 0)
    life.rows["f"] = [*(life.rows["f"] or ()), *NAMELESS]
    edit(life, 1, source="g")
    life.check()
    assert sent(life.root) == [("a", 1)]


def test_an_alert_gets_what_is_for_it(life: Life) -> None:
    """The conditions of alerts are independent."""
    begin(life, alert("all"), alert("new", phrase="chef"), alert("none", phrase="pilot"))
    edit(life, 0)
    life.rows["f"] = [*(life.rows["f"] or ()), row(9, title="Cook")]
    life.check()
    assert sorted(sent(life.root)) == [("all", 2), ("new", 1)]


def test_a_phrase_that_stood_is_not_new_when_its_posting_closes_or_returns(life: Life) -> None:
    """An alert for a phrase fires with an opening or an edit that adds it, and at no other time."""
    begin(life, alert("phrase", phrase="lead the works"), alert("all"))
    full = [row(n, page="f") for n in range(4)]
    for rows_, kind in ((full, ""), (full[1:], "closed"), (full, "reopened"), ([*full, row(9, page="f")], "opened")):
        life.rows["f"] = rows_
        assert [one.kind for one in life.check()["f"].changes] == ([kind] if kind else [])
    assert [name for name, _ in sent(life.root)].count("all") == 3
    assert [name for name, _ in sent(life.root)].count("phrase") == 1


def test_an_event_each_and_a_group_as_one(life: Life) -> None:
    """With `event` each change is a delivery; the same edit on three postings is one."""
    begin(life, alert("a", "event"))
    edit(life, 0, 1)
    life.check()
    assert sent(life.root) == [("a", 1), ("a", 1)]
    life.rows["f"] = [{**one, "text": f"{one['text']} And a sentence for all."} for one in life.rows["f"] or ()]
    life.check()
    assert sent(life.root)[2:] == [("a", 4)]


@pytest.mark.parametrize(("digest", "run"), [("run", "the same"), ("daily", "")])
def test_a_digest_that_was_tried_does_not_grow(life: Life, digest: str, run: str) -> None:
    """Until it is tried, a delivery takes more changes; after that a new one is made."""
    begin(life, alert("a", digest))
    edit(life, 0)
    life.check(run)
    edit(life, 0, 1)
    life.check(run, same_day=True)
    assert sent(life.root) == [("a", 2)]
    try_all(life.root)
    edit(life, 0, 1, 2)
    life.check(run, same_day=True)
    assert sent(life.root) == [("a", 2), ("a", 1)]


def test_two_runs_and_two_days_are_two_digests(life: Life) -> None:
    """Each run, and each day, has its own delivery."""
    begin(life, alert("r"), alert("d", "daily"))
    edit(life, 0)
    life.check()
    edit(life, 0, 1)
    life.check("later", same_day=True)
    edit(life, 0, 1, 2)
    life.check()
    assert sorted(sent(life.root)) == [("d", 1), ("d", 2), ("r", 1), ("r", 1), ("r", 1)]
    due = {one["alert"]: one["next_attempt_at"] for one in rows(life.root, "SELECT * FROM deliveries ORDER BY rowid")}
    assert due == {"d": "2026-01-04T00:00:00.000Z", "r": "2026-01-03T06:00:00.000Z"}


def payload(life: Life) -> dict[str, Any]:
    """Return what the newest delivery tells."""
    here, connection = project.load(life.root), reader(life.root)
    (delivery,) = outbox.deliveries(connection, "rowid = (SELECT max(rowid) FROM deliveries)")
    found = outbox.payload(connection, here.settings.alerts[delivery.alert], here.settings, delivery.id, life.at)
    connection.close()
    return dict(found["data"])


@pytest.mark.parametrize(("count", "shown", "more"), [(50, 50, 0), (51, 50, 1), (60, 50, 10)])
def test_fifty_changes_are_told_in_full(life: Life, count: int, shown: int, more: int) -> None:
    """Further ones are counted."""
    begin(life, alert("a"))
    life.rows["f"] = [*(life.rows["f"] or ()), *(row(n, title=f"Cook {n * 3}") for n in range(10, 10 + count))]
    life.check()
    told = payload(life)
    assert (told["alert"], told["count"], len(told["changes"]), told["more"]) == ("a", count, shown, more)


def test_a_group_is_one_item_and_counts_its_postings(life: Life) -> None:
    """Four postings with one edit are one item; changes without a group are one item each."""
    begin(life, alert("a"))
    life.rows["f"] = [{**one, "text": f"{one['text']} And a sentence for all."} for one in life.rows["f"] or ()]
    life.rows["f"] += [row(9, title="Cook"), row(10, title="Pilot")]  # type: ignore[operator]
    life.check()
    told = payload(life)
    assert sorted((one["kind"], one["postings"]) for one in told["changes"]) == [
        ("edited", 4),
        ("opened", 1),
        ("opened", 1),
    ]
    assert (told["count"], told["more"]) == (6, 0)


def test_what_an_item_says(life: Life) -> None:
    """The current posting, the old and new fields, the words, and the reason."""
    begin(life, alert("a"))
    named = feeds("f").replace("[sources.f]", '[sources.f]\nname = "Acme"')
    (life.root / "tracker.toml").write_text(named + alert("a"))
    linked = {"url": "https://f.x.org/p/0"}
    life.rows["f"] = [row(0) | linked, *(life.rows["f"] or ())[1:]]
    life.check()
    life.rows["f"] = [row(0, place="Rome", text="You lead. ") | linked, *(life.rows["f"] or ())[1:]]
    life.check()
    (item,) = payload(life)["changes"]
    (change,) = rows(life.root, "SELECT * FROM changes WHERE kind = 'edited'")
    assert {name: item[name] for name in ("id", "posting", "source", "employer", "title", "location", "url")} == {
        "id": change["id"], "posting": "f.n0", "source": "f", "employer": "Acme", "title": "Site Lead 0",
        "location": "Rome", "url": "https://f.x.org/p/0",
    }  # fmt: skip
    assert {name: item[name] for name in ("at", "kind", "significance", "summary", "postings")} == {
        "at": life.at, "kind": "edited", "significance": "major", "summary": change["summary"], "postings": 1,
    }  # fmt: skip
    assert item["fields"] == {"location": {"old": "Oslo", "new": "Rome"}}
    assert item["why"] == ALL
    assert {span["op"] for line in item["words"] for span in line} >= {"-"}
    life.rows["f"] = [row(0, place="Rome", text="You lead. ") | linked, *(life.rows["f"] or ())[1:3]]
    life.check()
    life.check()
    (item,) = payload(life)["changes"]
    assert (item["kind"], item["fields"], item["words"]) == ("closed", {}, [])


def test_what_waits_and_is_no_more_is_forgotten(life: Life) -> None:
    """A change that a new fold removed is not sent, and does not stop the others."""
    begin(life, alert("a"))
    connection = connect(life.root / "tracker.db", write=True)
    connection.execute("INSERT INTO waiting VALUES ('gone', 'f')")
    connection.close()
    edit(life, 0)
    life.check()
    assert sent(life.root) == [("a", 1)]


def test_an_import_is_told_to_nobody(tmp_path: Path) -> None:
    """Imported changes cause no alerts."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for day, titles in ((1, ("Cook", "Pilot")), (2, ("Chef", "Pilot")), (3, ("Chef", "Pilot", "Baker"))):
        lines = "".join(f'<li class=o><a href="/jobs/{n}">{title}</a></li>' for n, title in enumerate(titles))
        (folder / f"2026-01-0{day}.html").write_text(f"<ul>{lines}</ul>")
    source = '[sources.a]\nboard = "html"\nurl = "https://a.example.org/jobs"\nitem = "li.o"\nrender = "never"\n'
    (tmp_path / "tracker.toml").write_text(source + alert("all"))
    done = CliRunner().invoke(main, ["-C", str(tmp_path), "import", "dir", str(folder), "--source", "a"])
    assert done.exit_code == 0, done.output
    assert told(tmp_path) == {"edited": 1, "opened": 1}
    assert sent(tmp_path) == []
    assert rows(tmp_path, "SELECT * FROM waiting") == []
