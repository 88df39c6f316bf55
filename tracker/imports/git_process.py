"""Run git safely in an untrusted repository: it may run no programs and ask no questions, and has limits on time and memory.

A repository's own configuration can name programs (hooks, pagers, file-system monitors, signature checkers, transports)
and other places to read from. Sources: git-config(1), git(1) "Environment variables", git-rev-list(1).
"""

from __future__ import annotations

import os
import selectors
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tracker.imports.bounds import printed
from tracker.model.errors import UsageError

MOST_WAIT = 300.0  # seconds without output; git walks a million commits in less
MOST_MEMORY = 400 << 10  # kB of memory for git, because one object may unpack to any size
# The shell sets the limit and then becomes git. If the limit can't be set, git runs without one.
_BOUNDED = ("/bin/sh", "-c", 'ulimit -d "$0" 2>/dev/null; exec "$@"', str(MOST_MEMORY))
_MOST_TOLD = 2000  # bytes of git's error messages that are kept
_QUIET = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.gitProxy": "",
    "core.askPass": "false",
    "core.attributesFile": os.devnull,
    "core.alternateRefsCommand": "false",
    "core.commitGraph": "false",
    "credential.helper": "",
    "diff.external": "",
    "gpg.program": "false",
    "gpg.openpgp.program": "false",
    "gpg.ssh.program": "false",
    "gpg.x509.program": "false",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "gc.auto": "0",
    "protocol.allow": "never",
    "safe.directory": "*",  # the owner does not matter, because nothing of the repository is run
    "submodule.recurse": "false",
}
_OPTIONS = [option for name, value in _QUIET.items() for option in ("-c", f"{name}={value}")]
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "false",
    "SSH_ASKPASS": "false",
    "GIT_PAGER": "cat",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "LC_ALL": "C",
}


class GitError(UsageError):
    """Git failed."""


class GitTimeout(GitError):
    """Git did not answer in time, and was killed."""


class GitProcess:
    """A running git process whose output is read with a time limit."""

    def __init__(self, path: Path, arguments: Sequence[str], *, asks: bool = False, wait: float = MOST_WAIT) -> None:
        self.command = f"git {' '.join(arguments)} in {path}"
        self._wait = wait
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child
        self._buffer = bytearray()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        try:
            if not shutil.which("git"):
                raise FileNotFoundError
            self._process = subprocess.Popen(  # noqa: S603
                [*_BOUNDED, "git", "--no-pager", *_OPTIONS, "-C", str(path), *arguments],
                stdin=subprocess.PIPE if asks else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**environment, **_ENVIRONMENT},
                start_new_session=True,  # so that the processes that it starts can be killed with it
            )
        except FileNotFoundError as error:
            self._errors.close()
            message = "git is not installed; on Debian and Ubuntu, run: apt-get install git"
            raise UsageError(message) from error
        assert self._process.stdout
        self._out = self._process.stdout.fileno()
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)

    def ask(self, line: bytes) -> None:
        """Write a line to git. Raise GitError if it has ended."""
        assert self._process.stdin
        try:
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise self._failed() from error

    def _next_output(self) -> bytes:
        """Return the next output, b"" at its end. Raise GitTimeout if nothing comes in time."""
        if not self._selector.select(self._wait):
            self.kill()
            message = f"{printed(self.command)}: stopped, because it gave no output for {self._wait:.0f} s"
            raise GitTimeout(message)
        return os.read(self._out, 1 << 16)

    def until(self, end: bytes, most: int) -> bytes | None:
        """Return the output before the byte `end`, None at the end of output. Raise GitError if it exceeds `most` bytes."""
        searched = 0
        while (position := self._buffer.find(end, searched)) < 0:
            searched = len(self._buffer)
            if searched > most:
                self.kill()
                message = f"{printed(self.command)}: stopped, because it wrote more than {most:,} bytes at once"
                raise GitError(message)
            more = self._next_output()
            if not more:
                return None
            self._buffer += more
        output = bytes(self._buffer[:position])
        del self._buffer[: position + 1]
        return output

    def answer(self, most: int) -> bytes:
        """Return the line that git answers. Raise GitError if it ends without one."""
        line = self.until(b"\n", most)
        if line is None:
            raise self._failed()
        return line

    def read(self, size: int) -> bytes:
        """Return this many bytes. Raise GitError if git ends before."""
        while len(self._buffer) < size:
            more = self._next_output()
            if not more:
                raise self._failed()
            self._buffer += more
        output = bytes(self._buffer[:size])
        del self._buffer[:size]
        return output

    def finish(self) -> None:
        """Wait for the end of git. Raise GitError with its message if it failed."""
        try:
            code = self._process.wait(self._wait)
        except subprocess.TimeoutExpired as error:
            self.kill()
            message = f"{printed(self.command)}: stopped, because it did not end within {self._wait:.0f} s"
            raise GitTimeout(message) from error
        if code:
            raise self._failed()
        self.kill()

    def _failed(self) -> GitError:
        self._end()
        self._errors.seek(0)
        words = self._errors.read(_MOST_TOLD).decode("utf-8", "replace").strip()
        self.kill()
        return GitError(f"{printed(self.command)}: {printed(words, 500) or 'it ended early'}")

    def _end(self) -> None:
        """Kill git and the processes that it started, if they still run."""
        if self._process.poll() is None:
            with suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill(self) -> None:
        """Kill git, and free its resources."""
        self._end()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._selector.close()
