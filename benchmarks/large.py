"""Generate a large history from a seed, source by source, without running any check.

It has about 400 sources of unequal size, checked once a day for three years. In every source, half of each text is the
employer's standing text. One posting has very many versions. The test suite makes a small history, `benchmarks.million`
a large one.
"""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import orjson

from benchmarks.findings import findings
from tracker.model import Kind, Significance, Time, digest, iso, posting_id
from tracker.model.wording import Wording
from tracker.store import blocks as block_store
from tracker.store import history_counts, places, schema, source_counts, tallies

SOURCES, CHECKS, LONG = 400, 1095, 10_000
BEGINNING, DAYS = datetime(2023, 11, 28, tzinfo=UTC), 1095
HEAD, TAIL = 2, 6  # standing blocks before and after a posting's own blocks
OWN = (1, 2, 2, 3, 3, 4)  # sentences in only one posting
MANY = 40  # edits of one posting, except the longest
MOST = 20  # blocks of a wording without a template line
TOPICS = {
    "data-center": ["data center*", "datacenter*", "Rechenzentr*", "数据中心"],
    "machine-learning": ["machine learning", "deep learning"],
}
RARE, COMMON, PHRASE = "quixotron", "the", "high voltage"
PHRASES = {
    "en": ("data center", "data center", "data centers", "engineer", "machine learning", PHRASE, "deep learning"),
    "de": ("Rechenzentrum", "Rechenzentren", "Ingenieur", "Hochspannung", "data center"),
    "zh": ("数据中心", "工程师", "机器学习", "高压", "data center"),
}
ENGLISH = (
    "the and of to in with for a experience team work our you will on as is data systems support engineering is or by "
    "design design be an project projects operations manage safety quality build years skills develop engineers power "
    "ability customers business technical cooling electrical across technology network equipment maintenance vendor "
    "construction commissioning process lead plan reports site mechanical critical infrastructure requirements"
).split()
GERMAN = (
    "und die der in von mit für wir Sie das zu den auf eine bei Erfahrung als im unsere Ihre sind oder Kenntnisse "
    "Bereich Planung Betrieb Anlagen Wartung Technik Kühlung Strom Verantwortung Ausbildung Jahre Aufgaben Projekte"
).split()
CHINESE = "的是在和有为我们公司负责项目管理经验要求能力工作设计系统技术团队学历专业熟悉优先相关运行维护安全电力设备网络机房建设"
STATES = ("Texas", "Nevada", "Ohio", "Virginia", "Bayern", "Hessen", "Ireland", "Singapore", "上海", "Ontario")
PLACES = ("Austin, Texas", "Sparks, Nevada", "Frankfurt am Main", "Dublin", "Singapore", "Oslo", "Remote", "上海")
TEAMS = ("Facilities", "Engineering", "Construction", "Operations", "Supply Chain", "Finance", "Legal", "Sales", "IT")
LEVELS = ("", "", "", "Senior ", "Senior ", "Lead ", "Principal ", "Junior ", "Staff ")
AREAS = (
    "Data Center,Software,Electrical,Mechanical,Network,Controls,Commissioning,Field Service,Security,Cloud,Supply Chain,"
    "Construction,Energy,Quality,Site Reliability,Machine Learning,Hardware,Operations,Finance,Customer"
).split(",")
ROLES = "Engineer Technician Manager Planner Analyst Coordinator Inspector Electrician Architect Specialist".split()
BOARDS = ("greenhouse", "greenhouse", "lever", "ashby", "workday", "smartrecruiters", "page", "icims", "workable")
OWN_PAGES = ("page", "icims", "workday")  # boards that are read posting by posting: a snapshot for each version
BAD = (
    ("partial", "the end of the list could not be proved"),
    ("partial", "the list states 312 postings and gave 250"),
    ("blocked", "a wall stood before the list (Cloudflare)"),
    ("failed", "no reply within 30 seconds"),
)
GONE = (
    ("gone", "its page answers 404"),
    ("gone", "its page answers 410"),
    ("absent", "absent from 2 complete lists running"),
    ("says-closed", "its page says that it is no longer open"),
    ("redirected", "its page leads to the list"),
    ("marked", "the source marks it as closed"),
)
COSMETIC = "only space, punctuation, case or the order of lines"
GONE_SHARES = (50, 8, 25, 9, 5, 3)


