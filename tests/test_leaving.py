"""A request whose reader has gone is not answered to its end; any other is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from tracker.site import middleware

Message = dict[str, Any]
REQUEST: Message = {"type": "http.request", "body": b"", "more_body": False}


class Reader:
    """What a server knows of a reader: what it sent, and after how many messages it leaves, 0 for never."""

    def __init__(self, leaves: int, *first: Message) -> None:
        self.leaves, self.first = leaves, list(first or (REQUEST,))
        self.got: list[Message] = []
        self.gone = asyncio.Event()

    async def receive(self) -> Message:
        if self.first:
            return self.first.pop(0)
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.got.append(message)
        if len(self.got) == self.leaves:
            self.gone.set()


def asked(app: Callable[..., Any], reader: Reader) -> list[Message]:
    async def both() -> None:
        await asyncio.wait_for(middleware._until_gone(app, {"type": "http"}, reader.receive, reader.send), 20)

    asyncio.run(both())
    return reader.got


async def _endless(_scope: object, _receive: object, send: Callable[[Message], Any]) -> None:
    while True:
        await send({"type": "http.response.body", "more_body": True})
        await asyncio.sleep(0)


async def _short(_scope: object, receive: Callable[[], Any], send: Callable[[Message], Any]) -> None:
    body = b""
    while True:
        message = await receive()
        body += message["body"]
        if not message["more_body"]:
            break
    await send({"type": "http.response.body", "body": body})


async def _waits(_scope: object, receive: Callable[[], Any], send: Callable[[Message], Any]) -> None:
    """Datasette's own code may watch for the end too."""
    assert (await receive())["type"] == "http.request"
    await send({"type": "http.response.start"})
    assert (await receive())["type"] == "http.disconnect"


async def _fails(*_: object) -> None:
    message = "broken"
    raise ValueError(message)


def test_a_reader_that_leaves_ends_the_answer() -> None:
    assert 3 <= len(asked(_endless, Reader(3))) < 10
    assert asked(_short, Reader(0)) == [{"type": "http.response.body", "body": b""}]
    parts = [{**REQUEST, "body": b"a", "more_body": True}, {**REQUEST, "body": b"b"}]
    assert asked(_short, Reader(0, *parts)) == [{"type": "http.response.body", "body": b"ab"}]
    assert asked(_waits, Reader(1)) == [{"type": "http.response.start"}]
    with pytest.raises(ValueError, match="broken"):
        asked(_fails, Reader(0))
