"""Decide which alerts a change or a finding matches, and why. Pure.

The phrases of all alerts are looked for together, and each paragraph once, however many alerts there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracker.alerts.where import Place, Places
from tracker.config import Alert
from tracker.config.alerts import Exclude
from tracker.extract import urls
from tracker.extract.phrases import Phrases

# The same edit on many postings is one event, and counts as a minor one.
_RANK = {"cosmetic": 0, "template": 1, "minor": 1, "major": 2}
# Only edits have a significance. Openings, closings and reopenings pass every threshold; an unlisted posting counts as a
# minor edit.
_OTHERS = {"opened": 2, "closed": 2, "reopened": 2, "unlisted": 1}
ANY = "every change that is significant enough"
Topics = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Links:
    """What the links of a change need: numbers of its versions, the evidence of its wording, and the posting's status."""

    from_number: int | None = None
    to_number: int | None = None
    snapshot: str | None = None
    check: str | None = None
    status: str = "open"


NO_LINKS = Links()


@dataclass(frozen=True, slots=True)
class Fact:
    """A change as the rules and alerts see it. `before` and `after` are whole wordings with their titles.

    `at` is when it was first seen, `known_at` when a check decided it. `significance` is None except for edits.
    """

    id: str
    posting_id: str
    source: str
    employer: str
    at: str
    kind: str
    significance: str | None
    title: str
    url: str
    location: str | None
    summary: str
    group_id: str | None
    before: str
    after: str
    fields: Mapping[str, tuple[str | None, str | None]]
    known_at: str = ""
    department: str | None = None
    places: tuple[Place, ...] = ()
    links: Links = NO_LINKS


