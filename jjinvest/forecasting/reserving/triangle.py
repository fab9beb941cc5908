"""Development triangles: funds paid by cohort (signing quarter) and age (quarters since signing).

Contract of the payments frame: one row a payment, or a month's payments of a project, with the columns

============ ================ ==============================================================================
project_code text             as in the ledger; a code that is not there is counted, not dropped silently
month        datetime64       first day of the month of the payment
amount       int64            元; negative for a correction of an earlier month
since        datetime64       where the month is not known: first day of the first month that it may be, blank
                              if that is not known either, and `month` is the last; without this column
                              every month is known
============ ================ ==============================================================================

Payments that may lie in several quarters leave these quarters blank (NaN) for the cohorts signed by then: the
cumulative amounts count again from the last of them.

Of the ledger, project_code, signed_on, agreed_amount and terminated_on are used. A month counts as known from
its last day on, so a day within a month excludes that month; the triangle ends with the last complete
quarter. :attr:`Cohorts.account` reconciles the payments to the 元.

A published triangle enters as a plain array, by :func:`as_triangle`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.core.errors import JJInvestError
from jjinvest.forecasting.reserving.input_checks import (
    appended_total,
    fallen_to_zero,
    increments_as_cumulative,
    zeros_for_unknown,
)

Floats = npt.NDArray[np.float64]
NO_TERMINATION = 1 << 20
"""Quarter number of projects without a termination."""
MAX_ABSOLUTE_VALUE = 1e100
"""Largest absolute value of a triangle: squares must stay finite."""
PAYMENT_COLUMNS = ("project_code", "month", "amount")
"""Columns that the payments frame has to have."""


class TriangleError(JJInvestError, ValueError):
    """A triangle or its source cannot be used: the message states the place and the remedy."""


@dataclass(frozen=True)
class Triangle:
    """Cumulative amounts by origin (rows) and age (columns), NaN where not observed."""

    cumulative: Floats
    origins: tuple[str, ...]
    ages: tuple[str, ...]

    @property
    def latest_age(self) -> npt.NDArray[np.intp]:
        """Column of each origin's last observed value."""
        seen = ~np.isnan(self.cumulative)
        return np.asarray(self.cumulative.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1))

    @property
    def latest(self) -> Floats:
        """Each origin's last observed value."""
        return np.asarray(self.cumulative[np.arange(len(self.origins)), self.latest_age])

    @property
    def frame(self) -> pd.DataFrame:
        """The triangle as a frame, origins down, ages across."""
        return pd.DataFrame(self.cumulative, index=pd.Index(self.origins), columns=pd.Index(self.ages))


@dataclass(frozen=True)
class Cohorts:
    """A triangle from a ledger, with the properties of each cohort (index: signing quarter).

    Parameters
    ----------
    cohorts
        Columns projects, agreed_amount (元, of those that state one), live_amount (of those not terminated),
        ceiling (元: upper bound of the funds, agreed amount of live projects + funds paid by terminated
        ones), paid (元, through the as-of date, running quarter included).
    projects
        One row a signed project: cohort (row of `cohorts`), agreed (元, 0 where not stated), ended_age
        (quarters from signing to termination; a large number if live), stated (whether the amount is), paid
        (元, through the as-of date), paid_in_triangle (of it, in complete quarters), project_code.
    by_project
        Funds of each project at each age, shape (projects, ages), NaN where not yet observed.
    account
        Payments in 元: in_triangle, running_quarter (with all payments of projects signed in it),
        before_signing (paid before the signing quarter; counted at age 0 and so part of the first two),
        not_signed (no signing date by the as-of date), unknown_project, after_as_of, total. total =
        in_triangle + running_quarter + not_signed + unknown_project + after_as_of.
    """

    triangle: Triangle
    cohorts: pd.DataFrame
    projects: pd.DataFrame
    by_project: Floats
    running_months: int
    account: pd.Series
    as_of: pd.Timestamp


