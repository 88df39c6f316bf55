"""What a webhook receives: as its schema says, with links and words; and the example receivers take it."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from standardwebhooks import Webhook

from tests.conftest import reader
from tests.living import Life, feeds, row
from tests.tables import rows
from tracker.alerts import outbox
from tracker.alerts.schema import schema
from tracker.cli import main
from tracker.operations import project

SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHMgb25seSE="
RECEIVERS = Path(__file__).parents[1] / "examples" / "receivers"
ALERT = f'[topics]\nmw = ["gigawatt*"]\n[alerts.a]\nwebhook = "https://h.x.org/"\nsecret = "{SECRET}"\n[site]\nbase_url = "https://j.example/t"\n'


def told(life: Life) -> dict[str, Any]:
    """Return the newest payload, which is as the schema says."""
    here, connection = project.load(life.root), reader(life.root)
    (one,) = outbox.deliveries(connection, "rowid = (SELECT max(rowid) FROM deliveries)")
    found = outbox.payload(connection, here.settings.alerts[one.alert], here.settings, one.id, life.at)
    connection.close()
    jsonschema.Draft202012Validator(schema()).validate(found)
    data = found["data"]
    if not data["more"]:
        assert sum(change["postings"] for change in data["changes"]) == data["count"]
    return dict(data)


def test_links_words_and_the_check(tmp_path: Path) -> None:
    """Each change has its links, reasons, words, and the completeness of its check."""
    life = Life(tmp_path, feeds("f") + ALERT)
    life.rows["f"] = [row(n, page="f") for n in range(4)]
    life.check()
    life.rows["f"] = [
        row(0, page="f", place="Rome", text="You lead a 2-gigawatt site. "),
        *(row(n, page="f") for n in range(1, 4)),
    ]
    life.check()
    (one,) = told(life)["changes"]
    (snapshot,) = rows(tmp_path, "SELECT snapshot_id FROM wordings WHERE number = 2")
    assert one["permalink"] == "https://j.example/t/postings/f.n0?from=1&to=2"
    assert one["evidence"] == f"https://j.example/t/evidence/{snapshot['snapshot_id']}"
    assert one["live"] == one["url"] == "https://f.x.org/p/0"
    assert (one["check"]["outcome"], one["check"]["seen"]) == ("complete", 4)
    topic = ALERT.replace("[alerts.a]\n", '[alerts.a]\ntopic = "mw"\n').replace('/t"', '"')
    (tmp_path / "tracker.toml").write_text(feeds("f") + topic)
    life.rows["f"] = [*life.rows["f"], row(7, page="f", title="Lead of one gigawatt", text="A Gigawatt! " * 9)]
    life.check()
    (one,) = told(life)["changes"]
    assert one["reasons"] == [{"rule": "topic", "value": "mw", "phrase": "gigawatt*"}]
    marked = [[found["text"][start:end] for start, end in found["matches"]] for found in one["excerpts"]]
    assert marked[0] == ["gigawatt"]
    assert set(marked[1]) == {"Gigawatt"}
    (tmp_path / "tracker.toml").write_text(feeds("f") + ALERT.replace('base_url = "https://j.example/t"', ""))
    life.rows["f"] = life.rows["f"][:-1]
    life.check()
    (one,) = told(life)["changes"]
    assert (one["kind"], one["permalink"], one["evidence"], one["live"]) == ("closed", None, None, None)
    shown = CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "preview", "a", "--since", "2026-01-01"])
    assert "[site] base_url" in shown.stderr
    assert "Live page: https://f.x.org/p/0" in shown.stdout
    as_slack = CliRunner().invoke(
        main, ["-C", str(tmp_path), "alerts", "preview", "a", "--since", "2026-01-01", "--channel", "slack"]
    )
    assert "(<https://f.x.org/p/0>)" in as_slack.stdout
    for preview in (shown, as_slack):  # a message has several lines
        assert preview.stdout.splitlines()[-1] == "Check: the list was complete, 4 postings"
    explained = CliRunner().invoke(main, ["-C", str(tmp_path), "alerts", "explain", "f.n0", "--json"])
    assert {(one["kind"], one["alert"], one["sent"]) for one in json.loads(explained.stdout)} >= {("edited", "a", True)}


def test_a_group_is_linked_as_a_whole(tmp_path: Path) -> None:
    """The same edit on four postings is one item that links to all of them."""
    life = Life(tmp_path, feeds("f") + ALERT)
    life.rows["f"] = [row(n, page="f") for n in range(4)]
    life.check()
    life.rows["f"] = [{**one, "text": f"{one['text']} And a sentence for all."} for one in life.rows["f"]]
    life.check()
    (one,) = told(life)["changes"]
    (group,) = {found["group_id"] for found in rows(tmp_path, "SELECT group_id FROM changes WHERE kind = 'edited'")}
    assert (one["postings"], one["permalink"]) == (4, f"https://j.example/t/?group={group}")


def test_the_schema_is_printed() -> None:
    """`alerts schema` needs no project, and prints a valid schema."""
    done = CliRunner().invoke(main, ["alerts", "schema"])
    assert json.loads(done.stdout) == schema()
    jsonschema.Draft202012Validator.check_schema(schema())


def _post(port: int, name: str, body: str, secret: str) -> int:
    now = datetime.now(UTC)
    headers = {
        "webhook-id": name, "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": f"v1,b3RoZXI= {Webhook(secret).sign(name, now, body)}",
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/", body.encode(), headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("name", ["receiver.py", "receiver.mjs"])
def test_the_example_receivers(name: str, tmp_path: Path) -> None:
    """They accept a signed alert once, and refuse unsigned or altered ones."""
    node = shutil.which("node")
    if name.endswith(".mjs") and node is None:
        pytest.skip("Node is not installed on this machine")
    program = sys.executable if name.endswith(".py") else str(node)
    change = {
        "employer": "Acme",
        "title": "Köchin",
        "summary": "opened",
        "url": "https://x.example/1",
        "permalink": None,
    }
    body = json.dumps({"type": "postings.changed", "data": {"changes": [change]}}, ensure_ascii=False)
    other = SECRET.replace("dGhl", "aGhl")
    environment = {
        **os.environ,
        "TRACKER_WEBHOOK_SECRET": SECRET,
        "SEEN": str(tmp_path / "seen"),
        "PYTHONIOENCODING": "utf-8",
    }
    with subprocess.Popen(
        [program, str(RECEIVERS / name), "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout
        port = int(process.stdout.readline().decode().rpartition(" ")[2])
        answers = [
            _post(port, *one)
            for one in (("m1", body, SECRET), ("m1", body, SECRET), ("m2", body, other), ("m2", body, SECRET))
        ]
        process.terminate()
        printed = process.stdout.read().decode()
    assert answers == [204, 204, 400, 204]
    assert printed.splitlines() == ["Acme: Köchin – opened https://x.example/1"] * 2
