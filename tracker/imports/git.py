"""Import git scraping: the history of a file or a folder of postings, one capture for each commit of the main line.

The main line goes from a branch's newest commit back along first parents, because commits of a side branch were not
visible before the merge. A file is one reply of the board. A folder is read by the board `files`: its tree is the list,
in the shape of GitHub's contents API, and each file is the page of a posting.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from tracker.boards.detect import board_of
from tracker.boards.generic.files import is_posting
from tracker.extract import urls
from tracker.imports import bounds
from tracker.imports.bounds import MOST_BODY, MOST_CHECK, Problems
from tracker.imports.changes_by_year import ChangesByYear
from tracker.imports.git_process import MOST_WAIT, GitError, GitProcess, GitTimeout
from tracker.imports.mainline import MainLine
from tracker.imports.one_list import refuse_others
from tracker.imports.recorded import ImportedCapture, list_requests, not_recorded
from tracker.model import COMMIT, Page, Request, Source, Time, charset
from tracker.model.errors import UsageError
from tracker.store.imported_commits import Imported, run_of

_NAME = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")  # SHA-1 or SHA-256
_MOST_COMMITS = 100_000
_MOST_FILES = 50_000  # files of one commit; each takes some kilobytes of memory
_MOST_PATHS = 3_000  # characters of all paths: each check states them, and the name of a run has 4,096 at most
_NAMED = 20  # branches that an error names
_MOVED = "left out: it moves the files of {} to {}, which closes no postings; if the list is there now, import both as a new source"
_MOST_ROW = 1 << 16  # bytes of a line of git's output: names of commits, paths


class TooLarge(GitError):
    """A file larger than an import may take."""


class Repository:
    """A git repository, read through `git`. Errors of git raise GitError. Nothing of the repository is run."""

    def __init__(self, path: Path, wait: float = MOST_WAIT) -> None:
        self.path = path
        self.wait = wait
        self._sizes: GitProcess | None = None
        self._bodies: GitProcess | None = None

    def rows(self, *arguments: str, end: bytes = b"\n") -> Iterator[bytes]:
        """Run git and yield its output by rows."""
        child = GitProcess(self.path, arguments, wait=self.wait)
        try:
            while (row := child.until(end, _MOST_ROW)) is not None:
                yield row
            child.finish()
        finally:
            child.kill()

    def refuse_borrowed(self) -> None:
        """Raise UsageError if the repository takes objects from elsewhere on this machine, which may be private."""
        try:
            place = b"\n".join(self.rows("rev-parse", "--git-path", "objects/info/alternates"))
        except GitError as error:
            if "not a git repository" not in str(error):
                raise
            message = f"{self.path} is not a git repository; give the directory of a clone"
            raise UsageError(message) from error
        file = self.path / place.decode("utf-8", "surrogateescape")
        if file.exists():
            message = (
                f"{self.path} takes objects from another repository ({bounds.printed(file)}); make it self-contained first: "
                "git repack -a -d, then remove that file"
            )
            raise UsageError(message)

    def tip(self, branch: str) -> str:
        """Return the commit of a branch, or of the end of a range. Raise UsageError if there is none."""
        newest = branch.rpartition("..")[2] or "HEAD"
        try:
            return next(self._names("rev-parse", "--verify", "--end-of-options", f"{newest}^{{commit}}"))
        except GitError as error:
            if "Needed a single revision" not in str(error):  # git's message for an unknown name
                raise
            branches = list(islice(self._names("for-each-ref", "--format=%(refname:short)", "refs/heads"), _NAMED))
            names = f"choose from: {', '.join(branches)}" if branches else "it has no branches"
            message = f"no branch or commit {newest!r} in {self.path}; {names}"
            raise UsageError(message) from error

    def _names(self, *arguments: str) -> Iterator[str]:
        return (row.decode("utf-8", "backslashreplace") for row in self.rows(*arguments))

    def is_shallow(self) -> bool:
        """Return whether the repository lacks older commits."""
        return list(self.rows("rev-parse", "--is-shallow-repository")) == [b"true"]

    def descends(self, older: str, newer: str) -> bool:
        """Return whether `older` is `newer` or one of its ancestors."""
        return older == newer or not any(self.rows("rev-list", "-n1", older, f"^{newer}"))

    def has(self, commit: str) -> bool:
        """Return whether a commit is in the repository."""
        try:
            return bool(list(self.rows("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")))
        except GitTimeout:
            raise
        except GitError:
            return False

    def commits(self, paths: Sequence[str], branch: str, now: Time, problems: Problems) -> list[tuple[str, Time]]:
        """Return the commits of the main line that change the paths, oldest first, with the times that they state.

        Raise UsageError if there are more than an import takes. A commit with an impossible time is noted as a problem.
        """
        commits: list[tuple[str, Time]] = []
        arguments = ("log", "--first-parent", "--reverse", "--topo-order", "--no-show-signature", "--format=%H %ct")
        for row in self.rows(*arguments, "--end-of-options", branch, "--", *paths):
            name, _, seconds = row.partition(b" ")
            try:
                at = bounds.past(int(seconds), now)
            except ValueError as error:
                problems.add(f"commit {name[:12].decode('ascii', 'replace')}", f"its time is impossible: {error}")
                continue
            commits.append((name.decode("ascii", "replace"), at))
            if len(commits) > _MOST_COMMITS:
                message = (
                    f"more than {_MOST_COMMITS:,} commits of {self.path} touch {', '.join(paths)}; "
                    "import them in parts: --branch OLDER..NEWER"
                )
                raise UsageError(message)
        return commits

    def after(self, older: str, newer: str) -> frozenset[str]:
        """Return the commits after `older` up to and including its descendant `newer`."""
        return frozenset(self._names("rev-list", "--ancestry-path", f"{older}..{newer}"))

    def leads(self, older: str, newer: str) -> bool:
        """Return whether `older` is on the main line of `newer`."""
        return any(name == older for name in self._names("rev-list", "--first-parent", newer))

    def tree(self, commit: str, paths: Sequence[str]) -> list[tuple[str, str]]:
        """Return path and blob of every file under the paths in a commit. Raise GitError if there are too many."""
        files: list[tuple[str, str]] = []
        for row in self.rows("ls-tree", "-r", "-z", commit, "--", *paths, end=b"\0"):
            head, _, path = row.partition(b"\t")
            words = head.split()
            if len(words) == 3 and words[1] == b"blob" and _NAME.fullmatch(words[2]):  # noqa: PLR2004
                files.append((path.decode("utf-8", "backslashreplace"), words[2].decode()))
            if len(files) > _MOST_FILES:
                message = f"it has more than {_MOST_FILES:,} files"
                raise TooLarge(message)
        return files

    def has_files(self, commit: str, paths: Sequence[str]) -> bool:
        """Return whether a commit has a file under the paths."""
        return any(self.rows("ls-tree", "-r", "-z", commit, "--", *paths, end=b"\0"))

    def blob(self, name: str) -> bytes | None:
        """Return a blob by its name (or `COMMIT:PATH`), None if there is none. Raise TooLarge if it exceeds the limit of a reply."""
        if self._sizes is None or self._bodies is None:
            self.close()
            self._sizes = GitProcess(self.path, ("cat-file", "--batch-check"), asks=True, wait=self.wait)
            self._bodies = GitProcess(self.path, ("cat-file", "--batch"), asks=True, wait=self.wait)
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
    source: Source,
    repository: Repository,
    paths: Sequence[str],
    branch: str,
    known: Imported,
    now: Time,
    problems: Problems,
) -> Iterator[ImportedCapture]:
    """Yield a capture for every commit of the main line that changes the paths. Raise UsageError if none does.

    `known` are the commits that were imported before.
    """
    _refuse_odd(paths, branch)
    repository.refuse_borrowed()
    folder = source.board == "files"
    if not folder and len(paths) > 1:
        message = (
            f"{len(paths)} paths were given, which only the board 'files' can read; give one path, or --board files"
        )
        raise UsageError(message)
    commits = _main_line(source, repository, paths, branch, known, now, problems)
    source = replace(source, board=board_of(source))
    list_keys = tuple(request.key for request in list_requests(source))
    by_year = ChangesByYear(
        repository, branch, paths, [pair for pair in commits if pair[0] not in known.times], partial(_row, source)
    )
    for commit, at in commits:
        run = run_of(commit, paths)
        if commit in known.times:
            yield ImportedCapture(source, at, _nothing, commit[:12], run=run)
            continue
        try:
            if folder:
                rows = dict(repository.tree(commit, paths))
                if place := "" if any(map(is_posting, rows)) else _moved_to(repository, commit, paths):
                    problems.add(f"commit {commit[:12]}", _MOVED.format(", ".join(paths), place))
                else:
                    yield _folder(source, repository, run, at, rows, list_keys, by_year)
            elif (body := repository.blob(f"{commit}:{paths[0]}")) is not None:
                yield _file(source, run, at, body, list_keys)
        except TooLarge as error:
            problems.add(f"commit {commit[:12]}", error)
        except GitTimeout:
            raise
        except GitError as error:
            problems.add(f"commit {commit[:12]}", error)
            repository.close()  # the processes are started again for the next capture


def _main_line(
    source: Source,
    repository: Repository,
    paths: Sequence[str],
    branch: str,
    known: Imported,
    now: Time,
    problems: Problems,
) -> list[tuple[str, Time]]:
    """Return the commits to import, in order, with their times. Raise UsageError if there are none."""
    tip = repository.tip(branch)
    commits = repository.commits(paths, branch, now, problems)
    if not commits:
        message = f"no commit of {repository.path} touches {', '.join(paths)} on {branch}; is the path right?"
        raise UsageError(message)
    if repository.is_shallow():
        problems.add(
            f"commit {commits[0][0][:12]}",
            f"{repository.path} is a shallow clone, and its history begins here; to fetch all of it, run: git fetch --unshallow",
        )
    placed = MainLine(repository, source.slug, tip, known.times).placed(commits)
    refuse_others(repository, source.slug, paths, known, commits, placed)
    return placed


async def _nothing(request: Request) -> Page:
    """Return the answer for a commit that was imported before: it is not read again."""
    return not_recorded(request, "")


def _refuse_odd(paths: Sequence[str], branch: str) -> None:
    """Raise UsageError for arguments that git might take for an option or for several names."""
    if branch.startswith("-"):
        message = f"--branch {branch!r} begins with -, as no branch does; give a branch, a commit or OLDER..NEWER"
        raise UsageError(message)
    invalid = next((path for path in (*paths, branch) if not path or {"\n", "\0"} & set(path)), None)
    if invalid is not None:
        message = f"{invalid!r} is not a path or branch: it is empty, or contains a line break"
        raise UsageError(message)
    if len(run_of("", paths)) > _MOST_PATHS:
        message = f"the {len(paths)} paths are too long in total; give a folder that contains them"
        raise UsageError(message)


def _file(source: Source, run: str, at: Time, body: bytes, list_keys: Sequence[str]) -> ImportedCapture:
    async def fetch(request: Request) -> Page:
        if request.key not in list_keys:
            return Page(
                request, request.url, failure="it is not in the repository", failure_kind="unasked", fetched_at=at
            )
        return page_of(request, body, at)

    return ImportedCapture(source, at, fetch, _short(run), run=run)


def _short(run: str) -> str:
    """Return the short name of the commit of a run."""
    return run.removeprefix(COMMIT)[:12]


def _row(source: Source, path: str, blob: str) -> str:
    """Return the row of a file as GitHub's contents API writes it."""
    name, url = path.rpartition("/")[2], f"{source.url.rstrip('/')}/{path}"
    row = {"name": name, "path": path, "sha": blob, "type": "file", "download_url": url}
    return json.dumps(row, ensure_ascii=False)


