"""Decide which alerts a change or a finding matches, and why. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from tracker.config import Alert
from tracker.insight.words import ORDINALS

# The same edit on many postings is one event, and counts as a minor one.
_RANK = {"cosmetic": 0, "template": 1, "minor": 1, "major": 2}
# Only edits have a significance. Openings, closings and reopenings pass every threshold; an unlisted posting counts as a
# minor edit.
_OTHERS = {"opened": 2, "closed": 2, "reopened": 2, "unlisted": 1}
_CJK = 0x2E80  # first code point of the scripts that are written without spaces
_WORD = re.compile(r"\w+\*?|[\u4e00-\u9fff\u3040-\u30ff]")


@dataclass(frozen=True, slots=True)
class Fact:
    """A change as the rules and alerts see it. `before` and `after` are whole wordings with their titles.

    `at` is when it was first seen, `known_at` when a check decided it. `significance` is None except for edits.
    """

    id: str
    posting_id: str
    source: str
    employer: str
    at: str
    kind: str
    significance: str | None
    title: str
    url: str
    location: str | None
    summary: str
    group_id: str | None
    before: str
    after: str
    fields: Mapping[str, tuple[str | None, str | None]]
    known_at: str = ""


def plain(text: str) -> str:
    """Return the words of a text in lower case, separated by single spaces, with ordinals written out."""
    low = re.sub(r"[^\w*]+", " ", text.casefold())
    return " ".join(ORDINALS.get(word, word) for word in low.split())


@lru_cache(maxsize=512)
def _pattern(phrase: str) -> re.Pattern[str]:
    """Return a pattern for a phrase: whole words, `*` for any ending. Scripts without spaces match anywhere."""
    words = [re.escape(word).replace(r"\*", r"\w*") for word in plain(phrase).split()]
    body = " ".join(words)
    return re.compile(body if _WORD.fullmatch(phrase[:1]) and ord(phrase[0]) >= _CJK else rf"(?<!\w){body}(?!\w)")


def found(phrases: Iterable[str], text: str) -> str:
    """Return the first of the phrases that the text contains, "" if there is none."""
    words = plain(text)
    return next((phrase for phrase in phrases if _pattern(phrase).search(words)), "")


def weight(kind: str, significance: str | None) -> int:
    """Return the rank of a change, to compare with the least that an alert asks for."""
    return _RANK[significance] if kind == "edited" and significance else _OTHERS.get(kind, 0)


def why(alert: Alert, fact: Fact, topics: Mapping[str, tuple[str, ...]]) -> str:
    """Return why this alert matches this change, "" if it does not."""
    if unmet(alert, fact, topics):
        return ""
    reasons = []
    if alert.topic:
        phrase = found(topics[alert.topic], f"{fact.before}\n{fact.after}")
        reasons.append(f"topic {alert.topic}: “{phrase}”")
    if alert.phrase:
        reasons.append(f"new phrase: “{alert.phrase}”")
    return "; ".join(reasons) or "every change that is significant enough"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as the rules and the alerts see it; `url` is that of its first posting, of `postings`."""

    id: str
    kind: str
    score: float
    source: str
    employer: str
    at: str
    known_at: str
    headline: str
    why: str
    passage: str
    url: str
    postings: int


def why_found(alert: Alert, one: Found, topics: Mapping[str, tuple[str, ...]]) -> str:
    """Return why this alert is for this finding, "" if it is not."""
    unmet = unmet_found(alert, one, topics)
    return "" if unmet else f"{one.kind} with score {one.score:.2f}"


def unmet_found(alert: Alert, one: Found, topics: Mapping[str, tuple[str, ...]]) -> str:
    """Return what of this alert a finding does not meet, "" if it meets all."""
    words = f"{one.headline}\n{one.passage}"
    if one.kind not in alert.findings:
        return f"findings = {list(alert.findings)}" if alert.findings else "it is for changes: it has no findings = […]"
    if alert.sources and one.source not in alert.sources:
        return f"sources = {list(alert.sources)}"
    if one.score < alert.min_score:
        return f"min_score = {alert.min_score:g}"
    if alert.topic and not found(topics[alert.topic], words):
        return f"topic = {alert.topic!r}"
    return f"phrase = {alert.phrase!r}" if alert.phrase and not found([alert.phrase], words) else ""


def unmet(alert: Alert, fact: Fact, topics: Mapping[str, tuple[str, ...]]) -> str:
    """Return what of this alert a change does not meet, "" if it meets all."""
    if alert.findings:
        return "it is for findings"
    if alert.sources and fact.source not in alert.sources:
        return f"sources = {list(alert.sources)}"
    if alert.kinds and fact.kind not in alert.kinds:
        return f"kinds = {list(alert.kinds)}"
    if weight(fact.kind, fact.significance) < _RANK[alert.significance]:
        return f"significance = {alert.significance!r}"
    if alert.topic and not found(topics[alert.topic], f"{fact.before}\n{fact.after}"):
        return f"topic = {alert.topic!r}"
    if alert.phrase and (not found([alert.phrase], fact.after) or found([alert.phrase], fact.before)):
        return f"phrase = {alert.phrase!r}"
    return ""
