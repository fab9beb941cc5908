"""The same measures from the rows of a ledger, by any grouping: counts, amounts, named rates, new and carried-over funds.

A ledger is the frame of :meth:`jjinvest.ledger.intake.Intake.frame`: one row a project, amounts as integers of 元 (blank
where not known), dates as days. Sums stay integers, so parts add up to totals exactly. Each rate keeps its numerator and
denominator beside it. Definitions:

=================== =====================================================================================
signed              projects with a signing date, terminated ones included
performance_rate    履约率: signed and not terminated ÷ signed
start_rate          开工率: under construction or in production ÷ signed
production_rate     投产率: in production ÷ signed
funds_rate_cohort   资金到位率（同批次）: funds to date of projects with a contract ÷ their contract amount
funds_rate_dynamic  资金动态到位率: the year's funds of all projects ÷ contracts concluded in the year
=================== =====================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

AMOUNTS = ("agreed_amount", "contract_amount", "funds_month", "funds_ytd", "funds_to_date")

TIER_EDGES_YI = (1, 10, 20, 50, 100)
UNKNOWN = "unknown"


def grouping(ledger: pd.DataFrame, by: str, *, edges_yi: Sequence[int] = TIER_EDGES_YI) -> pd.Series:
    """Return the group of each project: a column, or ``size_tier`` (by agreed amount, lower bound inclusive, edges in
    亿元), ``signed_quarter`` (2023Q4), ``signed_year``. A blank is the group ``unknown``, so that no row is lost.
    """
    if by == "size_tier":
        names = [
            f"tier_0_{edges_yi[0]}",
            *(f"tier_{low}_{high}" for low, high in pairwise(edges_yi)),
            f"tier_ge_{edges_yi[-1]}",
        ]
        known = ledger["agreed_amount"].notna()
        amounts = ledger.loc[known, "agreed_amount"].to_numpy(dtype="int64")
        place = np.searchsorted(np.array(edges_yi, dtype="int64") * 10**8, amounts, side="right")
        found = pd.Series(UNKNOWN, index=ledger.index, dtype="str")
        found[known] = np.array(names, dtype=object)[place]
    elif by in ("signed_quarter", "signed_year"):
        days = ledger["signed_on"].dt
        years = days.year.astype("Int64").astype("str")
        found = years if by == "signed_year" else years + "Q" + days.quarter.astype("Int64").astype("str")
        found = found.where(ledger["signed_on"].notna(), UNKNOWN)
    else:
        found = ledger[by].where(ledger[by] != "", UNKNOWN)
    return found.rename(by)


def totals(ledger: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Count projects and signed projects and add up each amount, by group (or one row, ``all``).

    Columns: projects, signed, and the amounts in 元. The rows of a grouping add up to the row without one.
    """
    parts = ledger[list(AMOUNTS)].fillna(0).astype("int64")
    parts.insert(0, "projects", 1)
    parts.insert(1, "signed", _signed(ledger).astype("int64"))
    return parts.groupby(_groups(ledger, by), sort=True).sum()


def stage_counts(ledger: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Count projects by stage, one column a stage, by group (or one row, ``all``)."""
    stages = ["lead", "negotiating", "signed", "started", "in_production", "terminated"]
    counts = pd.crosstab(_groups(ledger, by), ledger["stage"])
    return counts.reindex(columns=stages, fill_value=0)


def rates(ledger: pd.DataFrame, by: str | None = None, *, year: int) -> pd.DataFrame:
    """Return each named rate by group; `year` is the one that the year-to-date column belongs to.

    Columns: the group, rate (its name), numerator, denominator (counts, or 元), value; NaN where the denominator is 0.
    """
    signed, stage = _signed(ledger), ledger["stage"]
    amounts = ledger[list(AMOUNTS)].fillna(0).astype("int64")
    contracted = ledger["contract_amount"].notna()
    concluded = ledger["contract_on"].dt.year == year
    pairs = {
        "performance_rate": (signed & (stage != "terminated"), signed),
        "start_rate": (signed & stage.isin(["started", "in_production"]), signed),
        "production_rate": (signed & (stage == "in_production"), signed),
        "funds_rate_cohort": (amounts["funds_to_date"].where(contracted, 0), amounts["contract_amount"]),
        "funds_rate_dynamic": (amounts["funds_ytd"], amounts["contract_amount"].where(concluded, 0)),
    }
    groups = _groups(ledger, by)
    found = []
    for name, (numerator, denominator) in pairs.items():
        sums = pd.DataFrame(
            {"numerator": numerator.astype("int64"), "denominator": denominator.astype("int64")}
        )
        sums = sums.groupby(groups, sort=True).sum()
        sums.insert(0, "rate", name)
        sums["value"] = sums["numerator"] / sums["denominator"].where(sums["denominator"] != 0)
        found.append(sums)
    return pd.concat(found).reset_index()


def new_and_carried_over(ledger: pd.DataFrame, by: str | None = None, *, year: int) -> pd.DataFrame:
    """Split the year's funds into those of projects signed in the `year` and of earlier ones (续建/结转), in 元.

    Columns: new, carried_over, undated (no signing date), total; the first three add up to the total.
    """
    signed_year = ledger["signed_on"].dt.year
    funds = ledger["funds_ytd"].fillna(0).astype("int64")
    parts = pd.DataFrame(
        {
            "new": funds.where(signed_year >= year, 0),
            "carried_over": funds.where(signed_year < year, 0),
            "undated": funds.where(signed_year.isna(), 0),
            "total": funds,
        }
    )
    return parts.groupby(_groups(ledger, by), sort=True).sum()


def _signed(ledger: pd.DataFrame) -> pd.Series:
    return ledger["signed_on"].notna() | ledger["stage"].isin(["signed", "started", "in_production"])


def _groups(ledger: pd.DataFrame, by: str | None) -> pd.Series:
    if by is None:
        return pd.Series("all", index=ledger.index, name="group", dtype="str")
    return grouping(ledger, by)
