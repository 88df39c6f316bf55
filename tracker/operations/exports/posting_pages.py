"""Write the history as Markdown: a page for each posting, and a list of the postings of each source."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from tracker.archive.atomic_files import partial_path
from tracker.diff import compare, markdown, render
from tracker.extract import urls
from tracker.model import Time, digest
from tracker.model.errors import UsageError
from tracker.store import postings, read
from tracker.store.postings import Recorded
from tracker.store.row_types import ChangeRow

_MARK = b"<!-- Written by `tracker export markdown`. -->"  # only files that begin with this are replaced or deleted
_INDEX = "README.md"
_BATCH = 500  # postings that are read at once


def export(connection: sqlite3.Connection, output: Path, source: str, step: Callable[[str], None]) -> tuple[int, int]:
    """Write the pages of one source or of all into a directory. Return how many postings and sources there are.

    The same history makes the same pages, and a page does not change if a check saw the same as the one before.

    Files that an earlier export left and that have no posting any more are deleted. `step` is called for each posting.
    Raise UsageError for a file in the place of a page that is not from an export.
    """
    written: set[Path] = set()
    rows: list[str] = []
    count = 0
    if not source:
        _refuse_others_file(output / _INDEX)
    latest = ""
    connection.execute("BEGIN")
    try:
        for slug, name, url, watched, listed_at in connection.execute(_SOURCES, {"source": source}).fetchall():
            folder = _Folder(output / slug)
            listed, open_count = [], 0
            for posting in _postings(connection, slug):
                file = folder.name_of(posting)
                written.add(_write(folder.path / file, _page(connection, posting, listed_at if watched else None)))
                listed.append(_row(posting, file))
                open_count += posting.status == "open"
                step(posting.id)
            about = ("" if watched else _UNWATCHED, _link(url), _as_of(listed_at))
            page = _table(name or slug, " ".join(filter(None, about)), _POSTING_HEAD, listed)
            written.add(_write(folder.path / _INDEX, page))
            rows.append(f"| [{markdown.line(name or slug)}]({slug}/{_INDEX}) | {open_count} | {len(listed)} |")
            count += len(listed)
            latest = max(latest, listed_at or "")
    finally:
        connection.execute("ROLLBACK")
    if not source:
        written.add(_write(output / _INDEX, _table("Job postings", _as_of(latest), _SOURCE_HEAD, rows)))
    _delete_others(output / source if source else output, written)
    return count, len(rows)


_SOURCES = (
    "SELECT s.id, s.name, s.url, s.watched, t.listed_at FROM sources AS s JOIN source_state AS t ON t.source = s.id "
    "WHERE s.id = :source OR :source = '' ORDER BY s.name, s.id"
)
_SOURCE_HEAD = ("employer", "open", "all")
_UNWATCHED = "This source is no longer monitored; its postings are shown as they were last seen."
_POSTING_HEAD = ("posting", "place", "status", "first seen", "closed")


class _Folder:
    """The directory of a source, in which each posting has a file name. Names differ by more than upper and lower case."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._taken = {_INDEX.casefold()}

    def name_of(self, posting: Recorded) -> str:
        stem = posting.id.removeprefix(f"{posting.source}.")
        name = f"{stem}.md"
        for length in (8, 16, 32):  # of the digest; a site can choose ids that look like another one with its digest
            if name.casefold() in self._taken:
                name = f"{stem}-{digest(posting.id, length=length)}.md"
        self._taken.add(name.casefold())
        return name


def _postings(connection: sqlite3.Connection, source: str) -> Iterator[Recorded]:
    after = ""
    while batch := postings.read_postings(connection, source=source, after=after, limit=_BATCH):
        yield from batch
        after = batch[-1].id


def _row(posting: Recorded, file: str) -> str:
    wording = posting.wording
    title = f"[{markdown.line(wording.title) or posting.id}]({file})"
    closed = _day(posting.closed_at)
    return f"| {title} | {markdown.line(wording.location)} | {posting.status} | {_day(posting.first_seen)} | {closed} |"


def _table(title: str, about: str, head: tuple[str, ...], rows: list[str]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *rows]
    return f"{_MARK.decode()}\n\n# {markdown.line(title)}\n\n{about}\n\n" + "\n".join(lines) + "\n"


def _as_of(listed_at: Time | None) -> str:
    return f"As of {listed_at}." if listed_at else "No list was read yet."


