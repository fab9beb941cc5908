"""Published ranks of the district's totals."""

from __future__ import annotations

from jjinvest.reporting.tables.ranks import official_ranks
from tests.fixtures.circulars import number


def _ranks(*facts):
    return official_ranks(facts, "2023H1")


def test_rank_of_the_same_part_of_the_year_before():
    now = number("2023h1.agreed_amount.rank.municipality", 3, "名", evidence="published")
    [found] = _ranks(
        now,
        number("2022h1.agreed_amount.rank", 6, "名", evidence="published"),
        number("2022.agreed_amount.rank.municipality", 2, "名", evidence="published"),
    )
    assert (found.among, found.subject, found.before.value) == ("municipality", "2023h1.agreed_amount", 6)
    assert found.key == "rank.among_before"


def test_computed_ranks_those_of_parts_and_aims_are_left_out():
    assert not _ranks(
        number("2023h1.score.rank", 2, "名"),
        number("2023h1.agreed_amount.park.east.rank", 1, "名", evidence="published"),
        number("2023.agreed_amount.rank", 1, "名", evidence="published"),
        number("2023h1.rank.target", 3, "名", evidence="published"),
    )
