"""Send one message through Apprise in a separate process: `python -m tracker.alerts.chat`, with the message on stdin.

Apprise has more than a hundred plugins. They use `requests`, `smtplib` or their own sockets, without an overall limit,
and some start programs. Python's audit hooks see each connection and each program before it starts, whatever library is
used. A process can be killed when its time is over.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from collections.abc import Callable
from ipaddress import ip_address
from typing import NotRequired, TypedDict

from tracker.fetch import guard

# Plugins that notify this machine itself, through a library or a bus that no hook sees.
_LOCAL = frozenset("syslog dbus qt kde glib gio gnome macosx windows blink1".split())
_UNLESS = "to allow that, set allow_private = true for this alert"
_MOST_MEMORY = 1 << 30  # bytes; a message takes 200 MB of address space, 60 of memory
# https://docs.python.org/3/library/audit_events.html
_CONNECTS = frozenset(("socket.connect", "socket.sendto", "socket.sendmsg"))
_PROGRAMS = frozenset(
    "subprocess.Popen os.system os.exec os.posix_spawn os.spawn os.fork os.forkpty pty.spawn os.startfile "
    "syslog.openlog syslog.syslog ctypes.dlopen webbrowser.open".split()
)
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_PROXIES = frozenset(("http_proxy", "https_proxy", "all_proxy", "ftp_proxy"))


class Message(TypedDict):
    """The message, and whether it may go to private addresses and to this machine."""

    url: str
    title: str
    body: str
    allow_private: bool
    format: NotRequired[str]  # markdown, html or text: how `body` is written


def send(message: Message) -> str:
    """Send a message. Return "" if it was accepted, else the error."""
    scheme = message["url"].partition(":")[0]
    refused: list[str] = []
    if not message["allow_private"]:
        if scheme.lower() in _LOCAL:
            return f"{scheme}:… notifies this machine, and nobody on the internet; {_UNLESS}"
        for name in [name for name in os.environ if name.lower() in _PROXIES]:
            del os.environ[name]  # a proxy would connect for us, and its connections would not be checked
    sys.dont_write_bytecode = True
    import apprise

    sender = apprise.Apprise()
    if not sender.add(message["url"]):
        return f"apprise = {scheme}:… is not an address that Apprise knows"
    if not message["allow_private"]:
        sys.addaudithook(audit_hook(refused))
    if sender.notify(body=message["body"], title=message["title"], body_format=message.get("format", "text")):
        return ""
    return next(iter(refused), f"{scheme}: not sent")


def audit_hook(refused: list[str]) -> Callable[[str, tuple[object, ...]], None]:
    """Return an audit hook that refuses connections to anything but public addresses, and refuses to start programs."""

    def hook(event: str, values: tuple[object, ...]) -> None:
        if event in _CONNECTS:
            why = refusal(values[1] if len(values) > 1 else None)
        elif event in _PROGRAMS:
            why = f"it uses this machine ({event}); {_UNLESS}"
        elif event == "open" and values[0] != os.devnull and isinstance(values[2], int) and values[2] & _WRITES:
            why = f"it writes a file; {_UNLESS}"
        else:
            return
        if why:
            refused.append(why)
            raise guard.Refused(why)

    return hook


def refusal(address: object) -> str:
    """Return why a socket may not connect to an address, "" if it may. A path is a Unix socket of this machine."""
    if address is None:  # sendmsg on a socket that is connected already
        return ""
    if not isinstance(address, tuple) or not address or not isinstance(address[0], str):
        return f"it uses a socket of this machine; {_UNLESS}"
    try:
        ip_address(address[0].partition("%")[0])
    except ValueError:  # the socket would resolve the name itself, and the address could not be checked
        return f"{address[0]} is connected to by its name, so that its address can't be judged; {_UNLESS}"
    try:
        guard.check(address[0], [address[0]])
    except guard.Refused as error:
        return error.message("alert")
    return ""


def main() -> None:
    """Read a message as JSON from stdin, send it, and write the error as JSON to stdout."""
    out = os.dup(1)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # plugins may print to stdout
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    try:
        error_text = send(json.load(sys.stdin))
    except Exception as error:  # noqa: BLE001  # a plugin's trouble is a delivery that failed
        error_text = f"not sent: {type(error).__name__}"
    os.write(out, json.dumps({"error": error_text}).encode())


if __name__ == "__main__":
    main()
