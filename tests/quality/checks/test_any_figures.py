"""Any subset of figures with any values is checked without an error, and any finding is complete."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from jjinvest.data.figure_rows import RELATIONS, VERSIONS, read_figure_tables
from jjinvest.quality.checks.report import report

DATA = Path(__file__).resolve().parents[2] / "data"
FOLDERS = sorted(path.parent for path in DATA.glob("bulletins*/*/figures.csv"))


@given(folder=st.sampled_from(FOLDERS), data=st.data())
def test_any_figures_can_be_checked(folder, data):
    tables = read_figure_tables(folder)
    rows = data.draw(st.lists(st.sampled_from(tables.figures), max_size=25, unique_by=lambda row: row.row))
    for place in data.draw(st.lists(st.integers(0, max(0, len(rows) - 1)), max_size=6)) if rows else []:
        number = data.draw(st.sampled_from(("0", "-1", "1", "99.9", "12345678", "-100", "0.04")))
        rows[place] = replace(
            rows[place],
            value=Fraction(number),
            decimals=len(number.partition(".")[2]),
            relation=data.draw(st.sampled_from(RELATIONS)),
            version=data.draw(st.sampled_from(VERSIONS)),
        )
    result = report(rows, tables.dimensions.complete)
    lines = {row.row for row in rows}
    for finding in result.findings:
        assert set(finding.accused) <= set(finding.rows) <= lines
        assert {reading["row"] for reading in finding.readings} <= set(finding.accused)
        assert finding.zh
        assert finding.en
    assert (result.verdict == "contradiction") is any(f.verdict == "contradicts" for f in result.findings)
    assert result.equal + result.one_sided == len(result.checks)
