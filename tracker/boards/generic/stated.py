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
    candidates = [candidate for page in pages for candidate in _each(page)]
    none = {"", *_shared(candidates)}
    candidates = [
        _named(candidate, candidate.posting.title) if candidate.name in none else candidate for candidate in candidates
    ]
    shared = _shared(candidates)
    candidates = [
        _named(candidate, f"{candidate.posting.title} {candidate.posting.location or ''}")
        if candidate.name in shared
        else candidate
        for candidate in candidates
    ]
    by_name: dict[str, _One] = {}
    clashes: list[str] = []
    for candidate in candidates:
        before = by_name.setdefault(candidate.name, candidate)
        if not _is_same(before.posting.text, candidate.posting.text):
            clashes.append(candidate.posting.title)
        by_name[candidate.name] = candidate
    doubt = f"several JobPostings are called {clashes[0]!r}, and have one address and place" if clashes else ""
    return {name: _seen(candidate) for name, candidate in by_name.items()}, doubt


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
        return "" if _is_not_a_posting(url) else url
    number = posting.requisition_id or ""
    return "" if number.casefold() in _employers(item) else number


def _is_not_a_posting(url: str) -> bool:
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
    organisation = item.get("hiringOrganization")
    for value in organisation if isinstance(organisation, list) else [organisation]:
        names.add((fields.words(value.get("name") if isinstance(value, Mapping) else value) or "").casefold())
    number = item.get("identifier")
    name = (fields.words(number.get("name")) or "").casefold() if isinstance(number, Mapping) else ""
    return names if any(sign.isdigit() for sign in name) else {*names, name}


def _shared(candidates: Sequence[_One]) -> set[str]:
    """Return the names that postings with different titles or places share."""
    first: dict[str, _One] = {}
    return {
        candidate.name
        for candidate in candidates
        if _differ(first.setdefault(candidate.name, candidate).posting, candidate.posting)
    }


def _differ(posting: Posting, other: Posting) -> bool:
    """Return whether two are different postings. One may be stated twice, its place once with the country."""
    if posting.title != other.title and not _is_longer(posting.title, other.title):
        return True
    words, other_words = ({*re.findall(r"\w+", (it.location or "").casefold())} for it in (posting, other))
    return not (words <= other_words or other_words <= words)


def _is_longer(title: str, other: str) -> bool:
    """Return whether one title is the other with words added, as in microdata and JSON-LD of one posting."""
    short, long = sorted((title.casefold(), other.casefold()), key=len)
    return long.startswith((f"{short} (", f"{short} -"))


def _named(candidate: _One, words: str) -> _One:
    mark = re.sub(r"\W+", "-", words.casefold()[:_MOST]).strip("-")
    return replace(candidate, name=f"{urls.clean(candidate.base)}#{mark}")


def _is_same(title: str, other: str) -> bool:
    return title in other or other in title


def _seen(candidate: _One) -> Seen:
    own = candidate.name == candidate.posting.url
    url = candidate.name if "#" in candidate.name and not own else candidate.posting.url
    return Seen(
        replace(candidate.posting, external_id=candidate.name, url=url), candidate.fingerprint, has_own_page=own
    )
