"""Page 20: a part is not said to have no data where the ledger's table of it stands on the page."""

from __future__ import annotations

import pytest

from tests.fixtures.district_folders import district_folder
from tests.fixtures.imports import import_ledger, results_of
from tests.fixtures.pages import build_page
from tests.fixtures.workbooks import clean_projects

WITH_GROWTH = [
    "2023,projects_signed,,,,,49,个",
    "2023,projects_signed,sector=secondary,,,,39,个",
    "2023,projects_signed,sector=secondary,growth,,,34.5,%",
    "2023,projects_signed,sector=tertiary,,,,10,个",
    "2023,projects_signed,sector=tertiary,growth,,,25.0,%",
]


@pytest.fixture
def place(tmp_path):
    return district_folder(tmp_path / "data", "place", *WITH_GROWTH, published="2024-01-20")


def test_a_part_that_only_the_ledger_has_is_not_said_to_be_missing(place):
    import_ledger(place, clean_projects(20), "2023-12", "2024-01-10")
    page = build_page(results_of(place), "20_structure", "zh")
    _, _, left_out = page.text.rpartition("以下部分")
    assert "by_tier" in page.tables
    assert "规模分档" not in left_out


def test_shares_of_sectors_are_drawn_once(place):
    """Their growth stands among the other parts, without the shares that the section on sectors has."""
    page = build_page(results_of(place), "20_structure", "zh")
    assert "sectors" in page.tables
    table = page.tables["breakdown_sector"]
    assert not any("占比" in column for column in table["columns"])
    assert any("同比" in column for column in table["columns"])
