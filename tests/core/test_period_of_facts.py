"""The period that a run reported, known by its facts alone."""

from __future__ import annotations

from jjinvest.core.period_of_facts import period_of_facts
from tests.fixtures.district_folders import amount


def test_the_period_reported_is_the_last_cumulative_one():
    found = [
        amount("2023H1.agreed_amount", 1.0),
        amount("2023m01-m08.agreed_amount", 1.0),
        amount("2023-09-01.agreed_amount", 1.0),
        amount("2024.agreed_amount", 1.0),
    ]
    assert period_of_facts(found, "2023Q3") == "2023-01..2023-08"


def test_a_projection_of_the_year_and_a_longer_period_of_a_part_do_not_count():
    """A circular of ten months was one of the year, of which it knew nothing."""
    known = amount("2023m01-m10.agreed_amount", 148.0)
    projected = amount("2023.agreed_amount.mid_year.by_own_season", 178.0)
    of_a_park = amount("2023.agreed_amount.park.east", 20.0)
    assert period_of_facts([known, projected, of_a_park], "2023Q4") == "2023-01..2023-10"
