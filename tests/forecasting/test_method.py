"""The contract of forecasts: for every method, a page shows the distribution that the backtest scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import Definition
from jjinvest.data.ledger_snapshot import LedgerState
from jjinvest.forecasting import method as contract
from jjinvest.forecasting.distribution import ForecastDistribution, Unavailable
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.evaluation.backtest import DRAWS, backtest
from jjinvest.forecasting.forecast_data import ForecastData, ForecastTarget, LedgerData, signed_quarters
from jjinvest.forecasting.method import METHODS, answers, predict
from jjinvest.forecasting.select_method import forecast
from jjinvest.reporting import tables
from jjinvest.results.outlook import Outlook
from jjinvest.results.results import Results
from tests.fixtures.backtests import quarters
from tests.fixtures.ledgers import geometric_district, ledger
from tests.fixtures.workspaces import with_figure, with_quarters

AGREED = Definition("agreed")
SAME_DRAWS = Assumptions(draws=DRAWS, ledger_draws=DRAWS)
SEED = 7


def series(first: int, years: int) -> pd.Series:
    rng = np.random.default_rng(2)
    index = pd.period_range(f"{first}Q1", periods=4 * years, freq="Q")
    return pd.Series(
        100 * np.tile([0.7, 1.1, 0.8, 1.4], years) * rng.lognormal(0, 0.15, 4 * years), index=index
    )


@pytest.fixture(scope="module")
def projects() -> pd.DataFrame:
    rows = geometric_district(seed=3)
    stage = np.where(rows["signed_on"].notna(), "signed", "negotiating")
    return rows.assign(key=rows["project_code"], stage=stage)


def ledger_at(projects: pd.DataFrame, day: date) -> LedgerState:
    nothing = pd.DataFrame(columns=["project_code", "month", "amount"])
    return LedgerState(1, "ledger.xlsx", "", day, day, 0, 0, projects, nothing, day)


@pytest.fixture(scope="module", params=["quarters", "ledger"])
def district(request, everything, projects):
    """A district with published quarters, or with a ledger, as of a day of 2022."""

    def known(day: date, quarters_passed: int):
        if request.param == "quarters":
            last = pd.Period(f"2022Q{quarters_passed}" if quarters_passed else "2021Q4", "Q")
            history = series(2015, 8)
            return replace(with_quarters(everything, history[history.index <= last]), as_of_date=day)
        nothing = with_quarters(everything, series(2015, 8).iloc[:0])
        then = (
            LedgerData(projects, None, date(2023, 12, 31)).before(day).projects
        )  # estimates of what signs later
        return replace(nothing, as_of_date=day, ledger=ledger_at(then, day))

    return known


def at(workspace, period: str, assumptions: Assumptions = SAME_DRAWS) -> Outlook:
    return Outlook(workspace, period, SEED, assumptions, workspace)


@pytest.fixture(scope="module")
def outlook_of(district):
    """Outlook of a day; what a test computed of it is there for the next one."""

    @cache
    def known(day: date, quarters_passed: int, period: str) -> Outlook:
        return at(district(day, quarters_passed), period)

    return known


POINTS = [
    (0, "2021Q4", date(2021, 12, 31)),
    (1, "2022Q1", date(2022, 3, 31)),
    (2, "2022Q2", date(2022, 6, 30)),
    (3, "2022Q3", date(2022, 9, 30)),
]


@pytest.mark.parametrize(("passed", "period", "day"), POINTS)
def test_the_page_shows_the_distributions_that_the_backtest_scores(outlook_of, passed, period, day):
    outlook = outlook_of(day, passed, period)
    later = outlook_of(date(2022, 12, 31), 4, "2022Q4").data
    target = ForecastTarget("agreed_amount", AGREED, 2023, passed)
    scored = backtest(later, target, goals={}, seed=SEED)[-1]
    assert scored.year == outlook.target.year == 2022
    shown = answers(outlook.predictions)
    assert list(shown) == list(scored.predictions)
    assert len(shown) >= 1 + (passed > 0)
    for name, distribution in shown.items():
        np.testing.assert_array_equal(distribution.samples, scored.predictions[name])


@pytest.mark.parametrize(("passed", "period", "day"), POINTS)
def test_the_pooled_number_is_the_ensemble_of_what_the_methods_give(outlook_of, passed, period, day):
    outlook = outlook_of(day, passed, period)
    weights = outlook.scorecard.weights
    assert weights
    given = {
        method.name: method.forecast(outlook.data, outlook.target, seed=SEED)
        for method in METHODS
        if method.name in weights
    }
    np.testing.assert_array_equal(outlook.pooled.samples, ensemble(given, weights, seed=SEED).samples)
    head = f"{outlook.target.year}.agreed_amount.pooled.forecast.median"
    (median,) = (fact for fact in outlook.facts() if fact.id == head)
    assert median.value == pytest.approx(float(np.median(outlook.pooled.samples)), rel=1e-12)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_method_is_unavailable_exactly_where_it_names_what_is_missing(
    annual_results, mid_year_results, outlook_of, method
):
    known = [annual_results.outlook, mid_year_results.outlook]
    known += [outlook_of(day, passed, period) for passed, period, day in POINTS]
    states = set()
    for outlook in known:
        for metric, definition in (
            ("agreed_amount", AGREED),
            ("agreed_amount", Definition("agreed", "out_of_city")),
            ("funds_in_place", Definition("funds")),
        ):
            target = replace(outlook.target, metric=metric, definition=definition)
            result = method.forecast(outlook.data, target, seed=SEED, draws=100)
            missing = method.available(outlook.data, target)
            assert getattr(result, "missing", ()) == missing
            assert isinstance(result, ForecastDistribution) == (missing == ())
            states.add(bool(missing))
    assert True in states


def test_each_method_answers_somewhere(annual_results, mid_year_results, everything, projects):
    quarters = at(with_quarters(everything, series(2015, 8)), "2022Q4")
    nothing = replace(
        with_quarters(everything, series(2015, 8).iloc[:0]), ledger=ledger_at(projects, date(2022, 12, 31))
    )
    half_year = replace(nothing, ledger=ledger_at(projects, date(2022, 6, 30)), as_of_date=date(2022, 6, 30))
    by_ledger = [at(nothing, "2022Q4"), at(half_year, "2022Q2")]
    able = {
        name
        for outlook in (annual_results.outlook, mid_year_results.outlook, quarters, *by_ledger)
        for name in answers(outlook.predictions)
    }
    assert able == {method.name for method in METHODS}


def test_the_page_of_a_district_without_quarters_shows_the_first_method_that_answers(
    annual_results, mid_year_results
):
    for results in (annual_results, mid_year_results):
        outlook = results.outlook
        _, shown = outlook.ahead
        first = next(iter(answers(outlook.predictions).values()))
        assert outlook.pooled is None
        np.testing.assert_array_equal(shown.samples, first.samples)


class LastYearAgain:
    """A toy: last year's total, or half of it less and more."""

    name = "last_year_again"

    def available(self, data: ForecastData, target: ForecastTarget) -> tuple[str, ...]:
        history = data.history(target)
        return () if (history.index.year == target.year - 1).sum() == 4 else ("no_earlier_year",)

    def forecast(self, data, target, *, seed, draws=None, detail=True):
        if missing := self.available(data, target):
            return Unavailable(target.metric, target.year, target.definition, None, missing)
        history = data.history(target)
        last = float(history[history.index.year == target.year - 1].sum())
        samples = last * np.linspace(0.5, 1.5, draws or 1001)
        return ForecastDistribution(
            target.metric, target.year, target.definition, samples, self.name, ("earlier_year",)
        )