def _page(connection: sqlite3.Connection, posting: Recorded, listed_at: Time | None) -> str:
    """Return the page of a posting: its fields, its text, and its history with the differences."""
    wording = posting.wording
    fields = render.field_values(wording)
    facts = [
        ("Employer", markdown.line(posting.employer)),
        ("Address", _link(posting.url)),
        ("Status", _status(posting, listed_at)),
    ]
    facts += [
        (render.FIELDS[name], markdown.line(value)) for name, value in fields.items() if name != "title" and value
    ]
    facts += [("Id", f"`{posting.id}`")]
    text = "\n\n".join(_block(block) for block in wording.blocks) or "(no text)"
    history = "\n".join(_history(connection, posting.id))
    return (
        f"{_MARK.decode()}\n\n# {markdown.line(wording.title)}\n\n"
        + "\n".join(f"- {name}: {value}" for name, value in facts if value)
        + f"\n\n## Text\n\n{text}\n\n## History\n\n{history}\n"
    )


def _status(posting: Recorded, listed_at: Time | None) -> str:
    """Return the status. A posting of the latest list has no time at which it was last seen: each check would change its page."""
    seen = f"first seen {posting.first_seen}"
    if posting.last_seen != listed_at:
        seen += f", last seen {posting.last_seen}"
    return f"closed {posting.closed_at}; {seen}" if posting.status == "closed" else f"open; {seen}"


def _history(connection: sqlite3.Connection, posting: str) -> Iterator[str]:
    """Yield a list item for each change, the oldest first. An edit has its differences."""
    versions = {version.number: version for version in read.versions(connection, posting)}
    for change in reversed(read.changes(connection, posting=posting, baseline=True, limit=-1)):
        yield f"- {change['at']}, {markdown.line(_words(change))}"
        before, after = versions.get(change["from_number"] or 0), versions.get(change["to_number"] or 0)
        if change["kind"] == "edited" and before and after:
            difference = (
                render.fields_as_markdown(render.field_changes(before.wording, after.wording)),
                render.as_markdown(compare(before.wording.blocks, after.wording.blocks)),
            )
            lines = "\n\n".join(filter(None, difference)).split("\n")
            yield "\n".join(["", *(f"  {line}" if line else "" for line in lines), ""])
        if after is not None and (snapshot := read.snapshot(connection, after.snapshot_id)):
            yield f"  Evidence: `snapshots/{snapshot['warc_file']}` at byte {snapshot['warc_offset']}, SHA-256 `{snapshot['sha256']}`"


def _words(change: ChangeRow) -> str:
    """Return a change in words, such as `edited, major (pay raised by 9%): pay, text`."""
    kind = ", ".join(filter(None, (change["kind"], change["significance"])))
    reason = f" ({change['reason']})" if change["reason"] and change["reason"] not in change["summary"] else ""
    return f"{kind}{reason}: {change['summary']}"


def _block(block: str) -> str:
    """Return a block of canonical text: a heading, a list item or a paragraph."""
    for mark, written in (("# ", "### "), ("- ", "- ")):
        if block.startswith(mark):
            return written + markdown.line(block.removeprefix(mark))
    return markdown.line(block)


def _link(url: str | None) -> str:
    """Return a link to a web address; an address of another kind is no link."""
    if not url or urls.parse(url).scheme not in {"http", "https"}:
        return markdown.line(url)
    return markdown.web_link(url)


def _day(time: Time | None) -> str:
    return time[:10] if time else ""


def _write(path: Path, text: str) -> Path:
    """Write a file, unless it has this text already. Raise UsageError for a file that no export wrote."""
    data = text.encode("utf-8", "replace")
    if not path.is_file() or path.read_bytes() != data:
        _refuse_others_file(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = partial_path(path)
        try:
            partial.write_bytes(data)
            partial.replace(path)
        except OSError:
            partial.unlink(missing_ok=True)
            raise
    return path


def _refuse_others_file(path: Path) -> None:
    """Raise UsageError if a file has a text that no export wrote."""
    if path.is_file() and path.stat().st_size and not _is_ours(path):
        message = f"{path} was not written by `tracker export markdown`; move it away, or choose another directory"
        raise UsageError(message)


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MARK)) == _MARK


def _delete_others(output: Path, written: Iterable[Path]) -> None:
    """Delete the files of an earlier export that this one did not write, and the directories that are empty then."""
    names = {str(path).casefold(): path for path in written}
    for path in sorted(output.rglob("*.md")):
        kept = names.get(str(path).casefold())
        if kept is not None and path.samefile(kept):  # also on a disk that ignores case, where it has its former name
            continue
        if path.is_file() and _is_ours(path):
            path.unlink()
            with suppress(OSError):  # it has other files
                path.parent.rmdir()
