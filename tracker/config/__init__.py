"""Read tracker.toml. Unknown keys are errors, and all problems are reported at once, each with its path."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from tracker.config.credentials import NONE, Credentials, beginning, without_addresses, without_secrets, wrong
from tracker.config.editors import of_key, table
from tracker.config.keys import ALERT_KEYS, BROWSER_KEYS, SOURCE_KEYS, TOP_KEYS
from tracker.config.summaries import SUMMARY_KEYS, Summaries, problems_of
from tracker.config.values import Key, duration, environment_problem, secret_problem, size
from tracker.extract import urls
from tracker.model import Source
from tracker.model.errors import ConfigError

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
LONGEST_SLUG = 100  # characters: it names a directory and is part of every id; file systems allow 255 bytes
LARGEST = 4_000_000  # characters of the file: twenty thousand sources
_SHOWN = 20  # unknown keys of one table that an error lists
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert rule and where its alerts go. `secret` is as written; `env:NAME` is looked up when it is used."""

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
    secret: str = ""
    apprise: str = ""
    digest: str = "run"
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The content of tracker.toml. `topics` maps a topic to its phrases.

    `credentials` has the secrets of each source's addresses, which were removed from `sources`.
    """

    contact: str = ""
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    browser_path: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    alerts: Mapping[str, Alert] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()
    credentials: Mapping[str, Credentials] = field(default_factory=dict, repr=False)
    summaries: Summaries = field(default_factory=Summaries)

    def credentials_of(self, slug: str) -> Credentials:
        """Return the secrets in the addresses of a source."""
        return self.credentials.get(slug, NONE)


def parse(text: str, where: str = "tracker.toml", boards: Collection[str] = ()) -> Settings:
    """Return the settings in the text of a tracker.toml. `boards` are the allowed values of `board`.

    Raise ConfigError with every problem that was found.
    """
    if len(text) > LARGEST:
        raise ConfigError(
            where, [f"it has {len(text):,} characters, and may have {LARGEST:,}; remove what is not needed"]
        )
    try:
        raw = tomllib.loads(text)
    except ValueError as error:  # TOMLDecodeError, or a number of more than 4,300 digits
        raise ConfigError(where, [f"it is not TOML: {error}"]) from error
    except RecursionError as error:
        raise ConfigError(where, ["it is nested too deeply: no key needs more than three levels"]) from error
    reader = _Reader(boards)
    settings = reader.settings(raw)
    if reader.problems:
        raise ConfigError(where, reader.problems)
    return settings


class _Reader:
    """Reads the file once and collects its problems."""

    def __init__(self, boards: Collection[str]) -> None:
        self.boards = boards
        self.problems: list[str] = []

    def settings(self, raw: Mapping[str, object]) -> Settings:
        self.unknown("", raw, TOP_KEYS)
        contact = self.value("contact", raw["contact"], TOP_KEYS["contact"]) if "contact" in raw else ""
        topics = self.topics(self.table("topics", raw))
        browser = self.keys("browser", self.table("browser", raw), BROWSER_KEYS)
        written = self.sources(self.table("sources", raw), self.table("defaults", raw))
        taken = {slug: without_secrets(source) for slug, source in written.items()}
        sources = {slug: source for slug, (source, _) in taken.items()}
        credentials = {slug: secret for slug, (_, secret) in taken.items()}
        alerts = self.alerts(self.table("alerts", raw), topics, sources)
        apart = self.apart(self.table("apart", raw))
        told = replace(Summaries(), **self.keys("summaries", self.table("summaries", raw), SUMMARY_KEYS))  # type: ignore[arg-type]
        self.problems += problems_of(raw, told)
        path = str(browser.get("path", ""))
        return Settings(str(contact or ""), topics, path, sources, alerts, apart, credentials, told)

    def table(self, path: str, raw: Mapping[str, object], name: str = "") -> Mapping[str, object]:
        found = raw.get(name or path, {})
        if isinstance(found, Mapping):
            return found
        self.problems.append(f"{path}: should be a table, [{path}], not {without_addresses(found)}")
        return {}

    def unknown(self, path: str, raw: Mapping[str, object], keys: Mapping[str, Key]) -> None:
        unknown = [key for key in raw if key not in keys]
        for key in unknown[:_SHOWN]:
            near = difflib.get_close_matches(key, keys, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(sorted(keys))}"
            self.problems.append(f"{path + '.' if path else ''}{_cut(key)}: unknown key; {hint}")
        if len(unknown) > _SHOWN:
            self.problems.append(f"{path or 'the file'}: {len(unknown) - _SHOWN:,} more unknown keys")

    def keys(self, path: str, raw: Mapping[str, object], keys: Mapping[str, Key]) -> dict[str, object]:
        self.unknown(path, raw, keys)
        found = {key: self.value(f"{path}.{key}", value, keys[key]) for key, value in raw.items() if key in keys}
        return {key: value for key, value in found.items() if value is not None}

    def value(self, path: str, value: object, key: Key) -> object | None:
        if isinstance(value, str) and (found := _CONTROLS.search(value)):
            self.problems.append(f"{path}: has a control character, {found[0]!r}; remove it")
            return None
        reader: Callable[[str, object, Key], object | None] = getattr(self, f"_{key.kind}")
        return reader(path, value, key)

    def _text(self, path: str, value: object, _key: Key) -> object | None:
        if isinstance(value, str) and value.strip():
            return value
        self.problems.append(f"{path}: should be a text in quotes, not {without_addresses(value)}")
        return None

    def _texts(self, path: str, value: object, key: Key) -> object | None:
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.problems.append(f'{path}: should be a list of texts, ["…", "…"], not {without_addresses(value)}')
            return None
        for item in value:
            if key.choices and item not in key.choices:
                self.choice(path, item, key.choices)
        return tuple(value)

    def _flag(self, path: str, value: object, _key: Key) -> object | None:
        if isinstance(value, bool):
            return value
        self.problems.append(f"{path}: should be true or false, not {without_addresses(value)}")
        return None

    def _share(self, path: str, value: object, _key: Key) -> object | None:
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        self.problems.append(f"{path}: should be a number from 0 to 1, not {without_addresses(value)}")
        return None

    def _duration(self, path: str, value: object, _key: Key) -> object | None:
        seconds = duration(value) if isinstance(value, str) else None
        if seconds is None:
            self.problems.append(
                f'{path}: should be a time such as "500ms", "1s", "6h" or "7d", not {without_addresses(value)}'
            )
        return seconds

    def _span(self, path: str, value: object, key: Key) -> object | None:
        """Read a duration that must be above zero."""
        seconds = self._duration(path, value, key)
        if seconds != 0:
            return seconds
        self.problems.append(f'{path}: should be longer than 0, "1h" for example, not {without_addresses(value)}')
        return None

    def _size(self, path: str, value: object, _key: Key) -> object | None:
        found = size(value)
        if found is None:
            problem = 'should be a size such as "500MB" or "2GB", or a whole number of bytes above 0'
            self.problems.append(f"{path}: {problem}, not {without_addresses(value)}")
        return found

    def _count(self, path: str, value: object, _key: Key) -> object | None:
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        self.problems.append(f"{path}: should be a whole number above 0, not {without_addresses(value)}")
        return None

    def _secret(self, path: str, value: object, key: Key) -> object | None:
        """Read a secret, which no message shows. `env:NAME` is looked up when the alert is used."""
        if not isinstance(value, str) or not value.strip():
            return self._text(path, value if isinstance(value, str) else type(value).__name__, key)
        named = value.startswith("env:")
        problem = environment_problem(value.removeprefix("env:")) if named else secret_problem(value)
        if problem:
            self.problems.append(f"{path}: {problem}")
        return None if problem else value

    def _choice(self, path: str, value: object, key: Key) -> object | None:
        if value in key.choices:
            return value
        self.choice(path, value, key.choices)
        return None

    def _board(self, path: str, value: object, _key: Key) -> object | None:
        if not self.boards or value in self.boards:
            return value
        self.choice(path, value, self.boards)
        return None

    def _url(self, path: str, value: object, _key: Key) -> object | None:
        if isinstance(value, str) and " " not in value and urls.is_web(value):
            return value
        value_shown, why = without_addresses(value), ""
        if isinstance(value, str):
            begins, why = beginning(value), f": {wrong(value)}"
            value_shown = repr(begins) if begins else "the value in the file (not shown: it may contain a password)"
        self.problems.append(
            f"{path}: should be an address that begins with http:// or https://, not {value_shown}{why}"
        )
        return None

    def choice(self, path: str, value: object, choices: Collection[str]) -> None:
        near = difflib.get_close_matches(value, choices, 1) if isinstance(value, str) else []
        hint = f"; did you mean {near[0]!r}?" if near else ""
        self.problems.append(f"{path}: should be one of {', '.join(choices)}, not {without_addresses(value)}{hint}")

    def topics(self, raw: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
        found = {name: self._texts(f"topics.{name}", value, Key("texts", "")) for name, value in raw.items()}
        return {name: value for name, value in found.items() if isinstance(value, tuple)}

    def apart(self, raw: Mapping[str, object]) -> frozenset[frozenset[str]]:
        pairs = set()
        for name, value in raw.items():
            pair = frozenset(name.split())
            if len(pair) != 2:  # noqa: PLR2004
                self.problems.append(f'apart: should name two postings, "one other", not {name!r}')
            if isinstance(value, str):
                pairs.add(pair)
            else:
                self.problems.append(
                    f"apart.{name!r}: should be a text, such as a reason or a date, not {without_addresses(value)}"
                )
        return frozenset(pairs)

    def slug(self, path: str, name: str) -> bool:
        if len(name) > LONGEST_SLUG:
            problem = f"a name has at most {LONGEST_SLUG} characters, and this one has {len(name):,}"
            self.problems.append(f"{_cut(path)}: {problem}")
            return False
        if _SLUG.fullmatch(name):
            return True
        better = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-") or "name"
        self.problems.append(f"{path}: a name may only have lower-case letters, digits, - and _; call it {better!r}")
        return False

    def sources(self, raw: Mapping[str, object], defaults: Mapping[str, object]) -> dict[str, Source]:
        common = self.keys("defaults", defaults, SOURCE_KEYS)
        found: dict[str, Source] = {}
        for slug in raw:
            path = f"sources.{slug}"
            table = self.table(path, raw, slug)
            values = {**common, **self.keys(path, table, SOURCE_KEYS)}
            if not self.slug(path, slug):
                continue
            if "url" not in table:
                self.problems.append(f'{path}: has no url; add url = "https://…", the careers page')
            if values.get("formerly") in raw:
                self.problems.append(
                    f"{path}.formerly: {values['formerly']!r} is still a source here; remove one of the two"
                )
            found[slug] = replace(Source(slug=slug, url=""), **values)  # type: ignore[arg-type]
        return found

    def alerts(
        self, raw: Mapping[str, object], topics: Mapping[str, object], sources: Mapping[str, object]
    ) -> dict[str, Alert]:
        found: dict[str, Alert] = {}
        for name in raw:
            path = f"alerts.{name}"
            table = self.table(path, raw, name)
            values = self.keys(path, table, ALERT_KEYS)
            alert = replace(Alert(name), **values)  # type: ignore[arg-type]
            if alert.topic and alert.topic not in topics:
                self.choice(f"{path}.topic", alert.topic, tuple(topics) or ("(no topic is defined)",))
            for source in alert.sources:
                if source not in sources:
                    self.choice(f"{path}.sources", source, tuple(sources) or ("(no source is defined)",))
            if "webhook" not in table and "apprise" not in table:
                self.problems.append(f"{path}: has no destination; add webhook = … with secret = …, or apprise = …")
            if "webhook" in table and "secret" not in table:
                self.problems.append(
                    f'{path}.secret: is missing; alerts are signed: secret = "env:TRACKER_WEBHOOK_SECRET"'
                )
            found[name] = alert
        return found


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_SLUG else f"{name[: LONGEST_SLUG // 2]}…"


def schema(boards: Collection[str] = ()) -> dict[str, object]:
    """Return the JSON schema (2020-12) of tracker.toml, for editors."""
    source = table({name: _schema_of(key, boards) for name, key in SOURCE_KEYS.items()})
    alert = table({name: _schema_of(key, boards) for name, key in ALERT_KEYS.items()})
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
                    "propertyNames": {"pattern": f"^{_SLUG.pattern}$", "maxLength": LONGEST_SLUG},
                    "additionalProperties": {**source, "required": ["url"]},
                },
                "alerts": {"type": "object", "additionalProperties": alert},
                "summaries": table({name: _schema_of(key, boards) for name, key in SUMMARY_KEYS.items()}),
                "apart": {"type": "object", "additionalProperties": {"type": "string"}},
            }
        ),
    }


def _schema_of(key: Key, boards: Collection[str]) -> dict[str, object]:
    return of_key(key.kind, key.about, boards if key.kind == "board" else key.choices)
