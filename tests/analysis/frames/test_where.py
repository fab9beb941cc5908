from __future__ import annotations

import pytest

from jjinvest.analysis.frames.where import PartReader, part_of_row
from jjinvest.core.fact_id import FactId

READER = PartReader(frozenset({"chain", "park", "project"}), frozenset({"primary", "secondary", "food"}))


@pytest.mark.parametrize(
    ("name", "where", "statistic", "authority"),
    [
        ("2023.agreed_amount", {}, "level", ""),
        ("2023.ledger.agreed_amount.food.share", {"sector": "food"}, "share", ""),
        ("2023.agreed_amount.tier_20_50", {"size": "20_50"}, "level", ""),
        ("2023.agreed_amount.chain.nev.out_of_city", {"chain": "nev", "origin": "out_of_city"}, "level", ""),
        ("2024.agreed_amount.p_reach.1000", {}, "p_reach.1000", ""),
        ("2023.funds_in_place.completion.municipality", {}, "completion", "municipality"),
        ("2023.agreed_amount.check.sum.published", {}, "check.sum.published", ""),
    ],
)
def test_parts_of_ids_are_read(name, where, statistic, authority):
    measured = READER.read(FactId.parse(name))
    assert (measured.where, measured.statistic, measured.authority) == (where, statistic, authority)


def test_the_reader_agrees_with_what_figures_state(year):
    reader = PartReader.of(year.results)
    for row in year.results.figures.to_dict("records"):
        assert reader.read(FactId.parse(row["fact_id"])).where == part_of_row(row), row["fact_id"]
