"""Find the posting that an address given to `tracker add` names, and explain how to get alerts about it alone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.extract import urls
from tracker.model import Entry, Listing
from tracker.model.values import posting_id

_SHORTEST = 3  # characters of an id that is looked for in an address; shorter ids, and words, may be there by chance
_ENDS = re.compile(r"[-_./]")  # what separates an id from the words of a title in a part of a path
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """The address that was typed, and the posting of the list that it names, None if the list has none of this address."""

    url: str
    entry: Entry | None = None


def typed_posting(url: str, listing: Listing) -> TypedAddress:
    """Return the posting with this address or, if none has it, the one whose id is a part of it."""
    address = urls.loose(url)
    for entry in listing.entries:
        if entry.url and urls.loose(entry.url) == address:
            return TypedAddress(url, entry)
    parts = _parts(url)
    ids = (
        other_entry
        for other_entry in listing.entries
        if len(other_entry.external_id) >= _SHORTEST and _DIGIT.search(other_entry.external_id)
    )
    by_id = [other_entry for other_entry in ids if other_entry.external_id in parts]
    return TypedAddress(url, by_id[0] if len(by_id) == 1 else None)


def _parts(url: str) -> frozenset[str]:
    """Return what may be an id in an address: parts of the path, their beginnings and ends, and values of the query."""
    parts = [value for _, value in urls.query(url)]
    for part in urls.path_parts(url):
        pieces = _ENDS.split(part)
        parts += [part, pieces[0], pieces[-1]]
    return frozenset(parts)


def explanation(typed: TypedAddress, slug: str, board: str) -> str:
    """Return a sentence about the posting that was typed, "" if the address is that of the list itself.

    `board` is the address of the list.
    """
    address = urls.display(typed.url)
    if typed.entry is not None:
        name = posting_id(slug, typed.entry.external_id)
        return (
            f"{address} is one of its postings, “{typed.entry.title}”. The whole list is monitored; for alerts about this posting "
            f'only, write in an alert of tracker.toml: postings = ["{name}"]'
        )
    last = (urls.path_parts(typed.url) or [""])[-1]
    if urls.loose(typed.url) == urls.loose(board) or last in urls.path_parts(board) or not _DIGIT.search(last):
        return ""
    return f"{address} is not in its list; if it is a posting, it may be closed. The whole list is monitored."
