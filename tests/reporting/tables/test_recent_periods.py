"""The trend: which spans it shows, and what its title says of the last one."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.core.assumptions import Assumptions
from jjinvest.data.workspace import load_workspace
from jjinvest.reporting.tables.recent_periods import trend
from jjinvest.results.results import Results
from tests.fixtures.district_folders import district_folder, results_of
from tests.fixtures.pages import build_page

FAR_APART = [
    "2023,agreed_amount,,,,,452.3,亿元",
    "2024Q1,agreed_amount,,,,,84.3,亿元",
    "2024Q1-Q3,agreed_amount,,,,,341.7,亿元",
    "2024,agreed_amount,,,,,487.6,亿元",
]


def periods(frame):
    return [cell.id for cell in frame["period"]]


def test_the_trend_takes_the_spans_that_come_nearest_to_the_period(tmp_path):
    """Quarters known of 2024 alone are the first and the last one: neither is that before the other."""
    results = results_of(tmp_path, *FAR_APART, "2025,agreed_amount,,,,,521.8,亿元")
    frame = trend(results)
    assert periods(frame) == ["2023", "2024", "2025"]
    text = build_page(results, "00_overview", "zh").text
    assert "145.9 亿元，高于上一期" not in text


def test_quarters_with_a_gap_between_them_are_no_trend(tmp_path):
    assert periods(trend(results_of(tmp_path, *FAR_APART, period="2024Q4"))) == ["2023", "2024"]


def test_quarters_that_follow_each_other_and_one_quarter_of_several_years_are_a_trend(tmp_path):
    quarters = [f"2025Q{n},agreed_amount,,,,,{50 + n},亿元" for n in (1, 2, 3, 4)]
    found = trend(results_of(tmp_path / "quarters", *FAR_APART, *quarters))
    assert periods(found) == ["2024q4", "2025q1", "2025q2", "2025q3", "2025q4"]
    years = [f"{year}Q1,agreed_amount,,,,,{50 + year % 10},亿元" for year in (2023, 2024, 2025)]
    found = trend(results_of(tmp_path / "years", *years, period="2025Q1"))
    assert periods(found) == ["2023q1", "2024q1", "2025q1"]


def test_second_halves_of_earlier_years_stand_in_the_trend(tmp_path):
    numbers = {"2023H1": "352", "2023": "789.7", "2024H1": "404", "2024": "879.6", "2025H1": "428.6"}
    rows = [f"{period},agreed_amount,,,,,{value},亿元" for period, value in numbers.items()]
    halves = ["2023h1", "2023h2", "2024h1", "2024h2"]
    results = results_of(tmp_path / "year", *rows[:-1], period="2024Q4")
    assert periods(trend(results)) == halves
    text = build_page(results, "00_overview", "zh").text
    assert "475.6 亿元，高于上年同期的 437.7 亿元，为所列各期最高" in text
    results = results_of(tmp_path / "half", *rows, period="2025Q2")
    assert periods(trend(results)) == [*halves, "2025h1"]
    assert "428.6 亿元，高于上年同期的 404 亿元" in build_page(results, "00_overview", "zh").text


def test_quarters_follow_from_years_to_date_that_include_a_restated_one(tmp_path):
    """A first quarter restated by the day of the half-year is the one that the half-year counts."""
    rows = [
        *(
            f"{p},agreed_amount,,,,,{v},亿元,"
            for p, v in {"2024Q1": 41, "2024H1": 96, "2024Q1-Q3": 142}.items()
        ),
        "2024,agreed_amount,,,,,203,亿元,",
        "2025Q1,agreed_amount,,,,,50,亿元,restated",
        "2025H1,agreed_amount,,,,,119,亿元,restated",
        "2025Q1-Q3,agreed_amount,,,,,171,亿元,",
    ]
    folder = district_folder(tmp_path, "place", *rows)
    table = folder / "figures.csv"
    table.write_text(table.read_text("utf-8").replace("unit\n", "unit,version\n", 1), "utf-8")
    workspace = load_workspace(folder).as_of(date(2026, 3, 31))
    frame = trend(Results(workspace, "2025Q3", 1, Assumptions(draws=1000)))
    assert periods(frame)[-3:] == ["2025q1", "2025q2", "2025q3"]
    assert frame["agreed_amount"].iloc[-1].value == pytest.approx(52)


def test_a_trend_that_ends_before_the_period_compares_its_last_number(tmp_path):
    rows = [
        "2024H1,agreed_amount,,,,,54,亿元",
        "2025H1,agreed_amount,,,,,57,亿元",
        "2025Q1-Q3,agreed_amount,,,,,90,亿元",
    ]
    text = build_page(results_of(tmp_path, *rows, period="2025Q3"), "00_overview", "zh").text
    assert "各期只列到2025年上半年：协议引资 57 亿元，高于上年同期的 54 亿元" in text


def test_a_trend_that_ends_before_the_period_says_so(tmp_path):
    """Its last number is not the latest one: no rank, which a reader would take for today's."""
    rows = [f"{year}H1,agreed_amount,,,,,{50 + year % 10},亿元" for year in (2024, 2025)]
    results = results_of(tmp_path, *rows, "2025Q1-Q3,agreed_amount,,,,,90,亿元", period="2025Q3")
    text = build_page(results, "00_overview", "zh").text
    assert "各期只列到2025年上半年：协议引资 55 亿元" in text


