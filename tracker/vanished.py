"""Postings that a list has no more, or marks as closed: which of them are gone, and which check may say so.

A posting closes only when its own page says so, or complete lists running are without it; what is held back says what
would release it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from tracker.ledger import Answers, Change, Evidence, History, How, Known, Policy, Tie
from tracker.model import Listing, Outcome, Time, iso, moment
from tracker.wording import Wording

ASKED = 20  # at most this many pages of vanished postings are asked in one check
MANY = 10  # vanished at once: more than this, and more than a third, needs three complete lists
AGREE, AGREE_MANY = 2, 3  # complete lists running that close a posting whose page can't be asked
AGREE_EMPTY = 8  # empty lists running, of a source whose postings have no pages: two days at four checks a day
TEXTS_GONE = "have no text any more"  # the key in `holds` of how many checks running showed it
EMPTY_SINCE = "first of the empty lists running"  # the key in `holds` of when it came, in seconds since 1970
UNREAD = 1_000_000  # stands in `needed` of a posting that may be a row that can't be read: no number of lists closes it
LOST_ROWS = "rows that name no posting"  # the key in `holds` of how many such rows the list had
_UNLISTED = "no longer in the list, while its own page still stands"
HOUR, DAY = 3_600.0, 86_400.0  # seconds that an absence lasts at least: any, and that of many at once
_LASTS_EMPTY = DAY  # an empty list may be a site's maintenance: closings by it wait as long as those of many at once
LONGEST = 30 * DAY  # no absence has to last longer, however often the posting came back
UNSTEADY = "postings that came back"  # the key in `holds` of how unsteady the list is
_STEP, _MOST_STEPS = 8, 4  # an unsteady check adds 8, a steady one takes 1; each 8 double the wait, up to 16 times
_UNSTEADY, _UNSTEADY_SHARE = 2, 0.01  # postings that came back in one check: both, and the list is unsteady
MAY_STAND, MAY_STAND_SHARE = 3, 0.1  # missing ones whose page stands: more than both, and the list was cut


@dataclass
class Work:
    """What a check has found so far."""

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
    without: list[str] = field(default_factory=list)
    holds: dict[str, int] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    dropped: int = 0
    nameless: int = 0
    renewed: list[tuple[str, str]] = field(default_factory=list)  # requisition ids, before and after, of known postings
    renamed: Mapping[str, str] = field(default_factory=dict)

    def put(self, one: Known) -> None:
        """Keep a posting's new row if it is another than before."""
        before = self.known.postings.get(one.external_id)
        if before is not one and before != one:
            self.updates[one.external_id] = one

    def held(self, what: str, why: str, release: str) -> bool:
        """Hold something back until AGREE_MANY checks running show it; False when they did."""
        count = self.known.holds.get(what, 0) + 1
        if count >= AGREE_MANY:
            return False
        self.holds[what] = count
        self.outcome = "partial"
        left = AGREE_MANY - count
        more = "one more check that shows" if left == 1 else f"{left} more checks running that show"
        self.notes.append(f"held: {why}; released by {release}, or by {more} the same")
        return True


def missing_from(known: History, seen: Listing) -> dict[str, Known]:
    """Return the open postings that the list has not. A row that could not be read, and names one of them, has it."""
    here = {entry.external_id for entry in seen.entries}
    signs = frozenset[str]().union(*(row.signs for row in seen.lost))
    return {
        name: one
        for name, one in known.postings.items()
        if one.status == "open" and name not in here and not (signs and signs & {name, one.url, one.title})
    }


def nameless(known: History, seen: Listing) -> int:
    """Count the rows that could not be read and name none of the known postings: any of them may be one."""
    if not seen.lost:
        return 0
    names = {sign for name, one in known.postings.items() for sign in (name, one.url, one.title)}
    return sum(not row.signs & names for row in seen.lost)


