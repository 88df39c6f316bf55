"""Read the payload of Nuxt 3: a list of values in which objects and lists name others by their places (devalue).

Format: github.com/sveltejs/devalue, "stringify", and nuxt.com/docs/api/utils (the kinds "Ref", "Reactive" and others).
"""

from __future__ import annotations

from typing import Any

_MOST = 50_000  # values of a payload that are read
_DEEPEST = 40  # levels of objects in each other; deeper values are left out


def revived(payload: object) -> object:
    """Return the first value of a payload with all that it names, None if the value is no payload."""
    if not isinstance(payload, list) or not payload or len(payload) > _MOST:
        return None
    return _value(payload, 0, {}, 0)


def _value(payload: list[Any], place: object, known: dict[int, Any], depth: int) -> Any:
    """Return the value at a place. A value that contains itself is empty there."""
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(payload) or depth > _DEEPEST:
        return None
    if place in known:
        return known[place]
    raw = payload[place]
    known[place] = None
    if isinstance(raw, dict):
        known[place] = {key: _value(payload, of, known, depth + 1) for key, of in raw.items()}
    elif isinstance(raw, list) and raw and isinstance(raw[0], str):
        known[place] = _value(payload, raw[1], known, depth + 1) if len(raw) > 1 else None  # a kind and its value
    elif isinstance(raw, list):
        known[place] = [_value(payload, of, known, depth + 1) for of in raw]
    else:
        known[place] = raw
    return known[place]
