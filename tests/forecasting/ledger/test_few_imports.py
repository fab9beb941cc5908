"""Forecasts of funds from few imports of one truth: near those of many imports, wider, never beyond 100 %."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.ledger.forecast import FUNDS, forecast_year
from jjinvest.forecasting.reserving.triangle import cohorts_of
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from tests.fixtures.known_truth import state_after

QUARTER_ENDS = [f"{year}-{month:02d}" for year in (2021, 2022, 2023) for month in (3, 6, 9, 12)]


@pytest.fixture(scope="module")
def district():
    return simulate(Parameters(first_year=2021, projects=400), seed=3)


def year_ahead(state, year=2024):
    return forecast_year(
        state.projects.assign(project_code=state.projects["key"]),
        state.payments,
        year=year,
        as_of=str(state.stands_on),
        seed=1,
        draws=4_000,
        cases=False,
        observed_from=state.funds_known_from.isoformat(),
    )


@pytest.fixture(scope="module")
def forecasts(district):
    return {n: year_ahead(state_after(district, QUARTER_ENDS[-n:])) for n in (1, 2, 4, 12)}


def test_the_share_paid_by_an_age_stays_within_the_whole(forecasts):
    for number, forecast in forecasts.items():
        share = forecast.funds.model.since_signing(20).cumsum()
        assert share.max() <= 1, number
        assert (forecast.funds.model.survival <= 1).all()


def test_forecasts_from_few_imports_are_near_those_of_many_and_wider(forecasts):
    def interval(number):
        return np.quantile(forecasts[number].samples[FUNDS], [0.1, 0.5, 0.9])

    low, middle, high = interval(12)
    for number in (1, 2, 4):
        few = interval(number)
        assert low < few[1] < high
        assert (few[2] - few[0]) / few[1] > 0.95 * (high - low) / middle


@pytest.mark.parametrize("number", [1, 2, 12])
def test_funds_of_the_running_year_are_certain_from_the_column_of_the_year(district, number):
    place = QUARTER_ENDS.index("2023-06") + 1
    state = state_after(district, QUARTER_ENDS[:place][-number:])
    forecast = year_ahead(state, year=2023)
    paid = district.payments[district.payments["month"].between("2023-01-01", "2023-06-30")]
    assert forecast.model.funds.certain == pytest.approx(paid["amount"].sum() / 1e8)


def test_a_gap_between_imports_leaves_its_quarters_blank(district):
    gap = ["2021-03", "2021-06", "2021-09", "2022-09", "2022-12", "2023-03", "2023-06", "2023-09", "2023-12"]
    every, some = (
        cohorts_of(
            state.projects.assign(project_code=state.projects["key"]), state.payments, as_of=state.stands_on
        )
        for state in (state_after(district, QUARTER_ENDS), state_after(district, gap))
    )
    known = ~np.isnan(some.triangle.cumulative)
    assert (~known & ~np.isnan(every.triangle.cumulative)).any()
    np.testing.assert_allclose(some.triangle.cumulative[known], every.triangle.cumulative[known])
    dated = ~np.isnan(some.by_project)
    np.testing.assert_allclose(some.by_project[dated], every.by_project[dated])
    first = some.triangle.cumulative[0]
    # of the last quarter of 2021 the column of the year leaves what is not of 2022
    assert np.isnan(first).tolist() == [False] * 4 + [True, True] + [False] * 6
    forecast = year_ahead(state_after(district, gap))
    assert forecast.samples[FUNDS].std() > 0
