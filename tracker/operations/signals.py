"""Stop a run by SIGINT or SIGTERM, and restore the previous handlers afterwards."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOP = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopping(loop: asyncio.AbstractEventLoop, stop: Callable[[str], None]) -> Iterator[None]:
    """Call `stop` with the name of a signal that arrives while the block runs. Restore the previous handlers at its end.

    Removing asyncio's handler restores the default, which ends the process. So signals are blocked until the previous handler is set.
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
