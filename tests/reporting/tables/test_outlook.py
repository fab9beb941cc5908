"""The outlook of a year in progress, beside its own target."""

from __future__ import annotations

import shutil
from datetime import date
from types import SimpleNamespace

import pytest

from jjinvest.analysis.opening import analysis_of
from jjinvest.core.errors import ParameterError
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.html import Renderer, plain
from jjinvest.reporting.pages.forecast import chance_of_target
from jjinvest.reporting.pages.forecast_method import answered_by_ledger
from jjinvest.reporting.report import Report
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import results_of
from tests.fixtures.runs import ROOT


def test_a_year_in_progress_is_held_against_its_own_target(in_progress):
    outlook = tables.outlook(in_progress)
    row = outlook.iloc[0]
    assert row["target"].value == 1000
    assert row["last_year"].value == 1088
    assert row["chance"].id == "2024.agreed_amount.mid_year.p_reach.1000"
    pace = tables.pace(in_progress).iloc[0]
    assert pace["monthly"].value == pytest.approx(75)
    assert pace["monthly_needed"].value == pytest.approx(550 / 6)
    answer, report = chance_of_target(in_progress), Report.of_results(in_progress, "zh")
    text = plain(report.sentence(report.renderer(), answer))
    assert text.startswith("2024年协议引资达到目标 1000 亿元的把握近四成（")


def of_funds(folder, *targets):
    """Results of a district with funds of 2023 and targets of them for 2024: authority and amount."""
    (folder / "context").mkdir()
    shutil.copy(ROOT / "data" / "context" / "growth_reference.csv", folder / "context")
    rows = [f"2024,funds_in_place,,target,{authority},,{amount},亿元" for authority, amount in targets]
    place = district_folder(
        folder, "place", "2023,funds_in_place,,,,,100,亿元", *rows, published="2024-02-01"
    )
    return results_of(load_workspace(place), date(2024, 3, 31), "2023Q4")


def test_chances_of_funds_are_those_of_the_districts_own_targets(tmp_path):
    chances = tables.funds_chances(of_funds(tmp_path, ("district", 105)))
    assert list(chances) == ["case", "chance"]
    assert {str(fact.id).split(".p_reach.105")[0] for fact in chances["chance"]} == {"2024.funds_in_place"}
    assert len(chances) == 5


def test_several_targets_of_funds_are_named_in_the_table_of_chances(tmp_path):
    chances = tables.funds_chances(of_funds(tmp_path, ("district", 105), ("municipality", 120)))
    assert [fact.value for fact in chances["target"]] == [105] * 5 + [120] * 5


def test_a_forecast_of_funds_that_has_chances_alone_says_where_they_are(tmp_path):
    with pytest.raises(ParameterError, match="funds_chances"):
        analysis_of(of_funds(tmp_path, ("district", 105)), "zh").forecast("funds_in_place")


def test_an_assumption_with_several_values_is_named_for_each_of_them(annual_results):
    named = [Renderer(Vocabulary("zh", {}), {}).text(cell) for cell in _assumptions(annual_results)]
    assert len(set(named)) == len(named)
    assert "到位资金与协议引资的相关（分别假设，2 种取值之 1）" in named


def _assumptions(results):
    return list(tables.assumptions(results)["assumption"])


@pytest.mark.parametrize(
    ("weights", "total", "answered"),
    [
        ({"ledger_simulation": 0.9}, "funds_in_place", True),
        ({"ledger_simulation": 0.9}, "agreed_amount.out_of_city", False),
        ({}, "funds_in_place", False),
    ],
)
def test_a_part_that_the_ledgers_section_has_is_not_one_without_data(weights, total, answered):
    outlook = SimpleNamespace(
        ledger_year=SimpleNamespace(samples={"funds_in_place": ()}),
        scorecard=SimpleNamespace(weights=weights),
    )
    assert answered_by_ledger(SimpleNamespace(outlook=outlook), total) == answered
