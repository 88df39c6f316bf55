"""Known × seen → what happened. The heart, and pure: no clock, no network, no database.

`plan` decides what to read beside the list, `doubts` what to read twice, `reconcile` what it all means. Failure is
never emptiness: a posting closes only when its own page says so, or complete lists running are without it.
"""

from tracker.reconcile.plan import doubts, judge, may_have_moved, plan
from tracker.reconcile.verdict import reconcile, unpublished

__all__ = ["doubts", "judge", "may_have_moved", "plan", "reconcile", "unpublished"]
