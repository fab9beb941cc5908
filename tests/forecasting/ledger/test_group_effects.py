"""Effects of size class and origin on signing, on projects whose chances are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jjinvest.core.quantity import YI
from jjinvest.forecasting.ledger.group_effects import signing_model, with_labels

DAY = "2023-12-31"


def ledger(number, rate, *, unstated=0.0, seed=0):
    """Negotiations begun over three years; each month a share `rate(out_of_city, large)` signs."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(number):
        out, large = rng.random() < 0.5, rng.random() < 0.5
        begun = int(rng.integers(0, 36))
        months = int(rng.geometric(rate(out, large)))
        signed = begun + months < 36
        begin = pd.Timestamp(2021, 1, 10) + pd.DateOffset(months=begun)
        amount = (20 if large else 2) * YI
        hidden = not signed and rng.random() < unstated
        rows.append(
            (
                "out_of_city" if out else "in_city",
                None if hidden else amount,
                begin,
                begin + pd.DateOffset(months=months) if signed else pd.NaT,
            )
        )
    table = pd.DataFrame(rows, columns=["origin", "agreed_amount", "negotiated_on", "signed_on"])
    table["agreed_amount"] = table["agreed_amount"].astype("Int64")
    table["terminated_on"] = pd.Series(pd.NaT, table.index, dtype="datetime64[ns]")
    return table


def effects(table):
    return signing_model(with_labels(table, ("out_of_city",)), as_of=DAY).move.group


SMALL, LARGE = "2", "9"
"""Size classes of 2 and 20 亿元: halves of a doubling above 1 亿元."""


def test_faster_groups_have_larger_effects():
    found = effects(ledger(600, lambda out, large: (0.04 if out else 0.12) * (0.5 if large else 1.0)))
    ratio = np.exp(found[f"{SMALL}|in_city"] - found[f"{SMALL}|out_of_city"])
    assert ratio == pytest.approx(3, rel=0.35)
    assert np.exp(found[f"{SMALL}|in_city"] - found[f"{LARGE}|in_city"]) == pytest.approx(2, rel=0.35)


def test_a_size_that_never_signed_follows_the_slope_of_the_others():
    table = ledger(600, lambda out, large: 0.03 if large else 0.12)
    huge = table.tail(12).assign(agreed_amount=200 * YI, signed_on=pd.NaT)
    found = effects(pd.concat([table, huge.astype(table.dtypes)], ignore_index=True))
    assert found["15|in_city"] < found[f"{LARGE}|in_city"] < found[f"{SMALL}|in_city"]


def test_few_signings_keep_to_the_usual_slope():
    found = effects(ledger(30, lambda out, large: 0.02 if large else 0.08))
    many = effects(ledger(900, lambda out, large: 0.02 if large else 0.08))
    gap, wide = (each[f"{SMALL}|in_city"] - each[f"{LARGE}|in_city"] for each in (found, many))
    assert wide == pytest.approx(np.log(4), rel=0.25)
    assert gap < wide


def test_amounts_stated_only_after_signing_give_no_effect():
    found = effects(ledger(600, lambda out, large: 0.08, unstated=0.8))
    assert np.exp(found["|in_city"]) == pytest.approx(1, abs=0.2)
    for label in (f"{SMALL}|in_city", f"{LARGE}|out_of_city"):
        assert np.exp(found[label]) == pytest.approx(1, abs=0.25)


def test_few_projects_keep_the_pooled_rate():
    found = effects(ledger(40, lambda out, large: 0.05 if out else 0.1))
    assert all(0.5 < np.exp(value) < 2 for value in found.values())
