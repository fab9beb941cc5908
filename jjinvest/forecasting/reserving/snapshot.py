"""Curve of funds by age across projects, from one state of the ledger.

In its first year of use a ledger states what each project has paid, and not when. Projects of many ages
side by side still show how funds grow with age: paid share = reach × (1 − exp(−(age ÷ scale)^shape)), fitted
to all projects by their agreed amounts. It takes projects of different years as alike, so its error is wide
and grows with the horizon; own payments by month replace it within a year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.forecasting.reserving.triangle import Cohorts, Floats, TriangleError, quarter_of

SOURCE = "snapshot"
"""Source of a curve fitted here."""
MIN_SNAPSHOT_PROJECTS = 20
"""Projects with an agreed amount that a curve needs at least."""
SNAPSHOT_CV = 0.30
"""CV of the funds of four quarters that a curve gives, common to all projects; it grows with the root of the
horizon."""
REACH_PENALTY = 0.03
"""Weight, beside misses of the paid share, of how far the reach is below 1: young projects do not show it."""
MAX_QUARTERS_BEFORE = 4
"""Quarters before the first recorded payment from which a project without funds does not count."""
MIN_REACH = 0.02
SCALES: Floats = np.geomspace(0.5, 80.0, 48)
"""Scales (quarters) that are tried."""
SHAPES: Floats = np.linspace(0.4, 3.0, 27)
"""Shapes that are tried."""


@dataclass(frozen=True)
class SnapshotCurve:
    """Share of the agreed amount paid by an age in quarters."""

    reach: float
    scale: float
    shape: float
    projects: int

    def paid(self, age: npt.ArrayLike) -> Floats:
        """Share paid by an age.

        Examples
        --------
        >>> SnapshotCurve(0.8, 4.0, 1.0, 50).paid([0.0, 4.0]).round(3).tolist()
        [0.0, 0.506]
        """
        quarters = np.maximum(np.asarray(age, dtype=float), 0.0)
        return np.asarray(self.reach * -np.expm1(-((quarters / self.scale) ** self.shape)))

    def of_balance(self, age: npt.ArrayLike, quarters: npt.ArrayLike) -> Floats:
        """Share of the balance at an age that is paid within some quarters from then.

        Examples
        --------
        >>> SnapshotCurve(1.0, 4.0, 1.0, 50).of_balance([0.0, 8.0], 4.0).round(3).tolist()
        [0.632, 0.632]
        """
        start = np.asarray(age, dtype=float)
        now = self.paid(start)
        return np.asarray((self.paid(start + quarters) - now) / np.maximum(1 - now, 1e-9))

    def frame(self, quarters: int) -> pd.DataFrame:
        """Return it as an external curve, columns months, share, source."""
        age = np.arange(1, quarters + 1)
        return pd.DataFrame({"months": 3.0 * age, "share": self.paid(age), "source": SOURCE})


def recorded_from(cohorts: Cohorts) -> int:
    """First quarter (number) with a payment; the first of all where earlier payments have no month.

    A ledger often lists projects signed long before it was kept: quarters before its first payment are not
    quarters without payments.
    """
    signed = np.array([quarter_of(str(name)) for name in cohorts.cohorts.index])
    began = signed[cohorts.projects["cohort"].to_numpy()]
    calendar = began[:, None] + np.arange(cohorts.by_project.shape[1])
    if np.isnan(cohorts.by_project[calendar < signed[0] + cohorts.by_project.shape[1]]).any():
        return int(signed[0])
    paying = calendar[np.nan_to_num(cohorts.by_project) != 0]
    return int(paying.min()) if len(paying) else int(signed[0])


def snapshot_curve(cohorts: Cohorts) -> SnapshotCurve:
    """Fit the curve to the funds of all signed projects, terminated ones among them.

    Their state on the as-of date counts, and that at the end of each earlier quarter that is known.

    Raises
    ------
    TriangleError
        If fewer than :data:`MIN_SNAPSHOT_PROJECTS` projects state an agreed amount, they are all of one
        age, or none has paid.
    """
    about, triangle = cohorts.cohorts, cohorts.triangle
    after = cohorts.as_of + pd.Timedelta(days=1)
    # a project is signed in the middle of its quarter on average
    signed = np.array([quarter_of(str(name)) for name in about.index]) + 0.5
    agreed, paid = (about[name].to_numpy(dtype=float) for name in ("agreed_amount", "paid"))
    earlier, earlier_age = np.nonzero(~np.isnan(triangle.cumulative))
    row = np.concatenate([np.arange(len(about)), earlier])
    age = np.concatenate([4 * after.year + (after.month - 1) / 3 - signed, earlier_age + 0.5])
    funds = np.concatenate([paid, triangle.cumulative[earlier, earlier_age]])
    # of projects carried over from before payments were recorded, nothing is known
    unrecorded = (signed < recorded_from(cohorts) - MAX_QUARTERS_BEFORE) & (paid == 0)
    used = (agreed[row] > 0) & (age > 0) & ~unrecorded[row]
    projects = int((cohorts.projects["agreed"] > 0).sum())
    ages, place = np.unique(np.round(age[used], 3), return_inverse=True)
    if projects < MIN_SNAPSHOT_PROJECTS or len(ages) < 2 or funds[used].sum() <= 0:
        raise TriangleError(
            f"a curve needs {MIN_SNAPSHOT_PROJECTS} projects of several ages, some of which have paid"
        )
    size = np.bincount(place, agreed[row][used])
    share = np.clip(np.bincount(place, funds[used]) / size, 0.0, 1.0)
    grown = -np.expm1(-((ages / SCALES[:, None, None]) ** SHAPES[:, None]))
    weight = size / size.sum()
    # for each scale and shape the best reach is that of a linear regression
    penalty = REACH_PENALTY**2
    reach = ((weight * share * grown).sum(axis=-1) + penalty) / ((weight * grown**2).sum(axis=-1) + penalty)
    reach = np.clip(reach, MIN_REACH, 1.0)
    miss = (weight * (reach[..., None] * grown - share) ** 2).sum(axis=-1) + penalty * (1 - reach) ** 2
    row, column = divmod(int(np.argmin(miss)), miss.shape[1])
    return SnapshotCurve(
        float(reach[row, column]), float(SCALES[row]), float(SHAPES[column]), projects=projects
    )
