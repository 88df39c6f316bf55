"""Read tracker.toml. Unknown keys are errors, and all problems are reported at once, each with its path."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tracker.config import alerts as alerts_of
from tracker.config import operator as operator_of
from tracker.config import site as site_of
from tracker.config.alerts import Alert
from tracker.config.credentials import NONE, Credentials, without_addresses, without_secrets
from tracker.config.editors import of_key, table
from tracker.config.keys import (
    ALERT_KEYS,
    BROWSER_KEYS,
    EXCLUDE_KEYS,
    OPERATOR_KEYS,
    RETENTION_KEYS,
    SITE_KEYS,
    SOURCE_KEYS,
    TOP_KEYS,
)
from tracker.config.operator import Operator
from tracker.config.reader import LONGEST_SLUG, SLUG_PATTERN, Reader
from tracker.config.site import Site
from tracker.config.summaries import SUMMARY_KEYS, Summaries, problems_of
from tracker.config.values import Key
from tracker.model import Source
from tracker.model.errors import ConfigError

__all__ = ["LONGEST_SLUG", "Alert", "Settings", "Site", "Summaries", "parse", "schema"]

# What to do about a problem, by how the message of tomllib about it begins.
_TOML_HINTS = {
    "Invalid value": "write texts in quotes, and true and false in lower case",
    "Cannot overwrite a value": "this key is set twice; remove one of the two",
    "Cannot declare": "this table is defined twice; write all of its keys below one heading",
    "Expected '=' after a key": "a line is a heading in brackets, key = value, or a comment that begins with #",
}
BUILT_IN = Source(slug="", url="")
LARGEST = 4_000_000  # characters of the file: twenty thousand sources


@dataclass(frozen=True, slots=True)
class Settings:
    """The content of tracker.toml. `topics` maps a topic to its phrases.

    `defaults` is a source that sets nothing of its own: what `[defaults]` says, and the built-in values.
    `keep_replies` is how many seconds replies are kept, 0 for ever. `credentials` has the secrets of each source's addresses, which were removed from `sources`.
    """

    contact: str = ""
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    browser_path: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    credentials: Mapping[str, Credentials] = field(default_factory=dict, repr=False)
    summaries: Summaries = field(default_factory=Summaries)
    site: Site = field(default_factory=Site)
    operator: Operator = field(default_factory=Operator)
    heartbeat: str = ""
    keep_replies: float = 0.0
    defaults: Source = field(default=BUILT_IN, repr=False)

    def credentials_of(self, slug: str) -> Credentials:
        """Return the secrets in the addresses of a source."""
        return self.credentials.get(slug, NONE)


def parse(text: str, where: str = "tracker.toml", boards: Collection[str] = ()) -> Settings:
    """Return the settings in the text of a tracker.toml. `boards` are the allowed values of `board`.

    Raise ConfigError with every problem that was found.
    """
    if len(text) > LARGEST:
        raise ConfigError(where, [f"it has {len(text):,} characters; at most {LARGEST:,} are allowed"])
    try:
        raw = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of more than 4,300 digits
        raise ConfigError(where, [f"it is not TOML: {error}{_hint(str(error))}"]) from error
    except RecursionError as error:
        raise ConfigError(where, ["it is nested too deeply: no key needs more than three levels"]) from error
    reader = Reader(boards)
    settings = _settings(reader, raw)
    if reader.problems:
        raise ConfigError(where, reader.problems)
    return settings


def _settings(reader: Reader, raw: Mapping[str, object]) -> Settings:
    reader.unknown("", raw, TOP_KEYS)
    contact = reader.value("contact", raw["contact"], TOP_KEYS["contact"]) if "contact" in raw else ""
    topics = _topics(reader, reader.table("topics", raw))
    browser = reader.keys("browser", reader.table("browser", raw), BROWSER_KEYS)
    common = reader.keys("defaults", reader.table("defaults", raw), SOURCE_KEYS)
    defaults = replace(BUILT_IN, **common)  # type: ignore[arg-type]
    written = _sources(reader, reader.table("sources", raw), common)
    split = {slug: without_secrets(source) for slug, source in written.items()}
    sources = {slug: source for slug, (source, _) in split.items()}
    credentials = {slug: secret for slug, (_, secret) in split.items()}
    alerts = alerts_of.read(reader, reader.table("alerts", raw), topics, sources)
    apart = _apart(reader, reader.table("apart", raw))
    summaries = replace(Summaries(), **reader.keys("summaries", reader.table("summaries", raw), SUMMARY_KEYS))  # type: ignore[arg-type]
    reader.problems += problems_of(raw, summaries)
    site = site_of.read(reader, reader.table("site", raw))
    path = str(browser.get("path", ""))
    operator = operator_of.read(reader, raw, alerts)
    beat = reader.value("heartbeat", raw["heartbeat"], TOP_KEYS["heartbeat"]) if "heartbeat" in raw else ""
    seconds = reader.keys("retention", reader.table("retention", raw), RETENTION_KEYS).get("replies", 0.0)
    keep = seconds if isinstance(seconds, float) else 0.0
    beat = str(beat or "")
    return Settings(
        contact=str(contact or ""),
        topics=topics,
        browser_path=path,
        sources=sources,
        alerts=alerts,
        apart=apart,
        credentials=credentials,
        summaries=summaries,
        site=site,
        operator=operator,
        heartbeat=beat,
        keep_replies=keep,
        defaults=defaults,
    )


def _hint(problem: str) -> str:
    """Return what to do about a problem of the TOML parser, "" if its own message says it."""
    for begins, hint in _TOML_HINTS.items():
        if problem.startswith(begins):
            return f"; {hint}"
    return ""


def _topics(reader: Reader, raw: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    topics = {name: reader.value(f"topics.{name}", value, Key("texts", "")) for name, value in raw.items()}
    return {name: value for name, value in topics.items() if isinstance(value, tuple)}


def _apart(reader: Reader, raw: Mapping[str, object]) -> frozenset[frozenset[str]]:
    pairs = set()
    for name, value in raw.items():
        pair = frozenset(name.split())
        if len(pair) != 2:  # noqa: PLR2004
            reader.problems.append(f'apart: should name two postings, "one other", not {name!r}')
        if isinstance(value, str):
            pairs.add(pair)
        else:
            reader.problems.append(
                f"apart.{name!r}: should be a text, such as a reason or a date, not {without_addresses(value)}"
            )
    return frozenset(pairs)


def _sources(reader: Reader, raw: Mapping[str, object], common: Mapping[str, object]) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for slug in raw:
        path = f"sources.{slug}"
        table = reader.table(path, raw, slug)
        values = {**common, **reader.keys(path, table, SOURCE_KEYS)}
        if not reader.slug(path, slug):
            continue
        if "url" not in table:
            reader.problems.append(f'{path}: has no url; add url = "https://…", the careers page')
        if values.get("formerly") in raw:
            reader.problems.append(
                f"{path}.formerly: {values['formerly']!r} is still a source here; remove one of the two"
            )
        sources[slug] = replace(Source(slug=slug, url=""), **values)  # type: ignore[arg-type]
    return sources


def schema(boards: Collection[str] = ()) -> dict[str, object]:
    """Return the JSON schema (2020-12) of tracker.toml, for editors."""
    source = table({name: _schema_of(key, boards) for name, key in SOURCE_KEYS.items()})
    excluded = table({name: _schema_of(key, boards) for name, key in EXCLUDE_KEYS.items()})
    keys: dict[str, object] = {name: _schema_of(key, boards) for name, key in ALERT_KEYS.items()}
    alert = table({**keys, "exclude": excluded})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tracker.toml",
        **table(
            {
                "contact": _schema_of(TOP_KEYS["contact"], boards),
                "defaults": source,
                "topics": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
                "browser": table({name: _schema_of(key, boards) for name, key in BROWSER_KEYS.items()}),
                "sources": {
                    "type": "object",
                    "propertyNames": {"pattern": f"^{SLUG_PATTERN}$", "maxLength": LONGEST_SLUG},
                    "additionalProperties": {**source, "required": ["url"]},
                },
                "alerts": {"type": "object", "additionalProperties": alert},
                "operator": table({name: _schema_of(key, boards) for name, key in OPERATOR_KEYS.items()}),
                "heartbeat": _schema_of(TOP_KEYS["heartbeat"], boards),
                "site": table({name: _schema_of(key, boards) for name, key in SITE_KEYS.items()}),
                "retention": table({name: _schema_of(key, boards) for name, key in RETENTION_KEYS.items()}),
                "summaries": table({name: _schema_of(key, boards) for name, key in SUMMARY_KEYS.items()}),
                "apart": {"type": "object", "additionalProperties": {"type": "string"}},
            }
        ),
    }


def _schema_of(key: Key, boards: Collection[str]) -> dict[str, object]:
    return of_key(key.kind, key.about, boards if key.kind == "board" else key.choices)
