"""Findings whose alerts ask a language model a question: they wait for the answer, and are sent without it after a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from tracker.alerts.payload_types import FindingItem, QuestionItem
from tracker.alerts.rules import FindingFact, why_finding
from tracker.config import Alert, Settings
from tracker.model import Time, iso, moment
from tracker.store import model_answers

WAIT = timedelta(hours=24)  # four runs at the usual `every`; then an alert is sent without an answer
_UNANSWERED = "the question was not answered, so the finding is sent without an answer"


@dataclass(frozen=True, slots=True)
class WaitingFinding:
    """A finding that waits for the answer to the question of an alert, since `at`, found in a run."""

    alert: str
    finding: str
    run: str
    at: Time


def wait(connection: sqlite3.Connection, alert: Alert, finding: FindingFact, run: str, at: Time) -> None:
    """Note that a finding waits for the answer to an alert's question."""
    connection.execute(
        "INSERT OR IGNORE INTO waiting_findings (alert, finding_id, source, run, at) VALUES (?, ?, ?, ?, ?)",
        (alert.name, finding.id, finding.source, run, at),
    )


def waiting(connection: sqlite3.Connection) -> list[WaitingFinding]:
    """Return the findings that wait for an answer, those that wait longest first."""
    query = "SELECT alert, finding_id, run, at FROM waiting_findings ORDER BY at, rowid"
    return [WaitingFinding(*row) for row in connection.execute(query)]


def unasked(connection: sqlite3.Connection, settings: Settings) -> list[tuple[str, str]]:
    """Return the findings and questions that the model has not answered, those tried least often first."""
    unanswered: dict[tuple[str, str], int] = {}
    for waiting_finding in waiting(connection):
        alert = settings.alerts.get(waiting_finding.alert)
        if alert is None or not alert.question:
            continue
        answer = model_answers.answer_to(connection, waiting_finding.finding, alert.question, settings.summaries.model)
        if not answer.final:
            unanswered[waiting_finding.finding, alert.question] = answer.attempts
    return sorted(unanswered, key=lambda pair: unanswered[pair])


def settle(
    connection: sqlite3.Connection,
    settings: Settings,
    at: Time,
    finding_by_id: Callable[[str], FindingFact | None],
    send: Callable[[Alert, FindingFact, str], None],
) -> None:
    """Queue findings that were answered with yes or have waited long enough.

    Drop those answered with no or no longer wanted.
    """
    for waiting_finding in waiting(connection):
        alert, finding = settings.alerts.get(waiting_finding.alert), finding_by_id(waiting_finding.finding)
        over = at >= iso(moment(waiting_finding.at) + WAIT)
        if alert and finding and why_finding(alert, finding, settings.topics):
            reply = model_answers.answer_to(connection, finding.id, alert.question, settings.summaries.model)
            if alert.question and not (reply.final or over):
                continue
            if not alert.question or reply.answer != "no":
                send(alert, finding, waiting_finding.run)
        elif alert and not finding and not over:
            continue  # the finding may be made again
        connection.execute(
            "DELETE FROM waiting_findings WHERE alert = ? AND finding_id = ?",
            (waiting_finding.alert, waiting_finding.finding),
        )


def item(connection: sqlite3.Connection, alert: Alert, finding: str, model: str) -> QuestionItem | None:
    """Return the question of an alert with its answer, for a payload; None for an alert without a question."""
    if not alert.question:
        return None
    answer = model_answers.answer_to(connection, finding, alert.question, model).answer
    result: QuestionItem = {
        "question": alert.question,
        "answer": answer or None,
        "written_by": model_answers.WRITTEN_BY if answer else None,
        "model": model,
    }
    return result if answer else {**result, "note": _UNANSWERED}


def answered(connection: sqlite3.Connection, alert: Alert, finding: str, model: str) -> tuple[str, str]:
    """Return the answer to an alert's question about a finding ("" if there is none), and a sentence about it."""
    answer = model_answers.answer_to(connection, finding, alert.question, model).answer
    sentence = (
        f"“{alert.question}” {answer}, says a language model ({model})"
        if answer
        else f"“{alert.question}” not answered"
    )
    return answer, sentence


def lines(finding: FindingItem) -> Iterator[str]:
    """Yield lines for a chat message with what a language model wrote about a finding."""
    question, summary = finding.get("question"), finding.get("summary")
    if question and question["answer"]:
        yield f"“{question['question']}” {question['answer']}, says a language model ({question['model']}), not checked"
    elif question:
        yield f"“{question['question']}” {question['note']}"
    if summary:
        yield model_answers.for_people(summary)
