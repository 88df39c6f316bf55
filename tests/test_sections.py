"""Postings within the page itself: their ids, ends, places, and short ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.test_any_page import WORK, read, titles
from tracker.boards.generic import marks
from tracker.boards.kit import labels, row_details
from tracker.model import Page
from tracker.model.errors import Failed, Unsure

TITLES = ("Bookkeeper", "Electrician", "Warehouse worker", "Site manager")
Writer = Callable[[str, int], str]


def bootstrap(mark: Callable[[int], str]) -> Writer:
    """Return what writes an item of Bootstrap 5's accordion: the number stands on the heading itself."""
    return lambda title, number: (
        f'<div class="accordion-item"><h2 class="accordion-header" id="heading{mark(number)}"><button '
        f'data-bs-toggle="collapse" data-bs-target="#collapse{mark(number)}">{title}</button></h2><div '
        f'id="collapse{mark(number)}" class="accordion-collapse collapse"><p>{title}. {WORK}</p></div></div>'
    )


def elementor(title: str, number: int) -> str:
    """Write an item of Elementor's toggle."""
    return (
        f'<div class="elementor-toggle-item"><div id="elementor-tab-title-177{number}" class="elementor-tab-title" '
        f'role="button" aria-controls="elementor-tab-content-177{number}"><a class="elementor-toggle-title">{title}</a>'
        f'</div><div id="elementor-tab-content-177{number}"><p>{title}. {WORK}</p></div></div>'
    )


def panel(title: str, number: int) -> str:
    """Write a panel whose heading is numbered between two words."""
    return f'<section><h3 id="faq-{number}-title">{title}</h3><p>{title}. {WORK}</p></section>'


COUNTERS: tuple[Writer, ...] = (
    bootstrap(str),
    bootstrap(lambda number: ("One", "Two", "Three", "Four", "Five", "Six")[number - 1]),
    bootstrap(lambda number: "ABCDEF"[number - 1]),
    elementor,
    panel,
    bootstrap(lambda number: ("XVIII", "XIX", "XX", "XXI", "XXII", "XXIII")[number - 1]),
    bootstrap(lambda number: ("Twelve", "Thirteen", "Fourteen", "Fifteen", "Sixteen", "Seventeen")[number - 1]),
    bootstrap(lambda number: ("Nineteen", "Twenty", "TwentyOne", "Twentytwo", "TwentyThree", "TwentyFour")[number - 1]),
    bootstrap(lambda number: ("Elf", "Zwölf", "Dreizehn", "Zwanzig", "Einundzwanzig", "Zweiundzwanzig")[number - 1]),
    bootstrap(lambda number: ("Diez", "Doce", "Trece", "Veinte", "Veintiuno", "Veintidos")[number - 1]),
)


def kept(titles: tuple[str, ...], write: Writer) -> dict[str, tuple[str, str]]:
    """Return what a page's postings are by their ids: titles and texts."""
    page = "".join(write(title, number) for number, title in enumerate(titles, 1))
    listing = read(f"<main><h1>Open positions</h1>{page}</main>")
    return {one.external_id: (one.title, one.text) for one in (entry.read(None) for entry in listing.entries)}


@pytest.mark.parametrize("write", COUNTERS)
def test_a_counter_is_no_id(write: Writer) -> None:
    """With one posting more or less at the top, all others keep their ids."""
    before = kept(TITLES, write)
    assert [title for title, _ in before.values()] == list(TITLES)
    more = kept(("Apprentice cook", *TITLES), write)
    assert more.items() > before.items()
    less = kept(TITLES[1:], write)
    assert before.items() > less.items()


@pytest.mark.parametrize(
    "mark",
    [
        "panel-iv",
        "jobIII",
        "tab-ii-head",
        "headingVIII",
        "xiv",
        "job-thirteen",
        "toggle-vingt-deux",
        "trentesima-tab-xi",
    ],
)
def test_a_number_that_is_written_out_is_a_place(mark: str) -> None:
    """Roman, or as a word, also beyond twelve."""
    assert marks.is_counted(mark)


@pytest.mark.parametrize(
    "mark",
    [
        "accountant-ii",
        "software-engineer-iii",
        "nurse-iv",
        "mix",
        "civil-engineer",
        "vi-editor",
        "size-xl",
        "job-cv",
        "ventilation-fitter",
        "once-daily",
    ],
)
def test_a_level_and_a_word_are_no_places(mark: str) -> None:
    """A numeral after an occupation is its level, and some words look like numerals."""
    assert not marks.is_counted(mark)


