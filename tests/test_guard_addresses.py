"""No connection to an address that is not public, however it is spelled and whatever leads there."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.raw import NONE, Raw, reply
from tracker.fetch import Fetcher, guard
from tracker.fetch.http import connector, judge, parsed
from tracker.model import Page, Request, Source
from tracker.operations.project import now

PRIVATE = (
    "127.0.0.1 0.0.0.0 10.1.2.3 100.64.0.1 169.254.169.254 172.31.0.1 192.0.0.8 192.0.0.192 192.0.2.1 192.88.99.1 "
    "192.168.0.1 198.18.0.1 198.51.100.7 203.0.113.7 224.0.0.1 255.255.255.255 240.0.0.1 168.63.129.16 "
    ":: ::1 ::7f00:1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8 fe80::1 fe80::1%lo "
    "fec0::1 feff::1 fc00::1 fd00:ec2::254 ff02::1 100::1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::7f00:1 "
    "64:ff9b:1::808:808 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 3ffe::1 "
    "3fff::1 5f00::1 4000::1 2600::5efe:10.0.0.1 2600::200:5efe:127.0.0.1 [::1]"
).split()
PUBLIC = (
    "8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 192.0.1.1 2606:4700::1111 2a00:1450:4001::200e ::ffff:8.8.8.8 "
    "64:ff9b::808:808 2002:808:808::1 2600::5efe:8.8.8.8 2600::5efd:10.0.0.1"
).split()


@pytest.mark.parametrize("address", PRIVATE)
def test_is_private(address: str) -> None:
    """Reserved, local and multicast addresses, and addresses that contain such an IPv4 address."""
    assert guard.is_private(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_is_public(address: str) -> None:
    """Ordinary addresses, also behind NAT64 and 6to4."""
    assert not guard.is_private(address)


@given(st.text() | st.binary().map(lambda one: one.decode("latin-1")))
@example("localhost")
@example("0127.0.0.1")
@example("127.0.0.1.")
@example("")
def test_what_is_no_address_counts_as_private(text: str) -> None:
    """Other text is never public, and never raises."""
    assert guard.is_private(text)
    assert isinstance(guard.literal(text), str)


@given(st.ip_addresses())
def test_no_stranger_than_the_registry(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """What Python's own table calls private is never called public, except for addresses that contain an IPv4 address. Those are judged by it, and Python's table depends on its version."""
    carries = isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped or address.sixtofour or address.teredo
    )
    if not address.is_global and not carries:
        assert guard.is_private(str(address))


LOOPBACK = (
    "127.0.0.1 127.1 127.0.1 0x7f.1 0x7f000001 0X7F.0.0.1 2130706433 017700000001 0177.0.0.01 0177.1 "
    "127.0.0.1. 127.0.0.1.. 127.00.00.01 0127.0.0.1 [::ffff:127.0.0.1] ①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1 127．0．0．1 "
    "127｡0｡0｡1 127․0․0․1 127.0.0.%31 %3127.0.0.1 127.0.0.%2531 ١٢٧.٠.٠.١ १२७.०.०.१ 𝟏𝟐𝟕.𝟎.𝟎.𝟏 ¹²⁷.⁰.⁰.¹ ０ｘ７ｆ.1 localhost "
    "LOCALHOST. ⓛocalhost ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ loc\u00adalhost 127\u200b.0.0.1 x.localhost lo%63alhost 127.0.0.1%00.x.com"
).split()


@pytest.mark.parametrize("host", LOOPBACK)
def test_every_spelling_of_loopback_is_known(host: str) -> None:
    """Whatever a resolver, a browser or IDNA makes of a host, it counts as the address that it becomes."""
    found = guard.literal(host)
    assert ipaddress.ip_address(found).is_loopback or found == "::ffff:7f00:1"


@pytest.mark.parametrize(
    "host",
    "example.org 1.2.3.4.5 127.0.0.256 4294967296 0x1ffffffff 256.1 089.x xn--n3h.net 1e100.net 127-0-0-1.org".split(),
)
def test_names_are_no_addresses(host: str) -> None:
    """A name, and a number out of range, is left to the resolver."""
    assert guard.literal(host) == ""


@given(st.ip_addresses(v=4), st.data())
def test_spellings_agree_with_the_resolver(address: ipaddress.IPv4Address, data: st.DataObject) -> None:
    """What inet_aton makes of numbers in any base is what `literal` says, unless decimal reads otherwise and is private."""
    numbers = list(address.packed)
    parts = [data.draw(st.sampled_from((str(one), hex(one), f"0{one:o}"))) for one in numbers]
    host = ".".join(parts)
    found = guard.literal(host)
    assert found == socket.inet_ntoa(socket.inet_aton(host)) or guard.is_private(found)


def fetched(*urls: str, **more: object) -> list[Page]:
    source = Source("s", "https://x.org", delay=0.0, **more)  # type: ignore[arg-type]

    async def work() -> list[Page]:
        async with Fetcher("desk@example.org", now) as fetcher:
            fetch = fetcher.of(source, {})
            return [await fetch(Request(url)) for url in urls]

    return asyncio.run(work())


def as_public(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let some addresses of loopback count as public."""
    real = guard.is_private
    monkeypatch.setattr(guard, "is_private", lambda one: one not in addresses and real(one))


