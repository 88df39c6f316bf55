"""What to do where `tracker add` can't watch an address: one cause, one advice.

Pure: it is given the address, the page that came and why its list could not be read.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker import urls
from tracker.model import Page
from tracker.walls import wall

_GONE = frozenset((404, 410))
_LOGIN = "a login page"
_BUSY = frozenset((429, 503))
_SERVER = 500
_FORBIDDEN = 403
_UNAUTHORISED = frozenset((401, 407))
_EMPLOYERS = "It shows postings of many employers, and not all of any; watch the employer's own page instead: open one posting, follow its link to the employer, and add the address of the list there."

# Sites that collect postings of others: the name before the public ending, and a part of the path where the rest of the
# site is none ("" for all of it).
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
    """Name the site that collects postings of many employers at this address; "" where it is none."""
    labels = urls.host(url).lower().removeprefix("www.").split(".")
    if len(labels) < 2:  # noqa: PLR2004 (a name and its ending)
        return ""
    if "google" in labels[-3:]:
        parts = urls.path_parts(url)
        told = parts[:2] == ["about", "careers"] or labels[0] == "careers"  # Google's own openings
        searched = "jobs" in parts or "ibp=htl;jobs" in urls.decode(url).lower() or "udm=8" in url
        return "Google Jobs" if searched and not told else ""
    place = -3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else -2  # noqa: PLR2004
    found = _AGGREGATORS.get(labels[place])
    own = "careers" in labels[:place] or urls.path_parts(url)[:1] in (["careers"], ["about"])
    return found[0] if found and not own else ""


def before(url: str) -> str:
    """Say why an address is not even asked; "" if it is to be."""
    name = aggregator(url)
    if name:
        return f"{urls.display(url)} is a page of {name}. {_EMPLOYERS}"
    return _document(url) if urls.path(url).lower().endswith(".pdf") else ""


def _document(url: str) -> str:
    return f"{urls.display(url)} is a PDF, which is one document and no list. Add the page that links to it."


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an address that could not be watched: its page, and whether the browser could not be opened."""

    url: str
    page: Page | None
    browser: str = ""


def hopeless(page: Page) -> str:
    """Say what to do about a page that no other way of reading will bring; "" where another may."""
    host = urls.host(page.request.url)
    if page.failure:
        return _of_failure(page, host)
    if page.status in _GONE:
        return (
            f"{urls.display(page.url)} answers status {page.status}: nothing stands there. Open {urls.origin(page.url)} in a "
            "browser, follow the link to its jobs, and add the address that the browser shows then."
        )
    if page.header("content-type").lower().startswith("application/pdf") or page.body[:5] == b"%PDF-":
        return _document(page.url)
    return ""


def _of_failure(page: Page, host: str) -> str:
    kind, failure = page.failure_kind, page.failure.rpartition("could not be read: ")[2]
    if kind == "offline":
        return f"{failure}. Connect it, and type the command again; nothing was written."
    if kind == "dns":
        meant = near(host)
        return f"There is no site {host}: the name has no address. {meant or 'Check how it is written.'}"
    if kind == "refused":
        return f"{host} is there, and nothing answers at this port. Check the address, and whether the server runs."
    if kind == "certificate":
        return (
            f"{failure}. Somebody else may answer in its place, so nothing is read. Open the address in a browser: if it warns "
            "as well, the employer must mend it; if not, this machine's list of authorities may be old (package ca-certificates)."
        )
    if kind == "timeout":
        return f"{host} did not answer in time ({failure}). Try again later; if a browser is answered at once, the site may turn programs away."
    if kind == "robots" and page.failure.endswith("forbids it"):
        return (
            f"{page.failure}: the site does not want its page to be read by programs, and that is kept to. Ask the employer "
            "for a feed, or watch the board software that its postings link to."
        )
    if kind == "private":
        return f"{failure}. If that is meant, the page being on this machine or network, add --allow-private."
    if kind == "malformed":
        return f"{failure}. Check how the address is written."
    if kind == "redirects":
        return f"{failure}. Open {urls.display(page.request.url)} in a browser, and add the address where it ends."
    return ""


def near(host: str) -> str:
    """Say which name was probably meant where a name has no address: a usual slip at its beginning or end."""
    name, _, ending = host.rpartition(".")
    if host.startswith(("ww.", "wwww")):
        return f"Did you mean www.{host.partition('.')[2]}?"
    if name and ending in _SLIPS:
        return f"Did you mean {name}.{_SLIPS[ending]}?"
    return ""


def of(facts: Facts) -> str:
    """Say what to do about a page that was tried in every way; "" where only its list was not found."""
    page = facts.page
    if page is None:
        return ""
    told = hopeless(page)
    if told:
        return told
    if page.failure:
        return f"{urls.display(facts.url)} could not be read: {page.failure}. Type the command again later."
    host, shown = urls.host(page.url or facts.url), urls.display(page.url)
    stands = wall(page)
    if stands == _LOGIN or page.status in _UNAUTHORISED:
        return f"{shown} wants a login. Only what anybody can read is watched; look for the employer's public list."
    if stands:
        kind = stands if stands.startswith("a ") else f"a wall of {stands}"
        return (
            f"{kind[0].upper()}{kind[1:]} stands in the place of {shown}. It lets no program through, and it is not got around. Open a posting "
            "in a browser: if its address belongs to board software (`tracker boards` lists it), add that address."
        )
    if page.status == _FORBIDDEN:
        return (
            f"{host} refuses programs (status 403). Open a posting in a browser: if its address belongs to board software "
            "(`tracker boards` lists it), add that address; else ask the employer to let this program in, by its contact."
        )
    if page.status in _BUSY:
        return f"{host} is busy (status {page.status}) and wants to be left alone for a while. Type the command again later."
    if page.status >= _SERVER:
        return f"{host} has trouble of its own (status {page.status}). Type the command again later."
    if facts.browser:
        return f"{shown} shows nothing without its script. {facts.browser}"
    return ""


def alone(url: str, listed: str) -> str:
    """Say that an address is that of one posting, and where its list is."""
    return (
        f"{urls.display(url)} is the page of one posting, and not a list. Its list: tracker add {urls.display(listed)}"
    )


def may_be_alone(url: str, listed: str) -> str:
    """Say that an address may be that of one posting, and where a list may be."""
    return f"If {urls.display(url)} is one posting, add the list that it is from: tracker add {urls.display(listed)}"


NOTHING_NOW = "It has no openings now; it is watched all the same, and the first one that comes is told."
