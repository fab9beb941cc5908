"""The month of a ledger, where it is given against its title, or two blocks of a sheet state two."""

from __future__ import annotations

import pytest

from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check, clean_projects, write_ledger

HEAD = ["项目名称", "投资方", "签约日期", "协议金额（万元）"]


def rules(result) -> dict[str, object]:
    return {each.rule: each for each in result.findings()}


@pytest.mark.parametrize(
    ("title", "given"),
    [("截至2023年10月", (2023, 6)), ("2023年招商台账", (2022, 10)), (None, (2023, 9))],
)
def test_a_month_given_against_the_ledger_is_remarked_with_both(tmp_path, title, given):
    path = tmp_path / "台账2023-10.xlsx"
    write_ledger(path, clean_projects(3), title=title)
    found = rules(check(path, month=given))["month_against_title"]
    assert f"{given[0]}-{given[1]:02d}" in found.what("zh")
    assert "2023" in found.found


@pytest.mark.parametrize("title", ["截至2023年10月", "2023年招商台账", "10月台账", None])
def test_a_month_given_as_the_ledger_has_it_is_not(tmp_path, title):
    path = tmp_path / "台账2023-10.xlsx"
    write_ledger(path, clean_projects(3), title=title)
    assert "month_against_title" not in rules(check(path, month=(2023, 10)))


def two_blocks(path, second: str) -> None:
    first = [["某区招商台账（截至2023年5月）"], HEAD, ["甲厂房项目", "甲公司", "2023-2-1", 3000]]
    more = [
        ["乙厂房项目", "乙公司", "2023-3-1", 4000],
        [second],
        HEAD,
        ["丙项目", "丙公司", "2023-4-1", 5000],
    ]
    write_sheets(path, {"台账": [*first, *more]})


def test_blocks_with_titles_of_two_months_are_asked_about(path):
    two_blocks(path, "某区招商台账（截至2023年6月）")
    result = check(path)
    assert result.table.month is None
    assert rules(result)["month_unclear"].found == "2023-05；2023-06"
    assert check(path, month=(2023, 6)).table.month == (2023, 6)


def test_a_block_of_the_projects_of_a_month_is_a_part_of_the_list(path):
    two_blocks(path, "二、2023年4月新签约项目")
    assert check(path).table.month == (2023, 5)
