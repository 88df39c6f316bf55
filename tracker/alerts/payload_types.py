"""The types of a message's payload, which a webhook receives, and which chat and mail messages are made from.

`schema.py` has the same as a JSON Schema. Keys that are not required are missing in payloads of older versions.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

from tracker.model import Time
from tracker.store.row_types import SummaryRow


class SpanItem(TypedDict):
    """A run of text that is unchanged (`=`), removed (`-`) or added (`+`)."""

    op: str
    text: str


class ExcerptItem(TypedDict):
    """A passage; `matches` are the starts and ends of the words that the alert asks for, in code points."""

    text: str
    matches: list[list[int]]


class Sides(TypedDict):
    """The old and the new value of a field, as people see them."""

    old: str | None
    new: str | None


class ReasonItem(TypedDict):
    """A rule of the alert, its value, and the phrase that was found."""

    rule: str
    value: str
    phrase: str | None


class CheckItem(TypedDict):
    """How complete the check was that found a change."""

    id: str
    outcome: str
    seen: int | None
    stated_total: int | None
    reason: str | None


class ChangeItem(TypedDict):
    """A change. `postings` is how many postings had the same edit."""

    id: str
    posting: str
    source: str
    employer: str
    title: str
    location: str | None
    url: str
    at: Time
    known_at: NotRequired[Time]
    kind: str
    significance: str | None
    summary: str
    why: str
    reasons: NotRequired[list[ReasonItem]]
    postings: int
    fields: dict[str, Sides]
    words: list[list[SpanItem]]
    excerpts: NotRequired[list[ExcerptItem]]
    permalink: NotRequired[str | None]
    evidence: NotRequired[str | None]
    live: NotRequired[str | None]
    check: NotRequired[CheckItem | None]


class QuestionItem(TypedDict):
    """The question of an alert, and what a language model answered; `note` says that it did not."""

    question: str
    answer: str | None
    written_by: str | None
    model: str
    note: NotRequired[str]


class FindingItem(TypedDict):
    """A finding; `reason` says why it was sent."""

    id: str
    kind: str
    score: float
    source: str
    employer: str
    at: Time
    known_at: Time
    headline: str
    why: str
    passage: str
    url: str
    postings: int
    reason: str
    question: NotRequired[QuestionItem]
    summary: NotRequired[SummaryRow]
    permalink: NotRequired[str | None]


class TroubleItem(TypedDict):
    """A problem of the tracker itself, for the operator."""

    kind: str
    about: str
    why: str
    since: Time
    times: int
    advice: str


class Data(TypedDict):
    """What a payload is about. `count` is the number of postings of all items, including the `more` that are left out."""

    alert: str
    count: int
    changes: list[ChangeItem]
    more: int
    findings: NotRequired[list[FindingItem]]
    trouble: NotRequired[TroubleItem]
    more_url: NotRequired[str]


class Payload(TypedDict):
    """A message of an alert."""

    type: str
    timestamp: Time
    data: Data
