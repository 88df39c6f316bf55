"""Read the entries of a HAR file one at a time, so that a large file is never in memory as a whole.

The text is not parsed here. Brackets outside of strings mark where an entry begins and ends, and each entry is parsed by
itself. Of a truncated file, the entries before the cut are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from tracker.imports.bounds import TooMuch

MOST_ENTRY = 32 << 20  # bytes of one entry; as text it may take four times as much
_MOST_TOKENS = 300_000  # brackets, commas and strings of one entry; each takes a hundred bytes of memory
_MOST_DEPTH = 64  # brackets within brackets; a HAR has a dozen
_CHUNK = 1 << 20
_OUTSIDE = re.compile(rb'["{}\[\],]')
_INSIDE = re.compile(rb'["\\]')
_MOST_KEY = 20  # bytes; longer than the names that are looked for, log and entries


@dataclass
class Entry:
    """One entry: its number, its position, and its JSON or why it was left out."""

    number: int
    position: int
    text: bytes = b""
    problem: str = ""


@dataclass
class _State:
    """The state of the reader: the depth, the last string, and the open entry."""

    stack: bytearray = field(default_factory=bytearray)
    inside: bool = False
    escaped: bool = False
    key: bytearray = field(default_factory=bytearray)
    in_log: bool = False
    found: bool = False
    start: int = -1
    tokens: int = 0
    number: int = -1
    parts: list[bytes] = field(default_factory=list)
    size: int = 0


def entries(file: IO[bytes]) -> Iterator[Entry]:
    """Yield the entries of `log.entries`. Raise ValueError if there are none, or if the text ends too early."""
    state = _State()
    position = 0
    while chunk := file.read(_CHUNK):
        yield from _scan(chunk, position, state)
        position += len(chunk)
    if not state.found:
        message = "it has no log.entries"
        raise ValueError(message)
    if state.stack or state.inside:
        message = f"it ends in the middle, after {position:,} bytes"
        raise EOFError(message)


def _scan(chunk: bytes, base: int, state: _State) -> Iterator[Entry]:
    at, begin = int(state.escaped), 0
    state.escaped = False
    while at < len(chunk):
        token = (_INSIDE if state.inside else _OUTSIDE).search(chunk, at)
        end = token.start() if token else len(chunk)
        if state.inside and len(state.key) <= _MOST_KEY:
            state.key += chunk[at : min(end, at + _MOST_KEY + 1)]
        if token is None:
            break
        at = end + 1
        mark = token[0]
        state.tokens += not state.inside
        if state.inside and mark == b"\\":
            state.escaped, at = at >= len(chunk), at + 1
        elif mark == b'"':
            state.inside = not state.inside
            if state.inside:
                state.key.clear()
        elif mark in b"{[" and _opened(state, mark):
            state.start, begin = base + end, end
        elif mark in b"}]" and _close_bracket(state, mark):
            _keep(state, chunk[begin:at])
            yield _entry(state)
            begin = at
    if state.start >= 0:
        _keep(state, chunk[begin:])


def _opened(state: _State, mark: bytes) -> bool:
    """Handle an opening bracket. Return whether an entry begins with it."""
    depth = len(state.stack)
    state.stack += mark
    if len(state.stack) > _MOST_DEPTH:
        message = f"it is nested more than {_MOST_DEPTH} deep"
        raise TooMuch(message)
    if depth == 1:
        state.in_log = mark == b"{" and state.key == b"log"
    elif depth == 2 and state.in_log and mark == b"[" and state.key == b"entries":  # noqa: PLR2004 - log, entries
        state.found = True
        state.in_log = False
        state.stack += b"*"  # a mark that only the end of the list removes
    elif state.stack[-2:-1] == b"*" and mark == b"{":
        state.number += 1
        state.tokens = 0
        return True
    return False


def _close_bracket(state: _State, mark: bytes) -> bool:
    """Handle a closing bracket. Return whether an entry ends with it."""
    if state.stack[-1:] == b"*":
        state.stack.pop()
    if state.stack[-1:] != {b"}": b"{", b"]": b"["}[mark]:
        message = f"it is not JSON: {mark.decode()} closes nothing"
        raise ValueError(message)
    state.stack.pop()
    return state.start >= 0 and state.stack[-1:] == b"*"


def _keep(state: _State, piece: bytes) -> None:
    state.size += len(piece)
    if state.size > MOST_ENTRY or state.tokens > _MOST_TOKENS:
        state.parts.clear()
    else:
        state.parts.append(piece)


def _entry(state: _State) -> Entry:
    """Return the entry that ended, and reset the state for the next."""
    problem = ""
    if state.size > MOST_ENTRY:
        problem = f"it has {state.size:,} bytes, more than {MOST_ENTRY:,}; it was left out"
    elif state.tokens > _MOST_TOKENS:
        problem = f"it has more than {_MOST_TOKENS:,} values; it was left out"
    entry = Entry(state.number, state.start, b"" if problem else b"".join(state.parts), problem)
    state.parts.clear()
    state.start, state.size = -1, 0
    return entry
