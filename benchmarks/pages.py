"""Measure how well the board `page` finds postings: precision and recall, page by page.

`python -m benchmarks.pages [FOLDER]`: each page is a folder with `index.html`, whose first line has its address in a
comment, and `expected.tsv`, a line for each posting: address, tab, title. Without FOLDER, those of the tests.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from tracker.boards import BOARDS
from tracker.model import Listing, Page, Source
from tracker.model.errors import Unread

HERE = Path(__file__).parent.parent / "tests" / "pages"


@dataclass(frozen=True)
class Row:
    """What was found in one page. `told` is how the end was proved, or the message if nothing was found."""

    name: str
    expected: int
    found: int
    right: int
    titles: int
    places: int
    told: str

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0


def listing_of(folder: Path) -> Listing:
    """Read a page as a check does, from its file only. All other addresses answer 404."""
    markup = (folder / "index.html").read_text(encoding="utf-8")
    url = markup.split("-->")[0].removeprefix("<!--").strip()
    flow = BOARDS["page"].read(Source(folder.name, url, board="page", render="never"))
    requests = next(flow)
    try:
        while True:
            replies = [
                Page(one, one.url, 200, (("content-type", "text/html; charset=utf-8"),), markup.encode())
                if one.url == url
                else Page(one, one.url, 404)
                for one in requests
            ]
            requests = flow.send(replies)
    except StopIteration as done:
        listing: Listing = done.value
        return listing


def measure(folder: Path) -> Row:
    lines = (folder / "expected.tsv").read_text(encoding="utf-8").splitlines()
    expected = dict(line.split("\t", 1) for line in lines if line.strip())
    try:
        entries = listing_of(folder).entries
        told = ""
    except Unread as error:
        entries, told = (), str(error)
    found = {entry.url: entry for entry in entries}
    right = set(found) & set(expected)
    titles = sum(found[url].title == expected[url] for url in right)
    places = sum(found[url].read(None).location is not None for url in right)
    return Row(folder.name, len(expected), len(found), len(right), titles, places, told)


def rows(folder: Path = HERE) -> list[Row]:
    """Measure every page below a folder."""
    return [measure(one.parent) for one in sorted(folder.glob("*/index.html"))]


def main() -> None:
    print(f"{'page':<14}{'postings':>9}{'found':>7}{'precision':>11}{'recall':>8}{'titles':>8}{'places':>8}  told")
    for row in rows(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(
            f"{row.name:<14}{row.expected:>9}{row.found:>7}{row.precision:>11.2f}{row.recall:>8.2f}{row.titles:>8}{row.places:>8}  "
            f"{row.told[:110]}"
        )


if __name__ == "__main__":
    main()
