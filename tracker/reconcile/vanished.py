"""Decide which postings are closed: those that are missing from the list, and those that the source marks as closed.

A posting closes only when its own page says so, or when it is missing from several complete lists in a row. The reason
of a held closing says what releases it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from tracker.model import Listing, Outcome, Time, iso, moment
from tracker.model.history import Answers, Change, Evidence, History, How, Known, Policy, Tie
from tracker.model.wording import Wording

ASKED = 20  # at most this many pages of missing postings are requested in one check
AGREE, AGREE_MANY = 2, 3  # complete lists in a row that close a posting whose page can't be requested
AGREE_EMPTY = 8  # empty lists in a row, if the postings have no pages: two days at four checks a day
TEXTS_GONE = "have no text any more"  # key in `holds`; the value is the number of checks in a row
EMPTY_SINCE = "first of the empty lists running"  # key in `holds`; the value is its time in seconds since 1970
UNREAD = 1_000_000  # value of `needed` for a posting that may be an unreadable row: no number of lists closes it
LOST_ROWS = "rows that name no posting"  # key in `holds`; the value is the number of such rows
_UNLISTED = "no longer in the list, while its own page still stands"
HOUR, DAY = 3_600.0, 86_400.0  # seconds that an absence must last: of any posting, and of many at once
_LASTS_EMPTY = DAY  # an empty list may be maintenance of the site, so it waits as long as many missing at once
LONGEST = 30 * DAY  # upper limit of the wait, however often the posting came back
UNSTEADY = "postings that came back"  # key in `holds`; the value says how unsteady the list is
_STEP, _MOST_STEPS = 8, 4  # an unsteady check adds 8, a steady one takes 1; each 8 double the wait, up to 16 times
_SENTENCES = 3  # postings with the same wait share a sentence; further ones are only counted
_UNSTEADY, _UNSTEADY_SHARE = 2, 0.01  # postings that came back in one check, at least: the list is unsteady
MAY_STAND, MAY_STAND_SHARE = 3, 0.1  # missing postings whose page is still up: with more than both, the list was cut


@dataclass
class Work:
    """What a check has found so far. The passes of `reconcile` fill it in."""

    known: History
    seen: Listing
    answers: Answers
    now: Time
    policy: Policy
    outcome: Outcome = "complete"
    notes: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    updates: dict[str, Known] = field(default_factory=dict)
    fills: dict[str, Wording] = field(default_factory=dict)
    masks: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    textless: set[str] = field(default_factory=set)
    alike: frozenset[str] = frozenset()
    missing_texts: list[str] = field(default_factory=list)
    holds: dict[str, int] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    dropped: int = 0
    unnamed_rows: int = 0
    many_gone: bool = False  # many postings are gone together (`mass_closings.are_many`)
    contradicted: bool = False  # the list states that it has no postings, and some of their pages are still up
    renewed: list[tuple[str, str]] = field(default_factory=list)  # requisition ids, before and after, of known postings
    renamed: Mapping[str, str] = field(default_factory=dict)

    def update(self, posting: Known) -> None:
        """Keep a posting's new row if it differs from the known one."""
        before = self.known.postings.get(posting.external_id)
        if before is not posting and before != posting:
            self.updates[posting.external_id] = posting

    def hold(self, what: str, why: str, release: str) -> bool:
        """Hold a change back until AGREE_MANY checks in a row show it. Return False when they have."""
        count = self.known.holds.get(what, 0) + 1
        if count >= AGREE_MANY:
            return False
        self.holds[what] = count
        self.outcome = "partial"
        remaining = AGREE_MANY - count
        more = "one more check that shows" if remaining == 1 else f"{remaining} more checks in a row that show"
        self.notes.append(f"held: {why}; released by {release}, or by {more} the same")
        return True