def spread(names: list[str]) -> list[str]:
    """Take at most ASKED of them, evenly."""
    if len(names) <= ASKED:
        return names
    return [names[place * len(names) // ASKED] for place in range(ASKED)]


def emptied(work: Work, empties: int) -> bool:
    """An empty list where there were postings: believed when it came twice, a day apart, and every page asked is gone.

    Where no page can be asked, or none can say so, it must come more often, and last two days.
    """
    told = [answer for answer in work.answers.standing.values() if answer is not None]
    count = sum(one.status == "open" for one in work.known.postings.values())
    now = moment(work.now).timestamp()
    since = work.known.holds.get(EMPTY_SINCE, int(now)) if empties > 1 else int(now)
    if told and not any(told) and empties >= AGREE and now >= since + _LASTS_EMPTY:
        return True
    if not told and empties >= AGREE_EMPTY and now >= since + 2 * _LASTS_EMPTY:
        return True
    work.holds[EMPTY_SINCE] = since
    work.notes.append(
        f"held: the list came back empty where {count} postings were open; released by a list with postings, by two "
        "empty lists running, a day apart, while the postings' own pages are gone, or where no page can be asked, or "
        f"all lead to one place, by {AGREE_EMPTY} empty lists running within two days or more"
    )
    return False


def close(work: Work, one: Known, why: str, how: How) -> None:
    """Close a posting, with how that is known; on a bad day of its host it is held instead."""
    if work.policy.bad_day and not one.hold:
        one = _differs(work, one)
        work.put(replace(one, hold=AGREE_MANY, misses=max(one.misses, 1), needed=AGREE_MANY))
        return
    if not one.hold:
        work.dropped += 1
    at = one.differs_at or work.now
    work.changes.append(Change(one.external_id, "closed", "major", f"closed: {why}", why, how=how, at=at))
    work.put(replace(one.released(), status="closed", closed_at=at, listed=False))


def _differs(work: Work, one: Known) -> Known:
    """Note when a posting began to be missing or marked; what was doubted of it while it was listed is over."""
    if one.differs_at and (one.misses or one.standing or one.flagged):
        return one
    return replace(one, differs_at=work.now, doubted="")


def flagged(work: Work) -> None:
    """Entries that the source itself marks as closed; many at once are believed when three checks agree."""
    if work.outcome not in {"complete", "window"}:
        return
    flagged = [
        work.updates.get(entry.external_id, work.known.postings[entry.external_id])
        for entry in work.seen.entries
        if not entry.open and entry.external_id in work.known.postings
    ]
    flagged = [one for one in flagged if one.status == "open"]
    fresh = [one for one in flagged if not one.flagged]
    total = sum(one.status == "open" for one in work.known.postings.values())
    many = len(fresh) > MANY and len(fresh) * 3 > total
    held = 0
    for one in sorted(map(partial(_differs, work), flagged), key=lambda one: one.external_id):
        first = AGREE_MANY if many else AGREE if one.returns and not work.seen.definite else 1
        needed = one.needed if one.flagged or one.hold else first
        if one.flagged + 1 >= needed:
            close(work, replace(one, flagged=one.flagged + 1), "the source marks it as closed", "marked")
        else:
            held += 1
            work.put(replace(one, flagged=one.flagged + 1, needed=needed, doubted=one.doubted or one.last_seen))
    if held:
        work.notes.append(
            f"held: the source marks {held} of {total} postings as closed at once; "
            f"released when {AGREE_MANY} checks running say so"
        )


def absent(work: Work) -> None:
    """Postings that the list has not. Only a complete list says anything of them."""
    missing = missing_from(work.known, work.seen)
    if work.outcome == "complete":
        stands = {name for name in missing if work.answers.standing.get(name) and not missing[name].unlisted}
        before = sum(one.status == "open" and not one.unlisted for one in work.known.postings.values())
        asked = sum(name in work.answers.standing for name in missing) or 1
        likely = len(stands) * len(missing) / asked if len(missing) > ASKED else len(stands)
        if likely > max(MAY_STAND, MAY_STAND_SHARE * before):
            work.outcome = "partial"
            work.notes.append(
                f"held: {len(missing)} of {before} postings are not in the list, and {len(stands)} of {asked} pages "
                "asked still stand: the list was cut; released by a list that has them, or when their pages are gone"
            )
    for name in sorted(missing):
        one = replace(missing[name], listed=False) if missing[name].listed else missing[name]
        if work.outcome == "complete":
            _missed(work, _differs(work, one), missing)
        else:
            work.put(one)
    _bad_day(work)
    unread = sum(one.needed == UNREAD and one.misses > 0 for one in work.updates.values() if one.status == "open")
    if unread:
        work.notes.append(
            f"held: {unread} {'posting is' if unread == 1 else 'postings are'} not in the list since rows of it can't be "
            "read, and may be those rows; released when they can be read, or when the postings' own pages are gone"
        )
    waiting = [
        one
        for one in work.updates.values()
        if one.status == "open" and one.misses and not one.hold and one.needed != UNREAD
    ]
    if waiting and work.outcome == "complete":
        work.notes.append(_waits(work, waiting))


def _waits(work: Work, waiting: list[Known]) -> str:
    """Say what releases postings that are missing, and of which no page says more."""
    count, most = len(waiting), max(1, *(one.needed - one.misses for one in waiting))
    before = max(due(work, one, one.needed) for one in waiting)
    again = max(one.returns + one.absences for one in waiting)
    longer = (
        f", for one of them came back {again} {'time' if again == 1 else 'times'} before"
        if again
        else ", for postings of this list often come back"
        if _steps(work)
        else ""
    )
    return (
        f"held: {count} {'posting is' if count == 1 else 'postings are'} not in the list, and no page says more; released "
        f"by {most} more complete {'list' if most == 1 else 'lists'} without them, not before {before[:16].replace('T', ' ')} UTC{longer}"
    )


def due(work: Work, one: Known, needed: int) -> Time:
    """Return the first moment at which an absence that began at `differs_at` has lasted long enough.

    At least `every`, and an hour; a day where many vanished at once. Each time that the posting, or many of its list,
    came back before doubles it.
    """
    least = max(work.policy.every, HOUR, DAY if needed >= AGREE_MANY else 0.0)
    seconds = min(least * 2 ** min(one.returns + one.absences + _steps(work), 16), max(LONGEST, least))
    return iso(moment(one.differs_at or work.now) + timedelta(seconds=seconds))


def _steps(work: Work) -> int:
    return min(work.known.holds.get(UNSTEADY, 0) // _STEP, _MOST_STEPS)


def steady(work: Work) -> None:
    """Count how often many postings of this list were missing and came back."""
    before = work.known.holds.get(UNSTEADY, 0)
    if work.outcome != "complete":
        work.holds.update({UNSTEADY: before} if before else {})
        return
    back = sum(
        one.absences > work.known.postings[name].absences or one.returns > work.known.postings[name].returns
        for name, one in work.updates.items()
        if name in work.known.postings
    )
    unsteady = back >= max(_UNSTEADY, _UNSTEADY_SHARE * len(work.seen.entries))
    count = min(before + _STEP, _STEP * (_MOST_STEPS + 1)) if unsteady else max(0, before - 1)
    if count:
        work.holds[UNSTEADY] = count


def _bad_day(work: Work) -> None:
    """Tell what is held because the host was not to be believed, now or in a run before."""
    held = [one for one in work.updates.values() if one.status == "open" and one.hold]
    if held:
        most = max(max(1, one.hold - max(one.misses, one.flagged)) for one in held)
        why = work.policy.bad_day or "they vanished on a bad day of their host"
        work.outcome = "partial" if work.policy.bad_day else work.outcome
        work.notes.append(
            f"held: {len(held)} {'posting is' if len(held) == 1 else 'postings are'} gone, but {why}; released when "
            f"{most} more {'check agrees' if most == 1 else 'checks running agree'}"
        )


def _missed(work: Work, one: Known, missing: Mapping[str, Known]) -> None:
    answer = work.answers.standing.get(one.external_id)
    if answer is not False and _may_be_unread(work, one):
        work.put(replace(one, misses=1, needed=UNREAD))
        return
    if one.misses and one.needed == UNREAD:
        one = replace(one, misses=0, needed=AGREE)
    # One that was closed and came back may be in a list that alternates: then once is not enough. A folder does not.
    least = max(one.hold, AGREE if one.returns and not work.seen.definite else 0)
    if answer is not True and one.misses + 1 < least:
        work.put(replace(one, misses=one.misses + 1, needed=max(one.needed, least)))
        return
    if work.seen.definite and not work.seen.lost:
        close(work, one, "it is no longer in the folder", "gone")
        return
    if one.external_id not in work.answers.standing and _sample_gone(work, missing):
        told = [work.answers.standing[name] for name in missing if name in work.answers.standing]
        gone = sum(found is False for found in told)
        why = f"it vanished with {len(missing) - 1} others, and of {len(told)} pages asked {gone} are gone"
        close(work, one, why, "sample")
        return
    if answer is False:
        evidence = work.answers.evidence.get(one.external_id, Evidence("its page is gone"))
        close(work, one, evidence.told, evidence.how or "gone")
    elif answer is True:
        standing = min(one.standing + 1, AGREE)
        if standing >= AGREE and not one.unlisted:
            work.changes.append(Change(one.external_id, "unlisted", "minor", _UNLISTED, at=one.differs_at))
            one = replace(one, unlisted=True)
        work.put(replace(one, standing=standing, misses=0, hold=0))
    else:
        fresh = [other for other in missing.values() if not other.misses and not other.standing]
        total = sum(other.status == "open" for other in work.known.postings.values())
        many = len(fresh) > MANY and len(fresh) * 3 > total
        doubtful = many or work.nameless > 0
        needed = one.needed if one.misses else AGREE_MANY if doubtful else AGREE
        if one.misses + 1 >= needed and work.now >= due(work, one, needed):
            close(work, one, f"absent from {one.misses + 1} complete lists running", "absent")
        else:
            work.put(replace(one, misses=one.misses + 1, needed=needed))


def _may_be_unread(work: Work, one: Known) -> bool:
    """Say whether a missing posting may be a row that can't be read: both began in one check, and such rows are there."""
    if one.misses or one.standing:
        return one.needed == UNREAD and work.nameless > 0
    return work.known.settled and work.nameless > work.known.holds.get(LOST_ROWS, 0)


def _sample_gone(work: Work, missing: Mapping[str, Known]) -> bool:
    """Beyond ASKED pages the sample decides for all: hardly one stands, and most of those asked are gone."""
    told = [work.answers.standing[name] for name in missing if name in work.answers.standing]
    few = sum(answer is True for answer in told) <= MAY_STAND_SHARE * len(told)
    return len(missing) > ASKED and few and sum(answer is False for answer in told) * 2 > len(told)
