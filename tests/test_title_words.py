"""Badges, file sizes, arrows and words for screen readers are not part of a title."""

from __future__ import annotations

import pytest

from tests.test_any_page import URL, read, titles
from tracker.boards.kit.title_words import is_badge, tidy

SITE = URL.rpartition("/")[0]


@pytest.mark.parametrize(
    "title",
    [
        "NEW Baker",
        "NEW: Baker",
        "[NEU] Baker",
        "Neu! Baker",
        "Baker NEW",
        "Baker (NEW)",
        "Baker New!",
        "Baker (PDF)",
        "Baker (PDF, 120 KB)",
        "Baker [pdf - 1.2 MB]",
        "Baker (2,4 MB)",
        "Baker →",
        "Baker ››",
        "Baker opens in a new window",
        "Baker (öffnet in neuem Tab)",
        "Baker (s'ouvre dans un nouvel onglet)",
        "Baker apply by 3 Dec",
        "Baker – Bewerbungsfrist: 3.12.2026",
        "NEW Baker (PDF, 12 KB) →",
        "• Baker",
        "Baker (PDF, download)",
        "Baker – closes 3 December 2026",
        "Baker (closing on 3 Dec)",
        "Baker (deadline extended)",
        "Baker (3 days left)",
        "Baker (link opens in a new tab)",
        "Baker *new*",
        "Baker #NEW",
        "🔥 Baker",
        "Baker ⭐",
    ],
)
def test_what_is_removed(title: str) -> None:
    """From either end; the title stays."""
    assert tidy(title) == "Baker"


@pytest.mark.parametrize(
    "title",
    [
        "New Business Manager",
        "NEW BUSINESS MANAGER",
        "Manager, New York",
        "NY Sales Manager",
        "Head of What's New",
        "Baker (m/w/d)",
        "PDF Specialist",
        "Developer (PDF Tools)",
        "Developer (Word)",
        "Nurse (new graduate)",
        "Closing Shift Baker",
        "Baker (Ref. 12)",
        "★★★",
        "Engineer (PDF Tools Team of the Document Platform Group)",
        "Engineer (C++)",
        "Storage Engineer (100 TB)",
        "Window Fitter",
        "NEW",
        "→",
        "Neue Medien Designer",
    ],
)
def test_what_stays(title: str) -> None:
    """Words of a title that look like a badge."""
    assert tidy(title) == title


def test_words_that_are_nothing_but_a_badge() -> None:
    """Such a line is not a title."""
    assert all(map(is_badge, ("NEW", "Neu!", "[NEW]", "URGENT", "채용중", "募集中", "招聘中", "Now hiring", "Open")))
    assert not any(map(is_badge, ("Newborn Nurse", "NEW Baker", "Baker", "Open Source Baker", "募集職種", "")))


@pytest.mark.parametrize(
    "link",
    [
        "<a href='{0}'><span class='badge'>New</span> {1}</a>",
        "<a href='{0}'>{1} <em class='new'>new</em></a>",
        "<a href='{0}'>{1}<span class='sr-only'>opens in another tab</span></a>",
        "<a href='{0}'><h3>{1} <small class='Badge'>Neu</small></h3><p>Oslo</p></a>",
        "<h3><a href='{0}'><span class='visually-hidden'>Link to</span> {1} ↗</a></h3>",
        "<a href='{0}'><div>NEW</div><div>{1}</div></a>",
        "<a href='{0}'><span class='new'>{1}</span></a>",
        "<a href='{0}'>{1} <em>Urgent</em></a>",
        "<a href='{0}'><span>Nouveau</span> {1}</a>",
        "<a href='{0}'>{1} <small>Ref. 2026/7</small></a>",
        "<a href='{0}'>{1} <span>closing soon</span></a>",
        "<h3><a href='{0}'>{1}</a> <button>☆</button></h3>",
        "<a href='{0}'>{1} <span>Read more</span></a>",
        "<a href='{0}'><b>{1}</b></a>",
        "<a href='{0}'><em>채용중</em><strong>{1}</strong><span>Oslo</span></a>",
        "<a href='{0}'><span class='st'>募集中</span><span class='n'>{1}</span></a>",
        "<a href='{0}'><i>招聘中</i><b>{1}</b><i>Oslo</i></a>",
        "<a href='{0}'><div>Now hiring</div><div>{1}</div></a>",
    ],
)
def test_badges_in_elements(link: str) -> None:
    """An entry is called the same with a badge and without it."""
    jobs = ("Baker", "Cook", "Welder")
    entries = "".join(f"<li>{link.format(f'/jobs/{one.lower()}', one)}</li>" for one in jobs)
    assert titles(f"<main><h1>Jobs</h1><ul>{entries}</ul></main>") == list(jobs)


