"""JSON in a page that has more of its postings than the page shows."""

from __future__ import annotations

import html
import json
from typing import Any

from tests.test_pagers import FIRST, ROLES, is_whole, read, rows
from tracker.boards.generic import carried
from tracker.boards.kit import devalue


def objects(*titles: str, **more: Any) -> list[dict[str, Any]]:
    return [{"title": title, "slug": title.lower(), **more} for title in titles]


def forms(jobs: list[dict[str, Any]]) -> list[str]:
    """Return the ways in which pages contain what their scripts show."""
    raw = json.dumps(jobs)
    held = html.escape(json.dumps({"jobs": jobs}))
    pushed = json.dumps([1, f'5:["$","div",null,{{"jobs":{raw}}}]\n6:"x"'])
    return [
        f'<script type="application/json">{raw}</script>',
        f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"pageProps":{{"jobs":{raw}}}}}}}</script>',
        f"<script>var jobs = {raw};</script>",
        f'<script>window.__STATE__ = {{"list":{raw}}};</script>',
        f"<job-list :jobs='{raw}'></job-list>",
        f'<div data-react-props="{held}"></div>',
        f'<div data-page="{held}"></div>',
        f"<script>self.__next_f.push({pushed})</script>",
    ]


def test_a_page_that_shows_a_part_of_its_json() -> None:
    """The objects have titles and no addresses."""
    parts = forms(objects(*ROLES))
    told = [part for part in parts if is_whole(read(rows(*FIRST) + part))]
    assert (len(parts), told) == (8, [])
    reason = "the JSON in the page has 3 more of its postings ('Tailor') than it shows"
    assert read(rows(*FIRST) + parts[2]).problems[0].startswith(reason)


def test_json_that_has_no_more_of_them() -> None:
    """The same postings; others that are closed, unpublished or in another language; other objects."""
    shut = [
        objects("Welder in Cork", "Nurse", "Pilot", **one)
        for one in ({"status": "closed"}, {"isActive": False}, {"draft": True})
    ]
    lists = [
        objects(*FIRST),
        *(objects(*FIRST) + some for some in shut),
        objects(*FIRST, locale="en") + objects("Gärtner", "Pilot", locale="de"),
        objects("Baker (part-time)", *FIRST),
        objects(FIRST[0], "Pilot", "Gardener"),
        objects("Pilot", "Gardener", "Roofer"),
    ]
    told = [part for one in lists for part in forms(one) if not is_whole(read(rows(*FIRST) + part))]
    assert told == []
    index = json.dumps(objects(*FIRST, "About us", "News"))
    assert is_whole(read(rows(*FIRST) + f"<script>var pages = {index};</script>"))


STATES = (
    ('{"jobs":{"items":[],"hasNextPage":true,"total":61}}', False),
    ('{"ui":{"jobList":{"has_more":true}}}', False),
    ('{"vacancies":{"pageInfo":{"hasNextPage":true}}}', False),
    ('{"careers":{"last":false,"totalElements":40}}', False),
    ('{"jobs":{"items":[],"hasNextPage":false,"total":61}}', True),
    ('{"jobs":{"hasNextPage":true,"total":5}}', True),
    ('{"relatedJobs":{"hasMore":true}}', True),
    ('{"news":{"hasNextPage":true}}', True),
)


def test_a_script_that_says_how_the_list_is_paged() -> None:
    """The rows are in the markup, and the script says that there are more."""
    for state, whole in STATES:
        for script in (
            f"<script>window.__STATE__ = {state}</script>",
            f"<script type='application/json'>{state}</script>",
        ):
            assert is_whole(read(rows(*FIRST) + script)) is whole, script
    for said, whole in (
        ("Enable JavaScript to see all jobs", False),
        ("Bitte JavaScript einschalten, um alle Stellen zu sehen", False),
        ("Activez JavaScript pour voir toutes nos offres", False),
        ("JavaScript を有効にすると、すべての求人が表示されます", False),
        ("Enable JavaScript to apply", True),
        ("<img src='//stats.example/all-jobs.gif'>", True),
    ):
        assert is_whole(read(f"{rows(*FIRST)}<noscript>{said}</noscript>")) is whole, said


def test_the_pages_may_show_them_together() -> None:
    """Two pages together show everything that the JSON has."""
    assert carried.why_incomplete([carried.Carried(ROLES, is_named=True)], ROLES) == ""
    first = rows(*FIRST) + '<a href="/jobs/?page=2">Next</a>' + forms(objects(*ROLES))[2]
    assert is_whole(read(first, {"/jobs/?page=2": rows(*ROLES[len(FIRST) :])}))


