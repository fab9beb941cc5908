"""Train the packaged prior and calibration of the quarterly forecast: `python -m benchmarks forecast_tuning`.

Quarterly series of three competitions enter, and simulated deals. Three steps: a wide grid of prototypes gets
the weights of greatest likelihood (EM) and is cut to those that carry weight; the weights are then bent
towards the smallest symmetric error of the point forecast, held near the likelihood's by their
Kullback–Leibler distance; last, factors on the spread are read off forecasts at many origins. Writes the
tables of :mod:`jjinvest.forecasting.quarterly.parameters`, and for each collection those that the others give
(:mod:`benchmarks.held_out`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special
from scipy.optimize import minimize

from benchmarks import interval_factors
from benchmarks.held_out import HELD_OUT
from benchmarks.lumpy_series import TRAINING_DEALS, TRAINING_DISTRIBUTIONS, lumpy_quarters
from benchmarks.m3_series import COLLECTIONS, quarterly
from benchmarks.packaged_tables import write_packaged_table
from jjinvest.forecasting.quarterly import forecast as quarterly_forecast
from jjinvest.forecasting.quarterly import interval_calibration, parameters, structural_model
from jjinvest.forecasting.quarterly.scale_mixture import forecast_scale_mixture
from jjinvest.forecasting.quarterly.structural_model import StructuralPrior

Array = npt.NDArray[np.float64]
MAX_PROTOTYPES = 120
DIVERGENCE_WEIGHT = 0.06
"""Weight in the loss of the Kullback–Leibler distance from the likeliest weights."""
CASES = {6: 4, 8: 4, 12: 4, 16: 4, 24: 8, 42: 8}
"""Lengths of history and horizons on which weights are bent."""
CALIBRATION_LENGTHS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 28, 40)
"""Lengths of history that get factors."""
MAX_SERIES, MAX_WINDOWS = 200, 4
"""Series of a collection, and windows of a series, that are trained on at most, to save time."""
MAX_ORIGINS = 4
"""Origins of each series, a year apart, that factors are trained on: its last years. Over their whole past,
up to seventeen years, the series were harder to forecast than at the end, and one width for all of it is too
wide for now."""
LUMPY_HISTORIES = 80
"""Simulated histories of each length, size distribution and number of deals."""
BATCH = 20
"""Forecasts that share their random numbers in training."""
MIN_HISTORIES = 20.0
"""Histories that a variation needs to get factors of its own; else it takes those of the next smaller one, or
of even histories."""


def grid() -> StructuralPrior:
    """Prototypes to choose from, each with the same weight."""
    drifts = [
        (0.0, 1.0),
        *product((0.15, 0.3, 0.6), (1.0,)),
        *product((0.2, 0.5, 1.0), (0.4, 0.7, 0.9, 0.97)),
    ]
    seasons = [
        (0.0, 0.0),
        (0.3, 0.0),
        (1.0, 0.0),
        (1.0, 0.1),
        (1.0, 0.25),
        (2.5, 0.0),
        (2.5, 0.1),
        (2.5, 0.25),
    ]
    seasons += [(6.0, 0.0), (6.0, 0.2), (6.0, 0.5)]
    rows = [(level, *d, *s) for level in (0.0, 0.1, 0.3, 0.6, 1.0) for d in drifts for s in seasons]
    return StructuralPrior(*np.array(rows).T, np.full(len(rows), 1 / len(rows)))


def part(prior: StructuralPrior, which: npt.NDArray[np.intp], weight: Array) -> StructuralPrior:
    """Some prototypes with new weights."""
    names = ("level", "drift", "damping", "season", "season_step")
    return StructuralPrior(
        **{name: getattr(prior, name)[which] for name in names}, weight=weight / weight.sum()
    )


def windows(
    n: int, step: int, collections: Sequence[str], *, latest: int | None = None
) -> tuple[Array, Array]:
    """Logs of windows of `n` quarters, every `step` quarters, and weights that count each series once.

    A collection stands with :data:`MAX_SERIES` of its series at most for all of them, a series with its
    `latest` windows or with :data:`MAX_WINDOWS`, evenly over its past. Series with amounts that are not
    positive are left out.
    """
    rows, weights = [], []
    for name in collections:
        ends = {}
        for k, logs in enumerate(_logs(name)):
            every = range(len(logs), n - 1, -step)[:latest]
            ends[k] = [every[i] for i in _evenly(len(every), latest or MAX_WINDOWS)]
        rows += [_logs(name)[k][end - n : end] for k, each in ends.items() for end in each]
        stands_for = len(quarterly(name)) / len(_logs(name))
        weights += [stands_for / len(each) for each in ends.values() for _ in each]
    return np.array(rows), np.array(weights) / sum(weights)


@cache
def _logs(collection: str) -> list[Array]:
    """Logs of the series of a collection that are trained on."""
    amounts = [np.concatenate([series.past, series.future]) for series in quarterly(collection).values()]
    positive = [np.log(each) for each in amounts if (each > 0).all()]
    return [positive[k] for k in _evenly(len(positive), MAX_SERIES)]


def _evenly(count: int, most: int) -> list[int]:
    """At most `most` of `count` places, evenly spread from the first to the last."""
    places = np.linspace(0, count - 1, min(count, most)).round()
    return [int(k) for k in np.unique(places)]


def on_scales(rows: Array) -> tuple[Array, Array]:
    """Windows on both scales, shape (2, windows, n): amounts, then logs, in units of the recent level."""
    logs = rows - np.log(np.exp(rows[:, -4:]).mean(axis=1, keepdims=True))
    return np.exp(logs), logs


def evidence(prior: StructuralPrior, scales: tuple[Array, Array]) -> Array:
    """Log likelihood of each window on each scale under each prototype.

    It omits a constant of the length and has the power with which evidence counts.
    """
    n = scales[0].shape[1]
    solved = structural_model.kriging_weights(tuple(range(n)), n, 1, prior)
    likelihoods = []
    for rows, jacobian in zip(scales, (scales[1].sum(axis=1), np.zeros(len(scales[1]))), strict=True):
        away = rows - rows[:, -1:]
        squares = np.array([np.square(away @ whiten.T).sum(axis=1) for whiten in solved.whitener]).T
        shape, rate = structural_model.noise_posterior(squares, n)
        likelihoods.append(solved.log_constant - shape * np.log(rate) + jacobian[:, None])
    return structural_model.tempering_exponent(n) * np.stack(likelihoods, axis=1)


def likeliest(prior: StructuralPrior, collections: Sequence[str], *, steps: int = 150) -> StructuralPrior:
    """Weights of greatest likelihood of windows of several lengths, cut to the prototypes that carry them."""
    weights = []
    for n in (12, 16, 24):
        rows, counts = windows(n, 5, collections)
        logs = special.logsumexp(evidence(prior, on_scales(rows)), axis=1)
        likelihood = np.exp(logs - logs.max(axis=1, keepdims=True))
        weight = prior.weight
        for _ in range(steps):
            share = likelihood * weight
            weight = counts @ (share / share.sum(axis=1, keepdims=True))
        weights.append(weight)
    mean = np.mean(weights, axis=0)
    kept = np.argsort(-mean, kind="stable")[:MAX_PROTOTYPES]
    return part(prior, kept, mean[kept])


@dataclass(frozen=True)
class Case:
    """Windows cut into a history and its future: S windows, 2 scales, K prototypes.

    `history` (S, 2, K) and `forecast` (S, 2, K, horizon), on amounts and on logs; `floor` (S,) of amounts;
    `actual` on logs, (S, horizon).
    """

    horizon: int
    history: Array
    forecast: Array
    floor: Array
    actual: Array
    counts: Array


def cases(prior: StructuralPrior, collections: Sequence[str]) -> list[Case]:
    """One for each of :data:`CASES`."""
    cut = []
    for n, horizon in CASES.items():
        rows, counts = windows(n + horizon, 4 if n < 20 else 3, collections)
        scales = on_scales(rows[:, :n])
        gain = structural_model.kriging_weights(tuple(range(n)), n, horizon, prior).gain
        ahead = [
            np.einsum("khn,sn->skh", gain, seen - seen[:, -1:], optimize=True) + seen[:, -1:, None]
            for seen in scales
        ]
        actual = rows[:, n:] - rows[:, n - 1 : n] + scales[1][:, -1:]
        floor = scales[0].min(axis=1) / 2
        cut.append(Case(horizon, evidence(prior, scales), np.stack(ahead, axis=1), floor, actual, counts))
    return cut


def loss(free: Array, near: Array, seen: list[Case]) -> tuple[float, Array]:
    """Loss of weights softmax(`free`) and its gradient.

    The point is nearly linear in the components: on amounts, their mean's logarithm is taken at its tangent.
    """
    log_weight = special.log_softmax(free)
    weight = np.exp(log_weight)
    value, slope = 0.0, np.zeros_like(free)
    for case in seen:
        joint = log_weight + case.history
        within = special.softmax(joint, axis=2)
        scale = special.softmax(special.logsumexp(joint, axis=2), axis=1)
        share = scale[:, :, None] * within
        mean = np.einsum("slk,slkh->slh", within, case.forecast)
        amount = np.maximum(mean[:, 0], case.floor[:, None])
        logs = np.stack([np.log(amount), mean[:, 1]], axis=1)
        tangent = np.stack([(mean[:, 0] > case.floor[:, None]) / amount, np.ones_like(amount)], axis=1)
        point = np.einsum("sl,slh->sh", scale, logs)
        miss = point - case.actual
        unit = 100 / len(seen)  # percent, as the symmetric error 2·tanh(|log ratio|/2)
        value += unit * (case.counts @ (2 * np.tanh(np.abs(miss) / 2)).mean(axis=1))
        pull = unit * case.counts[:, None] / case.horizon * np.sign(miss) / np.cosh(miss / 2) ** 2
        moved = np.einsum("sh,slh,slkh->slk", pull, tangent, case.forecast, optimize=True)
        fixed = np.einsum("sh,slh->sl", pull, logs - tangent * mean)
        slope += ((moved + fixed[:, :, None]) * share).sum(axis=(0, 1))
        slope -= (pull * point).sum(axis=1) @ share.sum(axis=1)
    value += DIVERGENCE_WEIGHT * float((near * (np.log(near + 1e-12) - log_weight)).sum())
    return float(value), slope + DIVERGENCE_WEIGHT * (weight - near)


def bent(prior: StructuralPrior, collections: Sequence[str], *, steps: int = 60) -> StructuralPrior:
    """Weights that forecast better than the likeliest ones; those below half a thousandth are left out."""
    result = minimize(
        loss,
        np.log(prior.weight + 1e-6),
        args=(prior.weight, cases(prior, collections)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": steps},
    )
    weight = special.softmax(result.x)
    order = np.argsort(-weight, kind="stable")
    kept = order[weight[order] > 5e-4]
    return part(prior, kept, weight[kept])


class Needed(NamedTuple):
    """Stretch that the intervals of forecasts needed, with what it depends on.

    `stretch` (2, forecasts, horizon, COVERAGES); `on_logs` (forecasts,): whether the structural model
    forecasts on logs.
    """

    on_logs: npt.NDArray[np.bool_]
    stretch: Array


def needed_by(
    histories: Array, futures: Array, prior: StructuralPrior, *, draws: int, seed: Sequence[int]
) -> Needed:
    """Stretch needed by forecasts of the structural model of histories of one length, (forecasts, n).

    Each batch draws by a seed of its own: the same draws for all would shift every quantile alike.
    """
    count, horizon = futures.shape
    levels = len(interval_calibration.COVERAGES)
    on_logs = np.asarray((histories > 0).all(axis=1))
    stretch = np.empty((2, count, horizon, levels))
    for scale in (False, True):
        places = np.flatnonzero(on_logs == scale)
        for k in range(0, len(places), BATCH):
            batch = places[k : k + BATCH]
            size = np.array([quarterly_forecast.recent_size(each) for each in histories[batch]])[:, None]
            views = forecast_scale_mixture(histories[batch] / size, horizon, prior=prior)
            rng = np.random.default_rng([*seed, int(scale), k])
            paths = views.samples(rng, draws, largest_noise=quarterly_forecast.MAX_LOG_NOISE)
            paths += (views.point - np.median(paths, axis=1))[:, None]
            actual = np.maximum(futures[batch] / size, views.floor[:, None])
            actual = np.log(actual) if scale else actual
            for place, drawn, y in zip(batch, paths, actual, strict=True):
                stretch[:, place] = interval_factors.scale_factors_needed(drawn, y)
    return Needed(on_logs, stretch)


def even_factors(n: int, prior: StructuralPrior, collections: Sequence[str], *, draws: int) -> Array:
    """Factors for a history of `n` quarters, (COVERAGES,), from the last years of the collections' series."""
    rows, counts = windows(n + 4, 4, collections, latest=MAX_ORIGINS)
    amounts = np.exp(rows)
    either = needed_by(amounts[:, :n], amounts[:, n:], prior, draws=draws, seed=[n]).stretch.max(axis=0)
    weight = np.repeat(counts, either.shape[1])
    return interval_factors.calibrated_scale_factors(either.reshape(-1, either.shape[2]), weight)


