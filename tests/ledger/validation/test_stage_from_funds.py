"""Projects whose funds alone show that they are signed."""

from __future__ import annotations

from pathlib import Path

from jjinvest.ledger.validation.result import ValidationResult
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

TITLE = ["某区各镇引资进度（2023年5月）"]
HEADER = ["镇", "项目名称", "投资单位", "总投资（万元）", "今年到位资金（万元）", "施工情况"]
ROWS: list[list[object]] = [
    ["东镇", "米粉项目", "米粉有限公司", 8000, 1500, "已动工"],
    [None, "竹器项目", "竹器有限公司", 6000, 900, "尚未动工"],
    [None, "陶瓷项目", "陶瓷有限公司", 5000, None, "尚未动工"],
]


def read(path: Path, columns: int) -> ValidationResult:
    write_sheets(path, {"表": [TITLE, HEADER[:columns], *(row[:columns] for row in ROWS)]})
    return check(path)


def rules(result: ValidationResult, place: int) -> set[str]:
    return {each.rule for each in result.projects[place].findings}


def test_work_not_begun_is_a_signed_project_where_it_has_funds(path):
    result = read(path, 6)
    assert [row.text("stage") for row in result.projects] == ["started", "signed", ""]
    assert rules(result, 0) == set()
    assert rules(result, 1) == {"stage_from_funds"}
    assert rules(result, 2) == {"stage_not_started"}  # signed or negotiated: only the office knows


def test_a_list_without_stages_and_dates_has_signed_projects_where_there_are_funds(path):
    result = read(path, 5)
    assert [row.text("stage") for row in result.projects] == ["signed", "signed", ""]
    assert rules(result, 0) == rules(result, 1) == {"stage_from_funds"}
    (left,) = [each for each in result.remarks if each.rule == "all_are_leads"]
    assert left.terms["number"] == "1"


def test_a_stage_before_signing_that_is_written_still_contradicts_funds(path):
    rows = [[*row[:5], "在谈"] for row in ROWS]
    write_sheets(path, {"表": [TITLE, [*HEADER[:5], "项目阶段"], *rows]})
    result = check(path)
    assert "funds_before_signing" in rules(result, 0)
    assert result.projects[0].status == "rejected"
