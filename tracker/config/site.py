"""The table `[site]`: how the website introduces itself, and the address that links in alerts and feeds begin with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.config.keys import SITE_KEYS
from tracker.config.reader import Reader
from tracker.extract import urls


@dataclass(frozen=True, slots=True)
class Site:
    """The website. `base_url` is its public address without a slash at the end, "" if the file has none."""

    base_url: str = ""
    title: str = ""
    description: str = ""
    contact: str = ""


def read(reader: Reader, raw: Mapping[str, object]) -> Site:
    """Return the website of `[site]`; its problems go to the reader."""
    values = reader.keys("site", raw, SITE_KEYS)
    site = replace(Site(), **values)  # type: ignore[arg-type]
    parts = urls.parse(site.base_url)
    if parts.query or parts.fragment:
        reader.problems.append(f"site.base_url: may have no ? or #; write it as https://{parts.netloc}{parts.path}")
    return replace(site, base_url=site.base_url.rstrip("/"))
