"""Types of a source's history: what is known of each posting, what a check asks and finds, and its verdict."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tracker.model import Entry, Kind, Listing, Outcome, Page, Request, Significance, Time
from tracker.model.wording import Wording

# Why a posting counts as closed: its page is gone (404, 410), says so, or redirects to the list; the source marks it as
# closed; it is missing from complete lists; or it vanished with many others, and every page of a sample is gone.
How = Literal["gone", "says-closed", "redirected", "marked", "absent", "sample"]
TieKind = Literal["same", "repost", "role"]
# How two requisition ids compare: "" if one of them is missing or names no opening; `renewed` where the source gives an
# opening a new id from time to time.
Relation = Literal["same", "other", "renewed", ""]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry, or the page of its posting, states: its wording, and the employer's requisition id.

    `open` is False where it says that the posting is not published. `without` says why a page that was read has no
    text.
    """

    wording: Wording
    requisition_id: str | None = None
    open: bool = True
    without: str = ""

    @classmethod
    def of(cls, entry: Entry, page: Page | None) -> Reading:
        """Read an entry, with the posting's own page where there is one. Raise Unread if that fails."""
        posting = entry.read(page)
        return (
            posting
            if isinstance(posting, Reading)
            else cls(Wording.of(posting), posting.requisition_id, posting.open, posting.without)
        )


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a posting's state is uncertain. Nothing in it is a change yet.

    While the posting is missing: `misses` counts the complete lists in a row without it. After `needed` of them it is
    closed, but not before `waits_until`, which is set when the absence begins. `standing` counts the complete checks in
    which its page was still up, and `unlisted` says that this was reported. `hold` is the number of complete lists that
    must be without it whatever its page says, because it vanished while its host had problems.

    While the posting is listed: `flagged` counts the lists in a row that mark it as closed. `flapping` is the wording
    (`Wording.state`) that it alternates with.

    `doubted` is the last time before it began to look different, and `differs_at` the first time at which it did.
    """

    misses: int = 0
    needed: int = 2
    standing: int = 0
    unlisted: bool = False
    flagged: int = 0
    hold: int = 0
    flapping: str = ""
    doubted: Time = ""
    differs_at: Time = ""
    waits_until: Time = ""


NO_DOUBT = Doubt()


@dataclass(frozen=True, slots=True)
class Known:
    """One posting as the history knows it.

    `id` never changes; `external_id` is the source's current id for it. `listed`: it was in the newest usable list. Then
    it was last seen at the time of that list (`History.last_seen`), and its own `last_seen` may be older.
    `has_text`: its text was read at least once. `current` is the id of its newest version. `role` is the first posting
    of its role. `returns` counts how often it was reopened. `absences` counts how often it was missing from complete
    lists and came back before it was closed.
    """

    external_id: str
    url: str
    title: str
    id: str = ""
    status: Literal["open", "closed"] = "open"
    first_seen: Time = ""
    last_seen: Time = ""
    closed_at: Time | None = None
    fingerprint: str = ""
    read_at: Time = ""
    has_text: bool = True
    listed: bool = True
    number: int = 1
    current: str = ""
    repost_of: str | None = None
    requisition_id: str | None = None
    role: str | None = None
    returns: int = 0
    absences: int = 0
    doubt: Doubt = NO_DOUBT

    def doubting(self, **values: int | bool | str) -> Known:
        """Return the posting with other values in its doubt."""
        return replace(self, doubt=replace(self.doubt, **values))  # type: ignore[arg-type]

    def released(self) -> Known:
        """Return the posting without any doubt."""
        return self if self.doubt is NO_DOUBT or self.doubt == NO_DOUBT else replace(self, doubt=NO_DOUBT)


def last_seen(posting: Known, listed_at: Time) -> Time:
    """Return when a posting was last listed, if the newest usable list is of `listed_at`."""
    return listed_at if posting.listed and listed_at else posting.last_seen


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known posting that a new one may continue or copy.

    `own` are the sentences of both postings that are not standing text of the source; None if all are.
    """

    known: Known
    wording: Wording
    own: tuple[Sequence[str], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two postings that belong together, and why. `external_id` names the newer one, `other` is the older one's id.

    If both appeared in one check, `other_external_id` is the external id of the other posting, and `other` is empty.

    `same`: one posting with a new id. `repost`: an ad that was closed and came back. `role`: another copy that is open
    at the same time.
    """

    kind: TieKind
    external_id: str
    other: str
    reasons: tuple[str, ...]
    score: float = 1.0
    other_external_id: str = ""


KindOf = Callable[[Known], "TieKind | None"]
RelationOf = Callable[["str | None", "str | None"], Relation]


@dataclass(frozen=True, slots=True)
class SoughtPosting:
    """A new posting to be matched with known ones. `relation` compares two requisition ids."""

    wording: Wording
    requisition: str | None
    kind_of: KindOf
    relation: RelationOf


CandidateSearch = Callable[[SoughtPosting], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that is known about one source before a check.

    `wording` returns the newest wording of a posting, `past` the states of all its wordings, oldest first, and `wording_hashes` a
    hash of the newest wording (`tracker.reconcile.byte_equal`). `candidates` returns the postings that a new one may repeat
    (the best for each kind of tie is enough). `titles_of` returns the titles (`likeness.heading`) of the postings with
    a requisition id. `sample` has wordings from which standing text is recognised; None means that all are searched.

    `settled`: there was a list that could be used as a baseline; `began` is its time. `empties` counts empty lists in a
    row. `masks` are patterns of lines that differed between two reads at the same time. `holds` are the changes held back, and
    for how many checks in a row; it also has counters of the list itself (`EMPTY_SINCE`,
    `UNSTEADY`, `LOST_ROWS`, `RENEWED`). `employer` is the name that the list stated, `address` is where it was read. `listed_at`
    is the time of the newest usable list.
    """

    postings: Mapping[str, Known]
    wording: Mapping[str, Wording]
    settled: bool = False
    empties: int = 0
    masks: frozenset[str] = frozenset()
    past: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wording_hashes: Mapping[str, str] = field(default_factory=dict)
    candidates: CandidateSearch = lambda _sought: ()
    titles_of: Callable[[str], Collection[str]] | None = None
    sample: Callable[[], Sequence[Wording]] | None = None
    holds: Mapping[str, int] = field(default_factory=dict)
    employer: str = ""
    address: str = ""
    began: Time = ""
    listed_at: Time = ""

    def last_seen(self, name: str) -> Time:
        """Return when a posting was last listed."""
        return last_seen(self.postings[name], self.listed_at)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a check is judged. `every` and `reread` are in seconds.

    `own` returns the pages that can say whether a posting (external id, url) is still up. `apart` are pairs of posting
    ids that a person declared different. `commit`: the check is a commit of git. `bad_day` says why the source's host
    is not trusted in this run, "" if it is.
    """

    own: Callable[[str, str], tuple[Request, ...]]
    slug: str = ""
    address: str = ""
    apart: frozenset[frozenset[str]] = frozenset()
    bad_day: str = ""
    commit: bool = False
    complete: str = "auto"
    every: float = 21600.0
    reread: float = 604800.0
    reread_now: bool = False


@dataclass(frozen=True, slots=True)
class Questions:
    """What the second read requests: texts by external id, and the pages of missing postings.

    `controls` (way, external id, request) are the same kinds of page for postings that are still listed. If none of a
    way's controls is up, that way can't prove that another posting is gone.
    """

    details: Mapping[str, Request] = field(default_factory=dict)
    vanished: Mapping[str, tuple[Request, ...]] = field(default_factory=dict)
    controls: tuple[tuple[int, str, Request], ...] = ()
    read_list_again: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a posting's own page said, in words. `how` is set if the page says that the posting is gone.

    `reason` is then part of the id of the closing, so its wording must not change. `closed` is the sentence of the page
    that says that the posting is closed.
    """

    reason: str
    how: How | None = None
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the second read returned: pages by external id; `seconds` are second reads of the same pages.

    `same` are the postings whose page repeats what is known of them, so that it need not be parsed.
    """

    details: Mapping[str, Page] = field(default_factory=dict)
    seconds: Mapping[str, Page] = field(default_factory=dict)
    standing: Mapping[str, bool | None] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    same: frozenset[str] = frozenset()
    second_listing: Listing | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One event of a posting. `before` and `after` are wordings where there are any. Only an edit has a `significance`.

    `at` is the first check that showed it, where another check decided it; else "". `was_closed`: a posting is open again
    that had been closed, not only missing from the list.
    """

    external_id: str
    kind: Kind
    significance: Significance | None
    summary: str
    reason: str = ""
    baseline: bool = False
    before: Wording | None = None
    after: Wording | None = None
    group: str | None = None
    repost_of: str | None = None
    how: How | None = None
    at: Time = ""
    was_closed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check: its outcome and reason, the changes, and the postings whose row changes.

    `seen` counts the postings that the list shows as open. `held` counts those that are open in the history and missing
    from the list; None where the list is not complete.

    `used`: the list was believed, so its postings count as seen. `renamed` maps a new external id to the one under
    which the posting was known. `dropped` counts postings, of the `open_before`, that this check closes although they
    were in no doubt before.
    """

    outcome: Outcome
    reason: str = ""
    seen: int = 0
    stated_total: int | None = None
    changes: tuple[Change, ...] = ()
    updates: Mapping[str, Known] = field(default_factory=dict)
    fills: Mapping[str, Wording] = field(default_factory=dict)
    settled: bool = False
    empties: int = 0
    masks: frozenset[str] = frozenset()
    pending: bool = False
    used: bool = True
    renamed: Mapping[str, str] = field(default_factory=dict)
    ties: tuple[Tie, ...] = ()
    holds: Mapping[str, int] = field(default_factory=dict)
    employer: str = ""
    dropped: int = 0
    open_before: int = 0
    held: int | None = None
