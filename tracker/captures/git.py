"""Git scraping: the history of a file, or of a folder of postings, one capture a commit.

A file is one reply of the board. A folder is read by the board `files`: the tree is its list, in the shape of GitHub's
contents API, and each file of it a posting's own page.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tracker import urls
from tracker.boards.detect import board_of
from tracker.captures import bounds
from tracker.captures.bounds import MOST_BODY, MOST_CHECK, Problems
from tracker.captures.child import MOST_WAIT, Child, GitError, Silent
from tracker.captures.recorded import Given, first_request
from tracker.errors import UsageError
from tracker.model import Page, Request, Source, Time, iso, moment

_NAME = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")  # SHA-1 or SHA-256
_MOST_COMMITS = 100_000
_MOST_FILES = 50_000  # of one commit; each takes some kilobytes of memory
_MOST_ROW = 1 << 16  # bytes of a line that git says: names of commits, paths


class TooLarge(GitError):
    """A file of more bytes than an import takes."""


class Repository:
    """A git repository, read through `git`. GitError says what git says; nothing of the repository is run."""

    def __init__(self, path: Path, wait: float = MOST_WAIT) -> None:
        self.path = path
        self.wait = wait
        self._sizes: Child | None = None
        self._bodies: Child | None = None

    def rows(self, *arguments: str, end: bytes = b"\n") -> Iterator[bytes]:
        """Run git and yield what it prints, row by row."""
        child = Child(self.path, arguments, wait=self.wait)
        try:
            while (row := child.until(end, _MOST_ROW)) is not None:
                yield row
            child.finish()
        finally:
            child.kill()

    def refuse_borrowed(self) -> None:
        """UsageError if the repository takes objects from other places of this machine, which it may not have a right to."""
        place = b"\n".join(self.rows("rev-parse", "--git-path", "objects/info/alternates"))
        file = self.path / place.decode("utf-8", "surrogateescape")
        if file.exists():
            message = (
                f"{self.path} takes objects from another repository ({bounds.shown(file)}); make it whole first: "
                "git repack -a -d, then remove that file"
            )
            raise UsageError(message)

    def commits(self, paths: Sequence[str], branch: str, now: Time, problems: Problems) -> list[tuple[str, Time]]:
        """Return the commits that touch the paths, the first first, with their times; no two have the same.

        UsageError if there are more than an import takes. A commit with a time that can't be is a problem.
        """
        found: list[tuple[str, Time]] = []
        taken: set[Time] = set()
        asked = ("log", "--reverse", "--topo-order", "--no-show-signature", "--format=%H %ct")
        for row in self.rows(*asked, "--end-of-options", branch, "--", *paths):
            name, _, seconds = row.partition(b" ")
            try:
                at = bounds.past(int(seconds), now)
            except ValueError as error:
                problems.add(f"commit {name[:12].decode('ascii', 'replace')}", f"its time can't be: {error}")
                continue
            while at in taken:
                at = iso(moment(at) + timedelta(milliseconds=1))
            taken.add(at)
            found.append((name.decode("ascii", "replace"), at))
            if len(found) > _MOST_COMMITS:
                message = (
                    f"more than {_MOST_COMMITS:,} commits of {self.path} touch {', '.join(paths)}; "
                    "take them in parts: --branch OLDER..NEWER"
                )
                raise UsageError(message)
        return found

    def tree(self, commit: str, paths: Sequence[str]) -> list[tuple[str, str]]:
        """Return path and blob of every file under the paths in a commit. GitError if there are too many."""
        found: list[tuple[str, str]] = []
        for row in self.rows("ls-tree", "-r", "-z", commit, "--", *paths, end=b"\0"):
            head, _, path = row.partition(b"\t")
            words = head.split()
            if len(words) == 3 and words[1] == b"blob" and _NAME.fullmatch(words[2]):  # noqa: PLR2004
                found.append((path.decode("utf-8", "backslashreplace"), words[2].decode()))
            if len(found) > _MOST_FILES:
                message = f"it has more than {_MOST_FILES:,} files"
                raise TooLarge(message)
        return found

    def blob(self, name: str) -> bytes | None:
        """Read a blob by its name (`COMMIT:PATH` too); None if there is none. TooLarge if it is larger than a reply may be."""
        if self._sizes is None or self._bodies is None:
            self.close()
            self._sizes = Child(self.path, ("cat-file", "--batch-check"), asks=True, wait=self.wait)
            self._bodies = Child(self.path, ("cat-file", "--batch"), asks=True, wait=self.wait)
        self._sizes.ask(name.encode("utf-8", "surrogateescape"))
        words = self._sizes.answer(_MOST_ROW).split()
        if len(words) != 3 or words[1] != b"blob" or not words[2].isdigit():  # noqa: PLR2004
            return None
        if int(words[2]) > MOST_BODY:
            message = f"it has {int(words[2]):,} bytes, more than {MOST_BODY:,}"
            raise TooLarge(message)
        self._bodies.ask(words[0])
        if self._bodies.answer(_MOST_ROW).split() != words:
            return None
        return self._bodies.read(int(words[2]) + 1)[:-1]

    def close(self) -> None:
        """End the processes that read blobs."""
        for child in (self._sizes, self._bodies):
            if child is not None:
                child.kill()
        self._sizes = self._bodies = None


def captures(
    source: Source, repository: Repository, paths: Sequence[str], branch: str, now: Time, problems: Problems
) -> Iterator[Given]:
    """Yield a capture for every commit that touches the paths. UsageError if none does."""
    _refuse_odd(paths, branch)
    repository.refuse_borrowed()
    commits = repository.commits(paths, branch, now, problems)
    if not commits:
        message = f"no commit of {repository.path} touches {', '.join(paths)} on {branch}; is the path right?"
        raise UsageError(message)
    folder = source.board == "files"
    if not folder and len(paths) > 1:
        message = f"{len(paths)} paths are files of postings for board 'files' only; name one path, or --board files"
        raise UsageError(message)
    source = replace(source, board=board_of(source))
    wanted = first_request(source)
    for commit, at in commits:
        try:
            if folder:
                yield _folder(source, repository, commit, at, paths, wanted)
            elif (body := repository.blob(f"{commit}:{paths[0]}")) is not None:
                yield _file(source, commit, at, body, wanted)
        except TooLarge as error:
            problems.add(f"commit {commit[:12]}", error)
        except Silent:
            raise
        except GitError as error:
            problems.add(f"commit {commit[:12]}", error)
            repository.close()  # what ended is started again for the next one


def _refuse_odd(paths: Sequence[str], branch: str) -> None:
    """Refuse what git might take for an option or for two names. UsageError says which."""
    if branch.startswith("-"):
        message = f"--branch {branch!r} begins with -, as no branch does; name a branch, a commit or OLDER..NEWER"
        raise UsageError(message)
    odd = next((one for one in (*paths, branch) if not one or {"\n", "\0"} & set(one)), None)
    if odd is not None:
        message = f"{odd!r} is no path or branch: it is empty, or has a line break in it"
        raise UsageError(message)


def _file(source: Source, commit: str, at: Time, body: bytes, wanted: Request) -> Given:
    async def fetch(request: Request) -> Page:
        if request.key != wanted.key:
            return Page(
                request, request.url, failure="it is not in the repository", failure_kind="unasked", fetched_at=at
            )
        return page_of(request, body, at)

    return Given(source, at, fetch, commit[:12])


def _folder(
    source: Source, repository: Repository, commit: str, at: Time, paths: Sequence[str], wanted: Request
) -> Given:
    base = source.url.rstrip("/")
    rows = dict(repository.tree(commit, paths))
    listing = [
        {"name": path.rpartition("/")[2], "path": path, "sha": blob, "type": "file", "download_url": f"{base}/{path}"}
        for path, blob in sorted(rows.items())
    ]
    body = json.dumps(listing, ensure_ascii=False).encode()
    places = {urls.loose(f"{base}/{path}"): blob for path, blob in rows.items()}
    given = 0

    async def fetch(request: Request) -> Page:
        nonlocal given
        if request.key == wanted.key:
            return page_of(request, body, at)
        blob = places.get(urls.loose(request.url))
        try:
            content = repository.blob(blob) if blob else None
        except TooLarge as error:
            return Page(request, request.url, failure=str(error), failure_kind="too-large", fetched_at=at)
        if content is None:
            return Page(request, request.url, 404, fetched_at=at, sha256=hashlib.sha256(b"").hexdigest())
        given += len(content)
        if given > MOST_CHECK:
            why = f"the files of the commit have more than {MOST_CHECK:,} bytes, which is more than an import takes"
            return Page(request, request.url, failure=why, failure_kind="too-large", fetched_at=at)
        return page_of(request, content, at, "text/plain; charset=utf-8")

    return Given(source, at, fetch, commit[:12])


def page_of(request: Request, body: bytes, at: Time, kind: str = "") -> Page:
    """Make a reply of bytes that were kept without their headers."""
    if not kind:
        kind = "application/json" if body.lstrip()[:1] in (b"{", b"[") else "text/html; charset=utf-8"
    return Page(request, request.url, 200, (("Content-Type", kind),), body, at, sha256=hashlib.sha256(body).hexdigest())