def missing_from(known: History, seen: Listing) -> dict[str, Known]:
    """Return the open postings that are missing from the list. An unreadable row that names a posting counts as that posting."""
    ids = {entry.external_id for entry in seen.entries}
    signs = frozenset[str]().union(*(row.signs for row in seen.lost))
    return {
        name: posting
        for name, posting in known.postings.items()
        if name not in ids and posting.status == "open" and not (signs and signs & {name, posting.url, posting.title})
    }


def nameless(postings: Mapping[str, Known], seen: Listing) -> int:
    """Return the number of unreadable rows that name no known posting, and so may be any of them."""
    if not seen.lost:
        return 0
    names = {sign for name, posting in postings.items() for sign in (name, posting.url, posting.title)}
    return sum(not row.signs & names for row in seen.lost)


def believes_empty(work: Work, empties: int) -> bool:
    """Return whether to believe an empty list although postings were open.

    It is believed when every requested page is gone, in two empty lists in a row, a day apart. If no page can answer,
    it takes AGREE_EMPTY lists and two days. So it does if the list states that it has no postings while some pages are
    still up: those postings become unlisted, and only postings whose own page is gone close.
    """
    answers = [answer for answer in work.answers.standing.values() if answer is not None]
    count = sum(known.status == "open" for known in work.known.postings.values())
    now = moment(work.now).timestamp()
    since = work.known.holds.get(EMPTY_SINCE, int(now)) if empties > 1 else int(now)
    if answers and not any(answers) and empties >= AGREE and now >= since + _LASTS_EMPTY:
        return True
    long = empties >= AGREE_EMPTY and now >= since + 2 * _LASTS_EMPTY
    if not answers and long:
        return True
    work.holds[EMPTY_SINCE] = since
    if long and any(answers) and (work.seen.api or work.seen.stated_total == 0):
        work.contradicted = True
        work.notes.append(
            f"the list states that it has no postings, and {sum(map(bool, answers))} of {len(answers)} pages asked are still up: "
            "these postings are unlisted, and close when their own pages are gone"
        )
        return True
    work.notes.append(
        f"held: the list came back empty where {count} postings were open; released by a list with postings; by two "
        "empty lists in a row, a day apart, if the postings' own pages are gone; or, if no page can be asked, or "
        f"all lead to one place, by {AGREE_EMPTY} empty lists in a row over at least two days"
    )
    return False


def close(work: Work, known: Known, why: str, how: How, reason: str = "") -> None:
    """Close a posting, or hold it on a bad day of its host. `why` is part of the change's id; `reason` can be reworded."""
    if work.policy.bad_day and not known.doubt.hold:
        known = _waiting(work, _differs(work, known), AGREE_MANY)
        work.update(known.doubting(hold=AGREE_MANY, misses=max(known.doubt.misses, 1), needed=AGREE_MANY))
        return
    if not known.doubt.hold:
        work.dropped += 1
    at = known.doubt.differs_at or work.now
    work.changes.append(Change(known.external_id, "closed", None, f"closed: {why}", reason or why, how=how, at=at))
    work.update(replace(known.released(), status="closed", closed_at=at, listed=False))


def _differs(work: Work, known: Known) -> Known:
    """Return the posting with the time since which it is missing or marked, and without doubts from when it was listed.

    A posting that was missing, and is now listed but marked as closed, counts from when it was first missing.
    """
    before = work.known.postings[known.external_id]
    if known.doubt.differs_at and (before.doubt.misses or before.doubt.standing or before.doubt.flagged):
        return known
    return known.doubting(differs_at=work.now, doubted="", waits_until="")


