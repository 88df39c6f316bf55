"""Whatever a page does to its browser ends in time, is reported, and does not affect other sources."""

from __future__ import annotations

import asyncio
import functools
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import check, reader
from tests.hostile import PAGES, Server, address, left_behind, serving, source
from tracker.fetch import browser as module
from tracker.fetch.browser import Browser
from tracker.fetch.child import WorkerProcess
from tracker.fetch.limits import Limits
from tracker.model import Page, Request, Source
from tracker.operations.project import now

AT_ONCE = 6
HASTY = Limits(page=4.0, listing=5.0, answer=1.5, memory=450 << 20, at_once=AT_ONCE)
NARROW = Limits(memory=450 << 20, at_once=AT_ONCE)
ORDINARY = Limits(at_once=AT_ONCE)
ENDED = frozenset(("timeout", "too-large", "browser"))
READ = frozenset(("",))
# What becomes of each page. Where both may be, it depends on how fast the machine is.
FATE: dict[str, frozenset[str]] = {
    "busy loop": frozenset(("timeout",)),
    "busy loop before it is there": frozenset(("timeout",)),
    "alert": frozenset(("timeout",)),
    "confirm": frozenset(("timeout",)),
    "prompt": frozenset(("timeout",)),
    "beforeunload": ENDED | READ,
    "frames": ENDED,
    "nested frames": ENDED,
    "growing": ENDED | READ,
    "one huge text": frozenset(("too-large", "timeout")),
    "windows": READ,
    "links to windows": READ,
    "a file in a frame": READ,
    "redirect to a file": frozenset(("browser",)),
    "the browser's own pages": READ,
    "endless JSON": frozenset(("too-large", "")),
    "endless JSON, slowly": READ,
    "300 MB of JSON": frozenset(("too-large", "")),
    "many fetches": ENDED | READ,
    "many replies of JSON": READ,
    "a page without end": ENDED,
    "a download": frozenset(("browser",)),
    "arrays": frozenset(("too-large", "browser")),
    "blobs": frozenset(("too-large", "browser", "timeout")),
    "objects": ENDED | READ,
    "busy workers": ENDED | READ,
    "a worker with a flood of messages": ENDED | READ,
    "a service worker": READ,
    "meta refresh": ENDED,
    "location loop": ENDED,
    "reload loop": ENDED,
    "pushState loop": ENDED | READ,
    "a very long address": READ,
    "hash loop": ENDED | READ,
    "console flood": ENDED | READ,
    "WebSocket flood": ENDED | READ,
    "timers": ENDED | READ,
    "overridden built-ins": READ,
    "innerText throws": READ,
    "innerText loops": READ,
    "an observer that never rests": frozenset(("timeout",)),
    "a button that loops": frozenset(("timeout",)),
    "a scroll that grows": frozenset(("timeout",)),
    "deep markup": ENDED | READ,
    "deep shadow roots": ENDED | READ,
    "printing": ENDED | READ,
    "canvases": ENDED | READ,
    "storage": ENDED | READ,
}
SOUND = frozenset(("sound", "linked"))
OPENED = frozenset(("a button that loops", "a scroll that grows", "many replies of JSON"))


def limits_of(name: str) -> Limits:
    """Little time for a page that never ends, little memory for one that fills it, and the usual for those that are read."""
    if name in SOUND or FATE[name] == READ:
        return ORDINARY
    return HASTY if "timeout" in FATE[name] else NARROW


class Browsers(Browser):
    """Has other limits for each source, so that the sound one is not hurried on a busy machine."""

    async def _child(self, source: Source) -> WorkerProcess:
        self.limits = limits_of(source.slug)
        return await super()._child(source)


@dataclass
class Seen:
    """What became of a page, and when (seconds)."""

    page: Page
    begun: float
    ended: float

    def beside(self, others: list[Seen]) -> list[Seen]:
        return [one for one in others if one.begun < self.ended and one.ended > self.begun]


@dataclass
class All:
    """What became of all pages, and of the sound source that was read beside them over and over."""

    hostile: dict[str, Seen] = field(default_factory=dict)
    sound: list[Seen] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


