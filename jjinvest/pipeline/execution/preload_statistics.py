"""Statistical models that forecasts and several pages import, imported once for all of them."""

from __future__ import annotations

import gc

import pyarrow.dataset  # noqa: F401
import statsmodels.distributions.empirical_distribution
import statsmodels.duration.survfunc
import statsmodels.genmod.generalized_linear_model
import statsmodels.robust.robust_linear_model  # noqa: F401

gc.collect()
gc.freeze()
