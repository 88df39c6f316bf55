"""What a check concluded, as plain data: enough to fold it again when its replies are no longer in the archive.

`tracker prune` writes it into the archive in place of replies (docs/decisions/0037-retention.md). Fields that a later version adds have
their defaults when an older record is read; fields that it no longer has are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from tracker.check.reads import Reads
from tracker.model import GOOD, Request
from tracker.model.errors import Unusable
from tracker.model.history import Change, Known, Tie, Verdict
from tracker.model.redaction import Hidden, Passage, hide
from tracker.model.wording import Wording
from tracker.reconcile import byte_equal, exchanges
from tracker.reconcile.byte_equal import Recall
from tracker.reconcile.exchanges import Rounds

_FORMAT = 1
_NEW_NAMES = {"beside": "other_external_id"}  # fields that older records have under another name
_TEXTS = ("title", "location", "department", "employment_type", "workplace", "pay_stated")  # of a wording


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The verdict of a check, and what it leaves for the next one.

    `seen_in` is the request whose reply had the wording of each posting.
    """

    verdict: Verdict
    employer: str = ""
    rounds: Rounds = field(default_factory=list)
    recall: Recall = field(default_factory=Recall)
    seen_in: Mapping[str, Request] = field(default_factory=dict)
    list_key: str = ""
    readable: bool = True


def conclusion(verdict: Verdict, seen: Reads, *, readable: bool) -> Conclusion:
    """Return the conclusion of a check that was just judged."""
    good, listing = verdict.outcome in GOOD, seen.listing
    entries = listing.entries if listing else ()
    return Conclusion(
        verdict,
        listing.employer if listing else "",
        seen.rounds if good else [],
        Recall(listing if good else None, seen.reads),
        {entry.external_id: entry.detail for entry in entries if entry.detail},
        seen.list_key,
        readable,
    )


def to_json(conclusion: Conclusion) -> bytes:
    """Return a conclusion as JSON, in ASCII."""
    data = {
        "format": _FORMAT,
        "verdict": asdict(conclusion.verdict),
        "employer": conclusion.employer,
        "rounds": exchanges.packed(conclusion.rounds),
        "recall": byte_equal.packed(conclusion.recall),
        "seen_in": {name: exchanges.packed_request(request) for name, request in conclusion.seen_in.items()},
        "list_key": conclusion.list_key,
        "readable": conclusion.readable,
    }
    return json.dumps(data, default=_plain, separators=(",", ":")).encode()


def read(body: bytes, where: str) -> Conclusion:
    """Read a conclusion. Raise Unusable if it is not one."""
    try:
        data = json.loads(body)
        if data["format"] == _FORMAT:
            return Conclusion(
                _converted(Verdict, data["verdict"]),
                data["employer"],
                exchanges.unpacked(data["rounds"]),
                byte_equal.unpacked(data["recall"]),
                {name: exchanges.unpacked_request(request) for name, request in data["seen_in"].items()},
                data["list_key"],
                data["readable"],
            )
        why = f"its format is {data['format']}, which a newer tracker writes"
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        why = f"it can't be read ({type(error).__name__})"
    message = f"{where}: {why}"
    raise Unusable(message)


def without_passages(conclusion: Conclusion, hidden: Hidden, now: Mapping[str, Known]) -> Conclusion:
    """Return a conclusion without the passages that were removed from postings later.

    `now` are the current postings: their wordings have other ids than at the time of the check.
    """
    verdict, listing = conclusion.verdict, conclusion.recall.listing
    verdict = replace(
        verdict,
        changes=tuple(_change(change, hidden.of(change.external_id)) for change in verdict.changes),
        updates={
            name: _known_without(
                posting, hidden.of(posting.external_id), now.get(name) or now.get(verdict.renamed.get(name, ""))
            )
            for name, posting in verdict.updates.items()
        },
        fills={name: _wording(wording, hidden.of(name)) for name, wording in verdict.fills.items()},
        masks=frozenset(hide(hidden.all(), mask) for mask in verdict.masks),
        ties=tuple(_tie(tie, hidden.of(tie.external_id)) for tie in verdict.ties),
    )
    if listing:
        entries = tuple(
            replace(entry, title=hide(hidden.of(entry.external_id), entry.title)) for entry in listing.entries
        )
        listing = replace(listing, entries=entries)
    return replace(conclusion, verdict=verdict, recall=replace(conclusion.recall, listing=listing))


def _change(change: Change, passages: Sequence[Passage]) -> Change:
    before, after = (_wording(wording, passages) if wording else None for wording in (change.before, change.after))
    summary, reason = hide(passages, change.summary), hide(passages, change.reason)
    return replace(change, before=before, after=after, summary=summary, reason=reason) if passages else change


def _known_without(posting: Known, passages: Sequence[Passage], now: Known | None) -> Known:
    if not passages:
        return posting
    return replace(posting, title=hide(passages, posting.title), current=now.current if now else posting.current)


def _tie(tie: Tie, passages: Sequence[Passage]) -> Tie:
    return replace(tie, reasons=tuple(hide(passages, reason) for reason in tie.reasons)) if passages else tie


def _wording(wording: Wording, passages: Sequence[Passage]) -> Wording:
    if not passages:
        return wording
    texts = {name: getattr(wording, name) for name in _TEXTS}
    cleaned: dict[str, Any] = {name: hide(passages, text) for name, text in texts.items() if text}
    return replace(wording, blocks=tuple(hide(passages, line) for line in wording.blocks), **cleaned)


def _plain(value: object) -> list[object]:
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, Sequence):
        return list(value)
    message = f"{type(value).__name__} is not plain data"
    raise TypeError(message)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _converted(kind: Any, value: Any) -> Any:  # noqa: ANN401  # of whatever type is asked for
    """Convert plain data to a value of a type of `tracker.model.history`."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        value = {_NEW_NAMES.get(name, name): item for name, item in value.items()}
        names = {item.name for item in fields(kind)} & value.keys()
        return kind(**{name: _converted(hints[name], value[name]) for name in names})
    origin, inner = get_origin(kind), get_args(kind)
    if value is None or origin is Literal or not inner:
        return value
    if origin in {tuple, Sequence}:
        return tuple(_converted(inner[0], item) for item in value)
    if origin is frozenset:
        return frozenset(value)
    if origin is Mapping:
        return {name: _converted(inner[1], item) for name, item in value.items()}
    return _converted(next(item for item in inner if item is not type(None)), value)  # a union with None
