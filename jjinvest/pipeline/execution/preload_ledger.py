"""What the forecasts and several pages of a district with a ledger import, imported once for all of them."""

from __future__ import annotations

import gc

import pyarrow.dataset  # noqa: F401
import statsmodels.duration.survfunc
import statsmodels.genmod.generalized_linear_model  # noqa: F401

import jjinvest.ledger.reader.headed_columns.headers  # noqa: F401

gc.collect()
gc.freeze()
