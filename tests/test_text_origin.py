"""A text that moves from the list to the posting's own page and back: what is an edit, and what is not."""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import check
from tests.dialects import SPOKEN, Ask, Board, Employer, Job, Reply, as_html, number_in, toml
from tests.living import Pages
from tests.tables import changes, rows
from tests.test_absent import HTML, LINE, Life
from tracker.check import absent_texts
from tracker.model.history import Reading
from tracker.model.wording import Wording
from tracker.operations import project, rebuild
from tracker.reconcile import text_origin

TEXT = ("# The work", "You keep the lamps of this place alight.", "We have tended lamps since 1887.", "- Tea at ten")


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        (("# Cook", *TEXT, "Imprint"), True),
        ((*TEXT[:2], TEXT[3]), True),
        (("Posted 3 days ago",), False),
        (("We use cookies. Accept all.",), False),
        (("# Cook", "Loading the job…"), False),
        ((" ".join(TEXT).replace("#", "").replace("-", "·"),), True),
    ],
)
def test_a_known_text_stays_where_its_page_is_first_read(page: tuple[str, ...], kept: bool) -> None:
    """Whatever else the page has; a page without most of the text is not used."""
    assert text_origin.by_page(TEXT, page, None) == (TEXT if kept else None)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (("# Cook", *TEXT, "Imprint"), TEXT),
        (("# Cook", *TEXT, "Imprint", "Bring a lamp."), (*TEXT, "Bring a lamp.")),
        (("# Cook", *TEXT[:3], "- Tea at nine"), (*TEXT[:3], "- Tea at nine")),
        (("# Cook", TEXT[1], TEXT[3]), (TEXT[0], TEXT[1], TEXT[2], TEXT[3])),
        (("# Cook", TEXT[0], TEXT[1], TEXT[2]), TEXT[:3]),
        ((TEXT[1], TEXT[3], TEXT[0]), TEXT),
        (("We use cookies.",), None),
    ],
)
def test_a_page_is_compared_with_itself(now: tuple[str, ...], found: tuple[str, ...] | None) -> None:
    """Lines that the page never had belong to the list's text; lines that it had before are no edit."""
    masks = {"a \x00"}
    text_origin.note(masks, "1", ("# Cook", TEXT[1], TEXT[3], "Imprint"))
    text_origin.note(masks, "2", TEXT)
    had = text_origin.noted(masks, "1")
    assert had is not None
    assert text_origin.noted(masks, "3") is None
    assert text_origin.patterns(masks) == {"a \x00"}
    if found == TEXT[:3]:
        assert text_origin.by_page(TEXT, (TEXT[1], TEXT[0], TEXT[2]), text_origin.noted(masks, "2")) is not None
    given = text_origin.by_page(TEXT, now, had)
    assert (None if given is None else tuple(given)) == found


def test_a_cut_text_no_longer_begins_as_it_did() -> None:
    """Only if the list lacks a part of the text that it had before."""
    left = Reading(Wording("Cook", TEXT[2:]), without="the list has no description of it")
    assert text_origin.is_cut(TEXT, left)
    assert not text_origin.is_cut(TEXT, Reading(Wording("Cook", TEXT[2:])))
    assert not text_origin.is_cut(TEXT[2:], left)
    assert not text_origin.is_cut(("We have tended lamps since 1886.", TEXT[3]), left)


@dataclass
class Cut(Job):
    """A posting whose text the list has or not."""

    there: bool = True

    @property
    def text(self) -> str:
        return f"<h3>The work</h3><p>{html.escape(self.line)}</p><p>We have tended lamps for long.</p><p>No. {self.number}</p>"

    @property
    def markup(self) -> str:
        return self.text if self.there else ""


PAGES = {
    "the text": "<main><h1>{title}</h1>{text}</main>",
    "with a counter": "<main><h1>{title}</h1><p>Posted {tick} days ago</p>{text}<h2>More jobs</h2></main>",
    "a part": "<main><h1>{title}</h1>{less}</main>",
    "a notice": "<title>{title}</title><div>We use cookies. Accept all. Reject all, as the policy says.</div>",
    "a login": "<main><h1>{title}</h1><p>Log in to read more.</p></main>",
}


@pytest.mark.parametrize("name", ["greenhouse", "recruitee", "pinpoint", "teamtailor", "personio"])
@pytest.mark.parametrize("kind", PAGES)
def test_texts_that_go_from_the_list_and_come_back_are_no_edit(name: str, kind: str, tmp_path: Path) -> None:
    """Neither at once nor when the page is read again."""
    spoken, employer, tick = SPOKEN[name], Employer.of(6), [0]
    employer.jobs = [Cut(**vars(one)) for one in employer.jobs]
    one = employer.jobs[2]
    assert isinstance(one, Cut)

    def speak(known: Employer, ask: Ask) -> Reply:
        found = spoken.speak(known, ask)
        job = known.find(number_in(ask.path))
        if not isinstance(job, Cut) or not found[1].startswith("text/html"):
            return found
        tick[0] += 1
        less = job.text.replace("<p>We have tended lamps for long.</p>", "")
        return as_html(PAGES[kind].format(title=html.escape(job.title), text=job.text, less=less, tick=tick[0]))

    with Board(employer, speak) as board:
        (tmp_path / "tracker.toml").write_text(toml(board.base, spoken))
        for days, one.there in ((0, True), (1, False), (9, False), (10, True), (11, False)):
            (result,) = check(tmp_path, days=days).results
            assert result.verdict.outcome == "complete"
            assert changes(tmp_path) == []


