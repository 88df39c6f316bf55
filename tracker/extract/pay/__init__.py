"""Read pay, from structured fields or prose: range, currency and period, never converted to a year and never guessed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.extract.pay.constants import period
    from tracker.extract.pay.declared import best, pay_declared
    from tracker.extract.pay.numbers import amount
    from tracker.extract.pay.plausible import implausible
    from tracker.extract.pay.prose import pay_in_prose

__all__ = ["amount", "best", "implausible", "pay_declared", "pay_in_prose", "period"]

# Loaded when they are first used: the patterns of pay in prose take 40 ms, and the process of a run reads no pay.
_IN = {
    "amount": "numbers",
    "best": "declared",
    "implausible": "plausible",
    "pay_declared": "declared",
    "pay_in_prose": "prose",
    "period": "constants",
}


def __getattr__(name: str) -> object:
    if name not in _IN:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    value = globals()[name] = getattr(import_module(f"{__name__}.{_IN[name]}"), name)
    return value