@dataclass(frozen=True, slots=True)
class FindingFact:
    """A finding as the rules and the alerts see it; `url` is that of its first posting, of `postings`."""

    id: str
    kind: str
    score: float
    source: str
    employer: str
    at: str
    known_at: str
    headline: str
    why: str
    passage: str
    url: str
    postings: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that a change or a finding meets: the key of the alert, its value, and the phrase that was found."""

    rule: str
    value: str
    phrase: str = ""

    def __str__(self) -> str:
        """Return the reason in words."""
        if self.rule == "topic":
            return f"topic {self.value}: “{self.phrase}”"
        return f"new phrase: “{self.value}”" if self.rule == "phrase" else f"{self.rule}: {self.value}"


def first_phrase(phrases: Iterable[str], text: str) -> str:
    """Return the first of the phrases that the text contains, "" if there is none."""
    ordered = tuple(phrases)
    present = Phrases(ordered).among(text.split("\n"))
    return next((phrase for phrase in ordered if phrase in present), "")


def rank(kind: str, significance: str | None) -> int:
    """Return the rank of a change, to compare with the least that an alert asks for."""
    return _RANK[significance] if kind == "edited" and significance else _OTHERS.get(kind, 0)


class _PhraseMatches:
    """The phrases in a change or a finding, before and after it. They are searched for on first use."""

    __slots__ = ("_after", "_before", "fact", "phrases")

    def __init__(self, phrases: Phrases, fact: Fact) -> None:
        self.phrases, self.fact = phrases, fact
        self._before: frozenset[str] | None = None
        self._after: frozenset[str] | None = None

    @property
    def after(self) -> frozenset[str]:
        if self._after is None:
            fact = self.fact
            self._after = self.phrases.among([*fact.after.split("\n"), fact.location or "", fact.department or ""])
        return self._after

    @property
    def before(self) -> frozenset[str]:
        if self._before is None:
            fact = self.fact
            earlier = [fact.fields[name][0] or "" for name in ("location", "department") if name in fact.fields]
            if fact.before:
                same = {"location": fact.location, "department": fact.department}
                earlier += [same[name] or "" for name in same if name not in fact.fields]
            self._before = self.phrases.among([*fact.before.split("\n"), *earlier])
        return self._before

    def edited(self) -> list[str]:
        """Return the fields that an edit changed."""
        fact = self.fact
        if fact.kind != "edited":
            return []
        text = fact.before.partition("\n")[2] != fact.after.partition("\n")[2]
        return [*fact.fields, *(["text"] if text else [])]


class Rules:
    """All alerts and topics, compiled once."""

    def __init__(self, alerts: Iterable[Alert], topics: Topics) -> None:
        self.alerts, self.topics = tuple(alerts), topics
        self._of = {name: frozenset(phrases) for name, phrases in topics.items()}
        self._phrases = Phrases(phrase for alert in self.alerts for phrase in self._words(alert))
        self._places = {
            place_names: Places(place_names)
            for alert in self.alerts
            for place_names in (alert.places, alert.exclude.places)
            if place_names
        }
        self._postings = {
            name: urls.loose(name)
            for alert in self.alerts
            for name in (*alert.postings, *alert.exclude.postings)
            if urls.is_web(name)
        }
        self._sorted: dict[tuple[str, str, str | None], tuple[list[Alert], dict[str, list[Alert]]]] = {}
        self._order = {alert.name: number for number, alert in enumerate(self.alerts)}

    def matching(self, fact: Fact) -> list[Alert]:
        """Return the alerts that match a change, in the order of tracker.toml."""
        always, by_phrase = self._candidates(fact.source, fact.kind, fact.significance)
        seen = _PhraseMatches(self._phrases, fact)
        candidates = list(always)
        if by_phrase:
            present = seen.after | seen.before
            by_name = {alert.name: alert for phrase in present & by_phrase.keys() for alert in by_phrase[phrase]}
            candidates += by_name.values()
            candidates.sort(key=lambda alert: self._order[alert.name])
        return [alert for alert in candidates if not self._unmet(alert, seen)]

    def reasons(self, alert: Alert, fact: Fact) -> list[Reason]:
        """Return the conditions of an alert that a change meets, those that say why it is sent."""
        seen = _PhraseMatches(self._phrases, fact)
        reasons = []
        if alert.topic:
            phrases = self.topics[alert.topic]
            matched = next((phrase for phrase in phrases if phrase in seen.after or phrase in seen.before), "")
            reasons.append(Reason("topic", alert.topic, matched))
        if alert.phrase:
            reasons.append(Reason("phrase", alert.phrase, alert.phrase))
        if alert.fields:
            reasons.append(
                Reason(
                    "fields", ", ".join(phrase_found for phrase_found in seen.edited() if phrase_found in alert.fields)
                )
            )
        if alert.places:
            reasons.append(Reason("places", self._places[alert.places].of(fact.places)))
        if alert.departments:
            reasons.append(Reason("departments", fact.department or ""))
        if alert.postings:
            reasons.append(Reason("postings", self._posting(alert.postings, fact.posting_id, fact.url)))
        return reasons

    def why(self, alert: Alert, fact: Fact) -> str:
        """Return why an alert matches a change, "" if it does not."""
        return "" if self.unmet(alert, fact) else "; ".join(map(str, self.reasons(alert, fact))) or ANY

    def unmet(self, alert: Alert, fact: Fact) -> str:
        """Return the first condition of an alert that a change does not meet, "" if it meets all."""
        return self._unmet(alert, _PhraseMatches(self._phrases, fact))

    def failures(self, alert: Alert, fact: Fact) -> list[str]:
        """Return all conditions of an alert that a change does not meet."""
        seen = _PhraseMatches(self._phrases, fact)
        return [*self._failures(alert, seen), *self._excluded(alert.exclude, seen)]

    def words(self, alert: Alert) -> Phrases:
        """Return the phrases of an alert's topic and its own."""
        return Phrases((*(self.topics[alert.topic] if alert.topic else ()), *([alert.phrase] if alert.phrase else [])))

    def _unmet(self, alert: Alert, seen: _PhraseMatches) -> str:
        return next(self._failures(alert, seen), "") or next(self._excluded(alert.exclude, seen), "")

    def _failures(self, alert: Alert, seen: _PhraseMatches) -> Iterator[str]:
        fact = seen.fact
        if alert.findings:
            yield "it is for findings"
        if alert.sources and fact.source not in alert.sources:
            yield f"sources = {list(alert.sources)}"
        if alert.kinds and fact.kind not in alert.kinds:
            yield f"kinds = {list(alert.kinds)}"
        if rank(fact.kind, fact.significance) < _RANK[alert.significance]:
            yield f"significance = {alert.significance!r}"
        if alert.fields and not set(seen.edited()) & set(alert.fields):
            yield f"fields = {list(alert.fields)}"
        if alert.postings and not self._posting(alert.postings, fact.posting_id, fact.url):
            yield f"postings = {list(alert.postings)}"
        if alert.places and not self._places[alert.places].of(fact.places):
            yield f"places = {list(alert.places)}"
        if alert.departments and not self._department(alert.departments, fact):
            yield f"departments = {list(alert.departments)}"
        if alert.topic and (
            self._of[alert.topic].isdisjoint(seen.after) and self._of[alert.topic].isdisjoint(seen.before)
        ):
            yield f"topic = {alert.topic!r}"
        if alert.phrase and (alert.phrase not in seen.after or alert.phrase in seen.before):
            yield f"phrase = {alert.phrase!r}"

    def _excluded(self, exclude: Exclude, seen: _PhraseMatches) -> Iterator[str]:
        """Yield the conditions of the table `exclude` that a change meets."""
        fact = seen.fact
        for topic in exclude.topic:
            if not self._of[topic].isdisjoint(seen.after):
                yield f"exclude.topic = {topic!r}"
        for phrase in exclude.phrase:
            if phrase in seen.after:
                yield f"exclude.phrase = {phrase!r}"
        edited = seen.edited() if exclude.fields else []
        if edited and set(edited) <= set(exclude.fields):
            yield f"exclude.fields = {list(exclude.fields)}"
        if fact.source in exclude.sources:
            yield f"exclude.sources = {fact.source!r}"
        if fact.kind in exclude.kinds:
            yield f"exclude.kinds = {fact.kind!r}"
        if self._posting(exclude.postings, fact.posting_id, fact.url):
            yield f"exclude.postings = {fact.posting_id!r}"
        if exclude.places and self._places[exclude.places].of(fact.places):
            yield f"exclude.places = {self._places[exclude.places].of(fact.places)!r}"
        if self._department(exclude.departments, fact):
            yield f"exclude.departments = {fact.department!r}"

    def _department(self, departments: tuple[str, ...], fact: Fact) -> bool:
        if not departments or not fact.department:
            return False
        return not self._phrases.of(fact.department).isdisjoint(departments)

    def _posting(self, entries: tuple[str, ...], name: str, url: str) -> str:
        """Return the entry that names a posting by its id or its address, "" if none does."""
        if name in entries:
            return name
        if not entries or not url:
            return ""
        loose = urls.loose(url)
        return next((external_id for external_id in entries if self._postings.get(external_id) == loose), "")

    def _words(self, alert: Alert) -> Iterator[str]:
        for topic in (alert.topic, *alert.exclude.topic):
            yield from self.topics[topic] if topic else ()
        yield from filter(None, (alert.phrase, *alert.exclude.phrase))
        yield from (*alert.departments, *alert.exclude.departments)

    def _candidates(
        self, source: str, kind: str, significance: str | None
    ) -> tuple[list[Alert], dict[str, list[Alert]]]:
        """Return the alerts that may match such a change whatever its words, and the others by one of their phrases."""
        key = source, kind, significance
        sorted_alerts = self._sorted.get(key)
        if sorted_alerts is None:
            always: list[Alert] = []
            by_phrase: dict[str, list[Alert]] = defaultdict(list)
            for alert in self.alerts:
                if not _may(alert, source, kind, significance):
                    continue
                if not alert.topic and not alert.phrase:
                    always.append(alert)
                for phrase in [alert.phrase] if alert.phrase else self.topics[alert.topic] if alert.topic else ():
                    by_phrase[phrase].append(alert)
            sorted_alerts = self._sorted[key] = always, dict(by_phrase)
        return sorted_alerts

    def unmet_by_finding(self, alert: Alert, finding: FindingFact) -> str:
        """Return the first condition of an alert that a finding does not meet, "" if it meets all."""
        phrases_found = self._phrases.among([finding.headline, *finding.passage.split("\n")])
        if finding.kind not in alert.findings:
            return (
                f"findings = {list(alert.findings)}"
                if alert.findings
                else "it is for changes: it has no findings = […]"
            )
        if alert.sources and finding.source not in alert.sources:
            return f"sources = {list(alert.sources)}"
        if finding.score < alert.min_score:
            return f"min_score = {alert.min_score:g}"
        if alert.topic and phrases_found.isdisjoint(self.topics[alert.topic]):
            return f"topic = {alert.topic!r}"
        if alert.phrase and alert.phrase not in phrases_found:
            return f"phrase = {alert.phrase!r}"
        exclude = alert.exclude
        for name, has in (
            ("findings", finding.kind in exclude.findings),
            ("sources", finding.source in exclude.sources),
            ("topic", any(not phrases_found.isdisjoint(self.topics[topic]) for topic in exclude.topic)),
            ("phrase", not phrases_found.isdisjoint(exclude.phrase)),
        ):
            if has:
                return f"exclude.{name} = {list(getattr(exclude, name))}"
        return ""


