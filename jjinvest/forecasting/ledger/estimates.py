"""Amounts written in negotiation beside the amounts that are signed.

What is signed is usually less than what was written in negotiation, the more so the larger the estimate:
large estimates are more often too high. A ledger states one amount a project, the signed one once it has
signed. So the amounts of open projects are reduced to what is usually signed, and sizes of signed projects
are compared with those of open ones as they would have been estimated. A ledger alone does not show the
ratio: it is assumed, and uncertain.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jjinvest.forecasting.reserving.triangle import Floats

LEVEL = -0.06
"""Logarithm of the mean signed amount ÷ estimate, of an estimate of 1 亿元.

About half of what the even-numbered of sixty districts of somebody else's process show: other processes show
little or none (docs/methods/evaluation.md).
"""
SLOPE = -0.03
"""Change of it with the logarithm of the estimate."""
BACK = 0.10
"""Logarithm of estimate ÷ signed amount of a project that has signed; alike at all sizes."""
LEVEL_SD = 0.12
"""Standard deviation of the logarithm between districts."""


def signed_ratio(estimate: Floats) -> Floats:
    """Mean signed amount ÷ estimate, of estimates in 亿元; never above 1.

    Examples
    --------
    >>> signed_ratio(np.array([0.01, 1.0, 10.0, 100.0])).round(2).tolist()
    [1.0, 0.94, 0.88, 0.82]
    """
    size = np.log(np.maximum(estimate, 1e-6))
    return np.asarray(np.exp(np.minimum(LEVEL + SLOPE * size, 0.0)))


def as_estimated(amount: Floats, signed: npt.NDArray[np.bool_]) -> Floats:
    """Amounts as they were probably written in negotiation, in their unit; those not signed stay."""
    return np.where(signed, amount * np.exp(BACK), amount)