def test_an_edit_on_the_page_of_a_text_that_the_list_had(tmp_path: Path) -> None:
    """It is reported when the page is read again, and nothing else of the page is. A rebuild gives the same."""
    life = Life(tmp_path, "personio", lambda words, _n: f"<main><h1>Lamp keeper</h1><p>{words}</p></main>".encode())
    life.texts, life.words = {1: LINE, 2: LINE, 5: LINE, 6: LINE}, LINE
    life.check()
    life.texts |= {1: ""}
    assert life.check() == ("complete", "")
    assert changes(tmp_path) == []
    life.words = LINE.replace("at night", "at dawn")
    for _ in range(8):
        assert life.check() == ("complete", "")
    (told,) = changes(tmp_path)
    assert told["kind"] == "edited"
    assert "Lamp keeper" not in told["summary"]
    before = rows(tmp_path, "SELECT * FROM versions ORDER BY id"), changes(tmp_path)
    rebuild.rebuild(project.load(tmp_path), lambda: None, without_missing=False)
    assert (rows(tmp_path, "SELECT * FROM versions ORDER BY id"), changes(tmp_path)) == before


@pytest.mark.parametrize("words", ["We use cookies. Accept all.", "Loading the job, please wait."])
def test_one_text_on_many_pages_is_no_text(words: str, tmp_path: Path) -> None:
    """If the first check finds the same notice on all pages, there are no texts, and later ones are no edits."""
    life = Life(tmp_path, "greenhouse", lambda said, n: f"<main><h1>Lamp keeper {n}</h1><p>{said}</p></main>".encode())
    life.texts, life.words = dict.fromkeys(range(1, 6), ""), words
    outcome, reason = life.check()
    assert outcome == "complete"
    assert "the same text as the pages of other postings" in reason
    assert set(life.wordings()) == {""}
    life.texts = {number: f"{LINE} It is number {number}." for number in range(1, 6)}
    assert life.check() == ("complete", "")
    assert changes(tmp_path) == []
    assert all(LINE in one for one in life.wordings())


def test_a_list_that_stops_carrying_texts_is_judged_after_three_checks(tmp_path: Path) -> None:
    """Its texts are kept, some of its postings' pages are read in each check, and what is gone is closed."""
    count = absent_texts.MOST_LOST + 5
    life = Life(
        tmp_path, "greenhouse", lambda said, n: f"<main><h1>Lamp keeper {n}</h1><p>{said} {n}</p></main>".encode()
    )
    life.texts, life.words = {n: f"{LINE} {n}" for n in range(1, count + 1)}, LINE
    life.check()
    life.texts = dict.fromkeys(life.texts, "")
    assert [life.check()[0] for _ in range(2)] == ["partial", "partial"]
    assert life.asked() == []
    assert life.check()[0] == "complete"
    assert len(set(life.asked())) == absent_texts.MOST_LOST
    assert life.check()[0] == "complete"
    assert len(set(life.asked())) == 5
    del life.texts[3]
    sound = life.page
    life.page = lambda number: (404, HTML, b"") if number == 3 else sound(number)
    life.check()
    assert [one["kind"] for one in changes(tmp_path)] == ["closed"]


@pytest.mark.parametrize("board", ["recruitee", "pinpoint"])
@pytest.mark.parametrize("kind", ["the text", "a notice", "a login"])
def test_a_description_that_goes_while_the_rest_stays_is_no_edit(board: str, kind: str, tmp_path: Path) -> None:
    """Recruitee's requirements and Pinpoint's skills stay; the page is read, and the known text is kept."""
    there = [True]
    texts = {n: f"<p>You keep lamp {n} of the harbour alight.</p><p>It is work by night.</p>" for n in range(1, 5)}

    def answer(url: str) -> tuple[int, str, bytes]:
        number = url.rpartition("/")[2]
        if number.isdecimal():
            shown = PAGES[kind].format(title=f"Keeper {number}", text=f"{texts[int(number)]}<p>Bring tea {number}.</p>")
            return 200, HTML, shown.encode()
        offers = [
            {
                "id": n,
                "title": f"Keeper {n}",
                "description": text if there[0] or n != 3 else "",
                "requirements" if board == "recruitee" else "skills_knowledge_expertise": f"<p>Bring tea {n}.</p>",
                "careers_url" if board == "recruitee" else "url": f"https://kiel.{board}hq.com/postings/{n}",
            }
            for n, text in texts.items()
        ]
        return 200, "application/json", json.dumps({"offers" if board == "recruitee" else "data": offers}).encode()

    host = "kiel.recruitee.com" if board == "recruitee" else "kiel.pinpointhq.com"
    life = Pages(tmp_path, f'[sources.kiel]\nboard = "{board}"\nurl = "https://{host}"\nrender = "never"\n', answer)
    for there[0] in (True, False, True, False, False):
        (result,) = life.check().values()
        assert result.verdict.outcome == "complete"
    assert any(url.endswith("/3") for url in life.asked)
    assert changes(tmp_path) == []
    assert all("by night" in one["text"] for one in rows(tmp_path, "SELECT text FROM versions"))
