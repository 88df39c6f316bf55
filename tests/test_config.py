"""tracker.toml: every problem at once, with its path and what to do."""

from __future__ import annotations

import base64

import pytest

from tracker import config
from tracker.boards import BOARDS
from tracker.config import values
from tracker.model import Source
from tracker.model.errors import ConfigError

BOARD_NAMES = tuple(BOARDS)


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, boards=BOARD_NAMES)
    assert caught.value.exit_code == 2
    return caught.value.problems


def test_all_problems_are_told_at_once() -> None:
    """One reading finds all problems, and says where they are."""
    found = problems(
        '[defaults]\ndelai = "1s"\nevery = 6\n[sources.Acme]\nbord = "x"\n[sources.b]\nurl = "ftp://x"\nboard = "greenhose"\n'
        '[alerts.a]\ntopic = "t"\nsignificance = "huge"\n'
    )
    assert "defaults.delai: unknown key; did you mean 'delay'?" in found
    assert any(one.startswith("defaults.every: should be a time") for one in found)
    assert any(one.startswith("sources.Acme: a name may only have lower-case letters") for one in found)
    assert "sources.Acme.bord: unknown key; did you mean 'board'?" in found
    assert any(one.startswith("sources.b.url: should be an address") and "'ftp://x'" in one for one in found)
    assert any("did you mean 'greenhouse'?" in one for one in found)
    assert any(one.startswith("alerts.a: has no destination") for one in found)
    assert any(one.startswith("alerts.a.significance") for one in found)
    assert any(one.startswith("alerts.a.topic") for one in found)


def test_the_website() -> None:
    """[site] is optional; its address has no slash at the end, and no query."""
    assert config.parse("").site == config.Site()
    site = config.parse('[site]\nbase_url = "https://x.org/jobs/"\ntitle = "Jobs"\ncontact = "desk@x.org"\n').site
    assert (site.base_url, site.title, site.description, site.contact) == (
        "https://x.org/jobs",
        "Jobs",
        "",
        "desk@x.org",
    )
    assert problems('[site]\nbase_url = "https://x.org/?a=1"') == [
        "site.base_url: may have no ? or #; write it as https://x.org/"
    ]
    assert "site.base_url: should be an address that begins with" in problems('[site]\nbase_url = "x.org"')[0]
    assert "site.titel: unknown key; did you mean 'title'?" in problems('[site]\ntitel = "x"')


def test_not_toml() -> None:
    """The message says where the file is not TOML."""
    assert "it is not TOML" in problems("[sources")[0]


def test_defaults_reach_every_source() -> None:
    """A source has the values of [defaults] unless it sets its own."""
    found = config.parse(
        '[defaults]\ndelay = "5s"\n[sources.a]\nurl = "https://x.org"\n[sources.b]\nurl = "https://y.org"\ndelay = "500ms"\n'
    )
    assert (found.sources["a"].delay, found.sources["b"].delay, found.sources["a"].every) == (5.0, 0.5, 21600.0)


def test_source_is_made_again_of_what_a_check_recorded() -> None:
    """Settings survive the archive, and keys that no longer exist are ignored."""
    source = config.parse('[sources.a]\nurl = "https://x.org"\nitem = "li"\nallow_private = true\n').sources["a"]
    assert type(source).from_settings({**source.settings(), "of_old": 1}) == source


def test_schema_knows_every_key() -> None:
    """The JSON schema for editors has the keys of the reader."""
    schema = config.schema(BOARD_NAMES)
    tables = schema["properties"]
    assert isinstance(tables, dict)
    assert set(tables) == set(config.TOP_KEYS)
    assert set(tables["sources"]["additionalProperties"]["properties"]) == set(config.SOURCE_KEYS)
    assert set(tables["alerts"]["additionalProperties"]["properties"]) == set(config.ALERT_KEYS)


@pytest.mark.parametrize(
    ("text", "seconds"), [("500ms", 0.5), ("1s", 1), ("6h", 21600), ("7d", 604800), ("1x", None), ("", None)]
)
def test_durations(text: str, seconds: float | None) -> None:
    """Times are written with their unit."""
    assert values.duration(text) == seconds


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("500MB", 500_000_000),
        ("2GB", 2_000_000_000),
        ("1.5 GB", 1_500_000_000),
        ("64KiB", 65536),
        ("1kB", 1000),
        ("12B", 12),
        (7, 7),
        (0, None),
        (-1, None),
        (True, None),
        (1.5, None),
        ("0MB", None),
        ("2G", None),
        ("GB", None),
        ("1" * 5000 + "TB", None),
        (1 << 61, None),
    ],
)
def test_sizes(value: object, size: int | None) -> None:
    """Sizes are written with their unit, or as a whole number of bytes above 0."""
    assert values.size(value) == size


