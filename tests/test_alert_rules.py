"""The keys of an alert: fields, places, departments, postings, exclusions, times, and mistakes in them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.living import Life, feeds, row
from tests.tables import rows
from tracker import config
from tracker.alerts import rules, times
from tracker.alerts.rules import Rules
from tracker.alerts.where import Place
from tracker.config import Alert
from tracker.config.alerts import Exclude
from tracker.model import iso, moment
from tracker.model.errors import ConfigError

BERLIN = Place("Berlin", "Berlin", "Land Berlin", "DE")
FACT = rules.Fact(
    "i", "s.a", "s", "Acme", "2026-01-02", "edited", "minor", "Cook", "https://x.example/jobs/7/", "Berlin", "s", None,
    before="Cook\nWe build the halls", after="Cook\nWe build a data center for C++", fields={"pay": (None, "$9")},
    department="Kitchen, Data Center Food", places=(BERLIN,),
)  # fmt: skip
TOPICS = {"dc": ("Rechenzentr*", "data center*"), "cooks": ("cook*",)}


@pytest.mark.parametrize(
    ("alert", "fact", "unmet"),
    [
        ({"fields": ("pay", "title")}, {}, ""),
        ({"fields": ("text",)}, {}, ""),
        ({"fields": ("text",)}, {"before": FACT.after}, "fields = ['text']"),
        ({"fields": ("title",)}, {}, "fields = ['title']"),
        ({"fields": ("pay",)}, {"kind": "opened"}, "fields = ['pay']"),
        ({"places": ("Berlin",)}, {}, ""),
        ({"places": ("Germany",)}, {}, ""),
        ({"places": ("Deutschland",)}, {}, ""),
        ({"places": ("de",)}, {}, ""),
        ({"places": ("Land Berlin",)}, {}, ""),
        ({"places": ("Paris", "fr")}, {}, "places = ['Paris', 'fr']"),
        ({"places": ("CA",)}, {"places": (Place("LA", "Los Angeles", "California", "US"),)}, "places = ['CA']"),
        ({"places": ("California",)}, {"places": (Place("LA", "Los Angeles", "California", "US"),)}, ""),
        ({"places": ("Germany",)}, {"places": ()}, "places = ['Germany']"),
        ({"departments": ("data center*",)}, {}, ""),
        ({"departments": ("food service",)}, {}, "departments = ['food service']"),
        ({"departments": ("kitchen",)}, {"department": None}, "departments = ['kitchen']"),
        ({"postings": ("s.a",)}, {}, ""),
        ({"postings": ("http://www.x.example/jobs/7#top",)}, {}, ""),
        ({"postings": ("s.b",)}, {}, "postings = ['s.b']"),
        ({"phrase": "C++"}, {}, ""),
        ({"phrase": "C"}, {}, "phrase = 'C'"),
        ({"phrase": "Berlin"}, {"before": ""}, ""),
        ({"phrase": "Berlin"}, {}, "phrase = 'Berlin'"),
        ({"exclude": Exclude(phrase=("halls",))}, {}, ""),
        ({"exclude": Exclude(phrase=("x", "data center"))}, {}, "exclude.phrase = 'data center'"),
        ({"exclude": Exclude(topic=("cooks",))}, {}, "exclude.topic = 'cooks'"),
        ({"exclude": Exclude(sources=("s",))}, {}, "exclude.sources = 's'"),
        ({"exclude": Exclude(kinds=("edited",))}, {}, "exclude.kinds = 'edited'"),
        ({"exclude": Exclude(places=("DE",))}, {}, "exclude.places = 'DE'"),
        ({"exclude": Exclude(departments=("kitchen",))}, {}, "exclude.departments = 'Kitchen, Data Center Food'"),
        ({"exclude": Exclude(postings=("s.a",))}, {}, "exclude.postings = 's.a'"),
        ({"exclude": Exclude(fields=("pay",))}, {}, ""),
        ({"exclude": Exclude(fields=("pay", "text"))}, {}, "exclude.fields = ['pay', 'text']"),
    ],
)
def test_what_an_alert_asks_for(alert: dict[str, Any], fact: dict[str, Any], unmet: str) -> None:
    """Each key, met and not met. `exclude` is met if any of its conditions is, `fields` only if nothing else changed."""
    assert rules.unmet(Alert("a", **alert), replace(FACT, **fact), TOPICS) == unmet
    assert bool(rules.why(Alert("a", **alert), replace(FACT, **fact), TOPICS)) is not bool(unmet)


def test_many_rules_at_once_match_what_each_matches_alone() -> None:
    """The combined index leaves out no alert, and adds none, in the order of the file."""
    chance = random.Random(7)
    words = ["cook", "data center", "halls", "C++", "Berlin", "kitchen", "nothing"]
    alerts = []
    for number in range(200):
        keys: dict[str, Any] = {"topic": chance.choice(["", "", "dc", "cooks"]), "phrase": chance.choice(["", *words])}
        keys["kinds"] = chance.choice([(), ("edited",), ("opened",)])
        keys["exclude"] = Exclude(phrase=tuple(chance.sample(words, 1)) if number % 3 else ())
        alerts.append(Alert(f"a{number}", places=chance.choice([(), ("DE",), ("Oslo",)]), **keys))
    together = Rules(alerts, TOPICS)
    for fact in (
        FACT,
        replace(FACT, kind="opened", before=""),
        replace(FACT, before=FACT.after),
        replace(FACT, places=()),
    ):
        alone = [alert.name for alert in alerts if rules.why(alert, fact, TOPICS)]
        assert [alert.name for alert in together.matching(fact)] == alone
        assert alone
        assert len(alone) < 200


@pytest.mark.parametrize(
    ("alert", "at", "due"),
    [
        ({"digest": "daily"}, "2026-01-02T06:00", "2026-01-03T00:00"),
        ({"digest": "daily", "at": "08:00"}, "2026-01-02T06:00", "2026-01-02T08:00"),
        ({"digest": "daily", "at": "08:00"}, "2026-01-02T08:00", "2026-01-03T08:00"),
        ({"digest": "daily", "at": "08:00", "time_zone": "Europe/Berlin"}, "2026-01-02T06:59", "2026-01-02T07:00"),
        ({"digest": "daily", "at": "08:00", "time_zone": "Europe/Berlin"}, "2026-03-28T12:00", "2026-03-29T06:00"),
        ({"digest": "daily", "at": "02:30", "time_zone": "Europe/Berlin"}, "2026-03-28T12:00", "2026-03-29T01:30"),
        ({"digest": "daily", "at": "02:30", "time_zone": "Europe/Berlin"}, "2026-10-24T12:00", "2026-10-25T00:30"),
        ({"digest": "daily", "at": "00:30", "time_zone": "Pacific/Auckland"}, "2026-01-02T11:00", "2026-01-02T11:30"),
        ({"digest": "weekly", "at": "08:00"}, "2026-01-02T06:00", "2026-01-05T08:00"),
        ({"digest": "weekly", "weekday": "friday", "at": "08:00"}, "2026-01-02T06:00", "2026-01-02T08:00"),
        ({"digest": "weekly", "weekday": "friday"}, "2026-01-02T06:00", "2026-01-09T00:00"),
        ({"digest": "daily", "at": "23:00", "quiet": "22:00-07:00"}, "2026-01-02T06:00", "2026-01-03T07:00"),
    ],
)
def test_when_a_digest_is_sent(alert: dict[str, Any], at: str, due: str) -> None:
    """At the next such time in its time zone. A skipped hour counts as an hour later; of a repeated one, the first counts."""
    assert times.period(Alert("a", **alert), f"{at}:00.000Z")[1] == f"{due}:00.000Z"


@pytest.mark.parametrize(
    ("quiet", "zone", "at", "due"),
    [
        ("22:00-07:00", "UTC", "2026-01-02T21:59", "2026-01-02T21:59"),
        ("22:00-07:00", "UTC", "2026-01-02T22:00", "2026-01-03T07:00"),
        ("22:00-07:00", "UTC", "2026-01-03T06:59", "2026-01-03T07:00"),
        ("22:00-07:00", "UTC", "2026-01-03T07:00", "2026-01-03T07:00"),
        ("12:00-13:00", "UTC", "2026-01-03T12:30", "2026-01-03T13:00"),
        ("12:00-13:00", "UTC", "2026-01-03T23:30", "2026-01-03T23:30"),
        ("22:00-07:00", "Europe/Berlin", "2026-03-28T23:00", "2026-03-29T05:00"),
        ("22:00-07:00", "Europe/Berlin", "2026-10-24T23:00", "2026-10-25T06:00"),
        ("22:00-07:00", "America/New_York", "2026-01-02T02:59", "2026-01-02T02:59"),
        ("22:00-07:00", "America/New_York", "2026-01-02T03:00", "2026-01-02T12:00"),
    ],
)
def test_quiet_hours_end(quiet: str, zone: str, at: str, due: str) -> None:
    """What happens in quiet hours is held until they end, across midnight and across clock changes."""
    assert times.after_quiet(Alert("a", quiet=quiet, time_zone=zone), f"{at}:00.000Z") == f"{due}:00.000Z"


def test_a_year_of_days() -> None:
    """In every time zone, each day has exactly one digest, at its time, or where the clock skipped it."""
    for zone in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"):
        alert = Alert("a", digest="daily", at="02:15", time_zone=zone)
        at, seen = "2026-01-01T00:00:00.000Z", []
        for _ in range(366):
            name, at = times.period(alert, at)
            seen.append(name)
        assert len(set(seen)) == 366
        end = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=366)
        assert abs(moment(at) - end) < timedelta(days=1)
        assert moment(at).astimezone(ZoneInfo(zone)).strftime("%H:%M") == "02:15"


def test_muted_until_a_day() -> None:
    """Until that day begins in the alert's time zone."""
    alert = Alert("a", mute_until="2026-12-24", time_zone="Europe/Berlin")
    assert times.is_muted(alert, "2026-12-23T22:59:59.999Z")
    assert not times.is_muted(alert, "2026-12-23T23:00:00.000Z")
    assert not times.is_muted(Alert("a"), iso(datetime.now(UTC)))


