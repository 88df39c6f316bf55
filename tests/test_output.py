"""Output: nothing that a site sent controls a terminal, in any command, on stdout and stderr."""

from __future__ import annotations

import ast
import base64
import io
import json
import os
import pty
import re
import select
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.conftest import Answer, check
from tests.serving import served
from tests.test_cli import tracker
from tests.world import Server, World, greenhouse_toml
from tracker.cli import COMMANDS, main, out, tables

Serve = Callable[[World], Server]
Site = Callable[[Answer], tuple[str, list[str]]]
TOP = Path(__file__).parent.parent
HOSTILE = "\x1b]0;x\x07 \x1b[2J \x9b31m \u202eevil\u2066 \r \u2028 \x7f \x00"
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
WRITERS = {"echo", "secho", "print", "print_exc", "print_exception", "print_stack", "echo_via_pager", "basicConfig"}
STREAMS = {"stdout", "stderr", "__stdout__", "__stderr__"}


def test_one_module_writes_to_the_streams() -> None:
    """In the commands only `out` uses print, click.echo, or a stream."""
    modules = sorted((TOP / "tracker" / "cli").glob("*.py"))
    assert len(modules) == 20
    found = {}
    for module in modules:
        names = {
            node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            for node in ast.walk(ast.parse(module.read_text()))
        }
        found[module.name] = names & (WRITERS | STREAMS)
    assert found.pop("out.py") == {"echo", "stdout", "stderr"}
    assert not any(found.values()), found


@given(some.text())
def test_no_text_is_obeyed(text: str) -> None:
    """Any text becomes one line without control characters, and everything else stays."""
    told = out.safe(text)
    assert not OBEYED.search(told)
    assert "\n" not in told
    told.encode()
    if not OBEYED.search(text) and "\n" not in text:
        assert told == text


def test_each_character_that_a_terminal_obeys_is_written_out() -> None:
    """Exactly C0 without tab, DEL, C1, separators, overrides, isolates and lone surrogates."""
    obeyed = {
        *range(9),
        *range(10, 32),
        *range(127, 160),
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    }
    obeyed |= set(range(0xD800, 0xE000))
    assert len(obeyed) == 31 + 33 + 2 + 5 + 4 + 2048
    assert {code for code in range(0x110000) if out.safe(chr(code)) != chr(code)} == obeyed


@given(some.text(some.characters()))  # surrogates too
def test_json_is_harmless_and_says_the_same(text: str) -> None:
    """JSON has no control characters, and reading it gives the original value."""
    with io.StringIO() as stream:
        before, sys.stdout = sys.stdout, stream
        try:
            out.say_json({"a": [text]})
        finally:
            sys.stdout = before
        told = stream.getvalue()
    assert not OBEYED.search(told)
    told.encode()
    assert json.loads(told) == {"a": [text]}


