"""Receive alerts of the job posting tracker: verify the signature, skip what came before, print the changes.

    pip install standardwebhooks
    TRACKER_WEBHOOK_SECRET=whsec_… python receiver.py 8080

In tracker.toml: webhook = "http://…:8080/", secret = "env:TRACKER_WEBHOOK_SECRET".
"""

from __future__ import annotations

import os
import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

LARGEST = 1_000_000  # bytes; an alert has at most 20,000

webhook = Webhook(os.environ["TRACKER_WEBHOOK_SECRET"])
seen = sqlite3.connect(os.environ.get("SEEN", "seen.db"), isolation_level=None)
seen.execute("CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY)")


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what was accepted, now or before, and 400 to what is not signed."""

    def do_POST(self) -> None:
        """Take one alert."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), LARGEST))
        try:
            alert = webhook.verify(body, dict(self.headers))
        except WebhookVerificationError as error:
            self.answer(400, str(error))
            return
        # An alert is sent again if its answer was lost. `webhook-id` is the same then.
        if seen.execute("INSERT OR IGNORE INTO seen VALUES (?)", (self.headers["webhook-id"],)).rowcount:
            for change in alert["data"]["changes"]:
                link = change.get("permalink") or change["url"]
                print(f"{change['employer']}: {change['title']} – {change['summary']} {link}", flush=True)
        self.answer(204)

    def answer(self, status: int, text: str = "") -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver)
    print(f"listening on port {server.server_address[1]}", flush=True)
    server.serve_forever()
