"""The JSON Schema (2020-12) of what a webhook receives. Keys may be added; existing ones keep their meaning."""

from __future__ import annotations

from typing import Any

from tracker.config.keys import FIELDS, FINDINGS
from tracker.model import KINDS, SIGNIFICANCES

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_TIME: dict[str, Any] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}


def _maybe(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(optional: tuple[str, ...] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "required": required, "properties": properties}


def _list(items: dict[str, Any], most: int | None = None) -> dict[str, Any]:
    return {"type": "array", "items": items, **({"maxItems": most} if most else {})}


def _about(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"description": description, **schema}


_SPAN = _object(op=_about({"enum": ["=", "-", "+"]}, "unchanged, removed or added"), text=_TEXT)
_EXCERPT = _object(
    text=_TEXT,
    matches=_about(
        _list({"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}),
        "start and end of the words that the alert asks for, in code points",
    ),
)
_CHECK = _object(
    id=_TEXT,
    outcome=_about(_TEXT, "complete, window (the list shows only its newest postings) or partial"),
    seen=_maybe(_COUNT),
    stated_total=_maybe(_COUNT),
    reason=_maybe(_TEXT),
)
_CHANGE = _object(
    optional=("reasons", "excerpts", "permalink", "evidence", "live", "check", "known_at"),
    id=_about(_TEXT, "the change; the same in every delivery"),
    posting=_TEXT,
    source=_TEXT,
    employer=_TEXT,
    title=_TEXT,
    location=_maybe(_TEXT),
    url=_about(_TEXT, "the posting on the employer's site, also if it is closed"),
    at=_about(_TIME, "when it was first seen"),
    known_at=_about(_TIME, "when a check decided it"),
    kind={"enum": list(KINDS)},
    significance=_maybe({"enum": list(SIGNIFICANCES)}),
    summary=_TEXT,
    why=_about(_TEXT, "why the alert was sent, in words"),
    reasons=_list(_object(rule=_TEXT, value=_TEXT, phrase=_maybe(_TEXT))),
    postings=_about({"type": "integer", "minimum": 1}, "how many postings had the same edit, this one included"),
    fields={
        "type": "object",
        "propertyNames": {"enum": list(FIELDS)},
        "additionalProperties": _object(old=_maybe(_TEXT), new=_maybe(_TEXT)),
    },
    words=_about(_list(_list(_SPAN), 3), "the first paragraphs that changed, as runs of text"),
    excerpts=_about(_list(_EXCERPT, 3), "the first passages with words that the alert asks for"),
    permalink=_about(_maybe(_TEXT), "the change on the website; null without [site] base_url"),
    evidence=_about(_maybe(_TEXT), "the archived reply on the website; null without [site] base_url"),
    live=_about(_maybe(_TEXT), "the posting on the employer's site; null if it is closed"),
    check=_maybe(_CHECK),
)
_FINDING = _object(
    optional=("question", "summary", "permalink"),
    id=_TEXT,
    kind={"enum": list(FINDINGS)},
    score={"type": "number", "minimum": 0, "maximum": 1},
    source=_TEXT,
    employer=_TEXT,
    at=_TIME,
    known_at=_TIME,
    headline=_TEXT,
    why=_TEXT,
    passage=_TEXT,
    url=_TEXT,
    postings=_COUNT,
    reason=_TEXT,
    permalink=_maybe(_TEXT),
    question={"type": "object"},
    summary={"type": "object"},
)
_TROUBLE = _object(
    kind={"enum": ["source", "check", "disk", "run", "receiver"]},
    about=_about(_TEXT, "the source, check or receiver"),
    why=_TEXT,
    since=_TIME,
    times=_about(_COUNT, "how many times in a row"),
    advice=_TEXT,
)


def schema() -> dict[str, Any]:
    """Return the schema of a payload."""
    data = _object(
        optional=("findings", "more_url", "trouble"),
        alert=_TEXT,
        count=_about(_COUNT, "changes and findings of this message: the sum of `postings`, and what is in `more`"),
        changes=_list(_CHANGE),
        more=_about(_COUNT, "items that are not in `changes` and `findings`"),
        more_url=_TEXT,
        findings=_list(_FINDING),
        trouble=_about(_TROUBLE, "what the message reports to [operator]"),
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An alert of the job posting tracker",
        **_object(
            type={
                "enum": ["postings.changed", "findings.made", "postings.test", "operator.trouble", "operator.recovered"]
            },
            timestamp=_TIME,
            data=data,
        ),
    }
