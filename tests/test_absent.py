"""Texts that a list does not have are read on the postings' own pages; a missing text is reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfWriter

from tests.living import Pages
from tests.pdfs import pdf
from tests.tables import changes, rows
from tracker.boards import BOARDS, SOFTWARE
from tracker.boards.kit import common, textless
from tracker.check import absent_texts, reads
from tracker.cli import main
from tracker.extract import pdftext
from tracker.model import Entry, Page, Posting, Request, Source
from tracker.model.errors import Failed
from tracker.operations import project, rebuild

LINE = "You keep the lamps of the harbour burning, at night and on holidays."
HTML = "text/html; charset=utf-8"
Answer = tuple[int, str, bytes]


def personio(texts: dict[int, str]) -> bytes:
    """Write Personio's feed; a posting without a text has empty descriptions."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?><workzag-jobs>']
    for number, words in texts.items():
        value = (
            f"<jobDescription><name>Tasks</name><value><![CDATA[<p>{words}</p>]]></value></jobDescription>"
            if words
            else ""
        )
        parts.append(
            f"<position><id>{number}</id><name>Lamp keeper {number}</name><office>Kiel</office>"
            f"<jobDescriptions>{value}</jobDescriptions></position>"
        )
    return "".join((*parts, "</workzag-jobs>")).encode()


def recruitee(texts: dict[int, str]) -> bytes:
    offers = [
        {
            "id": number,
            "title": f"Lamp keeper {number}",
            "description": words,
            "careers_url": f"https://kiel.recruitee.com/o/{number}",
        }
        for number, words in texts.items()
    ]
    return json.dumps({"offers": offers}).encode()


def lever(texts: dict[int, str]) -> bytes:
    jobs = [
        {
            "id": str(number),
            "text": f"Lamp keeper {number}",
            "description": words,
            "hostedUrl": f"https://jobs.lever.co/kiel/{number}",
        }
        for number, words in texts.items()
    ]
    return json.dumps(jobs).encode()


def greenhouse(texts: dict[int, str]) -> bytes:
    jobs = [
        {
            "id": number,
            "title": f"Lamp keeper {number}",
            "content": escape(words),
            "absolute_url": f"https://harbour.example/jobs/{number}",
        }
        for number, words in texts.items()
    ]
    return json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode()


def feed(texts: dict[int, str]) -> bytes:
    found = [
        {"id": number, "title": f"Lamp keeper {number}", "description": words, "url": f"https://x.org/jobs/{number}"}
        for number, words in texts.items()
    ]
    return json.dumps(found).encode()


def linked(texts: dict[int, str]) -> bytes:
    """Write a page that states its postings, each with its address."""
    things = [
        {
            "@type": "JobPosting",
            "title": f"Lamp keeper {number}",
            "description": words,
            "url": f"https://x.org/jobs/{number}",
        }
        for number, words in texts.items()
    ]
    return f'<script type="application/ld+json">{json.dumps(things)}</script>'.encode()


LISTS: dict[str, tuple[str, Callable[[dict[int, str]], bytes]]] = {
    "personio": ("https://kiel.jobs.personio.de", personio),
    "recruitee": ("https://kiel.recruitee.com", recruitee),
    "lever": ("https://jobs.lever.co/kiel", lever),
    "greenhouse": ("https://boards.greenhouse.io/kiel", greenhouse),
    "json": ("https://x.org/feed.json", feed),
    "jsonld": ("https://x.org/jobs", linked),
}


def stated(words: str, number: int) -> bytes:
    thing = {"@type": "JobPosting", "title": f"Lamp keeper {number}", "description": f"<p>{words}</p>"}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script><p>Cookies</p>'.encode()


def micro(words: str, number: int) -> bytes:
    return (
        f'<div itemscope itemtype="https://schema.org/JobPosting"><h1 itemprop="title">Lamp keeper {number}</h1>'
        f'<div itemprop="description"><p>{words}</p></div></div>'
    ).encode()


def plain(words: str, number: int) -> bytes:
    return (
        f"<nav>Home</nav><main><p>Lamp keeper {number} wanted</p><p>{words}</p></main><footer>Imprint</footer>".encode()
    )


