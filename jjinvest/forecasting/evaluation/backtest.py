"""Past years told again from what was known at the same time of the year: every level of data, scored against naive.

What is scored is exactly what is pooled: :func:`told_at` answers for a past year and for the one ahead. A past year of a
ledger is read from the ledger of today with every later date blanked; amounts stand as they read today. The reference
repeats the quarters of the year before (a point, whose CRPS is its absolute error).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.periods import cumulative_period
from jjinvest.core.quantity import YI
from jjinvest.forecasting.distribution import Samples
from jjinvest.forecasting.ensemble import ScoredOrigin, stacking_weights
from jjinvest.forecasting.evaluation import scores
from jjinvest.forecasting.ledger.forecast import AGREED, forecast_year
from jjinvest.forecasting.ledger.hazards import as_known
from jjinvest.forecasting.quarterly.forecast import forecast_quarters, seasonal_naive
from jjinvest.forecasting.quarterly.history import FEWEST_QUARTERS
from jjinvest.forecasting.year_to_date.credibility import AnnualPrior, share_shape, project_year_end

MAX_YEARS = 8
"""Latest years that are told again: each costs a simulation."""
MIN_JUDGED_YEARS = 10
"""Past years from which a district's own record decides whether a level beats naive."""
DRAWS = 4000
QUANTILES = (0.1, 0.5, 0.9)
NAIVE = "naive"


@dataclass(frozen=True)
class Past:
    """What a district's past holds: the amount of each quarter in 亿元 (NaN where not known), the ledger if there is one."""

    history: pd.Series
    ledger: pd.DataFrame | None = None

    def total(self, year: int) -> float:
        """Amount of a whole year in 亿元; NaN unless all four quarters are known."""
        quarters = self.history[pd.PeriodIndex(self.history.index).year == year]
        return float(quarters.sum()) if len(quarters) == 4 and quarters.notna().all() else float("nan")

    def before(self, year: int, passed: int) -> pd.Series:
        """Quarters up to the day on which `passed` quarters of a year are over; NaN at the end where they are not known yet."""
        last = pd.Period(year=year, quarter=passed, freq="Q") if passed else pd.Period(f"{year - 1}Q4", "Q")
        if self.history.empty:
            return self.history
        return self.history.reindex(pd.period_range(self.history.index[0], last, freq="Q"))


@dataclass(frozen=True)
class BacktestYear:
    """One past year: each level's forecast after `passed` quarters, the naive forecast and the actual.

    Amounts in 亿元; `goal` is what was to be reached.
    """

    year: int
    told: Mapping[str, Samples]
    naive: float
    actual: float
    goal: float
    passed: int = 0

    @property
    def key(self) -> str:
        """Head of its ids: what was told from another time of the year is another number."""
        head = f"{self.year}.{AGREED}.backtest"
        return f"{head}.{cumulative_period(f'{self.year}Q{self.passed}').lower()}" if self.passed else head


def signed_history(ledger: pd.DataFrame, day: str) -> pd.Series:
    """Agreed amount signed in each whole quarter of a ledger up to a day, in 亿元, from the first whole quarter on."""
    known = as_known(ledger, day)
    signed = known[known["signed_on"].notna()]
    quarter = signed["signed_on"].dt.to_period("Q")
    sums = signed["agreed_amount"].fillna(0).astype("int64").groupby(quarter).sum() / YI
    if sums.empty:
        return pd.Series(dtype="float64", index=pd.PeriodIndex([], freq="Q"))
    last = (pd.Timestamp(day) + pd.Timedelta(days=1)).to_period("Q") - 1
    return sums.astype(float).reindex(pd.period_range(sums.index[0] + 1, last, freq="Q"), fill_value=0.0)


@dataclass(frozen=True)
class Told:
    """What one level tells of a year's total in 亿元, shape (draws,), and why; None and what is lacking where it cannot."""

    samples: Samples | None
    why: tuple[str, ...]


