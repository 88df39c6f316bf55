"""Which differences between two reads are noise, and whether a posting's own page is up."""

from __future__ import annotations

import json

import pytest

from tracker.extract.still_open import SearchedText, still_up
from tracker.model import Page, Request
from tracker.model.history import Evidence
from tracker.reconcile.noise import fits, masks_of, settle

KNOWN = ("We build halls.", "Read by 5 people", "You plan the power.")
MASK = "Read by \x00 people"


@pytest.mark.parametrize(
    ("first", "second", "mask"),
    [
        ("Read by 5 people", "Read by 6 people", MASK),
        ("5 of 9 people", "6 of 8 people", "\x00 of \x00 people"),
        ("Code a1b2 here", "Code c3d4 here", "Code \x00 here"),
        ("Read by us people", "Read by you people", ""),
        ("Read 5 times by us in town", "Read 6 times by you in town", ""),
        ("5 of ab in an ox", "6 of ab in an ox", ""),
        ("5 of abc in an ox", "6 of abc in an ox", "\x00 of abc in an ox"),
        ("Read by 5 people", "Read by 5 people", ""),
    ],
)
def test_a_mask_has_holes_where_numbers_moved(first: str, second: str, mask: str) -> None:
    """A hole has a digit, and three letters in a row stay constant."""
    assert masks_of([first], [second]) == ({mask} if mask else set())


def test_lines_that_came_or_went_make_no_mask() -> None:
    """A line that only one read has makes no mask."""
    assert masks_of(["One", "Read by 5 people"], ["One"]) == set()
    assert masks_of(["One"], ["One", "Read by 5 people"]) == set()


@pytest.mark.parametrize(
    ("line", "fit"),
    [
        ("Read by 5 people", True),
        ("Read by 1,234 people", True),
        ("Read by  people", True),
        (f"Read by {'9' * 64} people", True),
        (f"Read by {'9' * 65} people", False),
        ("Read by 5 or 6 people", False),
        ("Read by 5 people today", False),
        ("I read by 5 people", False),
    ],
)
def test_what_fits_a_mask(line: str, fit: bool) -> None:
    """A hole holds one token of up to 64 characters, and the rest must be the same from end to end."""
    assert fits(MASK, line) is fit


def test_signs_in_a_mask_are_signs() -> None:
    """A dot or a bracket of the line is literal."""
    assert fits("Viewed (\x00) times.", "Viewed (7) times.")
    assert not fits("Viewed (\x00) times.", "Viewed (7) timesx")


