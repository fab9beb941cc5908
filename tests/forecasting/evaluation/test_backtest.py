"""Backtest: no later data is used, methods earn weights, and none is shown that does not beat naive."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import Definition
from jjinvest.forecasting.evaluation.backtest import BacktestYear, backtest, scorecard, whole_year
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, LedgerData
from jjinvest.forecasting.method import answers, predict
from tests.fixtures.backtests import benchmark, evenly, past_year, quarters
from tests.fixtures.ledgers import geometric_district
from tests.fixtures.workspaces import with_figure, with_quarters

PLAIN = Assumptions()
AGREED = Definition("agreed")


def target(year: int, passed: int) -> ForecastTarget:
    return ForecastTarget("agreed_amount", AGREED, year, passed)


@pytest.mark.parametrize("passed", [0, 1, 2, 3])
def test_later_data_are_not_used(everything, passed):
    history, rows = quarters(6), geometric_district(seed=3)
    last = pd.Period(f"2017Q{passed}" if passed else "2016Q4", "Q")
    later = history.where(history.index <= last, 50 * history)
    ends = {0: "2021-12-31", 1: "2022-03-31", 2: "2022-06-30", 3: "2022-09-30"}
    day = pd.Timestamp(ends[passed])
    later_rows = rows.assign(
        signed_on=rows["signed_on"].where(rows["signed_on"] <= day, rows["signed_on"] + pd.Timedelta(days=1))
    )
    assert (rows["signed_on"] > day).any()
    nothing = with_quarters(everything, history.iloc[:0])
    pairs = [
        ([ForecastData(with_quarters(everything, each), PLAIN) for each in (history, later)], 2017),
        (
            [
                ForecastData(nothing, PLAIN, LedgerData(each, None, date(2024, 6, 30)))
                for each in (rows, later_rows)
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


def test_each_complete_year_with_one_before_it_is_forecast_from_the_same_point(everything):
    history = quarters(6)
    data = ForecastData(with_quarters(everything, history), PLAIN)
    years = backtest(data, target(2018, 2), goals={2016: 123.0}, seed=1)
    assert [year.year for year in years] == [2013, 2014, 2015, 2016, 2017]
    assert [year.goal for year in years][3] == 123.0
    assert years[0].goal == pytest.approx(whole_year(history, 2012))
    last, before = (history[history.index.year == year] for year in (2017, 2016))
    assert years[-1].naive == pytest.approx(last.iloc[:2].sum() + before.iloc[2:].sum())
    assert years[-1].actual == pytest.approx(last.sum())
    assert all("credibility" in year.predictions for year in years)


def test_below_ten_years_the_benchmark_decides_and_own_years_shift_the_weights():
    years = [
        past_year(2018 + n, 100.0, naive=80.0, ledger_simulation=100.0, credibility=130.0) for n in range(3)
    ]
    card = scorecard(
        years, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=0.5, credibility=0.2), evenly
    )
    assert card.reasons == ("few_years",)
    assert card.weights["ledger_simulation"] > 0.5 > card.weights["credibility"] > 0
    assert sum(card.weights.values()) == pytest.approx(1)
    assert set(
        scorecard(
            years,
            ["ledger_simulation", "credibility"],
            benchmark(ledger_simulation=-0.5, credibility=0.2),
            evenly,
        ).weights
    ) == {"credibility"}
    scores = card.scores.set_index("model")
    assert scores.loc["ledger_simulation", "covered80"] == 1
    assert scores.loc["ledger_simulation", "brier"] < scores.loc["credibility", "brier"] + 1e-12
    assert scores.loc["naive", "crps"] == pytest.approx(20)
    assert scores.loc["ledger_simulation", "skill"] == pytest.approx(
        1 - scores.loc["ledger_simulation", "crps"] / 20
    )


def test_a_method_without_a_benchmark_is_undecided_until_ten_years_are_known():
    def card(number, **skill):
        years = [
            past_year(2010 + n, 100.0, naive=80.0, quarterly=95.0, size_classes=99.0) for n in range(number)
        ]
        return scorecard(years, ["quarterly", "size_classes"], benchmark(**skill), evenly)

    few = card(2, quarterly=0.3)
    assert (few.undecided, set(few.weights)) == (("size_classes",), {"quarterly"})
    assert card(2).reasons == ("few_years", "not_tested")
    assert card(2, quarterly=-0.3).reasons == ("few_years", "not_better_than_naive")
    assert card(10, quarterly=0.3).undecided == ()


def test_from_ten_years_on_own_years_decide_which_methods_beat_naive():
    years = [
        past_year(2010 + n, 100.0, naive=99.0, ledger_simulation=100.0, credibility=130.0) for n in range(10)
    ]
    card = scorecard(
        years, ["ledger_simulation", "credibility"], benchmark(ledger_simulation=0.5, credibility=0.2), evenly
    )
    assert card.reasons == ("own_years", "not_better_than_naive")
    assert card.weights == {}
    better = [
        past_year(2010 + n, 100.0, naive=80.0, ledger_simulation=100.0, credibility=130.0) for n in range(10)
    ]
    assert set(
        scorecard(
            better,
            ["ledger_simulation", "credibility"],
            benchmark(ledger_simulation=-0.5, credibility=0.2),
            evenly,
        ).weights
    ) == {"ledger_simulation"}


def test_without_past_years_the_benchmark_gives_the_weights():
    card = scorecard(
        [], ["ledger_simulation", "quarterly"], benchmark(ledger_simulation=0.5, quarterly=0.2), evenly
    )
    assert (card.reasons, card.weights) == (("no_history",), {"ledger_simulation": 0.5, "quarterly": 0.5})
    assert scorecard([], [], benchmark(ledger_simulation=0.5), evenly).reasons == ("nothing",)


def test_years_that_no_two_methods_share_are_not_said_to_be_absent():
    year = past_year(2021, 100.0, naive=80.0, quarterly=100.0)
    card = scorecard(
        [year],
        ["ledger_simulation", "quarterly"],
        benchmark(ledger_simulation=0.5, quarterly=0.2),
        evenly,
    )
    assert card.reasons == ("no_common_years",)
    assert card.scores.set_index("model").loc["quarterly", "years"] == 1


def test_weights_are_those_of_the_methods_that_answer_and_no_part_of_the_weights_of_more():
    asked = list[list[str]]()

    def weigh(methods):
        asked.append(list(methods))
        return {"credibility": 0.75, "count_chain_ladder": 0.25}

    skills = benchmark(ledger_simulation=0.5, credibility=0.4, count_chain_ladder=0.3, quarterly=-0.1)
    card = scorecard([], ["quarterly", "credibility", "count_chain_ladder"], skills, weigh)
    assert asked == [
        ["credibility", "count_chain_ladder"]
    ]  # neither a worse one nor one that does not answer
    assert card.weights == {"credibility": 0.75, "count_chain_ladder": 0.25}


def test_a_forecast_from_another_point_of_the_year_has_another_id():
    years = BacktestYear(2020, {}, 1.0, 1.0, 1.0), BacktestYear(2020, {}, 1.0, 1.0, 1.0, passed=2)
    assert [year.key for year in years] == [
        "2020.agreed_amount.backtest",
        "2020.agreed_amount.backtest.2020h1",
    ]


def test_totals_alone_allow_to_score_the_year_ahead(everything):
    known = with_figure(everything, "2022", 900.0, date(2023, 2, 1))
    [year] = backtest(ForecastData(known, PLAIN), target(2024, 0), goals={}, seed=1)
    assert (year.year, year.naive, year.actual, year.goal) == (2023, 900, 1088, 900)
    assert "annual_total" in year.predictions
    assert not backtest(ForecastData(known, PLAIN), target(2024, 2), goals={}, seed=1)
