"""Projection of a year in progress: its total simulated, and again under other assumptions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from jjinvest.core.assumptions import Assumptions
from jjinvest.forecasting.distribution import Assumption
from jjinvest.forecasting.on_demand import Samples
from jjinvest.forecasting.year_to_date.credibility import (
    AnnualPrior,
    YearEndProjection,
    project_year_end,
)
from jjinvest.forecasting.year_to_date.inputs import FROM_QUARTERS, YearProgress


@dataclass(frozen=True)
class ProjectedTotal:
    """Samples of the year's total and of its rest, with cases, drivers and assumptions."""

    samples: Samples
    rest: Samples
    cases: dict[str, Samples]
    drivers: dict[str, Samples]
    assumptions: tuple[Assumption, ...]


def project(
    progress: YearProgress, assumptions: Assumptions, *, seed: int, draws: int, cases: bool
) -> ProjectedTotal:
    """Simulate the year's total, with `cases` also under other assumptions."""

    def year_end(prior: AnnualPrior | None, shape: tuple[float, float]) -> YearEndProjection:
        p = progress
        return project_year_end(p.so_far, shape, p.deals, size=p.size, prior=prior, seed=seed, draws=draws)

    base = year_end(progress.prior, progress.shape)
    others = _cases(progress.shape, progress.prior, assumptions) if cases else {}
    return ProjectedTotal(
        base.total,
        base.rest,
        {name: year_end(*case).total for name, case in others.items()},
        _drivers(base),
        _assumptions(base, progress),
    )


def _cases(
    shape: tuple[float, float], prior: AnnualPrior | None, assumptions: Assumptions
) -> dict[str, tuple[AnnualPrior | None, tuple[float, float]]]:
    """Other assumptions: share passed ± one standard deviation; a level that is fixed or varies widely."""
    a, b = shape
    mean, strength = a / (a + b), a + b
    sd = float(np.sqrt(mean * (1 - mean) / (strength + 1)))

    def certain(share: float) -> tuple[float, float]:
        kept = min(max(share, 0.02), 0.98)
        return 1e6 * kept, 1e6 * (1 - kept)

    cases: dict[str, tuple[AnnualPrior | None, tuple[float, float]]] = {
        "share_high": (prior, certain(mean + sd)),
        "share_low": (prior, certain(mean - sd)),
    }
    if prior is not None:
        cases["level_steady"] = (replace(prior, level_cv=0.0), shape)
        cases["level_jumpy"] = (replace(prior, level_cv=assumptions.year_effect_high), shape)
    return cases


def _drivers(base: YearEndProjection) -> dict[str, Samples]:
    drivers = {"share_passed": 100 * base.share}
    return drivers if base.large is None else drivers | {"large_to_come": base.large}


def _assumptions(base: YearEndProjection, progress: YearProgress) -> tuple[Assumption, ...]:
    prior = progress.prior
    low, high = (100 * float(q) for q in np.quantile(base.share, [0.1, 0.9]))
    share = Assumption(
        "share_passed", 100 * float(base.share.mean()), low, high, "%", "history" if prior else "convention"
    )
    origin = "published" if progress.deals else "history" if FROM_QUARTERS in progress.reasons else "params"
    process_cv = Assumption("process_cv", 100 * progress.process_cv, unit="%", origin=origin)
    if prior is None:
        return share, process_cv
    return share, Assumption("prior_mean", prior.mean, unit="亿元", origin="published"), process_cv
