"""The ledger at the end of a month, derived from the complete history of its projects and payments."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from jjinvest.ledger.fields import DATES
from jjinvest.synthetic.names import texts

COURSE = tuple(name for name in DATES if name != "rate_on")
"""Dates of a stored ledger, in the order of its columns."""
AMBER_AFTER, RED_AFTER = 365, 730  # days between signing and the start of construction


def ledger_at(
    projects: pd.DataFrame,
    payments: pd.DataFrame,
    month: str | pd.Timestamp | pd.Period,
    *,
    entered: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the ledger at the end of a `month` such as ``2023-06``: the events and funds up to then.

    Parameters
    ----------
    projects, payments
        Of a :class:`~jjinvest.synthetic.simulate.SyntheticDistrict`, for the complete period.
    month
        A month of that period, or any day in it.
    entered
        Day on which each project entered the ledger (`truth["entered_on"]`). Without it a project enters with
        its first date, and projects without a date, leads, are left out.
    """
    start = pd.Timestamp(str(month)).to_period("M").to_timestamp()
    end = (start + pd.offsets.MonthEnd()).to_datetime64()
    first = projects[list(COURSE)].min(axis=1) if entered is None else entered
    kept = np.flatnonzero((first <= end).to_numpy())
    ledger = projects.take(kept).reset_index(drop=True)
    past: dict[str, npt.NDArray[np.bool_]] = {}
    for name in COURSE:
        past[name] = (ledger[name] <= end).to_numpy()
        ledger[name] = ledger[name].where(past[name])
    funds = _funds(projects, payments, start)
    signed = past["signed_on"]
    for name, amounts in funds.items():
        ledger[name] = pd.array(amounts[kept], dtype="Int64")
        ledger.loc[~signed, name] = pd.NA
    ledger.loc[~past["contract_on"], "contract_amount"] = pd.NA
    ledger["terminated_reason"] = ledger["terminated_reason"].where(past["terminated_on"], "")
    ledger["stage"] = stages(past)
    ledger["light"] = lights(ledger, end)
    ledger["month_only"] = only_past(ledger["month_only"], past)
    ledger["row"] = np.arange(len(ledger), dtype="int64") + int(projects["row"].iloc[0])
    return ledger[projects.columns]


def stages(past: dict[str, npt.NDArray[np.bool_]]) -> pd.Series:
    """Return the stage that the dates past imply."""
    names = ("lead", "negotiating", "signed", "started", "in_production", "terminated")
    steps = ("negotiated_on", "signed_on", "started_on", "in_production_on", "terminated_on")
    place = np.zeros(len(past["signed_on"]), dtype="int64")
    for number, name in enumerate(steps, start=1):
        place[past[name]] = number
    return texts(pc.take(pa.array(names, pa.large_string()), pa.array(place)))


def lights(ledger: pd.DataFrame, end: np.datetime64) -> pd.Series:
    """Return the status light: by the days a signed project has waited for construction to start."""
    waits = (end - ledger["signed_on"]).dt.days.where(ledger["stage"] == "signed", 0).fillna(0).to_numpy()
    place = np.where(
        ledger["stage"] == "terminated", 2, (waits > AMBER_AFTER).astype(int) + (waits > RED_AFTER)
    )
    return texts(pc.take(pa.array(("green", "yellow", "red"), pa.large_string()), pa.array(place)))


def only_past(month_only: pd.Series, past: dict[str, npt.NDArray[np.bool_]]) -> pd.Series:
    """Return the names of dates known by month only, of dates that are past."""
    codes, wordings = pd.factorize(month_only)
    of_wording = [{name for name in COURSE if name in str(w).split()} for w in wordings]
    bits = np.array([sum(1 << COURSE.index(n) for n in names) for names in of_wording], dtype="int64")[codes]
    visible = sum((past[name].astype("int64") << n) for n, name in enumerate(COURSE))
    return month_only_texts(bits & visible)


def month_only_texts(bits: npt.NDArray[np.int64]) -> pd.Series:
    """Return the names of dates whose bit is set, in the order of :data:`COURSE`."""
    every = tuple(
        " ".join(n for k, n in enumerate(COURSE) if number >> k & 1) for number in range(1 << len(COURSE))
    )
    return texts(pc.take(pa.array(every, pa.large_string()), pa.array(bits)))


def _funds(
    projects: pd.DataFrame, payments: pd.DataFrame, month: pd.Timestamp
) -> dict[str, npt.NDArray[np.int64]]:
    """Return funds of the month, of the year and to date of each project, in 元."""
    paid = payments[payments["month"] <= month]
    place = pd.Index(projects["project_code"]).get_indexer(pd.Index(paid["project_code"]))
    if (place < 0).any():
        raise ValueError("a payment belongs to no project")
    spans = {
        "funds_month": (paid["month"] == month).to_numpy(),
        "funds_ytd": (paid["month"] >= month.replace(month=1)).to_numpy(),
        "funds_to_date": np.ones(len(paid), dtype=bool),
    }
    amounts = paid["amount"].to_numpy()
    return {
        # sums of whole 元 below 2^53 are exact in floating point
        name: np.bincount(place[chosen], amounts[chosen], minlength=len(projects)).astype("int64")
        for name, chosen in spans.items()
    }
