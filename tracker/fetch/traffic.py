"""Track what a tab loads, as the browser's Network domain reports it: open requests, failures, JSON replies.

Everything is limited: a page decides how much it requests, but not how much is remembered.
https://chromedevtools.github.io/devtools-protocol/tot/Network/
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypedDict

from tracker.extract import urls
from tracker.extract.request_words import is_for_something_else
from tracker.fetch import guard
from tracker.fetch.limits import BROWSER, NETWORK, TOO_LARGE, Failed
from tracker.model import Page, Request

if TYPE_CHECKING:
    from playwright.async_api import CDPSession

Send = Callable[[str, Mapping[str, object]], Awaitable[dict[str, object]]]

_STILL = 0.4  # seconds without traffic that count as quiet
_MOST_QUIET = 8.0  # seconds; a page that never goes quiet is read as it is
_STREAM = 1.5  # seconds; a reply that takes longer is a stream, and is not waited for
_SCRIPTED = frozenset(("XHR", "Fetch"))
_DATA = _SCRIPTED | {"Document", "Script"}
_MOST_SENT = 5_000  # requests of one page that are followed; the busiest real page seen sends some 600
_MOST_FAILURES = 50  # failed requests of one page that are kept
_API = re.compile(r"(?:^|/)(?:api|wp-json|graphql|rest)(?:$|/)|\.json$", re.IGNORECASE)  # paths that answer with JSON
MOST_PARTS = 200  # JSON replies of one page that are kept
MOST_RECEIVED = 4 * guard.MOST_BYTES  # bytes of one page with everything that it loads, decoded
_MOST_GOINGS = 25  # navigations of a page: the browser itself follows 20 redirects, a login some 10
_MOST_POSTED = 64 << 10  # bytes of a posted body that are kept; without all of it the reply can't be requested again


class _CdpRequest(TypedDict, total=False):
    """The fields of a CDP request that are used here."""

    url: str
    method: str
    hasPostData: bool
    postDataEntries: list[dict[str, str]]


class _CdpResponse(TypedDict, total=False):
    """The fields of a CDP response that are used here."""

    url: str
    status: int
    mimeType: str
    headers: dict[str, str]


class _Event(TypedDict, total=False):
    """The fields of the Network domain's events that are used here."""

    requestId: str
    frameId: str
    type: str
    request: _CdpRequest
    response: _CdpResponse
    dataLength: int
    errorText: str
    blockedReason: str


@dataclass(slots=True)
class TabRequest:
    """One request of a tab, and its result. `size` counts the decoded bytes of its body."""

    id: str
    kind: str
    frame: str
    url: str
    method: str
    posted: bytes | None
    answered: float = 0.0
    status: int = 0
    mime: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    size: int = 0
    finished: bool = False
    failed: bool = False
    failure: str = ""

    @property
    def is_json(self) -> bool:
        """Return whether the reply states that it is JSON."""
        return "json" in self.mime or "json" in self.headers.get("content-type", "")


