"""The JobPostings that a page states, each with a unique name.

A posting is named by its address or identifier if no other posting has it. Many sites state the address of the careers
page or of a form for all their JobPostings, or the employer's name as identifier. The title is then used as a fragment
behind the address, with the place if the title is shared too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.boards.kit import common, jobposting
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.own_pages import Seen
from tracker.extract import fields, urls
from tracker.model import Page, Posting
from tracker.model.errors import Failed

_MOST = 100  # characters of a title in a fragment


@dataclass(frozen=True, slots=True)
class _One:
    posting: Posting
    fingerprint: str
    base: str
    name: str  # "" if neither its address nor its identifier is its own


def stated(pages: Sequence[Page]) -> tuple[dict[str, Seen], str]:
    """Return what pages (a page and its frames) state, by name, and what is doubtful about it ("" for nothing)."""
    given = [one for page in pages for one in _each(page)]
    none = {"", *_shared(given)}
    given = [_named(one, one.posting.title) if one.name in none else one for one in given]
    alike = _shared(given)
    given = [
        _named(one, f"{one.posting.title} {one.posting.location or ''}") if one.name in alike else one for one in given
    ]
    found: dict[str, _One] = {}
    clashes: list[str] = []
    for one in given:
        before = found.setdefault(one.name, one)
        if not _is_same(before.posting.text, one.posting.text):
            clashes.append(one.posting.title)
        found[one.name] = one
    doubt = f"several JobPostings are called {clashes[0]!r}, and have one address and place" if clashes else ""
    return {name: _seen(one) for name, one in found.items()}, doubt


def _each(page: Page) -> Iterator[_One]:
    for item in jobposting.job_postings(page):
        try:
            posting = jobposting.posting_of(item, page.url)
        except Failed:
            continue
        if posting.title:
            yield _One(posting, common.fingerprint(item), page.url, _name(posting, item, page.url))


def _name(posting: Posting, item: Mapping[str, object], base: str) -> str:
    url = posting.url
    if urls.clean(url) != urls.clean(base):
        return "" if _is_no_postings(url) else url
    number = posting.requisition_id or ""
    return "" if number.casefold() in _employers(item) else number


def _is_no_postings(url: str) -> bool:
    """Return whether an address is that of a careers page, a form or a whole site, rather than of one posting."""
    parts = urls.parse(url)
    if parts.query or parts.fragment:
        return False
    last = "/" + parts.path.rstrip("/").rpartition("/")[2].partition(".")[0]
    jobs = vocab.JOB_PATH.match(last)
    return last == "/" or (jobs is not None and jobs.end() == len(last)) or bool(vocab.OTHER_PATH.match(last))


def _employers(item: Mapping[str, object]) -> set[str]:
    """Return the employer's names in a JobPosting. Some sites use them as the posting's identifier."""
    names = {""}
    given = item.get("hiringOrganization")
    for one in given if isinstance(given, list) else [given]:
        names.add((fields.words(one.get("name") if isinstance(one, Mapping) else one) or "").casefold())
    number = item.get("identifier")
    name = (fields.words(number.get("name")) or "").casefold() if isinstance(number, Mapping) else ""
    return names if any(sign.isdigit() for sign in name) else {*names, name}


def _shared(given: Sequence[_One]) -> set[str]:
    """Return the names that postings with different titles or places share."""
    first: dict[str, _One] = {}
    return {one.name for one in given if _differ(first.setdefault(one.name, one).posting, one.posting)}


def _differ(one: Posting, other: Posting) -> bool:
    """Return whether two are different postings. One may be stated twice, its place once with the country."""
    if one.title != other.title and not _is_longer(one.title, other.title):
        return True
    here, there = ({*re.findall(r"\w+", (it.location or "").casefold())} for it in (one, other))
    return not (here <= there or there <= here)


def _is_longer(one: str, other: str) -> bool:
    """Return whether one title is the other with words added, as in microdata and JSON-LD of one posting."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return long.startswith((f"{short} (", f"{short} -"))


def _named(one: _One, words: str) -> _One:
    mark = re.sub(r"\W+", "-", words.casefold()[:_MOST]).strip("-")
    return replace(one, name=f"{urls.clean(one.base)}#{mark}")


def _is_same(one: str, other: str) -> bool:
    return one in other or other in one


def _seen(one: _One) -> Seen:
    own = one.name == one.posting.url
    url = one.name if "#" in one.name and not own else one.posting.url
    return Seen(replace(one.posting, external_id=one.name, url=url), one.fingerprint, apart=own)
