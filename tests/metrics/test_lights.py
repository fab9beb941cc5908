"""Lights: thresholds from data, intervals that straddle one, and no light without a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.facts import Fact
from jjinvest.metrics.lights import GREEN, RED, YELLOW, LightRule, light_of, light_rules

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
