"""Advise what to do if `tracker add` can't monitor an address: one piece of advice for each cause.

Pure: it gets the address, the page, and why its list could not be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.extract import urls
from tracker.extract.walls import wall
from tracker.model import Page
from tracker.model.page import Cause, Reason

GONE = frozenset((404, 410))
_LOGIN = "a login page"
_BUSY = frozenset((429, 503))
_SERVER = 500
_FORBIDDEN = 403
_UNAUTHORISED = frozenset((401, 407))
# Media types that can't be a list of postings. A type that ends in a slash is a whole family.
_NO_PAGE = {
    "image/": "an image",
    "video/": "a video",
    "audio/": "a sound file",
    "font/": "a font",
    "application/zip": "a compressed file",
    "application/gzip": "a compressed file",
    "application/msword": "a document",
    "application/vnd.openxmlformats-officedocument.": "a document",
    "application/vnd.oasis.opendocument.": "a document",
}
_FEEDS = (b"<rss", b"<feed", b"<rdf:rdf")
_HEAD = 1_000  # bytes of a reply in which a feed can be recognised
_EMPLOYERS = "It shows postings of many employers, and not all postings of any employer. Monitor the employer's own page instead: open one posting, follow its link to the employer, and add the address of the list there."

# Sites that collect postings of many employers: the name before the public suffix, and the part of the path that does so
# ("" for the whole site).
_AGGREGATORS = {
    "linkedin": ("LinkedIn", ""),
    "indeed": ("Indeed", ""),
    "glassdoor": ("Glassdoor", ""),
    "stepstone": ("StepStone", ""),
    "monster": ("Monster", ""),
    "ziprecruiter": ("ZipRecruiter", ""),
    "simplyhired": ("SimplyHired", ""),
    "careerbuilder": ("CareerBuilder", ""),
    "jooble": ("Jooble", ""),
    "adzuna": ("Adzuna", ""),
    "xing": ("XING", ""),
    "totaljobs": ("Totaljobs", ""),
    "naukri": ("Naukri", ""),
    "seek": ("SEEK", ""),
    "infojobs": ("InfoJobs", ""),
    "welcometothejungle": ("Welcome to the Jungle", ""),
    "hellowork": ("HelloWork", ""),
    "talent": ("Talent.com", ""),
    "jobsdb": ("JobsDB", ""),
    "zhipin": ("BOSS Zhipin", ""),
    "51job": ("51job", ""),
    "dice": ("Dice", ""),
    "builtin": ("Built In", ""),
    "wellfound": ("Wellfound", ""),
}
_SECOND_LEVEL = frozenset(("co", "com", "net", "org", "ac", "gov"))  # as in co.uk, com.au
_SLIPS = {
    **dict.fromkeys(("con", "cmo", "ocm", "comm", "cim", "vom", "xom", "om"), "com"),
    **dict.fromkeys(("ogr", "rog", "orf", "orgg"), "org"),
    **dict.fromkeys(("nte", "ent", "ner", "bet"), "net"),
}


def aggregator(url: str) -> str:
    """Return the name of the site at this address if it collects postings of many employers, else ""."""
    labels = urls.host(url).lower().removeprefix("www.").split(".")
    if len(labels) < 2:  # noqa: PLR2004 (a name and its ending)
        return ""
    if "google" in labels[-3:]:
        parts = urls.path_parts(url)
        itself = parts[:2] == ["about", "careers"] or labels[0] == "careers"  # Google's own openings
        searched = "jobs" in parts or "ibp=htl;jobs" in urls.decode(url).lower() or "udm=8" in url
        return "Google Jobs" if searched and not itself else ""
    place = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else -2  # noqa: PLR2004
    match = _AGGREGATORS.get(labels[place])
    own = "careers" in labels[:place] or urls.path_parts(url)[:1] in (["careers"], ["about"])
    return match[0] if match and not own else ""


def with_scheme(text: str) -> str:
    """Return an address that was typed without a scheme, such as `jobs.example.org/careers`, with https; others unchanged."""
    host = text.strip().partition("/")[0]
    name, _, port = host.partition(":")
    is_host = "." in name.strip(".") and "@" not in text and not host.endswith(":") and (not port or port.isdecimal())
    url = f"https://{text.strip()}"
    return url if is_host and urls.is_web(url) else text


def no_address(url: str) -> str:
    """Return why a text is not a web address. Parts that may be a password are not shown."""
    scheme, address = urls.parse(url).scheme, urls.display(url)
    if "@" in url and address.startswith("//"):
        address = f"…@{address.removeprefix('//')}"
        kind = "an e-mail address, and " if scheme in {"", "mailto"} else ""
        return f"{address!r} is {kind}not a web address: enter one that begins with https://"
    return f"{address!r} is not a web address: {urls.parse(url).problem or 'enter one that begins with https://'}"


def refusal(url: str) -> str:
    """Return why an address is not requested at all, "" if it is."""
    name = aggregator(url)
    if name:
        return f"{urls.display(url)} is a page of {name}. {_EMPLOYERS}"
    return _document(url) if urls.path(url).lower().endswith(".pdf") else ""


def _document(url: str) -> str:
    return f"{urls.display(url)} is a PDF, not a list of jobs. Add the page that links to it."


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an address that can't be monitored: its page, and whether the browser could not start."""

    url: str
    page: Page | None
    browser: str = ""


