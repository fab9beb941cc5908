"""Facts of a forecast from a ledger: what a signing quarter is expected to pay in the end."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.ledger.facts import _cohorts
from jjinvest.forecasting.reserving.cohorts import funds_model
from jjinvest.forecasting.reserving.triangle import cohorts_of
from tests.fixtures.ledgers import ledger, payments


def ultimates(shares, observed_from=None):
    """Facts of the ultimate of four quarters of projects of 1 亿元 that pay these shares of it by age."""
    rows, paid = [], []
    for quarter in range(4):
        month = np.datetime64("2023-02", "M") + 3 * quarter
        for number in range(3):
            code = f"{quarter}-{number}"
            rows.append((code, {"signed_on": f"{month}-15"}))
            paid += [(code, f"{month + 3 * age}-01", int(10**8 * share)) for age, share in enumerate(shares)]
    model = funds_model(
        cohorts_of(ledger(rows), payments(paid), as_of="2023-12-31", observed_from=observed_from)
    )
    return {str(f.id): f for f in _cohorts(model, "2023", ()) if str(f.id).endswith("ultimate")}


def test_a_pace_that_leads_past_what_is_agreed_gives_no_estimate_but_what_is_possible():
    youngest = ultimates([0.3, 0.3, 0.3, 0.3])["2023.cohort.2023q4.ultimate"]
    assert youngest.value is None
    assert (youngest.low, youngest.high) == pytest.approx((0.9, 3.0))


def test_a_pace_within_what_is_agreed_gives_an_estimate_in_its_range():
    youngest = ultimates([0.2, 0.1, 0.05, 0.01])["2023.cohort.2023q4.ultimate"]
    assert youngest.low < youngest.value < youngest.high < 3.0


@pytest.mark.parametrize("observed_from", ["2023-10-01", "2023-04-01"])
def test_cohorts_of_the_last_year_have_no_estimate_from_fewer_than_four_quarters(observed_from):
    """One slow quarter would decide it: what is possible is shown."""
    shares = [0.2, 0.1, 0.05, 0.01]
    found = ultimates(shares, observed_from)
    assert [fact.value for fact in found.values()] == [None] * 4
    oldest = found["2023.cohort.2023q1.ultimate"]
    assert (oldest.low, oldest.high) == pytest.approx((3 * sum(shares), 3.0))
