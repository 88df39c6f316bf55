"""Check one source: read its list, read the pages of new, changed, missing or due postings, archive the replies, fold them.

Its names are imported on demand: the process that reads replies is started with `tracker.check.reader.server` alone, and
loads neither the store nor what reconciles.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.check.checker import EXTRACTOR, SPOOLS, Checker, OnFolded, Result, after, host_of

__all__ = ["EXTRACTOR", "SPOOLS", "Checker", "OnFolded", "Result", "after", "host_of"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = globals()[name] = getattr(import_module("tracker.check.checker"), name)
    return value
