"""Addresses are handled as browsers do, nothing raises, and a malformed one is a value."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tracker
from tracker.extract import urls
from tracker.extract.urls import hostnames, keynames

ANY = st.text(st.characters(codec=None, exclude_categories=()))  # surrogates and NULs included
# Pieces that addresses are made of, and what breaks them, so that random texts come near to being addresses.
_PIECES = st.sampled_from(
    "http: https: HTTP: // / \\ ? # @ : [ ] ::1 % %41 %ff %2e ; & = .. . www. example.org EXAMPLE.org 127.1 0x7f bücher "
    "xn-- xn--a ℀ a utm_source=x ref=1 token=t ;jsessionid=1 mailto: data:,".split()
) | st.sampled_from(["\x00", "\t", "\n", " ", "\u00a0", "\u202e", "\ud800", "1" * 5_000])
NEAR = st.lists(_PIECES | ANY, max_size=8).map("".join)
TEXTS = NEAR | ANY

MALFORMED = [
    ("http://[your-site]/job/3", "IPv6"),
    ("http://[::1/job", "IPv6"),
    ("https://jobs.example.org:port/1", "port"),
    ("https://jobs.example.org:99999/1", "port"),
    ("https://jobs.example.org:0/1", "port"),
    ("https://jobs.example.org:\u0661\u0662/1", "port"),
    ("https://jobs.example.org:" + "9" * 5_000, "port"),
    ("http://", "no host"),
    ("https:/job/1", "no host"),
    ("https://?q=1", "no host"),
    ("http://a b/1", "characters"),
    ("http://exa<mple>.org/", "characters"),
    ("http://a\u2100b.example/", "characters"),  # maps to "a/c"
    ("http://a%00b.example/", "characters"),
    ("http://jobs..example/1", "empty"),
    (f"http://{'a' * 64}.example/1", "too long"),
    (f"http://{'ü' * 100_000}/1", "too long"),
    ("http://1.2.3.4.5/", "IPv4"),
    ("http://300.1.1.1/", "IPv4"),
]


@given(TEXTS, TEXTS)
@example("http://[jobs]/1", "//[x")
@example("\ud800?\ud800&utm_x=\ud800", "\x00")
def test_nothing_raises_whatever_the_text(text: str, other: str) -> None:
    found = urls.parse(text)
    assert found.ok == (found.problem == "")
    if not found.ok:
        assert (found.host, found.port) == ("", None)
    for function in (urls.host, urls.origin, urls.site, urls.path, urls.bare, urls.clean, urls.loose, urls.display):
        assert "\ud800" not in function(text)
    for each in (urls.is_web, urls.place, urls.path_parts, urls.query, urls.encode, urls.decode, keynames.is_secret):
        each(text)
    hostnames.readable(text)
    urls.join(text, other)
    urls.parameter(text, other)
    keynames.is_secret(text, other)
    urls.rewritten(text, lambda name, value: name + value)
    urls.with_user(text, other)
    urls.encode_query([(text, other)])


@given(TEXTS)
@example("http://a.example/ #x")
@example("http://a.example/ ?")
@example("http://a.example/?a=%75tm_source&utm_source=1")
@example("\x00\u00a0\x00http://a.example")
@example("http:///?utm_source=x")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = urls.clean(text)
    assert urls.clean(once) == once


@given(TEXTS, TEXTS)
def test_what_join_returns_is_joined_already(base: str, href: str) -> None:
    joined = urls.join(base, href)
    if urls.is_web(joined):
        assert urls.join(base, joined) == joined
        assert urls.parse(joined).scheme in {"http", "https"}


_LABEL = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
_HOST = st.builds(lambda one, two: f"{one}.{two}.example", _LABEL, _LABEL)
_PATH = st.lists(_LABEL | st.sampled_from(["..", ".", "a.b", "x;y", "%C3%BC"]), max_size=4).map("/".join)
_QUERY = st.lists(st.builds("{}={}".format, _LABEL, _LABEL), max_size=3).map("&".join)


@given(
    _HOST,
    _PATH,
    _QUERY,
    st.sampled_from(["{p}", "/{p}", "//{h}/{p}", "?{q}", "{p}?{q}", "#/{p}", "http://{h}/{p}?{q}", ""]),
)
def test_ordinary_addresses_are_joined_as_the_standard_library_joins_them(
    host: str, path: str, query: str, shape: str
) -> None:
    base = f"http://{host}/{path}?{query}" if query else f"http://{host}/{path}"
    href = shape.format(p=path, q=query, h=host)
    assert urls.join(base, href) == urljoin(base, href).removesuffix("?")


@given(_HOST, _PATH, _QUERY)
def test_loose_is_the_same_for_the_ways_to_write_one_address(host: str, path: str, query: str) -> None:
    tail = f"/{path}" + (f"?{query}" if query else "")
    ways = [
        f"http://{host}{tail}",
        f"https://{host}{tail}",
        f"https://www.{host}:443{tail}",
        f"HTTP://{host.upper()}:80{tail}#there",
        f" http:\\\\{host}{tail}\n",
    ]
    assert len({urls.loose(way) for way in ways}) == 1


@given(_HOST, _PATH)
def test_hosts_and_paths_of_ordinary_addresses_are_those_of_the_standard_library(host: str, path: str) -> None:
    url = f"https://{host}:8443/{path}?a=1#b"
    parts, found = urlsplit(url), urls.parse(url)
    assert (found.host, found.port, found.path, found.query) == (parts.hostname, parts.port, parts.path, parts.query)
    assert urls.origin(url) == f"https://{host}:8443"


@pytest.mark.parametrize(("url", "why"), MALFORMED, ids=[url[:30] for url, _ in MALFORMED])
def test_a_malformed_address_says_what_is_wrong_and_keeps_its_text(url: str, why: str) -> None:
    assert why in urls.parse(url).problem
    assert not urls.is_web(url)
    assert (urls.host(url), urls.origin(url), urls.path_parts(url)) == ("", "", [])
    assert urls.clean(url) == urls.loose(url) == url
    assert urls.join("https://example.org/jobs/", url) == url or url.startswith("https:/job")
    assert urls.join(url, "next") == "next"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://0x7f.1/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://0177.0.0.1/", "127.0.0.1"),
        ("http://\uff11\uff12\uff17.0.0.1/", "127.0.0.1"),
        ("http://127\u30020\u30020\u30021/", "127.0.0.1"),
        ("http://%31%32%37.1/", "127.0.0.1"),
        ("http://[0:0::1]:8080/", "::1"),
        ("http://B\u00dcCHER.example/", "xn--bcher-kva.example"),
        ("http://stra\u00dfe.example/", "xn--strae-oqa.example"),
        ("http://user:pa@ss@Example.ORG:80/", "example.org"),
        ("http:///example.org/x", "example.org"),
        ("https:\\\\example.org\\x", "example.org"),
        (" ht\ntp://exam\tple.org ", "example.org"),
        ("http://my_host.example/", "my_host.example"),
        ("http://\U0001f4a9.example/", "xn--ls8h.example"),
        ("mailto:me@example.org", ""),
        ("/jobs/1", ""),
    ],
)
def test_a_host_has_one_spelling_as_in_browsers(url: str, host: str) -> None:
    assert urls.host(url) == host


@pytest.mark.parametrize(
    ("href", "joined"),
    [
        ("2", "https://example.org/jobs/2"),
        ("../x", "https://example.org/x"),
        ("../../../x", "https://example.org/x"),
        ("..", "https://example.org/"),
        ("?page=2", "https://example.org/jobs/list?page=2"),
        ("#/jobs/1", "https://example.org/jobs/list?a=1#/jobs/1"),
        ("//other.example/1", "https://other.example/1"),
        ("///other.example/1", "https://other.example/1"),
        ("\\jobs\\1", "https://example.org/jobs/1"),
        (" /jobs/\n1 ", "https://example.org/jobs/1"),
        ("HTTPS://Example.org/1", "https://Example.org/1"),
        ("https:3", "https://example.org/jobs/3"),
        ("mailto:me@example.org", "mailto:me@example.org"),
        ("javascript:void(0)", "javascript:void(0)"),
        ("http:3", "http:3"),
        ("", "https://example.org/jobs/list?a=1"),
        ("/1;", "https://example.org/1"),
    ],
)
def test_join_goes_where_a_browser_goes(href: str, joined: str) -> None:
    assert urls.join("https://example.org/jobs/list?a=1", href) == joined


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://Example.org/Jobs/1?utm_source=x&id=2#top", "https://Example.org/Jobs/1?id=2"),
        ("https://x.org/jobs/1?utm_source=a&gh_jid=7", "https://x.org/jobs/1?gh_jid=7"),
        ("https://x.org/jobs/1?token=abc#top", "https://x.org/jobs/1"),
        ("HTTPS://example.org/jobs;jsessionid=AB/1", "https://example.org/jobs/1"),
        ("https://example.org/#/jobs/1", "https://example.org/#/jobs/1"),
        ("https://example.org/#!jobs", "https://example.org/#!jobs"),
        ("https://example.org:443/a\\b?", "https://example.org:443/a\\b"),
        ("https://example.org/?q=a%20b&ref=\ud800", "https://example.org/?q=a+b"),
        ("/jobs?utm_campaign=a", "/jobs"),
    ],
)
def test_clean_takes_what_tracks_and_keeps_how_the_rest_is_written(url: str, clean: str) -> None:
    assert urls.clean(url) == clean


def test_parameters_are_read_and_set() -> None:
    url = "https://example.org/s?org=A%20B&cws=&cws=1&x=%zz#f"
    assert urls.query(url) == [("org", "A B"), ("cws", ""), ("cws", "1"), ("x", "%zz")]
    assert urls.parameter(url, "cws") == "1"
    assert urls.parameter(url, "none") == ""
    assert urls.pieces(url) == [("org", "A%20B"), ("cws", ""), ("cws", "1"), ("x", "%zz")]
    once = iter("7")
    put = urls.rewritten(url, lambda name, old: next(once, old) if name == "cws" else old)
    assert put == "https://example.org/s?org=A%20B&cws=7&cws=1&x=%zz#f"
    assert urls.bare(url) == "https://example.org/s"


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        *(
            (name, True)
            for name in "key api_key apikey apiKey API-KEY token access_token accessToken id_token auth".split()
        ),
        *(
            (name, True)
            for name in "sig signature X-Amz-Signature client_secret clientSecret password pwd code".split()
        ),
        *((name, True) for name in "Ocp-Apim-Subscription-Key private_token authorization X-Amz-Credential".split()),
        *(
            (name, False)
            for name in "gh_jid jk id rid org cws keyword keywords sortKey jobKey job_key page pageToken".split()
        ),
        *(
            (name, False)
            for name in "next_page_token countryCode postcode author tokens design codes monkey domain".split()
        ),
    ],
)
def test_secret_parameters_are_told_by_the_words_of_their_names(name: str, secret: bool) -> None:
    assert keynames.is_secret(name) is secret


def test_user_and_password_are_taken_out_and_put_in() -> None:
    assert urls.without_user("https://me:p%40@example.org:8/x?a=b@c") == "https://example.org:8/x?a=b@c"
    assert urls.with_user("https://example.org/x", "me:p") == "https://me:p@example.org/x"
    assert urls.without_user("/x@y") == "/x@y"


def test_the_secret_parameters_that_the_reference_names_are_known() -> None:
    reference = " ".join((Path(tracker.__file__).parents[1] / "docs/reference.md").read_text("utf-8").split())
    names = re.findall("`([^`]+)`", reference.partition("in any spelling:")[2].partition("and the like")[0])
    assert len(names) == 21
    assert all(map(keynames.is_secret, names))


def test_what_a_board_makes_public_is_no_secret() -> None:
    assert not keynames.is_secret("token", "boards.greenhouse.io")
    assert keynames.is_secret("token", "notgreenhouse.io")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pass@example.org/x?api_key=abc&q=1", "https://example.org/x?api_key=HIDDEN&q=1"),
        ("https://user:pass@[bad]/x", "https://[bad]/x"),
        ("https://xn--bcher-kva.example/", "https://bücher.example/"),
        ("https://xn--80ak6aa92e.com/", "https://xn--80ak6aa92e.com/"),  # Cyrillic that reads as "apple"
        ("https://xn--fiqs8s.example/", "https://中国.example/"),
        ("https://example.org/caf%C3%A9/%E2%80%AEx/%2F%20", "https://example.org/café/%E2%80%AEx/%2F%20"),
        ("https://example.org/\x1b[2J\u202ex y", "https://example.org/%1B[2J%E2%80%AEx%20y"),
        ("https://example.org/%ff%C3", "https://example.org/%ff%C3"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_people_are_shown_an_address_without_secrets_and_without_tricks(url: str, shown: str) -> None:
    assert urls.display(url) == shown


@given(TEXTS, st.integers(10, 200))
def test_what_people_are_shown_is_one_printable_line_of_bounded_length(url: str, most: int) -> None:
    shown = urls.display(url, most)
    assert len(shown) <= most
    assert all(one.isprintable() for one in shown)
    assert " " not in shown


def test_a_long_address_is_shortened_in_its_middle() -> None:
    shown = urls.display(f"https://example.org/{'a' * 200}/end", 60)
    assert shown.startswith("https://example.org/aaa")
    assert shown.endswith("a/end")
    assert len(shown) == 60


@pytest.mark.parametrize(
    "piece", ["/", "?", "&", "%41", "..", "../", "a.", ";", "@", ":", "[", "ü", "&utm_x=1", "\\", "\t", ";jsessionid="]
)
def test_the_cost_of_an_address_grows_with_its_length_alone(piece: str) -> None:
    text = "http://example.org" + piece * (400_000 // len(piece))
    begun = time.process_time()
    urls.clean(text), urls.loose(text), urls.display(text), urls.join(text, text)
    assert time.process_time() - begun < 4  # seconds; a quadratic step takes minutes


def test_nobody_else_takes_addresses_apart() -> None:
    """`urllib.parse` is imported by the modules of addresses, the proxy, and what escapes the paths of commits alone."""
    allowed = {f"extract/urls/{name}.py" for name in ("__init__", "hostnames", "keynames")}
    allowed |= {"fetch/proxy.py", "store/imported_commits.py"}
    root = Path(tracker.__file__).parent
    files = sorted(root.rglob("*.py"))
    assert len(files) > 100
    found = {str(file.relative_to(root)) for file in files if _imports_urllib(file)}
    assert found == allowed


def _imports_urllib(file: Path) -> bool:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import) and any(one.name.split(".")[0] == "urllib" for one in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "urllib" and not node.level:
            return True
    return False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://jobs.acme.com/7", "https://www.acme.com/careers", True),
        ("https://acme.com/7", "https://acme.com:8443/feed", True),
        ("https://jobs.acme.co.uk/7", "https://feeds.acme.co.uk/x", True),
        ("https://jobs.sap.de/7", "https://www.sap.de/", True),
        ("https://jobs.acme.co.uk/7", "https://feeds.other.co.uk/x", False),
        ("https://jobs.acme.com.au/7", "https://feeds.other.com.au/x", False),
        ("https://acme.com/7", "https://notacme.com/", False),
        ("https://notacme.com/7", "https://acme.com/", False),
        ("http://127.0.0.1/7", "http://127.0.0.1:8000/", True),
        ("http://10.0.0.1/7", "http://192.0.0.1/", False),
        ("http://localhost/7", "http://localhost:1/", True),
        ("http://[broken/7", "https://acme.com/", False),
        ("https://acme.com/", "http://[broken/7", False),
    ],
)
def test_one_site(one: str, other: str, same: bool) -> None:
    """Hosts of one site differ in their subdomains only; a shared second level below a country is no site."""
    assert urls.one_site(one, other) is same
