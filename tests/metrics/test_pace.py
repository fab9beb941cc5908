"""Linear and seasonal pace: own earlier years first, else other places, marked so."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.pace import ELSEWHERE, OWN, completion_path, seasonal_gaps, seasonal_pace
from tests.fixtures.district_folders import district_folder
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import clean_project

DAY = date(2023, 8, 1)
ELSEWHERE_ROWS = """place,year,month_end,ytd_funds_yi
甲省,2021,4,30
甲省,2021,12,100
乙市,2020,10,80
乙市,2020,12,100
丙市,2020,6,50
"""


def workspace(tmp_path, *rows, elsewhere="", day=DAY):
    folder = district_folder(tmp_path, "east", *rows)
    if elsewhere:
        (tmp_path / "context").mkdir()
        (tmp_path / "context" / "funds_ytd_other_places.csv").write_text(elsewhere, encoding="utf-8")
    return load_workspace(folder).as_of(day)


def gaps(space, period="2023H1"):
    return {str(fact.id): fact for fact in seasonal_gaps(space, space.targets, period)}


OWN_YEARS = (
    "2021H1,agreed_amount,,,,,30,亿元",
    "2021,agreed_amount,,,,,100,亿元",
    "2022H1,agreed_amount,,,,,50,亿元",
    "2022,agreed_amount,,,,,100,亿元",
)
THIS_YEAR = ("2023H1,agreed_amount,,,,,45,亿元", "2023,agreed_amount,,target,district,,90,亿元")


def test_the_seasonal_pace_pools_the_districts_own_years(tmp_path):
    found = gaps(workspace(tmp_path, *OWN_YEARS, *THIS_YEAR))
    progress, gap = (
        found["2023h1.agreed_amount.seasonal_progress"],
        found["2023h1.agreed_amount.pace_gap_seasonal"],
    )
    # (30 + 50) ÷ (100 + 100) = 40 %; 45 ÷ 90 = 50 %
    assert (progress.value, gap.value, gap.unit, gap.caveat) == (40.0, 10.0, "个百分点", OWN)


def test_a_year_without_its_total_is_no_season(tmp_path):
    assert gaps(workspace(tmp_path, OWN_YEARS[0], *THIS_YEAR)) == {}


def test_a_whole_year_has_no_seasonal_pace(tmp_path):
    space = workspace(
        tmp_path, *OWN_YEARS, *THIS_YEAR, "2023,agreed_amount,,,,,95,亿元", day=date(2024, 3, 1)
    )
    assert gaps(space, "2023") == {}


FUNDS = ("2023H1,funds_in_place,,,,,40,亿元", "2023,funds_in_place,,target,district,,100,亿元")


def test_funds_without_own_years_take_the_range_of_other_places(tmp_path):
    space = workspace(tmp_path, *FUNDS, elsewhere=ELSEWHERE_ROWS)
    found = gaps(space)
    progress = found["2023h1.funds_in_place.seasonal_progress"]
    # 甲 at month 6: 0.30 + 0.70 × 2/8 = 47.5 %; 乙: 0.80 × 6/10 = 48 %; 丙 has no total of the year
    assert (progress.low, progress.high) == pytest.approx((47.5, 48.0))
    assert progress.value == pytest.approx(47.75)
    assert (progress.caveat, progress.sources) == (ELSEWHERE, ("乙市 2020", "甲省 2021"))
    gap = found["2023h1.funds_in_place.pace_gap_seasonal"]
    assert (gap.low, gap.high) == pytest.approx((39.5 - 48.0, 40.5 - 47.5))


def test_other_places_are_no_measure_of_other_metrics(tmp_path):
    assert gaps(workspace(tmp_path, *THIS_YEAR, elsewhere=ELSEWHERE_ROWS)) == {}


def test_years_that_are_not_over_are_not_seen(tmp_path):
    space = workspace(tmp_path, *FUNDS, elsewhere=ELSEWHERE_ROWS, day=date(2021, 1, 31))
    assert set(space.pace_elsewhere["year"]) == {2020}


def test_the_path_of_a_completion_has_each_running_total(tmp_path):
    space = workspace(
        tmp_path, "2023Q1,agreed_amount,,,,,9,亿元", *THIS_YEAR, "2023-05,agreed_amount,,,,,3,亿元"
    )
    target = space.targets.iloc[0]
    path = completion_path(space, target, "2023H1")
    assert {period: float(quantity.value) for period, quantity in path.items()} == {
        "2023Q1": 0.1,
        "2023H1": 0.5,
    }
    assert isinstance(target, pd.Series)
    assert seasonal_pace(space, target) is None


def test_the_season_of_a_ledger_is_that_of_all_its_whole_years(tmp_path):
    folder = district_folder(tmp_path, "east", "2023,agreed_amount,,target,district,,90,亿元")
    signed = {
        "2020-01-15": 10,
        "2020-08-15": 10,
        "2021-02-15": 30,
        "2021-09-15": 10,
        "2022-03-15": 20,
        "2022-10-15": 20,
        "2023-04-15": 45,
    }
    kept = ("project_code", "project_name", "investor", "origin", "sector")
    projects = [
        {name: clean_project(n)[name] for name in kept}
        | {"stage": "签约", "signed_on": date.fromisoformat(day), "agreed_amount": 10_000 * amount}
        for n, (day, amount) in enumerate(signed.items(), start=1)
    ]
    import_ledger(folder, projects, "2023-06", "2023-07-05")
    results = results_of(folder, "2023Q2", date(2023, 8, 14))
    found = gaps(results.metric_workspace)
    # (10 + 30 + 20) ÷ (20 + 40 + 40) = 60 %; 45 ÷ 90 = 50 %
    assert found["2023h1.agreed_amount.seasonal_progress"].value == 60.0
    assert found["2023h1.agreed_amount.pace_gap_seasonal"].value == -10.0
    shown = results.measured  # what the page shows of the ledger
    assert {name: shown[name].value for name in found} == {name: each.value for name, each in found.items()}
