"""What the history has, as values: postings, their versions, changes, sources.

Times are text: UTC, ISO 8601 with milliseconds (`2026-03-02T08:00:00.000Z`), so that they sort as they happened;
`datetime.fromisoformat` reads them. What is not known is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypedDict

from tracker.model import Kind, Outcome, Pay, Posting, Significance, Time
from tracker.model.errors import NotFound, UsageError
from tracker.model.wording import Wording

if TYPE_CHECKING:
    from tracker.model.history import How
    from tracker.operations.comparison import Comparison
    from tracker.operations.library import Project


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An archived reply: the proof of a version.

    `status` is HTTP's, `sha256` that of the body. The record stands in the WARC file `warc_file` below `snapshots/`, from the
    byte `warc_offset` on.
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
    """One wording of a posting: its fields and its text from `seen_at` until the next version.

    `number` counts from 1. `text` is canonical text, one block (heading, paragraph, list item) a line, and `text_sha256` is
    its hash. `posted_at`, `closes_at` are dates as the source states them; `language` is a code such as `en`.
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
    """An event of one posting.

    It was not yet so at `since` (None if nobody looked before), and so at `at`, the first check that shows it; `known_at` is
    the check that decided it. `kind` is opened, edited, closed, reopened or unlisted; `significance` (cosmetic, template,
    minor, major) is that of an edit. An edit leads from version `from_number` to `to_number`. `baseline`: the posting was
    already there when the watching began. `how`: how a closing is known. `group_id` is shared by changes that are one edit of
    many postings. `title` and `location` are those after the change.
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
    """How a watched listing is, by its last check.

    `outcome` is complete, window, partial, blocked or failed, and `reason` says why where it is not complete. `last_good` is
    the last check that saw the list as it should be. `seen` postings were listed, `stated_total` is what the site says that it
    has, and `open` is the number of postings that are open by the history. `watched` is False for a source that is no longer
    in tracker.toml.
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


@dataclass(frozen=True, kw_only=True)
class TrackedPosting(Posting):
    """A posting of a project: its fields and text in one version, and its history.

    `id` names it for ever; `source` is the name of its source in tracker.toml. `version` is the number of the version that the
    fields are of: the newest, or the one of the time that was asked for. `status` is open or closed. `last_seen` is when
    it was last seen in the list; None as of a past time. `repost_of` is the id of the posting whose text it repeats.
    """

    id: str
    source: str
    employer: str
    status: Literal["open", "closed"]
    version: int
    first_seen: Time
    last_seen: Time | None
    closed_at: Time | None
    repost_of: str | None

    @property
    def versions(self) -> tuple[Version, ...]:
        """Read all versions, the first first."""
        return self._project._versions(self.id)  # noqa: SLF001 (one module in two files)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Read all that happened to it, the first first."""
        return self._project._changes_of(self.id)  # noqa: SLF001

    def diff(self, old: int | Version | None = None, new: int | Version | None = None) -> Comparison:
        """Compare two versions, or versions of these numbers; without any the last two. NotFound if there is no such version."""
        from tracker.operations.comparison import compare

        versions = self.versions
        after = len(versions) if new is None else new if isinstance(new, int) else new.number
        before = max(1, after - 1) if old is None else old if isinstance(old, int) else old.number
        for number in (before, after):
            if not 1 <= number <= len(versions):
                message = f"{self.id} has no version {number}; it has 1 to {len(versions)}"
                raise NotFound(message)
        return compare(versions[before - 1], versions[after - 1])

    @property
    def _project(self) -> Project:
        found: Project | None = self.__dict__.get(_PROJECT)
        if found is None:
            message = f"this copy of {self.id} belongs to no project; ask one for it: project.posting({self.id!r})"
            raise UsageError(message)
        return found


_PROJECT = " project"  # no name of a field, so that asdict, replace and == leave it out


def bound(posting: TrackedPosting, project: Project) -> TrackedPosting:
    """Tell a posting which project its history is read from."""
    posting.__dict__[_PROJECT] = project
    return posting


class Fields(TypedDict):
    """What a posting and a version have in common."""

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
    """Return the fields of a wording by the names that a posting and a version have for them."""
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
