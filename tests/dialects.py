"""Fake board software on loopback: one employer's postings in the format of each board, with its pitfalls.

Values that change without any edit (update times, ranks, relative dates) change with every request. With `cut`, a list
breaks off: later pieces answer 500, and a list of one piece has half of its rows. With `wall`, every request is
answered with an interstitial.
"""

from __future__ import annotations

import html
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

WALL = b'<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={cType:"managed"}</script></body></html>'
TITLES = ("Crane Driver", "Night Nurse", "Rope Access Technician", "Bread Baker", "Signal Engineer")
PLACES = ("Cork, Ireland", "Oslo, Norway", "Reno, Nevada", "Graz, Austria")
TEAMS = ("Harbour", "Wards", "Towers")


@dataclass
class Job:
    """One posting."""

    number: int
    title: str
    place: str
    team: str
    line: str

    @property
    def markup(self) -> str:
        return (
            f"<h3>The work</h3><p>{html.escape(self.line)}</p>"
            f"<ul><li>Number {self.number} in the book</li><li>Tea &amp; bread at ten</li></ul>"
        )


class Broken(Exception):
    """This part of the list is not available: answer 500."""


@dataclass
class Ask:
    """A request, as a dialect receives it."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any]
    headers: dict[str, str]
    base: str

    @property
    def parts(self) -> list[str]:
        return [part for part in self.path.split("/") if part]


Reply = tuple[int, str, bytes] | tuple[int, str, bytes, dict[str, str]]


@dataclass
class Employer:
    """An employer's true postings, and how its server misbehaves."""

    jobs: list[Job] = field(default_factory=list)
    cut: bool = False
    wall: bool = False
    tick: int = 0

    @classmethod
    def of(cls, count: int) -> Employer:
        return cls(
            [
                Job(
                    100001 + n,
                    f"{TITLES[n % 5]} {100001 + n}",
                    PLACES[n % 4],
                    TEAMS[n % 3],
                    f"You keep the {n + 2} lamps of this place alight.",
                )
                for n in range(count)
            ]
        )

    def all(self) -> list[Job]:
        """Return all postings, for a list of one piece."""
        return self.jobs[: len(self.jobs) // 2] if self.cut else self.jobs

    def piece(self, start: int, size: int) -> list[Job]:
        """Return one piece of a list that has several."""
        if self.cut and start:
            raise Broken
        return self.jobs[start : start + size]

    def find(self, number: object) -> Job | None:
        return next((job for job in self.jobs if str(job.number) == str(number)), None)


def as_json(value: object, status: int = 200) -> Reply:
    return status, "application/json", json.dumps(value).encode()


def as_html(body: str, status: int = 200) -> Reply:
    return status, "text/html; charset=utf-8", f"<!doctype html><html><body>{body}</body></html>".encode()


def none() -> Reply:
    return as_html("<h1>Page not found</h1>", 404)


def page_of(job: Job | None, wrap: str = "main") -> Reply:
    """Return the HTML page of a posting."""
    if job is None:
        return none()
    tag, _, kind = wrap.partition(".")
    return as_html(f"<h1>{html.escape(job.title)}</h1><{tag} class='{kind}'>{job.markup}</{tag}>")


def number_in(path: str) -> str:
    found = re.findall(r"\d{6}", path)
    return found[-1] if found else ""


def stamp(employer: Employer) -> str:
    return (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=employer.tick)).isoformat()


def structured(job: Job, **more: object) -> dict[str, object]:
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": job.title,
        "description": job.markup,
        "datePosted": "2026-02-01",
        "identifier": {"@type": "PropertyValue", "value": job.number},
        "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": job.place}},
        **more,
    }


def ld_page(job: Job | None) -> Reply:
    """Return the HTML page of a posting, with JSON-LD."""
    if job is None:
        return none()
    block = json.dumps(structured(job)).replace("</", "<\\/")
    site = '{"@type": "WebSite", "name": "Acme"}'
    return as_html(
        f'<script type="application/ld+json">{site}</script><script type="application/ld+json">{block}</script>'
        f"<h1>{html.escape(job.title)}</h1><div>{job.markup}</div>"
    )


# One function for each board. Each knows only the name "acme".


