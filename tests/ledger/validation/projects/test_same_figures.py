"""One project on the sheets of two offices, under names that are unlike."""

from __future__ import annotations

from datetime import date

import pytest

from jjinvest.ledger.validation.overrides import Override
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEAD = ["项目名称", "投资方", "投资方所在地", "产业", "签约日期", "协议金额（万元）", "累计到位（万元）"]
DAY = date(2022, 2, 1)


def of_two_offices(path, second, **options):
    title = ["项目台账（截至2023年10月）"]
    rows = [
        ["甲厂房项目", "甲有限公司", "市内", "二产", DAY, 3000, 500],
        ["乙厂房项目", "乙有限公司", "市内", "二产", DAY, 4000, 600],
    ]
    others = [["丙冷链项目", "丙有限公司", "市内", "三产", DAY, 5000, 700], second]
    write_sheets(path, {"招商办": [title, HEAD, *rows], "园区": [title, HEAD, *others]})
    return check(path, **options)


SECOND = ["汽车配件基地", "甲有限公司", "市内", "二产", DAY, 3000, 500]


def test_the_same_investor_day_amount_and_funds_on_two_sheets_are_asked_about(path):
    result = of_two_offices(path, SECOND)
    (row,) = [row for row in result.rows if row.status == "rejected"]
    assert "same_figures" in {each.rule for each in row.findings}
    different = Override("same_figures", "汽车配件基地", "甲厂房项目", "different", "两份协议", 2)
    assert of_two_offices(path, SECOND, overrides=[different]).counts["rejected"] == 0


@pytest.mark.parametrize(("place", "cell"), [(1, "丁有限公司"), (4, date(2022, 2, 2)), (5, 3001), (6, 501)])
def test_projects_that_differ_in_one_of_these_are_not_rejected(path, place, cell):
    second = [*SECOND]
    second[place] = cell
    assert of_two_offices(path, second).counts["rejected"] == 0
