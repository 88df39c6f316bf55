"""Facts that a posting's own page states without structured data, and what is not about the posting."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import ANY

import pytest

from tests.test_boards import drive, source
from tracker.boards.kit import page_facts, posting_text
from tracker.model import Page, Posting

HOST = "https://careers.example.org"
LIST = "<main><h1>Careers</h1><ul><li><a href='/jobs/1'>Tool Setter</a>{}</li><li><a href='/jobs/2'>Payroll Clerk</a></li></ul></main>"
WORK = "You set up the machines, check the drawings with the foreman and keep the shop in order each week. "
AD = f"<p>{WORK * 3}</p><h2>You bring</h2><ul><li>Three years of practice</li></ul>"
FRAME = "<header><nav><a href='/'>Home</a></nav></header><main>{}</main><footer><p>Location: Vienna</p><p>Department: Press</p></footer>"
OTHERS = posting_text.Others(frozenset(f"{HOST}/jobs/{n}" for n in range(1, 9)))

# Shapes in which pages state facts: what is below the title, then place, department, kind of employment, dates.
STATED = [
    ("<dl><dt>Location</dt><dd>Leeds</dd><dt>Team</dt><dd>Tool room</dd><dt>Closing date</dt><dd>14 December 2026</dd></dl>", "Leeds", "Tool room", None, None, "2026-12-14"),
    ("<dl><dt>Location</dt><dd>Leeds</dd><dd>York</dd></dl>", "Leeds; York", None, None, None, None),
    ("<div><span>Standort</span><span>Kassel</span></div><div><span>Vertragsart</span><span>Unbefristet, Vollzeit</span></div>", "Kassel", None, "full-time", None, None),
    ("<p>Arbeitsort: Linz | Bereich: Technik | Beschäftigungsart: Teilzeit | Beginn: ab sofort</p>", "Linz", "Technik", "part-time", None, None),
    ("<p><b>Lieu de travail :</b> Grenoble</p><p><b>Type de contrat :</b> CDI</p><p><b>Publié le :</b> 3 novembre 2026</p>", "Grenoble", None, "CDI", "2026-11-03", None),
    ("<ul><li><b>Ubicación:</b> Zaragoza, España</li><li><b>Área:</b> Producción</li></ul>", "Zaragoza, España", "Producción", None, None, None),
    ("<table><tr><th>Sede di lavoro</th><td>Brescia</td></tr><tr><th>Reparto</th><td>Officina</td></tr><tr><th>Scadenza</th><td>31.12.2026</td></tr></table>", "Brescia", "Officina", None, None, "2026-12-31"),
    ("<ul><li><i class='fa fa-map-marker'></i> Hebden Royd</li><li><i class='fa fa-clock'></i> Fulltime</li></ul>", "Hebden Royd", None, "full-time", None, None),
    ("<ul><li><img src='x.svg' alt='Location'> Hebden Royd</li><li><img src='y.svg' alt='Department'> Tool room</li></ul>", "Hebden Royd", "Tool room", None, None, None),
    ("<p>Miejsce pracy: Poznań<br>Dział: Narzędziownia<br>Rodzaj umowy: Umowa o pracę</p>", "Poznań", "Narzędziownia", "Umowa o pracę", None, None),
    ("<aside><h3>Informações</h3><p>Local de trabalho</p><p>Porto</p><p>Departamento</p><p>Produção</p></aside>", "Porto", "Produção", None, None, None),
    ("<h4>Einsatzort</h4><p>Jena</p><h4>Bewerbungsfrist</h4><p>15.12.2026</p>", "Jena", None, None, None, "2026-12-15"),
    ("<div class='i'><div>Místo výkonu práce:</div><div>Brno</div><div>Úvazek:</div><div>Plný úvazek</div></div>", "Brno", None, "Plný úvazek", None, None),
    ("<table><tr><th>勤務地</th><td>愛知県名古屋市</td></tr><tr><th>部署</th><td>製造部</td></tr><tr><th>応募締切</th><td>2026年12月25日</td></tr></table>", "愛知県名古屋市", "製造部", None, None, "2026-12-25"),
    ("<p>工作地点：苏州</p><p>部门：制造部</p><p>工作性质：全职</p>", "苏州", "制造部", "全职", None, None),
    ("<p>Город: Казань</p><p>Занятость: Полная занятость</p>", "Казань", None, "Полная занятость", None, None),
    ("<p><b>Lokasyon</b><br>Bursa</p><p><b>Çalışma Şekli</b><br>Tam zamanlı</p>", "Bursa", None, "Tam zamanlı", None, None),
    ("<div><span>Tampere</span><span>Kokoaikainen</span></div>", "Tampere", None, "Kokoaikainen", None, None),
    ("<p>Leeds, UK · Full-time · Hybrid</p>", "Leeds, UK", None, "full-time", None, None),
    ("<p>📍 Hebden Royd</p><p>🕒 Full-time</p>", "Hebden Royd", None, "full-time", None, None),
    ("<div class='offre-lieu'>Nantes</div><div class='offre-service'>Atelier</div>", "Nantes", "Atelier", None, None, None),
    ("<p>Location – Leeds</p><p>Location: <a href='/l'>Leeds</a></p>", "Leeds", None, None, None, None),
    ("<p>Posted <time datetime='2026-11-03T10:00'>3 days ago</time></p><p>Veröffentlicht am 3. November 2026</p>", None, None, None, "2026-11-03", None),
    ("<p>Type: Permanent, full-time</p><p>Hours: 37.5</p>", None, None, "full-time", None, None),
    ("<p>工作地点：深圳　部门：研发部　工作性质：全职</p>", "深圳", "研发部", "全职", None, None),
    ("<p>Ort: Jena Vertragsart: Vollzeit Bewerbungsfrist: 15.12.2026</p>", "Jena", None, "full-time", None, "2026-12-15"),
    ("<p>Location: Leeds Department: Tool room Closing date: 14 December 2026</p>", "Leeds", "Tool room", None, None, "2026-12-14"),
    ("<div><span>Aarhus C</span> | <span>Fuldtid</span> | <span>Ansøgningsfrist 3. januar 2027</span></div>", "Aarhus C", None, "Fuldtid", None, "2027-01-03"),
    ("<p>Leeds · Permanent full-time · Closing date 14 December 2026</p>", "Leeds", None, "full-time", None, "2026-12-14"),
    ("<p>Plats: Borås · Sista ansökningsdag 1 februari 2027</p>", "Borås", None, None, None, "2027-02-01"),
    (
        "<table><tr><td>Arbejdssted</td><td>Aarhus</td></tr><tr><td>Team</td><td>Machining</td></tr><tr><td>Ansøgningsfrist</td><td>10.12.2026</td></tr></table>",
        "Aarhus",
        "Machining",
        None,
        None,
        "2026-12-10",
    ),
]  # fmt: skip

# What is on pages too, and states nothing about the posting.
OTHER = [
    f"{AD}<p>Location: you choose, within a day's travel of our sites in France and Spain.</p><p>Team: Wir sind jung und bunt.</p>",
    f"{AD}<h2>Kontakt</h2><p>Ort: 34117 Kassel</p><p>Abteilung: Personal</p>",
    f"{AD}<p>Head office</p><p>Location: Vienna</p><p>Department: Press</p>",
    f"{AD}<h2>会社概要</h2><table><tr><th>所在地</th><td>東京都港区</td></tr><tr><th>部署</th><td>総務部</td></tr></table>",
    f"{AD}<h2>Team</h2><p>Anna Kovač</p><h3>Location</h3><p>View on map</p><h3>Office</h3><p>Monday to Friday</p>",
    f"{AD}<p>Location: Leeds</p><p>{WORK * 3}</p><p>Location: York</p>",
    f"{AD}<section class='related-jobs'><h2>Similar jobs</h2><p>Location: Hull</p><p>Department: Finance</p></section>",
    f"{AD}<div><a href='/jobs/2'>Payroll Clerk</a><span>Location: Hull</span><span>Department: Finance</span></div>",
    f"{AD}<form><label>City</label><input><p>Department: choose</p></form><p>Bereich: vielseitige Aufgaben</p>",
    f"<p><a href='/jobs'>Jobs</a> <a href='/about'>About</a> <a href='/x'>Berlin</a></p><p>Contract management for a new plant</p>{AD}",
    f"{AD}<table><tr><th>Cookie</th><td>x</td></tr><tr><th>Type</th><td>Temporary</td></tr></table><p>Posted 3 days ago</p>",
    f"{AD}<p>Site: www.example.org</p><p>Base: £30,000</p><p>Where: the heart of town</p><p>Department: N/A</p>",
]


def facts_of(body: str, head: str = "") -> page_facts.Facts:
    """Return the facts of a page of this body."""
    markup = f"<html><head>{head}</head><body>{body}</body></html>"
    return page_facts.of_page(posting_text.OwnPage(markup, OTHERS, f"{HOST}/jobs/1"), "Tool Setter")


@pytest.mark.parametrize("frame", [FRAME, "<div class='top'><a href='/'>Home</a></div><div>{}</div>"])
def test_what_a_page_states(frame: str) -> None:
    """Labels, cells, icons and short words below the title, in thirteen languages; and never the words of the frame."""
    assert len(STATED) == 31
    for said, *expected in STATED:
        found = facts_of(frame.format(f"<h1>Tool Setter</h1>{said}{AD}"))
        stated = [found.location, found.department, found.employment_type, found.posted_at, found.closes_at]
        assert stated == expected, said


def test_what_is_not_about_the_posting() -> None:
    """The employer's address, a contact, sentences, other postings, forms, menus, and contradicting values."""
    assert len(OTHER) == 12
    for said in OTHER:
        found = facts_of(FRAME.format(f"<h1>Tool Setter</h1>{said}"))
        stated = [found.location, found.department, found.employment_type, found.posted_at, found.closes_at]
        assert not any(stated), (said, found)


