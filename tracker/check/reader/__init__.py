"""Reads replies in a process of its own, with a limit on time and memory.

Whatever a reply does to a parser, a pattern or a library, it happens there: the process ends, and the check that it
worked for fails with a reason. `Reader` is what the rest sees; `work` is what runs on the other side.
"""

from tracker.check.reader.client import IMPORTED, Reader, reader, warm
from tracker.check.reader.server import MEMORY

__all__ = ["IMPORTED", "MEMORY", "Reader", "reader", "warm"]
