"""Decimals, sign and definition of forecasts whose producer does not set them yet, read from their ids.

TRANSITION: only producers in `jjinvest.forecasting` rely on it. Once they set the three attributes, delete this module,
its test and the calls of :func:`complete` and :func:`complete_change` in `jjinvest.results`; nothing else changes.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pandas as pd

from jjinvest.core.fact_id import FactId
from jjinvest.core.facts import Fact
from jjinvest.forecasting.attribution.facts import ForecastChange

SIGNED = frozenset({"growth_needed", "growth", "excess", "difference", "forecast_error", "since_release"})
"""Last parts of the ids of changes and distances."""
DEFINED = frozenset({
    "share", "average", "completion", "excess", "pace_gap", "growth_needed", "sum_of_sectors", "share_of_year", "named",
    "target", "funds_rate_dynamic", "funds_rate_cohort", "performance_rate", "start_rate", "production_rate", "p_reach",
    "forecast", "mid_year", "scenario", "checks", "assumption", "pipeline", "p_any", "expected", "growth", "disclosures",
    "category", "cohort", "funds_by_age", "in_stage", "median_days", "seasonal_progress", "pace_gap_seasonal", "new",
    "carried_over", "ledger_difference", "left_out", "needed", "counted", "reached", "level_for", "part", "assumed",
    "sensitivity", "p_all", "told", "linear", "score", "monthly", "monthly_needed", "backtest", "pooled", "trial",
    "exceedance_quantile", "forecastable", "benchmark",
})  # fmt: skip  # a list of words reads best in a block
"""Parts of ids that have a definition of their own; the last one in an id decides."""


def complete(fact: Fact) -> Fact:
    """Return a fact with the attributes that its producer left open.

    A step of a forecast's change is made from the forecast, whose definition it must not keep.
    """
    step = _is_step(fact.id)
    return replace(
        fact,
        decimals=1 if step and fact.decimals is None else fact.decimals,
        signed=fact.signed or (step and not _is_end(fact.id)) or fact.id.name in SIGNED,
        definition=_definition(fact) if step or not fact.definition else fact.definition,
    )


def complete_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of cells with its facts completed."""
    return frame.map(lambda cell: complete(cell) if isinstance(cell, Fact) else cell)


def complete_change(change: ForecastChange) -> ForecastChange:
    """Return the change of a forecast with its facts completed."""
    return replace(
        change,
        steps=tuple(complete(fact) for fact in change.steps),
        projects=complete_cells(change.projects),
        further={tier: complete(fact) for tier, fact in change.further.items()},
    )


def _is_step(fact_id: FactId) -> bool:
    """Whether a number is an end or a step of a forecast's change."""
    parts = fact_id.parts
    return any(pair == ("forecast", "since_release") for pair in pairwise(parts))


def _is_end(fact_id: FactId) -> bool:
    return fact_id.name.endswith(("_total", "_median"))


def _definition(fact: Fact) -> str:
    """Name of the definition, empty where it is that of the evidence."""
    parts = fact.id.parts
    if fact.evidence == "bounded":
        if "width" in parts:
            return "width" if fact.id.name == "width" else "width_after"
        return "bounded_ledger" if fact.caveat in ("named_exact", "published_rounding") else ""
    if _is_step(fact.id):
        return "why_funds" if fact.basis == "funds" else "why"
    if fact.evidence == "published":
        return ""
    return next((part for part in reversed(parts) if part in DEFINED), "")
