"""Read JobPostings from a block of JSON-LD: shorten names, unwrap values, resolve references by `@id`.

Source: W3C JSON-LD 1.1, "Compact IRIs", "Node Identifiers", "Value Objects" and "String Internationalization". Contexts
are never fetched; names are those of schema.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# Properties that lead from a page to its postings.
_HOLDERS = (
    "@graph",
    "itemListElement",
    "item",
    "mainEntity",
    "mainEntityOfPage",
    "hasPart",
    "about",
    "subjectOf",
    "dataFeedElement",
    "makesOffer",
    "itemOffered",
)
_VOCABULARY = re.compile(r"(?:schema:|https?://(?:www\.)?schema\.org/)", re.IGNORECASE)
_SCHEMA = re.compile(r"https?://(?:www\.)?schema\.org/?", re.IGNORECASE)
_MOST_LEVELS = 8  # of nesting; a JobPosting has three
# Only these properties of a referenced object are used, because thousands of postings can refer to one large object.
_REFERRED = (
    "@type",
    "name",
    "address",
    "addressLocality",
    "addressRegion",
    "addressCountry",
    "postalCode",
    "streetAddress",
    "value",
    "propertyID",
)
_MOST_REFERRED, _MOST_WORDS, _MOST_VALUES = (
    50,
    500,
    20,
)  # objects of one posting, characters of a value, values of a list


@dataclass(slots=True)
class _Block:
    """The names that a block defines: its prefixes for schema.org, and its objects by `@id`."""

    language: str
    prefixes: set[str] = field(default_factory=set)
    nodes: dict[str, Mapping[str, object]] = field(default_factory=dict)
    shorts: dict[int, Mapping[str, object]] = field(default_factory=dict)
    remaining: int = 0


def job_postings(data: object, language: str = "") -> Iterator[Mapping[str, object]]:
    """Yield every JobPosting of a block; `language` is the page's, and selects among values in several languages."""
    block = _Block(language.lower())
    postings: list[Mapping[str, object]] = []
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += reversed(item)
        elif isinstance(item, Mapping):
            block.prefixes.update(_prefixes(item.get("@context")))
            kinds = item.get("@type", item.get("type"))
            if any(_is_posting(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                postings.append(item)
            short = _short(item, block)
            _note(short, block)
            values = [short.get(key) for key in _HOLDERS]
            waiting += reversed([value for value in values if isinstance(value, (list, Mapping))])
    for item in postings:
        block.remaining = _MOST_REFERRED
        yield {key: _bare(value, block) for key, value in _short(item, block).items()}


def _note(node: Mapping[str, object], block: _Block) -> None:
    """Record objects that have an `@id` and further properties: this one, and the values of its properties."""
    values = [nested for value in node.values() for nested in (value if isinstance(value, list) else [value])]
    for nested in (node, *values):
        name = nested.get("@id") if isinstance(nested, Mapping) else None
        if isinstance(nested, Mapping) and isinstance(name, str) and not _refers(nested):
            block.nodes.setdefault(name, nested)


def _refers(node: Mapping[str, object]) -> bool:
    return "@id" in node and all(key in {"@id", "@type"} for key in node)


def _prefixes(context: object) -> Iterator[str]:
    """Yield the prefixes that a context defines for schema.org (`{"s": "https://schema.org/"}`)."""
    for item in context if isinstance(context, list) else [context]:
        for name, meant in item.items() if isinstance(item, Mapping) else ():
            address = meant.get("@id") if isinstance(meant, Mapping) else meant
            if isinstance(address, str) and _SCHEMA.fullmatch(address.strip()):
                yield str(name)


def _is_posting(kind: object) -> bool:
    """Return whether a type is JobPosting: by its name, with a prefix, or as an address."""
    return isinstance(kind, str) and re.split(r"[/#:]", kind.strip().rstrip("/"))[-1] == "JobPosting"


def _short(node: Mapping[str, object], block: _Block) -> Mapping[str, object]:
    """Return an object with the short names of its properties (`title` for `schema:title`)."""
    properties = {}
    for key, value in node.items():
        name = str(key)
        if ":" in name:
            prefix, _, rest = name.partition(":")
            name = rest if prefix in block.prefixes else _VOCABULARY.sub("", name, count=1)
        properties[name] = value
    return properties


def _bare(value: object, block: _Block, levels: int = _MOST_LEVELS) -> object:
    """Return a value without its wrapper for type or language (`{"@value": …}`), with references resolved."""
    if isinstance(value, Mapping) and levels:
        if "@value" in value:
            return value["@value"]
        if _refers(value):
            return _referred(value, block, levels)
        return {key: _bare(item, block, levels - 1) for key, item in _short(value, block).items()}
    if isinstance(value, list) and levels:
        return _in_one_language(value, block.language) or [_bare(item, block, levels - 1) for item in value]
    return value


def _referred(value: object, block: _Block, levels: int) -> object:
    """Return the part of a referenced object that is used."""
    if isinstance(value, str):
        return value[:_MOST_WORDS]
    if isinstance(value, list):
        return [_referred(item, block, levels - 1) for item in value[:_MOST_VALUES]] if levels else []
    if not isinstance(value, Mapping):
        return value
    if "@value" in value:
        return _referred(value["@value"], block, levels - 1) if levels else None
    name = value.get("@id")
    node = block.nodes.get(name, value) if isinstance(name, str) and _refers(value) else value
    if not levels or not block.remaining or _refers(node):
        return dict(value) if _refers(value) else {}
    block.remaining -= 1
    short = block.shorts.get(id(node))
    if short is None:
        short = block.shorts[id(node)] = _short(node, block)
    return {key: _referred(short[key], block, levels - 1) for key in _REFERRED if key in short}


def _in_one_language(values: list[object], page: str) -> object:
    """Return one of several language versions of a value: the page's language, else the first by language code."""
    wordings: dict[str, object] = {}
    for value in values:
        language = value.get("@language") if isinstance(value, Mapping) else None
        if not isinstance(language, str) or not isinstance(value, Mapping):
            return None
        wordings.setdefault(language.lower(), value.get("@value"))
    if not wordings:
        return None
    near = sorted(wordings, key=lambda name: (name != page, name.split("-", 1)[0] != page.split("-", 1)[0], name))
    return wordings[near[0]]
