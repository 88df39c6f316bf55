"""A real cron daemon runs the crontab that `tracker schedule cron` prints.

It has its own directories: bind mounts in a mount namespace hide those of this machine, so no crontab is touched.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import check
from tests.hostile import until
from tests.receiver import SECRET, Receiver
from tests.test_cli import tracker
from tests.test_schedule import NAME
from tests.world import Server, World, greenhouse_toml
from tracker.operations import schedule

CRON = "/usr/sbin/cron"  # Debian's
# Everything that cron reads and writes is hidden by a directory of the test, and so is sendmail. `crontab` installs the file.
START = """\
set -e
mount --bind "$1/spool" /var/spool/cron/crontabs
mount --bind "$1/cron.d" /etc/cron.d
mount --bind "$1/empty" /etc/crontab
mount --bind "$1/sbin" /usr/sbin
mount -t tmpfs none /run
crontab "$1/crontab"
exec /usr/sbin/cron -f
"""
SENDMAIL = '#!/bin/sh\nfile=$(mktemp "{}/mails/XXXXXX")\ncat >"$file"\n'


def _can() -> bool:
    """Say whether a daemon can be started: cron is there, and this user may make a mount namespace."""
    if not (os.access(CRON, os.X_OK) and shutil.which("crontab") and shutil.which("unshare")):
        return False
    return (
        os.geteuid() == 0 and not subprocess.run(["unshare", "-m", "true"], check=False, capture_output=True).returncode
    )


def project_at(folder: Path, name: str, minute: int) -> Path:
    """Make a directory whose project begins in this minute: it depends on the path."""
    for number in range(1_000):
        root = folder / f"{number}" / name
        if schedule.Installation(root, "root", (), 60, ()).offset == minute:
            root.mkdir(parents=True)
            return root
    raise AssertionError


def at_work(root: Path) -> frozenset[int]:
    """Return the runs that cron began in a project, without the processes that these began."""
    found: dict[int, int] = {}
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdecimal() and (process / "cwd").readlink() == root:
                found[int(process.name)] = int((process / "stat").read_text().rpartition(") ")[2].split()[1])
        except OSError:
            continue
    return frozenset(one for one, parent in found.items() if parent not in found)


@pytest.mark.skipif(not _can(), reason="Debian's cron is not installed here, or this user may not start it")
def test_cron_runs_the_crontab(tmp_path: Path, serve: Callable[[World], Server], receiver: Receiver) -> None:
    """Two runs of a slow site begin in the same minute: one change, one alert, no mail. Only the site that is down is mailed.

    cron looks once a minute, so this waits for up to 75 seconds, and works for three.
    """
    worlds = [World(1, 3, size=300) for _ in range(3)]
    slow, idle, down = (serve(world).base for world in worlds)
    begins = (datetime.now(UTC) + timedelta(seconds=75)).replace(second=0, microsecond=0)
    minute = begins.astimezone().minute
    alert = f'[alerts.a]\nkinds = ["opened"]\nwebhook = "{receiver.url}"\nsecret = "env:TRACKER_SECRET"\nallow_private = true\n'
    roots = [project_at(tmp_path, name, minute) for name in (NAME, "idle", "down")]
    for root, base in zip(roots, (slow, idle, down), strict=True):
        (root / "tracker.toml").write_text(greenhouse_toml(base, 1))
    check(roots[0], days=-1)
    check(roots[1])
    (roots[0] / "tracker.toml").write_text(greenhouse_toml(slow, 1) + alert)
    (roots[0] / "tracker.env").write_text(f"TRACKER_SECRET={SECRET}\n")
    opened = worlds[0]._open(0)
    asked, may_answer = threading.Event(), threading.Event()

    def wait(_path: str) -> None:
        asked.set()
        may_answer.wait(60)

    worlds[0].fault = wait
    worlds[2].fault = lambda _path: (500, b"down")

    texts = [tracker(root, "schedule", "cron", "--minutes", "60")[1] for root in (roots[0], *roots)]
    for name in ("spool", "cron.d", "sbin", "mails"):
        (tmp_path / name).mkdir()
    (tmp_path / "empty").touch()
    (tmp_path / "crontab").write_text("".join(text.partition("TRACKER_SECRET=\n")[0] for text in texts))
    shutil.copy(CRON, tmp_path / "sbin/cron")
    (tmp_path / "sbin/sendmail").write_text(SENDMAIL.format(tmp_path))
    (tmp_path / "sbin/sendmail").chmod(0o755)
    daemon = subprocess.Popen(["unshare", "-m", "sh", "-c", START, "sh", tmp_path])
    try:
        asked.wait((begins - datetime.now(UTC)).total_seconds())
        runs: set[int] = set()
        assert until(lambda: runs.update(now := at_work(roots[0])) or (len(runs) == 2 and len(now) == 1), 30)
        assert asked.wait(10)  # the other run found this one at work, and left
        may_answer.set()
        assert until(lambda: not any(map(at_work, roots)) and len(list((tmp_path / "mails").iterdir())) == 1)
    finally:
        may_answer.set()
        daemon.terminate()
        daemon.wait()
    (mail,) = [one.read_text() for one in (tmp_path / "mails").iterdir()]
    assert "\nc0: failed: " in mail
    assert [(one["kind"], one["posting"]) for _, data in receiver.got for one in data["changes"]] == [  # type: ignore[attr-defined]
        ("opened", f"c0.{opened}")
    ]
    rows = json.loads(tracker(roots[0], "log", "--json")[1])
    assert [(row["kind"], row["posting_id"]) for row in rows] == [("opened", f"c0.{opened}")]
    assert json.loads(tracker(roots[1], "log", "--json")[1]) == []
