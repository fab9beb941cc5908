"""What the overview shows of numbers as they were published."""

from __future__ import annotations

import pytest

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.reporting import tables
from jjinvest.reporting.tables import breakdowns, leaders
from tests.fixtures.district_folders import results_of
from tests.fixtures.pages import build_page


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


def test_another_number_of_projects_has_a_card_where_none_are_said_to_be_signed(tmp_path):
    """引进项目 4125 个 was the first number of a bulletin, and its overview left it out."""
    rows = ["2025,funds_in_place,,,,,282.3,亿元", "2025,projects_introduced,,,,,4125,个"]
    results = results_of(tmp_path / "introduced", *rows)
    assert [str(each.item.id) for each in leaders.standings(results)][-1] == "2025.projects_introduced"
    signed = results_of(tmp_path / "signed", *rows, "2025,projects_signed,,,,,380,个")
    assert [str(each.item.id) for each in leaders.standings(signed)] == ["2025.funds_in_place"]


def test_of_many_parts_those_behind_their_targets_have_the_cards(tmp_path):
    """Cards in the order of the file showed four counties ahead and left out the two far behind."""
    parts = {"a": 107, "b": 96, "c": 101, "d": 98, "e": 105, "f": 54, "g": 22}
    rows = [f"2025,agreed_amount,county={name},,,,{value},亿元" for name, value in parts.items()]
    rows += [f"2025,agreed_amount,county={name},target,,,100,亿元" for name in parts]
    results = results_of(tmp_path, "2025,agreed_amount,,,,,583,亿元", *rows)
    shown = leaders.most_urgent(leaders.standings(results))
    assert len(shown) == leaders.MOST_STANDINGS
    assert [str(each.item.id).rpartition(".")[2] for each in shown[1:]] == ["a", "b", "d", "f", "g"]
    text = build_page(results, "00_overview", "zh").text
    assert "其余各项没有可比的目标" not in text


def test_a_zone_that_reports_funds_by_origin_alone_has_a_card_of_each(tmp_path):
    """Its bulletins speak of 境内资金 and 省外资金; the overview had the agreed amount alone."""
    rows = [
        "2025,agreed_amount,,,,,142.6,亿元",
        "2025,foreign_funds,,,,,0.82,亿美元",
        "2025,funds_in_place,origin=domestic,,,,86.4,亿元",
        "2025,funds_in_place,origin=domestic,growth,,,12.5,%",
        "2025,funds_in_place,origin=out_of_province,,,,61.2,亿元",
    ]
    results = results_of(tmp_path, *rows)
    shown = [str(each.item.id).removeprefix("2025.") for each in leaders.standings(results)]
    assert shown == [
        "agreed_amount",
        "foreign_funds",
        "funds_in_place.origin.domestic",
        "funds_in_place.origin.out_of_province",
    ]
