"""Curve of funds by age across projects, from one state of the ledger.

In its first year of use a ledger states what each project has paid so far, and not when. Projects of many ages
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
REACH_PENALTY = 0.1
"""Weight, beside misses of the paid share, of how far the reach is below 1: young projects do not show it."""
BOUNDS = ((0.02, 0.5, 0.4), (1.0, 80.0, 3.0))
"""Least and greatest reach, scale (quarters) and shape."""


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


def snapshot_curve(cohorts: Cohorts) -> SnapshotCurve:
    """Fit the curve to the funds of all signed projects, terminated ones among them.

    Their state on the as-of date counts, and that at the end of each earlier quarter that is known.

    Raises
    ------
    TriangleError
        If fewer than :data:`MIN_SNAPSHOT_PROJECTS` projects state an agreed amount, they are all of one
        age, or none has paid.
    """
    from scipy.optimize import least_squares

    about, triangle = cohorts.cohorts, cohorts.triangle
    after = cohorts.as_of + pd.Timedelta(days=1)
    # a project is signed in the middle of its quarter on average
    signed = np.array([quarter_of(str(name)) for name in about.index]) + 0.5
    agreed, paid = (about[name].to_numpy(dtype=float) for name in ("agreed_amount", "paid"))
    earlier, earlier_age = np.nonzero(~np.isnan(triangle.cumulative))
    row = np.concatenate([np.arange(len(about)), earlier])
    age = np.concatenate([4 * after.year + (after.month - 1) / 3 - signed, earlier_age + 0.5])
    funds = np.concatenate([paid, triangle.cumulative[earlier, earlier_age]])
    used = (agreed[row] > 0) & (age > 0)
    projects = int((cohorts.projects["agreed"] > 0).sum())
    ages, place = np.unique(np.round(age[used], 3), return_inverse=True)
    if projects < MIN_SNAPSHOT_PROJECTS or len(ages) < 2 or funds[used].sum() <= 0:
        raise TriangleError(
            f"a curve needs {MIN_SNAPSHOT_PROJECTS} projects of several ages, some of which have paid"
        )
    size = np.bincount(place, agreed[row][used])
    share = np.clip(np.bincount(place, funds[used]) / size, 0.0, 1.0)
    weight = np.sqrt(size / size.sum())

    def misses(values: Floats) -> Floats:
        rest = weight * (SnapshotCurve(*values, projects=0).paid(ages) - share)
        return np.append(rest, REACH_PENALTY * (1 - values[0]))

    begin = (float(np.clip(share.max(), 0.1, 0.95)), float(np.clip(np.median(ages), 1.0, 40.0)), 1.0)
    fit = least_squares(misses, begin, bounds=BOUNDS)
    return SnapshotCurve(*(float(value) for value in fit.x), projects=projects)
