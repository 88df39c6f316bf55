"""Apply all rules to a check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tracker.insight import edits, many_employers, new_functions, new_phrases, new_places, repeats, surges, weekly_drops
from tracker.insight.finding import Finding, Lookup, Visit

_LONGEST_HEADLINE, _LONGEST_REASON = 1_000, 4_000  # characters; the longest of eleven real histories have about 300
_PART = 0.8  # share of the postings of a finding that are also in another one: then both are about the same event


def findings(visit: Visit, lookup: Lookup) -> list[Finding]:
    """Return the findings of a check, each once."""
    new = new_phrases.findings(visit, lookup)
    opened = [
        *new_places.findings(visit, lookup),
        *new_functions.findings(visit, lookup),
        *repeats.waves(visit, lookup),
    ]
    volume_findings = [*surges.findings(visit, lookup), *many_employers.findings(visit, lookup)]
    all_findings = [
        *new,
        *repeats.shared(visit, new, lookup),
        *_without_parts([*_strongest_by_posting(opened), *volume_findings]),
        *weekly_drops.findings(visit, lookup, volume_findings),
        *edits.findings(visit, lookup),
        *repeats.reposts(visit, lookup),
    ]
    return list({finding.id: _cut(finding) for finding in all_findings}.values())


def _cut(finding: Finding) -> Finding:
    """Return a finding with a headline and a reason of readable length, however long a title is."""
    headline, why = _shortened(finding.headline, _LONGEST_HEADLINE), _shortened(finding.why, _LONGEST_REASON)
    return (
        finding if (headline, why) == (finding.headline, finding.why) else replace(finding, headline=headline, why=why)
    )


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _strongest_by_posting(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of openings, each posting only in its strongest one: a first manager in a new country is one event."""
    strongest: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for finding in sorted(findings, key=lambda finding: (-finding.score, finding.id)):
        if not seen.issuperset(finding.postings):
            strongest.append(finding)
            seen.update(finding.postings)
    return strongest


def _without_parts(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings without those that are part of a stronger one of the same check: a city or a wave within a surge.

    Their headlines are added to the reason of the stronger one. A new country stays a finding of its own, and so does a
    role or name, unless nearly all postings of the surge have it.
    """
    by_strength = sorted(findings, key=lambda finding: (-finding.score, finding.id))
    separate: list[Finding] = []
    for finding in by_strength:
        stronger = next((other for other in separate if _is_part(finding, other)), None)
        if stronger is None:
            separate.append(finding)
        else:
            also = [*stronger.evidence.get("also", ()), finding.headline]  # type: ignore[misc]
            separate[separate.index(stronger)] = replace(
                stronger, why=f"{stronger.why} Also: {finding.headline}.", evidence={**stronger.evidence, "also": also}
            )
    return separate


def _is_part(finding: Finding, other: Finding) -> bool:
    """Return whether a finding is part of another one."""
    city = finding.kind == "new-place" and finding.evidence["places"][0][1]  # type: ignore[index]
    own = {posting for posting, _ in finding.postings}
    others = {posting for posting, _ in other.postings}
    same = len(own & others)
    new_name = finding.kind == "new-function" and other.kind == "surge" and same >= _PART * len(others)
    return bool(city or new_name or finding.kind in {"role-wave", "surge"}) and same >= _PART * len(own)
