"""Check the values of `[alerts.NAME]` against each other, and against the known sources, topics and places."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Protocol

from tracker.config.reader import Reader
from tracker.extract import phrases, urls
from tracker.extract.placenames import key

_OF_CHANGES = ("kinds", "fields", "places", "departments", "postings")  # conditions that no finding has
_LETTERS = "abcdefghijklmnopqrstuvwxyz "


class _Names(Protocol):
    @property
    def sources(self) -> tuple[str, ...]: ...
    @property
    def places(self) -> tuple[str, ...]: ...
    @property
    def departments(self) -> tuple[str, ...]: ...
    @property
    def postings(self) -> tuple[str, ...]: ...
    @property
    def topic(self) -> str | tuple[str, ...]: ...
    @property
    def phrase(self) -> str | tuple[str, ...]: ...


class _Timed(Protocol):
    @property
    def digest(self) -> str: ...


class _Kinds(Protocol):
    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def findings(self) -> tuple[str, ...]: ...


def names(
    reader: Reader, path: str, alert: _Names, topics: Mapping[str, object], sources: Mapping[str, object]
) -> None:
    """Report topics, sources, postings and places that are not known, and phrases without a word."""
    for topic in _several(alert.topic):
        if topic not in topics:
            _unknown(reader, f"{path}.topic", "topic", topic, topics)
    for source in alert.sources:
        if source not in sources:
            _unknown(reader, f"{path}.sources", "source", source, sources)
    for name, values in (("phrase", _several(alert.phrase)), ("departments", alert.departments)):
        reader.problems += [
            f"{path}.{name}: {value!r} has no word; use letters or digits"
            for value in values
            if not phrases.parts(value)
        ]
    former = {getattr(watched, "formerly", "") for watched in sources.values()}
    for posting in alert.postings:
        slug = posting.partition(".")[0]
        if not urls.is_web(posting) and slug not in sources and slug not in former:
            suggestions = difflib.get_close_matches(slug, sources, 1)
            hint = f"; did you mean {posting.replace(slug, suggestions[0], 1)!r}?" if suggestions else ""
            reader.problems.append(
                f"{path}.postings: {posting!r} is neither a URL nor an id that begins with a source in this file{hint}"
            )
    for place in alert.places:
        _check_place(reader, f"{path}.places", place)


def _unknown(reader: Reader, path: str, what: str, name: str, known: Mapping[str, object]) -> None:
    """Report a name that is not defined in this file."""
    if known:
        reader.choice(path, name, known)
    else:
        reader.problems.append(f"{path}: there is no {what} {name!r}; no {what} is defined")


def timing(reader: Reader, path: str, table: Mapping[str, object], alert: _Timed) -> None:
    """Report keys that have no effect together with others."""
    if "at" in table and alert.digest not in {"daily", "weekly"}:
        reader.problems.append(f'{path}.at: needs digest = "daily" or "weekly"; add one of them')
    if "weekday" in table and alert.digest != "weekly":
        reader.problems.append(f'{path}.weekday: needs digest = "weekly"; add it')
    if "time_zone" in table and not table.keys() & {"at", "quiet", "mute_until"} and alert.digest in {"event", "run"}:
        reader.problems.append(f"{path}.time_zone: applies to quiet, at and mute_until; add one of them")


def subjects(
    reader: Reader, path: str, table: Mapping[str, object], exclude: Mapping[str, object], alert: _Kinds
) -> None:
    """Report conditions that nothing can meet, or that are ignored: those of changes with `findings`, and those of findings without it."""
    if alert.findings:
        chosen = "an alert with findings may have sources, topic, phrase and min_score"
        reader.problems += [
            f"{path}.{name}: is for changes; {chosen}" for name in (*_OF_CHANGES, "significance") if name in table
        ]
        reader.problems += [
            f"{path}.exclude.{name}: is for changes; to exclude findings, use findings, sources, topic and phrase"
            for name in _OF_CHANGES
            if name in exclude
        ]
        return
    reader.problems += [
        f'{where}: is for findings, and this alert is for changes; add findings = ["new-phrase"], or remove it'
        for where, is_set in (
            (f"{path}.min_score", "min_score" in table),
            (f"{path}.exclude.findings", "findings" in exclude),
        )
        if is_set
    ]
    edits = [name for name in ("fields", "significance") if name in table]
    if edits and alert.kinds and "edited" not in alert.kinds:
        reader.problems += [f'{path}.{name}: applies to edits; add "edited" to kinds, or remove it' for name in edits]


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else tuple(value)


def _check_place(reader: Reader, path: str, place: str) -> None:
    from tracker.extract.gazetteer import gazetteer

    known, name = gazetteer(), key(place)
    if known.find(name) or known.find(f"={name}"):
        return
    suggestions = difflib.get_close_matches(place, known.countries().values(), 1, 0.8)
    suggestions += [meanings[0].name for meanings in map(known.find, _typed(name)) if meanings]
    hint = f"; did you mean {suggestions[0]!r}?" if suggestions else "; for a smaller place, use phrase"
    reader.problems.append(f"{path}: {place!r} is not a known city, region or country{hint}")


def _typed(name: str) -> list[str]:
    """Return names that differ from this one by one typing error: a letter missing, added, replaced, or two in the wrong order."""
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    return [
        *(a + letter + b for a, b in cuts for letter in _LETTERS),
        *(a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1),
        *(a + b[1:] for a, b in cuts if b),
        *(a + letter + b[1:] for a, b in cuts if b for letter in _LETTERS),
    ]
