"""Page 30: when it explains a share that falls and a range that is too narrow."""

from __future__ import annotations

import pytest

from jjinvest.reporting.pages.funds import falls, has_young
from jjinvest.reporting.tables.cells import FactName, cells
from tests.fixtures.circulars import number


def _by_age(*shares):
    facts = [number(f"2023.funds_by_age.{age}", share, "%") for age, share in enumerate(shares)]
    rows = [{"age": str(age), "part_share": fact} for age, fact in enumerate(facts)]
    return cells(rows, ["age", "part_share"])


def test_a_share_of_other_cohorts_may_fall():
    assert falls(_by_age(3.7, 29.2, 28.0))
    assert not falls(_by_age(3.7, 28.0, 29.2))


@pytest.mark.parametrize(
    ("quarters", "young"), [(["2022q1", "2023q4"], True), (["2021q4", "2022q4"], False), ([], False)]
)
def test_a_range_of_a_young_cohort_is_a_guide_only(quarters, young):
    rows = [
        {"cohort": FactName(quarter), "ultimate": number(f"2023.cohort.{quarter}.ultimate", 15.65, "亿元")}
        for quarter in quarters
    ]
    assert has_young(cells(rows, ["cohort", "ultimate"]), "2023") == young
