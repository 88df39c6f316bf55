"""Make the README's images (docs/images) from the demo's made-up employers: `.venv/bin/python script/images.py`.

The demo's stages are spread over the last two months, so that the pages have dates and a chart as those of a real project.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tracker.demo.show import TOML
from tracker.demo.site import SECRET, Careers, Running
from tracker.fetch import browser
from tracker.model import iso, moment
from tracker.operations import project, run
from tracker.operations.serve import arguments

FOLDER = Path(__file__).parent.parent / "docs" / "images"
# Days before today, and the stage of the demo on that day.
_DAYS = ((58, 1), (51, 1), (44, 1), (37, 2), (30, 2), (23, 3), (16, 3), (9, 4), (6, 4), (3, 5), (1, 5), (0, 5))
_END = ((0, 6), (0, 6))
# File, page, and whether it is in dark mode: while the demo's role is open, and after it is closed.
_OPEN = (("posting.png", "/postings/larkspur.103?from=2&to=3", False),)
_CLOSED = (("front.png", "/", False), ("employer.png", "/sources/larkspur", True), ("news.png", "/news", True))
_SIZE = {"width": 1100, "height": 800}
_COLOURS = 96  # more can't be distinguished in text of a few colours, and the file is a third as large
_START_SECONDS = 60


def main(root: Path) -> None:
    """Run the demo's stages into a project, each on its day, and take screenshots of its pages."""
    careers = Careers()
    with Running(careers) as running:
        toml = TOML.format(base=running.base, secret=SECRET).partition("[alerts.")[0]
        (root / "tracker.toml").write_text(f'{toml}\n[site]\ntitle = "Hiring watch"\n')
        for stages, images in ((_DAYS, _OPEN), (_END, _CLOSED)):
            for days, careers.stage in stages:
                _check(root, timedelta(days=days))
            with served(root) as base:
                photograph(base, images)


def _check(root: Path, back: timedelta) -> None:
    run.run(project.load(root), hooks=run.Hooks(clock=lambda: iso(moment(project.now()) - back)))


@contextmanager
def served(root: Path) -> Iterator[str]:
    """Serve the project within the `with` block."""
    with Running(Careers()) as free:  # a port that was free a moment ago
        port = int(free.base.rpartition(":")[2])
    command = [sys.executable, *arguments(root, "127.0.0.1", port)]
    with (root / "serve.log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as running:
        base = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + _START_SECONDS
            while not _answers(base) and time.monotonic() < until and running.poll() is None:
                time.sleep(0.2)
            yield base
        finally:
            running.terminate()


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/robots.txt"):  # noqa: S310 - loopback
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def photograph(base: str, images: Iterable[tuple[str, str, bool]]) -> None:
    """Take the screenshots."""
    with sync_playwright() as playwright:
        found = browser.find("", playwright.chromium.executable_path)
        chromium = playwright.chromium.launch(executable_path=found, chromium_sandbox=False)
        for name, path, dark in images:
            tab = chromium.new_page(viewport=_SIZE, color_scheme="dark" if dark else "light")  # type: ignore[arg-type]
            tab.goto(base + path)
            shot = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
            shot.quantize(_COLOURS, dither=Image.Dither.NONE).save(FOLDER / name, optimize=True)
            print(f"{name}: {(FOLDER / name).stat().st_size / 1000:.0f} kB")
        chromium.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(Path(folder))