class Size(NamedTuple):
    """The size of a source. `long` is the number of versions of its first posting, 0 if that is an ordinary one."""

    postings: int
    edits: int
    long: int


class CheckRow(NamedTuple):
    """A check of a source."""

    id: str
    at: Time
    finished: Time
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True)
class Generated:
    """The generated history, and ids to request: the largest source, an ordinary posting, the one with most versions.

    `rare` is a word of three postings, `common` the most common word, `phrase` two words that are often together.
    `group` is the largest group of equal edits. `since` and `until` are a month in the middle.
    """

    postings: int
    versions: int
    changes: int
    checks: int
    ties: int
    source: str
    usual: str
    long: str
    long_source: str
    group: str
    seed: int
    rare: str = RARE
    common: str = COMMON
    phrase: str = PHRASE
    topic: str = "data-center"
    since: str = "2025-06-01"
    until: str = "2025-07-01"


@dataclass(slots=True)
class PostingPlan:
    """What happens to a posting, by step (complete checks of its source); 0 if it never happens.

    `closed` is the number of steps if it stays open. `edits` has, by step, the line that a template edit adds, "" for
    an edit of this posting alone.
    """

    opened: int
    closed: int
    back: int = 0
    unlisted: int = 0
    listed: int = 0
    edits: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Ad:
    """The current wording of a posting."""

    title: str
    location: str
    department: str
    pay: int
    blocks: list[str]


@dataclass(slots=True)
class Rows:
    """The rows of one source, until they are written."""

    wordings: list[tuple[object, ...]] = field(default_factory=list)
    changes: list[tuple[object, ...]] = field(default_factory=list)
    postings: list[tuple[object, ...]] = field(default_factory=list)
    snapshots: list[tuple[object, ...]] = field(default_factory=list)
    ties: list[tuple[object, ...]] = field(default_factory=list)
    spans: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))


class Words:
    """Words by language, the most common first.

    As in real languages, the n-th word is about 1/n as common as the first.
    """

    def __init__(self, chance: random.Random) -> None:
        made = list(dict.fromkeys(self.word(chance) for _ in range(5000)))
        pairs = ["".join(chance.choices(CHINESE, k=2)) for _ in range(1500)]
        self.of = {"en": [*ENGLISH, *made], "de": [*GERMAN, *made[:2000]], "zh": pairs}
        self.shares = {
            name: list(accumulate(1 / (rank + 3) for rank in range(len(words)))) for name, words in self.of.items()
        }
        self.places = [*PLACES, *(f"{self.word(chance).title()}, {chance.choice(STATES)}" for _ in range(150))]

    @staticmethod
    def word(chance: random.Random) -> str:
        """Make up a pronounceable word."""
        return "".join(
            chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") + chance.choice(("", "", "n", "r", "l", "s"))
            for _ in range(chance.randint(2, 4))
        )

    def some(self, chance: random.Random, language: str, count: int) -> list[str]:
        """Choose words at random, weighted by how common they are."""
        return chance.choices(self.of[language], cum_weights=self.shares[language], k=count)

    def sentence(self, chance: random.Random, language: str, least: int, most: int) -> str:
        """Write a sentence; one in twenty-five contains a phrase that is searched for."""
        words = self.some(chance, language, chance.randint(least, most))
        if chance.random() < 0.04:
            words[chance.randrange(1, len(words))] = chance.choice(PHRASES[language])
        if language == "zh":
            return "".join(words) + "。"
        words[0] = words[0].capitalize()
        return " ".join(words) + "."


