"""A monitored source as tracker.toml describes it, and the type of the generator that reads it."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter

from tracker.model.page import Page, Request
from tracker.model.posting import Listing

USUAL_DELAY = 1.0  # seconds between two requests to one host, if nothing else is configured


@dataclass(frozen=True, slots=True)
class Source:
    """A monitored source as tracker.toml describes it. `every`, `delay`, `reread` and `limit` are in seconds.

    `limit` and `max_bytes` bound what one check may take. `adapt`: `every` may be stretched or shortened by how often it changes.
    """

    slug: str
    url: str
    name: str = ""
    board: str = ""
    endpoint: str = ""
    every: float = 21600.0
    delay: float = USUAL_DELAY
    reread: float = 604800.0
    complete: str = "auto"
    formerly: str = ""
    allow_private: bool = False
    render: str = "auto"
    item: str = ""
    link: str = ""
    title: str = ""
    location: str = ""
    department: str = ""
    text: str = ""
    next: str = ""
    items: str = ""
    id: str = ""
    pay: str = ""
    posted: str = ""
    open: str = ""
    limit: float = 3600.0
    max_bytes: int = 8_000_000_000
    adapt: bool = True

    def settings(self) -> dict[str, str | float | bool]:
        """Return every key that differs from its default. A check records them."""
        values = zip(_defaults().items(), _values_of()(self), strict=True)
        return {name: value for (name, default), value in values if value != default}

    @property
    def address(self) -> str:
        """Return the board and address that the list is read from. A new value means that the source moved."""
        return " ".join((self.board, self.endpoint or self.url))

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Source:
        """Return the source whose settings a check recorded. Keys that no longer exist are ignored."""
        return cls(**{key: value for key, value in settings.items() if key in _defaults()})  # type: ignore[arg-type]


@cache
def _defaults() -> dict[str, str | float | bool]:
    default = Source(slug="", url="")
    return {item.name: getattr(default, item.name) for item in fields(Source)}


@cache
def _values_of() -> attrgetter[tuple[str | float | bool, ...]]:
    return attrgetter(*_defaults())


def name_from(slug: str) -> str:
    """Return a name for people made from the name of a source: "Data Center Jobs" for `data-center_jobs`, "18F" for `18f`.

    A word without a vowel is an abbreviation, so all its letters are capitals ("KPMG").
    """
    return " ".join(map(_capital, slug.replace("_", "-").replace("-", " ").split())) or slug


def _capital(word: str) -> str:
    if not any(letter in "aeiouy" for letter in word):
        return word.upper()
    first = next((index for index, letter in enumerate(word) if letter.isalpha()), 0)
    return f"{word[:first]}{word[first].upper()}{word[first + 1 :]}"


Flow = Generator[Sequence[Request], Sequence[Page], Listing]
