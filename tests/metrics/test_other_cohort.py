"""The other cohort of a whole."""

from __future__ import annotations

import pytest

from jjinvest.metrics.other_cohort import other_cohort
from tests.fixtures.made_up_figures import figure, workspace_of


@pytest.mark.parametrize(("known", "other"), [("new", "carried_over"), ("carried_over", "new")])
def test_the_cohort_that_was_not_published_is_what_is_left(known, other):
    rows = [
        figure("funds_in_place", "80"),
        figure("funds_in_place", "12", scope="cohort", subject=known),
    ]
    rest, share = other_cohort(workspace_of(rows), "2023")
    assert (rest.id, rest.value) == (f"2023.funds_in_place.cohort.{other}", 68)
    assert (share.id, share.value) == (f"2023.funds_in_place.cohort.{other}.share", 85)


def test_nothing_is_left_over_where_both_are_published_or_none():
    both = [figure("funds_in_place", "12", scope="cohort", subject=name) for name in ("new", "carried_over")]
    whole = figure("funds_in_place", "24")
    assert (
        other_cohort(workspace_of([whole, *both]), "2023")
        == other_cohort(workspace_of([whole]), "2023")
        == []
    )
