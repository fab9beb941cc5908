"""No page says of one or two projects of a ledger that they have paid nothing."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.metrics.ledger_observations import observations
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import HEADERS, clean_project

COLUMNS = HEADERS | {"park": "承接平台"}


@pytest.fixture
def one_large(district):
    """Twelve projects of 1 to 10 亿元 that have paid, one of 30 亿元 in a park of its own that has not."""
    plain = {"agreed_amount": 90_000, "park": "甲园", "stage": "签约", "started_on": None}
    plain |= {"signed_on": date(2023, 5, 8), "contract_on": date(2023, 6, 1)}
    paying = [
        clean_project(n, **plain, funds_month=None, funds_ytd=1000 + n, funds_to_date=1000 + n)
        for n in range(1, 13)
    ]
    silent = clean_project(
        13,
        agreed_amount=300_000,
        park="乙园",
        stage="签约",
        signed_on=date(2023, 5, 8),
        started_on=None,
        contract_on=None,
        contract_amount=None,
        funds_month=0,
        funds_ytd=0,
        funds_to_date=0,
    )
    import_ledger(district, [*paying, silent], "2023-12", "2024-01-10", headers=COLUMNS)
    return results_of(district)


def test_no_page_says_that_the_single_large_project_paid_nothing(one_large):
    found = observations(one_large.workspace.ledger, "2023").set_index("fact_id")
    funds = found[(found["metric"] == "funds_in_place") & found["scope"].isin(["tier", "park"])]
    assert sorted(funds["scope"][funds["value"] == 0]) == ["park", "tier"]
    assert set(funds["tier"]) == {"government"}
    # the other class would give it away by subtraction
    assert found.loc["2023.funds_in_place.tier_1_10", "tier"] == "government"
    assert found.loc["2023.funds_in_place", "tier"] == "public"
    public = {str(fact.id) for fact in one_large.facts.values() if fact.tier == "public" and fact.value == 0}
    assert not [name for name in public if "funds_in_place." in name and "tier_20_50" in name]
