"""Write the files that run a project by cron, systemd, GitHub Actions or Docker. They are complete, and nothing is installed."""

from __future__ import annotations

import getpass
import json
import os
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from tracker.model import digest
from tracker.model.errors import UsageError
from tracker.operations import project

MINUTES = ("5", "10", "15", "20", "30", "60")
SECRETS = "tracker.env"
_CHECKOUT = Path(__file__).parents[2]
_COPIED = ("requirements/run.txt", "pyproject.toml", "README.md", "LICENSE", "tracker")  # what an image is made of
_VARIABLE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its path, or its name within the project, and its text. `about` says what to do with it."""

    path: str
    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """Where and as whom a project runs. `secrets` are the variables of the environment that tracker.toml names."""

    root: Path
    user: str
    command: tuple[str, ...]
    minutes: int
    secrets: tuple[str, ...]

    @property
    def offset(self) -> int:
        """Return the minute at which to begin.

        It differs between projects, so that not all of them begin at the full hour.
        """
        return int(digest(str(self.root), length=8), 16) % min(self.minutes, 60)

    @property
    def name(self) -> str:
        """Return a name for units and containers."""
        return "tracker-" + (re.sub(r"[^a-z0-9]+", "-", self.root.name.lower()).strip("-") or "project")

    @property
    def minute(self) -> str:
        """Return the minutes in the form of cron."""
        return f"{self.offset}-59/{self.minutes}" if self.minutes < 60 else str(self.offset)  # noqa: PLR2004  # an hour


def installation(root: Path, minutes: int) -> Installation:
    """Return where a project runs. Raise ConfigError if it has no usable tracker.toml."""
    project.load(root)
    script = Path(sys.executable).with_name("tracker")
    command = (str(script),) if script.exists() else (sys.executable, "-m", "tracker")
    for part in (str(root), *command):
        if re.search(r"[\x00-\x1f\x7f]", part):
            message = f"{part!r} has a control character; no scheduler takes such a path"
            raise UsageError(message)
    return Installation(root, getpass.getuser(), command, minutes, secrets(root))


def secrets(root: Path) -> tuple[str, ...]:
    """Return the variables of the environment that tracker.toml names, in its order."""
    raw = tomllib.loads(project.read(root / "tracker.toml").removeprefix("\ufeff"))
    matches = (_VARIABLE.fullmatch(text) for text in _texts(raw))
    return tuple(dict.fromkeys(match[1] for match in matches if match))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def environment(setup: Installation) -> list[File]:
    """Return the file with the secrets, to be filled in, if tracker.toml names any."""
    if not setup.secrets:
        return []
    text = "".join(f"{name}=\n" for name in setup.secrets)
    return [File(SECRETS, text, f"fill in the values, then: chmod 600 {SECRETS}")]


def cron(setup: Installation) -> list[File]:
    """Return a crontab."""
    command = shlex.join((*setup.command, "run", "--due", "--quiet"))
    load = f"set -a && . ./{SECRETS} && set +a && " if setup.secrets else ""
    line = f"cd {shlex.quote(str(setup.root))} && {load}exec {command}".replace("%", r"\%")
    text = (
        f"# {setup.name}: check what is due. Runs never overlap. Only problems are printed, and cron mails what is printed.\n"
        f"SHELL=/bin/sh\n{setup.minute} * * * * {line}\n"
    )
    return [File("crontab", text, f"add it to the crontab of {setup.user}: crontab -e"), *environment(setup)]


def systemd(setup: Installation, *, watch: bool) -> list[File]:
    """Return a service with its timer, or with `watch` a service that keeps running."""
    work = ("watch", "--quiet") if watch else ("run", "--due", "--quiet")
    lines = [
        "[Unit]",
        "Description=" + _unit(f"Job posting tracker, {setup.root}"),
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Service]",
        f"Type={'exec' if watch else 'oneshot'}",
        f"User={setup.user}",
        f"WorkingDirectory={_unit(str(setup.root))}",
        *([f"EnvironmentFile={_unit(str(setup.root / SECRETS))}"] if setup.secrets else []),
        "ExecStart=" + " ".join(_argument(word) for word in (*setup.command, *work)),
        "Nice=5",
    ]
    if watch:
        lines += ["ExecReload=/bin/kill -HUP $MAINPID", "Restart=on-failure", "RestartSec=60", "TimeoutStopSec=120"]
        lines += ["", "[Install]", "WantedBy=multi-user.target"]
        start = f"sudo systemctl enable --now {setup.name}.service"
    else:
        start = f"sudo systemctl enable --now {setup.name}.timer"
    folder = "/etc/systemd/system"
    files = [File(f"{folder}/{setup.name}.service", "\n".join(lines) + "\n", f"then: {start}")]
    if not watch:
        when = f"*:{setup.offset:02}/{setup.minutes}" if setup.minutes < 60 else f"*:{setup.offset:02}"  # noqa: PLR2004
        timer = (
            f"[Unit]\nDescription={_unit(f'Job posting tracker, {setup.root}')}\n\n[Timer]\nOnCalendar={when}\n"
            "Persistent=true\n\n[Install]\nWantedBy=timers.target\n"
        )
        files.append(File(f"{folder}/{setup.name}.timer", timer))
    return [*files, *environment(setup)]


def _unit(text: str) -> str:
    return text.replace("%", "%%")


def _argument(text: str) -> str:
    """Quote an argument of ExecStart (systemd.syntax, systemd.service: quoting, specifiers, variables)."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return text if re.fullmatch(r"[A-Za-z0-9_./%=:@+-]+", text) else f'"{text}"'


