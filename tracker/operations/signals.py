"""Stop a run by SIGINT or SIGTERM, and restore the previous handlers afterwards."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOP = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping(loop: asyncio.AbstractEventLoop, stop: Callable[[str], None]) -> Iterator[None]:
    """Call `stop` with the name of the signal, as long as the block runs. Then the earlier handlers are back.

    asyncio resets a signal to its default, which ends the process. A signal between that and the next line waits.
    """
    before = [(sign, signal.getsignal(sign)) for sign in _STOP]
    for sign in _STOP:
        loop.add_signal_handler(sign, stop, sign.name)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
        for sign, handler in before:
            loop.remove_signal_handler(sign)
            signal.signal(sign, handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP)
