"""One forecast for every level of data: the highest level that the data reaches answers, the ones above say why not.

:data:`MODELS` lists the levels from the highest down. A model takes a :class:`Request`, whose workspace is already as of
the day asked for, and returns an outcome or codes of what is lacking; a new level is one more entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from jjinvest.assumptions import Assumptions
from jjinvest.data import Workspace
from jjinvest.forecast.in_progress import figures_of, landing_outcome
from jjinvest.forecast.outcome import Outcome, Undetermined
from jjinvest.forecast.outlook import agreed_outcome
from jjinvest.money import Kou

BASIS = {"agreed_amount": "agreed", "contract_amount": "contract", "funds_in_place": "funds"}


@dataclass(frozen=True)
class Request:
    """What is asked: a metric of one 口径 and year, on what was known at the workspace's date."""

    workspace: Workspace
    metric: str
    kou: Kou
    year: int
    seed: int
    assumptions: Assumptions
    ledger: pd.DataFrame | None = None
    payments: pd.DataFrame | None = None


Model = Callable[[Request], Outcome | tuple[str, ...]]


def _landing(request: Request) -> Outcome | tuple[str, ...]:
    r = request
    return landing_outcome(r.workspace, r.metric, r.kou, r.year, seed=r.seed, assumptions=r.assumptions)


def _aggregates(request: Request) -> Outcome | tuple[str, ...]:
    r = request
    if r.metric == "funds_in_place":
        return ("no_deal_level_basis",)
    if r.metric != "agreed_amount" or r.kou != Kou("agreed"):
        return ("no_figure_of_basis",)
    try:
        return agreed_outcome(r.workspace, r.year, seed=r.seed, assumptions=r.assumptions)[0]
    except LookupError:
        return ("no_year_with_tiers",)


MODELS: tuple[tuple[str, Model], ...] = (("L1", _landing), ("L0", _aggregates))


def forecast(
    workspace: Workspace,
    metric: str,
    year: int,
    *,
    as_of: date | None,
    seed: int,
    assumptions: Assumptions,
    scope: str = "all",
    ledger: pd.DataFrame | None = None,
    payments: pd.DataFrame | None = None,
) -> Outcome | Undetermined:
    """Forecast a year's total from what was known at the end of `as_of`, at the highest level that the data reaches.

    Parameters
    ----------
    metric, scope
        ``agreed_amount``, ``contract_amount`` or ``funds_in_place``; ``all`` or ``out_of_city``.
    as_of
        None takes the workspace as it is; a later day than the workspace's own adds nothing.
    ledger, payments
        Rows of projects and of funds, where a district has a ledger.

    Raises
    ------
    ValueError
        For an unknown metric.
    """
    if metric not in BASIS:
        raise ValueError(f"metric is one of {', '.join(BASIS)}, not {metric!r}")
    then = workspace if as_of is None else workspace.as_of(as_of)
    kou = Kou(BASIS[metric], scope)
    measure = metric if scope == "all" else f"{metric}.{scope}"
    request = Request(then, metric, kou, year, seed, assumptions, ledger, payments)
    lacks: list[str] = []
    if str(year) in figures_of(then, measure, kou):
        return Undetermined(metric, year, kou, then.as_of_date, ("already_printed",))
    for _, model in MODELS:
        found = model(request)
        if isinstance(found, Outcome):
            return replace(found, why=tuple(dict.fromkeys((*found.why, *lacks))))
        lacks += found
    return Undetermined(metric, year, kou, then.as_of_date, tuple(dict.fromkeys(lacks)))