def test_the_same_part_of_several_years_is_a_trend(tmp_path):
    """Nine months of each year are compared where there are neither quarters nor halves nor years."""
    rows = [
        f"{year}Q1-Q3,agreed_amount,,,,,{value},亿元"
        for year, value in ((2023, 110), (2024, 119), (2025, 127))
    ]
    results = results_of(tmp_path, *rows, period="2025Q3")
    assert periods(trend(results)) == ["2023q1-q3", "2024q1-q3", "2025q1-q3"]
    text = build_page(results, "00_overview", "zh").text
    assert "2025年前三季度协议引资 127 亿元，为所列各期最高" in text
    assert "；走势" not in text


def test_four_years_are_a_trend_rather_than_two_halves(tmp_path):
    years = {"2022": 120, "2023": 48, "2024": 192, "2025": 200, "2025H1": 82}
    rows = [f"{period},agreed_amount,,,,,{value},亿元" for period, value in years.items()]
    found = trend(results_of(tmp_path, *rows))
    assert periods(found) == ["2022", "2023", "2024", "2025"]


FOREIGN = [
    *(
        f"{year},foreign_funds,,,,,{value},万美元"
        for year, value in ((2022, 6120), (2023, 7350), (2024, 8085))
    ),
    "2024,foreign_firms,,,,,58,家",
]


def test_a_zone_that_counts_foreign_capital_alone_has_the_trend_of_it(tmp_path):
    results = results_of(tmp_path, *FOREIGN, period="2024Q4")
    assert list(trend(results)) == ["period", "foreign_funds"]
    assert periods(trend(results)) == ["2022", "2023", "2024"]
    text = build_page(results, "00_overview", "zh").text
    assert "2024年实际利用外资 8085 万美元，为所列各期最高" in text
    assert "走势。" not in text


def test_the_usual_measures_have_the_trend_before_any_other(tmp_path):
    results = results_of(tmp_path, *FOREIGN, *FAR_APART, period="2024Q4")
    assert list(trend(results)) == ["period", "agreed_amount"]


def test_two_years_are_compared_rather_than_two_halves_of_one(tmp_path):
    rows = [*FOREIGN[1:], "2024H1,foreign_funds,,,,,3650,万美元"]
    assert periods(trend(results_of(tmp_path, *rows, period="2024Q4"))) == ["2023", "2024"]
