"""Payments of a project that was split, divided among its parts where these show how."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jjinvest.data.ledger_snapshot import GROUPINGS

SAME_GROUPS = ("origin", "sector", "top500", *GROUPINGS)
"""Groups of which a payment must not move to another: parts that differ in one are not given months."""


def divided(payments: pd.DataFrame, parts: pd.DataFrame, month: str) -> list[np.ndarray] | None:
    """Divide the payments of a project that was split among its parts, so that sums stay as they are.

    What each part had received before is its funds to date without those of the month, or of the year, or
    all of them: whichever adds up to the payments. In each month the parts share the payment alike; the sum
    of a part, and where the ledger says it that of earlier years, is its own.

    Parameters
    ----------
    payments
        Payments of the project: since, month and amount in 元.
    parts
        Its parts in the ledger: funds_to_date, funds_ytd, funds_month and :data:`SAME_GROUPS`.
    month
        Month of that ledger.

    Returns
    -------
    list of numpy.ndarray or None
        Amounts by payment, for each part; None where no column shows what the parts had received, or where
        parts of different groups had received something, whose months would then be a guess.
    """
    total = int(payments["amount"].sum())
    to_date = _yuan(parts, "funds_to_date")
    before = next((each for each in _received(parts) if each.sum() == total and (each >= 0).all()), None)
    if before is None:
        return None
    of_one_group = len(parts.drop_duplicates([name for name in SAME_GROUPS if name in parts])) == 1
    if not of_one_group and np.count_nonzero(before) > 1:
        return None
    january = pd.Timestamp(f"{month[:4]}-01-01")
    earlier = (payments["month"] < january).to_numpy()
    certain = earlier | (payments["since"] >= january).to_numpy()
    amounts = payments["amount"].to_numpy()
    of_years = to_date - _yuan(parts, "funds_ytd")
    of_year = before - of_years
    own_years = bool(parts["funds_ytd"].notna().all()) and of_years.sum() == amounts[earlier].sum()
    if not (own_years and certain.all() and (of_years >= 0).all() and (of_year >= 0).all()):
        return _shared(amounts, before)
    shares = np.zeros((len(parts), len(amounts)), dtype="int64")
    for chosen, sums in ((earlier, of_years), (~earlier, of_year)):
        shares[:, chosen] = _shared(amounts[chosen], sums)
    return list(shares)


def _received(parts: pd.DataFrame) -> Iterator[np.ndarray]:
    """What each part may have received before its ledger, by its own columns."""
    to_date = _yuan(parts, "funds_to_date")
    for name in ("funds_month", "funds_ytd"):
        if parts[name].notna().any():
            yield to_date - _yuan(parts, name)
    yield to_date


def _shared(amounts: np.ndarray, sums: np.ndarray) -> list[np.ndarray]:
    """Divide each amount in proportion to `sums`, which add up to the amounts and are met exactly.

    Examples
    --------
    >>> [part.tolist() for part in _shared(np.array([5, 5]), np.array([3, 7]))]
    [[1, 2], [4, 3]]
    """
    total = int(sums.sum())
    rest = amounts.copy()
    shares = []
    for part in sums[:-1]:
        # whole numbers of any size: the product may be beyond 64 bits
        until = [int(part) * int(each) // total if total else 0 for each in np.cumsum(amounts)]
        share = np.diff(np.array([0, *until], dtype="int64"))
        shares.append(share)
        rest = rest - share
    return [*shares, rest]


def _yuan(parts: pd.DataFrame, name: str) -> np.ndarray:
    return parts[name].fillna(0).to_numpy(dtype="int64")
