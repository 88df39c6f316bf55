"""Board software with new replies or addresses: old and new ones are read, and unknown ones are reported."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.test_boards import cxs, drive, source
from tests.test_ends import outcome
from tracker.boards import BOARDS
from tracker.boards.detect import by_page, by_url
from tracker.boards.software import greenhouse, oracle, rippling, workday
from tracker.check.reads import Reads
from tracker.imports.recorded import list_requests
from tracker.model import Page, Posting, Request
from tracker.model.errors import Blocked, Failed
from tracker.operations import add

ACME = "https://acme.wd5.myworkdayjobs.com"
CAREERS = "https://careers.example.org"


def wd(count: int, *, cap: int = 0, facets: bool = False) -> Callable[[Request], Any]:
    """A Workday list that states its true number, or `cap` at most; its offsets never begin again."""

    def reply(request: Request) -> Any:
        ask = json.loads(request.body)
        start = ask["offset"]
        rows = range(start, min(start + ask["limit"], count))
        kinds = [{"facetParameter": "timeType", "values": [{"id": "full", "count": count}]}] if facets else []
        return {
            "total": 0 if start else min(count, cap or count),
            "jobPostings": [{"title": f"Baker {n}", "externalPath": f"/job/X/Baker_{n}"} for n in rows],
            "facets": kinds,
        }

    return reply


@pytest.mark.parametrize(("count", "cap"), [(2_300, 0), (2_000, 0), (2_045, 2_000), (4_010, 0)])
def test_workday_that_serves_more_than_it_caps(count: int, cap: int) -> None:
    """A list of 2,000 and more is read by offset if the site allows it."""
    listing, asked = drive(source("workday", url=f"{ACME}/Careers"), {"*": wd(count, cap=cap, facets=True)})
    assert (len(listing.entries), outcome(listing)) == (count, "complete")
    assert all(json.loads(one.body)["appliedFacets"] == {} for one in asked)


def test_workday_whose_facets_do_not_have_every_posting() -> None:
    """Capped, and sliced by the only facet: postings in no slice are never seen, so it is a window."""
    postings = [(f"JR{n}", ("Ops", "Lab", "Sea")[n % 3]) for n in range(2613)]
    given = source("workday", url=f"{ACME}/Careers")
    listing, _ = drive(given, {"*": cxs(postings, agreed=False)})
    assert (len(listing.entries), outcome(listing)) == (2613, "window")
    assert "no more than 2000 postings" in listing.cap


def test_workday_that_states_more_and_begins_again() -> None:
    """The true number is stated, and the offsets start again: then slices are tried."""
    postings = [(f"JR{n}", ("Ops", "Lab", "Sea")[n % 3]) for n in range(2613)]
    capped = cxs(postings)

    def reply(request: Request) -> Any:
        found = capped(request)
        if found["total"] == workday.CAP:
            found["total"] = len(postings)
        return found

    listing, _ = drive(source("workday", url=f"{ACME}/Careers"), {"*": reply})
    assert (len(listing.entries), outcome(listing), listing.end) == (
        2613,
        "complete",
        "every one of 3 slices was read to its end",
    )


def test_workday_rows_of_withdrawn_postings() -> None:
    """An empty row counts as a row for the offset and the total."""

    def reply(request: Request) -> Any:
        start = json.loads(request.body)["offset"]
        rows = [{} if n in {3, 25} else {"title": f"B {n}", "externalPath": f"/job/X/B_{n}"} for n in range(45)]
        return {"total": 0 if start else 45, "jobPostings": rows[start : start + 20]}

    listing, asked = drive(source("workday", url=f"{ACME}/Careers"), {"*": reply})
    assert (len(listing.entries), listing.rows, outcome(listing)) == (43, 45, "complete")
    assert [json.loads(one.body)["offset"] for one in asked] == [0, 20, 40, 45]


@pytest.mark.parametrize("locale", ["en", "en-US", "en-us", "en_US", "EN-US", "zh-Hans-CN", "es-419", "fr-CA"])
def test_languages_in_addresses(locale: str) -> None:
    """In any spelling, a language is not a site."""
    assert workday.recognise(f"{ACME}/{locale}/Careers/job/Oslo/Baker_R1") == "acme/Careers"
    assert workday.home(f"{ACME}/{locale}/Careers") == f"{ACME}/Careers"
    assert workday.recognise(f"https://wd5.myworkdaysite.com/{locale}/recruiting/acme/Careers") == "acme/Careers"
    assert rippling.recognise(f"https://ats.rippling.com/{locale}/acme/jobs") == "acme"
    assert oracle.recognise(f"{CAREERS}/{locale}/sites/jobsearch/jobs") == "jobsearch"


def test_sites_of_two_letters() -> None:
    """A site may be named like a language."""
    assert workday.recognise(f"{ACME}/US") == "acme/US"
    assert workday.recognise(f"{ACME}/en-US/US/job/Oslo/Baker_R1") == "acme/US"
    assert workday.recognise(f"{ACME}/US/job/Oslo/Baker_R1") == "acme/US"
    assert rippling.recognise("https://ats.rippling.com/hp/jobs") == "hp"


@pytest.mark.parametrize(
    ("url", "board", "home"),
    [
        ("https://ats.us1.rippling.com/en-US/acme/jobs/u-1", "rippling", "https://ats.rippling.com/acme/jobs"),
        ("https://ats.us1.rippling.com/api/v2/board/acme/jobs", "rippling", "https://ats.rippling.com/acme/jobs"),
        (f"{CAREERS}/en/sites/jobsearch/jobs?mode=location", "oracle", f"{CAREERS}/en/sites/jobsearch/jobs"),
        (f"{CAREERS}/en/sites/CX_1/job/42", "oracle", f"{CAREERS}/en/sites/CX_1/jobs"),
        (
            "https://careers-content.clearcompany.com/js/v1/career-site.js?siteId=0A1B2C3D-0000-4000-8000-1234567890AB",
            "clearcompany",
            BOARDS["clearcompany"].example,
        ),
        ("https://boards.eu.greenhouse.io/acme/jobs/1", "greenhouse", "https://boards.eu.greenhouse.io/acme"),
        ("https://jobs.eu.lever.co/acme/u-1", "lever", "https://jobs.eu.lever.co/acme"),
    ],
)
def test_addresses_that_have_moved(url: str, board: str, home: str) -> None:
    """They are recognised, and lead to the board."""
    found = by_url(url)
    assert found is not None
    assert (found.board, found.url) == (board, home)


@pytest.mark.parametrize(
    "url",
    [f"{CAREERS}/en/sites/jobsearch", f"{CAREERS}/our/sites/oslo/jobs", f"{CAREERS}/en/sites/oslo/jobs"],
)
def test_addresses_that_are_none(url: str) -> None:
    """A path that resembles one of Oracle's is not recognised."""
    assert by_url(url) is None


