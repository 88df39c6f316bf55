"""The tables `[alerts.NAME]`: which changes or findings are sent, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.config.keys import ALERT_KEYS
from tracker.config.reader import Reader


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


def read(
    reader: Reader, raw: Mapping[str, object], topics: Mapping[str, object], sources: Mapping[str, object]
) -> dict[str, Alert]:
    """Return the alerts of `[alerts]`; their problems go to the reader."""
    found: dict[str, Alert] = {}
    for name in raw:
        path = f"alerts.{name}"
        table = reader.table(path, raw, name)
        values = reader.keys(path, table, ALERT_KEYS)
        alert = replace(Alert(name), **values)  # type: ignore[arg-type]
        if alert.topic and alert.topic not in topics:
            reader.choice(f"{path}.topic", alert.topic, tuple(topics) or ("(no topic is defined)",))
        for source in alert.sources:
            if source not in sources:
                reader.choice(f"{path}.sources", source, tuple(sources) or ("(no source is defined)",))
        reader.problems += destination_problems(path, table)
        found[name] = alert
    return found


def destination_problems(path: str, table: Mapping[str, object]) -> list[str]:
    """Return what is missing in a table for its messages to be sent somewhere."""
    if "webhook" not in table and "apprise" not in table:
        return [f"{path}: has no destination; add webhook = … with secret = …, or apprise = …"]
    if "webhook" in table and "secret" not in table:
        return [f'{path}.secret: is missing; alerts are signed: secret = "env:TRACKER_WEBHOOK_SECRET"']
    return []
