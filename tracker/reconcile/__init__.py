"""Compare what is known of a source with what a check saw, and decide what happened.

`plan` decides which pages to read besides the list. `to_read_twice` decides which pages to read twice. `reconcile` turns the
answers into a verdict. All of it is pure: no clock, no network, no database.

A failed read never counts as an empty list. A posting closes only when its own page says so, or when it is missing from
several complete lists in a row.
"""

from tracker.reconcile.plan import judge, may_have_moved, plan, to_read_twice
from tracker.reconcile.verdict import reconcile, unpublished

__all__ = ["judge", "may_have_moved", "plan", "reconcile", "to_read_twice", "unpublished"]
