"""Layout of a sheet: titles, headers of two rows, total rows, notes, months, several sheets."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import validate
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import (
    HEADERS,
    TODAY,
    check,
    clean_project,
    clean_projects,
    refusal,
    rules_of,
    save,
    write_ledger,
)


def test_a_header_of_two_rows_with_groups(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["台账（截至2023年10月）"])
    sheet.append(
        ["序号", "项目名称", "投资方", "签约日期", "协议金额（亿元）", "到位资金（万元）", None, None]
    )
    sheet.append([None, None, None, None, None, "当月", "本年累计", "累计"])
    sheet.merge_cells("F2:H2")
    for column in "ABCDE":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.append([1, "智能座舱项目", "甲公司", "2023-5-6", 1.5, 10, 20, 30])
    book.save(path)
    result = check(path)
    row = result.rows[0]
    amounts = [row.yuan(name) for name in ("agreed_amount", "funds_month", "funds_ytd", "funds_to_date")]
    assert amounts == [150_000_000, 100_000, 200_000, 300_000]


def test_a_unit_in_the_title_holds_for_columns_without_one(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    write_ledger(path, clean_projects(3), headers=headers, title="台账（2023年10月） 单位：亿元")
    assert check(path).rows[0].yuan("agreed_amount") == 21_000 * 10**8


def test_sums_notes_and_headings_are_no_projects_and_a_wrong_sum_is_shown(path):
    total = sum(p.get("agreed_amount", 0) for p in clean_projects())
    blank = [None] * 7
    write_ledger(
        path,
        clean_projects(),
        after=[["合计", *blank, total], ["总  计", *blank, total + 1], ["填表人：张三"]],
    )
    result = check(path)
    assert result.table.other_rows == {22: "sum", 23: "sum", 24: "note"}
    assert rules_of(result) == [("other_row", "25"), ("sum_differs", "I24")]
    assert sum(result.counts.values()) == 20


def test_a_sum_with_a_count_beside_it_is_a_sum_and_a_project_after_a_sum_word_is_not(path):
    total = sum(p.get("agreed_amount", 0) for p in clean_projects(3))
    rows = [
        ["合计", None, "3 家", *[None] * 5, total],
        ["小计", "某某产业园", "甲", "市外", "二产", "签约", None, "2023-5-1", 10_000],
    ]
    write_ledger(path, clean_projects(3), after=rows)
    result = check(path)
    assert result.table.other_rows == {5: "sum"}
    assert len(result.rows) == 4


def test_columns_of_one_meaning_are_all_asked_about_at_once(path):
    changed = {"agreed_amount": "总投资（万元）", "note": "投资总额（亿元）", "started_on": "开工时间"}
    projects = [p | {"note": 3, "stage": date(2023, 5, 5)} for p in clean_projects(2)]
    write_ledger(path, projects, headers=HEADERS | changed | {"stage": "动工日期"})
    with pytest.raises(DataError) as caught:
        check(path)
    assert "「总投资（万元）」、「投资总额（亿元）」都是协议金额" in str(caught.value)
    assert "「开工时间」、「动工日期」都是开工日期" in str(caught.value)


def test_a_column_with_the_name_of_the_field_is_read_before_another_of_its_meaning(path):
    projects = [p | {"note": 3} for p in clean_projects(2)]
    write_ledger(path, projects, headers=HEADERS | {"note": "总投资（亿元）"})
    result = check(path)
    assert result.rows[0].yuan("agreed_amount") == 210_000_000
    assert rules_of(result) == [("column_passed_over", "R2")]
    write_ledger(path, clean_projects(2), headers=HEADERS | {"investor": "企业名称", "note": "投资主体"})
    result = check(path)
    assert result.table.columns["investor"].header == "企业名称", "the other column is blank"
    write_ledger(path, clean_projects(2), headers=HEADERS | {"x": "备注", "y": "备注"})
    assert rules_of(check(path)) == [("column_passed_over", "S2")]


def test_a_district_may_ignore_a_listed_column(path, tmp_path):
    headers = HEADERS | {"agreed_amount": "总投资（万元）", "note": "投资总额（亿元）"}
    write_ledger(path, [p | {"note": 3} for p in clean_projects(2)], headers=headers)
    (tmp_path / "headers.yaml").write_text("ignored: [投资总额]\n", encoding="utf-8")
    result = validate(path, load_spellings(tmp_path), today=TODAY)
    assert result.rows[0].yuan("agreed_amount") == 210_000_000
    assert not result.remarks


IN_YI = {"agreed_amount": 1.5, "contract_amount": 1, "funds_month": 0, "funds_ytd": 0.5, "funds_to_date": 0.5}


def amounts(path, *names):
    return [[row.yuan(name) for name in names] for row in check(path).rows]


def test_a_second_block_has_its_own_columns_and_units(path):
    order = [
        "project_name",
        "project_code",
        *[n for n in HEADERS if n not in ("project_name", "project_code")],
    ]
    second = [HEADERS[n].replace("万元", "亿元") for n in order]
    project = clean_project(
        3, agreed_amount=1.5, contract_amount=1, funds_month=0, funds_ytd=0.5, funds_to_date=0.5
    )
    write_ledger(
        path, clean_projects(2), after=[["合计"], ["二、外资项目"], second, [project.get(n) for n in order]]
    )
    result = check(path)
    assert [row.yuan("agreed_amount") for row in result.rows] == [210_000_000, 220_000_000, 150_000_000]
    assert result.rows[2].text("project_code") == "JJ-2023-003"
    assert result.counts["rejected"] == 0
    assert result.table.other_rows[6] == "heading"


def test_the_title_of_a_second_block_gives_its_unit(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    project = clean_project(
        3, agreed_amount=1.5, contract_amount=1, funds_month=0, funds_ytd=0.5, funds_to_date=0.5
    )
    after = [["第二部分 单位：亿元"], list(headers.values()), [project.get(n) for n in headers]]
    write_ledger(path, clean_projects(1), headers=headers, title="台账（2023年10月）单位：万元", after=after)
    assert amounts(path, "agreed_amount", "funds_ytd") == [
        [210_000_000, 20_010_000],
        [150_000_000, 50_000_000],
    ]


def test_a_line_with_a_unit_between_projects_holds_from_there_on(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    after = [["单位：亿元"], [clean_project(3, **IN_YI).get(n) for n in HEADERS]]
    write_ledger(path, clean_projects(1), headers=headers, title="台账（2023年10月）单位：万元", after=after)
    assert amounts(path, "agreed_amount", "funds_ytd") == [
        [210_000_000, 20_010_000],
        [150_000_000, 50_000_000],
    ]
    write_ledger(path, clean_projects(1), after=after)
    assert amounts(path, "agreed_amount") == [[210_000_000], [None]], "the header says 万元"


def test_a_later_block_without_amounts_has_none(path):
    after = [["在谈项目"], ["项目名称", "投资方", "联系电话"], ["氢能装备项目", "氢能公司", 12345678]]
    write_ledger(path, clean_projects(1), after=after)
    result = check(path)
    assert [row.yuan("agreed_amount") for row in result.rows] == [210_000_000, None]
    assert result.rows[1].text("project_name") == "氢能装备项目"


@pytest.mark.parametrize(
    "title",
    [
        "台账 单位：亿元（协议金额、正式合同额）、万元（到位资金）",
        "台账（2023年10月） 单位：协议投资、合同额亿元，到位资金万元",
        "台账 协议金额、合同单位：亿元；到位资金单位：万元",
    ],
)
def test_two_units_in_a_title_each_for_its_columns(path, title):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    write_ledger(path, [clean_project(1, agreed_amount=2.5, contract_amount=2)], headers=headers, title=title)
    assert amounts(path, "agreed_amount", "contract_amount", "funds_ytd") == [
        [250_000_000, 200_000_000, 20_010_000]
    ]


def test_two_units_in_a_title_for_no_column_are_asked_about(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    write_ledger(path, clean_projects(1), headers=headers, title="2023年10月台账 单位：亿元、万元")
    assert {rule for rule, _ in rules_of(check(path))} == {"amount_unit_unclear"}


def test_a_row_of_units_under_the_header(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()} | {"stage": "累计到位"}
    units = {"agreed_amount": "（亿元）", "contract_amount": "亿元", "funds_to_date": "万元", "stage": "%"}
    units |= {"funds_month": "万元", "funds_ytd": "百万元"}
    project = clean_project(1, agreed_amount=2.5, contract_amount=2, funds_ytd=20, stage=35, funds_month=1)
    rows = [{name: units.get(name) for name in HEADERS}, dict.fromkeys(HEADERS), project]
    for number, name in enumerate(HEADERS, 1):
        rows[1][name] = number
    write_ledger(path, rows, headers=headers)
    names = ("agreed_amount", "contract_amount", "funds_ytd", "funds_to_date")
    assert amounts(path, *names) == [[250_000_000, 200_000_000, 20_000_000, 20_010_000]]
    assert ("columns_unknown", "F2") in rules_of(check(path))


def test_a_unit_row_that_contradicts_the_header_is_asked_about(path):
    units = {name: "亿元" if name == "agreed_amount" else None for name in HEADERS}
    write_ledger(path, [units, *clean_projects(1)])
    assert [rule for rule, _ in rules_of(check(path))] == ["amount_unit_unclear"]


def test_a_group_of_funds_gives_its_unit_to_its_columns(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["台账（截至2023年10月）"])
    sheet.append(["项目名称", "签约日期", "投资情况", None, "资金到位情况（万元）", None, None])
    sheet.append([None, None, "总投资（亿元）", "其中：固定资产投资", "本月", "本年累计", "开工以来累计"])
    for merge in ("A2:A3", "B2:B3", "C2:D2", "E2:G2"):
        sheet.merge_cells(merge)
    sheet.append(["甲项目", "2023-5-6", 1.5, 1, 10, 20, 30])
    book.save(path)
    names = ("agreed_amount", "funds_month", "funds_ytd", "funds_to_date")
    assert amounts(path, *names) == [[150_000_000, 100_000, 200_000, 300_000]]


@pytest.mark.parametrize("merged", [True, False])
def test_planned_dates_under_a_group_are_not_actual_ones(path, merged):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["台账（截至2023年10月）"])
    sheet.append(["项目名称", "签约日期", "协议金额（万元）", "计划时间", None, "基本信息", None])
    sheet.append(["项目名称", "签约日期", "协议金额（万元）", "开工时间", "投产时间", "投资方", "项目阶段"])
    if merged:
        sheet.merge_cells("D2:E2")
        sheet.merge_cells("F2:G2")
    sheet.append(["甲项目", "2023-5-6", 15000, "2023-9-9", "2023-10-1", "甲公司", "签约"])
    book.save(path)
    result = check(path)
    assert not {"started_on", "in_production_on"} & set(result.table.columns)
    assert result.rows[0].text("investor") == "甲公司"
    assert result.rows[0].text("stage") == "signed"


def test_a_column_of_units_rules_its_row(path):
    units = ["亿元", None, "万美元", "个"]
    projects = [clean_project(n) | {"note": unit} for n, unit in enumerate(units, 1)]
    projects[0] |= {
        "agreed_amount": 2,
        "contract_amount": 1,
        "funds_month": 0,
        "funds_ytd": 0.5,
        "funds_to_date": 0.5,
    }
    write_ledger(path, projects, headers=HEADERS | {"note": "计量单位"})
    result = check(path)
    assert [row.yuan("agreed_amount") for row in result.rows] == [200_000_000, 220_000_000, None, None]
    assert [row.status for row in result.rows] == ["remark", "accepted", "rejected", "rejected"]
    assert {"amount_foreign", "amount_unit_unclear", "amount_unit_of_row"} <= {
        rule for rule, _ in rules_of(result)
    }


@pytest.mark.parametrize(
    ("text", "column"), [("已开工", "stage"), ("正在办理土地手续，预计年底开工", "note")]
)
def test_progress_is_a_stage_or_a_note_by_what_it_holds(path, text, column):
    headers = {name: header for name, header in HEADERS.items() if name != "stage"} | {"progress": "进展情况"}
    write_ledger(path, [clean_project(n) | {"progress": text} for n in (1, 2)], headers=headers)
    result = check(path)
    assert result.table.columns[column].header == "进展情况"
    assert result.counts["rejected"] == 0


def test_a_column_dated_otherwise_than_the_ledger_is_another_one(path):
    for text, read in (
        ("累计到位（万元，截至2023年9月）", False),
        ("累计到位（截至10月底，万元）", True),
        ("累计到位（截至目前）（万元）", True),
        ("累计到位（万元）（2023年）", False),
    ):
        write_ledger(path, clean_projects(2), headers=HEADERS | {"funds_to_date": text})
        assert ("funds_to_date" in check(path).table.columns) is read, text


def test_a_listed_header_has_precedence_over_a_pattern(path):
    write_ledger(path, clean_projects(2), headers=HEADERS | {"chain": "产业链", "note": "行业分类"})
    result = check(path)
    assert result.table.columns["chain"].header == "产业链"
    assert [(f.rule, f.found) for f in result.remarks] == [("columns_unknown", "行业分类")]


def test_several_sheets_that_look_like_ledgers_are_not_guessed_between(path):
    sheet = write_ledger(path, clean_projects(2))
    copy = sheet.parent.copy_worksheet(sheet)
    copy.title = "九月"
    save(sheet, path)
    with pytest.raises(DataError, match="--sheet"):
        check(path)
    assert rules_of(check(path, sheet="台账")) == [("other_sheet", "")]
    with pytest.raises(DataError, match="没有工作表"):
        check(path, sheet="十月")


def test_an_unknown_column_is_named_with_the_nearest_known(path):
    write_ledger(path, clean_projects(2), headers=HEADERS | {"note": "协议金领（万元）"})
    remarks = check(path).remarks
    assert [f.rule for f in remarks] == ["columns_unknown"]
    assert "协议金额" in remarks[0].expected("zh")


def test_the_month_is_not_guessed_where_the_title_names_two(path):
    write_ledger(path, clean_projects(2), title="2023年1月、2023年10月")
    assert check(path).table.month is None
    assert check(path, month=(2023, 10)).table.month == (2023, 10)


def test_a_title_merged_narrower_than_the_table_is_no_group(path):
    headers = HEADERS | {"stage": "项目进展"}
    write_ledger(path, clean_projects(6), headers=headers)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A1:I1")
    book.save(path)
    result = check(path)
    assert result.table.columns["stage"].header == "项目进展"
    assert {row.text("stage") for row in result.rows} == {"started", "negotiating"}


def test_a_unit_in_the_title_that_no_column_has_is_a_remark(path):
    write_ledger(path, clean_projects(2), title="台账（截至2023年10月） 单位：亿元")
    result = check(path)
    assert result.rows[0].yuan("agreed_amount") == 210_000_000
    assert [f.rule for f in result.findings()] == ["title_unit_unused"]
    write_ledger(path, clean_projects(2), title="台账（截至2023年10月） 单位：亿元（另有注明的除外）")
    assert not check(path).findings()


def test_dates_in_a_row_of_units(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    write_ledger(path, clean_projects(2), headers=headers)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.insert_rows(3)
    for column, name in enumerate(headers, start=1):
        if name.endswith("_on"):
            sheet.cell(3, column, "年.月")
        elif "amount" in name or "funds" in name:
            sheet.cell(3, column, "万元")
    book.save(path)
    assert check(path).rows[0].yuan("agreed_amount") == 210_000_000


@pytest.mark.parametrize(("header", "read"), [("10月到位（万元）", True), ("9月份到位资金（万元）", False)])
def test_funds_of_a_month_are_those_of_the_ledger_s_month(path, header, read):
    write_ledger(path, clean_projects(3), headers=HEADERS | {"funds_month": header})
    assert ("funds_month" in check(path).table.columns) is read


def test_a_head_that_lacks_a_column_is_told_which(path):
    head = ["企业名称及项目", "投资方所在地", "签约日期", "总投资（亿元）"]
    write_sheets(path, {"台账": [head, ["甲项目", "市外", "2023-2-1", 3]]})
    assert "没有认出 none for 项目名称 (project name)" in refusal(path)
