"""Forecast distributions: what is read from samples, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.errors import BasisError
from jjinvest.core.facts import frame
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution, Unavailable, p_all
from tests.fixtures.workspaces import forecast_total

AGREED = Definition("agreed")


def distribution(samples=None, **changes) -> ForecastDistribution:
    usual = {
        "metric": "agreed_amount",
        "year": 2024,
        "definition": AGREED,
        "method": "size_classes",
        "reasons": ("next_year",),
        "simulation": "test",
        "samples": np.arange(1.0, 1001.0) if samples is None else np.asarray(samples, dtype=float),
        "assumptions": (Assumption("year_effect", 0.15, 0.0, 0.3),),
        "as_of": date(2024, 3, 31),
    }
    return ForecastDistribution(**{**usual, **changes})


def goal(amount: int, definition: Definition = AGREED) -> Quantity:
    return Quantity.exact(amount * YI, "元", definition)


def test_chance_and_quantile_answer_each_other():
    forecast = distribution()
    assert forecast.p_reach(goal(801)) == pytest.approx(0.2)
    assert forecast.exceedance_quantile(0.2) == pytest.approx(800.2)
    assert forecast.quantiles([0.5]).iloc[0] == pytest.approx(500.5)


def test_an_equal_total_reaches_the_target():
    assert distribution([999.0, 1000.0, 1001.0, 1002.0]).p_reach(goal(1000)) == 0.75


@pytest.mark.parametrize(
    "definition",
    [Definition("contract"), Definition("agreed", "out_of_city"), Definition("agreed", cohort="new")],
)
def test_a_target_of_another_definition_is_refused(definition):
    with pytest.raises(BasisError, match="口径"):
        distribution().p_reach(goal(700, definition))


def test_a_target_of_contracts_is_refused_for_agreed_amounts(annual):
    row = annual.targets.set_index("target_id", drop=False).loc[
        "2023.contract_amount.out_of_city.target.municipality"
    ]
    with pytest.raises(BasisError):
        distribution(year=2023, definition=Definition("agreed", "out_of_city")).p_reach(row)


def test_a_target_of_another_year_is_refused(annual):
    row = annual.targets.set_index("target_id", drop=False).loc["2023.agreed_amount.target"]
    with pytest.raises(ValueError, match="not a target of 2024"):
        distribution().p_reach(row)


def test_facts_have_the_range_over_cases_and_only_own_targets(annual):
    forecast = distribution(np.linspace(500, 1500, 1001), cases={"low": np.linspace(0, 1100, 1001)})
    facts = frame(forecast.facts(annual.targets)).set_index("id")
    reach = facts.loc["2024.agreed_amount.p_reach.1000"]
    assert (reach["value"], reach["high"]) == (pytest.approx(0.5, abs=0.001),) * 2
    assert reach["low"] == facts.loc["2024.agreed_amount.p_reach.1000.low", "value"] < 0.1
    assert not [name for name in facts.index if "700" in name or "2023" in name]
    assert facts.loc["2024.agreed_amount.exceedance_quantile.80", "value"] == pytest.approx(700)
    assert (facts["evidence"] == "modelled").all()


def test_summary_and_explanation_are_frames():
    forecast = distribution()
    summary = forecast.summary().set_index("statistic")
    assert list(summary.loc["band80", ["low", "high"]]) == list(forecast.band(80))
    assert list(forecast.explain()["name"]) == ["size_classes", "next_year", "year_effect"]
    unavailable = Unavailable("agreed_amount", 2024, AGREED, None, ("no_ledger",))
    assert list(unavailable.explain()["name"]) == ["no_ledger"]


@pytest.mark.parametrize("samples", [[], [1.0, float("nan")], [float("inf")], [[1.0, 2.0]]])
def test_invalid_samples_are_refused(samples):
    with pytest.raises(ValueError, match="finite"):
        distribution(samples)


def test_a_forecast_without_a_method_is_refused():
    with pytest.raises(ValueError, match="method"):
        distribution(method="")


def test_a_code_without_words_is_refused():
    with pytest.raises(ValueError, match="no such code"):
        distribution(reasons=("next_year", "because"))
    with pytest.raises(ValueError, match="no such code"):
        Unavailable("agreed_amount", 2024, AGREED, None, ("because",))


def test_joint_chance_is_not_a_product():
    first = distribution()
    second = replace(first, definition=Definition("agreed", "out_of_city"), samples=first.samples * 0.5)
    joint = p_all([(first, goal(501)), (second, goal(250, second.definition))])
    assert joint == pytest.approx(0.5)
    with pytest.raises(ValueError, match="joint"):
        p_all([(first, goal(1)), (replace(second, simulation="other"), goal(1, second.definition))])
    with pytest.raises(ValueError, match="joint"):
        p_all([(replace(first, simulation=""), goal(1))])


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=50), st.integers(0, 10_000), st.integers(0, 1000))
def test_a_higher_target_is_never_more_likely(samples, low, more):
    forecast = distribution(samples)
    assert forecast.p_reach(goal(low)) >= forecast.p_reach(goal(low + more))
    assert pd.Index(forecast.quantiles()).is_monotonic_increasing


def test_the_size_of_one_project_is_not_a_target_of_a_total(everything):
    forecast = forecast_total(everything, 2024, date(2024, 4, 1))
    targets = everything.targets.set_index("target_id", drop=False)
    assert 0.5 < forecast.p_reach(targets.loc["2024.agreed_amount.target"]) < 0.7
    for other in (
        "agreed_amount.out_of_city",
        "funds_in_place.out_of_city",
        "rank",
        "project_size.tier_ge_50",
    ):
        with pytest.raises(BasisError):
            forecast.p_reach(targets.loc[f"2024.{other}.target"])
    assert forecast.p_reach(Quantity.exact(1000 * YI, "元", Definition("agreed"))) == pytest.approx(
        0.59, abs=0.03
    )


def test_likely_mistakes_are_errors_with_a_hint(everything):
    forecast = forecast_total(everything, 2024, date(2024, 4, 1))
    for wrong, error, message in (
        (lambda: forecast.p_reach(1000), TypeError, "Quantity of 元"),
        (
            lambda: forecast.p_reach(Quantity.exact(YI, "元", Definition("agreed")), case="no"),
            ValueError,
            "cases are",
        ),
        (lambda: forecast.band(0.8), ValueError, "80, not 0.8"),
        (lambda: forecast.exceedance_quantile(80), ValueError, "0.8, not 80"),
    ):
        with pytest.raises(error, match=message):
            wrong()


def test_a_part_that_is_known_is_rounded_as_the_amount_it_is():
    made = distribution(parts={"signed": np.full(1000, 62.37), "rest": np.arange(1000.0)})
    facts = {fact.id: fact for fact in made.facts()}
    signed, rest = (facts[f"2024.agreed_amount.part.{name}"] for name in ("signed", "rest"))
    assert (signed.value, signed.low, signed.high, signed.shown_decimals) == (62.37, 62.37, 62.37, 2)
    assert rest.shown_decimals == 0
