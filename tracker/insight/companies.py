"""The company of a posting in a list of many employers, as far as its address names it."""

from __future__ import annotations

from functools import lru_cache

from tracker.extract import urls

# Board software that names its customer in the path: "boards.greenhouse.io/acme/jobs/1".
_BY_PATH = (
    "greenhouse.io", "lever.co", "ashbyhq.com", "smartrecruiters.com", "workable.com", "jobvite.com", "rippling.com", "gem.com",
    "paylocity.com", "welcometothejungle.com", "builtin.com", "comeet.com", "breezy.hr",
)  # fmt: skip
_ITS_HOSTS = frozenset("boards job-boards jobs careers apply ats recruiting www".split())
# Board software that names its customer in the host: "acme.wd1.myworkdayjobs.com".
_BY_LABEL = frozenset(
    (
        "myworkdayjobs.com", "icims.com", "bamboohr.com", "recruitee.com", "teamtailor.com", "applytojob.com", "oraclecloud.com", "pinpointhq.com",
        "breezy.hr", "personio.com", "personio.de", "avature.net", "taleo.net", "ultipro.com", "successfactors.com", "eightfold.ai", "phenompeople.com",
    )
)  # fmt: skip
# Parts of such paths that are not a customer.
_NO_CUSTOMER = frozenset("embed jobs job careers career en us o p v1 api".split())
# Parts of a customer's name that say what the page is: "careers-acme", "acme-jobs".
_PAGE = frozenset("career careers job jobs".split())
# Second-level domains under which names are registered: "acme.co.uk".
_REGISTRIES = frozenset("co com org net gov ac edu ne or".split())
_FEWEST = 2  # labels of a registered name


@lru_cache(maxsize=20_000)  # what is open is read again for each check that needs it
def of(url: str) -> str:
    """Return the name of a company in the address of its posting, "" if it has none."""
    parts = url.split("/")
    labels = _labels(parts[2]) if len(parts) > _FEWEST else []
    if len(labels) < _FEWEST or labels[-1].isdecimal():
        return ""
    if _names_in_path(labels):
        name = next(iter(parts[3:]), "").partition("?")[0]
        return _customer(_embedded(url) if name.casefold() in _NO_CUSTOMER else name)
    if len(labels) > _FEWEST and ".".join(labels[-2:]) in _BY_LABEL:
        return _customer(labels[0])
    registered = -3 if len(labels) > _FEWEST and labels[-2] in _REGISTRIES else -2
    return labels[registered]


def is_shared(host: str) -> bool:
    """Return whether a host has postings of several companies, so that only the path names the company."""
    return _names_in_path(_labels(host))


def _labels(host: str) -> list[str]:
    return host.casefold().rpartition("@")[2].partition(":")[0].split(".")


def _names_in_path(labels: list[str]) -> bool:
    return ".".join(labels[-2:]) in _BY_PATH and labels[0] in _ITS_HOSTS


def _embedded(url: str) -> str:
    """Return the customer of an embedded board: "boards.greenhouse.io/embed/job_app?for=acme"."""
    query = url.partition("#")[0].partition("?")[2].split("&")
    return next((name for field, _, name in (part.partition("=") for part in query) if field == "for"), "")


def _customer(written: str) -> str:
    """Return a customer's name as people read it: "Acme Sea" for "Acme%20Sea", "acme" for "careers-acme"."""
    name = urls.decode(written)
    parts = (name if name.isprintable() else written).split("-")
    first, last = int(parts[0].casefold() in _PAGE), len(parts) - int(parts[-1].casefold() in _PAGE)
    return "-".join(parts[first:last] or parts)
