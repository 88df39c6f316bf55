"""Open a list in the browser to its end: decline consent banners, press "load more", scroll down and up again.

It presses only buttons that say that there is more, as a reader would. It never accepts a banner that can be declined,
and declines only if that is offered. A list that removes what was scrolled past (or shows one piece at a time) is
collected as it goes by.
"""

from __future__ import annotations

import time

from tracker.fetch import scripts
from tracker.fetch.limits import GOTO, OPENING
from tracker.fetch.tab import Tab
from tracker.fetch.traffic import Traffic
from tracker.model.page import FAILED_REQUEST, OPEN

_MOST_ROUNDS = 400
_QUIET_ROUNDS = 3


async def decline(tab: Tab, traffic: Traffic) -> str:
    """Decline a consent banner that offers it. Return the button that was pressed, "" if none."""
    for frame in await tab.frames():
        pressed = await tab.run(frame.id, scripts.DECLINE)
        if pressed:
            await traffic.quiet()
            return str(pressed)
    return ""


async def open_list(tab: Tab, traffic: Traffic) -> str:
    """Open a list until nothing more comes. Return how its end was proved, or why it was not (`Page.left_open`).

    If a button loads another page instead, the first one is opened again.
    """
    started = time.monotonic()
    pressed, name, quiet, grown = 0, "", 0, False
    before = await _count(tab)
    for number in range(_MOST_ROUNDS):
        if time.monotonic() - started > OPENING:
            return f"{OPEN}more still came after {OPENING:.0f} s"
        shown = traffic.document(tab.main)
        more = await _press(tab)
        if more:
            pressed, name = pressed + 1, more
            await traffic.quiet()
            if shown is not None and traffic.document(tab.main) is not shown:
                await tab.opened.goto(shown.url, wait_until="domcontentloaded", timeout=GOTO * 1000)
                await traffic.quiet()
                return f"{OPEN}{more!r} leads to another page of the list"
        else:
            for share in (1.0, 0.5, 1.0) if number else (0.5, 1.0):
                await tab.run(tab.main, scripts.SCROLL, share)
                await traffic.quiet(0.25)
            if quiet:
                await _resize(tab, traffic)
        after = await _count(tab)
        grown = grown or after != before
        quiet = 0 if after != before else quiet + 1
        before = after
        if traffic.broken:
            return f"{OPEN}{FAILED_REQUEST}{traffic.broken[0]}"
        if quiet >= (_QUIET_ROUNDS if grown else _QUIET_ROUNDS - 1):
            break
    else:
        return f"{OPEN}more still came after {_MOST_ROUNDS} rounds"
    await tab.run(tab.main, scripts.RESTORE)
    if await tab.run(tab.main, scripts.MORE, False):  # noqa: FBT003 (an argument of the script: do not press)
        return f"{OPEN}{name or 'a button for more'!r} is still there, and brings nothing more"
    if pressed:
        return f"{name!r} disappeared after it was pressed {pressed} times"
    return "scrolling brought no more" if grown else "the rendered page has no more"


async def _press(tab: Tab) -> str:
    for frame in await tab.frames():
        pressed = await tab.run(frame.id, scripts.MORE, True)  # noqa: FBT003 (an argument of the script: press)
        if pressed:
            return str(pressed)
    return ""


async def _resize(tab: Tab, traffic: Traffic) -> None:
    """Make the window small and large again: a list that ends within it waits for its end to come into view once more."""
    for height in (160, 0):
        await tab.resize(height)
        await traffic.quiet(0.15)


async def _count(tab: Tab) -> tuple[object, ...]:
    return tuple([await tab.run(frame.id, scripts.COUNT) for frame in await tab.frames()])
