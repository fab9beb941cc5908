"""One forecast for every level of data: the highest level that the data reaches answers, the ones above say why not.

:data:`MODELS` lists the levels from the highest down. A model takes a :class:`Request`, whose workspace is already as of
the day asked for, and returns an outcome or codes of what is lacking; a new level is one more entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.quantity import Definition
from jjinvest.data.workspace import Workspace
from jjinvest.forecasting.annual.next_year import agreed_outcome
from jjinvest.forecasting.distribution import Assumption, ForecastDistribution, Unavailable
from jjinvest.forecasting.ensemble import ensemble
from jjinvest.forecasting.ledger.forecast import forecast_year
from jjinvest.forecasting.quarterly.forecast import forecast_quarters
from jjinvest.forecasting.quarterly.history import FEWEST_QUARTERS, quarterly_history
from jjinvest.forecasting.year_to_date.inputs import figures_of, landing_outcome

FARTHEST = 8
"""Quarters ahead at most: a history that ends earlier says too little of the year."""
PATHS = 20_000
"""Joint paths of the coming quarters."""

BASIS = {"agreed_amount": "agreed", "contract_amount": "contract", "funds_in_place": "funds"}


@dataclass(frozen=True)
class Request:
    """What is asked: a metric of one 口径 and year, on what was known at the workspace's date."""

    workspace: Workspace
    metric: str
    definition: Definition
    year: int
    seed: int
    assumptions: Assumptions
    ledger: pd.DataFrame | None = None
    payments: pd.DataFrame | None = None


Model = Callable[[Request], ForecastDistribution | tuple[str, ...]]


def _ledger(request: Request) -> ForecastDistribution | tuple[str, ...]:
    """Level L3 (:mod:`jjinvest.forecasting.ledger.forecast`), which tells agreed amounts and funds jointly."""
    r, day = request, request.workspace.as_of_date
    if r.ledger is None:
        return ("no_ledger",)
    if day is None or not date(r.year - 1, 12, 31) <= day <= date(r.year, 12, 31):
        return ("day_outside_year",)
    try:
        found = forecast_year(
            r.ledger, r.payments, year=r.year, as_of=pd.Timestamp(day), seed=r.seed, draws=r.assumptions.draws
        )
    except LookupError:
        return ("ledger_too_short",)
    outcome = found.outcomes().get(
        r.metric if r.definition.population == "all" else f"{r.metric}.{r.definition.population}"
    )
    if outcome is None:
        return found.why or ("not_in_ledger",)
    return replace(outcome, simulation=f"{r.workspace.district}.{r.year}.{r.seed}.L3")


def _quarterly(request: Request) -> ForecastDistribution | tuple[str, ...]:
    """Level L2 (:mod:`jjinvest.forecasting.quarterly.forecast`): quarters published so far, and those to come from their history."""
    r = request
    published = figures_of(
        r.workspace,
        r.metric if r.definition.population == "all" else f"{r.metric}.{r.definition.population}",
        r.definition,
    )
    history = quarterly_history(published)
    if history.notna().sum() < FEWEST_QUARTERS:
        return ("no_quarterly_history",)
    ahead = 4 * r.year + 3 - (4 * history.index[-1].year + history.index[-1].quarter - 1)
    passed = history[pd.PeriodIndex(history.index).year == r.year]
    if not 0 < ahead <= FARTHEST or passed.isna().any():
        return ("quarters_missing",)
    found = forecast_quarters(history.to_numpy(), ahead, seed=r.seed, draws=min(r.assumptions.draws, PATHS))
    if not found.usable:
        return found.reasons
    samples = float(passed.sum()) + found.samples[:, len(passed) - 4 :].sum(axis=1)
    sources = tuple(dict.fromkeys(source for quantity in published.values() for source in quantity.sources))
    known = Assumption("quarters", float(found.known), unit="季", origin="history", sources=sources)
    return ForecastDistribution(
        r.metric, r.year, r.definition, samples, "L2", ("quarterly_history", *found.reasons), (known,), r.workspace.as_of_date,
        sources, "l2_quarterly", parts={"signed": np.full(len(samples), float(passed.sum())), "rest": samples - float(passed.sum())},
        simulation=f"{r.workspace.district}.{r.metric}.{r.year}.{r.seed}.L2",
    )  # fmt: skip


