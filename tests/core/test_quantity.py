"""Exact money, intervals, and the refusal to mix definitions (口径)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjinvest.core.errors import BasisError
from jjinvest.core.quantity import YI, Definition, Quantity, total

AGREED, FUNDS = Definition("agreed"), Definition("funds", "out_of_city")
yuan = st.integers(0, 10**14)


def quantity(
    value: int, half_width: int = 0, *, definition: Definition = AGREED, source: str = "x"
) -> Quantity:
    low, high = Fraction(value - half_width), Fraction(value + half_width)
    return Quantity(Fraction(value), low, high, "元", definition, (source,))


@given(st.lists(yuan, min_size=1, max_size=20), st.integers(0, 10**9))
def test_sums_are_exact_and_intervals_add_up(values, half_width):
    result = total([quantity(value, half_width) for value in values])
    assert result.value == sum(values)
    assert result.high - result.low == 2 * half_width * len(values)


def test_a_sum_of_nothing_is_refused():
    with pytest.raises(ValueError, match="nothing to add up"):
        total([])


@given(yuan, yuan)
def test_subtracting_undoes_adding(a, b):
    assert (quantity(a) + quantity(b) - quantity(b)).value == a


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.integers(0, 10**5), st.integers(0, 10**5))
def test_a_quotient_contains_every_quotient_of_its_ends(a, b, half_a, half_b):
    top, bottom = quantity(a, min(half_a, a - 1)), quantity(b, min(half_b, b - 1))
    result = top.over(bottom)
    for x in (top.low, top.high):
        for y in (bottom.low, bottom.high):
            assert result.low <= x / y <= result.high


def test_a_quotient_by_zero_is_refused():
    with pytest.raises(ZeroDivisionError, match="positive"):
        quantity(1).over(quantity(0))


def test_an_average_keeps_the_unit_and_definition_of_the_amount():
    average = quantity(100).per(Quantity.exact(8, "个", Definition("count"), ("y",)))
    assert (average.value, average.unit, average.definition) == (Fraction(25, 2), "元", AGREED)
    assert average.sources == ("x", "y")


def test_different_definitions_are_not_added_or_divided():
    agreed, funds = quantity(700 * YI, source="target"), quantity(188 * YI, definition=FUNDS, source="funds")
    for operation in (lambda: agreed + funds, lambda: agreed - funds, lambda: agreed.over(funds)):
        with pytest.raises(BasisError) as error:
            operation()
        assert "agreed/all" in str(error.value)
        assert "funds/out_of_city" in str(error.value)
    assert funds.named_ratio(agreed, "funds_rate_dynamic").definition.measure == "funds_rate_dynamic"


OPERATIONS = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "divide": lambda a, b: a.over(b),
    "compare": lambda a, b: a < b,
    "rank": lambda a, b: sorted([a, b]),
    "largest": lambda a, b: max(a, b),
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "dimension",
    [
        {"measure": "contract"},
        {"population": "out_of_city"},
        {"counting": "signing_event"},
        {"cohort": "carried_over"},
        {"vintage": "restated"},
    ],
    ids=lambda dimension: next(iter(dimension)),
)
def test_every_dimension_of_a_definition_is_guarded(operation, dimension):
    other = replace(AGREED, **dimension)
    a = quantity(700 * YI, definition=AGREED, source="a@x")
    b = quantity(188 * YI, definition=other, source="b@x")
    with pytest.raises(BasisError) as error:
        OPERATIONS[operation](a, b)
    message = str(error.value)
    assert f"{AGREED} [元]" in message
    assert f"{other} [元]" in message
    assert next(iter(dimension.values())) in message
    assert "口径不同" in message
    assert "different bases" in message
    assert "a@x" in message
    assert a.named_ratio(b, "funds_rate_cohort").definition.measure == "funds_rate_cohort"


def test_different_units_are_not_added():
    with pytest.raises(BasisError, match=r"\[个\]"):
        _ = quantity(1) + replace(quantity(1), unit="个")


def test_a_definition_in_words_shows_unknown_codes_unchanged():
    assert Definition("agreed", "out_of_city", cohort="new").in_words == "协议引资·市外项目·新签"
    assert Definition("novel").in_words == "novel·全部项目"


def test_quantities_of_one_definition_are_ranked_by_value():
    small, large = quantity(2), quantity(3)
    assert sorted([large, small]) == [small, large]
    assert max(small, large) is large
    assert small <= small
    assert large >= small
    with pytest.raises(ValueError, match="interval"):
        _ = small < replace(large, value=None)


def test_intervals_that_overlap_agree():
    assert quantity(10, 2).agrees_with(quantity(13, 1))
    assert not quantity(10, 2).agrees_with(quantity(14, 1))
    assert quantity(10).agrees_with(replace(quantity(3), high=None))


def test_a_restated_number_adds_up_once_its_vintage_is_dropped():
    restated = quantity(20, definition=Definition("agreed", vintage="restated"))
    with pytest.raises(BasisError, match="restated"):
        _ = quantity(10) + restated
    assert (quantity(10) + restated.as_now_known()).value == 30
