"""A part leads a table only where the data bear it out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from jjinvest.core.facts import Fact
from jjinvest.reporting.pages.leading import leading
from jjinvest.reporting.tables.cells import Term


def share(value, low=None, high=None, **changes) -> Fact:
    low, high = value if low is None else low, value if high is None else high
    fact = Fact("2023.agreed_amount.share", value, low, high, "%", "agreed", "all", "computed", "2023")
    return replace(fact, **changes)


def table(**shares) -> pd.DataFrame:
    return pd.DataFrame({"group": map(Term, shares), "share": list(shares.values())}, dtype=object)


def test_the_largest_leads_wherever_it_stands():
    row = leading(table(secondary=share(30), tertiary=share(60), primary=share(10)), "share", label="group")
    assert row is not None
    assert (row["group"], row["share"].value) == (Term("tertiary"), 60)


@pytest.mark.parametrize(
    "parts",
    [
        {"secondary": share(60)},
        {"secondary": share(40), "tertiary": share(40)},
        {"secondary": share(41, 39, 43), "tertiary": share(40, 38, 42)},
        {"secondary": share(60), "tertiary": share(40, relation=">")},
        {"secondary": share(60, tier="government"), "tertiary": share(40)},
        {"secondary": share(60), "tertiary": None},
        {},
    ],
    ids=["alone", "equal", "overlapping", "not exact", "withheld", "one known", "nothing"],
)
def test_none_leads_where_that_is_not_certain(parts):
    assert leading(table(**parts), "share", label="group") is None


def test_a_table_without_the_column_has_no_leader():
    assert leading(table(secondary=share(60), tertiary=share(40)), "amount", label="group") is None


def test_a_part_known_by_bounds_leads_if_its_least_is_above_the_others():
    parts = {"secondary": share(None, 50, 70), "tertiary": share(None, 20, 40)}
    row = leading(table(**parts), "share", label="group")
    assert row is not None
    assert row["group"] == Term("secondary")
