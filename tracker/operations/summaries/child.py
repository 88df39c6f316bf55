"""Ask a language model in a separate process: `python -m tracker.operations.summaries.child`, JSON in and out, an object a line.

`llm` and its plugins load heavy libraries, print, wait without a limit and may run a model in this very process. A
process can be killed when its time is over, and the tracker itself loads none of them.

The first line names the model, and is answered when the model is known. Each further line is a prompt.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, TypedDict

from tracker.insight.summaries.prompts import MOST_READ

if TYPE_CHECKING:
    import llm

_GRACE = 5  # seconds after which a process whose parent was killed ends too
_ERROR_LENGTH = 300  # characters of an error
_SHORTEST = 6  # characters of a key; a shorter one may be a part of any word
_MOST_TOKENS = 1 << 40


class ModelOptions(TypedDict):
    """Which model, and for how many seconds it may be asked."""

    model: str
    api_base: str
    key: str
    seconds: float


class Answer(TypedDict, total=False):
    """A reply with the tokens that it took, or an error."""

    text: str
    input: int | None
    output: int | None
    error: str


def model_of(options: ModelOptions) -> llm.Model:
    """Return the model: one that `llm` knows, or one of an OpenAI-compatible server. Raise ValueError if there is none."""
    import llm

    if options["api_base"]:
        from llm.default_plugins.openai_models import Chat

        model = Chat(options["model"], model_name=options["model"], api_base=options["api_base"])
        # Without a name of a key, none is sent: another server must not get OPENAI_API_KEY.
        model.needs_key = None
        if options["key"]:
            model.key, model.needs_key = _key(options["key"]), "summaries"
        return model
    try:
        model = llm.get_model(options["model"])
    except llm.UnknownModelError as error:
        message = f"llm knows no model {options['model']!r}; `llm models` lists those that it knows"
        raise ValueError(message) from error
    model.get_key()  # raises if the model needs one and has none
    return model


def _key(name: str) -> str:
    """Return the key of a name. No message shows the name: somebody may have written the key itself."""
    import llm

    if name.startswith("env:"):
        value = os.environ.get(name.removeprefix("env:"), "")
        problem = "the environment variable named in `key` is not set"
    else:
        value = llm.load_keys().get(name, "")
        problem = "`llm keys` has no key with the name in `key`; run llm keys set NAME"
    if not value:
        raise ValueError(problem)
    return str(value)


def answer(model: llm.Model, system: str, text: str) -> Answer:
    """Ask once. `llm` can't read a whole reply that has no number of tokens; then it is asked for as a stream."""
    try:
        reply = model.prompt(text, system=system, stream=False)
        reply_text = reply.text()
    except (AttributeError, KeyError, TypeError, ValueError):
        if not model.can_stream:
            raise
        reply = model.prompt(text, system=system, stream=True)
        reply_text = ""
        for piece in reply:
            reply_text += piece
            if len(reply_text) > MOST_READ:  # one sentence was asked for; the rest is ignored
                return {"text": reply_text[:MOST_READ]}
    used = reply.usage()
    return {"text": reply_text[:MOST_READ], "input": _count(used.input), "output": _count(used.output)}


def _count(tokens: object) -> int | None:
    """Return a number of tokens; None if a server states none, or something else."""
    return tokens if isinstance(tokens, int) and 0 <= tokens < _MOST_TOKENS else None


def _described(error: Exception) -> str:
    """Return an error in one line, without the keys that this process knows."""
    words = " ".join(str(error).split())
    keys = [value for name, value in os.environ.items() if name.upper().endswith("_KEY")]
    with contextlib.suppress(ImportError, OSError, ValueError):
        import llm

        keys += map(str, llm.load_keys().values())
    for value in keys:
        words = words.replace(value, "…") if len(value) >= _SHORTEST else words
    return (
        words[:_ERROR_LENGTH] if isinstance(error, ValueError) else f"{type(error).__name__}: {words}"[:_ERROR_LENGTH]
    )


def main() -> None:
    """Read lines from stdin until it ends; write an answer to each to stdout."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # plugins may print to stdout
    lines = (json.loads(line) for line in sys.stdin.buffer)
    options: ModelOptions = next(lines)
    signal.setitimer(signal.ITIMER_REAL, options["seconds"] + _GRACE)

    def write(reply: Answer) -> None:
        # A server may send half of a surrogate pair, which the database can't store.
        out.write(json.dumps(reply, ensure_ascii=False).encode("utf-8", "replace") + b"\n")

    try:
        model = model_of(options)
        write({"text": model.model_id})
        for request_line in lines:
            try:
                write(answer(model, request_line["system"], request_line["text"]))
            except Exception as error:  # noqa: BLE001  # whatever a plugin raises is a question without an answer
                write({"error": _described(error)})
    except Exception as error:  # noqa: BLE001  # likewise
        write({"error": _described(error)})


if __name__ == "__main__":
    main()
