"""Cells as clerks and Excel write them: what has one meaning is read, in CSV files and workbooks alike."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from jjinvest.data.figure_rows import FigureTables, read_figure_tables
from jjinvest.ledger.excel.figures_form import figures_form
from jjinvest.ledger.excel.figures_reader import read_figures_workbook
from tests.fixtures.figure_rows import read_rows

FIGURE = {"source": "s", "period": "2023", "metric": "agreed_amount", "value": "30", "unit": "亿元"}
SOURCE = {"source": "s", "title": "通报", "published": "2024-01-15", "address": ""}


def as_csv(tmp_path, figure: dict[str, str], source: dict[str, str]) -> FigureTables:
    for name, row in (("figures.csv", figure), ("sources.csv", source)):
        with (tmp_path / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
    return read_figure_tables(tmp_path)


def as_workbook(tmp_path, figure: dict[str, str], source: dict[str, str]) -> FigureTables:
    path = tmp_path / "form.xlsx"
    path.write_bytes(figures_form())
    book = load_workbook(path)
    for sheet, row in (("公布数", figure), ("来源", source)):
        names = {
            "公布数": ["source", "period", "metric", "where", "statistic", "of", "authority", "relation"]
        }
        columns = [*names["公布数"], "value", "unit"] if sheet == "公布数" else list(SOURCE)
        for number, column in enumerate(columns, start=1):
            book[sheet].cell(2, number, row.get(column, ""))
    book.save(path)
    return read_figures_workbook(path)


BOTH = pytest.mark.parametrize("read", [as_csv, as_workbook])


@BOTH
@pytest.mark.parametrize(
    ("cells", "value", "unit"),
    [
        ({"value": "1,234,500", "unit": "万元"}, 1234500, "万元"),
        ({"value": "２１.３"}, Fraction("21.3"), "亿元"),
        ({"value": "1，056"}, 1056, "亿元"),
        ({"unit": "亿"}, 30, "亿元"),
        ({"unit": "万"}, 30, "万元"),
        ({"unit": "亿元人民币"}, 30, "亿元"),
        ({"unit": "RMB亿元"}, 30, "亿元"),
        ({"unit": "亿 元"}, 30, "亿元"),
        ({"metric": "foreign_funds", "unit": "万美金"}, 30, "万美元"),
        ({"statistic": "growth", "value": "8.5%", "unit": "%"}, Fraction("8.5"), "%"),
        ({"statistic": "growth", "value": "−8.5％", "unit": ""}, Fraction("-8.5"), "%"),
    ],
)
def test_a_number_and_its_unit_are_read_as_written(tmp_path, read, cells, value, unit):
    tables = read(tmp_path, FIGURE | cells, SOURCE)
    assert tables.problems == []
    [row] = tables.figures
    assert (row.value, row.unit) == (value, unit)


@BOTH
@pytest.mark.parametrize(
    ("cells", "column", "remedy"),
    [
        ({"value": "约61"}, "value", "填 61"),
        ({"value": "98.2亿元", "unit": ""}, "value", "填 亿元"),
        ({"value": "12亿余元"}, "value", "填 >（超过）"),
        ({"value": "1,23"}, "value", "correct this cell"),
        ({"period": "Jun-23"}, "period", "Excel"),
        ({"period": "2023/10/1"}, "period", "Excel"),
        ({"unit": ""}, "unit", "照原文填上单位"),
        ({"unit": "亿员"}, "unit", "改正单位"),
    ],
)
def test_what_has_two_meanings_is_a_fault_with_its_remedy(tmp_path, read, cells, column, remedy):
    tables = read(tmp_path, FIGURE | cells, SOURCE)
    [problem] = tables.problems
    assert (problem.row, remedy in problem.remedy) == (2, True), problem
    header = {"value": "数值", "period": "期间", "unit": "单位"}[column]
    assert problem.column is not None
    assert problem.column == column or problem.column.endswith(header)


@BOTH
@pytest.mark.parametrize("day", ["2024/1/15", "2024年1月15日", "2024.1.15", "2024-1-15", "2024/1/15 0:00:00"])
def test_a_day_is_read_as_excel_and_people_write_it(tmp_path, read, day):
    tables = read(tmp_path, FIGURE, SOURCE | {"published": day})
    assert tables.problems == []
    assert str(tables.sources["s"].published) == "2024-01-15"


@BOTH
@pytest.mark.parametrize("day", ["Jan-23", "1/15/2024", "45306", "1月15日"])
def test_a_day_that_excel_changed_is_named_as_such(tmp_path, read, day):
    [problem] = read(tmp_path, FIGURE, SOURCE | {"published": day}).problems
    assert problem.row == 2
    assert "Excel" in problem.remedy


@BOTH
@pytest.mark.parametrize(
    ("period", "read_as"),
    [
        ("2023年", "2023"),
        ("2023年度", "2023"),
        ("2023年上半年", "2023H1"),
        ("2023年三季度", "2023Q3"),
        ("2023年前三季度", "2023Q1-Q3"),
        ("2023年1—10月", "2023-01..2023-10"),
        ("2023年1月至6月", "2023H1"),
        ("2023年10月", "2023-10"),
        ("2023年10月27日", "2023-10-27"),
        ("2023/10/27", "2023-10-27"),
        ("2023/10", "2023-10"),
        ("２０２３Ｈ１", "2023H1"),
    ],
)
def test_a_period_is_read_as_people_write_it(tmp_path, read, period, read_as):
    tables = read(tmp_path, FIGURE | {"period": period}, SOURCE)
    assert tables.problems == []
    assert tables.figures[0].period == read_as


@BOTH
@pytest.mark.parametrize(
    ("member", "read_as"),
    [
        ("10亿以上", "ge_10"),
        ("10亿元及以上", "ge_10"),
        ("20—50亿元", "20_50"),
        ("5000万元-1亿元", "0.5_1"),
        ("1亿元以下", "0_1"),
        ("lt_1", "0_1"),
        ("0_1", "0_1"),
        ("５０_100", "50_100"),
    ],
)
def test_a_size_class_has_one_name(tmp_path, read, member, read_as):
    dimension = "size" if read is as_csv else "规模"
    tables = read(tmp_path, FIGURE | {"where": f"{dimension}={member}"}, SOURCE)
    assert tables.problems == []
    assert tables.figures[0].where == (("size", read_as),)


def test_a_class_below_an_edge_is_the_whole_of_a_share_by_its_one_name():
    [row] = read_rows(
        {"statistic": "share", "unit": "%", "where": "size=0_1;sector=primary", "of": "size=lt_1"}
    ).figures
    assert row.of == "size=0_1"


def test_a_metric_of_its_own_in_money_needs_its_unit_in_every_row():
    own = {"metric": "park_amount", "unit": "亿元"}
    [problem] = read_rows(own, own | {"unit": "", "where": "park=a"}).problems
    assert (problem.row, problem.column) == (3, "unit")
    assert read_rows(own | {"unit": ""}).problems == []


def test_a_fault_of_a_workbook_names_the_dimensions_as_clerks_write_them(tmp_path):
    [problem] = as_workbook(tmp_path, FIGURE | {"where": "地方=市外"}, SOURCE).problems
    assert "产业、来源地、规模" in problem.expected
    assert "sector" not in problem.expected
    assert as_workbook(tmp_path, FIGURE | {"where": "来源=市外"}, SOURCE).figures[0].where == (
        ("origin", "out_of_city"),
    )


def test_a_dimension_that_the_sheet_names_is_read_by_its_name(tmp_path):
    path = tmp_path / "form.xlsx"
    dimensions = [
        {"dimension": "branch", "member": "", "zh": "片区"},
        {"dimension": "branch", "member": "east", "zh": "东片区"},
    ]
    figure = FIGURE | {"where": "片区=东片区"}
    path.write_bytes(figures_form([figure], [SOURCE], dimensions))
    tables = read_figures_workbook(path)
    assert tables.problems == []
    assert tables.figures[0].where == (("branch", "east"),)


@BOTH
@pytest.mark.parametrize(
    ("column", "word", "key"),
    [
        ("statistic", "目标", "target"),
        ("statistic", "同比增速", "growth"),
        ("authority", "市级", "municipality"),
        ("authority", "本区", "district"),
        ("relation", "约", "~"),
        ("relation", "以上", ">="),
        ("relation", "≥", ">="),
        ("relation", "超过", ">"),
        ("relation", "=", "="),
    ],
)
def test_the_words_that_tables_show_stand_for_their_keys(tmp_path, read, column, word, key):
    unit = {"unit": "%"} if word == "同比增速" else {}
    tables = read(tmp_path, FIGURE | unit | {column: word}, SOURCE)
    assert tables.problems == []
    [row] = tables.figures
    assert getattr(row, column) == key


@pytest.mark.parametrize("column", ["statistic", "relation"])
def test_another_word_is_a_fault_that_lists_words_and_keys(tmp_path, column):
    [problem] = as_csv(tmp_path, FIGURE | {column: "差不多"}, SOURCE).problems
    assert (problem.column, problem.found) == (column, "差不多")
    assert {"statistic": "target（目标）", "relation": ">=（及以上）"}[column] in problem.expected
