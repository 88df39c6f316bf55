"""The requests of a list and their replies, in the form that the next check compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.model import Request


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its reply. Two checks had the same reply if both values are equal.

    `sha256` covers the body, the replies that the page loaded itself and how the end of an expanded list was proved;
    `headers` are the response headers that a reading depends on.
    """

    request: Request
    status: int
    sha256: str
    headers: str


Rounds = list[list[Exchange]]  # a board asks for several pages at once, reads them, and asks for the next ones


def packed(rounds: Rounds) -> list[list[list[Any]]]:
    """Return rounds as plain data."""
    return [
        [[*packed_request(exchange.request), exchange.status, exchange.sha256, exchange.headers] for exchange in row]
        for row in rounds
    ]


def unpacked(data: Sequence[Sequence[Sequence[Any]]]) -> Rounds:
    """Read rounds from plain data. Return [] if the data have another shape, so that the list is read again."""
    try:
        return [[_exchange(item) for item in row] for row in data]
    except (AttributeError, TypeError, ValueError):
        return []


def _exchange(data: Sequence[Any]) -> Exchange:
    *request, status, sha256, headers = data
    return Exchange(unpacked_request(request), status, sha256, headers)


def packed_request(request: Request) -> list[Any]:
    """Return a request as plain data, with every field."""
    body = request.body.decode("latin-1")
    return [request.url, request.method, body, request.headers, request.render, request.wait_for, request.expand]


def unpacked_request(data: Sequence[Any]) -> Request:
    """Read a request from plain data. Raise AttributeError, TypeError or ValueError if the data have another shape."""
    url, method, body, headers, render, wait_for, expand = data
    pairs = tuple((name, value) for name, value in headers)
    return Request(url, method, body.encode("latin-1"), pairs, render, wait_for, expand)