def lumpy_factors(n: int, even: Array, prior: StructuralPrior, *, draws: int) -> Array:
    """Factors for lumpy histories of `n` quarters, (2, VARIATIONS, 2, COVERAGES), from simulated deals.

    `even`: factors for even histories. A history counts for the two variations that its own lies between, as
    factors will be read off there.
    """
    simulated = []
    for k, (sizes, deals) in enumerate(product(TRAINING_DISTRIBUTIONS, TRAINING_DEALS)):
        rng = np.random.default_rng([1, n, k])
        every = np.array([lumpy_quarters(rng, deals, n + 4, sizes=sizes) for _ in range(LUMPY_HISTORIES)])
        simulated.append(every[every[:, :n].any(axis=1)])
    amounts = np.concatenate(simulated)
    needed = needed_by(amounts[:, :n], amounts[:, n:], prior, draws=draws, seed=[1, n])
    varied = np.array([interval_calibration.variation(row) for row in amounts[:, :n]])
    zero, stretch = amounts[:, n:] == 0, np.moveaxis(needed.stretch, 0, 1)
    return np.stack(
        [
            _by_variation(varied[selected], stretch[selected], zero[selected] & on_logs, even)
            for on_logs, selected in ((False, ~needed.on_logs), (True, needed.on_logs))
        ]
    )


