"""The tracker's data types, as frozen dataclasses: sources, requests, pages, postings, listings and captures.

`history` has the types of a source's history, `wording` one version of a posting, `errors` the exceptions.
"""

from tracker.model.capture import Capture, Mark, Placed, Prior
from tracker.model.page import Page, Request, StoredBytes
from tracker.model.posting import Entry, Listing, Pay, Posting
from tracker.model.source import USUAL_DELAY, Flow, Source, name_from
from tracker.model.values import (
    COMMIT,
    GOOD,
    KINDS,
    SIGNIFICANCES,
    Kind,
    Outcome,
    Significance,
    Time,
    check_id,
    digest,
    iso,
    moment,
    posting_id,
)

__all__ = [
    "COMMIT",
    "GOOD",
    "KINDS",
    "SIGNIFICANCES",
    "USUAL_DELAY",
    "Capture",
    "Entry",
    "Flow",
    "Kind",
    "Listing",
    "Mark",
    "Outcome",
    "Page",
    "Pay",
    "Placed",
    "Posting",
    "Prior",
    "Request",
    "Significance",
    "Source",
    "StoredBytes",
    "Time",
    "check_id",
    "digest",
    "iso",
    "moment",
    "name_from",
    "posting_id",
]