def test_the_head_of_a_page() -> None:
    """Previews of links have labels too; what a page shows at its title and what they state is the same posting."""
    head = "<meta name='twitter:label1' content='Location'><meta name='twitter:data1' content='Bristol'>"
    assert facts_of(FRAME.format(f"<h1>Tool Setter</h1>{AD}"), head).location == "Bristol"
    outside = f"<header><h1>Tool Setter</h1><p>Leeds | Permanent</p></header><main>{AD}</main>"
    assert facts_of(outside).location == "Leeds"
    assert facts_of(outside).employment_type == "Permanent"
    soup = f"<div><h1>Tool Setter</h1>{AD}</div><div><p>Location: Leeds</p>{{}}<p>Department: Tool room</p></div>"
    assert facts_of(soup.format("")).location == "Leeds"
    assert facts_of(soup.format("<p>Opened in May</p>" * 9)) == replace(page_facts.NONE, pay=ANY)
    assert facts_of(f"<header><h1>Our history</h1><p>Leeds | Permanent</p></header><main>{AD}</main>").location is None


def _read(body: str, row: str = "") -> Posting:
    listing, _ = drive(source("page", url=f"{HOST}/jobs", render="never"), {f"{HOST}/jobs": LIST.format(row)})
    (entry,) = (one for one in listing.entries if one.title == "Tool Setter")
    assert entry.detail is not None
    found = entry.read(Page(entry.detail, entry.detail.url, 200, (("Content-Type", "text/html"),), body.encode()))
    assert isinstance(found, Posting)
    return found


