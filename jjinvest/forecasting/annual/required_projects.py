"""Number of large projects needed for a ≥ 50 % chance of the target."""

from __future__ import annotations

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.annual.next_year import AgreedOutlook, modelled

MIN_SIMULATED_YEARS = 100
"""Simulated years with a number of projects, below which their share says little."""


def large_projects_needed(outlook: AgreedOutlook, year: int) -> list[Fact]:
    """Smallest number of projects of the largest size with which half of the simulated years or more reach the target.

    Everything else varies as in the outlook. Nothing if there is no target, or no number of them is enough.
    """
    below = FactId.of(year, "agreed_amount", "p_reach")
    reach = [f for f in outlook.facts if (parts := f.id.below(below)) is not None and len(parts) == 1]
    large = [f for f in outlook.facts if f.id.metric == "projects_signed" and f.id.name == "expected"]
    if not reach or not large or reach[0].target is None:
        return []
    goal = reach[0].target
    years = pd.DataFrame({"large": outlook.base.large, "reached": outlook.base.total >= goal})
    share = years.groupby("large")["reached"].agg(["mean", "size"])
    enough = share.index[(share["mean"] >= 0.5) & (share["size"] >= MIN_SIMULATED_YEARS)]
    if enough.empty:
        return []
    return [
        modelled(
            large[0].id.parent / "needed",
            float(enough.min()),
            None,
            None,
            unit="个",
            basis="count",
            period=str(year),
            target=goal,
            sources=reach[0].sources,
            caveat="size_classes_one_year",
        )
    ]