class Life:
    """A source whose list and postings' pages a test sets."""

    def __init__(self, root: Path, board: str, page: Callable[[str, int], bytes] = stated) -> None:
        url, make = LISTS[board]
        self.texts: dict[int, str] = {1: LINE, 2: LINE, 3: "", 4: ""}
        self.words = "You wind the clockwork of the lamp."
        self.page: Callable[[int], Answer] = lambda number: (200, HTML, page(self.words, number))
        self.pages = Pages(root, f'[sources.kiel]\nboard = "{board}"\nurl = "{url}"\nrender = "never"\n', self.answer)
        self.root, self.make = root, make

    def answer(self, url: str) -> Answer:
        number = url.rstrip("/").rpartition("/")[2]
        return (
            self.page(int(number))
            if number.isdecimal()
            else (200, "text/html" if self.make is linked else "application/json", self.make(self.texts))
        )

    def check(self) -> tuple[str, str]:
        (result,) = self.pages.check().values()
        return result.verdict.outcome, result.verdict.reason

    def wordings(self) -> list[str]:
        query = "SELECT text FROM postings p JOIN versions v ON v.posting_id = p.id AND v.number = p.versions ORDER BY p.external_id"
        return [one["text"] or "" for one in rows(self.root, query)]

    def asked(self) -> list[int]:
        """Return which postings' pages were asked for since the last time."""
        numbers = [url.rpartition("/")[2] for url in self.pages.asked]
        self.pages.asked.clear()
        return sorted(int(one) for one in numbers if one.isdecimal())


@pytest.mark.parametrize("page", [stated, micro, plain], ids=["JSON-LD", "microdata", "plain"])
@pytest.mark.parametrize("board", LISTS)
def test_a_text_that_the_list_lacks_is_read_on_its_own_page(
    board: str, page: Callable[[str, int], bytes], tmp_path: Path
) -> None:
    """On every board, only the pages of postings without a text are requested, and only once."""
    life = Life(tmp_path, board, page)
    assert life.check() == ("complete", "")
    assert life.asked() == [3, 4]
    found = life.wordings()
    assert all(LINE in one for one in found[:2])
    assert all(life.words in one and "Imprint" not in one and "Cookies" not in one for one in found[2:])
    assert life.check() == ("complete", "")
    assert life.asked() == []
    assert changes(tmp_path) == []


def test_how_many_boards_are_tried() -> None:
    """Boards of each kind: software with one reply, a feed, structured data."""
    assert len(set(LISTS) & set(SOFTWARE)) == 4
    assert set(LISTS) <= set(BOARDS)


def test_a_text_that_comes_into_the_list_and_goes_is_one_text(tmp_path: Path) -> None:
    """A feed that starts to include the texts of the pages, and later stops, causes no change."""
    life = Life(tmp_path, "personio")
    life.check()
    for _ in range(2):
        life.texts |= {3: life.words, 4: life.words}
        assert life.check() == ("complete", "")
        life.texts |= {3: "", 4: ""}
        assert life.check() == ("complete", "")
    assert changes(tmp_path) == []


def test_an_edit_on_the_page_is_told_when_it_is_read_again(tmp_path: Path) -> None:
    """The page is read again like any posting's page, and a change of its text is an edit."""
    life = Life(tmp_path, "personio")
    life.check()
    life.words = "You wind the clockwork of the lamp, also on the first of January."
    for _ in range(8):
        assert life.check()[0] == "complete"
    assert [one["kind"] for one in changes(tmp_path)] == ["edited", "edited"]


def test_a_page_that_gives_nothing_is_told_and_asked_again(tmp_path: Path) -> None:
    """The check stays complete, its reason names the page, and a later text fills the version that had none."""
    life = Life(tmp_path, "lever")
    sound, life.page = life.page, lambda _number: (503, HTML, b"busy")
    outcome, reason = life.check()
    assert outcome == "complete"
    assert reason.startswith("2 postings have no text, the first: https://jobs.lever.co/kiel/3: ")
    life.page = sound
    assert life.check() == ("complete", "")
    assert life.words in life.wordings()[2]
    assert changes(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "kind", "told"),
    [
        (b"<html><title>Lamp keeper 3, Lamp keeper 4</title><main></main>", HTML, "its page has no text"),
        (
            b"<title>Lamp keeper</title><div id=root>Loading</div><script src=/app.js></script>",
            HTML,
            'set render = "always"',
        ),
        (b"<h1>Our team</h1><p>We are many.</p>", HTML, "the site returned another page"),
        (b"PK\x03\x04 a document", "application/msword", "its page is not text (application/msword)"),
        (pdf(["x"], picture=True), "application/pdf", "its PDF has only images of text"),
        (pdf(["x"], encrypt=b"Standard"), "application/pdf", "its PDF is encrypted"),
        (pdf(["x"], encrypt=b"Foo.Bar"), "application/pdf", "its PDF is encrypted"),
        (b"%PDF-1.7\nnot really", "application/pdf", "its PDF is broken"),
    ],
)
def test_why_a_page_has_no_text_is_said(body: bytes, kind: str, told: str, tmp_path: Path) -> None:
    """Each cause has its own message. None makes the check partial, and none is taken for a text."""
    life = Life(tmp_path, "recruitee")
    life.page = lambda _number: (200, kind, body)
    outcome, reason = life.check()
    assert outcome == "complete"
    assert told in reason
    assert life.wordings()[2:] == ["", ""]


