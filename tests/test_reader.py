"""The process that reads replies: whatever happens in it fails one check, and is reported."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import reading
from tracker.check.reader import Reader, client, reader, server, work
from tracker.model import Page, Request, Source
from tracker.model.errors import Failed

HTML = "<h1>Jobs</h1><ul>{}</ul>"
ROWS = "".join(f'<li class=job><a href="/jobs/{n}">Lamp keeper {n}</a></li>' for n in range(3))


def listing(source: Source, one: Reader) -> None:
    """Bring a reader to where it has a listing of three."""
    asked = one.do_now(work.begin, source)
    assert isinstance(asked, tuple)
    page = Page(asked[0], asked[0].url, 200, (("Content-Type", "text/html"),), HTML.format(ROWS).encode())
    found = one.do_now(work.send, [page])
    assert len(found.entries) == 3  # type: ignore[union-attr]


SOURCE = Source(slug="a", url="https://a.test/jobs", board="html", item="li.job", render="never")


@pytest.mark.parametrize(
    ("happens", "told"),
    [
        (reading.spin, "processor time"),
        (reading.match, "processor time"),
        (reading.grow, "too much memory"),
        (reading.crash, "too much memory"),
        (reading.killed, "too much memory"),
        (reading.deep, "nested too deeply"),
        (reading.odd, "another shape than expected (StopIteration"),
    ],
)
def test_what_a_reply_does_is_a_failure_with_a_reason(happens: work.Callable[..., object], told: str) -> None:
    """Time, memory, a crash, recursion, any exception: each is reported as Failed, and the next reader works."""
    limit = 1 if told == "processor time" else 15  # memory takes its time on a busy machine
    with reader(limit=limit) as one, pytest.raises(Failed, match=told.replace("(", r"\(")):
        one.do_now(happens)
    with reader(limit=5) as one:
        listing(SOURCE, one)


def test_a_process_that_is_ended_while_its_answer_arrives_leaves_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who ends it leaves the socket to the call; the call closes it also if it has the answer."""
    real = server.receive

    def receive(connection: socket.socket) -> bytearray:
        data = real(connection)
        if process.busy:
            process.close()
        return data

    process = client._pool.take(server.PAGES)
    monkeypatch.setattr(server, "receive", receive)
    asked = process.call([(5.0, work.begin, (SOURCE,))], 5.0, server.MEMORY)
    assert isinstance(asked, tuple)
    assert (process.closed, process.connection.fileno()) == (True, -1)


@pytest.mark.parametrize("waits", [None, 60])
def test_a_message_of_several_parts_arrives_whole(waits: float | None) -> None:
    """A message that does not fit into the buffers of the socket is sent on, from where the first call ended."""
    parts = (b"ab", b"", bytes(range(256)) * 20_000, b"c" * 300_000, b"z")
    here, there = socket.socketpair()
    with here, there:
        here.settimeout(waits)
        sender = threading.Thread(target=server.send, args=(here, *parts))
        sender.start()
        assert server.receive(there) == b"".join(parts)
        sender.join()


