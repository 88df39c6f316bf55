"""The board `files`: a folder with one file for each posting (Markdown with front matter, HTML or plain text).

Source of the list's format: docs.github.com/en/rest/repos/contents (an array of `path`, `sha`, `type`, `download_url`).
A folder in a git repository is imported in the same format. A posting is identified by its path, and a renamed file
keeps its history if its text shows that it is the same. Front matter (Jekyll, Hugo) is YAML between two lines of `---`;
an invalid field does not affect the other fields. A file with `published: false` or `draft: true` is not open. Comments
of templates are not text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache, partial
from itertools import islice, pairwise
from typing import Any

import yaml
from markdown_it import MarkdownIt

from tracker.boards.kit import common
from tracker.extract import fields, text, urls
from tracker.model import Entry, Flow, Listing, Page, Posting, Request, Source
from tracker.model.errors import Failed

NAME = "Files in a folder"
EXAMPLE = "https://api.github.com/repos/acme/careers/contents/positions"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKDOWN = frozenset((".md", ".markdown", ".mkd"))
_READ = _MARKDOWN | {".html", ".htm", ".txt"}
# Jekyll does not publish `_drafts`.
_NO_POSTING = re.compile(r"(?i)(?:^|/)(?:_drafts/.*|(?:readme|index|license|contributing|_[^/]*)\.[a-z]+)$")
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:|(.*?)\r?\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
# Where a field of front matter begins. Lines that are indented, empty, a comment or a list item belong to the field
# before.
_FIELD = re.compile(r"(?m)^(?![ \t#\-\]}\r\n])")
_PLAIN = re.compile(r"([A-Za-z_][\w-]{0,60})[ \t]*:[ \t]+([^\s\[{&*!|>%@`][^\n]*)\n?")  # one line of plain words
_MOST_FIELDS = 500  # fields that are read from front matter with an error in it; the longest seen has 40
_COMMENT = re.compile(r"\{%-?\s{0,20}(end)?comment\s{0,20}-?%\}")  # Liquid and Django
_COMMENTS = (
    ("{# ", "#}"),
    ("{{/*", "*/}}"),
    ("{{- /*", "*/ -}}"),
    ("{::comment}", "{:/comment}"),
)  # Jinja, Hugo, kramdown
_NO, _YES = frozenset(("false", "no", "off", "0")), frozenset(("true", "yes", "on", "1"))
_MOST_FRONT = 64_000  # characters; the largest front matter seen has 3,000
_MOST_LEVELS = 20  # of nesting; real front matter has four
_HEADING = re.compile(r"(?m)^#{1,2} (.+)$")
_CLOSES = ("app_close_date", "closes", "closes_at", "closing_date", "close_date", "deadline", "expires")
_POSTED = ("posted", "posted_at", "open_date", "date")
_PLACES = ("location", "locations", "place")
_TEAMS = ("department", "team", "office", "division")


def recognise(url: str) -> str:
    """Return the folder in an address of GitHub's contents API, or ""."""
    match = re.match(r"https://api\.github\.com/repos/([^/]+/[^/]+)/contents(?:/|$)", url)
    return match[1] if match else ""


def own(source: Source, external_id: str, url: str) -> tuple[Request, ...]:
    """Return the request for the file itself. It answers 404 once the file is removed from the folder."""
    _ = source, external_id
    return (Request(url),)


def read(source: Source) -> Flow:
    """Request the folder's list. Its files are the postings' own pages."""
    (page,) = yield [common.ask(source.endpoint or source.url)]
    name = common.board_name(source, recognise(source.url))
    rows = common.objects(common.json_of(common.board_answer(page, NAME, name), NAME, name), NAME, "the list")
    rows = [row for row in rows if row.get("type", "file") == "file" and is_posting(str(row.get("path")))]
    return Listing(
        common.unique(common.entries_of(rows, partial(_entry, source), NAME, "path", "sha")),
        end="one reply has the whole folder",
        problems=("the reply has exactly 1,000 files, which is GitHub's limit",) if len(rows) == 1000 else (),
        api=False,
        definite=True,
    )


def _suffix(path: str) -> str:
    return path[path.rfind(".") :].lower() if "." in path.rpartition("/")[2] else ""


def is_posting(path: str) -> bool:
    """Return whether a file with this path is read as a posting."""
    return _suffix(path) in _READ and not _NO_POSTING.search(path)


def _entry(source: Source, row: Mapping[str, Any]) -> Entry:
    path = str(row["path"])
    url = str(row.get("download_url") or urls.join(source.url.rstrip("/") + "/", path.rpartition("/")[2]))
    stem = re.sub(r"[-_]+", " ", path.rpartition("/")[2].rpartition(".")[0]).strip()
    return Entry(
        external_id=path,
        url=url,
        title=stem,
        fingerprint=common.fingerprint({"path": path, "sha": row["sha"]}),
        read=partial(_posting, path, url, stem),
        detail=Request(url),
    )


