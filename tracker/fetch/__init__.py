"""Fetch pages over the network. `Fetcher` is the public part; no other package touches the network.

Its names are imported on demand: the browser's worker process needs only `tracker.fetch.worker`, and starts in half the
time without aiohttp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.fetch.fetcher import Fetch, Fetcher

__all__ = ["Fetch", "Fetcher"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from tracker.fetch import fetcher

    return getattr(fetcher, name)