@pytest.mark.parametrize(
    ("first", "second", "masks", "expected"),
    [
        (KNOWN, None, (), KNOWN),
        # one read alone is believed, but for what fits a mask
        (("We build halls.", "Read by 6 people", "You plan the power."), None, (), ("We build halls.", "Read by 6 people", "You plan the power.")),
        (("We build halls.", "Read by 6 people", "You plan the power."), None, (MASK,), KNOWN),
        # a mask that only one of the two lines fits hides no edit
        (("We build halls.", "Read by 6 people or so", "You plan the power."), None, (MASK,), ("We build halls.", "Read by 6 people or so", "You plan the power.")),
        # a counter that comes or goes is noise; another line is not
        (("We build halls.", "You plan the power."), None, (MASK,), KNOWN),
        (("We build halls.", "You plan the power."), None, (), ("We build halls.", "You plan the power.")),
        ((*KNOWN, "Read by 9 people"), None, (MASK,), KNOWN),
        ((*KNOWN, "A new line"), None, (MASK,), (*KNOWN, "A new line")),
        # two reads: what they do not agree on stays as it is known
        ((*KNOWN, "A banner"), KNOWN, (), KNOWN),
        ((*KNOWN, "A new line"), (*KNOWN, "A new line"), (), (*KNOWN, "A new line")),
        (("We build halls.", "You plan the power."), KNOWN, (), KNOWN),
        (("We build sheds.", *KNOWN[1:]), KNOWN, (), KNOWN),
        (("We build sheds.", *KNOWN[1:]), ("We build sheds.", *KNOWN[1:]), (), ("We build sheds.", *KNOWN[1:])),
        # the order of the new text is kept
        (("You plan the power.", "We build halls.", "Read by 5 people"), None, (), ("You plan the power.", "We build halls.", "Read by 5 people")),
    ],
)  # fmt: skip
def test_what_is_settled(
    first: tuple[str, ...], second: tuple[str, ...] | None, masks: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    """The new text, with known lines in place of noise."""
    assert settle(KNOWN, first, second, masks) == expected


def test_a_mask_of_one_line_hides_no_other() -> None:
    """An old line that fits and a new one that does not are an edit, and the reverse."""
    assert settle(("Read by 5 people",), ("Read by all people now",), None, (MASK,)) == ("Read by all people now",)
    assert settle(("Read by all people now",), ("Read by 5 people",), None, (MASK,)) == ("Read by 5 people",)


URL, LIST = "https://x.org/jobs/1", ("https://x.org/jobs", "https://x.org/en/jobs/")


def judged(
    body: str = "",
    *,
    status: int = 200,
    url: str = URL,
    failure: str = "",
    title: str = "Site Lead",
    kind: str = "text/html",
) -> tuple[bool | None, Evidence]:
    page = Page(Request(URL), url, status, (("Content-Type", kind),), body.encode(), failure=failure)
    return still_up(page, SearchedText(title), LIST)


def test_a_posting_whose_page_is_the_list_stands() -> None:
    """A page without a redirect or notice is up, even if it is the list and names the posting, or its address has `error`."""
    for url in (LIST[0], f"{URL}?error=true"):
        page = Page(Request(url), url, 200, (), AD.encode())
        assert still_up(page, SearchedText("Site Lead"), LIST)[0] is True


AD = "<h1>Site Lead</h1>" + "<p>You lead the works of the site.</p>" * 4
GONE = "<h1>Site Lead</h1><p>This position has been filled.</p>"


@pytest.mark.parametrize(
    ("page", "answer", "how"),
    [
        ({"failure": "timeout"}, None, None),
        ({"body": AD, "status": 404}, False, "gone"),
        ({"body": AD, "status": 410}, False, "gone"),
        ({"body": AD, "status": 500}, None, None),
        ({"body": AD, "status": 403}, None, None),
        ({"body": AD, "status": 201}, None, None),
        ({"body": AD}, True, None),
        ({"body": "<p>Welcome</p>"}, None, None),
        ({"body": GONE}, False, "says-closed"),
        ({"body": "<p>This position has been filled.</p>"}, False, "says-closed"),
        ({"body": "<p>Die Stelle ist nicht mehr verfügbar</p>"}, False, "says-closed"),
        ({"body": AD, "url": "https://x.org/jobs"}, False, "redirected"),
        ({"body": AD, "url": "https://X.org/jobs/?page=1"}, False, "redirected"),
        ({"body": AD, "url": "https://x.org/en/jobs"}, False, "redirected"),
        ({"body": AD, "url": "https://x.org/jobs/1?error=true"}, False, "redirected"),
        ({"body": AD, "url": "https://x.org/jobs/1-site-lead"}, True, None),
        ({"body": AD, "url": "https://y.org/jobs"}, True, None),
        ({"body": AD, "url": f"{URL}#top"}, True, None),
        ({"body": AD, "title": ""}, None, None),
        ({"body": "<script>Site Lead</script>Welcome"}, None, None),
        ({"body": "<h1>SITE&amp;nbsp;LEAD</h1>"}, True, None),
        ({"body": json.dumps({"title": "Site Lead"}), "kind": "application/json"}, True, None),
        ({"body": json.dumps({"title": "S\u00edte Lead"}), "title": "S\u00edte Lead"}, True, None),
        ({"body": '{"items": [], "title": "Site Lead"}'}, False, "says-closed"),
        ({"body": '{"items": [1], "title": "Site Lead"}'}, True, None),
        ({"body": '{"active": false, "title": "Site Lead"}'}, False, "says-closed"),
        ({"body": '{"active": true, "posted": true, "title": "Site Lead"}'}, True, None),
        ({"body": '{"jobPostingInfo": {"posted": false}, "title": "Site Lead"}'}, False, "says-closed"),
        ({"body": '{"jobPostingInfo": {"posted": true}, "active": false, "title": "Site Lead"}'}, True, None),
        ({"body": '{"jobPostingInfo": [], "title": "Site Lead"}'}, True, None),
        ({"body": '{"jobDetail": {"data": {"job": null}}, "title": "Site Lead"}'}, False, "says-closed"),
        ({"body": '{"jobDetail": {"data": {"job": {"id": 1}}}, "title": "Site Lead"}'}, True, None),
        ({"body": '{"jobDetail": {"data": null}, "title": "Site Lead"}'}, True, None),
        ({"body": '{"jobDetail": [], "title": "Site Lead"}'}, True, None),
        ({"body": ' \n{"active": false, "title": "Site Lead"}'}, False, "says-closed"),
        ({"body": '{"active": false, Site Lead'}, True, None),
        ({"body": '[{"active": false, "title": "Site Lead"}]'}, True, None),
    ],
)
def test_what_a_page_says_of_its_posting(page: dict[str, str], answer: bool | None, how: str | None) -> None:
    """Up, gone, or nothing reliable, and how that is known."""
    found, evidence = judged(**page)  # type: ignore[arg-type]
    assert (found, evidence.how) == (answer, how)


@pytest.mark.parametrize("length", [100, 2999, 3000, 9000])
def test_a_full_ad_may_say_no_longer(length: int) -> None:
    """A page that may still have its text closes only by a whole sentence that says nothing else."""
    body = "Site Lead. This job is closed to none: it is no longer available on Mondays. "
    found, _ = judged(body + "x" * (length - len(body)))
    assert found is True


@pytest.mark.parametrize(("length", "answer"), [(2999, False), (3000, None), (9000, None)])
def test_a_page_that_lost_its_text_may_say_it_briefly(length: int, answer: bool | None) -> None:
    """Words without a subject count on a page of less than 3,000 characters that has lost the posting's text."""
    body = "Site Lead is no longer available here. "
    page = Page(Request(URL), URL, 200, (), (body + "x" * (length - len(body))).encode())
    assert still_up(page, SearchedText("Site Lead", ("youleadtheworksofthesite",)), LIST)[0] is answer


def test_a_wall_before_the_page_says_nothing() -> None:
    """A bot wall with status 404 or 200 is no evidence of a closing."""
    wall = '<title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/x"></script>'
    for status in (200, 404):
        found, evidence = judged(wall, status=status)
        assert found is None
        assert evidence.reason.endswith("was shown instead of its page")


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ({"failure": "timeout"}, "its page could not be read (timeout)"),
        ({"status": 410}, "its page answers 410"),
        ({"status": 500}, "its page answers 500"),
        ({"url": "https://x.org/jobs"}, "its page leads to the list, https://x.org/jobs"),
        ({"body": GONE}, "its page says that it is no longer open: “position has been filled”"),
        ({"body": '{"active": false}'}, "its reply says that it is no longer there"),
        ({"body": AD}, "its page still stands"),
        ({"body": "<p>Welcome</p>"}, "its page answers 200 without naming it"),
    ],
)
def test_the_evidence_in_words(page: dict[str, str], told: str) -> None:
    """Each result says what the page did."""
    assert judged(**page)[1].reason == told  # type: ignore[arg-type]
