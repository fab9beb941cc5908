"""Decimals of the numbers of a column: padded with zeros only where zeros are their digits."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.core.facts import Fact
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting.column_numbers import column_decimals, excess_of_shares, with_decimals


def average(value: float, half: float = 0.0007) -> Fact:
    """An average of an amount, known to within half a unit of its third decimal."""
    return Fact(
        "2024.agreed_amount.average", value, value - half, value + half, "亿元", "", "", "computed", "2024"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.5106666666666666, "1.51"),  # 1.510 would be wrong: it is 1.511
        (2.414754098360656, "2.41"),
        (1.51, "1.510"),
        (1.5, "1.500"),
        (0.676, "0.676"),
    ],
)
def test_no_number_gets_zeros_that_are_none_of_its_digits(value, written):
    words = Vocabulary("zh", {})
    column = [average(0.676), average(value)]
    decimals = column_decimals(column, words)
    assert decimals == 3
    assert with_decimals(average(value), decimals, words) == written


def _table(*shares: tuple[str, float]) -> pd.DataFrame:
    names = [f"2020.agreed_amount.{_part(member)}.share" for member, _ in shares]
    scopes = [_part(member).partition(".")[0].partition("_")[0] for member, _ in shares]
    facts = [
        Fact(name, value, value - 0.05, value + 0.05, "%", "", scope, "published", "2020")
        for name, scope, (_, value) in zip(names, scopes, shares, strict=True)
    ]
    return pd.DataFrame({"member": [member for member, _ in shares], "share": facts})


def _part(member: str) -> str:
    return member if "." in member or member.startswith("tier_") else f"industry.{member}"


@pytest.mark.parametrize(
    ("shares", "overlap"),
    [
        ((("chips", 47.0), ("ai", 44.4), ("bio", 23.0)), True),
        ((("chips", 33.4), ("ai", 33.3), ("bio", 33.4)), False),  # 100.1 by rounding
        ((("chips", 47.0), ("ai", 40.0)), False),
        ((("chips", 60.0), ("ai", 40.0), ("origin.out_of_province", 64.9)), False),  # two dimensions
        ((("tier_ge_10", 72.9), ("tier_ge_50", 27.5)), False),
    ],
)
def test_shares_above_100_per_cent_are_of_members_that_overlap(shares, overlap):
    assert excess_of_shares(_table(*shares)) == ("overlapping" if overlap else "")


def test_shares_that_are_doubted_or_of_disjoint_members_are_not_said_to_overlap():
    chips = _table(("chips", 66.1), ("ai", 37.0))
    chips["share"] = [replace(chips["share"][0], caveat="contradicted"), chips["share"][1]]
    assert excess_of_shares(chips) == "shares_to_verify"
    sectors = [
        Fact(f"2020.agreed_amount.{name}.share", value, value, value, "%", "", "sector", "published", "2020")
        for name, value in (("secondary", 66.1), ("tertiary", 37.0))
    ]
    assert excess_of_shares(pd.DataFrame({"share": sectors})) == "shares_exceed"