def as_triangle(values: npt.ArrayLike | pd.DataFrame, *, cumulative: bool = True) -> Triangle:
    """Accept a triangle as numbers: a 2-D array or a frame, origins down, ages across; a frame names both.

    Unknown values are NaN (or None). A corner may be missing at the start as well as at the end. Increments
    are summed if `cumulative` is False.

    Raises
    ------
    TriangleError
        If it is not a table of numbers, an origin has no value or the name of another (or of the total), a
        value is infinite or beyond :data:`MAX_ABSOLUTE_VALUE`, increments have a gap, unknown cells were
        filled with zeros, a row or column is the total of the others, or increments are given as cumulative
        values.

    Examples
    --------
    >>> nan = float("nan")
    >>> triangle = as_triangle([[100, 50, 15], [110, 55, nan]], cumulative=False)
    >>> triangle.latest.tolist(), triangle.latest_age.tolist()
    ([165.0, 165.0], [2, 1])
    """
    cells = _as_numbers(values)
    shape = cells.shape
    if isinstance(values, pd.DataFrame):
        rows, columns = tuple(map(str, values.index)), tuple(map(str, values.columns))
    else:
        rows, columns = (tuple(str(i) for i in range(1, length + 1)) for length in shape)
    if len(set(rows)) < len(rows) or "total" in rows:
        raise TriangleError("each origin has a name of its own, and none is the total: leave the total out")
    seen = ~np.isnan(cells)
    if (large := np.abs(np.where(seen, cells, 0.0)) > MAX_ABSOLUTE_VALUE).any():
        place = np.argwhere(large)[0]
        what = "infinite value" if np.isinf(cells[*place]) else f"value beyond {MAX_ABSOLUTE_VALUE:g}"
        raise TriangleError(f"{what} at origin {rows[place[0]]}, age {columns[place[1]]}")
    if not seen.any(axis=1).all():
        empty = rows[int(np.argmin(seen.any(axis=1)))]
        raise TriangleError(
            f"origin {empty} has no observed value: leave it out, or forecast it by its exposure"
        )
    if problem := appended_total(cells, rows, columns, cumulative):
        raise TriangleError(problem)
    if not cumulative:
        return Triangle(_summed(cells, rows), rows, columns)
    if problem := fallen_to_zero(cells, rows) or increments_as_cumulative(cells):
        raise TriangleError(problem)
    return Triangle(cells, rows, columns)


def _as_numbers(values: npt.ArrayLike | pd.DataFrame) -> Floats:
    """Return a table of numbers as an array, NaN where unknown."""
    if isinstance(values, pd.DataFrame):
        values = values.astype(object).where(values.notna(), np.nan)  # a nullable column knows no NaN
    try:
        raw: Any = np.ma.asarray(values)
        if raw.dtype.kind in "cmM":
            raise TypeError(f"found {raw.dtype}")
        cells = np.array(np.ma.filled(raw.astype(float), np.nan), dtype=float)
    except (TypeError, ValueError) as error:
        raise TriangleError(
            f"a triangle is a rectangular table of numbers, NaN where unknown: {error}"
        ) from None
    if cells.ndim != 2 or not cells.size:
        raise TriangleError(f"a triangle has two dimensions (origins, ages), found shape {cells.shape}")
    return cells


def _summed(increments: Floats, origins: tuple[str, ...]) -> Floats:
    """Cumulative values of increments, which have no gap and no zeros for unknown ones."""
    seen = ~np.isnan(increments)
    last = increments.shape[1] - np.argmax(seen[:, ::-1], axis=1)
    gap = [name for name, row, end in zip(origins, seen, last, strict=True) if not row[:end].all()]
    if gap:
        raise TriangleError(
            f"increments of origin {gap[0]} have a gap before the last one: give cumulative values"
        )
    if problem := zeros_for_unknown(increments):
        raise TriangleError(problem)
    return np.where(seen, np.cumsum(np.where(seen, increments, 0.0), axis=1), np.nan)


def quarter_number(days: pd.Series) -> npt.NDArray[np.int64]:
    """Quarters since the year 0, one integer a day; −1 where there is no day."""
    numbers = 4 * days.dt.year + days.dt.quarter - 1
    return np.asarray(numbers.fillna(-1).to_numpy(dtype="int64"))


def quarter_name(number: int) -> str:
    """Name of a quarter number.

    Examples
    --------
    >>> quarter_name(quarter_of("2023Q4") + 1)
    '2024Q1'
    """
    return f"{number // 4}Q{number % 4 + 1}"


def quarter_of(name: str) -> int:
    """Quarter number of ``2023Q4``."""
    return 4 * int(name[:-2]) + int(name[-1]) - 1


