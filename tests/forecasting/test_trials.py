"""Past years told again: nothing later is seen, levels earn their weights, and none is shown that does not beat naive."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.forecasting.evaluation.backtest import (
    BacktestYear,
    Past,
    asked_at,
    scorecard,
    signed_history,
    told_at,
    trials,
)
from jjinvest.forecasting.evaluation.backtest_facts import backtest_facts, mixture
from jjinvest.forecasting.evaluation.benchmark_scores import synthetic_reliability, synthetic_scores
from tests.fixtures.ledgers import geometric_district, ledger

PLAIN = Assumptions()


def quarters(years: int, *, first: int = 2012, seed: int = 5) -> pd.Series:
    rng = np.random.default_rng(seed)
    index = pd.period_range(f"{first}Q1", periods=4 * years, freq="Q")
    season = np.tile([0.7, 1.1, 0.8, 1.4], years)
    return pd.Series(100 * season * np.exp(rng.normal(0, 0.15, 4 * years)), index=index)


def trial(year: int, actual: float, *, naive: float, **told: float) -> BacktestYear:
    spread = np.linspace(-10, 10, 201)
    return BacktestYear(year, {model: at + spread for model, at in told.items()}, naive, actual, goal=90.0)


def elsewhere(**skill: float) -> pd.DataFrame:
    return pd.DataFrame({"skill": skill, "weight": dict.fromkeys(skill, 1 / len(skill))})


@pytest.mark.parametrize("passed", [0, 1, 2, 3])
def test_nothing_after_the_day_is_seen(passed):
    history, rows = quarters(6), geometric_district(seed=3)
    later = history.copy()
    later[later.index > Past(history).before(2017, passed).index[-1]] *= 50
    day = (
        pd.Timestamp(2017 + 5, 3 * passed, 1) + pd.offsets.MonthEnd()
        if passed
        else pd.Timestamp("2021-12-31")
    )
    blind = rows[~(rows["signed_on"] > day)]
    options = {"seed": 1, "draws": 500, "assumptions": PLAIN}
    for one, other, year in (
        (Past(history), Past(later), 2017),
        (Past(quarters(5, first=2018), rows), Past(quarters(5, first=2018), rows.assign(
            signed_on=rows["signed_on"].where(rows["signed_on"] <= day, rows["signed_on"] + pd.Timedelta(days=1))
        )), 2022),
    ):  # fmt: skip
        told = [told_at(past, year, passed, **options) for past in (one, other)]
        assert told[0].keys() == told[1].keys() != set()
        for level, samples in told[0].items():
            np.testing.assert_array_equal(samples, told[1][level])
    assert len(blind) < len(rows)


def test_a_ledger_is_summed_by_whole_quarters_from_its_first_whole_one():
    rows = ledger([("a", {"signed_on": "2020-02-03"}), ("b", {"signed_on": "2020-05-01"}), ("c", {"signed_on": "2020-11-30"}),
                   ("d", {"signed_on": "2021-01-05"})])  # fmt: skip
    found = signed_history(rows, "2020-12-31")
    assert [str(quarter) for quarter in found.index] == ["2020Q2", "2020Q3", "2020Q4"]
    assert list(found) == [1.0, 0.0, 1.0]
    assert signed_history(rows, "2020-01-31").empty


def test_every_whole_year_with_one_before_it_is_told_again_at_the_same_time():
    past = Past(quarters(6))
    found = trials(past, 2018, 2, goals={2016: 123.0}, seed=1, assumptions=PLAIN)
    assert [t.year for t in found] == [2013, 2014, 2015, 2016, 2017]
    assert [t.goal for t in found][3] == 123.0
    assert found[0].goal == pytest.approx(past.total(2012))
    last = past.history[past.history.index.year == 2017]
    before = past.history[past.history.index.year == 2016]
    assert found[-1].naive == pytest.approx(last.iloc[:2].sum() + before.iloc[2:].sum())
    assert found[-1].actual == pytest.approx(last.sum())


def test_below_ten_years_other_districts_decide_and_own_years_shift_the_weights():
    tried = [trial(2018 + n, 100.0, naive=80.0, l3=100.0, l1=130.0) for n in range(3)]
    found = scorecard(tried, ["l3", "l1"], elsewhere(l3=0.5, l1=0.2))
    assert found.why == ("few_years",)
    assert found.weights["l3"] > 0.5 > found.weights["l1"] > 0
    assert sum(found.weights.values()) == pytest.approx(1)
    assert set(scorecard(tried, ["l3", "l1"], elsewhere(l3=-0.5, l1=0.2)).weights) == {"l1"}
    scores = found.scores.set_index("model")
    assert scores.loc["l3", "covered80"] == 1
    assert scores.loc["l3", "brier"] < scores.loc["l1", "brier"] + 1e-12
    assert scores.loc["naive", "crps"] == pytest.approx(20)
    assert scores.loc["l3", "skill"] == pytest.approx(1 - scores.loc["l3", "crps"] / 20)


def test_from_ten_years_on_own_years_decide_and_what_does_not_beat_naive_is_not_shown():
    tried = [trial(2010 + n, 100.0, naive=99.0, l3=100.0, l1=130.0) for n in range(10)]
    found = scorecard(tried, ["l3", "l1"], elsewhere(l3=0.5, l1=0.2))
    assert found.why == ("own_years", "not_better_than_naive")
    assert found.weights == {}
    better = [trial(2010 + n, 100.0, naive=80.0, l3=100.0, l1=130.0) for n in range(10)]
    assert set(scorecard(better, ["l3", "l1"], elsewhere(l3=-0.5, l1=0.2)).weights) == {"l3"}


def test_without_a_past_other_districts_weights_are_taken_and_without_levels_nothing():
    found = scorecard([], ["l3", "l2"], elsewhere(l3=0.5, l2=0.2))
    assert (found.why, found.weights) == (("no_history",), {"l3": 0.5, "l2": 0.5})
    assert scorecard([], [], elsewhere(l3=0.5)).why == ("nothing",)


def test_the_packaged_record_is_of_many_districts_and_the_ledger_beats_naive_there():
    for passed in range(4):
        table = synthetic_scores(passed)
        assert table["years"].min() >= 100
        assert table.loc["l3", "skill"] > 0.3
        assert 0.75 < table.loc["l3", "covered80"] < 0.88
        assert table["weight"].sum() == pytest.approx(1, abs=1e-3)
    told = synthetic_reliability()
    assert (told["number"] >= 100).all()
    assert ((told["predicted"] - told["happened"]).abs() < 0.12).all()


def test_a_mixture_has_the_weights_it_is_given():
    found = mixture({"a": np.zeros(1000), "b": np.ones(1000)}, {"a": 0.3, "b": 0.7})
    assert found.mean() == pytest.approx(0.7)


def test_facts_of_a_record_hold_every_year_and_score():
    tried = [trial(2018 + n, 100.0, naive=80.0, l3=100.0, l1=130.0) for n in range(3)]
    found = scorecard(tried, ["l3", "l1"], elsewhere(l3=0.5, l1=0.2))
    facts = backtest_facts(found, synthetic_scores(2), "2021H1", ("ledger_0001",)).set_index("id")
    assert facts.loc["2020.agreed_amount.backtest.actual", "value"] == 100
    assert facts.loc["2020.agreed_amount.backtest.l3", "low"] == pytest.approx(92, abs=0.2)
    assert facts.loc["2021h1.backtest.l3.years", "value"] == 3
    assert facts.loc["2021h1.backtest.synthetic.districts", "value"] >= 100
    assert set(facts["sources"]) == {("ledger_0001",)}
    assert facts.index.is_unique


def test_what_was_told_at_another_time_of_the_year_is_another_number():
    told = BacktestYear(2020, {}, 1.0, 1.0, 1.0), BacktestYear(2020, {}, 1.0, 1.0, 1.0, passed=2)
    assert [trial.key for trial in told] == [
        "2020.agreed_amount.backtest",
        "2020.agreed_amount.backtest.2020h1",
    ]


def test_quarters_that_are_not_known_yet_are_never_taken_for_those_of_the_year():
    history = quarters(
        6
    )  # ends with a whole year; the next one has two quarters behind it that nobody published
    year = int(history.index[-1].year) + 1
    asked = asked_at(Past(history), year, 2, seed=1, draws=500, assumptions=PLAIN)
    assert {level: told.why for level, told in asked.items()} == {
        "l3": ("no_ledger",), "l2": ("quarters_missing",), "l1": ("quarters_missing",),
    }  # fmt: skip
    assert all(told.samples is None for told in asked.values())


def test_each_level_says_why_it_tells_a_year_or_what_it_lacks():
    history = quarters(6)
    year = int(history.index[-1].year)
    asked = asked_at(Past(history), year, 2, seed=1, draws=500, assumptions=PLAIN)
    assert [level for level, told in asked.items() if told.samples is not None] == ["l2", "l1"]
    assert asked["l2"].why[0] == "quarterly_history"
    assert "earlier_year" in asked["l1"].why
    before = asked_at(
        Past(history.iloc[:4]), int(history.index[0].year) + 1, 0, seed=1, draws=500, assumptions=PLAIN
    )
    assert [told.why for told in before.values()] == [
        ("no_ledger",),
        ("no_quarterly_history",),
        ("nothing_of_the_year",),
    ]
    alone = asked_at(
        Past(history.iloc[:2]), int(history.index[0].year), 2, seed=1, draws=500, assumptions=PLAIN
    )
    assert alone["l1"].why == ("no_earlier_year",)
