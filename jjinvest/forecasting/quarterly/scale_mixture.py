"""Mixture of the structural model on logs and on amounts, weighted by how well each explains the history.

Some series grow by a percentage, others by an amount. After eight or sixteen quarters no test separates them,
and a forecast on the wrong scale diverges. Both scales are therefore weighted by Bayes' rule, with the
Jacobian in the likelihood (Box & Cox 1964, J. R. Stat. Soc. B 26). A zero or a negative correction leaves
only the scale of amounts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.quarterly.structural_model import (
    MAX_QUARTERS,
    StructuralPrior,
    StudentMixture,
    forecast_mixture,
    tempering_exponent,
)

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ScaleMixture:
    """Forecast by the model of amounts and, where every value is positive, by that of logs.

    It is of one series or, with an axis in front, of many.

    `on_amounts`, `on_logs` (None: not possible); `share` (…) of the model of amounts; `floor` (…), the least
    amount of a path: where all were positive, half of the smallest; 0 where none was negative.
    """

    on_amounts: StudentMixture
    on_logs: StudentMixture | None
    share: Array
    floor: Array

    @property
    def point(self) -> Array:
        """Point of each quarter, shape (…, horizon): on logs if there is a model of logs, else on amounts."""
        amounts = self._on_scale(self.on_amounts.mean, self.floor[..., None])
        if self.on_logs is None:
            return amounts
        share = self.share[..., None]
        return np.asarray(share * amounts + (1 - share) * self.on_logs.mean)

    def samples(self, rng: np.random.Generator, draws: int, *, largest_noise: float) -> Array:
        """Joint paths, (…, draws, horizon), on the scale of `point`.

        They are drawn as by :meth:`~jjinvest.forecasting.quarterly.structural_model.StudentMixture.samples`.
        """
        amounts, logs = self.on_amounts, self.on_logs
        if logs is None:
            paths = amounts.samples(rng, draws, largest_noise=largest_noise).values
            return self._on_scale(paths, self.floor[..., None, None])
        share = self.share[..., None]
        both = StudentMixture(
            np.concatenate([share * amounts.weight, (1 - share) * logs.weight], axis=-1),
            np.concatenate([amounts.center, logs.center], axis=-2),
            np.concatenate([amounts.covariance, logs.covariance]),
            np.concatenate([amounts.root, logs.root]),
            amounts.shape,
            np.concatenate([amounts.rate, logs.rate], axis=-1),
            logs.evidence,
        )
        paths, component = both.samples(rng, draws, largest_noise=largest_noise)
        by_amount = component < amounts.weight.shape[-1]
        least = np.broadcast_to(self.floor[..., None], component.shape)[by_amount]
        paths[by_amount] = self._on_scale(paths[by_amount], least[:, None])
        return paths

    def _on_scale(self, amounts: Array, floor: Array) -> Array:
        """Amounts, held to the floor, on the scale of `point`."""
        held = np.maximum(amounts, floor)
        return held if self.on_logs is None else np.log(held)


def forecast_scale_mixture(
    values: npt.ArrayLike, horizon: int, *, prior: StructuralPrior | None = None
) -> ScaleMixture:
    """Forecast the `horizon` quarters after the end of a series of amounts, NaN where a quarter is missing.

    Parameters
    ----------
    values
        In units of the recent level, so that the weak prior of the noise means the same for every series;
        shape (quarters,) or (series, quarters).

    Raises
    ------
    ValueError
        If no value is there, the horizon is not positive, or the series of one call differ in their missing
        quarters or in whether all values are positive.
    """
    series = np.asarray(values, dtype=float)[..., -MAX_QUARTERS:]
    on_amounts = forecast_mixture(series, horizon, prior=prior)
    missing = np.isnan(series)
    positive = (missing | (series > 0)).all(axis=-1)
    if not positive.any():
        floor = np.where((missing | (series >= 0)).all(axis=-1), 0.0, -np.inf)
        return ScaleMixture(on_amounts, None, np.ones_like(floor), floor)
    if not positive.all():
        raise ValueError("series of one call must all have positive values only, or none of them")
    logs = np.log(series)
    on_logs = forecast_mixture(logs, horizon, prior=prior)
    known = int((~missing).sum(axis=-1).max())
    jacobian = tempering_exponent(known) * np.nansum(logs, axis=-1)
    from scipy import special

    share = special.expit(on_amounts.evidence + jacobian - on_logs.evidence)
    return ScaleMixture(on_amounts, on_logs, np.asarray(share), np.nanmin(series, axis=-1) / 2)
