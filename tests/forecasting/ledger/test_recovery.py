"""Parameters of a large synthetic district are recovered from its ledger."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.reserving.cohorts import funds_model
from jjinvest.forecasting.reserving.triangle import cohorts_of
from jjinvest.synthetic.parameters import Parameters
from jjinvest.synthetic.simulate import simulate
from tests.fixtures.ledgers import pooled_hazards

PARAMETERS = Parameters(projects=6000)


@pytest.fixture(scope="module")
def district():
    return simulate(PARAMETERS, seed=4)


def test_hazards_of_negotiation(district):
    onward, given_up = PARAMETERS.negotiating_to_signed, PARAMETERS.negotiating_given_up
    model = pooled_hazards(district.projects, as_of="2023-12-31")
    for way, rate in ((model.move, onward), (model.leave, given_up)):
        # monthly hazard of two competing rates in continuous time; the first month is half over on entry
        monthly = rate / (onward + given_up) * -np.expm1(-(onward + given_up))
        complete = way.table[way.table["from_month"] > 0] if not way.pooled else way.table
        estimate = np.average(complete["hazard"], weights=complete["at_risk"])
        assert estimate == pytest.approx(monthly, rel=0.05 + 2 / np.sqrt(way.events))


def test_signings_crowd_in_the_second_and_fourth_quarter(district):
    season = pooled_hazards(district.projects, as_of="2023-12-31").move.season
    quarters = np.log(np.array(PARAMETERS.signing_season).reshape(4, 3).mean(axis=1))
    np.testing.assert_allclose(season, quarters - quarters.mean(), atol=0.1)


def test_share_of_the_agreed_amount_paid_by_age(district):
    cohorts = cohorts_of(district.projects, district.payments, as_of="2023-12-31")
    model = funds_model(cohorts)
    shares = np.cumsum(model.since_signing(16))
    # a cohort is signed in three months; the later months of a quarter see more signings, so age 0 pays a
    # little less
    truth = np.array([PARAMETERS.paid_share(3 * age + np.arange(3)).mean() for age in range(16)])
    np.testing.assert_allclose(shares[1:], truth[1:], rtol=0.08)
    assert shares[0] == pytest.approx(truth[0], rel=0.2)
    ultimate = model.summary()
    old = ultimate.iloc[:8]
    share = old["ultimate"].sum() / old["agreed_amount"].sum()
    assert share == pytest.approx(PARAMETERS.paid_share([71])[0], rel=0.08)
