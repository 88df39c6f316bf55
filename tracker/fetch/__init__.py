"""The only rooms that touch the network. `Fetcher` is what the rest sees; `Fetch` is its one verb."""

from tracker.fetch.fetcher import Fetch, Fetcher

__all__ = ["Fetch", "Fetcher"]