class Traffic:
    """Tracks a tab's requests. `main` is the id of the page's main frame.

    `broken` lists the failed requests for data that may be of the list, not those for a chat. `trouble` fails with the reason that ends the page.
    """

    def __init__(self, session: CDPSession) -> None:
        self._sent: dict[str, TabRequest] = {}
        self._host = ""
        self._good: set[str] = set()
        self._received = 0
        self._goings = 0
        self.main = ""
        self.broken: list[str] = []
        self.left_out = ""
        self.trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        session.on("Network.requestWillBeSent", self._on_sent)
        session.on("Network.responseReceived", self._on_answer)
        session.on("Network.dataReceived", self._on_data)
        session.on("Network.loadingFinished", self._on_end)
        session.on("Network.loadingFailed", self._on_failure)

    async def follow(self, send: Send) -> None:
        """Make the browser report its traffic, and keep only the bodies that are read in the end."""
        bounds = {
            "maxTotalBufferSize": 2 * guard.MOST_BYTES,
            "maxResourceBufferSize": guard.MOST_BYTES,
            "maxPostDataSize": _MOST_POSTED,
        }
        await send("Network.enable", bounds)

    def at(self, url: str) -> None:
        """Set the page's address, to tell its own requests from those of others."""
        self._host = urls.parse(url).netloc

    def give_up(self, failed: Failed) -> None:
        """End the page with this reason."""
        if not self.trouble.done():
            self.trouble.set_exception(failed)

    def document(self, frame: str) -> TabRequest | None:
        """Return the newest answered document of a frame."""
        return next(
            (
                request
                for request in reversed(self._sent.values())
                if request.kind == "Document" and request.frame == frame and request.status
            ),
            None,
        )

    def _on_sent(self, event: _Event) -> None:
        request = event["request"]
        url = request["url"]
        kind = event.get("type", "")
        if kind not in _DATA or url.startswith("data:"):
            return
        if kind == "Document" and event.get("frameId") == self.main:
            self._goings += 1
            if self._goings > _MOST_GOINGS:
                self.give_up(Failed(BROWSER, "the page redirects again and again", unusable=True))
        if event["requestId"] not in self._sent and len(self._sent) >= _MOST_SENT:
            self.left_out = f"the page sent more than {_MOST_SENT:,} requests"
            return
        self._sent.pop(event["requestId"], None)  # a redirect: the same request, at another address
        self._sent[event["requestId"]] = TabRequest(
            event["requestId"], kind, event.get("frameId", ""), url, request["method"], _posted(request)
        )

    def _on_answer(self, event: _Event) -> None:
        request = self._sent.get(event["requestId"])
        if request is None:
            return
        response = event["response"]
        request.answered, request.status, request.mime = (
            time.monotonic(),
            response["status"],
            response.get("mimeType", "").lower(),
        )
        request.headers = {
            name.lower(): value.replace("\n", ", ") for name, value in response.get("headers", {}).items()
        }
        if request.kind not in _SCRIPTED:
            return
        path = request.url.split("?", maxsplit=1)[0]
        if 200 <= request.status < 300:  # noqa: PLR2004 (HTTP's numbers)
            self._good.add(path)
        elif request.status == 429 or request.status >= 500 or path in self._good:  # noqa: PLR2004 (likewise)
            self._note(request.url, f"answered {request.status}")

    def _on_data(self, event: _Event) -> None:
        size = event.get("dataLength", 0)
        self._received += size
        request = self._sent.get(event["requestId"])
        if request is not None:
            request.size += size
        if self._received > MOST_RECEIVED:
            self.give_up(Failed(TOO_LARGE, f"the page loaded more than {MOST_RECEIVED:,} bytes", unusable=True))

    def _on_end(self, event: _Event) -> None:
        request = self._sent.get(event["requestId"])
        if request is not None:
            request.finished = True

    def _on_failure(self, event: _Event) -> None:
        request = self._sent.get(event["requestId"])
        if request is None:
            return
        request.finished = request.failed = True
        request.failure = why = event.get("errorText", "")
        if request.kind in _SCRIPTED and "ERR_ABORTED" not in why and event.get("blockedReason") != "inspector":
            self._note(request.url, f"failed ({why})")

    def _note(self, url: str, what: str) -> None:
        answered_before = url.split("?", maxsplit=1)[0] in self._good
        own = not self._host or urls.parse(url).netloc == self._host
        if len(self.broken) < MOST_PARTS and (answered_before or (own and not is_for_something_else(url))):
            self.broken.append(f"{url} {what}")

    async def quiet(self, still: float = _STILL, most: float = _MOST_QUIET) -> None:
        """Wait until only streams are open for `still` seconds, at most `most` seconds."""
        started = last = time.monotonic()
        while (now := time.monotonic()) - started < most:
            if any(
                not request.finished and (not request.answered or now - request.answered < _STREAM)
                for request in self._sent.values()
            ):
                last = now
            elif now - last >= still:
                return
            await asyncio.sleep(0.05)

    async def body(self, request: TabRequest, send: Send) -> bytes | None:
        """Return a reply's body, None if the browser no longer has it."""
        if not request.finished or request.failed or request.size > guard.MOST_BYTES:
            return None
        body = await send("Network.getResponseBody", {"requestId": request.id})
        text = body.get("body")
        if not isinstance(text, str):
            return None
        if body.get("base64Encoded"):
            return base64.b64decode(text)
        if "charset" in request.headers.get("content-type", ""):
            request.headers["content-type"] = f"{request.mime}; charset=utf-8"  # the browser has decoded it
        return text.encode("utf-8", "replace")

    async def parts(self, send: Send, document: TabRequest | None) -> list[Page]:
        """Return the complete JSON replies that the page's scripts loaded. `left_out` then says what is missing."""
        pages: list[Page] = []
        total = 0
        data_requests = [
            request
            for request in self._sent.values()
            if request.kind in _SCRIPTED and request.is_json and request.finished
        ]
        for request in data_requests:
            if request.failed or request.posted is None or (document is not None and request.url == document.url):
                continue
            if len(pages) == MOST_PARTS or total + request.size > guard.MOST_BYTES:
                self.left_out = f"the page loaded more JSON than is kept ({len(data_requests)} replies)"
                break
            body = await self.body(request, send)
            if body is None:
                self.left_out = f"{request.url} is too long to be kept"
                continue
            total += len(body)
            part_request = Request(request.url, method=request.method, body=request.posted)
            headers = tuple(request.headers.items())
            digest = hashlib.sha256(body).hexdigest()
            pages.append(Page(part_request, request.url, request.status, headers, body, sha256=digest))
        return pages

    def failures(self) -> list[Page]:
        """Return the failed requests for data, scripts and frames, without a body, with the reason as `failure`.

        A JSON reply that is an error is among the `parts`. A request that the page itself gave up is left out if another
        one for the same address was answered.
        """
        pages: dict[str, Page] = {}
        for request in self._sent.values():
            why = self._failure(request)
            failed_request = Request(request.url, method=request.method, body=request.posted or b"")
            if why and len(pages) < _MOST_FAILURES and request.url.startswith(("http://", "https://")):
                pages.setdefault(
                    failed_request.key, Page(failed_request, request.url, failure=why, failure_kind=NETWORK)
                )
        return list(pages.values())

    def _failure(self, request: TabRequest) -> str:
        scripted = request.kind in _SCRIPTED
        if request.kind == "Document" and request.frame == self.main:
            return ""
        if request.status >= 400:  # noqa: PLR2004 (HTTP's numbers)
            return "" if scripted and request.is_json and not request.failed else f"answered {request.status}"
        if request.failed:
            return "" if self._is_idle(request) else f"failed ({request.failure or 'given up'})"
        if scripted and request.status and request.mime == "text/html" and _API.search(urls.path(request.url)):
            return "answered with HTML instead of JSON"
        return "got no answer" if scripted and not request.answered else ""

    def _is_idle(self, request: TabRequest) -> bool:
        """Return whether an abandoned request needs no answer: it is not for data, or was answered another time."""
        given_up = "ERR_ABORTED" in request.failure
        return given_up and (request.kind not in _SCRIPTED or request.url.split("?", maxsplit=1)[0] in self._good)


def _posted(request: _CdpRequest) -> bytes | None:
    """Return the posted body of a request, None if the browser does not report all of it."""
    entries = [entry["bytes"] for entry in request.get("postDataEntries", []) if "bytes" in entry]
    if request.get("hasPostData") and not entries:
        return None
    try:
        return b"".join(base64.b64decode(entry) for entry in entries) if request["method"] == "POST" else b""
    except binascii.Error:
        return None