async def read_all(server: Server) -> All:
    found = All()
    async with Browsers("agent", now, limits=ORDINARY) as browser:
        room = asyncio.Semaphore(AT_ONCE - 1)

        async def read(name: str, slug: str) -> Seen:
            begun = time.monotonic()
            page = await browser.get(
                Request(address(server, name), render=True, expand=name in OPENED), source(server, slug)
            )
            return Seen(page, begun, time.monotonic())

        async def hostile(name: str) -> None:
            async with room:
                found.hostile[name] = await read(name, name)
                await browser.done(source(server, name))

        async def sound() -> None:
            while not found.sound or not found.sound[-1].page.failure:
                found.sound.append(await read("sound", "sound"))

        beside = asyncio.create_task(sound())
        await asyncio.gather(*(hostile(name) for name in PAGES if name not in SOUND))
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[All]:
    """Open all pages, five at a time, and the sound one beside them."""
    folder = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch, serving() as server:
        patch.setattr(tempfile, "tempdir", str(folder))
        found = asyncio.run(read_all(server))
        found.left = left_behind(folder)
        found.paths = server.paths
        yield found


def test_all_pages_have_a_fate() -> None:
    """A missing page would pass unnoticed."""
    assert len(PAGES) == 50
    assert set(FATE) == set(PAGES) - SOUND


@pytest.mark.parametrize("name", FATE)
def test_a_page_ends_alone(name: str, run: All) -> None:
    """It ends in time, with a reason or with its content, and the other source is read meanwhile."""
    seen = run.hostile[name]
    assert seen.page.failure_kind in FATE[name], seen.page.failure
    assert bool(seen.page.failure) == bool(seen.page.failure_kind)
    if FATE[name] <= ENDED and "timeout" in FATE[name]:
        assert seen.ended - seen.begun < HASTY.listing + 10  # its start and its end included, on a busy machine
    if FATE[name] == READ:
        assert b"Nurse" in seen.page.body
    beside = seen.beside(run.sound)
    assert beside
    assert all(b"Nurse" in one.page.body and not one.page.failure for one in beside), [
        one.page.failure for one in beside
    ]


def test_nothing_is_left_behind(run: All) -> None:
    """No process of any browser, and no folder of any profile."""
    assert run.left == []


def test_no_file_and_no_page_of_the_browser_is_read(run: All) -> None:
    """Neither by a frame, nor by a redirect, nor by a script."""
    for name in ("a file in a frame", "redirect to a file", "the browser's own pages"):
        page = run.hostile[name].page
        for one in (page, *page.parts):
            assert b"root:" not in one.body
            assert b"Chromium" not in one.body
            assert one.url.startswith("http://127.0.0.1")


def test_what_a_page_makes_of_built_ins_is_its_own_affair(run: All) -> None:
    """The list is complete even if the page replaces JSON, Map and querySelectorAll."""
    page = run.hostile["overridden built-ins"].page
    assert b"<li>Baker</li><li>Nurse</li>" in page.body


def test_windows_are_not_opened_and_workers_not_kept(run: All) -> None:
    """No window sends a request, and no service worker is registered."""
    assert sum(path.startswith(("/page/windows", "/page/links")) for path in run.paths) == 2
    assert "/sw.js" not in run.paths


def test_json_is_kept_within_bounds(run: All) -> None:
    """At most 200 finished replies are kept. The page is still read, but its list is not complete."""
    many = run.hostile["many replies of JSON"].page
    assert len(many.parts) == 200
    assert many.ended == "open: the page loaded more JSON than is kept (401 replies)"
    assert [part.url.rpartition("/")[2] for part in run.hostile["endless JSON, slowly"].page.parts] == ["jobs.json"]


def test_a_page_that_wanders_is_stopped_soon(run: All) -> None:
    """A redirect loop ends after a number of addresses, not after a time, so that the site gets few requests."""
    for name in ("meta refresh", "location loop", "reload loop"):
        assert sum(path.startswith(f"/page/{quote(name)}") for path in run.paths) < 60


def test_in_one_run(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three sources, two hang: they fail with a reason, and the third is complete in the same run."""
    monkeypatch.setattr(module, "Limits", functools.partial(Limits, page=5.0, listing=12.0, answer=1.5))
    with serving() as server:
        each = "".join(
            f'[sources.{slug}]\nurl = "{address(server, name)}"\nallow_private = true\ndelay = "0s"\nboard = "html"\n'
            f'item = "li"\nrender = "always"\n'
            for slug, name in (("loop", "busy loop"), ("asks", "alert"), ("sound", "linked"))
        )
        (tmp_path / "tracker.toml").write_text(each, encoding="utf-8")
        report = check(tmp_path)
    outcomes = {result.source: result.verdict for result in report.results}
    assert outcomes["sound"].outcome == "complete", outcomes["sound"]
    assert {outcomes["loop"].outcome, outcomes["asks"].outcome} == {"failed"}
    assert "the browser" in outcomes["loop"].reason or "did not answer" in outcomes["loop"].reason
    assert reader(tmp_path).execute("SELECT count(*) FROM postings").fetchone() == (2,)
    assert left_behind(here) == []
