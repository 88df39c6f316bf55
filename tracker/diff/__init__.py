"""Compare two wordings: align blocks first, then compare words, only inside replaced blocks.

The cost is bounded by sizes and never by time, so that the result does not depend on the load of the machine.
"""

from tracker.diff.blocks import BlockRow, Diff, RowKind, apply, compare
from tracker.diff.words import Op, Span, tokens, words

__all__ = ["BlockRow", "Diff", "Op", "RowKind", "Span", "apply", "compare", "tokens", "words"]
