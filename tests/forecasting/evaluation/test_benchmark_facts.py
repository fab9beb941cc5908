"""What methods scored elsewhere and on this year from its middle: from what was known, each in its own place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.quantity import Definition
from jjinvest.forecasting.annual.reference_class import fit_growth
from jjinvest.forecasting.distribution import ForecastDistribution
from jjinvest.forecasting.evaluation.facts import method_facts, scores_by_place
from jjinvest.forecasting.evaluation.benchmark_scores import series_scores, synthetic_scores
from jjinvest.forecasting.evaluation.growth_backtest import backtest_growth, multiples


def growth(rates: list[float], *, selection: str = "complete_series") -> pd.DataFrame:
    years = range(2000, 2000 + len(rates))
    known = pd.to_datetime([f"{year}-12-31" for year in years])
    return pd.DataFrame(
        {"selection": selection, "year": list(years), "growth_pct": rates, "available_from": known}
    )


@pytest.mark.parametrize("selection", ["complete_series", "published_growth"])
def test_a_rate_is_told_from_those_known_before_it(selection):
    rates = [10.0, -5.0, 3.0, 8.0, 4.0, -2.0]
    told = backtest_growth(growth(rates, selection=selection), selection)
    other = backtest_growth(growth([*rates[:5], 900.0], selection=selection), selection)
    assert [t.year for t in told] == [2004, 2005]
    for one, changed in zip(told, other, strict=True):
        for model in ("zero", "fitted"):
            assert np.array_equal(one.predictions[model], changed.predictions[model])
    assert told[0].actual == pytest.approx(1.04)
    assert np.median(told[0].predictions["zero"]) == pytest.approx(1.0, abs=1e-3)


def test_quantiles_of_the_law_agree_with_its_chances():
    law = fit_growth(pd.Series([10.0, -5.0, 3.0, 8.0, 4.0]))
    for needed in (-0.1, 0.0, 0.064, 0.2):
        drawn = float((multiples(law) >= 1 + needed).mean())
        assert drawn == pytest.approx(law.p_at_least(needed), abs=1e-3)


def test_mid_year_is_scored_against_the_even_pace():
    samples = np.linspace(900, 1300, 401)
    outcome = ForecastDistribution("agreed_amount", 2023, Definition("agreed"), samples, "credibility")
    found = scores_by_place(growth([]), 2, (outcome, 1000.0, 1100.0))
    row = found["from_mid_year"].iloc[0]
    assert (row["model"], row["years"]) == ("so_far", 1)
    # uniform law of width w around the middle: CRPS w/12 at the middle
    assert row["crps"] == pytest.approx(400 / 12 / 1000, rel=0.01)
    assert row["skill"] == pytest.approx(1 - row["crps"] / 0.1)
    values = {fact.id: fact.value for fact in method_facts(found, "2023Q4")}
    assert values["2023q4.benchmark.from_mid_year.so_far.crps"] == pytest.approx(100 * row["crps"])
    assert values["2023q4.benchmark.from_mid_year.so_far.covered80"] == 100
    assert "2023q4.benchmark.from_mid_year.so_far.brier" not in values  # no target of the year was known


def test_places_without_a_trial_are_left_out_and_the_packaged_ones_stay():
    found = scores_by_place(growth([1.0, 2.0, 3.0, 4.0]), 0, None)
    assert "complete_series" not in found
    assert "mid_year" not in found
    assert set(found["synthetic"]["model"]) == set(synthetic_scores(0).index)
    assert [f"series_{n}" in found for n in series_scores().index] == [True] * 3


def test_packaged_scores_of_series_were_written_by_the_benchmark():
    found = series_scores()
    assert found.index.tolist() == [8, 12, 16]
    assert (found["years"] == 378).all()
    assert found["covered80"].between(0.77, 0.83).all()
    assert found["skill"].between(0.1, 0.9).all()