def test_a_new_method_reaches_dispatch_backtest_ensemble_and_table(everything, monkeypatch):
    toy = LastYearAgain()
    monkeypatch.setattr(contract, "METHODS", (toy, *METHODS))
    rng = np.random.default_rng(5)
    index = pd.period_range("2012Q1", periods=48, freq="Q")
    workspace = with_quarters(everything, pd.Series(100 * rng.lognormal(0, 0.3, 48), index=index))
    monkeypatch.setattr("jjinvest.forecasting.evaluation.backtest.MAX_YEARS", 11)
    results = Results(workspace, "2023Q4", SEED, Assumptions(draws=1_000, ledger_draws=1_000))
    outlook = results.outlook
    dispatched = forecast(
        workspace, "agreed_amount", 2024, as_of=None, seed=SEED, assumptions=outlook.assumptions
    )
    assert dispatched.method == toy.name
    assert [year.year for year in outlook.past_years if toy.name in year.predictions] == [*range(2013, 2024)]
    assert toy.name in list(outlook.scorecard.scores["model"])
    assert outlook.scorecard.reasons[0] == "own_years"
    assert toy.name in outlook.scorecard.weights
    given = {name: outlook.predictions[name] for name in outlook.scorecard.weights}
    np.testing.assert_array_equal(
        outlook.pooled.samples, ensemble(given, outlook.scorecard.weights, seed=SEED).samples
    )
    assert outlook.method_uses[0].method == toy.name
    for table in (tables.method_uses, tables.backtest, tables.pooled):
        assert f"method_{toy.name}" in {cell.key for cell in table(results)["method"]}
    assert f"method_{toy.name}" in tables.backtest_years(results).columns