def page(url: str, body: str, **more: Any) -> Page:
    return Page(Request(url), more.pop("at", url), more.pop("status", 200), (), body.encode(), **more)


def test_clearcompany_is_told_by_the_script_that_a_page_embeds() -> None:
    """The script's address names the site; so does `board = "clearcompany"` with the employer's page."""
    script = "https://careers-content.clearcompany.com/js/v1/career-site.js?siteId=0a1b2c3d-0000-4000-8000-1234567890ab"
    found = by_page(page(f"{CAREERS}/", f'<script src="{script}"></script>'))
    assert found is not None
    assert (found.board, found.url) == ("clearcompany", BOARDS["clearcompany"].example)
    replies = {
        f"{CAREERS}/": f'<script src="{script.replace("&", "&amp;")}"></script>',
        f"{BOARDS['clearcompany'].example}?pageIndex=0": {
            "totalCount": 1,
            "results": [{"id": "c1", "positionTitle": "Baker", "location": "Oslo", "description": "<p>Bake.</p>"}],
        },
    }
    listing, _ = drive(source("clearcompany", url=f"{CAREERS}/"), replies)
    (found_entry,) = listing.entries
    posting: Posting = found_entry.read(None)
    assert (posting.title, posting.location, posting.text, found_entry.detail) == ("Baker", "Oslo", "Bake.", None)
    with pytest.raises(Failed, match="embeds no script"):
        drive(source("clearcompany", url=f"{CAREERS}/"), {"*": "<p>Work here</p>"})


