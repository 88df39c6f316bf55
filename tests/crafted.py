"""Crafted and damaged files for imports: WARC, WACZ, HAR, tar and git repositories."""

from __future__ import annotations

import base64
import copy
import gzip
import hashlib
import io
import json
import os
import random
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

Place = tuple[str | int, ...]
Group = list[tuple[str, dict[str, str], bytes]]

LIST = "https://victim.example.org/feed.json"
HOSTILE: tuple[object, ...] = (
    None, True, False, 0, -1, 10**30, 10**400, 1.5, float("inf"), float("nan"), "", " ", "../../../escape", "/tmp/escape",
    "a/b", "..", "a\x00b", "line\r\nWARC-Type: metadata", "\ud83d", "\x1b]0;x\x07", "x" * 300, "x" * 100_000, "9" * 5_000,
    "99999-01-01T00:00:00.000Z", "1969-12-31T23:59:59.000Z", "2199-12-31T23:59:59.000Z", "file:///etc/passwd", "http://[bad", [], {},
    [None], [[[[]]]], {"a": None}, ["x", 1, None],
)  # fmt: skip


def record(kind: str, headers: dict[str, str], block: bytes) -> bytes:
    """Write one WARC record."""
    lines = [f"WARC-Type: {kind}", *(f"{name}: {value}" for name, value in headers.items())]
    head = "\r\n".join(["WARC/1.1", *lines, f"Content-Length: {len(block)}"])
    return head.encode("utf-8", "surrogatepass") + b"\r\n\r\n" + block + b"\r\n\r\n"


def answer(url: str, body: bytes, at: str, kind: str = "application/json") -> bytes:
    """Write a response record as the tracker does."""
    digest = "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode()
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode()
    headers = {
        "WARC-Record-ID": f"<urn:uuid:{hashlib.sha256(body + at.encode()).hexdigest()}>",
        "WARC-Date": at,
        "WARC-Target-URI": url,
        "WARC-Payload-Digest": digest,
        "Content-Type": "application/http; msgtype=response",
    }
    return record("response", headers, http + body)


def note(day: int, slug: str = "victim", **more: object) -> dict[str, object]:
    """Write the note of one of our checks, on a day of 2024."""
    at = f"2024-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}T06:00:{day // 336:02}.000Z"
    settings = {"slug": slug, "url": "https://victim.example.org/jobs", "board": "json", "endpoint": LIST, "delay": 2.0}
    stamp = at.translate(str.maketrans("", "", "-:."))
    return {
        "check": f"{slug}.{stamp}",
        "run": "0001",
        "started_at": at,
        "finished_at": at,
        "settings": {**settings, "allow_private": True, "every": 60.0},
        "pages": [{"url": LIST}, {"url": "https://victim.example.org/2", "failure": "gone", "failure_kind": "network"}],
        "reread": True,
        "sha256": "0" * 64,
        **more,
    }


def closing(told: object, raw: bytes | None = None) -> bytes:
    """Write the closing record of one of our checks."""
    body = json.dumps(told).encode() if raw is None else raw
    headers = {
        "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Date": "2024-01-01T00:00:00Z",
        "Content-Type": "application/json",
    }
    return record("metadata", headers, body)


def feed(number: int = 0) -> bytes:
    """Write a list of postings."""
    return json.dumps([{"id": n, "title": f"Role {n}", "n": number} for n in range(3)]).encode()


def ours(*notes: dict[str, object]) -> bytes:
    """Write one of our WARC files, with a check for each note."""
    parts = [answer(LIST, feed(n), "2024-01-01T00:00:00.000Z") + closing(told) for n, told in enumerate(notes)]
    return b"".join(parts)


def places(value: object, at: Place = ()) -> Iterator[Place]:
    """Yield the path of every value in a note."""
    if at:
        yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*at, key))


def replaced(value: dict[str, object], place: Place, by: object) -> dict[str, object]:
    """Return a copy with another value at a path."""
    changed = copy.deepcopy(value)
    inner: object = changed
    for key in place[:-1]:
        inner = inner[key]  # type: ignore[index]
    inner[place[-1]] = by  # type: ignore[index]
    return changed


