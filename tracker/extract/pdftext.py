"""Read PDFs: return the canonical text, or the reason why there is none. No other module reads PDFs.

A PDF has printed lines instead of paragraphs. Lines that continue in the next one are joined, so that the text does not depend on the width of
the lines. Source of the format: ISO 32000; `pypdf` reads it, broken files included.
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
# In the place of a PDF from which a passage was removed: this line, and its canonical text without the passage.
_REPLACED = b"%PDF-0.0 replaced by its text\n"
_HEAD = 1_024  # the signature may be within the first 1,024 bytes, as other PDF readers accept it
_MOST_PAGES = 100  # a posting has one to four pages; of a longer brochure the first hundred are read
_BULLET = re.compile(r"^(?:[-*•·▪▫‣◦●○■□➢➤►–—\uf0b7\uf0a7\uf0fc]|\d{1,2}[.)])\s")
_ENDS = re.compile(r"[.!?:;)\"”“。！？：]$")
_NUMBER = re.compile(
    r"^(?:(?:page|seite|página|pagina|p\.|s\.)\s*+)?\d{1,3}(?:\s*+(?:/|of|von|de|sur|di)\s*+\d{1,3})?$", re.IGNORECASE
)
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_FULL = 0.75  # share of the longest line of a page: a shorter line ends its paragraph


def is_pdf(page: Page) -> bool:
    """Return whether a reply is a PDF, by its first bytes, whatever its type or name."""
    return page.status == 200 and has_signature(page.body)  # noqa: PLR2004 (HTTP)


def has_signature(body: bytes) -> bool:
    """Return whether a body is a PDF."""
    return _MAGIC in body[:_HEAD] and not body[:_HEAD].lstrip().startswith(b"<")


def replacement(words: str) -> bytes:
    """Return what takes the place of a PDF whose file may not be kept; `read` returns its text."""
    return _REPLACED + words.encode("utf-8", "replace")


def read(body: bytes) -> tuple[str, str]:
    """Return the canonical text of a PDF, and the reason if there is none ("" if there is one)."""
    if body.startswith(_REPLACED):
        return text.from_plain(body[len(_REPLACED) :].decode("utf-8", "replace")), ""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # pypdf logs each repair; don't print them
    try:
        try:
            reader = PdfReader(io.BytesIO(body))
        except NotImplementedError:  # the file uses a security handler other than the standard one
            return "", "its PDF is encrypted"
        if reader.is_encrypted and not reader.decrypt(""):
            return "", "its PDF is encrypted"
        content = "\n".join(_paragraphs(page.extract_text()) for page in reader.pages[:_MOST_PAGES])
    except DependencyError:
        return "", "its PDF is encrypted"
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # noqa: BLE001 (a broken PDF can make pypdf raise any exception)
        return "", f"its PDF is broken ({type(error).__name__})"
    canonical = text.from_plain(content.translate(_LIGATURES))
    return (canonical, "") if canonical else ("", "its PDF has only images of text")


def readable(page: Page) -> Page:
    """Return a page with the text of a PDF as HTML; any other page unchanged."""
    if not is_pdf(page):
        return page
    words, _ = read(page.body)
    markup = "".join(f"<p>{escape(line)}</p>" for line in words.split("\n"))
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return replace(page, content=f"<main>{markup}</main>".encode(), headers=headers, sha256="")


def _paragraphs(printed: str) -> str:
    """Join the lines of a printed page that continue in the next one, and remove the page number."""
    lines = [" ".join(printed_line.split()) for printed_line in printed.splitlines()]
    width = max(map(len, lines), default=0) * _FULL
    paragraphs: list[str] = []
    continues = False
    for number, line in enumerate(lines):
        if not line or (number in {0, len(lines) - 1} and _NUMBER.match(line)):
            continues = False
            continue
        if continues and not _BULLET.match(line):
            before = paragraphs[-1]
            hyphen = before.endswith("-") and before[-2:-1].isalpha() and line[:1].islower()
            paragraphs[-1] = f"{before[:-1]}{line}" if hyphen else f"{before} {line}"
        else:
            paragraphs.append(line)
        continues = len(line) >= width and not _ENDS.search(line)
    return "\n".join(paragraphs)