def test_a_ledger_is_summed_by_complete_quarters():
    rows = ledger(
        [
            ("a", {"signed_on": "2020-02-03"}),
            ("b", {"signed_on": "2020-05-01"}),
            ("c", {"signed_on": "2020-11-30"}),
            ("d", {"signed_on": "2021-01-05"}),
        ]
    )
    history = signed_quarters(rows, "2020-12-31")["amount"]
    assert [str(quarter) for quarter in history.index] == ["2020Q2", "2020Q3", "2020Q4"]
    assert list(history) == [1.0, 0.0, 1.0]
    assert signed_quarters(rows, "2020-01-31").empty


def agreed(year: int, passed: int) -> ForecastTarget:
    return ForecastTarget("agreed_amount", AGREED, year, passed)


def missing(data: ForecastData, year: int, passed: int) -> dict[str, tuple[str, ...]]:
    predictions = predict(data, agreed(year, passed), seed=1, draws=500)
    return {name: getattr(each, "missing", ()) for name, each in predictions.items()}


def test_quarters_not_yet_published_are_not_taken_for_known_ones(everything):
    """The history ends with a complete year; two quarters of the next one are over but not published."""
    history = quarters(6)
    year = int(history.index[-1].year) + 1
    data = ForecastData(with_quarters(everything, history), Assumptions())
    assert missing(data, year, 2) == {
        "ledger_simulation": ("no_ledger",),
        "quarterly": (),
        "credibility": ("nothing_of_the_year",),
        "count_chain_ladder": ("nothing_of_the_year",),
        "bornhuetter_ferguson": ("nothing_of_the_year",),
        "size_classes": ("no_year_with_tiers",),
        "annual_total": (),
    }
    at_year_end, later = (
        predict(data, agreed(year, passed), seed=1, draws=500)["quarterly"].samples for passed in (0, 2)
    )
    np.testing.assert_array_equal(at_year_end, later)


def test_each_method_gives_its_reasons_or_what_it_is_missing(everything):
    history = quarters(6)
    year = int(history.index[-1].year)
    data = ForecastData(with_quarters(everything, history), Assumptions())
    able = answers(predict(data, agreed(year, 2), seed=1, draws=500))
    assert list(able) == ["credibility", "quarterly"]
    assert able["quarterly"].reasons[0] == "quarterly_history"
    assert "earlier_year" in able["credibility"].reasons
    one_year = replace(data, workspace=with_quarters(everything, history.iloc[:4]))
    assert list(missing(one_year, int(history.index[0].year) + 1, 0).values()) == [
        ("no_ledger",),
        ("nothing_of_the_year",),
        ("no_quarterly_history",),
        ("nothing_of_the_year",),
        ("nothing_of_the_year",),
        ("no_year_with_tiers",),
        (),
    ]
    half_year = replace(data, workspace=with_quarters(everything, history.iloc[:2]))
    alone = answers(predict(half_year, agreed(int(history.index[0].year), 2), seed=1, draws=500))
    assert "no_earlier_year" in alone["credibility"].reasons