def test_a_check_has_its_limits() -> None:
    """`limit` and `max_bytes` may be in a source or in [defaults]; defaults are not recorded."""
    found = config.parse(
        '[defaults]\nlimit = "10m"\nmax_bytes = 4000\n[sources.a]\nurl = "https://x.org"\n'
        '[sources.b]\nurl = "https://y.org"\nlimit = "1h"\nmax_bytes = "8GB"\n'
    ).sources
    assert (found["a"].limit, found["a"].max_bytes) == (600.0, 4000)
    assert not {"limit", "max_bytes"} & found["b"].settings().keys()
    assert (Source("x", "").limit, Source("x", "").max_bytes) == (3600.0, 8_000_000_000)
    told = problems('[sources.a]\nurl = "https://x.org"\nlimit = "0s"\nmax_bytes = "2G"\n')
    assert [one.partition(":")[0] for one in told] == ["sources.a.limit", "sources.a.max_bytes"]


@pytest.mark.parametrize("value", ["9" * 400 + "w", "9" * 9 + "w", "100.1" + "0" * 20 + "d"])
def test_a_time_has_an_end(value: str) -> None:
    """A duration that dates can't be calculated with is refused."""
    assert (
        "sources.a.every: should be a time" in problems(f'[sources.a]\nurl = "https://x.org"\nevery = "{value}"\n')[0]
    )


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("whsec_", "is 0 bytes"),
        ("whsec_!!!", "is not base64"),
        ("hunter2", "is not base64"),
        ("whsec_" + "QQ==" * 2, "is not base64"),
        ("whsec_" + base64.b64encode(b"x" * 23).decode(), "is 23 bytes"),
        ("whsec_" + base64.b64encode(b"x" * 65).decode(), "is 65 bytes"),
        ("env:", "should name an environment variable"),
        ("env:A B", "should name an environment variable"),
        ("whsec_ÄÖÜ", "is not base64"),
    ],
)
def test_a_secret_that_is_none(secret: str, told: str) -> None:
    """A secret is checked when the file is read, and no message shows it."""
    (found,) = problems(f'[alerts.a]\nwebhook = "https://x.org"\nsecret = "{secret}"\n')
    assert found.startswith("alerts.a.secret: ")
    assert told in found
    assert secret == "whsec_" or secret.startswith("env:") or secret not in found


@pytest.mark.parametrize("secret", ["whsec_" + "QUFB" * 8, "QUFB" * 8, "env:TRACKER_WEBHOOK_SECRET"])
def test_a_secret_that_is_one(secret: str) -> None:
    """24 to 64 bytes, with the prefix or without, or the name of a variable."""
    text = f'[alerts.a]\nwebhook = "https://x.org"\nsecret = "{secret}"\n'
    assert config.parse(text).alerts["a"].secret == secret


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deeply"),
        ("a = " + "{a = " * 5000 + "1" + "}" * 5000, "nested too deeply"),
        (".".join(["a"] * 3000) + " = 1", "a: unknown key"),
        ("[sources.a]\nurl = {" + ".".join(["a"] * 3000) + " = 1}", "sources.a.url: should be an address"),
        ("[sources.a]\nboard." + ".".join(["a"] * 3000) + " = 1", "sources.a.board: should be one of"),
        ("a = " + "9" * 5000, "it is not TOML"),
        ("a = 2026-99-99", "it is not TOML"),
        ("contact = True", "write texts in quotes, and true and false in lower case"),
        ("contact = a@x.org", "write texts in quotes"),
        ('contact = "a"\ncontact = "b"', "this key is set twice"),
        ("[sources.a]\n[sources.a]", "this table is defined twice"),
        ("contact: a", "a line is a heading in brackets, key = value"),
        ("[[sources]]\na = 1", "sources: should be a table, [sources.NAME], not [{'a': 1}]"),
        ("[[site]]\na = 1", "site: should be a table, [site], not"),
        ("[topics]\nx = []", "topics.x: is an empty list; write at least one text, or leave the key out"),
        ("[defaults]\nevery = 2026-01-02", "not 2026-01-02"),
        ("[defaults]\ndelay = 2026-01-02T03:04:05Z", "not 2026-01-02T03:04:05+00:00"),
        ("a = 1\x00", "it is not TOML"),
        ("\ufeffa = 1", "it is not TOML"),
        ("contact = " + '"' + "x" * 4_000_000 + '"', "4,000,012 characters; at most 4,000,000"),
        ('contact = "a\\u0000b"', "contact: has a control character"),
        ('[sources.a]\nurl = "https://x.org/\\u001b[2J"', "sources.a.url: has a control character"),
        ("[sources." + "a" * 300 + ']\nurl = "https://x.org"', "at most 100 characters, and this one has 300"),
        ("[sources." + "a" * 101 + ']\nurl = "https://x.org"', "at most 100 characters, and this one has 101"),
        ("x" * 3_000_000 + " = 1", "unknown key"),
        ("\n".join(f"key{number} = 1" for number in range(5000)), "the file: 4,980 more unknown keys"),
    ],
)
def test_odd_files(text: str, told: str) -> None:
    """A file that is nested, huge or otherwise odd gives a normal, short error."""
    found = problems(text)
    assert any(told in one for one in found), found
    assert max(len(one) for one in found) < 800


