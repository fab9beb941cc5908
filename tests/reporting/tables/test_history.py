"""Tables of earlier years and of events: what they hold, and that they are absent where nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.core.periods import is_event
from jjinvest.data.figures import typed_figures
from jjinvest.data.workspace import Workspace, load_workspace
from jjinvest.reporting import tables
from jjinvest.reporting.tables.cells import Term
from jjinvest.results.results import Results
from tests.fixtures import pages
from tests.fixtures.district_folders import HEAD, district_folder


def results_of(everything: Workspace, day: date, quarter: str) -> Results:
    return Results(everything.as_of(day), quarter, 1, Assumptions(draws=1000))


def test_totals_of_earlier_years_stand_beside_those_of_the_year(annual_results):
    frame = tables.trend(annual_results)
    assert [cell.id for cell in frame["period"]] == ["2017m01-m08", "2023h1", "2023"]
    assert [fact.value for fact in frame["agreed_amount"]] == [729, 534, 1088]
    assert [fact.value for fact in frame["projects_signed"]] == [309, 70, 132]


def test_events_are_listed_by_day(annual_results):
    frame = tables.events(annual_results)
    days = [cell.id for cell in frame["period"]]
    assert days == sorted(days)
    assert all(is_event(day) for day in days)
    assert dict(zip(days, (fact.value for fact in frame["agreed_amount"]), strict=True)) == {
        "2018-10-23": 323,
        "2021-07-09": 202.6,
        "2022-04-06": 204,
        "2023-04-06": 245,
        "2023-12-27": 266,
    }


def test_a_later_run_lists_this_year_among_the_earlier_ones(everything):
    later = results_of(everything, date(2025, 2, 14), "2024Q4")
    assert "2023" in {cell.id for cell in tables.trend(later)["period"]}
    assert "2023.agreed_amount" in {cell.id for cell in tables.figures(later, "earlier")["item"]}
    assert "2023.agreed_amount" not in {cell.id for cell in tables.figures(later, "totals")["item"]}
    assert "2024.projects_signed.park.shuangfu" in {
        cell.id for cell in tables.figures(later, "others")["item"]
    }


def test_before_any_event_or_earlier_year_there_is_no_table(everything):
    first = results_of(everything, date(2014, 8, 1), "2014Q2")
    assert tables.events(first).empty
    assert tables.trend(first).empty
    assert tables.figures(first, "earlier").empty


def test_a_year_without_an_earlier_one_has_no_trend(everything):
    rows = tuple(row for row in everything.rows if row.source in ("jj2023", "jj2023h1"))
    founding = replace(everything, figures=typed_figures(rows), rows=rows)
    alone = results_of(founding, date(2024, 3, 31), "2023Q4")
    assert "2023.agreed_amount" in alone.facts
    assert tables.trend(alone).empty
    assert tables.events(alone).empty


MERGED = (
    "a,2023,agreed_amount,,,,,86,亿元,",
    "a,2023,funds_in_place,,,,,31.2,亿元,",
    "b,2024,agreed_amount,,,,,152.3,亿元,",
    "b,2024,agreed_amount,,growth,,,12.4,%,like_for_like",
    "b,2023,agreed_amount,,,,,135.5,亿元,restated",
    "b,2024,funds_in_place,,,,,58.8,亿元,",
    "b,2024,funds_in_place,,growth,,,7.2,%,like_for_like",
)


@pytest.fixture
def merged(tmp_path):
    """Results of a district that took over a neighbour: the text gives the growth like for like."""
    folder = district_folder(tmp_path, "place")
    (folder / "figures.csv").write_text("\n".join([f"{HEAD},version", *MERGED]) + "\n", encoding="utf-8")
    sources = "source,title,published\na,A,2024-01-22\nb,B,2025-01-20\n"
    (folder / "sources.csv").write_text(sources, encoding="utf-8")
    return pages.results_of(load_workspace(folder), date(2025, 6, 30), "2024Q4")


def test_a_row_never_mixes_the_merged_district_with_the_old_one(merged):
    frame = tables.trend(merged)
    rows = [
        [cell.key if isinstance(cell, Term) else getattr(cell, "value", None) for cell in row]
        for row in frame[["basis", "agreed_amount", "funds_in_place"]].to_numpy().tolist()
    ]
    assert rows == [
        ["earlier_basis", None, 31.2],
        ["basis_of_year", 135.5, None],
        ["basis_of_year", 152.3, 58.8],
    ]


def test_the_base_of_a_growth_like_for_like_is_another_basis_and_no_correction(merged):
    said = "2023年协议引资原公布 86 亿元，后按可比口径公布 135.5 亿元：口径不同，不是更正。"
    assert said in pages.build_page(merged, "00_overview", "zh").text
    assert [fact.value for fact in tables.funds(merged)["growth_like_for_like"]] == [7.2]
