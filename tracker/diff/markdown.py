"""Write text from the web into Markdown, so that nothing of it counts as Markdown or HTML.

`<`, `>`, `{` and what looks like an entity are written as entities: not every reader of Markdown knows a backslash before them,
and Jekyll, which GitHub Pages uses, reads `{%` before it reads Markdown. All else is escaped with a backslash
(spec.commonmark.org/0.31.2/#backslash-escapes).
"""

from __future__ import annotations

import re

from tracker.extract import urls

_SPECIAL = re.compile(r"[\\`*_\[\]|~$]|(?<![^\s#])#")
_ENTITY = re.compile(r"[<>{]|&(?=#?\w+;)")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "{": "&#123;", "&": "&amp;"}
_LINE_START = re.compile(r"([+\-=:])|(\d+)(?=[.)])")
_SPACE = re.compile(r"\s+")
_UNSAFE_IN_LINK = frozenset(' <>\\{}|`"')


def escaped(text: str) -> str:
    """Return a text that stands within a line. Line breaks and other white space become spaces."""
    plain = _SPACE.sub(" ", text)
    return _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub(lambda found: _ENTITIES[found[0]], plain))


def line(text: str | None) -> str:
    """Return a text that is a line of its own."""
    return line_start(escaped(text or "").strip())


def line_start(written: str) -> str:
    """Return an escaped text so that it can begin a line: it begins no list, and underlines no heading."""
    return _LINE_START.sub(_start_escaped, written, count=1) if _LINE_START.match(written) else written


def _start_escaped(match: re.Match[str]) -> str:
    sign, digits = match.groups()
    return f"\\{sign}" if sign else f"{digits}\\"


def web_link(url: str) -> str:
    """Return a link that shows its address."""
    return f"<{''.join(map(_in_link, url))}>"


def _in_link(letter: str) -> str:
    unsafe = letter in _UNSAFE_IN_LINK or not letter.isprintable()
    return urls.encode(letter) if unsafe else letter