def test_a_slug_of_a_hundred_letters() -> None:
    """As long as a name may be."""
    assert "a" * 100 in config.parse(f'[sources.{"a" * 100}]\nurl = "https://x.org"').sources


def test_an_alert_may_have_a_dot_in_its_name() -> None:
    """A name in quotes is one name."""
    found = config.parse('[alerts."desk.one"]\napprise = "json://x"\n')
    assert found.alerts["desk.one"].apprise == "json://x"


MALFORMED = (
    "http:/u:S3cr3t9@h", "http:u:S3cr3t9@h", "http://u:a/S3cr3t9@h/x", "http://u:a?S3cr3t9@h", "http://u:a#S3cr3t9@h",
    "http://127.0.0.1:99999/S3cr3t9", "http://u:S3cr3t9@[::1/x", "u:S3cr3t9@h/x", "http://u:S3cr3t9%40h/x", "S3cr3t9",
    "http://u:S3cr3t9@/x", "ftp://h/S3cr3t9", "hooks.example.org/S3cr3t9", "http://h /S3cr3t9", "http://h:S3cr3t9",
)  # fmt: skip


@pytest.mark.parametrize("url", MALFORMED)
def test_a_malformed_address_is_refused_without_what_may_be_secret(url: str) -> None:
    """The message has the path of the key and what is wrong; of the value at most scheme and host."""
    for text in (f'url = "{url}"', f'url = ["{url}"]', f'url = {{a = "{url}"}}'):
        found = problems(f"[sources.a]\n{text}\n")
        assert found[0].startswith("sources.a.url: should be an address"), found
        assert "S3cr3t9" not in str(found) or not any(sign in url for sign in "@:/")
    for table, key in (("sources.a", "endpoint"), ("alerts.a", "webhook")):
        found = problems(f'[{table}]\n{key} = "{url}"\n')
        assert any(one.startswith(f"{table}.{key}: should be an address") for one in found)
        assert "S3cr3t9" not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        '[sources]\na = "http://u:S3cr3t9@h"',
        '[alerts]\na = "https://hooks.example.org/S3cr3t9"',
        '[alerts.a]\napprise = ["slack://S3cr3t9/x"]',
        '[sources.a]\nurl = "https://x.org"\nboard = "http://u:S3cr3t9@h"',
        '[sources.a]\nurl = "https://x.org"\nevery = "http://u:S3cr3t9@h"',
    ],
)
def test_an_address_in_the_wrong_place_is_not_shown(text: str) -> None:
    """No message of the reader repeats a value that may be an address."""
    assert "S3cr3t9" not in str(problems(text))


def test_what_is_wrong_with_an_address_is_told() -> None:
    """Each problem has its own message, and a host that is safe to show is shown."""
    told = {
        "ftp://x": "not 'ftp://x': it begins with something else",
        "http:/u:p@h": "it has no // before the host",
        "http://h:99999/p": "not 'http://h…': its port is not a number",
        "http://h p/x": "it has a space",
        "http://[bad]/x": "its host can't be read",
    }
    for url, words in told.items():
        assert words in problems(f'[sources.a]\nurl = "{url}"\n')[0]