def test_how_many_have_no_text_is_counted(tmp_path: Path) -> None:
    """`status`, `list` and `doctor` report the number until the texts are there."""
    life = Life(tmp_path, "personio")
    sound, life.page = life.page, lambda _number: (404, HTML, b"")
    life.check()
    say = lambda *words: CliRunner().invoke(main, ["-C", str(tmp_path), *words]).output  # noqa: E731
    assert "2 open postings have no text" in say("status")
    assert "2 open postings have no text." in say("list", "kiel")
    assert "texts, kiel: 2 open postings have no text" in say("doctor")
    assert json.loads(say("status", "--json"))[0]["without_text"] == 2
    assert json.loads(say("list", "kiel", "--json"))["without_text"] == 2
    life.page = sound
    life.check()
    assert "no text" not in say("status") + say("list", "kiel")
    assert "texts, kiel" not in say("doctor")


def test_texts_that_are_lost_all_at_once_are_held(tmp_path: Path) -> None:
    """If neither the list nor the pages have the texts any more, the known ones stay and the check is partial."""
    life = Life(tmp_path, "personio")
    life.texts = dict.fromkeys(range(1, 7), LINE)
    life.check()
    life.texts = dict.fromkeys(range(1, 7), "")
    life.page = lambda _number: (500, HTML, b"error")
    outcome, reason = life.check()
    assert outcome == "partial"
    assert "held: 6 of 6 postings have no text any more" in reason
    assert all(LINE in one for one in life.wordings())
    assert changes(tmp_path) == []
    life.page = lambda number: (200, HTML, stated(LINE, number))
    assert life.check()[0] == "complete"
    assert changes(tmp_path) == []


def test_more_than_a_few_lost_texts_are_not_asked_for(tmp_path: Path) -> None:
    """If a list loses thousands of texts, the list is at fault, and the site is not asked for thousands of pages."""
    life = Life(tmp_path, "personio")
    count = absent_texts.MOST_LOST + 1
    life.texts = dict.fromkeys(range(1, count + 1), LINE)
    life.check()
    life.texts = dict.fromkeys(range(1, count + 1), "")
    assert life.check()[0] == "partial"
    assert life.asked() == []


def test_a_history_made_anew_is_the_same(tmp_path: Path) -> None:
    """The requested pages are in the archive with the list, and are read from there."""
    life = Life(tmp_path, "personio")
    life.check()
    life.texts |= {3: "Another text, which the list has now.", 5: ""}
    life.check()
    before = rows(tmp_path, "SELECT * FROM versions ORDER BY id"), changes(tmp_path)
    rebuild.rebuild(project.load(tmp_path), lambda: None, without_missing=False)
    assert (rows(tmp_path, "SELECT * FROM versions ORDER BY id"), changes(tmp_path)) == before


