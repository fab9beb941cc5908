"""Rows that take funds off the project of another row."""

from __future__ import annotations

from pathlib import Path

from jjinvest.ledger.validation.result import ValidationResult
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEADER = ["项目名称", "投资方", "签约日期", "总投资（万元）", "本年到位（万元）", "项目阶段"]
PROJECT: list[object] = ["乳品项目", "乳品公司", "2023-2-6", 9000, 800, "开工"]


def read(path: Path, *rows: list[object]) -> ValidationResult:
    write_sheets(path, {"台账": [["某镇台账（2023年5月）"], HEADER, PROJECT, *rows]})
    return check(path)


def test_a_correction_says_what_the_sum_still_holds(path):
    result = read(path, ["乳品项目", "乳品公司", None, None, -50, "调减"])
    (found,) = result.projects[1].findings
    assert found.rule == "funds_correction"
    assert found.column == 4
    assert (found.terms["other"], found.terms["amount"], found.terms["expected"]) == (
        "第 3 行",
        "50 万元",
        "750 万元",
    )
    assert result.projects[1].status == "rejected"
    assert result.total("funds_ytd", "accepted", "remark") == 8_000_000


def test_negative_funds_of_a_project_of_its_own_are_no_correction(path):
    result = read(path, ["皮具项目", "皮具公司", "2023-3-6", None, -50, "开工"])
    assert "amount_negative" in {each.rule for each in result.projects[1].findings}


def test_a_repeated_project_with_its_own_amount_is_a_duplicate(path):
    result = read(path, [*PROJECT[:4], -50, "开工"])
    assert "same_name" in {each.rule for each in result.projects[1].findings}