def unreadable_advice(page: Page, typed: str = "") -> str:
    """Return what to do about a page that can't be read in any way, "" if another way may work.

    `typed` is the address that was typed, if it may differ from the page's.
    """
    host = urls.host(page.request.url)
    if page.failure:
        asked_by_us = bool(typed) and host != urls.host(typed)
        return _unknown_to_the_user(page, host) if asked_by_us else _of_failure(page, host)
    if page.status in GONE:
        return (
            f"{urls.display(page.url)} answers with status {page.status}: there is no such page. Open {urls.origin(page.url)} in a "
            "browser, follow the link to its jobs, and add the address that the browser then shows."
        )
    if page.header("content-type").lower().startswith("application/pdf") or page.body[:5] == b"%PDF-":
        return _document(page.url)
    kind = _media_type(page)
    kind_name = next((what for name, what in _NO_PAGE.items() if kind.startswith(name)), "")
    if kind_name and not page.body[:_HEAD].lstrip().startswith(b"<"):
        return (
            f"{urls.display(page.url)} is {kind_name} ({kind}), not a page. Add the page that shows the list of jobs."
        )
    return ""


def _media_type(page: Page) -> str:
    return page.header("content-type").partition(";")[0].strip().lower()


def _unreadable(page: Page) -> str:
    """Return what a page is, if that can't contain a list; else ""."""
    address, body = urls.display(page.url), page.body[:_HEAD].lower()
    if not page.size or (page.size <= _HEAD and not body.strip()):
        return (
            f"{address} answers with an empty page (status {page.status}). Open it in a browser: if it is empty there as well, "
            "the address is not that of a list; if not, the site may block automated requests."
        )
    xml = body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<?xml", *_FEEDS)) and b"<html" not in body
    if xml and any(feed in body for feed in _FEEDS):
        return f"{address} is a feed (RSS or Atom), and feeds are not read. Add the page with the list that it is made from."
    return ""


def _unknown_to_the_user(page: Page, host: str) -> str:
    """Return what to do if a page failed whose address was derived from the one that was typed."""
    if page.failure_kind == "dns":
        return (
            f"its list is at {host}, and that name could not be looked up. Check this machine's connection and name server, "
            "and run the command again; nothing was written."
        )
    return _of_failure(page, host)