def test_what_an_earlier_version_did_not_ask_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check of an earlier version gives the same result when it is read again. The next check requests the texts, and they are no edit."""

    async def nothing(*given: object) -> object:
        return given[2]

    life = Life(tmp_path, "lever")
    with monkeypatch.context() as patch:
        patch.setattr(reads, "with_own_pages", nothing)
        assert life.check() == ("complete", "")
        assert life.asked() == []
    rebuild.rebuild(project.load(tmp_path), lambda: None, without_missing=False)
    (found,) = rows(tmp_path, "SELECT outcome, reason FROM checks")
    assert (found["outcome"], found["reason"] or "") == ("complete", "")
    assert life.check() == ("complete", "")
    assert life.asked() == [3, 4]
    assert life.words in life.wordings()[2]
    assert changes(tmp_path) == []


@pytest.mark.parametrize(
    ("source", "url", "asked"),
    [
        ("https://x.org/jobs", "https://x.org/jobs/7", True),
        ("https://x.org/jobs", "https://careers.x.org/7", True),
        ("https://www.x.org/jobs", "https://x.org/7", True),
        ("https://careers.x.co.uk/jobs", "https://www.x.co.uk/7", True),
        ("https://careers.x.co.uk/jobs", "https://www.y.co.uk/7", False),
        ("https://x.org/jobs", "https://y.org/7", False),
        ("https://x.org/jobs", "https://x.org/jobs#7", False),
        ("https://x.org/jobs", "https://x.org/jobs", False),
        ("https://x.org/jobs", "https://x.org/shared", False),
        ("https://x.org/jobs", "https://x.org/7.docx", False),
        ("https://x.org/jobs", "mailto:a@x.org", False),
        ("https://x.org/jobs", "", False),
        ("http://127.0.0.1:80/jobs", "http://127.0.0.1:80/7", True),
        ("http://127.0.0.1:80/jobs", "http://10.0.0.1:80/7", False),
    ],
)
def test_which_pages_are_asked_for(source: str, url: str, asked: bool) -> None:
    """A posting's own page is not the list, is not another posting's page, and is on the list's site."""
    entry = Entry("7", url, "Cook", "f", lambda _page: Posting("7", url, "Cook"))
    found = textless.own_page(Source("s", source), entry, {source, "https://x.org/shared"}, anywhere=False)
    assert (found is not None) is asked
    if url.startswith("https://y.org"):
        assert textless.own_page(Source("s", source), entry, set(), anywhere=True) == Request(url)


def test_a_page_with_many_postings_gives_the_text_of_its_own() -> None:
    """Of several JobPostings, the one with this title is used; none is used if no title matches."""
    url = "https://x.org/jobs/7"
    markup = b"".join(stated(f"Text of {number}.", number) for number in (1, 2)) + b"<p>Lamp keeper</p>"
    page = Page(Request(url), url, 200, (("Content-Type", HTML),), markup)
    assert textless.filled(Posting("2", url, "Lamp keeper 2"), page).text == "Text of 2."
    assert "Text of" not in textless.filled(Posting("3", url, "Lamp keeper 3"), page).text
    with pytest.raises(Failed, match="the site returned another page"):
        textless.filled(Posting("9", url, "Welder"), page)


PRINTED = [
    "Lamp keeper (m/f/d)",
    "The harbour of Kiel looks for a person who keeps the lamps burning, winds the",
    "clockwork at dusk and writes down in the book of the lighthouse what passes on",
    "the water during the night.",
    "Your tasks:",
    "• Clean the lenses",
    "• Wind the clockwork of the lamp every four hours, also when the weather is so",
    "bad that nobody else goes out",
    "Pay: 3.200 € a month",
    "1",
]
WIDER = [
    PRINTED[0],
    f"{PRINTED[1]} {PRINTED[2]}",
    *PRINTED[3:6],
    f"{PRINTED[6]} {PRINTED[7]}",
    PRINTED[8],
    "1",
]
LAMPS = "https://x.org/files/lamps.pdf"


def test_a_pdf_is_read_as_paragraphs() -> None:
    """Lines that continue are joined, list items stay separate, and the page number is left out."""
    body, why = pdftext.read(pdf(PRINTED, ["Second page", "2 / 2"]))
    assert why == ""
    assert body.split("\n") == [
        PRINTED[0],
        " ".join(PRINTED[1:4]),
        "Your tasks:",
        "- Clean the lenses",
        f"- {PRINTED[6][2:]} {PRINTED[7]}",
        "Pay: 3.200 € a month",
        "Second page",
    ]
    assert pdftext.read(pdf(PRINTED, ["Second page"], packed=True, stamp="2027")) == (body, "")


def test_a_pdf_that_is_locked_for_changes_alone_is_read() -> None:
    """A PDF that only forbids changes is read. One that requires a password is not."""
    plain = pdf(PRINTED)
    for password, why in (("", ""), ("secret", "its PDF is encrypted")):
        writer = PdfWriter(clone_from=BytesIO(plain))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        locked = BytesIO()
        writer.write(locked)
        assert pdftext.read(locked.getvalue()) == (("" if why else pdftext.read(plain)[0]), why)


