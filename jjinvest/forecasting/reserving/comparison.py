"""How far two projections of a district's funds missed in its own past: by balance and by cohort triangle.

Both are estimated again from what was known at the end of earlier quarters, and compared with what the
projects known then paid over the same number of quarters. The less a projection missed, the more it weighs;
what it missed on average corrects it in part, and how far it missed beside its standard error scales that.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.forecasting.reserving.balance import balance_model, project_balances
from jjinvest.forecasting.reserving.cohorts import FundsProjection, funds_model, project_funds
from jjinvest.forecasting.reserving.triangle import (
    NO_TERMINATION,
    Cohorts,
    Floats,
    Triangle,
    TriangleError,
    about_cohorts,
    quarter_of,
)

MAX_WINDOWS = 4
"""Latest past windows that are compared at most."""
WINDOW_STEP = 2
"""Quarters between the beginnings of two windows."""
MIN_HISTORY = 4
"""Quarters of payments before the first window."""
WINDOW_MEMORY = 0.05
"""Weight of a window beside one that begins where it ends: the latest miss says something of the next.

At mid-year that is this year's first half; older ones say hardly anything beside it. Found with
:data:`PRIOR_BIAS_CV` on districts of five sets of somebody else's processes (docs/methods/evaluation.md).
"""
PRIOR_BIAS_CV = 0.10
"""CV of the lasting miss of a projection that is assumed before any window is seen."""
PRIOR_WINDOWS = 2.0
"""Windows in which both methods missed alike, assumed beside those compared."""
PRIOR_SCALE_WINDOWS = 4.0
"""Windows that missed as the standard error says, assumed beside the independent ones compared.

