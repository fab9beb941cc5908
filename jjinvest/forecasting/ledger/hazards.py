"""Discrete-time hazards of leaving negotiation, by months in the stage and by way of leaving.

A spell begins with the negotiation and ends with the signing (it moved), with the termination (it left), or
is still open on the as-of date (right-censored, and kept). The hazard of a month is P(move in this month |
still there); moving and leaving are competing risks. Fitted as a binomial GLM with complementary log-log link
on the cells months in stage × calendar quarter (Allison 1982; Prentice and Gloeckler 1978), which is a
proportional-hazards model of grouped durations. Nothing after the as-of date enters: a month counts once it
is over.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.forecasting.reserving.triangle import Floats

Ints = npt.NDArray[np.int64]

MONTHS_BEFORE_1970 = 12 * 1970
"""Months between the year 0 and the month that numpy counts from."""
STAGE_DATES = ("negotiated_on", "signed_on", "contract_on", "started_on", "in_production_on", "terminated_on")
BAND_STARTS = (0, 1, 2, 3, 6, 9, 12, 18, 24, 36)
"""First months of the bands within which the hazard is taken as constant, before bands with few events are
joined."""
MIN_BAND_EVENTS = 8
"""Events that each band holds at least."""
MIN_MISSED_EVENTS = 2.0
"""Events that the rate of the months before would give, from which fewer are a band of their own."""
PRIOR_BAND_EVENTS = 0.5
"""Events by the rate of the band before that are added to a band with few."""
MIN_MODEL_EVENTS = 20
"""Events below which one pooled rate is used for all months: a curve from fewer would be noise."""
MIN_SEASON_EVENTS = 15
"""Events that each calendar quarter needs for an effect of its own."""


def month_number(days: pd.Series) -> Ints:
    """Months since the year 0; −1 where there is no day."""
    day = days.to_numpy(dtype="datetime64[M]")
    return np.where(np.isnat(day), -1, day.astype("int64") + MONTHS_BEFORE_1970)


def first_open_month(as_of: str | pd.Timestamp) -> int:
    """Number of the first month that is not over on the as-of date.

    Examples
    --------
    >>> first_open_month("2023-06-30") == 12 * 2023 + 6  # July
    True
    >>> first_open_month("2023-06-29") == 12 * 2023 + 5  # June
    True
    """
    day = pd.Timestamp(as_of) + pd.Timedelta(days=1)
    return 12 * day.year + day.month - 1


def as_known(ledger: pd.DataFrame, as_of: str | pd.Timestamp) -> pd.DataFrame:
    """Blank every stage date after the as-of date, and drop the projects of which nothing was dated by then.

    What has no date (amounts, names) stays as it is in the ledger: its earlier wording is not in it.
    """
    names = [name for name in STAGE_DATES if name in ledger]
    days = ledger[names].to_numpy(dtype="datetime64[us]")
    dated, later = ~np.isnat(days), days > pd.Timestamp(as_of).to_datetime64()
    stays = ~dated.any(axis=1) | (dated & ~later).any(axis=1)
    known: pd.DataFrame = ledger[stays]
    later = later[stays]
    for place, name in enumerate(names):
        if later[:, place].any():
            known[name] = known[name].mask(later[:, place])
    return known


def spells(ledger: pd.DataFrame, *, as_of: str | pd.Timestamp, since: int | None = None) -> pd.DataFrame:
    """List the spells of negotiation, with the columns entered, months, unseen and ended.

    `entered` is a month number, `months` its length, `ended` is ``moved``, ``left`` or ``open``. The first
    `unseen` months are not at risk: the ledger lists only spells that had outlasted them (delayed entry).

    The index is that of the ledger. A spell that begins in the running month has not been at risk yet: 0
    months. Termination in the month of the move counts as the move.

    Parameters
    ----------
    since
        Month (number) from which on every spell is listed, also one that ended; None: all are.
    """
    known = ledger[ledger["negotiated_on"] <= pd.Timestamp(as_of)]
    open_month = first_open_month(as_of)
    entered, moved, left = (
        month_number(known[name]) for name in ("negotiated_on", "signed_on", "terminated_on")
    )
    never = np.iinfo("int64").max
    moved = np.where((moved >= 0) & (moved < open_month), np.maximum(moved, entered), never)
    left = np.where((left >= 0) & (left < open_month), np.maximum(left, entered), never)
    end = np.minimum(moved, left)
    ended = np.where(end == never, "open", np.where(moved <= left, "moved", "left"))
    months = np.where(end == never, np.maximum(open_month - entered, 0), end - entered + 1)
    unseen = np.zeros(len(entered), dtype="int64") if since is None else np.maximum(since - entered, 0)
    return pd.DataFrame(
        {"entered": entered, "months": months, "unseen": np.minimum(unseen, months), "ended": ended},
        index=known.index,
    )


def months_at_risk(periods: pd.DataFrame) -> tuple[Ints, Ints]:
    """Row of the spell, and months since its beginning, of every month at risk."""
    unseen = periods["unseen"].to_numpy(dtype="int64")
    risk = periods["months"].to_numpy(dtype="int64") - unseen
    project = np.repeat(np.arange(len(periods)), risk)
    age = np.arange(len(project)) - np.repeat(np.cumsum(risk) - risk - unseen, risk)
    return np.asarray(project), np.asarray(age)


@dataclass(frozen=True)
class Hazard:
    """Monthly hazard of one way out of a stage.

    Parameters
    ----------
    table
        One row a band: from_month, at_risk (project-months), events, hazard (at the average season),
        standard_error (of log hazard; NaN if pooled).
    pooled
        True if there are too few events for more than one rate for all months.
    season
        Log-hazard differences by calendar quarter (four); empty if not estimated.
    group
        Log-hazard differences by size class and origin
        (:func:`~jjinvest.forecasting.ledger.group_effects.signing_model`); empty if not estimated.
    fitted
        False if the events allow no curve (perfect separation, no convergence): the plain rates stand.
    """

    table: pd.DataFrame
    events: int
    pooled: bool
    season: Floats
    group: dict[str, float]
    fitted: bool = True

    def monthly(
        self, months_in_stage: Ints, months: int, *, start: int, groups: npt.NDArray[np.object_]
    ) -> Floats:
        """Hazard in each coming month, shape (projects, months), of projects that many months in the stage.

        `start` is the number of the first coming month.
        """
        edges, steps = self.table["from_month"].to_numpy(), np.arange(months)
        band = np.searchsorted(edges, months_in_stage[:, None] + steps, side="right") - 1
        log_log = np.log(-np.log1p(-self.table["hazard"].to_numpy()))[np.maximum(band, 0)]
        if len(self.season):
            log_log = log_log + self.season[(start + steps) % 12 // 3]
        if self.group:
            log_log = log_log + np.array([self.group.get(str(g), 0.0) for g in groups])[:, None]
        return np.asarray(-np.expm1(-np.exp(log_log)))


@dataclass(frozen=True)
class StageModel:
    """Both ways out of negotiation: `move` by signing, `leave` by termination."""

    move: Hazard
    leave: Hazard
    projects: int

    def probability(
        self, months_in_stage: npt.ArrayLike, months: int, *, start: int, groups: npt.ArrayLike | None = None
    ) -> Floats:
        """Chance of each project to move within each of the coming months, shape (projects, months).

        Rows add up to the chance of moving in time; `start` is the number of the first coming month.
        """
        age = np.asarray(months_in_stage, dtype="int64")
        kind = np.full(len(age), "", dtype=object) if groups is None else np.asarray(groups, dtype=object)
        move, leave = (way.monthly(age, months, start=start, groups=kind) for way in (self.move, self.leave))
        stay = 1 - move - np.minimum(leave, 1 - move)
        there = np.cumprod(stay, axis=1) if months else stay
        return np.asarray(move * np.column_stack([np.ones(len(age)), there[:, :-1]])[:, :months])


def fit_hazard(periods: pd.DataFrame, ended: str) -> Hazard:
    """Fit the hazard of ending a spell in one way; other ends and open spells count as censored."""
    project, age = months_at_risk(periods)
    season = (periods["entered"].to_numpy()[project] + age) % 12 // 3
    event = np.zeros(len(project), dtype="int64")
    risk = (periods["months"] - periods["unseen"]).to_numpy(dtype="int64")
    last = np.cumsum(risk)[risk > 0] - 1
    event[last] = (periods["ended"].to_numpy()[risk > 0] == ended).astype("int64")
    events = int(event.sum())
    if events < MIN_MODEL_EVENTS:
        # Jeffreys' half event: no events in many months is a small hazard, not none
        rate = (events + 0.5) / (len(project) + 1)
        table = pd.DataFrame(
            {"from_month": [0], "at_risk": [len(project)], "events": [events], "hazard": [rate]}
        )
        return Hazard(table.assign(standard_error=np.nan), events, True, np.zeros(0), {})
    edges = _joined(age, event)
    band = np.searchsorted(edges, age, side="right") - 1
    use_season = bool((np.bincount(season, weights=event, minlength=4) >= MIN_SEASON_EVENTS).all())
    return _glm(edges, band, season if use_season else season * 0, event, use_season)


def _joined(age: Ints, event: Ints) -> Ints:
    """Join neighbouring bands until each holds enough events, or would by the rate of the months before.

    Negotiations that nobody ends stay in a ledger for years. Few signings in many months are then a rate of
    their own, and a low one.
    """
    band = np.searchsorted(BAND_STARTS, age, side="right") - 1
    counts = np.bincount(band, weights=event, minlength=len(BAND_STARTS))
    at_risk = np.bincount(band, minlength=len(BAND_STARTS))
    edges, collected, months, before = [BAND_STARTS[0]], 0.0, 0.0, 0.0
    for number, first in enumerate(BAND_STARTS):
        rate = _rate_beside(collected, months, before)
        enough = collected >= MIN_BAND_EVENTS or before * months >= MIN_MISSED_EVENTS
        later = float(counts[number:].sum()), float(at_risk[number:].sum())
        if enough and (later[0] >= MIN_BAND_EVENTS or rate * later[1] >= MIN_MISSED_EVENTS):
            edges.append(first)
            collected, months, before = 0.0, 0.0, rate
        collected += counts[number]
        months += at_risk[number]
    return np.array(edges, dtype="int64")


def _rate_beside(events: float, months: float, before: float) -> float:
    """Rate of a band; with few events it is shrunk towards that of the band before."""
    if events < MIN_BAND_EVENTS and before > 0:
        return (events + PRIOR_BAND_EVENTS) / (months + PRIOR_BAND_EVENTS / before)
    return events / months if months else 0.0


def _glm(edges: Ints, band: Ints, season: Ints, event: Ints, use_season: bool) -> Hazard:
    """Fit the hazard on the cells band × season; the rates themselves where a fit is not possible."""
    shape = (len(edges), 4)
    cell = np.ravel_multi_index((band, season), shape)
    at_risk = np.bincount(cell, minlength=int(np.prod(shape)))
    moves = np.bincount(cell, weights=event, minlength=int(np.prod(shape)))
    band_of = np.unravel_index(np.arange(len(moves)), shape)[0]
    there = np.flatnonzero(at_risk)
    b, s = np.unravel_index(there, shape)
    columns = [(b == k).astype(float) for k in range(shape[0])]
    columns += [(s == k).astype(float) for k in range(1, 4)] if use_season else []
    at_risk_by_band = np.bincount(band, minlength=shape[0])
    events_by_band = np.bincount(band, weights=event, minlength=shape[0]).astype("int64")
    # a band with few events has some more at the rate of the band before, spread over its cells
    more, rates = np.zeros((2, shape[0])), np.zeros(shape[0])
    for k in range(shape[0]):
        before = rates[k - 1] if k else 0.0
        rates[k] = _rate_beside(events_by_band[k], at_risk_by_band[k], before)
        if before > 0 and events_by_band[k] < MIN_BAND_EVENTS:
            more[:, k] = PRIOR_BAND_EVENTS, PRIOR_BAND_EVENTS * (1 / before - 1)
    part = at_risk / np.maximum(at_risk_by_band, 1)[band_of]
    moved: Floats = moves + more[0][band_of] * part
    stayed: Floats = at_risk - moves + more[1][band_of] * part
    fitted, estimates = True, None
    if len(there) > len(columns) and (events_by_band < at_risk_by_band).all():
        estimates = _fit(moved[there], stayed[there], np.column_stack(columns))
        fitted = estimates is not None
    if estimates is None:
        # one cell a band, a band that nobody outlasts, or no fit: the rates themselves, short of certainty
        level, errors = _rates(np.maximum(events_by_band, 0.5), at_risk_by_band)
        rest, use_season = np.zeros(0), False
    else:
        level, rest, errors = estimates[0][: shape[0]], estimates[0][shape[0] :], estimates[1][: shape[0]]
    seasonal = np.append(0.0, rest) if use_season else np.zeros(0)
    # shown at the average season, so that the table reads as rates of this ledger
    shift = float(seasonal.mean()) if use_season else 0.0
    table = pd.DataFrame(
        {
            "from_month": edges,
            "at_risk": at_risk_by_band,
            "events": events_by_band,
            "hazard": -np.expm1(-np.exp(level + shift)),
            "standard_error": errors,
        }
    )
    return Hazard(
        table,
        int(event.sum()),
        False,
        seasonal - seasonal.mean() if use_season else seasonal,
        {},
        fitted,
    )


def _fit(moves: Floats, stays: Floats, columns: Floats) -> tuple[Floats, Floats] | None:
    """Estimates of the binomial model and their standard errors; None where the events allow no fit.

    Where a column separates events from none perfectly, its estimate runs off to infinity: statsmodels only
    warns, and the estimates are NaN or what the last step happened to reach.
    """
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    family = families.Binomial(link=families.links.CLogLog())
    with warnings.catch_warnings(record=True) as given, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        try:
            fit = GLM(np.column_stack([moves, stays]), columns, family=family).fit()
            estimates, errors = np.asarray(fit.params), np.asarray(fit.bse)
        except (np.linalg.LinAlgError, ValueError):
            return None
    separated = any(issubclass(each.category, PerfectSeparationWarning) for each in given)
    sound = np.isfinite(estimates).all() and np.isfinite(errors).all() and fit.converged
    return None if separated or not sound else (estimates, errors)


def _rates(events: Floats, at_risk: Ints) -> tuple[Floats, Floats]:
    """Complementary log-log of the rates, and its standard error (delta method)."""
    rate = np.minimum(events / at_risk, 1 - 0.5 / at_risk)
    slope = 1 / ((1 - rate) * -np.log1p(-rate))
    return np.log(-np.log1p(-rate)), slope * np.sqrt(rate * (1 - rate) / at_risk)
