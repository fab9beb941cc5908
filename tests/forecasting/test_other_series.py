"""Series and questions of every bad shape: nothing from a library, no warning, and the same answer in every unit."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.core.errors import BasisError
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.forecasting.distribution import Unavailable
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.reserving.bornhuetter_ferguson import bornhuetter_ferguson
from jjinvest.forecasting.reserving.mack import TailFactor, chain_ladder
from jjinvest.forecasting.reserving.triangle import TriangleError
from tests.fixtures.workspaces import told, with_figure

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


def test_scores_of_nothing_are_refused():
    for draws in ([], [np.inf, 1.0]):
        with pytest.raises(ValueError, match="one draw at least"):
            scores.crps(draws, 1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        scores.interval_score(0, 2, 1, alpha=0)
    assert scores.crps(3.0, 5.0) == 2


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
def test_a_triangle_of_another_form_is_refused_in_words(triangle, message):
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
def test_a_day_is_a_day_however_it_is_written(everything, day):
    same = told(everything, 2024, date(2024, 4, 1))
    assert told(everything, 2024, day).facts() == same.facts()
    with pytest.raises(ValueError, match="whole number"):
        told(everything, "2024", day)


def test_the_size_of_one_project_is_no_target_of_a_total(everything):
    found = told(everything, 2024, date(2024, 4, 1))
    targets = everything.targets.set_index("target_id", drop=False)
    assert 0.5 < found.p_reach(targets.loc["2024.agreed_amount.target"]) < 0.7
    for other in (
        "agreed_amount.out_of_city",
        "funds_in_place.out_of_city",
        "rank",
        "project_size.tier_ge_50",
    ):
        with pytest.raises(BasisError):
            found.p_reach(targets.loc[f"2024.{other}.target"])
    assert found.p_reach(Quantity.exact(1000 * YI, "元", Definition("agreed"))) == pytest.approx(
        0.59, abs=0.03
    )


def test_what_an_analyst_may_mistake_is_said(everything):
    found = told(everything, 2024, date(2024, 4, 1))
    for wrong, error, message in (
        (lambda: found.p_reach(1000), TypeError, "Quantity of 元"),
        (
            lambda: found.p_reach(Quantity.exact(YI, "元", Definition("agreed")), case="no"),
            ValueError,
            "cases are",
        ),
        (lambda: found.band(0.8), ValueError, "80, not 0.8"),
        (lambda: found.exceedance_quantile(80), ValueError, "0.8, not 80"),
    ):
        with pytest.raises(error, match=message):
            wrong()


def test_a_year_to_date_that_fell_is_said(everything):
    fallen = with_figure(everything, "2023Q1-Q3", 300.0, date(2023, 10, 20))
    assert "year_to_date_fell" in told(fallen, 2023, date(2023, 11, 1)).reasons
    risen = with_figure(everything, "2023Q1-Q3", 900.0, date(2023, 10, 20))
    assert "year_to_date_fell" not in told(risen, 2023, date(2023, 11, 1)).reasons


@pytest.mark.parametrize("missing", [["2020Q2", "2021Q3"], ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]])
def test_quarters_in_print_that_are_missing_or_restated(everything, missing):
    rng, workspace = np.random.default_rng(0), everything
    for name in (f"{y}Q{q}" for y in (2019, 2020, 2021, 2022) for q in (1, 2, 3, 4)):
        if name not in missing:
            workspace = with_figure(
                workspace, name, round(200 * np.exp(rng.normal(0, 0.2)), 1), date(2023, 1, 20)
            )
    found = told(workspace, 2023, date(2023, 2, 1))
    assert found.method == "quarterly"
    assert found.band(90)[0] > 0
    later = with_figure(workspace, "2021Q1", 900.0, date(2023, 3, 1))
    assert told(later, 2023, date(2023, 2, 1)).samples.tobytes() == found.samples.tobytes()
    gap = with_figure(workspace, "2023Q2", 210.0, date(2023, 7, 20))
    assert isinstance(told(gap, 2023, date(2023, 7, 21)), Unavailable)
