"""New business beside the named projects: each signing counts once."""

from __future__ import annotations

import numpy as np
import pytest

from jjinvest.forecasting.ledger.conversion import named_projects
from jjinvest.forecasting.ledger.new_business import new_business
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
