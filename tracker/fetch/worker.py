"""The process that holds one source's browser: `python -m tracker.fetch.worker`, run by `tracker.fetch.child`.

It reads a line of JSON with its settings, then one for each page, and writes an answer to each (`tracker.fetch.wire`).
When its input ends, it ends its browser, removes its folder, and exits.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, BinaryIO, TypedDict

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import async_playwright

from tracker.fetch.browser import NoBrowser, find
from tracker.fetch.limits import BROWSER, CLOSING, Failed
from tracker.fetch.processes import Tree
from tracker.fetch.proxy import USER, GuardProxy
from tracker.fetch.rendering import render
from tracker.fetch.tab import HEIGHT, WIDTH
from tracker.fetch.wire import Answer, packed
from tracker.model import Page, Request
from tracker.model.page import Cause, Reason

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, CDPSession, ProxySettings
    from playwright.async_api import Page as BrowserPage

_QUIET = [
    "--block-new-web-contents",  # no new windows; headless shell refuses them
    "--disable-site-isolation-trials",  # keep frames of other sites in the page's process, where they can be measured and read
    "--disable-quic",
    "--disable-background-networking",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--dns-prefetch-disable",
]
# Playwright sets these; without them the browser protects itself better from pages.
_UNWANTED = ["--disable-popup-blocking", "--disable-ipc-flooding-protection"]
_KNOCK = "http://tracker.invalid/"  # RFC 6761: no such host can exist


class Settings(TypedDict):
    """The first line: the user agent, the browser, whether private addresses are allowed, limits, and the folder."""

    agent: str
    path: str
    private: bool
    answer: float
    folder: str


class RenderCommand(TypedDict):
    """A further line: a page to render."""

    url: str
    wait_for: str
    expand: bool
    stay: bool


class Worker:
    """Starts the driver, the proxy and the browser for the first page. Opens one tab at a time."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._stack = AsyncExitStack()
        self._context: BrowserContext | None = None
        self._proxy: GuardProxy | None = None
        self._expected = 0

    async def answer(self, request: Request, *, stay: bool) -> Answer:
        """Render a page. With `stay`, give up one that leads to another origin."""
        try:
            context = self._context = (
                self._context if self._context and _is_alive(self._context) else await self._open()
            )
        except NoBrowser as error:
            why = str(error)
            cause = Cause(why, Reason.NO_BROWSER)
            page = Page(request, request.url, failure=why, failure_kind=BROWSER, cause=cause)
            return Answer(page, unusable=True)
        if self._proxy:
            self._proxy.begin()
        self._expected += 1
        return await render(context, request, self._proxy, self.settings["answer"], stay=stay)

    async def close(self) -> None:
        """Close the browser and the driver, if they respond in time."""
        with contextlib.suppress(PlaywrightError, TimeoutError):
            await asyncio.wait_for(self._stack.aclose(), CLOSING)

    async def _open(self) -> BrowserContext:
        await self.close()
        self._proxy = None
        playwright = await self._stack.enter_async_context(async_playwright())
        proxy: ProxySettings | None = None
        if not self.settings["private"]:
            self._proxy = await self._stack.enter_async_context(GuardProxy())
            proxy = {"server": self._proxy.address, "bypass": "<-loopback>"}
        executable = find(self.settings["path"], playwright.chromium.executable_path)
        try:
            chromium = await playwright.chromium.launch(
                executable_path=executable,
                chromium_sandbox=os.geteuid() != 0,
                args=_QUIET,
                ignore_default_args=_UNWANTED,
                proxy=proxy,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
            self._stack.push_async_callback(chromium.close)
            context = await chromium.new_context(
                user_agent=self.settings["agent"],
                locale="en-US",
                service_workers="block",
                accept_downloads=False,
                viewport={"width": WIDTH, "height": HEIGHT},
            )
            context.on("page", self._close_popup)
            if self._proxy:
                await self._authenticate(context, self._proxy.token)
        except PlaywrightError as error:
            why = str(error).strip().splitlines()[0]
            message = f"{executable} does not start: {why}; set another one in tracker.toml: [browser] path"
            raise NoBrowser(message) from error
        return context

    async def _close_popup(self, opened: BrowserPage) -> None:
        """Close every window that we did not open. Browsers other than headless shell may let a page open some."""
        if self._expected:
            self._expected -= 1
            return
        await opened.close()

    async def _authenticate(self, context: BrowserContext, token: str) -> None:
        """Give the browser the proxy's password once; it then sends it by itself, also for WebSockets.

        Playwright's own way (`username`, `password`) would pause every request of every page, and turn the cache off.
        """
        self._expected += 1
        tab = await context.new_page()
        session = await context.new_cdp_session(tab)
        keys = _ProxyPassword(session, token)
        session.on("Fetch.requestPaused", keys.continue_request)
        session.on("Fetch.authRequired", keys.send_password)
        await session.send("Fetch.enable", {"handleAuthRequests": True, "patterns": [{"urlPattern": f"{_KNOCK}*"}]})
        await tab.goto(_KNOCK)
        await tab.close()


class _ProxyPassword:
    """Answers the browser's request for the proxy's password."""

    def __init__(self, session: CDPSession, token: str) -> None:
        self._session = session
        self._token = token

    async def continue_request(self, event: dict[str, str]) -> None:
        """Let a request continue."""
        await self._session.send("Fetch.continueRequest", {"requestId": event["requestId"]})

    async def send_password(self, event: dict[str, str]) -> None:
        """Answer with the password."""
        answer = {"response": "ProvideCredentials", "username": USER, "password": self._token}
        parameters = {"requestId": event["requestId"], "authChallengeResponse": answer}
        await self._session.send("Fetch.continueWithAuth", parameters)


async def serve(requests: asyncio.StreamReader, answers: BinaryIO) -> None:
    """Answer every line; the settings come first."""
    worker = Worker(json.loads(await requests.readline()))
    pending: asyncio.Queue[bytes] = asyncio.Queue()
    serving = asyncio.create_task(_work(worker, pending, answers))
    while line := await requests.readline():
        pending.put_nowait(line)
    serving.cancel()
    await worker.close()
    Tree(os.getpid()).kill(but=os.getpid())
    shutil.rmtree(worker.settings["folder"], ignore_errors=True)


async def _work(worker: Worker, pending: asyncio.Queue[bytes], answers: BinaryIO) -> None:
    while True:
        command: RenderCommand = json.loads(await pending.get())
        request = Request(command["url"], render=True, wait_for=command["wait_for"], expand=command["expand"])
        try:
            answer = await worker.answer(request, stay=command["stay"])
        except Exception as error:  # noqa: BLE001 (whatever a page did to the driver: the process is of no more use)
            failed = Failed(BROWSER, f"the browser's driver failed: {type(error).__name__}: {error}"[:500])
            answer = Answer(
                Page(request, request.url, failure=str(failed), failure_kind=failed.kind, cause=failed.cause),
                unusable=True,
            )
        answers.writelines(packed(answer))
        answers.flush()


def _is_alive(context: BrowserContext) -> bool:
    """Return whether the browser still runs."""
    return context.browser is not None and context.browser.is_connected()


async def _main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # other output must not end up between the answers
    requests = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(requests), sys.stdin)
    await serve(requests, answers)
    os._exit(0)  # exit without waiting for threads, or for what the driver left behind


def main() -> None:
    """Serve standard input until its end."""
    asyncio.run(_main())


if __name__ == "__main__":
    main()
