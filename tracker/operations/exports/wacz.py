"""Write the archive as one WACZ file, which ReplayWeb.page shows in a browser.

Format: WACZ 1.1.1 (specs.webrecorder.net/wacz/1.1.1), a ZIP file with the WARC files, an index of their records in CDXJ,
a list of pages, and a description with the hash of every file.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tracker.archive import ArchiveReader, records
from tracker.extract import urls
from tracker.model import Time
from tracker.model.version import __version__
from tracker.operations.exports import warc_files

_REPLIES = frozenset((b"response", b"revisit"))
_GOOD = 200
_WWW = re.compile(r"^www\d*\.")
_NOT_ASCII = re.compile(r"[^\x21-\x7e]+")
_PORTS = {"http": 80, "https": 443}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP knows no earlier time; the same archive makes the same file


@dataclass
class _Index:
    """The lines of the index and the pages, as the records are written."""

    lines: list[str] = field(default_factory=list)
    pages: list[dict[str, str]] = field(default_factory=list)

    def add(self, plain: bytes, file: str, offset: int, length: int) -> None:
        """Add the record of a reply that is in the file `archive/<file>` at an offset."""
        record = records.parse(plain, f"{file} at {offset}")
        url, date = record.headers["warc-target-uri"].partition("#")[0], record.headers["warc-date"]
        is_revisit = record.kind == "revisit"
        http = {name.lower(): value for name, value in record.http}
        # The type of a resource is its record's; that of a response is in its HTTP headers, if it has one.
        kind = record.headers.get("content-type", "") if record.kind == "resource" else http.get("content-type", "")
        mime = "warc/revisit" if is_revisit else kind.partition(";")[0].strip() or "application/octet-stream"
        digest = record.headers.get("warc-payload-digest", "")
        entry = {
            "url": url,
            "mime": mime,
            "status": str(record.status or _GOOD),
            "digest": digest,
            "length": str(length),
            "offset": str(offset),
            "filename": file,
        }
        stamp = re.sub(r"\D", "", date)[:14]
        self.lines.append(f"{url_key(url)} {stamp} {json.dumps(entry)}\n")
        if not is_revisit and (record.status or _GOOD) == _GOOD:
            title = f"{url}, {date[:16].replace('T', ' ')}"
            page_id = record.headers["warc-record-id"].strip("<>").rpartition(":")[2]
            self.pages.append({"id": page_id, "url": url, "ts": date, "title": title})


def export(
    archive: ArchiveReader, output: Path, files: Iterable[str], title: str, now: Time, step: Callable[[str, int], None]
) -> int:
    """Write files of the archive to a WACZ file. Return the number of replies.

    `step` is called with the name and the records of each WARC file.
    """
    index = _Index()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as packed:
        resources = []
        for file in files:
            name = warc_files.name_of(file)
            resource, count = _add_warc(packed, archive, file, name, index)
            resources.append(resource)
            step(name, count)
        resources.append(_add(packed, "indexes/index.cdx", "".join(sorted(index.lines)).encode()))
        resources.append(_add(packed, "pages/pages.jsonl", "".join(_pages(index.pages)).encode()))
        package = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "software": f"job-posting-tracker {__version__}",
            "created": now,
            "resources": resources,
        }
        description = json.dumps(package, ensure_ascii=False, indent=2).encode()
        written = _add(packed, "datapackage.json", description)
        digest = {"path": written["path"], "hash": written["hash"]}
        _add(packed, "datapackage-digest.json", json.dumps(digest, indent=2).encode())
    return len(index.lines)


def _add_warc(
    packed: zipfile.ZipFile, archive: ArchiveReader, file: str, name: str, index: _Index
) -> tuple[dict[str, Any], int]:
    """Write a file of the archive, uncompressed by ZIP, so that a reader can jump to a record.

    Pages as a browser rendered them follow once more at the end, as resources. The index has these instead.
    """
    sha, size, count, rendered = hashlib.sha256(), 0, 0, 0
    path = f"archive/{name}"
    with packed.open(_member(path), "w", force_zip64=True) as opened:

        def write(plain: bytes, *, shown: bool) -> None:
            nonlocal size
            written = warc_files.member(plain)
            if shown:
                index.add(plain, name, size, len(written))
            opened.write(written)
            sha.update(written)
            size += len(written)

        for plain in archive.plain(file):
            kind = records.kind_of(plain)
            write(plain, shown=kind in _REPLIES)
            rendered += kind == b"conversion"
            count += 1
        for plain in archive.plain(file) if rendered else ():
            if records.kind_of(plain) == b"conversion":
                write(records.as_resource(plain, file), shown=True)
    return {"name": name, "path": path, "hash": f"sha256:{sha.hexdigest()}", "bytes": size}, count


def _add(packed: zipfile.ZipFile, path: str, data: bytes) -> dict[str, Any]:
    packed.writestr(_member(path), data, compress_type=zipfile.ZIP_DEFLATED)
    sha = hashlib.sha256(data).hexdigest()
    return {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{sha}", "bytes": len(data)}


def _member(path: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(path, _EPOCH)
    member.external_attr = 0o644 << 16
    return member


def _pages(pages: list[dict[str, str]]) -> Iterator[str]:
    """Yield the lines of the list of pages, each page once."""
    yield json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All pages"}) + "\n"
    for page in pages:
        yield json.dumps(page) + "\n"


def url_key(url: str) -> str:
    """Return the key of an address in the index (SURT): its host backwards, then its path, all in lower case.

    `https://www.jobs.example.org/List?b=2&a=1` is `org,example,jobs)/list?a=1&b=2`, as `cdxj-indexer` writes it.
    """
    parts = urls.parse(url.lower())
    if parts.scheme not in _PORTS or not parts.host:
        return url
    host = _WWW.sub("", parts.host).rstrip(".")
    key = ",".join(reversed(host.split(".")))
    key += f":{parts.port}" if parts.port and parts.port != _PORTS[parts.scheme] else ""
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    path = f"{parts.path.removesuffix('/') or '/'}{'?' if query else ''}{query}"
    return f"{key}){_NOT_ASCII.sub(lambda found: urls.encode(found[0]).lower(), path)}"
