"""New business beside the named projects: each signing counts once."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.ledger.conversion import named_projects
from jjinvest.forecasting.ledger.new_business import MAX_MIX_PROJECTS, _trend, new_business
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


@pytest.mark.parametrize("a_month", [3, 20])
def test_sizes_and_origins_of_new_business_are_those_of_all_signed_projects(a_month):
    table = geometric_district(seed=5, a_month=a_month)
    day = "2022-06-30"
    new = new_business(table, as_of=day, months=6)
    signed = table[table["signed_on"] <= day]
    size, out = signed["agreed_amount"] / 10**8, signed["origin"] != "in_municipality"
    weights = np.array([weights for _, _, weights in new.tiers])
    assert weights.sum() == pytest.approx(min(len(signed), MAX_MIX_PROJECTS))
    # however the projects came in, each counts alike
    below = np.sum([weights for amounts, _, weights in new.tiers if amounts.max() < 1])
    assert below / weights.sum() == pytest.approx((size < 1).mean())
    assert weights[:, 1].sum() / weights.sum() == pytest.approx(out.mean())


def test_the_mix_is_as_uncertain_with_many_projects_as_with_some():
    few, many = (
        new_business(geometric_district(seed=5, a_month=number), as_of="2022-06-30", months=6)
        for number in (20, 40)
    )
    assert sum(sum(each[2]) for each in few.tiers) == pytest.approx(sum(sum(each[2]) for each in many.tiers))
