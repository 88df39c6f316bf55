"""The table `[summaries]`: the language model that summarises findings and answers the questions of alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.config.values import Key

SUMMARY_KEYS: dict[str, Key] = {
    "model": Key("text", "the model, by its name in `llm models`; with api_base, by its name on the server"),
    "api_base": Key("url", "an OpenAI-compatible server, http://127.0.0.1:8080/v1 for example"),
    "key": Key("text", "the name of a key that `llm keys set NAME` stored, or env:NAME; only with api_base"),
    "min_score": Key("share", "summarise findings with at least this score, 0 to 1"),
    "max_questions": Key("count", "the most questions that one run asks"),
    "limit": Key("span", "the longest time that one run spends on questions"),
}


@dataclass(frozen=True, slots=True)
class Summaries:
    """The language model and its limits. Without a `model`, nothing is asked. `limit` is in seconds."""

    model: str = ""
    api_base: str = ""
    key: str = ""
    min_score: float = 0.5
    max_questions: int = 20
    limit: float = 60.0


def problems_of(raw: Mapping[str, object], summaries: Summaries) -> list[str]:
    """Return where [summaries] and the questions of the alerts in tracker.toml contradict each other."""
    problems = []
    if "summaries" in raw and not summaries.model:
        problems.append('summaries: has no model; add model = "…", with a name that `llm models` lists')
    if summaries.key and not summaries.api_base:
        problem = "belongs to api_base; the key of any other model is set with `llm keys set` or in the environment"
        problems.append(f"summaries.key: {problem}")
    alerts = raw.get("alerts")
    for name, table in alerts.items() if isinstance(alerts, Mapping) else ():
        if not isinstance(table, Mapping) or "question" not in table:
            continue
        if not table.get("findings"):
            problems.append(f'alerts.{name}.question: is asked of findings; add findings = ["new-phrase"]')
        if "summaries" not in raw:
            problems.append(f'alerts.{name}.question: needs a language model; add [summaries] with model = "…"')
    return problems
