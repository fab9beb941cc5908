"""New business beside the named projects: each signing counts once."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.ledger.conversion import named_projects
from jjinvest.forecasting.ledger.new_business import _trend, new_business
from tests.fixtures.ledgers import geometric_district


def test_named_and_new_business_do_not_count_the_same_signing_twice():
    table = geometric_district(seed=2, a_month=20)
    day, months = "2022-06-30", 6
    named = named_projects(table, as_of=day, months=months)
    new = new_business(table, as_of=day, months=months)
    signed = table[table["signed_on"].between("2022-07-01", "2022-12-31")]
    among = signed["project_code"].isin(named.table["project_code"])
    # the truth splits exactly into the two, and each part is expected about right
    assert (signed.loc[~among, "negotiated_on"] > day).all()
    assert named.table["probability"].sum() == pytest.approx(among.sum(), abs=4 * np.sqrt(among.sum()))
    assert new.expected == pytest.approx((~among).sum(), abs=4 * np.sqrt((~among).sum()))


def test_years_that_scatter_make_level_and_trend_as_uncertain_as_they_are():
    starts, now = 12 * np.arange(2015, 2023), 12 * 2023
    rng = np.random.default_rng(4)
    effect, mean = 0.3, 60.0
    found = []
    for _ in range(400):
        level = mean * rng.gamma(1 / effect**2, effect**2, len(starts))
        expected, cv, year_effect = _trend(starts, rng.poisson(level), now)
        found.append((np.log(expected / mean), cv, year_effect))
    missed, cv, year_effect = np.array(found).T
    assert missed.std() == pytest.approx(np.sqrt((cv**2).mean()), rel=0.25)
    assert np.sqrt((year_effect**2).mean()) == pytest.approx(effect, rel=0.25)
    # numbers of a Poisson distribution, of which the formula of the standard error is 1/√n
    assert _trend(starts, np.full(len(starts), 60), now)[1] < 0.6 * np.sqrt((cv**2).mean())
