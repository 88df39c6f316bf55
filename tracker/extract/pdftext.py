"""The one door through which PDFs are read: bytes → canonical text, or the reason why there is none.

A PDF has lines as they were printed, not paragraphs. Lines that go on in the next one are joined, so that the same words set
to another width are the same text. Source of the format: ISO 32000; `pypdf` reads it, also where it is broken.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace
from html import escape

from tracker.extract import text
from tracker.model import Page

_MAGIC = b"%PDF-"
_HEAD = 1_024  # bytes within which the mark may stand, as readers of PDF take it
_MOST_PAGES = 100  # a posting has one to four; of a whole brochure the first hundred are read
_BULLET = re.compile(r"^(?:[-*•·▪▫‣◦●○■□➢➤►–—\uf0b7\uf0a7\uf0fc]|\d{1,2}[.)])\s")
_ENDS = re.compile(r"[.!?:;)\"”“。！？：]$")
_NUMBER = re.compile(
    r"^(?:(?:page|seite|página|pagina|p\.|s\.)\s*+)?\d{1,3}(?:\s*+(?:/|of|von|de|sur|di)\s*+\d{1,3})?$", re.IGNORECASE
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_FULL = 0.75  # of the longest line of a page: a line that is shorter ends its paragraph


def is_pdf(page: Page) -> bool:
    """Return whether a reply is a PDF, by its first bytes, whatever it is called."""
    return page.status == 200 and _MAGIC in page.body[:_HEAD] and not page.body[:_HEAD].lstrip().startswith(b"<")  # noqa: PLR2004 (HTTP)


def read(body: bytes) -> tuple[str, str]:
    """Return the canonical text of a PDF, and why there is none ("" where there is one)."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it mends is no news for a terminal
    try:
        try:
            found = PdfReader(io.BytesIO(body))
        except NotImplementedError:  # a handler of rights other than the standard's
            return "", "its PDF is encrypted"
        if found.is_encrypted and not found.decrypt(""):
            return "", "its PDF is encrypted"
        said = "\n".join(_paragraphs(page.extract_text()) for page in found.pages[:_MOST_PAGES])
    except DependencyError:
        return "", "its PDF is encrypted"
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 (a broken PDF makes pypdf raise whatever the part that is broken leads to)
        return "", f"its PDF is broken ({type(error).__name__})"
    made = text.from_plain(said.translate(_LIGATURES))
    return (made, "") if made else ("", "its PDF has no text, only pictures of it")


def readable(page: Page) -> Page:
    """Return a page that says in HTML what a PDF says; any other page as it is."""
    if not is_pdf(page):
        return page
    said, _ = read(page.body)
    markup = "".join(f"<p>{escape(line)}</p>" for line in said.split("\n"))
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return replace(page, content=f"<main>{markup}</main>".encode(), headers=headers, sha256="")


def _paragraphs(printed: str) -> str:
    """Join the lines of a printed page that go on in the next one; leave out the page's number."""
    lines = [" ".join(one.split()) for one in printed.splitlines()]
    width = max(map(len, lines), default=0) * _FULL
    made: list[str] = []
    going_on = False
    for number, line in enumerate(lines):
        if not line or (number in {0, len(lines) - 1} and _NUMBER.match(line)):
            going_on = False
            continue
        if going_on and not _BULLET.match(line):
            before = made[-1]
            hyphen = before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower()
            made[-1] = f"{before[:-1]}{line}" if hyphen else f"{before} {line}"
        else:
            made.append(line)
        going_on = len(line) >= width and not _ENDS.search(line)
    return "\n".join(made)
