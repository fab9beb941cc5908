"""Growth of comparable series from year to year: how often such a rise happened, and why that flatters.

Published growth rates are selected (offices announce rises), so the share above the growth needed is an upper
guide. The lower guide puts the centre of growth at zero and keeps only the spread, once of the published rows
and once of a complete official series, which is not selected. The range lies between them; there is no
headline point.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from jjinvest.data.kept_computations import kept
from jjinvest.forecasting.huber import huber_location

MIN_ROWS = 4
"""Growth rates from which a spread can be stated."""


@dataclass(frozen=True)
class GrowthModel:
    """Robust location and scale of log growth, with the degrees of freedom for prediction."""

    centre: float
    scale: float
    rows: int

    def p_at_least(self, growth: float, *, centre: float | None = None) -> float:
        """Chance that a new row grows by at least `growth`: Student-t with rows − 1 degrees of freedom.

        Parameters
        ----------
        growth
            Relative growth: 0.064 for +6.4 %.
        centre
            Centre of log growth; that of the model if not given.
        """
        middle = self.centre if centre is None else centre
        spread = self.scale * np.sqrt(1 + 1 / self.rows)
        from scipy.special import stdtr

        return float(stdtr(self.rows - 1, -(np.log1p(growth) - middle) / spread))


def fit_growth(growth_pct: pd.Series) -> GrowthModel:
    """Fit location and scale of log(1 + growth) by Huber's M-estimator.

    Raises
    ------
    ValueError
        With fewer than :data:`MIN_ROWS` rows: too few for a spread.

    Examples
    --------
    >>> model = fit_growth(pd.Series([10.0, 12.0, 9.0, 11.0]))
    >>> round(model.centre, 3), model.rows
    (0.1, 4)
    """
    if len(growth_pct) < MIN_ROWS:
        raise ValueError(f"at least four growth rows are needed, not {len(growth_pct)}")
    return _known_fit(tuple(growth_pct.tolist()))


@lru_cache(maxsize=1024)  # the same earlier years are fitted for several questions
def _known_fit(growth_pct: tuple[float, ...]) -> GrowthModel:
    return kept(lambda: _fit(growth_pct), "growth", growth_pct)


def _fit(growth_pct: tuple[float, ...]) -> GrowthModel:
    centre, scale = huber_location(np.log1p(np.array(growth_pct) / 100))
    return GrowthModel(centre, scale, len(growth_pct))
