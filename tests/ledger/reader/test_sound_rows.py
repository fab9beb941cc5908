"""What offices write and mean: such rows are read with a remark beside them, not sent back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from jjinvest.ledger.reader.tables.row_texts import kind_of_row
from jjinvest.ledger.reader.values.cells import CellFault, parse_amount
from tests.fixtures.workbooks import HEADERS, check, check_changed, clean_projects, write_ledger

FEW = ["序号", "项目名称", "投资方", "来源地", "产业", "签约日期", "合同额", "累计到位", "项目阶段"]
PROJECTS = [
    [1, "白鹭湾冷库", "白鹭湾物流有限公司", "市外", "三产", "2023-3-8", 4200, 800, "开工"],
    [2, "石桥铝板带", "石桥铝业有限公司", "市内", "二产", "2022-11-2", 61000, 9000, "投产"],
    [3, "柑橘精深加工", "果然食品有限公司", "市外", "一产", "2023-6-19", 1500, 0, "签约"],
]


def write_rows(path: Path, rows: list[list[object]], merged: tuple[str, ...] = ()) -> Path:
    """Write the rows of a sheet as they are."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return path


def remarks(result) -> set[str]:
    """Rules of all remarks of a check, on the file and on its rows."""
    return {finding.rule for finding in result.remarks} | {
        finding.rule for row in result.rows for finding in row.findings
    }


def agreed(result) -> list[int | None]:
    return [row.yuan("agreed_amount") for row in result.rows]


def test_a_contract_amount_alone_is_the_amount_of_the_project(tmp_path):
    title = ["全区项目台账（2023年9月，单位：万元）"]
    result = check(write_rows(tmp_path / "l.xlsx", [title, FEW, *PROJECTS]))
    assert agreed(result) == [42_000_000, 610_000_000, 15_000_000]
    assert "contract_as_agreed" in remarks(result)
    assert result.counts["rejected"] == 0


@pytest.mark.parametrize("other", ["正式合同额", "合同额"])
def test_beside_another_amount_a_contract_amount_stands_for_nothing(tmp_path, other):
    header = [other if text == "合同额" else text for text in FEW]
    header = [*header, "拟投资金"] if other == "合同额" else header
    rows = [["全区项目台账（2023年9月，单位：万元）"], header, *PROJECTS]
    from jjinvest.core.errors import DataError

    with pytest.raises(DataError, match="找不到台账的表头"):
        check(write_rows(tmp_path / "l.xlsx", rows))


def test_the_unit_of_the_sheet_is_that_of_its_later_blocks(tmp_path):
    title = ["全区项目台账（2023年9月，金额单位：万元）"]
    blocks = [title, ["一、新签约项目"], FEW, *PROJECTS[:1], [], ["二、续建项目"], FEW, *PROJECTS[1:]]
    result = check(write_rows(tmp_path / "l.xlsx", blocks))
    assert agreed(result) == [42_000_000, 610_000_000, 15_000_000]


def test_the_unit_of_one_block_is_not_that_of_the_next(tmp_path):
    blocks = [["全区项目台账（2023年9月）"], ["一、新签约项目（单位：万元）"], FEW, *PROJECTS[:1]]
    result = check(write_rows(tmp_path / "l.xlsx", [*blocks, [], ["二、续建项目"], FEW, *PROJECTS[1:]]))
    assert [row.status for row in result.rows] == ["accepted", "rejected", "rejected"]


def test_of_dollars_and_what_they_are_in_yuan_the_yuan_are_read(tmp_path):
    header = ["序号", "项目名称", "外方投资者", "签约时间", "投资总额", None, "项目状态"]
    units = [None, None, None, None, "万美元", "折人民币（万元）", None]
    rows = [[1, "海默传感器", "海默（香港）有限公司", "2023-5-6", 300, 2130, "签约"]]
    path = write_rows(
        tmp_path / "l.xlsx",
        [["外商投资项目台账（2023年9月）"], header, units, *rows],
        ("E2:F2", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "G2:G3"),
    )
    result = check(path)
    assert agreed(result) == [21_300_000]
    assert "column_original" in remarks(result)


@pytest.mark.parametrize("amount", ["待定", "1-2亿元", "约3亿", "不低于5000万元", "面议"])
def test_an_open_amount_of_a_project_in_negotiation_is_a_blank_with_a_remark(tmp_path, amount):
    changes = {"agreed_amount": amount, "stage": "在谈", "signed_on": None}
    changes |= dict.fromkeys(("contract_on", "contract_amount", "started_on", "in_production_on"))
    changes |= dict.fromkeys(("funds_month", "funds_ytd", "funds_to_date"))
    row = check_changed(tmp_path / "l.xlsx", changes).rows[0]
    assert (row.status, row.yuan("agreed_amount")) == ("remark", None)
    assert "amount_open" in {finding.rule for finding in row.findings}


