"""Whatever a page does to its browser ends in time, is told, and is no trouble to the source beside it."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.conftest import check, reader
from tests.hostile import PAGES, Server, serving
from tracker.fetch import browser as module
from tracker.fetch.browser import Browser
from tracker.fetch.child import Child
from tracker.fetch.limits import Limits
from tracker.fetch.processes import Tree, table
from tracker.model import Page, Request, Source
from tracker.project import now

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
    "one huge text": frozenset(("too-large",)),
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

    async def _child(self, source: Source) -> Child:
        self.limits = limits_of(source.slug)
        return await super()._child(source)


def address(server: Server, name: str) -> str:
    return f"{server.base}/page/{quote(name)}"


def source(server: Server, name: str) -> Source:
    return Source(name, server.base, allow_private=True)


def left_behind(folder: Path) -> list[str]:
    """Return what is still there of browsers whose temporary files were in this folder: processes and files."""
    found = [str(path) for path in folder.iterdir()]
    for pid in table():
        try:
            told = Path(f"/proc/{pid}/environ").read_bytes() + Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if bytes(folder) + b"/tracker-browser-" in told:
            found.append(f"{pid} {told[-200:]!r}")
    return found


def until(true: Callable[[], object], seconds: float = 10.0) -> bool:
    """Wait for something that happens in another process."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what browsers leave behind, which must be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


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
    """A page that is lost is no page that passes."""
    assert len(PAGES) == 50
    assert set(FATE) == set(PAGES) - SOUND


@pytest.mark.parametrize("name", FATE)
def test_a_page_ends_alone(name: str, run: All) -> None:
    """It ends in time, with a reason or with what it shows, and the source beside it is read meanwhile."""
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
    """The rendered list is complete, also where the page has broken JSON, Map and querySelectorAll for itself."""
    page = run.hostile["overridden built-ins"].page
    assert b"<li>Baker</li><li>Nurse</li>" in page.body


def test_windows_are_not_opened_and_workers_not_kept(run: All) -> None:
    """No window asks the server for anything, and no service worker is registered."""
    assert sum(path.startswith(("/page/windows", "/page/links")) for path in run.paths) == 2
    assert "/sw.js" not in run.paths


def test_json_is_kept_within_bounds(run: All) -> None:
    """At most 200 replies, only those that ended; the page is read all the same, but a list is not whole then."""
    many = run.hostile["many replies of JSON"].page
    assert len(many.parts) == 200
    assert many.ended == "open: the page loaded more JSON than is kept (401 replies)"
    assert [part.url.rpartition("/")[2] for part in run.hostile["endless JSON, slowly"].page.parts] == ["jobs.json"]


def test_a_page_that_wanders_is_stopped_soon(run: All) -> None:
    """A loop of addresses is ended by their number, not by the clock, so that the site is not asked on and on."""
    for name in ("meta refresh", "location loop", "reload loop"):
        assert sum(path.startswith(f"/page/{quote(name)}") for path in run.paths) < 60


