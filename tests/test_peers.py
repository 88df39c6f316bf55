"""The comparison with other programs: how reports are read and scored, and what the tables say. No program is run."""

from __future__ import annotations

from collections import Counter

from benchmarks.peers.pages import read_report
from benchmarks.peers.process import Ran
from benchmarks.peers.program import Sizes
from benchmarks.peers.scoring import Exactness, counted, of_lines, of_truth, score
from benchmarks.peers.table import NOTHING, Result, costs, exactness, lost, troubles
from tests.world import Truth

REPORT = """\
===========================================================================
01. CHANGED: list 0
02. ERROR: posting 4
03. CHANGED: posting 10
===========================================================================

CHANGED: list 0 ( http://127.0.0.1:1/c0/jobs )
--- @\tSat, 28 Nov 2026 00:49:46 +0000
+++ @\tSat, 28 Nov 2026 00:49:47 +0000
@@ -1,5 +1,5 @@
-Hall Planner 1 Oslo
 Roof Inspector 2 Dublin
-Gate Analyst 3 Reno, Nevada
+Gate Analyst 3 Oslo
+Crane Engineer 11 Oslo

ERROR: posting 4 ( http://127.0.0.1:1/c0/jobs/4 )
404 Client Error

ERROR,REPEATED: posting 5 (http://127.0.0.1:1/c0/jobs/5)
- 6 is no line of a list

CHANGED: posting 10 (http://127.0.0.1:1/c1/jobs/10)
-Spare 7 rack
+Spare 8 rack
"""


def ran(cpu: float, memory: float = 50) -> Ran:
    return Ran(cpu, memory, 1.0, 0, "")


def result(name: str, cpu: float, edited: int, **more: object) -> Result:
    scored = {kind: Exactness(10, edited if kind == "edited" else 10, 0) for kind in ("opened", "edited", "closed")}
    one = Result(name, "JSON", "1", first=ran(cpu), unchanged=ran(cpu), changed=[ran(1), ran(cpu), ran(9)])
    one.sizes, one.requests, one.exactness = Sizes(None, 3_000_000), (20, 20), scored
    for key, value in more.items():
        setattr(one, key, value)
    return one


def test_a_report_is_read() -> None:
    """Lists say which postings came, left and were edited; a posting's page says that it was edited; nothing else does."""
    found, failed = read_report(REPORT)
    assert found == Counter([("closed", 1), ("edited", 3), ("opened", 11), ("edited", 10)])
    assert failed == 2
    assert read_report("") == (Counter(), 0)
    assert of_lines(["Cook 1 Cork", "a line without a number"], ["  * Senior Cook 1 Cork"]) == Counter([("edited", 1)])


def test_reports_are_scored_by_kind() -> None:
    """A change that was reported twice, of another kind, or of a posting that did not change is false."""
    truth = of_truth(Truth({1, 2}, {3}, {4})) + of_truth(Truth(set(), {3}, set()))
    reported = Counter([("opened", 1), ("edited", 3), ("edited", 3), ("edited", 3), ("closed", 3), ("closed", 4)])
    scored = score(truth, reported)
    assert scored == {"opened": Exactness(2, 1, 0), "edited": Exactness(2, 2, 1), "closed": Exactness(1, 1, 1)}
    assert [one.recall for one in scored.values()] == [0.5, 1.0, 1.0]
    assert Exactness(0, 0, 0).recall == 1
    assert counted(reported) == "2 closed, 3 edited, 1 opened"
    assert counted(Counter()) == ""


def test_the_tables_mark_the_best_and_say_what_is_missing() -> None:
    """The best of those that read the same is bold, also if several are; the floor never; a missing figure is a dash."""
    floor = Result("floor", "JSON", is_floor=True, first=ran(0.5), unchanged=ran(0.5), changed=[ran(0.5)])
    tracker = result("tracker", 2, 10, is_tracker=True, cut="nothing false")
    other = result("other", 1, 8, cut="**504 closed**")
    broken = Result("broken", "JSON", trouble="setup: it can't be installed")
    html = result("pages", 7, 10, reads="HTML")
    shown = [floor, tracker, other, broken, html]
    rows = {row[2:].split(" | ")[0]: row for row in costs(shown).splitlines()[2:]}
    assert list(rows) == ["floor", "tracker", "other", "broken (see below)", "pages"]
    assert "| 0.50 s |" in rows["floor"]
    assert "**" not in rows["floor"]
    assert "| 2.00 s (4.0 ×) |" in rows["tracker"]
    assert "| **1.00 s** (2.0 ×) |" in rows["other"]
    assert "| **7.00 s** |" in rows["pages"]
    assert "**3.00 MB**" in rows["tracker"]
    assert "**3.00 MB**" in rows["other"]
    assert rows["broken (see below)"].count(f"| {NOTHING} ") == 6
    said = exactness(shown)
    assert "floor" not in said
    assert "| **10 of 10** | **10 of 10** | **10 of 10** | **0** | nothing false |" in said
    assert "| **10 of 10** | 8 of 10 | **10 of 10** | **0** | **504 closed** |" in said
    assert troubles(shown) == "- broken: setup: it can't be installed"
    assert lost(shown).splitlines() == [
        "- JSON, CPU, first run: other 1.00 s, tracker 2.00 s",
        "- JSON, CPU, unchanged: other 1.00 s, tracker 2.00 s",
        "- JSON, CPU, changed: other 1.00 s, tracker 2.00 s",
    ]
    assert lost([tracker]) == "None."
