"""The addresses that `benchmarks.million` requests: every kind of page, with its filters, formats and page numbers."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import yaml
from datasette.utils import tilde_encode

from benchmarks.large import Generated
from tracker.insight.finding import KINDS

Group = tuple[str, list[str]]
_KINDS = ("opened", "edited", "closed", "reopened", "unlisted")
_WEIGHTS = ("major", "minor", "template", "cosmetic")


@dataclass(frozen=True, slots=True)
class Examples:
    """Ids to request: findings with few and many postings, a small employer, a country, a city, and rows of tables."""

    finding: str
    large_finding: str
    small: str
    country: str
    city: str
    before: str
    snapshot: str
    change: str
    check: str
    newest: str
    oldest: str


def examples(database: Path, made: Generated) -> Examples:
    """Choose the ids to request; "" where the history has none."""
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)

    def one(query: str, *values: str) -> str:
        row = connection.execute(query, values).fetchone()
        return str(row[0]) if row and row[0] is not None else ""

    try:
        return Examples(
            one("SELECT id FROM findings WHERE kind = 'new-place' ORDER BY score DESC LIMIT 1"),
            one("SELECT finding_id FROM finding_postings GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"),
            one("SELECT id FROM sources ORDER BY rowid DESC LIMIT 1"),
            one("SELECT country FROM posting_places WHERE country IS NOT NULL LIMIT 1"),
            one("SELECT city FROM posting_places WHERE city IS NOT NULL LIMIT 1"),
            one(
                "SELECT known_at || '~' || rowid FROM changes WHERE known_at >= ? ORDER BY known_at LIMIT 1", made.since
            ),
            one("SELECT snapshot_id FROM wordings WHERE posting_id = ? AND number = 1", made.usual),
            one("SELECT id FROM changes WHERE posting_id = ? ORDER BY at LIMIT 1", made.usual),
            one("SELECT check_id FROM changes WHERE posting_id = ? ORDER BY at LIMIT 1", made.usual),
            one("SELECT substr(max(known_at), 1, 10) FROM changes WHERE baseline = 0"),
            one("SELECT substr(min(known_at), 1, 10) FROM changes WHERE baseline = 0"),
        )
    finally:
        connection.close()


def groups(made: Generated, found: Examples) -> list[Group]:
    """Return the addresses by kind of page."""
    return [
        ("front page", _front(made, found)),
        ("employers", _employers(made, found)),
        ("postings", _postings(made, found)),
        ("search", _search(made, found)),
        ("findings", _findings(made, found)),
        ("feeds and files", _files(made, found)),
        ("Datasette", _datasette(made, found)),
    ]


def addresses(made: Generated, database: Path) -> list[str]:
    """Return all addresses."""
    return [address for _, some in groups(made, examples(database, made)) for address in some]


def _front(made: Generated, found: Examples) -> list[str]:
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
        f"/?before={found.newest}",
        f"/?before={found.before}~",
        f"/?since={found.oldest}&until={found.oldest}",
        f"/?until={found.oldest}",
        f"/?since={found.newest}",
        f"/?source={quote(made.long_source)}",
        *(f"/?source={source}&{more}" for more in _narrowed(made, found)),
        *(f"/?country={found.country}&{more}" for more in ("kind=opened", "significance=major", "q=data+center")),
        f"/?country={found.country}&before={found.newest}",
        f"/?country={found.country}&topic={made.topic}",
        f"/?country={found.country}&since={made.since}&until={made.until}",
        f"/?city={quote_plus(found.city)}",
        f"/?city={quote_plus(found.city)}&kind=unlisted",
        *(
            f"/?q={query}"
            for query in ("e*", "the+of+and", f"%22{quote_plus(made.phrase)}%22", "zzzzzz", quote("数据中心"))
        ),
        f"/?q={made.common}&significance=major",
        f"/?q={made.common}&before={found.oldest}",
        f"/?q=data+center&topic={made.topic}",
        "/?topic=machine-learning",
        f"/?topic={made.topic}&significance=cosmetic",
        "/?topic=none",
        "/changes.json",
        *(f"/changes.json?{more}" for more in _narrowed(made, found)),
        f"/changes.json?topic={made.topic}",
        f"/changes.json?group={made.group}",
        f"/changes.json?before={found.before}",
        f"/changes.json?source={source}&kind=unlisted",
        f"/changes.json?significance=cosmetic&until={made.since}",
    ]


def _narrowed(made: Generated, found: Examples) -> list[str]:
    """Return filters that select some of the changes."""
    return [
        f"q={made.common}",
        f"country={found.country}",
        f"country={found.country}&city={quote_plus(found.city)}",
        f"since={made.since}&until={made.until}",
    ]


def _employers(made: Generated, found: Examples) -> list[str]:
    source, dates = quote(made.source), f"from={made.since[:10]}&to={made.until[:10]}"
    large = f"/sources/{source}"
    return [
        "/sources",
        "/sources?sort=open",
        "/sources?sort=changes&page=3",
        "/sources?sort=checked",
        "/sources?q=ba",
        "/sources.json",
        large,
        f"/sources/{quote(found.small)}",
        f"/sources/{quote(made.long_source)}",
        f"{large}.json",
        *(f"{large}?sort={sort}" for sort in ("old", "title", "place", "versions")),
        f"{large}?sort=department",
        f"{large}?sort=pay&department=Engineering",
        f"{large}?city={quote_plus(found.city)}",
        f"{large}?country={found.country}&city={quote_plus(found.city)}&sort=versions",
        f"{large}?after={quote_plus(found.before)}",
        f"{large}?sort=title&page=200",
        f"{large}?country={found.country}&page=9&sort=title",
        f"{large}/compare",
        f"{large}/compare?{dates}",
        f"{large}/compare?from=2024-01-10&to=2026-11-01",
        f"{large}/compare.json?{dates}",
        f"{large}/compare.json?from=2024-01-10&to=2026-11-01",
        f"{large}/compare?from={found.oldest}&to={found.newest}",
        f"/sources/{quote(made.long_source)}/compare?from={found.oldest}&to={found.newest}",
        f"/sources/{quote(found.small)}/compare?{dates}",
    ]


def _postings(made: Generated, found: Examples) -> list[str]:
    usual, long = f"/postings/{quote(made.usual)}", f"/postings/{quote(made.long)}"
    return [
        usual,
        f"{usual}?from=1&to=2",
        f"{usual}?from=1&to=2&view=side",
        f"{usual}?at={made.since}",
        f"{usual}.json",
        f"{usual}.json?from=1&to=1",
        f"/evidence/{quote(found.snapshot)}",
        f"/evidence/{quote(found.snapshot)}.json",
        long,
        f"{long}?from=1&to=10000",
        f"{long}?from=5000&to=5001",
        f"{long}?from=1&to=2&view=side",
        f"{long}?at={made.since}",
        f"{long}.json",
    ]


def _search(made: Generated, found: Examples) -> list[str]:
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
        f"/search.json?q={made.common}",
        f"/search?q={made.common}&status=closed",
        f"/search?q={made.common}&wording=current",
        f"/search?q={made.common}&source={quote(found.small)}",
        f"/search?q={made.common}&at={made.since}&order=oldest",
        f"/search?q=e*&at={made.since}",
        "/search?q=e*&order=oldest",
        "/search?q=the+of+and&order=oldest",
        f"/search?q=the+of+and&at={made.since}",
        f"/search?topic={made.topic}&at={made.since}",
        f"/search?topic={made.topic}&order=oldest",
        f"/search?topic={made.topic}&source={quote(made.source)}&wording=current",
        f"/search?topic={made.topic}&q={made.common}&country={found.country}",
        "/search?q=engineer&page=125",
        "/search",
    ]


def _findings(made: Generated, found: Examples) -> list[str]:
    source = quote(made.source)
    several = [f"/news/{name}" for name in (found.finding, found.large_finding) if name]
    return [
        "/news",
        "/news?page=20",
        "/news?order=newest",
        *(f"/news?kind={kind}" for kind in KINDS),
        f"/news?since={made.since}&until={made.until}",
        "/news?since=2023-12-01&min_score=0.9",
        f"/news?since=2023-12-01&source={source}&kind=pay",
        f"/news?since=2023-12-01&source={quote(found.small)}&kind=surge&order=newest",
        f"/news?since={found.oldest}&source={source}",
        f"/news?since={found.oldest}&page=200",
        f"/news?since={found.oldest}&order=newest&page=20",
        f"/news?until={made.since}",
        "/news.json",
        "/news.json?kind=pay&order=newest",
        *several,
        *(f"{one}.json" for one in several),
    ]


def _files(made: Generated, found: Examples) -> list[str]:
    source = quote(made.source)
    return [
        "/changes.atom",
        "/changes.jsonfeed",
        f"/changes.atom?kind=unlisted&source={source}",
        f"/sources/{source}.atom",
        f"/postings/{quote(made.long)}.jsonfeed",
        *(f"/changes.atom?{more}" for more in _narrowed(made, found)),
        f"/changes.atom?topic={made.topic}",
        f"/changes.atom?group={made.group}",
        "/changes.atom?significance=major&kind=edited",
        f"/changes.jsonfeed?before={found.before}",
        f"/sources/{source}.jsonfeed?kind=edited",
        f"/postings/{quote(made.usual)}.atom",
        "/news.atom",
        "/news.jsonfeed",
        f"/news.atom?kind=pay&source={source}",
        "/news.atom?page=20",
        "/daily.atom",
        "/daily.jsonfeed",
        f"/daily.atom?source={source}",
        f"/daily.jsonfeed?source={source}&before={made.since}",
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
        *(f"/changes.csv?{more}" for more in _narrowed(made, found)),
        "/changes.csv?significance=major",
        f"/changes.csv?topic={made.topic}",
        "/-/tracker/metrics",
    ]


def _datasette(made: Generated, found: Examples) -> list[str]:
    told = yaml.safe_load((Path(__file__).parent.parent / "metadata.yml").read_text("utf-8"))["databases"]["tracker"]
    tables = [name for name, one in told["tables"].items() if not one.get("hidden")]
    values = {"source": made.source, "days": "7", "words": "data center", "topic": made.topic, "kind": "new-phrase"}
    asked = {name: {one: values[one] for one in query.get("params", [])} for name, query in told["queries"].items()}
    source, long = quote(made.source), quote(made.long)
    return [
        "/tracker",
        *(f"/tracker/{table}" for table in tables),
        *(f"/tracker/{table}?source={source}" for table in ("postings", "checks", "daily_counts", "gaps")),
        *(f"/tracker/{table}.json" for table in ("postings", "changes", "recent_changes")),
        *(f"/tracker/{table}.csv" for table in ("postings", "changes", "versions")),
        f"/tracker/postings.csv?source={source}&status=open&_stream=on",
        f"/tracker/checks?source={source}&_sort_desc=started_at",
        f"/tracker/posting_history?posting_id={long}&_sort_desc=at",
        f"/tracker/finding_postings?finding_id={quote(found.large_finding)}",
        *(f"/tracker/{table}?posting_id={quote(made.usual)}" for table in ("versions", "changes", "ties")),
        f"/tracker/changes?check_id={quote_plus(found.check)}",
        *(
            f"/tracker/{table}/{tilde_encode(name)}"
            for table, name in (("sources", made.source), ("changes", found.change), ("checks", found.check))
            if name
        ),
        *(f"/tracker/{name}" + (f"?{urlencode(given)}" if given else "") for name, given in asked.items()),
        *(f"/tracker/{name}?{urlencode(dict.fromkeys(given, ''))}" for name, given in asked.items() if given),
        *(f"/tracker/{name}.{form}" for name in ("changed_this_week", "longest_open") for form in ("json", "csv")),
    ]
