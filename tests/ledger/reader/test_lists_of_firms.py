"""Lists of foreign-invested firms, which have no column of project names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jjinvest.core.errors import DataError
from tests.fixtures.several_sheets import write_sheets
from tests.fixtures.workbooks import check

HEADER = ["序号", "外资企业名称", "投资国别", "批准时间", "投资总额", "合同外资", "2023年到资"]
ROWS: list[list[object]] = [
    [1, "橙果机电公司", "日本", "2023-2-3", 400, 150, 30],
    [2, "青桐医药公司", "德国", "2023-1-9", 900, 700, 80],
]
TITLES = [["某片区外资台账"], ["截至2023年4月底", None, None, None, "单位：万美元（汇率：1美元=7元）"]]


def rows_with(header: Sequence[object]) -> dict[str, list[list[object]]]:
    return {"外资": [*TITLES, list(header), *ROWS]}


def test_each_firm_is_a_project_with_a_remark(path):
    write_sheets(path, rows_with(HEADER))
    result = check(path)
    assert [row.text("project_name") for row in result.rows] == ["橙果机电公司", "青桐医药公司"]
    assert [row.text("origin") for row in result.rows] == ["abroad", "abroad"]
    assert result.total("contract_amount", "accepted", "remark") == 59_500_000
    assert result.total("agreed_amount", "accepted", "remark") == 91_000_000
    assert result.total("funds_ytd", "accepted", "remark") == 7_700_000
    assert "firms_as_projects" in {each.rule for each in result.remarks}


def test_firms_beside_names_of_projects_stay_investors(path):
    rows = [[*row, f"{row[1]}项目"] for row in ROWS]
    write_sheets(path, {"外资": [*TITLES, [*HEADER, "项目名称"], *rows]})
    result = check(path)
    assert "firms_as_projects" not in {each.rule for each in result.remarks}
    assert result.rows[0].text("project_name") == "橙果机电公司项目"


def test_a_list_of_firms_without_anything_of_a_signing_is_no_ledger(path):
    write_sheets(path, rows_with([*HEADER[:3], "法定代表人", "投资总额", "税收", "用工人数"]))
    with pytest.raises(DataError):
        check(path)
