"""The interface of a program under test: install it, set it up, run it once, and return what it reported."""

from __future__ import annotations

import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.process import Ran, Unusable, run
from benchmarks.peers.scoring import Events

INSTALLING = 900  # seconds; changedetection.io takes two minutes


@dataclass(frozen=True)
class Site:
    """The site to monitor: its address, and the numbers of each company's postings when monitoring begins."""

    base: str
    postings: tuple[tuple[int, ...], ...]

    @property
    def companies(self) -> range:
        """Return the companies: c0, c1, …"""
        return range(len(self.postings))

    def board(self, company: int) -> str:
        """Return the address of a company's postings as JSON."""
        return f"{self.base}/v1/boards/c{company}/jobs?content=true"


@dataclass(frozen=True)
class Sizes:
    """Bytes on disk: raw replies that are stored separately (None if they are not), and everything else."""

    archive: int | None
    database: int

    @property
    def total(self) -> int:
        """Return both together."""
        return (self.archive or 0) + self.database


class Program(ABC):
    """One program in its own folder. `check` runs it once; `events` then returns what it reported in that run."""

    name: str
    reads: str
    package = ""
    """The package to install, if any."""
    is_floor = False
    is_tracker = False

    def __init__(self, environments: Path, folder: Path, site: Site) -> None:
        self.environment = environments / self.name
        self.folder = folder
        self.site = site
        self.ran = Ran(0, 0, 0, 0, "")

    def install(self) -> None:
        """Create an environment with the package, unless there is one already."""
        if not self.package or (self.environment / "installed").exists():
            return
        _quietly([sys.executable, "-m", "venv", "--clear", self.environment], self.package)
        python = self.environment / "bin" / "python"
        _quietly([python, "-m", "pip", "install", "--disable-pip-version-check", "-q", self.package], self.package)
        (self.environment / "installed").touch()

    def version(self) -> str:
        """Return the version under test."""
        ask = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
        command = [self.script("python"), "-c", ask, self.package.partition("[")[0]]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    @abstractmethod
    def prepare(self) -> None:
        """Write the configuration."""

    @abstractmethod
    def check(self) -> Ran:
        """Check the whole site once."""

    @abstractmethod
    def events(self) -> Events:
        """Return what the last check reported."""

    @abstractmethod
    def sizes(self) -> Sizes:
        """Return the bytes on disk."""

    def said(self) -> str:
        """Return what else the last check printed, as counts; "" if nothing."""
        return ""

    def start(self, *command: str | Path, allowed: Sequence[int] = (0,), **env: str) -> Ran:
        """Run a command with its own environment variables: no settings of the user, and no network beyond loopback."""
        self.ran = run(command, env=self.env() | env, cwd=self.folder)
        if self.ran.code not in allowed:
            message = f"{self.name} ended with {self.ran.code}: {_last(self.ran.output)}"
            raise Unusable(message)
        return self.ran

    def env(self) -> dict[str, str]:
        """Return the environment variables. Nothing listens on port 9, so that no https address can be reached."""
        home = str(self.folder / "home")
        Path(home).mkdir(exist_ok=True)
        return {
            "PATH": f"{self.environment / 'bin'}:{os.defpath}:/usr/local/bin",
            "HOME": home,
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
            "HTTPS_PROXY": "http://127.0.0.1:9",
            "NO_PROXY": "127.0.0.1,localhost",
        }

    def script(self, name: str) -> Path:
        """Return a command of the environment."""
        return self.environment / "bin" / name


def bytes_of(*paths: Path) -> int:
    """Return the bytes of files, and of all files in folders."""
    files = [one for path in paths for one in ([path] if path.is_file() else path.rglob("*"))]
    return sum(one.stat().st_size for one in files if one.is_file())


def database(path: Path) -> int:
    """Return the bytes of a SQLite database with its journal."""
    return bytes_of(*path.parent.glob(f"{path.name}*"))


def _quietly(command: Sequence[str | Path], package: str) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=INSTALLING, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        message = f"{package} can't be installed: {_last(done.stderr)}"
        raise Unusable(message)


def _last(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1].strip()[:200] if lines else "it printed nothing"
