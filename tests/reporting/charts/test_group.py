"""Panels of all districts: bars of different completions differ, and one that is cut off shows it."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import charts
from jjinvest.reporting.tables.cells import Bilingual


def panels(*values: float, period: str = "2023", relation: str = "="):
    """Axes of the panels of districts with these completions of a target."""
    rows = [
        {
            "district": Bilingual(f"区{number}", f"d{number}"),
            "agreed_amount": Fact(
                f"2023.in_district.d{number}.agreed_amount.completion",
                value,
                value,
                value,
                "%",
                "agreed",
                "all",
                "computed",
                period,
                relation=relation,
            ),
        }
        for number, value in enumerate(values)
    ]
    return charts.small_multiples(pd.DataFrame(rows), Vocabulary("zh", {}), progress=100.0).axes


def test_bars_beyond_twice_the_target_keep_their_lengths():
    first, second = panels(196.0, 227.0)
    lengths = [ax.patches[0].get_width() for ax in (first, second)]
    assert lengths == [196.0, 227.0]
    assert first.get_xlim() == second.get_xlim()
    assert first.get_xlim()[1] >= 227


def test_a_bar_that_is_cut_off_has_a_break_and_the_others_have_none():
    usual, far = panels(110.0, 900.0)
    assert far.patches[0].get_width() == 300
    assert len(far.lines) == len(usual.lines) + 2
    assert [text.get_text() for text in far.texts] == ["900"]


def test_a_district_that_reports_ten_months_has_the_time_that_they_take():
    """Its line stood at 100, as if it were behind, and 约 was lost."""
    (ax,) = panels(99.0, period="2023-01..2023-10", relation="~")
    assert [round(x, 1) for x in ax.lines[0].get_xdata()] == [83.3, 83.3]
    assert [text.get_text() for text in ax.texts] == ["≈99"]
    assert panels(99.0)[0].lines[0].get_xdata()[0] == 100
