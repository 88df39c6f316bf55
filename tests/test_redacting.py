"""A passage is removed from archived replies, also from PDFs; files without it are unchanged."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.pdfs import pdf
from tracker.archive import Archive, redacting
from tracker.extract import pdftext
from tracker.model import Capture, Page, Request, Source
from tracker.model.redaction import lines_of, passages_of

AT = "2026-03-01T06:00:00.000Z"
LINE = "Call Wilhelmina Harbour"
PRINTED = ["Lamp keeper", "Keep the lamps.", f"{LINE}, any day.", "Bring a coat."]


def page(name: str, body: bytes) -> Page:
    url = f"https://a.example.org/{name}"
    headers = (("Content-Type", "application/pdf" if name.endswith("pdf") else "text/html"),)
    return Page(Request(url), url, 200, headers, body, AT, sha256=hashlib.sha256(body).hexdigest())


def test_a_pdf_is_replaced_by_its_text(tmp_path: Path) -> None:
    """The file is removed as a whole, packed or not; a PDF without the passage, or an unreadable one, is unchanged."""
    archive = Archive(tmp_path)
    bodies = {
        "plain.pdf": pdf(PRINTED),
        "packed.pdf": pdf(PRINTED, packed=True),
        "other.pdf": pdf(["Keep the lamps."], packed=True),
        "locked.pdf": pdf(PRINTED, encrypt=b"Standard"),
        "page.html": f"<p>{LINE}, any day.</p>".encode(),
    }
    pages = tuple(page(name, body) for name, body in bodies.items())
    placed, _ = archive.append(Capture(Source("a", "https://a.example.org/"), "r", AT, AT, pages), {})
    without = Capture(
        Source("b", "https://a.example.org/"),
        "r",
        AT,
        AT,
        (page("b.html", b"<p>Call the Harbour: Wilhelmina!</p>"), page("c", b"Wilhelmina")),
    )
    others, _ = archive.append(without, {})
    lines = lines_of(LINE)
    before = (tmp_path / others[0].file).read_bytes()
    assert redacting.rewrite(archive, others[0].file, lines, passages_of(LINE, "s"), AT) == redacting.Rewritten(0, 1)
    assert (tmp_path / others[0].file).read_bytes() == before
    done = redacting.rewrite(archive, placed[0].file, lines, passages_of(LINE, "s"), AT)
    assert done == redacting.Rewritten(3, 1)  # the locked one may have it
    (check,) = archive.scan(placed[0].file, strict=True)
    read = {one.page.url.rpartition("/")[2]: one.page for one in archive.placed(check)}
    assert read["page.html"].body == b"<p>[redacted], any day.</p>"
    assert {name: read[name].body for name in ("other.pdf", "locked.pdf")} == {
        name: bodies[name] for name in ("other.pdf", "locked.pdf")
    }
    wanted = pdftext.read(bodies["plain.pdf"])[0].replace(LINE, "[redacted]")
    assert "[redacted]" in wanted
    for name in ("plain.pdf", "packed.pdf"):
        assert pdftext.is_pdf(read[name])
        assert pdftext.read(read[name].body) == (wanted, "")
    assert redacting.rewrite(archive, placed[0].file, lines, passages_of(LINE, "s"), AT) == redacting.Rewritten(0, 1)
