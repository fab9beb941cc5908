"""The unit of funds without one, beside agreed amounts with theirs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from jjinvest.ledger.validation.result import ValidationResult
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEADER = ["项目名称", "投资方", "签约时间", "计划投资（亿元）", *(f"{n}月份到位" for n in (1, 2, 3))]
ROWS: list[tuple[str, float, list[float | None]]] = [
    ("纸箱项目", 2.4, [0.11, None, 0.05]),
    ("花卉项目", 0.9, [None, 0.02, 0.04]),
    ("泵阀项目", 6.5, [0.3, 0.25, None]),
    ("茶饮项目", 1.1, [None, None, 0.085]),
    ("灯具项目", 0.6, [None, None, None]),
]


def ledger(path: Path, times: float = 1, header: Sequence[object] = HEADER) -> ValidationResult:
    """Write a ledger whose funds are so many times those above, and validate it."""
    rows = [
        [name, f"{name[:2]}有限公司", "2023年1月", agreed, *(f and round(f * times, 6) for f in funds)]
        for name, agreed, funds in ROWS
    ]
    write_sheets(path, {"到资": [["柳坪县2023年1-3月项目到资表"], [*header], *rows]})
    return check(path)


def rules(result: ValidationResult) -> set[str]:
    return {each.rule for each in result.findings()}


def test_funds_of_months_are_in_the_unit_of_the_agreed_amounts_that_they_fit(path):
    result = ledger(path)
    assert [row.yuan("funds_ytd") for row in result.rows] == [
        16_000_000,
        6_000_000,
        55_000_000,
        8_500_000,
        None,
    ]
    assert "unit_of_agreed_amounts" in rules(result)
    assert "amount_without_unit" not in rules(result)


def test_a_field_of_funds_is_read_so_too(path):
    header = [*HEADER[:4], "当月到位", "本年到位", "累计到位"]
    rows = [
        [name, f"{name[:2]}公司", "2023年1月", agreed, 0.01, 0.02, agreed / 2] for name, agreed, _ in ROWS
    ]
    write_sheets(path, {"到资": [["柳坪县项目到资表（2023年3月）"], header, *rows]})
    result = check(path)
    assert [row.yuan("funds_to_date") for row in result.rows[:2]] == [120_000_000, 45_000_000]
    assert "amount_without_unit" not in rules(result)


@pytest.mark.parametrize("times", [10_000, 0.0001], ids=["in 万元", "too small a share"])
def test_funds_that_do_not_fit_stay_a_question(path, times):
    result = ledger(path, times)
    assert "amount_without_unit" in rules(result)
    assert "unit_of_agreed_amounts" not in rules(result)


def test_a_unit_of_one_column_of_funds_is_not_overridden(path):
    header = [*HEADER[:4], "1月份到位（万元）", "2月份到位", "3月份到位"]
    result = ledger(path, header=header)
    assert "unit_of_agreed_amounts" not in rules(result)


YEAR = ["项目名称", "投资方", "签约时间", "协议金额（万元）", "3月到位", "本年累计到位（万元）"]


def year(path: Path, months: Sequence[float]) -> ValidationResult:
    """A ledger whose one month has no unit, beside a year's funds of 1000 to 5000 万元."""
    rows = [
        [f"{name}项目", f"{name}公司", "2023年1月", 20_000, funds, 1_000 * place]
        for place, (name, funds) in enumerate(zip("甲乙丙丁戊", months, strict=True), 1)
    ]
    write_sheets(path, {"台账": [["柳坪县招商台账（截至2023年3月）"], YEAR, *rows]})
    return check(path)


def test_a_month_without_a_unit_is_in_that_of_the_funds_of_the_year_it_is_part_of(path):
    result = year(path, [50, 60, 70, 80, 90])
    assert "amount_without_unit" not in rules(result)
    assert not any(row.status == "rejected" for row in result.rows)
    (finding,) = [each for each in result.findings() if each.rule == "unit_of_agreed_amounts"]
    assert "按本年累计到位的万元读" in finding.what("zh")


@pytest.mark.parametrize("months", [[1_500, 60, 70, 80, 90], [0.5, 0.6, 0.7, 0.8, 0.9]])
def test_a_month_that_does_not_fit_the_funds_of_its_year_stays_a_question(path, months):
    assert "amount_without_unit" in rules(year(path, months))
