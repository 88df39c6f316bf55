"""Known × seen → what happened. The heart, and pure: no clock, no network, no database.

`plan` decides what to read beside the list, `doubts` what to read twice, `reconcile` what it all means. Failure is
never emptiness: a posting closes only when its own page says so, or complete lists running are without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tracker.errors import Unread
from tracker.model import (
    Answers,
    Change,
    Entry,
    History,
    Known,
    Listing,
    Outcome,
    Policy,
    Posting,
    Questions,
    Request,
    Time,
    Verdict,
    Wording,
    digest,
    moment,
)
from tracker.steady import masks_of, settle
from tracker.text import bare
from tracker.weigh import same, summary, template_key, weigh

ASKED = 20  # at most this many pages of vanished postings are asked in one check
MANY = 10  # vanished at once: more than this, and more than a third, needs three complete lists
AGREE, AGREE_MANY = 2, 3  # complete lists running that close a posting whose page can't be asked
MAY_STAND, MAY_STAND_SHARE = 3, 0.1  # missing ones whose page stands: more than both, and the list was cut
MAY_FAIL, MAY_FAIL_SHARE = 3, 0.1  # texts that could not be read: more than both, and the check is partial
TEMPLATE = 3  # postings with the same edit in one check make it an edit of the template
_TWIN_TEXT = 200  # characters: a shorter text proves no repost


def judge(known: History, seen: Listing, policy: Policy) -> tuple[Outcome, str]:
    """Give the outcome that the list alone proves, and the reason where it is not `complete`."""
    count = len(seen.entries)
    if seen.problems:
        return "partial", "; ".join(seen.problems)
    if not seen.end:
        return "partial", "the end of the list could not be proved"
    if seen.stated_total is not None and count < seen.stated_total:
        return "partial", f"the list states {seen.stated_total} postings and gave {count}"
    if seen.cap:
        return "window", seen.cap
    if policy.complete == "never":
        return "window", ""
    if not count and any(one.status == "open" for one in known.postings.values()):
        return "failed", ""
    return "complete", ""


def plan(known: History, seen: Listing, now: Time, policy: Policy) -> Questions:
    """Decide what to read beside the list: texts that changed or are due, the pages of postings that vanished."""
    outcome, _ = judge(known, seen, policy)
    details = {
        entry.external_id: entry.detail
        for entry in seen.entries
        if entry.detail and entry.open and _wants_text(entry, known.postings.get(entry.external_id), now, policy)
    }
    again = not seen.api and any(
        entry.external_id in known.postings
        and known.postings[entry.external_id].fingerprint != entry.fingerprint
        for entry in seen.entries
    )
    if outcome not in {"complete", "failed"}:
        return Questions(details=details, again=again)
    missing = _spread(sorted(_missing(known, seen)))
    vanished = {external_id: policy.own(external_id, known.postings[external_id].url) for external_id in missing}
    control = next((entry for entry in _steady_entries(known, seen) if entry.url), None) if vanished else None
    controls = policy.own(control.external_id, control.url) if control else ()
    return Questions(
        details=details,
        vanished=vanished,
        controls=tuple((control.title, request) for request in controls) if control else (),
        again=again,
    )


def _steady_entries(known: History, seen: Listing) -> list[Entry]:
    """Give the entries that were there before and are now, from the middle of the list outwards."""
    steady = [entry for entry in seen.entries if entry.external_id in known.postings and entry.open]
    middle = len(steady) // 2
    return steady[middle:] + steady[:middle]


def _spread(names: list[str]) -> list[str]:
    """Take at most ASKED of them, evenly."""
    if len(names) <= ASKED:
        return names
    return [names[place * len(names) // ASKED] for place in range(ASKED)]


def _missing(known: History, seen: Listing) -> dict[str, Known]:
    """Give the open postings that the list has not."""
    here = {entry.external_id for entry in seen.entries}
    return {name: one for name, one in known.postings.items() if one.status == "open" and name not in here}


def _wants_text(entry: Entry, one: Known | None, now: Time, policy: Policy) -> bool:
    if one is None or one.status == "closed" or not one.has_text or one.fingerprint != entry.fingerprint:
        return True
    if policy.reread_now or not one.read_at:
        return True
    part = int(hashlib.sha256(f"{entry.external_id} {one.read_at}".encode()).hexdigest()[:4], 16) / 0xFFFF
    age = (moment(now) - moment(one.read_at)).total_seconds()
    return age >= policy.reread * (0.5 + part / 2)


def doubts(known: History, seen: Listing, answers: Answers) -> dict[str, Request]:
    """Say which pages to read a second time: those of a site without an API that show an edit."""
    if seen.api:
        return {}
    result: dict[str, Request] = {}
    for entry in seen.entries:
        page = answers.details.get(entry.external_id)
        one = known.postings.get(entry.external_id)
        if page is None or one is None or not one.has_text or entry.detail is None:
            continue
        try:
            blocks = Wording.of(entry.read(page)).blocks
        except Unread:
            continue
        before = known.wording[entry.external_id].blocks
        if before and blocks != before and bare(settle(before, blocks, None, known.masks)) != bare(before):
            result[entry.external_id] = entry.detail
    return result


@dataclass
class _Work:
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

    def put(self, one: Known) -> None:
        """Keep a posting's new row if it is another than before."""
        if self.known.postings.get(one.external_id) != one:
            self.updates[one.external_id] = one


