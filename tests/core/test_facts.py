"""Facts carry what is needed to display them, and survive the way through a frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from jjinvest.core import facts
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI, Definition, Quantity

TOTAL = FactId.of(2023, "agreed_amount")
AGREED = Definition("agreed")


def fact(unit: str = "亿元", evidence: str = "computed") -> Fact:
    return Fact(TOTAL, 10.0, None, None, unit, "agreed", "all", evidence, "2023")


@pytest.mark.parametrize(
    ("unit", "evidence", "decimals"),
    [
        ("亿元", "published", 8),
        ("亿元", "target", 8),
        ("亿元", "computed", 2),
        ("亿元", "bounded", 2),
        ("亿元", "modelled", 0),
        ("%", "published", 8),
        ("%", "computed", 1),
        ("个百分点", "computed", 1),
        ("概率", "modelled", 0),
        ("个", "computed", 2),
    ],
)
def test_decimals_follow_from_unit_and_evidence(unit, evidence, decimals):
    assert fact(unit, evidence).shown_decimals == decimals


@pytest.mark.parametrize(
    ("value", "low", "high", "decimals"),
    [
        (-0.152, -0.15205, -0.15195, 3),
        (0.0875, 0.0875, 0.0875, 4),
        (0.079, 0.0785, 0.0795, 3),
        (0.0654, 0.05, 0.08, 2),
        (0.0225, 0.02125, 0.02375, 3),  # 0.02 would be outside its own interval
        (0.0042, 0.0041, 0.0043, 4),
        (0.152, None, None, 2),
        (1.152, 1.152, 1.152, 2),
        (0.0, 0.0, 0.0, 2),
    ],
)
def test_a_small_computed_amount_is_shown_as_finely_as_it_is_known(value, low, high, decimals):
    """0.948 and 0.152 make 1.1 亿美元, of which 9480 and 11000 万美元 were published."""
    small = replace(fact("亿美元"), value=value, low=low, high=high)
    assert small.shown_decimals == decimals
    assert replace(small, unit="%").shown_decimals == 1


def test_an_estimate_for_a_small_place_keeps_decimals():
    """A town that signed 0.42 亿元 is not expected to sign 约 0 亿元."""
    small = replace(fact(evidence="modelled"), value=0.39, low=0.02, high=1.1)
    assert small.shown_decimals == 2
    assert replace(small, high=48.0).shown_decimals == 0
    assert replace(small, signed=True).shown_decimals == 0
    assert replace(small, value=0.0, low=0.0, high=0.0).shown_decimals == 0


def test_decimals_of_its_own_come_first():
    assert replace(fact(evidence="modelled"), decimals=1).shown_decimals == 1


def test_changes_and_percentage_points_have_a_sign():
    assert not fact().is_change
    assert replace(fact(), signed=True).is_change
    assert fact("个百分点").is_change


def test_an_id_that_is_none_and_unknown_evidence_are_refused():
    with pytest.raises(ValueError, match="dotted"):
        Fact("total", 1.0, None, None, "个", "count", "all", "computed", "2023")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="guessed"):
        fact(evidence="guessed")


def test_amounts_become_yi_and_ratios_percent():
    amount = facts.from_quantity(
        TOTAL, Quantity.exact(3 * YI // 2, "元", AGREED, ("x",)), evidence="computed", period="2023"
    )
    assert (amount.value, amount.low, amount.high, amount.unit) == (1.5, 1.5, 1.5, "亿元")
    assert (amount.basis, amount.scope, amount.sources) == ("agreed", "all", ("x",))
    share = facts.from_quantity(
        TOTAL / "share", Quantity.exact(Fraction(1, 8), "ratio", AGREED), evidence="computed", period="2023"
    )
    assert (share.value, share.unit) == (12.5, "%")


@pytest.mark.parametrize(("low", "high", "relation"), [(1, None, ">="), (None, 1, "<="), (1, 1, "=")])
def test_an_interval_open_at_one_end_gives_the_relation(low, high, relation):
    ends = [None if end is None else Fraction(end) for end in (low, high)]
    quantity = Quantity(Fraction(1), *ends, "个", Definition("count"))
    assert facts.from_quantity(TOTAL, quantity, evidence="published", period="2023").relation == relation


def test_a_frame_has_a_row_a_fact():
    listed = [
        replace(fact(), decimals=1, signed=True, definition="excess", sources=("a", "b")),
        replace(fact(), id=TOTAL / "share", value=None, low=0.5, high=1.5),
    ]
    frame = facts.frame(listed)
    assert list(frame.columns) == facts.COLUMNS
    assert frame["id"].tolist() == [str(each.id) for each in listed]
    assert frame["high"].iloc[1] == 1.5
