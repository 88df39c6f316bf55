"""Postings out of a site's map. Source of the format: sitemaps.org/protocol.html; `Sitemap:` lines of robots.txt."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Generator, Sequence
from urllib.parse import urljoin, urlsplit

from tracker import text
from tracker.boards import vocabulary as vocab
from tracker.model import Page, Request

_LOC = re.compile(rb"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</(?:\w+:)?loc>", re.DOTALL)
_MAPS = re.compile(r"^\s*sitemap:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ABOUT = re.compile(r"job|career|karriere|stelle|position|vacanc|posting|emploi|empleo|opening", re.IGNORECASE)
_MOST_MAPS = 5
_MOST_BYTES = 50_000_000  # what one map may have, by the protocol


def postings(url: str) -> Generator[Sequence[Request], Sequence[Page], list[str]]:
    """Ask for the site's maps, and give the addresses in them that read like postings."""
    origin = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
    (robots,) = yield [Request(f"{origin}/robots.txt")]
    stated = _MAPS.findall(robots.text()) if robots.status == 200 else []
    waiting = sorted(dict.fromkeys(urljoin(origin, one) for one in stated) or [f"{origin}/sitemap.xml"], key=_rank)
    asked: set[str] = set()
    found: list[str] = []
    while waiting and len(asked) < _MOST_MAPS:
        address = waiting.pop(0)
        asked.add(address)
        (page,) = yield [Request(address)]
        if page.status != 200:
            continue
        body = _unpacked(page.body)
        places = [_decoded(one) for one in _LOC.findall(body)]
        if b"<sitemapindex" in body[:2_000]:
            waiting = sorted([one for one in (*waiting, *places) if one not in asked], key=_rank)
        else:
            found += places
    here = urlsplit(url).path.rstrip("/")
    return list(dict.fromkeys(text.clean_url(one) for one in found if _is_posting(one, here)))


def _rank(address: str) -> tuple[bool, str]:
    return (not _ABOUT.search(address), address)


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _MOST_BYTES)
    except (zlib.error, gzip.BadGzipFile):
        return b""


def _decoded(raw: bytes) -> str:
    from html import unescape

    return unescape(raw.decode("utf-8", "replace"))


def _is_posting(address: str, here: str) -> bool:
    """Say whether an address is below one that speaks of jobs, and names a single one."""
    path = urlsplit(address).path.rstrip("/")
    segments = [one for one in path.split("/") if one]
    if not segments or path == here or vocab.OTHER_PATH.search(f"{path}/"):
        return False
    before, last = "/".join(segments[:-1]), segments[-1]
    spoken = vocab.JOB_PATH.search(f"/{before}/") or vocab.JOB_PATH.search(f"/{last}")
    single = bool(re.search(r"\d", last) or "-" in last or vocab.is_role(last.replace("-", " ")))
    return bool(spoken) and single and bool(before or re.search(r"\d", last))
