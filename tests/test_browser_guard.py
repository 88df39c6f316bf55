"""Every connection of the browser is checked by its real target, and the proxy serves nobody else."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import pytest

from tests import hostile
from tests.hostile import SOUND, serving
from tracker.fetch import guard
from tracker.fetch.browser import Browser
from tracker.fetch.proxy import USER, GuardProxy, Timeouts
from tracker.model import Page, Request, Source
from tracker.operations.project import now

# A worker for which 127.0.0.2 is a public address, and which knows three names.
SCRIPT = (
    "import socket\n"
    "from tracker.fetch import guard\n"
    "private, resolve = guard.is_private, socket.getaddrinfo\n"
    "guard.is_private = lambda address: address != '127.0.0.2' and private(address)\n"
    "names = {'inside.test': ['127.0.0.1'], 'both.test': ['127.0.0.2', '127.0.0.1'], 'outside.test': ['127.0.0.2']}\n"
    "def found(host, port, *more, **named):\n"
    "    if host not in names:\n"
    "        return resolve(host, port, *more, **named)\n"
    "    return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (one, int(port or 0))) for one in names[host]]\n"
    "socket.getaddrinfo = found\n"
    "from tracker.fetch.worker import main\n"
    "main()\n"
)
WORKER = (sys.executable, "-c", SCRIPT)
SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.1",
    "0",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "localhost",
    "LOCALHOST",
    "127.0.0.1.",
    "127.0.0.%31",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "ⓛocalhost",
    "127.0.0.2@127.0.0.1",
    "127.0.0.2\\@127.0.0.1",
    "inside.test",
    "both.test",
)
WAYS = """
 t(()=>fetch('http:'+w+'fetch',{mode:'no-cors'}));t(()=>fetch('https:'+w+'tls',{mode:'no-cors'}));
 t(()=>new WebSocket('ws:'+w+'ws'));t(()=>new WebSocket('wss:'+w+'wss'));t(()=>new EventSource('http:'+w+'es'));
 t(()=>navigator.sendBeacon('http:'+w+'beacon','x'));t(()=>el('a',{href:'#x',ping:'http:'+w+'ping'}).click());
 for(const [tag,key] of [['iframe','src'],['script','src'],['embed','src'],['object','data'],['video','src'],['img','src'],['frame','src']])
  t(()=>el(tag,{[key]:'http:'+w+tag}));
 for(const rel of ['stylesheet','preload','prefetch','preconnect','dns-prefetch','modulepreload','manifest','prerender'])
  t(()=>el('link',{rel,as:rel==='modulepreload'?'script':'fetch',href:'http:'+w+rel}));
 t(()=>fetch('/redirect?to='+encodeURIComponent('http:'+w+'redirected'),{mode:'no-cors'}));
 t(()=>el('iframe',{src:'/redirect?to='+encodeURIComponent('http:'+w+'framed')}));
 t(()=>new WebTransport('https:'+w+'wt'));
 t(()=>{const c=new RTCPeerConnection({iceServers:[{urls:['stun:'+h+':'+P]},{urls:['turn:'+h+':'+P,'turn:'+h+':'+P+'?transport=tcp'],username:'a',credential:'b'}]});
  c.createDataChannel('a');c.createOffer().then(o=>c.setLocalDescription(o))});
 t(()=>new Worker(URL.createObjectURL(new Blob([`fetch('http:${w}worker',{mode:'no-cors'});importScripts('http:${w}imported')`]))));
 t(()=>{const s=document.createElement('script');s.type='speculationrules';
  s.textContent=JSON.stringify({prefetch:[{source:'list',urls:['http:'+w+'speculated']}],prerender:[{source:'list',urls:['http:'+w+'prerendered']}]});document.head.append(s)});