def close_marked(work: Work) -> None:
    """Close the postings that the source marks as closed. Many together need three checks that agree, and a day.

    A folder is exact, so it is believed at once, as in `close_missing`.
    """
    if work.outcome not in {"complete", "window"}:
        return
    flagged = [
        work.updates.get(entry.external_id, work.known.postings[entry.external_id])
        for entry in work.seen.entries
        if not entry.open and entry.external_id in work.known.postings
    ]
    flagged = [known for known in flagged if known.status == "open"]
    total = sum(known.status == "open" for known in work.known.postings.values())
    are_many = work.many_gone and not work.seen.definite
    count, remaining, until = 0, 1, ""
    for known in sorted(map(partial(_differs, work), flagged), key=lambda known: known.external_id):
        first = AGREE_MANY if are_many else AGREE if known.returns and not work.seen.definite else 1
        needed = max(first, known.doubt.needed) if known.doubt.flagged or known.doubt.hold else first
        lasts = needed >= AGREE_MANY and not known.doubt.hold
        if lasts:
            known = _waiting(work, known, needed)  # noqa: PLW2901 (the posting, with its wait)
        times = known.doubt.flagged + 1
        if times >= needed and not (lasts and work.now < known.doubt.waits_until):
            close(work, known.doubting(flagged=times), "the source marks it as closed", "marked")
        else:
            count, remaining, until = count + 1, max(remaining, needed - times), max(until, known.doubt.waits_until)
            doubted = known.doubt.doubted or work.known.last_seen(known.external_id)
            work.update(known.doubting(flagged=times, needed=needed, doubted=doubted))
    if count:
        work.notes.append(
            f"held: the source marks {count} of {total} postings as closed at once; released when "
            f"{f'{remaining} more checks in a row say' if remaining > 1 else 'one more check says'} so"
            + (f", not before {_minute(until)} UTC" if until > work.now else "")
        )


def close_missing(work: Work) -> None:
    """Judge the postings that are missing from the list. Only a complete list counts as evidence."""
    missing = _in_no_reading(work, missing_from(work.known, work.seen))
    if work.outcome == "complete":
        still_up = {name for name in missing if work.answers.standing.get(name) and not missing[name].doubt.unlisted}
        before = sum(
            posting.status == "open" and not posting.doubt.unlisted for posting in work.known.postings.values()
        )
        new = [name for name, posting in missing.items() if not posting.doubt.unlisted]
        pages_asked = sum(name in work.answers.standing for name in new) or 1
        likely = len(still_up) * len(new) / pages_asked if len(missing) > ASKED else len(still_up)
        if not work.contradicted and likely > max(MAY_STAND, MAY_STAND_SHARE * before):
            work.outcome = "partial"
            work.notes.append(
                f"held: {len(new)} of {before} postings are not in the list, and {len(still_up)} of {pages_asked} pages "
                "asked are still up: the list was cut; released by a list that has them, or when their pages are gone"
            )
    needed = AGREE_MANY if work.many_gone or work.unnamed_rows > 0 else AGREE
    for name in sorted(missing):
        known = replace(missing[name], listed=False) if missing[name].listed else missing[name]
        if work.outcome == "complete":
            _missed(work, _differs(work, known), missing, needed)
        else:
            work.update(known)
    _bad_day(work)
    unread = sum(
        row.doubt.needed == UNREAD and row.doubt.misses > 0 for row in work.updates.values() if row.status == "open"
    )
    if unread:
        work.notes.append(
            f"held: {unread} {'posting is' if unread == 1 else 'postings are'} missing since rows of the list can't be "
            "read, and may be those rows; released when these rows can be read, or when the postings' own pages are gone"
        )
    waiting = [
        posting
        for posting in work.updates.values()
        if posting.status == "open"
        and posting.doubt.misses
        and not posting.doubt.hold
        and posting.doubt.needed != UNREAD
    ]
    if waiting and work.outcome == "complete":
        work.notes += _waits(work, waiting)


def _in_no_reading(work: Work, missing: Mapping[str, Known]) -> dict[str, Known]:
    """Return the missing postings that a second reading of the list lacks too. The list may change while it is read."""
    listed = {entry.external_id for entry in work.answers.second_listing.entries} if work.answers.second_listing else ()
    moved = {name for name, known in missing.items() if name in listed and not known.doubt.unlisted}
    for name in moved:
        work.update(replace(missing[name].released(), listed=True))
    if moved:
        work.notes.append(f"postings found only by reading the list again: {len(moved)}; it changed while it was read")
    return {name: known for name, known in missing.items() if name not in moved}