@pytest.mark.parametrize(
    "mark", ["baker", "senior-nurse", "comp-kx7f2a9c1b4e", "3f2a9c1b-77de-4a10-9c1f-aab2c3d4e5f6a"]
)
def test_a_name_is_an_id(mark: str) -> None:
    """A fragment that was written for the posting stays its id."""
    assert not marks.is_counted(mark)


FEET = (
    "<p>Copyright {} Grand Hotel, Main street 5</p>",
    "<p>Follow us on Instagram.</p><p>Edition {}</p>",
    "<div>© {} Grand Hotel. Alle Rechte vorbehalten</div>",
    "<p>Suivez-nous ! Rapport {}</p>",
    "<p>Impressum {}</p>",
)


@pytest.mark.parametrize("foot", FEET)
@pytest.mark.parametrize("titles", [("Head waiter",), ("Chef de partie", "Head waiter")])
def test_the_last_text_ends_where_the_page_does(titles: tuple[str, ...], foot: str) -> None:
    """A new year in the page's last line is no edit of the posting above it."""
    jobs = "".join(f"<h2>{title}</h2><p>{title}: {WORK}</p>" for title in titles)
    texts = []
    for year in (2026, 2027):
        entries = read(f"<div><h1>Open positions</h1>{jobs}{foot.format(year)}</div>").entries
        assert [entry.title for entry in entries] == list(titles)
        texts.append([entry.read(None).text for entry in entries])
    assert texts[0] == texts[1] == [f"{title}: {WORK.strip()}" for title in titles]


def test_the_last_text_has_what_those_before_it_have() -> None:
    """What follows all postings is about all of them; lines that each of them has stay with the last one too."""
    job = "<h2>{0}</h2><p>{0}: " + WORK + "</p><p>Follow us at {0} days.</p>"
    jobs = "".join(job.format(title) for title in TITLES)
    entries = read(f"<div><h1>Open positions</h1>{jobs}<p>We answer within a week.</p></div>").entries
    texts = [entry.read(None).text for entry in entries]
    assert [one.split("\n")[-1] for one in texts] == [f"Follow us at {title} days." for title in TITLES]


LABELS = (
    "<p>Location: {}</p>",
    "<p><strong>Lieu :</strong> {}</p>",
    "<p>📍 Ort: {}</p>",
    "<p>Место работы: {}</p>",
    "<table><tr><th>勤務地</th><td>{}</td></tr></table>",
    "<p>מיקום: {}</p>",
    "<p>Shifts. Munkavégzés helye: {}</p>",
    "<dl><dt>Arbetsort</dt><dd>{}</dd></dl>",
    "<p>Nơi làm việc: {}</p>",
    "<span class='location'>{}</span>",
    "<div class='job-standort'>📍 {}</div>",
)


@pytest.mark.parametrize("label", LABELS)
def test_a_label_says_the_place(label: str) -> None:
    """Whatever the place is called; in a section, and beside a link."""
    names = ("Ninetown", "Quietham", "Lower Wold")
    jobs = "".join(
        f"<div class='job'><h3>{title}</h3>{label.format(name)}<p>{WORK}</p></div>"
        for title, name in zip(TITLES, names, strict=False)
    )
    found = [entry.read(None) for entry in read(f"<main><h1>Open positions</h1>{jobs}</main>").entries]
    assert [(one.title, one.location) for one in found] == list(zip(TITLES, names, strict=False))


