"""Amounts written in negotiation beside signed ones."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.ledger.estimates import as_estimated, signed_ratio


def test_larger_estimates_lose_more_and_none_grows():
    ratio = signed_ratio(np.array([0.0, 0.05, 1.0, 30.0, 200.0]))
    assert (np.diff(ratio) <= 0).all()
    assert (ratio <= 1).all()
    assert (ratio > 0.5).all()


def test_only_signed_amounts_are_set_back():
    amounts = np.array([3.0, 3.0, np.nan])
    back = as_estimated(amounts, np.array([True, False, True]))
    assert back[0] > 3.0
    assert back[1] == 3.0
    assert np.isnan(back[2])


def test_both_ways_about_cancel():
    # the mean ratio of an estimate and the usual estimate of an amount are not each other's inverse
    signed = np.array([1.0, 5.0, 20.0])
    there = as_estimated(signed, np.ones(3, dtype=bool))
    assert there * signed_ratio(there) == pytest.approx(signed, rel=0.12)
