"""Hide in links what is hidden in the address of their source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tracker.extract import urls
from tracker.extract.urls.keynames import HIDDEN
from tracker.model import Entry, Listing, Page, Posting, Request, Source


@dataclass(frozen=True, slots=True)
class Cover:
    """The parameters that are hidden in a source's address, by origin. No secret is needed to know them.

    Links in a page may repeat a key. They are hidden in the same way when the page is fetched and when it is read from
    the archive.
    """

    names: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, source: Source) -> Cover:
        """Return what the addresses of a source hide."""
        names: dict[str, frozenset[str]] = {}
        for url in (source.url, source.endpoint):
            if urls.is_web(url):
                hidden = frozenset(name for name, value in urls.pieces(url) if value == HIDDEN)
                names[urls.origin(url)] = names.get(urls.origin(url), frozenset()) | hidden
        return cls(names)

    def url(self, url: str) -> str:
        """Hide the keys in an address, if it is of an origin of the source."""
        if "@" not in url and not any(self.names.values()):
            return url
        names = self.names.get(urls.origin(url))
        return url if names is None or not (names or urls.parse(url).userinfo) else _covered(url, names)

    def key(self, text: str) -> str:
        """Hide the keys in the address of a request's key, or in an id that is an address."""
        return " ".join(map(self.url, text.split(" "))) if "://" in text else text

    def request(self, request: Request) -> Request:
        """Hide the keys in the address of a request."""
        url = self.url(request.url)
        return request if url == request.url else replace(request, url=url)

    def page(self, page: Page) -> Page:
        """Hide the keys in the addresses of a page that others recorded."""
        return replace(page, request=self.request(page.request), url=self.url(page.url))

    def listing(self, listing: Listing) -> Listing:
        """Hide the keys in the addresses of a listing."""
        return replace(
            listing,
            entries=tuple(map(self.entry, listing.entries)),
            addresses=tuple(map(self.url, listing.addresses)),
        )

    def entry(self, entry: Entry) -> Entry:
        """Hide the keys in the addresses of an entry."""
        detail = self.request(entry.detail) if entry.detail else None
        name, url = self.key(entry.external_id), self.url(entry.url)
        if (name, url) == (entry.external_id, entry.url) and detail is entry.detail:
            return entry
        return replace(entry, external_id=name, url=url, detail=detail)

    def posting(self, posting: Posting) -> Posting:
        """Hide the keys in the addresses of a posting."""
        name, url = self.key(posting.external_id), self.url(posting.url)
        same = (name, url) == (posting.external_id, posting.url)
        return posting if same else replace(posting, external_id=name, url=url)

    def but_for_ids(self, listing: Listing) -> Cover:
        """Exclude the parameters that differ between the entries of a listing: they are ids and not keys."""
        if not any(self.names.values()):
            return self
        values: dict[tuple[str, str], set[str]] = {}
        for entry in listing.entries:
            origin = urls.origin(entry.url)
            if origin in self.names:
                for name, value in urls.pieces(entry.url):
                    values.setdefault((origin, name), set()).add(value)
        return Cover(
            {
                origin: frozenset(name for name in names if len(values.get((origin, name), ())) <= 1)
                for origin, names in self.names.items()
            }
        )


def _covered(url: str, names: Iterable[str]) -> str:
    """Return an address without user name, and with HIDDEN as the value of these parameters."""
    hidden = frozenset(names)
    return urls.rewritten(urls.without_user(url), lambda name, value: HIDDEN if value and name in hidden else value)
