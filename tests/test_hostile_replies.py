"""Every value of a valid reply, replaced one at a time by values that no board ever sent."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.dialects import SPOKEN, Ask, Employer, Spoken, toml
from tracker import config
from tracker.check.reader import work
from tracker.model import Listing, Page, Posting, Request
from tracker.model.errors import Unread
from tracker.model.history import History, Policy
from tracker.reconcile import judge

BASE = "https://board.test"
COUNT = 4
HOSTILE: tuple[object, ...] = (
    None, True, False, 0, -1, 2**64, 10**30, 1.5, 1e308, "", " ", "0", "null", "\ud83d", "x\udfff", "\x00", "a\x00b",
    "\x1b]0;x\x07", "\u202etxt", "line\r\nWARC-Type: x", "http://[bad", "//", "javascript:x", "../../x", "%", "<",
    "&#xD800;", "x" * 100_000, "9" * 5_000, [], {}, [None], [[[]]], {"a": None}, ["x", 1, None], {"id": {"id": []}},
)  # fmt: skip
Reply = tuple[Request, bytes, str, int]
Place = tuple[str | int, ...]


def pages(spoken: Spoken, employer: Employer, mutate: Callable[[Reply], bytes]) -> Callable[[Request], Page]:
    """Answer as the dialect does, with the body that `mutate` makes of each reply."""

    def answer(request: Request) -> Page:
        parts = urlsplit(request.url)
        body = json.loads(request.body) if request.body[:1] == b"{" else {}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Ask(request.method, parts.path, query, body, dict(request.headers), BASE)
        try:
            status, kind, said, *more = spoken.speak(employer, asked)
        except (KeyError, ValueError, IndexError):  # a request that this server does not know
            status, kind, said, *more = 400, "text/plain", b"what is that"
        said = mutate((request, said, kind, status))
        headers = (("Content-Type", kind), *(more[0].items() if more else ()))
        return Page(request, request.url, status, headers, said, "2026-01-01T00:00:00.000Z")

    return answer


def drive(spoken: Spoken, answer: Callable[[Request], Page]) -> tuple[Listing, list[Posting | Unread]]:
    """Read a list and the texts of its postings, as a check does; Unread where the list is not believed."""
    desk = work.ReadingState()
    asked: work.Asked | Unread = work.begin(desk, config.parse(toml(BASE, spoken)).sources["acme"])
    for _ in range(50):
        if isinstance(asked, (Listing, Unread)):
            break
        given = [answer(request) for request in asked]
        asked = work.contained("the reply", lambda given=given: work.send(desk, given))  # type: ignore[misc]
    if isinstance(asked, Unread):
        raise asked
    assert isinstance(asked, Listing), "it asks for ever"
    wanted = [(one.external_id, answer(one.detail) if one.detail else None) for one in asked.entries]
    return asked, work.read(desk, wanted)


def replies(spoken: Spoken) -> list[Reply]:
    """Collect what a dialect says to one reading of its list and of the text of its second posting."""
    seen: list[Reply] = []
    answer = pages(spoken, Employer.of(COUNT), lambda reply: seen.append(reply) or reply[1])  # type: ignore[func-returns-value]
    drive(spoken, answer)
    first: dict[str, Reply] = {}
    for reply in seen:
        first.setdefault(re.sub(r"\d{6}", "N", reply[0].url), reply)
    return list(first.values())


def places(value: object, at: Place = ()) -> Iterator[Place]:
    """Yield the place of every value; of a list of several objects only the second is looked into."""
    if at:
        yield at
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*at, key))
    elif isinstance(value, list) and value:
        number = 1 if len(value) > 1 else 0
        yield from places(value[number], (*at, number))


def put(value: object, at: Place, new: object) -> object:
    """Return the value with something else at a place."""
    changed = copy.deepcopy(value)
    inner = changed
    for step in at[:-1]:
        inner = inner[step]  # type: ignore[index]
    inner[at[-1]] = new  # type: ignore[index]
    return changed


def in_a_row(value: object, at: Place) -> bool:
    """Return whether a place is in one row among several."""
    for step in at:
        if isinstance(value, list) and len(value) == COUNT:
            return True
        value = value[step]  # type: ignore[index]
    return False


def text_values(said: str) -> Sequence[tuple[int, int]]:
    """Find the texts and attributes of a page or feed, those of one posting only where it names several."""
    spans = [found.span(1) for found in re.finditer(r'>([^<>]+)<|="([^"]*)"', said) if found[1] and found[1].strip()]
    spans += [found.span(1) for found in re.finditer(r'="([^"]*)"', said)]
    begin, end = said.rfind("100002"), said.find("100003")
    return [span for span in spans if "100002" in said[slice(*span)] or (begin < span[0] and span[1] < end)]


def variants(reply: Reply) -> Iterator[tuple[str, bytes, bool]]:
    """Yield hostile forms of a reply: what was replaced, the body, and whether other rows must still be read."""
    _, said, kind, _ = reply
    if "json" in kind:
        value = json.loads(said)
        for at in places(value):
            for new in HOSTILE:
                yield f"{at} = {new!r:.60}", json.dumps(put(value, at, new)).encode(), in_a_row(value, at)
        return
    text = said.decode()
    for start, end in text_values(text):
        for new in HOSTILE:
            if isinstance(new, str):
                body = (text[:start] + new + text[end:]).encode("utf-8", "surrogatepass")
                yield f"{text[start:end]!r:.60} = {new!r:.60}", body, False


@pytest.mark.parametrize("dialect", SPOKEN)
def test_no_value_loses_another_entry(dialect: str) -> None:
    """One odd value costs at most its own entry; if the list itself is not believed, the reason says so."""
    spoken = SPOKEN[dialect]
    employer = Employer.of(COUNT)
    whole = {spoken.number.format(job.number) for job in employer.jobs}
    own = spoken.number.format(employer.jobs[1].number)
    tried = 0
    for reply in replies(spoken):
        for what, body, apart in variants(reply):
            tried += 1

            def mutate(given: Reply, reply: Reply = reply, body: bytes = body) -> bytes:
                return body if given[0].key == reply[0].key else given[1]

            unread = ""
            try:
                listing, read = drive(spoken, pages(spoken, employer, mutate))
            except Unread as error:
                unread = str(error)
            if unread:
                assert not apart, (reply[0].url, what, unread)
                continue
            found = {one.external_id for one in listing.entries}
            outcome, _ = judge(History({}, {}), listing, Policy(lambda _id, _url: ()))
            if apart or (outcome == "complete" and found):  # an empty list where postings are known is held
                assert whole - found <= {own}, (reply[0].url, what, found, listing.lost)
            for one in read:
                if isinstance(one, Posting):
                    assert_clean(one, what)
    assert tried >= 20, tried


def assert_clean(one: Posting, what: str) -> None:
    """Everything of a posting can be stored and shown."""
    for value in (one.external_id, one.url, one.title, one.text, one.location, one.department, one.requisition_id):
        if value:
            value.encode("utf-8")
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", value), (what, value[:100])
    if one.pay:
        assert all(amount is None or 0 <= amount < 1e13 for amount in (one.pay.min, one.pay.max)), (what, one.pay)
