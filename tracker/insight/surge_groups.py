"""What the postings of a surge or drop have in common: a department, place, company, or word of the titles.

A group counts if it was hit harder than the whole: its share of the changes is larger than its share of the postings.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tracker.insight import display_names
from tracker.insight.finding import Event, FindingKind, Side
from tracker.insight.new_phrases import share
from tracker.insight.title_words import PLAIN
from tracker.insight.words import key, tokens

# A group was hit harder than the whole: by about so many standard deviations, and so many times its expected share.
_LEAST_EXCESS, _LEAST_RATIO = 1.5, 1.2
# The same for a word that most employers use, such as "Manager".
_EXCESS_OF_WORD, _RATIO_OF_WORD = 2.0, 1.5
_MOST_NAMED = 3  # departments or places that are named
# A group is named if it has an eighth of the changes, or a twentieth and lost three quarters of its own postings.
_LEAST_PART = 0.125
_LEAST_LOST = 0.05
_LOST = 0.75
_LEAST_NAMED = 3  # postings of a group
_IN_COMMON = 1 / 3  # share of the changes in the named groups from which the changes have something in common
_OF_TITLES = 0.5  # share of the titles of a place that a phrase must have to be named
_OF_STOCK = 0.1  # share of the open titles above which a phrase says nothing about a place
_SAME = 0.8  # share of the postings of a group that another group has: one of them is named
_COMMON_WORD = 0.5  # share of employers that use a common word
_LONGEST = 5  # words of a phrase
_LETTERS = 3  # of a word, at least
# A level says something if the employer's own titles have it less often.
_LEVELS = frozenset("manager director engineer intern internship senior staff principal specialist recruiter".split())


@dataclass(frozen=True, slots=True)
class Hit:
    """A group, and how many of its postings were opened or closed, of how many. `phrase` is what `phrased` of its titles have in common."""

    name: str
    count: int
    total: int
    excess: float
    postings: frozenset[str] = frozenset()
    harder: bool = True
    phrase: str = ""
    phrased: int = 0


def hits(events: Sequence[Event], stock: Sequence[Side], scope: str = "", *, company: bool = False) -> list[Hit]:
    """Return the departments, countries and cities that are hit harder than the whole, the hardest first; of a list of many employers, companies.

    If there are none, or if they have less than a third of the openings, words of the titles come first. Within a department
    (`scope`), only places are named. If all postings are of one `company`, it is not named again. If no group is hit harder,
    none is returned.
    """
    all_postings = max(len(stock), len(events))
    if not scope and not company and any(event.after.company for event in events):
        company_hits = _hits_by_name(_companies, events, stock, all_postings)
        large = sorted(
            (hit for hit in company_hits if hit.count >= _LEAST_NAMED), key=lambda hit: (-hit.count, hit.name)
        )
        return [
            hit for hit in _picked(hit for hit in company_hits if hit.harder) if hit.count >= _LEAST_NAMED
        ] or large[:_MOST_NAMED]
    places = [
        hit
        for names in (*(() if scope else (_departments,)), _countries, _cities)
        for hit in _hits_by_name(names, events, stock, all_postings)
    ]
    picked = _picked(hit for hit in places if hit.harder)
    if not scope and not (picked if events[0].kind == "closed" else in_common(picked, len(events))):
        words = [hit for hit in _titled(events, stock, all_postings) if hit.harder]
        picked = _picked([*_picked(words)[:1], *picked])
    return [_with_phrase(hit, events, stock) for hit in picked]


def largest(events: Sequence[Event], stock: Sequence[Side]) -> list[Hit]:
    """Return the department and the city or country with most of the postings, at least three; for when no group is hit harder."""
    all_postings = max(len(stock), len(events))
    groups: list[Hit] = []
    for kinds in ((_departments,), (_cities, _countries)):
        all_groups = [hit for names in kinds for hit in _hits_by_name(names, events, stock, all_postings)]
        most = max(all_groups, key=lambda hit: (hit.count, -hit.total, hit.name), default=None)
        groups += [most] if stock and most and most.count >= _LEAST_NAMED else []
    return groups


def of_titles(groups: Sequence[Hit]) -> bool:
    """Return whether all groups that were hit harder are words of titles, and none is a department, place or company."""
    return all(group.name.startswith(_TITLES) for group in groups)


def in_common(groups: Sequence[Hit], count: int) -> bool:
    """Return whether this many changes have something in common: a third of them are in groups that were hit harder."""
    return len(frozenset().union(*(group.postings for group in groups if group.harder))) >= _IN_COMMON * count


def _picked(groups: Iterable[Hit]) -> list[Hit]:
    """Return the hardest hit, each only if it is not nearly the same postings as one before."""
    picked: list[Hit] = []
    for hit in sorted(groups, key=lambda hit: (-hit.excess, -len(hit.name), hit.name)):
        if all(len(hit.postings & other.postings) < _SAME * len(hit.postings) for other in picked):
            picked.append(hit)
    return picked[:_MOST_NAMED]


def _hits_by_name(
    names: Callable[[Side], Sequence[str]], events: Sequence[Event], stock: Sequence[Side], all_postings: int
) -> list[Hit]:
    postings_by_name: dict[str, set[str]] = {}
    for event in events:
        for name in names(event.after):
            postings_by_name.setdefault(name, set()).add(event.id)
    open_by_name = Counter(name for side in stock for name in names(side))
    return [
        _hit(name, frozenset(postings), max(open_by_name[name], len(postings)), len(events), all_postings)
        for name, postings in postings_by_name.items()
    ]


def _titled(events: Sequence[Event], stock: Sequence[Side], all_postings: int) -> list[Hit]:
    """Return the words and phrases that a third of the titles have. Words such as "Engineer" name only closings: openings always have them."""
    postings_by_name: dict[str, set[str]] = {}
    for event in events:
        for name in (*_phrases(event.after), *_words(event.after)):
            postings_by_name.setdefault(name, set()).add(event.id)
    least = max(_LEAST_NAMED, _IN_COMMON * len(events))
    large_groups = {
        name: postings
        for name, postings in postings_by_name.items()
        if len(postings) >= least and (events[0].kind == "closed" or not _is_ordinary(name))
    }
    titles = [_spaced(side) for side in stock] if large_groups else []
    open_by_name = {name: sum(_spaced_name(name) in title for title in titles) for name in large_groups}
    return [
        _hit(name, frozenset(postings), max(open_by_name[name], len(postings)), len(events), all_postings)
        for name, postings in large_groups.items()
    ]


def _spaced(side: Side) -> str:
    return f" {' '.join(_plain(side.title))} ".casefold()


def _spaced_name(name: str) -> str:
    return f" {name[len(_TITLES) : -1]} ".casefold()


def _hit(name: str, postings: frozenset[str], of: int, total: int, all_postings: int) -> Hit:
    count, expected = len(postings), of * total / all_postings
    over = (count - expected) / math.sqrt(expected + 1)
    lost = count >= _LOST * of
    large = count >= max(_LEAST_NAMED, (_LEAST_LOST if lost else _LEAST_PART) * total)
    excess, ratio = (_EXCESS_OF_WORD, _RATIO_OF_WORD) if _is_common(name) else (_LEAST_EXCESS, _LEAST_RATIO)
    return Hit(
        name,
        count,
        of,
        over,
        postings,
        large and over >= min(excess, 1.0 if lost else excess) and count >= ratio * expected,
    )


def _is_common(name: str) -> bool:
    """Return whether a group is a word of titles that most employers use."""
    words = _words_of(name)
    return len(words) == 1 and (words[0] in _LEVELS or share(words[0]) >= _COMMON_WORD)


def _is_ordinary(name: str) -> bool:
    """Return whether words of titles are levels and at most one more, which most employers use: "Senior Software Engineer"."""
    words = _words_of(name)
    telling = [word for word in words if word not in _LEVELS and word not in PLAIN]
    return bool(words) and len(telling) <= 1 and all(share(word) >= _COMMON_WORD for word in telling)


def _words_of(name: str) -> list[str]:
    return tokens(name[len(_TITLES) : -1]) if name.startswith(_TITLES) else []


_TITLES = "titles with “"


def _departments(side: Side) -> list[str]:
    return [side.department] if side.department else []


def _countries(side: Side) -> list[str]:
    return [display_names.in_country(code) for code in sorted({code for code, _ in side.places if code})]


def _cities(side: Side) -> list[str]:
    return sorted({city for _, city in side.places if city})


def _companies(side: Side) -> list[str]:
    return [side.company] if side.company else []


def _words(side: Side) -> list[str]:
    words = {word.casefold(): word for word in _plain(side.title) if not word[:1].islower()}
    return sorted(f"{_TITLES}{word}”" for low, word in words.items() if _says(low))


def _phrases(side: Side) -> list[str]:
    """Return the runs of two to five words of a title of which one says something; no comma or bracket lies within."""
    words = side.title.split()
    runs = [words[at : at + length] for length in range(2, _LONGEST + 1) for at in range(len(words) - length + 1)]
    runs = [[*run[:-1], run[-1].rstrip(",;:)")] for run in runs]
    by_small_letters = {" ".join(run).casefold(): " ".join(run) for run in runs if _is_name(run)}
    return sorted(f"{_TITLES}{run}”" for run in by_small_letters.values())


def _is_name(words: Sequence[str]) -> bool:
    return all(word.isalpha() and word[0].isupper() for word in words) and not PLAIN.issuperset(
        map(str.casefold, words)
    )


def _plain(title: str) -> list[str]:
    return [word.strip(",;:()") for word in title.replace("/", " ").split()]


def _says(low: str) -> bool:
    return len(low) >= _LETTERS and low.isalpha() and (low in _LEVELS or low not in PLAIN)


def _with_phrase(hit: Hit, events: Sequence[Event], stock: Sequence[Side]) -> Hit:
    """Return a group with the pair of words, else the word, that at least half of its titles have."""
    if hit.name.startswith(_TITLES):
        return hit
    sides = [event.after for event in events if event.id in hit.postings]
    for names in (_phrases, _words):
        counts = Counter(name for side in sides for name in names(side) if not _is_common(name))
        count, _, name = max(((count, len(name), name) for name, count in counts.items()), default=(0, 0, ""))
        if count < max(_LEAST_NAMED, _OF_TITLES * hit.count) or hit.name.casefold() in name.casefold():
            continue
        if sum(_spaced_name(name) in _spaced(side) for side in stock) <= _OF_STOCK * len(stock):
            return replace(hit, phrase=name.removeprefix("titles with "), phrased=count)
    return hit


def who_was_hit(kind: FindingKind, hit: Sequence[Hit], events: Sequence[Event]) -> str:
    """Return which groups were hit, for a headline; the most frequent titles if no group stands out."""
    if not hit:
        titles = [event.after.title for event in events]
        often = Counter(titles)
        return f": {display_names.quoted(sorted(titles, key=lambda title: (-_rank(title), -often[title], title)))}"
    names = ", ".join(_name(kind, group) for group in hit)
    if not hit[0].harder:
        return f"; the most from {names}"
    if kind == "drop":
        return f"; hit hardest: {names}"
    return f"; {_of_all(hit[0])}" if len(hit) == 1 and hit[0].count == len(events) else f"; above all {names}"


def _of_all(hit: Hit) -> str:
    """Return what all openings have in common, for a headline."""
    if hit.name.startswith(_TITLES):
        return f"all titles have {hit.name[len(_TITLES) - 1 :]}"
    return f"all in {hit.name}{_phrased(hit)}"


def _rank(title: str) -> int:
    """Return how high a role is, for the order of titles."""
    return max((len(_RANKS) - at for at, word in enumerate(_RANKS) if f" {word} " in f" {key(title)} "), default=0)


_RANKS = (
    "chief",
    "president",
    "vp",
    "country manager",
    "general manager",
    "managing director",
    "head of",
    "director",
)


def _name(kind: FindingKind, hit: Hit) -> str:
    numbers = f"{hit.count:,} of {hit.total:,}" if kind == "drop" else f"{hit.count:,}"
    return f"{hit.name} ({numbers}{_phrased(hit)})"


def _phrased(hit: Hit) -> str:
    """Return what the titles of a group have in common, to be added to its name."""
    if not hit.phrase:
        return ""
    return f", all {hit.phrase}" if hit.phrased == hit.count else f", {hit.phrased:,} of them {hit.phrase}"
