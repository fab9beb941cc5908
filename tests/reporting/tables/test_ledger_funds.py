"""The table of funds: whose target each completion is of."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.tables.cells import named
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of


@pytest.mark.parametrize(
    ("authority", "name"),
    [("municipality", "市级年度目标"), ("county", "县级年度目标"), ("town", "镇级年度目标")],
)
def test_the_authority_of_a_target_is_named_and_no_part_of_the_district(tmp_path, authority, name):
    rows = [
        f"2023,funds_in_place,,target,{authority},,20,亿元",
        f"2023,funds_in_place,,completion,{authority},,76,%",
        f"2023,contract_amount,origin=out_of_city,completion,{authority},,51,%",
    ]
    place = district_folder(tmp_path, "place", "2023,funds_in_place,,,,,15.2,亿元", *rows)
    results = results_of(load_workspace(place), date(2024, 3, 31), "2023Q4")
    words = Vocabulary("zh", {})
    assert [named(cell, words) for cell in tables.funds(results)["authority"]] == [name]
    assert [named(cell, words) for cell in tables.breakdown(results, "origin")["authority"]] == [name]


def test_two_targets_of_the_funds_are_both_named(tmp_path):
    rows = [
        "2023,funds_in_place,,completion,,,76,%",
        "2023,funds_in_place,,completion,municipality,,80,%",
    ]
    place = district_folder(tmp_path, "place", "2023,funds_in_place,,,,,15.2,亿元", *rows)
    results = results_of(load_workspace(place), date(2024, 3, 31), "2023Q4")
    words = Vocabulary("zh", {})
    assert [named(cell, words) for cell in tables.funds(results)["authority"]] == [
        "本级年度目标",
        "市级年度目标",
    ]
