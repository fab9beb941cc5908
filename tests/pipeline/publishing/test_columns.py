"""Columns of downloads: unique heads, units, the decimals of the page, true percentages."""

from __future__ import annotations

import io

import openpyxl
import pandas as pd

from jjinvest.i18n.formatting import Vocabulary
from jjinvest.pipeline.publishing.columns import columns, unique_heads, with_bounds
from jjinvest.pipeline.publishing.excel import sheet_names, workbook
from jjinvest.pipeline.publishing.facts_and_csv import write_tables

TABLE = {
    "name": "parts",
    "sheet": "各组",
    "caption": "各组的情况：一个很长的标题，超过三十一个字，原先会被截断，读者看不出是哪一张表",
    "columns": ["组", "个数", "占比", "金额", "占比", "数", "可能性"],
    "rows": [
        ["甲", 132.0, 2.675, 1088.0, 8.25, 132.0, 0.58732],
        ["=1+1", 5.0, 104.0, None, None, 6.4, "见下"],
    ],
    "decimals": [[None, 0, 2, 0, 1, 0, 3], [None, 0, 0, None, None, 1, None]],
    "units": [
        [None, "个", "%", "亿元", "%", "个", "概率"],
        [None, "个", "%", None, None, "亿元", None],
    ],
}
ZH = Vocabulary("zh", {})


def test_a_csv_file_has_unique_heads_with_units_and_the_decimals_of_the_page(tmp_path):
    write_tables(tmp_path / "tables", {"zh": [TABLE]})
    read = pd.read_csv(tmp_path / "tables" / "parts.zh.csv", dtype=str, keep_default_na=False)
    assert list(read.columns) == [
        "组",
        "个数（个）",
        "占比（%）",
        "金额（亿元）",
        "金额占比（%）",
        "数",
        "数单位",
        "可能性（%）",
    ]
    assert read.iloc[0].tolist() == ["甲", "132", "2.68", "1088", "8.3", "132", "个", "58.7"]
    assert read.iloc[1].tolist() == ["'=1+1", "5", "104", "", "", "6.4", "亿元", "见下"]


def test_a_workbook_has_true_percentages_and_sheets_that_name(tmp_path):
    path = tmp_path / "tables.xlsx"
    path.write_bytes(workbook([TABLE], "题", "目录", "zh"))
    sheet = openpyxl.load_workbook(path)["各组"]
    assert sheet["A1"].value == TABLE["caption"]
    heads = [cell.value for cell in sheet[3]]
    assert heads == ["组", "个数（个）", "占比", "金额（亿元）", "金额占比", "数", "可能性"]
    cells = [(cell.value, cell.number_format) for cell in sheet[4]]
    assert cells == [
        ("甲", "General"),
        (132, "#,##0"),
        (0.02675, "0.00%"),
        (1088, "#,##0"),
        (0.0825, "0.0%"),
        (132, '#,##0" 个"'),
        (0.58732, "0.0%"),
    ]
    assert sheet["C5"].number_format == "0%"
    assert sheet["F5"].number_format == '#,##0.0" 亿元"'
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    read = pd.read_excel(io.BytesIO(path.read_bytes()), sheet_name="各组", header=2, engine="openpyxl")
    assert read["占比"].tolist() == [0.02675, 1.04]


def test_a_repeated_head_is_named_after_the_column_before_it():
    assert unique_heads(["n", "share", "amount", "share", "share"], Vocabulary("en", {})) == [
        "n",
        "share",
        "amount",
        "amount: share",
        "share 2",
    ]
    assert [column.head for column in columns({**TABLE, "units": None}, ZH)][2] == "占比"


def test_a_long_name_of_a_sheet_ends_with_a_clause():
    assert sheet_names(
        ["停留天数：截至台账月末，点为中位数，线为最短至最长，共若干个项目"], taken="目录"
    ) == ["停留天数"]


def test_every_published_download_reads_back(published):
    folder = published("2023Q4")
    for language in ("zh", "en"):
        book = openpyxl.load_workbook(folder / f"jiangjin-2023Q4.{language}.xlsx")
        for path in (folder / "tables").glob(f"*.{language}.csv"):
            heads = path.read_text(encoding="utf-8-sig").splitlines()[0]
            assert len(set(pd.read_csv(path, nrows=0).columns)) == heads.count(",") + 1 or '"' in heads
        for name in book.sheetnames:
            for row in book[name].iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert not str(cell.number_format).endswith(".")
                    assert "." not in str(cell.value)[-1:] or isinstance(cell.value, str)
    facts = pd.read_json(folder / "facts.json")
    assert {"id", "value", "unit"} <= set(facts.columns)


def test_both_ends_of_an_interval_are_numbers_beside_it():
    table = {
        "columns": ["指标", "区间"],
        "rows": [["协议引资", "34–120 亿元"], ["到位资金", 5.25]],
        "decimals": [[None, None], [None, 2]],
        "units": [[None, None], [None, "亿元"]],
        "bounds": [[None, {"low": 34.4, "high": 119.6, "unit": "亿元", "decimals": 0}], [None, None]],
    }
    found = with_bounds(table, columns(table, ZH), ZH)
    assert [column.head for column in found] == [
        "指标",
        "区间（亿元）",
        "区间：下限（亿元）",
        "区间：上限（亿元）",
    ]
    assert found[2].cells == (34.4, None)
    assert found[3].rounded(0) == 120
    assert with_bounds({**table, "bounds": None}, columns(table, ZH), ZH) == columns(table, ZH)


def test_a_marked_number_stays_a_number_and_shows_its_mark(tmp_path):
    marked = {**TABLE, "marked": [[False, True, False, False, True, True, False], [False] * 7]}
    path = tmp_path / "tables.xlsx"
    path.write_bytes(workbook([marked], "题", "目录", "zh"))
    sheet = openpyxl.load_workbook(path)["各组"]
    assert sheet["A2"].value == ZH.message("legend.contradicted")
    assert [(sheet[at].value, sheet[at].number_format) for at in ("B4", "E4", "F4", "B5")] == [
        (132, '#,##0"（待核）"'),
        (0.0825, '0.0%"（待核）"'),
        (132, '#,##0" 个（待核）"'),
        (5, "#,##0"),
    ]
    write_tables(tmp_path / "tables", {"zh": [marked]})
    read = pd.read_csv(tmp_path / "tables" / "parts.zh.csv", dtype=str, keep_default_na=False)
    assert read["个数核对"].tolist() == ["待核", ""]
    assert read["金额占比核对"].tolist() == ["待核", ""]
    assert not [head for head in read if head.endswith("核对") and head[:2] not in ("个数", "金额", "数核")]


def test_a_workbook_without_marks_explains_none(tmp_path):
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([TABLE], "题", "目录", "zh")))["各组"]
    assert sheet["A2"].value is None
