"""Points of a number with bounds: worked values, and bounds that hold for every number inside."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from jjinvest.metrics.points import Interval, between, per_unit

WEIGHT = Fraction(40)
ends = st.tuples(st.fractions(-50, 50), st.fractions(-50, 50)).map(sorted)


def exactly(number):
    return Interval(*(Fraction(number),) * 3)


def points(made):
    return made.value, made.low, made.high


def test_points_of_a_completion_end_at_the_cap_and_at_nothing():
    assert points(exactly("1/2").points(WEIGHT, Fraction(6, 5))) == (20, 20, 20)
    assert points(exactly(2).points(WEIGHT, Fraction(6, 5))) == (48, 48, 48)
    assert points(exactly(-1).points(WEIGHT, Fraction(6, 5))) == (0, 0, 0)
    assert points(Interval(None, None, None).points(WEIGHT, Fraction(6, 5))) == (None, 0, 48)


def test_a_quotient_by_what_may_be_nothing_is_not_known():
    assert exactly(3).over(Interval(Fraction(2), Fraction(0), Fraction(4))) is None
    assert points(Interval(Fraction(3), Fraction(2), None).over(exactly(2))) == (Fraction(3, 2), 1, None)


def test_a_deduction_turns_the_bounds():
    counted = Interval(Fraction(3), Fraction(2), Fraction(5))
    assert points(per_unit(counted, Fraction(2), Fraction(8))) == (6, 4, 8)
    assert points(per_unit(counted, Fraction(-2), Fraction(8))) == (-6, -8, -4)


def test_the_lowest_earns_sixty_per_cent_and_the_highest_all():
    others = [exactly(10), exactly(30)]
    assert [between(exactly(n), others, WEIGHT).value for n in (10, 20, 30, 40)] == [24, 32, 40, 40]


@given(ends, st.lists(ends, min_size=1, max_size=3), st.lists(st.fractions(0, 1), min_size=4, max_size=4))
def test_bounds_of_a_place_hold_for_every_number_inside(own, others, shares):
    made = between(Interval(None, *own), [Interval(None, *each) for each in others], WEIGHT)
    number, *rest = (
        low + share * (high - low) for (low, high), share in zip([own, *others], shares, strict=False)
    )
    inside = between(exactly(number), [exactly(each) for each in rest], WEIGHT)
    assert made.low <= inside.value <= made.high
