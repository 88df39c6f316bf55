"""The floor: fetch every board, hash each posting, compare with the last hash, insert. No archive, index or guard.

Run as `python -m benchmarks.floor json|html DATABASE BASE COMPANIES`. `html` reads each list and each posting's own
page, and parses both with selectolax.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import local
from urllib.parse import urljoin, urlsplit

_here = local()
Row = tuple[str, str, str]


def fetch(base: str, path: str) -> bytes:
    """Return the body of a page; each thread keeps one connection."""
    if not hasattr(_here, "connection"):
        parts = urlsplit(base)
        _here.connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    _here.connection.request("GET", path)
    body: bytes = _here.connection.getresponse().read()
    return body


def _row(name: str, text: str) -> Row:
    return name, hashlib.sha256(text.encode()).hexdigest(), text


def read_json(base: str, company: int) -> list[Row]:
    """Read one board; return (id, hash, posting)."""
    body = fetch(base, f"/v1/boards/c{company}/jobs?content=true")
    return [
        _row(str(job["id"]), f"{job['title']}\n{job['location']['name']}\n{job['content']}")
        for job in json.loads(body)["jobs"]
    ]


def read_html(base: str, company: int) -> list[Row]:
    """Read the pages of one list, and each posting's own page; return (address, hash, posting)."""
    from selectolax.lexbor import LexborHTMLParser

    following = f"/c{company}/jobs"
    rows = []
    while following:
        listed = LexborHTMLParser(fetch(base, following).decode())
        for item in listed.css("li.opening"):
            anchor, place = item.css_first("a"), item.css_first(".place")
            path = urljoin(base, anchor.attributes["href"]).removeprefix(base) if anchor else ""
            content = LexborHTMLParser(fetch(base, path).decode()).css_first("#content")
            words = [node.text() if node else "" for node in (anchor, place, content)]
            rows.append(_row(path, "\n".join(words)))
        more = listed.css_first("a[rel=next]")
        following = more.attributes["href"] or "" if more else ""
    return rows


READ = {"json": read_json, "html": read_html}


def main(kind: str, database: str, base: str, companies: int) -> None:
    """Run it once."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS postings (id TEXT PRIMARY KEY, hash TEXT, text TEXT)")
    known = dict(connection.execute("SELECT id, hash FROM postings"))
    read = READ[kind]
    with ThreadPoolExecutor(8) as pool:
        rows = [row for part in pool.map(lambda n: read(base, n), range(companies)) for row in part]
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO postings VALUES (?, ?, ?)", [row for row in rows if known.get(row[0]) != row[1]]
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
