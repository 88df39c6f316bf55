"""The board `sitemap`: postings from a site's sitemaps. Source of the format: sitemaps.org/protocol.html, robots.txt.

Sitemaps keep addresses that were taken down, and have no titles. Each posting's own page states its title; one whose
page is gone is not a posting. This board is used only if it is named, and `tracker add` suggests it for a page without
a list.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Generator, Sequence

from tracker.boards.generic import page as page_board
from tracker.boards.kit import common
from tracker.boards.kit import vocabulary as vocab
from tracker.boards.kit.own_pages import Seen, entries_of
from tracker.extract import urls
from tracker.extract.htmltree import unescape
from tracker.model import Flow, Listing, Page, Posting, Request, Source, charset
from tracker.model.errors import Failed

NAME = "Sitemap"
EXAMPLE = "https://example.org/sitemap.xml"
_LOC = re.compile(rb"<(/?)(?:\w{1,40}:)?loc>")
_MAPS = re.compile(r"^[^\S\n]*+sitemap:[^\S\n]*+(\S++)", re.IGNORECASE | re.MULTILINE)
_ABOUT = re.compile(r"job|career|karriere|stelle|position|vacanc|posting|emploi|empleo|opening", re.IGNORECASE)
_UTF_16 = frozenset((b"\xff\xfe", b"\xfe\xff"))
_MOST_MAPS = 5
_MOST_BYTES = 50_000_000  # largest size of a sitemap by the protocol


def recognise(url: str) -> str:
    """Return "": no address shows that this board fits."""
    _ = url
    return ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the posting's page."""
    return page_board.own(source, external_id, url)


def read(source: Source) -> Flow:
    """Read the sitemaps. Raise Failed if none has an address that looks like a posting."""
    places = yield from postings(source.endpoint or source.url)
    if not places:
        message = f'no sitemap of {urls.origin(source.url)} has addresses that look like postings; describe an entry: board = "html", item = …'
        raise Failed(message)
    known = {}
    for place in places:
        title = urls.path(place).rstrip("/").rpartition("/")[2].replace("-", " ").strip().capitalize()
        posting = Posting(external_id=place, url=place, title=title)
        known[place] = Seen(posting, common.fingerprint([place]), from_map=True)
    entries = yield from entries_of(source, known)
    return Listing(entries, end="the site's sitemaps were read to the end", api=False)


def postings(url: str) -> Generator[Sequence[Request], Sequence[Page], list[str]]:
    """Request the site's sitemaps, and return the addresses in them that look like postings."""
    origin = urls.origin(url)
    (robots,) = yield [Request(f"{origin}/robots.txt")]
    stated = _MAPS.findall(robots.text()) if robots.status == 200 else []
    waiting = sorted(
        dict.fromkeys(urls.join(origin, posting) for posting in stated) or [f"{origin}/sitemap.xml"], key=_rank
    )
    requested: set[str] = set()
    addresses: list[str] = []
    while waiting and len(requested) < _MOST_MAPS:
        address = waiting.pop(0)
        requested.add(address)
        (page,) = yield [Request(address)]
        if page.status != 200:
            continue
        body = _unpacked(page.body)
        if body[:2] in _UTF_16:
            body = charset.decode(body).encode("utf-8", "replace")
        places = _addresses(body)
        if b"<sitemapindex" in body[:2_000]:
            waiting = sorted([sitemap for sitemap in (*waiting, *places) if sitemap not in requested], key=_rank)
        else:
            addresses += places
    own_path = urls.path(url).rstrip("/")
    return list(dict.fromkeys(urls.clean(sitemap) for sitemap in addresses if _is_posting(sitemap, own_path)))


def _rank(address: str) -> tuple[bool, str]:
    return (not _ABOUT.search(address), address)


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _MOST_BYTES)
    except (zlib.error, gzip.BadGzipFile):
        return b""


def _addresses(body: bytes) -> list[str]:
    """Return the text between each `<loc>` and the next `</loc>`; the rest of the sitemap may be invalid."""
    addresses: list[str] = []
    begins = -1
    for tag in _LOC.finditer(body):
        if not tag[1]:
            begins = tag.end() if begins < 0 else begins
        elif begins >= 0:
            raw = body[begins : tag.start()].strip().removeprefix(b"<![CDATA[").removesuffix(b"]]>").strip()
            addresses.append(unescape(charset.decode(raw)))
            begins = -1
    return addresses


def _is_posting(address: str, own_path: str) -> bool:
    """Return whether an address is below one with a word for jobs, and names a single one."""
    path = urls.path(address).rstrip("/")
    segments = [part for part in path.split("/") if part]
    if not segments or path == own_path or vocab.OTHER_PATH.search(f"{path}/"):
        return False
    before, last = "/".join(segments[:-1]), segments[-1]
    # "/highlights/opening-of-our-lab" is not a job: a word in the last part counts only next to a number
    spoken = vocab.JOB_PATH.search(f"/{before}/") or (re.search(r"\d", last) and vocab.JOB_PATH.search(f"/{last}"))
    single = bool(re.search(r"\d", last) or "-" in last or vocab.is_role(last.replace("-", " ")))
    return bool(spoken) and single and bool(before or re.search(r"\d", last))
