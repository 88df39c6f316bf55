"""Write countries, cities, places and titles for readers, and say how many closed postings are open again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tracker.insight.finding import Side
from tracker.model.amounts import counted

_WITH_ARTICLE = frozenset(
    ("Bahamas", "Central African Republic", "Comoros", "Czech Republic", "Democratic Republic of the Congo", "Dominican Republic",
     "Gambia", "Isle of Man", "Maldives", "Netherlands", "Philippines", "Republic of the Congo", "Seychelles", "Vatican")
)  # fmt: skip

_SHORT = {"HK": "Hong Kong", "MO": "Macao"}


def country(code: str) -> str:
    """Return the English name of a country, the code if there is none."""
    return _SHORT.get(code) or _countries().get(code, code)


def in_country(code: str) -> str:
    """Return a country as it is written after "in": "Norway", "the Netherlands"."""
    name = country(code)
    return f"the {name}" if name in _WITH_ARTICLE or name.startswith("United ") or name.endswith(" Islands") else name


@cache
def _countries() -> dict[str, str]:
    from tracker.extract.gazetteer import gazetteer

    return gazetteer().countries()


def where(side: Side) -> str:
    """Return the place of a posting in few words: its first city or country, and how many more there are."""
    written = dict(zip(side.places, side.written, strict=False))
    names = [city or written.get((code, city), "") or country(code) for code, city in side.places]
    names = list(dict.fromkeys(names)) or [side.location]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def open_again(count: int, total: int) -> str:
    """Return a sentence that says how many of the postings that closed are open again, "" if none is."""
    if not count:
        return ""
    if total == 1:
        return "It is open again."
    subject = f"All {total:,}" if count == total else f"{count:,} of the {total:,}"
    return f"{subject} {'is' if count == 1 else 'are'} open again."


def quoted(titles: Sequence[str]) -> str:
    """Return the first two titles in quotes, and how many more there are.

    If several postings have the same title, it says "more titles", because the number would not add up with that of
    postings.
    """
    different = list(dict.fromkeys(titles))
    more = len(different) - 2
    rest = counted(more, "more title") if len(different) < len(titles) else f"{more:,} more"
    return (
        " and ".join(f"“{words}”" for words in different[:2])
        if more <= 0
        else f"“{different[0]}”, “{different[1]}” and {rest}"
    )
