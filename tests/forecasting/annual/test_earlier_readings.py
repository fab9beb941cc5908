"""Earlier years known by parts and ceremonies, and the level that they imply."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.annual.earlier_readings import EarlierReading, coming_level, earlier_readings


def read(workspace):
    return earlier_readings(workspace, 2024, "agreed_amount", process_cv=0.19, share_sd=0.12)


def test_readings_of_the_public_record(annual):
    readings = {each.year: each for each in read(annual)}
    assert list(readings) == [2017, 2018, 2021, 2022]
    assert [each.kind for each in readings.values()] == ["part", "ceremony", "ceremony", "ceremony"]
    assert readings[2017].implied == pytest.approx(729 / 8 * 12)
    coverage = (245 + 266) / 2 / (1088 / 4)
    assert readings[2021].implied == pytest.approx(202.6 * 4 / coverage)
    assert readings[2017].log_sd < readings[2018].log_sd


def test_the_case_of_earlier_readings_is_shown_and_is_not_the_forecast(annual_results):
    facts = annual_results.facts
    level = facts["2024.agreed_amount.earlier_readings.level"]
    assert level.low < level.value < level.high
    assert facts["2024.agreed_amount.earlier_readings.years"].value == 4
    chance = facts["2024.agreed_amount.p_reach.1000.earlier_readings"].value
    assert 0.48 < chance < facts["2024.agreed_amount.p_reach.1000"].value


def test_before_anything_else_is_known_there_is_no_level(mid_year):
    assert read(mid_year) == []
    assert coming_level([], 2024, 1000.0, process_cv=0.2, sources=()) is None


def level_of(*readings: EarlierReading):
    return coming_level(list(readings), 2024, 1000.0, process_cv=0.2, sources=())


def test_a_later_and_a_surer_reading_moves_the_level_more():
    recent = level_of(EarlierReading("2022", 2022, "total", 700.0, 0.2, ()))
    old = level_of(EarlierReading("2014", 2014, "total", 700.0, 0.2, ()))
    unsure = level_of(EarlierReading("2022", 2022, "ceremony", 700.0, 0.6, ()))
    assert recent.log_mean < unsure.log_mean < 0
    assert recent.log_mean < old.log_mean < 0
    assert recent.log_sd < unsure.log_sd
    assert np.isfinite(old.log_sd)