def _of_failure(page: Page, host: str) -> str:
    kind, cause = page.failure_kind, page.cause or Cause(page.failure)
    failure, reason = cause.what, cause.reason
    if kind == "offline":
        return f"{failure}. Connect it, and run the command again; nothing was written."
    if kind == "dns":
        suggestion = probable_host(host)
        return f"There is no site {host}: the name has no address. {suggestion or 'Check how it is written.'}"
    if kind == "refused":
        return f"{host} exists, but nothing answers at this port. Check the address, and whether the server runs."
    if reason is Reason.NO_ENCRYPTION:
        url = page.request.url
        other = f"http://{url.partition('://')[2]}"
        return (
            f"{host} answers, but does not accept an encrypted connection (https://). If its address begins with http://, "
            f"add that: tracker add {urls.display(other)}"
        )
    if kind == "certificate":
        return (
            f"{failure}. Another server may be answering in its place, so nothing is read. Open the address in a browser: if it "
            "warns too, the employer must fix it; if not, this machine's list of authorities may be outdated (package ca-certificates)."
        )
    if kind == "timeout":
        return f"{host} did not answer in time ({failure}). Try again later; if a browser gets an answer at once, the site may block automated requests."
    if reason is Reason.ROBOTS_RULE:
        return (
            f"{page.failure}: the site does not allow automated requests for this page, and the tracker obeys that. Ask the "
            "employer for a feed, or add the board software that its postings link to."
        )
    if kind == "private":
        return f"{failure}. If the page is meant to be on this machine or network, add --allow-private."
    if kind == "malformed":
        return f"{failure}. Check how the address is written."
    if kind == "redirects":
        return (
            f"{failure}. Open {urls.display(page.request.url)} in a browser, and add the address at which it ends up."
        )
    return ""


def probable_host(host: str) -> str:
    """Return which host was probably meant if a name has no address: a common typo at its beginning or end."""
    name, _, ending = host.rpartition(".")
    if host.startswith(("ww.", "wwww")):
        return f"Did you mean www.{host.partition('.')[2]}?"
    if name and ending in _SLIPS:
        return f"Did you mean {name}.{_SLIPS[ending]}?"
    return ""


def advice_for(facts: Facts) -> str:
    """Return what to do about a page for which every way was tried, "" if only its list was not found."""
    page = facts.page
    if page is None:
        return ""
    advice = unreadable_advice(page)
    if advice:
        return advice
    if page.failure:
        return f"{urls.display(facts.url)} could not be read: {page.failure}. Run the command again later."
    host, address = urls.host(page.url or facts.url), urls.display(page.url)
    wall_kind = wall(page)
    if wall_kind == _LOGIN or page.status in _UNAUTHORISED:
        return (
            f"{address} requires a login. The tracker monitors only public pages; look for the employer's public list."
        )
    if wall_kind:
        kind = wall_kind if wall_kind.startswith("a ") else f"a wall of {wall_kind}"
        return (
            f"{kind[0].upper()}{kind[1:]} is shown instead of {address}. It blocks automated requests, and the tracker does not try to get around it. Open a posting "
            "in a browser: if its address belongs to board software (`tracker boards` lists it), add that address."
        )
    if page.status == _FORBIDDEN:
        return (
            f"{host} refuses automated requests (status 403). Open a posting in a browser: if its address belongs to board software "
            "(`tracker boards` lists it), add that address; otherwise ask the employer to allow this program, which names its contact."
        )
    if page.status in _BUSY:
        return f"{host} is busy (status {page.status}) and asks clients to wait. Run the command again later."
    if page.status >= _SERVER:
        return f"{host} has a server problem (status {page.status}). Run the command again later."
    advice = _unreadable(page)
    if advice:
        return advice
    if facts.browser:
        return f"{address} shows nothing without its script. {facts.browser}"
    return ""


def single_posting(url: str, listed: str) -> str:
    """Return the message that an address is that of one posting, and where its list is, if that is known."""
    return f"{urls.display(url)} is the page of one posting, and not a list. Its list: {_how_to_add(listed)}"


def maybe_single_posting(url: str, listed: str) -> str:
    """Return the message that an address may be one posting, and where its list may be. A site's home page is not one."""
    if not urls.path_parts(url):
        return f"It links to what may be its list: tracker add {urls.display(listed)}"
    return f"If {urls.display(url)} is one posting, add the list that it is from: tracker add {urls.display(listed)}"


def probably_single_posting(url: str, listed: str) -> str:
    """Return the message that an address looks like that of one posting, and where its list may be."""
    return f"{urls.display(url)} has one heading and a button to apply, as the page of one posting has. Its list: {_how_to_add(listed)}"


def _how_to_add(listed: str) -> str:
    return f"tracker add {urls.display(listed)}" if listed else "open it in a browser, and follow its link to all jobs"


def leads_to(name: str, url: str) -> str:
    """Return the message that a page only links to a site that collects postings."""
    return f"It links to {name} ({urls.display(url)}), which can't be monitored. Look for a list on the employer's own site."


NOTHING_NOW = "It has no openings now. It is monitored anyway, and the first opening will be reported."
