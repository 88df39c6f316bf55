"""What a site sends costs time in proportion to its length.

Each reader is fed with each kind of hostile text at two sizes. Time is the process's own, the best of several, and a
reader that is quick at the larger size has passed: what fails here takes seconds for what a site can send.
"""

from __future__ import annotations

import ast
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracker
from tests.test_insight import lookup as _lookup
from tracker.archive import passage_search
from tracker.boards import BOARDS, detect
from tracker.boards.generic import (
    carried,
    elsewhere,
    entry_pages,
    failed_requests,
    files,
    foot,
    index_pages,
    lazy,
    leading,
    loaded,
    marks,
    repeated,
    says_more,
    script_pagers,
    sitemap,
    stated,
    tabs,
    upward,
    views,
)
from tracker.boards.generic.area import Area
from tracker.boards.kit import (
    emptiness,
    ends,
    fact_labels,
    failure_words,
    jobposting,
    labels,
    later_words,
    markup,
    moving_lines,
    notices,
    own_pages,
    page_facts,
    page_furniture,
    page_numbers,
    paging_words,
    posting_text,
    row_details,
    scripts,
    set_filters,
    siblings,
    templates,
    textless,
    title_words,
    unshown,
    vocabulary,
    xml,
)
from tracker.boards.kit.headings import Outline
from tracker.boards.kit.own_pages import Seen
from tracker.boards.kit.page_items import Item
from tracker.boards.software import avature, clearcompany, greenhouse, icims, oracle, successfactors, unified, workday
from tracker.diff import compare
from tracker.extract import (
    border,
    closed_notices,
    closed_places,
    closed_words,
    fields,
    htmltree,
    jsontext,
    list_words,
    occupations,
    pay,
    pdftext,
    placenames,
    readable,
    still_open,
    text,
    unmarked,
    walls,
)
from tracker.extract.gazetteer import gazetteer
from tracker.extract.places import Places, is_way_of_working
from tracker.insight import edits, new_functions, new_phrases
from tracker.insight.finding import Event, Side, Visit
from tracker.insight.words import sentences, tokens
from tracker.model import Entry, Kind, Page, Posting, Request, Source, charset
from tracker.model.errors import Unread
from tracker.model.page import FAILED_REQUEST, OPEN
from tracker.model.wording import Wording
from tracker.reconcile import noise
from tracker.reconcile.significance import assess, counted, passages, places, reasons, terms, titles

URL = "https://careers.example.org/jobs"
SIZES = (2_500, 10_000, 40_000)
MOST_GROWTH = 4 * 2.5  # for four times the length
QUICK = 0.02  # seconds for the largest of SIZES, less for less: what is done by then is not looked at further
ENOUGH = 0.012  # seconds that are measured: clocks of processes tick in steps of several milliseconds
LIMIT = 4.0

# Texts that are repeated to the length that is wanted; "{}" is a number that differs each time.
REPEATED = {
    "less than": "<",
    "comment": "<!--",
    "script": "<script ",
    "open script": "<script>",
    "style": "<style>a",
    "title": "<title>",
    "heading": "<h1 ",
    "div": "<div>",
    "row": "<table><tr><td>",
    "item": "<ul><li>x",
    "section": "<div><h2>Cook</h2>",
    "nav": "<nav>",
    "font": "<p><font id={}>",
    "misplaced": "<div><b></div>",
    "foreign": "<svg><td>",
    "end": "</",
    "end script": "</script   ",
    "meta": "<meta ",
    "data": '<div itemscope itemprop=a itemtype="https://schema.org/JobPosting">',
    "link": '<a href="/jobs/{}">Cook</a>',
    "links apart": '<a href="https://h{}.org/jobs/{}-baker">Baker {}</a>',
    "menu": '<ul><li><a href="/jobs/{}">Cook</a></li></ul><h3>Other openings</h3>',
    "panels": '<div><h4><a data-toggle=collapse href="#c{}">Cook</a></h4><div id=c{}><p>Cook here.</p></div></div>',
    "named": '<div class="title share">Cook',
    "unnamed": "<nav class=pagination><button><svg></svg></button></nav><button><svg></svg></button>",
    "numbered": "<form><button>{}</button></form><p>Page {} of 9</p><p>+ {} more</p>",
    "list": '<li><a href="/jobs/{}">Night Nurse {}</a> Oslo, Norway</li>',
    "table": '<tr><td><a href="/jobs/{}">Night Nurse {}</a></td><td>Oslo</td></tr>',
    "pager": '<div class="pagination"><a href="?page={}">{}</a>',
    "loc": "<loc>   ",
    "amp": "&",
    "entity": "&#",
    "escaped": "&lt;p&gt;&amp;lt;",
    "quote": '"',
    "apostrophe": "a b='",
    "bracket": "[",
    "brace": '{"a":',
    "assigned": "var a=[[",
    "block": '<script type="application/json">[',
    "parenthesis": "(m/",
    "space": " ",
    "line": "\n",
    "tab": "sitemap:\t",
    "digits": "1",
    "grouped": "1,000,",
    "dotted": "1.",
    "dashed": "9-",
    "dollar": "$1 - $2",
    "dollars": "$1 -  ",
    "yen": "円 000",
    "yearly": "年収500",
    "pays": "Salary: $50,000 - $60,000 a year, ",
    "labels": "salary base bonus equity ",
    "templates": "{{${",
    "lakhs": "12,00,000 lakh ",
    "thousands": "1 000 000 ",
    "ideograph": "数",
    "marks": "\u0301\u0316",
    "letters": "a",
    "words": "and",
    "mail": "a@",
    "escape": "\x1b$B",
    "attribute": " a=",
    "comma": ", ",
    "escaped again": "&amp;",
    "bold": "<b>",
    "wrapped": "]]>",
    "address": "http://",
    "addresses": "http://a.b/?a=b ",
    "paths": "/job/1/jobs/2/JobDetail/",
    "place": "-Ab",
    "places": "Oslo, Norway; ",
    "commas": "Paris, Texas, ",
    "or": "Oslo or (Bergen / ",
    "habilit": "habilit",
    "enable": "enable a ",
    "needs script": "fetch  import  ",
    "lines of numbers": "1 a\n",
}
LED = {  # what stands before a run of one sign
    "spaces after pay": ("Salary: $1 - $2", " "),
    "spaces after a heading": ("Location:", " "),
    "letters of a title": ("Cook ", "a"),
    "a department": ("Sales ", "anda"),
    "an id": ("/job/", "1"),
    "an end of an id": ("/job/a-", "1a"),
    "a country": ("US-a", "-a"),
    "a number": ("&#", "1"),
    "deep": ("", "["),
    "a long word": ("need ", "a"),
}
GENERATORS: dict[str, Callable[[int], str]] = {}


