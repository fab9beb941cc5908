"""The largest projects of a ledger beside published figures: what is public already is not hidden."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.reporting.tables.ledger import largest
from jjinvest.results.results import Results
from tests.fixtures.circulars import number

TOP, BOUND = FactId("2023.ledger.agreed_amount.top1"), FactId("2023.agreed_amount.top1")


def amount_shown(in_ledger: float, tier: str) -> FactId:
    """Id of the number in the table, beside a published class of one project with 13.9 亿元."""
    held = replace(number(TOP, in_ledger, "亿元"), tier="government")
    bounds = replace(number(BOUND, 13.9, "亿元"), value=None, low=13.85, high=13.95)
    ledger = SimpleNamespace(period="2023", facts={BOUND: held})
    published = SimpleNamespace(workspace=SimpleNamespace(tier=tier), bounds={BOUND: bounds})
    frame = largest(cast("Results", ledger), cast("Results", published))
    return FactId(frame["amount"].iloc[0].id)


@pytest.mark.parametrize(
    ("in_ledger", "tier", "shown"),
    [(13.88, "public", BOUND), (15.2, "public", TOP), (13.88, "government", TOP)],
)
def test_a_withheld_amount_that_published_figures_give_is_shown_as_they_give_it(in_ledger, tier, shown):
    assert amount_shown(in_ledger, tier) == shown