def cohorts_of(
    ledger: pd.DataFrame,
    payments: pd.DataFrame,
    *,
    as_of: str | pd.Timestamp,
    observed_from: str | pd.Timestamp | None = None,
) -> Cohorts:
    """Build the signing-quarter × age triangle of funds (元) as known on a day.

    Nothing after `as_of` enters: no payments of months that are not over by then, no projects signed later,
    no later terminations. Quarters without signings are left out.

    Parameters
    ----------
    observed_from
        Month from which payments are known one by one, where they have no column since; its payments include
        all earlier ones. Earlier payments of cohorts signed before its quarter are NaN at their ages, and
        count in the cumulative value from then on.

    Raises
    ------
    TriangleError
        If a column is missing, amounts are not integers, a project code repeats, or nothing was signed by
        then.
    """
    day = pd.Timestamp(as_of)
    codes, signed = _signed(ledger, day)
    paid = checked_payments(payments)
    ended = (day + pd.Timedelta(days=1)).to_period("M").start_time  # months before this one are over
    over = (ended.year * 12 + ended.month - 1) // 3  # quarter number of the first quarter not complete
    known = (paid["month"] < ended).to_numpy()
    place = pd.Index(codes).get_indexer(pd.Index(paid["project_code"]))
    amount = paid["amount"].to_numpy(dtype="int64")
    listed = paid["project_code"].isin(ledger["project_code"]).to_numpy()
    used = known & (place >= 0)
    paid_in = quarter_number(paid["month"])
    quarters, row = np.unique(signed["quarter"].to_numpy(), return_inverse=True)
    complete = quarters < over
    if not complete.any():
        raise TriangleError(f"no quarter with signings was complete by {day.date()}: there is no cohort yet")
    origin = row[place]
    age = np.where(used, np.maximum(paid_in - quarters[origin], 0), 0)
    # payments of a project signed in the running quarter belong to a cohort that the triangle does not hold
    # yet
    inside = used & (paid_in < over) & complete[origin]
    running = used & ~inside
    n_ages = over - int(quarters[0])
    flat = np.zeros(len(codes) * n_ages, dtype="int64")
    np.add.at(flat, place[inside] * n_ages + age[inside], amount[inside])
    by_project = flat.reshape(len(codes), n_ages)
    increments = np.zeros((len(quarters), n_ages), dtype="int64")
    np.add.at(increments, row, by_project)
    dated, counted = _dated_and_counted(quarters, over, _undated_spans(paid[known], observed_from))
    cumulative = np.where(counted, increments.cumsum(axis=1), np.nan)[complete]
    names = pd.Index([quarter_name(int(q)) for q in quarters], name="signed_quarter")
    paid_in_triangle = by_project.sum(axis=1)
    paid_to_date = paid_in_triangle.copy()
    np.add.at(paid_to_date, place[running], amount[running])
    parts = {
        "in_triangle": inside,
        "running_quarter": running,
        "before_signing": used & (paid_in < quarters[origin]),
        "not_signed": known & (place < 0) & listed,
        "unknown_project": known & ~listed,
        "after_as_of": ~known,
        "total": np.ones(len(amount), dtype=bool),
    }
    account = {name: int(amount[part].sum()) for name, part in parts.items()}
    projects = pd.DataFrame(
        {
            "cohort": row,
            "agreed": signed["agreed"].to_numpy(),
            "ended_age": signed["ended"].to_numpy() - signed["quarter"].to_numpy(),
            "stated": signed["stated"].to_numpy(),
            "paid": paid_to_date,
            "paid_in_triangle": paid_in_triangle,
            "project_code": codes,
        }
    )
    return Cohorts(
        Triangle(cumulative, tuple(names[complete]), tuple(str(a) for a in range(n_ages))),
        about_cohorts(projects, names),
        projects,
        np.where(dated[row], by_project, np.nan),
        (ended.month - 1) % 3,
        pd.Series(account, dtype="int64"),
        day,
    )