def _landing(request: Request) -> ForecastDistribution | tuple[str, ...]:
    r = request
    return landing_outcome(
        r.workspace, r.metric, r.definition, r.year, seed=r.seed, assumptions=r.assumptions
    )


def _aggregates(request: Request) -> ForecastDistribution | tuple[str, ...]:
    r = request
    if r.metric == "funds_in_place":
        return ("no_deal_level_basis",)
    if r.metric != "agreed_amount" or r.definition != Definition("agreed"):
        return ("no_figure_of_basis",)
    try:
        return agreed_outcome(r.workspace, r.year, seed=r.seed, assumptions=r.assumptions)[0]
    except LookupError:
        return ("no_year_with_tiers",)


MODELS: tuple[tuple[str, Model], ...] = (
    ("L3", _ledger),
    ("L2", _quarterly),
    ("L1", _landing),
    ("L0", _aggregates),
)


def forecast(
    workspace: Workspace,
    metric: str,
    year: int,
    *,
    as_of: date | str | None,
    seed: int,
    assumptions: Assumptions,
    scope: str = "all",
    ledger: pd.DataFrame | None = None,
    payments: pd.DataFrame | None = None,
    weights: Mapping[str, float] | None = None,
) -> ForecastDistribution | Unavailable:
    """Forecast a year's total from what was known at the end of `as_of`, at the highest level that the data reaches.

    Parameters
    ----------
    metric, scope
        ``agreed_amount``, ``contract_amount`` or ``funds_in_place``; ``all`` or ``out_of_city``.
    as_of
        A day, also as text (``2024-06-30``) or a timestamp. None takes the workspace as it is; a later day than the
        workspace's own adds nothing.
    ledger, payments
        Rows of projects and of funds, where a district has a ledger.
    weights
        Weight of each level, earned in backtests (:func:`~jjinvest.forecasting.ensemble.stacking_weights`): the levels that answer are
        pooled by them. Without weights the highest level answers alone.

    Raises
    ------
    ValueError
        For an unknown metric, a year that is no whole number, or a day that is none.
    LedgerInputError, TriangleError
        For a ledger or payments of another form than expected.
    """
    if metric not in BASIS:
        raise ValueError(f"metric is one of {', '.join(BASIS)}, not {metric!r}")
    if not isinstance(year, int | np.integer):
        raise ValueError(f"a year is a whole number, not {year!r}")
    then = workspace if as_of is None else workspace.as_of(pd.Timestamp(as_of).date())
    year = int(year)
    definition = Definition(BASIS[metric], scope)
    measure = metric if scope == "all" else f"{metric}.{scope}"
    request = Request(then, metric, definition, year, seed, assumptions, ledger, payments)
    lacks: list[str] = []
    if str(year) in figures_of(then, measure, definition):
        return Unavailable(metric, year, definition, then.as_of_date, ("already_published",))
    answers: dict[str, ForecastDistribution] = {}
    for level, model in MODELS:
        found = model(request)
        if not isinstance(found, ForecastDistribution):
            lacks += found
            continue
        answers[level] = replace(found, why=tuple(dict.fromkeys((*found.why, *lacks))))
        if weights is None:
            return answers[level]
    if not answers:
        return Unavailable(metric, year, definition, then.as_of_date, tuple(dict.fromkeys(lacks)))
    earned = {level: (weights or {}).get(level, 0.0) for level in answers}
    if len(answers) == 1 or not sum(earned.values()) > 0:
        return next(iter(answers.values()))
    return ensemble(answers, earned, seed=seed)