def test_oracle_under_an_employers_own_name() -> None:
    """The page names the host of the API and the number of the site; addresses stay those for people."""
    replies = {
        f"{CAREERS}/en/sites/jobsearch/jobs": "<base data-apibaseurl='https://x.fa.oraclecloud.com:443' data-sitenumber='CX_7'>",
    }

    def answer(request: Request) -> Any:
        assert request.url.startswith("https://x.fa.oraclecloud.com/hcmRestApi/resources/latest/"), request.url
        if "/recruitingCESites/CX_7" in request.url:
            return {"SiteName": "Acme"}
        assert "siteNumber=CX_7" in request.url
        return {"items": [{"TotalJobsCount": 1, "requisitionList": [{"Id": 42, "Title": "Baker"}]}]}

    listing, _ = drive(source("oracle", url=f"{CAREERS}/en/sites/jobsearch/jobs"), {**replies, "*": answer})
    (found,) = listing.entries
    assert (found.url, listing.employer) == (f"{CAREERS}/en/sites/jobsearch/job/42", "Acme")


def test_oracle_is_told_by_the_mark_of_its_page() -> None:
    """A site may have any name; its page identifies the software."""
    url = f"{CAREERS}/en/sites/oslo/jobs"
    found = by_page(page(url, "<script>window.CX_CONFIG = {}</script>"))
    assert found is not None
    assert (found.board, found.url) == ("oracle", url)
    row = {"items": [{"TotalJobsCount": 1, "requisitionList": [{"Id": 42, "Title": "Baker"}]}]}

    def answer(request: Request) -> Any:
        return {"SiteName": "Acme"} if "/recruitingCESites/" in request.url else row

    listing, asked = drive(source("oracle", url=url), {url: "siteNumber: 'CX_3'", "*": answer})
    assert (listing.entries[0].url, "siteNumber=CX_3" in asked[1].url) == (f"{CAREERS}/en/sites/oslo/job/42", True)


def test_greenhouse_behind_short_links() -> None:
    """On a page with short links only, one of them is followed."""
    url = f"{CAREERS}/jobs"
    job = {"id": 1, "title": "Baker", "absolute_url": f"{CAREERS}/1", "content": "x"}

    more = ""

    def answer(request: Request) -> Any:
        if request.url == "https://grnh.se/x7y8z9":
            return Page(request, "https://boards.greenhouse.io/another/jobs/1", 200, (), b"<h1>Cook</h1>")
        if request.url == url:
            return '<a href="https://grnh.se/a1b2c3">Baker</a><a href="https://grnh.se/d4e5f6">Cook</a>' + more
        if request.url == "https://grnh.se/a1b2c3":
            return Page(request, "https://example.org/gone", 200, (), b"gone")
        if request.url == "https://grnh.se/d4e5f6":
            return Page(request, "https://job-boards.greenhouse.io/acme/jobs/1?gh_src=x", 200, (), b"<h1>Baker</h1>")
        assert request.url.startswith("https://boards-api.greenhouse.io/v1/boards/acme/jobs?")
        return {"jobs": [job], "meta": {"total": 1}}

    listing, _ = drive(source("greenhouse", url=url), {"*": answer})
    assert [one.external_id for one in listing.entries] == ["1"]
    with pytest.raises(Failed, match=r'lead to no board.*board = "page"'):
        drive(source("greenhouse", url=url), {url: '<a href="https://grnh.se/a1b2c3">Baker</a>'})
    more = '<a href="https://grnh.se/x7y8z9">Cook</a>'
    with pytest.raises(Failed, match="boards of several employers"):
        drive(source("greenhouse", url=url), {"*": answer})
    found = by_page(page(url, '<a href="https://grnh.se/a1b2c3">Baker</a>'))
    assert found is not None
    assert found.board == "greenhouse"
    assert greenhouse.recognise("https://grnh.se/a1b2c3") == ""