def reconcile(known: History, seen: Listing, answers: Answers, now: Time, policy: Policy) -> Verdict:
    """Say what the check means. The same input twice gives no change; the order of postings is irrelevant."""
    outcome, reason = judge(known, seen, policy)
    work = _Work(known, seen, answers, now, policy, outcome=outcome, masks=set(known.masks))
    if reason:
        work.notes.append(reason)
    empties = 0
    if outcome == "failed":
        empties = known.empties + 1
        if not _emptied(work, empties):
            return Verdict("failed", "; ".join(work.notes), 0, seen.stated_total, empties=empties, pending=True,
                           settled=known.settled, masks=known.masks)
        work.outcome = "complete"
    for entry in sorted(seen.entries, key=lambda entry: entry.external_id):
        try:
            _entry(work, entry)
        except Unread as error:
            work.unread.append(f"{entry.url or entry.external_id}: {error}")
    _flagged(work)
    _absent(work)
    _texts_unread(work)
    changes = _templates(work.changes, now)
    return Verdict(
        outcome=work.outcome,
        reason="; ".join(work.notes),
        seen=len(seen.entries),
        stated_total=seen.stated_total,
        changes=tuple(changes),
        updates=work.updates,
        fills=work.fills,
        settled=known.settled or work.outcome in {"complete", "window"},
        masks=frozenset(work.masks),
        pending=_pending(work),
    )


def _pending(work: _Work) -> bool:
    """Say whether the next check must look closely even if the list is the same to the byte."""
    if work.outcome not in {"complete", "window"} or any(entry.detail for entry in work.seen.entries):
        return True
    if work.outcome == "window":
        return any(one.flagged for one in {**work.known.postings, **work.updates}.values() if one.status == "open")
    return any(
        not one.listed or one.flagged
        for one in {**work.known.postings, **work.updates}.values()
        if one.status == "open"
    )


def _emptied(work: _Work, empties: int) -> bool:
    """An empty list where there were postings: believed when it came twice and every page asked is gone."""
    told = [answer for answer in work.answers.standing.values() if answer is not None]
    count = sum(one.status == "open" for one in work.known.postings.values())
    if empties >= AGREE and told and not any(told):
        return True
    work.notes.append(
        f"held: the list came back empty where {count} postings were open; "
        "released by a list with postings, or by two empty lists running while the postings' own pages are gone"
    )
    return False


def _entry(work: _Work, entry: Entry) -> None:
    one = work.known.postings.get(entry.external_id)
    if one is None:
        if entry.open:
            _opened(work, entry)
        return
    listed = replace(one, listed=True, misses=0, needed=AGREE, standing=0, flagged=one.flagged)
    if not entry.open:
        work.put(listed)
        return
    listed = replace(listed, flagged=0, unlisted=False)
    confirmed = _confirmed(work, entry)
    asked = entry.external_id in work.answers.details
    if one.status == "open" and not asked and (one.fingerprint == entry.fingerprint or not confirmed):
        work.put(listed)
        if one.unlisted:
            work.changes.append(Change(entry.external_id, "reopened", "major", "listed again"))
        return
    before = work.known.wording[entry.external_id]
    after, read = _wording(work, entry, before, has_text=one.has_text)
    if not confirmed:
        after = replace(after, title=before.title, location=before.location, department=before.department)
    listed = replace(
        listed,
        url=entry.url or one.url,
        title=after.title,
        fingerprint=entry.fingerprint if confirmed else one.fingerprint,
        read_at=work.now if read else one.read_at,
        has_text=one.has_text or read or entry.detail is None,
    )
    if one.status == "open" and not one.has_text and read and not before.blocks:
        work.fills[entry.external_id] = after
        work.put(listed)
        return
    edited = not same(before, after)
    if one.status == "closed":
        _reopened(work, listed, before, after, edited=edited)
        return
    if one.unlisted:
        work.changes.append(Change(entry.external_id, "reopened", "major", "listed again"))
    if edited:
        weight, why = weigh(before, after)
        work.changes.append(
            Change(entry.external_id, "edited", weight, summary(before, after), why, before=before, after=after)
        )
        listed = replace(listed, number=one.number + 1)
    work.put(listed)


