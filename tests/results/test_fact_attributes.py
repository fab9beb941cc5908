"""Decimals, sign and definition of facts whose producer leaves them open."""

from __future__ import annotations

import pytest

from jjinvest.core.facts import Fact
from jjinvest.results.fact_attributes import complete


def fact(fact_id: str, **attributes: object) -> Fact:
    values = {
        "value": 1.0,
        "low": None,
        "high": None,
        "unit": "亿元",
        "basis": "agreed",
        "scope": "all",
        "evidence": "computed",
        "period": "2023",
    }
    return Fact(fact_id, **{**values, **attributes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact_id", "signed"),
    [
        ("2023.agreed_amount", False),
        ("2023.agreed_amount.excess", True),
        ("2024.agreed_amount.growth_needed", True),
        ("2024.agreed_amount.forecast.since_release.by_target", True),
        ("2024.agreed_amount.forecast.since_release.closing_total", False),
        ("2024.agreed_amount.forecast.since_release.opening_margin", True),
    ],
)
def test_changes_and_distances_are_signed(fact_id, signed):
    assert complete(fact(fact_id)).is_change is signed


def test_steps_of_a_change_are_shown_to_the_tenth():
    assert complete(fact("2024.agreed_amount.forecast.since_release.by_target")).shown_decimals == 1
    assert complete(fact("2024.agreed_amount.excess")).decimals is None


@pytest.mark.parametrize(
    ("fact_id", "attributes", "definition"),
    [
        ("2023.agreed_amount", {}, ""),
        ("2023.agreed_amount.share", {"evidence": "published"}, ""),
        ("2023.agreed_amount.share", {}, "share"),
        ("2024.agreed_amount.p_reach.1200", {"evidence": "modelled"}, "p_reach"),
        ("2023.agreed_amount.top20", {"evidence": "bounded", "caveat": "named_exact"}, "bounded_ledger"),
        ("2023.agreed_amount.top20.width", {"evidence": "bounded"}, "width"),
        ("2024.funds_in_place.forecast.since_release.by_model", {"basis": "funds"}, "why_funds"),
        ("2024.agreed_amount.forecast.since_release.by_model", {"definition": "forecast"}, "why"),
        ("2023.agreed_amount.share", {"definition": "own"}, "own"),
    ],
)
def test_the_definition_follows_from_the_id_only_where_none_is_set(fact_id, attributes, definition):
    assert complete(fact(fact_id, **attributes)).definition == definition
