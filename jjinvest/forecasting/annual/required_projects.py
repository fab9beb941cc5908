"""What would have to happen: how many of the largest projects make a target more likely than not."""

from __future__ import annotations

import pandas as pd

from jjinvest.core import facts
from jjinvest.forecasting.annual.next_year import AgreedOutlook, modelled

ENOUGH = 100  # simulated years with a number of projects, below which their share says little


def large_projects_needed(outlook: AgreedOutlook, year: int) -> pd.DataFrame:
    """Least number of projects of the largest size with which the simulated years reach the target in half or more.

    Everything else varies as in the outlook. Nothing if there is no target, or no number of them is enough.
    """
    reach = outlook.facts[outlook.facts["id"].str.fullmatch(rf"{year}\.agreed_amount\.p_reach\.[\d.]+")]
    tier = outlook.facts["id"].str.extract(r"projects_signed\.(tier_ge_\d+)\.expected", expand=False).dropna()
    if reach.empty or tier.empty:
        return facts.frame([])
    goal, sources = float(reach["target"].iloc[0]), tuple(reach["sources"].iloc[0])
    years = pd.DataFrame({"large": outlook.base.large, "reached": outlook.base.total >= goal})
    share = years.groupby("large")["reached"].agg(["mean", "size"])
    enough = share.index[(share["mean"] >= 0.5) & (share["size"] >= ENOUGH)]
    if enough.empty:
        return facts.frame([])
    key = f"{year}.projects_signed.{tier.iloc[0]}.needed"
    number = float(enough.min())
    return facts.frame(
        [
            modelled(
                key, number, None, None, unit="个", basis="count", period=str(year), target=goal,
                sources=sources, caveat="size_classes_one_year",
            )
        ]
    )  # fmt: skip