def _dated_and_counted(
    quarters: npt.NDArray[np.int64], over: int, spans: list[tuple[int, int]]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether payments, and cumulative values, of each cohort and age are known, shape (cohorts, ages).

    Parameters
    ----------
    over
        First quarter (number) that is not complete.
    spans
        First and last quarter of payments that may lie in several.
    """
    calendar = quarters[:, None] + np.arange(over - int(quarters[0]))
    dated = calendar < over
    counted = dated.copy()
    for start, end in spans:
        # nothing is paid before a cohort's own quarter: one that begins with the last quarter is known
        begun = np.maximum(start, quarters)[:, None]
        dated &= (calendar < begun) | (calendar > end) | (begun >= end)
        counted &= (calendar < begun) | (calendar >= end) | (begun >= end)
    return dated, counted


def _undated_spans(paid: pd.DataFrame, observed_from: str | pd.Timestamp | None) -> list[tuple[int, int]]:
    """First and last quarter (numbers) of payments that may lie in several; −1: the first is not known."""
    spans: list[tuple[int, int]] = []
    if "since" in paid:
        ends, starts = quarter_number(paid["month"]), quarter_number(paid["since"])
        spans = [(int(start), int(end)) for start, end in {*zip(starts, ends, strict=True)} if start < end]
    elif observed_from is not None:
        spans = [(-1, int(quarter_number(pd.Series([pd.Timestamp(observed_from)]))[0]))]
    return spans


def _signed(ledger: pd.DataFrame, day: pd.Timestamp) -> tuple[npt.NDArray[np.object_], pd.DataFrame]:
    missing = [c for c in ("project_code", "signed_on", "agreed_amount", "terminated_on") if c not in ledger]
    if missing:
        raise TriangleError(f"the ledger has no column {', '.join(missing)}")
    rows = ledger.loc[ledger["signed_on"] <= day]
    if rows.empty:
        raise TriangleError(f"no project was signed by {day.date()}")
    codes = rows["project_code"].to_numpy(dtype=object)
    named = codes != ""
    twice = pd.Series(codes[named]).duplicated()
    if twice.any():
        raise TriangleError(f"project code {codes[named][twice.to_numpy()][0]} is in two rows of the ledger")
    agreed = rows["agreed_amount"].astype("Int64")
    signed = pd.DataFrame(
        {
            "quarter": quarter_number(rows["signed_on"]),
            "agreed": agreed.fillna(0).to_numpy(dtype="int64"),
            "stated": agreed.notna().to_numpy(),
            "live": ~(rows["terminated_on"] <= day).to_numpy(),
            "ended": quarter_number(rows["terminated_on"].where(rows["terminated_on"] <= day)),
        }
    )
    signed["ended"] = signed["ended"].where(~signed["live"], NO_TERMINATION)
    # a project without a code stays in its cohort, under a code that no payment has
    stand_in = np.array([f"\0{n}" for n in range(len(codes))], dtype=object)
    return np.where(named, codes, stand_in), signed


def checked_payments(payments: pd.DataFrame) -> pd.DataFrame:
    """Return the payments if they meet their contract (columns, whole 元, dates, none blank).

    Raises
    ------
    TriangleError
        If they do not.
    """
    missing = [c for c in PAYMENT_COLUMNS if c not in payments]
    if missing:
        raise TriangleError(f"the payments have no column {', '.join(missing)}")
    if not pd.api.types.is_integer_dtype(payments["amount"]) or payments["amount"].isna().any():
        raise TriangleError("amounts of payments are whole 元 (int64), none blank")
    if not pd.api.types.is_datetime64_dtype(payments["month"]) or payments["month"].isna().any():
        raise TriangleError("months of payments are dates (datetime64), none blank")
    return payments


def about_cohorts(projects: pd.DataFrame, names: pd.Index) -> pd.DataFrame:
    """Sums of each cohort, as :class:`Cohorts` describes them, from the columns of its projects."""
    row, agreed, paid = (projects[name].to_numpy() for name in ("cohort", "agreed", "paid"))
    live = projects["ended_age"].to_numpy() >= NO_TERMINATION // 2
    columns = {
        "projects": np.ones(len(row), dtype="int64"),
        "agreed_amount": agreed,
        "live_amount": np.where(live, agreed, 0),
        "ceiling": np.where(live, np.maximum(agreed, paid), paid),
        "paid": paid,
        "without_amount": ~projects["stated"].to_numpy(),
    }
    sums = np.zeros((len(names), len(columns)), dtype="int64")
    np.add.at(sums, row, np.column_stack([column.astype("int64") for column in columns.values()]))
    return pd.DataFrame(sums, index=names, columns=list(columns))