def test_a_list_in_the_page_whose_total_is_larger() -> None:
    """The objects that the page shows, without addresses, are a part of the list that the JSON counts."""
    for said, whole in (
        ('"count": 31, "limit": 5', False),
        ('"totalCount": 6', False),
        ('"hasMore": true', False),
        ('"pageInfo": {"hasNextPage": true}', False),
        ('"count": 5', True),
        ('"total": 5, "hasMore": false', True),
        ('"views": 31', True),
    ):
        listed = ",".join(f'{{"headline": "x", "name": "{role}"}}' for role in FIRST)
        value = f'{{"props": {{"open": [{listed}], {said}}}}}'
        for script in (
            f"<script id=__NEXT_DATA__ type=application/json>{value}</script>",
            f'<script type="application/json; charset=utf-8">{value}</script>',
            f"<div data-props='{value}'></div>",
        ):
            assert is_whole(read(rows(*FIRST) + script)) is whole, script


def test_a_list_in_the_page_whose_titles_have_an_unknown_name() -> None:
    """The titles shown are in the rows under any name, and a larger total is beside them."""
    named = ",".join(f'{{"id": 1, "funktion": "{role}"}}' for role in FIRST)
    for said, whole in (('"total": 14', False), ('"meta": {"total": 14, "last_page": 3}', False), ('"total": 5', True)):
        script = f"<div data-props='{{\"rows\": [{named}], {said}}}'></div>"
        assert is_whole(read(rows(*FIRST) + script)) is whole, script


def payload(value: object) -> list[object]:
    """Write a value as Nuxt 3 does: objects and lists have the places of what they contain."""
    places: list[object] = []

    def put(one: object) -> int:
        place = len(places)
        places.append(None)
        if isinstance(one, dict):
            places[place] = {key: put(inner) for key, inner in one.items()}
        elif isinstance(one, list):
            places[place] = [put(inner) for inner in one]
        else:
            places[place] = one
        return place

    put(value)
    return places


def test_the_payload_of_nuxt() -> None:
    """Its values are put together again; a value that contains itself, a wrong place and a long chain do no harm."""
    value = {"data": {"jobs": [{"title": role, "slug": role.lower(), "open": True} for role in ROLES]}, "at": 7}
    assert devalue.revived(payload(value)) == value
    assert devalue.revived([["ShallowReactive", 1], {"jobs": 2}, ["Ref", 3], [4], "Baker"]) == {"jobs": ["Baker"]}
    assert devalue.revived([{"me": 0, "none": -1, "far": 99, "odd": "x"}]) == {
        "me": None,
        "none": None,
        "far": None,
        "odd": None,
    }
    assert devalue.revived([]) is devalue.revived({"a": 1}) is None
    assert devalue.revived([[place + 1] for place in range(30_000)]) is not None
    script = f"<script id='__NUXT_DATA__' type='application/json'>{json.dumps(payload(value))}</script>"
    assert not is_whole(read(rows(*FIRST) + script))
    assert is_whole(read(rows(*ROLES) + script))
    listed = {"data": {"open": [{"headline": role, "name": role} for role in FIRST], "total": 31}}
    script = f"<script id=__NUXT_DATA__ type=application/json>{json.dumps(payload(listed))}</script>"
    assert not is_whole(read(rows(*FIRST) + script))


def test_an_item_list_that_states_more_items() -> None:
    """An ItemList of schema.org has the titles shown and a larger number of items."""

    def listed(count: int, names: tuple[str, ...]) -> str:
        items = [{"@type": "ListItem", "position": at, "name": name} for at, name in enumerate(names, 1)]
        data = {"@context": "https://schema.org", "@type": "ItemList", "numberOfItems": count, "itemListElement": items}
        return f"<script type='application/ld+json'>{json.dumps(data)}</script>"

    assert not is_whole(read(rows(*FIRST) + listed(25, FIRST)))
    assert is_whole(read(rows(*FIRST) + listed(5, FIRST)))
    assert is_whole(read(rows(*FIRST) + listed(25, ("Home", "Careers", "Jobs"))))
    more = '<a href="/jobs/?page=2">Next</a>'
    first = rows(*FIRST) + more + listed(len(ROLES), FIRST)
    assert is_whole(read(first, {"/jobs/?page=2": rows(*ROLES[len(FIRST) :])}))
