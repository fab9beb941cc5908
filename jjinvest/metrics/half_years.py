"""What may be subtracted between a first half and its year, and what may not.

The two texts word their measures differently, so every difference carries a caveat; differences of things that are
not the same measure are not formed at all and their reason is listed instead.
"""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.core.quantity import Quantity, total
from jjinvest.metrics.breakdowns import AMOUNT, COUNT, subjects
from jjinvest.metrics.published import latest


def second_half(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """Year less first half for total count, total amount and the largest tier, each with its caveat.

    Returns no rows when either half of the difference was not published.
    """
    known, rows = latest(figures), []
    full, half = str(year), f"{year}h1"
    pairs = [(f"{full}.{metric}", f"{half}.{metric}", f"{year}h2.{metric}") for metric in (COUNT, AMOUNT)]
    for whole, first, name in pairs:
        if whole in known and first in known and known[whole].definition == known[first].definition:
            difference = known[whole] - known[first]
            caveat = "" if _sources(known[whole]) == _sources(known[first]) else "different_wording"
            rows.append(
                facts.from_quantity(name, difference, evidence="computed", period=f"{year}H2", caveat=caveat)
            )
            share = known[first].over(known[whole])
            rows.append(
                facts.from_quantity(
                    f"{first}.share_of_year",
                    share,
                    evidence="computed",
                    period=f"{year}H1",
                    caveat=caveat,
                )
            )
    rows += _largest_tier(figures, year)
    return facts.frame(rows)


def _sources(quantity: Quantity) -> set[str]:
    """Sources whose figures a quantity rests on: two texts word their measures each in its own way, one ledger does not."""
    return {figure.partition("@")[2].partition("#")[0] for figure in quantity.sources}


def _largest_tier(figures: pd.DataFrame, year: int) -> list[facts.Fact]:
    """Compare ``≥50`` of the first half with the year's closed tiers from 50 up: the same projects, counted alike."""
    known = latest(figures)
    rows = []
    for threshold in subjects(figures, f"{year}H1", "tier"):
        edge = int(threshold.removeprefix("tier_ge_")) if threshold.startswith("tier_ge_") else None
        tiers = [
            t
            for t in subjects(figures, str(year), "tier")
            if not t.startswith("tier_ge_") and f"{year}.{COUNT}.{t}" in known
        ]
        lows = sorted(int(t.split("_")[1]) for t in tiers)
        if edge is None or edge not in lows:
            continue
        above = total([known[f"{year}.{COUNT}.{t}"] for t in tiers if int(t.split("_")[1]) >= edge])
        difference = above - known[f"{year}h1.{COUNT}.{threshold}"]
        rows.append(
            facts.from_quantity(
                f"{year}h2.{COUNT}.{threshold}",
                difference,
                evidence="computed",
                period=f"{year}H2",
                scope="tier",
                caveat="different_wording",
            )
        )
    return rows


def not_subtractable(figures: pd.DataFrame, year: int) -> pd.DataFrame:
    """First-half figures that have no yearly figure to be subtracted from, with the reason (a message key).

    Columns: ``fact_id``, ``reason`` (no_annual_figure, different_object, different_basis, open_ended).
    """
    known = latest(figures)
    done = set(second_half(figures, year)["id"].str.replace(f"{year}h2.", f"{year}h1.", regex=False))
    rows = []
    half = figures[
        (figures["period"] == f"{year}H1") & figures["scope"].isin(["all", "tier", "chain", "group"])
    ]
    for fact_id in dict.fromkeys(half.loc[half["status"] == "achieved", "fact_id"]):
        if fact_id in done:
            continue
        if known[fact_id].high is None:
            reason = "open_ended"
        elif ".chain." in fact_id:
            reason = "different_object"
        elif (whole := known.get(fact_id.replace(f"{year}h1.", f"{year}.", 1))) is not None:
            reason = (
                "different_basis" if whole.definition != known[fact_id].definition else "no_annual_figure"
            )
        else:
            reason = "no_annual_figure"
        rows.append({"fact_id": fact_id, "reason": reason})
    return pd.DataFrame(rows, columns=["fact_id", "reason"])
