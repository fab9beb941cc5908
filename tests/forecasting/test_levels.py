"""forecast(): the method that the data allow, what it refuses, and that nothing published later enters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable, p_all
from jjinvest.forecasting.quarterly.history import quarterly_history
from jjinvest.forecasting.select_method import forecast
from jjinvest.forecasting.year_to_date.inputs import figures_of, year_to_date
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from tests.fixtures.workspaces import AGREED, QUICK, told, with_figure


def test_next_year_from_one_year_of_aggregates_uses_size_classes(everything):
    found = told(everything, 2024, date(2024, 3, 31))
    assert isinstance(found, ForecastDistribution)
    assert found.method == "size_classes"
    assert {"one_year_of_aggregates", "nothing_of_the_year"} <= set(found.reasons)


def test_mid_2023_is_credibility_without_a_prior_and_says_so(everything):
    found = told(everything, 2023, date(2023, 7, 31))
    assert found.method == "credibility"
    assert "no_earlier_year" in found.reasons
    assert {a.name for a in found.assumptions} == {"share_passed", "process_cv"}
    assert found.as_of == date(2023, 7, 31)
    assert all(source.endswith("@jj2023h1") for source in found.sources)
    low, high = found.band(80)
    assert high - low > 600
    assert low < 1088 < high
    assert np.array_equal(found.parts["signed"] + found.parts["rest"], found.samples)


@settings(max_examples=15, deadline=None)
@given(
    st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    st.floats(1, 5000),
    st.sampled_from(["2023", "2023Q1-Q3", "2023H1", "2022"]),
)
def test_nothing_published_after_the_day_enters(everything, day, amount, period):
    later = with_figure(everything, period, amount, date.fromordinal(day.toordinal() + 1))
    then, now = (told(w, 2023, day, assumptions=Assumptions(draws=1000)) for w in (everything, later))
    assert type(then) is type(now)
    if isinstance(then, ForecastDistribution):
        assert np.array_equal(then.samples, now.samples)
        assert then.facts() == now.facts()
    else:
        assert then.missing == now.missing


@pytest.mark.parametrize(("so_far", "chance"), [(450, 0.39), (534, 0.61), (600, 0.78)])
def test_mid_2024_leans_on_2023_and_on_its_own_pace(everything, so_far, chance):
    workspace = with_figure(everything, "2024H1", so_far, date(2024, 7, 20))
    found = told(workspace, 2024, date(2024, 7, 31), assumptions=Assumptions(draws=40_000))
    target = workspace.targets.set_index("target_id", drop=False).loc["2024.agreed_amount.target"]
    assert found.method == "credibility"
    assert "earlier_year" in found.reasons
    assert "wording_differs" not in found.reasons
    assert found.p_reach(target) == pytest.approx(chance, abs=0.03)
    low, high = found.p_range(target)
    assert low < found.p_reach(target) < high


def test_the_range_narrows_as_the_year_passes(everything):
    widths = []
    workspace = everything
    for period, amount, day in (
        ("2024Q1", 270, date(2024, 4, 20)),
        ("2024H1", 540, date(2024, 7, 20)),
        ("2024Q1-Q3", 810, date(2024, 10, 20)),
    ):
        workspace = with_figure(workspace, period, amount, day)
        low, high = told(workspace, 2024, day).band(80)
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)


def test_out_of_city_and_funds_are_not_forecast_from_other_bases(everything):
    day = date(2024, 3, 31)
    for metric, code in (("agreed_amount", "no_figure_of_basis"), ("funds_in_place", "no_deal_level_basis")):
        found = told(everything, 2024, day, metric=metric, scope="out_of_city")
        assert isinstance(found, Unavailable)
        assert code in found.missing


def test_a_year_already_published_is_not_forecast(everything):
    assert told(everything, 2023, date(2024, 3, 31)).missing == ("already_published",)


def test_nothing_known_is_said_not_guessed(everything):
    assert told(everything, 2023, date(2023, 1, 1)).missing == (
        "no_ledger",
        "no_quarterly_history",
        "nothing_of_the_year",
        "no_year_with_tiers",
    )


@pytest.mark.parametrize("amount", [0.0, -3.0])
def test_a_year_to_date_that_is_not_positive_falls_back(everything, amount):
    workspace = with_figure(everything, "2024Q1", amount, date(2024, 4, 20))
    found = told(workspace, 2024, date(2024, 4, 30))
    assert found.method == "size_classes"
    assert "year_to_date_not_positive" in found.reasons


def test_an_unknown_metric_is_refused(everything):
    with pytest.raises(ValueError, match="metric is one of"):
        told(everything, 2024, None, metric="rank")


def amounts(**by_period: float) -> dict[str, Quantity]:
    return {period: Quantity.exact(round(a * YI), "元", AGREED) for period, a in by_period.items()}


def test_quarters_add_up_from_the_start_of_the_year():
    found = year_to_date(amounts(**{"2024q1": 100, "2024q2": 150, "2024q3": 50}), 2024)
    assert (found.passed, float(found.amount.value / YI), found.period) == (3, 300, "2024Q1-Q3")
    found = year_to_date(amounts(**{"2024h1": 260, "2024q3": 50}), 2024)
    assert (found.passed, float(found.amount.value / YI)) == (3, 310)


def test_a_missing_quarter_ends_the_run():
    assert year_to_date(amounts(**{"2024q2": 150, "2024q3": 50}), 2024) is None
    assert year_to_date(amounts(**{"2024q1": 100, "2024q3": 50}), 2024).passed == 1
    assert year_to_date(amounts(**{"2024q1": 100, "2023h1": 50}), 2024).passed == 1


def test_only_figures_of_one_definition_and_two_sided_ones_count(everything):
    found = figures_of(everything, "agreed_amount", AGREED)
    assert set(found) == {"2023", "2023h1"}
    assert figures_of(
        everything, "contract_amount.out_of_city", Definition("contract", "out_of_city")
    ).keys() == {"2023"}
    assert not figures_of(everything, "intended_amount.pipeline", Definition("intended"))


def test_a_metric_without_tiers_lands_on_assumed_process_cv(everything):
    row = (
        everything.figures[everything.figures["fact_id"] == "2023.contract_amount.out_of_city"]
        .iloc[0]
        .to_dict()
    )
    yuan = Fraction(300 * YI)
    row |= {"fact_id": "2024h1.contract_amount.out_of_city", "figure_id": "x", "period": "2024H1", "available_from": date(2024, 7, 20),
            "quantity": Quantity(yuan, yuan, yuan, "元", Definition("contract", "out_of_city"), ("x",))}  # fmt: skip
    workspace = replace(
        everything, figures=pd.concat([everything.figures, pd.DataFrame([row])], ignore_index=True)
    )
    found = told(workspace, 2024, date(2024, 7, 31), metric="contract_amount", scope="out_of_city")
    assert found.method == "credibility"
    assert "no_tiers" in found.reasons
    assert found.key == "2024.contract_amount.out_of_city"
    assert 560 < found.exceedance_quantile(0.5) < 660


def test_same_seed_same_bytes_other_seed_others(everything):
    day = date(2023, 7, 31)
    first, again, other = (told(everything, 2023, day, seed=s).samples for s in (7, 7, 8))
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
            weights=weights,
        )

    apart = {name: pooled(**{name: 1.0}) for name in ("quarterly", "credibility")}
    assert {name: each.method for name, each in apart.items()} == {name: name for name in apart}
    mixed = pooled(quarterly=0.7, credibility=0.3)
    expected = 0.7 * apart["quarterly"].samples.mean() + 0.3 * apart["credibility"].samples.mean()
    assert mixed.samples.mean() == pytest.approx(expected, rel=0.02)
    assert mixed.method == "quarterly"
    assert "pooled" in mixed.reasons
    assert pooled(ledger_simulation=1.0).method == "quarterly"


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


def test_a_ledger_that_cannot_answer_leaves_it_to_published_figures(everything, district):
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


def test_quarters_from_single_cumulative_and_yearly_figures():
    published = amounts(
        **{
            "2022q1": 10,
            "2022h1": 30,
            "2022q1-q3": 60,
            "2022": 100,
            "2023q1": 12,
            "2023q2": 22,
            "2023h2": 70,
            "2023q4": 40,
        }
    )
    found = quarterly_history(published)
    assert found.to_list() == [10, 20, 30, 40, 12, 22, 30, 40]
    assert str(found.index[0]) == "2022Q1"
    gap = quarterly_history(amounts(**{"2022q1": 10, "2022": 100, "2023q1": 12}))
    assert gap.isna().to_list() == [False, True, True, True, False]
    assert quarterly_history({}).empty
    assert quarterly_history(amounts(**{"2022": 100})).empty


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
    found = told(ten_quarters(everything), 2023, date(2023, 7, 31))
    assert found.method == "quarterly"
    passed = QUARTERS["2023Q1"] + QUARTERS["2023Q2"]
    assert found.samples.min() > passed
    assert np.allclose(found.parts["signed"] + found.parts["rest"], found.samples)
    assert found.exceedance_quantile(0.5) == pytest.approx(passed + 2 * (50 + 18) + 200, rel=0.15)
