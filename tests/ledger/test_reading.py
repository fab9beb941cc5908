"""Ledgers as they come: titles, two-row headers, wordings, units, merged cells, sums, encodings, hidden rows."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.excel.annotated import annotated_workbook
from jjinvest.ledger.excel.template import HEADER_ROW, header_of, template
from jjinvest.ledger.fields import FIELDS
from jjinvest.ledger.reader.headers import load_spellings, unit_in
from jjinvest.ledger.validation.validate import validate
from tests.fixtures.workbooks import HEADERS, TODAY, check, clean_projects, rules_of, write_ledger


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账.xlsx"


def save(sheet, path):
    sheet.parent.save(path)


def test_a_clean_ledger_raises_nothing(path):
    write_ledger(path, clean_projects(40))
    result = check(path)
    assert rules_of(result) == []
    assert result.counts == {"accepted": 40, "remark": 0, "rejected": 0}
    assert result.table.month == (2023, 10)
    expected = sum(p.get("agreed_amount", 0) for p in clean_projects(40)) * 10_000
    assert result.total("agreed_amount") == expected == int(result.frame()["agreed_amount"].sum())


def test_our_template_filled_in_is_read_whole(path):
    path.write_bytes(template())
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    sheet["A1"] = "江津区招商项目台账（截至2023年10月）"
    for row, project in enumerate(clean_projects(), start=HEADER_ROW + 2):
        for column, field in enumerate(FIELDS, start=1):
            sheet.cell(row, column, project.get(field.name))
    book.save(path)
    result = check(path)
    assert set(result.table.columns) == {field.name for field in FIELDS}
    assert result.counts == {"accepted": 20, "remark": 0, "rejected": 0}


def test_the_template_is_the_same_bytes_every_time_and_explains_itself():
    assert template() == template()


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
    ],
)
def test_headers_in_other_words(header, field, unit):
    found = load_spellings().header(header)
    assert (found.field, found.unit) == (field, unit)


def test_units_of_titles():
    assert unit_in("金额单位：万元（人民币）") == "万元"
    assert unit_in("单位：个、亿元") == "亿元"
    assert unit_in("项目台账") == ""


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


def test_amounts_without_any_unit_are_rejected(path):
    headers = {name: text.replace("（万元）", "") for name, text in HEADERS.items()}
    write_ledger(path, clean_projects(3), headers=headers, title=None)
    result = check(path)
    assert result.counts["rejected"] == 3
    assert ("amount_without_unit", "I2") in rules_of(result)
    assert result.total("agreed_amount") == 0


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


def test_subtotals_add_up_since_the_last_one(path):
    projects = clean_projects(4)
    sheet = write_ledger(
        path, projects[:2], after=[["小计", *[None] * 7, sum(p["agreed_amount"] for p in projects[:2])]]
    )
    for project in projects[2:]:
        sheet.append([project.get(name) for name in HEADERS])
    sheet.append(["小计", *[None] * 7, sum(p["agreed_amount"] for p in projects[2:])])
    sheet.append(["合计", *[None] * 7, sum(p["agreed_amount"] for p in projects)])
    save(sheet, path)
    assert rules_of(check(path)) == []


def test_hidden_rows_count_and_say_so(path):
    sheet = write_ledger(path, clean_projects())
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    save(sheet, path)
    result = check(path)
    assert result.total("agreed_amount") == sum(p.get("agreed_amount", 0) for p in clean_projects()) * 10_000
    assert rules_of(result) == [("hidden_column", "C"), ("hidden_row", "5")]


def test_a_text_merged_over_rows_holds_for_all_and_an_amount_for_none(path):
    sheet = write_ledger(path, clean_projects(5))
    sheet.merge_cells("C3:C4")
    sheet.merge_cells("I5:I6")
    save(sheet, path)
    result = check(path)
    assert result.rows[1].text("investor") == result.rows[0].text("investor")
    assert [a for r, a in rules_of(result) if r == "amount_merged"] == ["I5", "I6"]
    assert [r.status for r in result.rows] == ["accepted", "remark", "rejected", "rejected", "accepted"]


def test_formulas_need_a_stored_value_and_errors_are_no_blanks(path):
    sheet = write_ledger(path, clean_projects(3))
    sheet["I3"] = "=1+1"
    sheet["O4"] = "#REF!"
    sheet["O4"].data_type = "e"
    save(sheet, path)
    assert rules_of(check(path)) == [("formula_without_value", "I3"), ("cell_error", "O4")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_the_usual_encodings(tmp_path, encoding):
    path = tmp_path / "台账.csv"
    with path.open("w", encoding=encoding, newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["台账（截至2023年10月）"])
        writer.writerow(HEADERS.values())
        writer.writerows([p.get(name, "") for name in HEADERS] for p in clean_projects())
    result = check(path)
    assert rules_of(result) == []
    assert result.total("agreed_amount") == sum(p.get("agreed_amount", 0) for p in clean_projects()) * 10_000


def test_the_old_xls_with_its_errors_and_hidden_rows():
    # made once by xlwt: row 3 sound, row 4 hidden, row 5 with #REF! for its amount, row 6 with the number 2023.1 as date
    result = check(Path(__file__).with_name("old.xls"))
    assert rules_of(result) == [("hidden_row", "4"), ("cell_error", "I5"), ("date_ambiguous", "H6")]
    assert result.rows[0].yuan("agreed_amount") == 21_000 * 10_000


def test_a_district_adds_its_own_wordings(path, tmp_path):
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
        "headers: [a]", "- a", "headers: {agreed: [x]}", "values: {origin: {mars: [火星]}}", "a: b", ": :",
        "headers: {project_name: [投资方]}", "values: {origin: [a]}", "headers: {investor: 甲}",
    ],
)  # fmt: skip
def test_a_broken_table_of_wordings_is_named(tmp_path, text):
    (tmp_path / "headers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"headers\.yaml"):
        load_spellings(tmp_path)


def test_two_columns_of_one_meaning_are_refused(path):
    write_ledger(path, clean_projects(2), headers=HEADERS | {"note": "总投资（亿元）"})
    with pytest.raises(DataError, match="都是协议金额"):
        check(path)


def test_what_a_pattern_matches_gives_way_to_what_is_listed(path):
    write_ledger(path, clean_projects(2), headers=HEADERS | {"chain": "产业链", "note": "行业分类"})
    result = check(path)
    assert result.table.columns["chain"].header == "产业链"
    assert [(f.rule, f.found) for f in result.remarks] == [("columns_unknown", "行业分类")]


def test_dashes_for_nothing_are_told_once_a_column(path):
    write_ledger(path, [p | {"funds_month": "/"} for p in clean_projects(4)])
    result = check(path)
    assert [(f.rule, f.terms["number"]) for f in result.remarks] == [("dash_as_blank", "4")]
    assert result.counts["accepted"] == 4
    assert [row.yuan("funds_month") for row in result.rows] == [None] * 4


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
    found = check(path).remarks
    assert [f.rule for f in found] == ["columns_unknown"]
    assert "协议金额" in found[0].expected("zh")


def test_the_month_is_not_guessed_where_the_title_names_two(path):
    write_ledger(path, clean_projects(2), title="2023年1月至2023年10月")
    assert check(path).table.month is None
    assert check(path, month=(2023, 10)).table.month == (2023, 10)


def test_today_counts_for_what_is_still_to_come(path):
    write_ledger(path, clean_projects(1))
    result = validate(path, load_spellings(), today=date(2023, 4, 1))
    assert ("date_future", "L3") in rules_of(result)


def test_a_csv_of_any_name_can_be_marked(tmp_path):
    path = tmp_path / f"台账[1]*?{'长' * 40}.csv"
    rows = [HEADERS.values(), *([p.get(name, "") for name in HEADERS] for p in clean_projects(2))]
    path.write_text("\n".join(",".join(str(cell) for cell in row) for row in rows), encoding="utf-8")
    assert annotated_workbook(check(path))


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


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("目前阶段", "stage"), ("退出时间", "terminated_on"), ("今年累计到位资金（万元）", "funds_ytd"), ("历年累计到位资金", "funds_to_date"),
        ("投资来源地", "origin"), ("引资方式", "channel"), ("开始洽谈时间", "negotiated_on"), ("所属园区", "park"), ("计划开工时间", None),
        ("投产面积", None), ("上年累计到位资金", None), ("开工以来累计到位资金", "funds_to_date"), ("1-10月到位资金", "funds_ytd"),
        ("当月实际到位金额（万元）", "funds_month"), ("签约总投资（亿元）", "agreed_amount"), ("合同引资额", "contract_amount"),
        ("客商名称", "investor"), ("招商引资项目名称", "project_name"), ("是否世界500强", "top500"), ("项目选址地点", "park"),
        ("本年计划投资", None), ("累计完成投资", None), ("固定资产投资", None), ("目标到位资金", None), ("资金到位率", None),
        ("2022年到位资金", None), ("投资强度", None), ("项目单位", None), ("投资方联系人", None), ("预计投产时间", None),
    ],
)  # fmt: skip
def test_headers_like_the_known_ones_are_understood_and_others_are_not(header: str, field: str | None):
    found = load_spellings().header(header)
    assert (found.field if found else None) == field
