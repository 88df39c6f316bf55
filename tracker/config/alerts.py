"""The tables `[alerts.NAME]`: which changes or findings are sent, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.config import alert_checks
from tracker.config.keys import ALERT_KEYS, EXCLUDE_KEYS
from tracker.config.reader import Reader


@dataclass(frozen=True, slots=True)
class Exclude:
    """What an alert is never sent for: a change or finding that has any of these."""

    topic: tuple[str, ...] = ()
    phrase: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    postings: tuple[str, ...] = ()


NOTHING = Exclude()


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert rule and where its alerts go. `env:NAME` is kept as written, and looked up when it is used."""

    name: str
    topic: str = ""
    phrase: str = ""
    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    significance: str = "minor"
    findings: tuple[str, ...] = ()
    min_score: float = 0.0
    question: str = ""
    webhook: str = ""
    secret: str | tuple[str, ...] = ""
    apprise: str = ""
    format: str = "standard"
    digest: str = "run"
    allow_private: bool = False
    fields: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    postings: tuple[str, ...] = ()
    exclude: Exclude = NOTHING
    quiet: str = ""
    at: str = "00:00"
    weekday: str = "monday"
    time_zone: str = "UTC"
    mute_until: str = ""


def read(
    reader: Reader, raw: Mapping[str, object], topics: Mapping[str, object], sources: Mapping[str, object]
) -> dict[str, Alert]:
    """Return the alerts of `[alerts]`; their problems go to the reader."""
    alerts: dict[str, Alert] = {}
    for name in raw:
        path = f"alerts.{name}"
        table = reader.table(path, raw, name)
        values = reader.keys(path, table, ALERT_KEYS)
        values.pop("exclude", None)
        exclude_table = reader.table(f"{path}.exclude", table, "exclude")
        excluded = reader.keys(f"{path}.exclude", exclude_table, EXCLUDE_KEYS)
        exclude = replace(NOTHING, **excluded)  # type: ignore[arg-type]
        alert = replace(Alert(name), **values, exclude=exclude)  # type: ignore[arg-type]
        for where, rule in ((path, alert), (f"{path}.exclude", exclude)):
            alert_checks.names(reader, where, rule, topics, sources)
        alert_checks.timing(reader, path, table, alert)
        alert_checks.subjects(reader, path, table, exclude_table, alert)
        reader.problems += destination_problems(path, table)
        alerts[name] = alert
    return alerts


def destination_problems(path: str, table: Mapping[str, object]) -> list[str]:
    """Return what is missing in a table for its messages to be sent somewhere."""
    if "webhook" not in table and "apprise" not in table:
        return [f"{path}: has no destination; add webhook = … with secret = …, or apprise = …"]
    if "webhook" in table and "secret" not in table:
        return [f'{path}.secret: is missing; alerts are signed: secret = "env:TRACKER_WEBHOOK_SECRET"']
    return []
