"""Rolling-origin backtests: nothing later is seen, and only what beats naive is shown."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest

from jjinvest.forecasting.evaluation.verdict import COLUMNS, backtest, verdict
from jjinvest.forecasting.quarterly.forecast import forecast_quarters

quick = partial(forecast_quarters, draws=200, theta_share=0)


def trending(n=20):
    rng = np.random.default_rng(1)
    return 100 * 1.05 ** np.arange(n) * np.tile([0.9, 1.0, 1.1, 1.0], n)[:n] * rng.lognormal(0, 0.02, n)


def test_one_row_a_quarter_and_a_total_for_each_origin():
    table = backtest(trending(14), first=8, forecaster=quick)
    assert tuple(table.columns) == COLUMNS
    quarters, totals = (table[table["measure"] == m] for m in ("quarter", "total"))
    assert quarters.groupby("origin").size().tolist() == [4, 4, 4, 3, 2, 1]
    assert totals["origin"].tolist() == [8, 9, 10]
    assert totals["actual"].iloc[0] == pytest.approx(trending(14)[8:12].sum())
    assert (table["low_95"] <= table["low_80"]).all()
    assert (table["inside_80"] == table["actual"].between(table["low_80"], table["high_80"])).all()


def test_what_comes_later_is_not_seen():
    history = trending()
    changed = history.copy()
    changed[12:] *= 3
    columns = ["forecast", "low_80", "high_95", "naive"]
    before, after = (backtest(h, first=8, forecaster=quick) for h in (history, changed))
    early = before["origin"] <= 12
    pd.testing.assert_frame_equal(before.loc[early, columns], after.loc[early, columns])


def test_a_trend_is_forecast_better_than_by_last_year():
    found = verdict(backtest(trending(), forecaster=quick))
    assert found.shown
    assert found.skill > 0.3
    assert found.scored > found.origins >= 10
    assert found.reasons == ()


def test_a_forecast_no_better_than_naive_is_not_shown():
    exact = np.tile([5.0, 9.0, 2.0, 7.0], 5) + np.random.default_rng(0).normal(0, 1e-3, 20)

    def wrong(past, horizon):
        return forecast_quarters(2 * past, horizon, draws=200, theta_share=0)

    found = verdict(backtest(exact, forecaster=wrong))
    assert not found.shown
    assert found.reasons == ("not_better_than_naive",)


def test_fewer_than_ten_make_a_table_only():
    table = backtest(trending(10), first=8, forecaster=quick)
    found = verdict(table)
    assert found.scored == len(table) == 3
    assert not found.shown
    assert "fewer_than_ten" in found.reasons
    several = verdict(backtest(trending(14), first=8, forecaster=quick))
    assert several.scored > 10 > several.origins  # quarters of one origin err together
    assert "fewer_than_ten" in several.reasons


def test_a_missing_quarter_is_not_scored_nor_its_total():
    history = trending(14)
    history[10] = np.nan
    table = backtest(history, first=8, forecaster=quick)
    assert not table["actual"].isna().any()
    assert table.loc[table["measure"] == "total", "origin"].tolist() == []


@pytest.mark.parametrize("history", [[], [1.0, 2.0], [np.nan] * 12, [0.0] * 12])
def test_nothing_to_score_is_an_empty_table(history):
    table = backtest(history, forecaster=quick)
    assert table.empty
    found = verdict(table)
    assert found.scored == 0
    assert not found.shown
