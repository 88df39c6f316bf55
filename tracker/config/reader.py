"""Read tables and keys of tracker.toml by their descriptions, and collect every problem with its path."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Callable, Collection, Mapping
from datetime import date

from tracker.config.credentials import beginning, without_addresses, wrong
from tracker.config.keys import TOP_KEYS
from tracker.config.values import (
    CLOCK,
    DAY,
    MOST_SECRETS,
    Key,
    duration,
    environment_problem,
    secret_problem,
    size,
)
from tracker.extract import urls

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]*")
SLUG_PATTERN = _SLUG.pattern
LONGEST_SLUG = 100  # characters: it names a directory and is part of every id; file systems allow 255 bytes
ENVIRONMENT = "env:"
_AT_TOP = frozenset(key for key, about in TOP_KEYS.items() if about.kind != "table")
_OF_TABLES = frozenset(("sources", "alerts"))  # each of them is a table of its own
_SHOWN = 20  # unknown keys of one table that an error lists
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Reader:
    """Reads tables once and collects their problems. A value with a problem is left out."""

    def __init__(self, boards: Collection[str] = ()) -> None:
        self.boards = boards
        self.problems: list[str] = []

    def table(self, path: str, raw: Mapping[str, object], name: str = "") -> Mapping[str, object]:
        """Return the table `name` (else `path`) of `raw`, empty if there is none or if it is not a table."""
        table = raw.get(name or path, {})
        if isinstance(table, Mapping):
            return table
        called = f"[{path}.NAME]" if path in _OF_TABLES else f"[{path}]"
        self.problems.append(f"{path}: should be a table, {called}, not {without_addresses(table)}")
        return {}

    def unknown(self, path: str, raw: Mapping[str, object], keys: Mapping[str, Key]) -> None:
        """Report each key of a table that is not in `keys`, with the nearest that is."""
        unknown = [key for key in raw if key not in keys]
        for key in unknown[:_SHOWN]:
            suggestions = difflib.get_close_matches(key, keys, 1)
            hint = f"did you mean {suggestions[0]!r}?" if suggestions else f"known here: {', '.join(sorted(keys))}"
            if path and key in _AT_TOP:
                hint = "it belongs at the top of the file, above the first [table]"
            self.problems.append(f"{path + '.' if path else ''}{_cut(key)}: unknown key; {hint}")
        if len(unknown) > _SHOWN:
            self.problems.append(f"{path or 'the file'}: {len(unknown) - _SHOWN:,} more unknown keys")

    def keys(self, path: str, raw: Mapping[str, object], keys: Mapping[str, Key]) -> dict[str, object]:
        """Return the values of a table that are as `keys` describes them; report the others."""
        self.unknown(path, raw, keys)
        values = {key: self.value(f"{path}.{key}", value, keys[key]) for key, value in raw.items() if key in keys}
        return {key: value for key, value in values.items() if value is not None}

    def value(self, path: str, value: object, key: Key) -> object | None:
        """Return a value as the rest of the program uses it, None if it is wrong."""
        if isinstance(value, str) and (match := _CONTROLS.search(value)):
            self.problems.append(f"{path}: has a control character, {match[0]!r}; remove it")
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
        if not value:  # of a condition it would mean "all", and of a topic "never"
            self.problems.append(f"{path}: is an empty list; write at least one text, or leave the key out")
            return None
        for item in value:
            if key.choices and item not in key.choices:
                self.choice(path, item, key.choices)
        return tuple(value)

    def _words(self, path: str, value: object, key: Key) -> object | None:
        """Read a text or a list of texts, as a list."""
        return self._texts(path, [value] if isinstance(value, str) else value, key)

    def _table(self, path: str, value: object, _key: Key) -> object | None:
        """Return a table within a table unread: the code that knows its keys reads it."""
        del path
        return value

    def _clock(self, path: str, value: object, _key: Key) -> object | None:
        return self._shaped(path, value, CLOCK, 'a time of day in quotes, "08:00"')

    def _clock_span(self, path: str, value: object, _key: Key) -> object | None:
        span = self._shaped(path, value, f"{CLOCK}-{CLOCK}", 'two times of day, "22:00-07:00"')
        if isinstance(span, str) and len(set(span.split("-"))) == 1:
            self.problems.append(f"{path}: begins and ends at the same time; leave it out, or use mute_until")
            return None
        return span

    def _day(self, path: str, value: object, _key: Key) -> object | None:
        """Read a date of TOML, or one in quotes, as text."""
        text = value.isoformat() if type(value) is date else value
        day = self._shaped(path, text, DAY, "a date, 2026-12-24")
        try:
            return date.fromisoformat(day).isoformat() if isinstance(day, str) else None
        except ValueError:
            self.problems.append(f"{path}: {day!r} is not a day of the calendar")
            return None

    def _zone(self, path: str, value: object, key: Key) -> object | None:
        name = self._text(path, value, key)
        if not isinstance(name, str):
            return None
        try:
            zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            known = zoneinfo.available_timezones()
            if not known:
                self.problems.append(f"{path}: this machine has no time zones; install the package tzdata")
                return None
            suggestions = difflib.get_close_matches(name, known, 1, 0.5) or sorted(
                zone for zone in known if zone.endswith(f"/{name.title()}")
            )
            hint = f"; did you mean {suggestions[0]!r}?" if suggestions else ""
            self.problems.append(f'{path}: {name!r} is not a time zone such as "Europe/Berlin"{hint}')
            return None
        return name

    def _shaped(self, path: str, value: object, pattern: str, called: str) -> object | None:
        if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII):
            return value
        self.problems.append(f"{path}: should be {called}, not {without_addresses(value)}")
        return None

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
        number = size(value)
        if number is None:
            problem = 'should be a size such as "500MB" or "2GB", or a whole number of bytes above 0'
            self.problems.append(f"{path}: {problem}, not {without_addresses(value)}")
        return number

    def _count(self, path: str, value: object, _key: Key) -> object | None:
        if isinstance(value, int) and not isinstance(value, bool) and value > 0:
            return value
        self.problems.append(f"{path}: should be a whole number above 0, not {without_addresses(value)}")
        return None

    def _place(self, path: str, value: object, key: Key) -> object | None:
        """Read a web address, or `env:NAME`, which is looked up when it is used."""
        return (
            self._environment_name(path, value, "TRACKER_WEBHOOK") if _is_named(value) else self._url(path, value, key)
        )

    def _address(self, path: str, value: object, key: Key) -> object | None:
        """Read an Apprise address, or `env:NAME`, which is looked up when it is used."""
        return (
            self._environment_name(path, value, "TRACKER_APPRISE") if _is_named(value) else self._text(path, value, key)
        )

    def _environment_name(self, path: str, value: object, example: str) -> object | None:
        problem = environment_problem(str(value).removeprefix(ENVIRONMENT), example)
        if problem:
            self.problems.append(f"{path}: {problem}")
        return None if problem else value

    def _secret(self, path: str, value: object, _key: Key) -> object | None:
        """Read a secret, which no message shows, or several. `env:NAME` is looked up when the alert is used."""
        if not isinstance(value, list):
            return self._one_secret(path, value)
        if not 0 < len(value) <= MOST_SECRETS:
            self.problems.append(
                f"{path}: should be a secret, or a list of one to {MOST_SECRETS} secrets, not {len(value)}"
            )
            return None
        secrets = [self._one_secret(f"{path}[{number}]", item) for number, item in enumerate(value)]
        return None if None in secrets else tuple(secrets)

    def _one_secret(self, path: str, value: object) -> object | None:
        if not isinstance(value, str) or not value.strip():
            kind = "an empty text" if isinstance(value, str) else f"a value of the type {type(value).__name__}"
            self.problems.append(f"{path}: should be a text in quotes, whsec_… or env:NAME, not {kind}")
            return None
        variable = value.removeprefix(ENVIRONMENT)
        problem = environment_problem(variable) if _is_named(value) else secret_problem(value)
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
        """Report a value that is none of `choices`, with the nearest of them."""
        suggestions = difflib.get_close_matches(value, choices, 1) if isinstance(value, str) else []
        hint = f"; did you mean {suggestions[0]!r}?" if suggestions else ""
        self.problems.append(f"{path}: should be one of {', '.join(choices)}, not {without_addresses(value)}{hint}")

    def slug(self, path: str, name: str) -> bool:
        """Return whether a name can be part of a path and of an id; report it if not."""
        if len(name) > LONGEST_SLUG:
            problem = f"a name has at most {LONGEST_SLUG} characters, and this one has {len(name):,}"
            self.problems.append(f"{_cut(path)}: {problem}")
            return False
        if _SLUG.fullmatch(name):
            return True
        better = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-") or "name"
        self.problems.append(f"{path}: a name may only have lower-case letters, digits, - and _; call it {better!r}")
        return False


def _is_named(value: object) -> bool:
    return isinstance(value, str) and value.startswith(ENVIRONMENT)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_SLUG else f"{name[: LONGEST_SLUG // 2]}…"