def told_at(
    past: Past, year: int, passed: int, *, seed: int, draws: int, assumptions: Assumptions
) -> dict[str, Samples]:
    """Samples of a year's total by each level that the past carries, when `passed` quarters of it were over."""
    asked = asked_at(past, year, passed, seed=seed, draws=draws, assumptions=assumptions)
    return {level: told.samples for level, told in asked.items() if told.samples is not None}


def asked_at(
    past: Past, year: int, passed: int, *, seed: int, draws: int, assumptions: Assumptions
) -> dict[str, Told]:
    """Ask every level for a year's total, on what the past held when `passed` quarters of it were over.

    Levels: ``l3`` the ledger's simulation, ``l2`` the quarterly model, ``l1`` landing on earlier years and their shares.
    """
    history = past.before(year, passed)
    known = bool(history.iloc[-max(passed, 1) :].notna().all()) and len(history) >= passed
    so_far = float(history.iloc[len(history) - passed :].sum()) if passed and known else 0.0
    ledger = Told(None, ("no_ledger",))
    if past.ledger is not None:
        day = _day(year, passed)
        try:
            law = forecast_year(past.ledger, None, year=year, as_of=day, seed=seed, draws=draws, cases=False)
            ledger = Told(law.samples[AGREED], ("full_ledger", *law.why))
        except LookupError:
            ledger = Told(None, ("ledger_too_short",))
    quarterly = Told(None, ("no_quarterly_history",))
    if history.notna().sum() >= FEWEST_QUARTERS:
        quarterly = Told(None, ("quarters_missing",))
        if known:
            ahead = forecast_quarters(history.to_numpy(dtype=float), 4 - passed, seed=seed, draws=draws)
            quarterly = Told(None, ahead.reasons)
            if ahead.usable:
                quarterly = Told(so_far + ahead.total(), ("quarterly_history", *ahead.reasons))
    if not passed:
        landing = Told(None, ("nothing_of_the_year",))
    elif not known:
        landing = Told(None, ("quarters_missing",))
    elif so_far <= 0:
        landing = Told(None, ("year_to_date_not_positive",))
    else:
        landing = _landed(past, year, passed, so_far, seed, draws, assumptions)
    return {"l3": ledger, "l2": quarterly, "l1": landing}


def _landed(
    past: Past, year: int, passed: int, so_far: float, seed: int, draws: int, assumptions: Assumptions
) -> Told:
    """Level L1 from the years before, without tiers."""
    totals, shares = [], []
    for earlier in range(year - 1, year - 6, -1):
        whole = past.total(earlier)
        if not whole > 0:
            break
        totals.append(whole)
        shares.append(float(past.before(earlier, passed).iloc[-passed:].sum()) / whole)
    if not totals:
        return Told(None, ("no_earlier_year",))
    mean = float(np.mean(totals))
    shape = share_shape(
        passed, first_half=assumptions.first_half_share_mean, sd=assumptions.first_half_share_sd,
        history=[share for share in shares if 0 < share < 1], luck=assumptions.process_cv,
    )  # fmt: skip
    size = assumptions.process_cv**2 * mean
    landing = project_year_end(
        so_far, shape, None, size=size, prior=AnnualPrior(mean, tuple(totals)), seed=seed, draws=draws
    )
    return Told(landing.total, ("year_in_progress", "earlier_year", "no_tiers"))


def _day(year: int, passed: int) -> str:
    return f"{year - 1}-12-31" if not passed else f"{year}-{('03-31', '06-30', '09-30')[passed - 1]}"


def trials(
    past: Past, ahead: int, passed: int, *, goals: Mapping[int, float], seed: int, assumptions: Assumptions
) -> list[BacktestYear]:
    """Tell each whole year before `ahead` again, as it stood when `passed` quarters were over; oldest first.

    `goals` are targets of past years in 亿元; a year without one is held against the total of the year before.
    """
    found = []
    for year in range(ahead - MAX_YEARS, ahead):
        actual, last_year = past.total(year), past.total(year - 1)
        if np.isnan(actual) or np.isnan(last_year):
            continue
        told = told_at(past, year, passed, seed=seed, draws=DRAWS, assumptions=assumptions)
        history = past.before(year, passed).to_numpy(dtype=float)
        naive = float(history[len(history) - passed :].sum() if passed else 0.0)
        naive += float(seasonal_naive(history, 4 - passed).sum())
        if told:
            found.append(BacktestYear(year, told, naive, actual, goals.get(year, last_year), passed))
    return found


