"""The pooled model on logs and on amounts at once, each counted by how well it explains the history.

Some series grow by a percentage and swing in proportion, others by an amount. Which, no test tells after eight or sixteen
quarters, and a forecast on the wrong scale runs away. So both are asked and weighed by Bayes' rule, a transformation being
one more thing not known (Box & Cox 1964, J. R. Stat. Soc. B 26, who compare scales by likelihood with the Jacobian, as
here). A zero or a negative correction leaves the scale of amounts alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from jjinvest.forecast.pooled import LONGEST, Mixture, Prior, evidence_power, forecast_mixture

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class TwoScales:
    """Forecast by the model of amounts and, where every value is positive, by that of logs.

    `on_amounts`, `on_logs` (None: not possible); `share` of the model of amounts; `floor`, the least amount of a path:
    where all were positive, half of the smallest; 0 where none was negative.
    """

    on_amounts: Mixture
    on_logs: Mixture | None
    share: float
    floor: float

    @property
    def point(self) -> Array:
        """Point of each quarter, (horizon,): logs if there is a model of logs (geometric mean of the two), else amounts."""
        amounts = self._seen(self.on_amounts.mean)
        return (
            amounts
            if self.on_logs is None
            else np.asarray(self.share * amounts + (1 - self.share) * self.on_logs.mean)
        )

    def samples(self, rng: np.random.Generator, draws: int, *, largest_noise: float) -> Array:
        """Joint paths, (draws, horizon), on the scale of `point`; see :meth:`~jjinvest.forecast.pooled.Mixture.samples`."""
        count = draws if self.on_logs is None else round(self.share * draws)
        amounts = self._seen(self.on_amounts.samples(rng, count, largest_noise=largest_noise))
        if self.on_logs is None:
            return amounts
        logs = self.on_logs.samples(rng, draws - count, largest_noise=largest_noise)
        return np.concatenate([amounts, logs])

    def _seen(self, amounts: Array) -> Array:
        """Amounts, held to the floor, on the scale of `point`."""
        held = np.maximum(amounts, self.floor)
        return held if self.on_logs is None else np.log(held)


def forecast_scales(values: npt.ArrayLike, horizon: int, *, prior: Prior | None = None) -> TwoScales:
    """Forecast the `horizon` quarters after the end of a series of amounts, NaN where a quarter is missing.

    Parameters
    ----------
    values
        In units of the recent level, so that the weak prior of the noise means the same for every series.

    Raises
    ------
    ValueError
        If no value is there or the horizon is not positive.
    """
    series = np.asarray(values, dtype=float)[-LONGEST:]
    known = series[~np.isnan(series)]
    on_amounts = forecast_mixture(series, horizon, prior=prior)
    if not (known > 0).all():
        return TwoScales(on_amounts, None, 1.0, 0.0 if (known >= 0).all() else -np.inf)
    logs = np.log(series)
    on_logs = forecast_mixture(logs, horizon, prior=prior)
    jacobian = evidence_power(len(known)) * float(np.nansum(logs))
    share = float(special.expit(on_amounts.evidence + jacobian - on_logs.evidence))
    return TwoScales(on_amounts, on_logs, share, float(known.min()) / 2)
