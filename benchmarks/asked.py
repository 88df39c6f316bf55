"""The addresses that `benchmarks.million` asks: every kind of page, with its filters, formats and pages."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import yaml

from benchmarks.large import Made

Group = tuple[str, list[str]]
_KINDS = ("opened", "edited", "closed", "reopened", "unlisted")
_WEIGHTS = ("major", "minor", "template", "cosmetic")


@dataclass(frozen=True, slots=True)
class Picked:
    """Ids that are asked for: findings of few and of many postings, a small employer, a country and a city."""

    finding: str
    large_finding: str
    small: str
    country: str
    city: str
    before: str


def picked(database: Path, made: Made) -> Picked:
    """Pick what is asked for; "" where the history has none."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)

    def one(query: str, *values: str) -> str:
        row = connection.execute(query, values).fetchone()
        return str(row[0]) if row and row[0] is not None else ""

    try:
        return Picked(
            one("SELECT id FROM findings WHERE kind = 'new-place' ORDER BY score DESC LIMIT 1"),
            one("SELECT finding_id FROM finding_postings GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"),
            one("SELECT id FROM sources ORDER BY rowid DESC LIMIT 1"),
            one("SELECT country FROM posting_places WHERE country IS NOT NULL LIMIT 1"),
            one("SELECT city FROM posting_places WHERE city IS NOT NULL LIMIT 1"),
            one(
                "SELECT known_at || '~' || rowid FROM changes WHERE known_at >= ? ORDER BY known_at LIMIT 1", made.since
            ),
        )
    finally:
        connection.close()


def groups(made: Made, found: Picked) -> list[Group]:
    """Return the addresses by kind of page."""
    return [
        ("front page", _front(made, found)),
        ("employers", _employers(made, found)),
        ("postings", _postings(made)),
        ("search", _search(made, found)),
        ("findings", _findings(made, found)),
        ("feeds and files", _files(made, found)),
        ("Datasette", _datasette(made)),
    ]


def addresses(made: Made, database: Path) -> list[str]:
    """Return all addresses."""
    return [address for _, some in groups(made, picked(database, made)) for address in some]


def _front(made: Made, found: Picked) -> list[str]:
    source = quote(made.source)
    return [
        "/",
        f"/?before={found.before}",
        f"/?since={made.since}&until={made.until}",
        *(f"/?kind={kind}" for kind in _KINDS),
        *(f"/?significance={weight}" for weight in _WEIGHTS),
        f"/?source={source}",
        f"/?source={quote(found.small)}",
        *(f"/?source={source}&kind={kind}" for kind in ("closed", "unlisted")),
        *(f"/?source={source}&significance={weight}" for weight in ("major", "cosmetic")),
        "/?significance=major&kind=edited",
        "/?significance=major&kind=closed",
        f"/?topic={made.topic}",
        f"/?topic={made.topic}&kind=unlisted",
        f"/?topic={made.topic}&source={source}",
        "/?q=data+center",
        f"/?q={made.rare}",
        f"/?q={made.common}",
        f"/?q={made.common}&kind=reopened",
        f"/?country={found.country}",
        f"/?country={found.country}&kind=unlisted",
        f"/?country=US&city={quote_plus(found.city)}",
        "/?country=ZW",
        "/?city=Nowhere",
        f"/?group={made.group}",
        "/changes.json",
        f"/changes.json?before={found.before}",
        f"/changes.json?source={source}&kind=unlisted",
        f"/changes.json?significance=cosmetic&until={made.since}",
    ]


def _employers(made: Made, found: Picked) -> list[str]:
    source, dates = quote(made.source), f"from={made.since[:10]}&to={made.until[:10]}"
    large = f"/sources/{source}"
    return [
        "/sources",
        "/sources?sort=open",
        "/sources?sort=changes&page=3",
        "/sources?q=ba",
        "/sources.json",
        large,
        f"/sources/{quote(found.small)}",
        f"/sources/{quote(made.long_source)}",
        f"{large}.json",
        *(f"{large}?sort={sort}" for sort in ("old", "title", "place", "versions")),
        f"{large}?sort=pay&department=Engineering",
        f"{large}?country={found.country}&page=9&sort=title",
        f"{large}/compare",
        f"{large}/compare?{dates}",
        f"{large}/compare?from=2024-01-10&to=2026-11-01",
        f"{large}/compare.json?{dates}",
        f"/sources/{quote(found.small)}/compare?{dates}",
    ]


