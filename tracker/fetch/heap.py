"""Keep memory that was freed for the next check, instead of returning it to the system each time."""

from __future__ import annotations

import contextlib

_TRIM, _MAP = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of glibc's mallopt(3)
# Bytes at the end of the heap that stay. A check of 100 postings takes 5 MB and frees them; glibc returned them after each
# step, and the system cleared every page again: a tenth of a second in a first run of 100 such checks.
_STAYS = 16 << 20
_MAPPED = 4 << 20  # bytes of an allocation that is returned at once when it is freed


def keep() -> None:
    """Tell glibc what to keep. Other C libraries have no such setting, and stay as they are."""
    import ctypes

    with contextlib.suppress(AttributeError, OSError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_TRIM, _STAYS)
        mallopt(_MAP, _MAPPED)
