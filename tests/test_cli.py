"""The command, as a new user uses it."""

from __future__ import annotations

import inspect
import json
import lzma
import os
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.conftest import check
from tests.world import Server, World, greenhouse_toml, html_toml
from tracker import config
from tracker.boards import BOARDS
from tracker.cli import ABOUT, COMMANDS, main
from tracker.cli.examples import EXAMPLES
from tracker.operations.summaries import process
from tracker.store import corrections, migrations

TOP = Path(__file__).parent.parent
Serve = Callable[[World], Server]


def tracker(root: Path, *arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["-C", str(root), *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def watched(tmp_path: Path, serve: Serve) -> Path:
    world = World(1, 4, size=400)
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(world).base, 1))
    check(tmp_path)
    first = world.companies[0][1]
    first.blocks[1] = ("p", "You take the 1st halls of their kind to opening day, for $100,000 - $120,000 a year.")
    check(tmp_path)
    del world.companies[0][2]
    check(tmp_path)
    return tmp_path


def test_help_loads_nothing_heavy() -> None:
    """`tracker --help` imports no browser, web framework or HTTP client."""
    code = (
        "import sys; from tracker.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rpartition("\n")[0].rpartition("\n")[2].split()) or set(done.stdout.split())
    assert "click" in loaded
    for heavy in ("playwright", "datasette", "aiohttp", "apprise", "sqlite_utils", "bs4", "selectolax"):
        assert heavy not in loaded


def test_an_unchanged_run_loads_no_rules_and_no_weights(tmp_path: Path, serve: Serve) -> None:
    """If nothing changed, findings cost nothing, not even the time to import their modules."""
    (tmp_path / "tracker.toml").write_text(greenhouse_toml(serve(World(1, 3, size=400)).base, 1))
    assert "3 already there" in tracker(tmp_path, "run")[1]
    code = (
        "import sys; from tracker.cli import main\n"
        f"try: main(['-C', {str(tmp_path)!r}, 'run'])\nexcept SystemExit as end: print(end.code, *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "no change" in done.stdout
    ended, *loaded = done.stdout.splitlines()[-1].split()
    assert ended == "0"
    assert {"tracker.store.findings", "tracker.store.source_counts", "tracker.operations.run"} <= set(loaded)
    assert not [name for name in loaded if name.startswith("tracker.insight") or name == "tracker.extract.gazetteer"]


def test_every_command_has_help_and_is_in_the_readme() -> None:
    """Every command and option is documented and has help."""
    readme = (TOP / "README.md").read_text()
    assert len(COMMANDS) == 31
    for name in COMMANDS:
        done = CliRunner().invoke(main, [name, "--help"])
        assert done.exit_code == 0, name
        assert f"`tracker {name}" in readme, name
        assert ABOUT[name]
    context = click.Context(main)
    for group in ("alerts", "import", "export"):
        command = main.get_command(context, group)
        assert isinstance(command, click.Group)
        for name in command.commands:
            assert f"tracker {group} {name}" in readme


def test_the_examples_of_every_command_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--help` ends with one to three examples, and each can be parsed as printed."""
    monkeypatch.chdir(tmp_path)
    for name in ("captures", "exported", "scraper", "jobs"):
        Path(name).mkdir()
    for name in ("2026-03-01.json.xz", "jobs.json", "crawl.warc.gz", "acme.har"):
        Path(name).touch()
    top = click.Context(main)
    found: dict[str, click.Command] = {}
    for name in COMMANDS:
        command = main.get_command(top, name)
        assert command is not None
        found[name] = command
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": one for inner, one in command.commands.items()}
    assert list(EXAMPLES) == list(found)
    assert len(found) == 50
    for path, command in found.items():
        _takes_its_parameters(command)
        examples = EXAMPLES[path]
        shown = CliRunner().invoke(main, [*path.split(), "--help"]).output
        assert 1 <= len(examples) <= 3, path
        for example in examples:
            assert f"\n    {example}\n" in shown, path
            program, *arguments = shlex.split(example.partition(" > ")[0].replace("~/jobs", str(tmp_path / "jobs")))
            assert (program, " ".join(arguments).removeprefix(f"-C {tmp_path / 'jobs'} ").startswith(path)) == (
                "tracker",
                True,
            )
            parsed = _parsed(main, arguments)
            assert parsed is command or (isinstance(command, click.Group) and parsed in command.commands.values())


def _takes_its_parameters(command: click.Command) -> None:
    """Fail if the function of a command does not take the arguments and options that the command declares."""
    assert command.callback is not None
    function = inspect.unwrap(command.callback)
    given = {parameter.name: None for parameter in command.params if parameter.expose_value and parameter.name}
    project = [Path()] if function is not command.callback else []
    inspect.signature(function).bind(*project, **given)


def _parsed(command: click.Command, arguments: list[str]) -> click.Command:
    """Parse arguments as click does before it calls a command, and return the command. Nothing is called."""
    context = command.make_context("tracker", arguments)
    if not isinstance(command, click.Group):
        return command
    _, inner, rest = command.resolve_command(context, [*context._protected_args, *context.args])
    assert inner is not None
    return _parsed(inner, rest)


def test_every_key_and_table_is_documented() -> None:
    """The docs have every configuration key and every table."""
    docs = (TOP / "docs/reference.md").read_text()
    known = {
        **config.SOURCE_KEYS,
        **config.ALERT_KEYS,
        **config.TOP_KEYS,
        **config.BROWSER_KEYS,
        **config.SUMMARY_KEYS,
        **config.OPERATOR_KEYS,
    }
    for key in known:
        assert f"`{key}`" in docs, key
    made = migrations.TABLES + migrations.VIEWS + corrections.TABLES
    tables = set(re.findall(r"CREATE (?:TABLE|VIEW) (\w+)", made))
    assert len(tables) > 20
    for table in tables:
        assert f"`{table}`" in docs, table


def test_init_and_what_is_missing(tmp_path: Path) -> None:
    """A new user is told what to type next."""
    code, _, err = tracker(tmp_path, "run")
    assert code == 2
    assert "run `tracker init`" in err
    code, out, _ = tracker(tmp_path, "init", "--contact", "me@example.org")
    assert code == 0
    assert "Next: tracker add" in out
    assert tracker(tmp_path, "init")[0] == 2
    code, out, _ = tracker(tmp_path, "run")
    assert (code, "no sources in tracker.toml yet" in out) == (0, True)
    assert "no sources yet" in tracker(tmp_path, "status")[1]
    code, _, err = tracker(tmp_path, "run", "nobody")
    assert (code, "no source 'nobody'" in err) == (2, True)
    code, _, err = tracker(tmp_path, "rnu")
    assert (code, "Did you mean 'run'?" in err) == (2, True)
    assert json.loads(tracker(tmp_path, "init", "--schema")[1])["title"] == "tracker.toml"


def test_log_show_diff_search_status(watched: Path) -> None:
    """The commands print the history as text and as JSON."""
    assert "closed: its page answers 404" in tracker(watched, "log")[1]
    rows = json.loads(tracker(watched, "log", "--json", "--kind", "edited")[1])
    assert [(row["posting_id"], row["baseline"]) for row in rows] == [("c0.1", False)]
    shown = tracker(watched, "show", "1")[1]
    assert "Pay: $100,000 – $120,000 a year" in shown
    assert "Version 2 of 2" in shown
    before = json.loads(tracker(watched, "log", "--json", "--baseline")[1])[-1]["at"]
    then = json.loads(tracker(watched, "show", "c0.1", "--at", before, "--json")[1])
    assert (then["version"]["number"], then["status"]) == (1, "open")
    assert (then["id"], then["posting_id"], then["watched"]) == ("c0.1", "c0.1", True)
    now = json.loads(tracker(watched, "show", "c0.1", "--json")[1])
    assert [row["baseline"] for row in now["changes"]] == [False, True]
    listed = json.loads(tracker(watched, "list", "c0", "--json")[1])
    assert {one["posting_id"] == one["id"] for one in listed["postings"]} == {listed["watched"]} == {True}
    assert "was not known yet" in tracker(watched, "show", "c0.1", "--at", "2020-01-01")[1]
    assert "  + You take the 1st halls" in tracker(watched, "diff", "c0.1")[1]
    assert (
        json.loads(tracker(watched, "diff", "c0.1", "1", "2", "--json")[1])["fields"]["pay"]["new"]
        == "$100,000 – $120,000 a year"
    )
    assert "c0.1" in tracker(watched, "search", "halls", "kind")[1]
    assert "c0.1" in tracker(watched, "search", "halls of their kind")[1]
    assert "No posting has these words" in tracker(watched, "search", "halls", "--at", before)[1]
    assert "No posting has these words" in tracker(watched, "search", "zzz", '"', "*")[1]
    assert json.loads(tracker(watched, "status", "--json")[1])[0]["open"] == 3
    assert "closed" in tracker(watched, "show", "c0.2")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "nope"), "no posting 'nope'"),
        (("show", "c0."), "did you mean c0.1"),
        (("diff", "c0.1", "1", "9"), "has no version 9"),
        (("log", "--since", "last week"), "is not a valid time"),
        (("export", "excel"), "No such command"),
        (("serve", "--port", "70000"), "Invalid value for '-p' / '--port'"),
        (("demo", "--port", "70000"), "Invalid value for '--port'"),
        (("serve", "--port", "-1"), "is not in the range"),
    ],
)
def test_mistakes_are_told(watched: Path, arguments: tuple[str, ...], message: str) -> None:
    """A wrong argument is named, with exit code 2."""
    code, _, err = tracker(watched, *arguments)
    assert (code, message in err) == (2, True), err


def test_usual_mistakes(tmp_path: Path) -> None:
    """Each common mistake is answered with its cause and the remedy."""
    (tmp_path / "here").mkdir()
    code, out, _ = tracker(tmp_path / "here", "init", "../my jobs/new", "--contact", "me@example.org")
    root = tmp_path / "my jobs" / "new"
    assert (code, "Next: cd '../my jobs/new' && tracker add" in out) == (0, True)
    assert (root / "snapshots").is_dir()
    text = (root / "tracker.toml").read_text() + '\n[sources.acme]\nurl = "https://acme.example/jobs"\n'
    (root / "tracker.toml").write_text(text)
    job = {"id": 7, "title": "Cook", "absolute_url": "https://boards.greenhouse.io/acme/jobs/7", "content": "Cook."}
    packed = lzma.compress(json.dumps({"jobs": [job]}).encode())
    (tmp_path / "one.json.xz").write_bytes(packed)
    (tmp_path / "2026-03-01.json.xz").write_bytes(packed[:40])
    greenhouse = ("--source", "b", "--board", "greenhouse")
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    cases = [
        (("init",), 2, "or create another project with `tracker init DIR`"),
        (("lisst",), 2, "Did you mean 'list'?"),
        (("log", "--sinse", "7d"), 2, "--since"),
        (("log", "--kind", "opned"), 2, "there is no 'opned'; did you mean 'opened'?"),
        (("log", "--kind", "xyz"), 2, "is not one of 'opened'"),
        (("news", "--kind", "repst"), 2, "did you mean 'repost'?"),
        (("alerts", "list", "--state", "snt"), 2, "did you mean 'sent'?"),
        (("log", "--since", "last week"), 2, "is not a valid time; use 2023-08-17"),
        (("log", "acme"), 2, "`tracker run` creates it"),
        (("run", "acne"), 2, "did you mean 'acme'?"),
        (("remove", "acne", "--yes"), 2, "did you mean 'acme'?"),
        (("add", "jobs"), 2, "enter one that begins with https://"),
        (("add", "ftp://acme.example/jobs"), 2, "is not a web address"),
        (("add", "me@acme.example"), 2, "is an e-mail address"),
        (("add", "linkedin.com/jobs"), 2, "is a page of LinkedIn"),
        (("add", "www.indeed.com:443/jobs?q=x"), 2, "is a page of Indeed"),
        (("add", "10.0.0.1/careers"), 1, "add --allow-private"),
        (("add", "nosuch.invalid/careers"), 1, "nosuch.invalid"),
        (("add", "https://acme.example/jobs", "--board", "greenhuose"), 2, "did you mean 'greenhouse'?"),
        (("schedule", "crom"), 2, "there is no 'crom'; did you mean 'cron'? Choose from: cron, systemd, github, docker"),
        (("schedule", "systemed"), 2, "did you mean 'systemd'?"),
        (("alerts", "preview", "a", "--channel", "slak"), 2, "did you mean 'slack'?"),
        (("diff", "a", "--format", "htm"), 2, "did you mean 'html'?"),
        (("serve", "--port", str(port)), 2, f"port {port} of 127.0.0.1 is in use, perhaps by another `tracker serve`"),
        (("serve", "--port", str(port)), 2, f"tracker serve --port {port + 1}"),
        (("demo", "--serve", "--port", str(port)), 2, f"port {port} of 127.0.0.1 is in use"),
        (("schedule", "cron", "--watch"), 2, "--watch is for systemd"),
        (("schedule", "docker", "--package", "x"), 2, "--package is for github"),
        (("export", "cvs", "x"), 2, "No such command 'cvs'. Did you mean 'csv'?"),
        (("import", "drr", "x"), 2, "Did you mean 'dir'?"),
        (("alerts", "prevew", "x"), 2, "Did you mean 'preview'?"),
        (("import", "git", str(tmp_path), "x", *greenhouse), 2, "is not a git repository; give the directory of a clone"),
        (("restore", f"{tmp_path}/nowhere"), 2, f"there is no backup in {tmp_path}/nowhere; use the same TARGET"),
        (("search", "*", '"'), 2, "has no word; use letters or digits"),
        (("serve", "--host", "192.0.2.1"), 2, "--host 192.0.2.1 is not an address of this machine; use 127.0.0.1"),
        (("serve", "--host", "nosuch.invalid"), 2, "--host nosuch.invalid: this name has no address"),
        (("import", "dir", f"{tmp_path}/one.json.xz", *greenhouse), 2, "the name of 'one.json.xz' has no time; give one"),
        (("import", "dir", f"{tmp_path}/2026-03-01.json.xz", *greenhouse), 2, "nothing was imported: 2026-03-01.json.xz: it can't be"),
        (("import", "dir", f"{tmp_path}/one.json.xz", "--at", "2026-03-01", "--source", "b", "--board", "lever"), 2,
         "one.json.xz can't be read as lever, and nothing was imported; read as plain JSON, there is 1 posting in one.json.xz"),
    ]  # fmt: skip
    with taken:
        for arguments, expected, message in cases:
            code, _, err = tracker(root, *arguments)
            assert (code, message in err) == (expected, True), (arguments, err)
    assert len(cases) == 39
    code, out, err = tracker(root, "import", "dir", f"{tmp_path}/2026-03-01.json.xz", *greenhouse, "--json")
    assert (code, json.loads(out)["captures"]) == (2, 0), err
    for command in ("run", "log", "status"):
        code, _, err = tracker(tmp_path / "here", command)
        assert (code, f"there is no tracker.toml in {tmp_path / 'here'}; run `tracker init`" in err) == (2, True), err
    code, out, err = tracker(root, "import", "dir", f"{tmp_path}/one.json.xz", *greenhouse, "--at", "2026-03-01")
    assert (code, "Imported 1 capture of 1 source\nChecks: 1 complete\n" in out) == (0, True), err
    for key in ("contact", "heartbeat"):
        (root / "tracker.toml").write_text(f'{text}{key} = "https://me.example.org"\n')
        code, _, err = tracker(root, "run")
        assert (code, f"sources.acme.{key}: unknown key; it belongs at the top of the file" in err) == (2, True), err


def test_the_first_commands_of_the_readme(tmp_path: Path, serve: Serve) -> None:
    """A shell runs them as printed, except that the board is on this machine and `serve` is left out."""
    base = serve(World(1, 2, size=300)).base
    block = (
        (TOP / "README.md").read_text().partition("## Getting started")[2].partition("```sh\n")[2].partition("```")[0]
    )
    board = "https://boards.greenhouse.io/acme"
    assert block.count("tracker ") == 5
    assert (block.count(board), block.endswith("tracker serve\n")) == (1, True)
    here = f"{base}/c0/jobs --board greenhouse --endpoint {base}/v1/boards/c0 --allow-private"
    script = block.replace(board, here).replace("tracker serve\n", "tracker serve --help\n")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-ec", script],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path), "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Greenhouse board of" in done.stdout
    assert (tmp_path / "jobs" / "tracker.db").exists()


def test_a_shell_completes_the_names_of_sources(tmp_path: Path) -> None:
    """Every command that takes a source completes those of the project; an invalid tracker.toml completes none."""
    file = tmp_path / "tracker.toml"
    file.write_text(
        "".join(f'[sources.{name}]\nurl = "https://{name}.example/"\n' for name in ("acme", "acorn", "zeta"))
    )

    def completed(command: str, typed: str) -> list[str]:
        asked = {
            "COMP_WORDS": f"tracker -C {tmp_path} {command} {typed}",
            "COMP_CWORD": str(3 + len(command.split())),
            "_TRACKER_COMPLETE": "bash_complete",
        }
        done = CliRunner().invoke(main, [], prog_name="tracker", env=asked)
        return [line.partition(",")[2] for line in done.stdout.splitlines() if line]

    imports = [f"import {kind} --source" for kind in ("dir x", "warc x", "har x", "wayback", "git x y")]
    commands = (
        "run",
        "log",
        "list",
        "remove",
        "doctor",
        "news",
        "lifetimes",
        "pack",
        "export warc x --source",
        *imports,
    )
    for command in commands:
        assert completed(command, "ac") == ["acme", "acorn"], command
    assert completed("run", "z") == ["zeta"]
    file.write_text("[sources")
    assert completed("run", "ac") == []


def test_add_reads_before_it_writes(tmp_path: Path, serve: Serve) -> None:
    """`add` recognises what is at an address, reports it, and adds the source."""
    tracker(tmp_path, "init")
    base = serve(World(1, 4, size=300)).base
    code, out, _ = tracker(
        tmp_path,
        "add",
        f"{base}/c0/jobs",
        "--board",
        "greenhouse",
        "--endpoint",
        f"{base}/v1/boards/c0",
        "--allow-private",
    )
    assert code == 0
    assert "Greenhouse board of Company 0, 4 postings, complete" in out
    assert "4 already there" in out
    assert "[sources.company-0]" in (tmp_path / "tracker.toml").read_text()
    code, out, _ = tracker(tmp_path, "add", f"{base}/c0/jobs/1", "--allow-private", "--slug", "plain")
    assert f"{base}/c0/jobs/1 is one of its postings" in out
    assert (code, "Careers page of 127.0.0.1, 4 postings, complete (by its structure)." in out) == (0, True), out
    assert 'board = "page"' in (tmp_path / "tracker.toml").read_text()
    assert tracker(tmp_path, "add", "not-an-address")[0] == 2


def test_doctor_changes_nothing(tmp_path: Path, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """`doctor SOURCE` shows requests, verdict and first postings, and stores nothing."""
    (tmp_path / "tracker.toml").write_text('contact = "me@x.org"\n' + html_toml(serve(World(1, 4, size=300)).base, 1))
    code, out, _ = tracker(tmp_path, "doctor", "c0")
    assert code == 0
    assert "4 postings; complete" in out
    assert "end of the list: no link to a next page" in out
    assert out.count("posting http") == 3
    assert out.count("its text begins: ") == 3
    assert "would store: complete, 4 already there, with the texts of 3 of 4 read here" in out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tracker.toml"]
    check(tmp_path)
    code, out, _ = tracker(tmp_path, "doctor", "c0")
    assert (code, out.count("text of its own page not due to be read"), "0 characters" in out) == (0, 3, False)
    assert "would store: complete, no change; 1 reply of " in out
    monkeypatch.setattr(process, "PACKAGE", "a_package_that_is_not_there")
    with (tmp_path / "tracker.toml").open("a") as file:
        file.write('[summaries]\nmodel = "m"\n')
    code, out, _ = tracker(tmp_path, "doctor")
    assert (code, "ok   browser" in out) == (1, True)
    assert [line for line in out.splitlines() if line.startswith("NOT")] == [f"NOT  summaries: {process.MISSING}"]


def test_verify_and_rebuild(watched: Path) -> None:
    """The archive is verified and the database is rebuilt."""
    assert "no problems" in tracker(watched, "verify")[1]
    assert "from 3 checks." in tracker(watched, "rebuild")[1]
    code, out, _ = tracker(watched, "export", "warc", str(watched / "out"))
    assert (code, "records" in out) == (0, True)


def test_damaged_database_is_told(watched: Path) -> None:
    """A file that is not a database ends with exit code 3 and advice."""
    for file in watched.glob("tracker.db-*"):
        file.unlink()
    (watched / "tracker.db").write_bytes(b"this is no database at all" * 100)
    code, _, err = tracker(watched, "run")
    assert (code, "move it away and run `tracker rebuild`" in err) == (3, True)


def test_a_closed_pipe_is_no_error(watched: Path) -> None:
    """`tracker log | head -1` ends quietly."""
    done = subprocess.run(
        f"{sys.executable} -m tracker -C {watched} log --json --baseline | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(TOP)},
    )
    assert "Traceback" not in done.stderr


def test_demo_tells_the_story(tmp_path: Path) -> None:
    """The demo runs to its end, and its alerts arrive with valid signatures."""
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "demo", "--keep", str(tmp_path / "d")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.count("alert received, signature valid, 1 change:") == 3
    assert done.stdout.count("alert received, signature valid, 2 changes:") == 1
    (score,) = re.findall(r"finding, score (0\.\d\d): First mention of “our 1st data center of its kind”", done.stdout)
    assert float(score) >= 0.9
    assert done.stdout.count("finding, score") == 3
    assert "held: 5 of 8 postings are not in the list" in done.stdout
    assert "closed: its page answers 404" in done.stdout
    assert "4 alerts with 5 changes received, 0 with an invalid signature" in done.stdout


def test_boards_are_listed(tmp_path: Path) -> None:
    """Every board is listed with an address that is recognised as its own."""
    code, out, _ = tracker(tmp_path, "boards")
    assert code == 0
    for key, board in BOARDS.items():
        assert any(line.startswith(key) and board.example in line for line in out.splitlines()), key
    rows = json.loads(tracker(tmp_path, "boards", "--json")[1])
    assert len(rows) == len(BOARDS) == 33
