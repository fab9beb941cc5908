"""Growth of comparable series: robust, and not from fewer than four rows."""

from __future__ import annotations

import pandas as pd
import pytest

from jjinvest.forecasting.annual.reference_class import fit_growth


def test_growth_needs_four_rows_and_is_robust():
    with pytest.raises(ValueError, match="at least four"):
        fit_growth(pd.Series([1.0, 2.0, 3.0]))
    calm = fit_growth(pd.Series([10.0, 12, 9, 11, 10, 13]))
    wild = fit_growth(pd.Series([10.0, 12, 9, 11, 10, 900]))
    assert abs(wild.centre - calm.centre) < 0.05
    assert calm.p_at_least(0.0) > 0.99 > 0.5 > calm.p_at_least(0.3)
