"""JSON that stands in the scripts of a page, as a value that is assigned or as a block of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any


def assigned(markup: str, name: str) -> Any:
    """Give the JSON value that a script assigns to `name` (`window.pageData = {…};`), None where there is none."""
    for found in re.finditer(rf"{re.escape(name)}\s*=\s*(?=[\[{{])", markup):
        try:
            value, _ = json.JSONDecoder().raw_decode(markup, found.end())
        except ValueError:
            continue
        return value
    return None


def blocks(markup: str) -> Iterator[Any]:
    """Give every JSON block of a page (`<script type="application/json">`) and every large object that is assigned."""
    for found in re.finditer(
        r"<script[^>]*type=[\"']application/json[\"'][^>]*>(.*?)</script>", markup, re.DOTALL | re.IGNORECASE
    ):
        try:
            yield json.loads(found[1])
        except ValueError:
            continue
    for found in re.finditer(
        r"(?:window\.[\w$.]+|var [\w$]+|const [\w$]+|let [\w$]+)\s*=\s*(?=[\[{]\s*[\"{\[])", markup
    ):
        try:
            value, _ = json.JSONDecoder().raw_decode(markup, found.end())
        except ValueError:
            continue
        yield value