def _confirmed(work: _Work, entry: Entry) -> bool:
    """On pages made for people, what the list says of an entry counts once a second read of it agrees."""
    one = work.known.postings[entry.external_id]
    if work.seen.api or one.fingerprint == entry.fingerprint:
        return True
    second = work.answers.again
    if second is None:
        return False
    return any(
        other.external_id == entry.external_id and other.fingerprint == entry.fingerprint for other in second.entries
    )


def _reopened(work: _Work, one: Known, before: Wording, after: Wording, *, edited: bool) -> None:
    told = f"open again, with another wording: {summary(before, after)}" if edited else "open again"
    work.changes.append(
        Change(
            one.external_id, "reopened", "major", told, before=before if edited else None, after=after if edited else None
        )
    )
    work.put(replace(one, status="open", closed_at=None, number=one.number + (1 if edited else 0)))


def _opened(work: _Work, entry: Entry) -> None:
    wording, read = _wording(work, entry, None, has_text=False)
    known = work.known.by_text
    twin = known.get(wording.twin) if known and sum(map(len, wording.blocks)) >= _TWIN_TEXT else None
    before = not work.known.settled
    work.changes.append(
        Change(
            entry.external_id,
            "opened",
            "major",
            "already there when the watching began" if before else _told(wording),
            baseline=before,
            after=wording,
            repost_of=twin,
        )
    )
    work.put(
        Known(
            external_id=entry.external_id,
            url=entry.url,
            title=wording.title,
            first_seen=work.now,
            fingerprint=entry.fingerprint,
            read_at=work.now if read else "",
            has_text=read or entry.detail is None,
            repost_of=twin,
        )
    )


def _told(wording: Wording) -> str:
    return f"opened in {wording.location}" if wording.location else "opened"


def _wording(work: _Work, entry: Entry, before: Wording | None, *, has_text: bool) -> tuple[Wording, bool]:
    """Give the entry's wording now, and whether its own page was read for it."""
    if entry.detail is None:
        return Wording.of(entry.read(None)), False
    bare_posting = entry.read(None)
    page = work.answers.details.get(entry.external_id)
    if page is not None:
        try:
            return _settled(work, entry, Wording.of(entry.read(page)), before), True
        except Unread as error:
            work.unread.append(f"{entry.url}: {error}")
    return _carried(bare_posting, before if has_text else None), False


def _carried(posting: Posting, before: Wording | None) -> Wording:
    """What only the posting's own page says stays as it is known while that page is not read."""
    fresh = Wording.of(posting)
    if before is None:
        return fresh
    return replace(
        before,
        title=fresh.title,
        location=fresh.location or before.location,
        department=fresh.department or before.department,
    )


def _settled(work: _Work, entry: Entry, after: Wording, before: Wording | None) -> Wording:
    """Take out of a page's text what differs between two reads of one moment."""
    if before is None or work.seen.api or after.blocks == before.blocks or not before.blocks:
        return after
    page = work.answers.seconds.get(entry.external_id)
    second: tuple[str, ...] | None = None
    if page is not None:
        try:
            second = Wording.of(entry.read(page)).blocks
        except Unread:
            return replace(after, blocks=before.blocks)
        work.masks |= masks_of(after.blocks, second)
    elif bare(settle(before.blocks, after.blocks, None, work.known.masks)) != bare(before.blocks):
        return replace(after, blocks=before.blocks)
    return replace(after, blocks=settle(before.blocks, after.blocks, second, work.masks))


def _close(work: _Work, one: Known, why: str) -> None:
    work.changes.append(Change(one.external_id, "closed", "major", f"closed: {why}", why))
    work.put(
        replace(one, status="closed", closed_at=work.now, listed=False, misses=0, standing=0, flagged=0, unlisted=False)
    )


