"""Decide which postings belong together: one posting under a new id, a repost, copies of one role.

Equal ids and equal texts decide first, then the share of words in common (rapidfuzz), the title and the place. Every
tie gives its reasons. Pairs that a person has marked as apart are never tied.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tracker.model import Entry, Listing, Outcome, posting_id
from tracker.model.errors import Unread
from tracker.model.history import (
    Answers,
    Candidate,
    Change,
    History,
    KindOf,
    Known,
    Policy,
    Reading,
    RelationOf,
    Tie,
    TieKind,
)
from tracker.model.wording import Wording
from tracker.reconcile.likeness import (
    LONG,
    NEAR_TEXT,
    NEAR_TITLE,
    SAME_TEXT,
    SAME_TITLE,
    SHARED,
    Likeness,
    Requisitions,
    StandingText,
    heading,
    is_tie,
    likeness,
    plain,
    standing_text,
)

_PAIRS = 40_000  # pairs of a lost and a new posting; with more, only pairs with an equal id, text or title are compared
_SAMPLE = 20  # known postings from which standing text is found
_COMMON, _COMMON_SHARE = 10, 0.5  # a title or id that more new postings than this share says nothing about a role
_HEADS = 20  # different ads of one title with which the next one is compared
RENEWED = "openings that got another requisition id"  # key in `holds`; the value is the number of renewed ids
RENEWALS = 2  # renewed ids from which the source is known to renew ids; a single one may be a correction

T = TypeVar("T")


def follow_new_ids(
    known: History, seen: Listing, answers: Answers, policy: Policy, outcome: Outcome
) -> tuple[History, dict[str, str], list[Tie]]:
    """Find postings that have a new id. Return the history under the new ids, the old id of each, and the ties.

    Ids are doubted only where they can change: the source is read from another address or with other board software
    than before, or its postings are identified by their addresses (`api` is False). Elsewhere a new id is a new
    posting. Only a complete list (`outcome`) proves that a posting is not in it, so other lists give no new ids.
    """
    listed_ids = {entry.external_id for entry in seen.entries}
    fresh = [entry for entry in seen.entries if entry.open and entry.external_id not in known.postings]
    lost = [posting for name, posting in known.postings.items() if posting.status == "open" and name not in listed_ids]
    moved = has_moved(known, policy)
    if (
        not fresh
        or not lost
        or (seen.api and not moved)
        or not (outcome == "complete" or (outcome == "window" and moved))
    ):
        return known, {}, []
    read = {entry.external_id: _reading(entry, answers) for entry in fresh}
    still_listed = sorted(
        name for name, posting in known.postings.items() if name in listed_ids and posting.status == "open"
    )
    listed_wordings = [known.wording[name] for name in still_listed[:_SAMPLE]]
    matches = _match(
        known, lost, {name: reading for name, reading in read.items() if reading}, policy, listed_wordings, moved=moved
    )
    if not matches:
        return known, {}, []
    names = {new: old for new, (old, _) in matches.items()}
    ties = []
    for new, (old, like) in sorted(matches.items()):
        known_id = known.postings[old].id or posting_id(policy.slug, old)
        if known_id != posting_id(policy.slug, new):  # a posting that has its first id again needs no tie
            ties.append(Tie("same", new, known_id, like.reasons, like.score))
    return _renamed(known, names), names, ties


def requisitions(known: History, opened: Iterable[tuple[str, str | None]]) -> Requisitions:
    """Return the requisition ids that identify one opening. `opened` are the titles and ids of new postings."""
    titles = known.titles_of or _titles_of(known)
    fresh = [(heading(title, None), requisition) for title, requisition in opened if requisition]
    return Requisitions(titles, fresh, renews=known.holds.get(RENEWED, 0) >= RENEWALS)


def _titles_of(known: History) -> Callable[[str], Collection[str]]:
    titles: dict[str, set[str]] = {}
    for posting in known.postings.values():
        if posting.requisition_id:
            titles.setdefault(plain(posting.requisition_id), set()).add(heading(posting.title, None))
    return lambda requisition: titles.get(plain(requisition), set())


def sample(known: History) -> list[Wording]:
    """Return wordings from which the source's standing text is found, picked evenly from its postings."""
    if known.sample is not None:
        return list(known.sample())
    names = sorted(known.postings)
    sampled = names if len(names) <= _SAMPLE else [names[index * len(names) // _SAMPLE] for index in range(_SAMPLE)]
    return [known.wording[name] for name in sampled]


def has_moved(known: History, policy: Policy) -> bool:
    """Return whether the source is read from another address, or with other board software, than in the last check."""
    return bool(known.address and policy.address) and known.address != policy.address


def _reading(entry: Entry, answers: Answers) -> Reading | None:
    try:
        return Reading.of(entry, answers.details.get(entry.external_id) if entry.detail else None)
    except Unread:
        return None


def _renamed(known: History, names: Mapping[str, str]) -> History:
    old_names = set(names.values())
    postings = {name: posting for name, posting in known.postings.items() if name not in old_names}
    for new, old in names.items():
        postings[new] = replace(known.postings[old], external_id=new, read_at="")
    return replace(
        known, postings=postings, wording=_RenamedView(known.wording, names), past=_RenamedView(known.past, names)
    )


class _RenamedView(Mapping[str, T]):
    """A view of a mapping in which some keys are renamed."""

    def __init__(self, base: Mapping[str, T], names: Mapping[str, str]) -> None:
        self.base = base
        self.names = names

    def __getitem__(self, name: str) -> T:
        return self.base[self.names.get(name, name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.base)

    def __len__(self) -> int:
        return len(self.base)


def _match(
    known: History,
    lost: Sequence[Known],
    fresh: Mapping[str, Reading],
    policy: Policy,
    listed_wordings: Sequence[Wording],
    *,
    moved: bool,
) -> dict[str, tuple[str, Likeness]]:
    """Pair new ids with old ones, the most alike first, one to one. Ambiguous pairs are left out.

    `listed_wordings` are wordings of postings that are still listed, from which standing text is found. There are none if the
    source moved; then the lost postings are used.
    """
    wordings = {known_posting.external_id: known.wording[known_posting.external_id] for known_posting in lost}
    new_wordings = {name: reading.wording for name, reading in fresh.items()}
    counting = (*listed_wordings, *wordings.values()) if moved else tuple(listed_wordings)
    standing = standing_text(counting)
    compared = len({heading(wording.title, wording.location) for wording in counting if wording.blocks}) >= SHARED
    relation = _relation(known, lost, fresh, moved=moved)
    scored: list[tuple[float, str, str, Likeness]] = []
    for new, old in _pairs(lost, wordings, fresh, new_wordings):
        posting = known.postings[old]
        if frozenset((posting.id or posting_id(policy.slug, old), posting_id(policy.slug, new))) in policy.apart:
            continue
        ids = posting.requisition_id, fresh[new].requisition_id
        before, after = wordings[old], new_wordings[new]
        own = standing.own_sentences(before, after)
        like = likeness(before, after, ids=ids, relation=relation(*ids), own=own)
        nothing = _size(before.blocks, after.blocks) >= LONG > _size(*own) and not like.text
        textless = nothing or not (before.blocks and after.blocks)
        if _one_posting(like, textless=textless, placed=moved or bool(after.location), compared=compared):
            scored.append((like.score, new, old, like))
    scored.sort(key=lambda match: (-match[0], match[1], match[2]))
    return _one_to_one(scored, wordings, new_wordings)


def _size(*texts: Sequence[str]) -> int:
    return min(sum(map(len, text)) for text in texts)


def _relation(known: History, lost: Sequence[Known], fresh: Mapping[str, Reading], *, moved: bool) -> RelationOf:
    """Return the function that compares two requisition ids. If the source moved and no id came with it, ids say nothing."""
    ids = requisitions(known, ((reading.wording.title, reading.requisition_id) for reading in fresh.values()))
    old = {plain(posting.requisition_id) for posting in lost if posting.requisition_id}
    if moved and not any(reading.requisition_id and plain(reading.requisition_id) in old for reading in fresh.values()):
        return lambda _old, _new: ""
    return ids.relation


def _pairs(
    lost: Sequence[Known],
    wordings: Mapping[str, Wording],
    fresh: Mapping[str, Reading],
    new_wordings: Mapping[str, Wording],
) -> Iterable[tuple[str, str]]:
    names = sorted(posting.external_id for posting in lost)
    if len(names) * len(fresh) <= _PAIRS:
        return [(new, old) for new in sorted(fresh) for old in names]
    keys: dict[tuple[str, object], list[str]] = {}
    for posting in lost:
        keys.setdefault(("id", posting.requisition_id), []).append(posting.external_id)
        keys.setdefault(("text", tuple(wordings[posting.external_id].blocks)), []).append(posting.external_id)
        keys.setdefault(("title", plain(posting.title)), []).append(posting.external_id)
    pairs: dict[tuple[str, str], None] = {}
    for new in sorted(fresh):
        for key in (
            ("id", fresh[new].requisition_id),
            ("text", tuple(new_wordings[new].blocks)),
            ("title", plain(new_wordings[new].title)),
        ):
            group = keys.get(key, []) if key[1] else []
            pairs.update(((new, old), None) for old in (group if len(group) <= _COMMON * 5 else ()))
    return list(pairs)


def _one_posting(like: Likeness, *, textless: bool, placed: bool, compared: bool) -> bool:
    """Return whether two ads are one posting under two ids.

    `textless`: they have no text of their own to compare. `placed`: an equal place is evidence. `compared`: standing
    text was found in other postings, so an equal text can outweigh a different title.
    """
    if like.relation == "other":
        return False
    if like.relation == "same" and like.title >= NEAR_TITLE and (like.retitled or like.text >= NEAR_TEXT):
        return True
    if textless:
        return like.title == 1.0 and like.place and placed
    if like.text >= SAME_TEXT:
        return like.title >= NEAR_TITLE or (like.place and compared)
    return like.text >= NEAR_TEXT and like.title >= SAME_TITLE and like.place


def _one_to_one(
    scored: Sequence[tuple[float, str, str, Likeness]], old: Mapping[str, Wording], new: Mapping[str, Wording]
) -> dict[str, tuple[str, Likeness]]:
    matches: dict[str, tuple[str, Likeness]] = {}
    taken_ids: set[str] = set()
    equal_scores: dict[tuple[float, str, str], list[tuple[float, str, str, Likeness]]] = {}  # by score and either id
    for match in scored:
        equal_scores.setdefault((match[0], "new", match[1]), []).append(match)
        equal_scores.setdefault((match[0], "old", match[2]), []).append(match)
    for score, name, before, like in scored:
        if name in matches or before in taken_ids:
            continue
        rivals = [
            other
            for other in (*equal_scores[score, "new", name], *equal_scores[score, "old", before])
            if (other[1] == name) != (other[2] == before) and other[1] not in matches and other[2] not in taken_ids
        ]
        if any(_is_guess(rival, (name, before), old, new) for rival in rivals):
            continue
        matches[name] = (before, like)
        taken_ids.add(before)
    return matches


def _is_guess(
    rival: tuple[float, str, str, Likeness],
    pair: tuple[str, str],
    old: Mapping[str, Wording],
    new: Mapping[str, Wording],
) -> bool:
    """Return whether choosing between two pairs would be a guess: they are equally alike, and not the same ad."""
    return old[rival[2]].state != old[pair[1]].state or new[rival[1]].state != new[pair[0]].state


def kinds(external_id: str, listed: Callable[[str], bool], policy: Policy) -> KindOf:
    """Return a function from a known posting to the kind of tie that it can have to a new one, None if it can have none.

    `external_id` is the id of the new posting. `listed` returns whether a posting is in this check's list.
    """
    new_id = posting_id(policy.slug, external_id)

    def kind_of(posting: Known) -> TieKind | None:
        if frozenset((posting.id, new_id)) in policy.apart or posting.external_id == external_id:
            return None
        return "role" if posting.status == "open" and listed(posting.external_id) else "repost"

    return kind_of


def ties_of(
    change: Change, requisition: str | None, candidates: Iterable[Candidate], kind_of: KindOf, relation: RelationOf
) -> list[Tie]:
    """Return the ties of a new posting: the best match that is gone makes it a repost, the best listed one a copy."""
    after = change.after
    if after is None:
        return []
    best: dict[TieKind, tuple[tuple[float, str, str], Tie, bool]] = {}
    for candidate in candidates:
        posting = candidate.known
        kind = kind_of(posting)
        if kind is None:
            continue
        ids = posting.requisition_id, requisition
        like = likeness(candidate.wording, after, ids=ids, relation=relation(*ids), own=candidate.own)
        if not _tied(kind, like):
            continue
        if kind not in best or rank(like.score, posting) > best[kind][0]:
            tie = Tie(kind, change.external_id, posting.id, like.reasons, like.score)
            best[kind] = (rank(like.score, posting), tie, like.place)
    if {"role", "repost"} <= best.keys() and not best["repost"][2]:
        del best["repost"]  # the role is still open in other places, so a new place is one more copy and not a repost
    return [tie for _, tie, _ in best.values()]


def _tied(kind: TieKind, like: Likeness) -> bool:
    return is_tie(kind, like.text, like.title, place=like.place, relation=like.relation, retitled=like.retitled)


def rank(score: float, posting: Known) -> tuple[float, str, str]:
    """Return the sort key of a match: the score, then whether it is still open or closed last, then the id."""
    return score, posting.closed_at or "~", posting.id


def copies(
    opened: Sequence[tuple[Change, str | None]],
    total: int,
    policy: Policy,
    relation: RelationOf,
    known_wordings: Iterable[Wording] = (),
) -> list[Tie]:
    """Tie new postings of one check that are copies of one role, by the same rule as `ties_of`.

    A title or id that most postings of a list share ties nothing. `known_wordings` are wordings of other postings, from which
    standing text is found.
    """
    groups: dict[tuple[str, str], list[_NewPosting]] = {}
    new = [_NewPosting(change.external_id, change.after, requisition) for change, requisition in opened if change.after]
    standing: StandingText | None = None
    for posting in sorted(new, key=lambda posting: posting.name):
        groups.setdefault(("title", heading(posting.wording.title, posting.wording.location)), []).append(posting)
        if relation(posting.requisition, posting.requisition) == "same":
            groups.setdefault(("id", plain(posting.requisition or "")), []).append(posting)
    ties: dict[str, Tie] = {}
    for _, group in sorted(groups.items()):
        if len(group) < 2 or (len(group) > _COMMON and len(group) > _COMMON_SHARE * total):  # noqa: PLR2004
            continue
        if standing is None:  # built on demand: in most checks no two new postings share a title or an id
            standing = standing_text((*known_wordings, *(posting.wording for posting in new)))
        _tie_group(group, ties, policy, relation, standing)
    return list(ties.values())


@dataclass(frozen=True, slots=True)
class _NewPosting:
    """A posting that is new in this check."""

    name: str
    wording: Wording
    requisition: str | None


def _tie_group(
    group: Sequence[_NewPosting], ties: dict[str, Tie], policy: Policy, relation: RelationOf, standing: StandingText
) -> None:
    heads: list[_NewPosting] = []
    for posting in group:
        for head in heads[:_HEADS]:
            ids = head.requisition, posting.requisition
            own = standing.own_sentences(head.wording, posting.wording)
            like = likeness(head.wording, posting.wording, ids=ids, relation=relation(*ids), own=own)
            other = posting_id(policy.slug, head.name)
            is_apart = frozenset((other, posting_id(policy.slug, posting.name))) in policy.apart
            if not is_apart and _tied("role", like):
                if posting.name not in ties:
                    ties[posting.name] = Tie(
                        "role", posting.name, "", like.reasons, like.score, other_external_id=head.name
                    )
                break
        else:
            heads.append(posting)
