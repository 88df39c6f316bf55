"""Render one page in one tab: open it, let it settle, read it with its frames and the JSON that it loaded, close it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from tracker.extract import urls
from tracker.fetch import expand, guard, scripts
from tracker.fetch.limits import BROWSER, CLOSING, GOTO, MOVED, TIMEOUT, TOO_LARGE, WAIT, Failed
from tracker.fetch.tab import Frame, Tab
from tracker.fetch.traffic import Traffic
from tracker.fetch.wire import Answer
from tracker.model import Page, Request
from tracker.model.page import OPEN

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext

    from tracker.fetch.proxy import GuardProxy

_HTML = (("content-type", "text/html; charset=utf-8"),)
_UNSEEN = [
    f"*.{ending}*"
    for ending in "png jpg jpeg gif webp avif svg ico woff woff2 ttf otf eot mp4 webm mp3 m4a ogg".split()
]
_DOWNLOAD = "Download is starting"  # Playwright has no type for it
_TAB = 15.0  # seconds for a new tab; if it takes longer, the machine is slow, and not the page
_LOOKS = 5  # tries to read a page that navigates again and again
_NO_CONTENT = 500  # characters; an empty frame has some 40
_PROXYS = (403, 502)  # our proxy's answers if it makes no connection
_WEB = ("http://", "https://")
_OWN = (*_WEB, "about:", "blob:http", "data:")  # addresses of frames that the page itself fills


async def render(
    context: BrowserContext, request: Request, proxy: GuardProxy | None, answer: float, *, stay: bool
) -> Answer:
    """Return the rendered page, or why it was given up. `proxy` checks its connections; None for an allow_private source."""
    try:
        tab = await asyncio.wait_for(_opened(context, answer), _TAB)
    except (PlaywrightError, TimeoutError) as error:
        return _failed(request, Failed(BROWSER, f"no tab could be opened: {_first_line(error)}", unusable=True))
    page, unusable = await _read_page(tab, request, proxy, stay=stay)
    if unusable or context.browser is None or not context.browser.is_connected():
        return Answer(page, unusable=True)
    try:
        await asyncio.wait_for(tab.opened.close(), CLOSING)
    except (PlaywrightError, TimeoutError):
        unusable = True
    return Answer(page, unusable)


def _failed(request: Request, failed: Failed) -> Answer:
    return Answer(
        Page(request, request.url, failure=str(failed), failure_kind=failed.kind, cause=failed.cause), failed.unusable
    )


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0].removeprefix("Page.goto: ")


async def _opened(context: BrowserContext, answer: float) -> Tab:
    opened = await context.new_page()
    return Tab(opened, await context.new_cdp_session(opened), answer)


async def _read_page(tab: Tab, request: Request, proxy: GuardProxy | None, *, stay: bool) -> tuple[Page, bool]:
    """Read the page, until it is read or its traffic or a crash ends it."""
    traffic = Traffic(tab.session)
    crashed = Failed(BROWSER, "the page crashed in the browser, probably out of memory", unusable=True)
    tab.opened.on("crash", lambda _: traffic.give_up(crashed))
    work = asyncio.create_task(_read(tab, traffic, request, proxy, stay=stay))
    futures: tuple[asyncio.Future[Page] | asyncio.Future[None], ...] = (work, traffic.trouble)
    try:
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
        if traffic.trouble.done():
            await traffic.trouble
        return await work, False
    except Failed as error:
        failed = error
    except PlaywrightTimeout:
        failed = Failed(TIMEOUT, f"the document was not there within {GOTO:g} s")
    except PlaywrightError as error:
        why = _first_line(error)
        failed = Failed(BROWSER, "it is a download, not a page" if why == _DOWNLOAD else why)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        traffic.trouble.cancel()
    judged = proxy.last_failure() if proxy and "ERR_TUNNEL" in str(failed) else None
    answer = _failed(request, judged or failed)
    return answer.page, answer.unusable


async def _read(tab: Tab, traffic: Traffic, request: Request, proxy: GuardProxy | None, *, stay: bool) -> Page:
    await tab.frames()
    traffic.main = tab.main
    url = urls.without_user(request.url)
    if url != request.url:  # the browser keeps it for the origin; a page with it in its address can't fetch()
        await tab.opened.goto(request.url, wait_until="commit", timeout=GOTO * 1000)
    await traffic.follow(tab.send)
    if stay:
        await _stay(tab, traffic, urls.origin(url))
    await tab.send("Network.setBlockedURLs", {"urls": _UNSEEN})
    first = await tab.opened.goto(url, wait_until="domcontentloaded", timeout=GOTO * 1000)
    if first is None:
        raise Failed(BROWSER, "the browser got no answer")
    _judge(proxy, first.url, first.status)
    traffic.at(tab.url)
    await _settled(tab, request.wait_for, traffic)
    await expand.decline(tab, traffic)
    ended = await expand.open_list(tab, traffic) if request.expand else ""
    return await _taken(tab, traffic, request, ended, proxy)


async def _stay(tab: Tab, traffic: Traffic, home: str) -> None:
    """Abandon the page if it leads to another origin than `home`, before anything is requested there.

    Documents are paused until they are checked: https://chromedevtools.github.io/devtools-protocol/tot/Fetch/
    """

    async def judge(event: dict[str, Any]) -> None:
        paused, url = {"requestId": event["requestId"]}, str(event["request"]["url"])
        leaves = event["frameId"] == tab.main and url.startswith(_WEB) and urls.origin(url) != home
        if leaves:
            traffic.give_up(Failed(MOVED, url))
        with contextlib.suppress(PlaywrightError):  # the document, or the tab, is gone
            if leaves:
                await tab.session.send("Fetch.failRequest", {**paused, "errorReason": "Aborted"})
            else:
                await tab.session.send("Fetch.continueRequest", paused)

    tab.session.on("Fetch.requestPaused", judge)
    await tab.send("Fetch.enable", {"patterns": [{"resourceType": "Document", "requestStage": "Request"}]})


async def _settled(tab: Tab, wait_for: str, traffic: Traffic) -> None:
    """Wait for the element that the page is read for, else until the page is quiet.

    A page that never becomes quiet is read as it is.
    """
    if not wait_for:
        await traffic.quiet()
        return
    with contextlib.suppress(PlaywrightTimeout):
        await tab.opened.wait_for_selector(wait_for, state="attached", timeout=WAIT * 1000)


def _judge(proxy: GuardProxy | None, url: str, status: int) -> None:
    """Raise the reason if a document is only our proxy's refusal to connect."""
    judged = proxy.judged(url) if proxy and status in _PROXYS else None
    if judged:
        raise judged