def test_badges_of_sections() -> None:
    """A posting within the page keeps its id when its badge goes."""
    body = (
        "<p>You keep the work of the shop in order, and close the doors at night, with two others. Apply by mail.</p>"
    )
    with_badge, without = (
        read(f"<main><h1>Open positions</h1><h2>{flag}Baker</h2>{body}<h2>Cook</h2>{body}</main>").entries
        for flag in ("NEW ", "")
    )
    assert [one.title for one in without] == ["Baker", "Cook"]
    for one, other in zip(with_badge, without, strict=True):
        assert (one.external_id, one.title, one.fingerprint) == (other.external_id, other.title, other.fingerprint)


@pytest.mark.parametrize(
    ("switch", "title"),
    [
        ("{}<span class='sub'>Passau</span>", "{}"),
        ("{}<em class='where'>Passau</em>", "{}"),
        ("{} (m/w/d)<div class='line2'>Passau</div>", "{} (m/w/d)"),
        ("{}<i class='k'>Teilzeit</i>", "{}"),
        ("{}<span class='g'>(m/w/d)</span>", "{}(m/w/d)"),
        ("{} <span class='g'>(m/w/d)</span>", "{} (m/w/d)"),
    ],
)
def test_a_line_below_a_title(switch: str, title: str) -> None:
    """An element without a space before it is a line of its own, if it has a class and begins with a capital."""
    jobs = ("Koch", "Maler", "Metzger")
    body = "<p>Sie halten die Werkstatt in Ordnung und schließen abends mit zwei anderen ab. Bewerbung per Mail.</p>"
    parts = "".join(
        f"<div><button aria-controls='p{at}'>{switch.format(one)}</button><div id='p{at}'>{body}</div></div>"
        for at, one in enumerate(jobs)
    )
    assert titles(f"<main><h1>Stellenangebote</h1>{parts}</main>") == [title.format(one) for one in jobs]


PLACED = (
    "<span>{1}</span>",
    "<p class='m'>{1}</p><p class='m'>Bar</p>",
    "<div><i></i> {1}</div>",
    "<small>Nights</small><small>{1}</small>",
)


def test_a_town_that_several_countries_have() -> None:
    """It is a place where other rows of the list have theirs, and else it may be a department."""
    rows = (("Baker", "Leeds"), ("Cook", "Norwich"), ("Welder", "Bristol"), ("Plumber", "Packing"))
    for shape in PLACED:
        entries = "".join(f"<li><a href='/jobs/{job}'>{job}</a> {shape.format(job, town)}</li>" for job, town in rows)
        found = read(f"<main><h1>Jobs</h1><ul>{entries}</ul></main>").entries
        assert [one.read(None).location for one in found] == ["Leeds", "Norwich", "Bristol", None], shape
    entries = "".join(f"<li><a href='/jobs/{job}'>{job}</a> <b>Bar</b></li>" for job, _ in rows)
    found = read(f"<main><h1>Jobs</h1><ul>{entries}</ul></main>").entries
    assert [one.read(None).location for one in found] == [None] * len(rows)


LINK_WORDS = ("Blarg dit", "Tutustu paikkaan", "Zum Inserat", "Vis mere", "Ընթերցել", "→ här")
UNKNOWN = ("Welder", "Zvuvix Wrangler", "Night Nurse", "Mill song lead")


def _cards(words: str, names: tuple[str, ...], *, linked: bool) -> str:
    cards = ""
    for at, name in enumerate(names):
        title = f"<a href='/jobs/{at}'>{name}</a>" if linked else name
        cards += f"<div class='c'><h3>{title}</h3><p>Lyon</p><a href='/jobs/{at}'>{words}</a></div>"
    return f"<h1>Jobs</h1>{cards}"


def test_words_on_every_row_are_no_titles() -> None:
    """In whatever language, and whether the title is an occupation that is known, or a link too."""
    for words in LINK_WORDS:
        for linked in (True, False):
            assert sorted(titles(_cards(words, UNKNOWN, linked=linked))) == sorted(UNKNOWN), (words, linked)
    rows = "".join(
        f"<li><a href='/jobs/{at}'>Nurse</a> <span>{town}</span></li>"
        for at, town in enumerate(("Leeds", "York", "Hull"))
    )
    assert titles(f"<h1>Jobs</h1><ul>{rows}</ul>") == ["Nurse"] * 3
    rows = "".join(
        f"<div><h3>{one}</h3><a href='/jobs/{at}' aria-label='Go {one}'></a></div>" for at, one in enumerate(UNKNOWN)
    )
    assert sorted(titles(f"<h1>Jobs</h1>{rows}")) == sorted(UNKNOWN)
    rows = "".join(
        f"<div><a href='/jobs/{at}'><img src='/{at}.jpg' alt='{one}'></a></div>"
        for at, one in enumerate(("Welder", "Plumber", "Baker"))
    )
    assert sorted(titles(f"<h1>Jobs</h1>{rows}")) == ["Baker", "Plumber", "Welder"]
