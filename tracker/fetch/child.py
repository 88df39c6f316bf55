"""Start, use, watch and end the worker process that holds one source's browser."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from tracker.fetch import wire
from tracker.fetch.limits import BROWSER, CLOSING, TIMEOUT, TOO_LARGE, Failed, Limits
from tracker.fetch.processes import Tree
from tracker.model import Request, Source, Time

COMMAND = (sys.executable, "-P", "-m", "tracker.fetch.worker")
_EVERY = 0.25  # seconds between two measurements of memory; a page may take 300 MB more in that time
_SHARE = 20  # measuring takes at most a twentieth of the time
_TAIL = 300  # characters of the last output of a worker that broke down


class WorkerProcess:
    """A worker process with its own folder for temporary files. Everything that it started ends with it."""

    def __init__(self, process: Process, folder: Path, limits: Limits) -> None:
        self._process = process
        self._folder = folder
        self._limits = limits
        self._tree = Tree(process.pid)
        self._why: Failed | None = None
        self._ending: asyncio.Task[None] | None = None
        self._watch = asyncio.create_task(self._watched())

    @classmethod
    async def start(
        cls, command: Sequence[str], agent: str, path: str, source: Source, limits: Limits
    ) -> WorkerProcess:
        """Start a worker. The browser itself starts with the first page."""
        folder = Path(tempfile.mkdtemp(prefix="tracker-browser-"))
        try:
            with (folder / "log").open("wb") as log:
                process = await _started(command, folder, log)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        child = cls(process, folder, limits)
        settings = {
            "agent": agent,
            "path": path,
            "private": source.allow_private,
            "answer": limits.answer,
            "folder": str(folder),
        }
        child._say(settings)
        return child

    def _say(self, message: object) -> None:
        if self._process.stdin and not self._process.stdin.is_closing():
            self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def ask(self, request: Request, now: Callable[[], Time], *, stay: bool = False) -> wire.Answer:
        """Return the worker's answer: a failure, and `unusable`, if it takes too long, too much memory, or breaks down."""
        limit = self._limits.listing if request.expand else self._limits.page
        if self._process.stdout is None:
            raise Failed(BROWSER, "the browser's worker has no output", unusable=True)
        self._say({"url": request.url, "wait_for": request.wait_for, "expand": request.expand, "stay": stay})
        try:
            async with asyncio.timeout(limit):
                return await wire.read(self._process.stdout, request, now())
        except TimeoutError as error:
            why = f"the browser did not finish the page within {limit:g} s, and was stopped"
            raise Failed(TIMEOUT, why, unusable=True) from error
        except (asyncio.IncompleteReadError, ConnectionError, ValueError) as error:
            if self._why:
                raise self._why from error
            why = f"the browser's worker broke down{self._last_words()}"
            raise Failed(BROWSER, why, unusable=True) from error

    def _last_words(self) -> str:
        try:
            log = (self._folder / "log").read_bytes()[-_TAIL:].decode("utf-8", "replace").strip()
        except OSError:
            return ""
        return f": {log.splitlines()[-1]}" if log else ""

    async def _watched(self) -> None:
        """End the worker when it and everything that it started use too much memory."""
        most = self._limits.memory
        while True:
            started = time.monotonic()
            used = await asyncio.to_thread(self._tree.memory, most)
            if used > most:
                why = f"the page took {used >> 20:,} MB of memory in the browser, and {most >> 20:,} MB are allowed"
                self._why = Failed(TOO_LARGE, why, unusable=True)
                self._ending = self._ending or asyncio.create_task(self._ended(kill=True))
                return
            await asyncio.sleep(max(_EVERY, _SHARE * (time.monotonic() - started)))

    @property
    def alive(self) -> bool:
        """Return whether the worker can still be used."""
        return self._process.returncode is None and self._ending is None

    async def end(self, *, kill: bool) -> None:
        """End the worker, the driver and the browser, and remove their folder. Return when nothing is left.

        Without `kill` they may first close by themselves, so that each is waited for by the process that started it.
        """
        self._ending = self._ending or asyncio.create_task(self._ended(kill=kill))
        await asyncio.shield(self._ending)

    async def _ended(self, *, kill: bool) -> None:
        if self._process.stdin:
            self._process.stdin.close()
        if not kill:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), 2 * CLOSING)
        await asyncio.to_thread(self._tree.kill)
        await self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                await self._process.stdin.wait_closed()
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        if self._why is None:
            self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)


async def _started(command: Sequence[str], folder: Path, log: BinaryIO) -> Process:
    home = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH")
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=PIPE,
        stdout=PIPE,
        stderr=log,
        limit=1 << 20,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(folder), "PYTHONPATH": os.pathsep.join((home, known)) if known else home},
    )