def _waits(work: Work, waiting: list[Known]) -> list[str]:
    """Return the reasons for missing postings whose pages can't answer, one sentence for all with the same wait."""
    same_wait = Counter(
        (known.doubt.waits_until, max(1, known.doubt.needed - known.doubt.misses), _why_longer(work, known))
        for known in waiting
    )
    first = sorted(same_wait.items())[:_SENTENCES]
    sentences = []
    for (until, lists, why), count in first:
        sentences.append(
            f"held: {count} {'posting is' if count == 1 else 'postings are'} missing, and no page says why; "
            f"released by {lists} more complete {'list' if lists == 1 else 'lists'} without {'it' if count == 1 else 'them'}, "
            f"not before {_minute(until)} UTC{why.format(one='it' if count == 1 else 'each')}"
        )
    more = len(waiting) - sum(count for _, count in first)
    if more:
        last = _minute(max(until for until, _, _ in same_wait))
        sentences.append(f"held: {more} more for the same reason, the last of them not before {last} UTC")
    return sentences


def _why_longer(work: Work, known: Known) -> str:
    times_back = known.returns + known.absences
    if times_back:
        return f", because {{one}} came back {'once' if times_back == 1 else f'{times_back} times'} before"
    lasts = (moment(known.doubt.waits_until) - moment(known.doubt.differs_at)).total_seconds()
    return ", because postings of this list often come back" if lasts > _least(work, known.doubt.needed) else ""


def _minute(at: Time) -> str:
    return at[:16].replace("T", " ")


def end_of_wait(work: Work, known: Known, needed: int) -> Time:
    """Return the first moment at which an absence that began at `differs_at` has lasted long enough.

    That is at least `every` and an hour, or a day if many vanished at once. The wait doubles each time that the
    posting, or many of its list, came back before. It is fixed when the absence begins to count. It moves only once, if
    further postings vanish while it runs and all of them together are many.
    """
    least = _least(work, needed)
    seconds = min(least * 2 ** min(known.returns + known.absences + _steps(work), 16), max(LONGEST, least))
    return iso(moment(known.doubt.differs_at or work.now) + timedelta(seconds=seconds))


def _least(work: Work, needed: int) -> float:
    return max(work.policy.every, HOUR, DAY if needed >= AGREE_MANY else 0.0)


def _waiting(work: Work, known: Known, needed: int) -> Known:
    """Return the posting with the time until which it waits: fixed by the first check that counts it, or that needs more."""
    if (known.doubt.misses or known.doubt.flagged) and known.doubt.waits_until and known.doubt.needed >= needed:
        return known
    return known.doubting(waits_until=max(known.doubt.waits_until, end_of_wait(work, known, needed)))