def test_who_is_believed() -> None:
    """The list comes first, then structured data, then what the page shows; pay outside the text counts too."""
    shown = "<h1>Tool Setter</h1><dl><dt>Location</dt><dd>Leeds</dd><dt>Department</dt><dd>Tool room</dd></dl>"
    stated = (
        "<script type='application/ld+json'>{'@type': 'JobPosting', 'title': 'Tool Setter', 'jobLocation': 'Hull'}</script>"
    ).replace("'", '"')
    stated = stated.replace('type="application', "type='application").replace('json">', "json'>")
    found = _read(FRAME.format(shown + AD), "<span class='location'>York</span>")
    assert (found.location, found.department) == ("York", "Tool room")
    found = _read(FRAME.format(shown + stated + AD))
    assert (found.location, found.department) == ("Hull", "Tool room")
    paid = _read(f"<header><h1>Tool Setter</h1><p>Hybrid</p><p>Salary: £30,000 a year</p></header><main>{AD}</main>")
    assert paid.pay is not None
    assert (paid.pay.min, paid.workplace) == (30_000, "hybrid")
    plain = _read(FRAME.format(f"<h1>Tool Setter</h1>{AD}"))
    assert (plain.location, plain.department, plain.employment_type, plain.pay) == (None, None, None, None)


def test_rdfa() -> None:
    """A JobPosting in RDFa is read as microdata is; a type of another vocabulary is not."""
    body = (
        "<div vocab='https://schema.org/' typeof='{}'><h1 property='title'>Tool Setter</h1><span property='jobLocation' typeof='Place'>"
        "<span property='address' typeof='PostalAddress'><span property='addressLocality'>Hull</span>, <span property='addressCountry'>GB</span>"
        "</span></span><meta property='datePosted' content='2026-11-05'></div>"
    )
    for kind in ("JobPosting", "schema:JobPosting", "http://schema.org/JobPosting"):
        found = _read(FRAME.format(body.format(kind) + AD))
        assert (found.location, found.posted_at) == ("Hull, GB", "2026-11-05")
    assert _read(FRAME.format(body.format("NoJobPosting") + AD)).posted_at is None
