"""Check the CSS selectors of a source, so that a wrong one is an error that names its key."""

from __future__ import annotations

from tracker.extract import htmltree
from tracker.model import Source
from tracker.model.errors import Failed

_OF_LISTS = ("item", "link", "title", "location", "department", "pay", "next")


def check(source: Source) -> None:
    """Raise Failed if a selector in tracker.toml is not CSS. Each is tried by the parser that uses it."""
    problems = [
        f"{key} = {value!r}"
        for key in _OF_LISTS
        if (value := getattr(source, key)) and not htmltree.is_soup_selector(value)
    ]
    if source.text and not htmltree.is_selector(source.text):
        problems.append(f"text = {source.text!r}")
    if problems:
        what = "is not a CSS selector" if len(problems) == 1 else "are not CSS selectors"
        message = f"{', '.join(problems)} {what}; correct tracker.toml"
        raise Failed(message)
