"""Files with front matter, as people write them: with errors, as drafts, and with comments of templates."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.repos import COOK, Repo, bring, is_sound, repository, told, tracked
from tracker.boards.generic import files
from tracker.model import Page, Posting, Request


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return repository(tmp_path / "r")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tracked(tmp_path / "p")


def read(raw: str, path: str = "jobs/cook.md") -> Posting:
    asked = Request(f"https://acme.example.org/{path}")
    return files._posting(path, asked.url, "cook", Page(asked, asked.url, 200, (), raw.encode()))


@pytest.mark.parametrize(
    ("line", "title", "location"),
    [
        ("title: Head cook: the yard", "Head cook: the yard", "Oslo"),  # a colon in plain words
        ('title: "Head cook', "Head cook", "Oslo"),  # quotes that do not end
        ("title: 'Head' cook", "Head' cook", "Oslo"),  # words behind the quotes
        ("title: Head cook\ntags: [a, b", "Head cook", "Oslo"),  # a list that does not end
        ("title: Head cook\n<<<<<<< HEAD", "Head cook", "Oslo"),  # a merge that somebody forgot
        ("title: Head cook\nteam:\n- a\n\t- b", "Head cook", "Oslo"),  # a tab
        ("title: Head cook\nopen_date: 2024-13-45", "Head cook", "Oslo"),  # a day that is none
        ("title: Head cook\nlead: *unknown", "Head cook", "Oslo"),  # a reference to nothing
        ("title: Head cook\nlead: @acme", "Head cook", "Oslo"),  # a character that may not begin a word
        ("title: Head cook\nmore: {% include x %}", "Head cook", "Oslo"),  # a template in front matter
        ("title: Head cook\nlead: >\n  Two lines\n  of words\nkey: a: b", "Head cook", "Oslo"),
        ("Title: Head cook\nposted: 0001-01-01T00:00:00+23:00", "Head cook", "Oslo"),
    ],
)
def test_an_error_in_front_matter_costs_its_field(line: str, title: str, location: str) -> None:
    """The other fields are kept, and a field of plain words has these words."""
    found = read(f"---\n{line}\nlocation: Oslo\ndraft: true\n---\nCooks.\n")
    assert (found.title, found.location, found.open, found.text) == (title, location, False, "Cooks.")


def test_front_matter_that_ends_in_other_ways() -> None:
    """Empty, ended by dots, with Windows line ends; a horizontal rule does not end it."""
    assert read("---\n---\nCooks.\n\n---\n\nBakes.\n").text == "Cooks.\nBakes."
    assert read("---\ntitle: Cook\n...\nCooks.\n").title == "Cook"
    assert read("---\r\ntitle: Cook\r\nlocation: a: b\r\n---\r\nCooks.\r\n").location == "a: b"


@pytest.mark.parametrize(
    ("line", "is_open"),
    [
        ("published: false", False),
        ("published: no", False),
        ('published: "False"', False),
        ("draft: true", False),
        ("Draft: yes", False),
        ("draft: false", True),
        ("published: true", True),
        ("published: 2024-05-01", True),
        ("draft:", True),
        ("title: Draft", True),
    ],
)
def test_what_is_not_published_is_not_open(line: str, *, is_open: bool) -> None:
    assert read(f"---\n{line}\n---\nCooks.\n").open is is_open


@pytest.mark.parametrize(
    "comment",
    [
        "{% comment %}\nnot yet\n{% endcomment %}",
        "{%- comment -%} not yet {%- endcomment -%}",
        "{% comment %} a {% comment %} b {% endcomment %} not yet {% endcomment %}",
        "<!-- not yet -->",
        "<!--\n\nnot yet\n\n-->",
        "{# not yet #}",
        "{{/* not yet */}}",
        "{::comment}\nnot yet\n{:/comment}",
    ],
)
@pytest.mark.parametrize("path", ["jobs/cook.md", "jobs/cook.html"])
def test_comments_are_no_text(comment: str, path: str) -> None:
    raw = f"<p>Cooks.</p>\n\n{comment}\n\n<p>Bakes.</p>\n"
    assert read(raw, path).text == "Cooks.\nBakes."


@pytest.mark.parametrize(
    "words", ["{% comment %} that does not end", "{% endcomment %}", "## About {#about}", "{{ page.title }}"]
)
def test_what_only_looks_like_a_comment_stays(words: str) -> None:
    assert words.rsplit(maxsplit=1)[-1] in read(f"Cooks.\n\n{words}\n\nBakes.\n").text
    assert "Bakes." in read(f"Cooks.\n\n{words}\n\nBakes.\n").text


@pytest.mark.parametrize(
    "path", ["_drafts/cook.md", "jobs/_drafts/2024/cook.md", "jobs/_template.md", "jobs/README.md", "a.png"]
)
def test_paths_that_are_no_postings(path: str) -> None:
    assert not files.is_posting(path)
    assert files.is_posting("_positions/cook.md")


def test_a_draft_opens_when_it_is_published_and_closes_when_it_is_taken_back(repo: Repo, root: Path) -> None:
    """However often, and while other files change; a draft is never open."""
    draft, ready = "draft: true\n---\nFlies the plane.\n", "draft: false\n---\nFlies the plane.\n"

    def write(day: int, text: str, more: str = "") -> None:
        (repo.path / "jobs").mkdir(exist_ok=True)
        (repo.path / "jobs/pilot.md").write_text(f"---\ntitle: Pilot\n{text}")
        repo.commit(f"2024-05-0{day}T06:00Z", cook=COOK + more)

    for day, text in enumerate((draft, ready, draft, draft + "Far.\n", ready, ready), 1):
        write(day, text, "At night.\n" * day)
    bring(root, repo)
    assert [one for one in told(root) if one[2] == "pilot.md"] == [
        ("2024-05-02T06:00", "opened", "pilot.md"),
        ("2024-05-03T06:00", "closed", "pilot.md"),
        ("2024-05-05T06:00", "reopened", "pilot.md"),
    ]
    is_sound(root)


def test_an_error_in_front_matter_is_no_news(repo: Repo, root: Path) -> None:
    """A broken line that is fixed a commit later changes neither title nor place."""
    (repo.path / "jobs").mkdir()
    for day, line in enumerate(("lead: a", "lead: a: b", "lead: [a", "lead: a"), 1):
        (repo.path / "jobs/pilot.md").write_text(f"---\ntitle: Pilot\nlocation: Oslo\n{line}\n---\nFlies.\n")
        repo.commit(f"2024-05-0{day}T06:00Z", cook=COOK * day)
    bring(root, repo)
    assert Counter(name for _, _, name in told(root)) == {"cook.md": 3}
