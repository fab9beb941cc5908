"""Numbers of before a break, such as a merger of two districts, are not set against later ones."""

from __future__ import annotations

import pytest

from jjinvest.core.fact_id import FactId
from jjinvest.data.workspace import load_workspace
from jjinvest.metrics.comparability import breaks, is_comparable
from jjinvest.metrics.growth import growths
from jjinvest.metrics.half_years import growths_of_halves
from jjinvest.reporting.tables.recent_periods import trend
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of

HALVES = (
    "2023H1,funds_in_place,,,,,14.9,亿元",
    "2023,funds_in_place,,,,,31.2,亿元",
    "2024H1,funds_in_place,,,,,27.7,亿元",
    "2024,funds_in_place,,,,,58.8,亿元",
)


def workspace_of(folder, *rows):
    district = district_folder(folder, "place", *(f"{row}," for row in HALVES), *rows)
    figures = district / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace(",unit\n", ",unit,version\n"), encoding="utf-8")
    return load_workspace(district)


def years_shown(workspace):
    return {FactId(each.id).period[:4] for each in trend(results_of(workspace))["period"]}


def test_a_growth_that_the_published_base_contradicts_is_a_break(tmp_path):
    merged = workspace_of(tmp_path, "2024,funds_in_place,,growth,,,7.2,%,like_for_like")
    assert breaks(merged) == {"funds_in_place": 2024}
    assert not is_comparable(merged, FactId("2023h2.funds_in_place"), 2024)
    assert is_comparable(merged, FactId("2023h1.funds_in_place"), 2023)
    assert is_comparable(merged, FactId("2023.agreed_amount"), 2024)
    assert years_shown(merged) == {"2024"}
    assert [*growths(merged, "2024H1"), *growths_of_halves(merged, "2024")] == []


@pytest.mark.parametrize("growth", ["88.5,%,like_for_like", "7.2,%,"])
def test_there_is_none_where_it_fits_or_is_not_like_for_like(tmp_path, growth):
    same = workspace_of(tmp_path, f"2024,funds_in_place,,growth,,,{growth}")
    assert breaks(same) == {}
    assert years_shown(same) == {"2023", "2024"}
    assert "2024h2.funds_in_place.growth" in {f.id for f in growths_of_halves(same, "2024")}


def test_a_number_that_was_restated_is_comparable(tmp_path):
    restated = "2023,funds_in_place,,,,,54.9,亿元,restated"
    growth = "2024,funds_in_place,,growth,,,7.2,%,like_for_like"
    workspace = workspace_of(tmp_path, restated, growth)
    assert breaks(workspace) == {"funds_in_place": 2024}
    assert is_comparable(workspace, FactId("2023.funds_in_place"), 2024)
    assert not is_comparable(workspace, FactId("2023h1.funds_in_place"), 2024)
