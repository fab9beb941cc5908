"""Numbers that are known only about: what their intervals do to ranges and chances."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import YI, Definition, Quantity
from jjinvest.data.workspace import load_workspace
from jjinvest.forecasting.known_about import wide_numbers
from jjinvest.forecasting.select_method import forecast
from tests.fixtures.district_folders import district_folder

AGREED = Definition("agreed")
TARGET = Quantity.exact(150 * YI, "元", AGREED)


@pytest.fixture
def forecast_of(tmp_path):
    """Forecast of 2023 from a known part of it, once exact and once about."""

    def made(relation: str, *further: str, draws: int = 4_000):
        rows = (
            f"2023Q1-Q3,agreed_amount,,,,{relation},148,亿元",
            "2022,agreed_amount,,,,,140,亿元",
            *further,
        )
        workspace = load_workspace(district_folder(tmp_path, f"place{len(list(tmp_path.iterdir()))}", *rows))
        known = Assumptions(draws=draws)
        day = workspace.figures["available_from"].max()
        return forecast(
            workspace, "agreed_amount", 2023, as_of=max(day, date(2023, 11, 1)), seed=1, assumptions=known
        )

    return made


def test_the_range_holds_what_the_known_part_may_be(forecast_of):
    exact, about = forecast_of(""), forecast_of("~")
    assert exact.samples.min() >= 148
    assert 133.2 <= about.samples.min() < 140  # 约 148 is 133.2 to 162.8
    signed = about.parts["signed"]
    assert np.quantile(signed, [0.1, 0.5, 0.9]) == pytest.approx([136, 148, 160], abs=1.5)
    assert np.allclose(signed + about.parts["rest"], about.samples)
    assert about.p_reach(TARGET) < exact.p_reach(TARGET) < 1


def test_the_chance_ranges_over_the_ends_of_what_is_known(forecast_of):
    exact, about = forecast_of(""), forecast_of("~")
    low, high = about.p_range(TARGET)
    assert "known_about" in about.reasons
    assert "known_about" not in exact.reasons
    assert about.cases["known_low"].min() < 134
    assert about.cases["known_high"].min() > 162
    assert (low, high) == (about.p_reach(TARGET, case="known_low"), 1)
    assert low < exact.p_range(TARGET)[0]


def test_what_a_forecast_does_not_use_or_is_narrow_enters_nowhere(forecast_of):
    def number(value, half, source):
        return Quantity(
            Fraction(value), Fraction(value) - half, Fraction(value) + half, "元", AGREED, (source,)
        )

    published = {
        "2023q1": number(20, 2, "a"),
        "2023h1": number(50, Fraction(1, 2), "b"),
        "2022": number(9, 1, "c"),
    }
    wide = wide_numbers(published, 2023, ("a", "b"))
    assert (wide.periods, wide.of_year) == (("2023q1",), ("2023q1",))
    assert wide_numbers(published, 2023, ("c",)).of_year == ()


def test_an_earlier_year_known_about_widens_the_chance_too(forecast_of):
    exact, about = (
        forecast_of(""),
        forecast_of("", "2021,agreed_amount,,,,~,120,亿元", "2020,agreed_amount,,,,,100,亿元"),
    )
    assert "known_about" not in exact.reasons
    assert "known_about" in about.reasons
    assert {"known_low", "known_high"} <= set(about.cases)