@pytest.mark.parametrize("head", ["Nơi làm việc", "Місто", "Munkavégzés helye", "Werkplek", "Plats"])
def test_a_column_says_the_place(head: str) -> None:
    """In a table of links."""
    rows = "".join(
        f"<tr><td><a href='/jobs/{n}'>{title}</a></td><td>Ninetown</td></tr>" for n, title in enumerate(TITLES)
    )
    table = f"<table><tr><th>Job</th><th>{head}</th></tr>{rows}</table>"
    page = {f"https://careers.example.org/jobs/{n}": f"<h1>{t}</h1><p>{WORK}</p>" for n, t in enumerate(TITLES)}
    listing = read(f"<main><h1>Open positions</h1>{table}</main>", **page)
    assert [entry.title for entry in listing.entries] == list(TITLES)
    for entry in listing.entries:
        assert entry.detail is not None
        markup = page[entry.detail.url].encode()
        assert entry.read(Page(entry.detail, entry.detail.url, 200, (), markup)).location == "Ninetown"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("Location: our workshop is in the middle of the old town, five minutes from the station", None),
        ("Sites: 3", None),
        ("Office: 01 555 77", None),
        ("By: Ann Lee", None),
        ("Location matters to us", None),
        ("Standort (Büro): Kassel.", "Kassel"),
        ("Ville : Saint-Étienne | CDI", "Saint-Étienne"),
        (
            "Location: Bend, OR We bake bread of every kind before the town wakes up, and look for someone who likes that",
            "Bend, OR",
        ),
        (
            "Standort: Jena, Thüringen Wir backen jeden Tag und suchen dich für die Nacht, wenn du gern früh aufstehst",
            "Jena, Thüringen",
        ),
        ("Location: Salt Lake City, Utah " + "We bake bread of every kind. " * 20, "Salt Lake City, Utah"),
        ("Location: our bakery, Bend " + "We bake bread of every kind. " * 20, None),
        ("About us. Location: Bend, OR " + "We bake bread of every kind. " * 20, None),
    ],
)
def test_what_a_label_is(line: str, place: str | None) -> None:
    """A sentence is no place."""
    assert labels.labelled([line]) == place


@pytest.mark.parametrize("other", ["Kontakt", "Contacts", "Контакты", "联系我们", "Yhteystiedot"])
def test_a_contact_is_no_posting(other: str) -> None:
    """Although it follows the postings in the same markup."""
    jobs = "".join(f"<h3>{title}</h3><p>Location: Ninetown</p><p>{WORK}</p>" for title in TITLES)
    listing = read(f"<main><h1>Open positions</h1>{jobs}<h3>{other}</h3><p>hr@example.org</p></main>")
    assert [entry.title for entry in listing.entries] == list(TITLES)


@pytest.mark.parametrize(
    ("line", "city"),
    [
        ("Mannheim", "Mannheim"),
        ("📍 Teruel", "Teruel"),
        ("Umeå · Apply by 15 December", "Umeå"),
        ("Hà Nội", "Hà Nội"),
        ("大阪市", "大阪市"),
        ("Skellefteå | heltid", "Skellefteå"),
        ("Full time", None),
        ("Sales", None),
        ("Central", None),
        ("We bake bread in Mannheim", None),
        ("12", None),
    ],
)
def test_a_line_that_is_a_city(line: str, city: str | None) -> None:
    """By the gazetteer, whatever else the line has."""
    assert row_details.city_of(line) == city


@pytest.mark.parametrize(
    ("title", "city"),
    [
        ("Kok zelfstandig werkend – Breda", "Breda"),
        ("Sairaanhoitaja, Oulu", "Oulu"),
        ("Welder (Kassel)", "Kassel"),
        ("Registered nurse, nights", None),
        ("Koch (m/w/d)", None),
        ("Head of sales - retail", None),
    ],
)
def test_a_title_that_ends_with_a_city(title: str, city: str | None) -> None:
    """The title stays as it is written."""
    jobs = f"<details><summary>{title}</summary><p>{WORK}</p></details>"
    more = "".join(f"<details><summary>{other}</summary><p>{WORK}</p></details>" for other in TITLES[:2])
    entries = read(f"<main><h1>Open positions</h1>{jobs}{more}</main>").entries
    assert (entries[0].title, entries[0].read(None).location) == (title, city)


@pytest.mark.parametrize("name", ["job-name", "position_title", "vacancy-name", "t-name", "c-job-title"])
def test_elements_that_are_called_titles(name: str) -> None:
    """Short postings whose titles are no headings, one of them without a known occupation."""
    jobs = "".join(
        f"<div class='col'><div class='{name}'>{title}</div><div class='about'>Location: Ninetown. {title} {number}.</div></div>"
        for number, title in enumerate((*TITLES[:2], "Front desk" if "job" in name else TITLES[2]))
    )
    entries = read(f"<main><h2>Join us</h2>{jobs}</main>").entries
    assert [entry.title for entry in entries][:2] == list(TITLES[:2])
    assert len(entries) == 3


