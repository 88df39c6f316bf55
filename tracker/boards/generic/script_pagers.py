"""Find the number of pages in the call by which a script writes a pager: common plugins, and those of Chinese sites."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# createPageHTML(2, 0, "index", "shtml") of TRS; twbsPagination({totalPages: 2}), zPager, jqPaginator, simplePagination.
_PAGES = re.compile(
    r"(?:\bcreatePageHTML\(\s{0,4}|\b(?:twbsPagination|jqPaginator|simplePagination|zPager|createPage|pagination|pager)\(\s{0,9}\{[^{}]{0,300}?"
    r"\b(?:totalPages|pageCount|pages|total_pages)[\"']?\s?:\s?[\"']?)(\d{1,4})\b"
)
# laypage.render({count: 6, limit: 3}): the pages of the list, unless the page has all of its rows.
_CALL = re.compile(r"\b(?:laypage(?:\.render)?|pagination|jqPaginator)\(\s{0,9}\{([^{}]{0,400})")
_COUNT = re.compile(r"\b(?:count|total|totalCounts|items|dataCount)[\"']?\s?:\s?[\"']?(\d{1,6})\b")
_LIMIT = re.compile(r"\b(?:limit|pageSize|itemsOnPage|per_page|perPage)[\"']?\s?:\s?[\"']?(\d{1,4})\b")
# {current_page:1,last_page:6}: the state of a list of jobs as an object of JavaScript, whose names have no quotes.
_STATE = re.compile(r"\{([^{}]{0,400})\}")
_LAST = re.compile(r"(?<![^,\s])(?:last_?page|total_?pages|page_?count)\s?:\s?(\d{1,4})(?![\d.])", re.IGNORECASE)
_CURRENT = re.compile(r"(?<![^,\s])(?:current_?page|page|per_?page|page_?size|page_?number)\s?:\s?\d", re.IGNORECASE)
_OF_JOBS = re.compile(
    r"[{,]\s?(?:jobs?|vacanc(?:y|ies)|positions?|openings?|stellen|offres?|ofertas?|vacantes|vacatures)(?:List|Data|_list)?\s?:",
    re.IGNORECASE,
)
_MOST_OBJECTS = 2_000  # flat objects of a script that are looked at; a row of a list is one
# jobsTotal = 57, totalVacancies: 57
_TOTAL = re.compile(
    r"\b(?:(?:jobs?|vacanc(?:y|ies)|positions?|openings?)_?(?:total|count)|total_?(?:jobs|vacancies|positions|openings))\s?[:=]\s?(\d{1,5})(?![\d.])",
    re.IGNORECASE,
)
_USUAL = 10  # rows of a page, where the call does not say
_MOST, _MOST_CALLS = 100_000, 20  # characters of a script, and calls in it, that are looked at


def pages_in_scripts(body: LexborNode) -> Callable[[int], int]:
    """Return a function that says how many pages there are, 0 if no script says so, from the number of postings shown."""
    pages, counts, totals = 0, [], [0]
    for node in body.css("script:not([src])"):
        script = (node.text(deep=True) or "")[:_MOST]
        pages = max([pages, *(int(match[1]) for match in islice(_PAGES.finditer(script), _MOST_CALLS))])
        pages = max([pages, *_pages_of_state(script)])
        totals += [int(match[1]) for match in islice(_TOTAL.finditer(script), _MOST_CALLS)]
        for match in islice(_CALL.finditer(script), _MOST_CALLS):
            count, limit = _COUNT.search(match[1]), _LIMIT.search(match[1])
            if count:
                counts.append((int(count[1]), int(limit[1]) if limit else _USUAL))
    return lambda shown: max(
        [pages, *_of_totals(totals, shown), *(-(-count // max(1, limit)) for count, limit in counts if count > shown)]
    )


def _of_totals(totals: list[int], shown: int) -> list[int]:
    """Return how many pages like the one shown there are, if a script has a larger number of postings."""
    return [-(-max(totals) // shown)] if shown and max(totals) > shown else []


def _pages_of_state(script: str) -> Iterator[int]:
    """Yield the numbers of pages that the state of a list of jobs has, in objects that also say which page is shown."""
    if not _OF_JOBS.search(script):
        return
    for match in islice(_STATE.finditer(script), _MOST_OBJECTS):
        last = _LAST.search(match[1])
        if last and _CURRENT.search(match[1]):
            yield int(last[1])