def github(setup: Installation, package: str) -> list[File]:
    """Return a workflow for a repository that has the project. The archive is committed; the database is cached."""
    secret_lines = "".join(f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in setup.secrets)
    environment = f"        env:\n{secret_lines}" if secret_lines else ""
    text = f"""\
# Checks what is due, and commits the archive. Runs never overlap. GitHub may start a scheduled run late, or skip one.
name: tracker
on:
  schedule:
    - cron: "{setup.minute} * * * *"
  workflow_dispatch:
permissions:
  contents: write
concurrency:
  group: tracker
  cancel-in-progress: false
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 120
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - name: Install
        run: python -m pip install {shlex.quote(package)}
      - name: Restore the database
        uses: actions/cache/restore@v4
        with:
          path: tracker.db
          key: tracker-db-${{{{ github.run_id }}}}
          restore-keys: tracker-db-
      - name: Rebuild the database if there is none
        run: test -e tracker.db || tracker rebuild
      - name: Check what is due
        id: check
        continue-on-error: true
        run: tracker run --due --quiet
{environment}\
      - name: Commit the archive
        run: |
          git add snapshots
          git diff --cached --quiet && exit 0
          git -c user.name=tracker -c user.email=tracker@users.noreply.github.com commit -qm "Check of $(date -u +%FT%RZ)"
          git push
      - name: Keep the database
        uses: actions/cache/save@v4
        with:
          path: tracker.db
          key: tracker-db-${{{{ github.run_id }}}}
      - name: Report trouble
        if: steps.check.outcome == 'failure'
        run: tracker status || exit 1; exit 1
"""
    about = "commit it with tracker.toml and snapshots/"
    if setup.secrets:
        about += f"; add {', '.join(setup.secrets)} to the repository's secrets"
    return [File(".github/workflows/tracker.yml", text, about)]


def package() -> str:
    """Return what pip can install this tracker from: the repository that it was installed from, else its name."""
    try:
        dist = distribution("job-posting-tracker")
        origin = json.loads(dist.read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        return "job-posting-tracker"
    if "vcs_info" in origin:
        return f"job-posting-tracker @ git+{origin['url']}@{origin['vcs_info']['commit_id']}"
    return f"job-posting-tracker=={dist.version}"


def docker(setup: Installation) -> list[File]:
    """Return an image and a compose file: the daemon, and the website. Raise UsageError without a checkout to build from."""
    missing = [name for name in _COPIED if not (_CHECKOUT / name).exists()]
    if missing:
        message = (
            f"{_CHECKOUT} is not a checkout of the tracker ({missing[0]} is missing); run the tracker from a checkout"
        )
        raise UsageError(message)
    secrets = f"    env_file: [{SECRETS}]\n" if setup.secrets else ""
    image = """\
# The tracker as requirements/run.txt pins it, with Debian's headless Chromium. `tracker` is the checkout (compose.yaml).
FROM python:3.13-slim-trixie
RUN apt-get update \\
    && apt-get install -y --no-install-recommends chromium-headless-shell libatomic1 \\
    && rm -rf /var/lib/apt/lists/*
COPY --from=tracker requirements/run.txt /src/requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r /src/requirements/run.txt
COPY --from=tracker pyproject.toml README.md LICENSE /src/
COPY --from=tracker tracker /src/tracker
RUN pip install --no-cache-dir --no-deps --no-build-isolation /src
ENV HOME=/tmp PYTHONUNBUFFERED=1
WORKDIR /project
ENTRYPOINT ["tracker"]
CMD ["watch"]
"""
    user = f"{os.getuid()}:{os.getgid()}"
    compose = f"""\
# docker compose up -d --build; docker compose kill -s HUP tracker reads tracker.toml again.
name: {setup.name}
services:
  tracker:
    image: {setup.name}
    build:
      context: {_yaml(str(setup.root))}
      additional_contexts:
        tracker: {_yaml(str(_CHECKOUT))}
    command: [watch, --log-format, json]
    user: "{user}"
    init: true
    restart: unless-stopped
    stop_grace_period: 2m
    # Chromium's own sandbox makes user namespaces, which Docker's profile forbids.
    security_opt: ["seccomp=unconfined"]
{secrets}\
    volumes:
      - type: bind
        source: {_yaml(str(setup.root))}
        target: /project
  site:
    image: {setup.name}
    command: [serve, --host, 0.0.0.0]
    user: "{user}"
    init: true
    restart: unless-stopped
    depends_on: [tracker]
    ports: ["127.0.0.1:8001:8001"]
    volumes:
      - type: bind
        source: {_yaml(str(setup.root))}
        target: /project
"""
    about = "then: docker compose up -d --build"
    return [File("Dockerfile", image), File("compose.yaml", compose, about), *environment(setup)]


def _yaml(text: str) -> str:
    """Quote a path for a compose file, in which $ begins a variable."""
    return "'" + text.replace("'", "''").replace("$", "$$") + "'"


def write(root: Path, files: list[File]) -> list[Path]:
    """Write files into a directory, by their last name for those of /etc. A file with secrets is never overwritten."""
    from tracker.archive import atomic_files

    written = []
    for file in files:
        path = root / (Path(file.path).name if file.path.startswith("/") else file.path)
        if path.name == SECRETS and path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_files.write_text(path, file.text)
        if path.name == SECRETS:
            path.chmod(0o600)
        written.append(path)
    return written