def _moved_to(repository: Repository, commit: str, paths: Sequence[str]) -> str:
    """Return the folder to which a commit that empties the paths moved the postings, "" if they are gone.

    Git does not record moves. Files count as moved if most of them are elsewhere in the commit with the same content.
    """
    if not repository.has(f"{commit}^"):
        return ""
    before = {blob for path, blob in repository.tree(f"{commit}^", paths) if is_posting(path)}
    elsewhere = {blob: path for path, blob in repository.tree(commit, ()) if blob in before} if before else {}
    if len(elsewhere) * 2 <= len(before):
        return ""
    return Counter(path.rpartition("/")[0] or "." for path in elsewhere.values()).most_common(1)[0][0]


def _folder(
    source: Source,
    repository: Repository,
    run: str,
    at: Time,
    rows: Mapping[str, str],
    list_keys: Sequence[str],
    by_year: ChangesByYear,
) -> ImportedCapture:
    base = source.url.rstrip("/")
    body = f"[{', '.join(_row(source, path, blob) for path, blob in sorted(rows.items()))}]".encode()
    places = {urls.loose(f"{base}/{path}"): blob for path, blob in rows.items()}
    total = 0

    async def fetch(request: Request) -> Page:
        nonlocal total
        if request.key in list_keys:
            return page_of(request, body, at)
        blob = places.get(urls.loose(request.url))
        try:
            content = repository.blob(blob) if blob else None
        except TooLarge as error:
            return Page(request, request.url, failure=str(error), failure_kind="too-large", fetched_at=at)
        if content is None:
            return Page(request, request.url, 404, fetched_at=at, sha256=hashlib.sha256(b"").hexdigest())
        total += len(content)
        if total > MOST_CHECK:
            why = f"the files of the commit have more than {MOST_CHECK:,} bytes, which is more than an import takes"
            return Page(request, request.url, failure=why, failure_kind="too-large", fetched_at=at)
        return page_of(request, content, at, "text/plain")  # a file has no header that states its encoding

    return ImportedCapture(source, at, fetch, _short(run), run=run, dictionary_content=partial(by_year.content, at[:4]))


def page_of(request: Request, body: bytes, at: Time, kind: str = "") -> Page:
    """Return a reply made of bytes that were kept without headers."""
    if not kind:
        kind = "application/json" if charset.first(body) in {"{", "["} else "text/html"
    return Page(request, request.url, 200, (("Content-Type", kind),), body, at, sha256=hashlib.sha256(body).hexdigest())
