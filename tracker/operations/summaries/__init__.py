"""Ask the language model of [summaries], after a run and without its lock.

Nothing waits for it, and it changes no history. Each answer is written when it arrives, in its own transaction. Two
runs at the same time don't conflict: nothing else reads or writes these rows, and SQLite allows one writer at a time.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain

from tracker.alerts import findings, questions, sending
from tracker.config.summaries import Summaries
from tracker.extract import urls
from tracker.insight.summaries import replies
from tracker.insight.summaries.prompts import Prompt, prompt
from tracker.model import Time, iso, moment
from tracker.model.errors import TrackerError
from tracker.operations.project import Project, ProjectBusy, now
from tracker.operations.rehearse import Line
from tracker.operations.sending import send
from tracker.operations.summaries.process import Reply, TimeOver, asking
from tracker.store import model_answers
from tracker.store.model_answers import Outcome
from tracker.store.schema import connect

NEW = timedelta(days=7)  # older findings are not summarised
_ERRORS = 2  # errors in a row after which no more is asked: the model is down, and no single prompt is the cause
_SHOWN = 80  # characters of an unusable answer that are shown


@dataclass
class AskingResult:
    """The result of asking: the number of summaries and answers, the alerts then sent, and why it ended early."""

    summaries: int = 0
    answers: int = 0
    sent: sending.Sent = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A prompt about a finding, for which there is no answer yet."""

    finding: str
    source: str
    employer: str
    prompt: Prompt


def ask(project: Project, clock: Callable[[], Time] = now) -> AskingResult:
    """Ask the questions that are open, within the limits, and send the alerts that waited for the answers. Never raise for a failing model."""
    result = AskingResult()
    if not project.settings.summaries.model or not project.database.exists():
        return result
    try:
        with _is_only_asker(project) as is_only:
            if is_only:
                _ask(project, clock, result)
    except (TrackerError, sqlite3.Error, OSError) as error:
        result.problem = str(error)
    if result.answers:
        _send(project, clock, result)
    return result


@contextmanager
def _is_only_asker(project: Project) -> Iterator[bool]:
    """Return whether no other process asks for this project; otherwise the same answers would be paid for twice.

    The lock is that of the directory itself, which the project's own lock is not.
    """
    handle = os.open(project.root, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _ask(project: Project, clock: Callable[[], Time], result: AskingResult) -> None:
    summaries = project.settings.summaries
    with closing(connect(project.database, write=True)) as connection:
        prompts = _wanted(connection, project, clock())
        if prompts:
            asyncio.run(_ask_all(connection, summaries, prompts, clock, result))


def _wanted(connection: sqlite3.Connection, project: Project, at: Time) -> list[_Wanted]:
    """Return the prompts to send: questions of alerts first, then summaries. A prompt that was answered before is linked to its answer."""
    summaries = project.settings.summaries
    questions_open = questions.unasked(connection, project.settings)
    names = model_answers.without_summary(
        connection, summaries.model, iso(moment(at) - NEW), summaries.min_score, summaries.max_questions
    )
    prompts: list[_Wanted] = []
    for finding, question in chain(questions_open, ((name, "") for name in names)):
        facts = model_answers.material(connection, finding)
        if facts is None or len(prompts) >= summaries.max_questions:
            continue
        source, material = facts
        request = _Wanted(finding, source, material.employer, prompt(material, question))
        if not _is_answered(connection, summaries.model, request):
            prompts.append(request)
    return prompts


def _is_answered(connection: sqlite3.Connection, model: str, request: _Wanted) -> bool:
    """Return whether this exact prompt has an answer, and link it to the finding."""
    name = request.prompt.id(model)
    if model_answers.has(connection, name):
        model_answers.link(connection, request.finding, name)
        return True
    return False


async def _ask_all(
    connection: sqlite3.Connection,
    summaries: Summaries,
    prompts: list[_Wanted],
    clock: Callable[[], Time],
    result: AskingResult,
) -> None:
    async with asking(summaries) as model:
        await _ask_each(model.ask, connection, summaries.model, prompts, clock, result)


async def _ask_each(
    question: Callable[[str, str], Awaitable[Reply]],
    connection: sqlite3.Connection,
    model: str,
    prompts: list[_Wanted],
    clock: Callable[[], Time],
    result: AskingResult,
) -> None:
    """Ask one after the other, until the time is over or the model seems to be down; write each outcome at once."""
    errors = 0
    for request in prompts:
        if _is_answered(connection, model, request):  # two findings may say the same
            continue
        outcome = await _one(question, request)
        model_answers.put(connection, request.finding, request.source, model, request.prompt, outcome, clock())
        if outcome.answer:
            result.answers += bool(request.prompt.question)
            result.summaries += not request.prompt.question
        errors = errors + 1 if outcome.error and not outcome.unusable else 0
        if outcome.late or errors == _ERRORS:
            result.problem = f"{outcome.error}; the next run sends the remaining prompts"
            return


async def _one(question: Callable[[str, str], Awaitable[Reply]], request: _Wanted) -> Outcome:
    """Ask once, and read the reply."""
    try:
        reply = await question(request.prompt.system, request.prompt.text)
    except TimeOver as error:
        return Outcome(error=str(error), late=True)
    return _outcome(reply, request)


def _outcome(reply: Reply, request: _Wanted) -> Outcome:
    if reply.error:
        return Outcome(error=reply.error)
    question = request.prompt.question
    answer = replies.yes_or_no(reply.text) if question else replies.sentence(reply.text, request.employer)
    if answer:
        return Outcome(answer, reply.input, reply.output)
    expected = "yes or no" if question else "a sentence"
    problem = f"the answer is not {expected}: {reply.text[:_SHOWN]!r}"
    return Outcome(input_tokens=reply.input, output_tokens=reply.output, error=problem, unusable=True)


def _send(project: Project, clock: Callable[[], Time], result: AskingResult) -> None:
    """Send the alerts that waited for an answer. If another run is at work, that one or the next sends them."""
    try:
        with project.lock(), project.open_database() as database, database.transaction():
            findings.settle(database.connection, project.settings, clock())
        result.sent = send(project, clock).sent
    except ProjectBusy:
        return
    except (TrackerError, sqlite3.Error, OSError) as error:
        result.problem = result.problem or str(error)


def examine(summaries: Summaries) -> Line:
    """Return whether the model seems to be usable, without sending it a prompt."""

    async def ready() -> None:
        async with asking(summaries):
            pass

    try:
        asyncio.run(ready())
    except TrackerError as error:
        return Line(ok=False, subject="summaries", detail=str(error))
    result = f"llm is installed and knows the model {summaries.model!r}"
    if summaries.api_base:
        result = f"llm is installed; whether {urls.origin(summaries.api_base)} has the model {summaries.model!r} was not asked"
    return Line(ok=True, subject="summaries", detail=result)