def test_add_writes_the_board_that_a_page_leads_to() -> None:
    """In a roundabout way: by short links. A board under an employer's own name keeps its address."""

    def seen(*asked: str) -> Reads:
        return Reads(pages=[page(one, "x") for one in asked])

    api = "https://boards-api.greenhouse.io/v1/boards/acme/jobs?content=true"
    given = source("greenhouse", url=f"{CAREERS}/jobs")
    assert add._at_its_board(given, seen(f"{CAREERS}/jobs", api)).url == "https://boards.greenhouse.io/acme"
    phenom = source("phenom", url=f"{CAREERS}/us/en/search-results")
    assert add._at_its_board(phenom, seen(f"{CAREERS}/widgets")) == phenom
    named = source("greenhouse", url="https://boards.eu.greenhouse.io/acme")
    assert add._at_its_board(named, seen(api)) == named


@pytest.mark.parametrize(
    ("title", "period"), [("Annual Salary", "year"), ("Base pay (per hour)", "hour"), ("Pay range", None)]
)
def test_greenhouse_ranges_of_pay(title: str, period: str | None) -> None:
    """They are asked for, and their titles name the period."""
    ranges = [{"min_cents": 9000000, "max_cents": 12000000, "currency_type": "USD", "title": title}]
    job = {"id": 1, "title": "Baker", "absolute_url": f"{CAREERS}/1", "content": "x", "pay_input_ranges": ranges}
    listing, asked = drive(source("greenhouse", url="https://boards.greenhouse.io/acme"), {"*": {"jobs": [job]}})
    assert "pay_transparency=true" in asked[0].url
    pay = listing.entries[0].read(None).pay
    assert (pay.min, pay.max, pay.currency, pay.period) == (90000, 120000, "USD", period)


def test_greenhouse_as_it_was_captured_before() -> None:
    """If the new request is not in an archive, the former one is used."""
    url = "https://boards-api.greenhouse.io/v1/boards/acme/jobs"
    new, old = f"{url}?pay_transparency=true&content=true", f"{url}?content=true"
    missing = Page(Request(new), new, failure="it was not requested then", failure_kind="unasked")
    listing, asked = drive(
        source("greenhouse", url="https://boards.greenhouse.io/acme"), {new: missing, old: {"jobs": []}}
    )
    assert ([one.url for one in asked], outcome(listing)) == ([new, old], "complete")


@pytest.mark.parametrize(
    ("board", "count"), [("greenhouse", 2), ("lever", 1), ("json", 1), ("page", 1), ("workday", 1)]
)
def test_captures_may_have_the_request_of_before(board: str, count: int) -> None:
    """An import looks for the list by its current request, and by its former one."""
    found = list_requests(source(board, url=BOARDS[board].example))
    assert len(found) == count
    assert all(one.method == found[0].method for one in found)


