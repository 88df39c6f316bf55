"""Look up the addresses and secrets of alerts that tracker.toml names as environment variables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from tracker.config import Alert, Settings
from tracker.config.operator import NAME
from tracker.config.reader import ENVIRONMENT
from tracker.config.values import secret_problem
from tracker.extract import urls
from tracker.model.errors import ConfigError

_FILE = "tracker.toml"
CHANNELS = ("webhook", "apprise")


def real(alert: Alert) -> Alert:
    """Return an alert with its real addresses and secrets.

    Raise ConfigError with all that are missing or can't be used.
    """
    problems: list[str] = []
    resolved = replace(
        alert,
        webhook=_webhook(alert, problems),
        apprise=_looked_up(alert.apprise, f"{_path(alert)}.apprise", "slack://…", problems),
        secret=tuple(_secrets(alert, problems)) if alert.webhook else (),
    )
    if problems:
        raise ConfigError(_FILE, problems)
    return resolved


def secrets_of(alert: Alert) -> tuple[str, ...]:
    """Return the secrets of an alert, the first is the newest. Raise ConfigError if one is missing or is not a secret."""
    problems: list[str] = []
    secrets = tuple(_secrets(alert, problems))
    if problems:
        raise ConfigError(_FILE, problems)
    return secrets


def heartbeat(settings: Settings) -> str:
    """Return the address of the heartbeat, "" if there is none. Raise ConfigError if its variable is missing."""
    problems: list[str] = []
    address = _looked_up(settings.heartbeat, "heartbeat", "https://hc-ping.com/…", problems)
    if address and not problems and not urls.is_web(address):
        problems.append(f"heartbeat: {settings.heartbeat} should be an address that begins with http:// or https://")
    if problems:
        raise ConfigError(_FILE, problems)
    return address


def alerts_of(settings: Settings) -> Iterator[Alert]:
    """Yield the alerts, including that of the operator."""
    yield from settings.alerts.values()
    if settings.operator.alert:
        yield settings.operator.alert


def alert_of(settings: Settings, name: str) -> Alert | None:
    """Return the alert of this name, None if tracker.toml has none."""
    return settings.operator.alert if name == NAME else settings.alerts.get(name)


def channels_of(alert: Alert) -> tuple[str, ...]:
    """Return the channels of an alert: `webhook`, `apprise` or both."""
    return tuple(name for name in CHANNELS if getattr(alert, name))


def check(settings: Settings) -> None:
    """Raise ConfigError with every variable that is missing or can't be used, before anything is fetched or sent."""
    problems: list[str] = []
    problems_found = []
    for alert in alerts_of(settings):
        try:
            problems_found.append(real(alert))
        except ConfigError as error:
            problems += error.problems
    try:
        heartbeat(settings)
    except ConfigError as error:
        problems += error.problems
    with_variable = {alert.name for alert in alerts_of(settings) if _is_variable(alert.apprise)}
    problems += _apprise_problems([alert for alert in problems_found if alert.name in with_variable])
    if problems:
        raise ConfigError(_FILE, problems)


def check_targets(settings: Settings) -> None:
    """Raise ConfigError with all addresses in tracker.toml that Apprise can't send to. No address is shown in full."""
    problems = _apprise_problems([alert for alert in alerts_of(settings) if not _is_variable(alert.apprise)])
    if problems:
        raise ConfigError(_FILE, problems)


def _path(alert: Alert) -> str:
    return "operator" if alert.name == NAME else f"alerts.{alert.name}"


def _is_variable(written: str) -> bool:
    return written.startswith(ENVIRONMENT)


def _looked_up(written: str, path: str, example: str, problems: list[str]) -> str:
    """Return a value, from the environment if it says so."""
    if not _is_variable(written):
        return written
    name = written.removeprefix(ENVIRONMENT)
    value = os.environ.get(name, "").strip()
    if not value:
        problems.append(f"{path}: the environment has no {name}; run export {name}={example}")
    return value


def _webhook(alert: Alert, problems: list[str]) -> str:
    path = f"{_path(alert)}.webhook"
    address = _looked_up(alert.webhook, path, "https://…", problems)
    if address and _is_variable(alert.webhook) and not urls.is_web(address):
        problems.append(f"{path}: {alert.webhook} should be an address that begins with http:// or https://")
    return address


def _secrets(alert: Alert, problems: list[str]) -> Iterator[str]:
    for written in (alert.secret,) if isinstance(alert.secret, str) else alert.secret:
        path = f"{_path(alert)}.secret"
        missing = len(problems)
        secret = _looked_up(written, path, "whsec_…", problems)
        problem = secret_problem(secret) if len(problems) == missing else ""
        if problem:
            problems.append(f"{path}: {written if _is_variable(written) else 'the secret'} {problem}")
        yield secret


def _apprise_problems(alerts: list[Alert]) -> list[str]:
    apprise_alerts = [alert for alert in alerts if alert.apprise]
    if not apprise_alerts:
        return []
    import apprise

    problems = []
    for alert in apprise_alerts:
        try:
            usable = apprise.Apprise().add(alert.apprise)
        except Exception:  # noqa: BLE001  # each of a hundred plugins reads the address in its own way
            usable = False
        if not usable:
            kind = alert.apprise.partition("://")[0] if "://" in alert.apprise else ""
            problem = f"{kind[:20]}://… is not an address" if kind else "this is not an address"
            problems.append(
                f"{_path(alert)}.apprise: {problem} that Apprise can send to; mail for example is "
                "mailto://user:password@example.org, and https://appriseit.com/services/ lists the others"
            )
    return problems
