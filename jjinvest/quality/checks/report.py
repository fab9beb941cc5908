"""All checks of a district's published figures, and what they find."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from jjinvest.core.rounding import round_half_up
from jjinvest.data.figure_model import COMPARED, FigureRow
from jjinvest.quality.checks.checks import Check
from jjinvest.quality.checks.currencies import in_two_currencies
from jjinvest.quality.checks.entries import Entry, entries_of, published_at
from jjinvest.quality.checks.joint import LEVELS, JointContradiction, joint_contradiction
from jjinvest.quality.checks.named import Members, changed_amounts, named_checks
from jjinvest.quality.checks.quotes import misquoted
from jjinvest.quality.checks.ratios import NAMED_RATES
from jjinvest.quality.checks.relations import Relations
from jjinvest.quality.checks.repairs import (
    MULTIPLE,
    POINT,
    SIGN,
    SWAPPED,
    UNIT,
    Repair,
    Repairs,
    interval_reading,
)
from jjinvest.quality.checks.revisions import is_repetition, of_parts_before, revised_alone
from jjinvest.quality.checks.words import (
    describe,
    describe_changed,
    describe_currencies,
    describe_joint,
    describe_misquoted,
    describe_parts_before,
    describe_restated,
    describe_revised_alone,
    reading_words,
)

CONTRADICTS, RESTATED, REMARK = "contradicts", "restated", "remark"
QUOTE, CURRENCIES = "quote", "currencies"
RESTATED_AT_MOST = Fraction(5, 4)
"""A base that differs by more than this factor from its first publication is no restatement."""
RESTATED_POINTS = Fraction(3, 100)
"""The same for a rate, in percentage points."""
PLAIN_SLIPS = (SIGN, SWAPPED, POINT, UNIT, MULTIPLE)
"""Slips that explain a mismatch better than a restatement; one digit is too easily explained by chance."""


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
    not_checked: tuple[FigureRow, ...]

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
    rows: Sequence[FigureRow],
    dimensions: Mapping[str, bool] | None = None,
    rates: Mapping[str, tuple[str, str]] | None = None,
    *,
    members: Members | None = None,
    listed: Mapping[str, Collection[str]] | None = None,
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
    members
        Named projects by group (:mod:`jjinvest.quality.checks.named`).
    listed
        Members by dimension that the table of dimensions lists, whether or not a figure speaks of them.
    joint
        Whether to ask, too, if all figures can be right together.
    """
    entries = entries_of(rows)
    relations = Relations(entries, dimensions or {}, {**NAMED_RATES, **(rates or {})}, listed)
    checks = [*relations.discover(), *named_checks(entries, members or {})]
    failing = [check for check in checks if not check.holds or _says_revised(check)]
    changed = {id(check) for check in failing if is_repetition(check)}
    repairs = Repairs(check for check in checks if id(check) not in changed)
    findings = [finding for check in failing if (finding := _restated(check, failing, repairs)) is not None]
    explained = {id(check) for finding in findings for check in finding.checks}
    repairs = Repairs(check for check in checks if id(check) not in explained)
    for group in _groups([check for check in failing if id(check) not in explained]):
        findings += _contradictions(group, repairs)
    if joint:
        found = joint_contradiction(entries, relations, _left_out(findings, checks))
        if found is not None:
            findings.append(_joint_finding(found))
    for earlier, later in changed_amounts(entries):
        zh, en = describe_changed(earlier, later)
        rows_of = tuple(sorted((earlier.row, later.row)))
        findings.append(Finding(RESTATED, "changed_amount", rows_of, (), (), zh, en))
    findings += _beside_checks(entries)
    taking_part = {id(entry) for check in checks for entry in check.entries}
    return CheckReport(
        checks=tuple(checks),
        findings=tuple(findings),
        not_checked=tuple(entry.figure for entry in entries if id(entry) not in taking_part),
    )


def _beside_checks(entries: Sequence[Entry]) -> list[Finding]:
    """What no relation between figures shows: a row unlike its quote, one measure in two currencies."""
    findings = []
    for entry, quoted in misquoted(entries):
        zh, en = describe_misquoted(entry, quoted)
        findings.append(Finding(REMARK, QUOTE, (entry.row,), (entry.row,), (), zh, en))
    for one, other, impossible in in_two_currencies(entries):
        zh, en = describe_currencies(one, other, impossible)
        rows = tuple(sorted((one.row, other.row)))
        findings.append(Finding(CONTRADICTS if impossible else REMARK, CURRENCIES, rows, (), (), zh, en))
    return findings


def _left_out(findings: Sequence[Finding], checks: Sequence[Check]) -> set[int]:
    """Rows that the joint question leaves out: what a finding speaks of already.

    Of a figure that was published again only the earlier values are left out, with the rates that were
    published with them: these do not go with the later value.
    """
    rows = set[int]()
    for finding in findings:
        repeated = [check for check in finding.checks if is_repetition(check)]
        if not repeated or len(repeated) < len(finding.checks):
            rows.update(finding.rows)
            continue
        earlier = {row for check in repeated for row in _earlier(check, checks)}
        rows |= earlier
        for check in checks:
            if earlier & set(check.rows):
                rows.update(e.row for e in check.entries if not (e.figure.statistic in LEVELS and e.additive))
    return rows