TIER = {
    "compensationType": "Salary",
    "interval": "1 YEAR",
    "currencyCode": "USD",
    "minValue": 90000,
    "maxValue": 100000,
}


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ([[TIER]], (90000, 100000, "USD", "year")),
        ([[TIER], [{**TIER, "minValue": 80000, "maxValue": 95000}]], (80000, 100000, "USD", "year")),
        ([[{**TIER, "minValue": None}]], (None, 100000, "USD", "year")),
        ([[{**TIER, "compensationType": "Bonus"}], [TIER]], (90000, 100000, "USD", "year")),
        ([[{**TIER, "interval": "1-YEAR"}]], (90000, 100000, "USD", "year")),
        ([[TIER], [{**TIER, "currencyCode": "EUR"}]], (None, None, None, None)),
        ([[TIER], [{**TIER, "interval": "1 HOUR"}]], (None, None, None, None)),
        ([None, ["x", None]], None),
    ],
)
def test_ashby_tiers(tiers: list[Any], expected: tuple[Any, ...] | None) -> None:
    """If the summary has no salary, the tiers are combined, unless they differ in currency or period."""
    stated: dict[str, Any] = {
        "compensationTierSummary": "$80K - $100K",
        "summaryComponents": [],
        "compensationTiers": [],
    }
    stated["compensationTiers"] = [{"title": "Zone", "components": one} for one in tiers]
    job = {
        "id": "u",
        "title": "Baker",
        "jobUrl": f"{CAREERS}/u",
        "descriptionHtml": "<p>Bake.</p>",
        "compensation": stated,
    }
    listing, _ = drive(source("ashby", url="https://jobs.ashbyhq.com/acme"), {"*": {"jobs": [job]}})
    pay = listing.entries[0].read(None).pay
    assert (None if pay is None else (pay.min, pay.max, pay.currency, pay.period)) == expected
    assert pay is None or pay.stated == "$80K - $100K"


@pytest.mark.parametrize(
    ("said", "summaries", "expected"),
    [
        ("$90K - $100K", ["$90.00 per hour"], "$90K - $100K"),
        (None, ["$19.00 – $21.00 per hour"], "$19.00 – $21.00 per hour"),
        (None, ["€15.00 per hour", "€17.00 per hour", "€15.00 per hour"], "€15.00 per hour; €17.00 per hour"),
        (None, [None], "from 15 and a bonus"),
    ],
)
def test_ashby_keeps_the_words_for_pay_by_the_hour(said: str | None, summaries: list[Any], expected: str) -> None:
    """The summary is missing for pay by the hour; the words of the components are kept then, without bonuses."""
    components = [{**TIER, "summary": one} for one in summaries]
    bonus = {**TIER, "compensationType": "Bonus", "summary": "Offers Bonus"}
    stated = {
        "scrapeableCompensationSalarySummary": said,
        "compensationTierSummary": "from 15 and a bonus",
        "summaryComponents": [TIER],
        "compensationTiers": [{"components": [*components, bonus]}],
    }
    job = {"id": "u", "title": "Baker", "jobUrl": f"{CAREERS}/u", "compensation": stated}
    listing, _ = drive(source("ashby", url="https://jobs.ashbyhq.com/acme"), {"*": {"jobs": [job]}})
    assert listing.entries[0].read(None).pay.stated == expected


def test_lever_describes_the_salary() -> None:
    """It is part of the text, and states the pay where no range does."""
    job = {"id": "u", "text": "Baker", "hostedUrl": f"{CAREERS}/u", "description": "<p>Bake.</p>", "categories": {}}
    said = {
        "salaryDescription": "<p>Salary: $30 - $40 per hour</p>",
        "salaryDescriptionPlain": "Salary: $30 - $40 per hour",
    }

    def read(more: dict[str, Any]) -> Posting:
        listing, _ = drive(source("lever", url="https://jobs.lever.co/acme"), {"*": [{**job, **more}]})
        found: Posting = listing.entries[0].read(None)
        return found

    found = read(said)
    assert found.text == "Bake.\nSalary: $30 - $40 per hour"
    assert found.pay is not None
    assert (found.pay.min, found.pay.period) == (30, "hour")
    assert read({"salaryDescriptionPlain": said["salaryDescriptionPlain"]}).text == found.text
    ranged = read({**said, "salaryRange": {"min": 5, "max": 6, "currency": "USD", "interval": "semi-month-salary"}}).pay
    assert ranged is not None
    assert (ranged.min, ranged.period) == (5, "half-month")


