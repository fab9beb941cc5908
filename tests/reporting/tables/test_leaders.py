"""What the overview shows of numbers as they were published."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import load_workspace
from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.tables import breakdowns
from jjinvest.results.results import Results
from tests.fixtures.district_folders import district_folder
from tests.fixtures.pages import build_page


def results_of(tmp_path, *rows, period="2025Q4"):
    workspace = load_workspace(district_folder(tmp_path, "place", *rows))
    return Results(workspace.as_of(date(2026, 3, 31)), period, 1, Assumptions(draws=1000))


def test_the_pace_of_own_earlier_years_stands_on_the_page_without_a_ledger(tmp_path):
    rows = ["2024Q1,funds_in_place,,,,,8.4,亿元", "2024,funds_in_place,,,,,44.1,亿元"]
    rows += ["2025,funds_in_place,,target,municipality,,50,亿元", "2025Q1,funds_in_place,,,,,9.9,亿元"]
    results = results_of(tmp_path, *rows, period="2025Q1")
    [row] = tables.seasonal_pace(results).to_dict("records")
    assert row["seasonal_progress"].value == pytest.approx(100 * 8.4 / 44.1)
    assert row["pace_gap_seasonal"].value == pytest.approx(19.8 - 100 * 8.4 / 44.1)
    page = build_page(results, "10_annual_figures", "zh").text
    assert "往年同期占全年" in page
    assert "与往年同期比较的进度" not in page.partition("不足以单列以下部分")[2]


@pytest.mark.parametrize(("stated", "written"), [("387.0", "387.0 亿元"), ("387", "387 亿元")])
def test_a_published_number_keeps_the_zeros_of_its_text(tmp_path, stated, written):
    results = results_of(tmp_path, f"2025,agreed_amount,,,,,{stated},亿元")
    fact = results["2025.agreed_amount"]
    assert (fact.value, Vocabulary("zh", {}).fact(fact)) == (387, written)


def test_halves_have_differences_alone(tmp_path):
    numbers = {"2024H1": "404", "2024": "879.6", "2025H1": "428.6", "2025": "900", "2025H2": "471"}
    rows = [f"{period},agreed_amount,,,,,{value},亿元" for period, value in numbers.items()]
    results = results_of(tmp_path / "both", *rows)
    assert results["2025h2.agreed_amount"].evidence == "published"  # no difference, though one is possible
    assert breakdowns.halves(results).empty
    table = breakdowns.halves(results_of(tmp_path / "difference", *rows[:-1]))
    assert [str(cell.id) for cell in table["item"]] == ["2025h2.agreed_amount"]  # and no growth
    assert table["second_half"].iloc[0].value == 471.4
