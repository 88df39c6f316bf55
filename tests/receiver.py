"""A receiver of alerts that verifies their signatures; the fixture `receiver` starts and stops one."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook

SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="


class Receiver:
    """Receives alerts; `status` is the status of its answers."""

    def __init__(self) -> None:
        self.status = 204
        self.got: list[tuple[str, dict[str, object]]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if receiver.status < 300:
                    told = Webhook(SECRET).verify(body, dict(self.headers))
                    receiver.got.append((self.headers["webhook-id"], told["data"]))
                self.send_response(receiver.status)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Print no request log."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