BEGIN = '[sources.tesla]\nurl = "https://x.example/"\n[topics]\ndata-center = ["data center*"]\n[alerts.a]\napprise = "json://x"\n'


def test_mistakes_are_named_with_what_was_meant() -> None:
    """Each wrong value has a message with its key and the nearest known value."""
    cases = {
        'places = ["Berln"]': "places: 'Berln' is not a known city, region or country; did you mean 'Berlin'?",
        'places = ["Germny"]': "did you mean 'Germany'?",
        'places = ["Qwertzuiop"]': "for a smaller place, use phrase",
        'fields = ["salary"]': "fields: should be one of title, text",
        'fields = ["titel"]': "did you mean 'title'?",
        'postings = ["tesle.1"]': "did you mean 'tesla.1'?",
        'departments = ["!!!"]': "departments: '!!!' has no word",
        'phrase = "*"': "phrase: '*' has no word",
        'quiet = "22-7"': 'quiet: should be two times of day, "22:00-07:00"',
        'quiet = "22:00-22:00"': "begins and ends at the same time",
        'digest = "daily"\nat = "8:00"': 'at: should be a time of day in quotes, "08:00"',
        'at = "08:00"': 'at: needs digest = "daily" or "weekly"',
        'weekday = "monday"': 'weekday: needs digest = "weekly"',
        'digest = "weekly"\nweekday = "mondy"': "did you mean 'monday'?",
        'digest = "monthly"': "digest: should be one of event, run, daily, weekly",
        'quiet = "22:00-07:00"\ntime_zone = "Europe/Berln"': "did you mean 'Europe/Berlin'?",
        'quiet = "22:00-07:00"\ntime_zone = "../../etc/passwd"': "is not a time zone",
        'time_zone = "Europe/Berlin"': "time_zone: applies to quiet, at and mute_until",
        'mute_until = "soon"': "mute_until: should be a date, 2026-12-24",
        'mute_until = "2026-02-30"': "is not a day of the calendar",
        'findings = ["pay"]\nfields = ["pay"]': "fields: is for changes",
        'findings = ["pay"]\nkinds = ["closed"]': "kinds: is for changes; an alert with findings may have sources, topic, phrase",
        'findings = ["pay"]\nsignificance = "major"': "significance: is for changes",
        'findings = ["pay"]\nplaces = ["Berlin"]': "places: is for changes",
        'findings = ["pay"]\nexclude = { places = ["Berlin"] }': "exclude.places: is for changes; to exclude findings, use",
        'findings = ["pay"]\nexclude = { kinds = ["closed"] }': "exclude.kinds: is for changes",
        'exclude = { findings = ["pay"] }': "exclude.findings: is for findings, and this alert is for changes",
        "min_score = 0.5": 'min_score: is for findings, and this alert is for changes; add findings = ["new-phrase"]',
        'fields = ["pay"]\nkinds = ["closed"]': 'fields: applies to edits; add "edited" to kinds',
        'significance = "major"\nkinds = ["opened", "closed"]': "significance: applies to edits",
        'exclude = { phrases = ["x"] }': "exclude.phrases: unknown key; did you mean 'phrase'?",
        'exclude = { topic = "data-centre" }': "did you mean 'data-center'?",
        'exclude = { sources = ["tesls"] }': "did you mean 'tesla'?",
        "exclude = 3": "should be a table",
        "kinds = []": "kinds: is an empty list",
        "exclude = { phrase = [] }": "exclude.phrase: is an empty list",
        'digest = "daily"\nat = 08:00:00': 'at: should be a time of day in quotes, "08:00", not 08:00:00',
    }
    for line, problem in cases.items():
        with pytest.raises(ConfigError) as raised:
            config.parse(f"{BEGIN}{line}\n")
        assert problem in str(raised.value), line
    assert len(cases) == 37


