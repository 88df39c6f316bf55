"""Texts in `<template>` elements of a page, which a script shows when a visitor asks for more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from tracker.extract import text
from tracker.extract.htmltree import above

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LEAST = 80  # characters; a shorter one is a line of a pattern
_MOST, _MOST_SIGNS = 200, 1 << 20  # templates of a page that are read, and characters of all of them
_LEVELS = 6  # elements around a template that may belong to the posting
_OUTER = frozenset(("body", "html", "main"))
# Placeholders that a script fills, or a form: then it is a pattern and not the text of a posting.
_PATTERN = re.compile(r"\{\{|\$\{|<%|%[a-z_]+%|<slot|<form|<input|<textarea|\sv-[a-z]|\sx-[a-z]", re.IGNORECASE)
Held = Mapping[int, list[str]]


def held_in(body: LexborNode) -> Held:
    """Return the texts of templates by the elements (`mem_id`) that contain them."""
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
