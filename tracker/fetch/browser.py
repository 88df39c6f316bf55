"""Pages that must be rendered: one browser a run, a fresh context a source, nothing loaded that is only to look at."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout
from playwright.async_api import async_playwright

from tracker.errors import TrackerError
from tracker.fetch import expand, guard
from tracker.fetch.proxy import GuardProxy
from tracker.model import Page, Request, Source, Time

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Response
    from playwright.async_api import Page as Tab

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
_GOTO_MS, _WAIT_MS = 45_000, 15_000
_UNSEEN = [
    f"*.{ending}*"
    for ending in "png jpg jpeg gif webp avif svg ico woff woff2 ttf otf eot mp4 webm mp3 m4a ogg".split()
]
_QUIET = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
]
_MOST_PARTS = 200  # JSON replies of one page that are kept


class NoBrowser(TrackerError):
    """No browser was found, and a page needs one."""


def find(wanted: str, playwrights_own: str) -> str:
    """Give the executable to use: what the user names, Playwright's own, else a Chromium, Chrome or Edge here."""
    if wanted:
        if Path(wanted).exists():
            return wanted
        message = f"browser.path = {wanted!r} is not there; correct it in tracker.toml, or take it out"
        raise NoBrowser(message)
    if playwrights_own and Path(playwrights_own).exists():
        return playwrights_own
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    for place in _PLACES:
        if Path(place).exists():
            return place
    message = (
        "no browser was found, and this page must be rendered; type `playwright install chromium --only-shell`, "
        'or on Debian and Ubuntu `apt-get install chromium-headless-shell`, or name one: [browser] path = "…"'
    )
    raise NoBrowser(message)


