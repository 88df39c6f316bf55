"""Read schema.org JobPosting from a page: JSON-LD (alone, in an array, an `@graph` or an ItemList) and microdata.

Source of the format: schema.org/JobPosting and
developers.google.com/search/docs/appearance/structured-data/job-posting. `description` is HTML, sometimes escaped once
more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from tracker.boards.kit import common, linked, microdata
from tracker.extract import fields, htmltree, jsontext, text, urls
from tracker.model import Page, Posting
from tracker.model.errors import Failed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser


def recognise_page(page: Page) -> bool:
    """Return whether the page has a JobPosting."""
    return any(True for _ in job_postings(page))


def job_postings(page: Page) -> Iterator[Mapping[str, object]]:
    """Yield every JobPosting of the page. A block that is not JSON is skipped."""
    tree = htmltree.lexbor(page.text())
    root = tree.root
    language = (root.attributes.get("lang") or "") if root is not None else ""
    for data in _linked_data(tree):
        yield from linked.job_postings(data, language)
    yield from microdata.job_postings(tree)


def linked_data(markup: str) -> Iterator[object]:
    """Yield the value of every JSON-LD block of a page. A block that is not JSON is skipped."""
    if _MARK.search(markup):
        yield from _linked_data(htmltree.lexbor(markup))


def _linked_data(tree: LexborHTMLParser) -> Iterator[object]:
    for script in tree.css("script[type]"):
        kind = (script.attributes.get("type") or "").partition(";")[0].strip().lower()
        if kind in _KINDS:
            try:
                yield jsontext.loads_leniently(script.text(deep=True))
            except jsontext.NotJson:
                continue


_MARK = re.compile(r"ld\+json|json\+ld", re.IGNORECASE)
_KINDS = frozenset(("application/ld+json", "application/json+ld", "text/ld+json"))


def posting_of(item: Mapping[str, object], base: str) -> Posting:
    """Return the posting of one JobPosting; `base` is the address of its page."""
    identifier = item.get("identifier")
    identifier = identifier[0] if isinstance(identifier, list) and identifier else identifier
    number = identifier.get("value") if isinstance(identifier, Mapping) else identifier
    link = fields.words(item.get("url")) or ""
    address = urls.clean(urls.join(base, link)) if link else ""
    description = item.get("description")
    description = (
        "\n".join(paragraph for paragraph in description if isinstance(paragraph, str))
        if isinstance(description, list)
        else description
    )
    body = text.from_html(description) if isinstance(description, str) else ""
    title = text.line(fields.words(item.get("title") or item.get("name")) or "")
    external_id = fields.words(number) or address or title
    if not external_id:
        message = f"a JobPosting of {base} has no identifier, url or title: {sorted(item)!r}"
        raise Failed(message)
    remote = item.get("jobLocationType") == "TELECOMMUTE"
    place = _places(item.get("jobLocation"))
    if place is None and remote:  # the places in which applicants may be
        place = _places(item.get("applicantLocationRequirements"))
    return Posting(
        external_id=external_id,
        url=address or base,
        title=title,
        text=body,
        location=place,
        department=fields.words(item.get("department") or item.get("occupationalCategory")),
        employment_type=fields.employment_type(fields.words(item.get("employmentType"))),
        workplace=fields.flagged(place, remote=remote) or fields.workplace(None, title),
        pay=common.pay_or_prose(fields.pay_declared(item.get("baseSalary"), item.get("salaryCurrency")), body),
        posted_at=fields.date(item.get("datePosted")),
        closes_at=fields.date(item.get("validThrough")),
        requisition_id=fields.words(number),
    )


def _places(value: object) -> str | None:
    names = []
    for place in value if isinstance(value, list) else [value]:
        address = place.get("address") if isinstance(place, Mapping) else place
        if isinstance(address, Mapping):
            parts = [fields.words(address.get(key)) for key in ("addressLocality", "addressRegion", "addressCountry")]
            address = ", ".join(part for part in parts if part)
        names.append(fields.words(address) or (fields.words(place.get("name")) if isinstance(place, Mapping) else None))
    return "; ".join(dict.fromkeys(name for name in names if name)) or None


def shared(postings: Iterable[tuple[str, Posting]]) -> frozenset[str]:
    """Return the names that different postings share, which are therefore not ids. One posting may be stated twice."""
    first: dict[str, Posting] = {}
    return frozenset(name for name, posting in postings if _unlike(first.setdefault(name, posting), posting))


def _unlike(posting: Posting, other: Posting) -> bool:
    """Return whether two postings differ.

    One stated twice (for example with a longer title in microdata) does not differ.
    """
    title, second = posting.title.casefold(), other.title.casefold()
    if title == second:
        return False
    return not (
        (title in second or second in title) and (posting.text == other.text or not (posting.text and other.text))
    )
