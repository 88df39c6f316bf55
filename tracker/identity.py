"""Who is who: one posting under a new name, the ad of one that was gone, copies of one role. Every tie says why.

Exact ids and exact texts decide first; after them the words in common (rapidfuzz), the title and the place. What a
person said is apart stays apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from tracker.errors import Unread
from tracker.ledger import Answers, Candidate, Change, History, KindOf, Known, Policy, Reading, Tie, TieKind, Wording
from tracker.model import Entry, Listing, Outcome, posting_id

LONG = 200  # characters: a shorter text proves nothing
_SAME_TEXT, _NEAR_TEXT = 0.9, 0.8  # share of words in common, in order
_SAME_TITLE, _NEAR_TITLE = 0.9, 0.6
LEAST_TEXT, LEAST_TITLE = _NEAR_TEXT / 2, _NEAR_TITLE  # below these, texts count as unlike, and titles tie nothing
_PAIRS = 40_000  # lost × fresh postings that are compared each with each; beyond, only exact ids and texts
_STEADY = 20  # postings that are still here by which the standing text is known
_COMMON, _COMMON_SHARE = 10, 0.5  # an id or text of more postings than both names no posting
_LEAST_ID = 3  # characters of a requisition id that can be meant as one
_HEADS = 20  # different ads under one title that a further one is compared with
_NO_ID = re.compile(r"(?i)n/?a|none|null|tbd|0+|-+|evergreen|general|various|pipeline")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two wordings are: shares from 0 to 1, and what that rests on, in words."""

    text: float
    title: float
    place: bool
    requisition: bool
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """Rank candidates: the id first, then the text, then title and place."""
        return score_of(self.text, self.title, place=self.place, requisition=self.requisition)


def score_of(text: float, title: float, *, place: bool, requisition: bool) -> float:
    """Return the score of a `Likeness` without making one."""
    return round(2.0 * requisition + text + 0.1 * title + 0.1 * place, 4)


def likeness(
    old: Wording, new: Wording, old_requisition: str | None = None, new_requisition: str | None = None
) -> Likeness:
    """Compare two wordings; texts of less than LONG characters are not compared."""
    both = min(sum(map(len, old.blocks)), sum(map(len, new.blocks))) >= LONG
    text = (1.0 if old.blocks == new.blocks else _words_in_common(old, new)) if both else 0.0
    title = title_likeness(plain(old.title), plain(new.title))
    place = plain(old.location or "") == plain(new.location or "")
    requisition = usable(new_requisition) and old_requisition == new_requisition
    reasons = []
    if requisition:
        reasons.append(f"the same requisition {new_requisition}")
    if text:
        reasons.append("the same text" if text == 1.0 else f"{text:.0%} of the words in common")
    reasons.append("the same title" if title == 1.0 else f"the title alike by {title:.0%}")
    if old.location and new.location:
        reasons.append("the same place" if place else f"another place, {new.location} beside {old.location}")
    if old.language and new.language and old.language != new.language:
        reasons.append(f"another language, {new.language} beside {old.language}")
    return Likeness(text, title, place, requisition, tuple(reasons))


def usable(requisition: str | None) -> bool:
    """Say whether a requisition id can name one: not empty, no placeholder."""
    return bool(requisition) and len(requisition or "") >= _LEAST_ID and not _NO_ID.fullmatch(requisition or "")


def _words_in_common(old: Wording, new: Wording) -> float:
    return float(Indel.normalized_similarity(words(old.blocks), words(new.blocks), score_cutoff=LEAST_TEXT))


def words(blocks: Iterable[str]) -> list[str]:
    """Give the words of a text in small letters; Chinese and Japanese by character."""
    return [word for block in blocks for word in _WORD.findall(block.casefold())]


_WORD = re.compile("[\u2e80-\u9fff\uf900-\ufaff]|[^\\W\u2e80-\u9fff\uf900-\ufaff]+")


