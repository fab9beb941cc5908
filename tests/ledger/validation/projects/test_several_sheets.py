"""A ledger in several sheets: each project once, values that differ are named, editions are asked about."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from jjinvest.core.errors import DataError
from jjinvest.ledger.excel.annotated import annotated_workbook
from jjinvest.ledger.reader.headed_columns.headers import load_spellings
from jjinvest.ledger.validation.validate import validate
from tests.fixtures.several_sheets import LISTS, write_sheets
from tests.fixtures.workbooks import TODAY, check, rules_of

WAN, YI = 10**4, 10**8


@pytest.fixture
def sheets():
    return deepcopy(LISTS)


def by_name(result):
    return {row.text("project_name"): row for row in result.rows}


def test_lists_and_funds_are_read_as_one_ledger(path, sheets):
    write_sheets(path, sheets)
    result = check(path)
    rows = by_name(result)
    assert len(rows) == len(result.rows) == 4
    assert result.total("agreed_amount") == 4 * YI + 5 * YI + YI // 2
    assert rows["精密轴承项目"].yuan("funds_to_date") == 5000 * WAN
    assert [rows[name].text("stage") for name in ("康养小镇项目", "智能座舱项目")] == [
        "negotiating",
        "signed",
    ]
    assert ("sheets_together", "") in rules_of(result)
    assert not any(rule == "other_sheet" for rule, _ in rules_of(result))
    assert result.table.month == (2023, 10)


def test_a_project_in_two_lists_counts_once_and_takes_the_later_stage(path, sheets):
    sheets["开工项目"] = [["项目名称", "开工日期", "协议金额（万元）"], ["智能座舱", date(2023, 5, 1), 20000]]
    write_sheets(path, sheets)
    result = check(path)
    row = by_name(result)["智能座舱项目"]
    assert (row.text("stage"), row.yuan("agreed_amount")) == ("started", 2 * YI)
    assert len(result.rows) == 4
    assert result.counts["rejected"] == 0


def test_amounts_that_differ_between_sheets_are_rejected_with_both(path, sheets):
    sheets["开工项目"] = [
        ["项目名称", "开工日期", "协议金额（万元）"],
        ["智能座舱项目", date(2023, 5, 1), 21000],
        ["精密轴承项目", date(2023, 5, 1), 30000],
    ]
    write_sheets(path, sheets)
    result = check(path)
    finding = next(f for f in result.findings() if f.rule == "sheets_differ")
    assert finding.address == "开工项目!C2"
    assert "2.1 亿元" in finding.what("zh")
    assert "2 亿元" in finding.what("zh")
    assert by_name(result)["智能座舱项目"].status == "rejected"


def test_funds_of_an_unknown_project_are_rejected(path, sheets):
    sheets["到位资金"].append(["没有的项目", 5, 5])
    write_sheets(path, sheets)
    result = check(path)
    assert ("sheet_row_unmatched", "到位资金!A4") in rules_of(result)
    assert by_name(result)["没有的项目"].status == "rejected"


def test_funds_may_be_given_by_code_alone(path, sheets):
    codes = ["项目编号", "JJ-1", "JJ-2"]
    sheets["签约项目"] = [[code, *row] for code, row in zip(codes, sheets["签约项目"][1:], strict=True)]
    sheets["到位资金"] = [["项目编号", "累计到位（万元）"], ["JJ-2", 5000], ["JJ-1", 1200], ["JJ-9", 5]]
    write_sheets(path, sheets)
    result = check(path, month=(2023, 10))
    assert by_name(result)["精密轴承项目"].yuan("funds_to_date") == 5000 * WAN
    assert ("sheet_row_unmatched", "到位资金!A4") in rules_of(result)
    assert result.counts["rejected"] == 1


@pytest.mark.parametrize("names", [("9月", "10月"), ("签约项目", "签约项目 (2)"), ("台账", "台账-备份")])
def test_editions_of_one_list_are_asked_about(path, sheets, names):
    write_sheets(path, dict.fromkeys(names, sheets["签约项目"]))
    with pytest.raises(DataError, match="--sheet"):
        check(path)
    assert len(check(path, sheet=names[1]).rows) == 2


def test_lists_of_two_years_with_other_projects_are_one_ledger(path, sheets):
    other = deepcopy(sheets["签约项目"])
    for row, name in zip(other[2:], ("甲厂项目", "乙厂项目"), strict=True):
        row[1] = name
    write_sheets(path, {"2022年签约": sheets["签约项目"], "2023年签约": other})
    assert check(path).total("agreed_amount") == 10 * YI


def test_examples_and_hidden_sheets_are_left_out_and_named(path, sheets):
    book = write_sheets(path, sheets | {"填写示例": sheets["签约项目"], "旧表": sheets["签约项目"]})
    book["旧表"].sheet_state = "hidden"
    book.save(path)
    result = check(path)
    assert len(result.rows) == 4
    assert [f.found for f in result.findings() if f.rule == "other_sheet"] == [
        "填写示例",
        "旧表（隐藏 hidden）",
    ]


@pytest.mark.parametrize("name", ["2022年到位资金", "上年到位资金", "到位资金计划"])
def test_funds_of_another_period_are_left_out_and_named(path, sheets, name):
    write_sheets(path, {"签约项目": sheets["签约项目"], name: sheets["到位资金"]})
    result = check(path)
    assert result.total("funds_to_date") == 0
    assert ("other_sheet", name) in [(f.rule, f.found) for f in result.findings()]


def test_a_list_of_plans_is_left_out_beside_a_ledger_and_named(path, sheets):
    planned = deepcopy(sheets["签约项目"])
    planned[2][1], planned[3][1] = "甲厂项目", "乙厂项目"
    write_sheets(path, {"签约项目": sheets["签约项目"], "计划签约项目": planned})
    result = check(path)
    assert result.total("agreed_amount") == 5 * YI
    assert ("other_list", "计划签约项目") in [(f.rule, f.found) for f in result.findings()]


def test_the_sums_of_each_sheet_are_compared_with_its_own_rows(path, sheets):
    sheets["在谈项目"].append([None, "合计", None, None, None, 4.5])
    sheets["到位资金"].append(["合计", 3200, 7200])
    write_sheets(path, sheets)
    result = check(path)
    assert [(f.rule, f.address) for f in result.findings() if f.rule == "sum_differs"] == [
        ("sum_differs", "到位资金!C4")
    ]
    assert len(result.rows) == 4


def test_findings_are_marked_on_their_own_sheet(path, tmp_path, sheets):
    sheets["到位资金"][1][2] = "约1200"
    write_sheets(path, sheets)
    result = check(path)
    assert ("amount_about", "到位资金!C2") in rules_of(result)
    book = openpyxl.load_workbook(BytesIO(annotated_workbook(result)))
    assert "金额不是数" in book["到位资金"]["C2"].comment.text
    again = tmp_path / "again.xlsx"
    again.write_bytes(annotated_workbook(result))
    assert rules_of(check(again)) == rules_of(result)


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "somewhere"
    folder.mkdir()
    (folder / "district.yaml").write_text("place: 重庆市江津区\n", encoding="utf-8")
    return load_spellings(folder)


@pytest.mark.parametrize(
    ("title", "is_own"),
    [
        ("江津区招商项目台账", True),
        ("重庆市江津区招商项目台账", True),
        ("某区招商项目台账", True),
        ("渝北区招商项目台账", False),
        ("浙江省杭州市余杭区招商项目台账", False),
    ],
)
def test_a_workbook_of_another_district_is_refused(path, sheets, home, title, is_own):
    sheets["签约项目"][0] = [f"{title}（截至2023年10月）"]
    write_sheets(path, {"签约项目": sheets["签约项目"]})
    if is_own:
        assert validate(path, home, today=TODAY).rows
    else:
        with pytest.raises(DataError, match="another district"):
            validate(path, home, today=TODAY)


def test_a_project_left_on_the_sheet_of_its_earlier_stage_is_counted_once_by_the_later(path):
    head = ["序号", "项目名称", "签约日期", "协议金额（万元）", "累计到位（万元）"]
    day = date(2022, 5, 6)
    sheets = {
        "已签约": [
            ["某县（截至2023年10月）"],
            head,
            [1, "铜箔项目", day, 9000, 0],
            [2, "茶叶项目", day, 500, 0],
            ["", "合计", "", 9500, 0],
        ],
        "已开工": [
            ["某县（截至2023年10月）"],
            head,
            [1, "铜箔项目", day, 9000, 4000],
            ["", "合计", "", 9000, 4000],
        ],
    }
    write_sheets(path, sheets)
    result = check(path)
    assert {
        row.text("project_name"): (row.text("stage"), row.yuan("funds_to_date")) for row in result.rows
    } == {
        "铜箔项目": ("started", 40_000_000),
        "茶叶项目": ("signed", 0),
    }
    assert [(f.severity, f.address) for f in result.findings() if f.rule == "project_moved"] == [
        ("remark", "已签约!3")
    ]
    assert "sum_differs" not in {f.rule for f in result.findings()}


def test_a_moved_project_with_another_agreed_amount_is_asked(path):
    head = ["序号", "项目名称", "签约日期", "协议金额（万元）"]
    day = date(2022, 5, 6)
    sheets = {
        "已签约": [["某县（截至2023年10月）"], head, [1, "铜箔项目", day, 9000]],
        "已开工": [["某县（截至2023年10月）"], head, [1, "铜箔项目", day, 8000]],
    }
    write_sheets(path, sheets)
    assert "sheets_differ" in {f.rule for f in check(path).findings() if f.severity == "rejected"}


def test_carried_over_projects_in_their_own_sheet_are_part_of_the_ledger(path):
    header = ["项目名称", "投资单位", "签约日期", "合同额（亿元）", "本年到位（亿元）"]
    write_sheets(
        path,
        {
            "今年新签约": [["某区2024年10月台账"], header, ["铜箔项目", "甲公司", "2024-3-1", 2, 0.5]],
            "往年结转（续建）": [
                ["某区2024年10月续建项目"],
                header,
                ["茶叶项目", "乙公司", "2023-4-1", 3, 1],
            ],
        },
    )
    result = check(path)
    assert set(by_name(result)) == {"铜箔项目", "茶叶项目"}
    assert result.total("agreed_amount") == 5 * YI
    assert ("sheets_together", "") in rules_of(result)


def test_a_sheet_of_funds_by_month_that_is_not_read_is_named_with_what_makes_it_readable(path):
    sheets = {name: rows for name, rows in LISTS.items() if name != "到位资金"}
    funds = [["序号", "园区", "1月", "2月", "3月", "合计"], [1, "德感", 5, 5, 5, 15]]
    write_sheets(path, sheets | {"到位资金": [["2023年到位资金情况（单位：万元）"], *funds]})
    found = [finding for finding in check(path).remarks if finding.rule == "funds_sheet_unread"]
    assert [finding.found for finding in found] == ["到位资金"]
    assert "有项目名称或编号一栏" in found[0].expected("zh")


def signed_in(months, **more):
    """Sheets of what was signed in each month, one project in each."""
    return {
        f"{month}月": [
            [f"某区2023年{month}月新签约项目"],
            ["项目名称", "投资方", "签约日期", "协议金额（万元）", *more],
            [f"第{month}个项目", "甲公司", date(2023, day, 5), 20000, *more.values()],
        ]
        for month, day in months.items()
    }


def test_sheets_of_what_was_signed_in_each_month_are_of_the_last(path):
    write_sheets(path, signed_in({1: 1, 2: 2, 3: 3}))
    result = check(path)
    assert (result.table.month, len(result.rows)) == ((2023, 3), 3)
    assert "month_unclear" not in {rule for rule, _ in rules_of(result)}


@pytest.mark.parametrize(("months", "more"), [({1: 1, 2: 1}, {}), ({1: 1, 2: 2}, {"累计到位（万元）": 500})])
def test_sheets_of_other_months_are_asked_about_with_the_months_that_they_state(path, months, more):
    write_sheets(path, signed_in(months, **more))
    result = check(path)
    finding = next(f for f in result.findings() if f.rule == "month_unclear")
    assert result.table.month is None
    assert "2023-01；2023-02" in finding.what("zh")
    assert "2023-02" in finding.expected("zh")
