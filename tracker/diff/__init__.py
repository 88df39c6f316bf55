"""Two wordings → what a person would mark: blocks aligned first, words compared only inside replaced blocks.

The cost is bounded by the sizes, never by a clock, so the result does not depend on the load of the machine.
"""

from tracker.diff.blocks import Diff, Row, RowKind, apply, compare
from tracker.diff.words import Op, Span, tokens, words

__all__ = ["Diff", "Op", "Row", "RowKind", "Span", "apply", "compare", "tokens", "words"]
