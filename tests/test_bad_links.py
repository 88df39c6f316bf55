"""A malformed address in a list affects only itself, on every kind of board."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tracker.check.reader import work
from tracker.extract import urls
from tracker.model import Listing, Page, Posting, Request, Source

BASE = "https://lamps.example"
BAD = (
    "http://[your-site]/job/3",
    "https://lamps.example:port/job/3",
    "//jobs..lamps.example/job/3",
    "http://a\u2100b.example/job/3",
    f"https://{'l' * 300}.example/job/3",
    "https:\\\\[lamps]\\job\\3",
)
Listed = Callable[[list[tuple[int, str]]], tuple[str, str]]


def html(jobs: list[tuple[int, str]]) -> tuple[str, str]:
    rows = "".join(f'<li class=job><a href="{link}">Lamp keeper {number}</a></li>' for number, link in jobs)
    return "text/html", f"<main><ul>{rows}</ul></main>"


def ld(jobs: list[tuple[int, str]]) -> tuple[str, str]:
    stated = [
        {
            "@type": "JobPosting",
            "title": f"Lamp keeper {n}",
            "description": f"Work {n}",
            "identifier": str(n),
            "url": link,
        }
        for n, link in jobs
    ]
    return "text/html", "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in stated)


def rows(key: str, wrap: str, **more: str) -> Listed:
    def listed(jobs: list[tuple[int, str]]) -> tuple[str, str]:
        found = [
            {"id": n, "title": f"Lamp keeper {n}", key: link, **dict.fromkeys(more.values(), f"Work {n}")}
            for n, link in jobs
        ]
        return "application/json", json.dumps({wrap: found, "items": found} if wrap else found)

    return listed


def sitemap(jobs: list[tuple[int, str]]) -> tuple[str, str]:
    return "text/xml", "<urlset>" + "".join(f"<url><loc>{link}</loc></url>" for _, link in jobs) + "</urlset>"


BOARDS: dict[str, tuple[Source, Listed]] = {
    "html": (Source("s", f"{BASE}/jobs", board="html", item="li.job", link="a", text="main", render="never"), html),
    "page": (Source("s", f"{BASE}/jobs", board="page", render="never"), html),
    "jsonld": (Source("s", f"{BASE}/jobs", board="jsonld", render="never"), ld),
    "json": (Source("s", f"{BASE}/jobs.json", board="json"), rows("url", "", text="description")),
    "greenhouse": (Source("s", f"{BASE}/acme", board="greenhouse"), rows("absolute_url", "jobs", text="content")),
    "ashby": (Source("s", f"{BASE}/acme", board="ashby"), rows("jobUrl", "jobs", text="descriptionHtml")),
    "teamtailor": (Source("s", f"{BASE}/jobs", board="teamtailor"), rows("url", "items", text="content_html")),
    "pinpoint": (Source("s", f"{BASE}/", board="pinpoint"), rows("url", "data", text="description")),
    "sitemap": (Source("s", f"{BASE}/sitemap.xml", board="sitemap", render="never"), sitemap),
}


def read(source: Source, listed: Listed, links: list[tuple[int, str]]) -> tuple[Listing, list[Posting], list[str]]:
    """Read a list and its texts as a check does; also give every address that was asked for."""
    asked: list[str] = []

    def answer(request: Request) -> Page:
        asked.append(request.url)
        number = request.url.rpartition("/")[2]
        if "/job/" in request.url:
            kind, body = (
                "text/html",
                f"<h1>Lamp keeper {number}</h1><main><p>You keep lamp {number} alight, night for night.</p></main>",
            )
        elif request.url.endswith("robots.txt"):
            return Page(request, request.url, 404)
        else:
            kind, body = listed(links)
        return Page(request, request.url, 200, (("Content-Type", f"{kind}; charset=utf-8"),), body.encode())

    desk = work.ReadingState()
    given = work.begin(desk, source)
    while not isinstance(given, Listing):
        given = work.send(desk, [answer(request) for request in given])
    found = work.read(desk, [(one.external_id, answer(one.detail) if one.detail else None) for one in given.entries])
    assert all(isinstance(one, Posting) for one in found), found
    return given, [one for one in found if isinstance(one, Posting)], asked


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("name", BOARDS)
def test_an_entry_with_a_malformed_address_keeps_it_and_is_not_asked_for(name: str, bad: str) -> None:
    source, listed = BOARDS[name]
    sound = [(number, f"{BASE}/job/{number}") for number in (1, 2, 4, 5, 6, 7)]
    _, wanted, _ = read(source, listed, sound)
    listing, found, asked = read(source, listed, [*sound[:2], (3, bad), *sound[2:]])
    assert [
        one for one in found if one.title != "Lamp keeper 3" and one.external_id != bad and "\\" not in one.url
    ] == wanted
    assert len(wanted) == len(sound)
    assert all(map(urls.is_web, asked))
    if name != "sitemap":  # its entries are addresses alone, and one that leads nowhere is no posting
        (kept,) = [one for one in found if one.title == "Lamp keeper 3"]
        assert kept.url == bad or bad.startswith(("//", "https:\\\\"))
        assert len(listing.entries) == len(sound) + 1


@pytest.mark.parametrize("bad", BAD, ids=range(len(BAD)))
@pytest.mark.parametrize("name", ["html", "page", "jsonld"])
def test_a_malformed_address_elsewhere_on_the_page_changes_nothing(name: str, bad: str) -> None:
    source, listed = BOARDS[name]
    sound = [(number, f"/job/{number}") for number in range(1, 8)]

    def around(jobs: list[tuple[int, str]]) -> tuple[str, str]:
        kind, body = listed(jobs)
        return (
            kind,
            f'<base href="{bad}"><a href="{bad}" rel="nofollow">2</a>{body}<footer><a href="{bad}">Imprint</a></footer>',
        )

    assert read(source, around, sound)[1] == read(source, listed, sound)[1]