def test_in_one_run(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three sources, two hang: they fail with a reason, and the third is read, told and complete in the same run."""
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


def chromium(folder: Path) -> list[int]:
    """Return the main processes of the browsers whose profiles are in this folder, one for each profile."""
    found = {}
    for pid in sorted(table()):
        try:
            told = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if b"--user-data-dir=" + bytes(folder) in told and b"--type=" not in told:
            found[told.partition(b"--user-data-dir=")[2].split(b"\0")[0]] = pid  # of a shell and its child, the child
    return list(found.values())


@pytest.mark.parametrize("victim", ["chromium", "worker", "driver"])
def test_a_browser_that_is_killed_is_started_again(here: Path, victim: str) -> None:
    """Killed between two pages, by whom ever: no more than one page fails, and the next is read."""

    async def work(server: Server) -> list[Page]:
        async with Browser("agent", now, limits=ORDINARY) as browser:
            asked, whose = Request(address(server, "sound"), render=True), source(server, "a")
            pages = [await browser.get(asked, whose)]
            child = browser._open["a"]
            process = {"chromium": chromium(here)[0], "worker": child._process.pid}
            process["driver"] = next(one.pid for one in child._tree.members() if one.parent == child._process.pid)
            os.kill(process[victim], signal.SIGKILL)
            assert until(lambda: process[victim] not in table())
            pages += [await browser.get(asked, whose) for _ in range(2)]
            return pages

    with serving() as server:
        first, second, third = asyncio.run(work(server))
    assert b"Nurse" in first.body
    assert b"Nurse" in second.body or second.failure
    assert b"Nurse" in third.body
    assert left_behind(here) == []


def test_after_two_lost_browsers_the_rest_fails_at_once(here: Path) -> None:
    """A third page is not opened; when the check is over, the next one begins afresh. Others are not concerned."""

    async def work(server: Server) -> list[Page]:
        async with Browser("agent", now, limits=Limits(page=1.5)) as browser:
            bad, whose = Request(address(server, "busy loop before it is there"), render=True), source(server, "a")
            pages = [await browser.get(bad, whose) for _ in range(2)]
            asked = len(server.paths)
            good = Request(address(server, "sound"), render=True)
            begun = time.monotonic()
            pages.append(await browser.get(good, whose))
            assert time.monotonic() - begun < 0.2
            assert len(server.paths) == asked
            browser.limits = ORDINARY
            pages.append(await browser.get(good, source(server, "b")))
            await browser.done(whose)
            pages.append(await browser.get(good, whose))
            return pages

    with serving() as server:
        first, second, third, other, again = asyncio.run(work(server))
    assert {first.failure_kind, second.failure_kind} == {"timeout"}
    assert first.failure == "the page was not done within 1.5 s in the browser, which was ended"
    assert third.failure.startswith("not opened: this source lost its browser 2 times (")
    assert b"Nurse" in other.body
    assert b"Nurse" in again.body
    assert left_behind(here) == []


def test_an_idle_browser_makes_room(here: Path) -> None:
    """Three sources share one place and take turns: nobody waits for a browser that another keeps and does not use."""

    async def work(server: Server) -> list[Page]:
        async with Browser("agent", now, limits=Limits(at_once=1)) as browser:
            pages = []
            for name in ("a", "b", "a", "c"):
                pages.append(await browser.get(Request(address(server, "sound"), render=True), source(server, name)))
                assert list(browser._open) == [name]
                assert len(chromium(here)) == 1
            return pages

    with serving() as server:
        pages = asyncio.run(asyncio.wait_for(work(server), 30))
    assert all(b"Nurse" in page.body for page in pages)
    assert left_behind(here) == []


def test_a_check_that_is_given_up_leaves_no_browser(here: Path) -> None:
    """Cancelled in the midst of a page, the browser ends at once."""

    async def work(server: Server) -> None:
        async with Browser("agent", now) as browser:
            asked = Request(address(server, "busy loop before it is there"), render=True)
            task = asyncio.create_task(browser.get(asked, source(server, "a")))
            assert await asyncio.to_thread(until, lambda: len(server.paths) > 0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert left_behind(here) == []

    with serving() as server:
        asyncio.run(work(server))


def test_a_tracker_that_is_killed_leaves_no_browser(here: Path) -> None:
    """After `kill -9` of the tracker, worker, driver and browser end by themselves, and so does the folder."""
    script = (
        "import asyncio, sys\n"
        "from tracker.fetch.browser import Browser\n"
        "from tracker.model import Request, Source\n"
        "async def work():\n"
        "    async with Browser('agent', str) as browser:\n"
        "        await browser.get(Request(sys.argv[1], render=True), Source('a', 'x', allow_private=True))\n"
        "asyncio.run(work())\n"
    )
    with serving() as server:
        running = subprocess.Popen(
            [sys.executable, "-c", script, address(server, "busy loop")], env={**os.environ, "TMPDIR": str(here)}
        )
        assert until(lambda: "/jobs.json" in server.paths)
        assert chromium(here)
        running.kill()
        running.wait()
        assert until(lambda: not left_behind(here)), left_behind(here)


def test_what_is_no_web_address_is_not_opened(here: Path) -> None:
    """No browser is started for it."""

    async def work() -> list[Page]:
        async with Browser("agent", now) as browser:
            whose = Source("a", "x", allow_private=True)
            return [await browser.get(Request(url, render=True), whose) for url in urls]

    urls = [
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "view-source:http://x.org",
        "chrome://version",
        "data:text/html,a",
    ]
    urls += ["ftp://127.0.0.1/a", "javascript:alert(1)", "", "//127.0.0.1/a", "blob:http://x.org/a"]
    for url, page in zip(urls, asyncio.run(work()), strict=True):
        assert (page.failure, page.failure_kind) == (f"{url!r} is no web address", "redirects")
    assert left_behind(here) == []


def test_no_browser_is_told(here: Path) -> None:
    """What to type is the reason of the page."""

    async def work() -> Page:
        async with Browser("agent", now, str(here / "none")) as browser:
            return await browser.get(Request("http://127.0.0.1:9/", render=True), Source("a", "x", allow_private=True))

    page = asyncio.run(work())
    assert page.failure_kind == "browser"
    assert page.failure.endswith("none' is not there; correct it in tracker.toml, or take it out")
    assert left_behind(here) == []


def test_a_worker_that_breaks_down_is_told_in_its_own_words(here: Path) -> None:
    """Its last line on stderr is the reason."""

    async def work() -> Page:
        command = (sys.executable, "-c", "raise SystemExit('no such thing')")
        async with Browser("agent", now, command=command) as browser:
            return await browser.get(Request("http://127.0.0.1:9/", render=True), Source("a", "x", allow_private=True))

    page = asyncio.run(work())
    assert (page.failure, page.failure_kind) == ("the browser's worker broke down: no such thing", "browser")
    assert left_behind(here) == []


def test_a_tree_is_killed_with_its_orphans() -> None:
    """Processes in groups of their own, and those whose parents are gone, end with it; others do not."""
    script = (
        "import subprocess, sys\n"
        's = \'import subprocess,sys,time; subprocess.Popen([sys.executable,"-c","import time;time.sleep(60)"]);print(1,flush=True);time.sleep(60)\'\n'
        "one = subprocess.Popen([sys.executable, '-c', s], start_new_session=True)\n"
        "sys.stdin.readline(); one.kill(); one.wait(); print('orphaned', flush=True); sys.stdin.readline()\n"
    )
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    root = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    assert root.stdin
    assert root.stdout
    try:
        tree = Tree(root.pid)
        assert root.stdout.readline() == b"1\n"
        assert len(tree.members()) == 3
        root.stdin.write(b"\n")
        root.stdin.flush()
        assert root.stdout.readline() == b"orphaned\n"
        left = {one.pid for one in tree.members()}
        assert len(left) == 2
        assert 0 < tree.memory(1 << 40) < 1 << 30
        assert 0 < tree.memory(1) < tree.memory(1 << 40)
        tree.kill()
        assert not left & set(table())
        assert other.pid in table()
    finally:
        for one in (root, other):
            one.kill()
            one.communicate()