class Browser:
    """Starts when it is first asked for a page, and is closed with the run."""

    def __init__(self, agent: str, now: Callable[[], Time], path: str = "") -> None:
        self.agent = agent
        self.now = now
        self.path = path
        self._stack = AsyncExitStack()
        self._chromium: Chromium | None = None
        self._proxy: GuardProxy | None = None
        self._contexts: dict[str, BrowserContext] = {}

    async def __aenter__(self) -> Self:
        try:
            return await self._open()
        except BaseException:
            await self._stack.aclose()
            raise

    async def _open(self) -> Self:
        playwright = await self._stack.enter_async_context(async_playwright())
        self._proxy = await self._stack.enter_async_context(GuardProxy())
        executable = find(self.path, playwright.chromium.executable_path)
        try:
            self._chromium = await playwright.chromium.launch(
                executable_path=executable,
                chromium_sandbox=os.geteuid() != 0,
                args=_QUIET,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except PlaywrightError as error:
            message = f"{executable} does not start: {str(error).strip().splitlines()[0]}; name another: [browser] path"
            raise NoBrowser(message) from error
        self._stack.push_async_callback(self._chromium.close)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _context(self, source: Source) -> BrowserContext:
        if source.slug not in self._contexts:
            if self._chromium is None or self._proxy is None:
                message = "the browser is not open"
                raise NoBrowser(message)
            proxy = None if source.allow_private else {"server": self._proxy.address, "bypass": "<-loopback>"}
            self._contexts[source.slug] = await self._chromium.new_context(
                user_agent=self.agent,
                locale="en-US",
                proxy=proxy,  # type: ignore[arg-type]
                service_workers="block",
                accept_downloads=False,
            )
        return self._contexts[source.slug]

    async def get(self, request: Request, source: Source) -> Page:
        """Render a page and give what its script had made of it, with the JSON replies that it loaded itself."""
        try:
            context = await self._context(source)
            tab = await context.new_page()
        except PlaywrightError as error:
            return self._failed(request, error)
        try:
            return await self._render(tab, request, source)
        except PlaywrightError as error:
            return self._failed(request, error)
        finally:
            try:
                await tab.close()
            except PlaywrightError:
                self._contexts.pop(source.slug, None)

    def _failed(self, request: Request, error: PlaywrightError) -> Page:
        refused = self._proxy.refused[-1] if self._proxy and self._proxy.refused else ""
        kind = "timeout" if isinstance(error, PlaywrightTimeout) else "browser"
        why = str(error).strip().split("\n")[0]
        if refused and "ERR_" in why:
            why, kind = refused, "private"
        return Page(request, request.url, failure=why, failure_kind=kind, fetched_at=self.now())

    async def _render(self, tab: Tab, request: Request, source: Source) -> Page:
        client = await tab.context.new_cdp_session(tab)
        await client.send("Network.enable")
        await client.send("Network.setBlockedURLs", {"urls": _UNSEEN})
        traffic = expand.Traffic(tab)
        replies: list[Response] = []
        tab.on("response", lambda reply: replies.append(reply) if _is_json(reply) else None)
        main = await tab.goto(request.url, wait_until="domcontentloaded", timeout=_GOTO_MS)
        if main is None:
            return Page(request, request.url, failure="the browser got no answer", failure_kind="browser")
        private = not source.allow_private and guard.literal(urlsplit(tab.url).hostname or "")
        if private and guard.is_private(private):
            return Page(request, request.url, failure=f"it leads to {tab.url}", failure_kind="private")
        traffic.at(tab.url)
        await _settled(tab, request.wait_for, traffic)
        await expand.decline(tab, traffic)
        ended = await expand.open_list(tab, traffic) if request.expand else ""
        headers = tuple((await main.all_headers()).items())
        if "json" in dict(headers).get("content-type", ""):
            body = await main.body()
        else:
            body = (await expand.content(tab)).encode("utf-8", "replace")
            headers = (("content-type", "text/html; charset=utf-8"),)
        parts = [await self._part(reply) for reply in replies[:_MOST_PARTS] if reply.url != main.url]
        parts += [self._frame(tab.url, number, *one) for number, one in enumerate(await expand.frames(tab))]
        return Page(
            request,
            tab.url,
            main.status,
            headers,
            body[: guard.MOST_BYTES],
            self.now(),
            parts=tuple(part for part in parts if part is not None),
            ended=ended,
            sha256=hashlib.sha256(body[: guard.MOST_BYTES]).hexdigest(),
        )

    def _frame(self, home: str, number: int, url: str, markup: str) -> Page:
        """Make a part of what a frame shows; one without an address of its own has the page's."""
        body = markup.encode("utf-8", "replace")[: guard.MOST_BYTES]
        own = url if url.startswith(("http://", "https://")) else home
        kind = (("content-type", "text/html; charset=utf-8"),)
        asked = Request(own if own != home else f"{home}#frame-{number}")
        return Page(asked, own, 200, kind, body, self.now(), sha256=hashlib.sha256(body).hexdigest())

    async def _part(self, reply: Response) -> Page | None:
        try:
            body = await reply.body()
        except PlaywrightError:
            return None
        posted = (reply.request.post_data_buffer or b"") if reply.request.method == "POST" else b""
        return Page(
            Request(reply.url, method=reply.request.method, body=posted),
            reply.url,
            reply.status,
            tuple((await reply.all_headers()).items()),
            body[: guard.MOST_BYTES],
            self.now(),
            sha256=hashlib.sha256(body[: guard.MOST_BYTES]).hexdigest(),
        )


def _is_json(reply: Response) -> bool:
    return "json" in reply.headers.get("content-type", "") and reply.request.resource_type in {"xhr", "fetch"}


async def _settled(tab: Tab, wait_for: str, traffic: expand.Traffic) -> None:
    """Wait for what the page is there for, else until it is quiet; a page that never is so is taken as it is."""
    if not wait_for:
        await traffic.quiet()
        return
    with contextlib.suppress(PlaywrightTimeout):
        await tab.wait_for_selector(wait_for, state="attached", timeout=_WAIT_MS)


def main() -> None:
    """Print the browser that would be used, or what to type to get one."""
    import sys

    from playwright.sync_api import sync_playwright

    try:
        with sync_playwright() as playwright:
            print(find("", playwright.chromium.executable_path))
    except NoBrowser as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