def title_likeness(old: str, new: str) -> float:
    """Compare two titles that went through `plain`; returns a share from 0 to 1."""
    return 1.0 if old == new else fuzz.ratio(old, new) / 100


@lru_cache(maxsize=50_000)  # titles and places: those of a project of some hundred sources, 10 MB
def plain(text: str) -> str:
    """Return the words of a title or place in small letters, with a space between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def follow(
    known: History, seen: Listing, answers: Answers, policy: Policy, outcome: Outcome
) -> tuple[History, dict[str, str], list[Tie]]:
    """Find the postings that are here under a new name; gives the history in their new names, and the ties.

    Names are only doubted where they can move: the source is read from another address or board software than
    before, or its postings are named by their addresses (`api` is False). Elsewhere a new id is a new posting. And
    only a whole list says that a posting is not in it: what is not whole (`outcome`) gives no names.
    """
    here = {entry.external_id for entry in seen.entries}
    fresh = [one for one in seen.entries if one.open and one.external_id not in known.postings]
    lost = [one for name, one in known.postings.items() if one.status == "open" and name not in here]
    moved = has_moved(known, policy)
    if (
        not fresh
        or not lost
        or (seen.api and not moved)
        or not (outcome == "complete" or (outcome == "window" and moved))
    ):
        return known, {}, []
    read = {entry.external_id: _read(entry, answers) for entry in fresh}
    standing = _standing(known, here)
    found = _match(known, lost, {name: one for name, one in read.items() if one}, policy, standing, moved=moved)
    if not found:
        return known, {}, []
    names = {new: old for new, (old, _) in found.items()}
    ties = [
        Tie("same", new, known.postings[old].id or posting_id(policy.slug, old), like.reasons, like.score)
        for new, (old, like) in sorted(found.items())
    ]
    return _renamed(known, names), names, ties


def _standing(known: History, here: set[str]) -> frozenset[str]:
    """Give the blocks that several of the postings have that are still here: they tell no ad from another."""
    steady = sorted(name for name, one in known.postings.items() if name in here and one.status == "open")
    counts = Counter(block for name in steady[:_STEADY] for block in set(known.wording[name].blocks))
    return frozenset(block for block, count in counts.items() if count > 1)


def has_moved(known: History, policy: Policy) -> bool:
    """Say whether the source is read from another place, or by other software, than in the check before."""
    return bool(known.address and policy.address) and known.address != policy.address


def _read(entry: Entry, answers: Answers) -> Reading | None:
    try:
        return Reading.of(entry, answers.details.get(entry.external_id) if entry.detail else None)
    except Unread:
        return None


def _renamed(known: History, names: Mapping[str, str]) -> History:
    old_names = set(names.values())
    postings = {name: one for name, one in known.postings.items() if name not in old_names}
    for new, old in names.items():
        postings[new] = replace(known.postings[old], external_id=new, read_at="")
    return replace(known, postings=postings, wording=_Under(known.wording, names), past=_Under(known.past, names))


class _Under(Mapping[str, T]):
    """A mapping in which some keys have new names."""

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
    standing: frozenset[str],
    *,
    moved: bool,
) -> dict[str, tuple[str, Likeness]]:
    """Pair new names with old ones, the most alike first, one with one; what can't be told apart is left."""
    wordings = {one.external_id: known.wording[one.external_id] for one in lost}
    new_wordings = {name: one.wording for name, one in fresh.items()}
    scored: list[tuple[float, str, str, Likeness]] = []
    for new, old in _pairs(lost, wordings, fresh, new_wordings):
        one = known.postings[old]
        if frozenset((one.id or posting_id(policy.slug, old), posting_id(policy.slug, new))) in policy.apart:
            continue
        sides = _own(wordings[old], standing), _own(new_wordings[new], standing)
        like = likeness(*sides, one.requisition_id, fresh[new].requisition_id)
        if standing and not like.text:  # nothing of their own to compare: the whole texts, and their titles must agree
            like = likeness(wordings[old], new_wordings[new], one.requisition_id, fresh[new].requisition_id)
            like = replace(like, place=like.place and like.title >= _NEAR_TITLE)
        elif not standing:
            like = replace(like, place=like.place and like.title >= _NEAR_TITLE)
        textless = not (wordings[old].blocks and new_wordings[new].blocks)
        if _one_posting(like, textless=textless, placed=bool(new_wordings[new].location), moved=moved):
            scored.append((like.score, new, old, like))
    scored.sort(key=lambda one: (-one[0], one[1], one[2]))
    return _one_to_one(scored, wordings, new_wordings)


