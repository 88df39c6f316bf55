"""Pay as it is stated, structured or in prose: range, currency and period. Never annualised, never completed by a guess."""

from tracker.extract.pay.constants import period
from tracker.extract.pay.declared import best, pay_declared
from tracker.extract.pay.numbers import amount
from tracker.extract.pay.plausible import implausible
from tracker.extract.pay.prose import pay_in_prose

__all__ = ["amount", "best", "implausible", "pay_declared", "pay_in_prose", "period"]
