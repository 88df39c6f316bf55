"""`new-phrase`: a passage that reads like a plan and says something new for this employer."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate, pairwise

from tracker.insight import announcement_words, plans
from tracker.insight.finding import Event, Finding, Lookup, Visit, month, score
from tracker.insight.plan_weights import COMMON
from tracker.insight.words import is_template, key, sentences, tokens
from tracker.model import digest
from tracker.model.amounts import counted

LEAST_ODDS = -1.5  # least log-odds of a sentence that is examined; one in forty has them
_LEAST_TITLE = 1.0  # least log-odds of a title, which is short: "Data Center" is in many
MOST = 60  # sentences of one check that are examined, those that read most like plans
_LEAST_NEW = 0.25  # share of a sentence's rarest words that must be new for the employer
_LEAST_NEW_OF_PLAN = 0.1  # where it is a plan beyond doubt
_ROUNDING = 1e-9  # by how much a share may differ with the order of summation
_LEAST_WORDS, _MOST_WORDS = 4, 90  # a heading is not a sentence, and neither is a page without full stops
_MOST_TERMS = 9  # words and pairs of a sentence whose use is looked up
_COMMON_SHARE = 0.35  # share of employers that use a word, or would use a pair by chance; more common ones are ignored
_UNKNOWN = 0.004  # share where no board used a word: less than half of one of them
_FEW_POSTINGS = 10  # postings: for an employer with fewer, nearly everything is new
_SAME_SENTENCE_SHARE = (
    0.75  # share of the words of the shorter of two sentences; sentences with so much in common say the same
)
_LONG, _TOGETHER = 600, 3  # characters of a block, and sentences of it, that are shown as one passage
_LONGEST = 120  # characters of a phrase in a headline
_SHOWN = 7  # words of the phrase that is shown
# How many findings of at least this strength a project of 50 sources has in a month, counted on real boards; see
# docs/findings.md.
_RATES = (
    (0.0, 400.0),
    (2.0, 150.0),
    (3.0, 70.0),
    (4.0, 30.0),
    (5.0, 12.0),
    (6.0, 5.0),
    (7.0, 2.0),
    (8.0, 0.8),
    (10.0, 0.1),
)
_PLAN_ODDS, _EXCESS_WEIGHT = 3.0, 0.3  # log-odds from which a sentence is a plan, and the weight of those beyond
_MARKED = 3.0  # weight of a word of a plan when the displayed phrase is chosen
# Weight of each kind of plan.
_NEWS = {
    "kind": 2.7, "secret": 1.2, "listing": 1.2, "deal": 1.0, "end": 0.8, "enter": 0.6, "move": 0.6, "site": 0.5, "unreleased": 0.5,
    "approval": 0.4, "first": 0.3, "launch": 0.3, "newbusiness": 0.3, "contract": 0.2, "build": 0.2, "soon": 0.0,
}  # fmt: skip
_SUBJECTS = frozenset(
    ("deal", "end", "move", "contract", "build")
)  # what a title names as its subject: a job in mergers is not a merger
_OFFERS = frozenset(("asked", "offer"))  # marks of what the candidate must have or gets
_SUBJECT, _OFFERED = 2.5, 0.5  # log-odds that these cost
_RECRUITING = frozenset(
    ("recruiting", "applicants", "applications", "qualifications", "bewerbungen")
)  # words about the hiring itself
_RECRUITED, _PAST = 2.5, 3.5  # log-odds that they, and a past year, cost
_OF_MANY = 20.0  # factor of the rate in a list of many employers, most of which have no history
_PAST_WORDS = frozenset(("was", "were", "founded", "wurde", "wurden", "gegründet"))  # words about the past
_USUAL_ALARMS = 5.0  # findings of this kind in three months that double the rate: what is frequent is seldom news
_ASKING = ("require", "qualif", "you have", "you bring", "about you", "who you are", "skills", "benefit", "offer", "perks",
           "looking for", "need", "bonus", "nice to have", "anforderung", "profil", "mitbring", "bieten", "vorteile", "profil",
           "avantages", "requisitos", "ofrecemos", "要求", "福利", "応募資格", "必須", "歓迎", "待遇")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that reads like a plan, its block, and the changes that show it.

    `passage` is the sentence with its neighbours, if they are few and new too.
    """

    sentence: str
    passage: str
    block: str
    words: tuple[str, ...]
    odds: float
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Novelty:
    """What is new to the employer in a sentence: a share, its words, and the newest phrase.

    `shared`: another employer uses each of the words. `users` is how many others use the whole phrase.
    """

    share: float
    phrase: str
    terms: tuple[str, ...]
    shared: bool = False
    users: int = 0