def _own(wording: Wording, standing: frozenset[str]) -> Wording:
    return replace(wording, blocks=tuple(block for block in wording.blocks if block not in standing))


def _pairs(
    lost: Sequence[Known],
    wordings: Mapping[str, Wording],
    fresh: Mapping[str, Reading],
    new_wordings: Mapping[str, Wording],
) -> Iterable[tuple[str, str]]:
    names = sorted(one.external_id for one in lost)
    if len(names) * len(fresh) <= _PAIRS:
        return [(new, old) for new in sorted(fresh) for old in names]
    keys: dict[tuple[str, object], list[str]] = {}
    for one in lost:
        keys.setdefault(("id", one.requisition_id), []).append(one.external_id)
        keys.setdefault(("text", tuple(wordings[one.external_id].blocks)), []).append(one.external_id)
        keys.setdefault(("title", plain(one.title)), []).append(one.external_id)
    found: dict[tuple[str, str], None] = {}
    for new in sorted(fresh):
        for key in (
            ("id", fresh[new].requisition_id),
            ("text", tuple(new_wordings[new].blocks)),
            ("title", plain(new_wordings[new].title)),
        ):
            group = keys.get(key, []) if key[1] else []
            found.update(((new, old), None) for old in (group if len(group) <= _COMMON * 5 else ()))
    return list(found)


def _one_posting(like: Likeness, *, textless: bool, placed: bool, moved: bool) -> bool:
    if like.requisition and (like.title >= _NEAR_TITLE or like.text >= _NEAR_TEXT):
        return True
    if textless:
        return like.title == 1.0 and like.place and (placed or moved)
    if like.text >= _SAME_TEXT:
        return like.title >= _NEAR_TITLE or like.place
    return like.text >= _NEAR_TEXT and like.title >= _SAME_TITLE and like.place


def _one_to_one(
    scored: Sequence[tuple[float, str, str, Likeness]], old: Mapping[str, Wording], new: Mapping[str, Wording]
) -> dict[str, tuple[str, Likeness]]:
    found: dict[str, tuple[str, Likeness]] = {}
    taken: set[str] = set()
    alike: dict[tuple[float, str, str], list[tuple[float, str, str, Likeness]]] = {}  # by score, and either name
    for one in scored:
        alike.setdefault((one[0], "new", one[1]), []).append(one)
        alike.setdefault((one[0], "old", one[2]), []).append(one)
    for score, name, before, like in scored:
        if name in found or before in taken:
            continue
        rivals = [
            other
            for other in (*alike[score, "new", name], *alike[score, "old", before])
            if (other[1] == name) != (other[2] == before) and other[1] not in found and other[2] not in taken
        ]
        if any(_told_apart(rival, (name, before), old, new) for rival in rivals):
            continue
        found[name] = (before, like)
        taken.add(before)
    return found


def _told_apart(
    rival: tuple[float, str, str, Likeness],
    pair: tuple[str, str],
    old: Mapping[str, Wording],
    new: Mapping[str, Wording],
) -> bool:
    """Say whether choosing the one or the other would be a guess: they are as alike, and not the same ad."""
    return old[rival[2]].state != old[pair[1]].state or new[rival[1]].state != new[pair[0]].state