def _repeat(piece: str, size: int) -> str:
    if "{}" not in piece:
        return piece * (size // len(piece))
    return "".join(piece.replace("{}", str(place)) for place in range(size // (len(piece) + 3)))


GENERATORS |= {name: partial(_repeat, piece) for name, piece in REPEATED.items()}
GENERATORS |= {name: lambda size, led=led: led[0] + led[1] * (size // len(led[1])) + "!" for name, led in LED.items()}
GENERATORS["json deep"] = lambda size: "[" * (size // 2) + "]" * (size // 2)
GENERATORS["well nested"] = lambda size: "<div>" * (size // 11) + "</div>" * (size // 11)


def _views(body: Any) -> object:
    return views.of(body, URL, URL, frozenset(), Area(body, Outline(body).sizes, (), URL))


def _beside(read: Callable[[Any, Area], object], raw: str, markup: str = "{}") -> object:
    """Read what is beside a list of two postings."""
    rows = "<ul><li><a href='/jobs/cook'>Cook</a><li><a href='/jobs/baker'>Baker</a></ul>"
    body: Any = htmltree.lexbor(rows + markup.replace("{}", raw)).body
    items = [Item(f"{URL}/cook", "Cook"), Item(f"{URL}/baker", "Baker")]
    return read(body, Area(body, Outline(body).sizes, items, URL))


def page(body: str, kind: str = "text/html; charset=utf-8", url: str = URL) -> Page:
    return Page(Request(URL), url, 200, (("content-type", kind),), body.encode("utf-8", "replace"))


def fresh(body: str) -> str:
    walls._JUDGED.clear()
    return walls.wall(page(body[:60_000]))


def sitemap_of(body: str) -> list[str]:
    flow = sitemap.postings(URL)
    next(flow)
    with suppress(StopIteration):
        flow.send([page(body)])
        flow.send([page(body)])
    return []


OTHERS = posting_text.Others(frozenset(f"{URL}/{number}" for number in range(500)))


def _visit(kind: Kind = "opened", fresh: str = "", before: str = "") -> Visit:
    """Make a check with one change: an ad with this text, or one that lost it."""
    plan = "We open our first plant in Wales next year. "
    after = Side("Cook", blocks=("You cook.",))
    old = Side("Cook", blocks=tuple(f"{plan}{before}".split("\n")[:12])) if before else None
    change = Event("c", "a.1", "2026-03-10T06:00:00.000Z", kind, after, old, tuple(f"{plan}{fresh}".split("\n")))
    return Visit("k", "a", change.at, (change,), known=200, began="2025-03-10T06:00:00.000Z")


def _opened(title: str) -> Event:
    """Make an opening with this title."""
    return Event(f"c{len(title)}", "a.1", "2026-03-10T06:00:00.000Z", "opened", Side(title))


_BLOCK = closed_notices.Block()

READERS: dict[str, Callable[[str], object]] = {
    "readable.page": readable.page,
    "text.line": text.line,
    "text.from_plain": text.from_plain,
    "text.from_html": text.from_html,
    "text.canonical": text.canonical,
    "text.from_escaped": text.from_escaped,
    "text.main_text": text.main_text,
    "text.segment": text.segment,
    "text.bare": lambda raw: text.bare(tuple(raw.split("\n"))),
    "htmltree.lexbor": htmltree.lexbor,
    "htmltree.soup": htmltree.soup,
    "htmltree.unescape": htmltree.unescape,
    "htmltree.elements": lambda raw: list(htmltree.elements(raw, "script")),
    "htmltree.without": lambda raw: htmltree.without(raw, ("script", "style", "head"), comments=True),
    "htmltree.untagged": htmltree.untagged,
    "charset.decode, a page": lambda raw: charset.decode(raw.encode("utf-8", "replace"), "text/html"),
    "charset.decode, a page that is late": lambda raw: charset.decode(
        f"<meta charset>{raw}\xfc".encode("latin-1", "replace"), "text/html"
    ),
    "charset.decode, a feed": lambda raw: charset.decode(f"<?xml {raw}".encode("latin-1", "replace"), "text/xml"),
    "charset.decode, Japanese": lambda raw: [
        charset.decode(raw.encode("utf-8", "replace") + b"\xff" * len(raw), f"text/html; charset={name}")
        for name in ("euc-jp", "iso-2022-jp", "shift_jis", "gb18030", "big5", "utf-8")
    ],
    "jsontext.loads": jsontext.loads,
    "jsontext.loads_leniently": lambda raw: jsontext.loads_leniently(f"[{raw}"),
    "jsontext.loads_leniently, of a string": lambda raw: jsontext.loads_leniently(f'["{raw}'),
    "unmarked.line": unmarked.line,
    "unmarked.is_markup": unmarked.is_markup,
    "unmarked.keeps": lambda words: unmarked.keeps(words, words),
    "pdftext.read": lambda raw: pdftext.read(f"%PDF-1.4\n{raw}".encode("utf-8", "replace")),
    "pdftext._paragraphs": pdftext._paragraphs,
    "searched.has": lambda raw: passage_search.has(raw.encode("utf-8", "replace"), ["no such words"]),
    "textless.filled": lambda raw: textless.filled(Posting("1", URL, "Cook"), page(f"<h1>Cook</h1>{raw}")),
    "border.words": border.words,
    "jsontext.embedded": lambda raw: jsontext.embedded(raw, 0),
    "insight.words": lambda raw: [tokens(one) for block in raw.split("\n") for one in sentences(block)],
    "insight.phrases": lambda raw: new_phrases.findings(_visit(fresh=raw), _lookup(blocks=[raw])),
    "insight.edits": lambda raw: edits.findings(
        _visit("edited", before=raw), _lookup(blocks=[raw[:99], *raw.split("\n")])
    ),
    "insight.functions": lambda raw: new_functions.findings(
        replace(_visit(fresh=raw), events=(_opened(raw), _opened(f"Head of {raw}")), known=400), _lookup()
    ),
    "walls.wall": fresh,
    "walls.wall, of a notice": lambda raw: fresh(f"<title>Cookies and JavaScript</title>{raw}"),
    "closedwords.said": lambda raw: closed_words.closing_words([closed_notices.Line(raw)]),
    "closedwords.said, a strong statement": lambda raw: [
        closed_words.closing_words(
            [closed_notices.Line(raw[at : at + 300]) for at in range(0, len(raw), 300)], strong=True
        )
    ],
    "closedwords.of_text": lambda raw: closed_words.of_text([raw]),
    "closed_notices.lines": closed_notices.lines,
    "closed_notices.lines, of a style sheet": lambda raw: closed_notices.lines(
        f"<style>{raw}</style><h2><a href=x>{raw[:99]}</a></h2>"
    ),
    "closed_places.weakened": lambda raw: closed_places.weakened(
        [closed_notices.Line(raw[at : at + 300], block=_BLOCK) for at in range(0, len(raw), 300)], "Cook", {raw[:99]}
    ),
    "closed_places.marked": lambda raw: closed_places.marked([closed_notices.Line(raw, level=1)], raw[:99]),
    "still_open.still_up, a page": lambda raw: still_open.still_up(
        page(raw), still_open.SearchedText("Cook", ("youcookthesoupofthehouse",)), (URL,)
    ),
    "still_open.still_up, a title": lambda raw: still_open.still_up(
        page("<p>x</p>"), still_open.SearchedText(raw, still_open.lines_of((raw,), set())), (URL,)
    ),
    "fields.workplace": lambda raw: fields.workplace(raw, raw),
    "places.of": lambda raw: Places(gazetteer()).of(raw, raw),
    "places.split": Places(gazetteer()).split,
    "placenames.key": placenames.key,
    "placenames.may_name": lambda raw: list(placenames.may_name([raw], raw[:99])),
    "fields.employment_type": fields.employment_type,
    "fields.language": fields.language,
    "fields.date": fields.date,
    "fields.number": fields.number,
    "fields.words": fields.words,
    "fields.places": fields.places,
    "pay.amount": pay.amount,
    "pay.period": pay.period,
    "pay.pay_in_prose": pay.pay_in_prose,
    "pay.pay_in_prose, of pay": lambda raw: pay.pay_in_prose(f"Salary: $ {raw}"),
    "pay.pay_in_prose, of lines": lambda raw: pay.pay_in_prose(
        "Pay:\n" + "\n".join(raw[at : at + 200] for at in range(0, len(raw), 200))
    ),
    "pay.pay_declared": pay.pay_declared,
    "occupations.is_role": occupations.is_role,
    "steady.masks_of": lambda raw: noise.masks_of([f"{raw[:20_000]} 1"], [f"{raw[:20_000]} 2"]),
    "steady.fits": lambda raw: noise.fits(f"a{noise.HOLE}a" * 20, raw[:20_000]),
    "steady.fits, a mask": lambda raw: noise.fits((noise.HOLE + "a") * 30 + "!", "1a" * (len(raw) // 8)),
    "scripts.blocks": lambda raw: list(scripts.blocks(raw)),
    "scripts.in_attributes": lambda raw: list(scripts.in_attributes(f"<div data-jobs='{raw}'>{raw}")),
    "scripts.pushed": lambda raw: list(scripts.pushed(f'<script>self.__next_f.push([1,"5:{raw}"])</script>{raw}')),
    "scripts.assigned": lambda raw: scripts.assigned(f"window.a = {raw}", "window.a"),
    "own_pages.scripted": own_pages.scripted,
    "upward.of": lambda raw: upward.of(page(raw)),
    "carried.continued_in_script": lambda raw: carried.continued_in_script(
        page(f"<script>window.a = {raw}</script> hasNext"), 1
    ),
    "emptiness.hides_some": lambda raw: emptiness.hides_some(f"<noscript>{raw}</noscript>{raw}"),
    "leading.of": lambda raw: leading.of(page(raw)),
    "telling": lambda raw: _told(("Cook the soup",), (raw,)),
    "passages.asides": lambda raw: passages.asides((raw, f"# {raw}", raw[:60])),
    "passages.filled": passages.filled,
    "items of a list": lambda raw: assess(Wording("Cook", (f"a, b {raw}",)), Wording("Cook", (f"b, a {raw}",))),
    "terms.changed": lambda raw: _terms(
        ("Full-time", "We speak English"), (f"Part-time {raw}", f"We speak German {raw}")
    ),
    "retitled": lambda raw: titles.retitled("Cook", raw),
    "relocated": lambda raw: places.relocated("Oslo", raw),
    "posting_text.of_page": lambda raw: posting_text.of_page(raw, OTHERS, URL),
    "page_furniture": lambda raw: [page_furniture.is_notice(raw), page_furniture.is_of_site(raw)],
    "page_facts.of_page": lambda raw: page_facts.of_page(
        posting_text.OwnPage(f"<h1>Cook</h1>{raw}", OTHERS, URL), "Cook"
    ),
    "fact_labels": lambda raw: [fact_labels.label_of(raw), fact_labels.dated(raw), fact_labels.dated(raw[:50])],
    "posting_text.at": lambda raw: posting_text.at(raw, "div, main, li", OTHERS, URL),
    "beside.place_of": row_details.place_of,
    "siblings.title": siblings.title,
    "siblings.container": lambda raw: siblings.container([raw, raw.replace("a", "e")]),
    "emptiness.states_none": emptiness.states_none,
    "emptiness.may_load_a_list": emptiness.may_load_a_list,
    "emptiness.unfilled": emptiness.unfilled,
    "failure_words.names_failure": failure_words.names_failure,
    "set_filters.set_filter": lambda raw: set_filters.set_filter(htmltree.lexbor(raw).body, URL),
    "later_words.puts_off": lambda raw: later_words.puts_off(raw[:200]),
    "notices.of_words": notices.of_words,
    "unshown.sign": lambda raw: unshown.sign(raw, "https://acme.example/jobs"),
    "title_words.tidy": title_words.tidy,
    "moving_lines.without_moving_lines": lambda raw: moving_lines.without_moving_lines(
        "\n".join((raw, raw[:100], raw[-100:]))
    ),
    "index_pages.of_titles": lambda raw: index_pages.of_titles([raw, raw[:100], raw[-100:]]),
    "entry_pages.look": lambda raw: entry_pages.OwnPages({}).look(
        Seen(Posting("1", URL, "Nurses"), ""), page(f"{raw}<a href='/jobs/1'>Cook</a>")
    ),
    "failed_requests.reason_for_doubt": lambda raw: failed_requests.reason_for_doubt(
        replace(page(raw), parts=(page("{" + raw), page("[" + raw))), [raw, URL], [raw]
    ),
    "failed_requests.contradiction": lambda raw: failed_requests.contradiction(
        replace(page(raw), parts=(page("{" + raw),), ended=f"{OPEN}{FAILED_REQUEST}{raw}")
    ),
    "templates.template_texts": lambda raw: templates.template_texts(
        htmltree.lexbor(f"<div><template>{raw}</template>{raw}</div>").body
    ),
    "repeated.find, of clicks": lambda raw: repeated.find(
        [
            repeated.Document(
                URL, "<div onclick=\"location='/a'\">" * (len(raw) // 60) + "<b>Cook</b>" + raw[: len(raw) // 2]
            )
        ]
    ),
    "repeated.find": lambda raw: repeated.find([repeated.Document(URL, raw)]),
    "loaded.find": lambda raw: loaded.find(page(raw)),
    "views.of": lambda raw: _views(htmltree.lexbor("<a href='/jobs/2'>II</a>" * (len(raw) // 30) + raw).body),
    "views.ranges_unread": lambda raw: views.ranges_unread(
        htmltree.lexbor("<select>" + "<option>1-2" * (len(raw) // 20) + raw).body
    ),
    "elsewhere": lambda raw: _beside(
        lambda body, area: (
            elsewhere.linked_without_scripts(body, URL, URL),
            elsewhere.listed_elsewhere(body, URL, URL, area),
        ),
        raw,
        "<noscript><a href=/all>All jobs</a></noscript><p>Listed on <a href='https://b.example/jobs'>x</a>{}",
    ),
    "lazy.loads_later": lambda raw: _beside(lambda body, area: lazy.loads_later(body, URL, URL, area), raw),
    "script_pagers.pages_in_scripts": lambda raw: _beside(
        lambda body, _: script_pagers.pages_in_scripts(body)(2),
        raw,
        "<script>pagination({{}</script><script>laypage({count: 1 {}</script>",
    ),
    "tabs": lambda raw: _beside(
        lambda body, area: (tabs.tabs_unread(body, area), tabs.links_of_tabs(body, URL, URL, area)),
        raw,
        "<p><a href=/jobs>A</a><div role=tablist><b role=tab aria-selected=true>A</b><b role=tab>B</b>{}",
    ),
    "says_more.beside": lambda raw: says_more.of_holders(
        [{raw: 1, "next": raw, "total": raw, "meta": {raw[:50]: raw}}], 1
    ),
    "says_more.of_headers": lambda raw: says_more.of_headers(
        Page(Request(URL), URL, 200, [(name, raw) for name in ("Link", "X-Total", "X-Pagination", "Content-Range")]), 1
    ),
    "loaded.find, of rows": lambda raw: loaded.find(page(_rows(len(raw)) + raw)),
    "jobposting.job_postings": lambda raw: list(jobposting.job_postings(page(raw))),
    "jobposting.posting_of": lambda raw: jobposting.posting_of({"title": raw, "description": raw}, URL),
    "markup.names": lambda raw: markup.names(page(raw), raw),
    "markup.at": lambda raw: markup.at(page(raw), "div, main, li"),
    "markup.largest": lambda raw: markup.largest(markup.soup(page(raw)).body),
    "markup.from_own_page": lambda raw: markup.from_own_page(Posting("1", URL, "Cook"), page(raw), "A board", "main"),
    "ends.says_none": lambda raw: ends.says_none(page(raw)),
    "ends.says_none, of overlays": lambda raw: ends.says_none(
        page(f"<div class=load>{raw}</div>{raw}<span>The map loads</span>")
    ),
    "ends.is_past_end": lambda raw: ends.is_past_end(page("<p>Jobs</p>"), page(raw)),
    "ends.is_past_end, of rows": lambda raw: ends.is_past_end(
        page(f"<ul id=jobs>{raw}<li>Baker</li>{raw}</ul>"),
        page(raw),
        [Entry("1", URL, "Baker", "x", lambda _: Posting("1", URL, "Baker"))],
    ),
    "ends.stated": lambda raw: ends.stated(markup.soup(page(raw)).body),
    "unified._locales": lambda raw: unified._locales(page(raw)),
    "unified._CSRF": lambda raw: unified._CSRF.search(f"csrfToken = {raw}"),
    "oracle._STATED": lambda raw: (oracle._STATED.search(raw), oracle._NUMBER.search(raw)),
    "clearcompany._EMBEDDED": clearcompany._EMBEDDED.findall,
    "greenhouse._LINKS": greenhouse._LINKS.findall,
    "stated.stated": lambda raw: stated.stated([page(raw)]),
    "foot.without_foot": lambda raw: foot.without_foot([f"x\n{raw}", raw]),
    "labels.labelled": lambda raw: labels.labelled([raw[at : at + 300] for at in range(0, len(raw), 300)]),
    "labels.city_behind": lambda raw: [
        labels.city_behind(raw),
        labels.city_behind(f"Cook, {raw}"),
        labels.site_under(raw, raw),
        labels.names_town(raw),
        is_way_of_working(raw),
    ],
    "beside.city_of": lambda raw: [row_details.city_of(raw[at : at + 80]) for at in range(0, min(len(raw), 8_000), 80)],
    "marks.is_counted": marks.is_counted,
    "detect.by_page": lambda raw: detect.by_page(page(raw)),
    "sitemap.postings": sitemap_of,
    "xml.tree": lambda raw: xml.tree(page(raw), "A board", "acme"),
    "successfactors._number": successfactors._number,
    "icims._number": icims._number,
    "avature._number": avature._number,
    "icims._PLACE": icims._PLACE.match,
    "workday._facets": lambda raw: list(workday._facets(_nested(len(raw)))),
    "files._text": lambda raw: files._text.__wrapped__(".md", raw[:32_000]),
    "files._uncommented": files._uncommented,
    "files._by_fields": lambda raw: files._by_fields(raw[:64_000]),
    "files._split": lambda raw: files._split.__wrapped__(f"---\n{raw}\n---\nx"),
    "vocabulary, anchored": lambda raw: [
        one.match(raw)
        for one in (
            vocabulary.GENERIC,
            vocabulary.DEPARTMENT_ONLY,
            vocabulary.PLACE,
            vocabulary.MORE_LINK,
            vocabulary.ALL_JOBS,
            vocabulary.BACK,
            vocabulary.CLOSED,
            vocabulary.OTHER_POSTINGS,
        )
    ],
    "paging_words": lambda raw: [
        pattern.match(raw)
        for words in (paging_words, list_words)
        for pattern in vars(words).values()
        if isinstance(pattern, re.Pattern)
    ],
    "page_numbers.step": lambda raw: page_numbers.step(f"{URL}/{raw}", f"{URL}/{raw}?page=2"),
    "vocabulary, anywhere": lambda raw: [
        one.search(raw)
        for one in (
            vocabulary.JOB_PATH,
            vocabulary.OTHER_PATH,
            vocabulary.PERHAPS_OTHER,
            vocabulary.JOBS_HEADING,
            vocabulary.OTHER_HEADING,
            vocabulary.JOBS_NAME,
            vocabulary.OTHER_NAME,
            vocabulary.ARTICLE,
            vocabulary.NOTHING,
            vocabulary.LIST_HEADING,
            vocabulary.CLOSED_HEADING,
            vocabulary.CALL,
            vocabulary.APPLY,
            vocabulary.VIEW,
            vocabulary.PEOPLE_NAME,
        )
    ],
}


# What takes a microsecond for each character, or makes thousands of objects, is fed with a quarter.
SLOW = {
    "searched.has",
    "steady.fits, a mask",
    "page_facts.of_page",
    "fields.workplace",
    "fields.employment_type",
    "occupations.is_role",
    "vocabulary, anywhere",
    "files._text",
    "files._by_fields",
    "loaded.find, of rows",
    "htmltree.soup",
    "charset.decode, Japanese",
    "textless.filled",
    "closedwords.said",
    "closedwords.said, a strong statement",
    "closedwords.of_text",
    "still_open.still_up, a page",
    "places.of",
    "pay.pay_in_prose, of pay",
    "pay.pay_in_prose, of lines",
    "pay.pay_declared",
    "telling",
    "items of a list",
    "terms.changed",
    "notices.of_words",
    "entry_pages.look",
    "repeated.find, of clicks",
    "repeated.find",
    "views.of",
    "jobposting.posting_of",
    "markup.largest",
    "ends.stated",
}


def _told(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, str]:
    words = reasons.changed(compare(old, new))
    return reasons.requirement(words, old, new), counted.number(words)[1]


def _terms(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    return terms.changed(reasons.changed(compare(old, new)))


def _rows(size: int) -> str:
    rows = ",".join(f'{{"title": "Cook {place}", "id": "k{place}"}}' for place in range(size // 60))
    return f'<script type="application/json">{{"jobs": [{rows}]}}</script>'


def _nested(size: int) -> object:
    value: object = [{"facetParameter": "a", "values": [{"id": "1", "count": 1}]}]
    for _ in range(min(size // 20, 400)):
        value = [{"values": value}]
    return value


class TooSlow(Exception):
    """A reader took more than LIMIT seconds of the process."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise TooSlow


@contextmanager
def limited() -> Iterator[None]:
    """Raise TooSlow in what takes too long: `re` looks for signals now and then, so that a hang is a failure here."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def seconds(read: Callable[[str], object], raw: str, least: float = 0.0) -> float:
    """Return the seconds of the process that one call takes, on the average of as many as take `least` together."""
    start, times = time.process_time(), 0
    with limited():
        while not times or time.process_time() - start < least:
            with suppress(Unread, jsontext.NotJson):
                read(raw)
            times += 1
    return (time.process_time() - start) / times


def grows(read: Callable[[str], object], make: Callable[[int], str], sizes: tuple[int, ...] = SIZES) -> str:
    """Say by how much a reader's time grows too fast, "" if it does not.

    What is done at once at the largest size has passed: a square of its length is not. The lesser of the two clocks
    counts, as a busy machine lengthens one and the steps of the other may. Time that grows too fast is no
    failure yet: caches, a busy machine and steps in our own code look like that once. The text grows on until
    either its time does not, or one reading takes more than LIMIT: a square gets there within three steps.
    """
    told = ""
    with suppress(TooSlow):
        raw, start = make(sizes[-1]), time.perf_counter()
        used = seconds(read, raw)
        if min(used, time.perf_counter() - start) < QUICK * sizes[-1] / SIZES[-1]:
            return told
    for small, large in pairwise((*sizes[-2:], *(sizes[-1] * 4**step for step in range(1, 5)))):
        try:
            told = _growth(read, make(small), make(large))
        except TooSlow:
            return f"more than {LIMIT} s for {large} characters"
        if not told:
            break
    return told


def _growth(read: Callable[[str], object], small: str, large: str) -> str:
    least = most = 0.0
    for again in (1, 4):  # a busy machine is forgiven, a square is not
        least, most = seconds(read, small, ENOUGH * again), seconds(read, large, ENOUGH * again)
        if most <= MOST_GROWTH * least:
            return ""
    return f"{least:.4f} s for {len(small)} characters, {most:.4f} s for {len(large)}"


def test_how_much_is_tried() -> None:
    """The number of readers and of kinds of text has not changed."""
    assert len(READERS) == 156
    assert len(GENERATORS) == 90
    assert all(SIZES[0] * 0.4 < len(make(SIZES[0])) < SIZES[0] * 1.3 for make in GENERATORS.values())


@pytest.mark.parametrize("name", READERS)
def test_time_grows_with_the_length(name: str) -> None:
    """No text makes a reader take more than in proportion to its length."""
    sizes = tuple(size // 4 for size in SIZES) if name in SLOW else SIZES
    slow = {kind: told for kind, make in GENERATORS.items() if (told := grows(READERS[name], make, sizes))}
    assert not slow


def _drive(board: str, raw: str) -> None:
    """Answer what a board asks for first, three times, with the same body."""
    flow = BOARDS[board].read(Source("acme", BOARDS[board].example, board=board, item="li" if board == "html" else ""))
    with suppress(StopIteration, Unread):
        asked = next(flow)
        for _ in range(3):
            pages = [Page(one, one.url, 200, (("content-type", "text/html"),), raw.encode()) for one in asked]
            asked = flow.send(pages)


OF_PAGES = (
    "icims",
    "jobvite",
    "successfactors",
    "avature",
    "hrmdirect",
    "jazzhr",
    "taleo",
    "html",
    "phenom",
    "paylocity",
    "personio",
)
VENDORS = {
    "icims": '<li class="row"><a href="/jobs/{}/baker/job">Baker</a><span>US-OH-Ada</span>',
    "jobvite": '<tr><td><a href="/acme/job/o{}">Baker</a></td></tr>',
    "successfactors": '<tr class="data-row"><td><a class="jobTitle-link" href="/job/a/{}12345/">Baker</a>',
    "avature": '<article class="article--result"><a href="/careers/JobDetail/baker/{}">Baker</a>',
    "hrmdirect": '<tr data-req-id="{}"><td><a href="?req={}">Baker</a>',
    "jazzhr": '<li><a href="/apply/abcdef{}/baker">Baker</a>',
    "taleo": '<h4><a class="viewJobLink" href="?rid={}">Baker</a></h4> oracletaleocwsv2',
    "html": '<li><a href="/jobs/{}">Baker</a>',
    "phenom": "phApp.ddo = {{",
    "paylocity": "window.pageData = {{",
    "personio": '<html><a href="/job/{}">Baker</a>',
}


@pytest.mark.parametrize("board", OF_PAGES)
def test_boards_made_of_pages(board: str) -> None:
    """A board's own rows, unclosed or endless, cost linear time too."""
    kinds = {name: GENERATORS[name] for name in ("div", "link", "script", "table", "paths", "space")}
    kinds["its own"] = partial(_repeat, VENDORS[board])
    slow = {kind: told for kind, make in kinds.items() if (told := grows(partial(_drive, board), make))}
    assert not slow


@pytest.mark.parametrize("piece", ["<option>Oslo {}", "<OPTION value={}>Oslo</OPTION>"])
def test_options_without_end(piece: str) -> None:
    """A menu with very many options costs linear time, and keeps all words."""
    assert not grows(htmltree.lexbor, lambda size: f"<select>{_repeat(piece, size)}", (20_000, 80_000, 320_000))
    found = htmltree.lexbor(f"<p><select>{_repeat(piece, 320_000)}</select>").body
    assert found is not None
    assert len(found.css("option")) == htmltree.MOST_OPTIONS
    assert found.text().count("Oslo") == 320_000 // (len(piece) + 3)
    assert _depth(_repeat(piece, 320_000)) < 10  # what is beyond the bound does not nest: time in the square


DEEP = 4_000


def _depth(markup_of: str) -> int:
    deepest, waiting = 0, [(htmltree.lexbor(markup_of).root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(one, depth + 1) for one in (node.iter() if node is not None else ())]
    return deepest


@pytest.mark.parametrize(
    "unit",
    [
        "<div>{}",
        "<span>{}",
        "<ul><li>{}",
        "<table><tr><td>{}",
        "<blockquote>{}",
        "<b>{}",
        "<x-y>{}",
        "<div>{}</x>",
        "<p>{}<font color=#{}>",
        "<div><table><td>{}</div></table>",
        "<object><marquee>{}</object>",
        "<svg><td>{}",
        "<svg><input>{}",
        "<svg><g x=a/>{}",
        "<li><dd>{}</x>",
        "<optgroup>{}",
        "<td><dd><li>{}",
        "<ul><frameset><title><xmp>{}",
    ],
)
def test_what_nests_too_deep_is_flattened(unit: str) -> None:
    """The tree has a bounded depth, however the nesting is hidden, and has all words."""
    raw = "".join(unit.replace("{}", f"w{place}") for place in range(DEEP))
    bounded = htmltree.bounded(raw)
    assert bounded != raw
    assert _depth(raw) <= 4 * htmltree.MOST_DEPTH
    said = set(htmltree.untagged(bounded).split())
    assert (
        unit.count("{}") == 0
        or "svg" in unit
        or {f"w{place}" for place in (0, DEEP // 2, DEEP - 1)}
        <= said | set("".join(one for one in htmltree.untagged(bounded)).replace("w", " w").split())
    )


@pytest.mark.parametrize(
    "unit", ["<p>one {}", "<ul><li>one {}<li>two</ul>", "<tr><td>{}<td>b", "<option>{}", "<br>{}", "<a href=x>{}</a>"]
)
def test_what_is_only_long_stays_as_it_is(unit: str) -> None:
    """A long page without optional end tags is not changed."""
    raw = "<table>" + "".join(unit.replace("{}", str(place)) for place in range(DEEP))
    assert htmltree.bounded(raw) is raw


TAGS = (
    "div",
    "p",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "b",
    "a",
    "span",
    "svg",
    "g",
    "select",
    "option",
    "script",
    "title",
)
PIECES = st.sampled_from(
    [
        *(f"<{tag}>" for tag in TAGS),
        *(f"</{tag}>" for tag in TAGS),
        "x",
        "<!--",
        "-->",
        '<a b="',
        "'>",
        "<br>",
        "<i id=9>",
    ]
)


@given(st.lists(PIECES, min_size=1, max_size=6))
def test_no_order_of_tags_hides_depth(pieces: list[str]) -> None:
    """Whatever tags are repeated, the parsed tree has a bounded depth."""
    assert _depth("".join(pieces) * 1_500) <= 8 * htmltree.MOST_DEPTH


@pytest.mark.parametrize(
    "raw",
    [
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000,
        "[" * 2_000 + '"\\ud800"' + "]" * 2_000,
        "",
        "nul",
    ],
)
def test_json_that_is_none_says_so(raw: str) -> None:
    """Endless nesting raises NotJson, in bytes and in text."""
    for one in (raw, raw.encode()):
        with pytest.raises(jsontext.NotJson):
            jsontext.loads(one)
    with pytest.raises(jsontext.NotJson):
        jsontext.embedded(raw, 0)


def test_nesting_is_bounded_whatever_the_parser_takes() -> None:
    """How deep Python's own parser goes depends on its version; what comes out never nests deeper than 1,024 levels."""
    value: object = 0
    for _ in range(1_024):
        value = [{"a": value}] if isinstance(value, int) else [value]
    with pytest.raises(jsontext.NotJson, match="too deep"):
        jsontext._bounded(value)
    assert jsontext._bounded(value[0]) is value[0]  # type: ignore[index]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("[NaN, Infinity, -Infinity]", [None, None, None]),
        ("[1e400, -1e400]", [None, None]),
        ("1" * 400, None),
        ("1" * 10_000, None),
        ("12345678901234567890123", 1.2345678901234568e22),
        ('"\\ud800"', "\ud800"),
        ("\ufeff[1]", [1]),
    ],
)
def test_odd_numbers_in_json(raw: str, value: object) -> None:
    """Numbers out of range are None; half an emoji and a byte order mark are read."""
    assert jsontext.loads(raw.encode("utf-8")) == value


@pytest.mark.parametrize("odd", ["1" * 5_000, "²", "٣" * 13, "1" * 400 + "円", "&#" + "9" * 5_000 + ";"])
def test_numbers_of_any_length(odd: str) -> None:
    """Digits that Python can't convert to a number stop no reader."""
    shown = f'<p>{odd} jobs</p><div class="pagination"><a href="?page={odd}">{odd}</a></div><p>1-{odd} of {odd}</p>'
    assert repeated.find([repeated.Document(URL, shown)]).most == 0
    assert markup.largest(markup.soup(page(shown)).body) in {None, 1}
    for read in (fields.date, fields.number, pay.amount, htmltree.unescape, text.from_html, walls._words):
        read(odd)
    assert fields.number(10**400) is None
    assert fields.date(10**400) is None
    assert fields.date(float("nan")) is None
    assert fields.words([10**5_000, "x"]) == "x"


@pytest.mark.parametrize(
    ("number", "href", "expected"),
    [
        (successfactors._number, "https://a.org/job/Oslo-Baker-0150/1234567/", "1234567"),
        (successfactors._number, "/acme/job/Baker/1234567-en_US/?a=b", "1234567"),
        (successfactors._number, "/job/Baker-Oslo-1234567", "1234567"),
        (successfactors._number, "/job/Baker-1234", ""),
        (successfactors._number, "/jobs/1234567", ""),
        (icims._number, "https://a.org/jobs/1234/baker/job?in_iframe=1", "1234"),
        (icims._number, "/jobs/1234/job", "1234"),
        (icims._number, "/jobs/1234/login", ""),
        (icims._number, "/jobs/search?pr=1", ""),
        (avature._number, "/careers/JobDetail/Baker/4321", "4321"),
        (avature._number, "/careers/JobDetail/4321?x=1", "4321"),
        (avature._number, "/careers/Apply?jobId=77", "77"),
        (avature._number, "/careers/SearchJobs/?jobOffset=12", ""),
    ],
)
def test_numbers_in_addresses(number: Callable[[str], str], href: str, expected: str) -> None:
    """The number of a posting is found where each software has it."""
    assert number(href) == expected


@pytest.mark.parametrize(
    "place", ["US-OH-Cleveland", "DE-Bad Homburg v.d.H. | US", "CA-ON-Toronto | US-NY-New York", "US"]
)
def test_places_as_icims_writes_them(place: str) -> None:
    """A country, a region, a town; several of them."""
    assert icims._PLACE.match(place)
    assert not icims._PLACE.match(f"{place}!")


def test_a_mask_fits_as_before() -> None:
    """A hole takes up to 64 characters other than spaces, anywhere in the line."""
    hole = noise.HOLE
    assert noise.fits(f"{hole} people looked", "12 people looked")
    assert noise.fits(f"Seen {hole} times by {hole}", "Seen 3 times by 4")
    assert noise.fits(f"a{hole}a{hole}a", "a1aa2a")
    assert not noise.fits(f"Seen {hole} times", "Seen 1 2 times")
    assert not noise.fits(f"Seen {hole}", "Seen " + "1" * 65)
    assert noise.fits("none", "none")


PARSERS = {
    "LexborHTMLParser",
    "HTMLParser",
    "BeautifulSoup",
    "BeautifulSoupParser",
    "HTMLPullParser",
    "fromstring",
    "HTML",
}
DOORS = {"extract/htmltree.py", "boards/kit/xml.py"}  # the second is for feeds


def test_html_is_parsed_at_one_door() -> None:
    """No other module parses HTML, or reads JSON of sites by itself."""
    root = Path(tracker.__file__).parent
    looked, found = 0, []
    for path in sorted(root.rglob("*.py")):
        looked += 1
        name = path.relative_to(root).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            known = (
                called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
            )
            if known in PARSERS and name not in DOORS:
                found.append(f"{name}:{node.lineno}: {known}")
    assert looked >= 150
    assert found == []
