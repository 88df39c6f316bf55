"""Request the pages that `tracker add` needs, each once, and turn the replies into advice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tracker.check.reader import Reader, work
from tracker.config.credentials import Credentials, hiding
from tracker.extract import urls
from tracker.fetch import Fetch, Fetcher
from tracker.model import Listing, Page, Request, Source
from tracker.model.page import Reason
from tracker.operations import add_advice
from tracker.operations.run import FirstReplies

Step = Callable[[str], None]
_GOOD = 200


class PageCache:
    """Fetches pages for one `add`. No page is fetched twice, to ask a site as little as possible."""

    def __init__(self, fetcher: Fetcher, credentials: Credentials, step: Step) -> None:
        self._fetcher = fetcher
        self._credentials = credentials
        self._step = step
        self._pages: dict[str, Page] = {}

    def of(self, source: Source) -> Fetch:
        """Return the fetch for a source, as `Fetcher.of` does."""
        fetch = hiding(self._fetcher.of(source, {}), self._credentials)

        async def once(request: Request) -> Page:
            page = self._pages.get(request.key)
            if page is None:
                verb = "opening in the browser" if request.render else "reading"
                self._step(f"{verb} {urls.display(request.url)}")
                page = self._pages[request.key] = await fetch(request)
            return replace(page, request=request)

        return once

    def first_replies(self) -> FirstReplies:
        """Return the complete replies and the rules of robots.txt, which the first check need not request again."""
        complete = tuple(page for page in self._pages.values() if page.status == _GOOD)
        return FirstReplies(complete, self._fetcher.robots)

    def reached(self, url: str) -> bool:
        """Return whether an address answered."""
        page = self.page(url)
        return page is not None and not page.failure

    async def listed(self, url: str, reader: Reader) -> str:
        """Return the address of the list that a page links to if it may be the page of one posting, "" if there is none."""
        page = self.page(url)
        if page is None or page.status != _GOOD or not page.size:
            return ""
        return (await reader.do(work.upward, page)).listed

    def page(self, url: str) -> Page | None:
        """Return the page of an address as it came without a browser, None if it was not requested."""
        return self._pages.get(Request(url).key)

    async def advice(self, source: Source, reader: Reader) -> str:
        """Return what to do if no list was found at an address, "" if the page must be described by hand."""
        causes = (page.cause for page in self._pages.values())
        browser = next((cause.what for cause in causes if cause and cause.reason is Reason.NO_BROWSER), "")
        page = self.page(source.url)
        if browser and page is not None and page.size:
            browser = browser if (await reader.do(work.upward, page)).scripted else ""
        advice = add_advice.advice_for(add_advice.Facts(source.url, page, browser))
        return advice or await self.single_posting(source, None, reader)

    async def single_posting(self, source: Source, listing: Listing | None, reader: Reader) -> str:
        """Return the message that an address is one posting, and where its list is; "" if it is not one."""
        page = self.page(source.url)
        if page is None or not page.size or (listing is not None and len(listing.entries) != 1):
            return ""
        parent_list = await reader.do(work.upward, page)
        if not parent_list.sure:
            return ""
        return add_advice.single_posting(source.url, await self._existing(source, parent_list.listed))

    async def _existing(self, source: Source, listed: str) -> str:
        """Return the address of the list if it may be suggested, "" if it does not exist or can't be read."""
        if not listed or add_advice.refusal(listed):
            return ""
        page = await self.of(source)(Request(listed))
        return "" if page.status in add_advice.GONE else listed

    async def site_name(self, url: str, reader: Reader) -> str:
        """Return the name that the site of a page states for itself, "" if it states none."""
        page = self.page(url)
        return (await reader.do(work.upward, page)).site if page is not None and page.size else ""

    async def list_above(self, source: Source, reader: Reader) -> str:
        """Return the address of the list that a page may belong to, "" if the page names none."""
        page = self.page(source.url)
        if page is None or not page.size:
            return ""
        parent_list, leading = await reader.do(work.upward, page), await reader.do(work.leading, page)
        listed = await self._existing(source, parent_list.listed)
        if leading.is_single:
            return add_advice.probably_single_posting(source.url, listed)
        if listed:
            return add_advice.maybe_single_posting(source.url, listed)
        portal = next(((name, to) for to in leading.external_links if (name := add_advice.aggregator(to))), None)
        return add_advice.leads_to(*portal) if portal else ""
