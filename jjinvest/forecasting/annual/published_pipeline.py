"""What the projects in negotiation may bring in the next year, from published figures alone."""

from __future__ import annotations

import numpy as np

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.core.quantity import YI
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.modelled import modelled
from jjinvest.metrics.breakdowns import AMOUNT


def pipeline_outlook(workspace: Workspace, year: int, *, assumptions: Assumptions) -> list[Fact]:
    """Expected contribution of the published pipeline, and its spread with a common shock.

    The named pipeline projects keep their amounts; the rest of the published (open-ended) total is spread
    evenly.
    """
    known, stock = workspace.latest, str(year - 1)
    total = known.get(FactId.of(stock, "intended_amount"))
    count = known.get(FactId.of(stock, "projects_in_negotiation"))
    if total is None or count is None or not total.value or not count.value:
        return []
    project = FactId.of(stock, "intended_amount", "project")
    named = [q for name, q in known.items() if FactId(name).below(project) and q.value]
    amounts = np.array([float((q.value or 0) / YI) for q in named])
    published, number = float(total.value / YI), int(count.value)
    others = max(number - len(amounts), 1)
    amounts = np.append(amounts, np.full(others, max(published - amounts.sum(), 0.0) / others))
    p, rho = assumptions.pipeline_probability, assumptions.pipeline_correlation
    independent = p * (1 - p) * float((amounts**2).sum())
    shared = rho * p * (1 - p) * float(amounts.sum() ** 2 - (amounts**2).sum())
    expected, sources = p * published, (*total.sources, *count.sources)

    def fact(name: str, value: float, low: float | None = None, high: float | None = None) -> Fact:
        return modelled(
            FactId.of(year, AMOUNT, "pipeline", name),
            value,
            low,
            high,
            unit="亿元",
            basis="agreed",
            period=str(year),
            scope="pipeline",
            sources=sources,
            caveat="pipeline_assumed",
            definition="expected" if name == "expected" else "pipeline",
        )

    sd = float(np.sqrt(independent + shared))
    return [
        fact("expected", expected, expected - sd, expected + sd),
        fact("sd_independent", float(np.sqrt(independent))),
        fact("sd", sd),
    ]
