"""The values of the public API: postings, their versions, changes and sources.

Times are text: UTC, ISO 8601 with milliseconds (`2026-03-02T08:00:00.000Z`), which sorts in order of time;
`datetime.fromisoformat` reads them. Unknown values are None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from tracker.model import Kind, Outcome, Pay, Significance, Time
from tracker.model.wording import Wording

if TYPE_CHECKING:
    from tracker.model.history import How


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An archived reply: the evidence for a version.

    `status` is the HTTP status, `sha256` the hash of the body. The record is in the WARC file `warc_file` below
    `snapshots/`, at byte `warc_offset`.
    """

    id: str
    url: str
    fetched_at: Time
    status: int
    sha256: str
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True)
class Version:
    """One wording of a posting: its fields and its text, from `seen_at` until the next version.

    `number` counts from 1. `text` is canonical text, one block (heading, paragraph, list item) a line; `text_sha256` is
    its hash. `posted_at` and `closes_at` are dates as the source states them. `language` is a code such as `en`.
    `snapshot` is the archived reply that the version was read from.
    """

    posting_id: str
    number: int
    seen_at: Time
    title: str
    text: str
    text_sha256: str
    location: str | None = None
    department: str | None = None
    employment_type: str | None = None
    workplace: str | None = None
    pay: Pay | None = None
    posted_at: str | None = None
    closes_at: str | None = None
    language: str | None = None
    snapshot: Snapshot | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One event in the history of a posting.

    It was not so at `since` (None if there was no check before), and was so at `at`, the first check that shows it.
    `known_at` is the check that decided it. `kind` is opened, edited, closed, reopened or unlisted. `significance`
    (cosmetic, template, minor, major) is set for edits. An edit leads from version `from_number` to `to_number`.
    `baseline`: the posting was already there when monitoring began. `how`: how a closing is known. Changes that are the
    same edit of many postings share a `group_id`. `title` and `location` are those after the change.
    """

    id: str
    posting_id: str
    source: str
    employer: str
    kind: Kind
    at: Time
    since: Time | None
    known_at: Time
    title: str
    location: str | None
    significance: Significance | None
    summary: str
    reason: str
    from_number: int | None
    to_number: int | None
    baseline: bool
    how: How | None
    group_id: str | None
    check_id: str


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """The state of a source, by its last check.

    `outcome` is complete, window, partial, blocked or failed; `reason` says why it is not complete. `last_good` is the
    last check that could be used. `seen` is the number of postings in the list, `stated_total` the number that the site
    states, and `open` the number that are open in the history. `watched` is False for a source that is no longer
    monitored.
    """

    source: str
    employer: str
    board: str
    watched: bool
    outcome: Outcome
    reason: str
    seen: int
    stated_total: int | None
    open: int
    last_check: Time | None
    last_good: Time | None


class Fields(TypedDict):
    """The fields that a posting and a version share."""

    title: str
    text: str
    location: str | None
    department: str | None
    employment_type: str | None
    workplace: str | None
    pay: Pay | None
    posted_at: str | None
    closes_at: str | None
    language: str | None


def fields_of(wording: Wording) -> Fields:
    """Return the fields of a wording, by the names that postings and versions use."""
    pay = Pay(wording.pay_min, wording.pay_max, wording.pay_currency, wording.pay_period, wording.pay_stated or "")
    return {
        "title": wording.title,
        "text": wording.text,
        "location": wording.location,
        "department": wording.department,
        "employment_type": wording.employment_type,
        "workplace": wording.workplace,
        "pay": pay if pay != Pay() else None,
        "posted_at": wording.posted_at,
        "closes_at": wording.closes_at,
        "language": wording.language,
    }
