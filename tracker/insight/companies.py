"""The company of a posting in a list of many employers, as far as its address names it."""

from __future__ import annotations

# Board software that names its customer in the path: "boards.greenhouse.io/acme/jobs/1".
_BY_PATH = (
    "greenhouse.io", "lever.co", "ashbyhq.com", "smartrecruiters.com", "workable.com", "jobvite.com", "rippling.com", "gem.com",
    "paylocity.com", "welcometothejungle.com", "builtin.com", "comeet.com", "breezy.hr",
)  # fmt: skip
# Parts of such paths that are no customer.
_NO_CUSTOMER = frozenset("embed jobs job careers career en us o p v1 api".split())
# Second-level domains under which names are registered: "acme.co.uk".
_REGISTRIES = frozenset("co com org net gov ac edu ne or".split())
_FEWEST = 2  # labels of a registered name


def of(url: str) -> str:
    """Return the name of a company in the address of its posting, "" if it has none."""
    parts = url.split("/")
    if len(parts) <= _FEWEST:
        return ""
    labels = parts[2].casefold().rpartition("@")[2].partition(":")[0].split(".")
    if len(labels) < _FEWEST:
        return ""
    if ".".join(labels[-2:]) in _BY_PATH and labels[0] in {
        "boards",
        "job-boards",
        "jobs",
        "careers",
        "apply",
        "ats",
        "recruiting",
        "www",
    }:
        name = next(iter(parts[3:]), "").partition("?")[0]
        return _embedded(url) if name.casefold() in _NO_CUSTOMER else name
    if len(labels) > _FEWEST and ".".join(labels[-2:]) in _BY_LABEL:
        return labels[0]
    registered = -3 if len(labels) > _FEWEST and labels[-2] in _REGISTRIES else -2
    return labels[registered]


def _embedded(url: str) -> str:
    """Return the customer of an embedded board: "boards.greenhouse.io/embed/job_app?for=acme"."""
    query = url.partition("#")[0].partition("?")[2].split("&")
    return next((name for field, _, name in (part.partition("=") for part in query) if field == "for"), "")


# Board software that names its customer in the host: "acme.wd1.myworkdayjobs.com".
_BY_LABEL = frozenset(
    (
        "myworkdayjobs.com", "icims.com", "bamboohr.com", "recruitee.com", "teamtailor.com", "applytojob.com", "oraclecloud.com", "pinpointhq.com",
        "breezy.hr", "personio.com", "personio.de", "avature.net", "taleo.net", "ultipro.com", "successfactors.com", "eightfold.ai", "phenompeople.com",
    )
)  # fmt: skip