def _by_variation(varied: Array, needed: Array, out_of_reach: npt.NDArray[np.bool_], even: Array) -> Array:
    """Factors at each variation, (VARIATIONS, 2, COVERAGES), from histories of one scale.

    `varied` (histories,), `needed` (histories, 2, horizon, COVERAGES), `out_of_reach` (histories, horizon).
    """
    knots = np.log([interval_calibration.MAX_EVEN_VARIATION, *interval_calibration.VARIATIONS])
    x = np.log(np.maximum(varied, interval_calibration.MAX_EVEN_VARIATION))
    flat = np.moveaxis(needed, 1, 0).reshape(2, -1, len(interval_calibration.COVERAGES))
    factors = [np.tile(even, (2, 1))]
    for unit in np.eye(len(knots))[1:]:
        weight = np.interp(x, knots, unit)
        enough = weight.sum() >= MIN_HISTORIES
        each = np.repeat(weight, out_of_reach.shape[1])
        factors.append(
            interval_factors.calibrated_side_factors(flat, each, out_of_reach.ravel())
            if enough
            else factors[-1]
        )
    return np.stack(factors[1:])


def trained_calibration(
    prior: StructuralPrior,
    collections: Sequence[str],
    *,
    lumpy: Array | None = None,
    draws: int = 400,
) -> interval_calibration.IntervalCalibration:
    """Factors from forecasts of the structural model at many origins, for quarters up to four ahead.

    `lumpy`: factors of simulated deals, if they are there already.
    """
    even = [even_factors(n, prior, collections, draws=draws) for n in CALIBRATION_LENGTHS]
    if lumpy is None:
        lumpy = np.array(
            [
                lumpy_factors(n, factors, prior, draws=draws)
                for n, factors in zip(CALIBRATION_LENGTHS, even, strict=True)
            ]
        )
    return interval_calibration.IntervalCalibration(
        np.array(CALIBRATION_LENGTHS, dtype=float), np.array(even), lumpy
    )


