"""Numbers of before a break, such as a merger of two districts, are not set against later ones."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.quantity import Definition
from jjinvest.data.workspace import load_workspace
from jjinvest.forecasting.forecast_data import ForecastData
from jjinvest.forecasting.method import predict
from jjinvest.metrics.comparability import breaks, is_comparable
from jjinvest.metrics.growth import growths
from jjinvest.metrics.half_years import growths_of_halves
from jjinvest.metrics.pace import own_pace
from jjinvest.metrics.target_needs import growth_needed
from jjinvest.reporting.tables.recent_periods import trend
from tests.fixtures.dated_districts import COUNTY, dated_results
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page, results_of

HALVES = (
    "2023H1,funds_in_place,,,,,14.9,亿元",
    "2023,funds_in_place,,,,,31.2,亿元",
    "2024H1,funds_in_place,,,,,27.7,亿元",
    "2024,funds_in_place,,,,,58.8,亿元",
)


def workspace_of(folder, *rows):
    district = district_folder(folder, "place", *(f"{row}," for row in HALVES), *rows)
    figures = district / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace(",unit\n", ",unit,version\n"), encoding="utf-8")
    return load_workspace(district)


def years_shown(workspace):
    return {FactId(each.id).period[:4] for each in trend(results_of(workspace))["period"]}


def test_a_growth_that_the_published_base_contradicts_is_a_break(tmp_path):
    merged = workspace_of(tmp_path, "2024,funds_in_place,,growth,,,7.2,%,like_for_like")
    assert breaks(merged) == {"funds_in_place": 2024}
    assert not is_comparable(merged, FactId("2023h2.funds_in_place"), 2024)
    assert is_comparable(merged, FactId("2023h1.funds_in_place"), 2023)
    assert is_comparable(merged, FactId("2023.agreed_amount"), 2024)
    assert years_shown(merged) == {"2024"}
    assert [*growths(merged, "2024H1"), *growths_of_halves(merged, "2024")] == []


@pytest.mark.parametrize("growth", ["88.5,%,like_for_like", "7.2,%,"])
def test_there_is_none_where_it_fits_or_is_not_like_for_like(tmp_path, growth):
    same = workspace_of(tmp_path, f"2024,funds_in_place,,growth,,,{growth}")
    assert breaks(same) == {}
    assert years_shown(same) == {"2023", "2024"}
    assert "2024h2.funds_in_place.growth" in {f.id for f in growths_of_halves(same, "2024")}


def test_a_number_that_was_restated_is_comparable(tmp_path):
    restated = "2023,funds_in_place,,,,,54.9,亿元,restated"
    growth = "2024,funds_in_place,,growth,,,7.2,%,like_for_like"
    workspace = workspace_of(tmp_path, restated, growth)
    assert breaks(workspace) == {"funds_in_place": 2024}
    assert is_comparable(workspace, FactId("2023.funds_in_place"), 2024)
    assert not is_comparable(workspace, FactId("2023h1.funds_in_place"), 2024)


MERGED = (
    "2022,funds_in_place,,,,,30,亿元,",
    "2024H1,funds_in_place,,growth,,,6.5,%,like_for_like",
    "2023H1,agreed_amount,,,,,40.1,亿元,",
    "2023,agreed_amount,,,,,86,亿元,",
    "2024H1,agreed_amount,,,,,70.6,亿元,",
    "2024H1,agreed_amount,,growth,,,9.1,%,like_for_like",
    "2024,agreed_amount,,target,,,150,亿元,",
    "2023H1,projects_signed,,,,,29,个,",
    "2024H1,projects_signed,,,,,47,个,",
)


def test_where_several_measures_break_the_area_changed_and_with_it_all_others(tmp_path):
    merged = workspace_of(tmp_path, *MERGED)
    assert set(breaks(merged).values()) == {2024}
    assert not is_comparable(merged, FactId("2023h1.projects_signed"), 2024)
    assert [fact.id for fact in growths(merged, "2024H1")] == []
    assert growth_needed(merged, 2024) == []


def test_years_before_a_break_are_no_measure_of_those_after_it(tmp_path):
    merged = workspace_of(tmp_path, *MERGED)
    data = ForecastData(merged, Assumptions(draws=2_000))
    target = data.target("agreed_amount", Definition("agreed"), 2024)
    assert set(data.published(target)) == {"2024h1"}
    credibility = predict(data, target, seed=1)["credibility"]
    assert "no_earlier_year" in credibility.reasons
    # 70.6 in the first half, whatever the smaller district had: 152.3 it was
    assert credibility.samples.min() >= 70.6
    assert 120 < np.median(credibility.samples) < 180
    before = data.target("agreed_amount", Definition("agreed"), 2023)
    assert "2023h1" in data.published(before)


def test_a_restated_year_has_no_share_of_its_first_half(tmp_path):
    rows = ("2023,agreed_amount,,,,,135.5,亿元,restated", "2024,agreed_amount,,,,,152.3,亿元,")
    merged = workspace_of(tmp_path, *MERGED, *rows)
    assert own_pace(merged, "agreed_amount", 2024) is None  # 40.1 of 135.5 is of two areas
    assert own_pace(workspace_of(tmp_path / "not", *MERGED), "agreed_amount", 2024) is not None


def test_a_forecast_of_a_merged_district_names_no_earlier_years(tmp_path):
    growth = "2032H1,agreed_amount,,growth,,,9.1,%,like_for_like"
    texts = {**COUNTY, "2032-07-20": ("2032H1,agreed_amount,,,,,44.8,亿元", growth)}
    results = dated_results(tmp_path, "2032Q2", texts, as_of="2032-08-14")
    text = build_page(results, "50_targets_forecast", "zh").text
    assert "没有可比的以往年份的全年数可以参照" in text
    assert "两部分加权" not in text


UNTESTED = (
    "2023,agreed_amount,,,,,148.2,亿元,",
    "2024H1,agreed_amount,,,,,88.7,亿元,",
    "2024H1,agreed_amount,,growth,,,5.2,%,like_for_like",
)


@pytest.mark.parametrize(
    ("further", "periods"),
    [
        ((), {"2024h1"}),
        (("2023H1,agreed_amount,,,,,84.3,亿元,",), {"2023", "2023h1", "2024h1"}),  # the growth fits
        (("2024H1,agreed_amount,,growth,,,5.2,%,",), {"2023", "2023h1", "2024h1"}),  # over the same area
        (("2023,agreed_amount,,,,,171.5,亿元,restated",), {"2023", "2024h1"}),
    ],
    ids=["untested", "fits", "plain too", "restated"],
)
def test_a_total_is_no_base_where_the_growth_like_for_like_cannot_be_tested(tmp_path, further, periods):
    data = ForecastData(workspace_of(tmp_path, *UNTESTED, *further), Assumptions(draws=1_000))
    target = data.target("agreed_amount", Definition("agreed"), 2024)
    assert set(data.published(target)) == periods
