"""What is expected of the year ahead, and a range that is too wide to plan with."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.reporting import tables
from jjinvest.reporting.pages.expected import below_last_year, expected_from, expected_numbers

HEAD = FactId.of(2024, "agreed_amount")


def modelled(name, value, low=None, high=None):
    return Fact(FactId(f"{HEAD}.{name}"), value, low, high, "亿元", "agreed", "all", "modelled", "2024")


def results_with(*facts):
    found = {fact.id: fact for fact in facts}
    return SimpleNamespace(get=found.get, outlook=SimpleNamespace(year_ahead=2024), resolve=FactId)


@pytest.mark.parametrize(
    ("median", "low", "high", "key"),
    [
        (15.3, 0.7, 55.0, "overview.expected_wide"),
        (853.0, 581.0, 1207.0, "overview.expected"),
        (100.0, 20.0, 220.0, "overview.expected"),
        (0.0, 0.0, 3.0, "overview.expected_wide"),
    ],
)
def test_a_range_of_more_than_two_medians_is_not_called_what_is_expected(median, low, high, key):
    results = results_with(modelled("forecast.median", median), modelled("forecast.band80", None, low, high))
    assert expected_from(results, HEAD).key == key


def test_an_amount_that_is_written_0_is_reached_with_no_chance():
    amounts = {"95": 0.001, "90": 12.4}
    results = results_with(*(modelled(f"exceedance_quantile.{p}", amount) for p, amount in amounts.items()))
    amounts = tables.exceedance_quantiles(results, str(HEAD))["amount_reached"]
    assert [fact.value for fact in amounts] == [12.4]


@pytest.mark.parametrize(
    ("median", "growth", "season", "key"),
    [
        (100.0, 4.8, None, "overview.below_though_grown"),
        (100.0, 4.8, 107.5, "overview.below_though_grown_season"),
        (103.0, 4.8, 107.5, None),
        (100.0, -4.8, 97.5, None),
    ],
)
def test_a_median_below_last_year_is_said_where_the_year_has_grown(median, growth, season, key):
    known = [
        modelled("mid_year.forecast.median", median),
        Fact("2023.agreed_amount", 102.3, 102.25, 102.35, "亿元", "agreed", "all", "published", "2023"),
        Fact("2024q1-q3.agreed_amount.growth", growth, None, None, "%", "agreed", "all", "published", "2024"),
    ]
    if season is not None:
        known.append(modelled("mid_year.by_own_season", season))
    found = {fact.id: fact for fact in known}
    results = SimpleNamespace(
        get=lambda name: found.get(FactId(str(name).replace("year.", "2024.", 1))),
        outlook=SimpleNamespace(year_ahead=2024, ahead=("year.agreed_amount.mid_year", object())),
        resolve=FactId,
        complete_year=False,
        period="2024Q1-Q3",
        year=2024,
    )
    said = below_last_year(results)
    assert (None if said is None else said.key) == key


def test_funds_that_one_method_forecasts_have_a_median_and_a_range():
    """Their chance alone would not show why it is low."""
    head = "2024.funds_in_place.mid_year.forecast"
    facts = [
        Fact(f"{head}.median", 59.0, None, None, "亿元", "funds", "all", "modelled", "2024"),
        Fact(f"{head}.band80", None, 58.0, 60.0, "亿元", "funds", "all", "modelled", "2024"),
    ]
    row = {
        "year": 2024,
        "metric": "funds_in_place",
        "basis": "funds",
        "target_id": "2024.funds_in_place.target",
    }
    results = results_with(*facts)
    results.workspace = SimpleNamespace(targets=pd.DataFrame([row]))
    [said] = expected_numbers(results)
    assert (said.key, said.content["median"].value) == ("overview.expected", 59.0)
    assert said.content["item"].id == "2024.funds_in_place"
