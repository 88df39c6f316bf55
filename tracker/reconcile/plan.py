"""Judge how complete a list is, and decide which pages to read besides it. Pure: no clock, network or database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.model import Entry, Listing, Outcome, Request, Time, digest, moment
from tracker.model.errors import Unread
from tracker.model.history import Answers, History, Known, Policy, Questions, Reading
from tracker.reconcile.identity import follow_new_ids
from tracker.reconcile.noise import settle
from tracker.reconcile.significance import same
from tracker.reconcile.text_origin import patterns
from tracker.reconcile.vanished import ASKED, missing_from

MAY_BE_LOST, MAY_BE_LOST_SHARE = 3, 0.01  # unreadable rows: with more than both, the check is partial
_CONTROLS = 2  # listed postings whose pages are asked to check the answers of the missing ones


def judge(known: History, seen: Listing, policy: Policy) -> tuple[Outcome, str]:
    """Return the outcome that the list alone proves, and the reason if it is not `complete`."""
    count = len(seen.entries)
    rows = max(count + len(seen.lost), seen.rows)
    if seen.problems:
        return "partial", "; ".join(seen.problems)
    if not seen.end:
        return "partial", "the end of the list could not be proved"
    if seen.stated_total is not None and rows < seen.stated_total:
        return "partial", f"the list states {seen.stated_total} postings and gave {rows}"
    if len(seen.lost) > max(MAY_BE_LOST, MAY_BE_LOST_SHARE * rows) or len(seen.lost) * 2 > rows:
        return "partial", about_lost_rows(seen)
    if seen.cap:
        return "window", seen.cap
    if policy.complete == "never":
        return "window", ""
    if (
        not count
        and not (policy.commit and seen.definite)
        and any(posting.status == "open" for posting in known.postings.values())
    ):
        return "failed", ""
    return "complete", ""


def about_lost_rows(seen: Listing) -> str:
    """Return a sentence about the rows that could not be read, "" if there are none."""
    if not seen.lost:
        return ""
    rows = max(len(seen.entries) + len(seen.lost), seen.rows)
    return f"{len(seen.lost)} of {rows} rows could not be read, the first: {seen.lost[0].lost}"


def plan(known: History, seen: Listing, now: Time, policy: Policy) -> Questions:
    """Return which pages to read besides the list: texts that changed or are due, and the pages of missing postings."""
    outcome, _ = judge(known, seen, policy)
    details = {
        entry.external_id: entry.detail
        for entry in seen.entries
        if entry.detail
        and entry.open
        and _wants_text(entry, known.postings.get(entry.external_id), now, policy, definite=seen.definite)
    }
    read_again = not seen.exact and any(
        entry.external_id in known.postings and known.postings[entry.external_id].fingerprint != entry.fingerprint
        for entry in seen.entries
    )
    if outcome not in {"complete", "failed"}:
        return Questions(details=details, read_list_again=read_again)
    absent = missing_from(known, seen)
    # If the list is empty, pages of unlisted postings are requested only when no others are left.
    fresh = [name for name, posting in absent.items() if seen.entries or not posting.doubt.unlisted]
    missing = [] if seen.definite else _sample({name: absent[name] for name in fresh or absent}, now)
    vanished = {external_id: policy.own(external_id, known.postings[external_id].url) for external_id in missing}
    control_entries = [entry for entry in _steady_entries(known, seen) if entry.url][:_CONTROLS] if vanished else []
    controls = [
        (way, entry.external_id, request)
        for entry in control_entries
        for way, request in enumerate(policy.own(entry.external_id, entry.url))
    ]
    return Questions(
        details=details,
        vanished=vanished,
        controls=tuple(sorted(controls, key=lambda control: control[0])),
        read_list_again=read_again,
    )


def _steady_entries(known: History, seen: Listing) -> list[Entry]:
    """Return the open entries that were known before, from the middle of the list on."""
    entries = [entry for entry in seen.entries if entry.external_id in known.postings and entry.open]
    middle = len(entries) // 2
    return entries[middle:] + entries[:middle]


def _spread(names: list[str], most: int = ASKED) -> list[str]:
    """Return at most `most` of the names, evenly spread."""
    if len(names) <= most:
        return names
    return [names[index * len(names) // most] for index in range(most)]


def _sample(missing: Mapping[str, Known], now: Time) -> list[str]:
    """Return at most ASKED missing postings whose pages are requested, evenly spread.

    A quarter of them, or more if there is room, are postings that are unlisted already: others in each check.
    """
    new = sorted(name for name, posting in missing.items() if not posting.doubt.unlisted)
    unlisted = sorted(missing.keys() - set(new), key=lambda name: (digest(name, now), name))
    room = max(ASKED - len(new), ASKED // 4)
    return sorted([*_spread(new, ASKED - min(room, len(unlisted))), *unlisted[:room]])


def _wants_text(entry: Entry, posting: Known | None, now: Time, policy: Policy, *, definite: bool) -> bool:
    """Return whether to read the text of an entry. `definite`: its fingerprint changes whenever the text does."""
    if (
        posting is None
        or posting.status == "closed"
        or not posting.has_text
        or posting.fingerprint != entry.fingerprint
    ):
        return True
    if policy.reread_now or not posting.read_at:
        return True
    if definite:
        return False
    part = int(hashlib.sha256(f"{entry.external_id} {posting.read_at}".encode()).hexdigest()[:4], 16) / 0xFFFF
    age = (moment(now) - moment(posting.read_at)).total_seconds()
    return age >= policy.reread * (0.5 + part / 2)


def may_have_moved(
    known: History,
    seen: Listing,
    standing: Mapping[str, bool | None],
    rounds: Sequence[Sequence[Request]],
    policy: Policy,
) -> bool:
    """Return whether a posting may be missing only because the list changed while its pages were read.

    A posting that leaves between two requests shifts another one from the second page to the first, which was read
    already. `rounds` are the requests that were made for the list; those that are not for a posting's own page are its
    pages. Return False if the missing postings' own pages say that they are gone.
    """
    if seen.definite or not seen.entries or judge(known, seen, policy)[0] != "complete":
        return False
    fresh = [name for name, posting in missing_from(known, seen).items() if posting.listed]
    if all(standing.get(name) is False for name in fresh):
        return False
    own = {Request(entry.url).key for entry in seen.entries} | {
        entry.detail.key for entry in seen.entries if entry.detail
    }
    return sum(any(request.key not in own for request in exchange) for exchange in rounds) > 1


def to_read_twice(known: History, seen: Listing, answers: Answers, policy: Policy) -> dict[str, Request]:
    """Return the pages to read a second time: those that show an edit, on a site without an API."""
    if seen.exact and not any(other_entry.own_page for other_entry in seen.entries):
        return {}
    known, _, _ = follow_new_ids(known, seen, answers, policy, judge(known, seen, policy)[0])
    result: dict[str, Request] = {}
    masks = patterns(known.masks)
    for entry in seen.entries:
        page = answers.details.get(entry.external_id)
        posting = known.postings.get(entry.external_id)
        if page is None or posting is None or not posting.has_text or entry.detail is None:
            continue
        if entry.external_id in answers.same or (seen.api and not entry.own_page):
            continue
        try:
            wording = Reading.of(entry, page).wording
        except Unread:
            continue
        before = known.wording[entry.external_id]
        settled = replace(wording, blocks=settle(before.blocks, wording.blocks, None, masks))
        if before.blocks and not same(before, settled):
            result[entry.external_id] = entry.detail
    return result
