"""The outlook of a year in progress, beside its own target."""

from __future__ import annotations

import pytest

from jjinvest.reporting import tables
from jjinvest.reporting.html import plain
from jjinvest.reporting.pages.forecast import chance_of_target
from jjinvest.reporting.report import Report


def test_a_year_in_progress_is_held_against_its_own_target(in_progress):
    outlook = tables.outlook(in_progress)
    row = outlook.iloc[0]
    assert row["target"].value == 1000
    assert row["last_year"].value == 1088
    assert row["chance"].id == "2024.agreed_amount.mid_year.p_reach.1000"
    pace = tables.pace(in_progress).iloc[0]
    assert pace["monthly"].value == pytest.approx(75)
    assert pace["monthly_needed"].value == pytest.approx(550 / 6)
    answer, report = chance_of_target(in_progress), Report.of_results(in_progress, "zh")
    text = plain(report.sentence(report.renderer(), answer))
    assert text.startswith("2024年协议引资达到目标 1000 亿元的把握近四成（")