def _flagged(work: _Work) -> None:
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
    for one in sorted(flagged, key=lambda one: one.external_id):
        needed = one.needed if one.flagged else AGREE_MANY if many else 1
        if one.flagged + 1 >= needed:
            _close(work, one, "the source marks it as closed")
        else:
            held += 1
            work.put(replace(one, flagged=one.flagged + 1, needed=needed))
    if held:
        work.notes.append(
            f"held: the source marks {held} of {total} postings as closed at once; "
            f"released when {AGREE_MANY} checks running say so"
        )


def _absent(work: _Work) -> None:
    """Postings that the list has not. Only a complete list says anything of them."""
    missing = _missing(work.known, work.seen)
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
        one = replace(missing[name], listed=False)
        if work.outcome == "complete":
            _missed(work, one, missing)
        else:
            work.put(one)
    waiting = [one for one in work.updates.values() if one.status == "open" and one.misses]
    if waiting and work.outcome == "complete":
        most = max(one.needed - one.misses for one in waiting)
        work.notes.append(
            f"held: {len(waiting)} {'posting is' if len(waiting) == 1 else 'postings are'} not in the list, and "
            f"no page says more; released by {most} more complete {'list' if most == 1 else 'lists'} without them"
        )


def _missed(work: _Work, one: Known, missing: Mapping[str, Known]) -> None:
    answer = work.answers.standing.get(one.external_id)
    if one.external_id not in work.answers.standing and _sample_gone(work, missing):
        _close(work, one, f"it vanished with {len(missing) - 1} others, and every page asked of {ASKED} is gone")
        return
    if answer is False:
        _close(work, one, work.answers.evidence.get(one.external_id, "its page is gone"))
    elif answer is True:
        standing = min(one.standing + 1, AGREE)
        if standing >= AGREE and not one.unlisted:
            work.changes.append(
                Change(one.external_id, "unlisted", "minor", "no longer in the list, while its own page still stands")
            )
            one = replace(one, unlisted=True)
        work.put(replace(one, standing=standing, misses=0))
    else:
        fresh = [other for other in missing.values() if not other.misses and not other.standing]
        total = sum(other.status == "open" for other in work.known.postings.values())
        many = len(fresh) > MANY and len(fresh) * 3 > total
        needed = one.needed if one.misses else AGREE_MANY if many else AGREE
        if one.misses + 1 >= needed:
            _close(work, one, f"absent from {needed} complete lists running")
        else:
            work.put(replace(one, misses=one.misses + 1, needed=needed))


def _sample_gone(work: _Work, missing: Mapping[str, Known]) -> bool:
    """Beyond ASKED pages the sample decides for all: none stands, and most of those asked are gone."""
    told = [work.answers.standing[name] for name in missing if name in work.answers.standing]
    return len(missing) > ASKED and not any(told) and sum(answer is False for answer in told) * 2 > len(told)


def _texts_unread(work: _Work) -> None:
    """Many texts that could not be read make the check partial; a few are told, and asked again next time."""
    count, asked = len(work.unread), len(work.answers.details) or len(work.seen.entries)
    if not count:
        return
    work.notes.append(f"{count} of {asked} texts could not be read, the first: {work.unread[0]}")
    if count > max(MAY_FAIL, MAY_FAIL_SHARE * asked) or count == asked > MAY_FAIL:
        work.outcome = "partial"
        closed = {change.external_id for change in work.changes if change.kind == "closed"}
        work.changes = [change for change in work.changes if change.external_id not in closed]
        for name in closed:
            work.updates[name] = replace(work.known.postings[name], listed=False)


def _templates(changes: list[Change], now: Time) -> list[Change]:
    """Find the edit that three or more postings show alike: one group, told once."""
    keys = {
        change.external_id: template_key(change.before, change.after)
        for change in changes
        if change.kind == "edited" and change.before and change.after
    }
    counts: dict[object, int] = {}
    for key in keys.values():
        if key:
            counts[key] = counts.get(key, 0) + 1
    result = []
    for change in changes:
        key = keys.get(change.external_id)
        if key and counts[key] >= TEMPLATE:
            group = digest(now, *key[0], "\x1e", *key[1])
            why = f"the same edit on {counts[key]} postings"
            weight = change.significance if change.significance == "cosmetic" else "template"
            result.append(replace(change, significance=weight, group=group, reason=why))
        else:
            result.append(change)
    return result
