"""Numbers of large projects by the ledger: a larger size never has the larger chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from jjinvest.forecasting.ledger.estimates import EstimateRatio
from jjinvest.forecasting.ledger.large_projects import known_sizes, large_numbers
from jjinvest.forecasting.ledger.simulation import AmountPool, YearModel

STATED = np.array([True, True, False])
MODEL = YearModel(
    signed=0.0,
    signed_out_of_city=0.0,
    amounts=np.array([15.0, 3.0, 0.0]),
    stated=STATED,
    out_of_city=STATED,
    chances=np.array([0.4, 0.9, 0.5]),
    correlation=0.1,
    new_expected=12.0,
    new_cv=0.2,
    year_effect=0.2,
    pools=(AmountPool(np.array([0.8, 2.0, 4.0, 9.0]), True, 30.0), AmountPool(np.array([25.0]), True, 1.0)),
    funds=None,
)


def test_sizes_are_those_of_a_project_signed_or_in_negotiation():
    assert known_sizes(MODEL) == [10.0, 20.0]
    assert known_sizes(replace(MODEL, pools=MODEL.pools[:1])) == [10.0]
    assert known_sizes(replace(MODEL, pools=MODEL.pools[:1], amounts=np.array([5.0, 3.0, 0.0]))) == []


def test_a_larger_size_is_part_of_a_smaller_one_in_every_draw():
    numbers = large_numbers(MODEL, [1.0, 10.0, 20.0], draws=4000, seed=2)
    assert (np.diff(numbers, axis=0) <= 0).all()
    assert (numbers[1] > numbers[2]).any()


def test_a_large_project_in_negotiation_counts_by_its_chance():
    none_new = replace(MODEL, new_expected=0.0, pools=MODEL.pools[:1])
    numbers = large_numbers(none_new, [10.0], draws=20_000, seed=3)
    assert abs(numbers.mean() - 0.4) < 0.015
    more = large_numbers(MODEL, [10.0], draws=20_000, seed=3).mean()
    share = 0.5 / 5 + 12 / 31  # the unstated project drawn from five amounts, and new business of the pool
    assert abs(more - 0.4 - share) < 0.04


def test_the_expected_number_is_that_of_the_simulated_amounts():
    grown = large_numbers(replace(MODEL, growth=1.0), [10.0], draws=20_000, seed=3).mean()
    base = large_numbers(MODEL, [10.0], draws=20_000, seed=3).mean()
    assert abs(grown - base - 12 / 31) < 0.04


def test_a_project_in_negotiation_counts_by_what_such_estimates_signed():
    none_new = replace(MODEL, new_expected=0.0, pools=MODEL.pools[:1], amounts=np.array([12.0, 3.0, 0.0]))
    half = np.tile([1.0, 0.7], 500)  # every other one of 12 signs below 10
    ratio = EstimateRatio(0.0, 0.0, np.eye(2), 0.0, np.full(1000, 12.0), 12.0 * half)
    numbers = large_numbers(replace(none_new, ratio=ratio), [1.0, 10.0], draws=20_000, seed=3)
    assert abs(numbers[1].mean() - 0.4 / 2) < 0.015
    assert (np.diff(numbers, axis=0) <= 0).all()
    assert abs(large_numbers(none_new, [10.0], draws=20_000, seed=3).mean() - 0.4) < 0.015
