"""Pay as it is stated, structured or in prose: range, currency and period. Never annualised, never completed by a guess."""

from tracker.pay.constants import period
from tracker.pay.declared import best, pay_declared
from tracker.pay.numbers import amount
from tracker.pay.plausible import implausible
from tracker.pay.prose import pay_in_prose

__all__ = ["amount", "best", "implausible", "pay_declared", "pay_in_prose", "period"]
