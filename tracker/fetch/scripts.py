"""The JavaScript that runs in pages: one function for each file in `js/`, in a world that the page can't reach."""

from __future__ import annotations

import json
from importlib import resources

from tracker.extract import list_words


def _read(name: str) -> str:
    return resources.files(__package__).joinpath("js", f"{name}.js").read_text(encoding="utf-8")


_SHARED = _read("shared")
_WORDS = f"const list = {json.dumps(list_words.for_browser(), ensure_ascii=False)};"


def _script(name: str) -> str:
    return _read(name).replace("/* shared */", _SHARED).replace("/* words */", _WORDS)


DECLINE = _script("decline")
MORE = _script("more")
SCROLL = _script("scroll")
COUNT = _script("count")
RESTORE = _script("restore")
CONTENT = _script("content")