@pytest.mark.parametrize("cut", [5, 300, 700])
def test_a_pdf_that_was_cut_is_broken(cut: int) -> None:
    """A truncated PDF has no text and raises nothing unexpected. Bytes before and after a whole PDF are ignored."""
    plain = pdf(PRINTED)
    assert pdftext.read(plain[:cut])[1].startswith("its PDF is broken")
    assert pdftext.read(b"\n" + plain + b"\0\0") == pdftext.read(plain)


def test_a_pdf_that_unpacks_without_end_is_broken() -> None:
    """A page of 100 MB of spaces is not decompressed."""
    assert pdftext.read(pdf(b" " * 100_000_000, packed=True))[1] == "its PDF is broken (LimitReachedError)"


@pytest.mark.parametrize("board", ["html", "json", "page"])
def test_a_pdf_is_never_opened_in_the_browser(board: str) -> None:
    """A browser would only download it."""
    source = Source("s", "https://x.org/jobs", board=board, render="always")
    assert not common.rendered(source, LAMPS)
    assert not common.rendered(source, f"{LAMPS}?v=2")
    assert common.rendered(source, "https://x.org/jobs/1")


def test_postings_that_are_pdfs(tmp_path: Path) -> None:
    """A page that links to PDFs gets their texts. Other bytes, another width and another file are no change."""
    names = ("Lamp keeper", "Harbour pilot", "Buoy mechanic")
    toml = '[sources.kiel]\nboard = "html"\nurl = "https://x.org/jobs"\nitem = "li"\nreread = "1d"\nrender = "never"\ntext = "#content"\n'
    now: dict[str, object] = {"packed": False, "stamp": "1", "lines": PRINTED}

    def answer(url: str) -> Answer:
        if url.endswith(".pdf"):
            name = names[int(url[-5])]
            lines = [name, *now["lines"]]  # type: ignore[misc]
            return 200, "application/octet-stream", pdf(lines, packed=bool(now["packed"]), stamp=str(now["stamp"]))
        items = "".join(f'<li><a href="/files/{n}.pdf">{name}</a></li>' for n, name in enumerate(names))
        return 200, HTML, f"<ul>{items}</ul>".encode()

    life = Pages(tmp_path, toml, answer)
    for more in ({}, {"packed": True, "stamp": "2"}, {"lines": WIDER}):
        now |= more
        for result in life.check().values():
            assert (result.verdict.outcome, result.verdict.reason) == ("complete", "")
    assert changes(tmp_path) == []
    texts = rows(tmp_path, "SELECT text, pay_min FROM versions")
    assert len(texts) == 3
    assert all("winds the clockwork at dusk" in one["text"] for one in texts)


def test_a_page_for_people_with_pdfs(tmp_path: Path) -> None:
    """The board of any page reads PDFs as it reads pages, without a browser."""
    names = ("Lamp keeper", "Harbour pilot", "Buoy mechanic")
    toml = '[sources.kiel]\nboard = "page"\nurl = "https://x.org/jobs"\nrender = "never"\n'

    def answer(url: str) -> Answer:
        if url.endswith(".pdf"):
            return 200, "application/pdf", pdf([names[int(url[-5])], *PRINTED])
        items = "".join(f'<li><a href="/jobs/{n}.pdf">{name}</a> Kiel</li>' for n, name in enumerate(names))
        return 200, HTML, f"<h1>Open positions</h1><ul>{items}</ul>".encode()

    life = Pages(tmp_path, toml, answer)
    (result,) = life.check().values()
    assert result.verdict.outcome == "complete"
    assert len([one for one in rows(tmp_path, "SELECT text FROM versions") if "lighthouse" in one["text"]]) == 3


def test_a_pdf_says_whether_a_posting_stands() -> None:
    """The text of a PDF shows whether its posting is still up. A reply that only claims to be a PDF is read as a page."""
    page = Page(Request(LAMPS), LAMPS, 200, (("Content-Type", "application/pdf"),), pdf(PRINTED))
    assert "Lamp keeper (m/f/d)" in pdftext.readable(page).text()
    error = Page(Request(LAMPS), LAMPS, 200, (("Content-Type", "application/pdf"),), b"<h1>Sorry</h1> %PDF-1.4")
    assert not pdftext.is_pdf(error)
    assert pdftext.readable(error) is error


def test_pypdf_is_loaded_only_for_a_pdf(tmp_path: Path) -> None:
    """pypdf is not imported if there is no PDF."""
    import subprocess
    import sys

    code = "import sys, tracker.check.reader.work, tracker.extract.pdftext; print('pypdf' in sys.modules, 'webencodings' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.split() == ["False", "False"]
