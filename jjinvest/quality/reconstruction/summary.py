"""Summary of the reconstructed ledgers of a year: an illustration beside the bounds, never a result.

The ledgers are simulated (:mod:`jjinvest.quality.reconstruction.sampler`). Each one satisfies every published
figure; how often a value occurs among them describes the sampling method, not the world. So there is no mean
and no median, only the range from the lowest to the highest and the middle half.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.core.rounding import round_half_up
from jjinvest.data.kept_computations import kept
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import constraints_of, possible_statistics
from jjinvest.quality.bounds.constraints import NAMED_EXACT
from jjinvest.quality.bounds.reported import open_amounts, select_open_amounts
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Statistic
from jjinvest.quality.reconstruction.sampler import draws

PARTS = {"": (0.0, 1.0), "middle_half": (0.25, 0.75)}
"""Last part of the id of each range, and the quantiles between which it lies."""


def value_in(ledger: pd.DataFrame, statistic: Statistic) -> float:
    """Count (个), amount (亿元) or share (0 to 1) of a statistic in a ledger, by plain sums over its rows.

    Examples
    --------
    >>> ledger = pd.DataFrame({"half": ["H1", "H2"], "sector": ["secondary", "tertiary"],
    ...                        "amount_yuan": [30 * 10**8, 20 * 10**8]})
    >>> value_in(ledger, Statistic("share", top=1))
    0.6
    """
    yuan, where = ledger["amount_yuan"].to_numpy(dtype=np.int64), statistic.where
    selected = np.ones(len(yuan), dtype=bool)
    if statistic.top is not None:  # of projects of one amount those that stand first
        selected[np.argsort(-yuan, kind="stable")[statistic.top :]] = False
    for column, wanted in (("half", where.half and where.half.upper()), ("sector", where.sector)):
        selected &= True if wanted is None else (ledger[column] == wanted).to_numpy(dtype=bool)
    selected &= True if where.low_edge is None else yuan >= int(where.low_edge * YI)
    selected &= True if where.high_edge is None else yuan < int(where.high_edge * YI)
    if statistic.measure == "count":
        return float(selected.sum())
    part = int(yuan[selected].sum())
    return part / (int(yuan.sum()) if statistic.measure == "share" else YI)


def reconstructed_amounts(workspace: Workspace, year: int, *, seed: int, number: int) -> pd.DataFrame:
    """Amounts (亿元) that reports show with bounds, in `number` reconstructed ledgers: one row each.

    Columns are ids such as ``2023.agreed_amount.top20``; ``attrs["sources"]`` names the figures that every
    ledger satisfies. Empty if no ledger satisfies the figures or too little is published.
    """
    try:
        statistics = open_amounts(workspace, year)
        read_as = constraints_of(workspace, year, NAMED_EXACT)
        rows = kept(
            lambda: [
                {s.fact_id(year): value_in(ledger, s) for s in statistics}
                for ledger in draws(workspace, year, seed=seed, number=number)
            ],
            "reconstructed amounts",
            *read_as,
            statistics,
            seed,
            number,
        )
    except (ContradictionError, NotPublishedError):
        return pd.DataFrame()
    amounts = pd.DataFrame(rows)
    amounts.attrs["sources"] = read_as[0].figure_ids
    return amounts


def reconstruction_summary(amounts: pd.DataFrame, year: int) -> list[Fact]:
    """Number of reconstructed ledgers, and the range and the middle half of each amount.

    Parameters
    ----------
    amounts
        Result of :func:`reconstructed_amounts`; an empty one has no facts.
    """
    if amounts.empty:
        return []
    template = Fact(
        _ledgers_id(year),
        len(amounts),
        None,
        None,
        "个",
        "count",
        "all",
        "reconstructed",
        str(year),
        sources=amounts.attrs["sources"],
        caveat="reconstructed",
    )
    summary = [template]
    for column in amounts:
        for part, quantiles in PARTS.items():
            low, high = (
                float(round_half_up(amounts[column].quantile(quantile), 1)) for quantile in quantiles
            )
            summary.append(
                replace(
                    template,
                    id=_range_id(FactId.parse(str(column)), part),
                    value=None,
                    low=low,
                    high=high,
                    unit="亿元",
                    basis="agreed",
                    scope="tier",
                )
            )
    return summary


def reconstruction_summary_ids(workspace: Workspace, year: int) -> set[FactId]:
    """Ids that :func:`reconstruction_summary` can hold, without drawing a ledger."""
    try:
        statistics = select_open_amounts(possible_statistics(workspace, year))
    except NotPublishedError:
        return set()
    return {_ledgers_id(year)} | {_range_id(s.fact_id(year), part) for s in statistics for part in PARTS}


def _ledgers_id(year: int) -> FactId:
    return FactId.of(year, "reconstructed", "ledgers")


def _range_id(amount: FactId, part: str) -> FactId:
    return amount / "reconstructed" / part
