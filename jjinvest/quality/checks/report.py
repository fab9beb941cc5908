"""All checks of a district's published figures, and what they find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from jjinvest.quality.checks.checks import FACTOR, Check
from jjinvest.quality.checks.entries import Entry, Figure, entries_of
from jjinvest.quality.checks.relations import NAMED_RATES, Relations
from jjinvest.quality.checks.repairs import Repair, Repairs
from jjinvest.quality.checks.words import describe, describe_restated, reading_words

CONTRADICTS, RESTATED, REMARK = "contradicts", "restated", "remark"
WITH_BASE = ("growth", "multiple", "points", "running_total")
RESTATED_AT_MOST = Fraction(2)
"""A base that differs by more than this factor from its first publication is no restatement."""


@dataclass(frozen=True)
class Finding:
    """What a group of failing checks shows."""

    verdict: str
    kind: str
    rows: tuple[int, ...]
    accused: tuple[int, ...]
    readings: tuple[Mapping[str, Any], ...]
    zh: str
    en: str
    checks: tuple[Check, ...] = field(default=(), repr=False)

    def as_data(self) -> dict[str, Any]:
        """The finding as plain data."""
        return {
            "verdict": self.verdict,
            "kind": self.kind,
            "rows": list(self.rows),
            "accused": list(self.accused),
            "readings": [dict(reading) for reading in self.readings],
            "zh": self.zh,
            "en": self.en,
        }


@dataclass(frozen=True)
class CheckReport:
    """Every check of a district's figures and its findings."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    not_checked: tuple[Figure, ...]

    @property
    def equal(self) -> int:
        """Number of checks by an equality."""
        return sum(check.equal for check in self.checks)

    @property
    def one_sided(self) -> int:
        """Number of checks that only bound a figure."""
        return len(self.checks) - self.equal

    @property
    def verdict(self) -> str:
        """``contradiction`` or ``consistent``."""
        contradiction = any(finding.verdict == CONTRADICTS for finding in self.findings)
        return "contradiction" if contradiction else "consistent"


def report(
    rows: Sequence[Figure],
    dimensions: Mapping[str, bool] | None = None,
    rates: Mapping[str, tuple[str, str]] | None = None,
    *,
    joint: bool = True,
) -> CheckReport:
    """Check published figures against each other.

    Parameters
    ----------
    rows
        The figures.
    dimensions
        Dimensions of the table of dimensions, and whether their members make up the whole.
    rates
        Further named rates: metric to numerator and denominator.
    joint
        Whether to ask, too, if all figures can be right together.
    """
    entries = entries_of(rows)
    relations = Relations(entries, dimensions or {}, {**NAMED_RATES, **(rates or {})})
    checks = relations.discover()
    failing = [check for check in checks if not check.holds]
    findings = [finding for check in failing if (finding := _restated(check)) is not None]
    explained = {id(check) for finding in findings for check in finding.checks}
    repairs = Repairs(check for check in checks if id(check) not in explained)
    for group in _groups([check for check in failing if id(check) not in explained]):
        findings += _contradictions(group, repairs)
    if joint and not any(finding.verdict == CONTRADICTS for finding in findings):
        findings += _joint(relations, explained)
    taking_part = {id(entry) for check in checks for entry in check.entries}
    return CheckReport(
        checks=tuple(checks),
        findings=tuple(findings),
        not_checked=tuple(entry.figure for entry in entries if id(entry) not in taking_part),
    )


def _joint(relations: Relations, explained: set[int]) -> list[Finding]:
    return []


def _restated(check: Check) -> Finding | None:
    """Remark on a figure that a later publication changed, or None if the check is a contradiction."""
    later = check.result.figure
    others = [part.figure for part in check.parts]
    across = any(other.source != later.source for other in others)
    if check.kind == "repeated":
        if not across and later.version == others[0].version:
            return None
    elif check.kind in WITH_BASE and across:
        base = check.parts[-1]
        if base.figure.available_from > later.available_from or not _plausible(check, base):
            return None
    else:
        return None
    zh, en = describe_restated(check)
    return Finding(RESTATED, check.kind, check.rows, (), (), zh, en, (check,))


def _plausible(check: Check, base: Entry) -> bool:
    implied = check.implied(base, as_published=True)
    value = base.figure.value * base.scale
    if check.kind in ("points", "running_total"):
        return True
    if value <= 0 or implied.low <= 0:
        return False
    ratio = Fraction(implied.low) / value
    return 1 / RESTATED_AT_MOST <= ratio <= RESTATED_AT_MOST


def _groups(failing: Sequence[Check]) -> list[list[Check]]:
    """Failing checks that share figures, directly or through others."""
    groups: list[tuple[set[int], list[Check]]] = []
    for check in failing:
        rows, together = set(check.rows), [check]
        for group in [group for group in groups if group[0] & rows]:
            rows |= group[0]
            together = group[1] + together
            groups.remove(group)
        groups.append((rows, together))
    return [checks for _, checks in groups]


def _contradictions(failing: Sequence[Check], repairs: Repairs) -> list[Finding]:
    """One finding for failing checks that one change repairs; several where it takes several changes."""
    entries = list({id(e): e for check in failing for e in check.entries}.values())
    found = [repair for entry in entries if (repair := repairs.repair(entry, failing)) is not None]
    if found:
        return [_finding(failing, found)]
    best: list[tuple[Sequence[Check], list[Repair]]] = []
    for entry in entries:
        mine = [check for check in failing if entry in check.entries]
        rest = [check for check in failing if entry not in check.entries]
        if (repair := repairs.repair(entry, mine, rest)) is None:
            continue
        if best and len(mine) < len(best[0][0]):
            continue
        if best and len(mine) > len(best[0][0]):
            best = []
        same = next((group for group in best if {id(c) for c in group[0]} == {id(c) for c in mine}), None)
        if same is None:
            best.append((mine, [repair]))
        else:
            same[1].append(repair)
    if not best:
        return [_finding(failing, [])]
    findings = []
    left = list(failing)
    for checks, found in best:
        if all(check in left for check in checks):
            findings.append(_finding(checks, found))
            left = [check for check in left if check not in checks]
    for group in _groups(left):
        findings += _contradictions(group, repairs)
    return findings


def _finding(failing: Sequence[Check], repairs: Sequence[Repair]) -> Finding:
    rows = tuple(sorted({row for check in failing for row in check.rows}))
    readings = []
    for repair in sorted(repairs, key=lambda repair: repair.entry.row):
        for reading in repair.readings:
            zh, en = reading_words(repair.entry, reading)
            readings.append(
                {
                    "row": repair.entry.row,
                    "kind": reading.kind,
                    "value": _text(reading.value),
                    "low": _text(reading.low),
                    "high": _text(reading.high),
                    "unit": repair.entry.figure.unit,
                    "zh": zh,
                    "en": en,
                }
            )
    zh, en = describe(failing, repairs)
    accused = tuple(sorted(repair.entry.row for repair in repairs))
    return Finding(CONTRADICTS, failing[0].kind, rows, accused, tuple(readings), zh, en, tuple(failing))


def _text(number: Fraction | None) -> str | None:
    if number is None:
        return None
    return f"{float(number):.12g}"


__all__ = ["CONTRADICTS", "FACTOR", "REMARK", "RESTATED", "CheckReport", "Finding", "report"]
