"""Texts that a page holds in `<template>` elements, from which a script shows them when a visitor asks for more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from tracker.extract import text
from tracker.extract.htmltree import above

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LEAST = 80  # characters that are more than a line of a pattern
_MOST, _MOST_SIGNS = 200, 1 << 20  # templates of a page, and characters of all of them, that are read
_LEVELS = 6  # elements around a template that may be the posting's own
_OUTER = frozenset(("body", "html", "main"))
# What a script fills in, or a form: a pattern for entries and no text of one.
_PATTERN = re.compile(r"\{\{|\$\{|<%|%[a-z_]+%|<slot|<form|<input|<textarea|\sv-[a-z]|\sx-[a-z]", re.IGNORECASE)
Held = Mapping[int, list[str]]


def held_in(body: LexborNode) -> Held:
    """Return the texts of templates by the elements (`mem_id`) that they stand in."""
    found: dict[int, list[str]] = {}
    left = _MOST_SIGNS
    for node in body.css("template")[:_MOST]:
        markup = node.html or ""
        left -= len(markup)
        if left < 0:
            break
        if len(markup) < _LEAST or _PATTERN.search(markup):
            continue
        words = text.from_html(f"<div{markup.removeprefix('<template').removesuffix('</template>')}</div>")
        if len(words) < _LEAST:
            continue
        for up in islice(above(node), _LEVELS):
            if up.tag in _OUTER:
                break
            found.setdefault(up.mem_id, []).append(words)
    return found