@pytest.mark.parametrize("amount", ["待定", "约3亿", "5-8亿元"])
def test_an_open_amount_of_a_signed_project_is_refused(tmp_path, amount):
    assert check_changed(tmp_path / "l.xlsx", {"agreed_amount": amount}).rows[0].status == "rejected"


def test_an_amount_in_no_number_is_refused_in_negotiation_too(tmp_path):
    changes = {"agreed_amount": "见附件", "stage": "在谈", "signed_on": None, "started_on": None}
    assert check_changed(tmp_path / "l.xlsx", changes).rows[0].status == "rejected"


def test_words_in_brackets_behind_an_amount_are_a_remark():
    read = parse_amount("2.4亿（含厂房装修）", "万元")
    assert read.value == 240_000_000
    assert "amount_note" in {remark.rule for remark in read.remarks}


@pytest.mark.parametrize("text", ["2.4亿（美元）", "2.4（其中土地0.4）", "2.4亿（暂估）", "2.4亿（一期）"])
def test_brackets_that_change_an_amount_are_no_words_beside_it(text):
    read = parse_amount(text, "万元")
    assert isinstance(read, CellFault)


def test_a_rate_without_a_column_of_its_date_converts_with_a_remark(tmp_path):
    headers = HEADERS | {"currency": "币种", "exchange_rate": "汇率"}
    row = check_changed(
        tmp_path / "l.xlsx", {"currency": "美元", "exchange_rate": 7.2}, headers=headers
    ).rows[0]
    plain = check_changed(tmp_path / "m.xlsx", {}).rows[0]
    assert row.yuan("agreed_amount") * 10 == plain.yuan("agreed_amount") * 72
    assert (row.status, "currency_converted_undated" in {f.rule for f in row.findings}) == ("remark", True)


def test_a_row_of_signatures_is_no_project():
    filled = {1: "填表人：林秋", 5: "审核人：何佳"}
    assert kind_of_row(filled, {"signed_on", "project_name"}) == "note"
    assert kind_of_row({1: "填表人：林秋", 5: 4200}, {"agreed_amount"}) == ""
    for day in ("2023年11月5日", "2023.11.5", date(2023, 11, 5)):
        assert kind_of_row({1: "填表人：林秋", 3: "审核人：何佳", 6: day}, {"agreed_amount"}) == "note"
    assert kind_of_row({1: "石桥铸件", 6: "2023年11月5日"}, {"project_name", "signed_on"}) == ""


def test_the_day_below_a_table_is_no_project(tmp_path):
    rows = [
        [n, f"石桥铸件{n}号", "石桥公司", "市外", "二产", "2023-1-9", 7000, 900, "投产"] for n in range(1, 6)
    ]
    title = ["全区项目台账（2023年9月，单位：万元）"]
    below = [None, "2023年10月8日"]
    result = check(write_rows(tmp_path / "l.xlsx", [title, FEW, *rows, below]))
    assert [row.text("project_name") for row in result.rows] == [row[1] for row in rows]
    assert [f.found for f in result.remarks if f.rule == "other_row"] == ["2023年10月8日"]


def test_a_project_reported_twice_with_words_in_brackets_is_a_remark(tmp_path):
    projects = clean_projects(4)
    again = projects[0] | {"project_name": f"{projects[0]['project_name']}（重报）", "project_code": "ZZ-99"}
    write_ledger(tmp_path / "l.xlsx", [*projects, again])
    assert "similar_name" in {f.rule for f in check(tmp_path / "l.xlsx").rows[-1].findings}


def test_the_month_of_a_summary_beside_the_lists_is_that_of_the_ledger(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "汇总"
    for row in (["全区2023年8月项目汇总表"], ["园区", "项目数（个）"], ["北园", 2], ["南园", 1]):
        book.active.append(row)
    for name, rows in (("北园", PROJECTS[:2]), ("南园", PROJECTS[2:])):
        sheet = book.create_sheet(name)
        for row in ([f"{name}项目台账（单位：万元）"], FEW, *rows):
            sheet.append(row)
    book.save(tmp_path / "l.xlsx")
    result = check(tmp_path / "l.xlsx")
    assert result.table.month == (2023, 8)
    assert "month_unclear" not in remarks(result)


def test_a_currency_of_the_title_belongs_to_the_header_that_names_it(tmp_path):
    title = ["全区项目台账（2023年9月）", "单位：万元、万美元"]
    header = [*FEW, "其中：合同外资（万美元）"]
    rows = [[*project, foreign] for project, foreign in zip(PROJECTS, (300, None, None), strict=True)]
    result = check(write_rows(tmp_path / "l.xlsx", [title, header, *rows]))
    assert agreed(result) == [42_000_000, 610_000_000, 15_000_000]
    assert result.counts["rejected"] == 0
    result = check(write_rows(tmp_path / "two.xlsx", [title, FEW, *PROJECTS]))
    assert result.counts["rejected"] == 3  # no header says whose the dollars are
