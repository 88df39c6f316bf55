"""Render pages in a browser: one browser for each source, in its own worker process."""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tracker.fetch.child import COMMAND, WorkerProcess
from tracker.fetch.limits import BROWSER, REDIRECTS, Failed, Limits
from tracker.model import Page, Request, Source, Time
from tracker.model.errors import TrackerError

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "msedge",
)
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


class NoBrowser(TrackerError):
    """A page needs a browser, and none was found."""


def find(configured: str, playwrights_own: str) -> str:
    """Return the browser to use: the configured one, Playwright's own, or an installed Chromium, Chrome or Edge."""
    if configured:
        if Path(configured).exists():
            return configured
        message = f"browser.path = {configured!r} does not exist; correct it in tracker.toml, or remove it"
        raise NoBrowser(message)
    if playwrights_own and Path(playwrights_own).exists():
        return playwrights_own
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    for candidate in _PLACES:
        if Path(candidate).exists():
            return candidate
    message = (
        "no browser was found, and this page must be rendered; run `playwright install chromium --only-shell`, "
        'or on Debian and Ubuntu `apt-get install chromium-headless-shell`, or name one: [browser] path = "…"'
    )
    raise NoBrowser(message)


class Browser:
    """Renders pages, with a separate browser for each source.

    A source's browser starts with its first page. It ends with `done`, when it is lost, or when another source needs
    its place. If a page breaks it, only that source is affected. `command` starts the worker process.
    """

    def __init__(
        self,
        agent: str,
        now: Callable[[], Time],
        path: str = "",
        limits: Limits | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.agent = agent
        self.now = now
        self.path = path
        self.limits = limits or Limits()
        self._command = command
        self._room = asyncio.Semaphore(self.limits.at_once)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._open: dict[str, WorkerProcess] = {}  # in order of last use
        self._busy: set[str] = set()
        self._lost: defaultdict[str, list[str]] = defaultdict(list)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        children = list(self._open.values())
        self._open.clear()
        await asyncio.gather(*(child.end(kill=False) for child in children))

    async def get(self, request: Request, source: Source, *, stay: bool = False) -> Page:
        """Return the rendered page, with the JSON that it loaded and the content of its frames.

        With `stay`, redirects to another origin are not followed: the page is then a failure of kind `moved`, whose
        reason is the new address. A failure is returned as a page with `failure`. If a source has lost its browser
        twice, its other pages fail at once.
        """
        if not request.url.lower().startswith(("http://", "https://")):
            return self._failed(request, Failed(REDIRECTS, f"{request.url!r} is not a web address"))
        name = source.slug
        async with self._turns[name], self._room:
            if len(self._lost[name]) >= self.limits.kills:
                why = f"not opened: this source lost its browser {len(self._lost[name])} times ({self._lost[name][-1]})"
                return self._failed(request, Failed(BROWSER, why))
            self._busy.add(name)
            try:
                return await self._ask_child(request, source, stay=stay)
            except Failed as failed:
                return self._failed(request, failed)
            finally:
                self._busy.discard(name)

    async def _ask_child(self, request: Request, source: Source, *, stay: bool) -> Page:
        try:
            child = await self._child(source)
            answer = await child.ask(request, self.now, stay=stay)
        except Failed as failed:
            self._lost[source.slug].append(str(failed))
            await self._end(source.slug, kill=True)
            raise
        except BaseException:  # the check was cancelled while the page was rendered
            await self._end(source.slug, kill=True)
            raise
        if answer.unusable:
            self._lost[source.slug].append(answer.page.failure or "its tab could not be closed")
            await self._end(source.slug, kill=True)
        return answer.page

    async def _child(self, source: Source) -> WorkerProcess:
        """Return the source's worker. Start it if needed; an idle one of another source makes room."""
        child = self._open.pop(source.slug, None)
        if child is not None and not child.alive:
            await child.end(kill=True)
            child = None
        if child is None:
            idle = [name for name in self._open if name not in self._busy]
            for name in idle[: max(0, len(self._open) + 1 - self.limits.at_once)]:
                await self._end(name, kill=False)
            child = await WorkerProcess.start(self._command, self.agent, self.path, source, self.limits)
        self._open[source.slug] = child
        return child

    async def _end(self, name: str, *, kill: bool) -> None:
        child = self._open.pop(name, None)
        if child is not None:
            await child.end(kill=kill)

    async def done(self, source: Source) -> None:
        """End the browser of a source whose check is over. Its next check starts a new one."""
        self._lost.pop(source.slug, None)
        await self._end(source.slug, kill=False)

    def _failed(self, request: Request, failed: Failed) -> Page:
        return Page(
            request,
            request.url,
            failure=str(failed),
            failure_kind=failed.kind,
            cause=failed.cause,
            fetched_at=self.now(),
        )


def main() -> None:
    """Print the browser that would be used, or how to get one."""
    import sys

    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            print(find("", playwright.chromium.executable_path))
    except NoBrowser as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
