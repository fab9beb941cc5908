"""Lights: thresholds from data, intervals that straddle one, and no light without a number."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.facts import Fact
from jjinvest.data.scoring.rules import Alerts
from jjinvest.metrics.lights import (
    GREEN,
    RED,
    YELLOW,
    LightRule,
    distinguished,
    light_of,
    light_of_target,
    light_rules,
    side,
    side_of_target,
    with_enough_digits,
)

RULE = LightRule("completion", 100, 90)


def fact(value: float | None, low: float | None = None, high: float | None = None, relation: str = "="):
    return Fact(
        "2023.a.completion", value, low, high, "%", "agreed", "all", "published", "2023", relation=relation
    )


@pytest.mark.parametrize(
    ("value", "colour"), [(100, GREEN), (99.99, YELLOW), (90, YELLOW), (89.99, RED), (-5, RED)]
)
def test_a_number_is_judged_by_its_value(value, colour):
    assert light_of(fact(value, value - 50, value + 50), RULE).colour == colour


@pytest.mark.parametrize(
    ("low", "high", "colour", "reason"),
    [
        (101, 120, GREEN, GREEN),
        (95, 99, YELLOW, YELLOW),
        (10, 20, RED, RED),
        (95, 105, YELLOW, "open"),
        (10, 105, YELLOW, "open"),
        (100, None, GREEN, GREEN),
        (None, 89, RED, RED),
        (95, None, YELLOW, "open"),
    ],
)
def test_an_interval_has_the_light_that_its_ends_share(low, high, colour, reason):
    light = light_of(fact(None, low, high), RULE)
    assert (light.colour, light.reason) == (colour, reason)


def test_a_published_bound_counts_as_a_bound():
    assert light_of(fact(100, 100, None, ">"), RULE).colour == GREEN
    assert light_of(fact(95, 95, None, ">="), RULE).reason == "open"


def test_nothing_is_green_because_nothing_was_found():
    assert light_of(None, RULE) is None
    assert light_of(fact(None), RULE) is None


def test_the_rules_come_from_the_file_and_are_ordered(tmp_path):
    assert all(rule.green_from > rule.yellow_from for rule in light_rules().values())
    other = tmp_path / "lights.csv"
    other.write_text("rule,green_from,yellow_from\ncompletion,120,80\n", encoding="utf-8")
    assert light_of(fact(110), light_rules(other)["completion"]).colour == YELLOW


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_more_is_never_a_worse_light(value, more):
    order = (RED, YELLOW, GREEN)
    assert order.index(RULE.of_number(value + more)) >= order.index(RULE.of_number(value))


@pytest.mark.parametrize(("value", "colour"), [(0.3949, RED), (0.3972, YELLOW), (0.6951, GREEN)])
def test_a_light_is_that_of_the_number_as_it_is_written(value, colour):
    """39.72 % is written as 40 %, from which on the rule beside it says yellow."""
    chance = Fact("2024.a.p_reach", value, None, None, "概率", "agreed", "all", "modelled", "2024")
    assert light_of(chance, light_rules()["chance"]).colour == colour


@pytest.mark.parametrize(("value", "colour"), [(99.96, YELLOW), (89.98, RED), (100.0, GREEN)])
def test_a_computed_number_is_judged_as_it_is_and_not_as_it_is_rounded(value, colour):
    assert light_of(replace(fact(value), evidence="computed"), RULE).colour == colour


def test_an_approximate_number_is_judged_by_its_ends():
    assert light_of(fact(100, 90, 110, "~"), RULE).reason == "open"
    assert light_of(fact(120, 108, 132, "~"), RULE).colour == GREEN


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (fact(100, 99.5, 100.5), "at"),
        (fact(100, 90, 110, "~"), "open"),
        (fact(100, 100, None, ">"), "above"),
        (fact(100, 100, None, ">="), "from"),
        (fact(100, None, 100, "<"), "below"),
        (fact(None, 99.1, 99.9), "below"),
        (fact(None), ""),
        (None, ""),
    ],
)
def test_a_number_lies_beside_a_threshold_where_its_ends_do(number, expected):
    assert side(number, 100) == expected


def distance(value, low, high, relation="=", caveat=""):
    return replace(
        fact(value, low, high, relation), id="2023.a.excess", unit="亿元", caveat=caveat, evidence="computed"
    )


def test_a_completion_that_was_rounded_up_to_all_of_a_target_reaches_nothing():
    short = distance(-0.04, -0.045, -0.035)
    assert light_of_target(fact(100), short, None, complete_year=True).colour == YELLOW
    assert side_of_target(fact(100), replace(short, caveat="implied_target")) == "at"
    assert light_of_target(fact(100), None, None, complete_year=True).colour == GREEN


def test_about_the_target_is_neither_reached_nor_missed():
    light = light_of_target(fact(100, 90, 110, "~"), distance(0, -8, 8, "~"), None, complete_year=True)
    assert (light.colour, light.reason) == (YELLOW, "open")
    assert side_of_target(fact(100, 90, 110, "~"), distance(0, -8, 8, "~")) == "open"


@pytest.mark.parametrize(
    ("name", "value", "unit", "decimals"),
    [
        ("2023.a.completion", 99.96, "%", 2),  # not 100 %
        ("2023.a.completion", 89.982, "%", 2),  # not 90 %, from which on a light is yellow
        ("2023.a.completion", 104.04, "%", 1),
        ("2023.a.completion", 100.0, "%", 1),
        ("2023h1.a.completion", 49.98, "%", 2),  # not half, when half of the year is over
        ("2023h1.a.completion", 39.96, "%", 2),  # nor 10 points less
        ("2023h1.a.pace_gap", -0.02, "个百分点", 2),
        ("2023h1.a.pace_gap.municipality", -10.04, "个百分点", 2),
        ("2023h1.a.pace_gap_seasonal", -10.0004, "个百分点", 4),
        ("2023.a.excess", -0.0004, "亿元", 4),
        ("2023.a.share", 99.98, "%", 2),
    ],
)
def test_a_number_has_the_digits_that_distinguish_it_from_what_it_is_judged_by(name, value, unit, decimals):
    period = name.partition(".")[0].upper()
    number = Fact(name, value, value, value, unit, "agreed", "all", "computed", period)
    assert with_enough_digits(number).shown_decimals == decimals


def test_a_published_number_keeps_its_digits():
    assert with_enough_digits(fact(99.96)).decimals is None


def test_the_thresholds_of_alerts_count_too():
    gap = Fact("2023h1.a.pace_gap", -5.03, -5.03, -5.03, "个百分点", "agreed", "all", "computed", "2023H1")
    rule = {"key": "behind_linear", "yellow": 5, "red": 20}
    [number] = distinguished([gap], Alerts.model_validate({"pace": [rule]}))
    assert number.shown_decimals == 2
