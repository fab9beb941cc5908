"""Facts that rest on named assumptions, and ranges of samples."""

from __future__ import annotations

import numpy as np

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.on_demand import Samples


def modelled(
    fact_id: FactId,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    *,
    unit: str,
    basis: str,
    period: str,
    scope: str = "all",
    target: float | None = None,
    sources: tuple[str, ...] = (),
    caveat: str = "",
    definition: str = "",
) -> Fact:
    """Build a fact that rests on named assumptions."""
    return Fact(
        fact_id,
        value,
        low,
        high,
        unit,
        basis,
        scope,
        "modelled",
        period,
        None,
        target,
        sources,
        caveat,
        definition=definition,
    )


def band(samples: Samples, coverage: float) -> tuple[float, float]:
    """Central range that holds a share of the samples: `coverage` is 0.8, not 80."""
    low, high = np.quantile(samples, [(1 - coverage) / 2, (1 + coverage) / 2])
    return float(low), float(high)
