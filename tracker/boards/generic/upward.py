"""Find the list that a posting belongs to. `tracker add` suggests it if it is given the page of a single posting."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.boards.kit import jobposting, own_pages
from tracker.extract import fields, htmltree, urls
from tracker.model import Page
from tracker.model.errors import Failed

_JOBS = re.compile(
    r"\b(?:jobs?|careers?|openings|vacanc(?:y|ies)|positions|opportunities|join-?us|stellen\w*|karriere|emplois?|carri[eè]res?|empleo|vagas|lavora)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]{3,}")
_MOST_LINKS = 2_000  # links of a page that are examined
_MOST_WORDS = 60  # characters of a link that names a list


@dataclass(frozen=True, slots=True)
class ParentList:
    """The address of a posting's list, and whether the page is certainly that of one posting.

    `scripted`: the page's script may load more than the plain page shows. `site` is the name that the site states
    for itself (`og:site_name`), or else the employer that all its JobPostings name; "" if there is none.
    """

    listed: str = ""
    sure: bool = False
    scripted: bool = False
    site: str = ""


def of(page: Page) -> ParentList:
    """Find the list that a posting's page links to: the address above its own, else a link that says so."""
    own_url = urls.bare(page.url).rstrip("/")
    path = urls.path(page.url).rstrip("/")
    above: list[str] = []
    lists_of_jobs: list[str] = []
    tree = htmltree.lexbor(page.text())
    for node in tree.css("a[href]")[:_MOST_LINKS]:
        to = urls.join(page.url, node.attributes.get("href") or "")
        if not urls.is_web(to) or urls.site(to) != urls.site(page.url) or urls.bare(to).rstrip("/") == own_url:
            continue
        path_above, words = urls.path(to).rstrip("/"), node.text(separator=" ")[: _MOST_WORDS + 1].strip()
        if path_above and path.startswith(f"{path_above}/"):
            above.append(to)
        elif (
            _JOBS.search(urls.decode(path_above).replace("/", " "))
            and len(words) <= _MOST_WORDS
            and _JOBS.search(words)
        ):
            lists_of_jobs.append(to)
    listed = max(above, key=len) if above else lists_of_jobs[0] if lists_of_jobs else _parent(page.url)
    stated = tree.css_first('meta[property="og:site_name"]')
    site = " ".join(((stated.attributes.get("content") if stated else "") or "").split()) or _employer(page)
    return ParentList(
        listed,
        bool(listed) and _is_one(page),
        own_pages.scripted(page.text()),
        site if len(site) <= _MOST_WORDS else "",
    )


def _employer(page: Page) -> str:
    """Return the employer that all JobPostings of a page name, "" if there is none or they differ."""
    names = {fields.words(item.get("hiringOrganization")) or "" for item in jobposting.job_postings(page)}
    return names.pop() if len(names) == 1 else ""


def _parent(url: str) -> str:
    """Return the parent address, if its path has a word for jobs."""
    parts = urls.path_parts(url)[:-1]
    return f"{urls.origin(url)}/{'/'.join(parts)}" if parts and _JOBS.search(parts[-1]) else ""


def _is_one(page: Page) -> bool:
    """Return whether a page states one posting, and its own address is named after that."""
    stated = list(jobposting.job_postings(page))
    if len(stated) != 1:
        return False
    try:
        title = jobposting.posting_of(stated[0], page.url).title
    except Failed:
        return False
    parts = urls.path_parts(page.url)
    last = parts[-1].lower() if parts else ""
    words = {word.lower() for word in _WORD.findall(title)}
    hit = sum(word in last for word in words)
    return any(sign.isdigit() for sign in last) or (bool(words) and hit * 2 >= len(words))
