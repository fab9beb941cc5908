"""No half-year and origin together give away the amount of one or two projects of a ledger."""

from __future__ import annotations

from datetime import date

from jjinvest.metrics.ledger_observations import observations
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.workbooks import clean_project


def test_the_one_local_project_of_a_half_year_is_not_what_is_left_of_all(district):
    """All of the half-year less the out-of-city part was the amount of the one local project in it."""
    plain = {"stage": "签约", "started_on": None, "agreed_amount": 9_000, "contract_amount": None}
    signed = [("市外", 3)] * 4 + [("市内", 4)] * 3 + [("市外", 9)] * 4 + [("市内", 10)]
    rows = [
        clean_project(n, **plain, origin=origin, signed_on=date(2023, month, 8), contract_on=None)
        for n, (origin, month) in enumerate(signed, 1)
    ]
    import_ledger(district, rows, "2023-12", "2024-01-10")
    state = results_of(district).workspace.ledger
    found = observations(state, "2023").set_index("fact_id")["tier"]
    assert found["2023.agreed_amount.out_of_city"] == "public"
    assert found["2023h1.agreed_amount"] == "public"
    assert found["2023h1.agreed_amount.out_of_city"] == "government"
    assert found["2023h1.projects_signed.out_of_city"] == "public"
