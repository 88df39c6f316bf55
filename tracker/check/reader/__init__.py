"""Read replies in a separate process, with limits on time and memory.

If a reply crashes or stalls a parser, only that process ends, and the check that it worked for fails with a reason.
Other code uses `Reader`; `work` is the code that runs in the process. The names are imported on demand, because that
process needs `server` alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.check.reader.client import IMPORTED, Reader, reader, warm
    from tracker.check.reader.server import MEMORY

__all__ = ["IMPORTED", "MEMORY", "Reader", "reader", "warm"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module = "server" if name == "MEMORY" else "client"
    value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
    return value
