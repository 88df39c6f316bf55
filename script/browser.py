"""Call Playwright: start its driver (`driver`), find a browser (`find`), or download its own (`download`)."""

from __future__ import annotations

import os
import subprocess
import sys

from playwright.sync_api import sync_playwright

from tracker.fetch import browser
from tracker.model.errors import TrackerError

_DOWNLOAD_SECONDS = 300  # 110 MB at 3 Mbit/s
_CONNECT_MS = "10000"  # Playwright waits 30 s for each of its servers, and asks each of them five times
_START_SECONDS = 30


def driver() -> None:
    """Start Playwright's driver, which is a separate program, and exit with its status and message."""
    sys.exit(subprocess.run([sys.executable, "-m", "playwright", "--version"], check=False, timeout=60).returncode)


def find() -> str:
    """Return the browser that the tracker would use.

    It must print its version, which shows that its libraries are there.
    """
    with sync_playwright() as playwright:
        path = browser.find("", playwright.chromium.executable_path)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    try:
        subprocess.run(
            [path, "--headless", *sandbox, "--version"], capture_output=True, check=True, timeout=_START_SECONDS
        )
    except subprocess.CalledProcessError as error:
        why = error.stderr.decode("utf-8", "replace").strip().splitlines()[:1]
        sys.exit(f"{path} does not start: {why[0] if why else f'it ended with {error.returncode}'}")
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.exit(f"{path} does not start: {error}")
    return path


def download() -> None:
    """Let Playwright download its browser, within a time limit."""
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    limits = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": _CONNECT_MS}
    with subprocess.Popen(command, env=os.environ | limits, start_new_session=True) as process:
        try:
            status = process.wait(_DOWNLOAD_SECONDS)
        except BaseException as error:
            os.killpg(process.pid, 9)
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            sys.exit(f"no browser after {_DOWNLOAD_SECONDS} s")
    sys.exit(status)


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["driver"]:
            driver()
        elif sys.argv[1:] == ["download"]:
            download()
        else:
            print(find())
    except TrackerError as error:
        sys.exit(str(error))