def test_personio_says_what_it_tried() -> None:
    """No feed, no JSON, no link to a posting and no sentence that there are none: an unknown name, or another page."""
    given = source("personio", url="https://acme.jobs.personio.com")
    with pytest.raises(Failed, match=r'has no feed.*board = "page"'):
        drive(given, {"https://acme.jobs.personio.com": "<h1>Personio</h1>"})
    none = "<link href=https://assets.cdn.personio.de/x.css><p>There are no open positions.</p>"
    assert outcome(drive(given, {"https://acme.jobs.personio.com": none})[0]) == "complete"
    assert outcome(drive(given, {"https://acme.jobs.personio.com/search.json?language=en": []})[0]) == "complete"


def test_personio_texts_in_the_json() -> None:
    """A text that the JSON has needs no page of its own; each of several offices is a place."""
    row = {"id": 7, "name": "Baker", "offices": ["Kiel", "Graz"], "office": "Kiel,Graz", "description": "<p>Bake.</p>"}
    given = source("personio", url="https://acme.jobs.personio.com/?language=de")
    listing, _ = drive(given, {"https://acme.jobs.personio.com/search.json?language=de": [row]})
    (found,) = listing.entries
    assert (found.detail, found.url) == (None, "https://acme.jobs.personio.com/job/7?language=de")
    assert (found.read(None).text, found.read(None).location) == ("Bake.", "Kiel; Graz")


def unified(locales: dict[str, list[int]], *, total: int = 0) -> Callable[[Request], Any]:
    """A site of SuccessFactors with a list in each language."""

    def reply(request: Request) -> Any:
        if request.method == "GET":
            links = "".join(f'<a href="/search/?q=&amp;locale={one}">{one}</a>' for one in locales)
            return (
                f'<html lang="en-GB"><script src="/platform/js/j2w/min/x.js"></script><div id=app></div>{links}</html>'
            )
        ask = json.loads(request.body)
        ids = locales[ask["locale"]]
        rows = [{"response": {"id": n, "unifiedStandardTitle": f"Baker {n}"}} for n in ids]
        at = ask["pageNumber"] * 10
        return {"totalJobs": total or len(ids), "jobSearchResult": rows[at : at + 10]}

    return reply


def test_successfactors_unified_search_in_each_language() -> None:
    """The lists of all languages are one; a posting in several of them is one posting, in the page's language."""
    given = source("successfactors", url=f"{CAREERS}/search/", render="never")
    languages = {"de_DE": [1, 2, 30], "en_GB": list(range(1, 25))}
    listing, _ = drive(given, {"*": unified(languages)})
    assert (len(listing.entries), outcome(listing)) == (25, "complete")
    assert {one.url.rpartition("-")[2] for one in listing.entries} == {"en_GB", "de_DE"}
    assert next(one.url for one in listing.entries if one.external_id == "1").endswith("/1-en_GB")
    chosen, _ = drive(
        source("successfactors", url=f"{CAREERS}/search/?locale=de_DE", render="never"), {"*": unified(languages)}
    )
    assert len(chosen.entries) == 3
    short, _ = drive(given, {"*": unified(languages, total=40)})
    assert outcome(short) == "partial"