def _steps(work: Work) -> int:
    return min(work.known.holds.get(UNSTEADY, 0) // _STEP, _MOST_STEPS)


def count_returns(work: Work) -> None:
    """Update the count of how often many postings of this list were missing and came back."""
    before = work.known.holds.get(UNSTEADY, 0)
    if work.outcome != "complete":
        work.holds.update({UNSTEADY: before} if before else {})
        return
    back = sum(
        known.absences > work.known.postings[name].absences or known.returns > work.known.postings[name].returns
        for name, known in work.updates.items()
        if name in work.known.postings
    )
    unsteady = back >= max(_UNSTEADY, _UNSTEADY_SHARE * len(work.seen.entries))
    count = min(before + _STEP, _STEP * (_MOST_STEPS + 1)) if unsteady else max(0, before - 1)
    if count:
        work.holds[UNSTEADY] = count


def _bad_day(work: Work) -> None:
    """Note the postings that are held because of a bad day of their host, in this run or an earlier one."""
    held_postings = [known for known in work.updates.values() if known.status == "open" and known.doubt.hold]
    if held_postings:
        most = max(max(1, known.doubt.hold - max(known.doubt.misses, known.doubt.flagged)) for known in held_postings)
        why = work.policy.bad_day or "they vanished on a bad day of their host"
        work.outcome = "partial" if work.policy.bad_day else work.outcome
        work.notes.append(
            f"held: {len(held_postings)} {'posting is' if len(held_postings) == 1 else 'postings are'} gone, but {why}; released when "
            f"{most} more {'check agrees' if most == 1 else 'checks in a row agree'}"
        )


def _missed(work: Work, known: Known, missing: Mapping[str, Known], needed: int) -> None:
    """Judge a posting that is missing from a complete list. `needed` lists in a row close one that is missing since now."""
    answer = work.answers.standing.get(known.external_id)
    # The page of an unlisted posting was up when it was last requested, and is requested again in its turn.
    waits = known.doubt.unlisted and work.answers.standing and known.external_id not in work.answers.standing
    if (work.contradicted and answer is None) or waits:
        work.update(known)
        return
    if answer is not False and _may_be_unread(work, known):
        work.update(known.doubting(misses=1, needed=UNREAD))
        return
    if known.doubt.misses and known.doubt.needed == UNREAD:
        known = known.doubting(misses=0)
    needed = max(known.doubt.needed, AGREE_MANY if work.many_gone else 0) if known.doubt.misses else needed
    # A posting that came back before may be in an alternating list, so one list is not enough. A folder doesn't alternate.
    least = max(known.doubt.hold, AGREE if known.returns and not work.seen.definite else 0)
    if answer is not True and known.doubt.misses + 1 < least:
        needed = max(needed, least)
        work.update(_waiting(work, known, needed).doubting(misses=known.doubt.misses + 1, needed=needed))
        return
    if work.seen.definite and not work.seen.lost:
        close(work, known, "it is no longer in the folder", "gone")
        return
    if known.external_id not in work.answers.standing and _sample_gone(work, missing):
        replies = [work.answers.standing[name] for name in missing if name in work.answers.standing]
        why = f"it vanished with {len(missing) - 1} others, and of {len(replies)} pages asked {replies.count(False)} are gone"
        close(work, known, why, "sample")
        return
    if answer is False:
        evidence = work.answers.evidence.get(known.external_id, Evidence("its page is gone"))
        close(work, known, evidence.reason, evidence.how or "gone")
    elif answer is True:
        times_up = min(known.doubt.standing + 1, AGREE)
        if times_up >= AGREE and not known.doubt.unlisted:
            work.changes.append(Change(known.external_id, "unlisted", None, _UNLISTED, at=known.doubt.differs_at))
            known = known.doubting(unlisted=True)
        work.update(known.doubting(standing=times_up, misses=0, hold=0))
    else:
        known = _waiting(work, known, needed)
        lists = known.doubt.misses + 1
        if lists >= needed and work.now >= known.doubt.waits_until:
            reason = f"missing from {lists} complete lists in a row"
            close(work, known, f"absent from {lists} complete lists running", "absent", reason)
        else:
            work.update(known.doubting(misses=lists, needed=needed))


def _may_be_unread(work: Work, known: Known) -> bool:
    """Return whether a missing posting may be an unreadable row: both appeared in one check, and the rows are still there."""
    if known.doubt.misses or known.doubt.standing:
        return known.doubt.needed == UNREAD and work.unnamed_rows > 0
    return work.known.settled and work.unnamed_rows > work.known.holds.get(LOST_ROWS, 0)


def _sample_gone(work: Work, missing: Mapping[str, Known]) -> bool:
    """Return whether more than ASKED postings are missing, most of the pages asked are gone, and hardly one is still up."""
    answers = [work.answers.standing[name] for name in missing if name in work.answers.standing]
    few = sum(answer is True for answer in answers) <= MAY_STAND_SHARE * len(answers)
    return len(missing) > ASKED and few and sum(answer is False for answer in answers) * 2 > len(answers)
