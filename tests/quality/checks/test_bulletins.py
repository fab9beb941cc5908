"""The checks on public and made-up bulletins: clean ones, real slips, and one fault at a time."""

from __future__ import annotations

import csv
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import median

import pytest

from jjinvest.data.figure_rows import FigureTables, read_figure_tables
from jjinvest.quality.checks.report import report
from tests.fixtures.figure_faults import Bulletin, Fault, bulletins, figure_faults, line_number

DATA = Path(__file__).resolve().parents[2] / "data"
PUBLIC, MADE, SLIPS = (bulletins(DATA / name) for name in ("bulletins", "bulletins_made", "bulletins_slips"))
SLIPPED = {"fuling", "tianjin_8m", "liannan"}
CLEAN = [one for one in (*PUBLIC, *MADE) if one.folder.name not in SLIPPED]


@cache
def tables(folder: Path) -> FigureTables:
    return read_figure_tables(folder)


def check(bulletin: Bulletin, fault: Fault | None = None, *, joint: bool = True):
    """Check a bulletin, with a fault if one is given."""
    read = tables(bulletin.folder)
    figures = read.figures
    if fault is not None:
        line, decimals = line_number(bulletin, fault.row), len(fault.new.partition(".")[2])
        changed = {"value": Fraction(fault.new), "decimals": decimals, "digits": fault.new}
        figures = [replace(one, **changed) if one.row == line else one for one in figures]
    return report(figures, read.dimensions.complete, joint=joint)


@pytest.mark.parametrize("bulletin", CLEAN, ids=lambda one: one.folder.name)
def test_a_clean_bulletin_raises_no_contradiction(bulletin):
    result = check(bulletin)
    assert [finding for finding in result.findings if finding.verdict == "contradicts"] == []
    assert result.verdict == "consistent"


@pytest.mark.parametrize("bulletin", [*PUBLIC, *MADE], ids=lambda one: one.folder.name)
def test_stated_relations_are_found_with_their_outcome(bulletin):
    lines = {row: line_number(bulletin, row) for row in bulletin.figures}
    read = {figure.row for figure in tables(bulletin.folder).figures}
    found = {
        (check.result.row, frozenset(part.row for part in check.parts)): check.holds
        for check in check(bulletin, joint=False).checks
    }
    for relation in bulletin.relations:
        if (
            relation.kind in ("at_most", "running", "intbase")
            or not {lines[r] for r in relation.rows} <= read
        ):
            continue
        key = (lines[relation.result], frozenset(lines[part] for part in relation.parts))
        assert found.get(key) is relation.holds, relation


@pytest.mark.parametrize(
    ("name", "accused", "slip"),
    [
        ("fuling", (5, 14), (14, "sign", "7.3")),
        ("tianjin_8m", (3, 13, 14), None),
        ("liannan", (2, 3, 4), None),
    ],
)
def test_real_slips(name, accused, slip):
    (bulletin,) = [one for one in PUBLIC if one.folder.name == name]
    (finding,) = check(bulletin).findings
    assert finding.verdict == "contradicts"
    assert finding.accused == accused
    if slip is not None:
        assert slip in [(reading["row"], reading["kind"], reading["value"]) for reading in finding.readings]


def test_a_restated_base_is_a_remark():
    (bulletin,) = [one for one in PUBLIC if one.folder.name == "mida"]
    (finding,) = check(bulletin).findings
    assert (finding.verdict, finding.rows) == ("restated", (3, 13, 14))


@pytest.mark.parametrize("bulletin", SLIPS, ids=lambda one: one.folder.name)
def test_slips_of_made_up_bulletins(bulletin):
    with (bulletin.folder / "slips.csv").open(encoding="utf-8", newline="") as file:
        (slip,) = csv.DictReader(file)
    line = line_number(bulletin, slip["row"])
    found = [finding for finding in check(bulletin).findings if line in finding.accused]
    assert [finding.verdict for finding in found] == ["contradicts"]
    values = [
        tuple(Fraction(reading[end]) for end in ("low", "high"))
        for reading in found[0].readings
        if reading["row"] == line and reading["low"] is not None and reading["high"] is not None
    ]

    assert any(low <= Fraction(slip["right"]) <= high for low, high in values)


def test_single_faults_are_found_and_the_right_figure_accused():
    trials, found, right, accused = 0, 0, 0, []
    for bulletin in (*PUBLIC, *MADE):
        before = {finding.rows for finding in check(bulletin, joint=False).findings}
        read = {figure.row for figure in tables(bulletin.folder).figures}
        for fault in figure_faults(bulletin):
            line = line_number(bulletin, fault.row)
            if line not in read:
                continue
            trials += 1
            findings = check(bulletin, fault, joint=False).findings
            new = [one for one in findings if one.rows not in before or line in one.rows]
            found += any(line in one.rows for one in new)
            naming = [one for one in new if line in one.accused]
            right += bool(naming)
            accused += [len({row for one in new for row in one.accused})] if naming else []
    assert trials > 1000
    assert found >= 0.98 * trials
    assert right >= 0.97 * trials
    assert median(accused) <= 3