@pytest.mark.parametrize(
    ("lang", "more", "expected"),
    [
        ("de", "", ["de_DE"]),
        ("en", "", ["en_US"]),
        ("en-GB", "", ["en_GB"]),
        ("de", "<a href='?locale=de_AT'>", ["de_AT"]),
        ("de", '<script>x = {"currentLocale":"de_CH", "locale": "fr_CH"}</script>', ["de_CH", "fr_CH"]),
        ("", "", ["en_US"]),
    ],
)
def test_languages_of_a_unified_search(lang: str, more: str, expected: list[str]) -> None:
    """As the page names them; an empty list in a language that it does not name proves nothing."""
    url = f"{CAREERS}/search/"
    shell = f'<html lang="{lang}"><script src="/platform/js/j2w/min/x.js"></script><div id=app></div>{more}</html>'
    asked: list[str] = []

    def answer(request: Request) -> Any:
        if request.method == "GET":
            return shell
        asked.append(json.loads(request.body)["locale"])
        return {"totalJobs": 0, "jobSearchResult": []}

    given = source("successfactors", url=url, render="never")
    if more:
        assert outcome(drive(given, {"*": answer})[0]) == "complete"
    else:
        with pytest.raises(Failed, match=r"locale=de_DE"):
            drive(given, {"*": answer})
    assert asked == expected


def test_phenom_that_asks_us_to_wait() -> None:
    """After 429 no further request is sent."""
    given = source("phenom", url=f"{CAREERS}/us/en/search-results")
    busy = Page(Request(CAREERS), CAREERS, 429, (), b"slow down")
    with pytest.raises(Failed, match="429"):
        drive(given, {f"{CAREERS}/widgets": busy})


def test_successfactors_shell_that_nothing_stands_behind() -> None:
    """If its list is refused or missing, the reason says so, with the line that helps."""
    given = source("successfactors", url=f"{CAREERS}/search/", render="never")
    shell = unified({"en_GB": []})

    def answer(status: int) -> Callable[[Request], Any]:
        return lambda one: shell(one) if one.method == "GET" else Page(one, one.url, status, (), b"{}")

    with pytest.raises(Failed, match=r'is a shell.*board = "page"'):
        drive(given, {"*": answer(404)})
    with pytest.raises(Blocked, match="is a shell"):
        drive(given, {"*": answer(403)})
    assert outcome(drive(given, {"*": shell})[0]) == "complete"


@pytest.mark.parametrize("name", ["offset", "pipelineOffset", "jobListOffset"])
def test_avature_offsets_by_the_name_that_the_portal_has(name: str) -> None:
    """By the links of its pager, or else by one of the usual names."""

    def answer(request: Request) -> Any:
        query = dict(part.split("=") for part in request.url.partition("?")[2].split("&"))
        at = int(query.get(name, "0"))
        rows = "".join(
            f'<article class="article--result"><a href="/careers/JobDetail/x/{n}">Baker {n}</a></article>'
            for n in range(100 + at, min(100 + at + 6, 120))
        )
        pager = f'<a href="?jobRecordsPerPage=6&amp;{name}={at + 6}">next</a>' if name == "jobListOffset" else ""
        return f'<div class="pagination__legend">{at + 1}-{at + 6} of 20 results</div>{rows}{pager}'

    given = source("avature", url="https://acme.avature.net/careers/SearchJobs", render="never")
    listing, _ = drive(given, {"*": answer})
    assert (len(listing.entries), listing.stated_total, outcome(listing)) == (20, 20, "complete")


def avature_rows(at: int, size: int, count: int) -> str:
    return "".join(
        f'<article class="article--result"><a href="/careers/JobDetail/x/{n}">Baker {n}</a></article>'
        for n in range(100 + at, 100 + min(at + size, count))
    )


@pytest.mark.parametrize(("size", "count"), [(12, 31), (12, 12), (20, 43), (24, 24), (10, 10)])
@pytest.mark.parametrize("name", ["offset", "folderOffset", "jobOffset"])
def test_avature_total_that_is_the_size_of_the_page(name: str, size: int, count: int) -> None:
    """The stated total is that of the page, and another offset name shows the others; a list of one page is whole."""

    def answer(request: Request) -> Any:
        query = dict(part.split("=") for part in request.url.partition("?")[2].split("&"))
        rows = avature_rows(int(query.get(name, "0")), size, count)
        return f'<div class="pagination__legend">{rows.count("<article")} results</div><main>{rows}</main>'

    given = source("avature", url="https://acme.avature.net/careers/SearchJobs", render="never")
    listing, _ = drive(given, {"*": answer})
    assert (len(listing.entries), outcome(listing)) == (count, "complete")


