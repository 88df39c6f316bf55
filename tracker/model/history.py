"""The nouns of the history: what is known of a posting, what a check asks and finds, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tracker.model import Entry, Kind, Listing, Outcome, Page, Request, Significance, Time
from tracker.model.wording import Wording

# How a closing is known: the page is gone (404, 410), says so, or leads to the list; the source marks the posting as
# closed; complete lists are without it; or it vanished with many, and every page asked of a sample is gone.
How = Literal["gone", "says-closed", "redirected", "marked", "absent", "sample"]
TieKind = Literal["same", "repost", "role"]
# What two requisition ids are to each other: "" if one of them is missing, or names no opening; `renewed` where the source
# gives an opening another id from time to time.
Relation = Literal["same", "other", "renewed", ""]


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry, or the page of its posting, says: the wording, and the id that the employer files it under.

    `open` is False where it says that the posting is not published.
    `without` says why a page that was read has no text.
    """

    wording: Wording
    requisition_id: str | None = None
    open: bool = True
    without: str = ""

    @classmethod
    def of(cls, entry: Entry, page: Page | None) -> Reading:
        """Read an entry, with the posting's own page where there is one; Unread if that can't be done."""
        found = entry.read(page)
        return (
            found
            if isinstance(found, Reading)
            else cls(Wording.of(found), found.requisition_id, found.open, found.without)
        )


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is held against a posting, because the evidence is not enough yet. Nothing of it is a change.

    While the posting is missing: `misses` counts the complete lists in a row without it, and `needed` of them close it, not
    before `waits_until`, which is fixed when the absence begins. `standing` counts the complete checks in which its page was
    still up; `unlisted` says that this was reported. `hold` is the number of complete lists that must be without it whatever
    its page says, because it vanished on a bad day of its host.

    While it is listed: `flagged` counts the lists in a row that mark it as closed. `flapping` is the wording to which it goes
    back and forth (`Wording.state`).

    `doubted` is the last moment before it began to look different, and `differs_at` the first moment at which it did.
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


@dataclass(frozen=True, slots=True)
class Known:
    """One posting as the history knows it.

    `id` never changes; `external_id` is what the source calls it now. `listed` says whether it was in the newest list that
    could be used. `has_text` says whether its text was ever read. `current` is the id of its newest version. `role` is the
    first posting of the role that it is one of. `returns` counts how often it was opened again, and `absences` how often it
    was missing from complete lists and came back before it was closed.
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
    doubt: Doubt = Doubt()

    def doubting(self, **values: int | bool | str) -> Known:
        """Return the posting with other values of its doubt."""
        return replace(self, doubt=replace(self.doubt, **values))  # type: ignore[arg-type]

    def released(self) -> Known:
        """Return the posting with nothing held against it."""
        return replace(self, doubt=Doubt())


@dataclass(frozen=True, slots=True)
class Candidate:
    """A posting that may be the same as, or a copy of, one that is new.

    `own` are the sentences of it and of the new one that are no standing text of the source; None if all are.
    """

    known: Known
    wording: Wording
    own: tuple[Sequence[str], Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """Two postings that belong together, and why. `external_id` names the newer one, `other` is the older one's id.

    Where both came in one check, `beside` is the other one's external id, and `other` empty.

    `same`: one posting under a new name. `repost`: the ad of one that was gone. `role`: a copy beside it.
    """

    kind: TieKind
    external_id: str
    other: str
    reasons: tuple[str, ...]
    score: float = 1.0
    beside: str = ""


KindOf = Callable[[Known], "TieKind | None"]
RelationOf = Callable[["str | None", "str | None"], Relation]


@dataclass(frozen=True, slots=True)
class Sought:
    """A new posting whose like is looked for. `relation` says what two requisition ids are to each other."""

    wording: Wording
    requisition: str | None
    kind_of: KindOf
    relation: RelationOf


Alike = Callable[[Sought], Sequence[Candidate]]


@dataclass(frozen=True, slots=True)
class History:
    """All that is known of one source before a check.

    `wording` gives the newest wording of a posting, `past` the states of all its wordings, the first first, and
    `said` a hash of the newest wording (`tracker.reconcile.byte_equal`), `alike` the postings that a new one may repeat (the best for each kind of tie is enough). `titles_of` gives the titles
    (`likeness.heading`) of the postings with a requisition id, and `sample` wordings by which standing text is known; None
    where all are looked through. `settled`: a list that could be used as a baseline was seen; `began` is when. `empties`: empty lists running. `masks`: the lines, as patterns, that were seen to differ between two
    reads of one moment. `holds`: what is held back, and for how many checks running. `employer` is whom the list
    named, `address` where it was read.
    """

    postings: Mapping[str, Known]
    wording: Mapping[str, Wording]
    settled: bool = False
    empties: int = 0
    masks: frozenset[str] = frozenset()
    past: Mapping[str, Sequence[str]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    alike: Alike = lambda _sought: ()
    titles_of: Callable[[str], Collection[str]] | None = None
    sample: Callable[[], Sequence[Wording]] | None = None
    holds: Mapping[str, int] = field(default_factory=dict)
    employer: str = ""
    address: str = ""
    began: Time = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """How a check is judged. `every` and `reread` are in seconds. `own` gives the pages that can say of a posting (external id, url) whether it stands.

    `apart` are pairs of posting ids that a person said are not one. `commit`: the check is a commit of git. `bad_day` says why the host of the source is not
    to be believed in this run, "" if it is.
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
    """What the second read asks: texts by external id, and the pages of postings that vanished.

    `controls` (way, external id, request) are the same kinds of page for postings that are still listed: a way of asking
    none of whose controls stands can't say of another that it is gone.
    """

    details: Mapping[str, Request] = field(default_factory=dict)
    vanished: Mapping[str, tuple[Request, ...]] = field(default_factory=dict)
    controls: tuple[tuple[int, str, Request], ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a posting's own page said, in words; `how` is set where it says that the posting is gone.

    `closed` is the sentence by which it says so.
    """

    told: str
    how: How | None = None
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the second read brought: pages by external id; `seconds` are second reads of the same pages.

    `same` are the postings whose page says what is known of them, so that it need not be read.
    """

    details: Mapping[str, Page] = field(default_factory=dict)
    seconds: Mapping[str, Page] = field(default_factory=dict)
    standing: Mapping[str, bool | None] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    same: frozenset[str] = frozenset()
    again: Listing | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An event of one posting. `before` and `after` are wordings where there are any. Only an edit has a `significance`.

    `at` is the first check that showed it, where that is not the check that decided; "" where it is.
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check means: its outcome and why, what changed, and the postings whose row is another now.

    `seen` counts the postings that the list has as open, `held` those that the history has as open and the list has not; None
    where the list is not whole.

    `used`: the list was believed, so that what stood in it was seen. `renamed` gives for a new external id the one under which the posting was known. `dropped`: postings that this
    check closes and that nothing was held of before, of `open_before`.
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