def test_letters_of_every_script_stand_as_they_are() -> None:
    """Persian joiners, Hebrew marks, emoji families, tabs and spaces are kept."""
    text = "می‌خواهم שלום\u200f 👩‍👩‍👧 データ\ta b"
    assert out.safe(text) == text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_encoding_of_the_stream(tmp_path: Path, encoding: str) -> None:
    """Letters that the terminal lacks are escaped, and JSON stays JSON."""
    (tmp_path / "tracker.toml").write_text('contact = "x"\n', "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(TOP)}
    command = [sys.executable, "-m", "tracker", "-C", str(tmp_path)]
    done = subprocess.run([*command, "init", "--schema"], capture_output=True, check=True, env=environment)
    schema = json.loads(done.stdout.decode(encoding))
    assert schema["properties"]["alerts"]["additionalProperties"]["properties"]["secret"]["description"].count("…") == 1
    done = subprocess.run([*command, "list", "ünïcode→"], capture_output=True, check=False, env=environment)
    assert done.returncode == 2
    done.stderr.decode(encoding)


class Reader:
    """Runs a command on a terminal of its own, and reads what it writes there."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "tracker", *arguments]
        full = {**os.environ, "PYTHONPATH": str(TOP), **environment}
        running = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=full, close_fds=True)
        os.close(theirs)
        parts = []
        while select.select([ours], [], [], 60)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # EIO: the other side is closed
                break
            parts.append(part)
        self.code = running.wait()
        self.text = b"".join(parts).decode()
        os.close(ours)


@pytest.fixture
def edited(tmp_path: Path, serve: Serve) -> Path:
    world = World(1, 3, size=400)
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1))
    check(tmp_path)
    world.companies[0][1].blocks[1] = ("p", "You take the 1st halls of their kind to opening day.")
    check(tmp_path)
    return tmp_path


def test_colours_of_our_own_on_a_terminal(edited: Path) -> None:
    """A difference has its colours on a terminal, none with NO_COLOR or through a pipe."""
    on = Reader("-C", str(edited), "diff", "c0.1")
    assert "\x1b[4;32m" in on.text
    assert set(re.findall("\x1b[^m]*m", on.text)) <= {"\x1b[9;31m", "\x1b[4;32m", "\x1b[0m"}
    assert "\x1b" not in Reader("-C", str(edited), "diff", "c0.1", NO_COLOR="1").text
    assert "\x1b" not in tracker(edited, "diff", "c0.1")[1]


WIDE = "数据中心 e\u0301 한국 👩\u200d👩\u200d👧 "
ROW = ("2026-03-02 12:00", "acme", "edited", f"{WIDE * 3}Manager", "acme.4012345", "“1st of its kind” appeared")
HEADS = ("seen (UTC)", "source", "kind", "title", "posting", "change")


@settings(max_examples=40)
@given(some.lists(some.tuples(*[some.text(max_size=60).map(out.one_line)] * 6), max_size=3), some.integers(1, 200))
def test_a_table_fits_any_terminal(rows: list[tuple[str, ...]], most: int) -> None:
    """No line is wider than the terminal; in a pipe every value is whole."""
    rows = [tuple(cell.replace("\t", " ") for cell in row) for row in [*rows, ROW]]
    for line in tables.lines(rows, HEADS, most, ("source",)):
        assert tables.width(line) <= most
    piped = list(tables.lines(rows, HEADS))
    assert len(piped) == 1 + len(rows)
    assert all(cell in line for row, line in zip(rows, piped[1:], strict=True) for cell in (row[0].rstrip(), row[3]))


def test_what_is_cut_in_a_table() -> None:
    """Texts first, then spare columns are left out, and ids and times last. Columns align next to wide characters."""
    assert [
        tables.width(one) for one in ("ab", "数据", "e\u0301", "한", "\u1112\u1161\u11ab", "ｱ", "a\u200d", "Ａ", "👩")
    ] == [*(2, 4, 1, 2, 2, 1, 1, 2, 2)]
    assert [tables.cut("数据中心", most) for most in (8, 7, 6, 2, 1, 0)] == [
        "数据中心",
        "数据中…",
        "数据…",
        "…",
        "…",
        "",
    ]
    plain = ("2026-03-02 12:00", "acme", "edited", "M" * 60, "acme.4012345", "x" * 60)
    for most, source, title in ((400, True, 60), (100, True, 25), (79, False, 17), (60, False, 8)):
        head, one, two = tables.lines([ROW, plain], HEADS, most, ("source",))
        assert ("acme " in one, "acme.4012345" in one, "2026-03-02 12:00" in two) == (source, True, True), most
        assert tables.width(one.partition("acme.4012345")[0]) == two.index("acme.4012345") == head.index("posting")
        assert ("…" in two) is (most != 400)
        assert two.count("M") == title, most
    assert list(tables.wrapped("数据 中心 abc", 7, "  ")) == ["  数据", "  中心", "  abc"]
    assert list(tables.wrapped("a b", 0, "  ")) == ["  a b"]


def test_tables_fit_the_terminal(edited: Path) -> None:
    """On a terminal no line of a table is longer than its width, and JSON is whole. Through a pipe values are whole."""
    text = edited.joinpath("tracker.toml").read_text()
    edited.joinpath("tracker.toml").write_text(text.replace("[sources.c0]", '[sources.c0]\nname = "数据中心 Ltd"'))
    check(edited)
    title = json.loads(tracker(edited, "list", "c0", "--json")[1])["postings"][0]["title"]
    for arguments in (("list", "c0"), ("log", "--baseline")):
        on = Reader("-C", str(edited), *arguments, COLUMNS="50").text.replace("\r\n", "\n").split("\n")
        table = [line for line in on if "  " in line]
        assert len(table) > 1, arguments
        assert max(map(tables.width, table)) <= 50, arguments
    assert title in tracker(edited, "list", "c0")[1]


def test_the_moving_line_is_harmless(edited: Path) -> None:
    """On a terminal progress is one line that is overwritten, without other control characters."""
    on = Reader("-C", str(edited), "run", "--reread")
    assert on.code == 0
    assert "requests, now c0" in on.text
    rest = on.text.replace("\r\x1b[K", "").replace("\r\n", "\n")
    assert not OBEYED.search(rest), rest


def test_colours_in_the_words_of_a_site_are_none() -> None:
    """The colour escape that we use is escaped if a site sends it."""
    with io.StringIO() as stream:
        before, sys.stdout = sys.stdout, stream
        try:
            out.say("\x1b[9;31mred\x1b[0m")
        finally:
            sys.stdout = before
        assert stream.getvalue() == "\\x1b[9;31mred\\x1b[0m\n"


# --- every command, with a hostile board ---


def _job(number: int, text: str) -> dict[str, object]:
    return {
        "id": number,
        "title": f"Role {number} {HOSTILE}",
        "absolute_url": f"https://x.org/{number}/{HOSTILE}",
        "updated_at": f"2026-01-01T00:00:00-05:00{HOSTILE}",
        "location": {"name": f"Place {HOSTILE}"},
        "departments": [{"id": 1, "name": f"Team {HOSTILE}"}],
        "company_name": f"Employer {HOSTILE}",
        "content": f"&lt;p&gt;{text} {HOSTILE}&lt;/p&gt;&lt;p&gt;Halls of servers {HOSTILE}&lt;/p&gt;",
    }


class Hostile:
    """A site whose every value and header has control sequences."""

    def __init__(self) -> None:
        self.text = "Words of the first wording"

    def __call__(self, path: str, _headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        raw = HOSTILE.replace("\r", " ").replace("\x00", " ").encode().decode("latin-1")
        headers = {"Server": raw, "Content-Type": f"application/json; {raw}"}
        if path.startswith("/moved"):
            return 302, {**headers, "Location": f"/gone/{raw}"}, b""
        if path.startswith("/hook"):
            return 500, headers, HOSTILE.encode()
        if path.startswith("/v1/boards/a/jobs"):
            jobs = [_job(number, self.text) for number in range(3)]
            return 200, headers, json.dumps({"jobs": jobs, "meta": {"total": 3}}).encode()
        if path.startswith("/wall"):
            return 200, {"Content-Type": "text/html"}, f"<title>{HOSTILE}</title><h1>{HOSTILE}</h1>".encode()
        return 404, headers, HOSTILE.encode()


@pytest.fixture
def hostile(tmp_path: Path, site: Site) -> Path:
    """A project that watches a hostile site; and what else may be hostile stands in the database by hand."""
    answer = Hostile()
    base, _ = site(answer)
    secret = "whsec_" + base64.b64encode(b"x" * 32).decode()
    (tmp_path / "tracker.toml").write_text(
        '[defaults]\ndelay = "0s"\nallow_private = true\nrender = "never"\n'
        f'[sources.a]\nboard = "greenhouse"\nurl = "{base}/a"\nendpoint = "{base}/v1/boards/a"\n'
        f'[sources.b]\nboard = "greenhouse"\nurl = "{base}/b"\nendpoint = "{base}/moved"\n'
        f'[sources.c]\nboard = "html"\nitem = "li"\nurl = "{base}/wall"\n'
        f'[sources.d]\nboard = "page"\nurl = "{base}/wall"\n'
        f'[alerts.n]\nphrase = "second"\nwebhook = "{base}/hook"\nsecret = "{secret}"\nallow_private = true\n'
    )
    assert tracker(tmp_path, "run")[0] == 1
    answer.text = "Words of the second wording"
    assert tracker(tmp_path, "run")[0] == 1
    connection = sqlite3.connect(tmp_path / "tracker.db")
    with connection:
        for table, column in (
            ("sources", "name"),
            ("sources", "url"),
            ("wordings", "title"),
            ("wordings", "location"),
            ("wordings", "department"),
            ("blocks", "text"),
            ("changes", "summary"),
            ("changes", "reason"),
            ("checks", "reason"),
            ("source_state", "reason"),
            ("posting_state", "url"),
            ("deliveries", "last_error"),
            ("delivery_channels", "last_error"),
            ("receivers", "last_error"),
        ):
            connection.execute(
                f"UPDATE {table} SET {column} = coalesce({column}, '') || ?", (HOSTILE.replace("\x00", ""),)
            )
        connection.execute(
            "INSERT INTO ties SELECT 't', 'repost', min(id), max(id), 'a', ?, 1.0, NULL, '2026-01-01T00:00:00.000Z' FROM posting_state",
            (HOSTILE,),
        )
    connection.close()
    return tmp_path


def _commands() -> set[str]:
    found = set()
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        found |= {f"{name} {one}" for one in command.commands} if isinstance(command, click.Group) else {name}
    return found


def _prepared(root: Path) -> dict[str, list[tuple[str, ...]]]:
    """Return what each command is called with; files and directories have hostile names."""
    odd = HOSTILE.replace("\x00", "")
    captures = root / "captures"
    captures.mkdir()
    (captures / f"2025-01-01 {odd}.json").write_bytes(b"{}")
    packed = root / f"{odd[:20]}.tar"
    with tarfile.open(packed, "w") as tar:
        tar.addfile(tarfile.TarInfo(f"no time {odd}"), io.BytesIO())
    (root / f"{odd}.warc").write_bytes(f"WARC/1.1\r\n{odd}\r\n\r\n".encode())
    har = root / "x.har"
    har.write_text(json.dumps({"log": {"entries": [{"request": {"url": odd, "method": odd}, "startedDateTime": odd}]}}))
    repository = root / "repository"
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    base = re.findall(r'url = "(http://[^/]*)', (root / "tracker.toml").read_text())[0]
    private = ("--allow-private",)
    return {
        "init": [(), ("--schema",)],
        "add": [
            (f"{base}/wall", *private),
            (f"{base}/x/{odd}", *private),
            (f"{base}/new", "--board", "greenhouse", "--endpoint", f"{base}/v1/boards/a", *private),
            (f"{base}/moved", *private),
            (odd,),
        ],
        "search": [("halls",), ("halls", "--json"), (odd,)],
        "run": [(), ("--json",), (odd,), ("--log-format", "json")],
        "watch": [("--log-format", odd)],
        "schedule": [("systemd",), (odd,)],
        "status": [(), ("--json",), ("--summary", "--json")],
        "log": [(), ("--json", "--baseline"), ("--baseline",), (odd,)],
        "show": [("a.1",), ("a.1", "--json"), (odd,)],
        "diff": [("a.1", "1", "2", "--format", form) for form in ("terminal", "unified", "html", "markdown", "json")],
        "news": [("--since", "2020-01-01"), ("--since", "2020-01-01", "--json"), (odd,)],
        "lifetimes": [(), ("--json",), (odd,)],
        "list": [("a",), ("a", "--json"), (odd,)],
        "ties": [(), ("--json",), ("a.1",), (odd,)],
        "untie": [(odd, odd), ("a.0", "a.2")],
        "annotate": [(odd, "x"), ("a.1", odd), ("--list",)],
        "redact": [("a.1", "--text", odd, "--reason", odd), ("--list", "--json")],
        "alerts test": [(), (odd,)],
        "alerts list": [(), ("--json",)],
        "alerts explain": [(odd,)],
        "alerts preview": [(odd,)],
        "alerts send": [(), ("--json",)],
        "alerts schema": [()],
        "alerts retry": [(), ("--json",), (odd,)],
        "import dir": [
            (str(captures), "--source", "a"),
            (str(packed), "--source", "a"),
            (str(packed), "--source", odd),
        ],
        "import warc": [(str(root / f"{odd}.warc"), "--source", "a")],
        "import har": [(str(har), "--source", "a")],
        "import wayback": [("--source", "a", "--server", f"{base}/wall"), ("--source", "a", "--server", odd)],
        "import git": [
            (str(repository), odd, "--source", "a"),
            (str(repository), "x", "--source", "a", "--branch", odd),
        ],
        "export warc": [(str(root / f"out{odd}"),), (str(root / "o"), "--source", odd)],
        "export csv": [(str(root / f"csv{odd}"),), (str(root / "o"), "--source", odd)],
        "export parquet": [(str(root / f"parquet{odd}"),)],
        "export jsonl": [(str(root / f"x{odd}.jsonl"),), (str(root / "x"), "--source", odd)],
        "export markdown": [(str(root / f"pages{odd}"),)],
        "export wacz": [(str(root / f"x{odd}.wacz"),), (str(root / "x"), "--source", odd)],
        "export db": [(str(root / f"copy{odd}.db"),), (str(root / f"copy{odd}.db"),)],
        "boards": [(), ("--json",)],
        "verify": [(), ("--json",)],
        "backup": [(str(root / f"b{odd}"), "--json"), (f"{odd}://x",)],
        "restore": [(str(root / f"b{odd}"),), (odd,)],
        "doctor": [(), ("--json",), ("a",), ("b",), ("c",), ("d",), (odd,)],
        "rebuild": [()],
        "serve": [("--port", odd)],
        "pack": [()],
        "prune": [("--older-than", "1d"), (odd,)],
        "remove": [(odd,), ("a", "--yes")],
    }


def test_every_command_with_a_hostile_board(hostile: Path) -> None:
    """Neither stream has a control character, JSON is JSON, and there is no traceback."""
    calls = _prepared(hostile)
    assert _commands() - {"demo"} == set(calls)
    assert (len(_commands()), sum(len(one) for one in calls.values())) == (47, 107)
    escaped = set()
    for name, variants in calls.items():
        for arguments in variants:
            done = CliRunner().invoke(main, ["-C", str(hostile), *name.split(), *arguments])
            told = (done.stdout_bytes + done.stderr_bytes).decode()
            assert not OBEYED.search(told), (name, arguments, told)
            assert "Traceback" not in told
            assert "bug in tracker" not in told, (name, arguments, told, done.exception)
            assert done.exit_code in {0, 1, 2, 3}
            if "--json" in arguments and done.exit_code < 2:
                json.loads(done.stdout)
            if "\\x1b" in told:
                escaped.add(name)
    expected = {"run", "log", "show", "diff", "search", "list", "status", "ties", "doctor", "export db"}
    assert escaped >= expected, expected - escaped


def test_serve_says_nothing_of_a_site(hostile: Path) -> None:
    """What the website's process writes has no controls of a site in it."""
    with served(hostile):
        pass
    told = (hostile / "serve.log").read_text().replace("\x1b[32m", "").replace("\x1b[0m", "")
    assert "running on" in told
    assert not OBEYED.search(told)
