"""The files that `tracker schedule` prints are run or verified by the programs that they are for."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.conftest import check
from tests.receiver import SECRET
from tests.test_cli import tracker
from tests.world import Server, World, greenhouse_toml
from tracker.operations import project, schedule

TOP = Path(__file__).parents[1]
NAME = "50 % of 'jobs' $HOME"  # what a crontab, a shell, a unit and a compose file each read in another way
ALERT = """
[alerts.a]
kinds = ["closed"]
webhook = "http://127.0.0.1:9/hook"
secret = "env:TRACKER_SECRET"
allow_private = true
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(World(1, 3, size=300)) as serving:
        yield serving


@pytest.fixture
def root(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that has an awkward name, and a secret in the environment."""
    found = tmp_path / NAME
    found.mkdir()
    (found / "tracker.toml").write_text(greenhouse_toml(server.base, 1) + ALERT)
    monkeypatch.setenv("PYTHONPATH", str(TOP))
    return found


def printed(root: Path, *arguments: str) -> dict[str, str]:
    """Write what is printed into files, and return them by name."""
    code, out, err = tracker(root, "schedule", *arguments, "--to", str(root.parent / "out"))
    assert code == 0, err
    names = re.findall(r"Wrote (.+)\.$", out, re.MULTILINE)
    files = {Path(name).name: Path(name).read_text() for name in names}
    shown = tracker(root, "schedule", *arguments)[1]
    assert all(line in shown for text in files.values() for line in text.splitlines())
    if "tracker.env" in files:
        assert files["tracker.env"] == "TRACKER_SECRET=\n"
        assert (root.parent / "out/tracker.env").stat().st_mode & 0o777 == 0o600
    return files


def test_a_crontab_that_runs(root: Path) -> None:
    """The line, run as cron runs it: by sh, with a minimal environment, several at once, without output."""
    files = printed(root, "cron", "--minutes", "20")
    (line,) = [one for one in files["crontab"].splitlines() if "*" in one]
    minute, *stars, command = line.split(" ", 5)
    assert stars == ["*"] * 4
    assert re.fullmatch(r"1?\d-59/20", minute)
    assert not re.search(r"(?<!\\)%", command)  # cron ends the command at a bare %
    (root / "tracker.env").write_text(f"TRACKER_SECRET={SECRET}\n")
    environment = {"HOME": "/tmp", "PATH": "/usr/bin:/bin", "LOGNAME": "me", "PYTHONPATH": str(TOP)}
    running = [
        subprocess.Popen(
            ["/bin/sh", "-c", command.replace(r"\%", "%")],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment,
        )
        for _ in range(2)
    ]
    assert [one.communicate(timeout=60)[0] for one in running] == [b"", b""]
    assert [one.returncode for one in running] == [0, 0]
    assert [row["open"] for row in json.loads(tracker(root, "status", "--json")[1])] == [3]


@pytest.mark.skipif(not shutil.which("crontab"), reason="no cron is installed here")
def test_cron_reads_the_crontab(root: Path) -> None:
    """The real crontab command accepts it."""
    printed(root, "cron")
    done = subprocess.run(["crontab", "-T", root.parent / "out/crontab"], capture_output=True, text=True, check=False)
    if "invalid option" in done.stderr:
        pytest.skip("this crontab can't check a file without installing it")
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd is installed here")
def test_systemd_accepts_the_units(root: Path) -> None:
    """The service with its timer, and the permanent service; their paths are read back unchanged."""
    for extra in ((), ("--minutes", "60"), ("--watch",)):
        files = printed(root, "systemd", *extra)
        assert len(files) == 1 + (not extra or extra[0] == "--minutes") + ("tracker.env" in files)
        units = [root.parent / "out" / name for name in files if name != "tracker.env"]
        done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
        told = [line for line in done.stderr.splitlines() if "tracker-50" in line]
        assert (done.returncode, told) == (0, []), done.stderr
        (service,) = [text for name, text in files.items() if name.endswith(".service")]
        assert f"WorkingDirectory={str(root).replace('%', '%%')}\n" in service
        assert "User=" in service
    plain = schedule.Installation(Path('/a b/"c"$d\\'), "me", ('/a b/"c"$d\\%/tracker',), 15, ())
    (unit,) = [file.text for file in schedule.systemd(plain, watch=True)]
    assert 'ExecStart="/a b/\\"c\\"$$d\\\\%%/tracker" watch --quiet\n' in unit


def test_a_workflow_for_github(root: Path) -> None:
    """YAML with one job, in which only one run is at work, and whose steps are commands of ours."""
    files = printed(root, "github", "--package", "job-posting-tracker @ git+https://example.org/x")
    found = yaml.safe_load(files["tracker.yml"])
    (when,) = found[True]["schedule"]  # YAML 1.1 reads the key `on` so
    assert re.fullmatch(r"1?\d-59/15 \* \* \* \*", when["cron"])
    assert found["concurrency"] == {"group": "tracker", "cancel-in-progress": False}
    steps = found["jobs"]["run"]["steps"]
    (run,) = [step for step in steps if step.get("id") == "check"]
    assert run["env"] == {"TRACKER_SECRET": "${{ secrets.TRACKER_SECRET }}"}
    names = [step.get("name") for step in steps]
    assert names.index("Commit the archive") < names.index("Keep the database")
    (install,) = [step["run"] for step in steps if step.get("name") == "Install"]
    assert shlex.split(install)[-1] == "job-posting-tracker @ git+https://example.org/x"
    for step in steps:
        for command in re.findall(r"tracker (?:run|rebuild|status)[ \w-]*", step.get("run", "")):
            assert tracker(root, *shlex.split(command)[1:2], "--help")[0] == 0
        if "run" in step:
            assert subprocess.run(["bash", "-n", "-c", step["run"]], check=False).returncode == 0
    assert schedule.package().startswith("job-posting-tracker")


def test_an_image_and_a_compose_file(root: Path) -> None:
    """The compose file is YAML with the true paths; what the image copies is there, and enough to install the package."""
    files = printed(root, "docker")
    services = yaml.safe_load(files["compose.yaml"])["services"]
    assert set(services) == {"tracker", "site"}
    for service in services.values():
        (volume,) = service["volumes"]
        assert volume == {"type": "bind", "source": str(root).replace("$", "$$"), "target": "/project"}
        assert service["user"] == f"{os.getuid()}:{os.getgid()}"
        assert tracker(root, service["command"][0], "--help")[0] == 0
    assert services["tracker"]["env_file"] == ["tracker.env"]
    assert services["tracker"]["build"]["additional_contexts"] == {"tracker": str(TOP)}
    copied = root.parent / "image"
    lines = files["Dockerfile"].splitlines()
    for line in lines:
        if line.startswith("COPY --from=tracker "):
            *sources, target = line.split()[2:]
            for name in sources:
                to = copied / target.removeprefix("/src").strip("/")
                if (TOP / name).is_dir():
                    shutil.copytree(TOP / name, to, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    to = to / name if target.endswith("/") else to
                    to.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(TOP / name, to)
    pins = (copied / "requirements/run.txt").read_text()
    assert all(
        f"{name}==" in pins
        for name in tomllib.loads((TOP / "pyproject.toml").read_text())["build-system"]["requires"][0].split(">")[:1]
    )
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(root.parent / "wheels")]
    subprocess.run(build, cwd=copied, check=True, capture_output=True)
    (wheel,) = (root.parent / "wheels").iterdir()
    names = zipfile.ZipFile(wheel).namelist()
    assert {"tracker/cli/__init__.py", "tracker/site/metadata.yml", "tracker/py.typed"} <= set(names)


def test_a_file_of_secrets_is_never_overwritten(root: Path) -> None:
    """Nor is one written where tracker.toml names no secret."""
    out = root.parent / "out"
    out.mkdir()
    (out / "tracker.env").write_text("TRACKER_SECRET=mine\n")
    assert "tracker.env" not in printed(root, "cron")
    assert (out / "tracker.env").read_text() == "TRACKER_SECRET=mine\n"
    (root / "tracker.toml").write_text((root / "tracker.toml").read_text().replace("env:TRACKER_SECRET", SECRET))
    assert schedule.secrets(root) == ()
    (cron,) = schedule.cron(schedule.installation(root, 60))
    assert "tracker.env" not in cron.text
    assert re.search(r"^[1-5]?\d \* \* \* \* cd ", cron.text, re.MULTILINE)
    assert tracker(root.parent, "schedule", "cron")[0] == 2


def test_what_a_run_prints(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing for cron if nothing is due or wrong; problems on stderr; JSON lines if requested."""
    monkeypatch.setenv("TRACKER_SECRET", SECRET)
    code, out, err = tracker(root, "run", "--due", "--log-format", "json")
    (line,) = out.splitlines()
    found = json.loads(line)
    assert (code, err) == (0, "")
    assert found.pop("ts").endswith("Z")
    assert found.pop("requests") >= 1
    assert found == {
        "level": "info",
        "event": "check",
        "source": "c0",
        "outcome": "complete",
        "seen": 3,
        "stated_total": 3,
        "changes": {},
        "baseline": 3,
        "message": "3 already there",
    }
    for extra in ((), ("--quiet",), ("--log-format", "json")):
        assert tracker(root, "run", "--due", *extra) == (0, "", "")
    assert tracker(root, "run", "--quiet") == (0, "", "")
    assert "c0" in tracker(root, "run")[1]
    with project.load(root).lock():
        assert tracker(root, "run", "--due") == (0, "", "")
        assert tracker(root, "run", "--quiet") == (0, "", "")
        code, out, err = tracker(root, "run")
        assert (code, out, "another tracker is running here" in err) == (0, "", True)
        code, out, err = tracker(root, "run", "--log-format", "json")
        assert (code, err, json.loads(out)["event"]) == (0, "", "held")
        old = json.dumps({"pid": os.getpid(), "since": "2026-01-01T00:00:00.000Z"})
        (root / "tracker.lock").write_text(old)
        code, out, err = tracker(root, "run", "--due", "--quiet")
        assert (code, out, "for more than a day" in err) == (0, "", True)
    server_world = server.handler.world  # type: ignore[attr-defined]
    monkeypatch.setattr(server_world, "fault", lambda _path: (500, b"down"))
    code, out, err = tracker(root, "run", "--quiet")
    assert (code, out, err.startswith("c0: failed: ")) == (1, "", True)
    code, out, err = tracker(root, "run", "--quiet", "--log-format", "json")
    found = json.loads(err)
    assert (code, out, found["level"], found["event"], found["outcome"]) == (1, "", "warning", "check", "failed")
    assert tracker(root, "run", "--json", "--quiet")[0] == 2
    monkeypatch.delenv("TRACKER_SECRET")
    code, out, err = tracker(root, "run", "--log-format", "json")
    found = json.loads(err)
    assert (code, out, found["event"], found["level"], found["exit_code"]) == (2, "", "error", "error", 2)


def test_the_state_of_a_project(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1 if a source fails or is overdue; since when; when it is due; disk space."""
    monkeypatch.setenv("TRACKER_SECRET", SECRET)
    assert tracker(root, "status")[0] == 0
    assert json.loads(tracker(root, "status", "--json")[1])[0]["outcome"] is None
    check(root, days=-40)
    code, out, _ = tracker(root, "status")
    assert (code, "1 source overdue: c0" in out) == (1, True)
    check(root)
    (one,) = json.loads(tracker(root, "status", "--json")[1])
    assert (one["watched"], one["overdue"], one["failing_since"], one["outcome"]) == (True, False, None, "complete")
    assert one["last_good"] == one["last_check"] < one["next_due"]
    assert one["bytes"] == sum(file.stat().st_size for file in (root / "snapshots").rglob("*.zst"))
    assert 0 < one["bytes_per_month"] < 1.1 * one["bytes"]
    world = server.handler.world  # type: ignore[attr-defined]
    monkeypatch.setattr(world, "fault", lambda _path: (500, b"down"))
    check(root)
    first = json.loads(tracker(root, "status", "--json")[1])[0]
    check(root)
    code, out, _ = tracker(root, "status")
    assert (code, f"failing since {first['last_check'][:10]}" in out, "1 source failing: c0" in out) == (1, True, True)
    (one,) = json.loads(tracker(root, "status", "--json")[1])
    assert one["failing_since"] == first["last_check"] < one["last_check"]
    connection = project.load(root).open_database()
    with connection as database, database.transaction():
        database.connection.execute(
            "INSERT INTO deliveries (id, state) VALUES ('1', 'dead'), ('2', 'pending'), ('3', 'sent')"
        )
    totals = json.loads(tracker(root, "status", "--json", "--summary")[1])
    assert set(totals) == {
        *("ok", "sources", "failing", "overdue", "next_due", "bytes", "bytes_per_month", "database_bytes"),
        *("alerts_pending", "alerts_dead"),
    }
    assert (totals["ok"], totals["failing"], totals["alerts_pending"], totals["alerts_dead"]) == (False, ["c0"], 1, 1)
    assert "1 pending, 1 dead" in tracker(root, "status", "--summary")[1]
    monkeypatch.setattr(world, "fault", lambda _path: None)
    check(root)
    assert tracker(root, "status")[0] == 0