def crawl() -> bytes:
    """Write a WARC file as other programs do."""
    return b"".join(answer(LIST, feed(day), f"2024-05-{day + 1:02}T06:00:00Z") for day in range(3))


def har(**more: object) -> dict[str, object]:
    """Write a HAR file with one reply."""
    entry = {
        "startedDateTime": "2024-05-01T06:00:00Z",
        "pageref": "page_1",
        "request": {"method": "GET", "url": LIST, "postData": {"text": "x"}},
        "response": {
            "status": 200,
            "headers": [{"name": "X-Odd", "value": "1"}],
            "content": {"mimeType": "application/json", "text": feed().decode()},
        },
    }
    return {"log": {"version": "1.2", "entries": [{**entry, **more}]}}


def tar(*members: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> bytes:
    """Write a tar file with these members."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as packed:  # type: ignore[call-overload]
        for info, body in members:
            packed.addfile(info, io.BytesIO(body) if info.isreg() else None)
    return out.getvalue()


def member(name: str, body: bytes = b"", **more: object) -> tuple[tarfile.TarInfo, bytes]:
    """Make a member of a tar file."""
    info = tarfile.TarInfo(name)
    info.size = len(body)
    for key, value in more.items():
        setattr(info, key, value)
    return info, body


def wacz(*members: tuple[str, bytes], packing: int = zipfile.ZIP_STORED) -> bytes:
    """Write a WACZ file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        for name, body in members:
            packed.writestr(name, body)
    return out.getvalue()


def git(folder: Path, *arguments: str, feed_in: bytes | None = None, day: int = 1) -> bytes:
    """Run git as the author of a repository would."""
    when = {f"GIT_{who}_DATE": f"2024-05-{day:02}T06:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    names = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments],
        input=feed_in,
        capture_output=True,
        check=True,
        env={**os.environ, **when, **names, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    return done.stdout


def repository(folder: Path, days: int = 3) -> Path:
    """Make a repository in which `feed.json` changes each day."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    for day in range(1, days + 1):
        (folder / "feed.json").write_bytes(feed(day))
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "x", day=day)
    return folder


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Damage a file slightly: flip, remove, insert or swap bytes, or cut off the end."""
    found = bytearray(data)
    odd = [
        b"\0",
        b"\xff\xfe",
        b"\r\n",
        b"-1",
        b"9" * 30,
        b"WARC/1.1\r\n",
        b"../",
        b"\x1f\x8b\x08",
        b"[" * 2000,
        b"\x1b[31m",
    ]
    for _ in range(rng.randint(1, 5)):
        place = rng.randrange(len(found)) if found else 0
        kind = rng.randrange(5)
        if kind == 0 and found:
            found[place] = rng.randrange(256)
        elif kind == 1:
            del found[place : place + rng.randrange(1, 60)]
        elif kind == 2:
            found[place:place] = rng.choice(odd)
        elif kind == 3:
            other = rng.randrange(len(found)) if found else 0
            found[place:place] = found[other : other + rng.randrange(200)]
        elif rng.random() < 0.3:
            del found[place:]
    return bytes(found)


SEEDS: dict[str, Callable[[], bytes]] = {
    "crawl.warc": crawl,
    "crawl.warc.gz": lambda: b"".join(gzip.compress(one) for one in (crawl()[:700], crawl()[700:])),
    "ours.warc": lambda: ours(note(1), note(2)),
    "crawl.wacz": lambda: wacz(("archive/a.warc.gz", gzip.compress(crawl())), packing=zipfile.ZIP_DEFLATED),
    "a.har": lambda: json.dumps(har()).encode(),
    "all.tar": lambda: tar(*(member(f"2024-05-0{day}.json", feed(day)) for day in range(1, 4))),
    "all.tar.xz": lambda: tar(*(member(f"2024-05-0{day}.json", feed(day)) for day in range(1, 4)), mode="w:xz"),
    "2024-05-01.json.gz": lambda: gzip.compress(feed()),
}
