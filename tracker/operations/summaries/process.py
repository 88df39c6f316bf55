"""Start the process that asks a language model, and kill it when its time is over."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from tracker.config.summaries import Summaries
from tracker.model.errors import TrackerError

_ROOT = Path(__file__).parents[2]  # the folder that holds the package tracker
PACKAGE = "llm"
MISSING = (
    "the package llm is not installed; run `script/setup llm` in a checkout, or "
    "`pip install 'job-posting-tracker[llm]'` where the tracker was installed with pip"
)


class NoModel(TrackerError):
    """The model can't be asked: the package is missing, the model is unknown, or it has no key."""


class TimeOver(TrackerError):
    """The model did not answer within the time that a run may ask."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered, and the tokens of prompt and answer where they are known; or the error."""

    text: str = ""
    input: int | None = None
    output: int | None = None
    error: str = ""


class Model:
    """A model that answers one prompt after the other, until the loop's time `until`."""

    def __init__(self, process: asyncio.subprocess.Process, until: float, limit: float) -> None:
        self._process = process
        self._until = until
        self._limit = limit

    async def ask(self, system: str, text: str) -> Reply:
        """Return the reply to a prompt. Raise TimeOver if there is none in time."""
        return await self.send({"system": system, "text": text})

    async def send(self, message: dict[str, object]) -> Reply:
        """Send one line, and return the line that answers it."""
        assert self._process.stdin
        assert self._process.stdout
        line = json.dumps(message).encode() + b"\n"
        try:
            async with asyncio.timeout_at(self._until):
                with contextlib.suppress(ConnectionError):  # it has ended; then there is no line to read either
                    self._process.stdin.write(line)
                    await self._process.stdin.drain()
                answer = await self._process.stdout.readline()
        except TimeoutError as error:
            message_ = f"no answer within {self._limit:g} s"
            raise TimeOver(message_) from error
        except ValueError:
            return Reply(error="an answer that is too long")
        if not answer:
            return Reply(error="the process that asks the model has ended")
        return Reply(**json.loads(answer))


def installed() -> bool:
    """Return whether the package `llm` is installed, without loading it."""
    return importlib.util.find_spec(PACKAGE) is not None


@contextlib.asynccontextmanager
async def asking(summaries: Summaries) -> AsyncIterator[Model]:
    """Start the process. Raise NoModel if the model can't be asked, TimeOver if it is not ready in time."""
    if not installed():
        raise NoModel(MISSING)
    until = asyncio.get_running_loop().time() + summaries.limit
    paths = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "tracker.operations.summaries.child"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths},
        start_new_session=True,
    )
    try:
        model = Model(process, until, summaries.limit)
        options = {"model": summaries.model, "api_base": summaries.api_base, "key": summaries.key}
        ready = await model.send({**options, "seconds": summaries.limit})
        if ready.error:
            raise NoModel(ready.error)
        yield model
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and all processes that it started
        await process.wait()
