"""What is expected of the year ahead, and a range that is too wide to plan with."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.reporting import tables
from jjinvest.reporting.pages.expected import expected_from

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
