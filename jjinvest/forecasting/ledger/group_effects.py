"""How much faster or slower than all others projects of a size and an origin leave a stage.

Origin: signings of a group ÷ those expected of it by the pooled hazard, shrunk towards 1 (gamma prior, as for
a standardised ratio); with few signings a group keeps the pooled rate. Size: one slope of log hazard on log
amount, shrunk towards the usual one. Classes that are shrunk one by one keep the pooled rate for the few
largest, which decide the sum. Signed amounts count as they would have been estimated
(:mod:`jjinvest.forecasting.ledger.estimates`): otherwise projects that signed look smaller than open ones.
Size and origin multiply.

A ledger states some amounts only once a project has signed. So projects with an amount have signed more often
than all, whatever their size. Only the differences *between* the stated classes count, so that this does not
enter; a project that states none keeps the pooled rate. The same holds for origins.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from jjinvest.forecasting.ledger.estimates import estimate_ratio, sizes_in_negotiation
from jjinvest.forecasting.ledger.hazards import Hazard, StageModel, fit_hazard, months_at_risk, spells
from jjinvest.forecasting.reserving.triangle import Floats

CLASSES_PER_DOUBLING = 2
"""Size classes between an amount and its double: the slope on the logarithm decides, not the class."""
PRIOR_SLOPE = {"moved": -0.15, "left": 0.0}
"""Prior mean of the slope of log hazard on log amount, by way of ending."""
PRIOR_SLOPE_SD = 0.15
"""Its standard deviation between districts. Own signings decide: with a mean of −0.05 little changes."""
PRIOR_EVENTS = 8.0
"""Signings that the prior of an origin counts for: its CV is one over their root."""
NOT_STATED = ""
"""Label of a project without an amount, or without an origin."""
CLASSES = ("size_class", "origin_class")
NEWTON_STEPS = 25
"""Steps of the estimate of the slope at most."""
SWEEPS = 20
"""Times that the effects of one class are adjusted for those of the other, at most."""


def with_labels(ledger: pd.DataFrame, out_of_city: Sequence[str]) -> pd.DataFrame:
    """Add the columns size_class and origin_class to a known ledger; blank where not stated."""
    signed = ledger["signed_on"].notna().to_numpy()
    amount = np.nan_to_num(sizes_in_negotiation(ledger, estimate_ratio(ledger), signed))
    size = np.rint(CLASSES_PER_DOUBLING * np.log2(np.where(amount > 0, amount, 1.0))).astype(int)
    origin = np.where(ledger["origin"].isin(out_of_city), "out_of_city", "in_city").astype(object)
    return ledger.assign(
        size_class=np.where(amount > 0, size.astype(str).astype(object), NOT_STATED),
        origin_class=np.where(ledger["origin"].to_numpy() != "", origin, NOT_STATED),
    )


def signing_model(ledger: pd.DataFrame, *, as_of: str | pd.Timestamp, since: int | None = None) -> StageModel:
    """Hazards of signing and of giving up, with the effects of size class and origin.

    Parameters
    ----------
    ledger
        With the columns that :func:`with_labels` adds.
    since
        As in :func:`~jjinvest.forecasting.ledger.hazards.spells`.
    """
    periods = spells(ledger, as_of=as_of, since=since)
    begun = ledger.loc[ledger["negotiated_on"] <= pd.Timestamp(as_of), list(CLASSES)]  # the rows of `periods`
    return StageModel(
        _with_effects(fit_hazard(periods, "moved"), periods, begun, "moved"),
        _with_effects(fit_hazard(periods, "left"), periods, begun, "left"),
        len(periods),
    )


def joined(labels: pd.DataFrame) -> npt.NDArray[np.object_]:
    """One label a project, of its size class and origin."""
    size, origin = (labels[name].to_numpy(dtype=object) for name in CLASSES)
    return np.asarray(size + "|" + origin)


def _with_effects(hazard: Hazard, periods: pd.DataFrame, labels: pd.DataFrame, ended: str) -> Hazard:
    if periods.empty:
        return hazard
    expected = _expected(hazard, periods)
    observed = (periods["months"] > periods["unseen"]).to_numpy()
    came: Floats = np.asarray((periods["ended"] == ended).to_numpy() & observed, dtype=float)
    factors = {name: pd.factorize(labels[name].to_numpy(dtype=object), sort=True) for name in CLASSES}
    effect = {name: np.ones(len(levels)) for name, (_, levels) in factors.items()}
    for _ in range(SWEEPS):
        before = np.concatenate(list(effect.values()))
        for name, (code, levels) in factors.items():
            others = [effect[other][factors[other][0]] for other in factors if other != name]
            due = expected * np.prod(others, axis=0)
            relative = partial(_by_size, ended=ended) if name == "size_class" else _relative
            effect[name] = relative(came, due, code, levels)
        if np.abs(np.concatenate(list(effect.values())) - before).max() < 1e-6:
            break
    grid = pd.DataFrame(list(product(*(factors[name][1] for name in CLASSES))), columns=list(CLASSES))
    value = np.outer(*(effect[name] for name in CLASSES)).ravel()
    return replace(hazard, group=dict(zip(joined(grid), np.log(value).tolist(), strict=True)))


def _expected(hazard: Hazard, periods: pd.DataFrame) -> Floats:
    """Cumulative hazard of each spell over its months at risk."""
    project, age = months_at_risk(periods)
    calendar = periods["entered"].to_numpy()[project] + age
    edges = hazard.table["from_month"].to_numpy()
    band = np.searchsorted(edges, age, side="right") - 1
    rate = -np.log1p(-hazard.table["hazard"].to_numpy())[np.maximum(band, 0)]
    if len(hazard.season):
        rate = rate * np.exp(hazard.season)[calendar % 12 // 3]
    return np.asarray(np.bincount(project, rate, minlength=len(periods)), dtype=float)


def _by_size(came: Floats, expected: Floats, code: np.ndarray, levels: np.ndarray, *, ended: str) -> Floats:
    """Effect of each size class: one slope on log amount, shrunk towards the usual one (MAP by Newton)."""
    stated = levels != NOT_STATED
    known = stated[code] if len(levels) else np.zeros(0, dtype=bool)
    events, due = float(came[known].sum()), float(expected[known].sum())
    if events <= 0 or due <= 0:
        return np.ones(len(levels))
    size = np.array([float(level) if level != NOT_STATED else 0.0 for level in levels])
    size *= np.log(2) / CLASSES_PER_DOUBLING
    observed = np.bincount(code, came, minlength=len(levels))[stated]
    usual = np.bincount(code, expected, minlength=len(levels))[stated]
    x, slope = size[stated], PRIOR_SLOPE[ended]
    for _ in range(NEWTON_STEPS):
        share = usual * np.exp(slope * (x - x.mean()))
        share /= share.sum()
        centre = float(share @ x)
        gradient = float(observed @ x) - events * centre - (slope - PRIOR_SLOPE[ended]) / PRIOR_SLOPE_SD**2
        step = gradient / (events * float(share @ (x - centre) ** 2) + PRIOR_SLOPE_SD**-2)
        slope += float(np.clip(step, -0.5, 0.5))
        if abs(step) < 1e-8:
            break
    effect = np.exp(slope * (size - x.mean()))
    return np.where(stated, effect * usual.sum() / float(usual @ effect[stated]), 1.0)


def _relative(came: Floats, expected: Floats, code: np.ndarray, levels: np.ndarray) -> Floats:
    """Events ÷ expected ones of each level beside those of all stated levels, shrunk towards 1."""
    stated = (levels != NOT_STATED)[code] if len(levels) else np.zeros(0, dtype=bool)
    events, due = float(came[stated].sum()), float(expected[stated].sum())
    if events <= 0 or due <= 0:
        return np.ones(len(levels))
    observed = np.bincount(code, came, minlength=len(levels))
    usual = np.bincount(code, expected, minlength=len(levels)) * events / due
    ratio = (observed + PRIOR_EVENTS) / (usual + PRIOR_EVENTS)
    return np.where(levels == NOT_STATED, 1.0, ratio)
