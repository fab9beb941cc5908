"""One cut for all forecasts of a report: the months that it speaks of."""

from __future__ import annotations

from datetime import date

from jjinvest.data.workspace import load_workspace
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of

KNOWN = (
    "2022,funds_in_place,,,,,52,亿元",
    "2022,agreed_amount,,,,,140,亿元",
    "2023,funds_in_place,,target,,,60,亿元",
    "2023Q1-Q3,funds_in_place,,,,,40,亿元",
    "2023Q1-Q3,agreed_amount,,,,,120,亿元",
)
LATER = ("2023-01..2023-10,funds_in_place,,,,,59,亿元", "2023-01..2023-10,agreed_amount,,,,,149,亿元")
DAY = date(2023, 11, 30)


def test_a_report_forecasts_every_amount_from_its_own_months(tmp_path):
    """The ten months that are known too belong to the next report: one cut for all numbers of a page."""
    with_later = results_of(load_workspace(district_folder(tmp_path, "later", *KNOWN, *LATER)), DAY, "2023Q3")
    without = results_of(load_workspace(district_folder(tmp_path, "known", *KNOWN)), DAY, "2023Q3")
    for name in ("2023.funds_in_place.mid_year.p_reach.60", "2023.agreed_amount.mid_year.forecast.median"):
        assert with_later[name].value == without[name].value
        assert not any("m10" in source for source in with_later[name].sources)


def test_the_report_of_the_next_quarter_has_the_ten_months(tmp_path):
    with_later = results_of(load_workspace(district_folder(tmp_path, "place", *KNOWN, *LATER)), DAY, "2023Q4")
    chance = with_later["2023.funds_in_place.mid_year.p_reach.60"]
    assert any("m10" in source for source in chance.sources)
    assert chance.value > 0.8
