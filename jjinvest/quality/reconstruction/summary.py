"""How far apart the reconstructed ledgers of a year lie in a statistic: an illustration beside its bounds, never a result.

The ledgers are made up (:mod:`jjinvest.quality.reconstruction.sampler`): every one satisfies every print, and how often a value
turns up among them describes the sampling law, not the world. So there is no mean and no median here, only where they
lie, from the lowest to the highest and the middle half.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.quality.bounds.bounds import prints_of
from jjinvest.quality.bounds.constraints import NAMED_EXACT
from jjinvest.quality.bounds.reported import open_amounts
from jjinvest.quality.bounds.statistics import ContradictionError, NotPublishedError, Statistic
from jjinvest.quality.reconstruction.sampler import draws


def value_in(ledger: pd.DataFrame, statistic: Statistic) -> float:
    """Count (个), amount (亿元) or share (0 to 1) of a statistic in a ledger, by plain sums over its rows."""
    yuan, where = ledger["amount_yuan"], statistic.where
    meant = pd.Series(True, index=ledger.index)
    if statistic.top is not None:
        meant &= yuan.rank(method="first", ascending=False) <= statistic.top
    for column, wanted in (("half", where.half and where.half.upper()), ("sector", where.sector)):
        meant &= True if wanted is None else ledger[column] == wanted
    meant &= True if where.low_edge is None else yuan >= int(where.low_edge * YI)
    meant &= True if where.high_edge is None else yuan < int(where.high_edge * YI)
    if statistic.measure == "count":
        return float(meant.sum())
    part = int(yuan[meant].sum())
    return part / (int(yuan.sum()) if statistic.measure == "share" else YI)


def reconstructed_amounts(workspace: Workspace, year: int, *, seed: int, number: int) -> pd.DataFrame:
    """Amounts (亿元) that reports show with bounds, in `number` reconstructed ledgers: one row each.

    Columns are ids such as ``2023.agreed_amount.top20``; ``attrs["sources"]`` names the prints that every ledger
    satisfies. Empty where the figures carry no ledger.
    """
    try:
        asked = open_amounts(workspace, year)
        ledgers = draws(workspace, year, seed=seed, number=number)
    except (ContradictionError, NotPublishedError):
        return pd.DataFrame()
    amounts = pd.DataFrame([{s.fact_id(str(year)): value_in(ledger, s) for s in asked} for ledger in ledgers])
    amounts.attrs["sources"] = prints_of(workspace, year, NAMED_EXACT)[0].figure_ids
    return amounts


def spread(amounts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Facts of :func:`reconstructed_amounts`: their number, and of each amount the range and the middle half."""
    if amounts.empty:
        return facts.frame([])
    about: dict[str, Any] = {
        "evidence": "reconstructed", "period": str(year), "sources": amounts.attrs["sources"],
        "caveat": "reconstructed",
    }  # fmt: skip
    number = len(amounts)
    found = [Fact(f"{year}.reconstructed.ledgers", number, None, None, "个", "count", "all", **about)]
    for name in amounts:
        for suffix, shares in (("", (0.0, 1.0)), (".middle_half", (0.25, 0.75))):
            low, high = (round(float(amounts[name].quantile(share)), 1) for share in shares)
            found.append(
                Fact(f"{name}.reconstructed{suffix}", None, low, high, "亿元", "agreed", "tier", **about)
            )
    return facts.frame(found)
