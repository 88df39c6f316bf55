"""The examples that `--help` prints, one to three for each command. A test parses each of them."""

from __future__ import annotations

import click

EXAMPLES: dict[str, tuple[str, ...]] = {
    "init": ("tracker init ~/jobs --contact you@example.org", "tracker init --schema > schema.json"),
    "add": (
        "tracker add https://boards.greenhouse.io/acme",
        "tracker add jobs.example.org/careers --slug acme --name 'Acme Motors'",
    ),
    "remove": ("tracker remove acme --keep-history", "tracker remove acme --yes"),
    "run": ("tracker run", "tracker run acme --reread", "tracker run --due --quiet"),
    "watch": ("tracker watch", "tracker -C ~/jobs watch --log-format json"),
    "schedule": (
        "tracker schedule cron",
        "tracker schedule systemd --watch --to units",
        "tracker schedule github --to .",
    ),
    "status": ("tracker status", "tracker status --summary", "tracker status --json"),
    "log": ("tracker log acme --since 7d", "tracker log --kind closed -n 20", "tracker log --since yesterday --json"),
    "show": ("tracker show acme.4012345", "tracker show acme.4012345 --at 2026-03-01"),
    "diff": (
        "tracker diff acme.4012345",
        "tracker diff acme.4012345 1 3 --format unified",
        "tracker diff acme.4012345 --at 2026-03-01 --at yesterday",
    ),
    "search": (
        'tracker search "1st of its kind"',
        "tracker search 'data cent*' --oldest",
        "tracker search robots --at 2026-03-01",
    ),
    "news": ("tracker news --since 30d", "tracker news acme --kind new-phrase --min-score 0.5"),
    "lifetimes": ("tracker lifetimes", "tracker lifetimes acme --json"),
    "list": ("tracker list acme", "tracker list acme --at 2026-03-01 --closed"),
    "ties": ("tracker ties --audit", "tracker ties acme.4012345"),
    "untie": ("tracker untie acme.4012345 acme.4098765",),
    "annotate": (
        "tracker annotate acme.4012345 'The employer confirmed this by mail.' --by 'News desk'",
        "tracker annotate --list",
    ),
    "redact": (
        "tracker redact acme.4012345 --text 'Call Ann at 555 0100.' --reason 'private number'",
        "tracker redact --list",
    ),
    "serve": ("tracker serve --open", "tracker serve --port 8002", "tracker serve --host 0.0.0.0 --public"),
    "alerts": ("tracker alerts test newsroom", "tracker alerts list --state dead"),
    "alerts list": ("tracker alerts list", "tracker alerts list --state dead --json"),
    "alerts send": ("tracker alerts send",),
    "alerts retry": ("tracker alerts retry", "tracker alerts retry msg_0a1b2c3d"),
    "alerts test": ("tracker alerts test", "tracker alerts test newsroom"),
    "alerts explain": ("tracker alerts explain acme.4012345",),
    "alerts preview": ("tracker alerts preview newsroom --since 30d", "tracker alerts preview newsroom --channel slack"),
    "alerts schema": ("tracker alerts schema > alert.schema.json",),
    "import": ("tracker import dir captures --source acme", "tracker import warc crawl.warc.gz --source acme"),
    "import dir": (
        "tracker import dir captures --source acme",
        "tracker import dir 2026-03-01.json.xz --source acme --board greenhouse",
        "tracker import dir jobs.json --source acme --at 2026-03-01T08:00Z",
    ),
    "import warc": ("tracker import warc crawl.warc.gz --source acme", "tracker import warc exported"),
    "import har": ("tracker import har acme.har --source acme",),
    "import wayback": (
        "tracker import wayback --source acme",
        "tracker import wayback --source acme --since 2024-01-01 -n 100",
    ),
    "import git": (
        "tracker import git scraper data/jobs.json --source acme",
        "tracker import git jobs roles --source acme --board files --branch main",
    ),
    "export": ("tracker export csv tables", "tracker export markdown pages", "tracker export wacz archive.wacz"),
    "export csv": ("tracker export csv tables", "tracker export csv tables --source acme"),
    "export parquet": ("tracker export parquet tables",),
    "export jsonl": ("tracker export jsonl postings.jsonl", "tracker export jsonl acme.jsonl --source acme"),
    "export markdown": ("tracker export markdown pages", "tracker export markdown pages --source acme"),
    "export warc": ("tracker export warc exported", "tracker export warc exported --source acme"),
    "export wacz": ("tracker export wacz archive.wacz", "tracker export wacz acme.wacz --source acme"),
    "export db": ("tracker export db published/tracker.db",),
    "rebuild": ("tracker rebuild", "tracker rebuild --without-missing"),
    "verify": ("tracker verify", "tracker verify --json"),
    "pack": ("tracker pack", "tracker pack acme"),
    "prune": ("tracker prune --older-than 2y", "tracker prune --older-than 2y --yes"),
    "backup": ("tracker backup /mnt/backups/jobs", "tracker backup s3://bucket/jobs --keep 90"),
    "restore": ("tracker restore /mnt/backups/jobs", "tracker restore s3://bucket/jobs --at 2026-03-01"),
    "boards": ("tracker boards", "tracker boards --json"),
    "doctor": ("tracker doctor", "tracker doctor acme"),
    "demo": ("tracker demo", "tracker demo --keep demo --serve --port 8002"),
}  # fmt: skip


def attach(command: click.Command, path: str) -> None:
    """Let `--help` of a command, and of the commands in it, end with its examples."""
    lines = EXAMPLES.get(path, ())
    if lines:
        # \b keeps the lines as they are: a command that is wrapped can't be copied.
        command.epilog = "\b\n" + "\n".join(
            [f"Example{'s' if len(lines) > 1 else ''}:", *(f"  {line}" for line in lines)]
        )
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            attach(inner, f"{path} {name}")
