"""Backtest: nothing later is seen, methods earn their weights, and none is shown that does not beat naive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.facts import frame
from jjinvest.core.quantity import Definition
from jjinvest.forecasting.evaluation.backtest import BacktestYear, backtest, scorecard, annual_total
from jjinvest.forecasting.evaluation.facts import backtest_facts, mixture
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_reliability, synthetic_scores
from jjinvest.forecasting.method import (
    ForecastData,
    ForecastTarget,
    LedgerData,
    answers,
    predict,
    signed_history,
)
from tests.fixtures.ledgers import geometric_district, ledger
from tests.fixtures.workspaces import with_quarters

PLAIN = Assumptions()
AGREED = Definition("agreed")


def quarters(years: int, *, first: int = 2012, seed: int = 5) -> pd.Series:
    rng = np.random.default_rng(seed)
    index = pd.period_range(f"{first}Q1", periods=4 * years, freq="Q")
    season = np.tile([0.7, 1.1, 0.8, 1.4], years)
    return pd.Series(100 * season * np.exp(rng.normal(0, 0.15, 4 * years)), index=index)


def target(year: int, passed: int) -> ForecastTarget:
    return ForecastTarget("agreed_amount", AGREED, year, passed)


def past_year(year: int, actual: float, *, naive: float, **centres: float) -> BacktestYear:
    spread = np.linspace(-10, 10, 201)
    return BacktestYear(year, {name: at + spread for name, at in centres.items()}, naive, actual, goal=90.0)


def benchmark(**skill: float) -> pd.DataFrame:
    return pd.DataFrame({"skill": skill, "weight": dict.fromkeys(skill, 1 / len(skill))})


@pytest.mark.parametrize("passed", [0, 1, 2, 3])
def test_nothing_after_the_day_is_seen(everything, passed):
    history, rows = quarters(6), geometric_district(seed=3)
    last = pd.Period(f"2017Q{passed}" if passed else "2016Q4", "Q")
    later = history.where(history.index <= last, 50 * history)
    ends = {0: "2021-12-31", 1: "2022-03-31", 2: "2022-06-30", 3: "2022-09-30"}
    day = pd.Timestamp(ends[passed])
    moved = rows.assign(
        signed_on=rows["signed_on"].where(rows["signed_on"] <= day, rows["signed_on"] + pd.Timedelta(days=1))
    )
    assert (rows["signed_on"] > day).any()
    nothing = with_quarters(everything, history.iloc[:0])
    pairs = [
        ([ForecastData(with_quarters(everything, each), PLAIN) for each in (history, later)], 2017),
        (
            [
                ForecastData(nothing, PLAIN, LedgerData(each, None, date(2023, 12, 31)))
                for each in (rows, moved)
            ],
            2022,
        ),
    ]
    for data, year in pairs:
        one, other = (
            answers(predict(each.before(year, passed), target(year, passed), seed=1, draws=500, detail=False))
            for each in data
        )
        assert one.keys() == other.keys() != set()
        for name, prediction in one.items():
            np.testing.assert_array_equal(prediction.samples, other[name].samples)


def test_a_ledger_is_summed_by_whole_quarters_from_its_first_whole_one():
    rows = ledger([("a", {"signed_on": "2020-02-03"}), ("b", {"signed_on": "2020-05-01"}), ("c", {"signed_on": "2020-11-30"}),
                   ("d", {"signed_on": "2021-01-05"})])  # fmt: skip
    found = signed_history(rows, "2020-12-31")
    assert [str(quarter) for quarter in found.index] == ["2020Q2", "2020Q3", "2020Q4"]
    assert list(found) == [1.0, 0.0, 1.0]
    assert signed_history(rows, "2020-01-31").empty


def test_every_whole_year_with_one_before_it_is_forecast_again_at_the_same_point(everything):
    history = quarters(6)
    data = ForecastData(with_quarters(everything, history), PLAIN)
    years = backtest(data, target(2018, 2), goals={2016: 123.0}, seed=1)
    assert [year.year for year in years] == [2013, 2014, 2015, 2016, 2017]
    assert [year.goal for year in years][3] == 123.0
    assert years[0].goal == pytest.approx(annual_total(history, 2012))
    last, before = (history[history.index.year == year] for year in (2017, 2016))
    assert years[-1].naive == pytest.approx(last.iloc[:2].sum() + before.iloc[2:].sum())
    assert years[-1].actual == pytest.approx(last.sum())
    assert all("credibility" in year.predictions for year in years)


def test_below_ten_years_other_districts_decide_and_own_years_shift_the_weights():
    tried = [
        past_year(2018 + n, 100.0, naive=80.0, ledger_simulation=100.0, credibility=130.0) for n in range(3)
    ]
    found = scorecard(
        tried, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=0.5, credibility=0.2)
    )
    assert found.reasons == ("few_years",)
    assert found.weights["ledger_simulation"] > 0.5 > found.weights["credibility"] > 0
    assert sum(found.weights.values()) == pytest.approx(1)
    assert set(
        scorecard(
            tried, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=-0.5, credibility=0.2)
        ).weights
    ) == {"credibility"}
    scores = found.scores.set_index("model")
    assert scores.loc["ledger_simulation", "covered80"] == 1
    assert scores.loc["ledger_simulation", "brier"] < scores.loc["credibility", "brier"] + 1e-12
    assert scores.loc["naive", "crps"] == pytest.approx(20)
    assert scores.loc["ledger_simulation", "skill"] == pytest.approx(
        1 - scores.loc["ledger_simulation", "crps"] / 20
    )


def test_from_ten_years_on_own_years_decide_and_what_does_not_beat_naive_is_not_shown():
    tried = [
        past_year(2010 + n, 100.0, naive=99.0, ledger_simulation=100.0, credibility=130.0) for n in range(10)
    ]
    found = scorecard(
        tried, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=0.5, credibility=0.2)
    )
    assert found.reasons == ("own_years", "not_better_than_naive")
    assert found.weights == {}
    better = [
        past_year(2010 + n, 100.0, naive=80.0, ledger_simulation=100.0, credibility=130.0) for n in range(10)
    ]
    assert set(
        scorecard(
            better, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=-0.5, credibility=0.2)
        ).weights
    ) == {"ledger_simulation"}


def test_without_a_past_other_districts_weights_are_taken_and_without_levels_nothing():
    found = scorecard([], ["ledger_simulation", "quarterly"], benchmark(ledger_simulation=0.5, quarterly=0.2))
    assert (found.reasons, found.weights) == (("no_history",), {"ledger_simulation": 0.5, "quarterly": 0.5})
    assert scorecard([], [], benchmark(ledger_simulation=0.5)).reasons == ("nothing",)


def test_the_packaged_record_is_of_many_districts_and_the_ledger_beats_naive_there():
    for passed in range(4):
        table = synthetic_scores(passed)
        assert table["years"].min() >= 100
        assert table.loc["ledger_simulation", "skill"] > 0.3
        assert 0.75 < table.loc["ledger_simulation", "covered80"] < 0.88
        assert table["weight"].sum() == pytest.approx(1, abs=1e-3)
    table = synthetic_reliability()
    assert (table["number"] >= 100).all()
    assert ((table["predicted"] - table["happened"]).abs() < 0.12).all()


def test_a_mixture_has_the_weights_it_is_given():
    found = mixture({"a": np.zeros(1000), "b": np.ones(1000)}, {"a": 0.3, "b": 0.7})
    assert found.mean() == pytest.approx(0.7)


def test_facts_of_a_record_hold_every_year_and_score():
    tried = [
        past_year(2018 + n, 100.0, naive=80.0, ledger_simulation=100.0, credibility=130.0) for n in range(3)
    ]
    found = scorecard(
        tried, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=0.5, credibility=0.2)
    )
    facts = backtest_facts(found, synthetic_scores(2), "2021H1", ("ledger_0001",))
    facts = frame(facts).set_index("id")
    assert facts.loc["2020.agreed_amount.backtest.actual", "value"] == 100
    assert facts.loc["2020.agreed_amount.backtest.ledger_simulation", "low"] == pytest.approx(92, abs=0.2)
    assert facts.loc["2021h1.backtest.ledger_simulation.years", "value"] == 3
    assert facts.loc["2021h1.backtest.synthetic.districts", "value"] >= 100
    assert set(facts["sources"]) == {("ledger_0001",)}
    assert facts.index.is_unique


def test_a_forecast_from_another_point_of_the_year_has_another_id():
    years = BacktestYear(2020, {}, 1.0, 1.0, 1.0), BacktestYear(2020, {}, 1.0, 1.0, 1.0, passed=2)
    assert [year.key for year in years] == [
        "2020.agreed_amount.backtest",
        "2020.agreed_amount.backtest.2020h1",
    ]


def missing(data: ForecastData, year: int, passed: int) -> dict[str, tuple[str, ...]]:
    predictions = predict(data, target(year, passed), seed=1, draws=500)
    return {name: getattr(each, "missing", ()) for name, each in predictions.items()}


def test_quarters_that_are_not_known_yet_are_never_taken_for_those_of_the_year(everything):
    """The history ends with a whole year; the next one has two quarters behind it that nobody published."""
    history = quarters(6)
    year = int(history.index[-1].year) + 1
    data = ForecastData(with_quarters(everything, history), PLAIN)
    assert missing(data, year, 2) == {
        "ledger_simulation": ("no_ledger",),
        "quarterly": (),
        "credibility": ("nothing_of_the_year",),
        "size_classes": ("no_year_with_tiers",),
    }
    at_year_end, later = (
        predict(data, target(year, passed), seed=1, draws=500)["quarterly"].samples for passed in (0, 2)
    )
    np.testing.assert_array_equal(at_year_end, later)


def test_each_method_gives_its_reasons_or_what_it_is_missing(everything):
    history = quarters(6)
    year = int(history.index[-1].year)
    data = ForecastData(with_quarters(everything, history), PLAIN)
    able = answers(predict(data, target(year, 2), seed=1, draws=500))
    assert list(able) == ["quarterly", "credibility"]
    assert able["quarterly"].reasons[0] == "quarterly_history"
    assert "earlier_year" in able["credibility"].reasons
    one_year = replace(data, workspace=with_quarters(everything, history.iloc[:4]))
    assert list(missing(one_year, int(history.index[0].year) + 1, 0).values()) == [
        ("no_ledger",),
        ("no_quarterly_history",),
        ("nothing_of_the_year",),
        ("no_year_with_tiers",),
    ]
    half_year = replace(data, workspace=with_quarters(everything, history.iloc[:2]))
    alone = answers(predict(half_year, target(int(history.index[0].year), 2), seed=1, draws=500))
    assert "no_earlier_year" in alone["credibility"].reasons
