"""changedetection.io in batch mode: it checks every watch once, then exits. Its web server is never started."""

from __future__ import annotations

import json
import socket
from collections import Counter
from pathlib import Path

from benchmarks.peers.pages import errors, watched
from benchmarks.peers.process import Ran
from benchmarks.peers.program import Program, Site, Sizes, bytes_of
from benchmarks.peers.scoring import Events, of_lines


class ChangeDetection(Program):
    """changedetection.io. Its report is the history that it keeps of each watch."""

    name = package = "changedetection.io"
    reads = "HTML"

    def __init__(self, environments: Path, folder: Path, site: Site) -> None:
        super().__init__(environments, folder, site)
        self.store = folder / "store"
        self.known: dict[str, int] = {}
        self.names = {url: name for name, url, _ in watched(site)}

    def prepare(self) -> None:
        """Do nothing: the first check adds the watches."""

    def check(self) -> Ran:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        what = ["-r", "all"] if self.store.exists() else self._watches()
        options = ["-h", "127.0.0.1", "-p", str(port), "-d", self.store, "-C", "-l", "ERROR", "-b"]
        allowed = {"DISABLE_VERSION_CHECK": "true", "ALLOW_IANA_RESTRICTED_ADDRESSES": "true"}
        return self.start(self.script(self.name), *options, *what, **allowed)

    def _watches(self) -> list[str]:
        found = []
        for place, (_, url, selectors) in enumerate(watched(self.site)):
            found += ["-u", url, f"-u{place}", json.dumps({"include_filters": selectors})]
        return found

    def events(self) -> Events:
        found: Events = Counter()
        removed: list[str] = []
        added: list[str] = []
        for watch in self.store.glob("*/watch.json"):
            kept = self._history(watch.parent)
            before = self.known.get(watch.parent.name, 1)
            self.known[watch.parent.name] = len(kept)
            name, _, number = self.names[json.loads(watch.read_text("utf-8"))["url"]].partition(" ")
            if len(kept) == before:
                continue
            if name == "posting":
                found["edited", int(number)] = 1
                continue
            old, new = (Counter((watch.parent / one).read_text("utf-8").splitlines()) for one in kept[-2:])
            removed += (old - new).elements()
            added += (new - old).elements()
        return found | of_lines(removed, added)

    @staticmethod
    def _history(folder: Path) -> list[str]:
        """Return the files with the texts of a watch, the newest last."""
        file = folder / "history.txt"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [line.partition(",")[2] for line in lines]

    def said(self) -> str:
        failed = sum(
            bool(json.loads(watch.read_text("utf-8"))["last_error"]) for watch in self.store.glob("*/watch.json")
        )
        return errors(failed)

    def sizes(self) -> Sizes:
        return Sizes(None, bytes_of(self.store))