def kinds(external_id: str, listed: Callable[[str], bool], policy: Policy) -> KindOf:
    """Return what says of each known posting which kind of tie it can have to a new one, None if it can have none.

    `external_id` names the new posting; `listed` says whether a posting stands in this check's list.
    """
    mine = posting_id(policy.slug, external_id)

    def kind_of(one: Known) -> TieKind | None:
        if frozenset((one.id, mine)) in policy.apart or one.external_id == external_id:
            return None
        return "role" if one.status == "open" and listed(one.external_id) else "repost"

    return kind_of


def ties_of(change: Change, requisition: str | None, candidates: Iterable[Candidate], kind_of: KindOf) -> list[Tie]:
    """Say what a new posting is beside those known: the best that is gone makes it a repost, the best listed a copy."""
    after = change.after
    if after is None:
        return []
    best: dict[TieKind, tuple[tuple[float, str, str], Tie]] = {}
    for candidate in candidates:
        one = candidate.known
        kind = kind_of(one)
        if kind is None:
            continue
        like = likeness(candidate.wording, after, one.requisition_id, requisition)
        if not is_role(like.text, like.title, requisition=like.requisition):
            continue
        if kind not in best or rank(like.score, one) > best[kind][0]:
            best[kind] = (rank(like.score, one), Tie(kind, change.external_id, one.id, like.reasons, like.score))
    return [tie for _, tie in best.values()]


def rank(score: float, one: Known) -> tuple[float, str, str]:
    """Return what the best match is chosen by: the score, then who is still open or closed last, then the id."""
    return score, one.closed_at or "~", one.id


def is_role(text: float, title: float, *, requisition: bool) -> bool:
    """Say whether two ads are of one role, by how alike they are (`Likeness`)."""
    if requisition:
        return True
    return (text >= _SAME_TEXT and title >= _NEAR_TITLE) or (text >= _NEAR_TEXT and title >= _SAME_TITLE)


def copies(opened: Sequence[tuple[Change, str | None]], total: int, policy: Policy) -> list[Tie]:
    """Tie the postings that came in one check and are one role: the same requisition, or title and text alike.

    What most postings of a list share (a placeholder, a text of the template) ties nothing.
    """
    groups: dict[tuple[str, object], list[Change]] = {}
    requisitions: dict[str, str | None] = {}
    for change, requisition in sorted(opened, key=lambda one: one[0].external_id):
        requisitions[change.external_id] = requisition
        if change.after is None:
            continue
        if usable(requisition):
            groups.setdefault(("id", requisition), []).append(change)
        if sum(map(len, change.after.blocks)) >= LONG:
            groups.setdefault(("title", plain(change.after.title)), []).append(change)
    ties: dict[str, Tie] = {}
    for key, group in sorted(groups.items(), key=lambda one: str(one[0])):
        if len(group) < 2 or (len(group) > _COMMON and len(group) > _COMMON_SHARE * total):  # noqa: PLR2004
            continue
        _tie_group(key[0], group, requisitions, ties, policy)
    return list(ties.values())


def _tie_group(
    kind: str, group: Sequence[Change], requisitions: Mapping[str, str | None], ties: dict[str, Tie], policy: Policy
) -> None:
    heads: list[Change] = []
    for change in group:
        for head in heads[:_HEADS]:
            like = likeness(
                _wording(head), _wording(change), requisitions[head.external_id], requisitions[change.external_id]
            )
            other = posting_id(policy.slug, head.external_id)
            apart = frozenset((other, posting_id(policy.slug, change.external_id))) in policy.apart
            if not apart and (kind == "id" or like.text >= _NEAR_TEXT):
                if change.external_id not in ties:
                    ties[change.external_id] = Tie(
                        "role", change.external_id, "", like.reasons, like.score, beside=head.external_id
                    )
                break
        else:
            heads.append(change)


def _wording(change: Change) -> Wording:
    return change.after or Wording("")
