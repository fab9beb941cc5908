"""Chances of named pipeline projects to sign within the year, calibrated on the outcomes of earlier chances.

The chance of a project is that of its months in negotiation (:mod:`jjinvest.forecasting.ledger.hazards`). The
same model, fitted to what was known at earlier dates, gave chances whose outcome is known today: one shift of
all log-odds, shrunk towards none, corrects the model by them, and their scatter over the dates shows how far
projects move together. Later dates count more.

Size class and origin change the chance (:mod:`jjinvest.forecasting.ledger.group_effects`), but never whether
an amount is stated: the ledger states some of them only once a project has signed, so that would reveal the
outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from jjinvest.core.codes import OUT_OF_CITY_ORIGINS
from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.estimates import EstimateRatio, estimate_ratio
from jjinvest.forecasting.ledger.group_effects import CLASSES, joined, signing_model, with_labels
from jjinvest.forecasting.ledger.hazards import (
    MIN_MODEL_EVENTS,
    Ints,
    StageModel,
    as_known,
    first_open_month,
    month_number,
)
from jjinvest.forecasting.ledger.history import endings_kept_from, history_begins
from jjinvest.forecasting.reserving.triangle import Floats

CATEGORY_THRESHOLDS = (("commit", 0.6), ("best_case", 0.3), ("pipeline", 0.0))
"""Names of open projects by their lowest chance; `signed` is for those that have signed in the year."""
PRIOR_OFFSET_SD = 0.25
"""Prior standard deviation of the lasting shift of log-odds around zero."""
WINDOW_OFFSET_SD = 0.4
"""Standard deviation of the shift of one window around the lasting one: good and bad years."""
WINDOW_MEMORY = 0.7
"""Weight of a window beside one a year later: models of long ago had seen little, and missed for that."""
WEAK_INFORMATION = 0.04
"""Information of the prior of one window's own shift: a standard deviation of 5."""
PRIOR_CORRELATION = 0.03
"""Assumed correlation between the outcomes of two projects, mixed with the observed one.

It is about what the scatter of :data:`WINDOW_OFFSET_SD` gives. Chosen on half of the districts
(docs/methods/evaluation.md).
"""
UNTRIED_CORRELATION = 0.1
"""Correlation where no past window could be compared: nothing shows by how much all chances are off."""
PRIOR_CORRELATION_WEIGHT = 1.0
"""Number of independent past windows that the assumed correlation counts for."""
MAX_CORRELATION = 0.9
"""Largest correlation: at 1 all projects would sign or none, and chances would mean nothing."""
MAX_WINDOWS = 8
"""Past windows that chances are compared over at most."""


@dataclass(frozen=True)
class ConversionCalibration:
    """Calibration of chances on the outcomes of earlier ones.

    Parameters
    ----------
    offset
        Shift of log-odds.
    correlation
        Between two projects' outcomes: from own windows, mixed with the assumed one.
    windows
        Number of past dates used; 0 leaves the model as it is.
    table
        By category of the calibrated chance: projects, expected (mean chance), signed (share that did).
    """

    offset: float
    correlation: float
    windows: int
    table: pd.DataFrame

    def apply(self, chance: Floats) -> Floats:
        """Correct chances by the shift of log-odds."""
        inside = np.clip(chance, 1e-9, 1 - 1e-9)
        from scipy.special import expit, logit

        return np.where(chance <= 0, 0.0, expit(logit(inside) + self.offset))


def past_windows(first_month: int, open_month: int, months: int, *, wanted: int = MAX_WINDOWS) -> list[int]:
    """Months (numbers) in which earlier windows of the same length began, latest first, all over by now.

    Those of the same season come first (a year apart); if there are fewer than three, others a quarter apart
    are taken as well. Each has a year of history before it.

    Examples
    --------
    >>> past_windows(12 * 2018, 12 * 2023 + 6, 6)  # July 2019 to July 2022
    [24270, 24258, 24246, 24234]
    >>> past_windows(12 * 2023, 12 * 2023 + 6, 6)
    []
    """
    earliest, latest = first_month + 12, open_month - max(months, 1)
    same = [m for m in range(open_month - 12, earliest - 1, -12) if m <= latest]
    if len(same) >= 3:
        return same[:wanted]
    others = [m for m in range(latest, earliest - 1, -3) if m not in same]
    return (same + others)[:wanted]