def _postings(made: Made) -> list[str]:
    usual, long = f"/postings/{quote(made.usual)}", f"/postings/{quote(made.long)}"
    return [
        usual,
        f"{usual}?from=1&to=2",
        f"{usual}?from=1&to=2&view=side",
        f"{usual}?at={made.since}",
        f"{usual}.json",
        long,
        f"{long}?from=1&to=2&view=side",
        f"{long}?at={made.since}",
        f"{long}.json",
    ]


def _search(made: Made, found: Picked) -> list[str]:
    queries = ("data center", made.rare, made.common, f'"{made.phrase}"', "engineer*", "数据中心", "e*", "the of and")
    return [
        *(f"/search?q={quote_plus(query, safe='*')}" for query in queries),
        f"/search?q={made.common}&page=20",
        f"/search?q={made.common}&source={quote(made.source)}&status=open",
        f"/search?q={made.common}&country={found.country}&wording=current",
        f"/search?q={made.common}&order=oldest",
        f"/search?topic={made.topic}",
        f"/search?topic={made.topic}&q=engineer",
        f"/search?q=engineer&at={made.since}",
        f"/search?q={made.common}&at={made.since}",
        "/search.json?q=data+center",
    ]


def _findings(made: Made, found: Picked) -> list[str]:
    source = quote(made.source)
    kinds = "new-phrase,new-place,new-function,surge,drop,pay,standing-text,repost,shared-phrase,role-wave,quiet-edit".split(
        ","
    )
    several = [f"/news/{name}" for name in (found.finding, found.large_finding) if name]
    return [
        "/news",
        "/news?page=20",
        "/news?order=newest",
        *(f"/news?kind={kind}" for kind in kinds),
        f"/news?since={made.since}&until={made.until}",
        "/news?since=2023-12-01&min_score=0.9",
        f"/news?since=2023-12-01&source={source}&kind=pay",
        f"/news?since=2023-12-01&source={quote(found.small)}&kind=surge&order=newest",
        "/news.json",
        *several,
        *(f"{one}.json" for one in several),
    ]


def _files(made: Made, found: Picked) -> list[str]:
    source = quote(made.source)
    return [
        "/changes.atom",
        "/changes.jsonfeed",
        f"/changes.atom?kind=unlisted&source={source}",
        f"/sources/{source}.atom",
        f"/postings/{quote(made.long)}.jsonfeed",
        "/news.atom",
        "/news.jsonfeed",
        "/daily.atom",
        "/daily.jsonfeed",
        f"/daily.atom?source={source}",
        f"/daily.atom?before={made.since}",
        "/sitemap.xml",
        "/sitemap-0.xml",
        "/sitemap-1.xml",
        "/robots.txt",
        "/cards/site.png",
        f"/cards/sources/{source}.png",
        f"/cards/postings/{quote(made.usual)}.png",
        *([f"/cards/news/{found.finding}.png"] if found.finding else []),
        "/changes.csv",
        f"/changes.csv?kind=closed&source={source}",
        f"/changes.csv?q={made.rare}",
        "/-/tracker/metrics",
    ]


def _datasette(made: Made) -> list[str]:
    told = yaml.safe_load((Path(__file__).parent.parent / "metadata.yml").read_text("utf-8"))["databases"]["tracker"]
    tables = [name for name, one in told["tables"].items() if not one.get("hidden")]
    values = {"source": made.source, "days": "7", "words": "data center", "topic": made.topic, "kind": "new-phrase"}
    asked = {name: {one: values[one] for one in query.get("params", [])} for name, query in told["queries"].items()}
    source = quote(made.source)
    return [
        "/tracker",
        *(f"/tracker/{table}" for table in tables),
        *(f"/tracker/{table}?source={source}" for table in ("postings", "checks", "daily_counts", "gaps")),
        *(f"/tracker/{table}.json" for table in ("postings", "changes", "recent_changes")),
        *(f"/tracker/{table}.csv" for table in ("postings", "changes", "versions")),
        *(f"/tracker/{name}" + (f"?{urlencode(given)}" if given else "") for name, given in asked.items()),
    ]