def tables(calibration: interval_calibration.IntervalCalibration) -> dict[str, pd.DataFrame]:
    """Even and lumpy factors in the columns that the package reads."""
    names = [
        f"{side}_{name}"
        for side in interval_calibration.SIDES
        for name in interval_calibration.COVERAGE_NAMES
    ]
    keys = pd.MultiIndex.from_product(
        [calibration.lengths, [0, 1], interval_calibration.VARIATIONS],
        names=["quarters", "on_logs", "variation"],
    )
    even = pd.DataFrame(
        calibration.even, columns=[f"factor_{name}" for name in interval_calibration.COVERAGE_NAMES]
    )
    even.insert(0, "quarters", calibration.lengths)
    lumpy = pd.DataFrame(calibration.lumpy.reshape(len(keys), len(names)), index=keys, columns=names)
    return {"even_factors": even, "lumpy_factors": lumpy.reset_index()}


def train(folder: Path, collections: Sequence[str], *, lumpy: Array | None = None) -> Array:
    """Train the parameters on these collections, write their tables, and return the lumpy factors.

    Lumpy factors are trained and written too if they are not given.
    """
    prior = bent(likeliest(grid(), collections), collections)
    columns = {field.name: getattr(prior, field.name) for field in fields(prior)}
    write_packaged_table(folder, "structural_prior", pd.DataFrame(columns))
    print(f"{', '.join(collections)}: {len(prior.weight)} prototypes", flush=True)
    calibration = trained_calibration(prior, collections, lumpy=lumpy)
    for name, table in tables(calibration).items():
        if name != "lumpy_factors" or lumpy is None:
            write_packaged_table(folder, name, table)
            print(table.round(3).to_string(index=False), flush=True)
    return calibration.lumpy


def main() -> None:
    """Train on all collections for the package, and on all but each for its test."""
    lumpy = train(parameters.FOLDER, tuple(COLLECTIONS))
    for held_out in COLLECTIONS:
        train(HELD_OUT / held_out, [name for name in COLLECTIONS if name != held_out], lumpy=lumpy)