def _posting(path: str, url: str, stem: str, page: Page | None) -> Posting:
    if page is None:
        return Posting(path, url, stem)
    if page.failure or page.status != 200:
        message = f"{path}: {page.failure or f'its file answers {page.status}'}"
        raise Failed(message)
    raw = page.text()
    front, content = _split(raw)
    body = _text(_suffix(path), content)
    heading = _HEADING.search(body)
    title = _word(front, "title", "name", "job_title") or (text.line(heading[1]) if heading else "") or stem
    return Posting(
        external_id=path,
        url=url,
        title=title,
        text=body,
        location=_word(front, *_PLACES),
        department=_word(front, *_TEAMS),
        employment_type=fields.employment_type(_word(front, "employment_type", "type", "schedule")),
        workplace=fields.workplace(_word(front, *_PLACES), _word(front, "workplace", "remote")),
        pay=common.pay_or_prose(
            fields.best(
                fields.pay_declared(_word(front, "salary", "pay", "compensation")),
                fields.pay_declared({key: _word(front, key) for key in ("salary_min", "salary_max")}),
            ),
            body,
        ),
        posted_at=_date(front, _POSTED),
        closes_at=_date(front, _CLOSES),
        requisition_id=_word(front, "requisition_id", "req_id", "job_id"),
        open=_is_open(front),
    )


@lru_cache(maxsize=256)  # one check reads a file twice: for its content, and to compare a second read
def _split(raw: str) -> tuple[Mapping[str, Any], str]:
    """Return the front matter and the text after it. Fields with invalid YAML are left out, or kept as plain text."""
    match = _FRONT.match(raw)
    if not match:
        return {}, raw
    written = match[1] or ""
    front = _yaml(written) if len(written) <= _MOST_FRONT else {}
    if front is None:
        front = _by_fields(written)
    return {key.lower(): value for key, value in front.items() if isinstance(key, str)}, raw[match.end() :]


def _yaml(written: str) -> Mapping[Any, Any] | None:
    """Return parsed YAML: empty if it is not a mapping, None if it has an error."""
    try:
        front = None if _is_deep(written) else yaml.load(written, Loader=_LOADER)  # noqa: S506 (a safe loader)
    except (yaml.YAMLError, ValueError, OverflowError):
        return None
    return front if isinstance(front, dict) else {}


def _by_fields(written: str) -> dict[Any, Any]:
    """Parse each field by itself, if an error in one of them makes the whole unreadable."""
    starts = [match.start() for match in islice(_FIELD.finditer(written), _MOST_FIELDS)]
    front: dict[Any, Any] = {}
    for start, end in pairwise([*starts, len(written)]):
        field = written[start:end]
        match = _yaml(field)
        if match is not None:
            front.update(match)
        elif plain := _PLAIN.fullmatch(field):  # title: Lead: the site
            front[plain[1]] = plain[2].strip(" \t\r\"'")
    return front


def _is_deep(front: str) -> bool:
    """Return whether YAML nests deeper than front matter does. The loader in C recurses, and crashes on deep nesting."""
    depth = 0
    for event in yaml.parse(front, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _MOST_LEVELS:
            return True
    return False


@lru_cache(maxsize=256)
def _text(suffix: str, content: str) -> str:
    if suffix != ".txt":
        content = _uncommented(content)
    if suffix in _MARKDOWN:
        return text.from_html(_markdown().render(content))
    return text.from_html(content) if suffix in {".html", ".htm"} else text.from_plain(content)


def _uncommented(content: str) -> str:
    """Return the content without comments of the site generator. HTML comments are removed elsewhere."""
    for opening, closing in _COMMENTS:
        content = _without(content, opening, closing)
    parts: list[str] = []
    place = start = depth = 0
    for tag in _COMMENT.finditer(content):
        if not tag[1]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                parts.append(content[place:start])
                place = tag.end()
    return "".join((*parts, content[place:]))


def _without(content: str, opening: str, closing: str) -> str:
    parts: list[str] = []
    place = 0
    while (start := content.find(opening, place)) >= 0 and (end := content.find(closing, start + len(opening))) >= 0:
        parts.append(content[place:start])
        place = end + len(closing)
    return "".join((*parts, content[place:]))


def _is_open(front: Mapping[str, Any]) -> bool:
    """Return whether a file is published: not marked `published: false` (Jekyll) or `draft: true` (Hugo and others)."""
    published, draft = (str(front.get(key)).strip().lower() for key in ("published", "draft"))
    return published not in _NO and draft not in _YES


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def _word(front: Mapping[str, Any], *keys: str) -> str | None:
    for key in keys:
        value = front.get(key)
        if isinstance(value, list):
            value = "; ".join(str(char) for char in value if isinstance(char, (str, int)))
        content = (
            fields.words(str(value)) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None
        )
        if content:
            return text.line(content)
    return None


def _date(front: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = front.get(key)
        if value:
            return fields.date(str(value)[:40].strip().title() if isinstance(value, str) else str(value)[:10])
    return None
