"""Keep the body of a message within 20 kB, which Standard Webhooks advises. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.alerts.payload_types import Payload

MOST = 20_000  # bytes
_LONG = (2_000, 500, 200)  # characters of one text, in the order in which this is tried
_LISTS = ("findings", "changes")
_PASSAGES = ("words", "excerpts")
_WHOLE = ("url", "id", "permalink", "evidence", "live")  # ends of the keys of addresses and ids


def fitted(payload: Payload, link: str = "", most: int = MOST) -> str:
    """Return a payload as JSON of at most `most` bytes.

    If it is longer, its texts are shortened first, then `words` and `excerpts` are left out, then items from the end.
    `more` counts these items, and `more_url` links to them if there is a website.
    """
    body = _dumped(payload)
    if _size(body) <= most:
        return body
    for long in _LONG:
        body = _dumped(_cut(payload, long))
        if _size(body) <= most:
            return body
    short: dict[str, Any] = json.loads(body)
    for item in short["data"].get("changes", ()):
        item.update({name: [] for name in _PASSAGES if name in item})
    if link and "data" in short:
        short["data"]["more_url"] = link
    return _dropped(short, most)


def _dropped(payload: dict[str, Any], most: int) -> str:
    """Leave out items from the end until the rest fits; at least one stays, shortened as much as necessary."""
    data = payload["data"]
    name = next((key for key in _LISTS if data.get(key)), "")
    items, more = list(data.get(name, ())), int(data.get("more", 0))
    low, high = 0, len(items)
    while low < high:  # find the largest number of items that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _size(_with(payload, name, items, middle, more)) <= most else (low, middle - 1)
    return _with(payload, name, items, low, more) if name else _dumped(payload)


def _with(payload: dict[str, Any], name: str, items: list[Any], count: int, more: int) -> str:
    data = {**payload["data"], name: items[:count], "more": more + len(items) - count}
    return _dumped({**payload, "data": data})


def _cut(value: object, long: int) -> object:
    """Return a copy with no text longer than `long`, except addresses and ids, which would no longer work."""
    if isinstance(value, Mapping):
        if "matches" in value:  # marks beyond the end of the text are dropped
            last = min(long - 1, len(value["text"]))
            value = {**value, "matches": [span for span in value["matches"] if span[1] <= last]}
        return {
            key: item if key.endswith(_WHOLE) and isinstance(item, str) else _cut(item, long)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_cut(item, long) for item in value]
    return f"{value[: long - 1]}…" if isinstance(value, str) and len(value) > long else value


def _dumped(payload: object) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _size(body: str) -> int:
    return len(body.encode("utf-8", "surrogatepass"))