def greenhouse(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["v1", "boards"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts[2] != "acme":
        return as_json({"status": 404, "error": "Job not found"}, 404)

    def row(job: Job) -> dict[str, object]:
        return {
            "id": job.number,
            "title": job.title,
            "updated_at": stamp(employer),
            "absolute_url": f"{ask.base}/jobs/{job.number}",
            "location": {"name": job.place},
            "departments": [{"name": job.team}],
            "content": html.escape(job.markup),
        }

    if len(ask.parts) == 5:
        one = employer.find(ask.parts[4])
        return as_json(row(one)) if one else as_json({"status": 404}, 404)
    return as_json({"jobs": [row(job) for job in employer.all()], "meta": {"total": len(employer.jobs)}})


def lever(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["v0", "postings"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts[2] != "acme":
        return as_json({"ok": False, "error": "Document not found"}, 404)

    def row(job: Job) -> dict[str, object]:
        return {
            "id": str(job.number),
            "text": job.title,
            "hostedUrl": f"{ask.base}/acme/{job.number}",
            "createdAt": 1700000000000,
            "categories": {"location": job.place, "team": job.team},
            "description": job.markup,
            "lists": [],
        }

    if len(ask.parts) == 4:
        one = employer.find(ask.parts[3])
        return as_json(row(one)) if one else as_json({"ok": False}, 404)
    return as_json([row(job) for job in employer.all()])


def ashby(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["posting-api", "job-board"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts[2] != "acme":
        return 404, "text/plain", b"Not Found"
    jobs = [
        {
            "id": str(job.number),
            "title": job.title,
            "location": job.place,
            "department": job.team,
            "isListed": True,
            "jobUrl": f"{ask.base}/acme/{job.number}",
            "descriptionHtml": job.markup,
        }
        for job in employer.all()
    ]
    return as_json({"jobs": jobs, "apiVersion": "1"})


def tesla(employer: Employer, ask: Ask) -> Reply:
    if ask.path.endswith("/apps/careers/state"):
        rows = [
            {
                "id": str(job.number),
                "t": job.title,
                "dp": str(TEAMS.index(job.team)),
                "l": job.place,
                "sp": employer.tick,
            }
            for job in employer.all()
        ]
        lookup = {"locations": {place: place for place in PLACES}, "departments": dict(enumerate(TEAMS))}
        return as_json({"lookup": lookup, "departments": {}, "geo": [], "listings": rows})
    job = employer.find(number_in(ask.path))
    if "/cua-api/" not in ask.path:
        return page_of(job)
    return as_json({"jobDescription": job.markup, "title": job.title}) if job else as_json({}, 404)


def workday(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["wday", "cxs"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts[2:4] != ["acme", "Careers"]:
        return as_json({"errorCode": "S21", "message": "not found: Job_Posting_Site_ID"}, 404)
    if ask.method == "GET":
        job = employer.find(number_in(ask.path))
        if job is None:
            return as_json({"errorCode": "S22", "message": "permission denied"}, 403)
        info = {
            "title": job.title,
            "jobDescription": job.markup,
            "location": job.place,
            "additionalLocations": ["Bergen, Norway"] if job.number % 7 == 0 else [],
            "jobReqId": f"R-{job.number}",
            "startDate": "2026-02-01",
            "postedOn": f"Posted {employer.tick} Days Ago",
        }
        return as_json({"jobPostingInfo": info})
    start, size = ask.body["offset"], ask.body["limit"]
    if size > 20:
        return as_json({"errorCode": "HTTP_400"}, 400)
    rows = [
        {
            "title": job.title,
            "externalPath": f"/job/Some-Place/{job.title.replace(' ', '-')}_R-{job.number}",
            "locationsText": "2 Locations" if job.number % 7 == 0 else job.place,
            "postedOn": f"Posted {employer.tick} Days Ago",
            "bulletFields": [f"R-{job.number}"],
        }
        for job in employer.piece(start, size)
    ]
    return as_json({"total": 0 if start else len(employer.jobs), "jobPostings": rows, "facets": []})


def smartrecruiters(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["v1", "companies"]:
        if ask.parts[:1] == ["nobody"]:
            return as_html("<h1>Jobs for everyone</h1>")
        return page_of(employer.find(number_in(ask.path))) if number_in(ask.path) else as_html("<h1>acme</h1>")
    if ask.parts[2] != "acme":
        return as_json({"offset": 0, "limit": 100, "totalFound": 0, "content": []})
    if len(ask.parts) == 5:
        job = employer.find(ask.parts[4])
        if job is None:
            return as_json({"message": "not found"}, 404)
        ad = {"sections": {"jobDescription": {"title": "Job Description", "text": job.markup}}}
        return as_json({"id": str(job.number), "name": job.title, "jobAd": ad, "active": True})
    start = int(ask.query["offset"])
    rows = [
        {
            "id": str(job.number),
            "name": job.title,
            "refNumber": f"REF{job.number}",
            "releasedDate": "2026-02-01T00:00:00.000Z",
            "location": {"city": job.place, "country": "ie", "fullLocation": job.place},
            "department": {"label": job.team},
            "ref": f"{ask.base}/v1/companies/acme/postings/{job.number}",
            "creator": {"name": f"Person {employer.tick}"},
        }
        for job in employer.piece(start, 20)
    ]
    return as_json({"offset": start, "limit": 20, "totalFound": len(employer.jobs), "content": rows})


def workable(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:4] != ["api", "v1", "widget", "accounts"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts[4] != "acme":
        return as_json({"error": "Not found"}, 404)
    rows = [
        {
            "title": job.title,
            "shortcode": f"A{job.number}",
            "department": job.team,
            "url": f"{ask.base}/j/A{job.number}",
            "published_on": "2026-02-01",
            "locations": [{"city": place, "country": "", "hidden": False}],
            "description": job.markup,
        }
        for job in employer.all()
        for place in ([job.place, "Bergen"] if job.number % 7 == 0 else [job.place])
    ]
    return as_json({"name": "Acme", "jobs": rows})


def workable_v3(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["api", "v3"] and ask.parts[:2] != ["api", "v2"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts[3] != "acme":
        return as_json({"error": "Not found"}, 404)
    if ask.method == "GET":
        job = employer.find(number_in(ask.path))
        return as_json({"title": job.title, "description": job.markup}) if job else as_json({}, 404)
    start = int(ask.body.get("token") or 0)
    rows = [
        {
            "shortcode": f"A{job.number}",
            "title": job.title,
            "location": {"city": job.place},
            "department": [job.team],
            "workplace": "on_site",
        }
        for job in employer.piece(start, 10)
    ]
    token = {"nextPage": str(start + 10)} if start + 10 < len(employer.jobs) else {}
    return as_json({"total": len(employer.jobs), "results": rows, **token})


def recruitee(employer: Employer, ask: Ask) -> Reply:
    def row(job: Job) -> dict[str, object]:
        return {
            "id": job.number,
            "slug": f"job-{job.number}",
            "title": job.title,
            "status": "published",
            "position": employer.tick,
            "updated_at": stamp(employer),
            "careers_url": f"{ask.base}/o/job-{job.number}",
            "department": job.team,
            "location": job.place,
            "description": job.markup,
            "requirements": "<p>Bring shoes.</p>",
            "salary": {"min": "2000", "max": "2500", "period": "month", "currency": "EUR"},
        }

    if ask.parts[:1] != ["acme"]:
        return page_of(employer.find(number_in(ask.path))) if ask.parts[:1] == ["o"] else none()
    if len(ask.parts) == 4:
        one = employer.find(ask.parts[3])
        return as_json({"offer": row(one)}) if one else as_json({"error": "Not Found"}, 404)
    return as_json({"offers": [row(job) for job in employer.all()]})


def personio(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:1] == ["job"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts != ["acme", "xml"]:
        return as_html("<h1>Personio: software for people</h1>")
    rows = "".join(
        f"<position><id>{job.number}</id><office>{job.place}</office><department>{job.team}</department>"
        f"<name>{html.escape(job.title)}</name><schedule>full-time</schedule><employmentType>permanent</employmentType>"
        f"<jobDescriptions><jobDescription><name>Tasks</name><value><![CDATA[{job.markup}]]></value></jobDescription>"
        "</jobDescriptions><createdAt>2026-02-01T00:00:00+00:00</createdAt></position>"
        * (2 if job.number % 7 == 0 else 1)
        for job in employer.all()
    )
    return 200, "text/xml", f"<?xml version='1.0' encoding='UTF-8'?><workzag-jobs>{rows}</workzag-jobs>".encode()


def bamboohr(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["acme", "careers"]:
        return as_html("<h1>BambooHR</h1>") if ask.parts[:1] != ["jobs"] else as_html("<p>Nothing here</p>")
    if ask.parts[-1] == "list":
        rows = [
            {
                "id": str(job.number),
                "jobOpeningName": job.title + " ",
                "departmentLabel": job.team,
                "location": {"city": job.place, "state": None},
                "locationType": "0",
            }
            for job in employer.all()
        ]
        return as_json({"meta": {"totalCount": len(employer.jobs)}, "result": rows})
    job = employer.find(number_in(ask.path))
    if ask.parts[-1] != "detail":
        return page_of(job)
    opening = {"jobOpeningName": job.title, "description": job.markup, "datePosted": "2026-02-01"} if job else {}
    return as_json({"result": {"jobOpening": opening}}) if job else as_json({"type": "not_found"}, 404)


def bamboohr_embed(employer: Employer, ask: Ask) -> Reply:
    if ask.path.endswith("/careers/list"):
        return none()
    if ask.path == "/jobs/embed2.php":
        rows = "".join(
            f'<li id="bhrPositionID_{job.number}" class="BambooHR-ATS-Jobs-Item"><a href="/careers/{job.number}">'
            f'{html.escape(job.title)}</a><span class="BambooHR-ATS-Location">{job.place}</span></li>'
            for job in employer.all()
        )
        return as_html(f'<div class="BambooHR-ATS-board"><ul class="BambooHR-ATS-Jobs-List">{rows}</ul></div>')
    return bamboohr(employer, ask)


def teamtailor(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:1] == ["jobs"]:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts != ["acme", "jobs.json"]:
        return none()
    start = int(ask.query.get("page", "1")) * 20 - 20
    items = [
        {
            "id": f"u-{job.number}",
            "title": job.title,
            "url": f"{ask.base}/jobs/{job.number}-x",
            "date_published": "2026-02-01T00:00:00+01:00",
            "content_html": job.markup,
            "_jobposting": structured(job, description=""),
        }
        for job in employer.piece(start, 20)
    ]
    more = start + 20 < len(employer.jobs)
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Acme", "items": items}
    return as_json({**feed, "next_url": f"{ask.base}/acme/jobs.json?page={start // 20 + 2}"} if more else feed)


def icims(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["jobs", "search"]:
        job = employer.find(number_in(ask.path))
        return ld_page(job) if job else as_html("<p>The job is filled.</p>", 410)
    if ask.query.get("in_iframe") != "1":
        return as_html('<iframe id="icims_content_iframe" src="?in_iframe=1"></iframe>')
    page = int(ask.query["pr"])
    rows = "".join(
        '<li class="iCIMS_JobCardItem"><div class="row"><div class="col-xs-6 header left"><span class="sr-only field-label">'
        f'Job Locations</span><span>{job.place}</span></div><div class="col-xs-12 title"><a class="iCIMS_Anchor" '
        f'href="{ask.base}/jobs/{job.number}/x/job?in_iframe=1"><span class="sr-only field-label">Title</span>'
        f"<h3>{html.escape(job.title)}</h3></a></div></div></li>"
        for job in employer.piece(page * 20, 20)
    )
    return as_html(f'<form id="searchForm"></form><ul class="iCIMS_JobsTable">{rows}</ul>')


def jobvite(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:1] == ["nobody"]:
        return 302, "text/html", b"", {"Location": f"{ask.base}/welcome?invalid=1"}
    if ask.parts[:1] == ["welcome"]:
        return as_html("<h1>Jobvite</h1>")
    if ask.parts[1:2] != ["search"]:
        job = employer.find(number_in(ask.path))
        if job is None:
            return 303, "text/html", b"", {"Location": f"{ask.base}/acme/search?p=0&error=404"}
        return page_of(job, "div.jv-job-detail-description")
    start = int(ask.query["p"]) * 20
    rows = "".join(
        f'<tr><td class="jv-job-list-name"><a href="/acme/job/o{job.number}">{html.escape(job.title)}</a></td>'
        f'<td class="jv-job-list-location">\n  {job.place}\n</td></tr>'
        for job in employer.piece(start, 20)
    )
    total = len(employer.jobs)
    legend = f"{min(start + 1, total)}-{min(start + 20, total)} of {total}"
    return as_html(f'<table class="jv-job-list">{rows}</table><div class="jv-pagination-text">{legend}</div>')


def oracle(employer: Employer, ask: Ask) -> Reply:
    finder = ask.query.get("finder", "")
    if ask.path.endswith("/recruitingCESites/CX_1"):
        return as_json({"SiteNumber": "CX_1", "SiteName": "Acme Careers"})
    if ask.path.endswith("/recruitingCEJobRequisitionDetails"):
        job = employer.find(number_in(finder.split("siteNumber")[0]))
        rows = [{"Id": str(job.number), "Title": job.title, "ExternalDescriptionStr": job.markup}] if job else []
        return as_json({"items": rows, "count": len(rows)})
    if not ask.path.endswith("/recruitingCEJobRequisitions"):
        return none() if "/hcmRestApi/" in ask.path else as_html("<div id=app></div>")
    total = {"SearchId": 1, "TotalJobsCount": len(employer.jobs)}
    if "expand" not in ask.query:
        return as_json({"items": [total]})
    start = int(re.search(r"offset=(\d+)", finder)[1])  # type: ignore[index]
    rows = [
        {
            "Id": str(job.number),
            "Title": job.title,
            "PostedDate": "2026-02-01",
            "PrimaryLocation": job.place,
            "secondaryLocations": [],
            "Relevancy": employer.tick,
        }
        for job in employer.piece(start, 20)
    ]
    total["TotalJobsCount"] = 0 if start else len(employer.jobs)
    return as_json({"items": [{**total, "requisitionList": rows}], "count": 1, "hasMore": False})


def successfactors(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] != ["acme", "search"]:
        job = employer.find(number_in(ask.path))
        if job is None:
            return (
                as_html("<p>Sorry, this job posting has ended.</p>")
                if "job" in ask.parts
                else as_html("<h1>Hello</h1>")
            )
        return as_html(
            f'<div itemscope itemtype="http://schema.org/JobPosting"><meta itemprop="datePosted" '
            f'content="Sun Feb 01 00:00:00 UTC 2026"><h1 itemprop="title">{html.escape(job.title)}</h1>'
            f'<span itemprop="description"><span class="jobdescription">{job.markup}</span></span></div>'
        )
    start = int(ask.query["startrow"])
    total = len(employer.jobs)
    start = start if start < total else max(0, total - 25)  # the last page is served again past the end
    rows = "".join(
        f'<tr class="data-row"><td class="colTitle"><span class="jobTitle hidden-phone"><a href="/acme/job/X-{n}/{job.number}/" '
        f'class="jobTitle-link">{html.escape(job.title)}</a></span><div class="jobdetail-phone"><span class="jobTitle">'
        f'<a class="jobTitle-link" href="/acme/job/X-{n}/{job.number}/">{html.escape(job.title)}</a></span></div></td>'
        f'<td class="colLocation"><span class="jobLocation">{job.place} <small class="nobr">+1 more…</small></span></td>'
        '<td class="colDate"><span class="jobDate">Feb 1, 2026</span></td></tr>'
        for n, job in enumerate(employer.piece(start, 25))
    )
    label = f"Results <b>{start + 1} – {min(start + 25, total)}</b> of <b>{total}</b>"
    return as_html(f'<span class="paginationLabel">{label}</span><table id="searchresults">{rows}</table>')


def successfactors_tiles(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] not in (["acme", "search"], ["acme", "tile-search-results"]):
        return successfactors(employer, ask)
    start = int(ask.query["startrow"])
    tiles = "".join(
        f'<li class="job-tile job-id-{job.number}" data-url="/acme/job/X/{job.number}/"><a class="jobTitle-link" '
        f'href="/acme/job/X/{job.number}/">{html.escape(job.title)}</a><div id="job-{job.number}-desktop-section-location">'
        f"<span>Location</span><div>{job.place}</div></div></li>"
        for job in employer.piece(start, 20)
    )
    if ask.parts[1] == "tile-search-results":
        return 200, "text/html", tiles.encode()
    script = f'<script>j2w.SearchResults.init({{jobRecordsFound: parseInt("{len(employer.jobs)}")}})</script>'
    return as_html(f'<ul id="job-tile-list">{tiles}</ul>{script}')


def eightfold(employer: Employer, ask: Ask) -> Reply:
    if not ask.path.startswith("/api/"):
        return page_of(employer.find(number_in(ask.path))) if "job" in ask.parts else as_html("<h1>Careers</h1>")
    if ask.query.get("domain") != "acme.example":
        return as_json({"status": 404, "error": {"message": "no such domain"}}, 404)
    if ask.path.startswith("/api/apply/"):
        return as_json({"message": "Not authorized for PCSX"}, 403)
    if ask.path.endswith("/position_details"):
        job = employer.find(ask.query["position_id"])
        data = {"id": job.number, "name": job.title, "jobDescription": job.markup} if job else {}
        return as_json({"status": 200 if job else 404, "data": data}, 200 if job else 404)
    start = int(ask.query["start"])
    rows = [
        {
            "id": job.number,
            "name": job.title,
            "locations": [job.place],
            "department": job.team,
            "postedTs": 1769904000,
            "positionUrl": f"/careers/job/{job.number}",
            "solrScore": employer.tick,
        }
        for job in employer.piece(start, 10)
    ]
    return as_json({"status": 200, "data": {"positions": rows, "count": len(employer.jobs)}})


def eightfold_older(employer: Employer, ask: Ask) -> Reply:
    if ask.path.startswith("/api/pcsx/"):
        return as_json({"message": "PCSX is not enabled for this user."}, 403)
    if not ask.path.startswith("/api/apply/v2/jobs"):
        return eightfold(employer, ask)
    if ask.query.get("domain") != "acme.example":
        return as_json({"message": "no such domain"}, 404)
    if len(ask.parts) == 5:
        job = employer.find(ask.parts[4])
        found = {"id": job.number, "name": job.title, "job_description": job.markup} if job else {"id": ""}
        return as_json(found)
    start = int(ask.query["start"])
    rows = [
        {
            "id": job.number,
            "name": job.title,
            "location": job.place,
            "locations": [job.place],
            "department": job.team,
            "t_create": 1769904000,
            "t_update": 1769904000 + employer.tick,
            "job_description": "",
            "canonicalPositionUrl": f"{ask.base}/careers/job/{job.number}",
        }
        for job in employer.piece(start, 10)
    ]
    return as_json({"positions": rows, "count": len(employer.jobs)})


def phenom(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[-1:] != ["widgets"]:
        job = employer.find(number_in(ask.path))
        return ld_page(job) if job else as_html("<p>gone</p>", 410) if "job" in ask.parts else none()
    if ask.parts[0] != "acme":
        return none()
    if ask.body["ddoKey"] == "jobDetail":
        job = employer.find(number_in(ask.body["jobId"]))
        return as_json({"jobDetail": {"data": {"job": {"title": job.title, "description": job.markup}} if job else {}}})
    start = ask.body["from"]
    rows = [
        {
            "jobId": f"P-{job.number}",
            "jobSeqNo": f"ACME{job.number}",
            "title": job.title,
            "location": job.place,
            "category": job.team,
            "postedDate": "2026-02-01T00:00:00.000+0000",
            "descriptionTeaser": f"Seen {employer.tick} times",
        }
        for job in employer.piece(start, 20)
    ]
    data = {"jobs": rows} if ask.body.get("jobs") else {}
    return as_json({"refineSearch": {"status": 200, "hits": len(rows), "totalHits": len(employer.jobs), "data": data}})


def rippling(employer: Employer, ask: Ask) -> Reply:
    if "board" not in ask.parts:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts[ask.parts.index("board") + 1] != "acme":
        return as_json({"error_code": "RESOURCE_NOT_FOUND", "message": "Job Board not found"}, 404)
    if ask.parts[-1] != "jobs":
        job = employer.find(number_in(ask.path))
        text = {"role": job.markup, "company": "<p>We are old.</p>"} if job else {}
        return as_json({"uuid": f"u-{job.number}", "name": job.title, "description": text}) if job else as_json({}, 404)
    rows = [
        {
            "uuid": f"u-{job.number}",
            "name": job.title,
            "department": {"id": job.team, "label": job.team},
            "url": f"{ask.base}/acme/jobs/u-{job.number}",
            "workLocation": {"label": place, "id": place},
        }
        for job in employer.all()
        for place in ([job.place, "Bergen"] if job.number % 7 == 0 else [job.place])
    ]
    return as_json(rows)


def pinpoint(employer: Employer, ask: Ask) -> Reply:
    if "postings" in ask.parts:
        return page_of(employer.find(number_in(ask.path)))
    if ask.parts != ["acme", "postings.json"]:
        return none()
    rows = [
        {
            "id": str(job.number),
            "title": job.title,
            "url": f"{ask.base}/en/postings/{job.number}",
            "description": job.markup,
            "key_responsibilities_header": "You will",
            "key_responsibilities": "<ul><li>lift</li></ul>",
            "compensation_visible": False,
            "compensation_minimum": 10,
            "compensation_maximum": 20,
            "location": {"name": job.place},
            "job": {"department": {"name": job.team}, "requisition_id": f"R{job.number}"},
        }
        for job in employer.all()
    ]
    return as_json({"data": rows})


def breezy(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:1] == ["p"]:
        return ld_page(employer.find(number_in(ask.path)))
    if ask.parts != ["acme", "json"]:
        return as_html("<h1>Breezy: hire happily</h1>")
    rows = [
        {
            "id": str(job.number),
            "friendly_id": f"{job.number}-x",
            "name": job.title,
            "url": f"{ask.base}/p/{job.number}-x",
            "published_date": "2026-02-01T00:00:00.000Z",
            "type": {"id": "fullTime", "name": "Full-Time"},
            "location": {"name": job.place, "is_remote": False},
            "department": job.team,
            "salary": "",
            "company": {"name": "Acme"},
        }
        for job in employer.all()
    ]
    return as_json(rows)


def jazzhr(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:2] == ["acme", "apply"] and ask.parts[-1] == "jobs":
        rows = "".join(
            f'<tr id="row_job_{job.number}"><td><a class="job_title_link" href="/acme/apply/jobs/details/zz{job.number}?&">'
            f'{html.escape(job.title)}</a><br/><span class="resumator_department">{job.team}</span></td><td>{job.place}</td></tr>'
            f'<tr class="mobile"><td><a href="/acme/apply/jobs/details/zz{job.number}?&">{html.escape(job.title)}</a></td></tr>'
            for job in employer.all()
        )
        return as_html(f'<table class="resumator_table">{rows}</table>')
    if "details" in ask.parts:
        job = employer.find(number_in(ask.path))
        if job is None:
            return 302, "text/html", b"", {"Location": f"{ask.base}/acme/apply/jobs"}
        return page_of(job, "div.job_description")
    return none()


def avature(employer: Employer, ask: Ask) -> Reply:
    if "SearchJobs" not in ask.parts:
        return page_of(employer.find(number_in(ask.path)), "article.article--details")
    if ask.parts[0] != "acme":
        return none()
    start = int(ask.query["jobOffset"])
    cards = "".join(
        '<article class="article article--result"><h3 class="article__header__text__title"><a class="link" '
        f'href="{ask.base}/acme/JobDetail/X-Y/{job.number}"> {html.escape(job.title)} </a></h3>'
        f'<div class="article__header__text__subtitle"><span class="list-item-location">{job.place}</span></div></article>'
        for job in employer.piece(start, 10)
    )
    total = len(employer.jobs)
    legend = f'<div class="list-controls__text__legend" aria-label="{total} results">{start + 1}-{min(start + 10, total)} of {total}</div>'
    return as_html(legend + cards + legend)


def taleo(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[-1] == "viewRequisition":
        return ld_page(employer.find(ask.query.get("rid", "")))
    if ask.query.get("org", "ACME") != "ACME":
        return as_html("<h1>Come Back Soon</h1>")
    start = int(ask.query.get("rowFrom", "0"))
    if start and "JSESSIONID=s1" not in ask.headers.get("Cookie", ""):
        return 200, "text/html", b""
    rows = "".join(
        '<div class="oracletaleocwsv2-accordion"><div class="oracletaleocwsv2-accordion-head-info"><h4 '
        f'class="oracletaleocwsv2-head-title"><a href="{ask.base}/ats/careers/v2/viewRequisition?org=ACME&cws=37&rid={job.number}" '
        f'class="viewJobLink">{html.escape(job.title)}</a></h4><div tabindex="0">{job.team}</div><div tabindex="0">{job.place}'
        "</div></div></div>"
        for job in employer.piece(start, 10)
    )
    names = "".join(
        f'<a href="?sortColumn={n}">{name}</a>' for n, name in enumerate(("Title", "Department", "Location"))
    )
    more = start + 10 < len(employer.jobs)
    following = (
        f'<a class="jscroll-next" href="/ats/careers/v2/searchResults?next&rowFrom={start + 10}&org=ACME">next</a>'
    )
    body = f'<div class="oracletaleocwsv2">{names}{rows}{following if more else ""}</div>'
    return (*as_html(body), {"Set-Cookie": "JSESSIONID=s1; Path=/"})  # type: ignore[return-value]


def paylocity(employer: Employer, ask: Ask) -> Reply:
    if "Details" in ask.parts:
        job = employer.find(number_in(ask.path))
        if job is None:
            return 302, "text/html", b"", {"Location": f"{ask.base}/Recruiting/Jobs/JobNotFound"}
        return ld_page(job)
    if "acme" not in ask.parts:
        return as_html("<h1>This job is not available</h1>")
    rows = [
        {
            "JobId": job.number,
            "JobTitle": job.title,
            "LocationName": "Main office",
            "PublishedDate": "2026-02-01T00:00:00-05:00",
            "Description": "",
            "IsInternal": False,
            "HiringDepartment": job.team,
            "JobLocation": {"City": job.place, "State": "", "Country": ""},
            "IsRemote": False,
        }
        for job in employer.all()
    ]
    data = json.dumps({"Jobs": rows, "ModuleTitle": "Acme", "Note": "}; not yet"})
    return as_html(f"<script>\nwindow.pageData = {data};\n</script>")


def hrmdirect(employer: Employer, ask: Ask) -> Reply:
    if ask.path.endswith("/job-opening.php"):
        return page_of(employer.find(ask.query.get("req", "")), "div.jobDesc")
    if not ask.path.startswith("/acme/"):
        return none()
    if ask.query.get("search") != "true":
        return as_html("<form>Select options and click Search</form>")
    rows = "".join(
        f'<tr class="reqitem ReqRowClick" data-req-id="{job.number}"><td class="departments reqitem">{job.team}</td>'
        f'<td class="posTitle reqitem"><a href="job-opening.php?req={job.number}&amp;req_loc=9&amp;#job">{html.escape(job.title)}</td>'
        f'<td class="cities reqitem">{job.place}</td><td class="reqitem">02/01/2026</td></tr>'
        for job in employer.all()
    )
    return as_html(f"<table>{rows}</table>")


def neogov(employer: Employer, ask: Ask) -> Reply:
    if not ask.path.endswith("/JobsFeed"):
        return page_of(employer.find(number_in(ask.path)))
    if ask.query.get("agency") != "acme":
        return as_html("<h1>Agency not found</h1>")
    items = "".join(
        f"<item><guid>{ask.base}/careers/acme/jobs/{job.number}</guid><link>{ask.base}/careers/acme/jobs/{job.number}</link>"
        f"<title>{html.escape(job.title)}</title><description>{html.escape(job.markup)}</description>"
        f"<pubDate>Sun, 01 Feb 2026 10:{employer.tick % 60:02}:00 GMT</pubDate><j:jobId>{job.number}</j:jobId>"
        f"<j:department>{job.team}</j:department><j:location>{job.place}</j:location>"
        "<j:advertiseFromDateUTC>Sun, 01 Feb 2026 05:00:00:0</j:advertiseFromDateUTC></item>"
        for job in employer.all()
    )
    space = 'xmlns:j="http://www.neogov.com/namespaces/JobListing"'
    feed = f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>Acme</title>{items}</channel></rss>'
    return 200, "text/xml", b"\xef\xbb\xbf" + feed.encode()


# Other dialects of some of these boards.


def workday_rows(employer: Employer, ask: Ask) -> Reply:
    """Every seventh posting is listed in its place and again at the end, and the total counts rows."""
    if ask.method == "GET" or ask.parts[2:4] != ["acme", "Careers"]:
        return workday(employer, ask)
    start, size = ask.body["offset"], ask.body["limit"]
    if employer.cut and start:
        raise Broken
    rows = [*employer.jobs, *(job for job in employer.jobs if job.number % 7 == 0)]
    listed = [
        {
            "title": job.title,
            "externalPath": f"/job/Some-Place/{job.title.replace(' ', '-')}_R-{job.number}",
            "locationsText": "2 Locations" if job.number % 7 == 0 else job.place,
            "bulletFields": [f"R-{job.number}"],
        }
        for job in rows[start : start + size]
    ]
    return as_json({"total": 0 if start else len(rows), "jobPostings": listed, "facets": []})


def personio_json(employer: Employer, ask: Ask) -> Reply:
    """No feed, but the JSON that the page loads."""
    if ask.parts != ["acme", "search.json"]:
        return none() if ask.parts[-1:] == ["xml"] else personio(employer, ask)
    rows = [
        {
            "id": job.number,
            "name": job.title,
            "office": job.place,
            "department": job.team,
            "employment_type": "permanent",
            "schedule": "full-time",
        }
        for job in employer.all()
    ]
    return as_json(rows)


def personio_page(employer: Employer, ask: Ask) -> Reply:
    """No feed and no JSON, only the page."""
    if ask.parts != ["acme"]:
        return page_of(employer.find(number_in(ask.path))) if ask.parts[:1] == ["job"] else none()
    rows = "".join(
        f'<a class="job-box-link" href="/job/{job.number}"><h3 class="jobTitle">{html.escape(job.title)}</h3>'
        f'<span class="job-metaText">{job.place}</span></a>'
        for job in employer.all()
    )
    return as_html(f'<link href="https://assets.cdn.personio.de/x.css"><div class="job-boxes">{rows}</div>')


def successfactors_unified(employer: Employer, ask: Ask) -> Reply:
    """The search page is a shell with a token, which requests for the list must have."""
    if ask.parts == ["acme", "search"]:
        shell = (
            "<script src='/platform/js/j2w/min/j2w.core.js'></script><script>var CSRFToken = \"0a1b2c3d4e\";</script>"
            "<div id='unify'></div>"
        )
        return (*as_html(shell), {"Set-Cookie": "JSESSIONID=s1; Path=/"})
    if ask.path != "/services/recruiting/v1/jobs":
        return successfactors(employer, ask)
    if ask.headers.get("x-csrf-token") != "0a1b2c3d4e" or "JSESSIONID=s1" not in ask.headers.get("Cookie", ""):
        return as_json({"error": "invalid token"}, 403)
    rows = [
        {
            "response": {
                "id": job.number,
                "unifiedStandardTitle": job.title,
                "unifiedUrlTitle": "A-B-&amp;-C",
                "jobLocationShort": [f"{job.place}<br/>"],
                "unifiedStandardStart": "2026-02-01",
            }
        }
        for job in employer.piece(ask.body["pageNumber"] * 10, 10)
    ]
    return as_json({"totalJobs": len(employer.jobs), "jobSearchResult": rows})


def phenom_token(employer: Employer, ask: Ask) -> Reply:
    """The calls require the token in the page, and its cookie."""
    if ask.parts[-1:] == ["search-results"] and "acme" in ask.parts:
        page = as_html('<script>var phApp = {}; phApp.sessionParams = {"csrfToken":"t1"};</script>')
        return (*page, {"Set-Cookie": "PLAY_SESSION=p1; Path=/"})
    asked = (ask.headers.get("x-csrf-token"), ask.headers.get("Cookie"))
    if ask.parts[-1:] == ["widgets"] and asked != ("t1", "PLAY_SESSION=p1"):
        return as_json({"message": "csrf token is missing"}, 403)
    return phenom(employer, ask)


def phenom_pages(employer: Employer, ask: Ask) -> Reply:
    """All calls are refused; the pages have ten postings each."""
    if ask.parts[-1:] == ["widgets"]:
        return as_json({"message": "forbidden"}, 403)
    if ask.parts[-1:] != ["search-results"] or "acme" not in ask.parts:
        return phenom(employer, ask)
    rows = [
        {"jobId": f"P-{job.number}", "jobSeqNo": f"ACME{job.number}", "title": job.title, "location": job.place}
        for job in employer.piece(int(ask.query.get("from", "0")), 10)
    ]
    search = {"status": 200, "hits": len(rows), "totalHits": len(employer.jobs), "data": {"jobs": rows}}
    stated = json.dumps({"eagerLoadRefineSearch": search})
    return as_html(f"<script>var phApp = {{}}; phApp.ddo = {stated}; phApp.experimentData = {{}};</script>")


def rippling_paged(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[-1] != "jobs" or ask.parts[:4] != ["api", "v2", "board", "acme"]:
        return rippling(employer, ask)
    page = int(ask.query.get("page", "0"))
    rows = [
        {
            "id": f"u-{job.number}",
            "name": job.title,
            "url": f"{ask.base}/acme/jobs/u-{job.number}",
            "department": {"name": job.team},
            "locations": [{"name": job.place, "workplaceType": "ON_SITE"}],
        }
        for job in employer.piece(page * 20, 20)
    ]
    total = len(employer.jobs)
    return as_json({"items": rows, "page": page, "pageSize": 20, "totalItems": total, "totalPages": -(-total // 20)})


def oracle_own_name(employer: Employer, ask: Ask) -> Reply:
    """Under the employer's own domain, where the page names the host of the API."""
    if ask.parts[:2] != ["en", "sites"]:
        return oracle(employer, ask)
    if ask.parts[2] != "CX_1":
        return none()
    return as_html(
        f"<script>window.CX_CONFIG = {{app: {{apiBaseUrl: '{ask.base}', siteNumber: 'CX_1'}}}}</script><div id=app></div>"
    )


def avature_offset(employer: Employer, ask: Ask) -> Reply:
    """Pages by `offset`, and ignores `jobOffset`."""
    if "SearchJobs" not in ask.parts:
        return avature(employer, ask)
    return avature(employer, replace(ask, query={**ask.query, "jobOffset": ask.query.get("offset", "0")}))


def jazzhr_feed(employer: Employer, ask: Ask) -> Reply:
    """The texts of all postings are in one feed."""
    if ask.path != "/feeds/export/jobs/acme":
        return jazzhr(employer, ask)
    rows = "".join(
        f"<job><id>job_20260201_{job.number}</id><status>Open</status><title>{html.escape(job.title)}</title>"
        f"<url>http://acme.applytojob.com/apply/zz{job.number}/X</url>"
        f"<description><![CDATA[{job.markup}]]></description></job>"
        for job in employer.jobs
        if job.number % 5  # which may lack some postings
    )
    return 200, "text/xml", f"<?xml version='1.0'?><jobs><publisher>JazzHR</publisher>{rows}</jobs>".encode()


def clearcompany(employer: Employer, ask: Ask) -> Reply:
    if ask.parts[:1] != ["v1"]:
        return page_of(employer.find(number_in(ask.path))) if number_in(ask.path) else as_html("<h1>Work here</h1>")
    if ask.parts[1] != "acme":
        return as_json({"message": "not found"}, 404)
    if len(ask.parts) == 3:
        job = employer.find(number_in(ask.path))
        return as_json({"id": f"c-{job.number}", "description": job.markup}) if job else as_json({}, 404)
    start = int(ask.query["pageIndex"]) * 20
    rows = [
        {
            "id": f"c-{job.number}",
            "positionTitle": job.title,
            "departmentName": job.team,
            "locations": [{"city": job.place, "subdivision": None, "country": None}],
            "applyLink": f"{ask.base}/careers/jobs/{job.number}/apply",
            "postedDate": "2026-02-01T00:00:00Z",
            "modifiedDate": stamp(employer),
            **({"description": job.markup} if job.number % 2 else {}),
        }
        for job in employer.piece(start, 20)
    ]
    return as_json({"totalCount": len(employer.jobs), "results": rows})


Dialect = Callable[[Employer, Ask], Reply]


@dataclass(frozen=True)
class Spoken:
    """A dialect and its board's addresses: `url` and `endpoint` below the server's, with the board's name in braces."""

    board: str
    speak: Dialect
    url: str
    endpoint: str = ""
    number: str = "{}"


SPOKEN = {
    "greenhouse": Spoken("greenhouse", greenhouse, "/{name}", "/v1/boards/{name}"),
    "lever": Spoken("lever", lever, "/{name}", "/v0/postings/{name}"),
    "ashby": Spoken("ashby", ashby, "/{name}", "/posting-api/job-board/{name}"),
    "tesla": Spoken("tesla", tesla, "/careers/search/"),
    "workday": Spoken("workday", workday, "/en-US/Careers", "/wday/cxs/{name}/Careers", "R-{}"),
    "smartrecruiters": Spoken("smartrecruiters", smartrecruiters, "/{name}", "/v1/companies/{name}"),
    "workable": Spoken("workable", workable, "/{name}", "/api/v1/widget/accounts/{name}", "A{}"),
    "workable, paged": Spoken("workable", workable_v3, "/{name}", "/api/v3/accounts/{name}", "A{}"),
    "recruitee": Spoken("recruitee", recruitee, "/", "/{name}/api/offers"),
    "personio": Spoken("personio", personio, "/", "/{name}/xml"),
    "bamboohr": Spoken("bamboohr", bamboohr, "/{name}/careers", "/{name}/careers"),
    "bamboohr, embedded": Spoken("bamboohr", bamboohr_embed, "/{name}/careers", "/{name}/careers"),
    "teamtailor": Spoken("teamtailor", teamtailor, "/jobs", "/{name}/jobs.json", "u-{}"),
    "icims": Spoken("icims", icims, "/jobs/search"),
    "jobvite": Spoken("jobvite", jobvite, "/{name}/search", "", "o{}"),
    "oracle": Spoken("oracle", oracle, "/hcmUI/CandidateExperience/en/sites/{name}"),
    "successfactors": Spoken("successfactors", successfactors, "/{name}/search/"),
    "successfactors, tiles": Spoken("successfactors", successfactors_tiles, "/{name}/search/"),
    "eightfold": Spoken("eightfold", eightfold, "/careers?domain={name}.example"),
    "eightfold, older": Spoken("eightfold", eightfold_older, "/careers?domain={name}.example"),
    "phenom": Spoken("phenom", phenom, "/us/en/search-results", "/{name}/widgets", "P-{}"),
    "rippling": Spoken("rippling", rippling, "/{name}/jobs", "/board/{name}", "u-{}"),
    "pinpoint": Spoken("pinpoint", pinpoint, "/", "/{name}/postings.json"),
    "breezy": Spoken("breezy", breezy, "/", "/{name}/json"),
    "jazzhr": Spoken("jazzhr", jazzhr, "/{name}/apply", "/{name}/apply", "zz{}"),
    "avature": Spoken("avature", avature, "/{name}/SearchJobs"),
    "taleo": Spoken("taleo", taleo, "/ats/careers/v2/searchResults?org={NAME}&cws=37"),
    "paylocity": Spoken("paylocity", paylocity, "/recruiting/jobs/All/{name}"),
    "hrmdirect": Spoken(
        "hrmdirect", hrmdirect, "/{name}/employment/job-openings.php", "/{name}/employment/job-openings.php"
    ),
    "neogov": Spoken("neogov", neogov, "/careers/{name}", "/SearchEngine/JobsFeed"),
    "workday, rows": Spoken("workday", workday_rows, "/en-US/Careers", "/wday/cxs/{name}/Careers", "R-{}"),
    "personio, JSON": Spoken("personio", personio_json, "/", "/{name}/xml"),
    "personio, page": Spoken("personio", personio_page, "/{name}", "/{name}/xml"),
    "successfactors, unified": Spoken("successfactors", successfactors_unified, "/{name}/search/"),
    "phenom, token": Spoken("phenom", phenom_token, "/us/en/{name}/search-results", "/{name}/widgets", "P-{}"),
    "phenom, pages": Spoken("phenom", phenom_pages, "/us/en/{name}/search-results", "/{name}/widgets", "P-{}"),
    "rippling, paged": Spoken("rippling", rippling_paged, "/{name}/jobs", "/api/v2/board/{name}", "u-{}"),
    "oracle, own name": Spoken("oracle", oracle_own_name, "/en/sites/{name}/jobs"),
    "avature, offset": Spoken("avature", avature_offset, "/{name}/SearchJobs"),
    "jazzhr, feed": Spoken("jazzhr", jazzhr_feed, "/{name}/apply", "/{name}/apply", "zz{}"),
    "clearcompany": Spoken("clearcompany", clearcompany, "/careers", "/v1/{name}", "c-{}"),
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    employer: Employer
    speak: Dialect
    asked: list[str]

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(json.loads(raw or b"{}"))

    def _answer(self, body: dict[str, Any]) -> None:
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.employer.tick += 1
        self.asked.append(f"{self.command} {self.path}")
        ask = Ask(self.command, parts.path, query, body, dict(self.headers), f"http://{self.headers['Host']}")
        try:
            reply = none() if parts.path == "/robots.txt" else type(self).speak(self.employer, ask)
        except Broken:
            reply = as_json({"error": "try later"}, 500)
        if self.employer.wall and parts.path != "/robots.txt":
            reply = (200, "text/html", WALL)
        status, kind, content = reply[:3]
        more = "".join(f"{name}: {value}\r\n" for name, value in (reply[3] if len(reply) > 3 else {}).items())
        head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n{more}\r\n"
        self.wfile.write(head.encode() + content)

    def log_message(self, format: str, *args: object) -> None:
        """Print no request log."""


class Board:
    """A context manager that serves an employer in a dialect on a free loopback port."""

    def __init__(self, employer: Employer, speak: Dialect) -> None:
        self.employer = employer
        self.asked: list[str] = []
        handler = type(
            "Handler", (_Handler,), {"employer": employer, "speak": staticmethod(speak), "asked": self.asked}
        )
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def toml(base: str, spoken: Spoken, name: str = "acme") -> str:
    """Return a tracker.toml that monitors the board of this name."""
    site = "CX_1" if name == "acme" else "CX_99"
    names = {"name": site if spoken.board == "oracle" else name, "NAME": name.upper()}
    lines = [
        '[defaults]\ndelay = "0s"\nallow_private = true\nrender = "never"\n',
        f'[sources.{name}]\nboard = "{spoken.board}"\nurl = "{base}{spoken.url.format(**names)}"\n',
    ]
    if spoken.endpoint:
        lines.append(f'endpoint = "{base}{spoken.endpoint.format(**names)}"\n')
    return "".join(lines)
