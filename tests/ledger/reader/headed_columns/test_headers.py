"""Headers: spellings in other words, units, a district's own spellings."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.excel.template import header_of
from jjinvest.ledger.fields import FIELDS
from jjinvest.ledger.reader.headed_columns.headers import load_spellings, unit_in
from jjinvest.ledger.validation.validate import validate
from tests.fixtures.workbooks import HEADERS, TODAY, check, clean_projects, write_ledger


def test_every_header_of_the_template_is_understood():
    spellings = load_spellings()
    assert [spellings.header(header_of(field)).field for field in FIELDS] == [field.name for field in FIELDS]
    assert [spellings.header(field.en).field for field in FIELDS] == [field.name for field in FIELDS]


@pytest.mark.parametrize(
    ("header", "field", "unit"),
    [
        ("总投资额\n（亿元）", "agreed_amount", "亿元"),
        ("*签约时间", "signed_on", ""),
        ("协议引资 (单位：万元)", "agreed_amount", "万元"),
        ("是否 500 强", "top500", ""),
        ("Agreed Amount", "agreed_amount", ""),
        ("project_name", "project_name", ""),
        ("投资方所在地（市内/市外/境外）", "origin", ""),
        ("协议金额万元", "agreed_amount", "万元"),
        ("协议金额（万美元）", "agreed_amount", "万美元"),
        ("总投资（百万元）", "agreed_amount", "百万元"),
        ("协议金额（RMB万元）", "agreed_amount", "rmb万元"),
        ("协议金额（亿美元/亿元）", "agreed_amount", "亿美元/亿元"),
        ("协议金额（万元，人民币）", "agreed_amount", "万元"),
        ("协议金额-亿元", "agreed_amount", "亿元"),
        ("到位资金（本年累计，万元）", "funds_ytd", "万元"),
        ("到位资金（1-10月）", "funds_ytd", ""),
        ("到位资金累计（千万元）", "funds_to_date", "千万元"),
        ("签约时间（年/月/日）", "signed_on", ""),
        ("开工时间（实际）", "started_on", ""),
        ("总投资（计划）", "agreed_amount", ""),
    ],
)
def test_headers_in_other_spellings(header, field, unit):
    meaning = load_spellings().header(header)
    assert (meaning.field, meaning.unit) == (field, unit)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("目前阶段", "stage"),
        ("退出时间", "terminated_on"),
        ("今年累计到位资金（万元）", "funds_ytd"),
        ("历年累计到位资金", "funds_to_date"),
        ("投资来源地", "origin"),
        ("引资方式", "channel"),
        ("开始洽谈时间", "negotiated_on"),
        ("所属园区", "park"),
        ("计划开工时间", None),
        ("开工时间（计划）", None),
        ("投产时间（预计）", None),
        ("累计到位（%）", None),
        ("累计到位（万元）（%）", None),
        ("累计到位（其中：外资）", None),
        ("协议金额（变更前）（万元）", None),
        ("协议金额（万元/亩）", None),
        ("投资额（每亩）", None),
        ("累计到位（上年结转）", None),
        ("当月到位（个）", None),
        ("投产面积", None),
        ("上年累计到位资金", None),
        ("开工以来累计到位资金", "funds_to_date"),
        ("1-10月到位资金", "funds_ytd"),
        ("当月实际到位金额（万元）", "funds_month"),
        ("签约总投资（亿元）", "agreed_amount"),
        ("合同引资额", "contract_amount"),
        ("客商名称", "investor"),
        ("招商引资项目名称", "project_name"),
        ("是否世界500强", "top500"),
        ("项目选址地点", "park"),
        ("本年计划投资", None),
        ("累计完成投资", None),
        ("固定资产投资", None),
        ("目标到位资金", None),
        ("资金到位率", None),
        ("投资强度", None),
        ("项目单位", None),
        ("投资方联系人", None),
        ("预计投产时间", None),
    ],
)
def test_headers_similar_to_known_ones_are_understood_and_others_are_not(header: str, field: str | None):
    meaning = load_spellings().header(header)
    assert (meaning.field if meaning else None) == field


def test_units_of_titles():
    assert unit_in("金额单位：万元（人民币）") == "万元"
    assert unit_in("单位：个、亿元") == "亿元"
    assert unit_in("项目台账") == ""


def test_a_district_adds_its_own_spellings(path, tmp_path):
    headers = HEADERS | {"agreed_amount": "拟投资金（万元）"}
    write_ledger(path, [p | {"origin": "成都"} for p in clean_projects(2)], headers=headers)
    with pytest.raises(DataError, match="找不到台账的表头"):
        check(path)
    (tmp_path / "headers.yaml").write_text(
        "headers:\n  agreed_amount: [拟投资金]\nvalues:\n  origin:\n    out_of_city: [成都]\n",
        encoding="utf-8",
    )
    result = validate(path, load_spellings(tmp_path), today=TODAY)
    assert result.counts["accepted"] == 2
    assert result.rows[0].text("origin") == "out_of_city"


@pytest.mark.parametrize(
    "text",
    [
        "headers: [a]",
        "- a",
        "headers: {agreed: [x]}",
        "values: {origin: {mars: [火星]}}",
        "a: b",
        ": :",
        "headers: {project_name: [投资方]}",
        "values: {origin: [a]}",
        "headers: {investor: 甲}",
    ],
)
def test_a_broken_file_of_spellings_is_named(tmp_path, text):
    (tmp_path / "headers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"headers\.yaml"):
        load_spellings(tmp_path)


@pytest.mark.parametrize("group", ["时间节点", "时间", "关键日期"])
def test_a_group_of_days_makes_dates_of_the_stages_under_it(tmp_path, group):
    path = tmp_path / "l.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["台账（2023年10月）"])
    sheet.append(["项目名称", "投资方", "协议投资额（万元）", "阶段", group, None, None])
    sheet.append([None, None, None, None, "签约", "开工", "投产"])
    sheet.merge_cells("E2:G2")
    for column in "ABCD":
        sheet.merge_cells(f"{column}2:{column}3")
    days = [datetime(2023, 2, 1), datetime(2023, 5, 1), datetime(2023, 9, 1)]
    for name in ("甲", "乙", "丙"):
        sheet.append([f"{name}项目", f"{name}公司", 9000, "投产", *days])
    book.save(path)
    columns = check(path).table.columns
    assert [columns[name].index for name in ("signed_on", "started_on", "in_production_on")] == [4, 5, 6]


@pytest.mark.parametrize("header", ["到位资金（万元）", "到位额（万元）", "实际到位资金（万元）"])
def test_funds_of_no_stated_span_are_funds_to_date_with_a_remark(tmp_path, header):
    path = tmp_path / "l.xlsx"
    write_ledger(path, clean_projects(), headers=HEADERS | {"funds_to_date": header})
    result = check(path)
    assert "column_assumed" in {finding.rule for finding in result.remarks}
    assert result.total("funds_to_date") > 0
    write_ledger(path, clean_projects())
    assert "column_assumed" not in {finding.rule for finding in check(path).remarks}


def test_stated_funds_to_date_have_precedence_over_funds_of_no_stated_span(tmp_path):
    path = tmp_path / "l.xlsx"
    write_ledger(path, clean_projects(), headers=HEADERS | {"funds_month": "到位资金（万元）"})
    columns = check(path).table.columns
    assert columns["funds_to_date"].header == HEADERS["funds_to_date"]


def test_amounts_in_cny_beside_foreign_ones_are_those_of_their_group(tmp_path):
    path = tmp_path / "l.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["台账（2023年10月）"])
    sheet.append(["项目名称", "投资方", "阶段", "引资额", None, "签约日期"])
    sheet.append([None, None, None, "内资（万元）", "外资（万美元）", None])
    sheet.merge_cells("D2:E2")
    for column in "ABCF":
        sheet.merge_cells(f"{column}2:{column}3")
    for name in ("甲", "乙", "丙"):
        sheet.append([f"{name}项目", f"{name}公司", "签约", 9000, None, datetime(2023, 2, 1)])
    sheet.append(["丁项目", "丁公司", "签约", None, 500, datetime(2023, 2, 1)])
    book.save(path)
    result = check(path)
    assert result.total("agreed_amount") == 3 * 90_000_000
    assert [row.status for row in result.rows][-1] == "rejected", "an amount in dollars is not passed over"
