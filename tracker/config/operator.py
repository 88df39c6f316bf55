"""The table `[operator]`: where problems of the tracker itself are reported, and what counts as a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.config.alerts import Alert, destination_problems
from tracker.config.keys import OPERATOR_KEYS
from tracker.config.reader import Reader

NAME = "[operator]"  # the alert of its messages, in `deliveries`; no table [alerts.NAME] can be written like this by chance


@dataclass(frozen=True, slots=True)
class Operator:
    """Where problems are reported to, if anywhere, and the limits beyond which something is a problem.

    `after` counts checks of a source. 1 GB lasts for months of a hundred sources, and is what an update of the
    machine needs. Six hours is the usual `every`: a run that takes longer keeps the next one from starting.
    """

    webhook: str = ""
    secret: str | tuple[str, ...] = ""
    apprise: str = ""
    format: str = "standard"
    allow_private: bool = False
    after: int = 3
    min_disk: int = 1_000_000_000
    max_run: float = 6 * 3600.0

    @property
    def alert(self) -> Alert | None:
        """Return the alert that its messages are sent as, None if it has no destination."""
        if not self.webhook and not self.apprise:
            return None
        return Alert(
            NAME,
            webhook=self.webhook,
            secret=self.secret,
            apprise=self.apprise,
            format=self.format,
            allow_private=self.allow_private,
        )


def read(reader: Reader, raw: Mapping[str, object], alerts: Mapping[str, object]) -> Operator:
    """Return the operator of `[operator]`; its problems go to the reader."""
    table = reader.table("operator", raw)
    values = reader.keys("operator", table, OPERATOR_KEYS)
    if table and not table.keys() <= {"allow_private"}:  # which the heartbeat may need alone
        reader.problems += destination_problems("operator", table)
    if NAME in alerts:
        reader.problems.append(f"alerts.{NAME}: this name is reserved for the table [operator]; use another one")
    return replace(Operator(), **values)  # type: ignore[arg-type]