def test_one_deadly_page_costs_its_own_posting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies on one of many pages is replaced, set up again, and reads the others."""
    monkeypatch.setattr(client, "SECONDS", 0.5)
    pages = {
        name: Page(
            Request(f"https://a.test{name}"), f"https://a.test{name}", 200, (("Content-Type", "text/html"),), body
        )
        for name, body in (
            ("/jobs/0", b"<main><h1>Lamp keeper 0</h1><p>You keep the first lamp.</p></main>"),
            ("/jobs/1", b"<main><h1>Lamp keeper 1</h1>" + b"<p>You keep the second.</p>" * 400_000 + b"</main>"),
            ("/jobs/2", b"<main><h1>Lamp keeper 2</h1><p>You keep the third lamp.</p></main>"),
        )
    }
    monkeypatch.setattr(client, "SECONDS_PER_MB", 0.0)
    with reader() as one:
        listing(SOURCE, one)
        found = one.read_now([(f"https://a.test{name}", page) for name, page in pages.items()])
    told = [one.text if not isinstance(one, Exception) else str(one) for one in found]
    assert "You keep the first lamp." in told[0]
    assert "processor time" in told[1]
    assert "You keep the third lamp." in told[2]


def test_what_others_recorded_may_take_less_memory() -> None:
    """The bound is the check's: the same process takes more for the next."""
    with reader(memory=client.IMPORTED) as one:
        assert one.do_now(reading.hold, 200 << 20) == 200 << 20
        with pytest.raises(Failed, match="too much memory"):
            one.do_now(reading.hold, client.IMPORTED * 3 // 2)  # more than freed memory of this process can hide
    with reader() as one:
        assert one.do_now(reading.hold, client.IMPORTED) == client.IMPORTED


def test_a_check_that_kills_three_readers_reads_nothing_more() -> None:
    """A source can't use up more processes."""
    with reader() as one:
        for _ in range(3):
            with pytest.raises(client.Died):
                one.do_now(reading.killed)
        with pytest.raises(client.Died, match="the rest is not read"):
            one.do_now(reading.busy, 0.0)


def test_the_limit_is_for_all_calls_of_a_check() -> None:
    """Many short calls can't take more than the limit either."""
    with reader(limit=0.4) as one:
        one.do_now(reading.busy, 0.2)
        with pytest.raises(client.Died, match="processor time"):
            assert [one.do_now(reading.busy, 0.2) for _ in range(10)]


def test_calls_whose_result_is_known_go_with_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """One message has them all, up to a size; each has its own limit, and all of them that of the check."""
    sent: list[int] = []
    real = client._Process.call

    def counted(self: client._Process, calls: Sequence[server.Call], limit: float, memory: int) -> object:
        sent.append(len(calls))
        return real(self, calls, limit, memory)

    monkeypatch.setattr(client._Process, "call", counted)
    page = Page(Request(SOURCE.url), SOURCE.url, 200, (("Content-Type", "text/html"),), HTML.format(ROWS).encode())
    for most, messages, again in ((client._MESSAGE, [2, 1], [3]), (10, [1, 1, 1], [1, 1, 1])):
        monkeypatch.setattr(client, "_MESSAGE", most)
        with reader() as one:
            one.later(work.begin, SOURCE)
            assert len(one.do_now(work.send, [page]).entries) == 3  # type: ignore[union-attr]
            assert [found.title for found in one.read_now([("https://a.test/jobs/1", None)])] == ["Lamp keeper 1"]  # type: ignore[union-attr]
            assert sent == messages
            with pytest.raises(client.Died):
                one.do_now(reading.killed)
            sent.clear()
            assert len(one.read_now([("https://a.test/jobs/2", None)])) == 1
            assert sent == again  # what set the process up is repeated
        sent.clear()
    monkeypatch.setattr(client, "SECONDS", 0.3)
    with reader() as one:
        one.later(reading.busy, 0.2)
        assert one.do_now(reading.busy, 0.2)
    with reader(limit=0.3) as one:
        one.later(reading.busy, 0.2)
        with pytest.raises(client.Died, match="processor time"):
            one.do_now(reading.busy, 0.2)


def test_others_go_on_while_one_is_read() -> None:
    """The event loop is free while a reader works, and a check that is cancelled ends its reader."""

    async def both() -> tuple[int, int]:
        with reader() as slow, reader() as fast:
            waiting = asyncio.create_task(slow.do(reading.spin))
            await asyncio.sleep(0)
            pid = await fast.do(reading.busy, 0.0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            return pid, await fast.do(reading.busy, 0.0)

    first, second = asyncio.run(both())
    assert first == second


def test_a_server_that_was_killed_is_started_again() -> None:
    """The process that readers are forked from may be ended by anybody; the next check starts another."""
    with reader() as one:
        one.do_now(reading.busy, 0.0)
    client._pool.close_idle()
    server = client._pool._server
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    with reader() as one:
        assert one.do_now(reading.busy, 0.0)


def test_nothing_is_left_when_the_tracker_ends() -> None:
    """The server and its readers end with the tracker, also after a kill, and print nothing, also if an answer was not read."""
    code = (
        "import pickle, socket; from tests import reading; from tracker.check.reader import reader, client, server\n"
        "with reader() as one:\n"
        "    pid, connection = one.do_now(reading.busy, 0.0), one._process.connection\n"
        "    server.send(connection, pickle.dumps((server.MEMORY, 9.0, [(9.0, reading.busy, (0.0,))])))\n"
        "    connection.recv(1, socket.MSG_PEEK)\n"
        "    print(pid, client._pool._server.pid, flush=True); input()\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert running.stdout is not None
    pids = [int(word) for word in running.stdout.readline().split()]
    running.kill()
    assert running.communicate()[1] == b""
    for pid in pids:
        assert gone(pid), pid


def test_a_forked_process_has_readers_of_its_own() -> None:
    """As in a pool of `multiprocessing`: parent and child would get each other's replies from one socket."""
    with reader() as one:
        pid = one.do_now(reading.busy, 0.0)
    child = os.fork()
    if child == 0:
        client._pool.close()
        os._exit(client._pool._control is not None)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    with reader() as one:
        assert one.do_now(reading.busy, 0.0) == pid, "the parent's was not ended"


def gone(pid: int) -> bool:
    """Wait until a process is no more, or only a name that its parent has not asked for."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        subprocess.run(["sleep", "0.01"], check=True)
    return False


def test_a_reader_for_pages_also_reads_data_and_not_the_other_way() -> None:
    """Readers for the data of an API are forked without what makes trees of pages, and are given no pages."""
    client._pool.close()  # a process that is forked after pages were read can read them too
    api, page = (Source("a", "https://jobs.lever.co/a", board=board) for board in ("lever", "html"))
    pids = []
    for source in (api, page, page, api):
        with reader() as one:
            with contextlib.suppress(Failed):
                one.do_now(work.begin, source)
            pids.append(one.do_now(reading.busy, 0.0))
    assert pids[1] != pids[0]
    assert pids[2] == pids[1]
    assert pids[3] in pids[:2]


@pytest.mark.parametrize(("patience", "same"), [(60.0, True), (0.0, False)])
def test_a_check_waits_a_moment_for_a_process_that_is_in_use(
    monkeypatch: pytest.MonkeyPatch, patience: float, *, same: bool
) -> None:
    monkeypatch.setattr(client, "_ENOUGH", 1)
    monkeypatch.setattr(client, "_PATIENCE", patience)
    client._pool.close_idle()
    with ThreadPoolExecutor(1) as threads, reader() as second:
        with reader() as first:
            pid = first.do_now(reading.busy, 0.0)
            waiting = threads.submit(second.do_now, reading.busy, 0.0)
            if not same:
                assert waiting.result(30) != pid  # the first is still in use
        assert (waiting.result(30) == pid) is same


def test_a_process_that_ended_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_ENOUGH", 1)
    monkeypatch.setattr(client, "_PATIENCE", 3600.0)
    client._pool.close_idle()
    with reader() as first:
        pid = first.do_now(reading.busy, 0.0)
        first.close()
    with reader() as second:
        assert second.do_now(reading.busy, 0.0) != pid
