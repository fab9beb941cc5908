"""Columns whose cells decide what they are: stages, ticks, dates, origins, conversions."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

TITLE = ["某县招商引资项目台账（截至2023年9月） 单位：万元"]
NAMES = ("铜箔项目", "茶叶项目", "软件园项目")


def book(path, header, columns, *, merge=None, sheet="台账"):
    """Write a list of three projects with these further columns."""
    above, names = header if isinstance(header[0], list) else (None, header)
    rows = [
        TITLE,
        *([[None, None, None, *above]] if above else []),
        ["项目名称", "投资方", "协议金额", *names],
    ]
    rows += [[name, "某公司", 5000, *cells] for name, cells in zip(NAMES, columns, strict=True)]
    written = write_sheets(path, {sheet: rows})
    if merge:
        written[sheet].merge_cells(merge)
        written.save(path)
    return check(path)


def stages(result):
    return [row.text("stage") for row in result.rows]


@pytest.mark.parametrize("header", ["形象进度", "履约情况", "进度"])
def test_a_column_of_progress_is_the_stage_where_its_cells_are(path, header):
    result = book(path, ["签约日期", header], [[date(2022, 3, 4), w] for w in ("投产", "在建", "签约待建")])
    assert stages(result) == ["in_production", "started", "signed"]


def test_a_column_of_progress_in_words_is_the_note(path):
    result = book(path, ["进展情况"], [["已完成环评"], ["正在招标"], ["签约"]])
    assert [row.text("note") for row in result.rows] == ["已完成环评", "正在招标", "签约"]


def test_the_furthest_tick_is_the_stage(path):
    result = book(
        path,
        ["洽谈", "签约", "开工", "投产"],
        [["√", "√", "√", "√"], ["√", "√", None, None], ["√", None, None, None]],
    )
    assert stages(result) == ["in_production", "signed", "negotiating"]
    assert not result.table.unknown_columns


def test_one_column_of_ticks_says_nothing(path):
    result = book(path, ["开工"], [["√"], [None], ["√"]])
    assert stages(result) == ["", "", ""]


@pytest.mark.parametrize("group", ["进度", "推进情况", None])
def test_stages_over_dates_are_their_dates(path, group):
    days = [[date(2021, 2, 3), date(2021, 8, 9)], [date(2022, 3, 4), None], [date(2023, 5, 6), None]]
    header = [[group, None], ["签约", "开工"]] if group else ["签约", "开工"]
    result = book(path, header, days, merge="D2:E2" if group else None)
    assert [str(row.day("signed_on")) for row in result.rows] == ["2021-02-03", "2022-03-04", "2023-05-06"]
    assert str(result.rows[0].day("started_on")) == "2021-08-09"


def test_planned_dates_stay_unread(path):
    days = [[date(2024, 2, 3), date(2024, 8, 9)]] * 3
    result = book(path, [["计划进度", None], ["签约", "开工"]], days, merge="D2:E2")
    assert not {"signed_on", "started_on"} & result.table.columns.keys()


def test_a_source_is_the_origin_where_it_holds_places(path):
    assert "origin" in book(path, ["来源"], [["市外"], ["境外"], ["市内"]]).table.columns
    assert "origin" not in book(path, ["来源"], [["网络信息"], ["展会"], ["老乡推荐"]]).table.columns


def test_an_amount_converted_beside_its_currency_is_read(path):
    header = ["币种", "投资总额（万，原币）", "折人民币（万元）"]
    rows = [
        TITLE[:1],
        ["项目名称", *header],
        ["铜箔项目", "美元", 1000, 7100],
        ["茶叶项目", "人民币", 800, 800],
    ]
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert [row.yuan("agreed_amount") for row in result.rows] == [71_000_000, 8_000_000]
    assert result.counts["rejected"] == 0


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("2023年到位资金", "funds_ytd"),
        ("2023年1-9月到位", "funds_ytd"),
        ("2023年1-8月到位", None),
        ("2022年到位资金", None),
        ("截至2023年9月底累计到位", "funds_to_date"),
        ("截至2022年底累计到位", None),
        ("其中：本年到位", "funds_ytd"),
        ("其中：设备投资", None),
    ],
)
def test_funds_dated_by_their_header(path, header, read):
    result = book(path, ["签约日期", header], [[date(2022, 3, 4), 100]] * 3)
    named = {name for name, column in result.table.columns.items() if column.header == header}
    assert named == ({read} if read else set())


def test_a_line_with_the_unit_alone_is_no_group(path):
    rows = [
        ["某县招商引资项目台账（截至2023年9月）"],
        [None, None, "单位：万元"],
        ["项目名称", "协议金额", "进展", "备注"],
        ["铜箔项目", 5000, "在建", "已供地"],
    ]
    written = write_sheets(path, {"台账": rows})
    written["台账"].merge_cells("C2:D2")
    written.save(path)
    result = check(path)
    assert result.rows[0].text("stage") == "started"
    assert result.rows[0].yuan("agreed_amount") == 50_000_000


def test_a_contract_s_date_is_that_of_signing_where_the_contract_is_the_agreement(path):
    rows = [
        TITLE,
        ["项目名称", "合同金额", "合同签订日期", "项目状态"],
        ["铜箔项目", 900, date(2022, 4, 5), "筹建"],
    ]
    write_sheets(path, {"台账": rows})
    row = check(path).rows[0]
    assert (str(row.day("signed_on")), row.text("stage")) == ("2022-04-05", "signed")


def test_a_unit_above_that_contradicts_impossible_amounts_is_asked(path):
    rows = [TITLE, ["项目名称", "投资方", "协议金额（亿元）"], *([name, "某公司", 30_000] for name in NAMES)]
    write_sheets(path, {"台账": rows})
    result = check(path)
    assert {f.rule for row in result.rows for f in row.findings} == {"amount_unit_unclear"}
    assert result.total("agreed_amount") == 0


def test_a_header_of_several_stages_is_the_stage_of_each_row(path):
    header = ["项目名称", "投资方", "洽谈/签约/开工", "签约日期", "协议金额（万元）"]
    rows = [
        ["陶瓷园", "陶瓷有限公司", "签约", "2023-2-1", 3000],
        ["茶油坊", "茶油有限公司", "洽谈", None, 500],
    ]
    write_sheets(path, {"台账": [["台账（2023年9月）"], header, *rows]})
    assert [row.text("stage") for row in check(path).rows] == ["signed", "negotiating"]


def test_short_months_beside_days_date_the_signing(path):
    header = ["项目名称", "投资方", "签约", "协议金额（万元）"]
    rows = [["陶瓷园", "陶瓷有限公司", "3月9日", 3000], ["茶油坊", "茶油有限公司", 23.2, 500]]
    write_sheets(path, {"台账": [["台账（2023年9月）"], header, *rows]})
    assert [str(row.day("signed_on")) for row in check(path).rows] == ["2023-03-09", "2023-02"]


def test_numbers_alone_under_the_word_of_a_stage_are_no_dates(path):
    header = ["项目名称", "投资方", "签约", "协议金额（万元）"]
    rows = [["陶瓷园", "陶瓷有限公司", 24.2, 3000], ["茶油坊", "茶油有限公司", 23.2, 500]]
    write_sheets(path, {"台账": [["台账（2023年9月）"], header, *rows]})
    assert check(path).rows[0].day("signed_on") is None