def findings(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check."""
    judged: list[Finding] = []
    alarms: float | None = None
    for candidate in candidates(visit):
        terms = terms_of(candidate.words)
        known = _known_terms(candidate, terms, lookup)
        new = None if known is None else novelty(candidate, terms, known)
        if new is not None:
            new = _with_new_phrase(candidate, replace(new, shared=all(map(lookup.used_elsewhere, new.terms))), lookup)
            asking = candidate.block in candidate_blocks(lookup.blocks_of(candidate.events[0]))
            if alarms is None:
                alarms = 1 + len(lookup.earlier_findings("new-phrase")) / _USUAL_ALARMS
                alarms *= _OF_MANY if lookup.past().many_employers else 1.0
            judged.append(_finding(visit, candidate, new, alarms, asking=asking))
    return _best(judged)


def _with_new_phrase(candidate: Candidate, new: Novelty, lookup: Lookup) -> Novelty:
    """Return the novelty with a phrase that the employer never used, and the number of others that use it.

    If the employer used the phrase in another sentence, the whole sentence is shown instead.
    """
    for phrase in dict.fromkeys((new.phrase, candidate.sentence)):
        heard = lookup.users_of(key(phrase))
        if not heard.by_employer:
            break
    shortened = phrase if len(phrase) <= _LONGEST else f"{phrase[:_LONGEST].rsplit(' ', 1)[0]} …"
    return replace(new, phrase=shortened, users=heard.others)


def candidates(visit: Visit) -> list[Candidate]:
    """Return the new sentences of a check that read like plans, the most likely first."""
    read: dict[str, tuple[str, str, str, tuple[str, ...], float]] = {}
    events_by_sentence: dict[str, list[Event]] = {}
    passed: set[str] = set()
    for event in visit.events:
        if event.kind not in {"opened", "edited", "reopened"}:
            continue
        earlier = (
            {key(other_sentence) for block in event.before.blocks for other_sentence in sentences(block)}
            if event.before
            else set()
        )
        for sentence, block in _new_sentences(event):
            if sentence in passed:
                continue
            words = tuple(tokens(sentence))
            name = " ".join(words)
            if name in events_by_sentence:
                if event is not events_by_sentence[name][-1]:
                    events_by_sentence[name].append(event)
                continue
            odds = plans.odds(words, sentence) if _LEAST_WORDS <= len(words) <= _MOST_WORDS else plans.NEVER
            if odds < (LEAST_ODDS if block else _LEAST_TITLE):
                passed.add(sentence)
            elif name not in earlier:
                read[name] = (sentence, _passage(sentence, block, earlier), block, words, odds)
                events_by_sentence[name] = [event]
    found = [Candidate(*found_sentence, tuple(events_by_sentence[name])) for name, found_sentence in read.items()]
    return sorted(found, key=lambda candidate: (-candidate.odds, candidate.sentence))[:MOST]


def _passage(sentence: str, block: str, earlier: Collection[str]) -> str:
    """Return the new sentences of a block where they are few, else the sentence alone."""
    new = (
        [other_sentence for other_sentence in sentences(block) if key(other_sentence) not in earlier]
        if len(block) <= _LONG
        else []
    )
    return " ".join(new) if sentence in new and len(new) <= _TOGETHER else sentence


def _new_sentences(event: Event) -> list[tuple[str, str]]:
    """Return the sentences of the title and the blocks that are new, with the block of each."""
    renamed = not event.before or event.before.title != event.after.title
    title = [(event.after.title, "")] if renamed and not is_template(event.after.title) else []
    return title + [
        (sentence, block) for block in event.fresh if not is_template(block) for sentence in sentences(block)
    ]


def candidate_blocks(blocks: Sequence[str]) -> frozenset[str]:
    """Return the blocks under a heading that speaks of what the candidate must have or gets."""
    asking, out = False, set()
    for block in blocks:
        if block.startswith("# ") or (len(block) < 60 and block.endswith(":")):  # noqa: PLR2004  # a heading without its mark
            asking = any(word in block.casefold() for word in _ASKING)
        elif asking:
            out.add(block)
    return frozenset(out)


@cache
def shares() -> dict[str, float]:
    """Return the share of employers that use a word, for words that at least 3 % of them use."""
    pairs = (phrase.rpartition("=") for phrase in COMMON.replace("\n", "").split(";") if phrase)
    return {word: int(share) / 100 for word, _, share in pairs}


def share(word: str) -> float:
    """Return the share of employers that use a word."""
    return shares().get(word, _UNKNOWN)


def terms_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return the informative words and pairs of a sentence, the rarest first."""
    single = {
        word: share(word) for word in words if share(word) <= _COMMON_SHARE and not word.isdecimal() and len(word) > 1
    }
    pairs = {
        f"{first} {two}": share(first) * share(two)
        for first, two in pairwise(words)
        if first != "s" != two  # what is left of "Tesla's"
    }
    both = {**single, **{pair: odds for pair, odds in pairs.items() if odds <= _COMMON_SHARE}}
    return tuple(sorted(both, key=lambda term: (both[term], term))[:_MOST_TERMS])


def _weight(term: str) -> float:
    return -math.log(math.prod(share(word) for word in term.split()))


def _known_terms(candidate: Candidate, terms: Sequence[str], lookup: Lookup) -> Collection[str] | None:
    """Return the terms that the employer used before, or None as soon as too few of the others can be new.

    Most of the time of findings is spent on looking up terms in the search index.
    """
    weights = [_weight(term) for term in terms]
    least_new = (_least_new(candidate) - _ROUNDING) * sum(weights)
    may_be_new = sum(weights)
    known: set[str] = set()
    for term, weight in zip(terms, weights, strict=True):
        if lookup.used_terms((term,)):
            known.add(term)
            may_be_new -= weight
            if may_be_new < least_new:
                return None
    return known


def _least_new(candidate: Candidate) -> float:
    return _LEAST_NEW_OF_PLAN if candidate.odds >= _PLAN_ODDS else _LEAST_NEW


def novelty(candidate: Candidate, terms: Sequence[str], known: Collection[str]) -> Novelty | None:
    """Return what is new to the employer, None if that is too little."""
    total = sum(_weight(term) for term in terms)
    new = [term for term in terms if term not in known]
    part = sum(_weight(term) for term in new) / total if total else 0.0
    if part < _least_new(candidate) or not new:
        return None
    return Novelty(part, _phrase(candidate, new), tuple(new))


def _phrase(candidate: Candidate, new: Sequence[str]) -> str:
    """Return the words of the sentence, as written, that have most of the new terms."""
    new_terms = set(new)
    written = candidate.sentence.split()
    if len(written) < _LEAST_WORDS:  # a script without spaces
        return candidate.sentence[:40]
    parts = [tokens(word) for word in written]
    starts = [0, *accumulate(map(len, parts))]
    flat = [word for part in parts for word in part]
    telling: dict[int, float] = {}
    for first, end, mark in announcement_words.spans(flat):
        for index in range(first, end) if mark in _NEWS else ():
            telling[index] = max(telling.get(index, 0.0), _MARKED * (_NEWS[mark] + 0.5))
    worth = []
    for index, own in enumerate(parts):
        around = flat[max(starts[index] - 1, 0) : starts[index + 1]]
        terms = [*own, *(" ".join(pair) for pair in pairwise(around))]
        marked = max((telling.get(starts[index] + step, 0.0) for step in range(len(own))), default=0.0)
        worth.append(sum(_weight(term) for term in terms if term in new_terms) + marked)
    start = max(range(len(written)), key=lambda at: (sum(worth[at : at + _SHOWN]), -at))
    run, values = written[start : start + _SHOWN], worth[start : start + _SHOWN]
    while len(run) > 1 and not values[-1]:
        run, values = run[:-1], values[:-1]
    while len(run) > 1 and not values[0]:
        run, values = run[1:], values[1:]
    return " ".join(run).strip(",.;:()“”\"'")


def strength(candidate: Candidate, new: Novelty, visit: Visit, *, asking: bool) -> float:
    """Return how newsworthy a sentence is: how much it reads like a plan, how new and rare it is, and where in the posting it is."""
    event = candidate.events[0]
    title = set(tokens(event.after.title))
    new_words = {word for term in new.terms for word in term.split()}
    telling = announcement_words.of(candidate.words, candidate.sentence) & (_NEWS.keys() | _OFFERS)
    news = max((_NEWS.get(mark, 0.0) for mark in telling), default=0.0)
    return (
        min(candidate.odds, _PLAN_ODDS)
        + _EXCESS_WEIGHT * max(0.0, min(candidate.odds, 2 * _PLAN_ODDS) - _PLAN_ODDS)
        + news
        + 2.5 * new.share
        + (0.0 if new.shared else 0.5)
        + (0.3 if event.kind == "edited" else 0.0)
        + (0.8 if candidate.block and title & new_words else 0.0)
        - (1.5 if asking else 0.0)
        - (1.5 if visit.known < _FEW_POSTINGS else 0.0)
        - (_SUBJECT if not candidate.block and telling <= _SUBJECTS else 0.0)
        - (_OFFERED if telling & _OFFERS else 0.0)
        - (_RECRUITED if _RECRUITING & set(candidate.words) else 0.0)
        - (_PAST if _is_past(candidate.words, visit.at) else 0.0)
    )


def _is_past(words: Sequence[str], at: str) -> bool:
    """Return whether a sentence names an earlier year, and so describes the past and not a plan."""
    years = [word for word in words if len(word) == 4 and word.isdecimal() and word[:2] in {"19", "20"}]  # noqa: PLR2004  # digits
    is_past_tense = bool(_PAST_WORDS & set(words))
    return bool(years) and (min(years) if is_past_tense else max(years)) < at[:4]


def rate(strong: float) -> float:
    """Return how many findings of this strength there are in a month."""
    low = _RATES[0]
    for high in _RATES[1:]:
        if strong < high[0]:
            part = max(0.0, (strong - low[0]) / (high[0] - low[0]))
            return math.exp((1 - part) * math.log(low[1]) + part * math.log(high[1]))
        low = high
    return low[1]


def _finding(visit: Visit, candidate: Candidate, new: Novelty, alarms: float, *, asking: bool) -> Finding:
    event = candidate.events[0]
    strong = strength(candidate, new, visit, asking=asking)
    where = f"in {counted(visit.known, 'posting')}" if visit.known else "with the first posting"
    others = (
        "no other monitored employer uses it"
        if not new.users
        else f"{new.users} of {visit.employers - 1} other monitored employers {'uses' if new.users == 1 else 'use'} it"
    )
    return Finding(
        id=digest("new-phrase", event.id, " ".join(candidate.words)),
        at=event.at,
        known_at=visit.at,
        kind="new-phrase",
        source=visit.source,
        score=score(rate(strong) * alarms),
        headline=f"First mention of “{new.phrase}” in “{event.after.title}”",
        why=f"First mention of “{new.phrase}” {where} since {month(visit.began)}; {others}.",
        passage=candidate.passage,
        postings=tuple((event.posting_id, event.id) for event in candidate.events),
        evidence={
            "phrase": new.phrase,
            "terms": list(new.terms),
            "plan_odds": round(candidate.odds, 2),
            "new_share": round(new.share, 2),
            "strength": round(strong, 2),
            "other_employers": new.users,
            "postings_before": visit.known,
            "where": "requirements" if asking else "text",
        },
    )


def _best(judged: Sequence[Finding]) -> list[Finding]:
    """Return one finding for sentences that differ only in a name, with the postings of all of them."""
    findings: list[Finding] = []
    seen: list[set[str]] = []
    for finding in sorted(judged, key=lambda finding: (-finding.score, finding.id)):
        words = set(tokens(finding.passage))
        position = next(
            (
                at
                for at, other in enumerate(seen)
                if len(words & other) >= _SAME_SENTENCE_SHARE * min(len(words), len(other))
            ),
            None,
        )
        if position is None:
            findings.append(finding)
            seen.append(words)
        else:
            postings = dict.fromkeys((*findings[position].postings, *finding.postings))
            findings[position] = replace(findings[position], postings=tuple(postings))
    return findings