async def _taken(tab: Tab, traffic: Traffic, request: Request, ended: str, proxy: GuardProxy | None) -> Page:
    frames = await tab.frames()
    document = traffic.document(tab.main)
    if document is None:
        raise Failed(BROWSER, f"it leads to {tab.url!r}, which came from no server")
    _judge(proxy, document.url, document.status)
    url = tab.url if tab.url.startswith(_WEB) else document.url
    headers = tuple(document.headers.items())
    if "json" in document.headers.get("content-type", ""):
        body = await traffic.body(document, tab.send)
        headers = tuple(document.headers.items())
        if body is None:
            raise Failed(TOO_LARGE, f"the reply has more than {guard.MOST_BYTES:,} bytes")
    else:
        body, headers = await _content(tab, traffic), _HTML
    parts = await traffic.parts(tab.send, document)
    parts += await _shown(tab, frames[1:], url, traffic)
    parts += traffic.failures()
    if traffic.left_out and ended and not ended.startswith(OPEN):
        ended = f"{OPEN}{traffic.left_out}"
    digest = hashlib.sha256(body).hexdigest()
    return Page(request, url, document.status, headers, body, parts=tuple(parts), ended=ended, sha256=digest)


async def _content(tab: Tab, traffic: Traffic) -> bytes:
    """Return the markup as it is, with the contents of its shadow roots in place."""
    for _ in range(_LOOKS):
        markup = await tab.run(tab.main, scripts.CONTENT, guard.MOST_BYTES)
        if isinstance(markup, str):
            body = markup.encode("utf-8", "replace")
            if len(body) <= guard.MOST_BYTES:
                return body
            markup = len(body)
        if isinstance(markup, int):
            raise Failed(
                TOO_LARGE, f"the page has grown to {markup:,} characters, and {guard.MOST_BYTES:,} may be read"
            )
        await traffic.quiet(0.2, 1.0)
    raise Failed(BROWSER, "the page redirects again and again, and can't be read")


async def _shown(tab: Tab, frames: Sequence[Frame], home: str, traffic: Traffic) -> list[Page]:
    """Return the content of the frames, limited to the size of a page. A frame without a web address gets the page's."""
    pages: list[Page] = []
    bytes_left = guard.MOST_BYTES
    for number, frame in enumerate(other_frame for other_frame in frames if other_frame.url.startswith(_OWN)):
        markup = await tab.run(frame.id, scripts.CONTENT, bytes_left)
        if isinstance(markup, int):
            traffic.left_out = f"the frame {frame.url} is too long to be kept"
        if not isinstance(markup, str) or not ("<a" in markup or len(markup) > _NO_CONTENT):
            continue
        body = markup.encode("utf-8", "replace")[:bytes_left]
        bytes_left -= len(body)
        own = frame.url if frame.url.startswith(_WEB) else home
        frame_request = Request(own if own != home else f"{home}#frame-{number}")
        pages.append(Page(frame_request, own, 200, _HTML, body, sha256=hashlib.sha256(body).hexdigest()))
    return pages
