"""Request the own pages of missing postings, to find out whether they are still up.

A page counts as gone only if the same kind of page is up for a posting that is still listed (a control).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tracker.check.fetches import Fetch
from tracker.check.reader import Reader, work
from tracker.extract.still_open import SearchedText, all_of, lines_of
from tracker.model import Page, Request
from tracker.model.errors import Failed
from tracker.model.history import Evidence, History, Questions

GIVE_UP = 10  # failures in a row after which a host is not asked for more texts in this check
GIVE_UP_SLOW = 2  # time-outs in a row; each takes a minute and a half


@dataclass
class HostFailures:
    """Counts how often a host failed in a row. `enough` says why it is not asked any more, "" while it is."""

    failures: int = 0
    slow: int = 0
    enough: str = ""

    def count(self, page: Page, *, good: bool) -> None:
        """Count a reply."""
        if page.failure_kind == "unasked":
            return
        self.failures = 0 if good else self.failures + 1
        self.slow = 0 if good else self.slow + (page.failure_kind == "timeout")
        if page.failure_kind == "budget":
            self.enough = page.failure
        elif self.failures >= GIVE_UP or self.slow >= GIVE_UP_SLOW:
            self.enough = f"not requested after {self.failures} failures in a row"


async def pages_still_up(
    questions: Questions,
    history: History,
    pages: list[Page],
    addresses: tuple[str, ...],
    fetch: Fetch,
    reader: Reader,
) -> tuple[dict[str, bool | None], dict[str, Evidence]]:
    """Request the pages of missing postings, in each way whose control is up. Return which are up, and the evidence.

    The pages that are fetched are added to `pages`. `addresses` are those of the list.
    """
    judge = _Judge(pages, fetch, addresses, reader, _Texts(history, questions.vanished))
    trusted: dict[int, bool] = {}  # ways whose control is up: True if it shows its text, False if only its title
    for way, name, request in questions.controls:
        if way not in trusted:
            for by_text in (True, False):
                if await judge.control(request, name, by_text=by_text):
                    trusted[way] = by_text and bool(judge.texts.of(name).lines)
                    break
    standing: dict[str, bool | None] = {}
    evidence: dict[str, Evidence] = {}
    for name, requests in questions.vanished.items():
        answers = []
        believed = [way for way in range(len(requests)) if way in trusted]
        for way in believed or range(len(requests)):
            if not requests[way].url:
                continue
            answers.append(await judge.of(requests[way], name, by_text=trusted.get(way, False)))
            if answers[-1][0]:
                break
        standing[name], evidence[name] = _agreed(answers, sure=bool(trusted), alone=not questions.controls)
    return standing, evidence


_GOOD = 200
_COMPARED = 20  # listed postings that are compared to find standing text


class _Texts:
    """What is searched for on the pages of postings. It is read when the first page answers 200, because most pages are gone."""

    def __init__(self, history: History, vanished: Mapping[str, object]) -> None:
        self.history = history
        self._vanished = vanished
        self._searched: dict[str, SearchedText] = {}

    def of(self, name: str) -> SearchedText:
        """Return what is searched for on the page of a posting."""
        if name not in self._searched:
            blocks = self.history.wording[name].blocks
            title = self.history.postings[name].title
            self._searched[name] = SearchedText(title, lines_of(blocks, self._shared), text=all_of(blocks))
        return self._searched[name]

    @cached_property
    def _shared(self) -> frozenset[str]:
        """Return the lines that several postings share, which can't identify a posting's page."""
        listed = [
            name
            for name, posting in self.history.postings.items()
            if posting.status == "open" and name not in self._vanished
        ]
        counts = Counter(
            block
            for name in (*sorted(listed)[:_COMPARED], *self._vanished)
            for block in set(self.history.wording[name].blocks)
        )
        return frozenset(block for block, count in counts.items() if count > 1)


@dataclass
class _Judge:
    """Asks for the pages of postings and judges whether they are up. Stops asking a host that does not answer."""

    pages: list[Page]
    fetch: Fetch
    addresses: tuple[str, ...]
    reader: Reader
    texts: _Texts
    failures_of_host: HostFailures = field(default_factory=HostFailures)
    ignored: frozenset[str] = frozenset()
    asked: dict[str, Page] = field(default_factory=dict)

    async def control(self, request: Request, name: str, *, by_text: bool) -> bool:
        """Return whether the page of a listed posting is up. From then on, words on it that sound like a closing are ignored."""
        if self.failures_of_host.enough:
            return False
        if self.asked.get(request.key) is None:
            self.asked[request.key] = await self._page(request)
        page = self.asked[request.key]
        if page.failure:
            return False
        looked = self._looked(page, name, by_text=by_text)
        answer: bool | None = None
        for searched in (replace(looked, loose=True), looked):
            answer, evidence = await self._judged(page, name, searched)
            while answer is False and evidence.closed and evidence.closed not in self.ignored:
                self.ignored |= {evidence.closed}
                answer, evidence = await self._judged(page, name, searched)
        return bool(answer)

    async def of(self, request: Request, name: str, *, by_text: bool) -> tuple[bool | None, Evidence]:
        """Ask for a page. Return whether the posting is up there, None if that is unknown, and the evidence."""
        if self.failures_of_host.enough:
            return None, Evidence(f"its page was {self.failures_of_host.enough}")
        page = await self._page(request)
        return await self._judged(page, name, self._looked(page, name, by_text=by_text))

    def _looked(self, page: Page, name: str, *, by_text: bool) -> SearchedText:
        """Return what is searched for on a page: the posting's text, or its title alone."""
        if page.failure or page.status != _GOOD:
            return SearchedText("")  # the page is judged by its status
        searched = self.texts.of(name)
        return searched if by_text else replace(searched, lines=())

    async def _page(self, request: Request) -> Page:
        page = await self.fetch(request)
        self.pages.append(page)
        self.failures_of_host.count(page, good=not page.failure)
        return page

    async def _judge_page(
        self, page: Page, looked: SearchedText, ignored: frozenset[str]
    ) -> tuple[bool | None, Evidence]:
        return await self.reader.do(work.judge, page, replace(looked, ignored=ignored), self.addresses)

    async def _judged(self, page: Page, name: str, looked: SearchedText) -> tuple[bool | None, Evidence]:
        if page.failure:
            return None, Evidence(f"its page could not be read ({page.failure})")
        try:
            answer, evidence = await self._judge_page(page, looked, self.ignored)
            if evidence.closed:  # searching the posting's own text for such sentences takes 20 ms
                from tracker.extract import closed_words

                own = closed_words.of_text(self.texts.history.wording[name].blocks)
                if evidence.closed in own:
                    answer, evidence = await self._judge_page(page, looked, own | self.ignored)
        except Failed as error:
            return None, Evidence(f"its page could not be read ({error})")
        return answer, evidence


def _agreed(answers: list[tuple[bool | None, Evidence]], *, sure: bool, alone: bool) -> tuple[bool | None, Evidence]:
    """Combine the answers for one posting.

    A page that is up needs no control. A page that is gone counts if its control was up, and if the posting's other pages
    whose control was up are gone too. If one of them returned an error or lacks the text, the answer is unknown. If there
    is no control, because the list is empty, it counts if all pages agree and at least one does more than redirect to the
    list: a site under maintenance redirects every address there.
    """
    for answer, evidence in answers:
        if answer:
            return True, evidence
    gone = [evidence for answer, evidence in answers if answer is False]
    unsure = [evidence for answer, evidence in answers if answer is None]
    if gone and sure and unsure:
        return None, Evidence(f"{gone[0].reason}, and its other page is unclear: {unsure[0].reason}")
    if gone and sure:
        return False, gone[0]
    if gone and alone and len(gone) == len(answers):
        by_itself = [evidence for evidence in gone if evidence.how != "redirected"]
        return (
            (False, by_itself[0])
            if by_itself
            else (None, Evidence(f"{gone[0].reason}, which may be true of every address"))
        )
    return None, Evidence("no page can say whether it is still up")
