"""A list in groups whose headings say how many postings they have: "Germany (12)" above ten of them."""

from __future__ import annotations

import pytest

from tests.test_pagers import FIRST, is_whole, read, rows

Groups = tuple[tuple[str, int], ...]
FORMS = ("<section><h3>{}</h3>{}</section>", "<details><summary>{}</summary>{}</details>", "<h4>{}</h4>{}")
SHORT: list[Groups] = [
    (("Yard (3)", 2), ("Sea (3)", 3)),
    (("Deutschland (2)", 2), ("Österreich (12)", 3)),
    (("Bergen [3]", 2), ("Oslo [3]", 3)),
    (("Yard – 2 openings", 2), ("Sea – 4 openings", 3)),
    (("Montage · 2 Stellen", 2), ("Büro · 9 Stellen", 3)),
    (("Lyon (2 offres)", 2), ("Lille (5 offres)", 3)),
    (("Yard <span>2</span>", 2), ("Sea <span>4</span>", 3)),
    (("Yard (2)", 2), ("Sea (3)", 3), ("Air (4)", 0)),
    (("Yard (4)", 2), ("Sea (8)", 3)),
]
WHOLE: list[Groups] = [
    (("Yard (2)", 2), ("Sea (3)", 3)),
    (("Yard (2)", 2), ("Sea (3)", 3), ("Air (0)", 0)),
    (("Yard <span>2</span>", 2), ("Sea <span>3</span>", 3)),
    (("Yard (1)", 2), ("Sea (8)", 3)),  # the number counts something else
    (("Yard (4)", 2), ("Sea", 3)),  # of a single group, it may be anything
    (("Yard (since 2019)", 2), ("Sea (2019)", 3)),
    (("Yard (1998)", 2), ("Sea (2004)", 3)),
    (("Yard, 4 minutes from the station", 2), ("Sea, 9 minutes from the station", 3)),
    (("Yard (2)", 2), ("Sea (3)", 3), ("Our 4 values", 0)),
]


def _page(form: str, groups: Groups) -> str:
    """Return a page with these groups, each with so many of the postings."""
    roles, parts = list(FIRST), []
    for heading, count in groups:
        shown, roles = roles[:count], roles[count:]
        parts.append(form.format(heading, rows(*shown) if shown else ""))
    return "".join(parts)


@pytest.mark.parametrize("form", FORMS)
def test_a_group_with_fewer_postings_than_its_heading_says(form: str) -> None:
    """The list is not whole, in whatever way the number is written."""
    for groups in SHORT:
        listing = read(_page(form, groups))
        assert (len(listing.entries), is_whole(listing)) == (len(FIRST), False), groups
        assert "and shows" in " ".join(listing.problems)


def test_groups_in_a_table_and_under_bold_words() -> None:
    """The heading of a group may be a cell that spans the columns, or a bold line."""
    for said, whole in (("(3)", True), ("(4)", False)):
        cells = "".join(
            f"<tr><th colspan=2>{head}</th></tr>"
            + "".join(f"<tr><td><a href='/jobs/{one.lower()}/'>{one}</a></td><td>Cork</td></tr>" for one in roles)
            for head, roles in (("Yard (2)", FIRST[:2]), (f"Sea {said}", FIRST[2:]))
        )
        assert is_whole(read(f"<table>{cells}</table>")) is whole
        bold = "<p><b>Yard (2)</b></p>{}<p><strong>Sea {}</strong></p>{}"
        assert is_whole(read(bold.format(rows(*FIRST[:2]), said, rows(*FIRST[2:])))) is whole


@pytest.mark.parametrize(
    "beside",
    [
        "<footer><h3>Ports (14)</h3></footer>",
        "<section><h3>Offices (14)</h3><p>Cork</p></section>",
        "<div class=facts><div><h3>Ships (9)</h3><p>All of them are painted blue.</p></div></div>",
        "<section><h3>News (4)</h3></section>",
    ],
)
def test_headings_of_other_parts_without_postings(beside: str) -> None:
    """Their numbers say nothing about the list."""
    assert is_whole(read(_page(FORMS[0], (("Yard (2)", 2), ("Sea (3)", 3))) + beside))


@pytest.mark.parametrize("form", FORMS)
def test_numbers_that_agree_or_count_something_else(form: str) -> None:
    """The list is whole."""
    for groups in WHOLE:
        listing = read(_page(form, groups))
        assert (len(listing.entries), is_whole(listing)) == (len(FIRST), True), (groups, listing.problems)