@pytest.mark.parametrize(
    "label",
    [
        "<p>Location: {}</p>",
        "<table><tr><th>Place of work</th><td>{}</td></tr></table>",
        "<dl><dt>Ort</dt><dd>{}</dd></dl>",
    ],
)
def test_short_sections_without_wrappers(label: str) -> None:
    """Under a heading that names jobs, with a contact behind them."""
    jobs = "".join(
        f"<h3>{title}</h3>{label.format('Ninetown')}<p>{number} beds.</p>" for number, title in enumerate(TITLES)
    )
    entries = read(f"<main><h1>Open positions</h1>{jobs}<h3>Kontakt</h3><p>hr@example.org</p></main>").entries
    assert [(entry.title, entry.read(None).location) for entry in entries] == [(title, "Ninetown") for title in TITLES]


def test_people_with_names_are_no_postings() -> None:
    """An element with the class `name` may be a person's."""
    people = "".join(
        f"<div class='col'><div class='t-name'>{name}</div><div class='t-descr'>Head of sales</div></div>"
        for name in ("Ann Lee", "Bo Berg", "Cy Dahl")
    )
    with pytest.raises(Failed):
        read(f"<main><h2>Join us</h2>{people}</main>")


@pytest.mark.parametrize("sign", ["►", "•", "–", "→", "-"])
def test_a_bullet_is_no_part_of_a_title(sign: str) -> None:
    """Neither of a link nor of a heading."""
    links = "".join(f"<h4><a href='/jobs/{n}'>{sign} {title}</a></h4>" for n, title in enumerate(TITLES))
    assert titles(f"<main><h1>Open positions</h1>{links}</main>") == list(TITLES)
    panels = "".join(f"<details><summary>{sign} {title}</summary><p>{WORK}</p></details>" for title in TITLES)
    assert titles(f"<main><h1>Open positions</h1>{panels}</main>") == list(TITLES)


STRANGE = ("Zwirner", "Glimfeder", "Brolax")  # titles that no list of occupations has
LINES = (
    "You will work with us on the lamps of the harbour, and you bring patience, time and a steady hand for the glass."
)


def summary(title: str, more: str = "") -> str:
    return f"<details><summary>{title}</summary>{more}<p>{title}: {LINES}</p></details>"


def heading(title: str, more: str = "") -> str:
    return f"<h3>{title}</h3>{more}<p>{title}: {LINES}</p>"


@pytest.mark.parametrize("write", [summary, heading])
@pytest.mark.parametrize("count", [2, 3])
@pytest.mark.parametrize("more", ["<p>Location: Oslo</p>", "<p>Full-time</p>", "<p>Bergen, Norway</p>"])
def test_titles_that_nobody_knows_under_a_heading_of_a_list(
    write: Callable[[str, str], str], count: int, more: str
) -> None:
    """Each with its text and a place or a kind of employment: a list."""
    rows = "".join(write(title, more) for title in STRANGE[:count])
    entries = read(f"<main><h1>Open positions</h1>{rows}</main>").entries
    assert [one.title for one in entries] == list(STRANGE[:count])


@pytest.mark.parametrize("write", [summary, heading])
def test_titles_that_nobody_knows_without_more_may_be_a_list(write: Callable[[str], str]) -> None:
    """The message says what to do; next to another list they make it partial."""
    rows = "".join(map(write, STRANGE))
    with pytest.raises(Unsure, match=r"3 parts of the page might be postings .*item =") as raised:
        read(f"<main><h1>Vacancies</h1>{rows}</main>")
    assert raised.value.what == str(raised.value).partition("; describe an entry in tracker.toml")[0]
    links = "".join(f'<li><a href="/jobs/{one}">{one}</a></li>' for one in ("Baker", "Cook", "Waiter"))
    listing = read(f"<main><h1>Open positions</h1><ul>{links}</ul><h2>Vacancies of the workshop</h2>{rows}</main>")
    assert (len(listing.entries), listing.end) == (3, "")
    assert "3 parts of the page might be postings" in listing.problems[0]


