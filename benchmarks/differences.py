"""Measure how long a comparison takes, next to difflib, diff-match-patch and fast-diff-match-patch, in the same run.

Run as `python -m benchmarks.differences`. The texts are generated from a seed. The table has CPU milliseconds, the best
of several tries. The largest texts are measured with our code only, because the other libraries take minutes for them.
A run takes five minutes, most of it in the other libraries. fast-diff-match-patch has wheels for Python 3.11 and 3.12
only; on other versions its column is empty.
"""

from __future__ import annotations

import difflib
import random
import re
import time
from collections.abc import Callable, Sequence

from diff_match_patch import diff_match_patch

from tracker.diff import apply, compare

try:
    import fast_diff_match_patch
except ImportError:
    fast_diff_match_patch = None

SEED = 3
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def text(size: int, chance: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    """Write paragraphs of 5 to 60 words until the size is reached."""
    blocks: list[str] = []
    while sum(map(len, blocks)) < size:
        blocks.append(" ".join(chance.choice(words) for _ in range(chance.randint(5, 60))))
    return tuple(blocks)


def rewritten(blocks: Sequence[str], share: float, chance: random.Random, words: Sequence[str]) -> tuple[str, ...]:
    """Replace a share of the words."""
    return tuple(
        " ".join(word if chance.random() > share else chance.choice(words) for word in block.split())
        for block in blocks
    )


def small(blocks: Sequence[str]) -> tuple[str, ...]:
    """Change one word and add a few to another paragraph."""
    changed = list(blocks)
    changed[1] = changed[1].replace(changed[1].split()[0], "changed", 1)
    changed[-1] += " and a few words more"
    return tuple(changed)


def by_difflib(old: Sequence[str], new: Sequence[str]) -> object:
    """Compare the whole text by words."""
    pieces = [re.findall(r"\w+|\W", "\n".join(side)) for side in (old, new)]
    return difflib.SequenceMatcher(None, pieces[0], pieces[1], autojunk=False).get_opcodes()


def by_dmp(old: Sequence[str], new: Sequence[str]) -> object:
    """Compare the whole text by characters, without a time-out, with the semantic clean-up."""
    engine = diff_match_patch()
    engine.Diff_Timeout = 0
    found = engine.diff_main("\n".join(old), "\n".join(new))
    engine.diff_cleanupSemantic(found)
    return found


def by_fast(old: Sequence[str], new: Sequence[str]) -> object:
    """Compare the whole text by characters, in C++."""
    return fast_diff_match_patch.diff("\n".join(old), "\n".join(new), timelimit=0, cleanup="Semantic")


def cost(work: Callable[[Sequence[str], Sequence[str]], object], old: Sequence[str], new: Sequence[str]) -> float:
    """Return the least CPU milliseconds of up to five tries within a second."""
    best, spent = float("inf"), 0.0
    for _ in range(5):
        start = time.process_time()
        work(old, new)
        took = time.process_time() - start
        best, spent = min(best, took), spent + took
        if spent > 1:
            break
    return best * 1000


def main() -> None:
    """Print the table."""
    chance = random.Random(SEED)
    words = ["".join(chance.choice(LETTERS) for _ in range(chance.randint(2, 9))) for _ in range(3000)]
    five, twenty, large = text(5_000, chance, words), text(20_000, chance, words), text(200_000, chance, words)
    cases = [
        ("small edit, 5 KB", five, small(five)),
        ("small edit, 20 KB", twenty, small(twenty)),
        ("a third of the words, 20 KB", twenty, rewritten(twenty, 0.33, chance, words)),
        ("full rewrite, 20 KB", twenty, text(20_000, chance, words)),
        ("nothing in common, 200 KB", large, text(200_000, chance, words)),
        ("the same in one block", (" ".join(large),), (" ".join(text(200_000, chance, words)),)),
    ]
    names = ("ours", "difflib", "diff-match-patch", "fast-diff-match-patch")
    print(f"{'CPU ms':<30}" + "".join(f"{name:>24}" for name in names))
    for name, old, new in cases:
        assert apply(compare(old, new), old) == new
        heavy = sum(map(len, old)) > 100_000
        works = [compare, *(() if heavy else (by_difflib, by_dmp, *((by_fast,) if fast_diff_match_patch else ())))]
        figures = {work: cost(work, old, new) for work in works}
        shown = [figures.get(work) for work in (compare, by_difflib, by_dmp, by_fast)]
        print(f"{name:<30}" + "".join(f"{'-' if one is None else f'{one:.2f}':>24}" for one in shown))


if __name__ == "__main__":
    main()
