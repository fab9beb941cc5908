"""A sum of 0 that one or two projects could have added to says what these paid: it is not for the public."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from jjinvest.metrics.linked_groups import withheld_together
from jjinvest.metrics.small_groups import of_few, withheld
from jjinvest.metrics.zero_amounts import could_pay


def held(amounts, groups, possible=None):
    parts = pd.DataFrame({"funds": amounts})
    could = None if possible is None else pd.DataFrame({"funds": possible})
    return withheld(parts, pd.Series(groups), possible=could)


def test_a_zero_of_one_project_is_withheld_and_not_left_to_subtraction():
    groups = ["one", *["few"] * 3, *["many"] * 5]
    amounts = [0, 10, 11, 12, *[50] * 5]
    assert held(amounts, groups) == frozenset()
    assert held(amounts, groups, [True] * 9) == {"one", "few"}  # the rest of the total would be the 0


def test_a_zero_of_no_project_or_of_three_discloses_nobody():
    groups = ["none", *["three"] * 3, *["many"] * 5]
    amounts = [0, 0, 0, 0, *[50] * 5]
    assert held(amounts, groups, [False, *[True] * 8]) == frozenset()


def test_where_all_is_zero_the_total_says_so():
    assert held([0] * 5, ["one", *["many"] * 4], [True] * 5) == frozenset()


def test_the_zero_of_one_side_is_of_few():
    funds, side = pd.Series([0, 0, 5, 6, 7]), pd.Series([True, True, False, False, False])
    assert of_few(funds, pd.Series([True] * 5), side)
    assert not of_few(funds, pd.Series([False, False, True, True, True]), side)


def test_a_terminated_project_cannot_pay():
    day = pd.Timestamp("2023-12-31")
    projects = pd.DataFrame(
        {
            "signed_on": pd.to_datetime(["2023-02-01", "2023-02-01", None, "2024-01-05"]),
            "stage": ["signed", "terminated", "negotiating", "signed"],
        }
    )
    assert could_pay(projects, day).tolist() == [True, False, False, False]


def _disclosed_zeros(groupings, restricted, amounts):
    """Sets of one or two projects without an amount whose sum is a combination of the published sums."""
    number = len(amounts)
    rows = [np.ones(number)]
    for name, groups in groupings.items():
        rows += [(groups == group).to_numpy(float) for group in set(groups) - restricted[name]]
    basis = np.array(rows)
    silent = np.flatnonzero(np.asarray(amounts) == 0)
    found = []
    for some in [(one,) for one in silent] + [(a, b) for a in silent for b in silent if a < b]:
        target = np.zeros(number)
        target[list(some)] = 1
        rest = target - basis.T @ np.linalg.lstsq(basis.T, target, rcond=None)[0]
        if np.abs(rest).max() < 1e-9:
            found.append(some)
    return found


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(6, 14))
def test_no_combination_of_two_dimensions_is_the_zero_of_a_few(seed, number):
    rng = np.random.default_rng(seed)
    amounts = rng.integers(1, 100, number) * (rng.random(number) > 0.4)
    groupings = {
        name: pd.Series(rng.choice(list("abcd"), number, p=rng.dirichlet(np.full(4, 0.7))))
        for name in ("sector", "park")
    }
    frame = pd.DataFrame({"funds": amounts})
    possible = pd.DataFrame({"funds": np.ones(number, bool)})
    alone = {name: withheld(frame, groups, possible=possible) for name, groups in groupings.items()}
    together = withheld_together(frame, groupings, alone, fewest=3, possible=possible)
    if (amounts > 0).sum() >= 3:
        assert _disclosed_zeros(groupings, together, amounts) == []
