"""The month of a ledger from its title and names: read where one is certain, else asked."""

from __future__ import annotations

import pytest

from jjinvest.ledger.reader.tables.ledger_month import read_month


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("某区招商项目台账（截至2023年10月）", (2023, 10)),
        ("2023年1月至10月招商项目台账", (2023, 10)),
        ("2023年1-10月招商项目台账", (2023, 10)),
        ("2023年1—10月份招商项目台账", (2023, 10)),
        ("2023年1月1日至10月31日签约项目", (2023, 10)),
        ("2022年12月至2023年10月项目台账", (2023, 10)),
        ("2023年10月招商台账", (2023, 10)),
        ("招商台账（2023年10月31日）", (2023, 10)),
        ("招商台账（截至2023年10月15日）", (2023, 10)),
        ("招商台账（截止日期：2023.10.25）", (2023, 10)),
        ("数据截至时间2023年10月25日 填报日期：2023年11月3日", (2023, 10)),
        ("2023年以来招商项目台账（截至10月底）", (2023, 10)),
        ("2022年1月以来签约项目台账（截至2023年10月）", (2023, 10)),
        ("2023年度招商项目台账（10月）", (2023, 10)),
        ("2023年前三季度招商项目", (2023, 9)),
        ("2023年上半年招商项目", (2023, 6)),
        ("2023年一季度招商项目", (2023, 3)),
        ("2023年第三季度招商项目", (2023, 9)),
        ("2023年全年签约项目", (2023, 12)),
        ("二〇二三年一月至十月招商项目", (2023, 10)),
        ("二○二三年十二月台账", (2023, 12)),
        ("2023.10招商台账", (2023, 10)),
        ("2023年10月台账 填报日期：2023年11月3日", (2023, 10)),
    ],
)
def test_a_month_in_the_title(title, month):
    assert read_month([title], ["Sheet1", "台账"]).month == month


@pytest.mark.parametrize(
    "title",
    [
        "2023年1月以来招商项目台账",
        "2023年以来招商项目台账",
        "自2023年1月起签约项目",
        "2023年度招商项目台账",
        "招商项目台账",
        "填报日期：2023年11月3日",
        "招商项目台账（2023年11月3日）",
        "日期：2023年11月3日",
        "2022年9月、2023年10月项目",
    ],
)
def test_no_month_is_guessed(title):
    assert read_month([title], ["Sheet1", "台账"]).month is None


def test_a_month_of_the_sheet_joins_the_year_of_the_title():
    assert read_month(["2023年招商项目台账"], ["10月", "台账"]).month == (2023, 10)


@pytest.mark.parametrize(
    "name", ["台账2023-10", "台账202310", "2023年10月台账", "台账_2023.10", "台账1-10月2023年"]
)
def test_a_month_in_the_name_of_the_file(name):
    assert read_month(["招商项目台账"], ["Sheet1", name]).month == (2023, 10)


def test_the_day_in_a_file_s_name_is_no_month():
    read = read_month(["招商项目台账"], ["Sheet1", "台账20231105"])
    assert read.month is None
    assert read.readings == ("20231105",)


def test_a_sheet_of_another_month_than_the_title_is_asked():
    read = read_month(["台账（截至2023年9月）"], ["10月", "台账"])
    assert (read.month, read.readings) == (None, ("2023-09", "2023-10"))
    assert read_month(["台账（截至2023年9月）"], ["9月底", "10月5日报送"]).month == (2023, 9)


def test_two_months_are_asked_with_both():
    read = read_month(["2023年9月台账"], ["Sheet1", "台账2023年10月"])
    assert (read.month, read.readings) == (None, ("2023-09", "2023-10"))
