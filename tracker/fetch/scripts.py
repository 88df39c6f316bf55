"""The JavaScript that runs in pages: one function for each file in `js/`, in a world that the page can't reach."""

from __future__ import annotations

from importlib import resources


def _read(name: str) -> str:
    return resources.files(__package__).joinpath("js", f"{name}.js").read_text(encoding="utf-8")


_SHARED = _read("shared")


def _script(name: str) -> str:
    return _read(name).replace("/* shared */", _SHARED)


DECLINE = _script("decline")
MORE = _script("more")
SCROLL = _script("scroll")
COUNT = _script("count")
RESTORE = _script("restore")
CONTENT = _script("content")
