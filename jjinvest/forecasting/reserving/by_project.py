"""Funds to come of single projects: each its part of what its cohort is expected to pay."""

from __future__ import annotations

import numpy as np

from jjinvest.forecasting.reserving.cohorts import FundsProjection
from jjinvest.forecasting.reserving.triangle import NO_TERMINATION, Cohorts


def funds_by_project(cohorts: Cohorts, projection: FundsProjection) -> dict[str, float]:
    """Return the expected funds of each project by its code, 元, whatever method the projection comes from.

    What a cohort is expected to pay is parted by what its live projects have not paid yet of their agreed
    amounts. A project that has paid all has nothing to come, and none pays more than it has left.
    """
    projects = cohorts.projects
    row = projects["cohort"].to_numpy()
    live = projects["ended_age"].to_numpy() >= NO_TERMINATION // 2
    left = projects["agreed"].to_numpy(dtype=float) - projects["paid"].to_numpy(dtype=float)
    left = np.where(live, np.maximum(left, 0.0), 0.0)
    of_cohort = np.bincount(row, left, minlength=len(cohorts.cohorts))
    expected = projection.by_cohort.sum(axis=1).reindex(cohorts.cohorts.index, fill_value=0.0)
    share = np.divide(expected.to_numpy(), of_cohort, out=np.zeros(len(of_cohort)), where=of_cohort > 0)
    due = left * np.clip(share, 0.0, 1.0)[row]
    return {str(code): float(funds) for code, funds in zip(projects["project_code"], due, strict=True)}
