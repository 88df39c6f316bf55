"""Pages that attack the browser that opens them, and a server for them."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from tracker.fetch.processes import table
from tracker.model import Source

SOUND = "<ul id=l></ul><script>fetch('/jobs.json').then(r=>r.json()).then(d=>l.innerHTML=d.map(t=>`<li>${t}</li>`).join(''))</script>"
PAGES: dict[str, str] = {
    "sound": SOUND,
    "busy loop": f"{SOUND}<script>onload=()=>{{for(;;);}}</script>",
    "busy loop before it is there": "<p>a<script>for(;;);</script>",
    "alert": "<script>onload=()=>{for(;;)alert('hello')}</script>",
    "confirm": "<script>onload=()=>{for(;;)confirm('hello')}</script>",
    "prompt": "<script>for(;;)prompt('hello')</script>",
    "beforeunload": f"{SOUND}<script>onbeforeunload=(e)=>{{e.preventDefault();for(;;)e.returnValue='stay'}};onunload=onpagehide=()=>{{for(;;);}};setTimeout(()=>location='/page/sound?2',50)</script>",
    "frames": "<script>for(let n=0;n<3000;n++){const f=document.createElement('iframe');f.src='/page/frames?'+n;document.documentElement.append(f)}</script>",
    "nested frames": "<p>a<script>let at=document;for(let n=0;n<900;n++){const f=at.createElement('iframe');at.documentElement.append(f);at=f.contentDocument}</script>",
    "growing": "<ul id=l></ul><script>setInterval(()=>{for(let n=0;n<400;n++)l.insertAdjacentHTML('beforeend','<li><a href=/j/'+Math.random()+'>Baker '+'x'.repeat(900)+'</a></li>')},1)</script>",
    "one huge text": "<p id=p></p><script>p.textContent='x'.repeat(70<<20)</script>",
    "linked": "<ul id=l></ul><script>l.innerHTML='<li><a href=/page/sound?1>Baker in Cork</a></li><li><a href=/page/sound?2>Nurse in Bern</a></li>'</script>",
    "windows": f"{SOUND}<script>const more=()=>{{const w=open('/page/windows?'+Math.random());if(w)w.onunload=more}};setInterval(more,5);more()</script>",
    "links to windows": f"{SOUND}<a id=a target=_blank href='/page/links to windows'>a</a><form id=f target=_blank action='/page/links to windows'></form><script>setInterval(()=>{{a.click();f.submit()}},5)</script>",
    "a file in a frame": f"<iframe src='file:///etc/passwd'></iframe><iframe src='view-source:file:///etc/passwd'></iframe><object data='file:///etc/passwd'></object>{SOUND}<script>fetch('file:///etc/passwd').then(r=>r.text()).then(t=>document.body.append(t));setTimeout(()=>location='file:///etc/passwd',100)</script>",
    "redirect to a file": "",
    "the browser's own pages": f"<iframe src='chrome://version'></iframe><iframe src='devtools://devtools/bundled/inspector.html'></iframe>{SOUND}<script>setTimeout(()=>location='chrome://version',100)</script>",
    "endless JSON": f"{SOUND}<script>fetch('/endless.json').then(r=>r.text())</script>",
    "endless JSON, slowly": f"{SOUND}<script>fetch('/slow.json').then(r=>r.text())</script>",
    "300 MB of JSON": f"{SOUND}<script>fetch('/large.json').then(r=>r.json())</script>",
    "many fetches": f"{SOUND}<script>for(let n=0;n<20000;n++)fetch('/jobs.json?'+n)</script>",
    "many replies of JSON": f"{SOUND}<script>for(let n=0;n<400;n++)fetch('/jobs.json?'+n).then(r=>r.text())</script>",
    "a page without end": "",
    "a download": "",
    "arrays": "<script>const kept=[];for(let n=0;;n++){const one=new Float64Array(1<<20);one.fill(n);kept.push(one)}</script>",
    "blobs": "<script>const kept=[];const one=new Uint8Array(8<<20).fill(7);setInterval(()=>{for(let n=0;n<10;n++)kept.push(new Blob([one,String(n)]))},1)</script>",
    "objects": "<script>const kept=[];setInterval(()=>{for(let n=0;n<300000;n++)kept.push({n,s:'x'+n})},1)</script>",
    "busy workers": f"{SOUND}<script>const u=URL.createObjectURL(new Blob(['for(;;);']));for(let n=0;n<4;n++)new Worker(u);try{{new SharedWorker(u)}}catch{{}}</script>",
    "a worker with a flood of messages": f"{SOUND}<script>new Worker(URL.createObjectURL(new Blob(['for(;;)postMessage(1)']))).onmessage=()=>{{}}</script>",
    "a service worker": f"{SOUND}<script>navigator.serviceWorker&&navigator.serviceWorker.register('/sw.js').then(()=>fetch('/registered'))</script>",
    "meta refresh": "<meta http-equiv=refresh content='0;url=/page/meta refresh'><p>a",
    "location loop": "<p>a<script>location='/page/location loop?'+Math.random()</script>",
    "reload loop": "<p>a<script>location.reload()</script>",
    "pushState loop": f"{SOUND}<script>let n=0;setInterval(()=>{{for(let k=0;k<1000;k++)try{{history.pushState(0,'','?'+n++)}}catch{{}}}},1)</script>",
    "a very long address": f"{SOUND}<script>history.pushState(0,'','?'+'x'.repeat(1<<20))</script>",
    "hash loop": f"{SOUND}<script>let n=0;setInterval(()=>location.hash=n++,1)</script>",
    "console flood": f"{SOUND}<script>setInterval(()=>{{for(let n=0;n<2000;n++)console.log('x'.repeat(2000),{{n}},document)}},1)</script>",
    "WebSocket flood": f"{SOUND}<script>for(let n=0;n<4;n++)new WebSocket('ws://'+location.host+'/socket')</script>",
    "timers": f"{SOUND}<script>const more=()=>{{setTimeout(more);setTimeout(more)}};more()</script>",
    "overridden built-ins": """<script>for(const name of ['Map','Set','JSON','RegExp','Event','Promise','Symbol','Error'])window[name]=function(){throw new TypeError(name)};
 JSON.stringify=()=>'"x"';for(const one of [Document,Element,DocumentFragment])one.prototype.querySelectorAll=()=>{throw 1};
 for(const name of ['map','filter','push',Symbol&&'join'])Array.prototype[name]=()=>{throw 2};Element.prototype.getClientRects=()=>{throw 3};
 Object.defineProperty(Element.prototype,'outerHTML',{get(){throw 4}});window.getComputedStyle=()=>{throw 5};Element.prototype.matches=()=>true</script>
 <ul><li>Baker</li><li>Nurse</li></ul>""",
    "innerText throws": f"{SOUND}<script>Object.defineProperty(HTMLElement.prototype,'innerText',{{get(){{throw 1}}}})</script>",
    "innerText loops": f"{SOUND}<script>Object.defineProperty(HTMLElement.prototype,'innerText',{{get(){{for(;;);}}}});Object.defineProperty(Node.prototype,'nodeType',{{get(){{for(;;);}}}});document.documentElement.toJSON=()=>{{for(;;);}}</script>",
    "an observer that never rests": "<div id=d></div><p>a</p><script>new MutationObserver(()=>{d.textContent=Math.random()}).observe(d,{childList:true});setTimeout(()=>d.textContent=1,100)</script>",
    "a button that loops": "<button id=b onclick='for(;;);'>Load more jobs</button>",
    "a scroll that grows": "<div style='height:9000px'></div><script>onscroll=()=>{document.body.insertAdjacentHTML('beforeend','<div style=height:3000px><a href=/'+Math.random()+'>Baker</a></div>')}</script>",
    "deep markup": "<script>let at=document.body||document.documentElement;for(let n=0;n<20000;n++){const d=document.createElement('div');at.append(d);at=d}</script>",
    "deep shadow roots": "<p>a<script>let at=document.documentElement;for(let n=0;n<3000;n++){const d=document.createElement('div');at.append(d);at=d.attachShadow({mode:'open'})}</script>",
    "printing": f"{SOUND}<script>setInterval(()=>print(),1)</script>",
    "canvases": f"{SOUND}<script>const kept=[];setInterval(()=>{{const c=document.createElement('canvas');c.width=c.height=8000;c.getContext('2d').fillRect(0,0,8000,8000);kept.push(c)}},1)</script>",
    "storage": f"{SOUND}<script>for(let n=0;n<400;n++)caches.open('a').then(c=>c.put('/x'+n,new Response(new Uint8Array(4<<20))))</script>",
}


class Handler(BaseHTTPRequestHandler):
    """Sends the pages above, and what they request. `server.paths` has the requested paths."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        path = unquote(self.path.split("?")[0])
        if path.startswith("/page/"):
            self._page(path[6:])
        elif path == "/jobs.json":
            self._send("application/json", b'["Baker","Nurse"]')
        elif path in {"/endless.json", "/large.json", "/slow.json"}:
            self._stream(path)
        elif path == "/redirect":
            self._send("text/html", b"", 302, ("Location", parse_qs(urlsplit(self.path).query)["to"][0]))
        elif path == "/script":
            to = parse_qs(urlsplit(self.path).query)["to"][0]
            self._send("text/html", f"<p>a</p><script>location={to!r}</script>".encode())
        elif path == "/socket":
            self._socket()
        elif path == "/sw.js":
            self._send("text/javascript", b"onfetch=()=>{for(;;);}")
        else:
            self._send("text/html", b"nothing", 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._send("application/json", f'{{"posted": {len(body)}}}'.encode())

    def _page(self, name: str) -> None:
        if name == "a page without end":
            self._stream("/endless.html")
        elif name == "redirect to a file":
            self._send("text/html", b"", 302, ("Location", "file:///etc/passwd"))
        elif name == "a download":
            self._send("application/zip", b"PK" * 1000, 200, ("Content-Disposition", "attachment; filename=a.zip"))
        else:
            self._send("text/html; charset=utf-8", f"<!doctype html><title>{name}</title><body>{PAGES[name]}".encode())

    def _send(self, kind: str, body: bytes, status: int = 200, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, path: str) -> None:
        """Send an endless body, slowly or as fast as possible; or 300 MB."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html" if path.endswith("html") else "application/json")
        self.end_headers()
        self.close_connection = True
        part = b"<p>more</p>" * 6000 if path.endswith("html") else b'"Baker",' * 8000
        left = (300 << 20) // len(part) if path == "/large.json" else 1 << 40
        self.wfile.write(b"<ul>" if path.endswith("html") else b"[")
        while left and not self.server.over.wait(0.05 if path == "/slow.json" else 0):
            self.wfile.write(part[:8] if path == "/slow.json" else part)
            left -= 1
        self.wfile.write(b"0]")

    def _socket(self) -> None:
        """Send endless messages as fast as possible."""
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        for name, value in (("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)):
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = True
        while not self.server.over.is_set():
            self.wfile.write(b"\x81\x05hello" * 500)

    def log_message(self, format: str, *args: object) -> None:
        """Print no request log."""


class Server(ThreadingHTTPServer):
    """A server on any loopback port."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str = "127.0.0.1") -> None:
        super().__init__((host, 0), Handler)
        self.paths: list[str] = []
        self.over = threading.Event()
        self.base = f"http://{host}:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: browsers that are killed break their connections."""


@contextmanager
def serving(host: str = "127.0.0.1") -> Iterator[Server]:
    """Serve within the `with` block."""
    server = Server(host)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        with contextlib.suppress(OSError):
            server.server_close()


def address(server: Server, name: str) -> str:
    return f"{server.base}/page/{quote(name)}"


def source(server: Server, name: str) -> Source:
    return Source(name, server.base, allow_private=True)


def left_behind(folder: Path) -> list[str]:
    """Return the processes and files that are left of browsers with temporary files in this folder."""
    found = [str(path) for path in folder.iterdir()]
    for pid in table():
        try:
            told = Path(f"/proc/{pid}/environ").read_bytes() + Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            continue
        if bytes(folder) + b"/tracker-browser-" in told:
            found.append(f"{pid} {told[-200:]!r}")
    return found


def until(true: Callable[[], object], seconds: float = 10.0) -> bool:
    """Wait until a condition in another process is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False
