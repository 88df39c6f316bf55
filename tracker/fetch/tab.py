"""A tab of the browser, and commands to it, each with a time limit.

Scripts run in an isolated world with its own built-ins: a page that replaces `JSON`, `Map` or `querySelectorAll`
changes them only for itself. https://chromedevtools.github.io/devtools-protocol/tot/Page/#method-createIsolatedWorld
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, TypeVar

from playwright.async_api import Error as PlaywrightError

from tracker.fetch.limits import TIMEOUT, Failed

if TYPE_CHECKING:
    from playwright.async_api import CDPSession
    from playwright.async_api import Page as BrowserPage

T = TypeVar("T")
_WORLD = "tracker"
_MOST_FRAMES = 60  # frames of one page that are read; a page with advertisements has some 20
WIDTH, HEIGHT = 1280, 720
_MOST_URL = 8_192  # characters of an address that a page sets for itself


class _Named(TypedDict):
    id: str
    url: str


class _Branch(TypedDict, total=False):
    frame: _Named
    childFrames: list[_Branch]


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a page: its id in the browser, and its address."""

    id: str
    url: str


class Tab:
    """An open page. `answer` is the limit for each command, in seconds."""

    def __init__(self, opened: BrowserPage, session: CDPSession, answer: float) -> None:
        self.opened = opened
        self.answer = answer
        self.main = ""
        self.session = session

    async def send(self, method: str, parameters: Mapping[str, object] | None = None) -> dict[str, object]:
        """Send a command to the browser. Raise PlaywrightError if it refuses, Failed if it does not answer in time."""
        sent = self.session.send(method, dict(parameters or {}))
        result: dict[str, object] = await self.within(sent)
        return result

    async def within(self, work: Awaitable[T]) -> T:
        """Wait for an answer. Raise Failed if the page takes too long."""
        try:
            return await asyncio.wait_for(work, self.answer)
        except TimeoutError as error:
            why = f"the page did not answer within {self.answer:g} s: its script runs without a pause, or a dialog is open"
            raise Failed(TIMEOUT, why, unusable=True) from error

    async def frames(self) -> list[Frame]:
        """Return the page's frames, the main one first, limited in number."""
        answer = await self.send("Page.getFrameTree")
        tree: _Branch = answer["frameTree"]  # type: ignore[assignment]
        frames = [
            Frame(branch["id"], branch["url"]) for branch, _ in zip(_flat(tree), range(_MOST_FRAMES), strict=False)
        ]
        self.main = frames[0].id
        return frames

    async def run(self, frame: str, script: str, *arguments: object) -> object:
        """Call a script in a frame. Return None if the frame is gone or the script fails."""
        try:
            world = await self.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})
            answer = await self.send(
                "Runtime.evaluate",
                {
                    "expression": f"({script})({', '.join(json.dumps(argument) for argument in arguments)})",
                    "contextId": world["executionContextId"],
                    "returnByValue": True,
                    "timeout": self.answer * 1000,
                },
            )
        except PlaywrightError:
            return None
        result = answer.get("result")
        return result.get("value") if isinstance(result, dict) and "exceptionDetails" not in answer else None

    async def resize(self, height: int = 0) -> None:
        """Set the height of the window in CSS pixels, or reset it."""
        try:
            await self.within(self.opened.set_viewport_size({"width": WIDTH, "height": height or HEIGHT}))
        except PlaywrightError:
            return

    @property
    def url(self) -> str:
        """Return the page's current address, "" if it has more than 8,192 characters."""
        return self.opened.url if len(self.opened.url) <= _MOST_URL else ""


def _flat(tree: _Branch) -> Iterator[_Named]:
    """Yield the frames, each before those within it; without recursion, because a page may nest thousands."""
    waiting = [tree]
    while waiting:
        branch = waiting.pop()
        yield branch["frame"]
        waiting += reversed(branch.get("childFrames", []))
