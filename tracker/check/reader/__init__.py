"""Read replies in a separate process, with limits on time and memory.

If a reply crashes or stalls a parser, only that process ends, and the check that it worked for fails with a reason.
Other code uses `Reader`; `work` is the code that runs in the process.
"""

from tracker.check.reader.client import IMPORTED, Reader, reader, warm
from tracker.check.reader.server import MEMORY

__all__ = ["IMPORTED", "MEMORY", "Reader", "reader", "warm"]
