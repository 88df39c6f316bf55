"""Git scraping: the history of a file, or of a folder of postings, one capture a commit.

A file is one reply of the board. A folder is read by the board `files`: the tree is its list, in the shape of GitHub's
contents API, and each file of it a posting's own page.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from tracker import urls
from tracker.boards.detect import board_of
from tracker.captures.recorded import Given, first_request
from tracker.errors import UsageError
from tracker.model import Page, Request, Source, Time, iso


class Repository:
    """A git repository, read through `git`. UsageError says what git says."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._batch: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> str:
        """Run git and give what it printed."""
        try:
            done = subprocess.run(  # noqa: S603
                ["git", "-C", str(self.path), *arguments],  # noqa: S607
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            message = "git is not installed; on Debian and Ubuntu type: apt-get install git"
            raise UsageError(message) from error
        if done.returncode:
            message = f"git {' '.join(arguments)} in {self.path}: {done.stderr.decode('utf-8', 'replace').strip()}"
            raise UsageError(message)
        return done.stdout.decode("utf-8", "surrogateescape")

    def commits(self, paths: Sequence[str], branch: str) -> list[tuple[str, Time]]:
        """Give the commits that touch the paths, the first first, with their times; no two have the same."""
        told = self.run("log", "--reverse", "--topo-order", "--format=%H %cI", branch, "--", *paths)
        found: list[tuple[str, Time]] = []
        taken: set[Time] = set()
        for line in told.splitlines():
            commit, _, when = line.partition(" ")
            at = datetime.fromisoformat(when)
            while iso(at) in taken:
                at += timedelta(milliseconds=1)
            taken.add(iso(at))
            found.append((commit, iso(at)))
        return found

    def tree(self, commit: str, paths: Sequence[str]) -> list[tuple[str, str]]:
        """Give path and blob of every file under the paths in a commit."""
        told = self.run("ls-tree", "-r", "-z", commit, "--", *paths)
        rows = [row.split("\t", 1) for row in told.split("\0") if row]
        return [(path, head.split()[2]) for head, path in rows if head.split()[1] == "blob"]

    def blob(self, name: str) -> bytes | None:
        """Read a blob by its name (`COMMIT:PATH` too); None if there is none."""
        if self._batch is None:
            self._batch = subprocess.Popen(  # noqa: S603
                ["git", "-C", str(self.path), "cat-file", "--batch"],  # noqa: S607
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self._batch.stdin
        assert self._batch.stdout
        self._batch.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
        self._batch.stdin.flush()
        head = self._batch.stdout.readline().split()
        if len(head) < 3 or head[1] != b"blob":  # noqa: PLR2004
            if len(head) >= 3 and head[-1].isdigit():  # noqa: PLR2004
                self._batch.stdout.read(int(head[-1]) + 1)
            return None
        return self._batch.stdout.read(int(head[2]) + 1)[:-1]

    def close(self) -> None:
        """End the process that reads blobs."""
        if self._batch is not None:
            self._batch.communicate()


def captures(source: Source, repository: Repository, paths: Sequence[str], branch: str) -> Iterator[Given]:
    """Give a capture for every commit that touches the paths. UsageError if none does."""
    commits = repository.commits(paths, branch)
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
        if folder:
            yield _folder(source, repository, commit, at, paths, wanted)
        elif (body := repository.blob(f"{commit}:{paths[0]}")) is not None:
            yield _file(source, commit, at, body, wanted)


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

    async def fetch(request: Request) -> Page:
        if request.key == wanted.key:
            return page_of(request, body, at)
        blob = places.get(urls.loose(request.url))
        content = repository.blob(blob) if blob else None
        if content is None:
            return Page(request, request.url, 404, fetched_at=at, sha256=hashlib.sha256(b"").hexdigest())
        return page_of(request, content, at, "text/plain; charset=utf-8")

    return Given(source, at, fetch, commit[:12])


def page_of(request: Request, body: bytes, at: Time, kind: str = "") -> Page:
    """Make a reply of bytes that were kept without their headers."""
    if not kind:
        kind = "application/json" if body.lstrip()[:1] in (b"{", b"[") else "text/html; charset=utf-8"
    return Page(request, request.url, 200, (("Content-Type", kind),), body, at, sha256=hashlib.sha256(body).hexdigest())