@pytest.mark.parametrize(
    ("linked", "expected"), [(12, "partial"), (24, "partial"), (0, "complete"), (None, "complete")]
)
def test_avature_empty_page_that_a_link_promised(linked: int | None, expected: str) -> None:
    """A page without results ends the list only if no link of the pages before leads to results there."""
    pager = "" if linked is None else f'<a href="?jobOffset={linked}">{linked}</a>'

    def answer(request: Request) -> Any:
        at = int(request.url.rpartition("=")[2])
        return f'<div class="pagination__legend">Results</div><main id=jobs>{avature_rows(at, 12, 12)}</main>{pager}'

    given = source("avature", url="https://acme.avature.net/careers/SearchJobs", render="never")
    listing, _ = drive(given, {"*": answer})
    assert (len(listing.entries), outcome(listing)) == (12, expected)


def test_jazzhr_texts_of_the_feed() -> None:
    """The page says what is open; the feed has texts, also of closed postings."""
    rows = '<a href="/apply/abcdefgh1/Baker">Baker</a><a href="/apply/abcdefgh2/Cook">Cook</a>'
    feed = "".join(
        f"<job><url>http://acme.applytojob.com/apply/abcdefgh{n}/X</url><description>&lt;p&gt;Work {n}.&lt;/p&gt;</description></job>"
        for n in (1, 3)
    )
    given = source("jazzhr", url="https://acme.applytojob.com/apply")
    replies: dict[str, Any] = {"https://acme.applytojob.com/apply/jobs": rows}
    plain, asked = drive(given, replies)
    assert asked[-1].url == "https://app.jazz.co/feeds/export/jobs/acme"
    assert all(one.detail for one in plain.entries)
    fed, _ = drive(given, {**replies, asked[-1].url: f"<jobs>{feed}</jobs>"})
    assert [(one.external_id, bool(one.detail)) for one in fed.entries] == [("abcdefgh1", False), ("abcdefgh2", True)]
    assert fed.entries[0].read(None).text == "Work 1."
    broken = Page(Request(asked[-1].url), asked[-1].url, 500)
    with pytest.raises(Failed):
        drive(given, {**replies, asked[-1].url: broken})


def test_rippling_pages_that_moved() -> None:
    """The newer list is read again if a posting was on two of its pages."""
    asked: list[str] = []

    def answer(request: Request) -> Any:
        asked.append(request.url)
        number = int(request.url.partition("?page=")[2] or 0)
        first = len(asked) <= 2
        pages = [[1, 2], [2, 3]] if first else [[9, 1], [2, 3]]
        rows = [{"id": f"u{n}", "name": f"Baker {n}", "locations": []} for n in pages[number]]
        return {"items": rows, "page": number, "totalPages": 2, "totalItems": 4}

    given = source("rippling", url="https://ats.us1.rippling.com/acme/jobs")
    listing, _ = drive(given, {"*": answer})
    assert (len(asked), sorted(one.external_id for one in listing.entries)) == (4, ["u1", "u2", "u3", "u9"])
    assert outcome(listing) == "complete"


def test_a_page_of_short_links_has_its_own_list() -> None:
    """Board `page` reads the postings of the page, and follows no short link: which board is behind them is for `add` to find."""
    url = "https://careers.example.org/jobs"
    rows = "".join(
        f'<li><a href="https://grnh.se/a{number}b{number}">{title}</a> Oslo, Norway</li>'
        for number, title in enumerate(("Night Nurse", "Site Engineer", "Crane Operator"))
    )
    listing, asked = drive(source("page", url=url, render="never"), {url: f"<h2>Open positions</h2><ul>{rows}</ul>"})
    assert [entry.title for entry in listing.entries] == ["Night Nurse", "Site Engineer", "Crane Operator"]
    assert asked[0].url == url