def _earlier(repeated: Check, checks: Sequence[Check]) -> set[int]:
    """Rows of a figure that were published before it was changed."""
    rows = {min(repeated.entries, key=published_at).row}
    repetitions = [check for check in checks if check.kind == repeated.kind]
    while before := {
        first.row
        for first, later in (sorted(check.entries, key=published_at) for check in repetitions)
        if later.row in rows and first.row not in rows
    }:
        rows |= before
    return rows


def _joint_finding(found: JointContradiction) -> Finding:
    repairs = []
    for entry in found.accused:
        interval = found.implied.get(entry.row)
        readings = () if interval is None else (interval_reading(entry, interval),)
        repairs.append(Repair(entry, readings))
    zh, en = describe_joint(found.entries, repairs)
    rows = tuple(sorted(entry.row for entry in found.entries))
    accused = tuple(sorted(entry.row for entry in found.accused))
    return Finding(CONTRADICTS, "joint", rows, accused, _readings(repairs), zh, en)


def _says_revised(check: Check) -> bool:
    """Whether a row says itself that it revises the one before, even if both fit within their rounding."""
    if not is_repetition(check):
        return False
    first, *_, later = sorted(check.entries, key=published_at)
    marked = later.figure.version == "restated" != first.figure.version
    return marked and first.figure.value * first.scale != later.figure.value * later.scale


def _restated(check: Check, failing: Sequence[Check], repairs: Repairs) -> Finding | None:
    """Remark on a figure that a later publication changed, or None if the check is a contradiction."""
    found: list[Repair] = []
    if not check.parts:
        return None
    if revised := revised_alone(check, failing):
        zh, en = describe_revised_alone(check, *revised)
        rows = tuple(sorted({*check.rows, revised[0].row}))
        return Finding(RESTATED, check.kind, rows, (), (), zh, en, (check,))
    if revised := of_parts_before(check, failing):
        zh, en = describe_parts_before(check, *revised)
        rows = tuple(sorted({*check.rows, *(entry.row for entry in revised)}))
        return Finding(RESTATED, check.kind, rows, (), (), zh, en, (check,))
    if not is_repetition(check):
        later, base = check.result.figure, check.parts[-1]
        across = any(part.figure.source != later.source for part in check.parts)
        if check.kind not in COMPARED or not across or base.figure.available_from > later.available_from:
            return None
        if not _plausible(check, base):
            return None
        others = [other for other in failing if other is not check]
        if any(set(other.rows) & set(check.rows) and not is_repetition(other) for other in others):
            return None
        repaired = (repairs.repair(entry, [check], others) for entry in check.entries)
        found = [repair for repair in repaired if repair is not None]
        if any(reading.kind in PLAIN_SLIPS for repair in found for reading in repair.readings):
            return None
    zh, en = describe_restated(check)
    accused = tuple(sorted(repair.entry.row for repair in found))
    return Finding(RESTATED, check.kind, check.rows, accused, _readings(found), zh, en, (check,))


def _plausible(check: Check, base: Entry) -> bool:
    implied = check.implied(base, as_published=True)
    value = base.figure.value * base.scale
    if check.kind == "points":
        return abs(Fraction(implied.low) - value) <= RESTATED_POINTS
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


def _contradictions(
    failing: Sequence[Check], repairs: Repairs, ignored: Sequence[Check] = ()
) -> list[Finding]:
    """One finding for failing checks that one change repairs; several where it takes several changes."""
    entries = list({id(e): e for check in failing for e in check.entries}.values())
    found = [repair for entry in entries if (repair := repairs.repair(entry, failing, ignored)) is not None]
    if found:
        return [_finding(failing, found)]
    best: list[tuple[list[Check], list[Repair]]] = []
    for entry in entries:
        mine = [check for check in failing if entry in check.entries]
        for some in [mine] if len(mine) == 1 else [mine, *([check] for check in mine)]:
            rest = [*ignored, *(check for check in failing if check not in some)]
            repair = repairs.repair(entry, some, rest)
            if repair is None:
                continue
            same = next((group for group in best if set(map(id, group[0])) == set(map(id, some))), None)
            if same is None:
                best.append((some, [repair]))
            else:
                same[1].append(repair)
            if some is mine:
                break
    findings = []
    left = list(failing)
    for checks, found in sorted(best, key=lambda group: -len(group[0])):
        if all(check in left for check in checks):
            findings.append(_finding(checks, found))
            left = [check for check in left if check not in checks]
    if not findings:
        return [_finding(failing, [])]
    for group in _groups(left):
        others = [*ignored, *(check for check in failing if check not in group)]
        findings += _contradictions(group, repairs, others)
    return findings


def _finding(failing: Sequence[Check], repairs: Sequence[Repair]) -> Finding:
    rows = tuple(sorted({row for check in failing for row in check.rows}))
    zh, en = describe(failing, repairs)
    accused = tuple(sorted(repair.entry.row for repair in repairs))
    return Finding(CONTRADICTS, failing[0].kind, rows, accused, _readings(repairs), zh, en, tuple(failing))


def _readings(repairs: Sequence[Repair]) -> tuple[Mapping[str, Any], ...]:
    """Readings of all repairs as plain data."""
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
    return tuple(readings)


def _text(number: Fraction | None) -> str | None:
    """End of an interval as text, with at most nine decimals."""
    return None if number is None else format(round_half_up(number, 9).normalize(), "f")