def test_what_is_right_is_read() -> None:
    """A date may be a TOML date; a phrase of `exclude` may be one or several."""
    text = (
        'places = ["Berlin", "us", "Côte d’Ivoire", "Munich"]\nfields = ["pay"]\npostings = ["tesla.1", "https://x.example/1"]\n'
        'mute_until = 2026-12-24\nquiet = "22:00-07:00"\ndigest = "weekly"\nweekday = "friday"\nat = "08:00"\n'
        'time_zone = "Europe/Berlin"\n[alerts.a.exclude]\nphrase = "x"\ntopic = ["data-center"]\n'
    )
    alert = config.parse(BEGIN + text).alerts["a"]
    assert (alert.mute_until, alert.exclude.phrase, alert.exclude.topic) == ("2026-12-24", ("x",), ("data-center",))


def test_the_night_is_one_message(tmp_path: Path) -> None:
    """What several runs find in the quiet hours is one delivery, due at their end. A muted alert has none."""
    hook = 'webhook = "https://h.x.org/"\nsecret = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="\n'
    alerts = f'[alerts.q]\nquiet = "05:00-07:00"\n{hook}[alerts.m]\nmute_until = 2030-01-01\n{hook}[alerts.p]\nplaces = ["Rome"]\n{hook}'
    life = Life(tmp_path, feeds("f") + alerts)
    life.rows["f"] = [row(n) for n in range(4)]
    life.check()
    life.rows["f"] = [row(0, title="Chef"), *(row(n) for n in range(1, 4))]
    life.check("one")
    life.rows["f"] = [row(0, title="Chef"), row(1, place="Rome"), row(2), row(3)]
    life.check("two", same_day=True)
    found = rows(
        tmp_path,
        "SELECT alert, next_attempt_at, (SELECT count(*) FROM delivery_changes WHERE delivery_id = id) AS n FROM deliveries",
    )
    assert sorted((one["alert"], one["next_attempt_at"][11:16], one["n"]) for one in found) == [
        ("p", "06:00", 1),
        ("q", "07:00", 2),
    ]