def test_quarters_of_a_year_with_a_restated_project_add_up_to_the_year(everything):
    """Jiangjin's 2023 with its quarters: the second is the restated first half less the first quarter."""
    before = with_quarters(everything, quarters(6)).figures
    before = before[before["period"].str[:4] < "2023"]
    figures = pd.concat([everything.figures[everything.figures["period"].str[:4] >= "2023"], before])
    workspace = with_figure(
        replace(everything, figures=figures.reset_index(drop=True)), "2023Q1", 200, date(2023, 4, 20)
    )
    workspace = with_figure(workspace, "2023Q3", 300, date(2023, 10, 20))
    data = ForecastData(workspace, Assumptions())
    history = data.history(agreed(2024, 0))
    assert history[pd.PeriodIndex(history.index).year == 2023].to_list() == [200, 344, 300, 244]
    prediction = predict(data, agreed(2024, 0), seed=1, draws=500)["quarterly"]
    assert "restated_parts" in prediction.reasons


def test_the_months_that_published_figures_know_are_those_of_the_target(everything):
    workspace = with_figure(everything, "2024M01-M08", 700, date(2024, 9, 20))
    target = ForecastData(workspace, Assumptions()).target("agreed_amount", AGREED, 2024)
    assert (target.quarters_passed, target.months_further, target.months_passed) == (2, 2, 8)
    assert ForecastData(everything, Assumptions()).target("agreed_amount", AGREED, 2024).months_passed == 0


def test_published_totals_answer_where_the_ledger_begins_within_the_year(everything):
    rows = ledger([(f"p{month}", {"signed_on": f"2023-{month:02d}-15"}) for month in range(1, 13)])
    short = LedgerData(rows, None, date(2023, 12, 31))
    assert len(short.quarters) == 3
    data = ForecastData(everything, SAME_DRAWS, short)
    target = data.target("agreed_amount", AGREED, 2024)
    totals, sources = data.totals(target)
    assert totals.totals[0] == 1088
    assert (totals, sources) == replace(data, ledger=None).totals(target)
    assert isinstance(predict(data, target, seed=SEED)["annual_total"], ForecastDistribution)


def test_published_progress_answers_where_the_ledger_is_too_short(everything):
    rows = ledger([(f"p{month}", {"signed_on": f"2023-{month:02d}-15"}) for month in range(1, 7)])
    published = with_figure(everything.as_of(date(2023, 9, 30)), "2022", 900.0, date(2023, 2, 1))
    data = ForecastData(published, SAME_DRAWS, LedgerData(rows, None, date(2023, 6, 30)))
    target = ForecastTarget("agreed_amount", AGREED, 2023, 2)
    expected = replace(data, ledger=None).progress(target)
    assert not isinstance(expected, tuple)
    of_ledger = data.progress(target)
    assert not isinstance(of_ledger, tuple)


@pytest.mark.parametrize(("month", "quarters_passed"), [(2, 0), (5, 1), (10, 3), (11, 3)])
def test_months_after_the_last_whole_quarter_count(everything, month, quarters_passed):
    history = series(2015, 8)
    last = pd.Period(f"2022Q{quarters_passed}" if quarters_passed else "2021Q4", "Q")
    known = float(history["2022Q1" : str(last)].sum() if quarters_passed else 0.0) + 150.0
    day = date(2022, month + 1, 20)
    then = with_figure(everything, f"2022M01-M{month:02d}", known, day)
    of_month = then.figures.iloc[[-1]]
    then = with_quarters(everything, history[history.index <= last])
    then = replace(then, figures=pd.concat([then.figures, of_month], ignore_index=True))
    data = ForecastData(replace(then, as_of_date=day), SAME_DRAWS)
    target = data.target("agreed_amount", AGREED, 2022)
    assert (target.quarters_passed, target.months_passed) == (quarters_passed, month)
    predictions = predict(data, target, seed=SEED)
    given = answers(predictions)
    if quarters_passed:
        assert "months_of_quarter" in given["quarterly"].reasons
    else:
        assert predictions["quarterly"].missing == ("quarter_in_progress",)
    assert "credibility" in given
    for name, distribution in given.items():
        assert distribution.samples.min() >= known - 0.05, name
        np.testing.assert_allclose(distribution.parts["signed"], known, atol=0.05)