def day_before(month: int) -> pd.Timestamp:
    """Last day before a month (number)."""
    return pd.Timestamp(year=month // 12, month=month % 12 + 1, day=1) - pd.Timedelta(days=1)


def calibrate(
    ledger: pd.DataFrame,
    *,
    as_of: str | pd.Timestamp,
    months: int,
    out_of_city: Sequence[str] = OUT_OF_CITY_ORIGINS,
) -> ConversionCalibration:
    """Compare chances of earlier dates with their outcomes, over windows of the same number of months.

    Windows with fewer than :data:`~jjinvest.forecasting.ledger.hazards.MIN_MODEL_EVENTS` signings before them
    are left out.
    """
    known = as_known(ledger, as_of)
    open_month = first_open_month(as_of)
    begins = history_begins(month_number(known["negotiated_on"]), open_month)
    if begins is None or months < 1:
        return ConversionCalibration(0.0, UNTRIED_CORRELATION, 0, _reliability(np.zeros(0), np.zeros(0)))
    chances, outcomes, memory = [], [], []
    since = endings_kept_from(known, as_of=as_of)
    begins = begins if since is None else max(begins, since)
    known = with_labels(known, out_of_city)[[*CLASSES, "negotiated_on", "signed_on", "terminated_on"]]
    for month in past_windows(begins, open_month, months):
        then = day_before(month)
        model = signing_model(known, as_of=then, since=since)
        if model.move.events < MIN_MODEL_EVENTS:
            continue
        open_then = _open(known, then)
        if open_then.empty:
            continue
        age = month - month_number(open_then["negotiated_on"])
        chance = model.probability(age, months, start=month, groups=joined(open_then)).sum(axis=1)
        signed = month_number(open_then["signed_on"])
        came = ((signed >= 0) & (signed < month + months)).astype(float)
        chances.append(chance)
        outcomes.append(came)
        memory.append(WINDOW_MEMORY ** ((open_month - month) / 12))
    if not chances:
        return ConversionCalibration(0.0, UNTRIED_CORRELATION, 0, _reliability(np.zeros(0), np.zeros(0)))
    chance = np.concatenate(chances)
    independent = max(1.0, len(chances) * min(1.0, 12 / max(months, 12)))
    offset = _lasting_offset(chances, outcomes, memory)
    first = ConversionCalibration(offset, PRIOR_CORRELATION, len(chances), pd.DataFrame())
    # what the shift corrects in every window is not scatter as well; it takes one window to estimate it
    scatter = [_pair_correlation(first.apply(p), came) for p, came in zip(chances, outcomes, strict=True)]
    mixed = (
        PRIOR_CORRELATION_WEIGHT * PRIOR_CORRELATION
        + independent * max(float(np.average(scatter, weights=memory)), 0.0)
    ) / (PRIOR_CORRELATION_WEIGHT + independent - 1)
    return replace(
        first,
        correlation=min(mixed, MAX_CORRELATION),
        table=_reliability(first.apply(chance), np.concatenate(outcomes)),
    )


def _lasting_offset(chances: Sequence[Floats], outcomes: Sequence[Floats], memory: Sequence[float]) -> float:
    """Shift of log-odds that windows have in common, shrunk towards none."""
    total, information = 0.0, PRIOR_OFFSET_SD**-2
    for chance, came, kept in zip(chances, outcomes, memory, strict=True):
        shift, own = _offset(chance, came)
        weight = kept / (1 / own + WINDOW_OFFSET_SD**2)
        total, information = total + weight * shift, information + weight
    return total / information


def _offset(chance: Floats, came: Floats) -> tuple[float, float]:
    """Shift of log-odds of one window (Newton), and the information it rests on.

    A weak prior keeps the shift finite where none signed, or all did.
    """
    from scipy.special import expit, logit

    odds, shift, information = logit(np.clip(chance, 1e-6, 1 - 1e-6)), 0.0, WEAK_INFORMATION
    for _ in range(25):
        p = expit(odds + shift)
        information = float((p * (1 - p)).sum()) + WEAK_INFORMATION
        step = (float((came - p).sum()) - shift * WEAK_INFORMATION) / information
        shift += float(np.clip(step, -1, 1))
        if abs(step) < 1e-10:
            break
    return shift, information


def _pair_correlation(chance: Floats, came: Floats) -> float:
    """Excess of the squared miss of one window over independence, as a correlation of pairs.

    It is at most 1: where a few projects of hardly any chance sign, the ratio has no limit.
    """
    spread = np.sqrt(chance * (1 - chance))
    pairs = float(spread.sum() ** 2 - (spread**2).sum())
    excess = float((came - chance).sum()) ** 2 - float((spread**2).sum())
    return min(excess / pairs, 1.0) if pairs > 0 else 0.0


def category_of(chance: Floats) -> list[str]:
    """Category of each chance, by :data:`CATEGORY_THRESHOLDS`.

    Examples
    --------
    >>> category_of(np.array([0.7, 0.3, 0.1]))
    ['commit', 'best_case', 'pipeline']
    """
    return [next(name for name, lowest in CATEGORY_THRESHOLDS if p >= lowest) for p in chance]


def _reliability(chance: Floats, came: Floats) -> pd.DataFrame:
    rows = pd.DataFrame({"category": category_of(chance), "expected": chance, "signed": came})
    table = (
        rows.groupby("category")[["expected", "signed"]]
        .mean()
        .reindex([name for name, _ in CATEGORY_THRESHOLDS])
    )
    table.insert(0, "projects", rows.groupby("category").size().reindex(table.index, fill_value=0))
    return table


def _open(ledger: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Rows in negotiation on a day, with their later dates kept."""
    on = (ledger["negotiated_on"] <= day) & ~(ledger["signed_on"] <= day) & ~(ledger["terminated_on"] <= day)
    return ledger[on]


@dataclass(frozen=True)
class NamedProjects:
    """Open projects with their chances.

    Parameters
    ----------
    table
        Columns project_code, project_name, amount (元; the mean of signed projects where none is stated),
        amount_stated, out_of_city, months (in negotiation), model_probability, probability (calibrated),
        category, signed_amount (元, expected if it signs), expected (元). Index: that of the ledger.
    by_month
        Calibrated chance to sign in each coming month, shape (projects, months); rows add up to
        `probability`.
    leads
        Projects without any date: they have no chance of their own, and count as new business.
    ratio
        Signed beside estimated amounts, from earlier imports.
    share_that_signs
        Assumed share of open negotiations that do not come to nothing; 1 where the ledger shows it.
    """

    table: pd.DataFrame
    by_month: Floats
    model: StageModel
    calibration: ConversionCalibration
    leads: int
    ratio: EstimateRatio
    share_that_signs: float = 1.0

    @property
    def correlation(self) -> float:
        """Correlation between the outcomes of two projects.

        An assumed share of negotiations that come to nothing is in doubt for all projects together.
        """
        own = self.calibration.correlation
        return own if self.share_that_signs == 1 else max(own, UNTRIED_CORRELATION)


def named_projects(
    ledger: pd.DataFrame,
    *,
    as_of: str | pd.Timestamp,
    months: int,
    out_of_city: Sequence[str] = OUT_OF_CITY_ORIGINS,
    share_that_signs: float = 1.0,
) -> NamedProjects:
    """Give each project in negotiation its chance to sign within the coming `months`.

    Parameters
    ----------
    ledger
        As returned by :func:`~jjinvest.forecasting.ledger.inputs.checked_ledger`.
    as_of
        Day on which the ledger is known; later dates do not enter.
    out_of_city
        Origins that count as out-of-city.
    share_that_signs
        Share of open negotiations that do not come to nothing, which multiplies each chance where the ledger
        holds no negotiation that did: then what has signed are survivors (immortal time), and their rates say
        nothing of the others. 1 for a ledger of an earlier day seen from later: it lists survivors alone.
    """
    known = as_known(ledger, as_of)
    open_month = first_open_month(as_of)
    known = with_labels(known, out_of_city)
    model = signing_model(known, as_of=as_of, since=endings_kept_from(known, as_of=as_of))
    calibration = calibrate(ledger, as_of=as_of, months=months, out_of_city=out_of_city)
    rows = _open(known, pd.Timestamp(as_of))
    age: Ints = np.maximum(open_month - month_number(rows["negotiated_on"]), 0)
    by_month = model.probability(age, months, start=open_month, groups=joined(rows))
    raw = by_month.sum(axis=1)
    survivors_alone = model.move.events > 0 and model.leave.events == 0
    signs = share_that_signs if survivors_alone else 1.0
    chance = calibration.apply(raw) * signs
    by_month = by_month * np.divide(chance, raw, out=np.zeros_like(raw), where=raw > 0)[:, None]
    stated = rows["agreed_amount"].notna().to_numpy()
    signed = known.loc[known["signed_on"].notna(), "agreed_amount"].dropna()
    usual = int(signed.astype("int64").mean()) if len(signed) else 0
    amount = rows["agreed_amount"].fillna(usual).astype("int64").to_numpy()
    ratio = estimate_ratio(known)
    likely = np.where(stated, amount * ratio.mean(amount / YI), amount)
    undated = known[["negotiated_on", "signed_on", "terminated_on"]].isna().all(axis=1)
    table = pd.DataFrame(
        {
            "project_code": rows["project_code"],
            "project_name": rows["project_name"],
            "amount": amount,
            "amount_stated": stated,
            "out_of_city": rows["origin"].isin(out_of_city).to_numpy(),
            "months": age,
            "model_probability": raw,
            "probability": chance,
            "category": pd.array(category_of(chance), dtype="str"),
            "signed_amount": likely,
            "expected": chance * likely,
        },
        index=rows.index,
    )
    return NamedProjects(table, by_month, model, calibration, int(undated.sum()), ratio, signs)
