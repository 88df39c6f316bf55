"""Choose the link of a row that names its posting, and not one whose words are in every row."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.page_items import Link
from tracker.boards.kit.row_details import city_of, kind_of, place_of

_ON_MANY = 3  # rows with the same words; two postings often have the same title


def one_each(members: list[Link], repeated: frozenset[str]) -> list[Link]:
    """Keep one link for each address: the one whose words name it best."""
    best: dict[str, Link] = {}
    for link in members:
        before = best.get(link.url)
        if before is None or _naming(link, repeated) > _naming(before, repeated):
            best[link.url] = link
    return list(best.values())


def _naming(link: Link, repeated: frozenset[str]) -> tuple[bool, bool, bool, int]:
    named = bool(link.words) and not vocab.GENERIC.match(link.words)
    return named, says_more(link.words, repeated), vocab.is_role(link.words), -len(link.words)


def repeated(links: Sequence[Link]) -> frozenset[str]:
    """Return the words of links that many rows have, in any language, and that name no occupation: "Vis mere"."""
    pages: dict[str, set[str]] = {}
    for link in links:
        pages.setdefault(link.words, set()).add(link.url)
    return frozenset(
        words for words, urls_ in pages.items() if len(urls_) >= _ON_MANY and words and not vocab.is_role(words)
    )


def says_more(words: str, repeated: frozenset[str]) -> bool:
    """Return whether words can be a title: they are not repeated on each row, and are neither a place nor a kind of employment."""
    return bool(words) and words not in repeated and not (place_of(words) or city_of(words) or kind_of(words))
