"""Columns of months: read as funds of the month, of the year and to date, compared with sums, dated."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.core.errors import DataError
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check, funds_of, rules_of

WAN = 10**4
TITLE = "某县招商引资项目台账（截至2023年4月） 单位：万元"
MONTHS = ["1月", "2月", "3月", "4月"]
SIGNED = date(2022, 6, 3)
PAID = {"铜箔项目": [100, 0, 50, 7], "茶叶项目": [0, 20, None, 0], "软件园项目": [5, 5, 5, 5]}


def sheet_of(months, *, sums=True, before=True, headers=MONTHS, earlier=1000):
    """Rows of a sheet: months of each project between the funds before the year and the sums."""
    head = ["序号", "项目名称", "签约日期", "协议金额"]
    head += ["2022年底前累计到位"] if before else []
    head += headers
    head += ["2023年累计到位", "历年累计到位"] if sums else []
    rows = [[TITLE], head]
    for number, (name, paid) in enumerate(months.items(), start=1):
        year = sum(each or 0 for each in paid)
        row = [number, name, SIGNED, 9000, *([earlier] if before else []), *paid]
        rows.append([*row, *([year, (earlier if before else 0) + year] if sums else [])])
    return rows


@pytest.mark.parametrize("sums", [True, False])
def test_months_and_the_funds_before_make_up_all_sums(path, sums):
    write_sheets(path, {"台账": sheet_of(PAID, sums=sums)})
    result = check(path)
    assert funds_of(result) == {
        "铜箔项目": [7 * WAN, 157 * WAN, 1157 * WAN],
        "茶叶项目": [0, 20 * WAN, 1020 * WAN],
        "软件园项目": [5 * WAN, 20 * WAN, 1020 * WAN],
    }
    assert result.counts["accepted"] == 3
    assert not {f.rule for f in result.findings()} & {"columns_unknown", "months_differ"}


def test_a_project_paid_in_earlier_years_alone_keeps_its_funds_to_date(path):
    write_sheets(path, {"台账": sheet_of(PAID | {"竹木项目": [None] * 4}, sums=False)})
    assert funds_of(check(path))["竹木项目"] == [0, 0, 1000 * WAN]


def test_months_that_nobody_filled_leave_the_year_open_and_keep_what_came_before(path):
    write_sheets(path, {"台账": sheet_of({name: [None] * 4 for name in PAID}, sums=False)})
    assert set(map(tuple, funds_of(check(path)).values())) == {(None, None, 1000 * WAN)}


def test_funds_are_dated_by_the_months_of_the_year(path):
    write_sheets(path, {"台账": sheet_of(PAID)})
    funds = check(path).funds
    assert funds.since == date(2023, 1, 1)
    by_month = {day: 0 for _, day, _ in funds.payments}
    for _, day, yuan in funds.payments:
        by_month[day] += yuan // WAN
    assert by_month == {
        date(2022, 12, 1): 3000,
        date(2023, 1, 1): 105,
        date(2023, 2, 1): 25,
        date(2023, 3, 1): 55,
        date(2023, 4, 1): 12,
    }


def test_a_sum_that_differs_from_the_months_is_a_remark_and_holds(path):
    rows = sheet_of(PAID)
    rows[2][-2] = 160
    write_sheets(path, {"台账": rows})
    result = check(path)
    finding = next(f for f in result.findings() if f.rule == "months_differ")
    assert (finding.severity, finding.address) == ("remark", "J3")
    assert "157 万元" in finding.what("zh")
    assert "160 万元" in finding.what("zh")
    assert funds_of(result)["铜箔项目"][1] == 160 * WAN


def test_months_of_running_totals_are_not_read(path):
    paid = {f"第{word}项目": [10, 20, 30, 40] for word in "甲乙丙丁戊"}
    rows = sheet_of(paid, earlier=0)
    for row in rows[2:]:
        row[-2:] = [40, 40]
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert "months_unlike_year" in {f.rule for f in result.findings()}
    assert funds_of(result)["第甲项目"] == [None, 40 * WAN, 40 * WAN]
    assert result.funds is None


def test_a_month_after_the_ledger_s_is_rejected(path):
    rows = sheet_of({"铜箔项目": [100, 0, 50, 7, 30]}, headers=[*MONTHS, "5月"])
    write_sheets(path, {"台账": rows})
    assert ("payment_after_month", "J3") in rules_of(check(path))


def test_a_month_that_is_no_number_rejects_its_row(path):
    rows = sheet_of(PAID)
    rows[3][7] = "约20"
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert ("amount_about", "H4") in rules_of(result)
    assert result.rows[1].status == "rejected"


def test_months_under_the_years_of_their_groups(path):
    rows = [
        ["某县招商引资项目台账（截至2023年2月）"],
        [
            "序号",
            "项目名称",
            "签约日期",
            "协议金额（亿元）",
            "2022年到位资金（万元）",
            None,
            "2023年到位资金（万元）",
            None,
        ],
        [None, None, None, None, "11月", "12月", "1月", "2月"],
        [1, "铜箔项目", date(2022, 11, 3), 3, 200, 300, 40, 50],
        [2, "茶叶项目", date(2023, 1, 3), 0.5, None, None, 8, None],
    ]
    book = write_sheets(path, {"台账": rows})
    for merge in ("A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2"):
        book["台账"].merge_cells(merge)
    book.save(path)
    result = check(path)
    assert funds_of(result) == {
        "铜箔项目": [50 * WAN, 90 * WAN, 590 * WAN],
        "茶叶项目": [0, 8 * WAN, 8 * WAN],
    }
    assert result.rows[0].yuan("agreed_amount") == 3 * 10**8
    assert not {f.rule for f in result.findings()} & {"columns_unknown", "other_row", "title_unit_unused"}
    assert [day for _, day, _ in result.funds.payments if day.year == 2022] == [
        date(2022, 11, 1),
        date(2022, 12, 1),
    ]


def test_the_month_that_is_given_dates_the_columns(path):
    rows = sheet_of(PAID, sums=False)
    rows[0] = ["某县招商引资项目台账 单位：万元"]
    write_sheets(path, {"台账": rows})
    assert funds_of(check(path))["铜箔项目"] == [None, None, None]
    assert funds_of(check(path, month=(2023, 4)))["铜箔项目"] == [7 * WAN, 157 * WAN, 1157 * WAN]


def test_months_without_a_unit_have_that_of_the_funds_beside_them(path):
    rows = sheet_of(PAID)
    rows[0] = ["某县招商引资项目台账（截至2023年4月）"]
    rows[1][3] = "协议金额（亿元）"
    rows[1][-2:] = ["2023年累计到位（万元）", "历年累计到位（万元）"]
    for row in rows[2:]:
        row[3] = 0.9
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert funds_of(result)["铜箔项目"] == [7 * WAN, 157 * WAN, 1157 * WAN]
    assert result.counts["accepted"] == 3


def test_bare_months_of_a_plan_are_no_funds(path):
    rows = sheet_of(PAID)
    book = write_sheets(path, {"台账": rows})
    sheet = book["台账"]
    sheet.insert_rows(2)
    sheet["F2"] = "各月计划投资"
    sheet.merge_cells("F2:I2")
    book.save(path)
    result = check(path)
    assert funds_of(result)["铜箔项目"] == [None, 157 * WAN, 1157 * WAN]
    [finding] = [f for f in result.findings() if f.rule == "months_unread"]
    assert (finding.address, finding.terms["number"]) == ("F3", "4")
    assert "columns_unknown" not in {f.rule for f in result.findings()}


def test_a_sum_of_earlier_years_that_does_not_fit_is_a_remark(path):
    rows = sheet_of(PAID)
    rows[2][-1] = 1100
    write_sheets(path, {"台账": rows})
    assert ("months_differ", "K3") in rules_of(check(path))


def test_months_that_leave_out_earlier_ones_are_no_funds_to_date(path):
    one = [
        ["某县台账（2023年4月）单位：万元"],
        ["序号", "项目名称", "签约日期", "协议金额", "4月到位资金", "1—4月到位资金"],
        [1, "铜箔项目", date(2023, 1, 9), 9000, 7, 157],
        [2, "茶叶项目", date(2023, 4, 2), 9000, 20, 20],
    ]
    write_sheets(path, {"台账": one})
    result = check(path)
    assert funds_of(result) == {"铜箔项目": [7 * WAN, 157 * WAN, None], "茶叶项目": [20 * WAN] * 3}
    assert not {f.rule for f in result.findings()} & {"flow_in_running_total"}


def in_dollars(paid, *, sums, rate=7.1):
    """Rows of a sheet in which the first project is in 万美元 and the second in 万元."""
    head = [
        "项目名称",
        "签约日期",
        "协议金额",
        "币种",
        "汇率",
        "汇率日期",
        *(f"{month}到位" for month in MONTHS),
    ]
    head += ["2023年累计到位", "历年累计到位"] if sums else []
    rows = [[TITLE], head]
    for name, currency, of_rate in (("铜箔项目", "美元", rate), ("茶叶项目", "人民币", None)):
        dated = date(2023, 1, 2) if of_rate else None
        row = [name, date(2023, 1, 3), 9000, currency, of_rate, dated, *paid]
        rows.append([*row, *([sum(paid), sum(paid)] if sums else [])])
    return rows


@pytest.mark.parametrize("sums", [True, False])
def test_months_are_converted_at_the_rate_of_their_row(path, sums):
    write_sheets(path, {"台账": in_dollars([100, 0, 200, 50], sums=sums)})
    result = check(path)
    assert funds_of(result) == {
        "铜箔项目": [355 * WAN, 2485 * WAN, 2485 * WAN],
        "茶叶项目": [50 * WAN, 350 * WAN, 350 * WAN],
    }
    assert "rejected" not in {f.severity for f in result.findings()}
    assert "months_differ" not in {f.rule for f in result.findings()}
    paid = [(row.text("project_name"), day.month, yuan // WAN) for row, day, yuan in result.funds.payments]
    assert sorted(each for each in paid if each[0] == "铜箔项目") == [
        ("铜箔项目", 1, 710),
        ("铜箔项目", 3, 1420),
        ("铜箔项目", 4, 355),
    ]


def test_converted_months_add_up_to_the_converted_sum(path):
    write_sheets(path, {"台账": in_dollars([33.3333, 33.3333, 33.3334, 1.0001], sums=True, rate=7.12345)})
    result = check(path)
    assert "months_differ" not in {f.rule for f in result.findings()}
    paid = sum(yuan for row, _, yuan in result.funds.payments if row.text("project_name") == "铜箔项目")
    assert paid == result.rows[0].yuan("funds_to_date")


def test_months_beside_funds_in_yuan_are_in_yuan(path):
    rows = in_dollars([100, 0, 200, 50], sums=True)
    rows[1][-2:] = ["2023年累计到位（万元人民币）", "历年累计到位（万元人民币）"]
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert funds_of(result)["铜箔项目"] == [50 * WAN, 350 * WAN, 350 * WAN]
    assert result.rows[0].yuan("agreed_amount") == 63900 * WAN


def test_months_without_a_rate_are_not_known(path):
    rows = in_dollars([100, 0, 200, 50], sums=False)
    rows[2][4:6] = [None, None]
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert funds_of(result)["铜箔项目"] == [None, None, None]
    assert "currency_without_rate" in {f.rule for f in result.findings()}


ABROAD = ["项目名称", "投资方", "签约日期", "协议金额（万元）", "币种", "汇率", "汇率日期"]
OF_EURO = ["红酒项目", "红酒有限公司", "2023-1-5", 500, "欧元", 8, "2023-4-1"]


def on_two_sheets(path, *, stated=(), month="月"):
    header = [*ABROAD, *(["本年累计到位（万元）"] if stated else [])]
    paid = [
        ["项目名称", *(f"{number}{month}到位（万元）" for number in range(1, 5))],
        ["红酒项目", 10, 0, 0, 5],
    ]
    title = ["某县招商引资项目台账（截至2023年4月）"]
    write_sheets(path, {"台账": [title, header, [*OF_EURO, *stated]], "各月到位资金": [title, *paid]})
    return check(path)


def test_months_on_a_sheet_without_currencies_are_a_question_for_a_project_abroad(path):
    result = on_two_sheets(path)
    assert ("currency_open", "各月到位资金!B3") in rules_of(result)
    assert funds_of(result)["红酒项目"] == [None, None, None]


def test_the_funds_of_the_year_decide_in_which_currency_they_are(path):
    result = on_two_sheets(path, stated=(15,))
    assert result.counts["rejected"] == 0
    assert funds_of(result)["红酒项目"][:2] == [40 * WAN, 120 * WAN]


def test_funds_on_a_sheet_without_currencies_are_a_question_too(path):
    title = ["某县招商引资项目台账（截至2023年4月）"]
    paid = [["项目名称", "累计到位（万元）"], ["红酒项目", 15]]
    write_sheets(path, {"台账": [title, ABROAD, OF_EURO], "到位资金": [title, *paid]})
    assert ("currency_open", "到位资金!B3") in rules_of(check(path))
    paid[0][1] = "累计到位（人民币万元）"
    write_sheets(path, {"台账": [title, ABROAD, OF_EURO], "到位资金": [title, *paid]})
    assert funds_of(check(path))["红酒项目"][2] == 15 * WAN


QUARTERS = ["一季度", "二季度"]


@pytest.mark.parametrize("headers", [QUARTERS, ["第1季度", "第2季度"], ["Q1到位", "Q2到位"]])
def test_quarters_make_up_the_funds_of_the_year(path, headers):
    paid = {"铜箔项目": [100, 57], "茶叶项目": [0, 20], "软件园项目": [5, 15]}
    write_sheets(path, {"台账": sheet_of(paid, sums=False, headers=headers)})
    result = check(path)
    assert funds_of(result) == {
        "铜箔项目": [None, 157 * WAN, 1157 * WAN],
        "茶叶项目": [None, 20 * WAN, 1020 * WAN],
        "软件园项目": [None, 20 * WAN, 1020 * WAN],
    }
    assert result.funds.begun == {date(2023, 3, 1): date(2023, 1, 1)}


def test_a_quarter_after_the_ledger_with_funds_rejects_its_row(path):
    paid = {"铜箔项目": [100, 57, 3]}
    write_sheets(path, {"台账": sheet_of(paid, sums=False, headers=[*QUARTERS, "三季度"])})
    assert ("payment_after_month", "H3") in rules_of(check(path))


def test_quarters_that_differ_from_the_year_are_named(path):
    rows = sheet_of({"铜箔项目": [100, 57]}, headers=QUARTERS)
    rows[2][7] = 200
    write_sheets(path, {"台账": rows})
    assert ("months_differ", "H3") in rules_of(check(path))


def test_a_missing_quarter_gives_no_sum_of_the_year(path):
    write_sheets(path, {"台账": sheet_of({"铜箔项目": [57]}, sums=False, headers=["2023年二季度到位"])})
    assert funds_of(check(path))["铜箔项目"][1] is None


def over_two_years(headers, paid, *, sums=None, title="某县招商引资项目台账（截至2023年3月）"):
    """Rows of a sheet with one project a row: when it was signed, and its months under these headers."""
    rows = [[title], ["项目名称", "签约日期", "协议金额（万元）", *headers]]
    for name, (signed, months) in paid.items():
        rows.append([name, signed, 9000, *months])
    if sums:
        rows[1] += ["本年累计到位（万元）", "累计到位（万元）"]
        for row in rows[2:]:
            row += [sum(row[-3:]), sum(row[3:])]
    return rows


LAST_AND_THIS = [(2022, month) for month in range(3, 13)] + [(2023, month) for month in (1, 2, 3)]
OF_TWO_YEARS = {
    "铜箔项目": (date(2022, 3, 2), [5, 0, 30, 0, 0, 0, 10, 0, 0, 40, 1, 2, 3]),
    "茶叶项目": (date(2022, 12, 9), [0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 6]),
}


@pytest.mark.parametrize("sums", [True, False])
@pytest.mark.parametrize(
    "header_of",
    [
        "{0}年{1}月到位（万元）".format,
        "{0}.{1:02d}到位（万元）".format,
        "到位资金（{0}年{1}月）（万元）".format,
        lambda year, month: f"{month}月到位（万元）",
        lambda year, month: date(year, month, 1),
    ],
)
def test_months_of_two_years_are_all_counted(path, header_of, sums):
    headers = [header_of(*when) for when in LAST_AND_THIS]
    rows = over_two_years(headers, OF_TWO_YEARS, sums=sums)
    rows[0] = [f"{rows[0][0]} 单位：万元"]
    write_sheets(path, {"台账": rows})
    result = check(path)
    if isinstance(headers[0], date) and not sums:  # nothing says that bare months are of funds
        assert "months_unread" in {f.rule for f in result.findings()}
        return
    assert funds_of(result) == {
        "铜箔项目": [3 * WAN, 6 * WAN, 91 * WAN],
        "茶叶项目": [6 * WAN, 6 * WAN, 13 * WAN],
    }
    assert result.counts["accepted"] == 2
    assert not {f.rule for f in result.findings()} & {"columns_unknown", "months_differ", "months_unread"}
    paid = {
        day: yuan // WAN for row, day, yuan in result.funds.payments if row.text("project_name") == "铜箔项目"
    }
    assert {(day.year, day.month): paid[day] for day in paid if paid[day]} == {
        (2022, 3): 5,
        (2022, 5): 30,
        (2022, 9): 10,
        (2022, 12): 40,
        (2023, 1): 1,
        (2023, 2): 2,
        (2023, 3): 3,
    }


def test_what_came_before_the_first_month_is_asked_for(path):
    headers = ["{}年{}月到位（万元）".format(*when) for when in LAST_AND_THIS]
    paid = {**OF_TWO_YEARS, "软件园项目": (date(2021, 5, 1), [100] * 13)}
    write_sheets(path, {"台账": over_two_years(headers, paid)})
    result = check(path)
    assert funds_of(result)["软件园项目"] == [100 * WAN, 300 * WAN, None]
    assert funds_of(result)["铜箔项目"][2] == 91 * WAN
    [finding] = [f for f in result.findings() if f.rule == "to_date_open"]
    assert finding.address == "D2"
    assert "1 个项目" in finding.what("zh")
    assert "2022年3月以前到位多少没有写" in finding.what("zh")
    assert "1300 万元" in finding.what("zh")
    assert result.funds.since == date(2022, 3, 1)
    assert min(yuan for _, _, yuan in result.funds.payments) >= 0


def test_funds_up_to_a_month_of_an_earlier_year_are_before_the_months_behind_it(path):
    headers = [
        "2022年2月底前累计到位（万元）",
        *("{}年{}月到位（万元）".format(*when) for when in LAST_AND_THIS),
    ]
    paid = {name: (signed, [20, *months]) for name, (signed, months) in OF_TWO_YEARS.items()}
    write_sheets(path, {"台账": over_two_years(headers, paid)})
    result = check(path)
    assert [row.yuan("funds_to_date") for row in result.rows] == [111 * WAN, 33 * WAN]
    assert result.funds.since == date(2022, 3, 1)
    del headers[3]
    paid = {name: (signed, months[:3] + months[4:]) for name, (signed, months) in paid.items()}
    write_sheets(path, {"台账": over_two_years(headers, paid)})
    result = check(path)
    assert [row.yuan("funds_to_date") for row in result.rows] == [None, None]
    [finding] = [f for f in result.findings() if f.rule == "to_date_open"]
    assert "没有2022年5月等月的列" in finding.what("zh")


def test_open_funds_to_date_are_no_negative_payments(path):
    write_sheets(
        path, {"台账": sheet_of(PAID, sums=False, before=False, headers=[f"{m}到位" for m in MONTHS])}
    )
    result = check(path)
    assert funds_of(result)["铜箔项目"] == [7 * WAN, 157 * WAN, None]
    assert sum(yuan for _, _, yuan in result.funds.payments) == 197 * WAN
    assert min(yuan for _, _, yuan in result.funds.payments) >= 0


def test_planned_payments_of_a_month_are_none(path):
    rows = over_two_years(
        ["2023年3月到位（计划）（万元）", "累计到位（万元）"], {"铜箔项目": (date(2022, 3, 2), [50, 20])}
    )
    write_sheets(path, {"台账": rows})
    assert funds_of(check(path))["铜箔项目"] == [None, None, 20 * WAN]


def test_two_columns_of_one_meaning_are_not_blamed_on_the_format_of_the_file(path):
    rows = over_two_years(
        ["2023年3月到位（万元）", "3月到位（万元）"], {"铜箔项目": (date(2023, 3, 2), [1, 2])}
    )
    write_sheets(path, {"台账": rows})
    with pytest.raises(DataError) as error:
        check(path)
    assert "xlsx" not in str(error.value).split("expected")[1].split("remedy")[0]


def year_and_before(path, rows, *, header="2022年底累计到位（万元）"):
    head = ["项目名称", "签约日期", "协议金额（万元）", header, "本年累计到位（万元）", "累计到位（万元）"]
    write_sheets(path, {"台账": [["某县招商项目台账（截至2023年4月）"], head, *rows]})
    return check(path)


BLANK_YEARS = [
    ["铜箔项目", SIGNED, 9000, 500, None, 500],
    ["茶叶项目", SIGNED, 9000, 300, 40, 340],
    ["软件园项目", SIGNED, 9000, 200, None, 260],
    ["竹木项目", SIGNED, 9000, None, None, 70],
]


def test_a_blank_year_is_what_the_funds_to_date_have_more_than_those_before(path):
    result = year_and_before(path, BLANK_YEARS)
    assert [year for _, year, _ in funds_of(result).values()] == [0, 40 * WAN, 60 * WAN, None]
    rules = [rule for rule, _ in rules_of(result)]
    assert rules.count("year_from_totals") == 1  # of the one that is not 0
    [blank] = [f for f in result.findings() if f.rule == "years_left_blank"]
    assert (blank.terms["number"], blank.terms["most"]) == ("1", "70 万元")


@pytest.mark.parametrize("header", ["2021年底累计到位（万元）", "2022年6月底累计到位（万元）"])
def test_funds_up_to_another_time_say_nothing_of_the_year(path, header):
    rows = [row for row in BLANK_YEARS if row[4] is None]
    assert {year for _, year, _ in funds_of(year_and_before(path, rows, header=header)).values()} == {None}


def test_blank_years_stay_open_where_another_row_contradicts_the_sum(path):
    rows = [*BLANK_YEARS[:3], ["竹木项目", SIGNED, 9000, 100, 20, 400]]
    assert [year for _, year, _ in funds_of(year_and_before(path, rows)).values()] == [
        None,
        40 * WAN,
        None,
        20 * WAN,
    ]
