"""Series, triangles and days of unusual form: an error in words or the same answer, and no warning."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.forecasting.distribution import Unavailable
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.reserving.bornhuetter_ferguson import bornhuetter_ferguson
from jjinvest.forecasting.reserving.mack import TailFactor, chain_ladder
from jjinvest.forecasting.reserving.triangle import TriangleError
from tests.fixtures.workspaces import forecast_total, with_figure

NAN = float("nan")
SEASONAL = np.exp(np.random.default_rng(1).normal(0, 0.3, 24)) * 10 * np.tile([0.6, 1, 1, 1.4], 6)
EVERY_SIXTH = np.arange(24) % 6 == 0
HISTORIES = {
    "seasonal": SEASONAL,
    "four": SEASONAL[:4],
    "one": SEASONAL[:1],
    "zeros": np.where(EVERY_SIXTH, 0, SEASONAL),
    "corrections": np.where(EVERY_SIXTH, -3, SEASONAL),
    "holes": np.where(EVERY_SIXTH, NAN, SEASONAL),
    "holes at both ends": np.concatenate([[NAN] * 3, SEASONAL, [NAN] * 2]),
    "constant": np.full(9, 5.0),
    "step": SEASONAL * np.repeat([1, 10], 12),
    "outlier": SEASONAL * np.where(np.arange(24) == 12, 1000, 1),
    "explosive": 10.0 ** np.arange(16),
    "long": np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.1, 500))),
}


@pytest.mark.parametrize("name", HISTORIES)
@pytest.mark.parametrize("unit", [1e-9, 1e15])
def test_the_unit_does_not_matter(name, unit):
    history = HISTORIES[name]
    plain, other = forecast_quarters(history, 4), forecast_quarters(history * unit, 4)
    assert (plain.method, plain.reasons) == (other.method, other.reasons)
    size = np.abs(plain.samples).max()
    np.testing.assert_allclose(other.samples / unit, plain.samples, rtol=1e-8, atol=1e-9 * size)


TRIANGLE = np.array(
    [[100, 150, 175, 180], [110, 168, 192.5, NAN], [115, 169, NAN, NAN], [125, NAN, NAN, NAN]]
)


@settings(max_examples=25, deadline=None)
@given(st.floats(1e-12, 1e15), st.permutations(range(4)))
def test_triangles_of_any_unit_and_order(unit, order):
    plain, other = chain_ladder(TRIANGLE), chain_ladder(TRIANGLE[list(order)] * unit)
    np.testing.assert_allclose(other.ultimate / unit, plain.ultimate.iloc[list(order)], rtol=1e-9)
    assert other.total_standard_error / unit == pytest.approx(plain.total_standard_error, rel=1e-9)


def test_a_nullable_frame_is_a_triangle():
    frame = pd.DataFrame(
        {"0": pd.array([1, 2, 3], dtype="Int64"), "1": pd.array([2, 5, None], dtype="Int64")}
    )
    assert chain_ladder(frame).ultimate.iloc[2] == pytest.approx(7)


@pytest.mark.parametrize(
    ("triangle", "message"),
    [
        (TRIANGLE * 1e300, "value beyond 1e[+]100 at origin 1, age 1"),
        (TRIANGLE * 1j, "found complex"),
        (np.array([["2020-01-01", "2020-02-01"]] * 2, dtype="datetime64[D]"), "found datetime64"),
        (pd.DataFrame(TRIANGLE, index=list("aabc")), "a name of its own"),
        (pd.DataFrame(TRIANGLE, index=["a", "b", "c", "total"]), "leave the total out"),
        (TRIANGLE * [0, 1, 1, 1], "no origin starts above zero at age 1"),
        (-TRIANGLE, "no origin starts above zero at age 1"),
    ],
)
def test_a_triangle_of_another_form_is_refused_with_a_reason(triangle, message):
    with pytest.raises(TriangleError, match=message):
        chain_ladder(triangle)


@pytest.mark.parametrize(
    "option",
    [
        {"average": "median"},
        {"last_sigma": "guess"},
        {"weights": "one"},
        {"tail": 1.05},
        {"tail": TailFactor("1.05")},
        {"tail": TailFactor(1.05, standard_error=-1)},
        {"tail": TailFactor(1.05, sigma=NAN)},
    ],
    ids=str,
)
def test_an_option_that_does_not_exist_is_refused(option):
    with pytest.raises(TriangleError):
        chain_ladder(TRIANGLE, **option)
    with pytest.raises(TriangleError, match="finite numbers"):
        bornhuetter_ferguson(TRIANGLE, "many")


@pytest.mark.parametrize("day", ["2024-04-01", pd.Timestamp("2024-04-01"), pd.Timestamp("2024-04-01 18:00")])
def test_a_day_may_be_a_date_a_timestamp_or_text(everything, day):
    same = forecast_total(everything, 2024, date(2024, 4, 1))
    assert forecast_total(everything, 2024, day).facts() == same.facts()
    with pytest.raises(ValueError, match="whole number"):
        forecast_total(everything, "2024", day)


@pytest.mark.parametrize("missing", [["2020Q2", "2021Q3"], ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]])
def test_published_quarters_that_are_missing_or_restated(everything, missing):
    rng, workspace = np.random.default_rng(0), everything
    for name in (f"{y}Q{q}" for y in (2019, 2020, 2021, 2022) for q in (1, 2, 3, 4)):
        if name not in missing:
            workspace = with_figure(
                workspace, name, round(200 * np.exp(rng.normal(0, 0.2)), 1), date(2023, 1, 20)
            )
    result = forecast_total(workspace, 2023, date(2023, 2, 1))
    assert result.method == "quarterly"
    assert result.band(90)[0] > 0
    later = with_figure(workspace, "2021Q1", 900.0, date(2023, 3, 1))
    assert forecast_total(later, 2023, date(2023, 2, 1)).samples.tobytes() == result.samples.tobytes()
    gap = with_figure(workspace, "2023Q2", 210.0, date(2023, 7, 20))
    whole = forecast_total(gap, 2023, date(2023, 7, 21))
    # with the year before complete its total stands in, and the reason is stated
    assert isinstance(whole, Unavailable) == ("2022Q1" in missing)
    if not isinstance(whole, Unavailable):
        assert whole.method == "annual_total"
        assert "quarters_missing" in whole.reasons
