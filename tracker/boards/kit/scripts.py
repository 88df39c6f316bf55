"""Read JSON in a page: in its scripts, as an assigned value or a separate block, and in attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from tracker.boards.kit import devalue
from tracker.extract import htmltree, jsontext

_MOST = 500  # assignments of a page that are tried; each failure to parse counts the lines before it
_BLOCK = re.compile(r"type\s?=\s?[\"']?application/json\b", re.IGNORECASE)  # minified pages have no quotes
_PAYLOAD = re.compile(r"__NUXT_DATA__|data-nuxt-data")  # of Nuxt 3
_ASSIGNED = re.compile(r"(?:window\.[\w$.]++|(?:var|const|let) [\w$]++)\s*+=\s*+(?=[\[{]\s*+[\"{\[])")

_HELD = re.compile(r"""=\s*+["']\s*+[\[{]""")  # an attribute whose value may be JSON
_PUSHED = re.compile(r"__next_f\.push\(\s*+(?=\[)")
_LEAST = 20  # characters of an attribute with a list


def assigned(markup: str, name: str) -> Any:
    """Return the JSON value that a script assigns to `name` (`window.pageData = {…};`), None if there is none."""
    pattern = re.compile(rf"{re.escape(name)}\s*+=\s*+(?=[\[{{])")
    return next(_values(markup, pattern), None)


def blocks(markup: str) -> Iterator[Any]:
    """Yield every JSON block of a page (`<script type="application/json">`) and every large object that is assigned."""
    for attributes, content in htmltree.elements(markup, "script"):
        if _BLOCK.search(attributes):
            try:
                value = jsontext.loads(content)
            except jsontext.NotJson:
                continue
            yield devalue.revived(value) if _PAYLOAD.search(attributes) else value
    yield from _values(markup, _ASSIGNED)


def in_attributes(markup: str) -> Iterator[Any]:
    """Yield every JSON value in an attribute (`data-props`, `:jobs`)."""
    body = htmltree.lexbor(markup).body if _HELD.search(markup) else None
    for node in body.css("*") if body is not None else ():
        for value in node.attributes.values():
            content = (value or "").strip()
            if len(content) >= _LEAST and content[0] in "[{":
                try:
                    yield jsontext.loads(content)
                except jsontext.NotJson:
                    continue


def pushed(markup: str) -> Iterator[Any]:
    """Yield the JSON values that Next.js pushes as text: a value a line, behind its number."""
    pieces = (value[1] for value in _values(markup, _PUSHED) if isinstance(value, list) and len(value) > 1)
    for line in "".join(piece for piece in pieces if isinstance(piece, str)).split("\n"):
        content = line.partition(":")[2]
        if content[:1] in {"[", "{"}:
            try:
                yield jsontext.loads(content)
            except jsontext.NotJson:
                continue


def _values(markup: str, pattern: re.Pattern[str]) -> Iterator[Any]:
    """Yield the values that begin where a pattern ends. What is not JSON is skipped."""
    for match in islice(pattern.finditer(markup), _MOST):
        try:
            yield jsontext.embedded(markup, match.end())
        except jsontext.NotJson:
            continue
