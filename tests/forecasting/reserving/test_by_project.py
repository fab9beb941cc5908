from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.forecasting.reserving.by_project import funds_by_project
from jjinvest.forecasting.reserving.cohorts import FundsProjection
from jjinvest.forecasting.reserving.triangle import cohorts_of


@pytest.fixture
def cohorts():
    """Two quarters: A has paid all, B a half, C nothing and is terminated; D alone in the later one."""
    ledger = pd.DataFrame(
        {
            "project_code": ["A", "B", "C", "D", ""],
            "signed_on": pd.to_datetime(
                ["2022-01-10", "2022-02-10", "2022-03-10", "2022-05-10", "2022-05-11"]
            ),
            "agreed_amount": pd.array([100, 100, 100, 50, 50], dtype="Int64"),
            "terminated_on": pd.to_datetime([None, None, "2022-08-01", None, None]),
        }
    )
    payments = pd.DataFrame(
        {
            "project_code": ["A", "B"],
            "month": pd.to_datetime(["2022-04-01", "2022-04-01"]),
            "amount": [100, 50],
        }
    )
    return cohorts_of(ledger, payments, as_of="2022-12-31")


def projected(cohorts, *of_cohorts):
    expected = pd.DataFrame({"2023Q1": [float(each) for each in of_cohorts]}, index=cohorts.cohorts.index)
    return FundsProjection(expected, 0.0, 0.0, 0.0, 0.0)


def due(cohorts, *of_cohorts):
    found = funds_by_project(cohorts, projected(cohorts, *of_cohorts))
    assert len(found) == 5  # one of them without a code
    return {code: found[code] for code in "ABCD"}


def test_a_cohort_is_parted_by_what_its_live_projects_have_not_paid(cohorts):
    assert due(cohorts, 20, 30) == {"A": 0.0, "B": 20.0, "C": 0.0, "D": 15.0}


def test_no_project_pays_more_than_it_has_left(cohorts):
    assert due(cohorts, 80, 0) == {"A": 0.0, "B": 50.0, "C": 0.0, "D": 0.0}
