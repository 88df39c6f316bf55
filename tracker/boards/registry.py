"""Every board that is understood, by the name that `board` has in tracker.toml."""

from __future__ import annotations

from typing import Protocol

from tracker.boards import (
    ashby,
    avature,
    bamboohr,
    breezy,
    clearcompany,
    eightfold,
    files,
    greenhouse,
    hrmdirect,
    html,
    icims,
    jazzhr,
    jobvite,
    jsonboard,
    jsonld,
    lever,
    neogov,
    oracle,
    page,
    paylocity,
    personio,
    phenom,
    pinpoint,
    recruitee,
    rippling,
    sitemap,
    smartrecruiters,
    successfactors,
    taleo,
    teamtailor,
    tesla,
    workable,
    workday,
)
from tracker.model import Flow, Request, Source


class BoardFile(Protocol):
    """The names that each board file has.

    Those of board software also have `home(url)`, the board that any of its addresses belongs to; and those that stand
    under employers' own domains `MARK`, a pattern of what only their pages carry.
    """

    NAME: str
    EXAMPLE: str

    def recognise(self, url: str) -> str:
        """Give what names the board in one of its addresses, or ""."""

    def own(self, source: Source, external_id: str, url: str) -> tuple[Request, ...]:
        """Give the pages that can say whether a posting still stands, the best first."""

    def read(self, source: Source) -> Flow:
        """Ask for pages until the listing is whole, or say why it is not."""


BOARDS: dict[str, BoardFile] = {
    "greenhouse": greenhouse,
    "lever": lever,
    "ashby": ashby,
    "workday": workday,
    "smartrecruiters": smartrecruiters,
    "workable": workable,
    "recruitee": recruitee,
    "personio": personio,
    "bamboohr": bamboohr,
    "teamtailor": teamtailor,
    "icims": icims,
    "jobvite": jobvite,
    "oracle": oracle,
    "successfactors": successfactors,
    "eightfold": eightfold,
    "phenom": phenom,
    "rippling": rippling,
    "pinpoint": pinpoint,
    "breezy": breezy,
    "jazzhr": jazzhr,
    "avature": avature,
    "taleo": taleo,
    "paylocity": paylocity,
    "hrmdirect": hrmdirect,
    "clearcompany": clearcompany,
    "neogov": neogov,
    "tesla": tesla,
    "jsonld": jsonld,
    "html": html,
    "json": jsonboard,
    "page": page,
    "sitemap": sitemap,
    "files": files,
}
