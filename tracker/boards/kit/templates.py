"""Texts in `<template>` elements of a page, which a script shows when a visitor asks for more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice
from typing import TYPE_CHECKING

from tracker.extract import text
from tracker.extract.htmltree import ancestors

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LEAST = 80  # characters; a shorter one is a line of a pattern
_MOST, _MOST_SIGNS = 200, 1 << 20  # templates of a page that are read, and characters of all of them
_LEVELS = 6  # elements around a template that may belong to the posting
_OUTER = frozenset(("body", "html", "main"))
# Placeholders that a script fills, or a form: then it is a pattern and not the text of a posting.
_PATTERN = re.compile(r"\{\{|\$\{|<%|%[a-z_]+%|<slot|<form|<input|<textarea|\sv-[a-z]|\sx-[a-z]", re.IGNORECASE)
Templates = Mapping[int, list[str]]


def template_texts(body: LexborNode) -> Templates:
    """Return the texts of templates by the elements (`mem_id`) that contain them."""
    texts: dict[int, list[str]] = {}
    remaining = _MOST_SIGNS
    for node in body.css("template")[:_MOST]:
        markup = node.html or ""
        remaining -= len(markup)
        if remaining < 0:
            break
        if len(markup) < _LEAST or _PATTERN.search(markup):
            continue
        words = text.from_html(f"<div{markup.removeprefix('<template').removesuffix('</template>')}</div>")
        if len(words) < _LEAST:
            continue
        for ancestor in islice(ancestors(node), _LEVELS):
            if ancestor.tag in _OUTER:
                break
            texts.setdefault(ancestor.mem_id, []).append(words)
    return texts