Chosen on the even-numbered districts of four sets of somebody else's (docs/methods/evaluation.md).
"""


def cohorts_at(cohorts: Cohorts, quarter: int) -> Cohorts:
    """Return the cohorts as known when a quarter (number) began."""
    first = quarter_of(str(cohorts.cohorts.index[0]))
    signed = np.array([quarter_of(str(name)) for name in cohorts.cohorts.index])
    rows = int((signed < quarter).sum())
    projects = cohorts.projects
    chosen = (projects["cohort"] < rows).to_numpy()
    projects = projects[chosen].reset_index(drop=True)
    began = signed[projects["cohort"].to_numpy()]
    ages = quarter - first
    later = began[:, None] + np.arange(cohorts.by_project.shape[1]) >= quarter
    cells = cohorts.by_project[chosen]
    after = np.where(later, np.nan_to_num(cells), 0.0).sum(axis=1).astype("int64")
    # what was paid in the running quarter is not in the triangle
    paid = projects["paid_in_triangle"].to_numpy() - after
    ended = projects["ended_age"].to_numpy()
    ended = np.where(began + ended < quarter, ended, NO_TERMINATION)
    projects = projects.assign(ended_age=ended, paid=paid, paid_in_triangle=paid)
    seen = signed[:rows, None] + np.arange(ages) < quarter
    cumulative = np.where(seen, cohorts.triangle.cumulative[:rows, :ages], np.nan)
    return replace(
        cohorts,
        triangle=Triangle(cumulative, cohorts.triangle.origins[:rows], cohorts.triangle.ages[:ages]),
        cohorts=about_cohorts(projects, cohorts.cohorts.index[:rows]),
        projects=projects,
        by_project=np.where(later, np.nan, cells)[:, :ages],
        running_months=0,
        as_of=pd.Period(year=quarter // 4, quarter=quarter % 4 + 1, freq="Q").start_time
        - pd.Timedelta(days=1),
    )


def compare(cohorts: Cohorts, quarters: int) -> pd.DataFrame:
    """Expected and actual funds of past windows, 元: actual, triangle, balance, and standard errors (…_se).

    The index is the number of the first quarter. A window that one of both cannot project is left out.
    """
    first = quarter_of(str(cohorts.cohorts.index[0]))
    signed = np.array([quarter_of(str(name)) for name in cohorts.cohorts.index])
    began = signed[cohorts.projects["cohort"].to_numpy()]
    calendar = began[:, None] + np.arange(cohorts.by_project.shape[1])
    known = ~np.isnan(cohorts.by_project)
    over = first + cohorts.by_project.shape[1]
    dated = calendar[known & (calendar > began[:, None])]
    lines: dict[int, tuple[float, ...]] = {}
    if len(dated) and quarters:
        for start in range(over - quarters, int(dated.min()) + MIN_HISTORY - 1, -WINDOW_STEP):
            if len(lines) == MAX_WINDOWS:
                break
            if (~known & (calendar >= start) & (calendar < over) & (began < start)[:, None]).any():
                continue  # some payments since then may belong before
            then = cohorts_at(cohorts, start)
            try:
                model = funds_model(then)
                triangle = project_funds(model, quarters)
                balance = project_balances(balance_model(then, quarters, season=model.season), quarters)
            except TriangleError:
                continue
            within = known & (calendar >= start) & (calendar < start + quarters) & (began < start)[:, None]
            actual = float(cohorts.by_project[within].sum())
            lines[start] = (
                actual,
                *(triangle.expected, triangle.standard_error),
                *(balance.expected, balance.standard_error),
            )
    names = ["actual", "triangle", "triangle_se", "balance", "balance_se"]
    return pd.DataFrame.from_dict(lines, orient="index", columns=names)


def weight_of_balance(windows: pd.DataFrame, quarters: int) -> float:
    """Weight of the projection by balance beside the triangle, by squared misses in the windows.

    Without a window it is 1. The windows are shrunk towards equal misses of both; later ones count more.

    Parameters
    ----------
    quarters
        Length of a window.

    Examples
    --------
    >>> windows = pd.DataFrame({"actual": [10.0], "triangle": [13.0], "balance": [11.0]})
    >>> round(weight_of_balance(windows, 4), 2)
    0.63
    """
    if windows.empty:
        return 1.0
    squares = windows[["triangle", "balance"]].sub(windows["actual"], axis=0) ** 2
    memory = memory_of(windows, quarters)
    summed = squares.mul(memory, axis=0).sum()
    shrunk = summed + PRIOR_WINDOWS * float(summed.mean() / memory.sum())
    total = float(shrunk.sum())
    return float(shrunk["triangle"]) / total if total > 0 else 1.0


def memory_of(windows: pd.DataFrame, quarters: int) -> Floats:
    """Weight of each window of so many quarters: that of the latest is 1.

    Examples
    --------
    >>> memory_of(pd.DataFrame(index=[8092, 8088]), 4).tolist()
    [1.0, 0.05]
    """
    lengths = (windows.index.max() - windows.index.to_numpy()) / max(quarters, WINDOW_STEP)
    return np.asarray(WINDOW_MEMORY**lengths)


def combined(balance: FundsProjection, triangle: FundsProjection, weight: float) -> FundsProjection:
    """Mix two projections; how far they differ is part of the variance that all projects share.

    Parameters
    ----------
    weight
        Of `balance`.
    """
    rest = 1 - weight

    def mixed(one: float, other: float) -> float:
        return weight * one + rest * other

    return FundsProjection(
        weight * balance.by_cohort + rest * triangle.by_cohort,
        mixed(balance.process, triangle.process),
        mixed(balance.old_parameter, triangle.old_parameter),
        mixed(balance.young_parameter, triangle.young_parameter),
        mixed(balance.shock, triangle.shock) + weight * rest * (balance.expected - triangle.expected) ** 2,
    )


def corrected(projection: FundsProjection, windows: pd.DataFrame, method: str) -> FundsProjection:
    """Scale a projection by what the method missed in the windows, and its error by how far it missed there.

    Both are shrunk: the more, the fewer windows there are and the wider the standard error is anyway. Windows
    that missed by less than their standard error narrow it, as those that missed by more widen it. Later
    windows count more, and windows that overlap repeat each other and count as fewer. What the windows leave
    unknown of the lasting miss is part of the variance that all projects share.

    Parameters
    ----------
    method
        Column of the windows.
    """
    if projection.expected <= 0:
        return projection
    usable = windows[(windows[method] > 0) & (windows[f"{method}_se"] > 0)]
    if usable.empty or usable["actual"].sum() <= 0:
        return _scaled(projection, 1.0, 1.0, PRIOR_BIAS_CV**2)
    actual, expected, error = (usable[name] for name in ("actual", method, f"{method}_se"))
    memory = memory_of(usable, projection.by_cohort.shape[1])
    independent = independent_windows(usable, projection)
    own = (projection.standard_error / projection.expected) ** 2 / independent
    trust = PRIOR_BIAS_CV**2 / (PRIOR_BIAS_CV**2 + own)
    factor = float(memory @ actual / (memory @ expected)) ** trust
    squared = float(np.average(((actual - factor * expected) / (factor * error)) ** 2, weights=memory))
    count = min(independent, len(usable))
    spread = (PRIOR_SCALE_WINDOWS + count * squared) / (PRIOR_SCALE_WINDOWS + count)
    return _scaled(projection, factor, spread, (1 - trust) * PRIOR_BIAS_CV**2)


def _scaled(projection: FundsProjection, factor: float, spread: float, bias: float) -> FundsProjection:
    """Scale a projection and its variances; `bias` is the squared CV of what its factor leaves unknown."""
    scale = factor**2 * spread
    return FundsProjection(
        projection.by_cohort * factor,
        scale * projection.process,
        scale * projection.old_parameter,
        scale * projection.young_parameter,
        scale * projection.shock + bias * (factor * projection.expected) ** 2,
    )


def independent_windows(windows: pd.DataFrame, projection: FundsProjection) -> float:
    """How many windows apart from each other hold as much information.

    Quarters that the windows cover ÷ length of one, as overlapping windows repeat each other, less what their
    different weights take away (effective number of weights, Kish 1965).
    """
    quarters = max(projection.by_cohort.shape[1], 1)
    memory = memory_of(windows, quarters)
    apart = (float(windows.index.max() - windows.index.min()) + quarters) / quarters
    return max(apart * float(memory.sum() ** 2 / (memory**2).sum()) / len(memory), 1.0)
