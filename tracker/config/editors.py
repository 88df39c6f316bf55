"""The JSON schema (2020-12) of one key of tracker.toml, for editors."""

from __future__ import annotations

from collections.abc import Collection

from tracker.config.values import CLOCK, DAY, DURATION, MOST_SECRETS, SIZE


def table(properties: dict[str, object]) -> dict[str, object]:
    """Return the schema of a table that has these keys and no others."""
    return {"type": "object", "additionalProperties": False, "properties": properties}


def of_key(kind: str, about: str, choices: Collection[str]) -> dict[str, object]:
    """Return the schema of a key of this kind."""
    base = {"description": about}
    if kind == "flag":
        return {"type": "boolean", **base}
    if kind == "share":
        return {"type": "number", "minimum": 0, "maximum": 1, **base}
    schema: dict[str, object] = {"type": "string"}
    if kind == "words":
        return {"anyOf": [schema, {"type": "array", "items": schema}], **base}
    if kind in {"clock", "clock_span", "day"}:
        return {
            "type": "string",
            "pattern": {"clock": CLOCK, "clock_span": f"{CLOCK}-{CLOCK}", "day": DAY}[kind],
            **base,
        }
    if kind == "texts":
        items: dict[str, object] = {"type": "string"}
        return {"type": "array", "items": {**items, "enum": list(choices)} if choices else items, **base}
    if kind in {"duration", "span"}:
        return {"type": "string", "pattern": f"^{DURATION}$", **base}
    if kind == "secret":
        return {"anyOf": [schema, {"type": "array", "items": schema, "minItems": 1, "maxItems": MOST_SECRETS}], **base}
    if kind == "count":
        return {"type": "integer", "minimum": 1, **base}
    if kind == "size":
        written: list[dict[str, object]] = [
            {"type": "string", "pattern": f"^{SIZE}$"},
            {"type": "integer", "minimum": 1},
        ]
        return {"anyOf": written, **base}
    return {"type": "string", **({"enum": list(choices)} if choices else {}), **base}
