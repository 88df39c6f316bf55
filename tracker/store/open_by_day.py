"""The open postings of a source by day: the number in its list, and how many more are open in the history."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

# The last complete list of a day says how many roles were open. On a day without one, the changes of that day are added to
# the number of the day before, and so are changes that came after the list of that day (`late`). Checks under a former
# name of the source count too. The canned query open_roles_per_day of metadata.yml is the same query.
_QUERY = """
WITH named (name) AS (
    SELECT :source UNION ALL SELECT n.value FROM source_state AS t JOIN json_each(t.names) AS n WHERE t.source = :source
        AND NOT EXISTS (SELECT 1 FROM source_state AS o WHERE o.source = n.value)
), lists AS (
    SELECT substr(k.started_at, 1, 10) AS day, max(k.started_at) AS at, k.seen, k.held
    FROM named CROSS JOIN checks AS k ON k.source = named.name WHERE k.outcome = 'complete' GROUP BY 1
), counts AS (
    SELECT day, there, opened, again, closed FROM day_counts
    WHERE source = :source AND there + opened + again + closed > 0
), steps AS (
    SELECT d.day, l.seen, l.held, coalesce(c.there, 0) AS there, coalesce(c.opened, 0) AS opened,
        coalesce(c.again, 0) AS again, coalesce(c.closed, 0) AS closed,
        coalesce(l.seen, c.there + c.opened + c.again - c.closed) AS step,
        coalesce((SELECT sum(CASE h.kind WHEN 'closed' THEN -1 ELSE 1 END) FROM changes AS h WHERE h.source = :source
            AND h.known_at > l.at AND h.known_at < l.day || 'U' AND h.at > l.at
            AND (h.kind IN ('opened', 'closed') OR h.was_closed)), 0) AS late,
        count(l.seen) OVER (ORDER BY d.day) AS part
    FROM (SELECT day FROM lists UNION SELECT day FROM counts) AS d
    LEFT JOIN lists AS l ON l.day = d.day LEFT JOIN counts AS c ON c.day = d.day
)
SELECT day, sum(step + late) OVER (PARTITION BY part ORDER BY day) - late AS open,
    coalesce(max(held) OVER (PARTITION BY part), 0) AS held, there, opened, again, closed
FROM steps ORDER BY day
"""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a source. `open`: postings in its list; `held`: postings missing from the list and not known to be closed.

    `there` counts postings that were already open when monitoring began, `again` postings that are open again.
    """

    day: str
    open: int
    held: int
    there: int
    opened: int
    again: int
    closed: int


def of_source(connection: sqlite3.Connection, source: str) -> list[Day]:
    """Return the days on which a source had a complete check or a change, the first day first."""
    return [Day(*row) for row in connection.execute(_QUERY, {"source": source})]