class Company:
    """A source: its name, the times of its checks, and the texts that its postings are made of."""

    def __init__(self, seed: int, place: int, words: Words, size: Size) -> None:
        self.chance = random.Random(f"{seed} {place}")
        self.words = words
        self.name = words.word(self.chance).title()
        self.slug = f"{self.name.lower()}-{place}"
        self.language = self.chance.choices(("en", "de", "zh"), (86, 8, 6))[0]
        self.board = self.chance.choice(BOARDS)
        self.url = f"https://jobs.example/{self.slug}"
        self.looks = self._looks(CHECKS + size.long * 11 // 10)
        self.good = [look for look in self.looks if look.outcome == "complete"]
        self.standing = [self.sentence(30, 45) for _ in range(HEAD + TAIL // 2 + 5 * (TAIL // 2))]
        self.teams = TEAMS[self.standing[0].count("a") % 4 :]
        self.pool = [self.sentence(10, 22) for _ in range(80 + size.postings // 25)]
        self.groups: Counter[str] = Counter()

    def sentence(self, least: int, most: int) -> str:
        """Write a sentence in the language of the source, occasionally in another."""
        odd = self.chance.random() < 0.004
        language = self.chance.choice(("en", "de", "zh")) if odd else self.language
        return self.words.sentence(self.chance, language, least, most)

    def _looks(self, count: int) -> list[CheckRow]:
        chance, length = self.chance, timedelta(days=DAYS) / count
        found = []
        for number in range(count):
            at = BEGINNING + length * (number + chance.random() * 0.8)
            bad = number > 0 and chance.random() < 0.05
            outcome, reason = chance.choice(BAD) if bad else ("complete", "")
            ended = iso(at + timedelta(seconds=chance.randint(1, 90)))
            found.append(CheckRow(digest(self.slug, iso(at)), iso(at), ended, outcome, reason))
        return found

    def ad(self) -> Ad:
        """Write a new ad: standing text before and after, reused lines, and a few of its own."""
        chance, team = self.chance, self.chance.randrange(5)
        half = TAIL // 2
        ends = HEAD + half + team * half
        own = chance.sample(self.pool, chance.randint(3, 7)) + [self.sentence(8, 20) for _ in range(chance.choice(OWN))]
        tail = self.standing[HEAD : HEAD + half] + self.standing[ends : ends + half]
        return Ad(
            self.title(),
            chance.choice(self.words.places),
            self.teams[team],
            chance.randrange(50, 200) * 1000 if chance.random() < 0.4 else 0,
            self.standing[:HEAD] + own + tail,
        )

    def title(self) -> str:
        """Write a title; one in eight contains a unique number."""
        chance = self.chance
        title = f"{chance.choice(LEVELS)}{chance.choice(AREAS)} {chance.choice(ROLES)}"
        return title if chance.random() < 0.88 else f"{title} (R{chance.randrange(10**6)})"


def lives(chance: random.Random, count: int, steps: int) -> list[PostingPlan]:
    """Plan when postings open and close, in order of opening; one in twelve was listed when monitoring began."""
    found = []
    for opened in sorted(chance.randrange(1, steps) if chance.random() > 0.08 else 0 for _ in range(count)):
        life = PostingPlan(opened, min(steps, opened + 2 + int(chance.expovariate(12 / steps))))
        if chance.random() < 0.03 and life.closed + 3 < steps:
            life.back = life.closed + chance.randint(1, 3)
        if chance.random() < 0.006 and life.closed - opened > 8:
            life.unlisted = chance.randrange(opened + 1, life.closed - 4)
            life.listed = life.unlisted + 3 if chance.random() < 0.5 else 0
        found.append(life)
    return found


def templates(company: Company, planned: Sequence[PostingPlan], wanted: int) -> int:
    """Plan edits that are the same in 5 to 400 postings, up to a fifth of all edits. Return how many were planned."""
    chance, done = company.chance, 0
    for _ in range(wanted // 100 + 10):
        size, step = int(5 * 80 ** chance.random()), chance.randrange(1, len(company.good))
        size = min(size, wanted // 5 - done)
        drawn = chance.sample(planned, min(len(planned), size * 20)) if size > 4 else []
        alike = [life for life in drawn if life.opened < step < life.closed and step not in life.edits][:size]
        if len(alike) < 5:
            continue
        line = company.sentence(12, 24)
        for life in alike:
            life.edits[step] = line
        company.groups[line] += len(alike)
        done += len(alike)
    return done


def singles(chance: random.Random, planned: Sequence[PostingPlan], wanted: int) -> None:
    """Plan edits of single postings: many have none, most have a few, some a dozen."""
    for _ in range(wanted * 100 + 10_000):
        if not wanted:
            return
        life = planned[int(len(planned) * chance.random() ** 1.3)] if wanted > 3 else chance.choice(planned)
        room = life.closed - life.opened - 1
        step = life.opened + 1 + int(room * chance.random())
        if room > 0 and step not in life.edits and len(life.edits) < MANY:
            life.edits[step] = ""
            wanted -= 1
    message = "there are too many versions for so few postings"
    raise ValueError(message)


def plan(company: Company, size: Size) -> list[PostingPlan]:
    """Plan all postings of a source. If one is `long`, it is the first, and always open."""
    chance, steps = company.chance, len(company.good)
    planned = lives(chance, size.postings, steps)
    order = planned[1:] if size.long else planned[:]
    chance.shuffle(order)
    if order:
        singles(chance, order, size.edits - templates(company, order, size.edits))
    if size.long:
        times = sorted(chance.sample(range(1, steps), size.long - 1))
        planned[0] = PostingPlan(0, steps, edits=dict.fromkeys(times, ""))
    return planned


def events(life: PostingPlan, steps: int) -> list[tuple[int, Kind, str]]:
    """Return the events of a posting in order: step, kind, and the line of a template edit."""
    found: list[tuple[int, Kind, str]] = [(life.opened, "opened", "")]
    found += [(step, "edited", line) for step, line in life.edits.items()]
    if life.unlisted:
        found.append((life.unlisted, "unlisted", "no longer in the list, while its own page still stands"))
    if life.listed:
        found.append((life.listed, "reopened", "listed again"))
    if life.closed < steps:
        found.append((life.closed, "closed", ""))
    if life.back:
        found.append((life.back, "reopened", "open again"))
    return sorted(found, key=itemgetter(0))


class Editor:
    """Edits ads as people do.

    Each kind of edit returns the significance, summary and reason that the tracker would state.
    """

    def __init__(self, company: Company) -> None:
        self.company, self.chance = company, company.chance
        self.ways = (self.reword, self.require, self.pay, self.retitle, self.move, self.touch)

    def edit(self, ad: Ad) -> tuple[Significance, str, str]:
        """Edit an ad in one of several ways, weighted by how common they are."""
        return self.chance.choices(self.ways, cum_weights=(40, 62, 72, 79, 86, 100))[0](ad)

    def _place(self, ad: Ad) -> int:
        return self.chance.randrange(HEAD, len(ad.blocks) - TAIL)

    def reword(self, ad: Ad) -> tuple[Significance, str, str]:
        place = self._place(ad)
        words = ad.blocks[place].split(" ")
        start = self.chance.randrange(len(words))
        old = words[start : start + 3]
        new = self.company.words.some(self.chance, self.company.language, self.chance.randint(1, 4))
        ad.blocks[place] = " ".join([*words[:start], *new, *words[start + 3 :]])
        return "minor", f"text: “{_short(' '.join(old))}” → “{' '.join(new)}”", "a few words changed"

    def require(self, ad: Ad) -> tuple[Significance, str, str]:
        place = self._place(ad)
        if len(ad.blocks) >= MOST:
            return "minor", f"text: removed “{_short(ad.blocks.pop(place))}”", "a few words changed"
        words = " ".join(self.company.words.some(self.chance, self.company.language, 5))
        line = f"- {self.chance.randint(1, 15)} years of experience with {words}"
        ad.blocks.insert(place, line)
        return "major", f"text: added “{line}”", "a number changed"

    def pay(self, ad: Ad) -> tuple[Significance, str, str]:
        old, ad.pay = ad.pay, self.chance.randrange(50, 200) * 1000 + (self.chance.randrange(10) * 100)
        return "major", f"Pay: {pay_words(old)} → {pay_words(ad.pay)}", "pay changed"

    def retitle(self, ad: Ad) -> tuple[Significance, str, str]:
        old, ad.title = ad.title, self.company.title()
        return "major", f"Title: {old} → {ad.title}", "title changed"

    def move(self, ad: Ad) -> tuple[Significance, str, str]:
        old, ad.location = ad.location, self.chance.choice(self.company.words.places)
        return "major", f"Location: {old} → {ad.location}", "location changed"

    def touch(self, ad: Ad) -> tuple[Significance, str, str]:
        place = self._place(ad)
        words, end = ad.blocks[place][:-1], ad.blocks[place][-1]
        ad.blocks[place] = f"{words}{'!' if end != '!' else '.'}"
        return "cosmetic", f"text: “{end}” → “{ad.blocks[place][-1]}”", COSMETIC


def _short(words: str) -> str:
    return words if len(words) <= 120 else words[:120].rsplit(" ", 1)[0] + " …"


def pay_words(amount: int) -> str:
    return f"${amount:,} – ${amount + 30_000:,} a year" if amount else "not stated"


# A block that was in one posting of one source, and later in another source, belongs to no single posting.
_SHARED = (
    (
        "INSERT INTO block_spans SELECT b.id, p.source, '[[' || b.posting || ',1,0]]' FROM blocks AS b "
        "JOIN posting_state AS p ON p.key = b.posting WHERE b.id IN (SELECT block FROM block_spans)"
    ),
    "UPDATE blocks SET posting = NULL WHERE id IN (SELECT block FROM block_spans)",
)


class Names:
    """Assigns ids to blocks. Of the blocks of earlier sources, only the hashes stay in memory, 120 bytes each."""

    def __init__(self) -> None:
        self.last = 0
        self.known: dict[int, int] = {}
        self.here: dict[str, int] = {}
        self.new: list[tuple[int, str]] = []

    def find(self, text: str) -> int:
        """Return the id of a block that is new in this source."""
        name = hashlib.sha256(text.encode()).digest()[:12]
        short = int.from_bytes(name[:8])
        found = self.known.get(short)
        if found is None:
            self.last = found = self.last + 1
            self.known[short] = found
            self.new.append((found, text))
        self.here[text] = found
        return found

    def ids(self, texts: Sequence[str]) -> list[int]:
        """Return the ids of blocks, new ones where needed."""
        here = self.here
        return [here.get(text) or self.find(text) for text in texts]


@dataclass(slots=True)
class PostingState:
    """A posting while its history is written: its id, its wording, and the version from which it has each block."""

    key: int
    id: str
    url: str
    ad: Ad
    begun: dict[int, int] = field(default_factory=dict)
    number: int = 0
    current: str | None = None


class SourceWriter:
    """Writes the histories of one source's postings, as the rows of the tables."""

    def __init__(self, company: Company, names: Names, key: int) -> None:
        self.company, self.names, self.key = company, names, key
        self.editor, self.rows = Editor(company), Rows()
        self.paged = company.board in OWN_PAGES
        self.steps = len(company.good)
        self.roles: dict[int, str] = {}
        self.copies: dict[int, str] = {}

    def external(self, number: int) -> str:
        """Return the external id of the source's posting with this number."""
        return str(4_000_000 + 3 * number)

    def id(self, number: int) -> str:
        """Return the id of the posting with this number."""
        return posting_id(self.company.slug, self.external(number))

    def write(self, planned: Sequence[PostingPlan], rare: int) -> None:
        """Write the history of the source. The posting with the number `rare` has the rare word."""
        self._ties(planned)
        for number, life in enumerate(planned):
            ad = self.company.ad()
            if number == rare:
                ad.blocks[HEAD] += f" {RARE.capitalize()} and more."
            one = PostingState(self.key + number, self.id(number), f"{self.company.url}/{self.external(number)}", ad)
            for step, kind, line in events(life, self.steps):
                self._event(one, step, kind, line)
            self._ended(one, set(one.begun), 0)
            self._posting(one, number, life)

    def _event(self, one: PostingState, step: int, kind: Kind, line: str) -> None:
        look, before, group, how = self.company.good[step], one.current, None, None
        weight, summary, reason = "", line, ""
        if kind == "opened":
            summary = f"opened in {one.ad.location}" if step else "already there when the watching began"
        elif kind == "closed":
            how, reason = self.company.chance.choices(GONE, GONE_SHARES)[0]
            summary = f"closed: {reason}"
        elif kind == "edited":
            weight, summary, reason, group = self._edit(one.ad, line, look)
        if kind in {"opened", "edited"}:
            self._version(one, look)
        after = one.current
        row = (digest(one.id, kind, look.at, after or "", summary), one.id, self.company.slug, look.id, look.at, kind)
        row += (
            before,
            None if kind in {"closed", "unlisted"} else after,
            weight or None,
            group,
            int(not step),
            summary,
            reason,
        )
        self.rows.changes.append((*row, self.company.good[step - 1].at if step else None, how, look.at))

    def _edit(self, ad: Ad, line: str, look: CheckRow) -> tuple[str, str, str, str | None]:
        if not line:
            return (*self.editor.edit(ad), None)
        ad.blocks.insert(len(ad.blocks) - 1, line)
        why = f"the same edit on {self.company.groups[line]} postings"
        return "template", f"text: added “{_short(line)}”", why, digest(look.at, "added", "", line)

    def _version(self, one: PostingState, look: CheckRow) -> None:
        ad = one.ad
        one.number += 1
        sha = hashlib.sha256("\n".join(ad.blocks).encode()).hexdigest()
        ids = self.names.ids(ad.blocks)
        standing = {*ids, *self.names.ids((ad.title, ad.location, ad.department))}
        self._ended(one, one.begun.keys() - standing, one.number - 1)
        for block in standing - one.begun.keys():
            one.begun[block] = one.number
        one.current = digest(one.id, look.at, ad.title, sha, str(one.number))
        pay = (ad.pay, ad.pay + 30_000, "USD", "year", pay_words(ad.pay)) if ad.pay else (None,) * 5
        wording = (ad.title, ad.location, ad.department, "Full-time", None, *pay, None, None, self.company.language)
        row = (one.current, one.id, one.number, look.at, *wording, orjson.dumps(ids).decode(), sha)
        self.rows.wordings.append((*row, digest(ad.title, sha), self._snapshot(one, look, sha)))

    def _ended(self, one: PostingState, gone: set[int], last: int) -> None:
        """Write the spans of blocks that were in the posting up to version `last`; 0 means that they still are."""
        for block in gone:
            self.rows.spans[block].append(f"[{one.key},{one.begun.pop(block)},{last}]")

    def _snapshot(self, one: PostingState, look: CheckRow, sha: str) -> str:
        if not self.paged:
            return digest(look.id, "list")
        name = digest(look.id, one.url, sha)
        file = f"snapshots/{self.company.slug}/{look.at[:7]}.warc.zst"
        row = (name, look.id, self.company.slug, one.url, look.finished, 200, sha, file, one.key * 1000 + one.number)
        self.rows.snapshots.append(row)
        return name

    def _posting(self, one: PostingState, number: int, life: PostingPlan) -> None:
        good, closed = self.company.good, life.closed < self.steps and not life.back
        unlisted = bool(life.unlisted) and not life.listed and not closed
        listed = not closed and not unlisted
        seen = None if listed else good[(life.closed if closed else life.unlisted) - 1].at
        row = (one.key, one.id, self.company.slug, self.external(number), one.url, "closed" if closed else "open")
        row += (good[life.opened].at, seen, good[life.closed].at if closed else None, self.copies.get(number))
        row += (digest(one.current or "", "entry"), good[life.opened].at, 1, int(listed), 0, 2, 0, int(unlisted), 0)
        row += (one.number, one.current, f"R-{one.key}" if self.paged else None, self.roles.get(number), 0, "")
        self.rows.postings.append(row)

    def _ties(self, planned: Sequence[PostingPlan]) -> None:
        """Tie one posting in 250 to an older one: as its repost if that was closed, else as a copy."""
        chance = self.company.chance
        for new in chance.sample(range(1, len(planned)), (len(planned) + chance.randrange(250)) // 250):
            other = chance.randrange(new)
            look, older = self.company.good[planned[new].opened], self.id(other)
            kind = "repost" if planned[other].closed < planned[new].opened else "role"
            if kind == "repost":
                self.copies[new] = older
            else:
                self.roles[new] = self.roles[other] = self.roles.get(other, older)
            told = f"the same title; {chance.randint(80, 99)} % of the words are the same"
            row = (digest(kind, self.id(new), older), kind, self.id(new), older, self.company.slug, told)
            self.rows.ties.append((*row, chance.randint(80, 99) / 100, look.id, look.at))


def shares(total: int, places: int) -> list[int]:
    """Divide a total unequally, the largest share first; the largest of 400 has 3 %."""
    ends = list(accumulate(1 / (place + 9) for place in range(places)))
    cuts = [0, *(round(total * end / ends[-1]) for end in ends)]
    return [after - before for before, after in pairwise(cuts)]


class DatabaseWriter:
    """Writes the rows of sources into an empty database in one transaction, then creates the indexes."""

    def __init__(self, path: Path) -> None:
        schema.migrate(path)
        self.connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("journal_mode = DELETE", "journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            self.connection.execute(f"PRAGMA {setting}")
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'"
        self.indexes = self.connection.execute(query).fetchall()
        self.counts: Counter[str] = Counter()
        self.connection.execute("BEGIN")
        for name, _ in self.indexes:
            self.connection.execute(f"DROP INDEX {name}")
        self.put("topics", [(name, json.dumps(phrases, ensure_ascii=False)) for name, phrases in TOPICS.items()])

    def put(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Write rows; columns that a later migration added get their defaults."""
        if rows:
            columns = [row[1] for row in self.connection.execute(f"PRAGMA table_info({table})")][: len(rows[0])]
            marks = ", ".join("?" * len(columns))
            self.connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
            self.counts[table] += len(rows)

    def source(self, company: Company, planned: Sequence[PostingPlan]) -> None:
        """Write a source, its state and its checks. Each complete check has an archived list."""
        watched = int(company.chance.random() > 0.04)
        self.put("sources", [(company.slug, company.name, company.board, company.url, watched)])
        checks, lists = [], []
        for look, seen in zip(company.looks, _seen(company, planned), strict=True):
            run, sha = digest("run", look.at[:10]), digest(look.id, "body", length=64)
            stated = seen if look.outcome == "complete" else None
            row = (look.id, company.slug, run, look.at, look.finished, look.outcome, seen, stated, look.reason, sha)
            checks.append(row)
            if look.outcome == "complete":
                file = f"snapshots/{company.slug}/{look.at[:7]}.warc.zst"
                row = (digest(look.id, "list"), look.id, company.slug, company.url, look.at, 200, sha, file, len(lists))
                lists.append(row)
        self.put("checks", checks)
        self.put("snapshots", lists)
        self.put("source_state", [_state(company, checks[-1])])

    def rows(self, rows: Rows, names: Names, source: str) -> None:
        """Write the rows of a source's postings in order of time, and drop its blocks from memory."""
        new = [(number, rows.spans.get(number, []), text) for number, text in names.new]
        of = {number: spans[0][1:-5] for number, spans, _ in new if len(spans) == 1 and spans[0].endswith(",1,0]")}
        self.put("blocks", [(number, of.get(number), text) for number, _, text in new])
        self.put("posting_state", rows.postings)
        wordings = sorted(rows.wordings, key=itemgetter(3))
        self.put("wordings", wordings)
        self.put("posting_places", [place for row in wordings for place in _places(row)])
        self.put("changes", sorted(rows.changes, key=itemgetter(4)))
        found, of_finding = findings(random.Random(source), source, rows.changes)
        self.put("findings", sorted(found, key=itemgetter(2)))
        self.put("finding_postings", of_finding)
        self.put("snapshots", rows.snapshots)
        self.put("ties", rows.ties)
        self.put(
            "block_spans",
            [(key, source, f"[{','.join(rows.spans[key])}]") for key in sorted(rows.spans) if key not in of],
        )
        names.new.clear()
        names.here.clear()

    def finish(self) -> None:
        """Create the indexes and the full-text index, and switch back to the write-ahead log."""
        for _, statement in self.indexes:
            self.connection.execute(statement)
        tallies.refill(self.connection)
        history_counts.refill(self.connection)
        # so that a run at the same time does not compute the findings of all three years again
        self.connection.execute("UPDATE findings_due SET since = (SELECT max(known_at) || '~' FROM changes)")
        for statement in _SHARED:
            self.connection.execute(statement)
        block_store.hash_new(self.connection)
        for (source,) in self.connection.execute("SELECT id FROM sources").fetchall():
            source_counts.count(self.connection, source, due=True)
        source_counts.catch_up(self.connection)
        self.connection.execute("COMMIT")
        done = 1
        while done:
            self.connection.execute("BEGIN")
            done = block_store.index(self.connection)
            self.connection.execute("COMMIT")
        self.connection.execute("PRAGMA journal_mode = WAL")


def _places(row: tuple[object, ...]) -> list[places.Row]:
    """Return the places of a row of `wordings`."""
    return places.rows(str(row[1]), str(row[0]), Wording(title=str(row[4]), location=str(row[5])))


def _seen(company: Company, planned: Sequence[PostingPlan]) -> Iterator[int]:
    """Yield how many postings each check saw: the open ones, fewer in a partial list, none if there was a wall."""
    moved: Counter[int] = Counter()
    for life in planned:
        moved.update((life.opened, *((life.back,) if life.back else ())))
        moved.subtract((life.closed,))
    step, standing = 0, 0
    for look in company.looks:
        if look.outcome == "complete":
            standing += moved[step]
            step += 1
        yield standing if look.outcome == "complete" else int(standing * 0.8) if look.outcome == "partial" else 0


def _state(company: Company, newest: tuple[object, ...]) -> tuple[object, ...]:
    check, (outcome, seen, stated, reason) = newest[0], newest[5:9]
    pending = int(outcome in {"blocked", "failed"})
    settings = json.dumps({"slug": company.slug, "url": company.url, "board": company.board})
    row = (
        company.slug,
        settings,
        1,
        1,
        0,
        "[]",
        "[]",
        pending,
        outcome,
        reason,
        seen,
        stated,
        company.good[-1].at,
        check,
    )
    return (*row, "{}", company.name, f"{company.board} {company.url}", company.good[0].at)


def sizes(postings: int, versions: int) -> list[Size]:
    """Divide postings and edits among the sources, the largest first.

    One of the smaller sources has the longest posting.
    """
    places = max(4, min(SOURCES, postings // 50))
    long = min(LONG, max(versions // 6, 2))
    if postings < 4 * places or versions < postings + long:
        message = f"{postings} postings with {versions} versions are too few"
        raise ValueError(message)
    divided = zip(shares(postings, places), shares(versions - postings - long + 1, places), strict=True)
    special = min(7, places - 1)
    return [Size(*pair, long if place == special else 0) for place, pair in enumerate(divided)]


def generate(path: Path, postings: int, versions: int, seed: int = 7) -> Generated:
    """Make a database from a seed, with this many postings, and this many versions in all."""
    divided = sizes(postings, versions)
    target, names, words = DatabaseWriter(path), Names(), Words(random.Random(seed))
    for place, size in enumerate(divided):
        company = Company(seed, place, words, size)
        planned = plan(company, size)
        writer = SourceWriter(company, names, target.counts["posting_state"] + 1)
        writer.write(planned, rare=2 if place in {1, 2, 3} else -1)
        target.source(company, planned)
        target.rows(writer.rows, names, company.slug)
    names.known.clear()
    target.finish()
    return _made(target, seed)


def _made(target: DatabaseWriter, seed: int) -> Generated:
    """Return the ids that are worth requesting, and close the database."""
    ask, counts = target.connection.execute, target.counts
    source = ask("SELECT id FROM sources ORDER BY rowid LIMIT 1").fetchone()[0]
    one = "SELECT id FROM posting_state WHERE source = ? AND (status = 'open' AND number = 3 OR ?) ORDER BY key LIMIT 1"
    usual = (ask(one, (source, 0)).fetchone() or ask(one, (source, 1)).fetchone())[0]
    long, special = ask("SELECT id, source FROM posting_state ORDER BY number DESC LIMIT 1").fetchone()
    query = "SELECT group_id FROM changes WHERE group_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
    (group,) = ask(query).fetchone() or ("",)
    target.connection.close()
    totals = (counts[name] for name in ("posting_state", "wordings", "changes", "checks", "ties"))
    return Generated(*totals, source, usual, long, special, group, seed)
