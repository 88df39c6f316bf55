"""tracker.toml: every problem at once, with its path and what to do."""

from __future__ import annotations

import pytest

from tracker import config
from tracker.boards import BOARDS
from tracker.errors import ConfigError

BOARD_NAMES = tuple(BOARDS)


def problems(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config.parse(text, boards=BOARD_NAMES)
    assert caught.value.exit_code == 2
    return caught.value.problems


def test_all_problems_are_told_at_once() -> None:
    """One reading finds everything that is wrong, and says where."""
    found = problems(
        '[defaults]\ndelai = "1s"\nevery = 6\n[sources.Acme]\nbord = "x"\n[sources.b]\nurl = "ftp://x"\nboard = "greenhose"\n'
        '[alerts.a]\ntopic = "t"\nsignificance = "huge"\n'
    )
    assert "defaults.delai: unknown key; did you mean 'delay'?" in found
    assert any(one.startswith("defaults.every: should be a time") for one in found)
    assert any(one.startswith("sources.Acme: a name has small letters") for one in found)
    assert "sources.Acme.bord: unknown key; did you mean 'board'?" in found
    assert any(one.startswith("sources.b.url: should be an address") and "'ftp://x'" in one for one in found)
    assert any("did you mean 'greenhouse'?" in one for one in found)
    assert any(one.startswith("alerts.a: goes nowhere") for one in found)
    assert any(one.startswith("alerts.a.significance") for one in found)
    assert any(one.startswith("alerts.a.topic") for one in found)


def test_not_toml() -> None:
    """A file that is no TOML says where."""
    assert "it is not TOML" in problems("[sources")[0]


def test_defaults_reach_every_source() -> None:
    """What [defaults] says, every source says unless it says otherwise."""
    found = config.parse(
        '[defaults]\ndelay = "5s"\n[sources.a]\nurl = "https://x.org"\n[sources.b]\nurl = "https://y.org"\ndelay = "500ms"\n'
    )
    assert (found.sources["a"].delay, found.sources["b"].delay, found.sources["a"].every) == (5.0, 0.5, 21600.0)


def test_source_is_made_again_of_what_a_check_recorded() -> None:
    """Settings survive the archive, and keys that are no more are passed over."""
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
    assert config.duration(text) == seconds
