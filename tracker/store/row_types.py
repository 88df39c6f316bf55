"""The rows that queries return: their columns and types, by name. They are also the keys of the JSON made of them.

A flag is 0 or 1, as SQLite has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NotRequired, TypedDict

from tracker.model import Kind, Outcome, Significance, Time
from tracker.model.history import How, TieKind

if TYPE_CHECKING:
    from tracker.insight.finding import FindingKind

Status = Literal["open", "closed"]


class SourceName(NamedTuple):
    """A source, and what it is called."""

    id: str
    name: str


class PostingRow(TypedDict):
    """A posting as last known, from the view `postings`. `versions` is the number of its newest version."""

    id: str
    source: str
    external_id: str
    url: str | None
    title: str
    location: str | None
    department: str | None
    status: Status
    first_seen: Time
    last_seen: Time | None
    closed_at: Time | None
    repost_of: str | None
    versions: int
    requisition_id: str | None
    role: str | None
    watched: int


class VersionHead(TypedDict):
    """A version without its text."""

    number: int
    seen_at: Time
    text_sha256: str
    snapshot_id: str | None


class CheckRow(TypedDict):
    """A check, from the table `checks`. `held` counts the postings that were missing and not confirmed as closed."""

    id: str
    source: str
    run: str | None
    started_at: Time
    finished_at: Time
    outcome: Outcome
    seen: int | None
    stated_total: int | None
    reason: str | None
    first_sha256: str | None
    readable: int
    held: int | None


class SnapshotRow(TypedDict):
    """An archived reply, from the table `snapshots`."""

    id: str
    check_id: str
    source: str
    url: str
    fetched_at: Time
    status: int
    sha256: str
    warc_file: str
    warc_offset: int


class ChangeRow(TypedDict):
    """A change, with title and place after it, and the numbers of its versions."""

    id: str
    at: Time
    known_at: Time
    source: str
    employer: str
    posting_id: str
    title: str
    location: str | None
    kind: Kind
    significance: Significance | None
    summary: str
    reason: str | None
    group_id: str | None
    baseline: int
    check_id: str
    from_version: str | None
    to_version: str | None
    from_number: int | None
    to_number: int | None
    since: Time | None
    how: How | None


class NoteRow(TypedDict):
    """A public note on a posting or a change, from the table `annotations`."""

    id: str
    posting_id: str
    change_id: str | None
    at: Time
    text: str
    author: str


class RemovalRow(TypedDict):
    """A passage that was removed from a posting, from the table `redactions`. `archived`: archived replies still have it."""

    id: str
    posting_id: str
    at: Time
    reason: str
    author: str
    archived: int


class TimelineColumns(TypedDict):
    """The columns of a change as the timeline shows it. `place` is its row number."""

    place: int
    id: str
    at: Time
    known_at: Time
    since: Time | None
    how: How | None
    source: str
    employer: str
    posting_id: str
    title: str
    location: str | None
    language: str | None
    kind: Kind
    significance: Significance | None
    summary: str
    reason: str | None
    group_id: str | None
    check_id: str
    from_version: str | None
    to_version: str | None
    from_number: int | None
    to_number: int | None
    repost_of: str | None
    first_seen: Time


class TimelineRow(TimelineColumns):
    """A change as the timeline shows it. `postings` is the number of postings that share it, `of_postings` that number without filters."""

    postings: int
    of_postings: int


class Opening(TypedDict):
    """When a posting was first seen, the last check before that, and whether it was there when monitoring began."""

    at: Time
    since: Time | None
    baseline: int


class TieRow(TypedDict):
    """Two postings that belong together, with their titles, places and status; None for a posting that is gone."""

    id: str
    kind: TieKind
    posting_id: str
    title: str | None
    location: str | None
    status: Status | None
    other_id: str
    other_title: str | None
    other_location: str | None
    other_status: Status | None
    reasons: str
    score: float
    at: Time
    check_id: str


class HealthRow(TypedDict):
    """A source after its newest check, from the view `source_health`."""

    source: str
    name: str
    board: str
    watched: int
    outcome: Outcome
    reason: str | None
    seen: int | None
    stated_total: int | None
    last_check: Time | None
    last_good: Time | None
    open: int


class GapRow(TypedDict):
    """A monitoring gap, from the view `gaps`: a time without a complete check for much longer than usual."""

    source: str
    since: Time
    until: Time
    hours: float
    usual_hours: float
    checks_that_saw_too_little: int


class PostingThen(TypedDict):
    """A posting as it was at a moment. `number` and `version` are those of its version then."""

    id: str
    external_id: str
    url: str | None
    first_seen: Time
    number: int
    title: str
    location: str | None
    department: str | None
    employment_type: str | None
    workplace: str | None
    pay_min: float | None
    pay_max: float | None
    pay_currency: str | None
    pay_period: str | None
    text_sha256: str
    version: str
    status: Status


class PostingAsWorded(TypedDict):
    """A posting with the fields of one of its versions."""

    id: str
    url: str | None
    first_seen: Time
    closed_at: Time | None
    number: int
    title: str
    location: str | None
    department: str | None
    language: str | None
    pay_min: float | None
    pay_max: float | None
    pay_currency: str | None
    pay_period: str | None
    pay_stated: str | None


class ComparedPosting(PostingAsWorded):
    """A posting that differs between two times, as it was worded at one of them. `pay` is its pay in words."""

    pay: str | None


class EditedPosting(ComparedPosting):
    """A posting that was edited between two times. `old_title` is None if the title is the same; `text`: the text differs."""

    from_number: int
    to_number: int
    old_title: str | None
    text: bool


class FindingPosting(TypedDict):
    """A posting of a finding. `id` and `posting_id` are the same."""

    id: str
    posting_id: str
    change_id: str | None
    title: str
    location: str | None
    url: str | None
    status: Status


class SummaryRow(TypedDict):
    """What a language model wrote of a finding, and which one, when."""

    text: str
    written_by: str
    model: str
    written_at: Time


class FindingRow(TypedDict):
    """A finding with its evidence, its employer, its postings and the address of the first.

    A drop also has how many of its postings are open again, and of how many. `summary` is there if a model wrote one.
    """

    id: str
    at: Time
    known_at: Time
    kind: FindingKind
    source: str
    score: float
    headline: str
    why: str
    passage: str
    evidence: dict[str, Any]
    employer: str
    postings: list[FindingPosting]
    url: str | None
    open_again: NotRequired[int]
    of_postings: NotRequired[int]
    summary: NotRequired[SummaryRow]