def resolving(monkeypatch: pytest.MonkeyPatch, names: dict[str, list[str]]) -> None:
    """Let names resolve as a test says: the lists are what each look-up gives, in turn."""
    real = socket.getaddrinfo

    def found(host: str, port: int, *rest: object, **more: object) -> object:
        if host not in names:
            return real(host, port, *rest, **more)  # type: ignore[arg-type]
        turn = names[host].pop(0) if len(names[host]) > 1 else names[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, int(port or 0))) for one in turn.split(",")]

    monkeypatch.setattr(socket, "getaddrinfo", found)


@pytest.mark.parametrize(
    "host", [*LOOPBACK, "[::1]", "[::]", "0", "[::ffff:7f00:1]", "169.254.169.254", "[fe80::1%25lo]"]
)
def test_no_spelling_reaches_a_private_address(host: str) -> None:
    """None of them is fetched, and the server gets no request."""
    with Raw(lambda _path: reply(b"SECRET")) as server:
        (page,) = fetched(f"http://{host}:{server.port}/jobs")
    assert (page.body, page.status, server.paths) == (b"", 0, [])
    assert page.failure


def test_the_socket_is_judged_when_the_resolver_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the checks of the resolver and the spelling, the socket still refuses."""
    monkeypatch.setattr(guard, "literal", lambda _host: "")

    async def resolve(_self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": family, "proto": 0, "flags": 0}]

    monkeypatch.setattr("tracker.fetch.http.GuardedResolver.resolve", resolve)
    with Raw(lambda _path: reply(b"SECRET")) as server:
        pages = fetched(f"http://inner.test:{server.port}/", f"http://127.0.0.1:{server.port}/")
    assert [(page.failure_kind, page.body) for page in pages] == [("private", b"")] * 2
    assert all("127.0.0.1 is a private address" in page.failure for page in pages)
    assert server.paths == []


def test_the_resolver_is_judged_before_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with a private address among public ones is refused, and named."""
    as_public(monkeypatch, "127.0.0.1")
    resolving(monkeypatch, {"both.test": ["127.0.0.1,10.0.0.1"]})
    with Raw(lambda path: NONE if path == "/robots.txt" else reply(b"page")) as server:
        (page,) = fetched(f"http://both.test:{server.port}/")
    assert (page.failure_kind, server.paths) == ("private", [])
    assert "both.test is 10.0.0.1, a private address" in page.failure


def test_a_name_that_changes_between_look_up_and_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that was checked is the one that is connected to; the name is not resolved again."""
    as_public(monkeypatch, "127.0.0.1")
    resolving(monkeypatch, {"turn.test": ["127.0.0.1", "127.0.0.2"]})
    with Raw(lambda path: NONE if path == "/robots.txt" else reply(b"page")) as server:
        (page,) = fetched(f"http://turn.test:{server.port}/")
    assert page.body == b"page"


def test_allow_private_lets_them_pass() -> None:
    """A source with allow_private reads loopback, by number and by name."""
    with Raw(lambda path: NONE if path == "/robots.txt" else reply(b"page")) as server:
        urls = [f"http://127.0.0.1:{server.port}/", f"http://localhost:{server.port}/"]
        assert [page.body for page in fetched(*urls, allow_private=True)] == [b"page"] * 2


@pytest.mark.parametrize("host", LOOPBACK)
def test_a_spelling_is_refused_before_anything_is_asked(host: str) -> None:
    """The refusal names the normalised host, and robots.txt is not requested."""
    with contextlib.suppress(ValueError):
        url = parsed(f"http://{host}/")
        with pytest.raises(guard.Refused, match="private address"):
            judge(url)


def test_one_source_that_may_not_spoils_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """If robots.txt was refused to one source, it is read for another that has allow_private."""
    resolving(monkeypatch, {"inner.test": ["127.0.0.1"]})

    async def work(base: str) -> list[Page]:
        async with Fetcher("desk@example.org", now) as fetcher:
            sources = [Source("a", base, delay=0.0), Source("b", base, delay=0.0, allow_private=True)]
            return [await fetcher.of(source, {})(Request(f"{base}/")) for source in sources]

    with Raw(lambda path: NONE if path == "/robots.txt" else reply(b"page")) as server:
        pages = asyncio.run(work(f"http://inner.test:{server.port}"))
    assert [(page.failure_kind, page.body) for page in pages] == [("private", b""), ("", b"page")]


def test_the_connector_refuses_by_itself() -> None:
    """The guarded connector refuses private addresses unless it is told to allow them."""

    async def work(*, private: bool) -> object:
        made = connector(private=private)
        try:
            return made._socket_factory
        finally:
            await made.close()

    assert asyncio.run(work(private=False)) is guard.judged_socket
    assert asyncio.run(work(private=True)) is None


def test_cases_are_found() -> None:
    """The lists above are as long as they look."""
    assert (len(PRIVATE), len(PUBLIC), len(LOOPBACK)) == (50, 12, 39)
