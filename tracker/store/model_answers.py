"""What a language model wrote about findings: summaries, and answers to the questions of alerts.

An answer belongs to a model and a prompt, and its id is made of both. It is not part of the history: nothing is derived
from it, and it stays when the history is rebuilt. It refers to findings by id only, because they are deleted and made again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.model import Time
from tracker.store.read import rows, wording_of
from tracker.store.row_types import SummaryRow

if TYPE_CHECKING:  # loaded only when a model is asked
    from tracker.insight.summaries.prompts import Material, Prompt

# By model and prompt. They can't be made again, so they stay when findings are recomputed.
TABLES = """
CREATE TABLE answers (
    id TEXT PRIMARY KEY, source TEXT, question TEXT, model TEXT, prompt TEXT, prompt_sha256 TEXT, answer TEXT, answered_at TEXT,
    input_tokens INTEGER, output_tokens INTEGER, attempts INTEGER, unusable INTEGER, last_error TEXT
);
CREATE INDEX answers_by_source ON answers(source);
CREATE TABLE answer_findings (finding_id TEXT, answer_id TEXT REFERENCES answers(id));
CREATE UNIQUE INDEX answer_findings_once ON answer_findings(finding_id, answer_id);
CREATE INDEX answer_findings_by_answer ON answer_findings(answer_id);
CREATE TABLE waiting_findings (alert TEXT, finding_id TEXT, source TEXT, run TEXT, at TEXT);
CREATE UNIQUE INDEX waiting_findings_once ON waiting_findings(alert, finding_id);
"""
# Replies that can't be used, after which a question is not asked again; an error is always tried again.
MOST_UNUSABLE = 3
WRITTEN_BY = "language model"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of asking once: an answer with its tokens, or an error.

    `unusable`: the model answered, but not as asked. `late`: it did not answer in time.
    """

    answer: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    error: str = ""
    unusable: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model said to a question about a finding: yes, no, or "" so far. `final`: it is not asked again."""

    answer: str = ""
    final: bool = False
    attempts: int = 0


def put(
    connection: sqlite3.Connection, finding: str, source: str, model: str, prompt: Prompt, outcome: Outcome, at: Time
) -> None:
    """Write the outcome of asking, in one transaction. An answer that is there stays. A source that was removed gets none."""
    name = prompt.id(model)
    answered = outcome.answer or None
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(
            "INSERT INTO answers (id, source, question, model, prompt, prompt_sha256, attempts, unusable) "
            "SELECT ?, id, ?, ?, ?, ?, 0, 0 FROM sources WHERE id = ? ON CONFLICT (id) DO NOTHING",
            (name, prompt.question, model, prompt.sent_text, prompt.sha256, source),
        )
        connection.execute(
            "UPDATE answers SET answer = ?, answered_at = ?, input_tokens = ?, output_tokens = ?, attempts = attempts + 1, "
            "unusable = unusable + ?, last_error = ? WHERE id = ? AND answer IS NULL",
            (
                answered,
                at if answered else None,
                outcome.input_tokens,
                outcome.output_tokens,
                int(outcome.unusable),
                outcome.error or None,
                name,
            ),
        )
        link(connection, finding, name)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def link(connection: sqlite3.Connection, finding: str, answer: str) -> None:
    """Note that an answer is about a finding."""
    connection.execute(
        "INSERT OR IGNORE INTO answer_findings (finding_id, answer_id) SELECT ?, id FROM answers WHERE id = ?",
        (finding, answer),
    )


def has(connection: sqlite3.Connection, answer: str) -> bool:
    """Return whether there is an answer of this id."""
    query = "SELECT 1 FROM answers WHERE id = ? AND answer IS NOT NULL"
    return connection.execute(query, (answer,)).fetchone() is not None


_OF = "FROM answer_findings AS n JOIN answers AS a ON a.id = n.answer_id WHERE n.finding_id = ? "


def summary(connection: sqlite3.Connection, finding: str) -> SummaryRow | None:
    """Return the newest summary of a finding, with the model that wrote it; None if there is none."""
    query = (
        f"SELECT a.answer AS text, '{WRITTEN_BY}' AS written_by, a.model, a.answered_at AS written_at {_OF}"
        "AND a.question = '' AND a.answer IS NOT NULL ORDER BY a.answered_at DESC, a.id LIMIT 1"
    )
    return next(iter(rows(connection, SummaryRow, query, (finding,))), None)


def answer_to(connection: sqlite3.Connection, finding: str, question: str, model: str) -> ModelAnswer:
    """Return a model's answer to a question about a finding."""
    query = f"SELECT a.answer, a.unusable, a.attempts {_OF}AND a.question = ? AND a.model = ? ORDER BY a.answered_at DESC, a.id"
    row = connection.execute(query, (finding, question, model)).fetchone()
    if row is None:
        return ModelAnswer()
    return ModelAnswer(row[0] or "", bool(row[0]) or row[1] >= MOST_UNUSABLE, row[2])


def without_summary(connection: sqlite3.Connection, model: str, since: Time, least: float, limit: int) -> list[str]:
    """Return findings without a summary of a model: those that were tried least often first, then by score."""
    query = (
        "SELECT f.id, coalesce((SELECT max(a.attempts) FROM answer_findings AS n JOIN answers AS a ON a.id = n.answer_id "
        "WHERE n.finding_id = f.id AND a.question = '' AND a.model = ?), 0) AS attempts FROM findings AS f "
        "WHERE f.known_at >= ? AND f.score >= ? AND NOT EXISTS (SELECT 1 FROM answer_findings AS n "
        "JOIN answers AS a ON a.id = n.answer_id WHERE n.finding_id = f.id AND a.question = '' AND a.model = ? "
        f"AND (a.answer IS NOT NULL OR a.unusable >= {MOST_UNUSABLE})) ORDER BY attempts, f.score DESC, f.id LIMIT ?"
    )
    return [row[0] for row in connection.execute(query, (model, since, least, model, limit))]


def material(connection: sqlite3.Connection, finding: str) -> tuple[str, Material] | None:
    """Return the source of a finding, and what a model is told about it; None if there is no such finding."""
    row = connection.execute(
        "SELECT f.source, s.name, f.kind, f.headline, f.why, f.passage, "
        "(SELECT count(*) FROM finding_postings WHERE finding_id = f.id), "
        "(SELECT coalesce(c.to_version, c.from_version) FROM finding_postings AS n JOIN changes AS c ON c.id = n.change_id "
        "WHERE n.finding_id = f.id ORDER BY n.rowid LIMIT 1) "
        "FROM findings AS f JOIN sources AS s ON s.id = f.source WHERE f.id = ?",
        (finding,),
    ).fetchone()
    if row is None:
        return None
    source, employer, kind, headline, reason, passage, postings, version = row
    from tracker.insight.summaries.prompts import Material

    about = Material(employer, kind, headline, reason, passage, postings=postings)
    wording = wording_of(connection, version) if version else None
    if wording:
        about = replace(about, title=wording.title, place=wording.location or "", text=wording.text)
    return source, about


def remove(connection: sqlite3.Connection, source: str) -> None:
    """Delete the answers about a source's findings, with the prompts."""
    connection.execute(
        "DELETE FROM answer_findings WHERE answer_id IN (SELECT id FROM answers WHERE source = ?)", (source,)
    )
    for table in ("answers", "waiting_findings"):
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))


def for_people(summary: SummaryRow) -> str:
    """Return a summary in one line that names the model."""
    return f"{label(summary['model'])}: {summary['text']}"


def label(model: str) -> str:
    """Return the label before a model's summary."""
    return f"Summary written by a language model ({model}), not checked"