def _may(alert: Alert, source: str, kind: str, significance: str | None) -> bool:
    """Return whether an alert may match a change of this source and kind."""
    exclude = alert.exclude
    return (
        not alert.findings
        and (not alert.sources or source in alert.sources)
        and (not alert.kinds or kind in alert.kinds)
        and (not alert.fields or kind == "edited")
        and source not in exclude.sources
        and kind not in exclude.kinds
        and rank(kind, significance) >= _RANK[alert.significance]
    )


def why(alert: Alert, fact: Fact, topics: Topics) -> str:
    """Return why this alert matches this change, "" if it does not."""
    return Rules((alert,), topics).why(alert, fact)


def unmet(alert: Alert, fact: Fact, topics: Topics) -> str:
    """Return the first condition of this alert that a change does not meet, "" if it meets all."""
    return Rules((alert,), topics).unmet(alert, fact)


def why_finding(alert: Alert, finding: FindingFact, topics: Topics) -> str:
    """Return why this alert is for this finding, "" if it is not."""
    return "" if unmet_by_finding(alert, finding, topics) else f"{finding.kind} with score {finding.score:.2f}"


def unmet_by_finding(alert: Alert, finding: FindingFact, topics: Topics) -> str:
    """Return what of this alert a finding does not meet, "" if it meets all."""
    return Rules((alert,), topics).unmet_by_finding(alert, finding)