@pytest.mark.parametrize(
    "below",
    [
        heading("How we hire").replace("Open", "") + heading("What we offer"),
        "<h2>About us</h2>" + heading("Zwirner") + heading("Glimfeder"),
        "<p>There are no openings at the moment.</p>" + heading("Zwirner").replace(LINES, "Nothing now."),
    ],
)
def test_parts_of_a_page_beside_a_list_are_none(below: str) -> None:
    """Under another heading, or about the way to a job: the list is whole."""
    links = "".join(f'<li><a href="/jobs/{one}">{one}</a></li>' for one in ("Baker", "Cook", "Waiter"))
    listing = read(f"<main><h1>Careers</h1><h2>Open positions</h2><ul>{links}</ul><h2>Good to know</h2>{below}</main>")
    assert (len(listing.entries), listing.problems) == (3, ())


@pytest.mark.parametrize(
    ("links", "told"),
    [
        (("/works/zwirner", "/works/glimfeder"), True),
        (("/en/works/zwirner", "/en/works/glimfeder"), True),
        (("/works/zwirner",), False),
        (("/zwirner", "/glimfeder"), False),
        (("/news/zwirner", "/news/glimfeder"), False),
    ],
)
def test_links_that_nobody_knows_beside_a_list_are_told(links: tuple[str, ...], told: bool) -> None:
    """Two in their own folder, under a heading of a list."""
    known = "".join(f'<li><a href="/jobs/{one}">{one}</a></li>' for one in ("Baker", "Cook", "Waiter"))
    rows = "".join(f'<p><a href="{one}">{one.rpartition("/")[2].title()}</a></p>' for one in links)
    listing = read(
        f"<main><h1>Open positions</h1><h2>Kitchen</h2><ul>{known}</ul><h2>Open positions in the workshop</h2>{rows}</main>"
    )
    assert len(listing.entries) == 3
    assert bool(listing.problems) == told
    assert not told or "2 links under the heading of the list might be postings ('Zwirner'" in listing.problems[0]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    "more",
    [
        "<p>Oslo</p><button>Read more</button>",
        "<dl><dt>Location</dt><dd>Oslo, Norway</dd></dl>",
        "<span>Full-time</span>",
    ],
)
def test_a_text_in_a_template_is_the_posting_s(count: int, more: str) -> None:
    """A script shows it when a visitor asks for more; the text ends with the template."""
    cards = "".join(
        f'<div class="job-card"><h3>{title}</h3>{more}<template class=details><div><h4>Your work</h4><p>{title}: {LINES}</p>'
        f"<ul><li>Tea &amp; bread</li></ul></div></template></div>"
        for title in ("Baker", "Lamp keeper", "Crane driver")[:count]
    )
    entries = read(f"<main><h1>Open positions</h1>{cards}</main>").entries
    assert len(entries) == count
    for one in entries:
        text = one.read(None).text
        assert text.endswith(f"# Your work\n{one.title}: {LINES}\n- Tea & bread")
        assert "Read more" not in text


@pytest.mark.parametrize(
    "held",
    [
        "<p>{{ title }} " + LINES + "</p>",
        "<form><p>" + LINES + "</p><input name=cv></form>",
        "<p v-for='one in jobs'>" + LINES + "</p>",
        "<p>Short.</p>",
    ],
)
def test_a_pattern_in_a_template_is_no_text(held: str) -> None:
    """A script or a visitor fills it; and of several in one posting, none is known to be its text."""
    for templates in (f"<template>{held}</template>", f"<template><p>{LINES}</p></template>" * 2):
        cards = "".join(
            f"<section><h3>{title}</h3><p>{title} in the old harbour of Oslo, full-time, from June on.</p>{templates}</section>"
            for title in ("Baker", "Lamp keeper", "Crane driver")
        )
        entries = read(f"<main><h1>Open positions</h1>{cards}</main>").entries
        assert len(entries) == 3
        assert not any("patience" in one.read(None).text for one in entries)


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Cook, London, UK", "London, UK"),
        ("Data Engineer - Austin, TX", "Austin, TX"),
        ("Koch – Graz, Österreich", "Graz, Österreich"),
        ("Nurse, Oulu", "Oulu"),
        ("Cook, Night shift, Oulu", "Oulu"),
        ("Nurse, Berlin, Java", None),
        ("Sales Manager, Marketing, EMEA", None),
        ("Cook, Salem, IN", None),
    ],
)
def test_the_city_that_a_title_ends_with(title: str, place: str | None) -> None:
    """Alone, or with its region or country; an ambiguous name does not count."""
    assert labels.city_behind(title) == place