@dataclass(frozen=True)
class Scorecard:
    """What the past years say of each level: scores, and the weights earned (empty where none beats naive).

    `scores`: model, years, crps, pinball, interval80, covered80, brier, skill, by model, ``naive`` the last. `why` are codes:
    ``no_history`` or ``few_years`` (what the synthetic districts say decides which levels beat naive), ``own_years``;
    ``not_better_than_naive`` where no level does; ``nothing`` where no level can be tried.
    """

    trials: tuple[BacktestYear, ...]
    scores: pd.DataFrame
    weights: Mapping[str, float]
    why: tuple[str, ...]


def scorecard(tried: Sequence[BacktestYear], models: Sequence[str], elsewhere: pd.DataFrame) -> Scorecard:
    """Weigh the models that beat naive, by their joint CRPS on the years that all of them told.

    Parameters
    ----------
    elsewhere
        Skill and weight by model on synthetic districts (:func:`~jjinvest.forecasting.evaluation.benchmark_scores.packaged_record`): decides below ten scored years which
        models beat naive, and is what weights are drawn towards.
    """
    if not models and not tried:
        return Scorecard((), score([], []), {}, ("nothing",))
    common = [t for t in tried if all(model in t.told for model in models)]
    table = score(common or tried, models if common else sorted({m for t in tried for m in t.told}))
    own = len(common) >= MIN_JUDGED_YEARS
    skill = table.set_index("model")["skill"] if own else elsewhere["skill"]
    better = [model for model in models if skill.get(model, 0.0) > 0]
    why = ["own_years" if own else "few_years" if common else "no_history"]
    if not better:
        return Scorecard(tuple(common), table, {}, (*why, "not_better_than_naive"))
    known = {model: float(elsewhere["weight"].get(model, 0.0)) for model in better}
    whole = sum(known.values())
    weights = {model: w / whole if whole > 0 else 1 / len(better) for model, w in known.items()}
    if common:
        told = [ScoredOrigin({m: t.told[m] for m in better}, t.actual) for t in common]
        earned = stacking_weights(told, towards=weights)
        weights = {str(row["model"]): float(row["weight"]) for row in earned.to_dict("records")}
    return Scorecard(tuple(common), table, weights, tuple(why))


def score(tried: Sequence[BacktestYear], models: Sequence[str]) -> pd.DataFrame:
    """Mean scores by model over the years it told, naive last."""
    rows = []
    for model in models:
        ours = [t for t in tried if model in t.told]
        actual = np.array([t.actual for t in ours])
        bands = np.array([np.quantile(t.told[model], QUANTILES) for t in ours])
        crps = np.array([float(scores.crps(t.told[model], t.actual)) for t in ours])
        chance = np.array([float((t.told[model] >= t.goal).mean()) for t in ours])
        happened = np.array([t.actual >= t.goal for t in ours])
        naive = np.array([abs(t.naive - t.actual) for t in ours])
        rows.append({
            "model": model, "years": len(ours), "crps": crps.mean(),
            "pinball": scores.pinball(bands, actual[:, None], QUANTILES).mean(),
            "interval80": scores.interval_score(bands[:, 0], bands[:, 2], actual, alpha=0.2).mean(),
            "covered80": scores.coverage(bands[:, 0], bands[:, 2], actual).share,
            "brier": scores.brier(chance, happened).mean(), "skill": scores.skill(crps, naive),
        })  # fmt: skip
    if tried:
        actual, naive = np.array([t.actual for t in tried]), np.array([t.naive for t in tried])
        pinball = scores.pinball(naive[:, None], actual[:, None], QUANTILES).mean()
        rows.append(
            {"model": NAIVE, "years": len(tried), "crps": np.abs(naive - actual).mean(), "pinball": pinball}
        )
    columns = ["model", "years", "crps", "pinball", "interval80", "covered80", "brier", "skill"]
    return pd.DataFrame(rows, columns=columns)
