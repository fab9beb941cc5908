"""Curve of funds by age across projects."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.quantity import YI
from jjinvest.forecasting.reserving.snapshot import SnapshotCurve, snapshot_curve
from jjinvest.forecasting.reserving.triangle import TriangleError, cohorts_of

DAY = "2023-12-31"


def one_state(curve, *, projects=120):
    """Projects with the funds that a curve gives at their age, all in the month of the as-of date."""
    days = pd.Timestamp(DAY) - pd.to_timedelta(np.arange(projects) * 18 + 5, unit="D")
    ledger = pd.DataFrame({"project_code": [f"P{n}" for n in range(projects)], "signed_on": days})
    ledger["agreed_amount"] = pd.array([YI] * projects, dtype="Int64")
    ledger["terminated_on"] = pd.Series(pd.NaT, ledger.index, dtype="datetime64[ns]")
    age = (pd.Timestamp(DAY) - days).days.to_numpy() / 91.3
    paid = ledger[["project_code"]].assign(
        month=pd.Timestamp("2023-12-01"), amount=(curve.paid(age) * YI).round().astype("int64")
    )
    return cohorts_of(ledger, paid, as_of=DAY, observed_from="2023-12-01")


@pytest.mark.parametrize("curve", [SnapshotCurve(0.9, 8.0, 1.0, 0), SnapshotCurve(0.6, 5.0, 1.6, 0)])
def test_the_curve_is_found_again(curve):
    found = snapshot_curve(one_state(curve))
    ages = np.arange(1, 24)
    np.testing.assert_allclose(found.paid(ages), curve.paid(ages), atol=0.05)


def test_few_projects_give_no_curve():
    with pytest.raises(TriangleError, match="20 projects"):
        snapshot_curve(one_state(SnapshotCurve(0.9, 8.0, 1.0, 0), projects=10))
