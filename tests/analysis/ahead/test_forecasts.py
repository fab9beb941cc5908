from __future__ import annotations

import numpy as np
import pytest

from jjinvest.core.errors import BasisError, ParameterError
from tests.fixtures.plain_frames import assert_works


def test_the_forecast_is_the_one_of_the_page(year):
    forecast = year.forecast("agreed_amount")
    assert forecast.p_reach() == year.results["next.agreed_amount.p_reach"].value
    assert np.median(forecast.samples) == year.results["next.agreed_amount.forecast.median"].value
    assert (forecast.year, forecast.target, forecast.unit) == (2024, 1000.0, "亿元")


@pytest.mark.parametrize("name", ["2024.agreed_amount", "next.agreed_amount"])
def test_a_measure_may_have_its_year_in_front(year, name):
    assert year.forecast(name).samples is year.forecast("agreed_amount").samples
    with pytest.raises(ParameterError, match="agreed_amount"):
        year.forecast("2023.agreed_amount")


def test_a_number_or_a_row_may_be_the_target(year):
    forecast = year.forecast()
    row = year.results.workspace.targets.set_index("target_id", drop=False).loc["2024.agreed_amount.target"]
    assert forecast.p_reach(1000) == forecast.p_reach(row)
    assert forecast.p_reach(0) == 1.0


@pytest.mark.parametrize("measure", ["agreed_amount", "funds_in_place", "funds_in_place.out_of_city"])
def test_everything_that_the_ledger_forecasts_is_offered(both, measure):
    forecast = both.forecast(measure)
    low, high = forecast.band(80)
    assert low < forecast.quantiles(0.5).iloc[0] < high
    assert measure in both.forecasts


def test_a_method_of_its_own(both):
    assert both.forecast(method="ledger_simulation").method == "ledger_simulation"
    with pytest.raises(ParameterError, match="ledger_simulation"):
        both.forecast(method="crystal_ball")


def test_the_summary_is_plain(each):
    if each.forecasts:
        summary = each.forecast(each.forecasts[0]).summary()
        assert_works(summary)
        assert set(summary["unit"]) <= {"亿元", "概率"}


def test_unknown_measures_cases_and_targets_name_the_choices(year, ledger_alone):
    with pytest.raises(ParameterError, match="agreed_amount"):
        year.forecast("projects_signed")
    with pytest.raises(ParameterError, match="year_effect"):
        year.forecast().p_reach(case="rosy")
    with pytest.raises(ParameterError, match="p_reach"):
        ledger_alone.forecast("funds_in_place").p_reach()


def test_the_chart_has_the_target_and_the_median(year):
    forecast = year.forecast()
    ax = forecast.plot()
    marks = [line.get_xdata()[0] for line in ax.lines]
    assert 1000.0 in marks
    assert np.median(forecast.samples) in marks


def test_a_row_of_the_targets_frame_may_be_the_target(year):
    forecast, targets = year.forecast(), year.targets
    row = targets[targets["id"] == "2024.agreed_amount.target"].iloc[0]
    assert forecast.p_reach(row) == forecast.p_reach(1000)
    assert forecast.p_reach(targets.set_index("id").loc["2024.agreed_amount.target"]) == forecast.p_reach()
    other = targets[targets["id"] == "2023.agreed_amount.target"].iloc[0]
    with pytest.raises(ParameterError, match=r"2024\.agreed_amount\.target"):
        forecast.p_reach(other)


def test_a_part_of_the_year_is_refused_with_what_exists(year):
    assert year.forecast(by="year").year == year.forecast().year
    with pytest.raises(ParameterError, match=r"by='year'.*d\.frame\('agreed_amount', by='quarter'\)"):
        year.forecast("agreed_amount", by="quarter")


def test_quantiles_take_numbers_or_a_list(year):
    forecast = year.forecast("agreed_amount")
    listed = forecast.quantiles([0.1, 0.5])
    assert listed.equals(forecast.quantiles(0.1, 0.5))
    assert list(listed.index) == [0.1, 0.5]
    for wrong in ("a", 10, [0.1, "b"]):
        with pytest.raises(ParameterError, match="quantiles"):
            forecast.quantiles(wrong)


def test_a_target_with_its_unit_as_text_is_refused(year):
    with pytest.raises(ParameterError, match="亿元"):
        year.forecast().p_reach("1200亿元")


def test_a_target_in_another_unit_names_it(year):
    forecast = year.forecast()
    with pytest.raises(ParameterError, match=r"亿元\n.*unit="):
        forecast.p_reach(10_000_000)  # of 万元: a chance of 0 would be no answer
    assert forecast.p_reach(10_000_000, unit="万元") == forecast.p_reach(1000)
    assert forecast.p_reach(10_000_000, unit="亿元") == 0.0
    with pytest.raises(BasisError, match="万美元"):
        forecast.p_reach(1000, unit="万美元")


def test_a_target_that_is_absent_has_no_chance_of_0(year):
    with pytest.raises(ParameterError, match="p_reach"):
        year.forecast().p_reach(float("nan"))


def test_a_band_of_a_probability_is_refused_in_both_languages(year):
    with pytest.raises(ParameterError, match=r"百分数 .*percent"):
        year.forecast().band(0.8)
