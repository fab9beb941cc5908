"""Checks of published figures: single faults found in bulletins, and false alarms.

The generator of faults (`tests/fixtures/figure_faults.py`) was written without sight of the rules; each fault
breaks one stated relation under rounding and truncation. Times are in :mod:`benchmarks.check_times`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from statistics import median

from jjinvest.data.figure_rows import read_figure_tables
from jjinvest.quality.checks.report import report
from tests.fixtures.figure_faults import Bulletin, bulletins, figure_faults, line_number

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
SLIPPED = {"fuling", "tianjin_8m", "liannan"}


def _faults(group: list[Bulletin]) -> tuple[Counter[str], list[int]]:
    """Count faults injected, found, and with the right figure accused; and how many are accused each time."""
    counts, accused = Counter[str](), list[int]()
    for bulletin in group:
        tables = read_figure_tables(bulletin.folder)
        before = {finding.rows for finding in report(tables.figures, tables.dimensions.complete).findings}
        for fault in figure_faults(bulletin):
            line = line_number(bulletin, fault.row)
            changed = {
                "value": Fraction(fault.new),
                "decimals": len(fault.new.partition(".")[2]),
                "digits": fault.new,
            }
            rows = [replace(row, **changed) if row.row == line else row for row in tables.figures]  # type: ignore[arg-type]
            findings = [
                finding
                for finding in report(rows, tables.dimensions.complete).findings
                if finding.verdict == "contradicts" and finding.rows not in before
            ]
            named = {row for finding in findings for row in finding.accused}
            counts["faults"] += 1
            counts["found"] += any(line in finding.rows for finding in findings)
            counts["accused"] += line in named
            if findings:
                accused.append(len(named))
    return counts, accused


def main() -> None:
    """Print the share of faults found and accused, and the false alarms."""
    groups = {name: bulletins(DATA / name) for name in ("bulletins", "bulletins_made")}
    for name, group in groups.items():
        counts, accused = _faults(group)
        total = counts["faults"]
        print(
            f"{name}: {total} faults, found {counts['found'] / total:.1%}, right figure accused "
            f"{counts['accused'] / total:.1%}, accused in the median {median(accused):g}"
        )
    clean = [each for group in groups.values() for each in group if each.folder.name not in SLIPPED]
    alarms = 0
    for bulletin in clean:
        tables = read_figure_tables(bulletin.folder)
        alarms += report(tables.figures, tables.dimensions.complete).verdict != "consistent"
    print(f"clean bulletins: {len(clean)}, false alarms {alarms}")


if __name__ == "__main__":
    main()
