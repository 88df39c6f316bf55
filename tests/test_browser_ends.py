"""A browser ends with everything that belongs to it, whatever ends it, and the next page gets a new one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.hostile import Server, address, left_behind, serving, source, until
from tracker.fetch.browser import Browser
from tracker.fetch.limits import Limits
from tracker.fetch.processes import Tree, table
from tracker.model import Page, Request, Source
from tracker.operations.project import now

ORDINARY = Limits()


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
    """If it is killed between two pages, at most one page fails, and the next is read."""

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
    """A third page is not opened. The next check starts again, and other sources are not affected."""

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
    assert first.failure == "the browser did not finish the page within 1.5 s, and was stopped"
    assert third.failure.startswith("not opened: this source lost its browser 2 times (")
    assert b"Nurse" in other.body
    assert b"Nurse" in again.body
    assert left_behind(here) == []


def test_an_idle_browser_makes_room(here: Path) -> None:
    """Three sources share one slot in turn: none waits for a browser that another source keeps idle."""

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
    """If it is cancelled during a page, the browser ends at once."""

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
        assert (page.failure, page.failure_kind) == (f"{url!r} is not a web address", "redirects")
    assert left_behind(here) == []


def test_no_browser_is_told(here: Path) -> None:
    """The page's failure says what to type."""

    async def work() -> Page:
        async with Browser("agent", now, str(here / "none")) as browser:
            return await browser.get(Request("http://127.0.0.1:9/", render=True), Source("a", "x", allow_private=True))

    page = asyncio.run(work())
    assert page.failure_kind == "browser"
    assert page.failure.endswith("none' does not exist; correct it in tracker.toml, or remove it")
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
    """Processes in their own groups, and those whose parents have ended, are killed too; others are not."""
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
