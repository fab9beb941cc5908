"""Sampling errors of bias and chances in the benchmark on ledgers of somebody else's process."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.ledger_process import Forecast, chances, ratio_bias, table


def forecasts(count, *, shift=0.0, seed=0):
    """Forecasts whose actual values are drawn from their own samples, and then shifted."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        samples = rng.normal(1.0, 0.2, 2_000)
        actual = float(rng.normal(1.0, 0.2)) + shift
        yield Forecast(f"D{number}", 2023, "year start", "agreed_amount", "shown", samples, actual, 1.0)


def test_the_error_of_a_bias_counts_districts():
    once = pd.DataFrame({"district": list("ABCD"), "mean": [1.0, 1.2, 0.9, 1.1], "actual": 1.0})
    bias, error = ratio_bias(once)
    assert bias == pytest.approx(0.05)
    assert error == pytest.approx(once["mean"].sem())
    # the same district again is no further evidence
    assert ratio_bias(pd.concat([once] * 3)) == pytest.approx((bias, error))
    assert np.isnan(ratio_bias(once.iloc[:1])[1])


def test_right_chances_stay_within_their_band_and_wrong_ones_do_not():
    right = chances(list(forecasts(300)), "shown")
    assert (right["difference"].abs() <= 1.5 * right["band"]).all()
    assert right["band"].between(0.005, 0.2).all()
    wrong = chances(list(forecasts(300, shift=0.15)), "shown")
    assert (wrong["difference"].abs() > wrong["band"]).sum() >= 3
    few = chances(list(forecasts(30)), "shown")
    assert few["band"].mean() > 2 * right["band"].mean()


def test_the_table_has_bias_beside_its_error():
    shown = table(list(forecasts(200, shift=0.1)))
    row = shown.loc[("year start", "agreed_amount", "shown")]
    assert row["bias"] == pytest.approx(-0.09, abs=3 * row["bias_se"])
    assert 0.005 < row["bias_se"] < 0.03
    assert row["cases"] == 200
