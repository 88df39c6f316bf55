"""The floor: fetch every board, hash each posting, compare with the last hash, insert. No archive, index or guard.

Run as `python -m benchmarks.floor DATABASE BASE COMPANIES`.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import local
from urllib.parse import urlsplit

_here = local()


def fetch(base: str, company: int) -> list[tuple[str, str, str]]:
    """Read one board; gives (id, hash, posting)."""
    if not hasattr(_here, "connection"):
        parts = urlsplit(base)
        _here.connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    _here.connection.request("GET", f"/v1/boards/c{company}/jobs?content=true")
    body = _here.connection.getresponse().read()
    rows = []
    for job in json.loads(body)["jobs"]:
        text = f"{job['title']}\n{job['location']['name']}\n{job['content']}"
        rows.append((str(job["id"]), hashlib.sha256(text.encode()).hexdigest(), text))
    return rows


def main(database: str, base: str, companies: int) -> None:
    """Do it once."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS postings (id TEXT PRIMARY KEY, hash TEXT, text TEXT)")
    known = dict(connection.execute("SELECT id, hash FROM postings"))
    with ThreadPoolExecutor(8) as pool:
        rows = [row for part in pool.map(lambda n: fetch(base, n), range(companies)) for row in part]
    with connection:
        connection.executemany(
            "INSERT OR REPLACE INTO postings VALUES (?, ?, ?)", [row for row in rows if known.get(row[0]) != row[1]]
        )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