"""
REACHED = {"fetch", "ws", "es", "beacon", "ping", "iframe", "script", "embed", "object", "stylesheet", "preload"}
REACHED |= {"prefetch", "modulepreload", "redirected", "framed", "worker", "imported", "speculated"}


class Secret:
    """A service that nobody may reach: counts what comes over TCP and UDP, on the same port."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self._tcp = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True, backlog=256)
        self.port: int = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        for work in (self._accept, self._receive):
            threading.Thread(target=work, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = self._tcp.accept()
                one.settimeout(0.5)
                with one, contextlib.suppress(OSError):
                    self.heads.append(one.recv(200) or b"connected")

    def _receive(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self.heads.append(b"udp " + self._udp.recv(100))

    def close(self) -> None:
        for one in (self._tcp, self._udp):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture
def secret() -> Iterator[Secret]:
    """One that no test may reach."""
    one = Secret()
    yield one
    one.close()


@pytest.fixture
def other() -> Iterator[Secret]:
    """One that a source with allow_private may reach."""
    one = Secret()
    yield one
    one.close()


def attack(port: int, hosts: tuple[str, ...]) -> str:
    return (
        f"{SOUND}<script>const P={port};"
        "const el=(tag,all)=>{const e=document.createElement(tag);for(const k in all)e.setAttribute(k,all[k]);document.body.append(e);return e};"
        "const t=(f)=>{try{const r=f();r&&r.catch&&r.catch(()=>0)}catch{}};"
        f"for(const h of {list(hosts)!r}){{const w=`//${{h}}:${{P}}/`;{WAYS}}}</script>"
    )


def test_no_way_leads_to_a_private_address(secret: Secret, other: Secret, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public page tries 30 ways to reach 3 hosts, and no request arrives. With allow_private they do."""
    monkeypatch.setitem(hostile.PAGES, "attack", attack(secret.port, ("127.0.0.1", "localhost", "inside.test")))
    monkeypatch.setitem(hostile.PAGES, "allowed", attack(other.port, ("127.0.0.1",)))

    async def work(base: str) -> tuple[Page, Page]:
        async with Browser("agent", now, command=WORKER) as browser:
            attacked = browser.get(Request(f"{base}/page/attack", render=True), Source("a", base))
            allowed = browser.get(Request(f"{base}/page/allowed", render=True), Source("b", base, allow_private=True))
            return await asyncio.gather(attacked, allowed)

    with serving("127.0.0.2") as server:
        for page in asyncio.run(work(server.base)):
            assert b"Nurse" in page.body, page.failure
    assert secret.heads == []
    reached = {
        head.split(b" ")[1].decode().strip("/") for head in other.heads if head.startswith((b"GET /", b"POST /"))
    }
    assert reached >= REACHED, REACHED - reached
    assert len(REACHED) == 18


def test_no_spelling_of_a_private_address_is_opened(secret: Secret) -> None:
    """As the page itself, with and without TLS: refused, with advice. A public name is opened."""

    async def work(port: int) -> tuple[list[Page], Page]:
        async with Browser("agent", now, command=WORKER) as browser:
            whose = Source("a", "x")
            urls = [f"{scheme}://{host}:{secret.port}/" for host in SPELLINGS for scheme in ("http", "https")]
            pages = [await browser.get(Request(url, render=True), whose) for url in urls]
            return pages, await browser.get(Request(f"http://outside.test:{port}/page/sound", render=True), whose)

    with serving("127.0.0.2") as server:
        pages, outside = asyncio.run(work(int(server.base.rpartition(":")[2])))
    assert len(pages) == 42
    for page in pages:
        # A backslash is a slash to a browser: it asks the public host for a path.
        wanted = ("browser", "network") if "\\" in page.request.url else ("private",)
        assert page.failure_kind in wanted, (page.request.url, page.failure)
        assert "\\" in page.request.url or "allow_private = true" in page.failure
        assert "\\" in page.request.url or (page.cause and page.failure.startswith(f"{page.cause.what}; to allow that"))
    assert secret.heads == []
    assert b"Nurse" in outside.body, outside.failure


def test_a_redirect_of_the_page_itself_is_judged(secret: Secret) -> None:
    """By HTTP and by a script, to a private address: refused, and nothing is read."""

    async def work(base: str) -> list[Page]:
        async with Browser("agent", now, command=WORKER) as browser:
            to = f"http://127.0.0.1:{secret.port}/"
            urls = [f"{base}/redirect?to={to}", f"{base}/script?to={to}"]
            return [await browser.get(Request(url, render=True), Source("a", "x")) for url in urls]

    with serving("127.0.0.2") as server:
        direct, scripted = asyncio.run(work(server.base))
    assert direct.failure_kind == scripted.failure_kind == "private"
    assert secret.heads == []


@asynccontextmanager
async def far(answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    """A server outside, which does what a test wants."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await answer(reader, writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(head) + head)
    await writer.drain()


HASTY = Timeouts(head=0.3, connect=1.0, idle=0.3)


def key(proxy: GuardProxy, token: str = "") -> bytes:
    return b"Proxy-Authorization: Basic " + base64.b64encode(f"{USER}:{token or proxy.token}".encode()) + b"\r\n"


async def said(proxy: GuardProxy, sent: bytes) -> bytes:
    """Send bytes to the proxy, and return all that it says until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.address.rpartition(":")[2]))
    writer.write(sent)
    try:
        return await asyncio.wait_for(reader.read(), 5)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.fixture
def open_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 counts as public."""
    real = guard.is_private
    monkeypatch.setattr(guard, "is_private", lambda address: address != "127.0.0.1" and real(address))


@pytest.mark.usefixtures("open_world")
def test_the_proxy_is_closed_to_who_has_no_token() -> None:
    """407 without the token, with another, or with another scheme. What it forwards has no token."""

    async def work() -> None:
        async with GuardProxy(HASTY) as proxy, far(hello) as port:
            for authorization in (b"", key(proxy, "wrong"), b"Proxy-Authorization: Bearer x\r\n"):
                for first in (b"GET http://127.0.0.1:%d/ HTTP/1.1\r\n", b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n"):
                    answer = await said(proxy, first % port + authorization + b"\r\n")
                    assert answer.startswith(b"HTTP/1.1 407 "), answer
            answer = await said(
                proxy, b"GET http://127.0.0.1:%d/a?b HTTP/1.1\r\nA: b\r\n" % port + key(proxy) + b"\r\n"
            )
            assert answer.endswith(b"GET /a?b HTTP/1.1\r\nA: b\r\nConnection: close\r\n\r\n"), answer

    asyncio.run(work())


@pytest.mark.usefixtures("open_world")
@pytest.mark.parametrize(
    ("first", "status"),
    [
        ("CONNECT 127.0.0.1:25 HTTP/1.1", 403),
        ("CONNECT 127.0.0.1:22 HTTP/1.1", 403),
        ("GET http://127.0.0.1:25/ HTTP/1.1", 403),
        ("CONNECT 10.0.0.1:443 HTTP/1.1", 403),
        ("GET http://169.254.169.254/latest HTTP/1.1", 403),
        ("CONNECT 127.0.0.1:1 HTTP/1.1", 403),
        ("GET ftp://127.0.0.1/ HTTP/1.1", 400),
        ("GET file:///etc/passwd HTTP/1.1", 400),
        ("GET / HTTP/1.1", 400),
        ("CONNECT nowhere.invalid:443 HTTP/1.1", 502),
        ("CONNECT 127.0.0.1:66000 HTTP/1.1", 0),
        ("CONNECT [::1:443 HTTP/1.1", 0),
        ("nonsense", 0),
    ],
)
def test_the_proxy_refuses_what_is_not_the_web(first: str, status: int) -> None:
    """Ports of other services, private addresses, other schemes, and requests that can't be parsed (no answer at all)."""

    async def work() -> bytes:
        async with GuardProxy(HASTY) as proxy:
            return await said(proxy, first.encode() + b"\r\n" + key(proxy) + b"\r\n")

    answer = asyncio.run(work())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()) if status else answer == b""


@pytest.mark.usefixtures("open_world")
@pytest.mark.parametrize(
    "head", [b"", b"GET http://127.0.0.1/ HTTP/1.1\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000]
)
def test_a_head_has_an_end(head: bytes) -> None:
    """A client that sends nothing, stops in its head, or never ends it, is disconnected."""

    async def work() -> bytes:
        async with GuardProxy(HASTY) as proxy:
            return await said(proxy, head)

    assert asyncio.run(work()) == b""


@pytest.mark.usefixtures("open_world")
def test_connections_are_counted() -> None:
    """Beyond the limit, a connection is closed at once; when others end, new ones are accepted."""

    async def work() -> None:
        async with GuardProxy(Timeouts(head=30.0), most=5) as proxy, far(hello) as port:
            place = ("127.0.0.1", int(proxy.address.rpartition(":")[2]))
            held = [await asyncio.open_connection(*place) for _ in range(5)]
            asked = b"GET http://127.0.0.1:%d/ HTTP/1.1\r\n" % port + key(proxy) + b"\r\n"
            assert await said(proxy, asked) == b""
            for _, writer in held:
                writer.close()
            await asyncio.gather(*proxy._tasks, return_exceptions=True)
            assert (await said(proxy, asked)).startswith(b"HTTP/1.1 200 ")

    asyncio.run(asyncio.wait_for(work(), 10))


@pytest.mark.usefixtures("open_world")
@pytest.mark.parametrize("kind", ["silent", "flooding", "deaf", "speaking"])
def test_a_tunnel_that_does_not_move_ends(kind: str) -> None:
    """Neither side sends; the client does not read; the server does not read."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while kind in {"flooding", "speaking"}:
            writer.write(b"x" * 65536)
            await writer.drain()
        await asyncio.sleep(30)

    async def work() -> None:
        async with GuardProxy(HASTY) as proxy, far(answer) as port:
            place = ("127.0.0.1", int(proxy.address.rpartition(":")[2]))
            reader, writer = await asyncio.open_connection(*place, limit=1024)
            writer.write(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n" % port + key(proxy) + b"\r\n")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            with contextlib.suppress(OSError):
                while kind == "deaf" and not writer.is_closing():
                    writer.write(b"x" * 65536)
                    await writer.drain()
            for _ in range(60 if kind == "speaking" else 0):
                if not proxy._tasks:
                    break
                writer.write(b"x")
                await asyncio.sleep(0.1)
            assert not proxy._tasks or kind != "speaking"
            await asyncio.gather(*proxy._tasks, return_exceptions=True)
            writer.transport.abort()

    asyncio.run(asyncio.wait_for(work(), 10))


@pytest.mark.usefixtures("open_world")
def test_a_tunnel_that_moves_stays() -> None:
    """A download that takes longer than the idle limit, without traffic the other way, is finished."""

    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(10):
            writer.write(b"x")
            await asyncio.sleep(0.1)

    async def work() -> bytes:
        async with GuardProxy(HASTY) as proxy, far(answer) as port:
            return await said(proxy, b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n" % port + key(proxy) + b"\r\n")

    assert asyncio.run(work()).endswith(b"\r\n\r\n" + b"x" * 10)
