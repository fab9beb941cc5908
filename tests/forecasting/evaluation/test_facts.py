"""Facts of the evaluation: past years, scores, and scores on other data."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.core.facts import frame
from jjinvest.core.quantity import Definition
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.backtest import scorecard
from jjinvest.forecasting.evaluation.benchmark_scores import (
    series_scores,
    synthetic_scores,
)
from jjinvest.forecasting.evaluation.facts import backtest_facts, method_facts, mixture, scores_by_place
from tests.fixtures.backtests import benchmark, evenly, growth, past_year


def test_a_mixture_has_the_weights_it_is_given():
    samples = mixture({"a": np.zeros(1000), "b": np.ones(1000)}, {"a": 0.3, "b": 0.7})
    assert samples.mean() == pytest.approx(0.7)


def test_facts_of_a_scorecard_hold_every_year_and_score():
    years = [
        past_year(2018 + n, 100.0, naive=80.0, ledger_simulation=100.0, credibility=130.0) for n in range(3)
    ]
    card = scorecard(
        years, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=0.5, credibility=0.2), evenly
    )
    facts = backtest_facts(card, synthetic_scores(2), "2021H1", ("ledger_0001",))
    facts = frame(facts).set_index("id")
    assert facts.loc["2020.agreed_amount.backtest.actual", "value"] == 100
    assert facts.loc["2020.agreed_amount.backtest.ledger_simulation", "low"] == pytest.approx(92, abs=0.2)
    assert facts.loc["2021h1.backtest.ledger_simulation.years", "value"] == 3
    assert facts.loc["2021h1.backtest.synthetic.districts", "value"] >= 100
    assert set(facts["sources"]) == {("ledger_0001",)}
    assert facts.index.is_unique


def test_mid_year_is_scored_against_the_linear_projection():
    samples = np.linspace(900, 1300, 401)
    forecast = ForecastDistribution("agreed_amount", 2023, Definition("agreed"), samples, "credibility")
    places = scores_by_place(growth([]), 2, (forecast, 1000.0, 1100.0))
    row = places["from_mid_year"].iloc[0]
    assert (row["model"], row["years"]) == ("so_far", 1)
    # a uniform distribution of width w has a CRPS of w/12 at its middle
    assert row["crps"] == pytest.approx(400 / 12 / 1000, rel=0.01)
    assert row["skill"] == pytest.approx(1 - row["crps"] / 0.1)
    values = {fact.id: fact.value for fact in method_facts(places, "2023Q4")}
    assert values["2023q4.benchmark.from_mid_year.so_far.crps"] == pytest.approx(100 * row["crps"])
    assert values["2023q4.benchmark.from_mid_year.so_far.covered80"] == 100
    assert "2023q4.benchmark.from_mid_year.so_far.brier" not in values  # no target of the year was known


def test_places_without_a_backtest_are_left_out():
    places = scores_by_place(growth([1.0, 2.0, 3.0, 4.0]), 0, None)
    assert "complete_series" not in places
    assert "mid_year" not in places
    assert set(places["synthetic"]["model"]) == set(synthetic_scores(0).index)
    assert [f"series_{n}" in places for n in series_scores().index] == [True] * 3
