"""Apply robots.txt (RFC 9309), which is read once for each run and origin, with limits on its cost."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from protego import Protego

from tracker.model import Page
from tracker.model.page import Cause

MOST_BYTES = 500 << 10  # RFC 9309, 2.5: a reader must take at least 500 KiB, and may ignore the rest
MOST_REDIRECTS = 5  # RFC 9309, 2.3.1.2
MOST_SECONDS = 30.0
MOST_DELAY = 30.0  # seconds of Crawl-delay; a list of 500 postings then takes four hours

# Limits on the cost of one file. With these, the worst file that we made takes half a second to read, in a thread,
# and 15 ms to compare with an address of 2,000 letters; a real one takes less than one.
_MOST_LINE = 2048  # characters; a longer rule is cut, and so forbids more
_MOST_STARS = 16  # stars of one rule; as above
_MOST_PATTERNS = 1000  # rules with a star or a $; further ones are cut before it
_LONG, _FEW = 2048, 50  # a longer address is forbidden if there are more patterns than this
_SMALL = 20_000  # bytes read at once

_EVERYONE = "User-agent: *"
_OTHERS = "User-agent: -"  # stands for all other user agents
_AGENT_LINE = re.compile(r"user(?:-|\s*)agent\s*[:\s]\s*(.*)", re.IGNORECASE).fullmatch
_TOKEN = re.compile(r"[a-z_-]*")  # RFC 9309, 2.2.1
_GOOD = range(200, 300)
_CLIENT_ERROR = range(400, 500)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin. `failure` says why nothing is allowed, `kind` and `cause` are its kind and cause."""

    parsed: Protego | None = None
    failure: str = ""
    kind: str = ""
    cause: Cause | None = None
    delay: float = 0.0  # seconds between two requests, as the origin asks
    patterns: int = 0  # rules with a star or a $

    def forbids(self, url: str, token: str) -> bool:
        """Return whether a path may not be read. A very long path is not compared with very many patterns."""
        if self.parsed is None:
            return False
        return (len(url) > _LONG and self.patterns > _FEW) or not self.parsed.can_fetch(url, token)


class Robots:
    """Keeps the rules of each origin for a run."""

    def __init__(self, agent: str) -> None:
        self.token = agent.partition("/")[0].lower()
        self._rules: dict[tuple[str, bool], Rules] = {}
        self._locks: dict[tuple[str, bool], asyncio.Lock] = {}

    def learn(self, other: Robots) -> None:
        """Copy the rules of another `Robots`, except those that could not be read."""
        self._rules.update({key: rules for key, rules in other._rules.items() if not rules.failure})

    async def rules(self, origin: str, *, private: bool, read: Callable[[str], Awaitable[Page]]) -> Rules:
        """Return the rules of an origin. `read` fetches an address, and is called once for each origin.

        If that is cancelled, the next caller that waits reads. `private`: whether private addresses may be asked; a
        source that may not must not spoil the result for one that may.
        """
        key = (origin, private)
        async with self._locks.setdefault(key, asyncio.Lock()):
            if key not in self._rules:
                self._rules[key] = await self._parsed(origin, await read(f"{origin}/robots.txt"))
        return self._rules[key]

    async def _parsed(self, origin: str, page: Page) -> Rules:
        """Return the rules in a reply: 4xx and endless redirects allow everything, 5xx and no answer allow nothing."""
        if page.failure_kind == "redirects" or page.status in _CLIENT_ERROR:
            return Rules()
        if page.failure:
            failure = f"{origin}/robots.txt could not be read: {page.failure}"
            return Rules(failure=failure, kind=page.failure_kind, cause=page.cause)
        if page.status not in _GOOD:
            failure = f"{origin}/robots.txt answered status {page.status}, which allows nothing for now"
            return Rules(failure=failure, kind="network")
        if len(page.body) <= _SMALL:
            return parse(page.body, self.token)
        return await asyncio.to_thread(parse, page.body, self.token)


def parse(body: bytes, token: str) -> Rules:
    """Parse a robots.txt as UTF-8, whatever its headers say: the first 500 KiB, without what can't be read."""
    text = body[:MOST_BYTES].decode("utf-8-sig", "replace")
    if len(body) > MOST_BYTES:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    lines = list(_bounded(text, token))
    parsed = Protego.parse("\n".join(lines))
    delay = min(parsed.crawl_delay(token) or 0.0, MOST_DELAY)
    return Rules(parsed, delay=delay, patterns=sum(map(_is_pattern, lines)) - lines.count(_EVERYONE))


def _bounded(text: str, token: str) -> Iterator[str]:
    """Return the lines with all other user agents merged, and costly rules replaced by cheaper, stricter ones."""
    patterns = 0
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        agent = _AGENT_LINE(line[:_MOST_LINE])
        if agent:
            yield _agent(agent[1].lower(), token)
            continue
        patterns += _is_pattern(line)
        shortened = _cut(line, _MOST_STARS if patterns <= _MOST_PATTERNS else 0)
        if shortened == line or not line.lower().startswith("allow"):  # a cut Allow would allow more
            yield shortened


def _is_pattern(rule: str) -> bool:
    return "*" in rule or rule.endswith("$")


def _agent(name: str, token: str) -> str:
    match = _TOKEN.match(name)
    return _EVERYONE if name == "*" else f"User-agent: {token}" if match and match[0] == token else _OTHERS


def _cut(rule: str, stars: int) -> str:
    """Return a rule up to this many stars; with none, up to its $ too."""
    parts = rule[:_MOST_LINE].split("*", stars + 1)
    shortened = "*".join(parts[: stars + 1])
    return shortened if stars else shortened.rstrip("$")
