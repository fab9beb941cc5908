"""The forecast of a year: the method that the data allow, what it refuses, and no use of later data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import YI, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable, p_all
from jjinvest.forecasting.select_method import forecast
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from tests.fixtures.workspaces import QUICK, forecast_total, with_figure


def test_next_year_from_one_year_of_aggregates_uses_size_classes(everything):
    result = forecast_total(everything, 2024, date(2024, 3, 31))
    assert isinstance(result, ForecastDistribution)
    assert result.method == "size_classes"
    assert {"one_year_of_aggregates", "nothing_of_the_year"} <= set(result.reasons)


def test_mid_2023_is_credibility_without_a_prior(everything):
    result = forecast_total(everything, 2023, date(2023, 7, 31))
    assert result.method == "credibility"
    assert "no_earlier_year" in result.reasons
    assert {a.name for a in result.assumptions} == {"share_passed", "process_cv"}
    assert result.as_of == date(2023, 7, 31)
    assert all(source.endswith("@jj2023h1") for source in result.sources)
    low, high = result.band(80)
    assert high - low > 600
    assert low < 1088 < high
    assert np.array_equal(result.parts["signed"] + result.parts["rest"], result.samples)


@settings(max_examples=15, deadline=None)
@given(
    st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    st.floats(1, 5000),
    st.sampled_from(["2023", "2023Q1-Q3", "2023H1", "2022"]),
)
def test_figures_published_after_the_day_are_not_used(everything, day, amount, period):
    later = with_figure(everything, period, amount, date.fromordinal(day.toordinal() + 1))
    then, now = (
        forecast_total(w, 2023, day, assumptions=Assumptions(draws=1000)) for w in (everything, later)
    )
    assert type(then) is type(now)
    if isinstance(then, ForecastDistribution):
        assert np.array_equal(then.samples, now.samples)
        assert then.facts() == now.facts()
    else:
        assert then.missing == now.missing


@pytest.mark.parametrize(("so_far", "chance"), [(450, 0.39), (534, 0.61), (600, 0.78)])
def test_mid_2024_weighs_2023_and_its_own_pace(everything, so_far, chance):
    workspace = with_figure(everything, "2024H1", so_far, date(2024, 7, 20))
    result = forecast_total(workspace, 2024, date(2024, 7, 31), assumptions=Assumptions(draws=40_000))
    target = workspace.targets.set_index("target_id", drop=False).loc["2024.agreed_amount.target"]
    assert result.method == "credibility"
    assert "earlier_year" in result.reasons
    assert "wording_differs" not in result.reasons
    assert result.p_reach(target) == pytest.approx(chance, abs=0.03)
    low, high = result.p_range(target)
    assert low < result.p_reach(target) < high


def test_out_of_city_and_funds_are_not_forecast_from_other_bases(everything):
    day = date(2024, 3, 31)
    for metric, code in (("agreed_amount", "no_figure_of_basis"), ("funds_in_place", "no_deal_level_basis")):
        result = forecast_total(everything, 2024, day, metric=metric, scope="out_of_city")
        assert isinstance(result, Unavailable)
        assert code in result.missing


def test_a_year_already_published_is_not_forecast(everything):
    assert forecast_total(everything, 2023, date(2024, 3, 31)).missing == ("already_published",)


def test_without_any_data_every_method_names_what_is_missing(everything):
    assert forecast_total(everything, 2023, date(2023, 1, 1)).missing == (
        "no_ledger",
        "nothing_of_the_year",
        "no_quarterly_history",
        "no_year_with_tiers",
        "no_annual_total",
    )


def test_an_unknown_metric_is_refused(everything):
    with pytest.raises(ValueError, match="metric is one of"):
        forecast_total(everything, 2024, None, metric="rank")


def test_samples_depend_on_the_seed_alone(everything):
    day = date(2023, 7, 31)
    first, again, other = (forecast_total(everything, 2023, day, seed=s).samples for s in (7, 7, 8))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_mid_year_on_the_page_is_the_forecast_of_that_day(annual_results, mid_year_results):
    key = "2023.agreed_amount.mid_year.forecast.median"
    assert annual_results.facts[key].value == mid_year_results.facts[key].value
    percentile = annual_results.facts["2023.agreed_amount.mid_year.actual_percentile"].value
    assert 0 < percentile < 100
    assert "2023.agreed_amount.mid_year.actual_percentile" not in mid_year_results.facts


def test_methods_that_answer_are_pooled_by_earned_weights(everything):
    workspace = ten_quarters(everything)

    def pooled(**weights: float) -> ForecastDistribution | Unavailable:
        return forecast(
            workspace,
            "agreed_amount",
            2023,
            as_of=date(2023, 7, 31),
            seed=1,
            assumptions=QUICK,
            weigh=lambda _: weights,
        )

    apart = {name: pooled(**{name: 1.0}) for name in ("quarterly", "credibility")}
    assert {name: each.method for name, each in apart.items()} == {name: name for name in apart}
    mixed = pooled(quarterly=0.7, credibility=0.3)
    expected = 0.7 * apart["quarterly"].samples.mean() + 0.3 * apart["credibility"].samples.mean()
    assert mixed.samples.mean() == pytest.approx(expected, rel=0.02)
    assert mixed.method == "quarterly"
    assert "pooled" in mixed.reasons
    assert pooled(ledger_simulation=1.0).method == "credibility"


@pytest.fixture(scope="module")
def district():
    return simulate(Parameters(projects=900), seed=3)


def test_a_ledger_answers_for_all_its_metrics_jointly(everything, district):
    table = district.ledger_at("2023-06")
    options = {
        "as_of": date(2023, 6, 30),
        "seed": 1,
        "assumptions": QUICK,
        "ledger": table,
        "payments": district.payments,
    }
    agreed = forecast(everything, "agreed_amount", 2023, **options)
    funds = forecast(everything, "funds_in_place", 2023, **options)
    assert (agreed.method, funds.method) == ("ledger_simulation", "ledger_simulation")
    each = [o.exceedance_quantile(0.5) for o in (agreed, funds)]
    goals = [
        Quantity.exact(round(g * YI), "元", o.definition) for g, o in zip(each, (agreed, funds), strict=True)
    ]
    assert 0.2 < p_all(zip((agreed, funds), goals, strict=True)) <= 0.5 + 1e-3
    contracts = forecast(everything, "contract_amount", 2023, **options)
    assert isinstance(contracts, Unavailable)


def test_published_figures_are_used_where_the_ledger_is_too_short(everything, district):
    late = forecast(
        everything,
        "agreed_amount",
        2023,
        as_of=date(2023, 7, 31),
        seed=1,
        assumptions=QUICK,
        ledger=district.ledger_at("2023-06").iloc[:0],
    )
    assert late.method == "credibility"
    assert "ledger_too_short" in late.reasons


QUARTERS = {f"{2021 + n // 4}Q{n % 4 + 1}": 50.0 + 40 * (n % 4) + 2 * n for n in range(10)}


def ten_quarters(everything: Workspace) -> Workspace:
    """Quarters of 2021 to mid-2023 and nothing else of agreed amounts."""
    figures = everything.figures
    alone = replace(everything, figures=figures[figures["fact_id"] == "2023h1.agreed_amount"])
    for period, amount in QUARTERS.items():
        alone = with_figure(alone, period, amount, date(2023, 7, 15))
    return replace(alone, figures=alone.figures[alone.figures["fact_id"] != "2023h1.agreed_amount"])


def test_ten_published_quarters_are_enough_for_the_quarterly_method(everything):
    """The second half of 2023 follows from its season, the first counts as published."""
    day = date(2023, 7, 31)
    assert forecast_total(ten_quarters(everything), 2023, day).method == "credibility"
    result = forecast(
        ten_quarters(everything),
        "agreed_amount",
        2023,
        as_of=day,
        seed=1,
        assumptions=QUICK,
        weigh=lambda _: {"quarterly": 1.0},
    )
    assert result.method == "quarterly"
    passed = QUARTERS["2023Q1"] + QUARTERS["2023Q2"]
    assert result.samples.min() > passed
    assert np.allclose(result.parts["signed"] + result.parts["rest"], result.samples)
    assert result.exceedance_quantile(0.5) == pytest.approx(passed + 2 * (50 + 18) + 200, rel=0.15)
